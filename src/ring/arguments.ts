import { AT_FDCWD, FILE_INDEX_ALLOC } from '../../generated/constants.ts'
import { RingOperations } from '../../generated/operations.ts'
import { rangeError, typeError, valueError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { closedError, RingFd } from './fd.ts'
import { PeerAddress, PoolLease } from './lease.ts'
import { encodeAddress, INET_ADDRESS_BYTES } from './socket-address.ts'
import {
  PinnedMessage,
  PinnedStruct,
  PinnedVector,
  PinnedView,
  stringMemory,
  timespecMemory,
} from './stable.ts'
import type {
  Bytes,
  Call,
  CallOptions,
  Fd,
  FdLike,
  Lease,
  PathLike,
  Pinned,
  SocketAddress,
} from './types.ts'

const LIMITS = {
  i32: [-0x8000_0000, 0x7fff_ffff],
  u32: [0, 0xffff_ffff],
  u64: [-1, Number.MAX_SAFE_INTEGER],
} as const

/** The kernel transfers no more than this at once. */
const LENGTH_MAX = 0x7fff_ffff

/** Milliseconds that still fit a timespec comfortably: some 285,000 years. */
const TIMEOUT_MAX = 2 ** 53 - 1

/** How arguments become what a submission can carry. Whatever is wrong is thrown here, by name. */
export abstract class RingArguments extends RingOperations {
  protected abstract readonly kernel: Kernel

  /** Whether a descriptor object is this ring's own. */
  protected abstract owns(fd: RingFd): boolean

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

  protected directoryOf(at: FdLike | undefined): number {
    if (at === undefined) return AT_FDCWD
    if (typeof at === 'object' && at.direct) {
      throw valueError('options.at', 'must be a plain descriptor', at)
    }
    return this.fileOf(at, 'options.at')
  }

  protected memoryOf(bytes: Bytes, name: string, filled: boolean): Pinned {
    if (bytes instanceof PoolLease) {
      // The length is read here: a released lease throws, by its own words.
      return filled ? borrowed(bytes) : checked(bytes)
    }
    return this.#view(bytes, name)
  }

  #view(bytes: unknown, name: string): PinnedView {
    if (!isView(bytes)) {
      throw typeError(name, 'a TypedArray, DataView, Buffer or Lease', bytes)
    }
    if (bytes.byteLength > LENGTH_MAX) {
      throw rangeError(`${name}.byteLength`, `<= ${LENGTH_MAX}`, bytes.byteLength)
    }
    if (isDetached(bytes)) throw valueError(name, 'is detached: its memory was transferred', bytes)
    return new PinnedView(this.kernel, bytes)
  }

  protected fixedOf(lease: Lease, name: string): Pinned {
    if (!(lease instanceof PoolLease) || lease.bufIndex < 0) {
      throw typeError(name, 'a Lease of a registered pool', lease)
    }
    return borrowed(lease)
  }

  protected vectorOf(pieces: readonly Bytes[], name: string, filled: boolean): Pinned {
    return new PinnedVector(this.kernel, this.#pieces(pieces, name, filled))
  }

  #pieces(pieces: readonly Bytes[], name: string, filled: boolean): Pinned[] {
    if (!Array.isArray(pieces)) throw typeError(name, 'an Array of TypedArrays or Leases', pieces)
    const list: readonly Bytes[] = pieces
    return list.map((piece, index) => this.memoryOf(piece, `${name}[${index}]`, filled))
  }

  protected messageOf(
    pieces: readonly Bytes[],
    name: string,
    filled: boolean,
    to?: SocketAddress,
  ): Pinned {
    const address =
      to === undefined ? Buffer.alloc(filled ? ADDRESS_ROOM : 0) : addressBytes(to, 'options.to')
    return new PinnedMessage(this.kernel, this.#pieces(pieces, name, filled), address)
  }

  protected pathOf(path: PathLike, name: string): Pinned {
    const text = path instanceof URL ? filePath(path, name) : path
    if (typeof text !== 'string' && !(text instanceof Uint8Array)) {
      throw typeError(name, 'a string, Buffer or URL', path)
    }
    const zero = typeof text === 'string' ? text.includes('\0') : text.includes(0)
    if (zero) throw valueError(name, 'must be a string or Uint8Array without null bytes', path)
    return stringMemory(this.kernel, text)
  }

  protected addressOf(address: SocketAddress, name: string): Pinned {
    return new PinnedView(this.kernel, addressBytes(address, name))
  }

  protected timespecOf(milliseconds: number, name: string): Pinned {
    return timespecMemory(this.kernel, duration(milliseconds, name))
  }

  protected structOf<T>(create: (buffer: ArrayBuffer) => T, size: number): Pinned {
    return new PinnedStruct(this.kernel, create, size)
  }

  protected slotOf(slot: number | boolean | undefined, name: string): number {
    if (slot === undefined || slot === false) return 0
    if (slot === true || slot === -1) return FILE_INDEX_ALLOC
    return this.numberOf(slot, name, 'u32') + 1
  }

  protected numberOf(
    value: number | undefined,
    name: string,
    kind: 'i32' | 'u32' | 'u64',
    fallback?: number,
  ): number {
    if (value === undefined && fallback !== undefined) return fallback
    if (typeof value !== 'number') throw typeError(name, 'of type number', value)
    const [least, most] = LIMITS[kind]
    if (Number.isInteger(value) && value >= least && value <= most) return value
    // Flags with the highest bit set come out of JavaScript's operators as negative numbers.
    if (kind === 'u32' && Number.isInteger(value) && value >= LIMITS.i32[0] && value < 0) {
      return value >>> 0
    }
    throw rangeError(name, `an integer >= ${least} and <= ${most}`, value)
  }

  protected callOf(options: CallOptions | undefined): Call {
    if (options === undefined) return undefined
    if (typeof options !== 'object' || options === null) {
      throw typeError('options', 'of type object', options)
    }
    const { signal, timeout, async, drain, personality } = options
    if (signal === undefined && timeout === undefined && personality === undefined) {
      return async === true || drain === true ? { async, drain } : undefined
    }
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw typeError('options.signal', 'an instance of AbortSignal', signal)
    }
    return {
      signal,
      timeout: timeout === undefined ? undefined : duration(timeout, 'options.timeout'),
      async,
      drain,
      personality:
        personality === undefined
          ? undefined
          : this.numberOf(personality, 'options.personality', 'u32'),
    }
  }
}

