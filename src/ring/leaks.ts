import type { PoolLease } from './lease.ts'
import { Stream, type StreamHost, type StreamSource } from './stream.ts'

/** What released memory is overwritten with: it is seen at once, and is no text and no zero. */
const PATTERN = 0xdb

/** What is left of a lease that nobody can reach any more. */
interface Lost {
  /** The same lease once more, to give back what it held. */
  readonly twin: PoolLease
  /** Where it was taken, a line a call. */
  readonly calls: string
}

/**
 * Watches the leases that a program has, in a ring that is made to debug: where each was taken, and
 * whether it comes back before it is forgotten. What comes back is overwritten.
 */
export class LeaseWatch {
  /** Whether the ring has ended: its memory is nobody's any more, and nothing is lost. */
  ended = false
  readonly #forgotten = new FinalizationRegistry<Lost>((lost) => this.#lost(lost))

  /** A program has a lease from now on; `taker` is the function that it has called for it. */
  handedOut(lease: PoolLease, taker: (...args: never[]) => unknown): void {
    this.watched(lease, callsOf(taker))
  }

  watched(lease: PoolLease, calls: string): void {
    this.#forgotten.register(lease, { twin: lease.twin(), calls }, lease)
  }

  /** It is back: whoever still looks at its memory shall see that. */
  returned(lease: PoolLease): void {
    this.#forgotten.unregister(lease)
    lease.fill(PATTERN)
  }

  #lost({ twin, calls }: Lost): void {
    twin.release()
    if (this.ended) return
    const [first = 'somewhere'] = calls.split('\n')
    process.emitWarning(`A lease was collected that was not released, taken ${first.trim()}`, {
      type: 'UringWarning',
      code: 'ERR_URING_LEASE_LEAKED',
      detail: calls,
    })
  }
}

/** Who has called a function: the lines of the stack below it. */
function callsOf(taker: (...args: never[]) => unknown): string {
  const here = { stack: '' }
  Error.captureStackTrace(here, taker)
  // The first line is the message.
  return here.stack.split('\n').slice(1).join('\n')
}

/** A stream of leases that keeps where each of them was taken. */
class WatchedStream extends Stream<PoolLease> {
  readonly #watch: LeaseWatch

  constructor(host: StreamHost, source: StreamSource<PoolLease>, watch: LeaseWatch) {
    super(host, source)
    this.#watch = watch
  }

  override async next(): Promise<IteratorResult<PoolLease, undefined>> {
    const calls = callsOf(this.next)
    const result = await super.next()
    if (result.done !== true) this.#watch.watched(result.value, calls)
    return result
  }
}

/** A stream, watched if its items are leases and somebody watches. */
export function streamOf<T>(
  host: StreamHost,
  source: StreamSource<T>,
  watch: LeaseWatch | null,
): Stream<T> {
  if (watch === null || source.pool === null) return new Stream(host, source)
  // Whatever comes out of a pool is a lease.
  const leases = source as unknown as StreamSource<PoolLease>
  return new WatchedStream(host, leases, watch) as unknown as Stream<T>
}
