import { codedError } from '../errors.ts'
import type { Closable } from './fd.ts'
import { Takers } from './takers.ts'
import type { Multishot } from './types.ts'

/** What comes in and is not taken is kept up to this many; what comes then is lost, and said so. */
const KEPT_MAX = 65_536

/** The ring that an inbox belongs to. */
export interface InboxHost {
  /** A reader is open: the ring, and the process, stay alive for what may come. */
  opened(reader: Closable): void
  /** It is closed, or the ring is. */
  ended(reader: Closable): void
}

/**
 * What other rings have sent and nobody has taken yet. It comes without having been asked for, so
 * it is kept until somebody reads it.
 */
export class Inbox<T> {
  readonly #host: InboxHost
  readonly #what: string
  readonly #drop: (item: T) => Promise<void>
  #items: T[] = []
  #reader: Reader<T> | null = null
  #warned = false
  /** How many were lost because nobody took them. */
  lost = 0

  /** `what`: their name in errors and warnings; `drop`: what becomes of one that nobody takes. */
  constructor(host: InboxHost, what: string, drop: (item: T) => Promise<void>) {
    this.#host = host
    this.#what = what
    this.#drop = drop
  }

  /** One has come. */
  receive(item: T): void {
    if (this.#reader?.takers.give(item) === true) return
    if (this.#items.length < KEPT_MAX) {
      this.#items.push(item)
      return
    }
    this.lost++
    void this.#drop(item)
    if (!this.#warned) this.#warn()
  }

  #warn(): void {
    this.#warned = true
    process.emitWarning(
      `More than ${KEPT_MAX} ${this.#what} wait to be read: newer ones are lost`,
      {
        type: 'UringWarning',
        code: 'ERR_URING_MESSAGES_LOST',
      },
    )
  }

  /** All that has come and that comes, for one reader at a time. */
  open(): Multishot<T> {
    if (this.#reader !== null) {
      throw codedError('ERR_URING_MESSAGES_TAKEN', `The ${this.#what} are being read already`)
    }
    const reader = new Reader(this)
    this.#reader = reader
    this.#host.opened(reader)
    return reader
  }

  /** @internal */
  get waiting(): number {
    return this.#items.length
  }

  /** @internal */
  take(): T | undefined {
    return this.#items.shift()
  }

  /** @internal What has come and was not taken waits for the next reader. */
  left(reader: Reader<T>): void {
    this.#reader = null
    this.#host.ended(reader)
  }

  /** The ring has ended: nobody will take any of it. */
  async end(): Promise<void> {
    await Promise.all(this.#items.splice(0).map((item) => this.#drop(item)))
  }
}

/** Reads an inbox as an async iterable. */
class Reader<T> implements Multishot<T>, Closable {
  readonly takers = new Takers<T>()
  readonly #inbox: Inbox<T>
  #over = false

  constructor(inbox: Inbox<T>) {
    this.#inbox = inbox
  }

  get queued(): number {
    return this.#over ? 0 : this.#inbox.waiting
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.queued === 0 ? undefined : this.#inbox.take()
    if (item === undefined) return this.takers.next(this.#over)
    return Promise.resolve({ value: item, done: false })
  }

  close(): void {
    if (this.#over) return
    this.#over = true
    this.#inbox.left(this)
    this.takers.end()
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.close()
    return Promise.resolve({ value: undefined, done: true })
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
