import { gccPeer, liburingPeer, nodePeer, type Peer, runtimePeer } from './peer.ts'

const dgram = 'servers/datagram-node.mjs'
const epoll = 'servers/datagram-epoll.c'

export const udpPeers: readonly Peer[] = [
  liburingPeer('c-uring', 'C with liburing: multishot recvmsg', 'servers/datagram-uring.c'),
  gccPeer('c-epoll', 'C with epoll: one recvfrom and one sendto a datagram', epoll),
  nodePeer('uring-raw', 'uring-sdk/raw: multishot recvmsg, sendto', 'servers/datagram-raw.mjs'),
  nodePeer('uring-ring', 'uring-sdk: recvmsgMultishot, sendto', 'servers/datagram-ring.mjs'),
  nodePeer('node-dgram', "Node's dgram: on message, send", dgram),
  runtimePeer('node-24', 'the same in Node 24', dgram, { fullOnly: true }),
  runtimePeer('node-26', 'the same in Node 26', dgram),
  runtimePeer('bun', 'Bun.udpSocket', 'servers/datagram-bun.mjs'),
  runtimePeer('deno', 'Deno.listenDatagram', 'servers/datagram-deno.mjs', {
    flags: ['--unstable-net'],
    fullOnly: true,
  }),
  runtimePeer('go', "Go: net's UDPConn", 'servers/datagram.go'),
  {
    ...gccPeer('c-mmsg', 'C with recvmmsg and sendmmsg, up to 64 a call', epoll, '--mode', 'batch'),
    extra: true,
  },
]
