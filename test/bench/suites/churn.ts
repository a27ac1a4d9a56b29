import { messageSuite } from '../message-suite.ts'
import { tcpPeers } from '../peers/tcp.ts'

export const churn = messageSuite({
  name: 'churn',
  title: 'TCP connections',
  about: 'TCP connections that live for one message: accept, echo, close',
  unit: 'connection',
  protocol: 'tcp',
  peers: tcpPeers,
  yardstick: 'node-net',
  windows: {
    quick: { warmup: 0.2, seconds: 0.4, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.7, repeats: 3 },
  },
  shapes: {
    quick: [{ connections: 64, size: 64, pipeline: 1, churn: true }],
    full: [{ connections: 64, size: 64, pipeline: 1, churn: true }],
  },
})
