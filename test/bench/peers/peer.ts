import { existsSync } from 'node:fs'
import path from 'node:path'

import { compile, here, MissingError, root } from '../build.ts'
import { findLiburing } from '../liburing.ts'
import { findRuntime, type RuntimeName } from '../runtimes.ts'
import type { Address } from '../server.ts'

/**
 * A server to compare. A new one is one entry in the table of its protocol: how to get it, how to
 * start it.
 */
export interface Peer {
  readonly name: string
  readonly about: string
  /** Builds or finds it; a MissingError leaves the peer out by name. */
  prepare(): Promise<Prepared> | Prepared
  /** Runs only when it is asked for by name: a variant, of interest now and then. */
  readonly extra?: boolean
  /** Left out of --quick, unless it is asked for by name. */
  readonly fullOnly?: boolean
}

export interface Prepared {
  /** The exact program, for the record: "liburing 2.3", "node v20.20.2". */
  readonly version: string
  readonly command: (at: Address) => readonly string[]
}

/** The options by which every server here learns where to listen. */
export function wordsOf(at: Address): string[] {
  return at.protocol === 'unix' ? ['--unix', at.path] : ['--port', String(at.port)]
}

export function liburingPeer(name: string, about: string, source: string, ...more: string[]): Peer {
  return {
    name,
    about,
    async prepare() {
      const { version, flags, libraries } = await findLiburing()
      const binary = await compile(source, flags, libraries)
      return {
        version: `liburing ${version}`,
        command: (at) => [binary, ...wordsOf(at), ...more],
      }
    },
  }
}

export function gccPeer(name: string, about: string, source: string, ...more: string[]): Peer {
  return {
    name,
    about,
    async prepare() {
      const binary = await compile(source)
      return { version: 'gcc -O2', command: (at) => [binary, ...wordsOf(at), ...more] }
    },
  }
}

/** A script for the Node that runs this; ours need dist. */
export function nodePeer(name: string, about: string, script: string, ...more: string[]): Peer {
  return {
    name,
    about,
    prepare() {
      const file = path.resolve(here, script)
      const needed = [file, path.join(root, 'dist/src/index.js')]
      const absent = needed.find((place) => !existsSync(place))
      if (absent !== undefined) {
        throw new MissingError(`${path.relative(root, absent)} is not built (npm run build)`)
      }
      return {
        version: `node ${process.version}`,
        command: (at) => [process.execPath, file, ...wordsOf(at), ...more],
      }
    },
  }
}

/** A program for a runtime that may have to be fetched. */
export function runtimePeer(
  runtime: RuntimeName,
  about: string,
  script: string,
  { flags = [], ...more }: Partial<Peer> & { flags?: readonly string[] } = {},
): Peer {
  return {
    name: runtime,
    about,
    async prepare() {
      const { version, command } = await findRuntime(runtime)
      const words = [...(await command(path.resolve(here, script)))]
      // Flags of the runtime stand before the script, which comes last.
      words.splice(-1, 0, ...flags)
      return { version, command: (at) => [...words, ...wordsOf(at)] }
    },
    ...more,
  }
}
