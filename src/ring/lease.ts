import { codedError, rangeError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { allocate } from '../raw/allocate.ts'
import type { LeaseWatch } from './leaks.ts'
import type { PeerAddress } from './peers.ts'
import type { Lease, Pinned, SocketAddress } from './types.ts'

/** Who lends buffers out, and is told when one comes back. */
export interface Lender {
  readonly buffer: ArrayBuffer
  /** Where the first byte of the buffer lies. */
  readonly address: number
  giveBack(lease: PoolLease): void
}

/** Whoever counts the leases that were made for it. */
export interface Borrower {
  leaseReleased(): void
}

/**
 * One buffer of a pool, lent out. It is memory for an operation too: address and length are its
 * own. Whatever its owner does, the buffer goes back only when no operation uses it any more.
 */
export class PoolLease implements Lease, Pinned {
  /** @internal */
  readonly id: number
  /** @internal The index of the registered buffer that it lies in, or -1. */
  readonly bufIndex: number
  readonly truncated: boolean
  /** @internal Whose buffer it is. */
  readonly lender: Lender
  readonly #borrower: Borrower | null
  readonly #peer: PeerAddress | undefined
  readonly #at: number
  readonly #capacity: number
  #length: number
  #released = false
  /** Operations that the kernel has it for. */
  #uses = 0

  /** @internal `at` is where it begins in the lender's memory. */
  constructor(
    lender: Lender,
    borrower: Borrower | null,
    id: number,
    at: number,
    capacity: number,
    length: number,
    datagram?: { readonly peer: PeerAddress | undefined; readonly truncated: boolean },
    bufIndex = -1,
  ) {
    this.lender = lender
    this.#borrower = borrower
    this.id = id
    this.#at = at
    this.#capacity = capacity
    this.#length = length
    this.#peer = datagram?.peer
    this.truncated = datagram?.truncated ?? false
    this.bufIndex = bufIndex
  }

  /** @internal Where it lies: added up when it is asked for, which costs less than to keep it. */
  get address(): number {
    return this.lender.address + this.#at
  }

  #check(): void {
    if (this.#released) {
      throw codedError(
        'ERR_URING_LEASE_RELEASED',
        'The lease was released: its buffer is not yours',
      )
    }
  }

  get bytes(): Uint8Array {
    this.#check()
    return new Uint8Array(this.lender.buffer, this.#at, this.#length)
  }

  get length(): number {
    this.#check()
    return this.#length
  }

  set length(length: number) {
    this.#check()
    if (!Number.isInteger(length) || length < 0 || length > this.#capacity) {
      throw rangeError('length', `>= 0 and <= ${this.#capacity}`, length)
    }
    this.#length = length
  }

  get from(): SocketAddress | undefined {
    return this.#peer
  }

  copy(): Uint8Array {
    const copy = this.bytes.slice()
    this.release()
    return copy
  }

  release(): void {
    if (this.#released) return
    this.#released = true
    if (this.#uses === 0) this.#giveBack()
  }

  #giveBack(): void {
    this.lender.giveBack(this)
    this.#borrower?.leaseReleased()
  }

  /**
   * @internal The same bytes in memory of their own, so that the pool has its buffer back. Only for
   * a lease that nobody has yet: its borrower goes on counting it, as the new one.
   */
  moved(kernel: Kernel, watch: LeaseWatch | null): PoolLease {
    const { bytes, address } = allocate(this.#capacity, {}, kernel)
    bytes.set(this.bytes)
    this.#released = true
    this.lender.giveBack(this)
    const datagram = { peer: this.#peer, truncated: this.truncated }
    const own = new OwnMemory(bytes.buffer, address, watch)
    return new PoolLease(own, this.#borrower, -1, 0, this.#capacity, this.#length, datagram)
  }

  /** @internal The same lease once more, to be released in place of this one and never besides. */
  twin(): PoolLease {
    const { lender, id, bufIndex } = this
    const [at, capacity] = [this.#at, this.#capacity]
    return new PoolLease(lender, this.#borrower, id, at, capacity, 0, undefined, bufIndex)
  }

  /** @internal Overwrites all of its memory. */
  fill(value: number): void {
    new Uint8Array(this.lender.buffer, this.#at, this.#capacity).fill(value)
  }

  /** @internal Throws if it was released, in its own words. */
  verify(): void {
    this.#check()
  }

  /** @internal It is sent: whoever had it must not touch it any more. */
  give(): void {
    this.#released = true
    this.#uses++
  }

  /** @internal It is filled, and stays with whoever has it. */
  use(): void {
    this.#uses++
  }

  /**
   * @internal The kernel is done with what {@link PoolLease.give} or {@link PoolLease.use} lent it.
   */
  taken(): void {
    if (--this.#uses === 0 && this.#released) this.#giveBack()
  }

  [Symbol.dispose](): void {
    this.release()
  }
}

/** The lender of a lease whose memory is its own: there is nowhere to give it back to. */
class OwnMemory implements Lender {
  readonly buffer: ArrayBuffer
  readonly address: number
  readonly #watch: LeaseWatch | null

  constructor(buffer: ArrayBuffer, address: number, watch: LeaseWatch | null) {
    this.buffer = buffer
    this.address = address
    this.#watch = watch
  }

  giveBack(lease: PoolLease): void {
    this.#watch?.returned(lease)
  }
}

/** A lease that an operation fills: it stays its owner's. */
export class UsedLease implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex: number
  readonly #lease: PoolLease

  constructor(lease: PoolLease) {
    lease.verify()
    this.#lease = lease
    this.address = lease.address
    this.length = lease.length
    this.bufIndex = lease.bufIndex
  }

  verify(): void {
    this.#lease.verify()
  }

  give(): void {
    this.#lease.use()
  }

  taken(): void {
    this.#lease.taken()
  }
}
