/**
 * Finds what the kernel writes when it should be done: no sanitizer sees that. Memory whose promise
 * has settled is filled with a pattern, kept, and compared later.
 *
 *     const quarantine = new Quarantine()
 *     await quarantine.watch(ring.recv(fd, memory), memory, (bytes) => check(bytes))
 *     await sleep(QUARANTINE_MS)
 *     expect(quarantine.written()).toEqual([])
 */
const RELEASED = 0xc3

/** How long a write that is late may take. */
export const QUARANTINE_MS = 300

/** Memory that nobody may write any more. */
export class Quarantine {
  readonly #kept: { readonly memory: Uint8Array; readonly name: string }[] = []

  /** How many pieces are kept. */
  get size(): number {
    return this.#kept.length
  }

  /**
   * Keeps memory from the moment that its promise settles, whichever way. `look` sees the result
   * and the memory before they are gone.
   */
  async watch<T>(
    promise: Promise<T>,
    memory: Uint8Array,
    look: (result: T) => void = () => {},
    name = `#${this.#kept.length}`,
  ): Promise<T> {
    try {
      const result = await promise
      look(result)
      return result
    } finally {
      this.keep(memory, name)
    }
  }

  /** Fills memory with the pattern, from now on. */
  keep(memory: Uint8Array, name = `#${this.#kept.length}`): void {
    memory.fill(RELEASED)
    this.#kept.push({ memory, name })
  }

  /** What was written all the same: the name of the memory, and where. */
  written(): string[] {
    const expected = (byte: number): boolean => byte === RELEASED
    return this.#kept.flatMap(({ memory, name }) => {
      const at = memory.every(expected) ? -1 : memory.findIndex((byte) => !expected(byte))
      return at < 0 ? [] : [`${name} at ${at} of ${memory.length}`]
    })
  }
}
