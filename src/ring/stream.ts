import { CqeFlags, Errno, Op } from '../../generated/constants.ts'
import type { Sqe } from '../../generated/structs.ts'
import { abortError, UringError } from '../errors.ts'
import { opName } from '../raw/decode-values.ts'
import { Timed } from './deadlines.ts'
import type { Engine } from './engine.ts'
import type { Closable, RingFd } from './fd.ts'
import { Fifo } from './fifo.ts'
import type { Borrower } from './lease.ts'
import type { Listener, Operation } from './operation.ts'
import type { Pins } from './pins.ts'
import type { Member, ProvidedPool } from './pool.ts'
import { bufferOf, failure } from './settle.ts'
import { isAborted, offAbort, onAbort } from './signal.ts'
import { Takers } from './takers.ts'
import { type OperationTrace, traceStream } from './trace.ts'
import type { Call, Multishot } from './types.ts'
import { startedBy } from './where.ts'

/** Descriptors or values that may wait to be taken before the stream pauses. */
const QUEUE_LIMIT = 256
/** So many are left when it goes on: one at a time would be a cancel and an arming for each. */
const QUEUE_LOW = 128
/** The kernel receives this often, at least, before it waits for a socket to wake it. */
const BEFORE_WAIT = 32
/** No count gets from here to anywhere. */
const NEVER = -(2 ** 30)

/** What a stream makes of its completions. */
export interface StreamSource<T> {
  readonly op: number
  readonly file: RingFd | null
  readonly pinned: Pins
  readonly pool: ProvidedPool | null
  readonly call: Call
  arm(sqe: Sqe): void
  /** An item, or `null` for a completion that gives none. */
  make(res: number, flags: number, borrower: Borrower): T | null
  /** The next item of the same completion or `null`, where there may be several. */
  rest?(borrower: Borrower): T | null
  /** What becomes of an item that nobody takes any more. */
  drop(item: T): void
  /** The same item in memory of its own; `null` if no buffer of the pool is to be had by it. */
  move?(item: T): T | null
  /** Whether an errno is an answer: ETIME of a timer. */
  isItem(errno: number): boolean
  /** Whether a final completion without an error is the end, and not only an interruption. */
  isLast(res: number, flags: number): boolean
}

/** What a stream needs of its ring besides the engine. */
export interface StreamHost {
  readonly engine: Engine
  /** Calls back when a descriptor may be free again; `call` says whether it still needs one. */
  awaitDescriptor(call: () => boolean): void
  /** A stream is over. */
  ended(stream: Closable): void
}

/** What a stream that the kernel does not have waits for. */
type Want = 'nothing' | 'room' | 'buffer' | 'descriptor'

/**
 * A multishot operation as an async iterable. The kernel has it while it is armed; it pauses by
 * cancelling its own operation when the consumer falls behind, and is armed anew when it has caught
 * up.
 */
export class Stream<T> extends Timed implements Multishot<T>, Listener, Borrower, Member {
  readonly lasting = true
  readonly #host: StreamHost
  readonly #source: StreamSource<T>
  /** What waits to be taken; made when something has to, and kept from then on. */
  #items: Fifo<T> | null = null
  readonly #takers = new Takers<T>()
  /** Who waits for its end, as soon as there is somebody. */
  #ending: (() => void)[] | null = null
  #operation: Operation | null = null
  /** Leases of its items that have not come back. */
  #held = 0
  #wants: Want = 'nothing'
  /** It has cancelled its own operation, to pause. */
  #pausing = false
  /** Completions since it was armed, while each says that the socket has more. */
  #more = 0
  #done = false
  #onAbort: (() => void) | null = null
  /** For whoever wants to know of it. */
  #trace: OperationTrace | null = null

