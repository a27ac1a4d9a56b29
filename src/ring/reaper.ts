import { CqeFlags, NOTIF_USAGE_ZC_COPIED, SqRingFlags } from '../../generated/constants.ts'
import { Control } from '../kernel/kernel.ts'
import type { CompletionQueue } from '../raw/completion-queue.ts'
import type { Queues } from '../raw/setup.ts'
import type { SubmissionQueue } from '../raw/submission-queue.ts'
import type { Engine } from './engine.ts'
import { generationOf, Kind, kindOf, type Operation } from './operation.ts'
import type { Owner } from './owner.ts'
import { taken } from './pins.ts'
import { settle } from './settle.ts'
import { offAbort } from './signal.ts'
import type { Call } from './types.ts'

// The word and the bit that every completion looks at.
const { IN_FLIGHT } = Control
const { F_MORE } = CqeFlags

/** Drains the completion queue and hands each completion to whoever started the operation. */
export class Reaper {
  readonly #engine: Engine
  readonly #cq: CompletionQueue
  readonly #sq: SubmissionQueue
  readonly #control: Int32Array
  readonly #owner: Owner

  constructor(engine: Engine, queues: Queues, owner: Owner) {
    this.#engine = engine
    this.#cq = queues.cq
    this.#sq = queues.sq
    this.#control = queues.control
    this.#owner = owner
  }

  /** Empties the completion queue. */
  reap(): void {
    const cq = this.#cq
    const tail = cq.acquire()
    let at = cq.head
    if (((tail - at) | 0) >= cq.entries) this.#full()
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

  /** The kernel may have more completions than there was room for, and none are lost but then. */
  #full(): void {
    const { counters } = this.#engine
    if ((this.#sq.flags & SqRingFlags.CQ_OVERFLOW) !== 0) counters.overflows++
    counters.lost = this.#cq.overflow
  }

  #complete(low: number, high: number, res: number, flags: number): void {
    const { ledger, counters } = this.#engine
    const o = ledger.find(low, high)
    if (o !== null && o.plain && res >= 0 && (flags & F_MORE) === 0) {
      this.#control[IN_FLIGHT]--
      counters.completed++
      o.resolve(undefined as never)
      ledger.release(o)
    } else {
      this.#completeMore(o, low, high, res, flags)
    }
  }

  #completeMore(o: Operation | null, low: number, high: number, res: number, flags: number): void {
    const { counters, watch } = this.#engine
    watch?.completed(o, low, high, res, flags)
    if (o === null) {
      this.#unclaimed(low, high, res)
    } else if ((flags & F_MORE) !== 0) {
      this.#more(o, res, flags)
    } else {
      this.#control[IN_FLIGHT]--
      counters.completed++
      this.finish(o, res, flags)
    }
  }

  /** Nothing that runs here: sent by another ring, a tag, or late. */
  #unclaimed(low: number, high: number, res: number): void {
    const { counters, tags } = this.#engine
    if (kindOf(high) === Kind.TAG && tags.came(low)) {
      counters.tags++
      return
    }
    const isMessage = kindOf(high) === Kind.MESSAGE
    if (isMessage && this.#owner.message(low, generationOf(high), res)) counters.messages++
    else counters.stray++
  }

  #more(o: Operation, res: number, flags: number): void {
    this.#engine.counters.partial++
    if (o.listener !== null) {
      o.listener.more(res, flags, o)
      return
    }
    o.res = res
    o.partial = true
    o.plain = false
    // Sent: only the memory is in use, till the peer has read. A close does not wait for that.
    o.file?.ended(o)
    o.file = null
  }

  /**
   * Settles an operation that is over. The slot is given back last: what a listener starts
   * meanwhile gets another one.
   */
  finish(o: Operation, last: number, flags: number): void {
    o.running = false
    // The notification of a zero-copy send comes last and has no result of its own.
    const res = o.partial && (flags & CqeFlags.F_NOTIF) !== 0 ? this.#notified(o, last) : last
    const { file, listener, call } = o
    if (call !== undefined) this.#endCall(o, call)
    try {
      if (o.pinned !== null) taken(o.pinned)
      if (listener !== null) listener.final(res, flags, o)
      else settle(this.#engine, o, res)
    } finally {
      file?.ended(o)
      this.#engine.ledger.release(o)
    }
  }

  /** The network has let go of what was sent. @returns The result, which came before. */
  #notified(o: Operation, usage: number): number {
    const { counters } = this.#engine
    counters.zeroCopy++
    if ((usage & NOTIF_USAGE_ZC_COPIED) !== 0) counters.zeroCopyCopied++
    return o.res
  }

  #endCall(o: Operation, call: NonNullable<Call>): void {
    if (o.deadlines !== null) this.#engine.deadlines.end(o)
    if (o.onAbort !== null && call.signal !== undefined) offAbort(call.signal, o.onAbort)
  }
}
