import type { Fd } from 'uring-sdk'
import { connected } from '../connect.ts'
import { Failure } from '../failure.ts'
import { type Region, REGION_BYTES } from '../files.ts'
import { Lane } from '../lane.ts'
import { Receiver } from '../receivers.ts'
import type { Ended, Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

const SEND_MAX = 16_384

/** Memory that is given away with `own`, to files, connections and chains. Node 22 has that. */
export const given: Kind = {
  name: 'given',
  weight: 3,
  canRun: ({ files: { hasFree } }) => hasFree && 'transfer' in ArrayBuffer.prototype,
  async run(scene) {
    const { epoch } = scene
    const region = epoch.files.take()
    try {
      await scene.all([write(scene, region), send(scene)])
    } finally {
      epoch.files.give(region)
    }
  },
}

/** Memory that is nobody else's, as `own` wants it. */
function own(size: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(size))
}

function looksGone(bytes: Uint8Array): void {
  if (bytes.length > 0) throw new Failure('memory that was given away is still there')
}

async function write(scene: Scene, region: Region): Promise<void> {
  const { random } = scene
  const rounds = random.between(4, 20)
  for (let i = 0; i < rounds; i++) {
    const size = random.size(REGION_BYTES / 2)
    const at = random.below(REGION_BYTES - size + 1)
    const bytes = own(size)
    const number = region.prepare(bytes, at, random)
    const ended = await writeOne(scene, region, bytes, at)
    region.wrote(number, at, ended.ok ? size : 0, size)
    scene.check()
    await readBack(scene, region, at, size)
  }
}

function writeOne(
  scene: Scene,
  { file: { fd }, start }: Region,
  bytes: Uint8Array,
  at: number,
): Promise<Ended<unknown>> {
  const { random, ring } = scene
  const options = { ...scene.options(), own: true }
  const position = start + at
  const started = <T>(promise: Promise<T>): Promise<T> => {
    looksGone(bytes)
    return promise
  }
  switch (random.below(4)) {
    case 0:
      return scene.may('write', () => started(ring.write(fd, bytes, position, options)), {
        options,
      })
    case 1:
      return scene.may('writev', () => started(ring.writev(fd, [bytes], position, options)), {
        options,
      })
    case 2:
      return scene.may('writeAll', () => started(ring.writeAll(fd, bytes, position, options)), {
        options,
      })
    default:
      return scene.may('chain', () =>
        started(ring.chain(() => [ring.write(fd, bytes, position, { own: true }), ring.nop()])),
      )
  }
}

async function readBack(scene: Scene, region: Region, at: number, size: number): Promise<void> {
  const piece = scene.piece(size)
  const start = (): Promise<number> =>
    scene.ring.read(region.file.fd, piece.bytes, region.start + at)
  const ended = await scene.may('read', start)
  if (ended.ok) region.read(piece.bytes.subarray(0, ended.value), at)
  scene.done(piece, ended.ok ? ended.value : size)
  scene.check()
}

/** Whole sends one after the other, so that every byte arrives. */
async function send(scene: Scene): Promise<void> {
  const { near, far } = await connected(scene)
  const lane = new Lane(scene.random)
  await scene.all([sendAll(scene, lane, near), new Receiver(scene, lane, far, false).run()])
}

async function sendAll(scene: Scene, lane: Lane, fd: Fd): Promise<void> {
  const { random, ring } = scene
  const pieces = random.between(2, 30)
  for (let i = 0; i < pieces; i++) {
    const bytes = own(random.size(SEND_MAX))
    const { length } = bytes
    lane.put(bytes)
    await scene.must('sendAll', () => {
      const sent = ring.sendAll(fd, bytes, { own: true })
      looksGone(bytes)
      return sent
    })
    lane.went(length)
  }
  await scene.close(fd)
}
