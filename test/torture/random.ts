/** Numbers that look random and are the same again for the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e37_79b9) | 0
  }

  /** Numbers of its own for one of many: what others draw does not change what it draws. */
  static for(seed: number, index: number): Random {
    return new Random(Math.imul(seed + 1, 0x85eb_ca6b) ^ Math.imul(index + 1, 0xc2b2_ae35))
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return (word ^ (word >>> 14)) >>> 0
  }

  /** 0 or more, and below `end`. */
  below(end: number): number {
    return this.#next() % end
  }

  /** Between the two, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** True so many times of a hundred. */
  percent(chance: number): boolean {
    return this.below(100) < chance
  }

  /** True once in so many times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0
  }

  one<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)]
    if (item === undefined) throw new Error('an empty list has nothing to choose')
    return item
  }

  /** Mostly small ones, now and then one up to `most`. */
  size(most: number): number {
    const reach = this.one([16, 64, 64, 256, 512, 1024, 2048, 4096, most])
    return this.between(1, Math.min(reach, most))
  }
}
