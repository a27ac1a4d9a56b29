import { Errno, Features, SetupFlags, SqeFlags } from '../../generated/constants.ts'
import { Sqe } from '../../generated/structs.ts'
import { Control, type Kernel, type Loop } from '../kernel/kernel.ts'
import type { Queues } from '../raw/setup.ts'
import { copySlot } from './backlog.ts'
import { cancelEverything, Cancellation } from './cancel.ts'
import type { ChainBuild } from './chain-build.ts'
import { closedError, type RingFd } from './fd.ts'
import { Deadlines } from './deadlines.ts'
import { deferred } from './deferred.ts'
import { brokenError } from './explain-ring.ts'
import { Ledger } from './ledger.ts'
import { applyFlags, askForCopies, type Operation, type StopReason } from './operation.ts'
import { ownedFds, type OwnedFds } from './owned-fds.ts'
import type { Owner } from './owner.ts'
import { give, owned, type Pins, taken, verify } from './pins.ts'
import { Reaper } from './reaper.ts'
import { failure } from './settle.ts'
import { isAborted, onAbort } from './signal.ts'
import { Slots } from './slots.ts'
import {
  Batches,
  type BesidesEngine,
  Enters,
  newCounters,
  type RingStats,
  ringStats,
} from './stats.ts'
import { Tags } from './tags.ts'
import { Submitter } from './submitter.ts'
import { isTraced, traceOperation } from './trace.ts'
import type { Call, Outcome } from './types.ts'
import { openWatch, type Watch } from './watch.ts'

// Words that every operation looks at.
const { IN_FLIGHT, TO_SUBMIT } = Control

/**
 * Starts operations and ends them: takes slots, publishes them, cancels them, and lets the reaper
 * settle what has completed. It enters only when the queue is full; otherwise the loop in the
 * backend does, once a turn.
 */
export class Engine {
  readonly kernel: Kernel
  readonly fd: number
  /** `SetupFlags` of the ring. */
  readonly setupFlags: number
  readonly ledger = new Ledger(this, (o, reason) => this.stop(o, reason))
  readonly deadlines = new Deadlines()
  readonly slots = new Slots()
  readonly owned: OwnedFds
  readonly tags = new Tags()
  /** Itself, for what must not keep it alive. */
  readonly weakly = new WeakRef<Engine>(this)
  /** What collects operations while a chain is being built. */
  building: ChainBuild | null = null
  readonly counters = newCounters()
  readonly #owner: Owner
  readonly #control: Int32Array
  readonly reaper: Reaper
  /** Who looks on; nobody, most of the time. */
  readonly watch: Watch | null
  readonly #submitter: Submitter
  readonly #batches: Batches
  readonly #enters: Enters
  /** Whether the kernel tells of zero-copy sends whether they were. */
  readonly reportsCopies: boolean
  /** The clock, as it was when this turn began to submit. */
  #turnMs = 0
  /** Whether a drain was ever started: what follows one waits, and so would a cancel. */
  drained = false
  #loop: Loop | null = null
  /** Who waits for what the ring has not asked for, and keeps it busy: readers of messages. */
  #held = 0
  /** Operations that ended with the ring, without a completion. */
  #abandoned = 0
  /** Why nothing can be started: the ring closes, or is broken. */
  #refusal: Error | null = null
  /** Somebody looks on, or nothing can be started: no operation is plain. */
  #careful: boolean
  /** Whether somebody has subscribed to operations, as it was when this turn began to submit. */
  traced = false
  /** Why not even a cancel can be started. */
  #broken: Error | null = null

  constructor(kernel: Kernel, queues: Queues, owner: Owner) {
    this.kernel = kernel
    this.owned = ownedFds(kernel)
    this.fd = queues.fd
    this.#owner = owner
    this.#control = queues.control
    this.setupFlags = queues.params.flags
    // Linux 6.2 has the flag, but nothing tells 6.2 from 6.1, which refuses it.
    this.reportsCopies = (queues.params.features & Features.REG_REG_RING) !== 0
    this.watch = openWatch(queues, owner.debug)
    this.#careful = this.watch !== null
    this.reaper = new Reaper(this, queues, owner)
    this.#batches = new Batches(queues.sq.entries)
    this.#enters = new Enters(queues.control)
    this.#submitter = new Submitter(kernel, queues, this.counters, (errno) => this.#break(errno))
  }

  /** Operations and helpers whose final completion has not come. */
  get inFlight(): number {
    return this.#control[IN_FLIGHT] - this.#held
  }

  /** Operations and helpers that were started. */
  get submitted(): number {
    return this.counters.completed + this.inFlight + this.#abandoned
  }

