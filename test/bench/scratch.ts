import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { cacheDirectory, MissingError } from './build.ts'

/** A directory for the files of a suite, gone when the suite is over or the process ends. */
export interface Scratch {
  readonly directory: string
  /** As stat(1) calls it: "ext2/ext3", "xfs", "overlayfs". */
  readonly fileSystem: string
  readonly freeBytes: number
  close(): void
}

const inMemory = new Set(['tmpfs', 'ramfs'])

function fileSystemOf(directory: string): string {
  return execFileSync('stat', ['-f', '-c', '%T', directory], { encoding: 'utf8' }).trim()
}

/** On a disk, because files in memory are never read from a device and refuse O_DIRECT. */
export function openScratch(candidates = [tmpdir(), cacheDirectory(), '/var/tmp']): Scratch {
  const place = candidates.find((directory) => !inMemory.has(fileSystemOf(directory)))
  if (place === undefined) {
    throw new MissingError(`no file system on a disk among ${candidates.join(', ')}; set TMPDIR`)
  }
  const directory = mkdtempSync(path.join(place, 'uring-bench-'))
  // A program that is just being killed may still write: what it leaves is removed in a second try.
  const remove = (): void =>
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
  process.on('exit', remove)
  const { bavail, bsize } = statfsSync(directory)
  return {
    directory,
    fileSystem: fileSystemOf(directory),
    freeBytes: bavail * bsize,
    close() {
      process.off('exit', remove)
      remove()
    },
  }
}
