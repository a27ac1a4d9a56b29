import { codedError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { BufferRing } from '../raw/buffer-ring.ts'
import type { Closable } from './fd.ts'
import type { LeaseWatch } from './leaks.ts'
import { type Borrower, type Lender, PoolLease } from './lease.ts'
import type { PeerAddress } from './peers.ts'
import type { PoolShape } from './pool-shape.ts'
import type { BufferPool, Lease } from './types.ts'

/** What a pool needs of its ring. */
export interface PoolHost {
  /** Watches leases, if the ring is made to debug. */
  readonly watch: LeaseWatch | null
  readonly closed: (pool: ProvidedPool) => void
}

/** What a buffer holds that a datagram is too long for. */
const CUT_OFF = { peer: undefined, truncated: true } as const

/** A stream that waits for a buffer. */
export interface Thirsty {
  /** Whether no lease of its items is out: nothing of its own will come back and wake it. */
  readonly isEmptyHanded: boolean
  /** It is its turn; `false` when it does not need it any more. */
  bufferFreed(): boolean
}

/** A stream that receives into a pool. */
export interface Member extends Closable, Thirsty {
  /** Gives up the buffer of something that its consumer has not taken yet, not the bytes. */
  unload(): boolean
}

/**
 * Buffers that the kernel picks from when data is there. Ids beyond the first `count` are added
 * when few are left, up to `countMax`: their memory is reserved from the start and touched only
 * then.
 *
 * An eighth of them is kept back from the kernel, and given to it one by one, for streams that have
 * none: a burst takes all that it finds, before any stream can be stopped. When that is used up,
 * streams whose consumers are behind move what is queued to memory of its own: so that at worst a
 * consumer that is stuck holds the one buffer that it works on.
 *
 * While streams that have none wait, whatever comes back is kept for them as well. Published at
 * once it would go to streams that are armed, which are served before the others have their turn.
 */
export class ProvidedPool implements BufferPool, Lender {
  readonly group: number
  readonly buffer: ArrayBuffer
  /** @internal */
  readonly address: number
  readonly #kernel: Kernel
  readonly #ring: BufferRing
  readonly #step: number
  readonly #reserve: number
  /** Ids that are kept back: the reserve, and what came back for streams that wait. */
  readonly #spare: number[] = []
  /** Streams that found no buffer, in order. */
  readonly #waiting = new Set<Thirsty>()
  /** Those of them that have none at all, which go first. */
  readonly #hungry = new Set<Thirsty>()
  /** Streams that receive into it, armed or not. */
  readonly #streams = new Set<Member>()
  #waking: NodeJS.Immediate | null = null
  #total = 0
  #leased = 0
  #dry = 0
  #closing: Promise<void> | null = null
  #ended = false
  #quiet: (() => void) | null = null
  readonly #watch: LeaseWatch | null
  readonly #onClose: (pool: ProvidedPool) => void

  /** @internal `ring` has room for `shape.countMax` buffers and is empty. */
  constructor(kernel: Kernel, ring: BufferRing, shape: PoolShape, host: PoolHost) {
    this.#kernel = kernel
    this.group = ring.group
    this.buffer = ring.memory.bytes.buffer
    this.address = ring.memory.address
    this.#ring = ring
    this.#step = shape.count
    this.#reserve = Math.min(ring.count - 1, Math.max(1, ring.count >> 3))
    this.#watch = host.watch
    this.#onClose = host.closed
    this.#grow()
  }

  #grow(): void {
    const end = Math.min(this.#total + this.#step, this.#ring.count)
    const spareFrom = this.#ring.count - this.#reserve
    for (let id = this.#total; id < end; id++) {
      if (id < spareFrom) this.#ring.add(id)
      else this.#spare.push(id)
    }
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

  /**
   * @internal Leases that one stream may have out: an eighth of what is free, and at least one. So
   * however many are stuck, some is left for others.
   */
  get share(): number {
    return Math.max(1, this.free >> 3)
  }

  take(): Lease | null {
    throw codedError(
      'ERR_URING_POOL_KIND',
      "The kernel picks the buffers of a provided pool; take() is for pools of kind 'registered'",
    )
  }

  /** @internal What the kernel picked, as a lease for a stream. */
  lend(id: number, length: number, borrower: Borrower): PoolLease {
    this.picked()
    const { size } = this.#ring
    if (length <= size) return new PoolLease(this, borrower, id, id * size, size, length)
    // With MSG_TRUNC a datagram has the length that it was sent with, wherever its rest has gone.
    return new PoolLease(this, borrower, id, id * size, size, size, CUT_OFF)
  }

  /** @internal The same for a datagram, whose payload lies behind a header. */
  lendDatagram(
    id: number,
    offset: number,
    length: number,
    borrower: Borrower,
    datagram: { readonly peer: PeerAddress | undefined; readonly truncated: boolean },
  ): PoolLease {
    this.picked()
    const { size } = this.#ring
    const at = id * size + offset
    return new PoolLease(this, borrower, id, at, size - offset, length, datagram)
  }

  /** @internal Where a buffer begins in the memory of all. */
  startOf(id: number): number {
    return id * this.#ring.size
  }

  /** @internal How many buffers it can grow to. */
  get countMax(): number {
    return this.#ring.count
  }

  /** @internal What the kernel picked and nobody wants. */
  discard(id: number): void {
    this.#ring.add(id)
    this.#ring.publish()
  }

  /** The kernel has one buffer less. */
  protected picked(): void {
    this.#leased++
    if (this.free * 4 < this.#total && this.#total < this.#ring.count) this.#grow()
  }

  giveBack(lease: PoolLease): void {
    if (this.#watch !== null) this.#watch.returned(lease)
    this.returned(lease.id)
  }

  /** A buffer is nobody's any more: the kernel gets it, now or when a stream has none. */
  protected returned(id: number): void {
    this.#leased--
    if (this.#ended) return
    if (this.#spare.length < this.#keptBack || this.#hungry.size > 0) {
      this.#spare.push(id)
    } else {
      this.#ring.add(id)
      this.#ring.publish()
    }
    if (this.#waiting.size + this.#hungry.size > 0) this.#wakeLater()
  }

  /** @internal The kernel found no buffer for this stream: it is told when it may try again. */
  wait(stream: Thirsty): void {
    this.#dry++
    if (this.#total < this.#ring.count) this.#grow()
    this.line(stream)
  }

  /** @internal Puts a stream at the end of its line; again when the last of its leases is back. */
  line(stream: Thirsty): void {
    this.#waiting.delete(stream)
    if (stream.isEmptyHanded) this.#hungry.add(stream)
    else this.#waiting.add(stream)
    this.#wakeLater()
  }

  /** How many are kept back while nobody waits: none until all are there. */
  get #keptBack(): number {
    return this.#total === this.#ring.count ? this.#reserve : 0
  }

  /** What the kernel may pick, as far as its completions have been read. */
  get #published(): number {
    return this.free - this.#spare.length
  }

  #canWake(): boolean {
    return this.#hungry.size > 0 || (this.#published > 0 && this.#waiting.size > 0)
  }

  /** Not at once: the completions that have used what looks free may wait to be read. */
  #wakeLater(): void {
    if (this.#waking !== null || !this.#canWake()) return
    this.#waking = setImmediate(() => {
      this.#waking = null
      if (!this.#ended) this.#wake()
    })
  }

  /**
   * In order, one for each buffer. One that has no data to receive leaves its buffer for others, so
   * this goes on, turn by turn, as long as there are both.
   */
  #wake(): void {
    let buffers = this.#published
    for (const stream of this.#hungry) {
      // Its own first: the completions that have used what looks free may wait to be read.
      if (this.#publishSpare()) buffers++
      else if (buffers === 0 && !this.#reclaim()) break
      this.#hungry.delete(stream)
      if (stream.bufferFreed()) buffers = Math.max(0, buffers - 1)
    }
    if (this.#hungry.size === 0) this.#publishSurplus()
    for (const stream of this.#waiting) {
      if (buffers === 0) break
      this.#waiting.delete(stream)
      if (stream.bufferFreed()) buffers--
    }
    // Else nothing is to be had before a lease comes back, and that calls again.
    if (this.#published + this.#spare.length > 0) this.#wakeLater()
  }

  /** Takes a buffer from a stream whose consumer is behind, if the kernel has used all it had. */
  #reclaim(): boolean {
    if (this.#published > 0) return false
    for (const stream of this.#streams) {
      // One is enough, unless several leases share a buffer.
      while (stream.unload()) if (this.#publishSpare()) return true
    }
    return false
  }

  /** @internal A lease that nobody has yet, in memory of its own; `null` if it is there already. */
  move(lease: PoolLease): PoolLease | null {
    return lease.lender === this ? lease.moved(this.#kernel, this.#watch) : null
  }

  #publishSpare(): boolean {
    const id = this.#spare.pop()
    if (id === undefined) return false
    this.#ring.add(id)
    this.#ring.publish()
    return true
  }

  /** Nobody waits for it any more: anybody may have it. */
  #publishSurplus(): void {
    while (this.#spare.length > this.#keptBack) this.#publishSpare()
  }

  /** @internal */
  joined(stream: Member): void {
    this.#streams.add(stream)
  }

  /** @internal */
  left(stream: Member): void {
    this.#streams.delete(stream)
    this.#waiting.delete(stream)
    this.#hungry.delete(stream)
    if (this.#hungry.size === 0 && !this.#ended) this.#publishSurplus()
    if (this.#streams.size === 0) this.#quiet?.()
  }

  /** @internal Whether it can be used. */
  get closed(): boolean {
    return this.#closing !== null || this.#ended
  }

  /** @internal The ring itself ends, and nothing of it is in flight. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#ring.close()
  }

  /** Ends the streams that receive into it. Leases stay good until they are released. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const quiet = new Promise<void>((resolve) => {
      this.#quiet = resolve
    })
    for (const stream of [...this.#streams]) stream.close()
    if (this.#streams.size > 0) await quiet
    this.end()
    this.#onClose(this)
  }
}
