/** Finds a kernel's headers: in a directory, on this machine, or in Debian's archive. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fetchPackage } from './debian.ts'
import { AcquireError, type AcquiredHeaders, headersIn, rootsOf, seriesOf } from './directory.ts'
import { CACHE, findKernel, knownKernels } from './kernels.ts'
import type { Kernel } from './kernels.ts'

/**
 * What `acquire` is asked for; without series and directory it is this machine's `/usr/include`.
 */
export interface AcquireOptions {
  /** A kernel of `headers/kernels.json`. */
  readonly series?: string
  /** Any directory that holds `linux/io_uring.h`. */
  readonly headerDirectory?: string
  /** Fetch even if the cache has it. */
  readonly refresh?: boolean
  progress(line: string): void
}

/** Finds the headers that are asked for. Throws an {@link AcquireError} that says what to do. */
export function acquire(options: AcquireOptions): Promise<AcquiredHeaders> {
  const { series, headerDirectory } = options
  return Promise.resolve().then(() =>
    series === undefined
      ? headersIn(headerDirectory, options.progress)
      : fromDebian(series, options),
  )
}

function fromDebian(series: string, options: AcquireOptions): AcquiredHeaders {
  const kernel = findKernel(series)
  if (kernel === undefined) {
    const known = knownKernels().map((one) => one.series)
    throw new AcquireError(
      `headers/kernels.json has no kernel ${series}.`,
      `It has ${known.join(', ')}; add it there, or name a directory with --header DIR.`,
    )
  }
  const cached = join(CACHE, series, 'usr/include')
  const useful = existsSync(join(cached, 'linux/io_uring.h')) && options.refresh !== true
  const root = useful ? cached : download(kernel, options.progress)
  const found = seriesOf(root)
  if (found !== series) options.progress(`${kernel.suite} now has ${found}, not ${series}`)
  return { roots: rootsOf(root), series: found, kernel }
}

/**
 * Unpacks beside the cache and moves into it, so that half a download is never taken for a whole.
 */
function download(kernel: Kernel, progress: (line: string) => void): string {
  mkdirSync(CACHE, { recursive: true })
  const fresh = join(CACHE, `.fetching-${kernel.suite}`)
  const include = fetchPackage(kernel, fresh, progress)
  const found = seriesOf(include)
  const home = join(CACHE, found)
  rmSync(home, { recursive: true, force: true })
  renameSync(fresh, home)
  return join(home, 'usr/include')
}
