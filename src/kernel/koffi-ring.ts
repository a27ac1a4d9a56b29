import { Errno, OpenFlags } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import { loadAcquire } from '../memory.ts'
import {
  CALL_WORDS,
  CALLS_MAX,
  Control,
  type Kernel,
  type Loop,
  REGISTERED_ONLY,
} from './kernel.ts'

/** System calls that answer like the kernel: a value of 0 or more, or a negative errno. */
export type SystemCall = (number: number, ...words: readonly number[]) => number

/** What a ring needs of its backend. */
export interface RingHost extends Kernel {
  /**
   * The memory of {@link Kernel.allocate} that an address lies in: a ring's queues may be there.
   */
  holds(address: number): Mapping | undefined
}

const PATIENCE_SECONDS = 10

/** Memory of a ring, which its end turns into zero pages. */
export interface Mapping {
  readonly address: number
  readonly length: number
  readonly buffer: ArrayBuffer
}

/** Whether an address lies in that memory. */
export function isIn(address: number, memory: { address: number; length: number }): boolean {
  return address >= memory.address && address < memory.address + memory.length
}

/** One ring of the koffi backend: its loop, which is JavaScript's own, and its end. */
export class KoffiRing implements Loop {
  readonly mappings: Mapping[] = []
  readonly #kernel: RingHost
  readonly #words: Int32Array
  /** Words of the queues by their address; a resize moves them. */
  readonly #views = new Map<number, Uint32Array>()
  #drain: ((ring: number) => void) | undefined
  /** When it looks again: at most one of the two. */
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  /** The user does not want this ring to keep the process alive. */
  #loose = true
  #told = 0
  #closed = false
  #id: number

  constructor(kernel: RingHost, descriptor: number, control: ArrayBuffer) {
    this.#kernel = kernel
    this.#words = new Int32Array(control)
    this.#words[Control.ENTER_FD] = descriptor
    this.#id = descriptor + (this.#get(Control.REGISTERED) === 0 ? 0 : REGISTERED_ONLY)
  }

  get id(): number {
    return this.#id
  }

