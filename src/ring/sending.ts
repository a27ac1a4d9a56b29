import { Errno, MsgFlags, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { abortError } from '../errors.ts'
import type { Ends } from './deferred.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Listener, Operation } from './operation.ts'
import { isDetached, taken, verify } from './pins.ts'
import { detachedError, failure } from './settle.ts'
import { isAborted, offAbort, onAbort } from './signal.ts'
import { traceEnds } from './trace.ts'
import type { Call, Pinned } from './types.ts'

/** Sent whole, or up to an error; and no SIGPIPE for a peer that has gone. */
export const WHOLE = MsgFlags.WAITALL | MsgFlags.NOSIGNAL

/** Where the bytes of a piece lie: a lease that was given away does not tell its length. */
export interface Place {
  readonly address: number
  readonly length: number
}

/** What a `sendAll` was called with. */
export interface SendRequest {
  /** The descriptor as this call named it: closing the object ends what was asked for by it. */
  readonly file: RingFd | null
  readonly pieces: readonly Pinned[]
  readonly places: readonly Place[]
  readonly flags: number
  readonly call: Call
}

/** The queue that a send is in. */
export interface SendLine {
  readonly engine: Engine
  readonly fd: number
  /** One that waited has given up. */
  leave(sending: Sending): void
  /** The one that was at work is over; `closed` because its descriptor or ring is closed. */
  ended(sending: Sending, closed: boolean): void
}

/**
 * One `sendAll` of several pieces, or one that waits for its turn, or that the kernel has cut
 * short: its pieces go out one after the other, each whole. The kernel sends a piece to its end by
 * itself; what an error has cut short is sent on, so that the error shows.
 */
export class Sending implements Listener {
  readonly lasting = true
  readonly #line: SendLine
  readonly #request: SendRequest
  readonly #ends: Ends<void>
  #onAbort: (() => void) | null = null
  #piece = 0
  /** What is left of the piece that it is at. */
  #address: number
  #left: number
  #hasSent = false
  #error: Error | null = null

  /** The pieces are given away already. */
  constructor(line: SendLine, request: SendRequest, ends: Ends<void>) {
    this.#line = line
    this.#request = request
    this.#ends = ends
    const [first] = request.places
    this.#address = first?.address ?? 0
    this.#left = first?.length ?? 0
    line.engine.watch?.made(this)
  }

  /** Why it has failed. */
  get error(): Error | null {
    return this.#error
  }

  /** Whether it has failed in the middle of its bytes. */
  get leavesHole(): boolean {
    return this.#error !== null && this.#hasSent
  }

  /** Waits for its turn; what has sent nothing yet can leave at once. */
  wait(): void {
    const signal = this.#request.call?.signal
    if (signal === undefined) return
    this.#onAbort = () => {
      this.#line.leave(this)
      this.fail(abortError(signal))
    }
    onAbort(signal, this.#onAbort)
  }

  /** Sends what is left. `false` when it is over already. */
  start(): boolean {
    this.#stopWaiting()
    while (this.#left === 0) {
      if (!this.#nextPiece()) {
        this.#succeed()
        return false
      }
    }
    const signal = this.#request.call?.signal
    if (signal !== undefined && isAborted(signal)) {
      this.fail(abortError(signal))
      return false
    }
    const { engine, fd } = this.#line
    const { file, pieces, flags, call } = this.#request
    try {
      // It may have waited for long: nothing is read where nothing of the caller's lies any more.
      const piece = pieces[this.#piece]
      if (piece.detached === true) verify(piece)
      const o = engine.begin(Op.SEND, 'number', file, null, call)
      prep.send(o.sqe, fd, this.#address, this.#left, flags)
      o.listen(this)
      engine.commit(o)
      // As a whole: what was cut short is told as what was asked for first.
      if (!this.#hasSent && engine.traced) traceEnds(engine.fd, o, this.#ends)
      return true
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)))
      return false
    }
  }

  #nextPiece(): boolean {
    const place = this.#request.places[++this.#piece]
    if (place === undefined) return false
    this.#address = place.address
    this.#left = place.length
    return true
  }

  more(): void {}

  final(res: number, _flags: number, o: Operation): void {
    if (this.#goOn(res, o)) return
    this.#line.ended(this, o.stopped === 'closed')
  }

  /** Whether it is still at work. */
  #goOn(res: number, o: Operation): boolean {
    if (res <= 0) {
      // Nothing sent and no error would go round for ever.
      this.fail(failure(o, res === 0 ? -Errno.EPIPE : res))
      return false
    }
    this.#hasSent = true
    this.#address += res
    this.#left -= res
    // A cancelled send says how much it has sent, and not that it was cancelled.
    if (o.stopped !== null && this.#hasMore()) {
      this.fail(failure(o, -Errno.ECANCELED))
      return false
    }
    return this.start()
  }

  #hasMore(): boolean {
    return (
      this.#left > 0 || this.#request.places.slice(this.#piece + 1).some(({ length }) => length > 0)
    )
  }

  #succeed(): void {
    const { pieces } = this.#request
    taken(pieces)
    if (isDetached(pieces)) this.#ends.reject(detachedError(Op.SEND))
    else this.#ends.resolve()
  }

  /** Ends it here; its leases go back. */
  fail(error: Error): void {
    this.#stopWaiting()
    this.#error = error
    this.#line.engine.counters.failed++
    taken(this.#request.pieces)
    this.#ends.reject(error)
  }

  #stopWaiting(): void {
    const signal = this.#request.call?.signal
    if (this.#onAbort === null || signal === undefined) return
    offAbort(signal, this.#onAbort)
    this.#onAbort = null
  }
}
