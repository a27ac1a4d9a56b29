import { Errno, MsgFlags, Op, TimeoutFlags } from '../../generated/constants.ts'
import { ofMember } from './chain-errors.ts'
import { deferred, type Ends } from './deferred.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Listener, Operation } from './operation.ts'
import { failure, settle } from './settle.ts'
import { OwnedParts } from './own.ts'
import { PinnedMessage, PinnedVector } from './stable.ts'

/** Operations that are short when they answer fewer bytes than they were asked for. */
const TRANSFERS: ReadonlySet<number> = new Set([
  Op.READ,
  Op.READV,
  Op.READ_FIXED,
  Op.READV_FIXED,
  Op.WRITE,
  Op.WRITEV,
  Op.WRITE_FIXED,
  Op.WRITEV_FIXED,
  Op.SEND,
  Op.SEND_ZC,
  Op.SENDMSG,
  Op.SENDMSG_ZC,
  Op.SPLICE,
  Op.TEE,
])
/** These are short only when they were asked to wait for all. */
const RECEIVES: ReadonlySet<number> = new Set([Op.RECV, Op.RECVMSG])
const SENDS: ReadonlySet<number> = new Set([Op.SEND, Op.SEND_ZC, Op.SENDMSG, Op.SENDMSG_ZC])

/** What a link timeout answers: it fired, or had nothing to do any more. */
const GUARD_ANSWERS: ReadonlySet<number> = new Set([
  Errno.ETIME,
  Errno.ECANCELED,
  Errno.ENOENT,
  Errno.EALREADY,
])

/** What became of the operation that was settled last: one pair of ends for all members. */
const kept: { value: unknown; error: Error | null } = { value: undefined, error: null }

function keepValue(value: never): void {
  kept.value = value
}

function keepError(error: Error): void {
  kept.error = error
}

function nothing(): void {}

/** What a member tells the chain that it belongs to. */
export interface Chained {
  /** A member must end: its time is over, its signal was aborted, or its descriptor is closed. */
  stop(member: Member): void
  /** The final completion of a member. */
  ended(member: Member, o: Operation): void
}

/** One operation of a chain: what it was asked, what it answered, and the promise of its result. */
export class Member implements Listener, Ends<unknown> {
  readonly index: number
  readonly op: number
  readonly promise: Promise<unknown>
  resolve!: (value: unknown) => void
  reject!: (error: Error) => void
  /** The operation, until its final completion. */
  operation: Operation | null
  /** The chain, from when it is launched. */
  chain: Chained | null = null
  /** What a CLOSE closes, if that is an object. */
  closes: RingFd | null = null
  /** Milliseconds that the link timeout behind it gives it; 0 if there is none that is known. */
  limit = 0
  /** Bytes that it was asked to transfer; -1 for what is never short. */
  readonly asked: number
  res = 0
  over = false
  #settled = false
  value: unknown
  /** Why it has failed by itself; of a follower that was cancelled it is not known at once. */
  error: Error | null = null
  /** Why it was short, when it was stopped in the middle. */
  interruption: Error | null = null
  readonly #engine: Engine

  constructor(engine: Engine, index: number, o: Operation) {
    this.#engine = engine
    this.index = index
    this.operation = o
    this.op = o.op
    this.asked = bytesOf(o)
    this.promise = deferred(this)
    makeWhole(o)
    o.listen(this)
  }

  /** A link timeout, which is about the member before it and fails nothing itself. */
  get isGuard(): boolean {
    return this.op === Op.LINK_TIMEOUT
  }

  /** Whether the kernel says that it was cancelled, and not why. */
  get isCancelled(): boolean {
    return this.res === -Errno.ECANCELED || this.res === -Errno.EINTR
  }

  /** Whether it has ended the members behind it by transferring too little. */
  get isShort(): boolean {
    return this.res >= 0 && this.res < this.asked
  }

  /** The first of two completions of a zero-copy send: the result. */
  more(res: number, _flags: number, o: Operation): void {
    o.res = res
    o.partial = true
  }

  final(res: number, _flags: number, o: Operation): void {
    this.res = res
    this.over = true
    this.operation = null
    if (!this.#isRiddle(o)) this.#read(o, res)
    this.chain?.ended(this, o)
  }

  /** Whether what it says becomes clear only when all of the chain is over. */
  #isRiddle(o: Operation): boolean {
    if (this.isGuard) return this.res >= 0 || GUARD_ANSWERS.has(-this.res)
    return this.isCancelled && o.stopped === null
  }

  #read(o: Operation, res: number): void {
    o.resolve = keepValue
    o.reject = keepError
    settle(this.#engine, o, res)
    const { value, error } = kept
    kept.value = undefined
    kept.error = null
    if (this.isShort && o.stopped !== null) this.interruption = failure(o, -Errno.ECANCELED)
    if (error !== null) this.fail(ofMember(error, this.index))
    else this.succeed(value)
  }

  stop(): void {
    this.chain?.stop(this)
  }

  succeed(value: unknown): void {
    if (this.#settled) return
    this.#settled = true
    this.value = value
    this.resolve(value)
  }

  /** Nobody has to look at its own promise: the chain tells. */
  fail(reason: Error): void {
    if (this.#settled) return
    this.#settled = true
    this.error = reason
    this.promise.catch(nothing)
    this.reject(reason)
  }
}

/** How much the kernel was asked to transfer; -1 for what cannot be short. */
function bytesOf({ op, pinned, sqe }: Operation): number {
  const isWhole = RECEIVES.has(op) && (sqe.msgFlags & MsgFlags.WAITALL) !== 0
  if (!TRANSFERS.has(op) && !isWhole) return -1
  const pin = pinned instanceof OwnedParts ? pinned.whole : pinned
  if (pin instanceof PinnedVector || pin instanceof PinnedMessage) return pin.bytes
  return sqe.len
}

/**
 * What follows must not run after half of it: a send goes on until all is sent, and a timeout that
 * is over is a success.
 */
function makeWhole({ op, sqe }: Operation): void {
  if (SENDS.has(op)) sqe.msgFlags |= MsgFlags.WAITALL
  if (op === Op.TIMEOUT) sqe.timeoutFlags |= TimeoutFlags.ETIME_SUCCESS
}
