/** Finds a kernel's headers: in a directory, on this machine, or in Debian's archive. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AcquireError, fetchPackage } from './debian.ts'
import { CACHE, findKernel, knownKernels } from './kernels.ts'
import type { Kernel } from './kernels.ts'
import { ARCHITECTURES } from './model.ts'
import type { Architecture } from './model.ts'
import type { HeaderRoots } from './reading.ts'

export { AcquireError } from './debian.ts'

/** Headers that can be read, and whose they are. */
export interface AcquiredHeaders {
  /** The directories to search for each architecture whose `asm/` is there. */
  readonly roots: HeaderRoots
  /** `7.3`, as the headers themselves say (`linux/version.h`), or `unknown`. */
  readonly series: string
  /** The kernel of the list that was asked for; the headers may turn out to be a newer one. */
  readonly kernel?: Kernel
}

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

/** The directories that Debian keeps an architecture's own files in. */
export const TRIPLETS: Readonly<Record<Architecture, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
}
/** A header that only this architecture has. */
const MARKS: Readonly<Record<Architecture, string>> = { x64: 'msr.h', arm64: 'sve_context.h' }
const MACHINE = '/usr/include'

/** Finds the headers that are asked for. Throws an {@link AcquireError} that says what to do. */
export function acquire(options: AcquireOptions): Promise<AcquiredHeaders> {
  const { series, headerDirectory } = options
  return Promise.resolve().then(() =>
    series === undefined
      ? fromDirectory(headerDirectory ?? MACHINE, options)
      : fromDebian(series, options),
  )
}

function fromDirectory(directory: string, { progress }: AcquireOptions): AcquiredHeaders {
  const root = resolve(directory)
  if (!existsSync(join(root, 'linux/io_uring.h'))) {
    throw new AcquireError(
      `${root} has no linux/io_uring.h.`,
      root === MACHINE
        ? 'Install linux-libc-dev, or name a directory with --header DIR.'
        : 'Name the directory that holds linux/, as /usr/include does.',
    )
  }
  const roots = rootsOf(root)
  const found = Object.keys(roots)
  if (found.length > 0) {
    if (found.length < ARCHITECTURES.length) {
      progress(
        `${root} has the asm/ headers of ${found.join()} only: the model speaks for it alone`,
      )
    }
    return { roots, series: seriesOf(root) }
  }
  return { roots: borrowed(root, progress), series: seriesOf(root) }
}

/** The architectures whose own headers a directory has, beside the common ones. */
function rootsOf(root: string): HeaderRoots {
  const roots: { [A in Architecture]?: readonly string[] } = {}
  for (const architecture of ARCHITECTURES) {
    const own = join(root, TRIPLETS[architecture])
    if (existsSync(join(own, 'asm'))) roots[architecture] = [root, own]
  }
  if (Object.keys(roots).length > 0 || !existsSync(join(root, 'asm'))) return roots
  // `make headers_install` puts the one architecture's asm/ beside linux/ and says nowhere which.
  const plain = ARCHITECTURES.find((one) => existsSync(join(root, 'asm', MARKS[one])))
  if (plain === undefined) {
    throw new AcquireError(
      `${root}/asm is of neither x86-64 nor arm64.`,
      'Name a directory of one of these, or one without asm/.',
    )
  }
  roots[plain] = [root]
  return roots
}

/**
 * A directory without any `asm/`: io_uring.h alone, say, or a kernel tree's `include/uapi`. What it
 * lacks is taken from this machine; the types that io_uring.h is made of are the same everywhere.
 */
function borrowed(root: string, progress: (line: string) => void): HeaderRoots {
  const machine = rootsOf(MACHINE)
  const entries = Object.entries(machine) as [Architecture, readonly string[]][]
  if (entries.length > 0) {
    progress(`${root} has no asm/ headers: what it lacks is read from ${MACHINE}`)
    return Object.fromEntries(entries.map(([one, roots]) => [one, [root, ...roots]]))
  }
  progress(`${root} has no asm/ headers, nor has this machine: only io_uring's own can be read`)
  return { x64: [root], arm64: [root] }
}

/** The series that headers give themselves. */
function seriesOf(root: string): string {
  const path = join(root, 'linux/version.h')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const code = Number(/LINUX_VERSION_CODE\s+(\d+)/.exec(text)?.[1] ?? 0)
  return code === 0 ? 'unknown' : `${code >> 16}.${(code >> 8) & 255}`
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
