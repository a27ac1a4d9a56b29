// Timeouts of Node, Bun or Deno: setTimeout and setInterval with callbacks, or timers/promises.
//
//   node timers-node.mjs --mode promises --kind run --count 1000
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import { setInterval as ticks, setTimeout as sleep } from 'node:timers/promises'

import { measure, readOptions } from './program.mjs'
import { lanes, promiseWorks } from './timers-promises.mjs'
import { delayOf, INTERVAL_MS, LONG_MS, verifyDelay, verifyTick } from './timers-rules.mjs'

const options = readOptions({ mode: 'callbacks', kind: 'run', count: 1000 })
const { count, kind } = options

const lanesWithCallbacks = (lane) =>
  lanes(count, (i) => new Promise((resolve, reject) => lane(i, resolve, reject)))

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

const promises = promiseWorks(count, {
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
  ticks,
})

const works = options.mode === 'promises' ? promises : callbacks
await measure(options, works[kind], { every: 16, bytes: kind === 'cancel' })
