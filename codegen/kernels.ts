/**
 * `headers/kernels.json`: the kernels we know, where their headers come from, and how to tell them.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { ARCHITECTURES } from './model.ts'
import type { Architecture, PerArchitecture } from './model.ts'
import { HEADERS, readKept } from './packed.ts'

/** One kernel of the list. */
export interface Kernel {
  readonly series: string
  /** The Debian suite that has it. */
  readonly suite: string
  readonly package: string
  /** The sha256 of every header that was read. */
  readonly files: Readonly<Record<string, PerArchitecture<string>>>
}

export const KERNELS_FILE = `${HEADERS}kernels.json`
export const CACHE = `${HEADERS}cache`

/** Where the snapshot of a kernel is kept. */
export function snapshotPath(series: string): string {
  return `${HEADERS}abi/${series}.json`
}

/** The kernels we know, oldest first. */
export function knownKernels(): readonly Kernel[] {
  const { kernels } = JSON.parse(readKept(KERNELS_FILE)) as { kernels: Kernel[] }
  return kernels
}

/** The kernel of a series, if we know it. */
export function findKernel(series: string): Kernel | undefined {
  return knownKernels().find((kernel) => kernel.series === series)
}

/** Writes what was read of a kernel into the list. */
export function recordKernel(kernel: Kernel): void {
  const others = knownKernels().filter(({ series }) => series !== kernel.series)
  const kernels = [...others, kernel].sort((one, other) => compareSeries(one.series, other.series))
  writeFileSync(KERNELS_FILE, `${JSON.stringify({ kernels }, null, 2)}\n`)
}

/** The sha256 of every file that was read: one for all architectures where they agree. */
export function digestsOf(
  files: ReadonlyMap<string, { readonly [A in Architecture]?: string }>,
): Record<string, PerArchitecture<string>> {
  const digests: Record<string, PerArchitecture<string>> = {}
  for (const name of [...files.keys()].sort()) {
    const paths = files.get(name) ?? {}
    const found = ARCHITECTURES.flatMap((architecture) => {
      const path = paths[architecture]
      return path === undefined ? [] : [[architecture, digest(path)] as const]
    })
    const [first] = found
    if (first === undefined) continue
    const same = found.length === ARCHITECTURES.length && found.every(([, sum]) => sum === first[1])
    digests[name] = same ? first[1] : (Object.fromEntries(found) as { [A in Architecture]: string })
  }
  return digests
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** Orders `6.12` behind `6.1` and `6.9`. */
export function compareSeries(one: string, other: string): number {
  const [a = 0, b = 0] = one.split('.').map(Number)
  const [c = 0, d = 0] = other.split('.').map(Number)
  return a - c || b - d
}
