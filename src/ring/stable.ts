import { AttrPi, Iovec, Msghdr, Timespec } from '../../generated/structs.ts'
import { codedError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { isAllocated } from '../raw/allocate.ts'
import { checkOwn, OwnedParts, takeAway } from './own.ts'
import { give, isDetached, owned, taken, verify } from './pins.ts'
import type { Pinned } from './types.ts'

type Addresses = WeakMap<ArrayBufferLike, number>

/** A simulator's addresses are its own, so each kernel has its own. */
const known = new WeakMap<Kernel, Addresses>()
let latest: { readonly kernel: Kernel; readonly addresses: Addresses } | null = null

function addressesOf(kernel: Kernel): Addresses {
  if (latest?.kernel === kernel) return latest.addresses
  const addresses = known.get(kernel) ?? new WeakMap<ArrayBufferLike, number>()
  known.set(kernel, addresses)
  latest = { kernel, addresses }
  return addresses
}

/**
 * Where the first byte of a buffer lies. It does not move while the buffer is reachable and
 * attached.
 */
function baseOf(kernel: Kernel, buffer: ArrayBufferLike): number {
  const addresses = addressesOf(kernel)
  let address = addresses.get(buffer)
  if (address === undefined) {
    address = kernel.addressOf(buffer)
    addresses.set(buffer, address)
  }
  return address
}

/** A view of memory that an operation holds on to. */
export class PinnedView implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex = 0
  readonly view: NodeJS.ArrayBufferView
  /** The argument that it was, or nothing for memory that no user knows. */
  readonly name: string
  readonly filled: boolean

  constructor(kernel: Kernel, view: NodeJS.ArrayBufferView, name = '', filled = false) {
    this.view = view
    this.name = name
    this.filled = filled
    this.length = view.byteLength
    // An empty view has no place that matters, and a detached one has none at all.
    this.address = this.length === 0 ? 0 : baseOf(kernel, view.buffer) + view.byteOffset
  }

  get #moved(): boolean {
    return this.view.byteLength !== this.length
  }

  /**
   * Whether the memory went away from its owner meanwhile: transferred, or posted to a Worker.
   * Memory of {@link allocate} may: it stays where it is as long as the view is reachable.
   */
  get detached(): boolean {
    return this.#moved && !isAllocated(this.view.buffer)
  }

  verify(): void {
    if (!this.#moved) return
    throw codedError(
      'ERR_URING_BUFFER_DETACHED',
      'The memory was detached before the operation could begin',
    )
  }

  checkOwn(): void {
    if (this.name !== '') checkOwn(this)
  }

  own(kernel: Kernel): Pinned | null {
    return this.name === '' ? null : takeAway(kernel, this)
  }
}

/**
 * Memory that an operation has besides its arguments: asked for its address once, and so not worth
 * a place among those that are known.
 */
class Scratch implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex = 0
  readonly buffer: ArrayBuffer

  constructor(kernel: Kernel, size: number) {
    this.buffer = new ArrayBuffer(size)
    this.address = kernel.addressOf(this.buffer)
    this.length = size
  }
}

/** Several pieces, and the array of their places. `length` is the number of pieces. */
export class PinnedVector implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex = 0
  readonly pieces: readonly Pinned[]
  readonly #iovecs: Scratch

  constructor(kernel: Kernel, pieces: readonly Pinned[]) {
    this.#iovecs = new Scratch(kernel, Math.max(pieces.length, 1) * Iovec.SIZE)
    for (const [index, piece] of pieces.entries()) {
      const iovec = new Iovec(this.#iovecs.buffer, index * Iovec.SIZE)
      iovec.iovBase = piece.address
      iovec.iovLen = piece.length
    }
    this.pieces = pieces
    this.length = pieces.length
    this.address = this.#iovecs.address
  }

  get detached(): boolean {
    return isDetached(this.pieces)
  }

  /** How much all pieces hold together. */
  get bytes(): number {
    return this.pieces.reduce((sum, { length }) => sum + length, 0)
  }

  checkOwn(): void {
    for (const piece of this.pieces) piece.checkOwn?.()
  }

  own(kernel: Kernel): Pinned {
    return new OwnedParts(this, owned(kernel, this.pieces))
  }

  verify(): void {
    verify(this.pieces)
  }

  give(): void {
    give(this.pieces)
  }

  taken(): void {
    taken(this.pieces)
  }
}

