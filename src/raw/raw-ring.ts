import {
  EnterFlags,
  Errno,
  REGISTER_USE_REGISTERED_RING,
  SetupFlags,
  SqRingFlags,
} from '../../generated/constants.ts'
import { GetEventsArg, type Params, Timespec } from '../../generated/structs.ts'
import { codedError, UringError } from '../errors.ts'
import { Control, type Kernel, REGISTERED_ONLY } from '../kernel/kernel.ts'
import { defaultKernel } from '../kernel/default.ts'
import { allocate, type Memory } from './allocate.ts'
import { BufferRing, type BufferRingOptions } from './buffer-ring.ts'
import type { CompletionQueue } from './completion-queue.ts'
import { enterFlags, type Queues, setUp, type SetupOptions } from './setup.ts'
import type { SubmissionQueue } from './submission-queue.ts'

/** What a {@link RawRing} is made with. */
export interface RawRingOptions extends SetupOptions {
  /** How the ring reaches the kernel; the best backend of this machine when left out. */
  readonly kernel?: Kernel | undefined
}

/**
 * What {@link RawRing.submitAndWait} did: one object for the life of the ring, written anew by each
 * call.
 */
export interface WaitResult {
  /** Submissions that the kernel took. */
  submitted: number
  /** The time was over before enough completions were there. */
  timedOut: boolean
  /** A signal came first. */
  interrupted: boolean
}

/** A thread asleep in a system call cannot be ended from outside, so that no sleep is longer. */
const SLICE_NS = 100_000_000

/**
 * liburing's model without a promise: take slots from {@link RawRing.sq}, fill them with `prep`,
 * set user data, submit, read {@link RawRing.cq}. Nothing is allocated per operation.
 *
 * The memory of every operation must stay where it is until its final completion; use
 * {@link allocate}, whose addresses are known. The ring belongs to the thread that made it.
 */
export class RawRing {
  /** Where submissions are taken from and published. */
  readonly sq: SubmissionQueue
  /** Where completions are read. */
  readonly cq: CompletionQueue
  /** What the kernel said at setup: sizes, features, flags. */
  readonly params: Params
  readonly #kernel: Kernel
  readonly #queues: Queues
  readonly #result: WaitResult = { submitted: 0, timedOut: false, interrupted: false }
  readonly #wait: Memory
  readonly #timespec: Timespec
  readonly #polled: boolean
  /** Completions appear only in an enter, and no flag of the queue says that they wait for one. */
  readonly #reaping: boolean
  readonly #enterFlags: number
  readonly #registerFlag: number
  #closed = false

  /** Makes a ring. Throws a {@link UringError} that says why there is none. */
  constructor(options: RawRingOptions) {
    const kernel = options.kernel ?? defaultKernel()
    this.#wait = allocate(GetEventsArg.SIZE + Timespec.SIZE, {}, kernel)
    const queues = setUp(kernel, options)
    const { flags } = queues.params
    this.#kernel = kernel
    this.#queues = queues
    this.params = queues.params
    this.sq = queues.sq
    this.cq = queues.cq
    this.#polled = (flags & SetupFlags.SQPOLL) !== 0
    const { IOPOLL, DEFER_TASKRUN, TASKRUN_FLAG } = SetupFlags
    const silent = (flags & (DEFER_TASKRUN | TASKRUN_FLAG)) === DEFER_TASKRUN
    this.#reaping = !this.#polled && (silent || (flags & IOPOLL) !== 0)
    this.#enterFlags = enterFlags(flags)
    this.#registerFlag =
      (flags & SetupFlags.REGISTERED_FD_ONLY) === 0 ? 0 : REGISTER_USE_REGISTERED_RING
    const argument = new GetEventsArg(this.#wait.bytes.buffer)
    argument.ts = this.#wait.address + GetEventsArg.SIZE
    this.#timespec = new Timespec(this.#wait.bytes.buffer, GetEventsArg.SIZE)
  }

  /** The ring's descriptor; its registered index if it was made with REGISTERED_FD_ONLY. */
  get fd(): number {
    const { fd } = this.#queues
    return fd < REGISTERED_ONLY ? fd : fd - REGISTERED_ONLY
  }

  /** Whether {@link RawRing.close} was called. */
  get closed(): boolean {
    return this.#closed
  }

  /**
   * Hands all filled slots to the kernel and says how many it took. Fewer than there were means
   * that one of them failed to start (the ring was made without SUBMIT_ALL), or that the kernel is
   * short of memory: submit again. Throws a {@link UringError} for what trying again cannot mend.
   */
  submit(): number {
    const ready = this.#publish()
    const owed = this.#owed()
    if (this.#polled) {
      const flags = owed | this.#wakeup()
      if (flags !== 0) this.#enter(0, 0, flags, 0, 0)
      return ready
    }
    if (ready === 0 && owed === 0) return 0
    return Math.max(this.#enter(ready, 0, owed, 0, 0), 0)
  }

  #publish(): number {
    if (this.#closed) throw codedError('ERR_URING_CLOSED', 'The ring is closed')
    const ready = this.sq.publish()
    if (ready > 0) this.#queues.control[Control.IN_FLIGHT] = 1
    return ready
  }

  /** GETEVENTS when completions wait for an enter, else 0. */
  #owed(): number {
    const waiting = this.sq.flags & (SqRingFlags.CQ_OVERFLOW | SqRingFlags.TASKRUN)
    return waiting !== 0 || this.#reaping ? EnterFlags.GETEVENTS : 0
  }

  #wakeup(): number {
    return this.#polled && this.sq.needsWakeup ? EnterFlags.SQ_WAKEUP : 0
  }

