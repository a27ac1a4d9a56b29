import {
  CancelFlags,
  CqeFlags,
  EnterFlags,
  Errno,
  Op,
  SetupFlags,
  SqeFlags,
  SqRingFlags,
} from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { Syscall } from '../../generated/internal.ts'
import { Sqe } from '../../generated/structs.ts'
import { UringError } from '../errors.ts'
import { Control, type Kernel, type Loop } from '../kernel/kernel.ts'
import type { CompletionQueue } from '../raw/completion-queue.ts'
import type { Queues } from '../raw/setup.ts'
import type { SubmissionQueue } from '../raw/submission-queue.ts'
import type { RingFd } from './fd.ts'
import { Deadlines } from './deadlines.ts'
import { Ledger } from './ledger.ts'
import { Kind, kindOf, type Listener, type Operation, userDataHigh } from './operation.ts'
import { settle } from './settle.ts'
import type { Call, Outcome, Pinned } from './types.ts'

/** How long a cancel that found its target running waits before it tries again. */
const AGAIN_MS = 20

/** Counters of an {@link Engine}, for `stats()`. */
export interface Counters {
  submitted: number
  completed: number
  drains: number
  stray: number
  backlogged: number
}

/** What the engine tells the Ring. */
export interface Owner {
  /** Something is in flight: keep the ring alive, and the process if it may. */
  busy(): void
  /** Nothing is in flight any more. */
  idle(): void
  /** A descriptor of this process was closed: another one may be opened. */
  descriptorClosed(): void
  /** The kernel refuses to go on with this ring. */
  broken(error: UringError): void
}

/**
 * Moves operations through the two queues: takes slots, publishes them, drains completions and hands
 * them to whoever started them. It enters only when the queue is full; otherwise the loop in the
 * backend does, once a turn.
 */
export class Engine {
  readonly kernel: Kernel
  readonly fd: number
  readonly ledger = new Ledger((o, reason) => this.stop(o, reason))
  readonly deadlines = new Deadlines()
  readonly counters: Counters = { submitted: 0, completed: 0, drains: 0, stray: 0, backlogged: 0 }
  readonly #owner: Owner
  readonly #control: Int32Array
  readonly #sq: SubmissionQueue
  readonly #cq: CompletionQueue
  readonly #polled: boolean
  /** Submissions that found no room, oldest first. */
  readonly #backlog: Sqe[] = []
  #loop: Loop | null = null
  #broken: Error | null = null

