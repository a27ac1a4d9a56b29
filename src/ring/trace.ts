/**
 * Operations and rings for whoever subscribes to them by `node:diagnostics_channel`. Nothing here
 * runs unless somebody does, but for one question a batch of operations: does anybody?
 */
import { AsyncResource } from 'node:async_hooks'
import { channel, tracingChannel } from 'node:diagnostics_channel'
import { Sqe } from '../../generated/structs.ts'
import { type NamedArguments, namedArguments } from '../raw/decode-named.ts'
import { opName } from '../raw/decode-values.ts'
import { Member } from './chain-member.ts'
import { descriptorOf } from './debug.ts'
import type { Ends } from './deferred.ts'
import type { Operation } from './operation.ts'
import { PinnedText } from './text.ts'

const operations = tracingChannel<unknown, OperationTrace>('uring-sdk:operation')
/** Told of each ring that was made, as a {@link RingTrace}. */
const opened = channel('uring-sdk:ring:open')
/** Told of each ring that has ended. */
const closed = channel('uring-sdk:ring:close')

/** What an address is called where it is shown: no subscriber can do anything with it. */
const ADDRESSES: ReadonlySet<unknown> = new Set(['address', 'address?', 'userData'])

/**
 * What subscribers of the channels `tracing:uring-sdk:operation:start`, `:end`, `:asyncStart`,
 * `:asyncEnd` and `:error` are given: one object for all events of an operation, on which they may
 * keep what they want.
 */
export class OperationTrace {
  /** The descriptor of the ring. */
  readonly ring: number
  /** Member of `Op`. */
  readonly op: string
  /** The descriptor or slot that it works on; -1 when that is none. */
  readonly fd: number
  /** Whether `fd` is a slot of the table of direct descriptors. */
  readonly direct: boolean
  /** Whether it is a stream, which is traced as a whole. */
  readonly multishot: boolean
  /** Its index in its chain, if it is a member of one. */
  readonly member: number | undefined
  /** How many items a stream has had. */
  items = 0
  /** What the promise gives, from `asyncStart` on. */
  result: unknown = undefined
  /** Why it has failed, from `error` on. */
  error: Error | undefined = undefined
  /** Its 64 bytes: its slot is another one's soon. */
  readonly #words: Int32Array<ArrayBuffer>
  readonly #texts: readonly PinnedText[]
  /** The context of the call, with what was bound to `start`. */
  #context: AsyncResource | null = null

  /** @internal */
  constructor(ring: number, o: Operation, multishot: boolean) {
    const { fd, direct } = descriptorOf(o)
    this.ring = ring
    this.op = opName(o.op)
    this.fd = fd
    this.direct = direct
    this.multishot = multishot
    this.member = o.listener instanceof Member ? o.listener.index : undefined
    const { words, at } = o.sqe
    this.#words = Int32Array.from(words.subarray(at, at + Sqe.SIZE / words.BYTES_PER_ELEMENT))
    this.#texts = textsOf(o)
  }

  #asked(): NamedArguments {
    return namedArguments(Sqe.alone(this.#words.buffer))
  }

  /** The method that was called, or that fits best what was asked: `recv`, `openatDirect`. */
  get method(): string {
    return this.#asked().variant?.name ?? this.op
  }

  /**
   * What it was asked, by the names of the `prep` function: numbers, and paths. No addresses, and
   * nothing of the memory behind them.
   */
  get arguments(): Readonly<Record<string, number | string>> {
    const told: Record<string, number | string> = {}
    for (const { name, value, shown } of this.#asked().list) {
      const isAddress = ADDRESSES.has(shown)
      const text = isAddress ? this.#texts.find(({ address }) => address === value)?.text : value
      if (text !== undefined) told[name] = text
    }
    return told
  }

  /** @internal The call goes back to its caller. */
  begin(): void {
    operations.start.runStores(this, () => {
      this.#context = new AsyncResource('URING')
      operations.end.publish(this)
    })
  }

  /** @internal */
  succeed(result: unknown): void {
    this.result = result
    this.#later(() => this.#settled())
  }

  /** @internal */
  fail(error: Error): void {
    this.error = error
    this.#later(() => {
      operations.error.publish(this)
      this.#settled()
    })
  }

  #settled(): void {
    operations.asyncStart.publish(this)
    operations.asyncEnd.publish(this)
  }

  /** After the completion queue is read, and before who awaits the promise goes on. */
  #later(call: () => void): void {
    queueMicrotask(() => this.#context?.runInAsyncScope(call))
  }
}

const NONE: readonly PinnedText[] = []

/** What subscribers of `uring-sdk:ring:open` and `uring-sdk:ring:close` are given. */
export interface RingTrace<R = unknown> {
  /** The ring. */
  readonly ring: R
  /** Why it has ended, if nobody has closed it. */
  readonly error?: Error
}

/** Whether anybody wants to know of operations. */
export function isTraced(): boolean {
  return operations.hasSubscribers
}

/**
 * An operation with a promise is published. Subscribers run in here: whoever calls this is done
 * with everything else. One whose signal was aborted before is over by now, and is not told.
 */
export function traceOperation(ring: number, o: Operation): void {
  if (o.hasPromise) traceEnds(ring, o, o)
}

/** The same for the members of a chain, whose promises are their own. */
export function traceMembers(ring: number, members: readonly Member[]): void {
  for (const member of members) {
    if (member.operation !== null) traceEnds(ring, member.operation, member)
  }
}

/** The same for a promise whose ends another object has. */
export function traceEnds(ring: number, o: Operation, ends: Ends<never>): void {
  const { resolve, reject } = ends
  const trace = new OperationTrace(ring, o, false)
  ends.resolve = (value) => {
    trace.succeed(value)
    resolve.call(ends, value)
  }
  ends.reject = (error) => {
    trace.fail(error)
    reject.call(ends, error)
  }
  trace.begin()
}

/** A stream was made. */
export function traceStream(ring: number, o: Operation): OperationTrace {
  const trace = new OperationTrace(ring, o, true)
  trace.begin()
  return trace
}

/** Paths and other names, which are memory of the operation's own. */
function textsOf({ pinned }: Operation): readonly PinnedText[] {
  if (pinned === null) return NONE
  return [pinned].flat().filter((pin) => pin instanceof PinnedText)
}

/** A ring was made. */
export function traceOpened(ring: object): void {
  if (opened.hasSubscribers) opened.publish({ ring } satisfies RingTrace)
}

/** A ring has ended: its descriptor is closed. */
export function traceClosed(ring: object, error: Error | undefined): void {
  if (closed.hasSubscribers) closed.publish({ ring, error })
}
