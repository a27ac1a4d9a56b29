import { performance } from 'node:perf_hooks'
import { EnterFlags, Errno, SetupFlags, SqRingFlags } from '../../generated/constants.ts'
import { GetEventsArg, type Params, Timespec } from '../../generated/structs.ts'
import { threads } from '../builtins.ts'
import { codedError, type UringError } from '../errors.ts'
import { Control, type Kernel } from '../kernel/kernel.ts'
import { defaultKernel } from '../kernel/default.ts'
import { allocate, type Memory } from './allocate.ts'
import { BufferRing, type BufferRingOptions } from './buffer-ring.ts'
import type { CompletionQueue } from './completion-queue.ts'
import { checkEnter, enterError, enterRulesHold } from './enter-rules.ts'
import { addressIn, type Argument } from './registrar.ts'
import { type ResizeOptions, resizeQueues } from './resize.ts'
import { RingFd } from './ring-fd.ts'
import { type Queues, setUp, type SetupOptions } from './setup.ts'
import { whole } from './setup-rules.ts'
import type { SubmissionQueue } from './submission-queue.ts'
import { WaitRegion } from './wait-region.ts'

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

/** A Worker asleep in a system call cannot be ended from outside, so that no sleep is longer. */
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
  /** What it says. */
  #sliceNs = 0
  readonly #polled: boolean
  /** Completions appear only in an enter, and no flag of the queue says that they wait for one. */
  readonly #reaping: boolean
  readonly #at: RingFd
  readonly #inWorker = !threads().isMainThread
  #closed = false
  /** Why nothing can be submitted any more. */
  #broken: UringError | null = null

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
    this.#at = new RingFd(kernel, queues)
    const argument = new GetEventsArg(this.#wait.bytes.buffer)
    argument.ts = this.#wait.address + GetEventsArg.SIZE
    this.#timespec = new Timespec(this.#wait.bytes.buffer, GetEventsArg.SIZE)
  }

  /**
   * The ring's descriptor; its registered index if it has none, by REGISTERED_FD_ONLY or by
   * {@link RawRing.closeRingFd}.
   */
  get fd(): number {
    return this.#at.fd
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
      if (flags !== 0) this.#enter(0, 0, flags)
      return ready
    }
    if (ready === 0 && owed === 0) return 0
    return Math.max(this.#enter(ready, 0, owed), 0)
  }

  #publish(): number {
    if (this.#closed) throw codedError('ERR_URING_CLOSED', 'The ring is closed')
    if (this.#broken !== null) throw this.#broken
    // Counted first: a polling thread may take them before the next look.
    const { ready } = this.sq
    if (ready > 0) this.#queues.control[Control.IN_FLIGHT] = 1
    this.sq.publish()
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
      this.#enter(0, 0, EnterFlags.SQ_WAIT | EnterFlags.SQ_WAKEUP)
    }
  }

  /** io_uring_enter(2) without an argument; what passes by itself is 0 or less, else it throws. */
  #enter(toSubmit: number, minComplete: number, flags: number): number {
    const { enterFd, enterFlags } = this.#at
    const all = flags | enterFlags
    const answer = this.#kernel.enter(enterFd, toSubmit, minComplete, all >>> 0)
    if (answer < 0) return passing(answer, all)
    this.sq.rewind(answer)
    return answer
  }

  /** The same with an argument. */
  #enterWith(
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument: number,
    size: number,
    problem: Error | null = null,
  ): number {
    const { enterFd, enterFlags } = this.#at
    const all = flags | enterFlags
    const answer = this.#kernel.enter(enterFd, toSubmit, minComplete, all >>> 0, argument, size)
    if (answer < 0) return passing(answer, all, problem)
    this.sq.rewind(answer)
    return answer
  }

  /**
   * io_uring_enter(2) with flags of your own, for what the other methods do not do: times on the
   * clock of the ring (ABS_TIMER), registered waits (EXT_ARG_REG), waits that do not count as
   * iowait (NO_IOWAIT), signal masks. Filled slots are published first. Twin of io_uring_enter2(3).
   *
   * The kernel reads `argument` only with GETEVENTS, and ignores ABS_TIMER and EXT_ARG_REG without
   * EXT_ARG. The ring adds the flags that it cannot do without: REGISTERED_RING, and GETEVENTS with
   * DEFER_TASKRUN. A wait lasts as long as it is told to, and no Worker asleep in it can be ended.
   *
   * Throws a TypeError or RangeError for what no kernel takes, and a {@link UringError} for what
   * this one refuses, such as a flag that it lacks.
   *
   * @param toSubmit how many of the filled slots the kernel takes; with SQPOLL it takes all
   * @param minComplete with GETEVENTS, how many completions to wait for
   * @param flags `EnterFlags`
   * @param argument a signal mask, or with EXT_ARG a {@link GetEventsArg}: memory, or its address;
   *   with EXT_ARG_REG the byte offset of a {@link RegWait} in the registered wait region
   * @param size bytes of the argument; those of the memory when left out
   * @returns how many submissions were taken; or the negative errno of what passes by itself (ETIME
   *   when the time was over, EINTR, EAGAIN, EBUSY) if none was
   */
  enter(
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument: Argument = null,
    size: number = sizeOf(argument),
  ): number {
    whole(toSubmit, 'toSubmit')
    whole(minComplete, 'minComplete')
    whole(flags, 'flags', -0x8000_0000)
    // The descriptor is not the caller's to choose.
    const own = flags & ~EnterFlags.REGISTERED_RING
    const all = own | this.#at.enterFlags
    const problem = checkEnter(all, size, this.params.flags)
    if (problem !== null && enterRulesHold(all)) throw problem
    const address = addressIn(this.#kernel, argument)
    this.#publish()
    const answer = this.#enterWith(toSubmit, minComplete, own, address, size, problem)
    keep(argument)
    return answer
  }

  /**
   * Submits, then waits until `count` completions are ready, the time is over, or a signal came;
   * more than the queue holds are never waited for. It blocks the thread; a Worker never for more
   * than 100 ms at once, so that it can be ended. Twin of io_uring_submit_and_wait_timeout(3) and,
   * with `minWaitNs`, of io_uring_submit_and_wait_min_timeout(3), on kernels before 6.12 too.
   *
   * @param timeoutNs nanoseconds to wait at most; without limit when left out
   * @param minWaitNs nanoseconds to wait for all `count`; after them one completion is enough. The
   *   whole time when left out
   * @returns one object that the next call writes anew
   */
  submitAndWait(
    count: number,
    timeoutNs: number = Infinity,
    minWaitNs: number = Infinity,
  ): WaitResult {
    const result = this.#result
    const all = Math.min(count, this.cq.entries)
    let wanted = minWaitNs > 0 ? all : Math.min(all, 1)
    const ready = this.#publish()
    result.submitted = this.#polled ? ready : 0
    result.timedOut = false
    result.interrupted = false
    let there = this.cq.seen
    if (there >= wanted) {
      result.submitted = this.submit()
      return result
    }
    // A polling thread submits by itself; with nothing to submit the answer is that of the wait.
    let toSubmit = this.#polled ? 0 : ready
    const timed = this.#inWorker || timeoutNs !== Infinity || minWaitNs !== Infinity
    const started = timed ? performance.now() : 0
    for (let now = started; ; ) {
      const pastNs = (now - started) * 1e6
      const leftNs = timeoutNs - pastNs
      const batchNs = pastNs < minWaitNs ? minWaitNs - pastNs : Infinity
      const sliceNs = Math.min(Math.max(leftNs, 0), batchNs, timed ? SLICE_NS : Infinity)
      const answer = this.#waitSlice(toSubmit, wanted, sliceNs)
      if (answer > 0) result.submitted += answer
      const before = there
      there = this.cq.seen
      if (there >= wanted) return result
      const slept = now
      if (timed) now = performance.now()
      if ((now - started) * 1e6 >= minWaitNs) wanted = Math.min(all, 1)
      if (there >= wanted) return result
      // A count of submissions hides how the wait ended: without news, and too early, by a signal.
      const silent = answer > 0 && answer >= toSubmit && there === before
      const cut = answer === -Errno.EINTR || (silent && (now - slept) * 1e6 < sliceNs)
      if (cut || leftNs <= 0) {
        result.interrupted = cut
        result.timedOut = !cut
        return result
      }
      if (!this.#polled) toSubmit = this.sq.ready
    }
  }

  /** One enter that submits and waits. */
  #waitSlice(toSubmit: number, wanted: number, sliceNs: number): number {
    if (sliceNs === Infinity) {
      return this.#enter(toSubmit, wanted, EnterFlags.GETEVENTS | this.#wakeup())
    }
    if (sliceNs !== this.#sliceNs) {
      this.#sliceNs = sliceNs
      this.#timespec.tvNsec = Math.floor(sliceNs)
    }
    const flags = EnterFlags.GETEVENTS | EnterFlags.EXT_ARG | this.#wakeup()
    return this.#enterWith(toSubmit, wanted, flags, this.#wait.address, GetEventsArg.SIZE)
  }

  /**
   * io_uring_register(2); the wrappers of `registers` are built on it. Memory that the kernel keeps
   * beyond the call must come from {@link allocate}.
   *
   * @returns 0 or more, or a negative errno
   */
  register(opcode: number, argument: Argument, count: number): number {
    // By then the number may be that of another ring.
    if (this.#closed) return -Errno.EBADF
    const { registerFd, registerFlag } = this.#at
    const address = addressIn(this.#kernel, argument)
    const answer = this.#kernel.register(registerFd, (opcode | registerFlag) >>> 0, address, count)
    keep(argument)
    return answer
  }

  /**
   * Registers the ring with the calling thread, which has 16 places: from now on every call names
   * the ring by its index, which spares the kernel some work. Returns the index. Throws a
   * {@link UringError}. Twin of io_uring_register_ring_fd(3).
   *
   * @since Linux 5.18; registrations use the index since 6.3
   */
  registerRingFd(): number {
    return this.#at.register()
  }

  /**
   * Takes {@link RawRing.registerRingFd} back. Throws a {@link UringError}. Twin of
   * io_uring_unregister_ring_fd(3).
   */
  unregisterRingFd(): void {
    this.#at.unregister()
  }

  /**
   * Closes the descriptor of a ring that {@link RawRing.registerRingFd} has registered: it is not
   * in the table of descriptors any more, and works on. Nothing else can use it then: no `poll`, no
   * message of another ring, no {@link RawRing.resize}. Throws a {@link UringError}. Twin of
   * io_uring_close_ring_fd(3).
   *
   * @since Linux 6.3
   */
  closeRingFd(): void {
    this.#at.close()
  }

  /**
   * Changes the size of both queues; what is in them and in flight goes on. Fill every slot that
   * {@link SubmissionQueue.next} has given first: older slots lead nowhere. Completions keep their
   * positions. Needs DEFER_TASKRUN. Throws a {@link UringError}, after which all is as before
   * (EOVERFLOW: something does not fit); unless it is of `mmap`: then this ring can only be closed.
   * Twin of io_uring_resize_rings(3).
   *
   * @since Linux 6.13
   */
  resize(options: ResizeOptions): void {
    this.#publish()
    const ring = { kernel: this.#kernel, registrar: this, at: this.#at, queues: this.#queues }
    this.#broken = resizeQueues(ring, options)
    if (this.#broken !== null) throw this.#broken
  }

  /**
   * Makes memory for `count` wait arguments that the kernel reads by itself. The ring was made with
   * R_DISABLED and is not enabled yet; one region a ring. Throws a {@link UringError}.
   *
   * @since Linux 6.13
   */
  waitRegion(count: number): WaitRegion {
    return new WaitRegion(this.#kernel, this, count)
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
    this.#kernel.close(this.#at.ring)
    this.#closed = true
  }
}

/** A negative answer of io_uring_enter(2), if trying again may mend it. */
function passing(answer: number, flags: number, problem: Error | null = null): number {
  if (isTransient(-answer)) return answer
  throw enterError(-answer, flags, problem)
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

/** Bytes of an argument whose memory is known. */
function sizeOf(argument: Argument): number {
  if (argument === null || typeof argument === 'number') return 0
  return ArrayBuffer.isView(argument) ? argument.byteLength : argument.bytes.length
}

/** Keeps a view reachable until here: the kernel has read or written its memory meanwhile. */
function keep(_owner: unknown): void {}