  constructor(host: StreamHost, source: StreamSource<T>) {
    super()
    this.#host = host
    this.#source = source
    const { signal, timeout } = source.call ?? {}
    if (signal !== undefined && isAborted(signal)) {
      this.#finish(abortError(signal))
      return
    }
    source.file?.joined(this)
    source.pool?.joined(this)
    if (signal !== undefined) {
      this.#onAbort = () => this.#abort(signal)
      onAbort(signal, this.#onAbort)
    }
    this.#arm(true)
    if (timeout !== undefined && !this.#done) host.engine.deadlines.start(this, timeout)
  }

  /** Whether it is over, and the kernel has let go. */
  get over(): boolean {
    return this.#done && this.#operation === null
  }

  get queued(): number {
    return this.#items === null ? 0 : this.#items.length
  }

  #arm(isFirst = false): void {
    const { engine } = this.#host
    const { op, file, pinned, pool, call } = this.#source
    this.#wants = 'nothing'
    this.#pausing = false
    this.#more = 0
    if (file?.closed === true) {
      this.#finish(null)
      return
    }
    try {
      const o = engine.begin(op, 'number', file, pinned, ofOperation(call, pool !== null))
      this.#source.arm(o.sqe)
      o.listen(this)
      engine.commit(o)
      this.#operation = o
      if (isFirst && engine.traced) this.#trace = traceStream(engine.fd, o)
    } catch (error) {
      this.#finish(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** A completion that others follow. */
  more(res: number, flags: number): void {
    if (res >= 0 || this.#source.isItem(-res)) this.#take(res, flags)
    if (!this.#pausing && !this.#done && (this.#isFull() || this.#mayMissEnd(flags))) this.#pause()
  }

  /**
   * Whether the end of the connection was there before the kernel began to wait for it: Linux 6.17
   * and later then stop at the last byte of a Unix-domain socket, and nothing wakes them any more.
   * Armed anew, the receive begins with the end.
   */
  #mayMissEnd(flags: number): boolean {
    if ((flags & CqeFlags.F_SOCK_NONEMPTY) !== 0) {
      this.#more++
      return false
    }
    const more = this.#more
    this.#more = NEVER
    return more >= BEFORE_WAIT && this.#source.pool !== null
  }

  /** The kernel has ended the operation: for good, or only for now. */
  final(res: number, flags: number, o: Operation): void {
    const source = this.#source
    const { engine } = this.#host
    this.#operation = null
    const isAnswer = res >= 0 || source.isItem(-res)
    if (isAnswer) this.#take(res, flags)
    else if (bufferOf(flags) >= 0) source.pool?.discard(bufferOf(flags))
    if (this.#done) this.#end()
    else if (o.stopped === 'closed') this.#finish(null)
    else if (engine.broken !== null) this.#finish(engine.broken)
    else if (isAnswer && source.isLast(res, flags)) this.#finish(null)
    else if (isAnswer || (res === -Errno.ECANCELED && this.#pausing)) this.#again()
    else this.#failed(-res, o)
  }

  #again(): void {
    if (this.#isFull()) this.#wants = 'room'
    else this.#arm()
  }

  #failed(errno: number, o: Operation): void {
    const { pool, op } = this.#source
    if (errno === Errno.ENOBUFS && pool !== null) {
      this.#wants = 'buffer'
      pool.wait(this)
    } else if (errno === Errno.EMFILE || errno === Errno.ENFILE) {
      this.#wants = 'descriptor'
      this.#host.awaitDescriptor(() => this.#wanted('descriptor'))
    } else if (errno === Errno.ECONNABORTED && op === Op.ACCEPT) {
      // A connection that was reset before it was accepted is that peer's business.
      this.#arm()
    } else {
      this.#finish(failure(o, -errno))
    }
  }

  #take(res: number, flags: number): void {
    if (this.deadlines !== null) this.#host.engine.deadlines.prolong(this)
    const source = this.#source
    const item = source.make(res, flags, this)
    if (item === null) return
    this.#put(item)
    if (source.rest === undefined) return
    for (let next = source.rest(this); next !== null; next = source.rest(this)) this.#put(next)
  }

  #put(item: T): void {
    if (this.#trace !== null) this.#trace.items++
    if (this.#source.pool !== null) this.#held++
    if (this.#done) this.#source.drop(item)
    else if (!this.#takers.give(item)) (this.#items ??= new Fifo()).push(item)
  }

  #isFull(): boolean {
    const { pool } = this.#source
    if (pool === null) return this.queued >= QUEUE_LIMIT
    return this.#held > pool.share
  }

  #pause(): void {
    if (this.#operation === null) return
    this.#pausing = true
    this.#host.engine.cancel(this.#operation)
  }

  /** What it has waited for is there. `false` when it was not waiting for that. */
  #wanted(want: Want): boolean {
    if (this.#wants !== want || this.#done) return false
    this.#arm()
    return true
  }

  /** A lease that came from here is back. */
  leaseReleased(): void {
    this.#held--
    if (this.#wants === 'room' && !this.#isFull()) this.#wanted('room')
    else if (this.#wants === 'buffer' && this.#held === 0) this.#source.pool?.line(this)
  }

  get isEmptyHanded(): boolean {
    return this.#held === 0
  }

  /** The pool has a buffer again, and it is this stream's turn. */
  bufferFreed(): boolean {
    if (this.#wants === 'buffer' && this.#isFull()) {
      // Its own leases wake it; the turn is somebody else's.
      this.#wants = 'room'
      return false
    }
    return this.#wanted('buffer')
  }

  /** The newest first: the oldest is about to be taken. */
  unload(): boolean {
    const moved = this.#items?.replaceNewest((item) => this.#source.move?.(item) ?? null)
    return moved === true
  }

  /**
   * Nothing has come for as long as the timeout says. A silence of its own making does not count.
   */
  expire(): void {
    const { timeout } = this.#source.call ?? {}
    const { engine } = this.#host
    const own = this.#operation === null || this.#pausing || this.queued > 0
    if (own && timeout !== undefined) {
      engine.deadlines.start(this, timeout)
      return
    }
    const op = opName(this.#source.op)
    const explanation = `nothing came for ${timeout} ms`
    const error = new UringError(Errno.ETIME, `uring_${op.toLowerCase()}`, { op, explanation })
    this.#stop(startedBy(this, error))
  }

  /** Its ring, pool or descriptor is closed: it ends, and what is queued may still be taken. */
  close(): void {
    this.#stop(null)
  }

  #abort(signal: AbortSignal): void {
    this.#dropAll()
    this.#stop(startedBy(this, abortError(signal)))
  }

  #dropAll(): void {
    const items = this.#items
    if (items === null) return
    for (let item = items.shift(); item !== undefined; item = items.shift()) {
      this.#source.drop(item)
    }
  }

  /** Ends, with an error or without, once the kernel has let go. */
  #stop(error: Error | null): void {
    if (this.#done) return
    const operation = this.#operation
    if (operation === null) {
      this.#finish(error)
      return
    }
    this.#done = true
    this.#takers.error = error
    operation.stop('closed')
  }

  /** Ends now: the kernel has nothing of it. */
  #finish(error: Error | null): void {
    this.#done = true
    this.#takers.error = error
    this.#end()
  }

  #end(): void {
    const { file, pool, call } = this.#source
    this.#wants = 'nothing'
    const { error } = this.#takers
    if (error !== null) this.#host.engine.counters.failed++
    if (error === null) this.#trace?.succeed(undefined)
    else this.#trace?.fail(error)
    this.#host.ended(this)
    this.#host.engine.deadlines.end(this)
    file?.left(this)
    pool?.left(this)
    if (this.#onAbort !== null && call?.signal !== undefined) offAbort(call.signal, this.#onAbort)
    this.#takers.end()
    const ending = this.#ending
    this.#ending = null
    if (ending !== null) for (const resolve of ending) resolve()
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items?.shift()
    if (item === undefined) return this.#takers.next(this.over)
    if (this.#wants === 'room' && this.#hasCaughtUp()) this.#wanted('room')
    return Promise.resolve({ value: item, done: false })
  }

  #hasCaughtUp(): boolean {
    return this.#source.pool === null ? this.queued <= QUEUE_LOW : !this.#isFull()
  }

  /** Ends the stream: queued items are given back, and the kernel has let go when this resolves. */
  return(): Promise<IteratorResult<T, undefined>> {
    const last: IteratorResult<T, undefined> = { value: undefined, done: true }
    this.#dropAll()
    this.#takers.error = null
    this.#stop(null)
    if (this.over) return Promise.resolve(last)
    return new Promise((resolve) => {
      this.#ending ??= []
      this.#ending.push(() => resolve(last))
    })
  }

  async throw(error?: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}

/**
 * The stream itself watches the time and the signal; its operation carries neither. A receive is
 * not forced to another thread: that would only wait before it receives, and miss the end by that.
 */
function ofOperation(call: Call, receives: boolean): Call {
  if (call === undefined) return undefined
  const { async, drain, personality } = call
  const forced = async === true && !receives
  // A timeout alone leaves nothing that the operation would have to keep.
  if (!forced && drain !== true && personality === undefined) return undefined
  return { async: forced, drain, personality }
}
