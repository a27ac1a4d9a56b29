import { gccPeer, liburingPeer, nodePeer, type Peer, runtimePeer } from './peer.ts'

const net = 'servers/node-net.mjs'

export const unixPeers: readonly Peer[] = [
  liburingPeer('c-uring', 'C with liburing: as for TCP', 'servers/uring.c'),
  gccPeer('c-epoll', 'C with epoll: one read and one write a message', 'servers/epoll.c'),
  nodePeer('uring-raw', 'uring-sdk/raw: multishot, one send a peer', 'servers/stream-raw.mjs'),
  nodePeer('uring-ring', 'uring-sdk: recvMultishot, sendAll', 'servers/stream-ring.mjs'),
  nodePeer('node-net', "Node's net: on data, write", net),
  runtimePeer('node-24', 'the same in Node 24', net, { fullOnly: true }),
  runtimePeer('node-26', 'the same in Node 26', net),
  runtimePeer('bun', 'Bun.listen', 'servers/stream-bun.mjs'),
  runtimePeer('deno', 'Deno.listen: read, write', 'servers/stream-deno.mjs', { fullOnly: true }),
  runtimePeer('go', 'Go: a goroutine for each connection', 'servers/stream.go'),
]
