import type { Sqe } from '../../generated/structs.ts'
import type { RingFacts } from './explain-facts.ts'
import { Operation, type StopReason } from './operation.ts'

/**
 * Every operation in flight, by slot. It grows as needed: an operation that waits for a quiet
 * socket holds a slot, and nothing must ever wait for a slot, or what would wake it could not
 * start.
 */
export class Ledger {
  readonly #slots: Operation[] = []
  /** The slot that was given back last, and from there on `after`. */
  #free: Operation | null = null
  readonly #ring: RingFacts
  readonly #stop: (o: Operation, reason: StopReason) => void

  /** `stop` cancels an operation. */
  constructor(ring: RingFacts, stop: (o: Operation, reason: StopReason) => void) {
    this.#ring = ring
    this.#stop = stop
  }

  /** A free slot, a new one if there is none, for what is to be written there. */
  take(sqe: Sqe): Operation {
    const o = this.#free ?? this.#grow()
    this.#free = o.after
    o.after = null
    o.sqe = sqe
    return o
  }

  #grow(): Operation {
    const fresh = new Operation(this.#slots.length, this.#ring, this.#stop)
    this.#slots.push(fresh)
    return fresh
  }

  /** Gives a slot back; its user data is stale from here on. */
  release(o: Operation): void {
    o.reset()
    o.after = this.#free
    this.#free = o
  }

  /** The running operation that a user data names, or `null` for a stale or unknown one. */
  find(low: number, high: number): Operation | null {
    const o = this.#slots[low]
    return o !== undefined && o.userDataHigh === (high | 0) && o.running ? o : null
  }

  /** All that run, oldest slot first. */
  running(): Operation[] {
    return this.#slots.filter((o) => o.running)
  }
}