  constructor(kernel: Kernel, queues: Queues, owner: Owner) {
    this.kernel = kernel
    this.fd = queues.fd
    this.#owner = owner
    this.#control = queues.control
    this.#sq = queues.sq
    this.#cq = queues.cq
    this.#polled = (queues.params.flags & SetupFlags.SQPOLL) !== 0
    if (this.#polled) this.#control[Control.ENTER_FLAGS]! |= EnterFlags.SQ_WAKEUP
  }

  /** Operations and helpers whose final completion has not come. */
  get inFlight(): number {
    return this.#control[Control.IN_FLIGHT]!
  }

  get enters(): number {
    return this.#control[Control.ENTERS]!
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

  /** Takes a slot of the ledger and of the submission queue. No code of the user's runs until commit. */
  begin(
    op: number,
    outcome: Outcome,
    file: RingFd | null,
    pinned: Pinned | readonly Pinned[] | null,
    call: Call,
  ): Operation {
    if (this.#broken !== null) throw this.#broken
    const o = this.ledger.take()
    o.staged = !this.#makeRoom()
    o.sqe = this.#slot(o.staged)
    o.op = op
    o.outcome = outcome
    o.file = file
    o.pinned = pinned
    o.call = call
    return o
  }

  /** The caller has made room, so that there is a slot. */
  #slot(staged: boolean): Sqe {
    return (staged ? null : this.#sq.next()) ?? Sqe.alone()
  }

  #makeRoom(): boolean {
    if (this.#backlog.length === 0 && this.#sq.space > 0) return true
    this.#enter()
    return this.#backlog.length === 0 && this.#sq.space > 0
  }

  /** Publishes what `begin` took. */
  commit(o: Operation): void {
    const { sqe, call, file } = o
    if (file !== null) {
      file.began(o)
      if (file.direct) sqe.flags |= SqeFlags.FIXED_FILE
    }
    if (call !== undefined) this.#applyCall(o, call)
    if (o.outcome === 'fd') o.fileIndex = sqe.fileIndex
    sqe.userDataLow = o.index
    sqe.userDataHigh = userDataHigh(o.generation, Kind.OPERATION)
    o.running = true
    eachPinned(o.pinned, give)
    this.counters.submitted++
    this.#publish(o)
  }

  #applyCall(o: Operation, call: NonNullable<Call>): void {
    const { sqe } = o
    if (call.async === true) sqe.flags |= SqeFlags.ASYNC
    if (call.drain === true) sqe.flags |= SqeFlags.IO_DRAIN
    if (call.personality !== undefined) sqe.personality = call.personality
    if (call.timeout !== undefined) this.deadlines.start(o, call.timeout)
    const { signal } = call
    if (signal !== undefined) {
      const { generation } = o
      o.onAbort = () => {
        if (o.generation === generation) this.stop(o, 'abort')
      }
      signal.addEventListener('abort', o.onAbort)
    }
  }

  #publish(o: Operation): void {
    const control = this.#control
    const before = control[Control.IN_FLIGHT]!
    // Raised before the tail moves: whoever ends this ring waits for what the kernel may have seen.
    control[Control.IN_FLIGHT] = before + 1
    if (before === 0) this.#owner.busy()
    if (o.staged) {
      this.#backlog.push(o.sqe)
      this.counters.backlogged++
      control[Control.FLUSH] = 1
    } else {
      this.#show()
    }
  }

  #show(): void {
    this.#sq.publish()
    if (!this.#polled) this.#control[Control.TO_SUBMIT]!++
    else if (this.#sq.needsWakeup) this.#control[Control.FLUSH] = 1
  }

  /** Only when the queue is full: all else is entered by the loop, once a turn. */
  #enter(): void {
    const control = this.#control
    const answer = this.kernel.enter(
      control[Control.ENTER_FD]!,
      control[Control.TO_SUBMIT]!,
      0,
      control[Control.ENTER_FLAGS]!,
      0,
      0,
    )
    if (answer >= 0) {
      if (!this.#polled) control[Control.TO_SUBMIT]! -= answer
      this.#unstage()
    } else if (![Errno.EAGAIN, Errno.EBUSY, Errno.EINTR].includes(-answer as never)) {
      this.#break(answer)
    }
  }

  /** Moves the backlog into the queue as far as there is room. */
  #unstage(): void {
    while (this.#backlog.length > 0) {
      const slot = this.#sq.next()
      if (slot === null) {
        this.#control[Control.FLUSH] = 1
        return
      }
      copySlot(this.#backlog.shift()!, slot)
      this.#show()
    }
  }

  /** Starts an operation whose completions go to a listener. The sqe is filled by `arm`. */
  start(
    op: number,
    file: RingFd | null,
    pinned: Pinned | readonly Pinned[] | null,
    call: Call,
    listener: Listener,
    arm: (sqe: Sqe) => void,
  ): Operation {
    const o = this.begin(op, 'number', file, pinned, call)
    o.listener = listener
    arm(o.sqe)
    this.commit(o)
    return o
  }

  /** Cancels a running operation for a reason; it settles when the kernel has let go. */
  stop(o: Operation, reason: 'abort' | 'closed' | 'timeout'): void {
    if (!o.running) return
    o.stopped ??= reason
    this.cancel(o, o.generation)
  }

  /** Asks the kernel to end an operation; asks again while it is found in the middle of its work. */
  cancel(o: Operation, generation: number): void {
    if (this.#broken !== null || !o.running || o.generation !== generation) return
    const again = (): void => this.cancel(o, generation)
    const listener: Listener = {
      more: () => {},
      final: (res) => {
        if (res === -Errno.EALREADY) setTimeout(again, AGAIN_MS).unref()
      },
    }
    this.start(Op.ASYNC_CANCEL, null, null, undefined, listener, (sqe) =>
      prep.asyncCancel(sqe, o.index, userDataHigh(generation, Kind.OPERATION), 0),
    )
  }

  /** Cancels everything that runs on a descriptor, or everything of the ring. */
  cancelAll(file: RingFd | null): void {
    if (this.#broken !== null) return
    const fixed = file?.direct === true ? CancelFlags.FD_FIXED : 0
    const what = file === null ? CancelFlags.ANY : CancelFlags.FD | fixed
    const listener: Listener = { more: () => {}, final: () => {} }
    this.start(Op.ASYNC_CANCEL, null, null, undefined, listener, (sqe) => {
      prep.asyncCancel(sqe, 0, 0, what | CancelFlags.ALL)
      if (file !== null) sqe.fd = file.value
    })
  }

  /** Closes a descriptor through the ring; by a system call when the ring is closed already. */
  closeFd(value: number, direct: boolean): Promise<void> {
    if (this.#broken !== null) {
      if (!direct) this.kernel.syscall(Syscall.close, value)
      this.#owner.descriptorClosed()
      return Promise.resolve()
    }
    const o = this.begin(Op.CLOSE, 'void', null, null, undefined)
    if (direct) prep.closeDirect(o.sqe, value)
    else prep.closeFd(o.sqe, value)
    return this.promise<void>(o).finally(() => this.#owner.descriptorClosed())
  }

  /** Makes a plain descriptor of a direct one. */
  install(file: RingFd): Promise<RingFd> {
    const o = this.begin(Op.FIXED_FD_INSTALL, 'fd', file, null, undefined)
    prep.fixedFdInstall(o.sqe, file.value, 0)
    return this.promise(o)
  }

  /** Publishes an operation and gives the promise of its result. */
  promise<T>(o: Operation): Promise<T> {
    const promise = new Promise<T>(capture)
    o.resolve = captured.resolve
    o.reject = captured.reject
    this.commit(o)
    return promise
  }

  /**
   * Reads all completions and settles what they end. The loop calls it; promise continuations run
   * when it has returned, which is after the head has moved.
   */
  drain(): void {
    this.counters.drains++
    const error = this.#control[Control.ERROR]!
    if (error !== 0) {
      this.#break(error)
      return
    }
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
    if ((this.#sq.flags & SqRingFlags.CQ_OVERFLOW) !== 0) this.#control[Control.FLUSH] = 1
    if (this.#backlog.length > 0) this.#unstage()
    if (this.inFlight === 0) this.#owner.idle()
  }

  #complete(low: number, high: number, res: number, flags: number): void {
    const more = (flags & CqeFlags.F_MORE) !== 0
    const o = kindOf(high) === Kind.OPERATION ? this.ledger.find(low, high) : null
    if (o === null) {
      this.counters.stray++
      return
    }
    if (more) {
      this.#more(o, res, flags)
      return
    }
    this.#control[Control.IN_FLIGHT]!--
    this.counters.completed++
    // The notification of a zero-copy send comes last and has no result of its own.
    const notified = (flags & CqeFlags.F_NOTIF) !== 0 && o.partial
    this.#finish(o, notified ? o.res : res, flags)
  }

  #more(o: Operation, res: number, flags: number): void {
    if (o.listener !== null) {
      o.listener.more(res, flags, o)
      return
    }
    o.res = res
    o.partial = true
  }

  #finish(o: Operation, res: number, flags: number): void {
    o.running = false
    if (o.deadlines !== null) this.deadlines.end(o)
    if (o.onAbort !== null) o.call?.signal?.removeEventListener('abort', o.onAbort)
    eachPinned(o.pinned, taken)
    const { file, listener } = o
    if (listener !== null) listener.final(res, flags, o)
    else settle(this, o, res)
    file?.ended(o)
    this.ledger.release(o)
  }

  /** The ring is beyond repair: everything rejects once the kernel has let go of it. */
  #break(errno: number): void {
    if (this.#broken !== null) return
    const error = new UringError(errno, 'io_uring_enter', { explanation: 'the ring cannot go on' })
    this.#broken = error
    this.#owner.broken(error)
  }

  /** After the ring is closed by force: nothing will complete any more. */
  abandon(error: Error & { readonly errno?: number }): void {
    this.#broken ??= error
    for (const o of this.ledger.running()) this.#finish(o, error.errno ?? -Errno.ECANCELED, 0)
  }

  /** Cancels everything, because the ring closes. */
  stopAll(): void {
    for (const o of this.ledger.running()) o.stopped ??= 'closed'
    this.cancelAll(null)
  }
}

/** What the one executor of all promises has caught: a closure for each would cost more than the rest. */
const captured: { resolve: (value: never) => void; reject: (error: Error) => void } = {
  resolve: () => {},
  reject: () => {},
}

function capture(resolve: (value: never) => void, reject: (error: Error) => void): void {
  captured.resolve = resolve
  captured.reject = reject
}

function give(pinned: Pinned): void {
  pinned.give?.()
}

function taken(pinned: Pinned): void {
  pinned.taken?.()
}

function eachPinned(
  pinned: Pinned | readonly Pinned[] | null,
  visit: (pinned: Pinned) => void,
): void {
  if (pinned === null) return
  if (isList(pinned)) for (const one of pinned) visit(one)
  else visit(pinned)
}

function isList(pinned: Pinned | readonly Pinned[]): pinned is readonly Pinned[] {
  return Array.isArray(pinned)
}

function copySlot(from: Sqe, to: Sqe): void {
  for (let i = 0; i < Sqe.SIZE / 4; i++) to.words[to.at + i] = from.words[from.at + i]!
}
