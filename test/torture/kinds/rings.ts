import { type Fd, Ring } from 'uring-sdk'
import { connected } from '../connect.ts'
import { Failure } from '../failure.ts'
import { ringOptions } from '../options.ts'
import type { Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

/** A second ring, closed with everything in flight, now and then behind a drain. */
export const rings: Kind = {
  name: 'rings',
  weight: 1,
  async run(scene) {
    const { random, epoch } = scene
    const { near } = await connected(scene)
    const ring = new Ring({ ...ringOptions(epoch.options), entries: random.one([4, 64]) })
    const works = start(scene, ring, near)
    await scene.pause()
    const closed = scene.may('Ring.close', () => ring.close())
    await scene.all([...works, closed])
    const { submitted, completed, stray } = ring.stats()
    if (submitted !== completed || stray !== 0 || ring.inFlight !== 0) {
      throw new Failure(`of ${submitted} submissions ${completed} completed, ${stray} strayed`)
    }
  },
}

/** What waits, some of it on a descriptor of another ring. */
function start(scene: Scene, ring: Ring, fd: Fd): Promise<unknown>[] {
  const { random } = scene
  const may = (): string[] => (ring.closed ? ['ECANCELED'] : [])
  const count = random.size(100)
  return Array.from({ length: count }, async () => {
    const piece = scene.piece(random.size(4096))
    const options = scene.options(20)
    switch (random.below(5)) {
      case 0:
        await scene.may('timeout', () => ring.timeout(60_000, options), { options, may, fds: [fd] })
        break
      case 1:
        await scene.may('nop', () => ring.nop(options), { options, may, fds: [fd] })
        break
      case 2: {
        const drain = { ...options, drain: random.oneIn(10) }
        await scene.may('nop', () => ring.nop(drain), { options, may, fds: [fd] })
        break
      }
      case 3: {
        const stream = ring.pollAddMultishot(fd, 1, options)
        await scene.may('pollAddMultishot', () => stream.next(), { options, may, fds: [fd] })
        break
      }
      default:
        await scene.may('recv', () => ring.recv(fd, piece.bytes, options), {
          options,
          may,
          fds: [fd],
        })
    }
    scene.done(piece, 0)
  })
}
