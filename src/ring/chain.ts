import { Errno, Op } from '../../generated/constants.ts'
import { abortError, type UringError } from '../errors.ts'
import { cancelledError, followerError, lateError, shortError } from './chain-errors.ts'
import type { Chained, Member } from './chain-member.ts'
import { deferred, type Ends } from './deferred.ts'
import type { Engine } from './engine.ts'
import type { Operation } from './operation.ts'
import { offAbort, onAbort } from './signal.ts'

/**
 * A chain that the kernel has. It settles when all of its members are over: with their results, or
 * with the error of the first one that failed by itself.
 */
export class Chain implements Chained, Ends<readonly unknown[]> {
  readonly promise: Promise<readonly unknown[]>
  resolve!: (values: readonly unknown[]) => void
  reject!: (error: Error) => void
  readonly #engine: Engine
  readonly #members: readonly Member[]
  /** The same ones in the order of the array that `build` has given. */
  readonly #results: readonly Member[]
  readonly #hard: boolean
  readonly #signal: AbortSignal | undefined
  /** What the signal calls, if there is one. */
  readonly #onAbort: (() => void) | null
  #left: number
  /** What was asked to end, up to which member; -1 for none. */
  #stopTo = -1
  #cancelled: Member | null = null
  #aborted = false

  constructor(
    engine: Engine,
    members: readonly Member[],
    results: readonly Member[],
    hard: boolean,
    signal: AbortSignal | undefined,
  ) {
    this.#engine = engine
    this.#members = members
    this.#results = results
    this.#hard = hard
    this.#signal = signal
    this.#left = members.length
    this.promise = deferred(this)
    for (const member of members) member.chain = this
    this.#onAbort = signal === undefined ? null : () => this.#abort()
    if (signal !== undefined && this.#onAbort !== null) onAbort(signal, this.#onAbort)
  }

  #abort(): void {
    this.#aborted = true
    this.#stopUpTo(this.#members.length - 1)
  }

  stop(member: Member): void {
    this.#stopUpTo(member.index)
  }

  /**
   * The kernel finds no member that waits for its turn: the one whose turn it is is cancelled, then
   * the next, until all that had to end have ended.
   */
  #stopUpTo(index: number): void {
    this.#stopTo = Math.max(this.#stopTo, index)
    this.#cancelNext()
  }

  #cancelNext(): void {
    const next = this.#members.find(({ over, isGuard }) => !over && !isGuard)
    if (next === undefined || next.index > this.#stopTo || next === this.#cancelled) return
    this.#cancelled = next
    if (next.operation !== null) this.#engine.cancel(next.operation)
  }

  ended(member: Member, o: Operation): void {
    this.#left--
    if (member.closes !== null) {
      member.closes.ended(o)
      // One that was cancelled was never begun: the descriptor is as open as before.
      member.closes.closedLinked(member.res !== -Errno.ECANCELED)
    }
    if (member.op === Op.CLOSE && member.res >= 0) this.#engine.descriptorClosed()
    if (this.#left > 0) {
      if (this.#stopTo >= 0) this.#cancelNext()
    } else {
      this.#end()
    }
  }

  #end(): void {
    if (this.#signal !== undefined && this.#onAbort !== null) {
      offAbort(this.#signal, this.#onAbort)
    }
    for (const member of this.#members) if (member.isGuard) this.#explain(member)
    const cause = this.#areDone() ? null : this.#cause()
    if (cause === null) this.resolve(this.#values())
    else this.#fail(cause)
  }

  /** Whether all have succeeded, so that nobody needs to look for a cause. */
  #areDone(): boolean {
    for (const { res, error } of this.#members) if (res < 0 || error !== null) return false
    return true
  }

  #values(): unknown[] {
    const values: unknown[] = []
    for (const { value } of this.#results) values.push(value)
    return values
  }

  #fail(cause: Error): void {
    for (const member of this.#members) member.fail(this.#consequence(member, cause))
    this.reject(cause)
  }

  /** What a link timeout has done: it is the other completion that says whether it has ended it. */
  #explain(guard: Member): void {
    if (guard.error !== null) return
    const target = this.#members[guard.index - 1]
    const { res } = guard
    const hasFired =
      res >= 0 || res === -Errno.ETIME || (res === -Errno.EALREADY && target.isCancelled)
    guard.succeed(hasFired)
    if (!hasFired) return
    const { op, index, limit } = target
    if (target.isCancelled) target.fail(lateError(op, index, limit))
    else if (target.isShort) target.interruption ??= lateError(op, index, limit)
  }

  /** The error of the first member that failed by itself, or why members were cancelled. */
  #cause(): Error | null {
    const failed = this.#members.find(({ error }) => error !== null)
    if (failed !== undefined) return failed.error
    const first = this.#members.find(({ isGuard, isCancelled }) => isCancelled && !isGuard)
    if (first === undefined) return null
    if (this.#signal !== undefined && this.#aborted) return abortError(this.#signal)
    const before = this.#members.findLast(({ index, isGuard }) => index < first.index && !isGuard)
    if (this.#hard || before === undefined || !before.isShort) {
      return cancelledError(first.op, first.index)
    }
    const { op, index, res, asked, interruption } = before
    return interruption ?? shortError(op, index, res, asked)
  }

  /** What a member rejects with that did nothing: the one that is to blame has its error. */
  #consequence({ op, index }: Member, cause: Error): Error {
    const isOwn =
      cause.name === 'AbortError' ? this.#aborted : (cause as UringError).member === index
    return isOwn ? cause : followerError(op, index, cause)
  }
}
