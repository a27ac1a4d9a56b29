import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const here = import.meta.dirname
export const root = path.resolve(here, '../..')

/** Where binaries and downloads go: ignored by git, made anew whenever it is gone. */
export function cacheDirectory(): string {
  const inside = path.join(root, 'node_modules')
  const cache = existsSync(inside)
    ? path.join(inside, '.uring-sdk')
    : path.join(tmpdir(), 'uring-sdk')
  const directory = path.join(cache, 'bench')
  mkdirSync(directory, { recursive: true })
  return directory
}

/** Something a peer needs is not here; the message says what, in half a sentence. */
export class MissingError extends Error {}

export function lastLines(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string }
  return (stderr || message).trim().split('\n').slice(-3).join(' / ')
}

/**
 * Compiles one C program with `gcc -O2` and gives the path of the binary. The name holds a hash
 * of all it is made from, so an unchanged program is compiled once. A program of several sources
 * is named after the first.
 */
export async function compile(
  sources: string | readonly string[],
  flags: readonly string[] = [],
  libraries: readonly string[] = [],
): Promise<string> {
  const [source = '', ...others] = typeof sources === 'string' ? [sources] : sources
  const file = path.join(here, source)
  const files = [file, ...others.map((other) => path.join(here, other))]
  const hash = createHash('sha256').update(JSON.stringify([process.arch, flags, libraries]))
  for (const name of readdirSync(path.dirname(file)).toSorted()) {
    const neighbour = path.join(path.dirname(file), name)
    if (files.includes(neighbour) || name.endsWith('.h')) hash.update(readFileSync(neighbour))
  }
  const name = `${path.basename(source, '.c')}-${hash.digest('hex').slice(0, 12)}`
  const binary = path.join(cacheDirectory(), name)
  if (existsSync(binary)) return binary

  const unfinished = `${binary}.${process.pid}`
  const args = ['-O2', '-Wall', '-Wextra', ...flags, '-o', unfinished, ...files, ...libraries]
  try {
    await run('gcc', args)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new MissingError('gcc is missing')
    throw new MissingError(`gcc refuses ${source}: ${lastLines(error)}`)
  }
  renameSync(unfinished, binary)
  return binary
}
