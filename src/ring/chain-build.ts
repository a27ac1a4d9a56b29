import { Op, SqeFlags } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { Sqe } from '../../generated/structs.ts'
import { abortError, rangeError } from '../errors.ts'
import { chainError } from './chain-errors.ts'
import { Chain } from './chain.ts'
import { Member } from './chain-member.ts'
import type { Engine } from './engine.ts'
import { closedError, type RingFd } from './fd.ts'
import type { Operation } from './operation.ts'
import { checkOwn, give, owned, type Pins, taken, verify } from './pins.ts'
import { isAborted } from './signal.ts'
import { traceMembers } from './trace.ts'
import type { Call, Outcome, Pinned } from './types.ts'

/** Submissions of chains that are being built: their slots of the queue are taken all at once. */
export class Drafts {
  readonly #sqes: Sqe[] = []
  #used = 0

  take(): Sqe {
    return (this.#sqes[this.#used++] ??= Sqe.alone())
  }

  /** All can be used again, but those that wait as they are for room in the queue. */
  release(waiting: boolean): void {
    if (waiting) this.#sqes.splice(0, this.#used)
    this.#used = 0
  }
}

/** Collects what `build` starts. Nothing of it has begun before all of it is there and right. */
export class ChainBuild {
  readonly #engine: Engine
  readonly #drafts: Drafts
  readonly #members: Member[] = []
  /** Those of the members, one each. */
  readonly #operations: Operation[] = []

  constructor(engine: Engine, drafts: Drafts) {
    this.#engine = engine
    this.#drafts = drafts
  }

