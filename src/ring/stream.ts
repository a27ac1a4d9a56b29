import { Errno, Op } from '../../generated/constants.ts'
import type { Sqe } from '../../generated/structs.ts'
import { abortError, UringError } from '../errors.ts'
import { Timed } from './deadlines.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Borrower } from './lease.ts'
import type { Listener, Operation } from './operation.ts'
import type { ProvidedPool, Thirsty } from './pool.ts'
import { failure, opName } from './settle.ts'
import type { Call, Multishot, Pinned } from './types.ts'

/** Descriptors or values that may wait to be taken before the stream pauses. */
const QUEUE_LIMIT = 256
/** A pause for want of descriptors ends when one is closed, or after this. */
const EMFILE_MS = 100

/** What a stream makes of its completions. */
export interface StreamSource<T> {
  readonly op: number
  readonly file: RingFd | null
  readonly pinned: Pinned | null
  readonly pool: ProvidedPool | null
  readonly call: Call
  arm(sqe: Sqe): void
  /** An item, or `null` for a completion that gives none. */
  make(res: number, flags: number, borrower: Borrower): T | null
  /** What becomes of an item that nobody takes any more. */
  drop(item: T): void
  /** Whether a result of 0 is the end, as it is for received bytes. */
  readonly zeroEnds: boolean
  /** Whether an errno is an answer: ETIME of a timer. */
  isItem(errno: number): boolean
}

/** What a stream needs of its ring besides the engine. */
export interface StreamHost {
  readonly engine: Engine
  /** Calls back when a descriptor of the ring is closed. */
  onDescriptorClosed(call: () => void): void
  /** A stream is over. */
  ended(stream: Timed): void
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void
  reject(error: Error): void
}

/**
 * A multishot operation as an async iterable. `armed` while the kernel has it; it pauses by cancelling
 * its own operation when the consumer falls behind, and is armed anew when it has caught up.
 */
export class Stream<T> extends Timed implements Multishot<T>, Listener, Borrower, Thirsty {
  readonly #host: StreamHost
  readonly #source: StreamSource<T>
  readonly #items: T[] = []
  readonly #waiters: Waiter<T>[] = []
  readonly #ending: (() => void)[] = []
  #operation: Operation | null = null
  #held = 0
  #pausing = false
  #paused = false
  #done = false
  #error: Error | null = null
  #onAbort: (() => void) | null = null

