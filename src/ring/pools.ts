import {
  Errno,
  Features,
  RegisterOp,
  RsrcRegisterFlags,
  BufRingFlags,
} from '../../generated/constants.ts'
import {
  registerBuffers2,
  registerBuffersUpdate,
  type Registrar,
} from '../../generated/registers.ts'
import { Iovec, RsrcRegister, RsrcUpdate2 } from '../../generated/structs.ts'
import { codedError, UringError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { allocate, type Memory } from '../raw/allocate.ts'
import { BufferRing, type BufferRingOptions, GROUP_MAX } from '../raw/buffer-ring.ts'
import { mustRegister } from '../register-diagnosis.ts'
import { thisSystem } from '../system.ts'
import { OrderedBufferRing } from './buffer-order.ts'
import { BundlePool } from './bundle.ts'
import { IncrementalPool } from './incremental.ts'
import type { LeaseWatch } from './leaks.ts'
import type { Lender } from './lease.ts'
import { ProvidedPool } from './pool.ts'
import { type PoolShape, poolShape } from './pool-shape.ts'
import { RegisteredPool, Slab } from './registered-pool.ts'
import type { Tags } from './tags.ts'
import type { BufferPool, PoolOptions } from './types.ts'

/** Places in the ring's table of registered buffers: one a slab of a registered pool. */
const REGISTERED_MAX = 64
/** The first kernel that uses buffers piece by piece. */
const INCREMENTAL_SINCE = '6.12'

/** The ring, as far as its pools need it. */
export interface PoolsHost {
  readonly kernel: Kernel
  readonly registrar: Registrar
  /** `Features` of the ring. */
  readonly features: number
  /** Tells when the kernel has let go of registered memory. */
  readonly tags: Tags
  /** Watches leases, if the ring is made to debug. */
  readonly watch: LeaseWatch | null
}

/**
 * All pools of a ring: their group numbers, and their places in the table of registered buffers.
 */
export class Pools {
  readonly #host: PoolsHost
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
  /** How often pools that are closed were dry. */
  #dry = 0
  #nextGroup = 0
  #hasTable = false

  constructor(host: PoolsHost, ownShape: PoolShape) {
    this.#host = host
    this.#kernel = host.kernel
    this.#registrar = host.registrar
    this.#tags = host.tags
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
  has(pool: BufferPool | Lender): boolean {
    return this.#open.has((pool instanceof Slab ? pool.pool : pool) as ProvidedPool)
  }

  create(options: PoolOptions): BufferPool {
    const shape = poolShape(options)
    return shape.kind === 'registered' ? this.#registered(shape) : this.#provided(shape)
  }

  /** Figures of all open pools together; how often one was dry, of those that are closed too. */
  stats(): { pools: number; buffersFree: number; buffersLeased: number; dry: number } {
    const sums = { pools: this.#open.size, buffersFree: 0, buffersLeased: 0, dry: this.#dry }
    for (const { free, leased, dry } of this.#open) {
      sums.buffersFree += free
      sums.buffersLeased += leased
      sums.dry += dry
    }
    return sums
  }

  #closed(pool: ProvidedPool | RegisteredPool): void {
    this.#open.delete(pool)
    this.#dry += pool.dry
  }

  #provided(shape: PoolShape): ProvidedPool {
    const group = this.#freeGroups.pop() ?? this.#nextGroup++
    if (group > GROUP_MAX) throw codedError('ERR_URING_POOLS', 'A ring has 65,536 pools at most')
    const pool = this.#tryProvided(group, shape)
    this.#open.add(pool)
    return pool
  }

  #tryProvided(group: number, shape: PoolShape): ProvidedPool {
    const { watch, features } = this.#host
    const { countMax: count, size, incremental, bundle } = shape
    const closed = (pool: ProvidedPool): void => {
      this.#closed(pool)
      this.#freeGroups.push(group)
    }
    const options = { group, count, size, empty: true }
    try {
      if (incremental) {
        const ring = this.#ordered({ ...options, flags: BufRingFlags.INC })
        return new IncrementalPool(this.#kernel, ring, shape, { watch, closed })
      }
      // Older kernels fill one buffer at a time, which is the same in more completions.
      if (bundle && (features & Features.RECVSEND_BUNDLE) !== 0) {
        return new BundlePool(this.#kernel, this.#ordered(options), shape, { watch, closed })
      }
      const ring = new BufferRing(this.#kernel, this.#registrar, options)
      return new ProvidedPool(this.#kernel, ring, shape, { watch, closed })
    } catch (error) {
      this.#freeGroups.push(group)
      throw incremental ? explained(error) : error
    }
  }

  #ordered(options: BufferRingOptions): OrderedBufferRing {
    return new OrderedBufferRing(this.#kernel, this.#registrar, options)
  }

  #registered(shape: PoolShape): RegisteredPool {
    const pool = new RegisteredPool(shape, {
      watch: this.#host.watch,
      register: (bytes) => this.#register(bytes),
      unregister: (index) => {
        this.#update(index, null, null)
        this.#leaving.add(index)
      },
      closed: (closed) => this.#closed(closed),
    })
    this.#open.add(pool)
    return pool
  }

  #register(bytes: number): { memory: Memory; bufIndex: number } {
    const bufIndex = this.#takeIndex()
    try {
      const memory = allocate(bytes, {}, this.#kernel)
      this.#updateTagged(bufIndex, memory)
      return { memory, bufIndex }
    } catch (error) {
      this.#freeIndexes.push(bufIndex)
      throw error
    }
  }

  /** The memory is kept reachable until the kernel has let go of it, which the tag tells. */
  #updateTagged(index: number, memory: Memory): void {
    const tag = this.#tags.add(() => this.#forget(index, memory))
    try {
      this.#update(index, memory, tag)
    } catch (error) {
      this.#tags.drop(tag)
      throw error
    }
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
      throw codedError('ERR_URING_POOLS', `A ring registers ${REGISTERED_MAX} slabs at most`)
    }
    this.#leaving.delete(index)
    return index
  }

  #makeTable(): void {
    const table = new RsrcRegister()
    table.nr = REGISTERED_MAX
    table.flags = RsrcRegisterFlags.SPARSE
    mustRegister(RegisterOp.REGISTER_BUFFERS2, registerBuffers2(this.#registrar, table))
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
    const answer = registerBuffersUpdate(this.#registrar, update)
    mustRegister(RegisterOp.REGISTER_BUFFERS_UPDATE, answer)
  }

  /** The ring ends, and with it what the kernel knows of its pools. */
  end(): void {
    for (const pool of this.#open) pool.end()
    this.#open.clear()
    if (this.#host.watch !== null) this.#host.watch.ended = true
  }
}

/** A kernel that does not know the flag has no other word for that than EINVAL. */
function explained(error: unknown): unknown {
  if (!(error instanceof UringError) || error.errno !== -Errno.EINVAL) return error
  const { release } = thisSystem
  return new UringError(Errno.EINVAL, 'io_uring_register', {
    code: 'ERR_URING_UNSUPPORTED',
    op: 'REGISTER_PBUF_RING',
    reason: 'kernel',
    explanation: `incremental pools need Linux ${INCREMENTAL_SINCE}, this is ${release}`,
    remedy: 'Make the pool without `incremental`, of more buffers that are smaller.',
    cause: error,
  })
}
