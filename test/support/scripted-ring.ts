/**
 * One ring of the scripted kernel: its memory as the kernel reads and writes it, and its rings of
 * provided buffers. What a script does with it is in `scripted-kernel.ts`.
 */
import {
  type BufReg,
  BufRingFlags,
  CQE_BUFFER_SHIFT,
  CqeFlags,
  Op,
  type Params,
  SetupFlags,
  Sqe,
  SqRingFlags,
} from 'uring-sdk/raw'
import {
  BUF_ADDR_HIGH,
  BUF_ADDR_LOW,
  BUF_BID,
  BUF_LEN,
  BUF_RING_TAIL,
  BUF_SIZE,
  CQE_SIZE,
} from '../../generated/rings.ts'
import { Control } from '../../src/kernel/kernel.ts'

/** By which a script names an operation. */
export interface UserData {
  readonly userDataLow: number
  readonly userDataHigh: number
}

/** A copy of a slot, made when an enter took it. */
export interface Submission extends UserData {
  readonly ring: number
  readonly opcode: number
  /** `SqeFlags`. */
  readonly flags: number
  readonly ioprio: number
  readonly fd: number
  readonly addr: number
  readonly len: number
  readonly off: number
  /** The flags of the operation: `msgFlags`, `openFlags` and the others are one place. */
  readonly opFlags: number
  readonly bufGroup: number
  readonly fileIndex: number
  readonly personality: number
  /** The whole copy, for all other fields. */
  readonly sqe: Sqe
}

/** A provided buffer, or a part of one, that the kernel took. */
export interface Picked {
  readonly id: number
  readonly address: number
  readonly length: number
  /** `CqeFlags` of a completion that names it. */
  readonly flags: number
}

/** `RECV` for 27. */
export const opName = (opcode: number): string =>
  Object.entries(Op).find(([, value]) => value === opcode)?.[0] ?? String(opcode)

/** Indexes of 32-bit words in a ring's memory, as Linux 6.18 has them. */
export const At = {
  SQ_HEAD: 0,
  SQ_TAIL: 1,
  CQ_HEAD: 2,
  CQ_TAIL: 3,
  SQ_MASK: 4,
  CQ_MASK: 5,
  SQ_ENTRIES: 6,
  CQ_ENTRIES: 7,
  SQ_DROPPED: 8,
  SQ_FLAGS: 9,
  CQ_FLAGS: 10,
  CQ_OVERFLOW: 11,
  CQES: 16,
} as const

interface Entry {
  readonly id: number
  readonly address: number
  readonly length: number
  /** Index of its first word. */
  readonly at: number
}

/** A ring of provided buffers as the kernel sees it: its memory, and how far it was read. */
export class BufferGroup {
  readonly entries: number
  readonly incremental: boolean
  readonly words: Int32Array
  readonly halves: Uint16Array
  head = 0
  /** Ids from the head to where `arrived` has looked. */
  readonly #there = new Set<number>()
  #seen = 0

  constructor(reg: BufReg, memory: ArrayBufferLike) {
    this.entries = reg.ringEntries
    this.incremental = (reg.flags & BufRingFlags.INC) !== 0
    this.words = new Int32Array(memory)
    this.halves = new Uint16Array(memory)
  }

  get published(): number {
    return (this.halves[BUF_RING_TAIL] - this.head) & 0xffff
  }