  constructor(host: StreamHost, source: StreamSource<T>) {
    super()
    this.#host = host
    this.#source = source
    const { signal, timeout } = source.call ?? {}
    if (signal?.aborted === true) {
      this.#finish(abortError(signal))
      return
    }
    if (signal !== undefined) {
      this.#onAbort = () => this.#abort(signal)
      signal.addEventListener('abort', this.#onAbort, { once: true })
    }
    this.#arm()
    if (timeout !== undefined && !this.#done) host.engine.deadlines.start(this, timeout)
  }

  /** Whether it ended before it began. */
  get over(): boolean {
    return this.#done && this.#operation === null
  }

  get queued(): number {
    return this.#items.length
  }

  /** Milliseconds after which silence ends it; the operation itself carries no time and no signal. */
  #armCall(): Call {
    const { call } = this.#source
    if (call === undefined) return undefined
    return { async: call.async, drain: call.drain, personality: call.personality }
  }

  #arm(): void {
    const { op, file, pinned } = this.#source
    this.#paused = false
    this.#pausing = false
    try {
      this.#operation = this.#host.engine.start(op, file, pinned, this.#armCall(), this, (sqe) =>
        this.#source.arm(sqe),
      )
    } catch (error) {
      this.#finish(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** A completion that others follow. */
  more(res: number, flags: number): void {
    this.#take(res, flags)
    if (!this.#pausing && this.#isFull()) this.#pause()
  }

  /** The kernel has ended the operation: for good, or only for now. */
  final(res: number, flags: number, o: Operation): void {
    this.#operation = null
    if (res >= 0 || this.#source.isItem(-res)) this.#take(res, flags)
    if (this.#done) {
      this.#settleEnding()
      return
    }
    if (o.stopped === 'closed') this.#finish(null)
    else if (res === 0 && this.#source.zeroEnds) this.#finish(null)
    else if (res >= 0 || (res === -Errno.ECANCELED && this.#pausing)) this.#again()
    else if (this.#source.isItem(-res)) this.#finish(null)
    else this.#failed(-res, o)
  }

  #again(): void {
    if (this.#isFull()) {
      this.#pausing = false
      this.#paused = true
    } else {
      this.#arm()
    }
  }

  #failed(errno: number, o: Operation): void {
    const { pool } = this.#source
    if (errno === Errno.ENOBUFS && pool !== null) {
      this.#paused = true
      pool.wait(this)
      return
    }
    if (errno === Errno.EMFILE || errno === Errno.ENFILE) {
      this.#waitForDescriptor()
      return
    }
    // A connection that was reset before it was accepted is that peer's business, not the listener's.
    if (errno === Errno.ECONNABORTED && this.#source.op === Op.ACCEPT) {
      this.#arm()
      return
    }
    this.#finish(failure(o, -errno))
  }

  #waitForDescriptor(): void {
    this.#paused = true
    const again = (): void => {
      clearTimeout(timer)
      if (this.#paused && !this.#done && this.#operation === null) this.#arm()
    }
    const timer = setTimeout(again, EMFILE_MS)
    this.#host.onDescriptorClosed(again)
  }

  #take(res: number, flags: number): void {
    if (this.deadlines !== null) this.#host.engine.deadlines.prolong(this)
    const item = this.#source.make(res, flags, this)
    if (item === null) return
    if (this.#source.pool !== null) this.#held++
    if (this.#done) {
      this.#source.drop(item)
      return
    }
    const waiter = this.#waiters.shift()
    if (waiter === undefined) this.#items.push(item)
    else waiter.resolve({ value: item, done: false })
  }

  /** An eighth of what is free, and at least one: however many are stuck, some is left for others. */
  #isFull(): boolean {
    const { pool } = this.#source
    if (pool === null) return this.#items.length >= QUEUE_LIMIT
    return this.#held > Math.max(1, pool.free >> 3)
  }

  #pause(): void {
    const operation = this.#operation
    if (operation === null) return
    this.#pausing = true
    this.#host.engine.cancel(operation, operation.generation)
  }

  /** A lease that came from here is back. */
  leaseReleased(): void {
    this.#held--
    this.#resume()
  }

  #resume(): void {
    if (!this.#paused || this.#done || this.#operation !== null) return
    if (!this.#isFull()) this.#arm()
  }

  /** The pool has a buffer again, and it is this stream's turn. */
  bufferFreed(): void {
    if (!this.#done && this.#operation === null) this.#arm()
  }

  /** Nothing has come for as long as the timeout says. A silence of its own making does not count. */
  expire(): void {
    const { timeout } = this.#source.call ?? {}
    const { engine } = this.#host
    const own = this.#operation === null || this.#pausing || this.#items.length > 0
    if (own && timeout !== undefined) {
      engine.deadlines.start(this, timeout)
      return
    }
    const op = opName(this.#source.op)
    const explanation = `nothing came for ${timeout} ms`
    this.#stop(new UringError(Errno.ETIME, `uring_${op.toLowerCase()}`, { op, explanation }))
  }

  /** Its ring or descriptor is closed: it ends, and what is queued may still be taken. */
  close(): void {
    this.#stop(null)
  }

  #abort(signal: AbortSignal): void {
    for (const item of this.#items.splice(0)) this.#source.drop(item)
    this.#stop(abortError(signal))
  }

  /** Ends with an error once the kernel has let go. */
  #stop(error: Error | null): void {
    if (this.#done) return
    const operation = this.#operation
    if (operation === null) {
      this.#finish(error)
      return
    }
    this.#done = true
    this.#error = error
    this.#ending.push(() => this.#flushWaiters())
    this.#host.engine.cancel(operation, operation.generation)
  }

  #finish(error: Error | null): void {
    this.#done = true
    this.#error = error
    this.#settleEnding()
    this.#flushWaiters()
  }

  #settleEnding(): void {
    this.#host.ended(this)
    this.#host.engine.deadlines.end(this)
    this.#source.pool?.forget(this)
    const { signal } = this.#source.call ?? {}
    if (this.#onAbort !== null) signal?.removeEventListener('abort', this.#onAbort)
    for (const call of this.#ending.splice(0)) call()
  }

  /** Whoever waits learns of the end: the first of the error, all others that it is over. */
  #flushWaiters(): void {
    for (const waiter of this.#waiters.splice(0)) {
      const error = this.#error
      this.#error = null
      if (error === null) waiter.resolve({ value: undefined, done: true })
      else waiter.reject(error)
    }
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift()
    if (item !== undefined) {
      if (this.#paused) this.#resume()
      return Promise.resolve({ value: item, done: false })
    }
    if (this.#done && this.#operation === null) {
      const error = this.#error
      this.#error = null
      if (error !== null) return Promise.reject(error)
      return Promise.resolve({ value: undefined, done: true })
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
    })
  }

  /** Ends the stream: queued items are given back, and the kernel has let go when this resolves. */
  return(): Promise<IteratorResult<T, undefined>> {
    for (const item of this.#items.splice(0)) this.#source.drop(item)
    const over: IteratorResult<T, undefined> = { value: undefined, done: true }
    this.#error = null
    if (!this.#done) this.#stop(null)
    if (this.#operation === null) return Promise.resolve(over)
    return new Promise((resolve) => {
      this.#ending.push(() => resolve(over))
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
