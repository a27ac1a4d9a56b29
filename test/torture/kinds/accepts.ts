import type { Fd } from 'uring-sdk'
import { listening } from '../connect.ts'
import { Failure } from '../failure.ts'
import type { Kind } from './kind.ts'

/** A loop of accepts that is left in the middle: what was not taken is closed, and none is lost. */
export const accepts: Kind = {
  name: 'accepts',
  weight: 2,
  async run(scene) {
    const { random, ring } = scene
    const [listener, to] = await listening(scene)
    const options = random.percent(20) ? { signal: scene.signal() } : {}
    scene.check()
    const stream = ring.acceptMultishot(listener, options)
    const count = random.between(1, 12)
    const clients = Array.from({ length: count }, async () => {
      const given = scene.options(10)
      const may = (): string[] => ['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EINTR']
      const start = (): Promise<Fd> => ring.openConnection(to, given)
      const ended = await scene.may('openConnection', start, { options: given, may })
      if (ended.ok) scene.own(ended.value)
    })
    const some = random.between(1, count)
    const accepting = (async () => {
      for (let i = 0; i < some; i++) {
        const ended = await scene.may('acceptMultishot', () => stream.next(), {
          options,
          fds: [listener],
        })
        if (!ended.ok || ended.value.done === true) return
        const fd = scene.own(ended.value.value)
        if (random.percent(30)) await scene.close(fd)
      }
    })()
    const leaving = Promise.all(clients).then(async () => {
      await scene.pause()
      if (random.percent(50)) await scene.may('return', () => stream.return())
      await scene.close(listener)
      const last = await scene.may('acceptMultishot', () => stream.next(), { options })
      while (last.ok && stream.queued > 0) {
        const next = await stream.next()
        if (next.done !== true) scene.own(next.value)
      }
      if (last.ok && last.value.done !== true) scene.own(last.value.value)
    })
    await scene.all([...clients, accepting, leaving])
    if (stream.queued > 0) throw new Failure('accepted sockets were left in a stream that is over')
  },
}
