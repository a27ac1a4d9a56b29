import type { Kernel } from '../kernel/kernel.ts'
import type { BufferOrder, OrderedBufferRing } from './buffer-order.ts'
import type { Borrower, PoolLease } from './lease.ts'
import { type PoolHost, ProvidedPool } from './pool.ts'
import type { PoolShape } from './pool-shape.ts'

/** A pool of which one completion may give several leases. */
export interface SplitPool extends ProvidedPool {
  /** Whether receives ask for several buffers a completion. */
  readonly bundles: boolean
  /** A completion that used this buffer, and those behind it as far as it needs them. */
  received(id: number, bytes: number, isKept: boolean): void
  /** The next lease of what was received last, `null` when it has given all. */
  nextLease(borrower: Borrower): PoolLease | null
}

/** The buffers of one completion, in the order of the ring. */
export class Bundle {
  readonly #order: BufferOrder
  #next = -1
  #left = 0
  /** The buffer that {@link Bundle.next} has come to. */
  id = -1
  /** Bytes that lie in it. */
  length = 0

  constructor(order: BufferOrder) {
    this.#order = order
  }

  begin(id: number, bytes: number): void {
    this.#next = id
    this.#left = bytes
  }

  /** Goes on to the next buffer; `false` when there is none. */
  next(): boolean {
    if (this.#left === 0 || this.#next < 0) return false
    this.id = this.#next
    this.length = Math.min(this.#left, this.#order.room(this.id))
    this.#left -= this.length
    // Asked now: when the lease is dropped at once, the buffer has another place in the ring.
    this.#next = this.#order.after(this.id)
    return true
  }
}

/** A pool of which a receive may fill several buffers at a time, each whole but the last. */
export class BundlePool extends ProvidedPool implements SplitPool {
  readonly bundles = true
  readonly #bundle: Bundle

  /** @internal */
  constructor(kernel: Kernel, ring: OrderedBufferRing, shape: PoolShape, host: PoolHost) {
    super(kernel, ring, shape, host)
    this.#bundle = new Bundle(ring)
  }

  /** @internal */
  received(id: number, bytes: number): void {
    this.#bundle.begin(id, bytes)
  }

  /** @internal */
  nextLease(borrower: Borrower): PoolLease | null {
    const bundle = this.#bundle
    return bundle.next() ? this.lend(bundle.id, bundle.length, borrower) : null
  }
}
