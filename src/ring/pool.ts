import { codedError, rangeError } from '../errors.ts'
import type { BufferRing } from '../raw/buffer-ring.ts'
import type { Memory } from '../raw/allocate.ts'
import { type Borrower, type Lender, type PeerAddress, PoolLease } from './lease.ts'
import type { BufferPool, Lease, PoolOptions } from './types.ts'

export const POOL_DEFAULTS = { count: 256, size: 4096 } as const
const COUNT_LIMIT = 32_768
const SIZE_LIMIT = 1 << 30

/** Pool options with every blank filled in. */
export interface PoolShape {
  readonly count: number
  readonly size: number
  readonly countMax: number
}

/** Checks pool options; counts become powers of two, which the kernel wants. */
export function poolShape(options: PoolOptions, name = 'options'): PoolShape {
  const count = whole(options.count ?? POOL_DEFAULTS.count, `${name}.count`, COUNT_LIMIT)
  const size = whole(options.size ?? POOL_DEFAULTS.size, `${name}.size`, SIZE_LIMIT)
  const rounded = 2 ** Math.ceil(Math.log2(count))
  const ceiling = options.countMax ?? Math.min(rounded * 4, COUNT_LIMIT)
  const countMax = 2 ** Math.ceil(Math.log2(whole(ceiling, `${name}.countMax`, COUNT_LIMIT)))
  return { count: rounded, size, countMax: Math.max(rounded, countMax) }
}

function whole(value: number, name: string, limit: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= limit) return value
  throw rangeError(name, `an integer >= 1 and <= ${limit}`, value)
}

/** A stream that waits for a buffer. */
export interface Thirsty {
  bufferFreed(): void
}

/**
 * Buffers that the kernel picks from when data is there. Ids beyond the first `count` are added when
 * few are left, up to `countMax`: their memory is reserved from the start and touched only then.
 */
export class ProvidedPool implements BufferPool, Lender {
  readonly group: number
  readonly buffer: ArrayBuffer
  readonly #ring: BufferRing
  readonly #step: number
  readonly #waiting: Thirsty[] = []
  #total = 0
  #leased = 0
  #dry = 0
  #closed = false
  readonly #onClose: (pool: ProvidedPool) => void

  /** @internal `ring` has room for `shape.countMax` buffers and is empty. */
  constructor(ring: BufferRing, shape: PoolShape, onClose: (pool: ProvidedPool) => void) {
    this.group = ring.group
    this.buffer = ring.memory.bytes.buffer
    this.#ring = ring
    this.#step = shape.count
    this.#onClose = onClose
    this.#grow()
  }

  #grow(): void {
    const end = Math.min(this.#total + this.#step, this.#ring.count)
    for (let id = this.#total; id < end; id++) this.#ring.add(id)
    this.#total = end
    this.#ring.publish()
  }

  get free(): number {
    return this.#total - this.#leased
  }

  get leased(): number {
    return this.#leased
  }

  get dry(): number {
    return this.#dry
  }

  take(): Lease | null {
    throw codedError(
      'ERR_URING_POOL_KIND',
      "The kernel picks the buffers of a provided pool; take() is for pools of kind 'registered'",
    )
  }

  /** @internal What the kernel picked, as a lease for a stream. */
  lend(id: number, length: number, borrower: Borrower): PoolLease {
    this.#picked()
    const { size } = this.#ring
    const place = { at: id * size, address: this.#ring.address(id), capacity: size }
    return new PoolLease(this, borrower, id, place, length)
  }

  /** @internal The same for a datagram, whose payload lies behind a header. */
  lendDatagram(
    id: number,
    offset: number,
    length: number,
    borrower: Borrower,
    datagram: { readonly peer: PeerAddress | undefined; readonly truncated: boolean },
  ): PoolLease {
    this.#picked()
    const { size } = this.#ring
    const place = {
      at: id * size + offset,
      address: this.#ring.address(id) + offset,
      capacity: size - offset,
    }
    return new PoolLease(this, borrower, id, place, length, datagram)
  }

  /** @internal A buffer as the kernel left it. */
  view(id: number): Uint8Array {
    return this.#ring.view(id)
  }

  /** @internal What the kernel picked and nobody wants. */
  discard(id: number): void {
    this.#ring.add(id)
    this.#ring.publish()
  }

  #picked(): void {
    this.#leased++
    if (this.free * 4 < this.#total && this.#total < this.#ring.count) this.#grow()
  }

  giveBack(lease: PoolLease): void {
    this.#leased--
    if (this.#closed) return
    this.#ring.add(lease.id)
    this.#ring.publish()
    // In order, one for each buffer: whoever has waited longest goes first.
    this.#waiting.shift()?.bufferFreed()
  }

  /** @internal The kernel found no buffer for this stream: it is told when one is free. */
  wait(stream: Thirsty): void {
    this.#dry++
    if (this.#total < this.#ring.count) this.#grow()
    if (this.free > 0) stream.bufferFreed()
    else this.#waiting.push(stream)
  }

  /** @internal */
  forget(stream: Thirsty): void {
    const index = this.#waiting.indexOf(stream)
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  /** @internal Without the ring's leave: when the ring itself ends. */
  end(): void {
    if (this.#closed) return
    this.#closed = true
    this.#ring.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end()
    this.#onClose(this)
    return Promise.resolve()
  }
}

/** Buffers that are registered for the fixed operations: one slab, one index, a free list of places. */
export class RegisteredPool implements BufferPool, Lender {
  readonly group = -1
  readonly buffer: ArrayBuffer
  readonly dry = 0
  readonly #memory: Memory
  readonly #size: number
  readonly #bufIndex: number
  readonly #free: number[]
  readonly #count: number
  #closed = false
  readonly #onClose: (pool: RegisteredPool) => void

  /** @internal `memory` is registered as buffer `bufIndex`. */
  constructor(
    memory: Memory,
    shape: PoolShape,
    bufIndex: number,
    onClose: (pool: RegisteredPool) => void,
  ) {
    this.#memory = memory
    this.buffer = memory.bytes.buffer
    this.#size = shape.size
    this.#count = shape.count
    this.#bufIndex = bufIndex
    this.#free = Array.from({ length: shape.count }, (_, i) => shape.count - 1 - i)
    this.#onClose = onClose
  }

  /** @internal */
  get bufIndex(): number {
    return this.#bufIndex
  }

  get free(): number {
    return this.#closed ? 0 : this.#free.length
  }

  get leased(): number {
    return this.#count - this.#free.length
  }

  take(): Lease | null {
    if (this.#closed) throw codedError('ERR_URING_POOL_CLOSED', 'The pool is closed')
    const id = this.#free.pop()
    if (id === undefined) return null
    const at = id * this.#size
    const place = { at, address: this.#memory.address + at, capacity: this.#size }
    return new PoolLease(this, null, id, place, this.#size, undefined, this.#bufIndex)
  }

  giveBack(lease: PoolLease): void {
    this.#free.push(lease.id)
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#onClose(this)
    }
    return Promise.resolve()
  }
}
