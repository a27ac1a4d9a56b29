import { fileURLToPath } from 'node:url'
import { AT_FDCWD, FILE_INDEX_ALLOC } from '../../generated/constants.ts'
import { SockaddrStorage, Sqe } from '../../generated/structs.ts'
import { RingOperations } from '../../generated/operations.ts'
import { rangeError, typeError, valueError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { encodeSockaddr, readSockaddr } from '../raw/sockaddr.ts'
import { closedError, RingFd } from './fd.ts'
import { heldFd } from './held.ts'
import { type Lender, PoolLease, UsedLease } from './lease.ts'
import { checkCallNames } from './option-names.ts'
import { PeerAddress } from './peers.ts'
import { checkSignal } from './signal.ts'
import {
  PinnedIntegrity,
  PinnedMessage,
  PinnedStruct,
  PinnedVector,
  PinnedView,
  timespecMemory,
} from './stable.ts'
import { PinnedText } from './text.ts'
import type {
  Bytes,
  Call,
  CallOptions,
  Fd,
  FdLike,
  Integrity,
  Lease,
  PathLike,
  Pinned,
  SocketAddress,
} from './types.ts'

const LIMITS = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  i32: [-0x8000_0000, 0x7fff_ffff],
  u32: [0, 0xffff_ffff],
  u64: [-1, Number.MAX_SAFE_INTEGER],
} as const

/** The kernel transfers no more than this at once. */
const LENGTH_MAX = 0x7fff_ffff

/** Milliseconds that still fit a timespec comfortably: some 285,000 years. */
const TIMEOUT_MAX = 2 ** 53 - 1

/** The length of an address is a word of 32 bits. */
const LENGTH_WORD = Uint32Array.BYTES_PER_ELEMENT

/** Bytes of a submission that a command may fill with its own. */
const COMMAND_ROOM = Sqe.alone().cmd().length

const NOTHING = new Uint8Array(0)

/**
 * Words of flags, whose highest bit makes a negative number of what JavaScript's operators give.
 */
const FLAG_NAMES = /(flags|mask|events)$/i

/** How arguments become what a submission can carry. Whatever is wrong is thrown here, by name. */
export abstract class RingArguments extends RingOperations {
  protected abstract readonly kernel: Kernel
  #latestCall: Call

  /** Whether a descriptor object is this ring's own. */
  protected abstract owns(fd: RingFd): boolean

  /** The object of a descriptor that an operation has made. */
  protected abstract newFd(value: number, fileIndex: number): Fd

  /** Whether a lender is a pool of this ring, and open. */
  protected abstract lends(lender: Lender): boolean

  protected fileOf(fd: FdLike, name: string): number {
    if (typeof fd === 'number') {
      if (Number.isInteger(fd) && fd >= 0 && fd <= 0x7fff_ffff) return fd
      throw rangeError(name, 'a descriptor: an integer >= 0', fd)
    }
    if (!(fd instanceof RingFd)) throw typeError(name, 'an Fd or a number', fd)
    if (fd.closed) throw closedError(name)
    if (fd.direct && !this.owns(fd)) {
      throw valueError(name, 'is a direct descriptor of another ring: install() it first', fd)
    }
    return fd.value
  }

  protected isDirect(fd: FdLike | undefined): boolean {
    return fd instanceof RingFd && fd.direct
  }

  protected heldOf(fd: FdLike | undefined, name: string): Pinned {
    return heldFd(fd, name)
  }

  protected directoryOf(at: FdLike | undefined, name: string): number {
    if (at === undefined) return AT_FDCWD
    if (at instanceof RingFd && at.direct) {
      throw valueError(name, 'must be a plain descriptor', at)
    }
    return this.fileOf(at, name)
  }

  protected memoryOf(bytes: Bytes, name: string, filled: boolean): Pinned {
    if (bytes instanceof PoolLease) {
      bytes.verify()
      return filled ? new UsedLease(bytes) : bytes
    }
    return this.#view(bytes, name, filled)
  }

