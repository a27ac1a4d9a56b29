import { Op, SetupFlags, SqRingFlags, SqeFlags } from '../../generated/constants.ts'
import { sqWords, type SqWords } from '../../generated/rings.ts'
import { type Params, Sqe } from '../../generated/structs.ts'
import { loadAcquire, storeRelease } from '../memory.ts'

const SQE_WORDS = Sqe.SIZE / 4

/**
 * The submission queue. {@link SubmissionQueue.next} hands out slots in order; nothing is seen by
 * the kernel before {@link SubmissionQueue.publish}. Indices run freely over 32 bits and are masked
 * on use, as the kernel does it.
 */
export class SubmissionQueue {
  #entries = 0
  #words!: Int32Array
  #at!: SqWords
  #slots: readonly Sqe[] = []
  #mask = 0
  readonly #array: boolean
  readonly #polled: boolean
  readonly #mixed: boolean
  readonly #wide: boolean
  readonly #rewind: boolean
  /** Neither polled nor rewound: the kernel is told of the tail, and looks when it is entered. */
  readonly #plain: boolean
  #tailAt = 0
  #tail: number
  /** Up to here slots are free at least: the kernel only makes it more. */
  #end = 0

  /** @internal `ring` is the mapping of the ring, `sqes` the array of submissions. */
  constructor(params: Params, ring: ArrayBuffer, sqes: ArrayBuffer) {
    this.#polled = (params.flags & SetupFlags.SQPOLL) !== 0
    this.#mixed = (params.flags & SetupFlags.SQE_MIXED) !== 0
    this.#wide = (params.flags & SetupFlags.SQE128) !== 0
    this.#rewind = (params.flags & SetupFlags.SQ_REWIND) !== 0
    this.#plain = !this.#polled && !this.#rewind
    this.#array = (params.flags & SetupFlags.NO_SQARRAY) === 0
    this.#lie(params, ring, sqes)
    this.#tail = this.#words[this.#at.tail]
    this.#end = this.#tail
  }

  /** Where the queue lies from now on. */
  #lie(params: Params, ring: ArrayBuffer, sqes: ArrayBuffer): void {
    this.#entries = params.sqEntries
    this.#words = new Int32Array(ring)
    this.#at = sqWords(params)
    this.#tailAt = this.#at.tail
    this.#mask = params.sqEntries - 1
    this.#end = this.#tail
    this.#slots = Sqe.array(sqes, this.#wide ? Sqe.SIZE * 2 : Sqe.SIZE)
    // The array maps ring positions to slots; ours never differ, so it is written once.
    if (!this.#array) return
    for (let i = 0; i < params.sqEntries; i++) this.#words[this.#at.array + i] = i
  }

  /**
   * @internal After a resize: goes on in other memory, where the kernel has copied what was
   * published. It knows of nothing that waits on a ring with SQ_REWIND, which is copied here.
   */
  move(params: Params, ring: ArrayBuffer, sqes: ArrayBuffer): void {
    const [old] = this.#slots
    this.#lie(params, ring, sqes)
    if (!this.#rewind || old === undefined) return
    const words = this.#tail * (this.#wide ? SQE_WORDS * 2 : SQE_WORDS)
    new Int32Array(sqes).set(old.words.subarray(0, words))
  }

  /** How many submissions it holds. */
  get entries(): number {
    return this.#entries
  }

  /** Slots that are free. */
  get space(): number {
    return this.#entries - this.#used()
  }

  /** Submissions that the kernel has not consumed, published or not. */
  get ready(): number {
    return this.#used()
  }

  #used(): number {
    if (this.#rewind) return this.#tail
    // Without a polling thread the head only moves inside our own enter: a plain load will do.
    const { head } = this.#at
    const consumed = this.#polled ? loadAcquire(this.#words, head) : this.#words[head]
    return (this.#tail - consumed) | 0
  }

  /**
   * The next free slot, or `null` when the queue is full: submit, then ask again. Twin of
   * io_uring_get_sqe(3).
   */
  next(): Sqe | null {
    const tail = this.#tail
    if (tail === this.#end && !this.#look()) return null
    this.#tail = (tail + 1) | 0
    return this.#slots[tail & this.#mask]
  }

  /** Looks how many slots are free. @returns Whether one is. */
  #look(): boolean {
    const { space } = this
    this.#end = (this.#tail + space) | 0
    return space > 0
  }

  /**
   * The next slot of 128 bytes, on rings made with SQE128 or SQE_MIXED; its second half is zero. On
   * a mixed ring it takes two slots, and a filler before them if they would not lie side by side; a
   * ring that has used such a filler refuses `IO_DRAIN` from then on. Twin of
   * io_uring_get_sqe128(3).
   */
  next128(): Sqe | null {
    const slot = this.#wide ? this.next() : this.#pair()
    // `prep` clears what an ordinary submission has; what an older one left behind it would be
    // sent.
    slot?.words.fill(0, slot.at + SQE_WORDS, slot.at + SQE_WORDS * 2)
    return slot
  }

  #pair(): Sqe | null {
    if (!this.#mixed) return null
    const last = (this.#tail & this.#mask) === this.#mask
    if (this.#used() + (last ? 3 : 2) > this.#entries) return null
    if (last) this.#filler()
    const slot = this.#slots[this.#tail & this.#mask]
    this.#tail = (this.#tail + 2) | 0
    this.#end = this.#tail
    return slot
  }

  #filler(): void {
    const slot = this.next()
    if (slot === null) throw new Error('next128 has counted the filler in')
    slot.reset(Op.NOP, -1)
    slot.flags = SqeFlags.CQE_SKIP_SUCCESS
  }

  /** Whether `count` slots are free: a chain of linked operations must not be split. */
  reserve(count: number): boolean {
    return this.space >= count
  }

  /**
   * Makes all filled slots visible to the kernel, and says how many it has not consumed. With a
   * polling thread this alone submits.
   */
  publish(): number {
    this.show()
    return this.#used()
  }

  /** @internal Publishes, for whoever knows that there is something. */
  show(): void {
    // Without a polling thread the kernel looks only inside our own enter.
    if (this.#plain) this.#words[this.#tailAt] = this.#tail
    else this.#showToThread()
  }

  #showToThread(): void {
    if (this.#polled) storeRelease(this.#words, this.#tailAt, this.#tail)
  }

  /** Whether the polling thread sleeps and must be woken by an enter with SQ_WAKEUP. */
  get needsWakeup(): boolean {
    // The store of the tail and this load must not change places; sequential consistency forbids
    // it.
    return (this.flags & SqRingFlags.NEED_WAKEUP) !== 0
  }

  /** `SqRingFlags` that the kernel has set. */
  get flags(): number {
    return loadAcquire(this.#words, this.#at.flags)
  }

  /** Submissions that the kernel refused to read, because the index array was wrong. */
  get dropped(): number {
    return this.#words[this.#at.dropped] >>> 0
  }

  /** @internal After an enter of a ring made with SQ_REWIND: what is left moves to the front. */
  rewind(submitted: number): void {
    if (!this.#rewind || submitted === 0) return
    const left = this.#tail - submitted
    const first = this.#slots[0]
    const from = this.#slots[submitted]
    if (left > 0 && first !== undefined && from !== undefined) {
      const stride = (this.#slots[1]?.at ?? first.at) - first.at
      first.words.copyWithin(first.at, from.at, from.at + left * stride)
    }
    this.#tail = left
  }
}
