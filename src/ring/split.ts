import { CqeFlags, MsgFlags, Op, SendRecvFlags } from '../../generated/constants.ts'
import { Sqe } from '../../generated/structs.ts'
import { codedError, valueError } from '../errors.ts'
import { BundlePool, type SplitPool } from './bundle.ts'
import { IncrementalPool } from './incremental.ts'
import type { PoolLease } from './lease.ts'
import type { ProvidedPool } from './pool.ts'
import { bufferOf } from './settle.ts'
import type { StreamSource } from './stream.ts'

/** Whether one completion of a stream that receives into it may give several leases. */
export function splits(pool: ProvidedPool): pool is ProvidedPool & SplitPool {
  return pool instanceof BundlePool || pool instanceof IncrementalPool
}

/** A datagram begins with a header, which does not fit into what is left of a buffer. */
export function forDatagrams(pool: ProvidedPool): ProvidedPool {
  if (!(pool instanceof IncrementalPool)) return pool
  throw codedError(
    'ERR_URING_POOL_KIND',
    'Each datagram needs a buffer of its own: recvmsgMultishot takes no incremental pool',
  )
}

/** Chunks of received bytes: several come with one completion, or lie in one buffer. */
export function leasesOfSplit(
  source: StreamSource<PoolLease>,
  pool: SplitPool,
): StreamSource<PoolLease> {
  const { op, file, pinned, call } = source
  const receives = op === Op.RECV
  if (receives) refuseTruncated(source)
  return {
    op,
    file,
    pinned,
    call,
    pool,
    isItem: (errno) => source.isItem(errno),
    isLast: (res, flags) => source.isLast(res, flags),
    drop: (lease) => source.drop(lease),
    move: (lease) => pool.move(lease),
    arm(sqe) {
      source.arm(sqe)
      if (receives && pool.bundles) sqe.ioprio |= SendRecvFlags.BUNDLE
    },
    make(res, flags, borrower) {
      const id = bufferOf(flags)
      if (id < 0) return null
      if (res === 0) {
        pool.discard(id)
        return null
      }
      pool.received(id, res, (flags & CqeFlags.F_BUF_MORE) !== 0)
      return pool.nextLease(borrower)
    },
    rest: (borrower) => pool.nextLease(borrower),
  }
}

/** With it a length says what was sent, and not how many buffers were used for it. */
function refuseTruncated(source: StreamSource<PoolLease>): void {
  const sqe = Sqe.alone()
  source.arm(sqe)
  if ((sqe.msgFlags & MsgFlags.TRUNC) === 0) return
  throw valueError(
    'options.flags',
    'must be without MSG_TRUNC for a pool that is incremental or bundles',
    sqe.msgFlags,
  )
}