  attach(drain: (ring: number) => void): Loop {
    if (this.#drain !== undefined) {
      throw withCode(new Error('this ring is in the event loop already'), 'ERR_URING_ATTACHED')
    }
    for (const word of [Control.CQ_HEAD, Control.CQ_TAIL]) this.#wordAt(word)
    if (this.#get(Control.SQ_FLAGS_MASK) !== 0) this.#wordAt(Control.SQ_FLAGS)
    this.#drain = drain
    this.#schedule(false)
    return this
  }

  ref(): void {
    if (this.#closed) return
    this.#words[Control.REFERENCED] = 1
    this.#loose = false
    this.#timer?.ref()
    this.#immediate?.ref()
    if (!this.#isScheduled()) this.#schedule(true)
  }

  unref(): void {
    if (this.#closed) return
    this.#words[Control.REFERENCED] = 0
    this.#loose = true
    this.#timer?.unref()
    this.#immediate?.unref()
    if (!this.#isScheduled()) this.#schedule(false)
  }

  close(zero: (address: number, length: number) => void): void {
    const cancels = this.#get(Control.CANCEL_CALLS)
    const witnesses = this.#get(Control.WITNESS_CALLS)
    let end = -1
    if (this.#get(Control.IN_FLIGHT) !== 0) {
      for (let i = 0; i < cancels && i < CALLS_MAX; i++) this.#call(i)
      end = this.#witness(cancels, witnesses)
    }
    this.#closed = true
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    this.#drain = undefined
    const closes = Math.min(this.#get(Control.CLOSE_CALLS), CALLS_MAX - cancels - witnesses)
    for (let i = 0; i < closes; i++) this.#call(cancels + witnesses + i)
    if (this.id < REGISTERED_ONLY) this.#kernel.syscall(Syscall.close, this.id)
    for (const { address, length } of this.mappings) zero(address, length)
    if (end >= 0) this.#await(end)
    for (const { buffer } of this.mappings) detach(buffer)
    this.mappings.length = 0
  }

  unmap(buffer: ArrayBuffer, zero: (address: number, length: number) => void): void {
    const at = this.mappings.findIndex((one) => one.buffer === buffer)
    const mapping = this.mappings[at]
    if (mapping === undefined || this.#isWatched(mapping)) {
      throw withCode(new TypeError('unmap takes a buffer of map'), 'ERR_INVALID_ARG_TYPE')
    }
    this.mappings.splice(at, 1)
    zero(mapping.address, mapping.length)
    detach(buffer)
  }

  #isWatched(mapping: Mapping): boolean {
    if (this.#drain === undefined) return false
    const words = [Control.CQ_HEAD, Control.CQ_TAIL, Control.SQ_FLAGS]
    return words.some((word) => isIn(this.#address(word), mapping))
  }

  /** The ring's new number, or a negative errno. */
  closeDescriptor(index: number): number {
    if (this.id >= REGISTERED_ONLY) return -Errno.EBADF
    if (this.#drain !== undefined) return -Errno.EBUSY
    this.#kernel.syscall(Syscall.close, this.id)
    this.#words[Control.ENTER_FD] = index
    this.#id = REGISTERED_ONLY + index
    return this.#id
  }

  #get(word: number): number {
    return this.#words[word] ?? 0
  }

  #address(word: number): number {
    return (this.#get(word + 1) >>> 0) * 0x100000000 + (this.#get(word) >>> 0)
  }

  /** The word that an address on the control page points to. */
  #wordAt(word: number): number {
    const address = this.#address(word)
    let view = this.#views.get(address)
    if (view === undefined) {
      view = this.#find(address)
      this.#views.set(address, view)
    }
    return loadAcquire(view, 0)
  }

  #find(address: number): Uint32Array {
    const mapping = this.mappings.find((one) => isIn(address, one)) ?? this.#kernel.holds(address)
    if (mapping === undefined || address % 4 !== 0) {
      const text = 'CQ_HEAD, CQ_TAIL and SQ_FLAGS are addresses in memory of map or allocate'
      throw withCode(new RangeError(text), 'ERR_OUT_OF_RANGE')
    }
    return new Uint32Array(mapping.buffer, address - mapping.address, 1)
  }

  #call(index: number): number {
    const at = Control.CALLS + index * CALL_WORDS
    const count = this.#get(at + 1) >>> 0
    return this.#kernel.register(this.id, this.#get(at), this.#address(at + 2), count)
  }

  /** Lets the ring hold the write end of a pipe, as `uring.c` does: the read end. */
  #witness(cancels: number, witnesses: number): number {
    const ends = new Int32Array(2)
    let answer = this.#kernel.syscall(
      Syscall.pipe2,
      this.#kernel.addressOf(ends.buffer),
      OpenFlags.CLOEXEC,
    )
    if (answer === 0) {
      const [read = -1, write = -1] = ends
      this.#words[Control.WITNESS] = write
      answer = -Errno.EOPNOTSUPP
      for (let i = 0; i < witnesses && cancels + i < CALLS_MAX && answer < 0; i++) {
        answer = this.#call(cancels + i)
      }
      this.#words[Control.WITNESS] = -1
      this.#kernel.syscall(Syscall.close, write)
      if (answer >= 0) return read
      this.#kernel.syscall(Syscall.close, read)
    }
    const error = new Error(
      'operations are in flight and the kernel takes no witness of their end ' +
        '(restrictions, or no free descriptor); the ring stays open',
    )
    throw withCode(error, 'ERR_URING_WITNESS')
  }

  #await(end: number): void {
    const poll = new Int32Array([end, 0])
    const time = new BigInt64Array([BigInt(PATIENCE_SECONDS), 0n])
    const address = this.#kernel.addressOf(poll.buffer)
    let left = this.#kernel.addressOf(time.buffer)
    for (;;) {
      const answer = this.#kernel.syscall(Syscall.ppoll, address, 1, left, 0, 8)
      // The kernel writes into both, so neither may be collected before it has answered.
      if (answer > 0 || poll.length + time.length === 0) break
      if (answer !== 0 || left === 0) continue
      left = 0
      process.emitWarning(
        'a ring was closed 10 s ago and the kernel still uses its memory; waiting',
      )
    }
    this.#kernel.syscall(Syscall.close, end)
  }

  /** Enter, drain once, and come back: continuations run between two looks. */
  #look(): void {
    this.#timer = this.#immediate = undefined
    if (this.#wantsEnter()) this.#enter()
    const busy = this.#hasNews()
    try {
      if (busy) {
        this.#told = this.#get(Control.ERROR)
        this.#drain?.(this.id)
      }
    } finally {
      if (!this.#closed) this.#comeBack(busy)
    }
  }

  #comeBack(busy: boolean): void {
    if (this.#get(Control.IN_FLIGHT) === 0) this.#words[Control.REFERENCED] = 0
    if (this.#isScheduled()) return
    if (this.#loose || this.#get(Control.IN_FLIGHT) !== 0 || this.#wantsEnter())
      this.#schedule(busy)
  }

  #isScheduled(): boolean {
    return this.#timer !== undefined || this.#immediate !== undefined
  }

  #schedule(soon: boolean): void {
    const look = (): void => {
      this.#look()
    }
    if (soon) this.#immediate = setImmediate(look)
    else this.#timer = setTimeout(look, 1)
    if (this.#get(Control.REFERENCED) !== 0) return
    this.#timer?.unref()
    this.#immediate?.unref()
  }

  #wantsEnter(): boolean {
    if (this.#get(Control.ERROR) !== 0) return false
    if (this.#get(Control.TO_SUBMIT) !== 0 || this.#get(Control.FLUSH) !== 0) return true
    const mask = this.#get(Control.SQ_FLAGS_MASK)
    return mask !== 0 && (this.#wordAt(Control.SQ_FLAGS) & mask) !== 0
  }

  #hasNews(): boolean {
    if (this.#wordAt(Control.CQ_HEAD) !== this.#wordAt(Control.CQ_TAIL)) return true
    const error = this.#get(Control.ERROR)
    return error !== 0 && error !== this.#told
  }

  #enter(): void {
    for (let tries = 0; tries < 4; tries++) {
      const count = this.#get(Control.TO_SUBMIT)
      const flags = this.#get(Control.ENTER_FLAGS) >>> 0
      const taken = this.#kernel.enter(this.#get(Control.ENTER_FD), count, 0, flags)
      this.#words[Control.ENTERS] = this.#get(Control.ENTERS) + 1
      if (taken === -Errno.EINTR) continue
      if (taken === -Errno.EAGAIN || taken === -Errno.EBUSY) return
      this.#words[Control.FLUSH] = 0
      if (taken < 0) {
        this.#words[Control.ERROR] = taken
        this.#told = 0
        return
      }
      this.#words[Control.TO_SUBMIT] = taken === 0 ? 0 : count - taken
      if (this.#get(Control.TO_SUBMIT) === 0) return
    }
  }
}

/** On Node 22 and later a moved buffer leaves its views empty; on Node 20 they read zeros. */
function detach(buffer: ArrayBuffer): void {
  if ('transfer' in buffer && typeof buffer.transfer === 'function') buffer.transfer(0)
}

/** An error with a `code`, as Node's own have. */
export function withCode(error: Error, code: string): Error {
  return Object.assign(error, { code })
}
