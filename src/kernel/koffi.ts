import { createRequire } from 'node:module'
import { types } from 'node:util'
import { Errno, MemoryAdvice } from '../../generated/constants.ts'
import { MapFlags, ProtFlags, Syscall } from '../../generated/internal.ts'
import { CONTROL_BYTES, type Found, type Loop, REGISTERED_ONLY } from './kernel.ts'
import {
  isIn,
  KoffiRing,
  type Mapping,
  type RingHost,
  type SystemCall,
  withCode,
} from './koffi-ring.ts'

/** What this file uses of koffi, written down because the package may not be installed. */
interface Koffi {
  load(path: null): { func(definition: string): (...words: number[]) => number | bigint }
  errno(): number
  address(view: ArrayBufferView): bigint
  view(address: bigint, length: number): ArrayBuffer
}

interface Allocation {
  readonly address: number
  readonly length: number
  readonly weak: WeakRef<ArrayBuffer>
}

const { READ, WRITE } = ProtFlags
const { ANONYMOUS, FIXED, NORESERVE, POPULATE, PRIVATE, SHARED } = MapFlags
const READ_WRITE = READ | WRITE
const OF_NOBODY = PRIVATE | ANONYMOUS | NORESERVE

/** koffi's kernel, if koffi is installed and knows this architecture. */
export function loadKoffi(): Found {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    const reason = `the koffi backend does not know ${process.platform} on ${process.arch}`
    return { ok: false, reason, remedy: 'use an x64 or arm64 Linux' }
  }
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi
    return { ok: true, kernel: new KoffiKernel(koffi) }
  } catch (error) {
    // Node lists who has asked behind the first line.
    const [why] = String(error).split('\n')
    return { ok: false, reason: `koffi does not load: ${why}`, remedy: 'run `npm install koffi`' }
  }
}

/**
 * The kernel through koffi and the C library: no compiler and no addon. What it does not promise:
 *
 * - There is no hook at the end of an environment. A Worker that ends with operations in flight
 *   must have closed its rings: else the kernel may write into memory that the process uses for
 *   something else by then. At the end of the process that cannot happen.
 * - There is no place in libuv's loop. While something is in flight it looks by itself, every
 *   millisecond or, when there was something, in the next turn.
 * - On Node 20 a view of a closed ring cannot be detached: it reads zeros.
 * - Addresses are never given back, only the memory behind them: that of a ring by `close`, that of
 *   `allocate` when its buffer is unreachable. If such a buffer was moved by `transfer()`, the new
 *   one reads zeros from then on.
 */
export class KoffiKernel implements RingHost {
  readonly name = 'koffi'
  readonly syscall: SystemCall
  readonly #koffi: Koffi
  readonly #rings = new Map<number, KoffiRing>()
  readonly #allocated = new Set<Allocation>()
  readonly #unreachable: FinalizationRegistry<Allocation>

