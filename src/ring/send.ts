import { Errno, MsgFlags, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { abortError } from '../errors.ts'
import { deferred, type Ends } from './deferred.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Listener, Operation } from './operation.ts'
import { give, isDetached, taken, verify } from './pins.ts'
import { detachedError, failure } from './settle.ts'
import { isAborted, offAbort, onAbort } from './signal.ts'
import type { Call, Pinned } from './types.ts'

/** Sent whole, or up to an error; and no SIGPIPE for a peer that has gone. */
const WHOLE = MsgFlags.WAITALL | MsgFlags.NOSIGNAL

interface Place {
  readonly address: number
  readonly length: number
}

const nowhere: readonly Place[] = []

/**
 * One `sendAll`: pieces that go out one after the other, each whole. The kernel sends a piece to
 * its end by itself; what an error has cut short is sent on, so that the error shows.
 */
class Sending implements Listener, Ends<void> {
  readonly promise: Promise<void>
  readonly #queue: SendQueue
  /** The descriptor as this call named it: closing the object ends what was asked for by it. */
  readonly #file: RingFd | null
  readonly #pieces: readonly Pinned[]
  /** Where the pieces lie, if there are several: a lease that was given away does not tell. */
  readonly #places: readonly Place[]
  readonly #flags: number
  readonly #call: Call
  resolve!: () => void
  reject!: (error: Error) => void
  #onAbort: (() => void) | null = null
  #piece = 0
  /** What is left of the piece that it is at. */
  #address: number
  #left: number
  #hasSent = false
  #error: Error | null = null

  constructor(
    queue: SendQueue,
    file: RingFd | null,
    pieces: readonly Pinned[],
    flags: number,
    call: Call,
  ) {
    this.#queue = queue
    this.#file = file
    this.#pieces = pieces
    this.#flags = flags
    this.#call = call
    const [first] = pieces
    this.#address = first?.address ?? 0
    this.#left = first?.length ?? 0
    this.#places =
      pieces.length < 2 ? nowhere : pieces.map(({ address, length }) => ({ address, length }))
    this.promise = deferred<void>(this)
    // Given away from the call on, even if its turn comes later.
    give(pieces)
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
    const signal = this.#call?.signal
    if (signal === undefined) return
    this.#onAbort = () => {
      this.#queue.leave(this)
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
    const signal = this.#call?.signal
    if (signal !== undefined && isAborted(signal)) {
      this.fail(abortError(signal))
      return false
    }
    const { engine, fd } = this.#queue
    try {
      // It may have waited for long: nothing is read where nothing of the caller's lies any more.
      const piece = this.#pieces[this.#piece]
      if (piece.detached === true) verify(piece)
      const o = engine.begin(Op.SEND, 'number', this.#file, null, this.#call)
      prep.send(o.sqe, fd, this.#address, this.#left, this.#flags)
      o.listener = this
      engine.commit(o)
      return true
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)))
      return false
    }
  }

  #nextPiece(): boolean {
    const place = this.#places[++this.#piece]
    if (place === undefined) return false
    this.#address = place.address
    this.#left = place.length
    return true
  }

  more(): void {}

  final(res: number, _flags: number, o: Operation): void {
    if (this.#goOn(res, o)) return
    this.#queue.ended(this, o.stopped === 'closed')
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
    return this.#left > 0 || this.#places.slice(this.#piece + 1).some(({ length }) => length > 0)
  }

  #succeed(): void {
    taken(this.#pieces)
    if (isDetached(this.#pieces)) this.reject(detachedError(Op.SEND))
    else this.resolve()
  }

  /** Ends it here; its leases go back. */
  fail(error: Error): void {
    this.#stopWaiting()
    this.#error = error
    taken(this.#pieces)
    this.reject(error)
  }

  #stopWaiting(): void {
    const signal = this.#call?.signal
    if (this.#onAbort === null || signal === undefined) return
    offAbort(signal, this.#onAbort)
    this.#onAbort = null
  }
}

/** The sends of one descriptor, in call order: two at once would mix their bytes. */
export class SendQueue {
  readonly engine: Engine
  readonly fd: number
  readonly #waiting: Sending[] = []
  #owner: 'nobody' | 'file' | 'gone' = 'nobody'
  #busy = false
  /** A send that broke off has left a hole in the stream of bytes: nothing may follow it. */
  #broken: Error | null = null

  constructor(engine: Engine, fd: number) {
    this.engine = engine
    this.fd = fd
  }

  /** Whether it is the queue of whatever has the number now: of an open Fd, or it is at work. */
  get current(): boolean {
    return this.#owner === 'file' || (this.#owner === 'nobody' && this.#busy)
  }

  /** @internal An Fd keeps it, until it is closed. */
  own(): void {
    this.#owner = 'file'
  }

  /** @internal The Fd is closed: its number may be another one's. */
  disown(): void {
    this.#owner = 'gone'
  }

  send(
    file: RingFd | null,
    pieces: readonly Pinned[],
    flags: number | undefined,
    call: Call,
  ): Promise<void> {
    verify(pieces)
    const whole = flags === undefined ? WHOLE : flags | WHOLE
    const sending = new Sending(this, file, pieces, whole, call)
    if (this.#broken !== null) {
      sending.fail(this.#broken)
    } else if (this.#busy) {
      this.#waiting.push(sending)
      sending.wait()
    } else {
      this.#busy = true
      if (!sending.start()) this.#next()
    }
    return sending.promise
  }

  /** @internal One that waited has given up. */
  leave(sending: Sending): void {
    const index = this.#waiting.indexOf(sending)
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  /**
   * @internal The one that was at work is over; `closed` because its descriptor or ring is closed.
   */
  ended(sending: Sending, closed: boolean): void {
    const { error, leavesHole } = sending
    if (leavesHole) this.#broken = error
    if (error !== null && (closed || leavesHole)) {
      for (const waiting of this.#waiting.splice(0)) waiting.fail(error)
    }
    this.#next()
  }

  #next(): void {
    for (;;) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      if (next.start()) return
    }
    this.#busy = false
  }
}
