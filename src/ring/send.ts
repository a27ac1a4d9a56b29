import { Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { deferred, type Ends } from './deferred.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Listener, Operation } from './operation.ts'
import { give, taken, verify } from './pins.ts'
import { Sending, type SendLine, WHOLE } from './sending.ts'
import { detachedError } from './settle.ts'
import { traceOperation } from './trace.ts'
import type { Call, Pinned } from './types.ts'
import { passPlace } from './where.ts'

const nothing = (): void => {}

/**
 * The sends of one descriptor, in call order: two at once would mix their bytes. One piece that
 * finds nobody before it is the usual case and goes straight to the kernel: the queue itself
 * remembers what is needed of it, and all else is a {@link Sending}.
 */
export class SendQueue implements SendLine, Listener {
  readonly engine: Engine
  readonly fd: number
  readonly #waiting: Sending[] = []
  #owner: 'nobody' | 'file' | 'gone' = 'nobody'
  #busy = false
  /** A send that broke off has left a hole in the stream of bytes: nothing may follow it. */
  #broken: Error | null = null
  /** The one piece that is at work by itself. */
  #piece: Pinned | null = null
  #length = 0
  #flags = 0

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

  /** Sends one piece. */
  send(file: RingFd | null, piece: Pinned, flags: number | undefined, call: Call): Promise<void> {
    verify(piece)
    const { length } = piece
    if (this.#busy || this.#broken !== null || length === 0) {
      return this.sendMany(file, [piece], flags, call)
    }
    const whole = flags === undefined ? WHOLE : flags | WHOLE
    try {
      return this.#start(file, piece, length, whole, call)
    } catch (error) {
      // Given away by the call, whatever becomes of it.
      give(piece)
      taken(piece)
      return Promise.reject(error)
    }
  }

  #start(
    file: RingFd | null,
    piece: Pinned,
    length: number,
    flags: number,
    call: Call,
  ): Promise<void> {
    const o = this.engine.begin(Op.SEND, 'void', file, null, call)
    prep.send(o.sqe, this.fd, piece.address, length, flags)
    const sent = deferred<void>(o)
    o.listen(this)
    this.engine.commit(o)
    give(piece)
    if (o.running) {
      this.#busy = true
      this.#piece = piece
      this.#length = length
      this.#flags = flags
    } else {
      taken(piece)
    }
    if (this.engine.traced) traceOperation(this.engine.fd, o)
    return sent
  }

  more(): void {}

  /** The one piece that was at work by itself is sent, or was cut short. */
  final(res: number, flags: number, o: Operation): void {
    const piece = this.#piece
    if (piece === null) throw new Error('a send that is at work has a piece')
    this.#piece = null
    if (res !== this.#length) {
      this.#rest(piece, o).final(res, flags, o)
      return
    }
    taken(piece)
    if (piece.detached === true) o.reject(detachedError(Op.SEND))
    else (o.resolve as () => void)()
    this.#next()
  }

  #rest(piece: Pinned, o: Operation): Sending {
    const { file, call, resolve, reject } = o
    const place = { address: piece.address, length: this.#length }
    const request = { file, pieces: [piece], places: [place], flags: this.#flags, call }
    const rest = new Sending(this, request, { resolve, reject })
    passPlace(o, rest)
    return rest
  }

  /** Sends pieces one after the other, when it is their turn. */
  sendMany(
    file: RingFd | null,
    pieces: readonly Pinned[],
    flags: number | undefined,
    call: Call,
  ): Promise<void> {
    verify(pieces)
    const whole = flags === undefined ? WHOLE : flags | WHOLE
    const places = pieces.map(({ address, length }) => ({ address, length }))
    const request = { file, pieces, places, flags: whole, call }
    const ends: Ends<void> = { resolve: nothing, reject: nothing }
    const sent = deferred(ends)
    const sending = new Sending(this, request, ends)
    // Given away from the call on, even if its turn comes later.
    give(pieces)
    if (this.#broken !== null) {
      sending.fail(this.#broken)
    } else if (this.#busy) {
      this.#waiting.push(sending)
      sending.wait()
    } else {
      this.#busy = true
      if (!sending.start()) this.#next()
    }
    return sent
  }

  /** @internal */
  leave(sending: Sending): void {
    const index = this.#waiting.indexOf(sending)
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  /** @internal */
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
