import { EnterFlags, Errno, SetupFlags } from '../../generated/constants.ts'
import type { Sqe } from '../../generated/structs.ts'
import { Control, type Kernel } from '../kernel/kernel.ts'
import type { Queues } from '../raw/setup.ts'
import type { SubmissionQueue } from '../raw/submission-queue.ts'
import { Backlog } from './backlog.ts'
import type { Counters } from './stats.ts'

const { FLUSH, TO_SUBMIT } = Control

/** Submissions that found no room are tried again after so long, if nothing else makes room. */
const PUMP_MS = 1

/**
 * The way into the kernel: slots of the submission queue, and a backlog for what finds none. It
 * enters only when the queue is full; otherwise the loop in the backend does, once a turn.
 */
export class Submitter {
  readonly #kernel: Kernel
  readonly #control: Int32Array
  readonly #sq: SubmissionQueue
  readonly #polled: boolean
  readonly #counters: Counters
  readonly #refused: (errno: number) => void
  readonly #backlog = new Backlog()
  #pump: NodeJS.Timeout | null = null
  #ended = false

  /** `refused`: the kernel does not go on with the ring. */
  constructor(
    kernel: Kernel,
    queues: Queues,
    counters: Counters,
    refused: (errno: number) => void,
  ) {
    this.#kernel = kernel
    this.#control = queues.control
    this.#sq = queues.sq
    this.#counters = counters
    this.#refused = refused
    this.#polled = (queues.params.flags & SetupFlags.SQPOLL) !== 0
    if (this.#polled) this.#control[Control.ENTER_FLAGS] |= EnterFlags.SQ_WAKEUP
  }

  /** How many submissions the queue holds. */
  get entries(): number {
    return this.#sq.entries
  }

  /** Whether so many slots are free, after an enter if need be. */
  makeRoom(count: number): boolean {
    if (this.#backlog.length > 0) this.unstage()
    else if (this.#sq.space >= count) return true
    else if (!this.#polled || this.#sq.needsWakeup) this.enter()
    return this.#backlog.length === 0 && this.#sq.space >= count
  }

  /** A free slot that room was made for. */
  next(): Sqe | null {
    return this.#sq.next()
  }

  /** A free slot, if there is one and nobody else waits for it. */
  take(): Sqe | null {
    return this.#backlog.length === 0 ? this.#sq.next() : null
  }

  /** The same after an enter, if need be; `null` if the submission has to be put off. */
  takeLate(): Sqe | null {
    return this.makeRoom(1) ? this.#sq.next() : null
  }

  /** Puts off a submission that has found no room. */
  stage(sqe: Sqe): void {
    this.#backlog.push(sqe)
    this.#counters.backlogged++
    this.#counters.backlogMax = Math.max(this.#counters.backlogMax, this.#backlog.length)
    this.#pumpLater()
  }

  /** Makes the last `count` slots visible to the kernel. */
  show(count: number): void {
    this.#sq.show()
    if (this.#polled) this.#wake()
    else this.#control[TO_SUBMIT] += count
  }

  /** The polling thread may have gone to sleep. */
  #wake(): void {
    if (this.#sq.needsWakeup) this.#control[FLUSH] = 1
  }

  /** Submits what is in the queue. */
  enter(): void {
    const control = this.#control
    const answer = this.#kernel.enter(
      control[Control.ENTER_FD],
      control[TO_SUBMIT],
      0,
      control[Control.ENTER_FLAGS],
    )
    control[Control.ENTERS]++
    if (answer >= 0) {
      if (!this.#polled) control[TO_SUBMIT] -= answer
      this.unstage()
    } else if (!isTransient(-answer)) {
      this.#refused(answer)
    }
  }

  /** Moves the backlog into the queue as far as there is room. */
  unstage(): void {
    if (this.#backlog.length === 0) return
    const count = this.#backlog.moveTo(this.#sq)
    if (count > 0) this.show(count)
    if (this.#backlog.length > 0) this.#pumpLater()
  }

  /** Quiet operations make no completion that would move the backlog, so the clock does. */
  #pumpLater(): void {
    if (this.#pump !== null) return
    this.#pump = setTimeout(() => {
      this.#pump = null
      if (this.#ended || this.#backlog.length === 0) return
      this.enter()
      if (this.#backlog.length > 0) this.#pumpLater()
    }, PUMP_MS).unref()
  }

  /** Nothing is submitted any more. */
  end(): void {
    this.#ended = true
    this.#backlog.clear()
  }
}

/** What passes by itself: a shortage of memory, completions that wait to be read, a signal. */
function isTransient(errno: number): boolean {
  return errno === Errno.EAGAIN || errno === Errno.EBUSY || errno === Errno.EINTR
}
