// Timeouts of Node, Bun or Deno: setTimeout and setInterval with callbacks, or timers/promises.
//
//   node timers-node.mjs --mode promises --kind run --count 1000
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import { setInterval as ticks, setTimeout as sleep } from 'node:timers/promises'

import { measure, readOptions } from './program.mjs'
import { delayOf, INTERVAL_MS, LONG_MS, verifyDelay, verifyTick } from './timers-rules.mjs'

const options = readOptions({ mode: 'callbacks', kind: 'run', count: 1000 })
const { count, kind } = options

const lanes = (lane) => Promise.all(Array.from({ length: count }, (_, i) => lane(i)))
const lanesWithCallbacks = (lane) =>
  lanes((i) => new Promise((resolve, reject) => lane(i, resolve, reject)))

const callbacks = {
  run: (pace) =>
    lanesWithCallbacks((i, resolve) => {
      const delay = delayOf(i)
      const next = () => {
        if (!pace.on) return resolve()
        const started = performance.now()
        setTimeout(() => {
          verifyDelay(pace, performance.now() - started, delay)
          next()
        }, delay)
      }
      next()
    }),
  async cancel(pace) {
    const never = () => {
      throw new Error('a timeout was not cancelled')
    }
    while (pace.on) {
      const running = []
      for (let i = 0; i < count; i++) running.push(setTimeout(never, LONG_MS))
      for (const timeout of running) clearTimeout(timeout)
      pace.operations += count
    }
  },
  interval: (pace) =>
    lanesWithCallbacks((_, resolve) => {
      const started = performance.now()
      let seen = 0
      const interval = setInterval(() => {
        verifyTick(pace, performance.now() - started, ++seen * INTERVAL_MS)
        if (pace.on) return
        clearInterval(interval)
        resolve()
      }, INTERVAL_MS)
    }),
}

const promises = {
  run: (pace) =>
    lanes(async (i) => {
      const delay = delayOf(i)
      while (pace.on) {
        const started = performance.now()
        await sleep(delay)
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
        running.push(sleep(LONG_MS, undefined, { signal: end.signal }))
      }
      for (const end of ends) end.abort()
      for (const { reason } of await Promise.allSettled(running)) {
        if (reason?.name !== 'AbortError') throw new Error(`not cancelled: ${reason}`)
        pace.operations++
      }
    }
  },
  interval: (pace) =>
    lanes(async () => {
      const started = performance.now()
      let seen = 0
      for await (const _ of ticks(INTERVAL_MS)) {
        verifyTick(pace, performance.now() - started, ++seen * INTERVAL_MS)
        if (!pace.on) break
      }
    }),
}

const works = options.mode === 'promises' ? promises : callbacks
await measure(options, works[kind], { every: 16, bytes: kind === 'cancel' })
