import type { Ring } from 'uring-sdk'
import { Failure } from './failure.ts'
import type { Random } from './random.ts'

/** What lies around the memory of an operation, and is nobody's to write. */
const GUARD = 64
const SIZES = [512, 4096, 16_384, 65_536] as const
/** What is held back: so many pieces, and so many bytes of them. */
const HELD_MAX = 8192
const HELD_BYTES_MAX = 16 << 20
/** Blank memory that is looked at later, after memory of somebody else's went. */
const CANARIES = 16
const POISONS = 16

type Source = 'alloc' | 'plain' | 'shared'
const SOURCES: readonly Source[] = ['alloc', 'plain', 'plain', 'shared']

/** Memory for one operation: a view with guards on both sides. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly source: Source
  readonly whole: Uint8Array
  poison: number
}

/**
 * Where operations have their memory from, and where it goes when their promise has settled: into
 * quarantine. There it is filled with one byte and looked at after thousands of other operations:
 * the kernel must not have written to it. Sanitizers do not see what the kernel writes.
 */
export class Memory {
  readonly #held: Piece[] = []
  #heldFrom = 0
  #heldBytes = 0
  readonly #free = new Map<string, Piece[]>()
  #poison = 0
  /** Pieces that came through the quarantine clean. */
  checked = 0

  /** At least `size` bytes, all of them the piece's poison. */
  take(ring: Ring, random: Random, size: number): Piece {
    const room = SIZES.find((one) => one >= size) ?? size
    const source = random.one(SOURCES)
    const free = this.#free.get(`${source} ${room}`)?.pop()
    const whole = free?.whole ?? make(ring, source, room + 2 * GUARD)
    const poison = this.#nextPoison()
    whole.fill(poison)
    const at = GUARD + random.below(room - size + 1)
    return { bytes: whole.subarray(at, at + size), source, whole, poison }
  }

  #nextPoison(): number {
    this.#poison = (this.#poison + 1) % POISONS
    return 0xa0 + this.#poison
  }

  /** The operation has settled with so many bytes: nothing else of the piece has changed. */
  settled(piece: Piece, filled: number): void {
    const { bytes, whole, poison } = piece
    const from = bytes.byteOffset - whole.byteOffset
    const problem =
      firstNot(whole.subarray(0, from), poison) ?? firstNot(whole.subarray(from + filled), poison)
    if (problem !== null) throw new Failure(`memory around a buffer was written: ${problem}`)
  }

  /** The kernel has let go of it. */
  quarantine(piece: Piece): void {
    piece.poison = this.#nextPoison()
    piece.whole.fill(piece.poison)
    this.#held.push(piece)
    this.#heldBytes += piece.whole.length
    while (this.#held.length - this.#heldFrom > HELD_MAX || this.#heldBytes > HELD_BYTES_MAX) {
      this.#release()
    }
  }

  #release(): void {
    const piece = this.#held[this.#heldFrom++]
    if (piece === undefined) throw new Error('something is held')
    this.#heldBytes -= piece.whole.length
    this.#check(piece)
    if (this.#heldFrom >= HELD_MAX) {
      this.#held.splice(0, this.#heldFrom)
      this.#heldFrom = 0
    }
    if (piece.source !== 'plain') this.#keep(piece)
  }

  #check(piece: Piece): void {
    const problem = firstNot(piece.whole, piece.poison)
    if (problem !== null) {
      throw new Failure(`the kernel wrote to memory that it had let go of: ${problem}`)
    }
    this.checked++
  }

  #keep(piece: Piece): void {
    const key = `${piece.source} ${piece.whole.length - 2 * GUARD}`
    const list = this.#free.get(key)
    if (list === undefined) this.#free.set(key, [piece])
    else list.push(piece)
  }

  /** Fresh memory, which may be where other memory was a moment ago: a late write would hit it. */
  spreadCanaries(ring: Ring | null): void {
    for (let i = 0; i < CANARIES; i++) {
      const source = ring !== null && i % 4 === 0 ? 'alloc' : 'plain'
      const whole = ring === null ? new Uint8Array(65_536) : make(ring, source, 65_536)
      this.quarantine({ bytes: whole, source: 'plain', whole, poison: 0 })
    }
  }

  /** Looks at all that is held, and lets it go. */
  empty(): void {
    for (const piece of this.#held.slice(this.#heldFrom)) this.#check(piece)
    this.#held.length = 0
    this.#heldFrom = 0
    this.#heldBytes = 0
    this.#free.clear()
  }
}

function make(ring: Ring, source: Source, size: number): Uint8Array {
  if (source === 'alloc') return ring.alloc(size)
  if (source === 'shared') return new Uint8Array(new SharedArrayBuffer(size))
  return new Uint8Array(size)
}

/** The comparison of Buffers is a memcmp; each value has a block to be compared with. */
const blanks = new Map<number, Buffer>()

/** What differs from the value, in words, or `null`. */
export function firstNot(bytes: Uint8Array, value: number): string | null {
  let blank = blanks.get(value)
  if (blank === undefined || blank.length < bytes.length) {
    blank = Buffer.alloc(Math.max(bytes.length, SIZES[3] + 2 * GUARD), value)
    blanks.set(value, blank)
  }
  if (Buffer.compare(bytes, blank.subarray(0, bytes.length)) === 0) return null
  const at = bytes.findIndex((byte) => byte !== value)
  const got = Buffer.from(bytes.subarray(at, at + 16)).toString('hex')
  return `byte ${at} of ${bytes.length} is ${got}, not all ${value.toString(16)}`
}
