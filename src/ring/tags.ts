import { Kind, userDataHigh } from './operation.ts'

/**
 * Resources that the kernel was told to let go of, and that operations in flight may still use: it
 * says so by a completion that carries the resource's tag. These are not operations: nobody waits
 * for them, and nothing stays awake for them.
 */
export class Tags {
  /** What to do when the kernel has let go, by tag. It keeps reachable what the kernel has. */
  readonly #released = new Map<number, () => void>()
  #next = 1

  /** A tag for a resource, as the kernel takes it. */
  add(released: () => void): Uint32Array<ArrayBuffer> {
    while (this.#released.has(this.#next)) this.#next++
    const tag = this.#next++ >>> 0
    this.#released.set(tag, released)
    return Uint32Array.of(tag, userDataHigh(0, Kind.TAG))
  }

  /** The resource was not registered after all: its tag will never come. */
  drop(tag: Uint32Array): void {
    this.#released.delete(tag[0])
  }

  /** A tag has come. @returns Whether it is one of these. */
  came(low: number): boolean {
    const released = this.#released.get(low >>> 0)
    this.#released.delete(low >>> 0)
    released?.()
    return released !== undefined
  }
}
