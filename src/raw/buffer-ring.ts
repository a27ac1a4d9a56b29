import { RegisterOp } from '../../generated/constants.ts'
import {
  BUF_ADDR_HIGH,
  BUF_ADDR_LOW,
  BUF_BID,
  BUF_LEN,
  BUF_RING_TAIL,
  BUF_SIZE,
} from '../../generated/rings.ts'
import { registerPbufRing, type Registrar, unregisterPbufRing } from '../../generated/registers.ts'
import { BufReg } from '../../generated/structs.ts'
import { rangeError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { mustRegister } from '../register-diagnosis.ts'
import { allocate, type Memory } from './allocate.ts'
import { storeReleaseHalf } from '../memory.ts'

/** What a ring of provided buffers is made of. */
export interface BufferRingOptions {
  /** The number that submissions name in `bufGroup`. */
  readonly group: number
  /** Buffers: a power of two, 32,768 at most. */
  readonly count: number
  /** Bytes of one buffer. */
  readonly size: number
  /** Members of `PbufRingFlags`: `INC` for incremental consumption (Linux 6.12). */
  readonly flags?: number | undefined
  /** Begin with no buffer published. */
  readonly empty?: boolean | undefined
}

const COUNT_MAX = 32_768
export const GROUP_MAX = 0xffff

/**
 * A ring of provided buffers: memory that the kernel picks from when data is there. Each buffer has
 * an id, its index in one slab. A completion with `F_BUFFER` says which one was used; it is the
 * caller's until {@link BufferRing.add} and {@link BufferRing.publish} give it back.
 */
export class BufferRing {
  /** The number that submissions name in `bufGroup`. */
  readonly group: number
  /** Buffers that the ring has room for. */
  readonly count: number
  /** Bytes of one buffer. */
  readonly size: number
  /** The slab that all buffers lie in. */
  readonly memory: Memory
  readonly #registrar: Registrar
  readonly #entries: Memory
  readonly #words: Int32Array
  readonly #halves: Uint16Array
  readonly #mask: number
  #tail = 0
  #closed = false

  /** Allocates and registers; throws a {@link UringError}. Twin of io_uring_setup_buf_ring(3). */
  constructor(kernel: Kernel, registrar: Registrar, options: BufferRingOptions) {
    const { group, count, size } = options
    if (!Number.isInteger(group) || group < 0 || group > GROUP_MAX) {
      throw rangeError('options.group', `an integer from 0 to ${GROUP_MAX}`, group)
    }
    if (!Number.isInteger(Math.log2(count)) || count < 1 || count > COUNT_MAX) {
      throw rangeError('options.count', `a power of two up to ${COUNT_MAX}`, count)
    }
    if (!Number.isSafeInteger(size) || size < 1) throw rangeError('options.size', '>= 1', size)
    this.group = group
    this.count = count
    this.size = size
    this.#registrar = registrar
    this.#mask = count - 1
    this.memory = allocate(count * size, {}, kernel)
    this.#entries = allocate(count * BUF_SIZE, {}, kernel)
    this.#words = new Int32Array(this.#entries.bytes.buffer)
    this.#halves = new Uint16Array(this.#entries.bytes.buffer)
    const reg = this.#reg()
    reg.ringAddr = this.#entries.address
    reg.ringEntries = count
    reg.flags = options.flags ?? 0
    const answer = registerPbufRing(registrar, reg)
    mustRegister(RegisterOp.REGISTER_PBUF_RING, answer)
    if (options.empty === true) return
    for (let id = 0; id < count; id++) this.add(id)
    this.publish()
  }

  #reg(): BufReg {
    const reg = new BufReg()
    reg.bgid = this.group
    return reg
  }

  /** Where a buffer begins. */
  address(id: number): number {
    return this.memory.address + id * this.size
  }

  /** A new view of a whole buffer. */
  view(id: number): Uint8Array {
    return this.memory.bytes.subarray(id * this.size, (id + 1) * this.size)
  }

  /** The place that the next {@link BufferRing.add} fills: they are counted on, modulo 65,536. */
  get tail(): number {
    return this.#tail
  }

  /**
   * Bytes that the buffer at a place of the ring has left, as the kernel wrote it there: an
   * incremental ring counts them down, and a bundle may end with a buffer that it made shorter. It
   * means something until the place is filled anew, `count` places later.
   */
  lengthAt(place: number): number {
    return this.#words[((place & this.#mask) * BUF_SIZE) / 4 + BUF_LEN] >>> 0
  }

  /** Puts a buffer at the end of the ring; the kernel sees it after {@link BufferRing.publish}. */
  add(id: number): void {
    const entry = this.#tail & this.#mask
    const at = (entry * BUF_SIZE) / 4
    const address = this.address(id)
    this.#words[at + BUF_ADDR_LOW] = address
    this.#words[at + BUF_ADDR_HIGH] = Math.floor(address / 0x1_0000_0000)
    this.#words[at + BUF_LEN] = this.size
    // Only the id is written: the ring's tail lies where the first entry has its reserved half.
    this.#halves[(entry * BUF_SIZE) / 2 + BUF_BID] = id
    this.#tail = (this.#tail + 1) & 0xffff
  }

  /**
   * Makes added buffers visible to the kernel. Once a batch. Twin of io_uring_buf_ring_advance(3).
   */
  publish(): void {
    storeReleaseHalf(this.#halves, BUF_RING_TAIL, this.#tail)
  }

  /** Takes the ring away from the kernel. Operations that use it must be over. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    unregisterPbufRing(this.#registrar, this.#reg())
  }
}
