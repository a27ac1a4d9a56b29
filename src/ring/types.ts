/**
 * The types that the promise face speaks in. Types only: generated code imports this file with
 * `import type`, and so stays below the Ring that it is part of.
 */
import type { Sqe } from '../../generated/structs.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { SocketAddress } from '../raw/sockaddr.ts'

/** A descriptor of the ring, or a plain number, for example from `fs.openSync`. */
export type FdLike = Fd | number

/**
 * Memory for an operation. It is kept alive until the final completion. A lease that is sent is
 * given away; one that is filled stays yours.
 */
export type Bytes = NodeJS.ArrayBufferView | Lease

/** A path as `node:fs` takes it. */
export type PathLike = string | Buffer | URL

/** Options that every operation takes, as the last argument. */
export interface CallOptions {
  /** Rejects with `AbortError` once the kernel has let go of the operation. */
  readonly signal?: AbortSignal | undefined
  /**
   * Milliseconds. An operation that takes longer is cancelled and rejects with `ETIME`; a stream
   * is, when nothing has come for so long.
   */
  readonly timeout?: number | undefined
  /** Hands the operation to a kernel thread at once. Seldom faster. */
  readonly async?: boolean | undefined
  /** Starts after everything submitted before is over. */
  readonly drain?: boolean | undefined
  /**
   * Gives the memory that is sent or written away for good: views of it are empty from the call on,
   * and nothing can move it while the kernel uses it. For views that cover their whole ArrayBuffer
   * of fixed length. SharedArrayBuffers and what {@link Ring.alloc} gave are safe as they are, and
   * stay. `ERR_INVALID_ARG_VALUE` for other memory: a part of an ArrayBuffer,
   * a resizable one, one of WebAssembly, and memory that is filled, which nobody could read any
   * more. Node 22; `ERR_URING_UNSUPPORTED` before.
   */
  readonly own?: boolean | undefined
  /** Credentials registered with the ring, by number. */
  readonly personality?: number | undefined
}

/**
 * Options of operations that have flags of their own: `MSG_*`, `RWF_*`, `AT_*`. Given ones replace
 * the defaults.
 */
export interface FlagOptions extends CallOptions {
  /** The operation's own flags. */
  readonly flags?: number | undefined
}

