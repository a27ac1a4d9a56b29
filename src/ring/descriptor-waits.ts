/** Where descriptors are closed elsewhere nobody tells us, so it is tried again after so long. */
const AGAIN_MS = 100

/**
 * Who waits for a free descriptor: woken one by one, when one of ours is closed or after a while.
 */
export class DescriptorWaits {
  readonly #waiting = new Set<() => boolean>()

  /**
   * `call` says whether it still needed one; `keepsAlive` whether the wait keeps the process alive.
   */
  add(call: () => boolean, keepsAlive: boolean): void {
    const again = (): boolean => {
      clearTimeout(timer)
      this.#waiting.delete(again)
      return call()
    }
    const timer = setTimeout(again, AGAIN_MS)
    if (!keepsAlive) timer.unref()
    this.#waiting.add(again)
  }

  /** One is free: it goes to whoever has waited longest and still needs it. */
  descriptorClosed(): void {
    for (const again of this.#waiting) if (again()) return
  }
}
