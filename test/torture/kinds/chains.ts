import { Failure } from '../failure.ts'
import { type Region, REGION_BYTES } from '../files.ts'
import type { Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

const BYTES = REGION_BYTES / 2
/** What a read of a descriptor that nobody has open answers. */
const NOBODY = 1_000_000

/** Linked operations: some read back what they wrote, some fail, and some are ended. */
export const chains: Kind = {
  name: 'chains',
  weight: 3,
  canRun: ({ files: { hasFree } }) => hasFree,
  async run(scene) {
    const { random, epoch } = scene
    const region = epoch.files.take()
    try {
      const rounds = random.between(3, 20)
      for (let i = 0; i < rounds; i++) {
        await random.one([writeAndRead, writeAndRead, fail, wait])(scene, region)
        scene.check()
      }
    } finally {
      epoch.files.give(region)
    }
  },
}

/** No more members than the smallest queue of an epoch has room for. */
async function writeAndRead(scene: Scene, region: Region): Promise<void> {
  const { random, ring } = scene
  const size = random.size(BYTES)
  const at = random.below(REGION_BYTES - size + 1)
  const position = region.start + at
  const [out, into] = [scene.piece(size), scene.piece(size)]
  const write = region.prepare(out.bytes, at, random)
  const options = signalOf(scene)
  const members: Promise<unknown>[] = []
  const chain = scene.may(
    'chain',
    () =>
      ring.chain(
        () => {
          const { fd } = region.file
          members.push(ring.write(fd, out.bytes, position), ring.nop())
          if (random.oneIn(4)) members.push(ring.fsync(fd))
          members.push(ring.read(fd, into.bytes, position))
          return members
        },
        { ...options, hard: random.oneIn(3) },
      ),
    { options },
  )
  const ended = await chain
  await settled(members, ended.ok)
  region.wrote(write, at, ended.ok ? size : 0, size)
  if (ended.ok) region.read(into.bytes, at)
  scene.done(out, size)
  scene.done(into, size)
}

function signalOf(scene: Scene): { readonly signal?: AbortSignal } {
  return scene.random.oneIn(6) ? { signal: scene.signal() } : {}
}

/** The members are over when the chain is, and all well if it is. */
async function settled(members: readonly Promise<unknown>[], isWell: boolean): Promise<void> {
  let over = 0
  for (const member of members) {
    const count = (): number => over++
    member.then(count, count)
  }
  // Their promises were settled before that of the chain; what follows them runs in a turn.
  await new Promise((resolve) => setImmediate(resolve))
  if (over !== members.length) {
    throw new Failure(`a chain of ${members.length} is over, and ${over} of its members are`)
  }
  const ends = await Promise.allSettled(members)
  if (isWell && ends.some(({ status }) => status === 'rejected')) {
    throw new Failure('a chain has succeeded, and one of its members has not')
  }
}

/** A member fails, and with it all behind it. */
async function fail(scene: Scene): Promise<void> {
  const { random, ring } = scene
  const before = random.below(3)
  const piece = scene.piece(16)
  const members: Promise<unknown>[] = []
  const start = (): Promise<unknown> =>
    ring.chain(() => {
      for (let i = 0; i < before; i++) members.push(ring.nop())
      members.push(ring.read(NOBODY, piece.bytes), ring.nop())
      return members
    })
  const ended = await scene.may('chain', start, { may: () => ['EBADF'] })
  await settled(members, ended.ok)
  if (ended.ok) throw new Failure('a chain with a member that fails has succeeded')
  scene.done(piece, 0)
}

/** A member that waits for long is ended by its link timeout, by a signal, or with the ring. */
async function wait(scene: Scene): Promise<void> {
  const { random, ring } = scene
  const options = signalOf(scene)
  const members: Promise<unknown>[] = []
  const start = (): Promise<unknown> =>
    ring.chain(() => {
      members.push(ring.nop(), ring.timeout(60_000), ring.linkTimeout(random.between(0, 5)))
      return members
    }, options)
  const ended = await scene.may('chain', start, { options, may: () => ['ETIME'] })
  await settled(members, ended.ok)
  if (ended.ok) throw new Failure('a minute was over in a few milliseconds')
}
