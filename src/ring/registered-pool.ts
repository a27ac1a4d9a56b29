import { codedError } from '../errors.ts'
import type { Memory } from '../raw/allocate.ts'
import type { LeaseWatch } from './leaks.ts'
import { type Lender, PoolLease } from './lease.ts'
import { type PoolShape, SIZE_LIMIT } from './pool-shape.ts'
import type { BufferPool, Lease } from './types.ts'

/** What a pool of registered buffers needs of its ring. */
export interface RegisteredHost {
  /** Watches leases, if the ring is made to debug. */
  readonly watch: LeaseWatch | null
  /** Maps so many bytes and registers them; throws if that cannot be had. */
  register(bytes: number): { readonly memory: Memory; readonly bufIndex: number }
  /** Takes what was registered under an index away from the kernel. */
  unregister(bufIndex: number): void
  closed(pool: RegisteredPool): void
}

/** Memory that is registered in one piece: buffers of one size, and which of them are free. */
export class Slab implements Lender {
  readonly pool: RegisteredPool
  readonly buffer: ArrayBuffer
  readonly address: number
  readonly bufIndex: number
  readonly count: number
  readonly #size: number
  readonly #watch: LeaseWatch | null
  readonly #free: number[]

  constructor(pool: RegisteredPool, host: RegisteredHost, count: number, size: number) {
    const { memory, bufIndex } = host.register(count * size)
    this.pool = pool
    this.buffer = memory.bytes.buffer
    this.address = memory.address
    this.bufIndex = bufIndex
    this.count = count
    this.#size = size
    this.#watch = host.watch
    this.#free = Array.from({ length: count }, (_, i) => count - 1 - i)
  }

  get free(): number {
    return this.#free.length
  }

  take(): PoolLease | null {
    const id = this.#free.pop()
    if (id === undefined) return null
    const size = this.#size
    return new PoolLease(this, null, id, id * size, size, size, undefined, this.bufIndex)
  }

  giveBack(lease: PoolLease): void {
    if (this.#watch !== null) this.#watch.returned(lease)
    this.#free.push(lease.id)
  }
}

/**
 * Buffers that are registered for the fixed operations, taken from a free list. When all are taken,
 * and the pool may grow, as many again are mapped and registered.
 */
export class RegisteredPool implements BufferPool {
  readonly group = -1
  readonly #host: RegisteredHost
  readonly #size: number
  readonly #slabs: Slab[] = []
  #countMax: number
  #dry = 0
  #closed = false

  /** @internal */
  constructor(shape: PoolShape, host: RegisteredHost) {
    this.#host = host
    this.#size = shape.size
    this.#countMax = shape.countMax
    try {
      while (this.#total < shape.count) this.#add(shape.count - this.#total)
    } catch (error) {
      this.#unregister()
      throw error
    }
  }

  get #total(): number {
    return this.#slabs.reduce((sum, { count }) => sum + count, 0)
  }

  get #untaken(): number {
    return this.#slabs.reduce((sum, { free }) => sum + free, 0)
  }

  get free(): number {
    return this.#closed ? 0 : this.#untaken
  }

  get leased(): number {
    return this.#total - this.#untaken
  }

  get dry(): number {
    return this.#dry
  }

  take(): Lease | null {
    if (this.#closed) throw codedError('ERR_URING_POOL_CLOSED', 'The pool is closed')
    const lease = this.#find() ?? (this.#grow() ? this.#find() : null)
    if (lease === null) this.#dry++
    else this.#host.watch?.handedOut(lease, this.take)
    return lease
  }

  #find(): PoolLease | null {
    for (const slab of this.#slabs) {
      const lease = slab.take()
      if (lease !== null) return lease
    }
    return null
  }

  /** As many again; no more than the kernel registers in one piece. */
  #grow(): boolean {
    const total = this.#total
    if (total >= this.#countMax) return false
    try {
      this.#add(Math.min(total, this.#countMax - total))
      return true
    } catch (error) {
      // What is there goes on working, so that this is no reason to fail; but it is no secret.
      this.#countMax = total
      process.emitWarning(`A pool stays at ${total} buffers: ${String(error)}`, {
        type: 'UringWarning',
        code: 'ERR_URING_POOL_LIMIT',
      })
      return false
    }
  }

  #add(count: number): void {
    const most = Math.floor(SIZE_LIMIT / this.#size)
    this.#slabs.push(new Slab(this, this.#host, Math.min(count, most), this.#size))
  }

  #unregister(): void {
    for (const { bufIndex } of this.#slabs) this.#host.unregister(bufIndex)
  }

  /** @internal The ring itself ends, and its table of registered buffers with it. */
  end(): void {
    this.#closed = true
  }

  /** What is in flight keeps the kernel's hold on the memory until it is over. */
  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#unregister()
      this.#host.closed(this)
    }
    return Promise.resolve()
  }
}