  #view(bytes: unknown, name: string, filled: boolean): PinnedView {
    if (!isView(bytes)) {
      throw typeError(name, 'a TypedArray, DataView, Buffer or Lease', bytes)
    }
    if (bytes.byteLength > LENGTH_MAX) {
      throw rangeError(`${name}.byteLength`, `<= ${LENGTH_MAX}`, bytes.byteLength)
    }
    if (isDetached(bytes)) throw valueError(name, 'is detached: its memory was transferred', bytes)
    return new PinnedView(this.kernel, bytes, name, filled)
  }

  /** By the parameter's name: `data` is sent and so given away, `buffer` is filled. */
  protected fixedOf(lease: Lease, name: string): Pinned {
    if (!(lease instanceof PoolLease) || lease.bufIndex < 0) {
      throw typeError(name, 'a Lease of a registered pool', lease)
    }
    if (!this.lends(lease.lender)) {
      throw valueError(name, 'is a lease of a pool that is closed, or of another ring', lease)
    }
    return this.memoryOf(lease, name, name !== 'data')
  }

  protected vectorOf(pieces: readonly Bytes[], name: string, filled: boolean): Pinned {
    return new PinnedVector(this.kernel, this.piecesOf(pieces, name, filled))
  }

  /** Every piece by itself, in order. */
  protected piecesOf(pieces: readonly Bytes[], name: string, filled: boolean): Pinned[] {
    if (!Array.isArray(pieces)) throw typeError(name, 'an Array of TypedArrays or Leases', pieces)
    const list: readonly Bytes[] = pieces
    const pins: Pinned[] = []
    for (const [index, piece] of list.entries()) {
      const pin = this.memoryOf(piece, `${name}[${index}]`, filled)
      if (pin instanceof PoolLease && pins.includes(pin)) {
        throw valueError(`${name}[${index}]`, 'is a lease that can be given away only once', piece)
      }
      pins.push(pin)
    }
    return pins
  }

  protected messageOf(
    pieces: readonly Bytes[],
    name: string,
    filled: boolean,
    to?: SocketAddress,
    control?: Bytes,
  ): Pinned {
    const address =
      to === undefined
        ? Buffer.alloc(filled ? SockaddrStorage.SIZE : 0)
        : addressBytes(to, 'options.to')
    const list = this.piecesOf(pieces, name, filled)
    const more = control === undefined ? null : this.memoryOf(control, 'options.control', filled)
    return new PinnedMessage(this.kernel, list, address, more)
  }

  protected pathOf(path: PathLike, name: string): Pinned {
    const text = path instanceof URL ? filePath(path, name) : path
    if (typeof text !== 'string' && !(text instanceof Uint8Array)) {
      throw typeError(name, 'a string, Buffer or URL', path)
    }
    const zero = typeof text === 'string' ? text.includes('\0') : text.includes(0)
    if (zero) throw valueError(name, 'must be a string or Uint8Array without null bytes', path)
    return new PinnedText(this.kernel, text)
  }

  protected addressOf(address: SocketAddress, name: string): Pinned {
    if (address instanceof PeerAddress) return address.pinned(this.kernel)
    return new PinnedView(this.kernel, addressBytes(address, name))
  }

  protected destinationOf(to: SocketAddress | undefined, name: string): Pinned {
    return to === undefined ? new PinnedView(this.kernel, NOTHING) : this.addressOf(to, name)
  }

  protected roomOf(): Pinned {
    const room = new PinnedStruct(this.kernel, addressIn, SockaddrStorage.SIZE, LENGTH_WORD)
    room.bytes.writeUInt32LE(SockaddrStorage.SIZE, SockaddrStorage.SIZE)
    return room
  }

  protected endsOf(fileIndex: number): Pinned {
    const fds = (buffer: ArrayBuffer): [read: Fd, write: Fd] => {
      const [read = -1, write = -1] = new Int32Array(buffer)
      const next = fileIndex === FILE_INDEX_ALLOC ? fileIndex : fileIndex + 1
      return [this.newFd(read, fileIndex), this.newFd(write, fileIndex === 0 ? 0 : next)]
    }
    return new PinnedStruct(this.kernel, fds, 2 * Int32Array.BYTES_PER_ELEMENT)
  }

  protected inlineOf(bytes: Bytes | undefined, name: string): Uint8Array {
    if (bytes === undefined) return NOTHING
    const view = bytes instanceof PoolLease ? bytes.bytes : bytes
    if (!isView(view)) throw typeError(name, 'a TypedArray, DataView, Buffer or Lease', bytes)
    const { buffer, byteOffset, byteLength } = view
    if (byteLength > COMMAND_ROOM) {
      throw rangeError(`${name}.byteLength`, `<= ${COMMAND_ROOM}`, byteLength)
    }
    return new Uint8Array(buffer, byteOffset, byteLength).slice()
  }

  protected integrityOf(pi: Integrity, name: string): Pinned {
    if (typeof pi !== 'object' || pi === null) throw typeError(name, 'an Integrity', pi)
    const { data, flags, appTag, seed } = pi
    return new PinnedIntegrity(
      this.kernel,
      this.memoryOf(data, `${name}.data`, true),
      this.numberOf(flags, `${name}.flags`, 'u16', 0),
      this.numberOf(appTag, `${name}.appTag`, 'u16', 0),
      this.numberOf(seed, `${name}.seed`, 'u64', 0),
    )
  }

  protected timespecOf(milliseconds: number, name: string): Pinned {
    return timespecMemory(this.kernel, duration(milliseconds, name))
  }

  protected structOf(create: (buffer: ArrayBuffer) => object, size: number): Pinned {
    return new PinnedStruct(this.kernel, create, size)
  }

  protected numberOf(
    value: number | undefined,
    name: string,
    kind: 'u8' | 'u16' | 'i32' | 'u32' | 'u64',
    fallback?: number,
  ): number {
    if (value === undefined && fallback !== undefined) return fallback
    if (typeof value !== 'number') throw typeError(name, 'of type number', value)
    const [least, most] = LIMITS[kind]
    if (Number.isInteger(value) && value >= least && value <= most) return value
    if (kind === 'u32' && FLAG_NAMES.test(name) && isNegativeWord(value)) return value >>> 0
    throw rangeError(name, `an integer >= ${least} and <= ${most}`, value)
  }

  /** A program has few timeouts and uses one of them all the time, so the last is used again. */
  #timed(timeout: number | undefined): Call {
    if (timeout === undefined) return undefined
    if (this.#latestCall?.timeout === timeout) return this.#latestCall
    this.#latestCall = { timeout: duration(timeout, 'options.timeout') }
    return this.#latestCall
  }

  /** Short, because it is a part of every method's machine code: most calls have no options. */
  protected callOf(options: CallOptions | undefined): Call {
    return options === undefined ? undefined : this.#callOf(options)
  }

  #callOf(options: CallOptions): Call {
    if (typeof options !== 'object' || options === null) {
      throw typeError('options', 'of type object', options)
    }
    checkCallNames(options)
    const { signal, timeout, async, drain, own, personality } = options
    if (signal === undefined && personality === undefined) {
      if (async === true || drain === true || own === true) {
        return { ...this.#timed(timeout), async, drain, own }
      }
      return this.#timed(timeout)
    }
    if (signal !== undefined) checkSignal(signal, 'options.signal')
    return {
      signal,
      timeout: timeout === undefined ? undefined : duration(timeout, 'options.timeout'),
      async,
      drain,
      own,
      personality:
        personality === undefined
          ? undefined
          : this.numberOf(personality, 'options.personality', 'u16'),
    }
  }
}

