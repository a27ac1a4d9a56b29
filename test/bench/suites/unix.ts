import { messageSuite } from '../message-suite.ts'
import { unixPeers } from '../peers/unix.ts'

export const unix = messageSuite({
  name: 'unix',
  title: 'Unix echo',
  about: 'echo over Unix-domain sockets, closed loop',
  unit: 'message',
  protocol: 'unix',
  peers: unixPeers,
  yardstick: 'node-net',
  windows: {
    quick: { warmup: 0.2, seconds: 0.4, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.7, repeats: 3 },
  },
  shapes: {
    quick: [{ connections: 64, size: 64, pipeline: 1 }],
    full: [
      { connections: 64, size: 64, pipeline: 1 },
      { connections: 64, size: 16_384, pipeline: 1 },
    ],
  },
})
