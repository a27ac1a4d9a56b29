import path from 'node:path'

import { root } from '../build.ts'
import { gccPeer, liburingPeer, nodePeer, type Peer, runtimePeer } from './peer.ts'

const uring = 'servers/uring.c'
const net = 'servers/node-net.mjs'

function example(name: string, about: string, file: string): Peer {
  return nodePeer(name, about, path.join(root, 'dist/docs/examples', file), '--quiet')
}

/** The Ring with flags of its own choice, to see what the default is worth. */
function modePeer(mode: string, about: string): Peer {
  const script = 'servers/stream-ring.mjs'
  return { ...nodePeer(`ring-${mode}`, about, script, '--mode', mode), extra: true }
}

export const tcpPeers: readonly Peer[] = [
  liburingPeer('c-uring', 'C with liburing: multishot, buffer ring, DEFER_TASKRUN', uring),
  gccPeer('c-epoll', 'C with epoll: one read and one write a message', 'servers/epoll.c'),
  example('uring-raw', 'uring-sdk/raw: docs/examples/echo-server-raw.ts', 'echo-server-raw.js'),
  example('uring-ring', 'uring-sdk: docs/examples/echo-server.ts', 'echo-server.js'),
  nodePeer('node-net', "Node's net: on data, write", net),
  runtimePeer('node-24', 'the same in Node 24', net, { fullOnly: true }),
  runtimePeer('node-26', 'the same in Node 26', net),
  runtimePeer('bun', 'Bun.listen', 'servers/stream-bun.mjs'),
  runtimePeer('deno', 'Deno.listen: read, write', 'servers/stream-deno.mjs', { fullOnly: true }),
  runtimePeer('go', 'Go: a goroutine for each connection', 'servers/stream.go'),
  {
    ...nodePeer('node-net-pipe', "Node's net: pipe", net, '--mode', 'pipe'),
    extra: true,
  },
  {
    ...liburingPeer(
      'c-uring-direct',
      'c-uring with direct descriptors',
      uring,
      '--files',
      'direct',
    ),
    extra: true,
  },
  {
    ...liburingPeer(
      'c-uring-coop',
      'c-uring with COOP_TASKRUN in place of DEFER_TASKRUN',
      uring,
      '--mode',
      'coop',
    ),
    extra: true,
  },
  modePeer('default', 'the Ring with its default flags, and nothing but the echo'),
  modePeer('none', 'the same without flags'),
  modePeer('coop', 'the same with SINGLE_ISSUER and COOP_TASKRUN'),
  modePeer('defer', 'the same with SINGLE_ISSUER and DEFER_TASKRUN'),
  modePeer('sqpoll', 'the same with SQPOLL: its thread shares the core of the server'),
]