  /**
   * With a polling thread a full queue empties by itself: waits until it has room. Returns at once
   * on every other ring. Twin of io_uring_sqring_wait(3).
   */
  waitForSpace(): void {
    this.#publish()
    while (this.#polled && this.sq.space === 0) {
      this.#enter(0, 0, EnterFlags.SQ_WAIT | EnterFlags.SQ_WAKEUP, 0, 0)
    }
  }

  /** io_uring_enter(2); what passes by itself is 0 or less, all else is thrown. */
  #enter(
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument: number,
    size: number,
  ): number {
    const answer = this.#kernel.enter(
      this.#queues.fd,
      toSubmit,
      minComplete,
      flags | this.#enterFlags,
      argument,
      size,
    )
    if (answer >= 0) {
      this.sq.rewind(answer)
      return answer
    }
    if (isTransient(-answer)) return answer
    throw new UringError(answer, 'io_uring_enter', explainEnter(-answer))
  }

  /**
   * Submits, then waits until `count` completions are ready, the time is over, or a signal came;
   * more than the queue holds are never waited for. It blocks the thread, but never for more than
   * 100 ms at once, so that a Worker can be ended. Twin of io_uring_submit_and_wait_timeout(3).
   *
   * @param timeoutNs nanoseconds to wait at most; without limit when left out
   * @returns one object that the next call writes anew
   */
  submitAndWait(count: number, timeoutNs: number = Infinity): WaitResult {
    const result = this.#result
    const wanted = Math.min(count, this.cq.entries)
    const ready = this.#publish()
    result.submitted = this.#polled ? ready : 0
    result.timedOut = false
    result.interrupted = false
    if (this.cq.ready >= wanted) {
      result.submitted = this.submit()
      return result
    }
    const started = performance.now()
    for (let now = started; ; ) {
      const leftNs = timeoutNs - (now - started) * 1e6
      const sliceNs = Math.min(Math.max(leftNs, 0), SLICE_NS)
      const cut = this.#waitSlice(wanted, sliceNs, now)
      if (this.cq.ready >= wanted) return result
      if (cut || leftNs <= 0) {
        result.interrupted = cut
        result.timedOut = !cut
        return result
      }
      now = performance.now()
    }
  }

  /** One enter that submits and waits. Whether a signal cut it short. */
  #waitSlice(wanted: number, sliceNs: number, now: number): boolean {
    // A polling thread submits by itself; with nothing to submit the answer is that of the wait.
    const toSubmit = this.#polled ? 0 : this.sq.ready
    const before = this.cq.ready
    this.#timespec.tvNsec = Math.floor(sliceNs)
    const flags = EnterFlags.GETEVENTS | EnterFlags.EXT_ARG | this.#wakeup()
    const answer = this.#enter(toSubmit, wanted, flags, this.#wait.address, GetEventsArg.SIZE)
    if (answer === -Errno.EINTR) return true
    if (answer <= 0) return false
    this.#result.submitted += answer
    // A count of submissions hides how the wait ended: without news, and too early, by a signal.
    if (answer < toSubmit || this.cq.ready !== before) return false
    return (performance.now() - now) * 1e6 < sliceNs
  }

  /**
   * io_uring_register(2); the wrappers of `registers` are built on it. Memory that the kernel keeps
   * beyond the call must come from {@link allocate}.
   *
   * @returns 0 or more, or a negative errno
   */
  register(
    opcode: number,
    argument: Memory | NodeJS.ArrayBufferView | number | null,
    count: number,
  ): number {
    // By then the number may be that of another ring.
    if (this.#closed) return -Errno.EBADF
    const { address, owner } = this.#place(argument)
    const answer = this.#kernel.register(
      this.#queues.fd,
      (opcode | this.#registerFlag) >>> 0,
      address,
      count,
    )
    keep(owner)
    return answer
  }

  #place(argument: Memory | NodeJS.ArrayBufferView | number | null): {
    address: number
    owner: unknown
  } {
    if (argument === null) return { address: 0, owner: null }
    if (typeof argument === 'number') return { address: argument, owner: null }
    if (!ArrayBuffer.isView(argument)) return { address: argument.address, owner: argument }
    return {
      address: this.#kernel.addressOf(argument.buffer) + argument.byteOffset,
      owner: argument,
    }
  }

  /** Makes a ring of provided buffers for this ring. */
  bufferRing(options: BufferRingOptions): BufferRing {
    return new BufferRing(this.#kernel, this, options)
  }

  /**
   * Cancels what runs, waits until the kernel has let go of all memory, and closes. Idempotent.
   * Views of the ring read nothing afterwards.
   */
  close(): void {
    if (this.#closed) return
    this.#kernel.close(this.#queues.fd)
    this.#closed = true
  }
}

/** Errors that pass: a signal, a shortage of memory, a queue of completions that is full. */
function isTransient(errno: number): boolean {
  return (
    errno === Errno.EINTR ||
    errno === Errno.EAGAIN ||
    errno === Errno.EBUSY ||
    errno === Errno.ETIME
  )
}

function explainEnter(errno: number): { explanation?: string; remedy?: string } {
  if (errno === Errno.EEXIST) {
    return {
      explanation: 'another thread made this ring and is its only submitter',
      remedy: 'Make one ring in each Worker.',
    }
  }
  if (errno === Errno.EBADFD) {
    return {
      explanation: 'the ring was made with R_DISABLED and is not enabled yet',
      remedy: 'Call registerEnableRings first.',
    }
  }
  if (errno === Errno.EOWNERDEAD) {
    return { explanation: "the ring's polling thread has died", remedy: 'Make a new ring.' }
  }
  return {}
}

/** Keeps a view reachable until here: the kernel has read or written its memory meanwhile. */
function keep(_owner: unknown): void {}
