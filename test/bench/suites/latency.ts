import { messageSuite } from '../message-suite.ts'
import { tcpPeers } from '../peers/tcp.ts'

/**
 * In the closed loop a server that is slow is asked less. Here it is asked at a rate, and what it
 * puts off counts for all that were due meanwhile.
 */
export const latency = messageSuite({
  name: 'latency',
  title: 'TCP echo in the open loop',
  about: 'latency of TCP echo at a fixed rate, from the moment when a message was due',
  unit: 'message',
  protocol: 'tcp',
  peers: tcpPeers,
  yardstick: 'node-net',
  windows: {
    quick: { warmup: 0.2, seconds: 0.5, repeats: 1 },
    // At 10,000 a second one message in 10,000 is two of them.
    full: { warmup: 0.3, seconds: 2, repeats: 3 },
  },
  // A third and nearly all of what the slowest of the peers can do where this was written.
  shapes: {
    quick: [{ connections: 64, size: 64, pipeline: 1, rate: 30_000 }],
    full: [
      { connections: 64, size: 64, pipeline: 1, rate: 10_000 },
      { connections: 64, size: 64, pipeline: 1, rate: 30_000 },
    ],
  },
})