  constructor(koffi: Koffi) {
    this.#koffi = koffi
    this.syscall = systemCall(koffi)
    this.#unreachable = new FinalizationRegistry((gone) => {
      this.#allocated.delete(gone)
      this.#zero(gone.address, gone.length)
    })
  }

  setup(entries: number, params: Uint8Array, control: ArrayBuffer): number {
    if (!(params instanceof Uint8Array) || params.length < 120) {
      throw invalid('params is a Uint8Array of 120 bytes or more')
    }
    if (control.byteLength < CONTROL_BYTES) {
      throw invalid(`control is an ArrayBuffer of ${CONTROL_BYTES} bytes made by allocate`)
    }
    const address = this.addressOf(params.buffer) + params.byteOffset
    const descriptor = this.syscall(Syscall.io_uring_setup, entries, address)
    if (descriptor < 0) return descriptor
    const ring = new KoffiRing(this, descriptor, control)
    this.#rings.set(ring.id, ring)
    return ring.id
  }

  enter(
    ring: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument = 0,
    size = 0,
  ): number {
    const fd = descriptorOf(ring)
    return this.syscall(Syscall.io_uring_enter, fd, toSubmit, minComplete, flags, argument, size)
  }

  register(ring: number, opcode: number, argument: number, count: number): number {
    return this.syscall(Syscall.io_uring_register, descriptorOf(ring), opcode, argument, count)
  }

  map(ring: number, length: number, offset: number): ArrayBuffer | number {
    const owner = this.#ring(ring)
    if (!(length > 0 && offset >= 0)) return -Errno.EINVAL
    // The index of a ring without a descriptor is the number of some other file.
    if (ring >= REGISTERED_ONLY) return -Errno.EBADF
    const fd = ring
    const address = this.syscall(Syscall.mmap, 0, length, READ_WRITE, SHARED | POPULATE, fd, offset)
    if (address < 0) return address
    this.syscall(Syscall.madvise, address, length, MemoryAdvice.DONTFORK)
    const buffer = this.#koffi.view(BigInt(address), length)
    owner.mappings.push({ address, length, buffer })
    return buffer
  }

  unmap(ring: number, buffer: ArrayBuffer): void {
    this.#ring(ring).unmap(buffer, (address, length) => {
      this.#zero(address, length)
    })
  }

  /** Nothing tells koffi that the environment ends. */
  ownDescriptors(): void {}

  closeDescriptor(ring: number, index: number): number {
    const named = this.#ring(ring)
    const answer = named.closeDescriptor(index)
    if (answer < 0) return answer
    this.#rings.delete(ring)
    this.#rings.set(answer, named)
    return answer
  }

  allocate(length: number, align: number, hugePages: boolean): ArrayBuffer | number {
    if (typeof hugePages !== 'boolean') throw invalid('hugePages is a boolean')
    if (!(length > 0 && align >= 0 && Number.isInteger(Math.log2(align || 1)))) return -Errno.EINVAL
    const slack = align > 4096 ? align : 0
    const base = this.syscall(Syscall.mmap, 0, length + slack, READ_WRITE, OF_NOBODY, -1, 0)
    if (base < 0) return base
    const address = slack === 0 ? base : Math.ceil(base / align) * align
    if (hugePages) this.syscall(Syscall.madvise, address, length, MemoryAdvice.HUGEPAGE)
    const buffer = this.#koffi.view(BigInt(address), length)
    const allocation = { address, length, weak: new WeakRef(buffer) }
    this.#allocated.add(allocation)
    this.#unreachable.register(buffer, allocation)
    return buffer
  }

  addressOf(buffer: ArrayBufferLike): number {
    if (!types.isAnyArrayBuffer(buffer)) throw invalid('addressOf takes an ArrayBuffer')
    // koffi on Node 20 knows a SharedArrayBuffer only through a view of it.
    return Number(this.#koffi.address(new Uint8Array(buffer)))
  }

  attach(ring: number, wakeFd: number, drain: (ring: number) => void): Loop {
    if (typeof wakeFd !== 'number' || typeof drain !== 'function') {
      throw invalid('attach takes a ring, a descriptor and a function')
    }
    return this.#ring(ring).attach(drain)
  }

  close(ring: number): void {
    const closing = this.#rings.get(ring)
    if (closing === undefined) return
    closing.close((address, length) => {
      this.#zero(address, length)
    })
    this.#rings.delete(ring)
  }

  /** The memory of {@link allocate} that an address lies in: a ring's queues may be there. */
  holds(address: number): Mapping | undefined {
    for (const memory of this.#allocated) {
      const buffer = isIn(address, memory) ? memory.weak.deref() : undefined
      if (buffer !== undefined) return { address: memory.address, length: memory.length, buffer }
    }
    return undefined
  }

  #ring(id: number): KoffiRing {
    const ring = this.#rings.get(id)
    if (ring === undefined) {
      throw withCode(
        new Error('no open ring of this environment has that number'),
        'ERR_URING_NO_RING',
      )
    }
    return ring
  }

  /** New zero pages in place of what is there: the memory goes back, and no view ever faults. */
  #zero(address: number, length: number): void {
    const flags = OF_NOBODY | FIXED
    this.syscall(Syscall.mmap, address, length, READ_WRITE, flags, -1, 0)
  }
}

function systemCall(koffi: Koffi): SystemCall {
  const call = koffi.load(null).func('long syscall(long, long, long, long, long, long, long)')
  return (number, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0) => {
    // Whole numbers pass here, and what koffi would refuse in words of its own.
    if (!Number.isInteger(number + a + b + c + d + e + f)) {
      throw invalid('system calls take whole numbers')
    }
    const answer = Number(call(number, a, b, c, d, e, f))
    return answer === -1 ? -koffi.errno() : answer
  }
}

function descriptorOf(ring: number): number {
  return ring >= REGISTERED_ONLY ? ring - REGISTERED_ONLY : ring
}

function invalid(message: string): Error {
  return withCode(new TypeError(message), 'ERR_INVALID_ARG_TYPE')
}
