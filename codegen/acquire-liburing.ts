/**
 * liburing, fetched as the headers are. Its library for other languages exports every helper that C
 * programs have inline: what ours prepare is compared with what those do.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackage, type DebianPackage } from './debian.ts'
import { AcquireError, TRIPLETS } from './directory.ts'
import { CACHE } from './kernels.ts'
import type { Architecture } from './model.ts'

/** The suite with the newest release: an older one lacks the helpers of newer kernels. */
const PACKAGE: DebianPackage = { suite: 'sid', package: 'liburing2' }
const HOME = join(CACHE, 'liburing')

/** Where the library is, or would be if it were fetched. */
export function liburingPath(architecture: Architecture): string {
  return join(HOME, 'usr/lib', TRIPLETS[architecture], 'liburing-ffi.so.2')
}

/**
 * Fetches the library for both architectures, unless it is there. Throws an {@link AcquireError}
 * where it cannot be had.
 */
export function acquireLiburing(refresh: boolean, progress: (line: string) => void): void {
  if (existsSync(liburingPath('x64')) && !refresh) return
  mkdirSync(CACHE, { recursive: true })
  const fresh = join(CACHE, '.fetching-liburing')
  try {
    fetchPackage(PACKAGE, fresh, progress)
  } catch (error) {
    if (!(error instanceof AcquireError)) throw error
    throw new AcquireError(error.problem, 'Without it nothing is compared with liburing.')
  }
  rmSync(HOME, { recursive: true, force: true })
  renameSync(fresh, HOME)
}
