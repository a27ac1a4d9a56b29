/** What a ring counts, and how it tells: nothing here may cost an operation anything. */
import { Control } from '../kernel/kernel.ts'

/** Counters of an engine, for `stats()`. */
export interface Counters {
  completed: number
  failed: number
  /** Completions that others follow. */
  partial: number
  /** Memory, descriptors and tables that the kernel has let go of. */
  tags: number
  drains: number
  overflows: number
  lost: number
  stray: number
  messages: number
  backlogged: number
  backlogMax: number
  zeroCopy: number
  zeroCopyCopied: number
}

/** All of them at 0. */
export function newCounters(): Counters {
  return {
    completed: 0,
    failed: 0,
    partial: 0,
    tags: 0,
    drains: 0,
    overflows: 0,
    lost: 0,
    stray: 0,
    messages: 0,
    backlogged: 0,
    backlogMax: 0,
    zeroCopy: 0,
    zeroCopyCopied: 0,
  }
}

/**
 * What a ring has counted since it was made, unless it says that it is a figure of now. Counting
 * goes on after the close. Besides the names below there is `batch1`, `batch2`, `batch4` and so on
 * up to the size of the submission queue: how many batches had at least so many operations, and
 * less than twice as many.
 */
export interface RingStats extends Readonly<Record<string, number>> {
  /** Operations that were started, the ring's own cancels and closes among them. */
  readonly submitted: number
  /** Operations whose final completion has come. */
  readonly completed: number
  /**
   * Operations that rejected, and streams that ended with an error: by the answer of the kernel, a
   * timeout, an abort or a close. Members of a chain that were not done because another one had
   * failed are not among them.
   */
  readonly failed: number
  /** Operations whose final completion has not come; now. */
  readonly inFlight: number
  /** Streams that are open; now. */
  readonly streams: number
  /** Completions that were read. An operation has one, a multishot operation one an item. */
  readonly completions: number
  /** Completions that belonged to nothing that runs: late ones, and those of strangers. */
  readonly stray: number
  /** Messages that came from other rings. */
  readonly messages: number
  /** System calls io_uring_enter(2). */
  readonly enters: number
  /** How often the completion queue was read. */
  readonly drains: number
  /**
   * How often operations went to the kernel together. A ring with SQPOLL submits without a call of
   * its own, so it has no batches.
   */
  readonly batches: number
  /** Operations of the largest batch. */
  readonly batchMax: number
  /** Operations that found the submission queue full even after an enter, and had to wait. */
  readonly backlogged: number
  /** The most operations that waited so at a time. */
  readonly backlogMax: number
  /** How often the kernel had to keep completions for which the queue had no room: it was slow. */
  readonly overflows: number
  /** Completions that the kernel had no memory to keep. Operations behind them never end. */
  readonly lost: number
  /** Zero-copy sends whose memory the network has given back. */
  readonly zeroCopy: number
  /**
   * Zero-copy sends whose data, or some of it, was copied after all, as over loopback. Counted on
   * Linux 6.3 and later.
   */
  readonly zeroCopyCopied: number
  /** Pools that are open; now. */
  readonly pools: number
  /** Buffers that are free, of all open pools; now. */
  readonly buffersFree: number
  /** Buffers that are lent out, of all open pools; now. */
  readonly buffersLeased: number
  /** How often a stream had to pause because a pool had no buffer, or `take()` gave none. */
  readonly dry: number
}

/** What an engine counts as it goes. */
interface Counting {
  readonly counters: Counters
  readonly submitted: number
  readonly inFlight: number
}

/** All figures of a ring together. */
export function ringStats(
  { counters, submitted, inFlight }: Counting,
  { count: enters }: Enters,
  batches: Batches,
  besides: BesidesEngine,
): RingStats {
  const { partial, tags, ...told } = counters
  const completions = told.completed + partial + told.stray + told.messages + tags
  return { submitted, inFlight, completions, ...told, enters, ...batches.stats(), ...besides }
}

/** What an engine does not know. */
export type BesidesEngine = Pick<
  RingStats,
  'streams' | 'pools' | 'buffersFree' | 'buffersLeased' | 'dry'
>

/** How many operations went to the kernel together: a figure a batch, not one an operation. */
export class Batches {
  readonly #sizes: number[]
  #before = 0
  #count = 0
  #max = 0

  /** `entries`: how many one enter can take. */
  constructor(entries: number) {
    this.#sizes = Array.from({ length: powerOf(entries) + 1 }, () => 0)
  }

  /** All of the `submitted` operations are with the kernel; what has come since then is a batch. */
  note(submitted: number): void {
    const size = submitted - this.#before
    if (size <= 0) return
    this.#before = submitted
    this.#count++
    if (size > this.#max) this.#max = size
    // Operations that had to wait make a batch larger than the queue.
    this.#sizes[Math.min(powerOf(size), this.#sizes.length - 1)]++
  }

  /** Under the names of {@link RingStats}. */
  stats(): { batches: number; batchMax: number } & Record<string, number> {
    const sizes = this.#sizes.map((count, power) => [`batch${2 ** power}`, count] as const)
    return { batches: this.#count, batchMax: this.#max, ...Object.fromEntries(sizes) }
  }
}

/** The largest power of two that is not greater. */
function powerOf(size: number): number {
  return 31 - Math.clz32(size)
}

/** A word of 32 bits would be full in hours. */
const ENTERS_MAX = 2 ** 30

/** The enters of a ring, which the backend counts in a word of the control page. */
export class Enters {
  readonly #control: Int32Array
  #before = 0

  constructor(control: Int32Array) {
    this.#control = control
  }

  get count(): number {
    return this.#before + this.#control[Control.ENTERS]
  }

  /** Makes room in the word; called once a drain. */
  fold(): void {
    const control = this.#control
    if (control[Control.ENTERS] < ENTERS_MAX) return
    this.#before += control[Control.ENTERS]
    control[Control.ENTERS] = 0
  }
}