  /** Buffers that were published since the last call. */
  arrived(): Entry[] {
    if (this.published > this.entries) throw new Error('the tail of the buffers ran too far')
    const entries: Entry[] = []
    for (; this.#seen !== this.halves[BUF_RING_TAIL]; this.#seen = (this.#seen + 1) & 0xffff) {
      const entry = this.entry(this.#seen)
      if (this.#there.has(entry.id)) throw new Error(`buffer ${entry.id} was given back twice`)
      this.#there.add(entry.id)
      entries.push(entry)
    }
    return entries
  }

  /** The buffer at an index, which runs freely. */
  entry(index: number): Entry {
    const at = ((index & (this.entries - 1)) * BUF_SIZE) / 4
    const high = this.words[at + BUF_ADDR_HIGH] * 2 ** 32
    return {
      id: this.halves[at * 2 + BUF_BID],
      address: high + (this.words[at + BUF_ADDR_LOW] >>> 0),
      length: this.words[at + BUF_LEN] >>> 0,
      at,
    }
  }

  /** Uses up the front of the next buffer. What is left of it stays on an incremental ring. */
  take(length: number): Picked {
    const { id, address, length: size, at } = this.entry(this.head)
    const taken = Math.min(length, size)
    const left = this.incremental ? size - taken : 0
    const flags = CqeFlags.F_BUFFER | (id << CQE_BUFFER_SHIFT)
    if (left === 0) {
      this.#there.delete(id)
      this.head = (this.head + 1) & 0xffff
      return { id, address, length: taken, flags }
    }
    this.words[at + BUF_ADDR_LOW] = address + taken
    this.words[at + BUF_ADDR_HIGH] = Math.floor((address + taken) / 2 ** 32)
    this.words[at + BUF_LEN] = left
    return { id, address, length: taken, flags: flags | CqeFlags.F_BUF_MORE }
  }
}

/** One ring as the kernel sees it. */
export class ScriptedRing {
  readonly id: number
  readonly params: Params
  readonly control: Int32Array
  readonly words: Int32Array
  readonly sqes: Int32Array
  readonly groups = new Map<number, BufferGroup>()
  readonly flying = new Set<Submission>()
  /** Completions that found no room, oldest first. */
  readonly overflow: number[][] = []
  drain: ((ring: number) => void) | undefined
  disabled: boolean
  told = 0

  constructor(
    id: number,
    params: Params,
    control: ArrayBuffer,
    memories: readonly [ring: ArrayBufferLike, sqes: ArrayBufferLike],
    start: number,
  ) {
    this.id = id
    this.params = params
    this.control = new Int32Array(control)
    this.words = new Int32Array(memories[0])
    this.sqes = new Int32Array(memories[1])
    this.disabled = this.has(SetupFlags.R_DISABLED)
    for (const at of [At.SQ_HEAD, At.SQ_TAIL, At.CQ_HEAD, At.CQ_TAIL]) this.words[at] = start
    this.words[At.SQ_MASK] = params.sqEntries - 1
    this.words[At.CQ_MASK] = params.cqEntries - 1
    this.words[At.SQ_ENTRIES] = params.sqEntries
    this.words[At.CQ_ENTRIES] = params.cqEntries
    // A new polling thread sleeps until it is woken.
    if (this.has(SetupFlags.SQPOLL)) this.flag(SqRingFlags.NEED_WAKEUP, true)
  }

  has(flag: number): boolean {
    return (this.params.flags & flag) !== 0
  }

  flag(bit: number, on: boolean): void {
    const { words } = this
    words[At.SQ_FLAGS] = on ? words[At.SQ_FLAGS] | bit : words[At.SQ_FLAGS] & ~bit
  }

  get completions(): number {
    return (this.words[At.CQ_TAIL] - this.words[At.CQ_HEAD]) | 0
  }

  post(entry: number[]): void {
    if (this.overflow.length === 0 && this.#place(entry)) return
    this.overflow.push(entry)
    this.flag(SqRingFlags.CQ_OVERFLOW, true)
  }

  flush(): void {
    while (this.overflow.length > 0 && this.#place(this.overflow[0])) this.overflow.shift()
    this.flag(SqRingFlags.CQ_OVERFLOW, this.overflow.length > 0)
  }

  /** A wide entry on a mixed ring takes two places, after a filler if they would be apart. */
  #place(entry: number[]): boolean {
    const mask = this.params.cqEntries - 1
    const pair = this.has(SetupFlags.CQE_MIXED) && entry.length > 4
    const filler = pair && (this.words[At.CQ_TAIL] & mask) === mask
    const places = (pair ? 2 : 1) + (filler ? 1 : 0)
    if (this.completions + places > this.params.cqEntries) return false
    if (filler) this.#write([0, 0, 0, CqeFlags.F_SKIP], 1)
    if (pair) this.#write(entry.with(3, entry[3] | CqeFlags.F_32), 2)
    else this.#write(entry, 1)
    return true
  }

  #write(entry: number[], places: number): void {
    const { words } = this
    const stride = (CQE_SIZE / 4) * (this.has(SetupFlags.CQE32) ? 2 : 1)
    const index = words[At.CQ_TAIL] & (this.params.cqEntries - 1)
    words.set(entry, At.CQES + index * stride)
    Atomics.store(words, At.CQ_TAIL, words[At.CQ_TAIL] + places)
  }

  /** Takes up to `count` slots, and moves the head behind them. */
  consume(count: number): Submission[] {
    const { words } = this
    const { sqEntries, sqOff } = this.params
    const rewind = this.has(SetupFlags.SQ_REWIND)
    const tail = rewind ? Math.min(count, sqEntries) : Atomics.load(words, At.SQ_TAIL)
    const taken: Submission[] = []
    let head = rewind ? 0 : words[At.SQ_HEAD]
    const ready = (tail - head) | 0
    if (ready > sqEntries) throw new Error('the tail of the submissions ran too far')
    const end = (head + Math.min(ready, count)) | 0
    while (head !== end) {
      const place = head & (sqEntries - 1)
      const index = this.has(SetupFlags.NO_SQARRAY) ? place : words[sqOff.array / 4 + place]
      head = (head + 1) | 0
      if (index < 0 || index >= sqEntries) {
        words[At.SQ_DROPPED]++
        break
      }
      const submission = this.#copy(index)
      if (this.has(SetupFlags.SQE_MIXED) && isWide(submission.opcode)) {
        if (place === sqEntries - 1)
          throw new Error('a submission is split by the end of the queue')
        head = (head + 1) | 0
      }
      this.flying.add(submission)
      taken.push(submission)
    }
    if (!rewind) words[At.SQ_HEAD] = head
    return taken
  }

  #copy(index: number): Submission {
    const size = Sqe.SIZE / 4
    const at = index * (this.has(SetupFlags.SQE128) ? size * 2 : size)
    // Room for the second half, whether it belongs to this one or not.
    const sqe = Sqe.alone(this.sqes.slice(at, at + size * 2).buffer)
    const { opcode, flags, ioprio, fd, addr, len, off, bufGroup, fileIndex, personality } = sqe
    const { userDataLow, userDataHigh, rwFlags: opFlags } = sqe
    const rest = { opFlags, bufGroup, fileIndex, personality, userDataLow, userDataHigh, sqe }
    return { ring: this.id, opcode, flags, ioprio, fd, addr, len, off, ...rest }
  }

  /** What no kernel could serve: the script ends here instead of somewhere else. */
  check(group: number): void {
    for (const { id, address, length } of this.groups.get(group)?.arrived() ?? []) {
      for (const { addr, opcode } of this.flying) {
        if (addr < address || addr >= address + length) continue
        const user = opName(opcode)
        throw new Error(`buffer ${id} of group ${group} was given back while ${user} uses it`)
      }
    }
  }

  get wantsEnter(): boolean {
    const { control } = this
    if (control[Control.ERROR] !== 0) return false
    if (control[Control.TO_SUBMIT] !== 0 || control[Control.FLUSH] !== 0) return true
    return (this.words[At.SQ_FLAGS] & control[Control.SQ_FLAGS_MASK]) !== 0
  }

  get hasNews(): boolean {
    const error = this.control[Control.ERROR]
    return this.completions !== 0 || (error !== 0 && error !== this.told)
  }
}

/** Whether a submission takes two slots of a mixed ring. */
export function isWide(opcode: number): boolean {
  return opcode === Op.NOP128 || opcode === Op.URING_CMD128
}
