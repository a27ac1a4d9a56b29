import { codedError, rangeError } from '../errors.ts'
import { decodeAddress } from './socket-address.ts'
import type { Lease, Pinned, SocketAddress } from './types.ts'

/** Who lends buffers out, and is told when one comes back. */
export interface Lender {
  readonly buffer: ArrayBuffer
  giveBack(lease: PoolLease): void
}

/** Whoever counts the leases that were made for it. */
export interface Borrower {
  leaseReleased(): void
}

/** A peer's address inside a received buffer: decoded when somebody looks, sent to without a copy. */
export class PeerAddress {
  readonly #bytes: Uint8Array
  #decoded: SocketAddress | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The bytes that the kernel wrote. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  #fields(): { address: string; port: number; family?: 'ipv4' | 'ipv6' | undefined } {
    this.#decoded ??= decodeAddress(this.#bytes)
    const fields = this.#decoded
    return fields !== undefined && 'address' in fields ? fields : { address: '', port: 0 }
  }

  get address(): string {
    return this.#fields().address
  }

  get port(): number {
    return this.#fields().port
  }

  get family(): 'ipv4' | 'ipv6' | undefined {
    return this.#fields().family
  }
}

/** One buffer of a pool, lent out. It is memory for an operation too: address and length are its own. */
export class PoolLease implements Lease, Pinned {
  /** @internal */
  readonly id: number
  /** @internal The index of the registered buffer that it lies in. */
  readonly bufIndex: number
  readonly truncated: boolean
  readonly #lender: Lender
  readonly #borrower: Borrower | null
  readonly #peer: PeerAddress | undefined
  readonly #at: number
  readonly #address: number
  readonly #capacity: number
  #length: number
  #released = false

  /** @internal `at` is where it begins in the lender's memory. */
  constructor(
    lender: Lender,
    borrower: Borrower | null,
    id: number,
    place: { readonly at: number; readonly address: number; readonly capacity: number },
    length: number,
    datagram?: { readonly peer: PeerAddress | undefined; readonly truncated: boolean },
    bufIndex = -1,
  ) {
    this.#lender = lender
    this.#borrower = borrower
    this.id = id
    this.#at = place.at
    this.#address = place.address
    this.#capacity = place.capacity
    this.#length = length
    this.#peer = datagram?.peer
    this.truncated = datagram?.truncated ?? false
    this.bufIndex = bufIndex
  }

  #check(): void {
    if (this.#released) {
      throw codedError(
        'ERR_URING_LEASE_RELEASED',
        'The lease was released: its buffer is not yours',
      )
    }
  }

  /** @internal */
  get address(): number {
    this.#check()
    return this.#address
  }

  get bytes(): Uint8Array {
    this.#check()
    return new Uint8Array(this.#lender.buffer, this.#at, this.#length)
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
    this.#lender.giveBack(this)
    this.#borrower?.leaseReleased()
  }

  /** @internal The kernel has it now; whoever sent it must not touch it any more. */
  give(): void {
    this.#check()
    this.#released = true
  }

  /** @internal The kernel is done with what {@link PoolLease.give} gave away. */
  taken(): void {
    this.#lender.giveBack(this)
    this.#borrower?.leaseReleased()
  }

  [Symbol.dispose](): void {
    this.release()
  }
}
