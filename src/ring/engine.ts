import { CqeFlags, Errno, SqeFlags } from '../../generated/constants.ts'
import { Sqe } from '../../generated/structs.ts'
import { Control, type Kernel, type Loop } from '../kernel/kernel.ts'
import type { CompletionQueue } from '../raw/completion-queue.ts'
import type { Queues } from '../raw/setup.ts'
import { copySlot } from './backlog.ts'
import { cancelEverything, Cancellation } from './cancel.ts'
import type { ChainBuild } from './chain-build.ts'
import { closedError, type RingFd } from './fd.ts'
import { Deadlines } from './deadlines.ts'
import { deferred } from './deferred.ts'
import { brokenError } from './explain-ring.ts'
import { Ledger } from './ledger.ts'
import {
  applyFlags,
  generationOf,
  Kind,
  kindOf,
  type Operation,
  type StopReason,
  userDataHigh,
} from './operation.ts'
import { ownedFds, type OwnedFds } from './owned-fds.ts'
import { newCounters, type Owner } from './owner.ts'
import { give, owned, type Pins, taken, verify } from './pins.ts'
import { failure, settle } from './settle.ts'
import { isAborted, offAbort, onAbort } from './signal.ts'
import { Slots } from './slots.ts'
import { Tags } from './tags.ts'
import { Submitter } from './submitter.ts'
import type { Call, Outcome } from './types.ts'
import { openWatch, type Watch } from './watch.ts'

