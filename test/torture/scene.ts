import type { CallOptions, Fd, Lease, Ring } from 'uring-sdk'
import type { Epoch } from './epoch.ts'
import { Failure, Over } from './failure.ts'
import { firstNot, type Piece } from './memory.ts'
import { Random } from './random.ts'

/** How an operation has ended. */
export type Ended<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string }

/** How an operation may end, besides well. */
export interface Ends {
  /** Passed to the operation. */
  readonly options?: CallOptions
  /** Descriptors that it uses: once one is closed, it may be refused or cancelled. */
  readonly fds?: readonly Fd[]
  /** Codes of errors that are answers here; asked for when it has ended. */
  readonly may?: () => readonly string[]
}

/** What is answered while the ring closes, and with it both ends of every connection. */
const CLOSED = [
  ...['ECANCELED', 'ERR_URING_CLOSED', 'ERR_URING_POOL_CLOSED', 'ERR_URING_FD_CLOSED'],
  ...['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ECONNREFUSED', 'ENOTCONN'],
]
const FD_CLOSED = ['ECANCELED', 'ERR_URING_FD_CLOSED']
const WATCHED = 0x77
/** A timer may fire this early. */
const EARLY_MS = 2

/** One run of a kind: what it draws from, what it owns, and what it counts. */
export class Scene {
  readonly epoch: Epoch
  readonly name: string
  readonly random: Random
  readonly #fds = new Set<Fd>()
  readonly #leases = new Set<Lease>()
  #slots = 0

  constructor(epoch: Epoch, kind: string, number: number) {
    this.epoch = epoch
    this.name = `${kind}/${number}`
    this.random = Random.for(epoch.options.seed, number)
  }

  get ring(): Ring {
    return this.epoch.ring
  }

  /** Starts an operation that has to succeed, unless the ring is being closed. */
  async must<T>(what: string, start: () => Promise<T>): Promise<T> {
    const ended = await this.may(what, start)
    if (ended.ok) return ended.value
    throw new Over()
  }

  /** Starts an operation, and looks at how it ends. */
  async may<T>(what: string, start: () => Promise<T>, ends: Ends = {}): Promise<Ended<T>> {
    const { tally } = this.epoch
    const one = tally.start(this.name, what)
    try {
      const value = await start()
      tally.end(one, 'ok')
      return { ok: true, value }
    } catch (error) {
      const code = codeOf(error)
      tally.end(one, code)
      this.#judge(code, what, error, ends, performance.now() - one.at)
      return { ok: false, code }
    }
  }

  #judge(code: string, what: string, error: unknown, ends: Ends, elapsed: number): void {
    const { options, fds, may } = ends
    if (code === 'ABORT_ERR' && options?.signal?.aborted === true) return
    if (code === 'ETIME' && options?.timeout !== undefined) {
      if (elapsed >= options.timeout - EARLY_MS) return
    }
    if (may?.().includes(code) === true) return
    if (FD_CLOSED.includes(code) && fds?.some((fd) => fd.closed) === true) return
    if (CLOSED.includes(code) && this.ring.closed) return
    throw new Failure(`${what} must not end with ${code}`, { cause: error })
  }

  /** Goes on only if it has ended well or the ring lives on. */
  check(): void {
    if (this.ring.closed) throw new Over()
  }

  /** Options that a call has now and then: a signal, a timeout, another way through the kernel. */
  options(chance = 6): CallOptions {
    const { random } = this
    if (!random.percent(chance)) return {}
    const what = random.below(8)
    if (what < 4) return { signal: this.signal() }
    if (what < 6) return { timeout: random.between(0, 20) }
    if (what < 7) return { signal: this.signal(), timeout: random.between(1, 10) }
    return { async: true }
  }

  /** A signal that is aborted: before the call, in the same turn, soon, or a while later. */
  signal(): AbortSignal {
    const { random } = this
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    switch (random.below(6)) {
      case 0:
        abort()
        break
      case 1:
        queueMicrotask(abort)
        break
      case 2:
        setImmediate(abort)
        break
      default:
        setTimeout(abort, random.between(0, 12))
    }
    return controller.signal
  }

  /** Waits: a turn of the loop, or some milliseconds. */
  async pause(most = 4): Promise<void> {
    const milliseconds = this.random.between(-3, most)
    if (milliseconds <= 0) await new Promise((resolve) => setImmediate(resolve))
    else await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  /** A descriptor to be closed when the scene is over. */
  own<F extends Fd>(fd: F): F {
    this.#fds.add(fd)
    return fd
  }

  /** Whether it may have a direct descriptor more; it has it until it is over. */
  takeSlot(): boolean {
    if (this.epoch.slots === 0) return false
    this.epoch.slots--
    this.#slots++
    return true
  }

  /** A lease to be given back when the scene is over. */
  keep(lease: Lease): Lease {
    this.#leases.add(lease)
    return lease
  }

  /**
   * Gives it back soon. Who holds leases until others come may wait for ever: the pool may have no
   * more before they are back.
   */
  releaseLater(lease: Lease): void {
    if (this.random.percent(60)) this.release(lease)
    else setTimeout(() => this.release(lease), this.random.below(10))
  }

  release(lease: Lease): void {
    this.#leases.delete(lease)
    lease.release()
  }

  /** Closes a descriptor of its own. */
  async close(fd: Fd): Promise<void> {
    this.#fds.delete(fd)
    await this.must('close', () => fd.close())
  }

  /** Memory for one operation. */
  piece(size: number): Piece {
    return this.epoch.memory.take(this.ring, this.random, size)
  }

  /** The operation that had it has settled; `filled` is how much of it the kernel was to write. */
  done(piece: Piece, filled: number | null): void {
    const { memory } = this.epoch
    if (filled !== null) memory.settled(piece, filled)
    memory.quarantine(piece)
  }

  /** A lease of the registered pool, if one is free, of so many bytes. */
  lease(size: number): Lease | null {
    this.check()
    const lease = this.epoch.registered.take()
    if (lease === null) return null
    lease.length = size
    return this.keep(lease)
  }

  /** The kernel is done with a lease: for a while nothing else may write to it. */
  async watch(lease: Lease): Promise<void> {
    const { bytes } = lease
    if (this.random.percent(30)) {
      bytes.fill(WATCHED)
      await this.pause()
      const problem = firstNot(bytes, WATCHED)
      if (problem !== null) throw new Failure(`a lease that was let go of was written: ${problem}`)
    }
    this.release(lease)
  }

  /** Several at a time; all of them end before an error of one is thrown. */
  async all(works: readonly Promise<unknown>[]): Promise<void> {
    const ends = await Promise.allSettled(works)
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []))
    const worst = reasons.find((reason) => !(reason instanceof Over)) ?? reasons[0]
    if (worst !== undefined) throw worst
  }

  /** Two at a time, and what both give. */
  async both<A, B>(one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
    const first = one()
    const second = other()
    await this.all([first, second])
    return [await first, await second]
  }

  /** Gives everything back that is its own. */
  async end(): Promise<void> {
    for (const lease of this.#leases) lease.release()
    this.#leases.clear()
    await this.closeAll()
    this.epoch.slots += this.#slots
    this.#slots = 0
  }

  /** Closes the descriptors that are its own. */
  async closeAll(): Promise<void> {
    const closing = [...this.#fds].map(async (fd) => this.may('close', () => fd.close()))
    this.#fds.clear()
    await this.all(closing)
  }
}

/** The code of an error; what has none is none of ours. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string') return code
  throw new Failure('an error without a code', { cause: error })
}
