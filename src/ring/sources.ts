import { outcomes } from '../../generated/operations.ts'
import type { Sqe } from '../../generated/structs.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { Borrower, PoolLease } from './lease.ts'
import { leasesOfSplit, splits } from './split.ts'
import type { Pins } from './pins.ts'
import type { ProvidedPool } from './pool.ts'
import { bufferOf, newFd } from './settle.ts'
import type { StreamSource } from './stream.ts'
import type { Call, Completion } from './types.ts'

/** What all kinds of streams have in common. */
export interface StreamBase {
  readonly op: number
  readonly file: RingFd | null
  readonly pinned: Pins
  readonly call: Call
  readonly arm: (sqe: Sqe) => void
}

/** Chunks of received bytes, in buffers of the pool. */
export function leases(base: StreamBase, pool: ProvidedPool): StreamSource<PoolLease> {
  const single = new Chunks(base, pool)
  return splits(pool) ? leasesOfSplit(single, pool) : single
}

/** Chunks that have a buffer of the pool each, one a completion. */
class Chunks implements StreamSource<PoolLease> {
  readonly op: number
  readonly file: RingFd | null
  readonly pinned: Pins
  readonly pool: ProvidedPool
  readonly call: Call
  readonly arm: (sqe: Sqe) => void

  constructor(base: StreamBase, pool: ProvidedPool) {
    this.op = base.op
    this.file = base.file
    this.pinned = base.pinned
    this.pool = pool
    this.call = base.call
    this.arm = base.arm
  }

  isItem(): boolean {
    return false
  }

  isLast(res: number): boolean {
    return res === 0
  }

  make(res: number, flags: number, borrower: Borrower): PoolLease | null {
    const id = bufferOf(flags)
    if (id < 0) return null
    if (res > 0) return this.pool.lend(id, res, borrower)
    this.pool.discard(id)
    return null
  }

  drop(lease: PoolLease): void {
    lease.release()
  }

  move(lease: PoolLease): PoolLease | null {
    return this.pool.move(lease)
  }
}

/** Accepted connections. */
export function descriptors(engine: Engine, base: StreamBase): StreamSource<RingFd> {
  let fileIndex = 0
  return {
    ...base,
    pool: null,
    isItem: () => false,
    isLast: () => false,
    arm(sqe) {
      base.arm(sqe)
      fileIndex = sqe.fileIndex
    },
    make: (res) => newFd(engine, res, fileIndex),
    // Nobody has it, so nobody hears that it could not be closed.
    drop: (fd) => void fd.shut().catch(() => {}),
  }
}

/** Numbers: the events of a poll. */
export function values(base: StreamBase): StreamSource<number> {
  const answers = outcomes[base.op] ?? {}
  return {
    ...base,
    pool: null,
    isItem: (errno) => answers[errno] === 'ok',
    isLast: () => false,
    make: (res) => Math.max(res, 0),
    drop: () => {},
  }
}

/** The beats of a timer, which ends after as many as it was asked for. */
export function beats(base: StreamBase): StreamSource<number> {
  let total = 0
  let count = 0
  return {
    ...values(base),
    arm(sqe) {
      base.arm(sqe)
      total = sqe.off
      // Armed again, it has only the rest before it.
      if (total > 0) sqe.off = total - count
    },
    isLast: () => total > 0 && count >= total,
    make() {
      count++
      return 0
    },
  }
}

/**
 * Completions as they are, of an opcode that nothing is known about: the one without MORE is the
 * last.
 */
export function completions(base: StreamBase): StreamSource<Completion> {
  return {
    ...base,
    pool: null,
    isItem: () => false,
    isLast: () => true,
    make: (res, flags) => ({ res, flags }),
    drop: () => {},
  }
}
