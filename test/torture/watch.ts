/** Memory of the process, looked at after collections: how much there was, and how it grew. */
export interface Growth {
  readonly firstMiB: number
  readonly lastMiB: number
  /** MiB for each hundred thousand operations, by the line that fits best. */
  readonly slope: number
}

interface Sample {
  readonly operations: number
  readonly rss: number
}

const MIB = 1 << 20
/** The first part of a run makes what it will need: caches, free lists, compiled code. */
const WARM_UP = 0.3

type Collect = (options?: { type: 'minor' | 'major' }) => void
/** Forces a collection; the program is run with `--expose-gc`. */
export const collect: Collect = (globalThis as { gc?: Collect }).gc ?? (() => {})

/** Watches the resident set size of the process. */
export class MemoryWatch {
  readonly #samples: Sample[] = []

  sample(operations: number): void {
    this.#samples.push({ operations, rss: process.memoryUsage.rss() })
  }

  /** How it went after the warm-up. */
  growth(total: number): Growth {
    const samples = this.#samples.filter(({ operations }) => operations >= total * WARM_UP)
    const first = samples[0]
    const last = samples.at(-1)
    if (first === undefined || last === undefined) return { firstMiB: 0, lastMiB: 0, slope: 0 }
    const slope = slopeOf(samples) * 100_000
    return { firstMiB: mib(first.rss), lastMiB: mib(last.rss), slope: mib(slope) }
  }
}

function mib(bytes: number): number {
  return Math.round((bytes / MIB) * 10) / 10
}

/** Bytes for each operation, by least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const count = samples.length
  const meanX = samples.reduce((sum, { operations }) => sum + operations, 0) / count
  const meanY = samples.reduce((sum, { rss }) => sum + rss, 0) / count
  let above = 0
  let below = 0
  for (const { operations, rss } of samples) {
    above += (operations - meanX) * (rss - meanY)
    below += (operations - meanX) ** 2
  }
  return below === 0 ? 0 : above / below
}