/** Room for any address that a socket can have. */
const ADDRESS_ROOM = Math.max(INET_ADDRESS_BYTES, 128)

function duration(milliseconds: number, name: string): number {
  if (typeof milliseconds !== 'number') throw typeError(name, 'of type number', milliseconds)
  if (milliseconds >= 0 && milliseconds <= TIMEOUT_MAX) return milliseconds
  throw rangeError(name, 'milliseconds >= 0', milliseconds)
}

function addressBytes(address: SocketAddress, name: string): Uint8Array {
  return address instanceof PeerAddress ? address.bytes : encodeAddress(address, name)
}

function filePath(url: URL, name: string): string {
  if (url.protocol !== 'file:') throw valueError(name, 'must be a file: URL', url)
  return decodeURIComponent(url.pathname)
}

/** Throws by the lease's own words if it was released. */
function checked(lease: PoolLease): PoolLease {
  return lease.length >= 0 ? lease : lease
}

/** A lease that is filled stays its owner's: the operation only keeps it reachable. */
function borrowed(lease: PoolLease): Pinned {
  const { address, length, bufIndex } = lease
  return { address, length, bufIndex, lease } as Pinned
}

function isView(value: unknown): value is NodeJS.ArrayBufferView {
  return ArrayBuffer.isView(value)
}

function isDetached(view: NodeJS.ArrayBufferView): boolean {
  const buffer = view.buffer as ArrayBuffer & { readonly detached?: boolean }
  return buffer.detached === true
}

export type { Fd }
