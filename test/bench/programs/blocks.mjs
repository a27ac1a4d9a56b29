// The file that the reads read: each block of 4 KiB has its number in its first and its last word.
// Every program looks at both words of every block that it reads.

export const BLOCK = 4096
export const WORDS = BLOCK / 4

/** Numbers of blocks in an order that every language draws alike; `count` is a power of two. */
export class Blocks {
  #shift
  #seed

  constructor(count, seed = 1) {
    this.#shift = 32 - Math.log2(count)
    this.#seed = seed
  }

  next() {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0
    return this.#seed >>> this.#shift
  }
}

export function wordsOf({ buffer, byteOffset }) {
  return new Uint32Array(buffer, byteOffset, WORDS)
}

export function verify(words, block, count) {
  if (count === BLOCK && words[0] === block && words[WORDS - 1] === block) return
  throw new Error(`block ${block} is wrong: ${count} bytes, ${words[0]}, ${words[WORDS - 1]}`)
}
