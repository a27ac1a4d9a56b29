import type { RingFacts } from './explain-facts.ts'
import { generationOf, Operation, type StopReason } from './operation.ts'

/**
 * Every operation in flight, by slot. It grows as needed: an operation that waits for a quiet
 * socket holds a slot, and nothing must ever wait for a slot, or what would wake it could not
 * start.
 */
export class Ledger {
  readonly #slots: Operation[] = []
  readonly #free: Operation[] = []
  readonly #ring: RingFacts
  readonly #stop: (o: Operation, reason: StopReason) => void

  /** `stop` cancels an operation. */
  constructor(ring: RingFacts, stop: (o: Operation, reason: StopReason) => void) {
    this.#ring = ring
    this.#stop = stop
  }

  /** A free slot, a new one if there is none. */
  take(): Operation {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const fresh = new Operation(this.#slots.length, this.#ring, this.#stop)
    this.#slots.push(fresh)
    return fresh
  }

  /** Gives a slot back; its user data is stale from here on. */
  release(o: Operation): void {
    o.reset()
    this.#free.push(o)
  }

  /** The running operation that a user data names, or `null` for a stale or unknown one. */
  find(low: number, high: number): Operation | null {
    const o = this.#slots[low]
    return o !== undefined && o.running && o.generation === generationOf(high) ? o : null
  }

  /** All that run, oldest slot first. */
  running(): Operation[] {
    return this.#slots.filter((o) => o.running)
  }
}
