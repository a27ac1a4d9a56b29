import { existsSync } from 'node:fs'
import path from 'node:path'

import { compile, here, MissingError, root } from './build.ts'
import { findLiburing } from './liburing.ts'
import type { Program } from './program-suite.ts'
import { findRuntime, type RuntimeName } from './runtimes.ts'

type Details = Pick<Program, 'extra' | 'fullOnly' | 'takes'>

/** A program in C with liburing: `source` below programs/, and options that are always given. */
export function liburingProgram(
  name: string,
  about: string,
  source: string,
  args: readonly string[] = [],
  details: Details = {},
): Program {
  return {
    ...details,
    name,
    about,
    async prepare() {
      const { version, flags, libraries } = await findLiburing()
      const binary = await compile(`programs/${source}`, flags, [...libraries, '-lpthread'])
      return { version: `liburing ${version}`, command: [binary, ...args] }
    },
  }
}

/** A program in C that needs nothing but the C library. */
export function plainProgram(
  name: string,
  about: string,
  source: string,
  args: readonly string[] = [],
): Program {
  return {
    name,
    about,
    async prepare() {
      return { version: 'gcc -O2', command: [await compile(`programs/${source}`), ...args] }
    },
  }
}

/** A program on uring-sdk, run by the Node that runs the kit. */
export function uringProgram(
  name: string,
  about: string,
  script: string,
  args: readonly string[] = [],
  details: Details & { readonly nodeFlags?: readonly string[] } = {},
): Program {
  const { nodeFlags = [], ...rest } = details
  return {
    ...rest,
    name,
    about,
    prepare() {
      if (!existsSync(path.join(root, 'dist/src/index.js'))) {
        throw new MissingError('dist is not built (npm run build)')
      }
      const file = path.join(here, 'programs', script)
      return {
        version: `node ${process.version}`,
        command: [process.execPath, ...nodeFlags, file, ...args],
      }
    },
  }
}

/** A program of a runtime, without uring-sdk. */
export function runtimeProgram(
  runtime: RuntimeName,
  name: string,
  about: string,
  script: string,
  args: readonly string[] = [],
  details: Details = {},
): Program {
  return {
    ...details,
    name,
    about,
    async prepare() {
      const { version, command } = await findRuntime(runtime)
      const words = await command(path.join(here, 'programs', script), ...args)
      return { version, command: words }
    },
  }
}

/** The runtimes beside the running Node that have `node:fs`: what they do is for the record. */
export const otherRuntimes: readonly RuntimeName[] = [
  'node-20',
  'node-24',
  'node-26',
  'bun',
  'deno',
]
