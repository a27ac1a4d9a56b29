import { RsrcRegisterFlags } from '../../generated/constants.ts'
import {
  registerBuffers2,
  registerBuffersUpdate,
  type Registrar,
} from '../../generated/registers.ts'
import { Iovec, RsrcRegister, RsrcUpdate2 } from '../../generated/structs.ts'
import { codedError, typeError, UringError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { allocate, type Memory } from '../raw/allocate.ts'
import { BufferRing } from '../raw/buffer-ring.ts'
import { type PoolShape, poolShape, ProvidedPool, RegisteredPool } from './pool.ts'
import type { BufferPool, PoolOptions } from './types.ts'

/** Places in the ring's table of registered buffers: one a registered pool. */
const REGISTERED_MAX = 64
const GROUP_MAX = 0xffff

/** All pools of a ring: their group numbers, and their places in the table of registered buffers. */
export class Pools {
  readonly #kernel: Kernel
  readonly #registrar: Registrar
  readonly #ownOptions: PoolOptions
  readonly #open = new Set<ProvidedPool>()
  readonly #freeIndexes: number[] = []
  #own: ProvidedPool | null = null
  #nextGroup = 0
  #hasTable = false

  constructor(kernel: Kernel, registrar: Registrar, ownOptions: PoolOptions) {
    this.#kernel = kernel
    this.#registrar = registrar
    this.#ownOptions = ownOptions
    poolShape(ownOptions, 'options.pool')
  }

  get hasOwn(): boolean {
    return this.#own !== null
  }

  /** The pool of the ring itself, made when it is first asked for. */
  get own(): ProvidedPool {
    this.#own ??= this.#provided(poolShape(this.#ownOptions, 'options.pool'))
    return this.#own
  }

  create(options: PoolOptions): BufferPool {
    const shape = poolShape(options)
    const { kind = 'provided' } = options
    if (kind === 'provided') return this.#provided(shape)
    if (kind === 'registered') return this.#registered(shape)
    throw typeError('options.kind', "'provided' or 'registered'", kind)
  }

  #provided(shape: PoolShape): ProvidedPool {
    const group = this.#nextGroup
    if (group > GROUP_MAX) throw codedError('ERR_URING_POOLS', 'A ring has 65,536 pools at most')
    const { countMax: count, size } = shape
    const ring = new BufferRing(this.#kernel, this.#registrar, { group, count, size, empty: true })
    this.#nextGroup++
    const pool = new ProvidedPool(ring, shape, (closed) => this.#open.delete(closed))
    this.#open.add(pool)
    return pool
  }

  #registered(shape: PoolShape): RegisteredPool {
    const index = this.#takeIndex()
    const memory = allocate(shape.count * shape.size, {}, this.#kernel)
    try {
      this.#update(index, memory)
    } catch (error) {
      this.#freeIndexes.push(index)
      throw error
    }
    return new RegisteredPool(memory, shape, index, (pool) => {
      this.#update(pool.bufIndex, null)
      this.#freeIndexes.push(pool.bufIndex)
    })
  }

  #takeIndex(): number {
    if (!this.#hasTable) this.#makeTable()
    const index = this.#freeIndexes.pop()
    if (index === undefined) {
      throw codedError('ERR_URING_POOLS', `A ring has ${REGISTERED_MAX} registered pools at most`)
    }
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
  #update(index: number, memory: Memory | null): void {
    const buffer = new ArrayBuffer(Iovec.SIZE)
    const iovec = new Iovec(buffer)
    iovec.iovBase = memory?.address ?? 0
    iovec.iovLen = memory?.bytes.length ?? 0
    const update = new RsrcUpdate2()
    update.offset = index
    update.data = this.#kernel.addressOf(buffer)
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
