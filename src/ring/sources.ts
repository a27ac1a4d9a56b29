import { MsgFlags, Op } from '../../generated/constants.ts'
import { outcomes } from '../../generated/operations.ts'
import * as prep from '../../generated/prep.ts'
import { RecvmsgOut, type Sqe } from '../../generated/structs.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import { PeerAddress, type PoolLease } from './lease.ts'
import type { ProvidedPool } from './pool.ts'
import { bufferOf, newFd } from './settle.ts'
import { INET_ADDRESS_BYTES } from './socket-address.ts'
import { PinnedMessage } from './stable.ts'
import type { StreamSource } from './stream.ts'
import type { Call, Pinned } from './types.ts'

/** What all kinds of streams have in common. */
export interface StreamBase {
  readonly op: number
  readonly file: RingFd | null
  readonly pinned: Pinned | null
  readonly call: Call
  arm(sqe: Sqe): void
}

/** Chunks of received bytes, each in a buffer of the pool. */
export function leases(base: StreamBase, pool: ProvidedPool): StreamSource<PoolLease> {
  return {
    ...base,
    pool,
    zeroEnds: true,
    isItem: () => false,
    make(res, flags, borrower) {
      const id = bufferOf(flags)
      if (id < 0) return null
      if (res > 0) return pool.lend(id, res, borrower)
      pool.discard(id)
      return null
    },
    drop: (lease) => lease.release(),
  }
}

/** Datagrams: the buffer begins with a header and the sender's address. */
export function datagrams(
  kernel: Kernel,
  fd: number,
  file: RingFd | null,
  pool: ProvidedPool,
  flags: number,
  call: Call,
): StreamSource<PoolLease> {
  const message = new PinnedMessage(kernel, [], Buffer.alloc(INET_ADDRESS_BYTES))
  // The kernel reserves as much room for the address as the header says, used or not.
  const payloadAt = RecvmsgOut.SIZE + INET_ADDRESS_BYTES
  const arm = (sqe: Sqe): void => prep.recvmsgMultishot(sqe, fd, message.address, pool.group, flags)
  const base = { op: Op.RECVMSG, file, pinned: message, call, arm }
  return {
    ...leases(base, pool),
    zeroEnds: false,
    make(res, completionFlags, borrower) {
      const id = bufferOf(completionFlags)
      if (id < 0) return null
      const bytes = pool.view(id)
      if (res < payloadAt) {
        pool.discard(id)
        return null
      }
      const out = new RecvmsgOut(bytes.buffer, bytes.byteOffset)
      const name = bytes.subarray(RecvmsgOut.SIZE, RecvmsgOut.SIZE + out.namelen)
      const truncated = (out.flags & MsgFlags.TRUNC) !== 0
      const length = Math.min(out.payloadlen, res - payloadAt)
      return pool.lendDatagram(id, payloadAt, length, borrower, { peer: peerOf(name), truncated })
    },
  }
}

/** Copied, because the sender's name may be wanted after the buffer has gone back. */
function peerOf(name: Uint8Array): PeerAddress | undefined {
  return name.length === 0 ? undefined : new PeerAddress(Buffer.from(name))
}

/** Accepted connections. */
export function descriptors(engine: Engine, base: StreamBase): StreamSource<RingFd> {
  let fileIndex = 0
  return {
    ...base,
    pool: null,
    zeroEnds: false,
    isItem: () => false,
    arm(sqe) {
      base.arm(sqe)
      fileIndex = sqe.fileIndex
    },
    make: (res) => newFd(engine, res, fileIndex),
    drop: (fd) => void fd.close(),
  }
}

/** Numbers: the events of a poll, the beats of a timer. */
export function values(base: StreamBase): StreamSource<number> {
  const answers = outcomes[base.op] ?? {}
  return {
    ...base,
    pool: null,
    zeroEnds: false,
    isItem: (errno) => answers[errno] === 'ok',
    make: (res) => Math.max(res, 0),
    drop: () => {},
  }
}