/**
 * Moves operations through the two queues: takes slots, publishes them, drains completions and
 * hands them to whoever started them. It enters only when the queue is full; otherwise the loop in
 * the backend does, once a turn.
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
  /** What collects operations while a chain is being built. */
  building: ChainBuild | null = null
  readonly counters = newCounters()
  readonly #owner: Owner
  readonly #control: Int32Array
  readonly #cq: CompletionQueue
  /** Who looks on; nobody, most of the time. */
  readonly watch: Watch | null
  readonly #submitter: Submitter
  /** The clock, as it was when this turn began to submit. */
  #turnMs = 0
  /** Whether a drain was ever started: what follows one waits, and so would a cancel. */
  drained = false
  #loop: Loop | null = null
  /** Who waits for what the ring has not asked for, and keeps it busy: readers of messages. */
  #held = 0
  /** Why nothing can be started: the ring closes, or is broken. */
  #refusal: Error | null = null
  /** Why not even a cancel can be started. */
  #broken: Error | null = null

  constructor(kernel: Kernel, queues: Queues, owner: Owner) {
    this.kernel = kernel
    this.owned = ownedFds(kernel)
    this.fd = queues.fd
    this.#owner = owner
    this.#control = queues.control
    this.#cq = queues.cq
    this.setupFlags = queues.params.flags
    this.watch = openWatch(queues, owner.debug)
    this.#submitter = new Submitter(kernel, queues, this.counters, (errno) => this.#break(errno))
  }

  /** Operations and helpers whose final completion has not come. */
  get inFlight(): number {
    return this.#control[Control.IN_FLIGHT] - this.#held
  }

  get enters(): number {
    return this.#control[Control.ENTERS]
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
    if (control[Control.IN_FLIGHT]++ === 0) this.#owner.busy()
  }

  letGo(): void {
    this.#held--
    if (--this.#control[Control.IN_FLIGHT] > 0) return
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
    if (file !== null || pinned !== null || this.#refusal !== null) this.check(file, pinned)
    const pins = call === undefined || call.own !== true ? pinned : this.#own(pinned)
    const o = call === undefined ? this.#take() : this.#takeFor(call)
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
    if (slot === null) return this.#takeStaged()
    const o = this.ledger.take()
    o.sqe = slot
    return o
  }

  /** One whose signal was aborted before never gets a slot of the queue. */
  #takeFor({ signal }: NonNullable<Call>): Operation {
    if (signal === undefined || !isAborted(signal)) return this.#take()
    const o = this.#takeStaged()
    o.stopped = 'abort'
    return o
  }

  /** One that waits for a slot of the queue. */
  #takeStaged(): Operation {
    if (this.#broken !== null) throw this.#broken
    const o = this.ledger.take()
    o.staged = true
    o.sqe = Sqe.alone()
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
    this.#raise(1)
    if (o.staged) this.#submitter.stage(o.sqe)
    else this.#submitter.show(1)
  }

  /**
   * Publishes all members of a chain at once: no enter and no polling thread may see a part of it.
   * Throws, and has started nothing, if the ring cannot go on. @returns Whether they wait for room.
   */
  launch(members: readonly Operation[]): boolean {
    const staged = !this.#makeRoom(members.length)
    for (const o of members) this.#enroll(o)
    this.#raise(members.length)
    for (const o of members) {
      o.staged = staged
      if (staged) this.#submitter.stage(o.sqe)
      else o.sqe = copySlot(o.sqe, this.#submitter.next()!)
    }
    if (!staged) this.#submitter.show(members.length)
    return staged
  }

  #enroll(o: Operation): void {
    const { sqe } = o
    if (o.file !== null || o.call !== undefined) this.#applyMore(o)
    if (o.outcome === 'fd') o.fileIndex = sqe.fileIndex
    o.fd = sqe.fd
    // One look at the clock a turn: nothing of this turn was submitted yet.
    if (this.#control[Control.TO_SUBMIT] === 0) this.#turnMs = Math.floor(performance.now())
    o.startedMs = this.#turnMs
    sqe.userDataLow = o.index
    sqe.userDataHigh = userDataHigh(o.generation, Kind.OPERATION)
    o.running = true
    if (o.pinned !== null) give(o.pinned, o)
    this.counters.submitted++
    if (this.watch !== null) this.watch.submitted(o)
  }

  /** Its signal was aborted before the call: the kernel never hears of it. */
  #reject(o: Operation): void {
    give(o.pinned)
    taken(o.pinned)
    o.reject(failure(o, -Errno.ECANCELED))
    this.ledger.release(o)
  }

  #applyMore(o: Operation): void {
    const { file, call } = o
    if (file !== null) {
      file.began(o)
      if (file.direct) o.sqe.flags |= SqeFlags.FIXED_FILE
    }
    if (call !== undefined) this.#applyCall(o, call)
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

  /** Before the tail moves: whoever ends this ring waits for what the kernel may have seen. */
  #raise(count: number): void {
    const control = this.#control
    const before = control[Control.IN_FLIGHT]
    control[Control.IN_FLIGHT] = before + count
    if (before === this.#held) this.#owner.busy()
  }

  /** Cancels a running operation for a reason; it settles when the kernel has let go. */
  stop(o: Operation, reason: StopReason): void {
    if (!o.running) return
    o.stopped ??= reason
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
  }

  /** Cancels everything, because the ring closes. */
  stopAll(): void {
    for (const o of this.ledger.running()) o.stopped ??= 'closed'
    cancelEverything(this)
  }

  /** A descriptor of this process is free again. */
  descriptorClosed(): void {
    this.#owner.descriptorClosed()
  }

  /** Publishes an operation and gives the promise of its result. */
  promise<T>(o: Operation): Promise<T> {
    const promise = deferred<T>(o)
    this.commit(o)
    return promise
  }

  /**
   * Reads all completions and settles what they end. The loop calls it; promise continuations run
   * when it has returned, which is after the head has moved.
   */
  drain(): void {
    this.counters.drains++
    const error = this.#control[Control.ERROR]
    if (error !== 0) this.#break(error)
    if (this.#broken !== null) return
    this.reap()
    this.#submitter.unstage()
    if (this.#control[Control.IN_FLIGHT] === 0) this.#owner.idle()
  }

  /** Reads what came without having been asked for, before the ring ends. */
  reapLast(): void {
    if (this.#broken !== null) return
    this.#submitter.enter()
    this.reap()
  }

  /** Empties the completion queue. */
  reap(): void {
    const cq = this.#cq
    const tail = cq.acquire()
    let at = cq.head
    try {
      while (at !== tail) {
        const here = at
        at = cq.next(here)
        this.#complete(cq.userDataLow(here), cq.userDataHigh(here), cq.res(here), cq.flags(here))
      }
    } finally {
      cq.release(at)
    }
  }

  #complete(low: number, high: number, res: number, flags: number): void {
    const o = kindOf(high) === Kind.OPERATION ? this.ledger.find(low, high) : null
    if (this.watch !== null) this.watch.completed(o, low, high, res, flags)
    if (o === null) this.#unclaimed(low, high, res)
    else if ((flags & CqeFlags.F_MORE) !== 0) this.#more(o, res, flags)
    else this.#last(o, res, flags)
  }

  #last(o: Operation, res: number, flags: number): void {
    this.#control[Control.IN_FLIGHT]--
    this.counters.completed++
    // The notification of a zero-copy send comes last and has no result of its own.
    this.#finish(o, o.partial && (flags & CqeFlags.F_NOTIF) !== 0 ? o.res : res, flags)
  }

  /** Nothing that runs here: sent by another ring, a tag, or late. */
  #unclaimed(low: number, high: number, res: number): void {
    if (kindOf(high) === Kind.TAG && this.tags.came(low)) return
    const isMessage = kindOf(high) === Kind.MESSAGE
    if (isMessage && this.#owner.message(low, generationOf(high), res)) this.counters.messages++
    else this.counters.stray++
  }

  #more(o: Operation, res: number, flags: number): void {
    if (o.listener !== null) {
      o.listener.more(res, flags, o)
      return
    }
    o.res = res
    o.partial = true
    // Sent: only the memory is in use, till the peer has read. A close does not wait for that.
    o.file?.ended(o)
    o.file = null
  }

  /** The slot is given back last: what a listener starts meanwhile gets another one. */
  #finish(o: Operation, res: number, flags: number): void {
    o.running = false
    if (o.listener !== null || o.file !== null || o.pinned !== null || o.call !== undefined) {
      this.#finishMore(o, res, flags)
    } else {
      settle(this, o, res)
      this.ledger.release(o)
    }
  }

  #finishMore(o: Operation, res: number, flags: number): void {
    const { file, listener, call } = o
    if (call !== undefined) this.#endCall(o, call)
    try {
      if (o.pinned !== null) taken(o.pinned)
      if (listener !== null) listener.final(res, flags, o)
      else settle(this, o, res)
    } finally {
      file?.ended(o)
      this.ledger.release(o)
    }
  }

  #endCall(o: Operation, call: NonNullable<Call>): void {
    if (o.deadlines !== null) this.deadlines.end(o)
    if (o.onAbort !== null && call.signal !== undefined) offAbort(call.signal, o.onAbort)
  }

  /**
   * Nothing can be started from now on. The rest is the owner's, and not in the middle of a drain.
   */
  #break(errno: number): void {
    if (this.#broken !== null) return
    const error = brokenError(errno)
    this.#broken = error
    this.#refusal = error
    this.#submitter.end()
    queueMicrotask(() => this.#owner.broken(error))
  }

  /**
   * After the ring is closed: nothing will complete any more, and the kernel has no memory of ours.
   */
  abandon(error: Error & { readonly errno?: number }): void {
    this.watch?.closed()
    this.#broken ??= error
    this.#refusal ??= error
    this.#submitter.end()
    for (const o of this.ledger.running()) this.#finish(o, error.errno ?? -Errno.ECANCELED, 0)
    this.#control[Control.IN_FLIGHT] = this.#held
  }
}