  /** What it has counted, and what others have. */
  stats(besides: BesidesEngine): RingStats {
    if (this.#control[TO_SUBMIT] === 0) this.#noteBatch()
    return ringStats(this, this.#enters, this.#batches, besides)
  }

  /** A polling thread takes what it finds, and nobody knows how much at a time. */
  #noteBatch(): void {
    if ((this.setupFlags & SetupFlags.SQPOLL) === 0) this.#batches.note(this.submitted)
  }

  /** How many submissions the queue holds. */
  get entries(): number {
    return this.#submitter.entries
  }

  /** Why nothing can be started any more, not even what ends other things. */
  get broken(): Error | null {
    return this.#broken
  }

  /** Gives the engine its place in the loop, which it needs before the first operation. */
  attach(loop: Loop): void {
    this.#loop = loop
  }

  /** Keeps the process alive while something is in flight; the backend undoes it by itself. */
  ref(): void {
    if (this.#control[Control.REFERENCED] === 0) this.#loop?.ref()
  }

  unref(): void {
    this.#loop?.unref()
  }

  /** Something waits without an operation: the ring counts as busy until it is let go. */
  hold(): void {
    this.#held++
    const control = this.#control
    if (control[IN_FLIGHT]++ === 0) this.#owner.busy()
  }

  letGo(): void {
    this.#held--
    if (--this.#control[IN_FLIGHT] > 0) return
    // No drain may follow, at whose end the backend would do it.
    this.unref()
    this.#owner.idle()
  }

  /**
   * Takes a slot of the ledger and of the submission queue. No code of the user's runs from here to
   * commit; what ran since the arguments were read may have changed them, so that is looked at
   * again.
   */
  begin(op: number, outcome: Outcome, file: RingFd | null, pinned: Pins, call: Call): Operation {
    const special = file !== null || pinned !== null || call !== undefined || outcome !== 'void'
    if (special || this.#careful) return this.#beginMore(op, outcome, file, pinned, call)
    const o = this.#take()
    o.op = op
    return o
  }

  #beginMore(
    op: number,
    outcome: Outcome,
    file: RingFd | null,
    pinned: Pins,
    call: Call,
  ): Operation {
    this.check(file, pinned)
    const pins = call === undefined || call.own !== true ? pinned : this.#own(pinned)
    const o = call === undefined ? this.#take() : this.#takeFor(call)
    o.plain = false
    o.op = op
    o.outcome = outcome
    o.file = file
    o.pinned = pins
    o.call = call
    return o
  }

  /** Throws if an operation cannot be started, or not with these. */
  check(file: RingFd | null, pinned: Pins): void {
    if (this.#refusal !== null) throw this.#refusal
    if (file !== null && file.closed) throw closedError('fd')
    if (pinned !== null) verify(pinned)
  }

  /** A slot of both; what ends other things gets one even while the ring closes. */
  #take(): Operation {
    const slot = this.#submitter.take()
    return slot === null ? this.#takeLate() : this.ledger.take(slot)
  }

  #takeLate(): Operation {
    const slot = this.#submitter.takeLate()
    return slot === null ? this.#takeStaged() : this.ledger.take(slot)
  }

  /** One whose signal was aborted before never gets a slot of the queue. */
  #takeFor({ signal }: NonNullable<Call>): Operation {
    if (signal === undefined || !isAborted(signal)) return this.#take()
    const o = this.#takeStaged()
    o.endFor('abort')
    return o
  }

  /** One that waits for a slot of the queue. */
  #takeStaged(): Operation {
    if (this.#broken !== null) throw this.#broken
    const o = this.ledger.take(Sqe.alone())
    o.plain = false
    o.staged = true
    return o
  }

  /** What is taken away from its owner goes to the kernel: whatever can fail comes before it. */
  #own(pinned: Pins): Pins {
    this.#makeRoom(1)
    return owned(this.kernel, pinned)
  }

