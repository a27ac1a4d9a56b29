import { Errno, FILE_INDEX_ALLOC, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { UringError, typeError, valueError } from '../errors.ts'
import { RingChains } from './chains.ts'
import { notInChain } from './chain-errors.ts'
import type { Engine } from './engine.ts'
import { type Closable, RingFd } from './fd.ts'
import { handleOf, newNonce, readHandle, type RingHandle } from './handle.ts'
import { Inbox, type InboxHost } from './inbox.ts'
import { Kind, userDataHigh } from './operation.ts'
import type { Fd, Multishot } from './types.ts'

/** What a message carries: the low word of its user data. */
const Cargo = {
  /** 32 bits of the user's. */
  VALUE: 0,
  /** A plain descriptor, which changes its owner. */
  FD: 1,
  /** A slot that the kernel has filled in the receiver's table. */
  SLOT: 2,
} as const

const NO_SLOT = 'the other ring has no free slot for direct descriptors: make it with more `slots`'

/** What the errnos of a message mean, in words. */
const EXPLANATIONS: Readonly<Record<number, string>> = {
  [Errno.EBADF]: 'the ring of the handle is closed',
  [Errno.EBADFD]: 'the ring of the handle is closed, or is disabled',
  [Errno.EOVERFLOW]: 'the completion queue of the other ring is full',
  [Errno.ENXIO]: NO_SLOT,
  [Errno.ENFILE]: NO_SLOT,
}

/** Talks to other rings of this process, in other Workers or in this thread, over MSG_RING. */
export abstract class RingMessages extends RingChains {
  protected abstract override readonly engine: Engine
  /** Streams and readers that end with the ring. */
  protected abstract readonly streams: Set<Closable>
  readonly #nonce = newNonce()
  /** An open reader keeps the ring and the process alive for what may come. */
  readonly #host: InboxHost = {
    opened: (reader) => {
      this.streams.add(reader)
      this.engine.hold()
    },
    ended: (reader) => {
      this.streams.delete(reader)
      this.engine.letGo()
    },
  }
  #messages: Inbox<number> | null = null
  #fds: Inbox<RingFd> | null = null

  /**
   * The ring's name for other rings of this process: a number that passes through `workerData` and
   * `postMessage`. A handle that outlives its ring names nobody.
   */
  get handle(): RingHandle {
    return handleOf(this.engine.fd, this.#nonce)
  }

  /**
   * Sends 32 bits to another ring, or to this one. Resolves when they are in the other ring's
   * queue, read or not. Rejects with EBADF or EBADFD when the other ring is closed.
   *
   * @param to {@link Ring.handle} of the other ring.
   * @param value 0 to 2^32 - 1.
   */
  message(to: RingHandle, value: number): Promise<void> {
    const { fd, nonce } = readHandle(to, 'to')
    const bits = this.numberOf(value, 'value', 'u32')
    notInChain(this.engine, 'message()')
    return explained(this.#send(fd, bits, Cargo.VALUE, nonce))
  }

  #send(fd: number, value: number, cargo: number, nonce: number): Promise<void> {
    const o = this.engine.begin(Op.MSG_RING, 'void', null, null, undefined)
    prep.msgRing(o.sqe, fd, value, cargo, userDataHigh(nonce, Kind.MESSAGE), 0)
    return this.engine.promise<void>(o)
  }

  /**
   * The values that other rings send to this one with {@link Ring.message}, in order of arrival. An
   * open iteration keeps the process alive as a listening server does. One reader at a time; what
   * comes while nobody reads is kept, up to 65,536 values.
   */
  messages(): Multishot<number> {
    this.check()
    notInChain(this.engine, 'A stream')
    return this.#valueInbox().open()
  }

  /**
   * Gives a descriptor to another ring of this process, which gets it from {@link Ring.receiveFds}.
   * What runs on it is cancelled first, as in `fd.close()`, and from the call on it is not yours. A
   * plain descriptor changes its owner; a direct one becomes a slot of the other ring's table,
   * which needs `slots` (Linux 6.0), and the slot here is emptied. When it is rejected the
   * descriptor is still open, and yours.
   *
   * @param to {@link Ring.handle} of the other ring.
   */
  sendFd(to: RingHandle, fd: Fd): Promise<void> {
    const { fd: ring, nonce } = readHandle(to, 'to')
    if (!(fd instanceof RingFd)) throw typeError('fd', 'an Fd', fd)
    this.fileOf(fd, 'fd')
    if (!this.owns(fd)) throw valueError('fd', 'is a descriptor of another ring', fd)
    this.check()
    notInChain(this.engine, 'sendFd()')
    const send = (): Promise<void> =>
      fd.direct
        ? this.#sendSlot(ring, fd.value, nonce)
        : this.#send(ring, fd.value, Cargo.FD, nonce)
    return explained(fd.handOver(send))
  }

  #sendSlot(ring: number, slot: number, nonce: number): Promise<void> {
    const o = this.engine.begin(Op.MSG_RING, 'void', null, null, undefined)
    const high = userDataHigh(nonce, Kind.MESSAGE)
    prep.msgRingFd(o.sqe, ring, slot, FILE_INDEX_ALLOC, Cargo.SLOT, high, 0)
    return this.engine.promise<void>(o)
  }

  /**
   * The descriptors that other rings give to this one with {@link Ring.sendFd}. What nobody takes
   * is closed when the ring closes.
   */
  receiveFds(): Multishot<Fd> {
    this.check()
    notInChain(this.engine, 'A stream')
    return this.#fdInbox().open()
  }

  #valueInbox(): Inbox<number> {
    this.#messages ??= new Inbox(this.#host, 'messages', () => Promise.resolve())
    return this.#messages
  }

  #fdInbox(): Inbox<RingFd> {
    this.#fds ??= new Inbox<RingFd>(this.#host, 'descriptors', (fd) => fd.shut().catch(() => {}))
    return this.#fds
  }

  /** A completion that another ring has made. `false` when it was meant for somebody else. */
  protected messageArrived(cargo: number, nonce: number, res: number): boolean {
    const fd = cargo === Cargo.VALUE ? null : this.#arrivedFd(cargo, res)
    if (fd === undefined) return false
    if (nonce !== this.#nonce) {
      // Whoever gave it has let it go, and whom it was for is no more: nobody else would close it.
      fd?.shut().catch(() => {})
      return false
    }
    if (fd === null) this.#valueInbox().receive(res >>> 0)
    else this.#fdInbox().receive(fd)
    return true
  }

  #arrivedFd(cargo: number, res: number): RingFd | undefined {
    if (res < 0) return undefined
    if (cargo === Cargo.FD) return new RingFd(this.engine, res, false)
    return cargo === Cargo.SLOT ? this.engine.slots.opened(this.engine, res) : undefined
  }

  /** The ring ends: what nobody has taken is let go. */
  protected async dropMessages(): Promise<void> {
    await this.#messages?.end()
    await this.#fds?.end()
  }
}

async function explained(sent: Promise<void>): Promise<void> {
  try {
    await sent
  } catch (error) {
    if (!(error instanceof UringError)) throw error
    const explanation = EXPLANATIONS[-error.errno]
    if (explanation === undefined) throw error
    throw new UringError(error.errno, error.syscall, { op: error.op, explanation, cause: error })
  }
}
