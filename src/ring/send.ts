import { MsgFlags, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Listener, Operation } from './operation.ts'
import { failure } from './settle.ts'
import type { Call, Pinned } from './types.ts'

/** Sent whole, or up to an error; and no SIGPIPE for a peer that has gone. */
const WHOLE = MsgFlags.WAITALL | MsgFlags.NOSIGNAL

/** Read before the pieces are given away: a lease keeps its place to itself from then on. */
interface Place {
  readonly address: number
  readonly length: number
}

/**
 * One `sendAll`: pieces that go out one after the other, each whole. The kernel sends a piece to its
 * end by itself; what an error has cut short is sent on, so that the error shows.
 */
class Sending implements Listener {
  readonly promise: Promise<void>
  readonly #queue: SendQueue
  readonly #pieces: readonly Pinned[]
  readonly #places: readonly Place[]
  readonly #flags: number
  readonly #call: Call
  #resolve!: () => void
  #reject!: (error: Error) => void
  #piece = 0
  #sent = 0

  constructor(queue: SendQueue, pieces: readonly Pinned[], flags: number, call: Call) {
    this.#queue = queue
    this.#pieces = pieces
    this.#flags = flags
    this.#call = call
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#places = pieces.map(({ address, length }) => ({ address, length }))
    // Given away from the call on, even if its turn comes later.
    for (const piece of pieces) piece.give?.()
  }

  /** Sends what is left of the piece that it is at. */
  start(): void {
    const piece = this.#places[this.#piece]
    if (piece === undefined) {
      this.#end(null)
      return
    }
    const { engine, fd, file } = this.#queue
    const address = piece.address + this.#sent
    const length = piece.length - this.#sent
    try {
      engine.start(Op.SEND, file, null, this.#call, this, (sqe) =>
        prep.send(sqe, fd, address, length, this.#flags),
      )
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)))
    }
  }

  more(): void {
    throw new Error('a plain send completes once')
  }

  final(res: number, _flags: number, o: Operation): void {
    if (res < 0) {
      this.#end(failure(o, res))
      return
    }
    this.#sent += res
    if (this.#sent >= (this.#places[this.#piece]?.length ?? 0)) {
      this.#piece++
      this.#sent = 0
    }
    this.start()
  }

  #end(error: Error | null): void {
    for (const piece of this.#pieces) piece.taken?.()
    if (error === null) this.#resolve()
    else this.#reject(error)
    this.#queue.ended()
  }

  /** It never had its turn, because the one before it failed. */
  refuse(error: Error): void {
    for (const piece of this.#pieces) piece.taken?.()
    this.#reject(error)
  }
}

/** The sends of one descriptor, in call order: two at once would mix their bytes. */
export class SendQueue {
  readonly engine: Engine
  readonly fd: number
  readonly file: RingFd | null
  readonly #waiting: Sending[] = []
  readonly #onEmpty: () => void
  #busy = false

  constructor(engine: Engine, fd: number, file: RingFd | null, onEmpty: () => void) {
    this.engine = engine
    this.fd = fd
    this.file = file
    this.#onEmpty = onEmpty
  }

  send(pieces: readonly Pinned[], flags: number | undefined, call: Call): Promise<void> {
    const sending = new Sending(this, pieces, flags === undefined ? WHOLE : flags | WHOLE, call)
    if (this.#busy) {
      this.#waiting.push(sending)
    } else {
      this.#busy = true
      sending.start()
    }
    return sending.promise
  }

  /** @internal The one that was at work is over. */
  ended(): void {
    const next = this.#waiting.shift()
    if (next !== undefined) {
      next.start()
      return
    }
    this.#busy = false
    this.#onEmpty()
  }
}
