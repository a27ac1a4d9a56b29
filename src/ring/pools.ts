import { RsrcRegisterFlags } from '../../generated/constants.ts'
import {
  registerBuffers2,
  registerBuffersUpdate,
  type Registrar,
} from '../../generated/registers.ts'
import { Iovec, RsrcRegister, RsrcUpdate2 } from '../../generated/structs.ts'
import { codedError, UringError, valueError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { allocate, type Memory } from '../raw/allocate.ts'
import { BufferRing, GROUP_MAX } from '../raw/buffer-ring.ts'
import { type PoolShape, poolShape, ProvidedPool, RegisteredPool } from './pool.ts'
import type { Tags } from './tags.ts'
import type { BufferPool, PoolOptions } from './types.ts'

/** Places in the ring's table of registered buffers: one a registered pool. */
const REGISTERED_MAX = 64

/**
 * All pools of a ring: their group numbers, and their places in the table of registered buffers.
 */
export class Pools {
  readonly #kernel: Kernel
  readonly #registrar: Registrar
  readonly #tags: Tags
  readonly #ownShape: PoolShape
  readonly #open = new Set<ProvidedPool | RegisteredPool>()
  readonly #freeIndexes: number[] = []
  /** Places whose memory operations in flight may still use: taken again when no other is free. */
  readonly #leaving = new Set<number>()
  readonly #freeGroups: number[] = []
  /** What an update of the table reads: a field, so that it is there while the kernel does. */
  readonly #iovec = new Iovec(new ArrayBuffer(Iovec.SIZE))
  #own: ProvidedPool | null = null
  #nextGroup = 0
  #hasTable = false

  constructor(kernel: Kernel, registrar: Registrar, tags: Tags, ownShape: PoolShape) {
    this.#kernel = kernel
    this.#registrar = registrar
    this.#tags = tags
    this.#ownShape = ownShape
  }

  get hasOwn(): boolean {
    return this.#own !== null
  }

  /** The pool of the ring itself, made when it is first asked for. */
  get own(): ProvidedPool {
    this.#own ??= this.#provided(this.#ownShape)
    return this.#own
  }

  /** Whether a pool is of this ring, and open. */
  has(pool: unknown): boolean {
    return this.#open.has(pool as ProvidedPool)
  }

  create(options: PoolOptions): BufferPool {
    const shape = poolShape(options)
    const { kind = 'provided' } = options
    if (kind === 'provided') return this.#provided(shape)
    if (kind === 'registered') return this.#registered(shape)
    throw valueError('options.kind', "must be 'provided' or 'registered'", kind)
  }

  #provided(shape: PoolShape): ProvidedPool {
    const group = this.#freeGroups.pop() ?? this.#nextGroup++
    if (group > GROUP_MAX) throw codedError('ERR_URING_POOLS', 'A ring has 65,536 pools at most')
    const pool = new ProvidedPool(this.#kernel, this.#bufferRing(group, shape), shape, (closed) => {
      this.#open.delete(closed)
      this.#freeGroups.push(group)
    })
    this.#open.add(pool)
    return pool
  }

  #bufferRing(group: number, { countMax: count, size }: PoolShape): BufferRing {
    try {
      return new BufferRing(this.#kernel, this.#registrar, { group, count, size, empty: true })
    } catch (error) {
      this.#freeGroups.push(group)
      throw error
    }
  }

  #registered(shape: PoolShape): RegisteredPool {
    const index = this.#takeIndex()
    const memory = allocate(shape.count * shape.size, {}, this.#kernel)
    const tag = this.#tags.add(() => this.#forget(index, memory))
    try {
      this.#update(index, memory, tag)
    } catch (error) {
      this.#tags.drop(tag)
      this.#freeIndexes.push(index)
      throw error
    }
    const pool = new RegisteredPool(memory, shape, index, (closed) => {
      this.#open.delete(closed)
      this.#update(closed.bufIndex, null, null)
      this.#leaving.add(closed.bufIndex)
    })
    this.#open.add(pool)
    return pool
  }

  /** The kernel has let go of the memory, which was kept reachable for it until here. */
  #forget(index: number, _memory: Memory): void {
    if (this.#leaving.delete(index)) this.#freeIndexes.push(index)
  }

  #takeIndex(): number {
    if (!this.#hasTable) this.#makeTable()
    const [leaving] = this.#leaving
    const index = this.#freeIndexes.pop() ?? leaving
    if (index === undefined) {
      throw codedError('ERR_URING_POOLS', `A ring has ${REGISTERED_MAX} registered pools at most`)
    }
    this.#leaving.delete(index)
    return index
  }

  #makeTable(): void {
    const table = new RsrcRegister()
    table.nr = REGISTERED_MAX
    table.flags = RsrcRegisterFlags.SPARSE
    must(registerBuffers2(this.#registrar, table), 'REGISTER_BUFFERS2')
    this.#hasTable = true
    for (let index = REGISTERED_MAX - 1; index >= 0; index--) this.#freeIndexes.push(index)
  }

  /** Puts a slab into its place of the table, or takes it out. */
  #update(index: number, memory: Memory | null, tag: Uint32Array<ArrayBuffer> | null): void {
    this.#iovec.iovBase = memory?.address ?? 0
    this.#iovec.iovLen = memory?.bytes.length ?? 0
    const update = new RsrcUpdate2()
    update.offset = index
    update.data = this.#kernel.addressOf(this.#iovec.view.buffer)
    update.tags = tag === null ? 0 : this.#kernel.addressOf(tag.buffer)
    update.nr = 1
    must(registerBuffersUpdate(this.#registrar, update), 'REGISTER_BUFFERS_UPDATE')
  }

  /** The ring ends, and with it what the kernel knows of its pools. */
  end(): void {
    for (const pool of this.#open) pool.end()
    this.#open.clear()
  }
}

function must(answer: number, op: string): void {
  if (answer >= 0) return
  throw new UringError(answer, 'io_uring_register', {
    op,
    remedy: 'Registered memory counts against the limit of locked memory (`ulimit -l`).',
  })
}
