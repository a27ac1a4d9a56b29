// What the programs with promises do, whoever's promises they are.
import { delayOf, INTERVAL_MS, LONG_MS, verifyDelay, verifyTick } from './timers-rules.mjs'

/** So many at once. */
export function lanes(count, lane) {
  return Promise.all(Array.from({ length: count }, (_, i) => lane(i)))
}

/** `wait(ms, signal)` is a promise, `ticks(ms)` an async iterable. */
export function promiseWorks(count, { wait, ticks }) {
  return {
    run: (pace) =>
      lanes(count, async (i) => {
        const delay = delayOf(i)
        while (pace.on) {
          const started = performance.now()
          await wait(delay)
          verifyDelay(pace, performance.now() - started, delay)
        }
      }),
    async cancel(pace) {
      while (pace.on) {
        const ends = []
        const running = []
        for (let i = 0; i < count; i++) {
          const end = new AbortController()
          ends.push(end)
          running.push(wait(LONG_MS, end.signal))
        }
        for (const end of ends) end.abort()
        for (const { reason } of await Promise.allSettled(running)) {
          if (reason?.name !== 'AbortError') throw new Error(`not cancelled: ${reason}`)
          pace.operations++
        }
      }
    },
    interval: (pace) =>
      lanes(count, async () => {
        const started = performance.now()
        let seen = 0
        for await (const _ of ticks(INTERVAL_MS)) {
          verifyTick(pace, performance.now() - started, ++seen * INTERVAL_MS)
          if (!pace.on) break
        }
      }),
  }
}
