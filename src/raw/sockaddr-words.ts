import { SockaddrIn6 } from '../../generated/structs.ts'

const WORD = Int32Array.BYTES_PER_ELEMENT
/** Words of the longest address that they are made for. */
const WORDS = SockaddrIn6.SIZE / WORD

/**
 * Addresses in memory that the kernel writes, against a table of addresses: compared word by word,
 * with no view or copy of each.
 */
export class SockaddrWords {
  readonly #memory: DataView
  /** The addresses of the table, one after the other. */
  readonly #table: Int32Array
  readonly #lengths: Uint8Array

  constructor(memory: ArrayBuffer, count: number) {
    this.#memory = new DataView(memory)
    this.#table = new Int32Array(count * WORDS)
    this.#lengths = new Uint8Array(count)
  }

  /** Whether it is whole words, and not more of them than a place has: Internet addresses are. */
  fits(length: number): boolean {
    return length % WORD === 0 && length <= SockaddrIn6.SIZE
  }

  hash(start: number, length: number): number {
    const memory = this.#memory
    let hash = 0
    for (let at = 0; at < length; at += WORD) {
      hash = Math.imul(hash, 31) ^ memory.getInt32(start + at, true)
    }
    hash ^= hash >>> 16
    return (hash ^ (hash >>> 8)) >>> 0
  }

  /** Whether the address there is the one at that place of the table. */
  isSame(place: number, start: number, length: number): boolean {
    if (this.#lengths[place] !== length) return false
    const memory = this.#memory
    const table = this.#table
    let word = place * WORDS
    for (let at = 0; at < length; at += WORD) {
      if (memory.getInt32(start + at, true) !== table[word++]) return false
    }
    return true
  }

  /** Puts the address there into the table. */
  store(place: number, start: number, length: number): void {
    this.#lengths[place] = length
    let word = place * WORDS
    for (let at = 0; at < length; at += WORD) {
      this.#table[word++] = this.#memory.getInt32(start + at, true)
    }
  }
}
