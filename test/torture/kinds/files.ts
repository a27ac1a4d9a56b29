import { type CallOptions, type Fd, type Lease, OpenFlags } from 'uring-sdk'
import { type Region, REGION_BYTES } from '../files.ts'
import type { Piece } from '../memory.ts'
import type { Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

/** Operations on one region at a time, each in a part of its own. */
const PARTS = 4
const PART_BYTES = REGION_BYTES / PARTS

/** Reads and writes at places in files, in every form, and every byte is looked at. */
export const files: Kind = {
  name: 'files',
  weight: 8,
  canRun: ({ files: { hasFree } }) => hasFree,
  async run(scene) {
    const { random, epoch } = scene
    const region = epoch.files.take()
    const work = new FileWork(scene, region)
    try {
      const fd = await open(scene, region)
      const rounds = random.between(8, 40)
      await scene.all(Array.from({ length: PARTS }, (_, part) => work.part(fd, part, rounds)))
    } finally {
      epoch.files.give(region)
    }
  },
}

/** The descriptor that all share, one of its own, or a direct one. */
function open(scene: Scene, { file }: Region): Promise<Fd> {
  const { random, ring } = scene
  if (random.percent(70)) return Promise.resolve(file.fd)
  const slot = random.percent(50) && scene.takeSlot() ? { slot: -1 } : {}
  return scene
    .must('openat', () => ring.openat(file.path, OpenFlags.RDWR, 0, slot))
    .then((fd) => scene.own(fd))
}

class FileWork {
  readonly #scene: Scene
  readonly #region: Region

  constructor(scene: Scene, region: Region) {
    this.#scene = scene
    this.#region = region
  }

  async part(fd: Fd, part: number, rounds: number): Promise<void> {
    const { random } = this.#scene
    for (let i = 0; i < rounds; i++) {
      const size = random.size(PART_BYTES)
      const at = part * PART_BYTES + random.below(PART_BYTES - size + 1)
      if (random.percent(50)) await this.#write(fd, at, size)
      else await this.#read(fd, at, size)
      if (random.oneIn(50)) await this.#scene.pause()
      if (random.oneIn(200)) await this.#scene.must('fsync', () => this.#scene.ring.fsync(fd))
    }
  }

  async #write(fd: Fd, at: number, size: number): Promise<void> {
    const { random, ring } = this.#scene
    const position = this.#region.start + at
    const options = this.#scene.options()
    switch (random.below(6)) {
      case 0:
        return this.#writePieces(fd, at, size, options)
      case 1:
        return this.#writeLease(fd, at, size, options)
      case 2:
        return this.#forgotten(fd, at, size, options)
      case 3:
        return this.#writeOne('writeAll', at, size, options, ({ bytes }) =>
          ring.writeAll(fd, bytes, position, options).then(() => size),
        )
      default:
        return this.#writeOne('write', at, size, options, ({ bytes }) =>
          ring.write(fd, bytes, position, options),
        )
    }
  }

  async #writeOne(
    what: string,
    at: number,
    size: number,
    options: CallOptions,
    start: (piece: Piece) => Promise<number>,
  ): Promise<void> {
    const scene = this.#scene
    const piece = scene.piece(size)
    const write = this.#region.prepare(piece.bytes, at, scene.random)
    const ended = await scene.may(what, () => start(piece), { options })
    this.#region.wrote(write, at, ended.ok ? ended.value : 0, size)
    scene.done(piece, size)
    if (!ended.ok) scene.check()
  }

  async #writePieces(fd: Fd, at: number, size: number, options: CallOptions): Promise<void> {
    const position = this.#region.start + at
    await this.#writeOne('writev', at, size, options, ({ bytes }) =>
      this.#scene.ring.writev(fd, cut(this.#scene, bytes), position, options),
    )
  }

  /** Nobody but the ring holds the memory: a collection in between must not take it away. */
  async #forgotten(fd: Fd, at: number, size: number, options: CallOptions): Promise<void> {
    const scene = this.#scene
    let write = 0
    const start = (): Promise<number> => {
      const bytes = Buffer.allocUnsafe(size)
      write = this.#region.prepare(bytes, at, scene.random)
      return scene.ring.write(fd, bytes, this.#region.start + at, options)
    }
    const ended = await scene.may('write', start, { options })
    this.#region.wrote(write, at, ended.ok ? ended.value : 0, size)
    if (!ended.ok) scene.check()
  }

  /** A lease that is written is given away by it. */
  async #writeLease(fd: Fd, at: number, size: number, options: CallOptions): Promise<void> {
    const scene = this.#scene
    const lease = scene.lease(size)
    if (lease === null) return
    const write = this.#region.prepare(lease.bytes, at, scene.random)
    const position = this.#region.start + at
    const ended = await scene.may(
      'writeFixed',
      () => writeLease(scene, fd, lease, position, options),
      {
        options,
      },
    )
    this.#region.wrote(write, at, ended.ok ? ended.value : 0, size)
    scene.release(lease)
    if (!ended.ok) scene.check()
  }

  async #read(fd: Fd, at: number, size: number): Promise<void> {
    const { random, ring } = this.#scene
    const position = this.#region.start + at
    const options = this.#scene.options()
    switch (random.below(5)) {
      case 0:
        return this.#readLease(fd, at, size, options)
      case 1:
        return this.#readOne('readv', at, size, options, ({ bytes }) =>
          ring.readv(fd, cut(this.#scene, bytes), position, options),
        )
      case 2:
        return this.#readOne('readAll', at, size, options, ({ bytes }) =>
          ring.readAll(fd, bytes, position, options),
        )
      default:
        return this.#readOne('read', at, size, options, ({ bytes }) =>
          ring.read(fd, bytes, position, options),
        )
    }
  }

  async #readOne(
    what: string,
    at: number,
    size: number,
    options: CallOptions,
    start: (piece: Piece) => Promise<number>,
  ): Promise<void> {
    const scene = this.#scene
    const piece = scene.piece(size)
    const ended = await scene.may(what, () => start(piece), { options })
    if (ended.ok) this.#region.read(piece.bytes.subarray(0, ended.value), at)
    scene.done(piece, ended.ok ? ended.value : size)
    if (!ended.ok) scene.check()
  }

  /** A lease that is filled stays ours: it is looked at again before it goes back. */
  async #readLease(fd: Fd, at: number, size: number, options: CallOptions): Promise<void> {
    const scene = this.#scene
    const lease = scene.lease(size)
    if (lease === null) return
    const position = this.#region.start + at
    const ended = await scene.may(
      'readFixed',
      () => readLease(scene, fd, lease, position, options),
      {
        options,
      },
    )
    if (ended.ok) this.#region.read(lease.bytes.subarray(0, ended.value), at)
    await scene.watch(lease)
    if (!ended.ok) scene.check()
  }
}

function writeLease(
  { random, ring }: Scene,
  fd: Fd,
  lease: Lease,
  position: number,
  options: CallOptions,
): Promise<number> {
  const { length } = lease
  if (random.percent(50)) return ring.writeFixed(fd, lease, position, options)
  return ring.writeAll(fd, lease, position, options).then(() => length)
}

function readLease(
  { random, ring }: Scene,
  fd: Fd,
  lease: Lease,
  position: number,
  options: CallOptions,
): Promise<number> {
  switch (random.below(3)) {
    case 0:
      return ring.readAll(fd, lease, position, options)
    case 1:
      return ring.read(fd, lease, position, options)
    default:
      return ring.readFixed(fd, lease, position, options)
  }
}

/** The same bytes in several views. */
export function cut({ random }: Scene, bytes: Uint8Array): Uint8Array[] {
  const first = random.below(bytes.length + 1)
  const second = first + random.below(bytes.length - first + 1)
  const views = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]
  return random.percent(30) ? views : views.filter(({ length }) => length > 0)
}
