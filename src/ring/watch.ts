import type { Quietable } from './stream.ts'

const TICK_MIN_MS = 10
const TICK_MAX_MS = 1000

/**
 * Ends streams that have been silent for too long. One coarse timer for all of a ring, so that a
 * chunk that arrives costs one store and no look at a clock.
 */
export class QuietWatch {
  readonly #limits = new Map<Quietable, number>()
  #timer: NodeJS.Timeout | null = null
  #tick = TICK_MAX_MS

  watch(stream: Quietable, timeout: number): void {
    this.#limits.set(stream, timeout)
    const wanted = Math.min(Math.max(timeout / 8, TICK_MIN_MS), TICK_MAX_MS)
    if (this.#timer !== null && this.#tick <= wanted) return
    this.#stop()
    this.#tick = wanted
    this.#timer = setInterval(() => this.#look(), wanted).unref()
  }

  unwatch(stream: Quietable): void {
    this.#limits.delete(stream)
    if (this.#limits.size === 0) this.#stop()
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#tick = TICK_MAX_MS
  }

  #look(): void {
    for (const [stream, limit] of this.#limits) {
      if (!stream.waits) {
        stream.quietFor = 0
        continue
      }
      stream.quietFor += this.#tick
      if (stream.quietFor >= limit) stream.expire()
    }
  }
}
