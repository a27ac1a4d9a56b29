import { messageSuite } from '../message-suite.ts'
import { tcpPeers } from '../peers/tcp.ts'

/** Quick, it asks one question: what does a message cost on many connections? */
export const echo = messageSuite({
  name: 'echo',
  title: 'TCP echo',
  about: 'TCP echo over loopback, closed loop',
  unit: 'message',
  protocol: 'tcp',
  peers: tcpPeers,
  yardstick: 'node-net',
  windows: {
    quick: { warmup: 0.2, seconds: 0.5, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.7, repeats: 3 },
  },
  shapes: {
    quick: [{ connections: 64, size: 64, pipeline: 1 }],
    full: [
      { connections: 1, size: 64, pipeline: 1 },
      { connections: 64, size: 64, pipeline: 1 },
      { connections: 256, size: 64, pipeline: 1 },
      { connections: 1000, size: 64, pipeline: 1 },
      { connections: 5000, size: 64, pipeline: 1 },
      { connections: 64, size: 1024, pipeline: 1 },
      { connections: 64, size: 16_384, pipeline: 1 },
      { connections: 64, size: 64, pipeline: 16 },
    ],
  },
})
