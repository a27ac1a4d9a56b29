import { MsgFlags, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { RecvmsgOut, SockaddrIn6, type Sqe } from '../../generated/structs.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { RingFd } from './fd.ts'
import type { Borrower, PoolLease } from './lease.ts'
import { type PeerAddress, Peers } from './peers.ts'
import type { ProvidedPool } from './pool.ts'
import { bufferOf } from './settle.ts'
import { PinnedMessage } from './stable.ts'
import type { StreamSource } from './stream.ts'
import type { Call } from './types.ts'

/** The kernel reserves as much room for the address as the header says, used or not. */
const NAME_AT = RecvmsgOut.SIZE
const NAME_MAX = SockaddrIn6.SIZE
const PAYLOAD_AT = NAME_AT + NAME_MAX

/** Datagrams: the buffer begins with a header and the sender's address. */
export class Datagrams implements StreamSource<PoolLease> {
  readonly op = Op.RECVMSG
  readonly file: RingFd | null
  readonly pinned: PinnedMessage
  readonly pool: ProvidedPool
  readonly call: Call
  readonly #fd: number
  readonly #flags: number
  readonly #peers: Peers
  /** Views of the headers by buffer, each made when its buffer is first used. */
  readonly #headers: (RecvmsgOut | null)[]
  #isEmpty = false

  constructor(
    kernel: Kernel,
    fd: number,
    file: RingFd | null,
    pool: ProvidedPool,
    flags: number,
    call: Call,
  ) {
    this.file = file
    this.pinned = new PinnedMessage(kernel, [], Buffer.alloc(NAME_MAX))
    this.pool = pool
    this.call = call
    this.#fd = fd
    this.#flags = flags
    this.#peers = new Peers(pool.buffer)
    this.#headers = Array.from({ length: pool.countMax }, () => null)
  }

  arm(sqe: Sqe): void {
    prep.recvmsgMultishot(sqe, this.#fd, this.pinned.address, this.#flags, this.pool.group)
  }

  isItem(): boolean {
    return false
  }

  /** An empty datagram has a sender; the end of a connection has none. */
  isLast(res: number): boolean {
    return res === 0 || this.#isEmpty
  }

  make(res: number, flags: number, borrower: Borrower): PoolLease | null {
    const id = bufferOf(flags)
    if (id < 0) return null
    if (res < PAYLOAD_AT) return this.#nothing(id)
    const header = this.#headerOf(id)
    const { namelen } = header
    const length = Math.min(header.payloadlen, res - PAYLOAD_AT)
    this.#isEmpty = length === 0 && namelen === 0
    if (this.#isEmpty) return this.#nothing(id)
    const peer = this.#peerOf(id, namelen)
    const truncated = (header.flags & MsgFlags.TRUNC) !== 0
    return this.pool.lendDatagram(id, PAYLOAD_AT, length, borrower, { peer, truncated })
  }

  #nothing(id: number): null {
    this.pool.discard(id)
    return null
  }

  #headerOf(id: number): RecvmsgOut {
    const known = this.#headers[id]
    if (known !== null) return known
    const header = new RecvmsgOut(this.pool.buffer, this.pool.startOf(id))
    this.#headers[id] = header
    return header
  }

  /** A name that was too long for its room is nobody's. */
  #peerOf(id: number, length: number): PeerAddress | undefined {
    if (length > NAME_MAX) return undefined
    return this.#peers.at(this.pool.startOf(id) + NAME_AT, length)
  }

  drop(lease: PoolLease): void {
    lease.release()
  }

  move(lease: PoolLease): PoolLease | null {
    return this.pool.move(lease)
  }
}
