import type { Fd } from 'uring-sdk'
import { Lane } from '../lane.ts'
import type { Ends, Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

const WRITE_MAX = 16_384

/** A pipe: written to, spliced through another, read from, polled, closed on either side. */
export const pipes: Kind = {
  name: 'pipes',
  weight: 4,
  async run(scene) {
    const { random } = scene
    const lane = new Lane(random)
    const [out, into] = await pipe(scene)
    const works = [write(scene, lane, into, random.between(2, 40))]
    if (random.percent(30)) {
      // Not closed while it runs: a splice has two descriptors, and is known to one of them.
      const [last, middle] = await pipe(scene)
      works.push(splice(scene, lane, out, middle), read(scene, lane, last))
    } else {
      works.push(read(scene, lane, out))
      if (random.percent(20)) works.push(tear(scene, lane, out))
    }
    await scene.all(works)
  },
}

async function pipe(scene: Scene): Promise<[read: Fd, write: Fd]> {
  const ends = await scene.must('pipe', () => scene.ring.pipe())
  return [scene.own(ends[0]), scene.own(ends[1])]
}

/** The end that reads is closed while everything is running. */
async function tear(scene: Scene, lane: Lane, out: Fd): Promise<void> {
  await scene.pause()
  lane.torn = true
  if (!out.closed) await scene.close(out)
}

async function write(scene: Scene, lane: Lane, fd: Fd, count: number): Promise<void> {
  const { random, ring } = scene
  for (let i = 0; i < count && !fd.closed; i++) {
    const piece = scene.piece(random.size(WRITE_MAX))
    lane.put(piece.bytes)
    const options = scene.options()
    const ends: Ends = { options, fds: [fd], may: () => (lane.torn ? ['EPIPE'] : []) }
    const ended = await scene.may('write', () => ring.write(fd, piece.bytes, -1, options), ends)
    scene.done(piece, piece.bytes.length)
    if (ended.ok) lane.went(ended.value)
    else if (ended.code !== 'ABORT_ERR' && ended.code !== 'ETIME') break
    if (random.oneIn(20)) await scene.pause()
    scene.check()
  }
  await scene.close(fd)
}

async function splice(scene: Scene, lane: Lane, from: Fd, to: Fd): Promise<void> {
  const { random, ring } = scene
  while (!from.closed && !to.closed) {
    const length = random.size(WRITE_MAX)
    const ends: Ends = { fds: [from, to], may: () => (lane.torn ? ['EPIPE'] : []) }
    const ended = await scene.may('splice', () => ring.splice(from, -1, to, -1, length), ends)
    if (!ended.ok || ended.value === 0) break
  }
  await scene.close(to)
}

async function read(scene: Scene, lane: Lane, fd: Fd): Promise<void> {
  const { random } = scene
  while (!fd.closed) {
    if (random.oneIn(6)) await poll(scene, fd)
    if (!(random.oneIn(6) ? await readStream(scene, lane, fd) : await readOnce(scene, lane, fd))) {
      break
    }
  }
  if (fd.closed) return
  await scene.close(fd)
}

const POLLIN = 1

async function poll(scene: Scene, fd: Fd): Promise<void> {
  const options = scene.options(20)
  const start = (): Promise<number> => scene.ring.pollAdd(fd, POLLIN, options)
  await scene.may('pollAdd', start, { options, fds: [fd] })
}

async function readOnce(scene: Scene, lane: Lane, fd: Fd): Promise<boolean> {
  const { random, ring } = scene
  const piece = scene.piece(random.size(WRITE_MAX))
  const options = scene.options()
  const start = (): Promise<number> => ring.read(fd, piece.bytes, -1, options)
  const ended = await scene.may('read', start, { options, fds: [fd] })
  const count = ended.ok ? ended.value : 0
  if (count > 0) lane.came(piece.bytes.subarray(0, count))
  scene.done(piece, ended.ok ? count : piece.bytes.length)
  if (ended.ok && count === 0) lane.ended()
  if (ended.ok) return count > 0
  scene.check()
  return ended.code === 'ABORT_ERR' || ended.code === 'ETIME'
}

/** Chunks of the pool, some of them. */
async function readStream(scene: Scene, lane: Lane, fd: Fd): Promise<boolean> {
  const { random, ring } = scene
  scene.check()
  if (fd.closed) return false
  const stream = ring.readMultishot(fd)
  const some = random.between(1, 10)
  for (let i = 0; i < some; i++) {
    const ended = await scene.may('readMultishot', () => stream.next(), { fds: [fd] })
    if (!ended.ok) return false
    if (ended.value.done === true) {
      scene.check()
      if (!fd.closed) lane.ended()
      return false
    }
    const lease = scene.keep(ended.value.value)
    lane.came(lease.bytes)
    scene.release(lease)
  }
  lane.lose()
  await scene.may('return', () => stream.return())
  return true
}
