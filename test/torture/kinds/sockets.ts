import type { BufferPool, Fd } from 'uring-sdk'
import { isOlder, thisSystem } from '../../../src/system.ts'
import { connected } from '../connect.ts'
import { Lane } from '../lane.ts'
import { Receiver } from '../receivers.ts'
import type { Scene } from '../scene.ts'
import { Sender } from '../senders.ts'
import type { Kind } from './kind.ts'

/** The kernel that has both ways to share buffers out. */
const SPLIT_SINCE = '6.12'
const SPLITS = [{}, { incremental: true }, { bundle: true }] as const

/** A connection both ways, with everything that sends and receives, and all ways to end it. */
export const sockets: Kind = {
  name: 'sockets',
  weight: 8,
  async run(scene) {
    const { random } = scene
    const { near, far, zeroCopy } = await connected(scene)
    const there = new Lane(random)
    const back = new Lane(random)
    const pieces = random.between(5, 100)
    const pool = random.oneIn(6) ? ownPool(scene) : undefined
    const works = [
      new Sender(scene, there, near, zeroCopy).run(pieces),
      new Receiver(scene, there, far).run(Infinity, pool),
      new Sender(scene, back, far, zeroCopy).run(random.below(pieces)),
      new Receiver(scene, back, near).run(),
    ]
    if (random.percent(40)) works.push(tear(scene, [near, far], [there, back]))
    await scene.all(works)
    if (pool !== undefined) await scene.may('closePool', async () => pool[Symbol.asyncDispose]())
  },
}

function ownPool(scene: Scene): BufferPool {
  const { random, ring } = scene
  scene.check()
  const shape = { count: random.one([2, 4, 16]), size: random.one([100, 2000]) }
  const modern = !isOlder(thisSystem.release, SPLIT_SINCE)
  return ring.createPool({ ...shape, ...(modern ? random.one(SPLITS) : {}) })
}

/** Somebody closes an end while everything is running on it. */
async function tear(scene: Scene, fds: readonly Fd[], lanes: readonly Lane[]): Promise<void> {
  const { random } = scene
  const turns = random.below(60)
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
  for (const lane of lanes) lane.torn = true
  await scene.close(random.one(fds))
}
