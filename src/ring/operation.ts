import { Op, SendRecvFlags, SqeFlags } from '../../generated/constants.ts'
import type { Sqe } from '../../generated/structs.ts'
import { Timed } from './deadlines.ts'
import type { RingFacts } from './explain-facts.ts'
import type { RingFd } from './fd.ts'
import type { Pins } from './pins.ts'
import type { Begun, Call, Outcome } from './types.ts'

/**
 * What a user data names: its low word is a slot of the ledger, its high word 28 bits of generation
 * and 4 bits of kind. All ones is nobody's.
 */
export const Kind = {
  /** A slot of the ledger. */
  OPERATION: 1,
  /** Sent by another ring: the generation is the receiver's nonce, the low word what it carries. */
  MESSAGE: 2,
  /** A resource that the kernel has let go of. */
  TAG: 3,
} as const

const KIND_BITS = 4
const KIND_MASK = 0xf

/** The high word of a user data. */
export function userDataHigh(generation: number, kind: number): number {
  return (generation << KIND_BITS) | kind
}

/** The kind in the high word of a user data. */
export function kindOf(high: number): number {
  return high & KIND_MASK
}

/** The generation in the high word of a user data. */
export function generationOf(high: number): number {
  return high >>> KIND_BITS
}

/** What the options of a call are in a submission. */
export function applyFlags(sqe: Sqe, call: NonNullable<Call>): void {
  if (call.async === true) sqe.flags |= SqeFlags.ASYNC
  if (call.drain === true) sqe.flags |= SqeFlags.IO_DRAIN
  if (call.personality !== undefined) sqe.personality = call.personality
}

/** A zero-copy send is to tell whether it was one. */
export function askForCopies({ op, sqe }: Operation): void {
  if (op !== Op.SEND_ZC && op !== Op.SENDMSG_ZC) return
  sqe.ioprio |= SendRecvFlags.SEND_ZC_REPORT_USAGE
}

/** Who is told about completions instead of a promise. */
export interface Listener {
  /** It has one operation after another, and was started where it was made. */
  readonly lasting?: true
  /** A completion that others will follow. */
  more(res: number, flags: number, o: Operation): void
  /**
   * The final one. The slot is given back when this returns; another one may be taken meanwhile.
   */
  final(res: number, flags: number, o: Operation): void
  /** Ends it when that takes more than a cancel of this one; its reason is in `stopped`. */
  stop?(): void
}

/** Why an operation was cancelled by us. */
export type StopReason = 'abort' | 'closed' | 'timeout'

type Settle = (value: never) => void
const nothing = (): void => {}

/**
 * An operation in flight, and the slot of the ledger that it lives in. The object is used again for
 * the next operation; its generation tells a late completion from a fresh one.
 */
export class Operation extends Timed implements Begun {
  readonly index: number
  /** What it runs on, for whoever explains why it failed. */
  readonly ring: RingFacts
  /**
   * The high word of its user data, as 32 bits with a sign: its generation tells a late completion
   * from a fresh one.
   */
  userDataHigh = userDataHigh(0, Kind.OPERATION)
  running = false
  /**
   * It gives nothing but a promise of nothing: no descriptor, no memory, no options, no listener.
   */
  plain = true
  /** The slot of the submission queue, between begin and commit. */
  sqe!: Sqe
  staged = false
  op = 0
  /** The descriptor in its submission, which is another one's slot soon. */
  fd = -1
  /** When the turn began in which it was published: milliseconds of `performance.now()`. */
  startedMs = 0
  outcome: Outcome = 'void'
  file: RingFd | null = null
  /** Others that run on the same descriptor, which keeps the list: see {@link RingFd.began}. */
  before: Operation | null = null
  after: Operation | null = null
  /** What must stay reachable until the final completion. */
  pinned: Pins = null
  call: Call = undefined
  /**
   * Whether the result is a slot of the direct table: 0 if not, else the slot field it asked for.
   */
  fileIndex = 0
  /** What a completion with more to come has said: the result of a zero-copy send. */
  res = 0
  partial = false
  /** Set before it has begun, it never reaches the kernel. */
  stopped: StopReason | null = null
  #listener: Listener | null = null
  resolve: Settle = nothing
  reject: (error: Error) => void = nothing
  onAbort: (() => void) | null = null

  /** Cancels it for a reason; given by the ring that runs it. */
  readonly #stop: (o: Operation, reason: StopReason) => void

  constructor(index: number, ring: RingFacts, stop: (o: Operation, reason: StopReason) => void) {
    super()
    this.index = index
    this.ring = ring
    this.#stop = stop
  }

  get generation(): number {
    return generationOf(this.userDataHigh)
  }

  /** Whether somebody was promised its result, and not only a listener. */
  get hasPromise(): boolean {
    return this.resolve !== nothing
  }

  get listener(): Listener | null {
    return this.#listener
  }

  /** From now on that one is told of completions, and nobody else. */
  listen(listener: Listener): void {
    this.#listener = listener
    this.plain = false
  }

  /** Notes why it is cancelled: the first reason stands. It is told as it ends, so not plainly. */
  endFor(reason: StopReason): void {
    this.stopped ??= reason
    this.plain = false
  }

  /** Cancels it on the ring that runs it, which need not be the ring of its descriptor. */
  stop(reason: StopReason): void {
    this.#stop(this, reason)
  }

  expire(): void {
    this.#stop(this, 'timeout')
  }

  /** Forgets everything of the operation that is over, and makes its user data stale. */
  reset(): void {
    this.userDataHigh = (this.userDataHigh + (1 << KIND_BITS)) | 0
    this.running = false
    this.resolve = nothing
    this.reject = nothing
    if (!this.plain) this.#resetMore()
  }

  #resetMore(): void {
    this.plain = true
    this.staged = false
    this.outcome = 'void'
    this.file = null
    this.pinned = null
    this.call = undefined
    this.fileIndex = 0
    this.res = 0
    this.partial = false
    this.stopped = null
    this.#listener = null
    this.onAbort = null
  }
}
