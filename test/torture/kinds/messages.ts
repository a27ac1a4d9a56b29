import { type Fd, type Multishot, Ring } from 'uring-sdk'
import { Failure } from '../failure.ts'
import { ringOptions } from '../options.ts'
import type { Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

const SLOTS = 4
const BYTES = 100

/** Values and descriptors go to a second ring, which is closed afterwards, or while it sends. */
export const messages: Kind = {
  name: 'messages',
  weight: 2,
  async run(scene) {
    const { random, epoch } = scene
    const entries = random.one([4, 64])
    const other = new Ring({ ...ringOptions(epoch.options), entries, slots: SLOTS })
    try {
      if (random.oneIn(4)) await cut(scene, other)
      else await scene.all([values(scene, other), descriptors(scene, other)])
    } finally {
      await other.close()
    }
    const { submitted, completed, stray } = other.stats()
    if (submitted !== completed || stray !== 0) {
      throw new Failure(`of ${submitted} submissions ${completed} completed, ${stray} strayed`)
    }
  },
}

/** All come, once each and in order. */
async function values(scene: Scene, other: Ring): Promise<void> {
  const { random, ring } = scene
  const count = random.size(200)
  const came = other.messages()
  const sent = Promise.all(
    Array.from({ length: count }, (_, i) =>
      scene.may('message', () => ring.message(other.handle, i)),
    ),
  )
  const arrived = (await sent).filter(({ ok }) => ok).length
  for (let i = 0; i < arrived; i++) {
    const { value } = await came.next()
    // What was cancelled with the ring is missing.
    if (value !== i && !ring.closed) throw new Failure(`value ${value} came, and not ${i}`)
  }
  await came.return()
}

/** A pipe that goes over still has its bytes: the other ring reads them. */
async function descriptors(scene: Scene, other: Ring): Promise<void> {
  const { random } = scene
  const came = other.receiveFds()
  const count = random.between(1, 6)
  for (let i = 0; i < count; i++) await give(scene, other, came)
  await came.return()
}

async function give(scene: Scene, other: Ring, came: Multishot<Fd>): Promise<void> {
  const { random, ring } = scene
  const [out, into] = await scene.must('pipe', () => ring.pipe())
  scene.own(into)
  const piece = scene.piece(BYTES)
  const reading = random.oneIn(2)
    ? scene.may('read', () => ring.read(out, piece.bytes), { fds: [out] })
    : undefined
  // What runs on it is ended, before any byte is there that it could take.
  const sent = scene.may('sendFd', () => ring.sendFd(other.handle, out))
  await reading
  scene.done(piece, reading === undefined ? 0 : BYTES)
  if (!(await sent).ok) {
    scene.own(out)
    return
  }
  const { value: fd } = await came.next()
  if (fd === undefined) throw new Failure('a descriptor that was sent has not come')
  const bytes = Buffer.alloc(BYTES, random.below(256))
  const got = Buffer.alloc(BYTES)
  const wrote = await scene.may('write', () => ring.write(into, bytes))
  if (wrote.ok) await other.read(fd, got)
  await fd.close()
  if (wrote.ok && !got.equals(bytes)) throw new Failure('wrong bytes from a pipe of another ring')
}

/**
 * The other ring ends while it sends. Not the other way round: the number of a ring that has ended
 * may be another's, and what comes there for the one before is counted as astray.
 */
async function cut(scene: Scene, other: Ring): Promise<void> {
  const { random, ring } = scene
  const may = (): string[] => {
    if (other.closed) return ['ECANCELED', 'ERR_URING_CLOSED']
    return ring.closed ? ['EBADF', 'EBADFD'] : []
  }
  const { handle } = ring
  const sending = Array.from({ length: random.size(60) }, async (_, i) => {
    if (random.oneIn(3)) await scene.pause()
    if (ring.closed) return
    await scene.may('message', async () => other.message(handle, i), { may })
  })
  await scene.pause()
  await scene.all([...sending, other.close()])
}
