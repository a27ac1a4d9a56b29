import { difference, fill, gap, MARK, SHIFTS } from './bytes.ts'
import { Failure } from './failure.ts'
import type { Random } from './random.ts'

const NOTHING = new Uint8Array(0)

/** One direction of a connection: what was put in, and what must come out. */
export class Lane {
  readonly #shift: number
  /** Bytes that certainly went in. */
  sent = 0
  /** Bytes that came out, lost ones included. */
  received = 0
  /** How far a send that failed may have come: its bytes may come out too. */
  attempted = 0
  /** Somebody has closed an end of it before its time: what comes out may stop anywhere. */
  torn = false
  /** A consumer has left a stream: what was queued in it is gone. */
  #lost = false
  #hasLost = false
  /** What came since, too little to tell. */
  #few: Uint8Array = NOTHING

  constructor(random: Random) {
    this.#shift = random.below(SHIFTS)
  }

  /** Writes the next bytes that are to be sent. */
  put(view: Uint8Array, at = 0): void {
    fill(view, this.#shift, this.sent + at)
    this.attempted = Math.max(this.attempted, this.sent + at + view.length)
  }

  /** So many bytes of what was filled went in. */
  went(count: number): void {
    this.sent += count
    this.attempted = Math.max(this.attempted, this.sent)
  }

  /** Looks at the next bytes that have come out. */
  came(bytes: Uint8Array): void {
    const found = this.#lost ? this.#find(bytes) : bytes
    if (found === null) return
    const problem = difference(found, this.#shift, this.received)
    if (problem !== null) throw new Failure(`wrong bytes: ${problem}`)
    this.received += found.length
    if (this.received > this.attempted) {
      throw new Failure(`${this.received} bytes came out, of ${this.attempted} that went in`)
    }
  }

  /** Bytes may be missing from here on; how many is told by those that follow. */
  lose(): void {
    this.#lost = true
    this.#hasLost = true
    this.#few = NOTHING
  }

  /** All that came since, when it is enough to tell where in the stream it is from. */
  #find(bytes: Uint8Array): Uint8Array | null {
    this.#few = Buffer.concat([this.#few, bytes])
    if (this.#few.length < MARK) return null
    const missing = gap(this.#few, this.#shift, this.received)
    if (missing < 0) throw new Failure('bytes came out that are not of this connection')
    this.received += missing
    this.#lost = false
    return this.#few
  }

  /** The end of the stream has come out. */
  ended(): void {
    if (this.torn || this.#lost) return
    const most = this.attempted - this.received
    const least = this.sent - this.received
    // What was lost is known modulo the period only.
    const fits = this.#hasLost ? least <= 0 || least !== most || least % SHIFTS === 0 : least <= 0
    if (fits && most >= 0) return
    throw new Failure(
      `the end came after ${this.received} bytes, and ${this.sent} to ${this.attempted} went in`,
    )
  }
}