/** Options of `ring.chain`. */
export interface ChainOptions {
  /** Goes on with the next member whatever became of the one before it. Default false. */
  readonly hard?: boolean | undefined
  /** Ends the whole chain; it rejects with `AbortError` once the kernel has let go of it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A descriptor that a ring opened: plain, or a slot of the ring's direct table. Passing it does the
 * right thing.
 */
export interface Fd extends AsyncDisposable {
  /** The descriptor's number, or its slot. */
  readonly value: number
  /** Whether it is a slot of the ring's direct table. */
  readonly direct: boolean
  /** Whether {@link Fd.close} was called. */
  readonly closed: boolean
  /**
   * Cancels what runs on it, waits for the final completions, then closes. It does not shut the
   * connection down, which would cut it for whoever holds a duplicate. Idempotent.
   */
  close(): Promise<void>
  /** Makes a plain descriptor of a direct one, which stays. Linux 6.8. */
  install(): Promise<Fd>
  /** The socket's own address: where a listener listens. Plain descriptors only. */
  localAddress(): SocketAddress
  /** The address of the peer. Plain descriptors only. */
  remoteAddress(): SocketAddress
}

/** A buffer of a pool, lent out: what a stream received, or a registered buffer taken for use. */
export interface Lease extends Disposable {
  /** A view of the buffer's memory. Throws `ERR_URING_LEASE_RELEASED` after the release. */
  readonly bytes: Uint8Array
  /** Bytes of {@link Lease.bytes}; it can be made smaller, and as large as the buffer. */
  length: number
  /** Who sent the datagram. */
  readonly from?: SocketAddress | undefined
  /** Whether a datagram was longer than the buffer. */
  readonly truncated: boolean
  /** A copy that is yours for ever; releases the lease. */
  copy(): Uint8Array
  /** Gives the buffer back to its pool. Idempotent. */
  release(): void
}

/** What a pool is made of. */
export interface PoolOptions {
  /** Buffers to begin with; rounded up to a power of two. Default 256. */
  readonly count?: number | undefined
  /**
   * Bytes of one buffer. Default 16,384: memory of a provided pool is touched only as far as it is
   * filled, so that small messages take a page of each.
   */
  readonly size?: number | undefined
  /**
   * How many buffers the pool may grow to before it is dry; rounded up to a power of two. Default
   * sixteen times `count` for provided pools, whose memory is reserved at once and touched when
   * they grow; `count` for registered ones, which do not grow unless this says so: the memory that
   * they map then is locked.
   */
  readonly countMax?: number | undefined
  /**
   * `provided`: the kernel picks a buffer when data is there. `registered`:
   * {@link BufferPool.take}.
   */
  readonly kind?: 'provided' | 'registered' | undefined
  /**
   * Buffers are used piece by piece: a chunk takes as many bytes as it has, and the next one begins
   * behind it, whoever it is for. Good for a few large buffers and messages of any size. A buffer
   * goes back to the kernel when all leases in it were released, so one that is kept for long keeps
   * a whole buffer. Not for `recvmsgMultishot`. Linux 6.12: before that making the pool throws
   * `ERR_URING_UNSUPPORTED`. Default false. Provided pools only.
   */
  readonly incremental?: boolean | undefined
  /**
   * `recvMultishot` fills as many buffers at once as there are bytes for, with one completion for
   * all of them: it costs less when much data comes in small buffers. Each is a lease of its own
   * still. Linux 6.10: before that, each buffer has its completion. Default false. Provided pools
   * only.
   */
  readonly bundle?: boolean | undefined
}

/**
 * A pool of buffers that a ring and its streams share.
 *
 * When it is disposed of, streams that receive into it end first, and what they have queued can
 * still be taken. Leases stay good until they are released, their memory too.
 */
export interface BufferPool extends AsyncDisposable {
  /** The group number that the kernel knows it by; -1 of a `registered` pool. */
  readonly group: number
  /** Buffers that the kernel may pick, or that can be taken. */
  readonly free: number
  /**
   * Buffers that leases hold. Of an incremental pool the one that the kernel is filling is free
   * too. A lease that is forgotten without {@link Lease.release} is counted here for ever, unless
   * the ring was made with `debug`.
   */
  readonly leased: number
  /**
   * How often a stream had to pause because no buffer was free, or {@link BufferPool.take} found
   * none.
   */
  readonly dry: number
  /**
   * A free buffer of a `registered` pool, for `readFixed`, `writeFixed`, `sendZcFixed` and whatever
   * takes memory. When all are taken the pool grows; `null` if it must not, or cannot: then a
   * process warning `ERR_URING_POOL_LIMIT` says why. Throws `ERR_URING_POOL_KIND` for a provided
   * pool, `ERR_URING_POOL_CLOSED` for one that was disposed of.
   */
  take(): Lease | null
}

/**
 * Everything that one multishot operation gives, in order. It is bounded, arms itself again when
 * the kernel ends it early, and ends by `break`, `return()`, an abort or an error; what is queued
 * then is released or closed.
 */
export interface Multishot<T> extends AsyncIterableIterator<T>, AsyncDisposable {
  /** Items that have arrived and were not taken yet. */
  readonly queued: number
  /** The next item. */
  next(): Promise<IteratorResult<T, undefined>>
  /** Ends it; resolves when the kernel has let go. What `break` does. */
  return(): Promise<IteratorResult<T, undefined>>
}

export type { SocketAddress }

/** Protection information of blocks: see `readPi` and `writePi`. */
export interface Integrity {
  /** The tuples of all blocks, one after the other: to send, or to be filled. */
  readonly data: Bytes
  /** `IntegrityFlags`: what the device checks. Default 0: nothing. */
  readonly flags?: number | undefined
  /** The tag of the application, 16 bits. Default 0. */
  readonly appTag?: number | undefined
  /** The reference tag of the first block. Default 0. */
  readonly seed?: number | undefined
}

/** A received message. */
export interface Message {
  /** How many bytes were received. */
  readonly bytes: number
  /** Who sent it. */
  readonly from?: SocketAddress | undefined
  /** `MSG_*` flags of the message, `MSG_TRUNC` among them. */
  readonly flags: number
  /** Bytes of control messages in the memory that was given as `control`. */
  readonly control?: number | undefined
}

/** A completion of an operation that has no row in the op table. */
export interface Completion {
  /** 0 or more, or a negative errno. */
  readonly res: number
  /** `CqeFlags`. */
  readonly flags: number
}

/** How the number of a completion becomes the result of the promise. */
export type Outcome = 'void' | 'number' | 'fd' | 'struct' | 'message'

/** Memory that an operation pins: where it is. The object keeps it reachable. */
export interface Pinned {
  /** Where its first byte lies. */
  readonly address: number
  /** Bytes; pieces, for an array of them. */
  readonly length: number
  /** Index of the registered buffer it lies in; means nothing for other memory. */
  readonly bufIndex: number
  /** Whether it has gone away from its owner since it was pinned. */
  readonly detached?: boolean
  /** Throws if it may not be used any more. */
  verify?(): void
  /** Throws if it cannot be given away for good. */
  checkOwn?(): void
  /** Gives it away for good, and says what is to be pinned instead; `null` for itself. */
  own?(kernel: Kernel): Pinned | null
  /** The kernel has it now, for this operation: nobody else may touch it. */
  give?(begun?: Begun): void
  /** The kernel is done with it. */
  taken?(): void
}

/** Call options after validation; `undefined` when there are none. */
export type Call = CallOptions | undefined

/** An operation between `begin` and `commit`: its slot of the submission queue. */
export interface Begun {
  /** To be filled by a `prep` function. */
  readonly sqe: Sqe
}
