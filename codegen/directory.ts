/** A kernel's headers in a directory: whether they are there, and for which architectures. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Kernel } from './kernels.ts'
import { ARCHITECTURES } from './model.ts'
import type { Architecture } from './model.ts'
import type { HeaderRoots } from './reading.ts'

/** Headers could not be had: one sentence of what is wrong, and one of what to do. */
export class AcquireError extends Error {
  override readonly name = 'AcquireError'
  readonly problem: string

  constructor(problem: string, remedy: string) {
    super(`${problem} ${remedy}`)
    this.problem = problem
  }
}

/** Headers that can be read, and whose they are. */
export interface AcquiredHeaders {
  /** The directories to search for each architecture whose `asm/` is there. */
  readonly roots: HeaderRoots
  /** `7.3`, as the headers themselves say (`linux/version.h`), or `unknown`. */
  readonly series: string
  /** The kernel of the list that was asked for; the headers may turn out to be a newer one. */
  readonly kernel?: Kernel
}

/** The directories that Debian keeps an architecture's own files in. */
export const TRIPLETS: Readonly<Record<Architecture, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
}
/** A header that only this architecture has. */
const MARKS: Readonly<Record<Architecture, string>> = { x64: 'msr.h', arm64: 'sve_context.h' }
const MACHINE = '/usr/include'

/**
 * The headers in a directory, this machine's if none is named. Throws an {@link AcquireError} that
 * says what to do.
 */
export function headersIn(
  directory: string | undefined,
  progress: (line: string) => void,
): AcquiredHeaders {
  const root = resolve(directory ?? MACHINE)
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
export function rootsOf(root: string): HeaderRoots {
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
export function seriesOf(root: string): string {
  const path = join(root, 'linux/version.h')
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const code = Number(/LINUX_VERSION_CODE\s+(\d+)/.exec(text)?.[1] ?? 0)
  return code === 0 ? 'unknown' : `${code >> 16}.${(code >> 8) & 255}`
}
