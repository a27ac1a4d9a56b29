import { outcomes } from '../../generated/operations.ts'
import type { Sqe } from '../../generated/structs.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import type { PoolLease } from './lease.ts'
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
  arm(sqe: Sqe): void
}

/** Chunks of received bytes, in buffers of the pool. */
export function leases(base: StreamBase, pool: ProvidedPool): StreamSource<PoolLease> {
  const single = buffers(base, pool)
  return splits(pool) ? leasesOfSplit(single, pool) : single
}

/**
 * Chunks that have a buffer of the pool each, one a completion. Written out, because the engine
 * reads an object that was spread more slowly, and this one at every message.
 */
function buffers(base: StreamBase, pool: ProvidedPool): StreamSource<PoolLease> {
  const { op, file, pinned, call, arm } = base
  return {
    op,
    file,
    pinned,
    call,
    arm,
    pool,
    isItem: () => false,
    isLast: (res) => res === 0,
    make(res, flags, borrower) {
      const id = bufferOf(flags)
      if (id < 0) return null
      if (res > 0) return pool.lend(id, res, borrower)
      pool.discard(id)
      return null
    },
    drop: (lease) => lease.release(),
    move: (lease) => pool.move(lease),
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
