/** So many empty places at the front are kept, and no more. */
const GAP_MAX = 512

/**
 * What waits to be taken, in order. `shift()` of an array moves all that follows, at every item;
 * this moves nothing, and begins again in front when all was taken.
 */
export class Fifo<T> {
  readonly #places: (T | undefined)[] = []
  #first = 0
  #end = 0

  get length(): number {
    return this.#end - this.#first
  }

  push(item: T): void {
    this.#places[this.#end++] = item
  }

  /** The oldest, which is taken out. */
  shift(): T | undefined {
    if (this.#first === this.#end) return undefined
    const item = this.#places[this.#first]
    this.#places[this.#first++] = undefined
    if (this.#first === this.#end) this.#first = this.#end = 0
    else if (this.#first === GAP_MAX) this.#closeGap()
    return item
  }

  #closeGap(): void {
    this.#places.splice(0, this.#first)
    this.#end -= this.#first
    this.#first = 0
  }

  /** Puts another one in the place of the newest that there is another one for. */
  replaceNewest(another: (item: T) => T | null): boolean {
    for (let at = this.#end - 1; at >= this.#first; at--) {
      const item = this.#places[at]
      const replaced = item === undefined ? null : another(item)
      if (replaced === null) continue
      this.#places[at] = replaced
      return true
    }
    return false
  }
}
