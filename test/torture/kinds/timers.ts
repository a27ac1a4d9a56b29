import { Failure } from '../failure.ts'
import type { Kind } from './kind.ts'

/** A timer may fire this early by our clock. */
const EARLY_MS = 2

/** Timers of the kernel, once and again and again, and many operations that do nothing. */
export const timers: Kind = {
  name: 'timers',
  weight: 2,
  async run(scene) {
    const { random, ring } = scene
    const rounds = random.between(1, 6)
    for (let i = 0; i < rounds; i++) {
      const options = scene.options(30)
      const milliseconds = random.between(0, 15)
      const start = performance.now()
      const waits = { options }
      const ended = await scene.may('timeout', () => ring.timeout(milliseconds, options), waits)
      if (ended.ok && performance.now() - start < milliseconds - EARLY_MS) {
        throw new Failure(`a timer of ${milliseconds} ms fired too early`)
      }
      scene.check()
    }
  },
}

/** The beats of a timer come as often as it was asked for. */
export const beats: Kind = {
  name: 'beats',
  weight: 2,
  async run(scene) {
    const { random, ring } = scene
    const count = random.between(1, 20)
    const some = random.percent(30) ? random.between(1, 20) : Infinity
    const options = random.percent(20) ? { signal: scene.signal() } : {}
    const stream = ring.timeoutMultishot(random.between(0, 2), { ...options, count })
    for (let beat = 0; ; beat++) {
      const ended = await scene.may('timeoutMultishot', () => stream.next(), { options })
      if (!ended.ok) return
      if (ended.value.done === true) {
        scene.check()
        if (beat !== count) throw new Failure(`${beat} beats came, of ${count}`)
        return
      }
      if (beat >= count) throw new Failure(`more than ${count} beats came`)
      if (beat + 1 >= some) {
        await scene.may('return', () => stream.return())
        return
      }
    }
  },
}

/** More at once than the queues hold. */
export const bursts: Kind = {
  name: 'bursts',
  weight: 2,
  async run(scene) {
    const { random, ring } = scene
    const count = random.size(600)
    const signal = random.percent(10) ? scene.signal() : undefined
    const works = Array.from({ length: count }, () => {
      const options = signal === undefined ? scene.options(2) : { signal }
      return scene.may('nop', () => ring.nop(options), { options })
    })
    await scene.all(works)
  },
}