/** A message header over several pieces, with room for an address or with one. The name is ours. */
export class PinnedMessage implements Pinned {
  readonly address: number
  readonly length = Msghdr.SIZE
  readonly bufIndex = 0
  /** The header, which the kernel fills in when it receives. */
  readonly header: Msghdr
  /** The address, to or from. */
  readonly name: Uint8Array
  readonly #vector: PinnedVector
  readonly #memory: Scratch
  readonly #name: PinnedView
  readonly #control: Pinned | null

  constructor(
    kernel: Kernel,
    pieces: readonly Pinned[],
    name: Uint8Array,
    control: Pinned | null = null,
  ) {
    this.name = name
    this.#vector = new PinnedVector(kernel, pieces)
    this.#name = new PinnedView(kernel, name)
    this.#memory = new Scratch(kernel, Msghdr.SIZE)
    this.header = new Msghdr(this.#memory.buffer)
    this.header.msgName = this.#name.address
    this.header.msgNamelen = name.length
    this.header.msgIov = this.#vector.address
    this.header.msgIovlen = this.#vector.length
    this.#control = control
    this.header.msgControl = control?.address ?? 0
    this.header.msgControllen = control?.length ?? 0
    this.address = this.#memory.address
  }

  /** Bytes of control messages that came along; `undefined` where there was no room for any. */
  get received(): number | undefined {
    return this.#control === null ? undefined : this.header.msgControllen
  }

  /** How much all pieces hold together. */
  get bytes(): number {
    return this.#vector.bytes
  }

  get detached(): boolean {
    return this.#vector.detached || this.#control?.detached === true
  }

  checkOwn(): void {
    this.#vector.checkOwn()
    this.#control?.checkOwn?.()
  }

  own(kernel: Kernel): Pinned {
    const parts = this.#control === null ? [this.#vector] : [this.#vector, this.#control]
    return new OwnedParts(this, owned(kernel, parts))
  }

  verify(): void {
    this.#vector.verify()
    this.#control?.verify?.()
  }

  give(): void {
    this.#vector.give()
    this.#control?.give?.()
  }

  taken(): void {
    this.#vector.taken()
    this.#control?.taken?.()
  }
}

/** Memory that the kernel fills, and what it is read as when it has: the result. */
export class PinnedStruct<T> implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex = 0
  readonly #memory: Scratch
  readonly #read: (buffer: ArrayBuffer) => T

  /** `spare` bytes lie behind the `size` that the kernel is told of. */
  constructor(kernel: Kernel, read: (buffer: ArrayBuffer) => T, size: number, spare = 0) {
    this.#memory = new Scratch(kernel, size + spare)
    this.#read = read
    this.address = this.#memory.address
    this.length = size
  }

  /** The memory, before the kernel has it. */
  get bytes(): Buffer {
    return Buffer.from(this.#memory.buffer)
  }

  get value(): T {
    return this.#read(this.#memory.buffer)
  }
}

/** Protection information: the description that the kernel reads, and the tuples themselves. */
export class PinnedIntegrity implements Pinned {
  readonly address: number
  readonly length = AttrPi.SIZE
  readonly bufIndex = 0
  readonly #memory: Scratch
  readonly #data: Pinned

  constructor(kernel: Kernel, data: Pinned, flags: number, appTag: number, seed: number) {
    this.#memory = new Scratch(kernel, AttrPi.SIZE)
    const pi = new AttrPi(this.#memory.buffer)
    pi.flags = flags
    pi.appTag = appTag
    pi.len = data.length
    pi.addr = data.address
    pi.seed = seed
    this.#data = data
    this.address = this.#memory.address
  }

  get detached(): boolean {
    return this.#data.detached === true
  }

  checkOwn(): void {
    this.#data.checkOwn?.()
  }

  own(kernel: Kernel): Pinned {
    return new OwnedParts(this, owned(kernel, [this.#data]))
  }

  verify(): void {
    this.#data.verify?.()
  }

  give(): void {
    this.#data.give?.()
  }

  taken(): void {
    this.#data.taken?.()
  }
}

/** A timespec of so many milliseconds. */
export function timespecMemory(kernel: Kernel, milliseconds: number): Pinned {
  const memory = new Scratch(kernel, Timespec.SIZE)
  const timespec = new Timespec(memory.buffer)
  timespec.tvSec = Math.floor(milliseconds / 1000)
  timespec.tvNsec = Math.floor((milliseconds % 1000) * 1e6)
  return memory
}
