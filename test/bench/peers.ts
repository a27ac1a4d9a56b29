import { existsSync } from 'node:fs'
import path from 'node:path'

import { compile, here, MissingError, root } from './build.ts'
import { findLiburing } from './liburing.ts'

/**
 * A server to compare. A new one is one entry in a table below: how to get it, how to start it,
 * and, if it prints a line when it is ready, that line.
 */
export interface Peer {
  readonly name: string
  readonly about: string
  /** Builds or finds it; a MissingError leaves the peer out by name. */
  prepare(): Promise<Prepared> | Prepared
  /** Runs only when it is asked for by name: a variant, of interest now and then. */
  readonly extra?: boolean
  /** A line of its output; without one, a connection that is accepted counts as ready. */
  readonly ready?: RegExp
}

export interface Prepared {
  /** The exact program, for the record: "liburing 2.3", "node v20.20.2". */
  readonly version: string
  readonly command: (port: number) => readonly string[]
}

/** Every ratio is against this one. */
export const yardstick = 'node-net'

function liburingPeer(name: string, about: string, mode: 'defer' | 'coop'): Peer {
  return {
    name,
    about,
    async prepare() {
      const { version, flags, libraries } = await findLiburing()
      const binary = await compile('servers/uring.c', flags, libraries)
      return {
        version: `liburing ${version}`,
        command: (port) => [binary, '--port', String(port), '--mode', mode],
      }
    },
  }
}

function nodePeer(name: string, about: string, script: string, ...args: string[]): Peer {
  return {
    name,
    about,
    prepare() {
      const file = path.resolve(here, script)
      if (!existsSync(file)) {
        throw new MissingError(`${path.relative(root, file)} is not built (npm run build)`)
      }
      return {
        version: `node ${process.version}`,
        command: (port) => [process.execPath, file, '--port', String(port), ...args],
      }
    },
  }
}

function example(name: string, about: string, file: string): Peer {
  return nodePeer(name, about, path.join(root, 'dist/docs/examples', file), '--quiet')
}

/** The Ring with flags of its own choice, to see what the default is worth. */
function modePeer(mode: string, about: string): Peer {
  return {
    ...nodePeer(`ring-${mode}`, about, 'servers/ring-modes.mjs', '--mode', mode),
    extra: true,
  }
}

export const echoPeers: readonly Peer[] = [
  liburingPeer('c-uring', 'C with liburing: multishot, buffer ring, DEFER_TASKRUN', 'defer'),
  {
    name: 'c-epoll',
    about: 'C with epoll: one read and one write a message',
    async prepare() {
      const binary = await compile('servers/epoll.c')
      return { version: 'gcc -O2', command: (port) => [binary, '--port', String(port)] }
    },
  },
  example('uring-raw', 'uring-sdk/raw: docs/examples/echo-server-raw.ts', 'echo-server-raw.js'),
  example('uring-ring', 'uring-sdk: docs/examples/echo-server.ts', 'echo-server.js'),
  nodePeer('node-net', "Node's net: on data, write", 'servers/node-net.mjs'),
  {
    ...nodePeer('node-net-pipe', "Node's net: pipe", 'servers/node-net.mjs', '--mode', 'pipe'),
    extra: true,
  },
  {
    ...liburingPeer('c-uring-coop', 'c-uring with COOP_TASKRUN in place of DEFER_TASKRUN', 'coop'),
    extra: true,
  },
  modePeer('default', 'the Ring with its default flags, and nothing but the echo'),
  modePeer('none', 'the same without flags'),
  modePeer('coop', 'the same with SINGLE_ISSUER and COOP_TASKRUN'),
  modePeer('defer', 'the same with SINGLE_ISSUER and DEFER_TASKRUN'),
  modePeer('sqpoll', 'the same with SQPOLL: its thread shares the core of the server'),
]