  /** For cancels and closes: `null` when the ring is closed or broken, or turns out to be. */
  tryBegin(op: number, outcome: Outcome): Operation | null {
    if (this.#broken !== null) return null
    try {
      const o = this.#take()
      o.plain = false
      o.op = op
      o.outcome = outcome
      return o
    } catch (error) {
      if (this.#broken === null) throw error
      return null
    }
  }

  #makeRoom(count: number): boolean {
    const hasRoom = this.#submitter.makeRoom(count)
    if (this.#broken !== null) throw this.#broken
    return hasRoom
  }

  /** Publishes what `begin` took. */
  commit(o: Operation): void {
    if (o.stopped !== null) {
      this.#reject(o)
      return
    }
    this.#enroll(o)
    this.#equip(o)
    if (o.staged) this.#submitter.stage(o.sqe)
    else this.#submitter.show(1)
  }

  /**
   * Publishes all members of a chain at once: no enter and no polling thread may see a part of it.
   * Throws, and has started nothing, if the ring cannot go on. @returns Whether they wait for room.
   */
  launch(members: readonly Operation[]): boolean {
    const staged = !this.#makeRoom(members.length)
    for (const o of members) {
      this.#enroll(o)
      this.#equip(o)
    }
    for (const o of members) {
      o.staged = staged
      if (staged) this.#submitter.stage(o.sqe)
      else o.sqe = copySlot(o.sqe, this.#submitter.next()!)
    }
    if (!staged) this.#submitter.show(members.length)
    return staged
  }

  /** Before the tail moves: whoever ends this ring waits for what the kernel may have seen. */
  #enroll(o: Operation): void {
    const { sqe } = o
    const control = this.#control
    if (control[TO_SUBMIT] === 0) this.#startTurn()
    control[IN_FLIGHT]++
    o.fd = sqe.fd
    o.startedMs = this.#turnMs
    sqe.userDataLow = o.index
    sqe.userDataHigh = o.userDataHigh
    o.running = true
  }

  /** Nothing of this turn was submitted yet. One look at the clock is enough for all of it. */
  #startTurn(): void {
    this.#turnMs = Math.floor(performance.now())
    this.#noteBatch()
    if (this.#control[IN_FLIGHT] === this.#held) this.#owner.busy()
    this.traced = isTraced()
  }

  /** Its signal was aborted before the call: the kernel never hears of it. */
  #reject(o: Operation): void {
    give(o.pinned)
    taken(o.pinned)
    this.counters.failed++
    o.reject(failure(o, -Errno.ECANCELED))
    this.ledger.release(o)
  }

  /** What is more than a promise. */
  #equip(o: Operation): void {
    const { file, call, pinned } = o
    if (file !== null) {
      file.began(o)
      if (file.direct) o.sqe.flags |= SqeFlags.FIXED_FILE
    }
    if (call !== undefined) this.#applyCall(o, call)
    if (o.outcome === 'fd') o.fileIndex = o.sqe.fileIndex
    if (this.reportsCopies) askForCopies(o)
    if (pinned !== null) give(pinned, o)
    this.watch?.submitted(o)
  }

  #applyCall(o: Operation, call: NonNullable<Call>): void {
    applyFlags(o.sqe, call)
    this.drained ||= call.drain === true
    if (call.timeout !== undefined) this.deadlines.start(o, call.timeout)
    const { signal } = call
    if (signal === undefined) return
    o.onAbort = () => this.stop(o, 'abort')
    onAbort(signal, o.onAbort)
  }

  /** Cancels a running operation for a reason; it settles when the kernel has let go. */
  stop(o: Operation, reason: StopReason): void {
    if (!o.running) return
    o.endFor(reason)
    if (o.listener?.stop === undefined) this.cancel(o)
    else o.listener.stop()
  }

  /** Asks the kernel to end an operation, until it has. */
  cancel(o: Operation): void {
    new Cancellation(this, o).start()
  }

  /** From now on nothing is started but what ends other things. */
  refuse(error: Error): void {
    this.#refusal ??= error
    this.#careful = true
  }

  /** Cancels everything, because the ring closes. */
  stopAll(): void {
    for (const o of this.ledger.running()) o.endFor('closed')
    cancelEverything(this)
  }

  /** A descriptor of this process is free again. */
  descriptorClosed(): void {
    this.#owner.descriptorClosed()
  }

  /** Publishes an operation and gives the promise of its result. */
  promise<T>(o: Operation): Promise<T> {
    const promise = deferred<T>(o)
    if (o.plain) {
      this.#enroll(o)
      this.#submitter.show(1)
    } else {
      this.commit(o)
    }
    // Last of all: who has subscribed may do anything.
    if (this.traced) traceOperation(this.fd, o)
    return promise
  }

  /**
   * Reads all completions and settles what they end. The loop calls it; promise continuations run
   * when it has returned, which is after the head has moved.
   */
  drain(): void {
    this.counters.drains++
    this.#enters.fold()
    const error = this.#control[Control.ERROR]
    if (error !== 0) this.#break(error)
    if (this.#broken !== null) return
    this.reaper.reap()
    this.#submitter.unstage()
    if (this.#control[IN_FLIGHT] === 0) this.#owner.idle()
  }

  /** Reads what came without having been asked for, before the ring ends. */
  reapLast(): void {
    if (this.#broken !== null) return
    this.#submitter.enter()
    this.reaper.reap()
  }

  /**
   * Nothing can be started from now on. The rest is the owner's, and not in the middle of a drain.
   */
  #break(errno: number): void {
    if (this.#broken !== null) return
    const error = brokenError(errno)
    this.#broken = error
    this.refuse(error)
    this.#submitter.end()
    queueMicrotask(() => this.#owner.broken(error))
  }

  /**
   * After the ring is closed: nothing will complete any more, and the kernel has no memory of ours.
   */
  abandon(error: Error & { readonly errno?: number }): void {
    this.watch?.closed()
    this.#broken ??= error
    this.refuse(error)
    this.#submitter.end()
    this.#abandoned += this.inFlight
    const res = error.errno ?? -Errno.ECANCELED
    for (const o of this.ledger.running()) this.reaper.finish(o, res, 0)
    this.#control[IN_FLIGHT] = this.#held
  }
}
