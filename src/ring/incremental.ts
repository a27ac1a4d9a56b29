import type { Kernel } from '../kernel/kernel.ts'
import type { BufferOrder, OrderedBufferRing } from './buffer-order.ts'
import type { SplitPool } from './bundle.ts'
import type { LeaseWatch } from './leaks.ts'
import { type Borrower, PoolLease } from './lease.ts'
import { type PoolHost, ProvidedPool } from './pool.ts'
import type { PoolShape } from './pool-shape.ts'

/** Pieces that one stream may have out, however small they are. */
const PIECES_MAX = 256
/** How many pieces the average of their lengths looks back on. */
const AVERAGE_OVER = 16

/** What the pool learns about its buffers. */
export interface PieceOwner {
  /** The kernel will write into this buffer no more. */
  finished(id: number): void
  /** And nobody has a piece of it any more: the kernel may have it again. */
  returned(id: number): void
}

/**
 * Which part of which buffer a completion filled, and when a buffer can go back. The kernel fills
 * one buffer after the other in the order of the ring and says how many bytes, not where: they
 * begin where the ones before have ended, so completions must be told in their order.
 *
 * The kernel is done with a buffer when it is full, when a completion does not say that there is
 * more to come (`F_BUF_MORE`), or when it uses another one: it may leave a rest that is too small.
 */
export class Pieces {
  readonly #order: BufferOrder
  readonly #owner: PieceOwner
  readonly #size: number
  /** By buffer: bytes that are filled, pieces that are out, whether the kernel is done with it. */
  readonly #used: Uint32Array
  readonly #out: Uint32Array
  readonly #done: Uint8Array
  /** The buffer that must be next, if it is known. */
  #head = -1
  #cursor = -1
  #left = 0
  #isKept = false
  /** Buffers of which pieces are out while the kernel is filling them: one at most. */
  held = 0
  /** What {@link Pieces.next} has come to: the buffer, where the piece begins, and its bytes. */
  id = -1
  at = 0
  length = 0

  constructor(order: BufferOrder, owner: PieceOwner, count: number, size: number) {
    this.#order = order
    this.#owner = owner
    this.#size = size
    this.#used = new Uint32Array(count)
    this.#out = new Uint32Array(count)
    this.#done = new Uint8Array(count)
  }

  /** A completion: its first buffer, its bytes, whether the kernel keeps the last buffer. */
  begin(id: number, bytes: number, isKept: boolean): void {
    if (this.#head >= 0 && id !== this.#head) this.#passOver(this.#head, id)
    this.#head = id
    this.#cursor = id
    this.#left = bytes
    this.#isKept = isKept
  }

  /** The kernel has gone on to a later buffer without a word about these. */
  #passOver(from: number, to: number): void {
    for (let id = from; id !== to; id = this.#order.after(id)) if (id < 0) return
    for (let id = from; id !== to; ) {
      const next = this.#order.after(id)
      this.#finish(id)
      id = next
    }
  }

  /** Goes on to the next piece of the completion; `false` when there is none. */
  next(): boolean {
    if (this.#left === 0 || this.#cursor < 0) return false
    const id = this.#cursor
    this.id = id
    this.at = this.#used[id]
    this.length = Math.min(this.#left, this.#size - this.at)
    this.#left -= this.length
    this.#used[id] += this.length
    if (this.#out[id]++ === 0) this.held++
    const isFull = this.#used[id] === this.#size
    if (isFull) this.#cursor = this.#order.after(id)
    if (isFull || (this.#left === 0 && !this.#isKept)) this.#finish(id)
    return true
  }

  #finish(id: number): void {
    this.#done[id] = 1
    this.#head = this.#order.after(id)
    this.#owner.finished(id)
    if (this.#out[id] === 0) this.#return(id)
    else this.held--
  }

  /** A piece of that buffer is back. */
  released(id: number): void {
    if (--this.#out[id] > 0) return
    if (this.#done[id] === 1) this.#return(id)
    else this.held--
  }

  #return(id: number): void {
    this.#used[id] = 0
    this.#done[id] = 0
    this.#owner.returned(id)
  }
}

/**
 * A pool whose buffers are used piece by piece: small messages of many connections share one, and
 * it goes back when all of their leases are.
 */
export class IncrementalPool extends ProvidedPool implements SplitPool {
  readonly bundles: boolean
  readonly #pieces: Pieces
  readonly #size: number
  readonly #watch: LeaseWatch | null
  /** The average length of a piece. */
  #average = 0

  /** @internal */
  constructor(kernel: Kernel, ring: OrderedBufferRing, shape: PoolShape, host: PoolHost) {
    super(kernel, ring, shape, host)
    this.bundles = shape.bundle
    this.#size = ring.size
    this.#watch = host.watch
    const owner = { finished: () => this.picked(), returned: (id: number) => this.returned(id) }
    this.#pieces = new Pieces(ring, owner, ring.count, ring.size)
  }

  override get leased(): number {
    return super.leased + this.#pieces.held
  }

  /** As many pieces as lie in so many buffers, by their average. */
  override get share(): number {
    const share = super.share
    const inOne = Math.floor(this.#size / Math.max(1, this.#average))
    return Math.min(Math.max(share, PIECES_MAX), share * inOne)
  }

  /** @internal */
  received(id: number, bytes: number, isKept: boolean): void {
    this.#pieces.begin(id, bytes, isKept)
  }

  /** @internal */
  nextLease(borrower: Borrower): PoolLease | null {
    const pieces = this.#pieces
    if (!pieces.next()) return null
    const { id, at, length } = pieces
    this.#average += (length - this.#average) / (this.#average === 0 ? 1 : AVERAGE_OVER)
    return new PoolLease(this, borrower, id, id * this.#size + at, length, length)
  }

  /** @internal Without a byte in it the kernel has not used it, whatever it says. */
  override discard(): void {}

  override giveBack(lease: PoolLease): void {
    this.#watch?.returned(lease)
    this.#pieces.released(lease.id)
  }
}
