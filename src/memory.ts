/**
 * Memory that two sides write: the ring's words. All ordering of the package is in this file. The
 * kernel publishes with a release and reads with an acquire; JavaScript's Atomics are sequentially
 * consistent, which is more, and costs nothing because it happens once a batch.
 */

/** Reads a word that the kernel publishes: what it wrote before is visible afterwards. */
export function loadAcquire(words: Int32Array | Uint32Array, index: number): number {
  return Atomics.load(words, index)
}

/** Publishes a word: what was written before is visible to whoever reads it. */
export function storeRelease(words: Int32Array, index: number, value: number): void {
  Atomics.store(words, index, value)
}

/** The same for a 16-bit tail, as rings of provided buffers have. */
export function storeReleaseHalf(halves: Uint16Array, index: number, value: number): void {
  Atomics.store(halves, index, value)
}

/** Sets bits of a word that the kernel reads at any time. */
export function setBits(words: Int32Array, index: number, bits: number): void {
  Atomics.or(words, index, bits)
}

/** Clears bits of a word that the kernel reads at any time. */
export function clearBits(words: Int32Array, index: number, bits: number): void {
  Atomics.and(words, index, ~bits)
}
