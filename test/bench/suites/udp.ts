import { messageSuite } from '../message-suite.ts'
import { udpPeers } from '../peers/udp.ts'

/** Few sockets with several datagrams in flight let the client take and send them in batches. */
export const udp = messageSuite({
  name: 'udp',
  title: 'UDP echo',
  about: 'UDP echo over loopback, closed loop, losses counted',
  unit: 'datagram',
  protocol: 'udp',
  peers: udpPeers,
  yardstick: 'node-dgram',
  windows: {
    quick: { warmup: 0.2, seconds: 0.4, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.7, repeats: 3 },
  },
  shapes: {
    quick: [{ connections: 4, size: 64, pipeline: 16 }],
    full: [
      { connections: 1, size: 64, pipeline: 1 },
      { connections: 4, size: 64, pipeline: 16 },
      { connections: 4, size: 1024, pipeline: 16 },
    ],
  },
})