  /** In place of {@link Engine.begin}. */
  begin(op: number, outcome: Outcome, file: RingFd | null, pinned: Pins, call: Call): Operation {
    const engine = this.#engine
    engine.check(file, pinned)
    if (call?.own === true) checkOwn(pinned)
    if (this.#members.length >= engine.entries) {
      const most = `as many as the submission queue has entries, ${engine.entries}, at most`
      throw rangeError('members of the chain', most, this.#members.length + 1)
    }
    const o = engine.ledger.take(this.#drafts.take())
    o.plain = false
    o.op = op
    o.outcome = outcome
    o.file = file
    o.pinned = pinned
    o.call = call
    return o
  }

  /** In place of {@link Engine.promise}. */
  promise<T>(o: Operation): Promise<T> {
    return this.#add(o).promise as Promise<T>
  }

  #add(o: Operation): Member {
    const member = new Member(this.#engine, this.#members.length, o)
    this.#members.push(member)
    this.#operations.push(o)
    return member
  }

  /** A linked CLOSE; the object takes nothing more from now on. */
  close(file: RingFd | null, value: number, call: Call): Promise<void> {
    this.#engine.check(file, null)
    const o = this.begin(Op.CLOSE, 'void', null, null, call)
    if (file?.direct === true) prep.closeDirect(o.sqe, value)
    else prep.closeFd(o.sqe, value)
    const member = this.#add(o)
    member.closes = file
    file?.closingLinked()
    return member.promise as Promise<void>
  }

  /** The kernel's own timeout of the member before it. */
  linkTimeout(timespec: Pinned, milliseconds: number, flags: number): Promise<boolean> {
    const before = this.#members.at(-1)
    if (before === undefined || before.isGuard) {
      throw chainError('linkTimeout() must directly follow the operation that it is for')
    }
    const o = this.begin(Op.LINK_TIMEOUT, 'number', null, timespec, undefined)
    prep.linkTimeout(o.sqe, timespec.address, flags)
    before.limit = milliseconds
    return this.#add(o).promise as Promise<boolean>
  }

  /** Publishes all members at once. Throws, and has begun nothing, for what cannot be a chain. */
  launch(
    returned: unknown,
    hard: boolean,
    signal: AbortSignal | undefined,
  ): Promise<readonly unknown[]> {
    const results = this.#resultsOf(returned)
    const operations = this.#operations
    const aborted = this.#aborted(signal)
    if (aborted !== undefined) return this.#refuse(abortError(aborted), operations)
    const last = operations.length - 1
    if (last < 0) return Promise.resolve([])
    for (const { file, pinned } of operations) this.#checkAgain(file, pinned)
    const link = hard ? SqeFlags.IO_HARDLINK : SqeFlags.IO_LINK
    for (let i = 0; i < last; i++) operations[i].sqe.flags |= link
    // Looked at when they began: from here on only memory of WebAssembly and the ring can fail.
    for (const o of operations) {
      if (o.call?.own === true) o.pinned = owned(this.#engine.kernel, o.pinned)
    }
    const waiting = this.#engine.launch(operations)
    this.#drafts.release(waiting)
    for (const { closes, operation } of this.#members) {
      if (operation !== null) closes?.began(operation)
    }
    const { promise } = new Chain(this.#engine, this.#members, results, hard, signal)
    if (this.#engine.traced) traceMembers(this.#engine.fd, this.#members)
    return promise
  }

  /** The first signal that is over: the chain's, or a member's. */
  #aborted(signal: AbortSignal | undefined): AbortSignal | undefined {
    if (isOver(signal)) return signal
    for (const { call } of this.#operations) if (isOver(call?.signal)) return call?.signal
    return undefined
  }

  /** The members in the order of the array, which must name each of them once. */
  #resultsOf(returned: unknown): readonly Member[] {
    if (!Array.isArray(returned)) throw noArray(returned)
    return this.#areInOrder(returned) ? this.#members : this.#membersOf(returned)
  }

  /** Whether the array names them as they were started, as most do: then nothing is looked up. */
  #areInOrder(returned: readonly unknown[]): boolean {
    const members = this.#members
    if (returned.length !== members.length) return false
    for (let i = 0; i < members.length; i++) if (returned[i] !== members[i].promise) return false
    return true
  }

  #membersOf(returned: readonly unknown[]): readonly Member[] {
    const members = this.#members
    const known = new Map(members.map((member) => [member.promise as unknown, member]))
    const results = returned.map((promise: unknown, index) => {
      const member = known.get(promise)
      if (member === undefined) throw stranger(returned, index)
      known.delete(promise)
      return member
    })
    const [left] = known.values()
    if (left === undefined) return results
    throw chainError(
      `The array that build returned lacks the promise of member ${left.index}, ` +
        'an operation that was started inside build',
    )
  }

  /** What ran since the arguments were read was the user's, up to the last line of `build`. */
  #checkAgain(file: RingFd | null, pinned: Pins): void {
    if (file !== null && file.closed && !this.#closes(file)) throw closedError('fd')
    this.#engine.check(null, null)
    verify(pinned)
  }

  #closes(file: RingFd): boolean {
    for (const { closes } of this.#members) if (closes === file) return true
    return false
  }

  /** A signal was aborted before the kernel heard of anything. */
  #refuse(error: Error, operations: readonly Operation[]): Promise<never> {
    for (const { pinned } of operations) {
      give(pinned)
      taken(pinned)
    }
    this.discard(error)
    return Promise.reject(error)
  }

  /** Gives everything back; whoever has kept the promise of a member learns why. */
  discard(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error))
    for (const member of this.#members) {
      if (member.operation !== null) this.#engine.ledger.release(member.operation)
      member.operation = null
      member.closes?.closedLinked(false)
      member.fail(reason)
    }
    this.#drafts.release(false)
  }
}

function isOver(signal: AbortSignal | undefined): signal is AbortSignal {
  return signal !== undefined && isAborted(signal)
}

function noArray(returned: unknown): Error {
  if (!(returned instanceof Promise)) {
    return chainError('The "build" argument must return an array of the promises of its operations')
  }
  hush([returned])
  return chainError(
    'The "build" argument must be synchronous: a chain goes to the kernel as a whole, ' +
      'and no operation of it has a result before that',
  )
}

function stranger(returned: readonly unknown[], index: number): Error {
  hush(returned)
  return chainError(
    `Element ${index} of the array that build returned is no promise of an operation that was ` +
      'started inside build, or is there twice; then(), catch() and async functions make new ones',
  )
}

/** What was made of the promises of members fails with them, and the call has told why. */
function hush(promises: readonly unknown[]): void {
  for (const promise of promises) if (promise instanceof Promise) promise.catch(() => {})
}
