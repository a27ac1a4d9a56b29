import { CqeFlags, CqRingFlags, SetupFlags } from '../../generated/constants.ts'
import {
  CQE_BIG_CQE_LOW,
  CQE_FLAGS,
  CQE_RES,
  CQE_SIZE,
  CQE_USER_DATA_HIGH,
  CQE_USER_DATA_LOW,
  cqWords,
  type CqWords,
} from '../../generated/rings.ts'
import type { Params } from '../../generated/structs.ts'
import { clearBits, loadAcquire, setBits, storeRelease } from '../memory.ts'

/** Bytes of one completion on a ring with these parameters; a mixed ring counts in small ones. */
export function cqeSize(params: Params): number {
  return (params.flags & SetupFlags.CQE32) === 0 ? CQE_SIZE : CQE_SIZE * 2
}

/**
 * The completion queue, read by a cursor: acquire the tail, walk from the head with
 * {@link CompletionQueue.next}, read fields by position, release. No object, no closure, and right
 * for completions of 16 and 32 bytes and both mixed.
 */
export class CompletionQueue {
  #entries = 0
  #words!: Int32Array
  #at!: CqWords
  #base = 0
  #mask = 0
  readonly #shift: number
  readonly #mixed: boolean
  #head: number
  /** What the last acquire saw, so that a mixed ring finds its fillers without another one. */
  #tail: number

  /** @internal `ring` is the mapping that holds the queue. */
  constructor(params: Params, ring: ArrayBuffer) {
    this.#shift = Math.log2(cqeSize(params) / 4)
    this.#mixed = (params.flags & SetupFlags.CQE_MIXED) !== 0
    this.move(params, ring)
    this.#head = this.#words[this.#at.head]
    this.#tail = this.#head
  }

  /**
   * @internal After a resize: goes on in other memory. The kernel has copied what was not released,
   * and counts on, so that positions mean what they meant.
   */
  move(params: Params, ring: ArrayBuffer): void {
    this.#entries = params.cqEntries
    this.#words = new Int32Array(ring)
    this.#at = cqWords(params)
    this.#base = this.#at.cqes
    this.#mask = params.cqEntries - 1
  }

  /** How many completions it holds before the kernel has to keep them itself. */
  get entries(): number {
    return this.#entries
  }

  /** Where the first unread completion is. Meaningful up to the tail that `acquire` gave. */
  get head(): number {
    return this.#mixed ? this.#skip(this.#head) : this.#head
  }

  /** Reads the tail: completions before it are whole and may be read. Once a batch. */
  acquire(): number {
    this.#tail = loadAcquire(this.#words, this.#at.tail)
    return this.#tail
  }

  /**
   * @internal Completions that wait, as a hint: enough to decide whether to wait. Nothing says that
   * they are whole already; whoever reads them acquires the tail.
   */
  get seen(): number {
    return (this.#words[this.#at.tail] - this.#head) | 0
  }

  /** Completions that wait, fillers of a mixed ring included. */
  get ready(): number {
    return (this.acquire() - this.#head) | 0
  }

  /** The position after `at`. */
  next(at: number): number {
    if (!this.#mixed) return (at + 1) | 0
    const wide = (this.flags(at) & CqeFlags.F_32) !== 0
    return this.#skip((at + (wide ? 2 : 1)) | 0)
  }

  /** Steps over a filler. There is one at most before the end of the memory. */
  #skip(at: number): number {
    if (at === this.#tail) return at
    return (this.flags(at) & CqeFlags.F_SKIP) === 0 ? at : (at + 1) | 0
  }

  /** Gives everything before `tail` back to the kernel. Once a batch; do not read it afterwards. */
  release(tail: number): void {
    this.#head = tail
    storeRelease(this.#words, this.#at.head, tail)
  }

  /** The low 32 bits of the user data. */
  userDataLow(at: number): number {
    return this.#words[this.#place(at) + CQE_USER_DATA_LOW] >>> 0
  }

  /** The high 32 bits of the user data. */
  userDataHigh(at: number): number {
    return this.#words[this.#place(at) + CQE_USER_DATA_HIGH] >>> 0
  }

  /** The result: 0 or more, or a negative errno. */
  res(at: number): number {
    return this.#words[this.#place(at) + CQE_RES]
  }

  /** `CqeFlags`, and the id of a provided buffer in the upper half. */
  flags(at: number): number {
    return this.#words[this.#place(at) + CQE_FLAGS]
  }

  /** A word of the second half of a 32-byte completion. */
  extra(at: number, word: 0 | 1 | 2 | 3): number {
    return this.#words[this.#place(at) + CQE_BIG_CQE_LOW + word] >>> 0
  }

  #place(at: number): number {
    return this.#base + ((at & this.#mask) << this.#shift)
  }

  /** Completions that the kernel lost for want of memory. */
  get overflow(): number {
    return loadAcquire(this.#words, this.#at.overflow) >>> 0
  }

  /**
   * Whether a registered eventfd is signalled; a hint, as liburing's io_uring_cq_eventfd_toggle(3).
   */
  set eventfdEnabled(enabled: boolean) {
    if (this.#at.flags === 0) return
    if (enabled) clearBits(this.#words, this.#at.flags, CqRingFlags.EVENTFD_DISABLED)
    else setBits(this.#words, this.#at.flags, CqRingFlags.EVENTFD_DISABLED)
  }
}
