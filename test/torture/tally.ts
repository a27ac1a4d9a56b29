import { Failure } from './failure.ts'

/** One operation, from its call to the end of its promise. */
export interface Started {
  readonly number: number
  readonly scene: string
  readonly what: string
  readonly at: number
  end: string | null
}

const TAIL = 300

/** Counts operations and how they ended, and remembers the latest for whoever must find a bug. */
export class Tally {
  started = 0
  settled = 0
  readonly ends = new Map<string, number>()
  readonly kinds = new Map<string, number>()
  readonly #open = new Set<Started>()
  readonly #tail: Started[] = []
  #latest = performance.now()

  /** An operation is called. */
  start(scene: string, what: string): Started {
    const at = performance.now()
    const number = this.started++
    const one: Started = { number, scene, what, at, end: null }
    this.#open.add(one)
    this.#tail[number % TAIL] = one
    this.kinds.set(what, (this.kinds.get(what) ?? 0) + 1)
    return one
  }

  /** Its promise has settled. */
  end(one: Started, how: string): void {
    if (one.end !== null) {
      throw new Failure(`${one.what} settled twice: ${one.end}, then ${how}`)
    }
    one.end = how
    this.settled++
    this.#open.delete(one)
    this.ends.set(how, (this.ends.get(how) ?? 0) + 1)
    this.#latest = performance.now()
  }

  /** Milliseconds since the latest operation settled. */
  get silence(): number {
    return performance.now() - this.#latest
  }

  /** What has not settled. */
  open(): string[] {
    const now = performance.now()
    return [...this.#open].map(
      ({ number, scene, what, at }) => `#${number} ${scene}: ${what}, ${Math.round(now - at)} ms`,
    )
  }

  /** The operations called last, oldest first. */
  tail(): string[] {
    return this.#tail
      .toSorted((a, b) => a.number - b.number)
      .map(({ number, scene, what, end }) => `#${number} ${scene}: ${what} -> ${end ?? 'open'}`)
  }
}