/** The word of the length lies behind the room for the address. */
function addressIn(buffer: ArrayBuffer): SocketAddress {
  const bytes = Buffer.from(buffer)
  const length = Math.min(bytes.readUInt32LE(SockaddrStorage.SIZE), SockaddrStorage.SIZE)
  return readSockaddr(bytes.subarray(0, length)) ?? { path: '' }
}

function duration(milliseconds: number, name: string): number {
  if (typeof milliseconds !== 'number') throw typeError(name, 'of type number', milliseconds)
  if (milliseconds >= 0 && milliseconds <= TIMEOUT_MAX) return milliseconds
  throw rangeError(name, 'milliseconds >= 0', milliseconds)
}

function addressBytes(address: SocketAddress, name: string): Uint8Array {
  return address instanceof PeerAddress ? address.bytes : encodeSockaddr(address, name)
}

function filePath(url: URL, name: string): string {
  if (url.protocol !== 'file:') throw valueError(name, 'must be a file: URL', url)
  return fileURLToPath(url)
}

function isNegativeWord(value: number): boolean {
  return Number.isInteger(value) && value < 0 && value >= LIMITS.i32[0]
}

function isView(value: unknown): value is NodeJS.ArrayBufferView {
  return ArrayBuffer.isView(value)
}

/** Node 20 has no name for it, but a view of a detached buffer cannot be made. */
function isDetached(view: NodeJS.ArrayBufferView): boolean {
  if (view.byteLength !== 0) return false
  try {
    return new Uint8Array(view.buffer).byteLength < 0
  } catch {
    return true
  }
}
