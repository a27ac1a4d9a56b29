/**
 * A kernel without io_uring, for tests that must decide what the kernel does and when: queues, the
 * ledger, pools, streams. It implements `Kernel` over plain ArrayBuffers, with addresses that are
 * made up, unique, and found again, so that a script reads and writes what a submission points to.
 * An enter only takes submissions (`submissions`, `inFlight`); nothing completes before the script
 * says `complete`, `deliver` or `post`. `turn()` is one turn of the event loop: it enters and
 * drains attached rings as the addon does. Any call fails on request (`fail`), register and system
 * calls are answered by a table (`answer`, `answerSyscall`), provided buffers are picked out of the
 * memory of their ring as the kernel would (`pick`). What no kernel forgives is an exception of the
 * script: a buffer given back twice or while it is being sent, a tail that ran too far, a second
 * final completion, an address that leads nowhere. There is no time in it: a wait that nobody ends
 * in `onWait` is over at once, with ETIME.
 */
import { setImmediate as turnOfNode } from 'node:timers/promises'
import {
  BufReg,
  BufStatus,
  CqeFlags,
  CqRingFlags,
  EnterFlags,
  Errno,
  Features,
  OFF_SQES,
  Op,
  Params,
  Probe,
  ProbeOp,
  QueryHeader,
  QueryOp,
  QueryOpcodes,
  RegisterOp,
  RsrcUpdate,
  RsrcUpdate2,
  SetupFlags,
  Sqe,
  SqeFlags,
  SqRingFlags,
} from 'uring-sdk/raw'
import { Syscall } from '../../generated/internal.ts'
import { BUF_SIZE, CQE_SIZE } from '../../generated/rings.ts'
import { Control, type Kernel, type Loop, REGISTERED_ONLY } from '../../src/kernel/kernel.ts'
import {
  At,
  BufferGroup,
  isWide,
  opName,
  type Picked,
  ScriptedRing,
  type Submission,
  type UserData,
} from './scripted-ring.ts'

export type { Picked, Submission, UserData }

/** A call of io_uring_enter(2). */
export interface Enter {
  readonly ring: number
  readonly toSubmit: number
  readonly minComplete: number
  readonly flags: number
}

/** A call of io_uring_register(2). */
export interface Registration {
  readonly ring: number
  readonly opcode: number
  readonly argument: number
  readonly count: number
}

export interface ScriptedOptions {
  /** Where all indexes begin; -3 makes them pass 2^32 soon. */
  readonly start?: number
  /** Setup flags that this kernel knows: others are EINVAL. */
  readonly setupFlags?: number
  readonly features?: number
}

type FailingCall = 'setup' | 'enter' | 'register' | 'map' | 'allocate' | 'syscall'

const PAGE = 4096
const SQ_MAX = 32_768
/** Drains of one ring in one turn, as in `uring.c`. */
const ROUNDS = 16
const all = (flags: Readonly<Record<string, number>>): number =>
  Object.values(flags).reduce((sum, bit) => sum | bit, 0)
const countOf = (values: Readonly<Record<string, number>>): number =>
  Math.max(...Object.values(values)) + 1
const roundUp = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE
const powerOfTwo = (count: number): number => 2 ** Math.ceil(Math.log2(count))
export class ScriptedKernel implements Kernel {
  readonly name = 'scripted'
  /** Everything that enters have taken, oldest first. */
  readonly submissions: Submission[] = []
  readonly enters: Enter[] = []
  readonly registrations: Registration[] = []
  readonly syscalls: (readonly number[])[] = []
  readonly attached: { readonly ring: number; readonly wakeFd: number }[] = []
  /** Rings that were closed, with their word `IN_FLIGHT` at that moment. */
  readonly closed: { readonly ring: number; readonly inFlight: number }[] = []
  /** Runs for each submission that was taken. */
  onSubmit: (submission: Submission) => void = () => undefined
  /** Runs when an enter would wait for completions. */
  onWait: (ring: number) => void = () => undefined
  readonly #options: ScriptedOptions
  readonly #rings = new Map<number, ScriptedRing>()
  readonly #failures: { call: FailingCall; errno: number; times: number; opcode?: number }[] = []
  readonly #limits: number[] = []
  readonly #answers = new Map<number, number | ((call: Registration) => number)>()
  readonly #systemAnswers = new Map<number, number | ((...words: number[]) => number)>()
  readonly #places: { address: number; length: number; buffer: ArrayBufferLike }[] = []
  readonly #addresses = new WeakMap<ArrayBufferLike, number>()
  #nextAddress = 0x7f00_1234_0000
  /** Far above what this process has open, should anybody close one. */
  #nextFd = 100_000
  #nextIndex = 0

  constructor(options: ScriptedOptions = {}) {
    this.#options = options
    this.answerSyscall(Syscall.eventfd2, () => this.#nextFd++)
    this.answerSyscall(Syscall.close, 0)
  }

  /* ---- What a script says --------------------------------------------------------------- */

  /** The next `times` such calls fail; `opcode` chooses among register calls. */
  fail(call: FailingCall, errno: number, times = 1, opcode?: number): void {
    const failure = { call, errno: Math.abs(errno), times }
    this.#failures.push(opcode === undefined ? failure : { ...failure, opcode })
  }

  /** The next enter that submits takes no more than `count`. */
  limit(count: number): void {
    this.#limits.push(count)
  }

  /** What a register call answers from now on. */
  answer(opcode: number, value: number | ((call: Registration) => number)): void {
    this.#answers.set(opcode, value)
  }

  /** What a system call answers from now on; ENOSYS otherwise. */
  answerSyscall(number: number, value: number | ((...words: number[]) => number)): void {
    this.#systemAnswers.set(number, value)
  }

  /** What was taken and has not had its final completion. */
  get inFlight(): Submission[] {
    return [...this.#rings.values()].flatMap(({ flying }) => [...flying])
  }

  /** A completion of what is in flight, by its copy or by the low word of its user data. */
  complete(
    target: Submission | number,
    res: number,
    flags = 0,
    extra: readonly number[] = [],
  ): void {
    const submission = this.#find(target)
    const { flying } = this.#open(submission.ring)
    if (!flying.has(submission)) {
      throw new Error(`${opName(submission.opcode)} has had its final completion`)
    }
    if ((flags & CqeFlags.F_MORE) === 0) flying.delete(submission)
    if (res >= 0 && (submission.flags & SqeFlags.CQE_SKIP_SUCCESS) !== 0) return
    this.post(submission, res, flags, extra, submission.ring)
  }

  #find(target: Submission | number): Submission {
    if (typeof target !== 'number') return target
    const found = this.inFlight.find(({ userDataLow }) => userDataLow === target)
    if (found === undefined) throw new Error(`nothing in flight has the user data ${target}`)
    return found
  }

  /** A completion of nobody's: a message, a tag, a stray one. */
  post(
    { userDataLow, userDataHigh }: UserData,
    res: number,
    flags = 0,
    extra: readonly number[] = [],
    ring?: number,
  ): void {
    this.#open(ring).post([userDataLow, userDataHigh, res, flags, ...extra])
  }

  /**
   * Data for a receive with provided buffers: fills them and completes with each, or with ENOBUFS
   * when none is left. `more` is false when it is the last of a multishot, or the only one.
   */
  deliver(submission: Submission, data: Uint8Array | string, more = true): void {
    let bytes = typeof data === 'string' ? Buffer.from(data) : data
    do {
      const picked = this.pick(submission.bufGroup, bytes.length, submission.ring)
      if (picked === null) return this.complete(submission, -Errno.ENOBUFS)
      this.memory(picked.address, picked.length).set(bytes.subarray(0, picked.length))
      bytes = bytes.subarray(picked.length)
      const isLast = bytes.length === 0 && !more
      this.complete(submission, picked.length, picked.flags | (isLast ? 0 : CqeFlags.F_MORE))
    } while (bytes.length > 0)
  }

  /**
   * Takes the next published buffer, of which `length` bytes are used; `null` when there is none.
   */
  pick(group: number, length = Infinity, ring?: number): Picked | null {
    const on = this.#open(ring)
    on.check(group)
    const buffers = on.groups.get(group)
    if (buffers === undefined || buffers.published === 0) return null
    const { address, length: size } = buffers.entry(buffers.head)
    this.memory(address, size)
    return buffers.take(length)
  }

  /** The memory at an address that was ever asked for. */
  memory(address: number, length: number): Uint8Array {
    const place = this.#place(address)
    if (address + length > place.address + place.length) throw new Error('EFAULT: it is shorter')
    return new Uint8Array(place.buffer, address - place.address, length)
  }

  /** A text that ends with a zero byte, as a path does. */
  text(address: number): string {
    const place = this.#place(address)
    const bytes = Buffer.from(place.buffer, address - place.address)
    return bytes.toString('utf8', 0, bytes.indexOf(0))
  }

  #place(address: number): { address: number; length: number; buffer: ArrayBufferLike } {
    const place = this.#places.find((one) => {
      return address >= one.address && address <= one.address + one.length
    })
    if (place === undefined) throw new Error(`EFAULT: nothing lies at 0x${address.toString(16)}`)
    if (place.buffer.byteLength !== place.length) throw new Error('EFAULT: it was detached')
    return place
  }

  /** One look of the polling thread of SQPOLL: takes what is published, and sleeps or not. */
  poll(sleeps = false, ring?: number): void {
    const on = this.#open(ring)
    this.#take(on, Infinity)
    on.flag(SqRingFlags.NEED_WAKEUP, sleeps)
  }

  /** Sets or clears `SqRingFlags`, for example TASKRUN. */
  flag(bit: number, on: boolean, ring?: number): void {
    this.#open(ring).flag(bit, on)
  }

  /** Whether the ring would signal its eventfd. */
  signals(ring?: number): boolean {
    return (this.#open(ring).words[At.CQ_FLAGS] & CqRingFlags.EVENTFD_DISABLED) === 0
  }

  /** One turn of the event loop. */
  async turn(): Promise<void> {
    for (const ring of this.#rings.values()) {
      for (let drains = 0; ring.drain !== undefined; drains++) {
        if (ring.wantsEnter) this.#loopEnter(ring)
        if (drains === ROUNDS || !ring.hasNews) break
        ring.told = ring.control[Control.ERROR]
        ring.drain(ring.id)
        // When the addon's callback returns, all continuations and nextTicks have run.
        await turnOfNode()
      }
      if (ring.control[Control.IN_FLIGHT] === 0) ring.control[Control.REFERENCED] = 0
    }
    await turnOfNode()
  }

  #loopEnter({ id, control }: ScriptedRing): void {
    const count = control[Control.TO_SUBMIT]
    const taken = this.enter(id, count, 0, control[Control.ENTER_FLAGS])
    control[Control.ENTERS]++
    if (taken === -Errno.EINTR || taken === -Errno.EAGAIN || taken === -Errno.EBUSY) return
    control[Control.FLUSH] = 0
    if (taken < 0) control[Control.ERROR] = taken
    else control[Control.TO_SUBMIT] = taken === 0 ? 0 : count - taken
  }

  /* ---- What the package calls ------------------------------------------------------------ */

  setup(entries: number, params: Uint8Array, control: ArrayBuffer): number {
    const failed = this.#failure('setup')
    if (failed !== 0) return failed
    const asked = new Params(params.buffer, params.byteOffset)
    if ((asked.flags & ~(this.#options.setupFlags ?? all(SetupFlags))) !== 0) return -Errno.EINVAL
    const bytes = this.#fill(asked, entries)
    if (bytes === null) return -Errno.EINVAL
    const own = (asked.flags & SetupFlags.NO_MMAP) !== 0
    const memories = own
      ? ([asked.cqOff.userAddr, asked.sqOff.userAddr] as const).map((at) => this.#place(at).buffer)
      : bytes.map((length) => new ArrayBuffer(roundUp(length)))
    for (const [i, memory] of memories.entries()) {
      if (memory.byteLength < bytes[i]) return -Errno.EFAULT
    }
    const only = (asked.flags & SetupFlags.REGISTERED_FD_ONLY) !== 0
    const fd = only ? this.#nextIndex++ : this.#nextFd++
    const id = only ? REGISTERED_ONLY + fd : fd
    const copy = new Params(params.slice().buffer)
    const start = this.#options.start ?? 0
    const ring = new ScriptedRing(id, copy, control, [memories[0], memories[1]], start)
    ring.control[Control.ENTER_FD] = fd
    this.#rings.set(id, ring)
    return id
  }

  /** Sizes and places; the bytes of both mappings, or `null` for what a kernel refuses. */
  #fill(params: Params, entries: number): [ring: number, sqes: number] | null {
    const has = (flag: number): boolean => (params.flags & flag) !== 0
    const sqEntries = powerOfTwo(has(SetupFlags.CLAMP) ? Math.min(entries, SQ_MAX) : entries)
    if (!(entries >= 1) || sqEntries > SQ_MAX) return null
    if (has(SetupFlags.CQSIZE) && !(params.cqEntries >= sqEntries)) return null
    if (has(SetupFlags.DEFER_TASKRUN) && !has(SetupFlags.SINGLE_ISSUER)) return null
    if (has(SetupFlags.REGISTERED_FD_ONLY) && !has(SetupFlags.NO_MMAP)) return null
    params.sqEntries = sqEntries
    params.cqEntries = has(SetupFlags.CQSIZE) ? powerOfTwo(params.cqEntries) : sqEntries * 2
    params.features = this.#options.features ?? all(Features)
    const { sqOff, cqOff } = params
    sqOff.head = At.SQ_HEAD * 4
    sqOff.tail = At.SQ_TAIL * 4
    sqOff.ringMask = At.SQ_MASK * 4
    sqOff.ringEntries = At.SQ_ENTRIES * 4
    sqOff.flags = At.SQ_FLAGS * 4
    sqOff.dropped = At.SQ_DROPPED * 4
    cqOff.head = At.CQ_HEAD * 4
    cqOff.tail = At.CQ_TAIL * 4
    cqOff.ringMask = At.CQ_MASK * 4
    cqOff.ringEntries = At.CQ_ENTRIES * 4
    cqOff.overflow = At.CQ_OVERFLOW * 4
    cqOff.flags = At.CQ_FLAGS * 4
    cqOff.cqes = At.CQES * 4
    const end = cqOff.cqes + params.cqEntries * CQE_SIZE * (has(SetupFlags.CQE32) ? 2 : 1)
    sqOff.array = has(SetupFlags.NO_SQARRAY) ? 0 : end
    return [end + sqEntries * 4, sqEntries * Sqe.SIZE * (has(SetupFlags.SQE128) ? 2 : 1)]
  }

  enter(ring: number, toSubmit: number, minComplete: number, flags: number): number {
    this.enters.push({ ring, toSubmit, minComplete, flags })
    const failed = this.#failure('enter')
    if (failed !== 0) return failed
    const on = this.#named(ring, (flags & EnterFlags.REGISTERED_RING) !== 0)
    if (on === undefined) return -Errno.EBADF
    if (on.disabled) return -Errno.EBADFD
    let submitted = toSubmit
    if (!on.has(SetupFlags.SQPOLL)) submitted = this.#submit(on, toSubmit)
    else if ((flags & EnterFlags.SQ_WAKEUP) !== 0) this.poll(false, on.id)
    if ((flags & EnterFlags.GETEVENTS) === 0) return submitted
    on.flush()
    if (submitted !== toSubmit || on.completions >= minComplete) return submitted
    this.onWait(on.id)
    on.flush()
    return submitted > 0 || on.completions >= minComplete ? submitted : -Errno.ETIME
  }

  #submit(ring: ScriptedRing, toSubmit: number): number {
    if (toSubmit === 0) return 0
    const before = ring.words[At.SQ_HEAD]
    const taken = this.#take(ring, Math.min(toSubmit, this.#limits.shift() ?? Infinity))
    if (!ring.has(SetupFlags.SQ_REWIND)) return (ring.words[At.SQ_HEAD] - before) | 0
    const pairs = ring.has(SetupFlags.SQE_MIXED) ? taken.filter(({ opcode }) => isWide(opcode)) : []
    return taken.length + pairs.length
  }

  #take(ring: ScriptedRing, count: number): Submission[] {
    const taken = ring.consume(count)
    this.submissions.push(...taken)
    for (const submission of taken) this.onSubmit(submission)
    return taken
  }

  register(ring: number, opcode: number, argument: number, count: number): number {
    // The highest bit says that the ring is named by its registered index.
    const registered = opcode < 0 || opcode >= 2 ** 31
    const call = { ring, opcode: opcode & 0x7fff_ffff, argument, count }
    this.registrations.push(call)
    const failed = this.#failure('register', call.opcode)
    if (failed !== 0) return failed
    const answer = this.#answers.get(call.opcode)
    if (answer !== undefined) return typeof answer === 'number' ? answer : answer(call)
    const on = this.#named(ring, registered)
    return on === undefined && ring !== -1 ? -Errno.EBADF : this.#usual(on, call)
  }

  /** What a kernel answers that has everything. */
  #usual(ring: ScriptedRing | undefined, { opcode, argument, count }: Registration): number {
    const view = (bytes: number): [ArrayBufferLike, number] => {
      const memory = this.memory(argument, bytes)
      return [memory.buffer, memory.byteOffset]
    }
    switch (opcode) {
      case RegisterOp.REGISTER_PROBE:
        return this.#probe(argument, count)
      case RegisterOp.REGISTER_QUERY:
        return this.#query(argument)
      case RegisterOp.REGISTER_ENABLE_RINGS:
        if (ring !== undefined) ring.disabled = false
        return 0
      case RegisterOp.REGISTER_PBUF_RING:
        return this.#provide(ring, new BufReg(...view(BufReg.SIZE)))
      case RegisterOp.UNREGISTER_PBUF_RING:
        return ring?.groups.delete(new BufReg(...view(BufReg.SIZE)).bgid) ? 0 : -Errno.ENOENT
      case RegisterOp.REGISTER_PBUF_STATUS: {
        const status = new BufStatus(...view(BufStatus.SIZE))
        const group = ring?.groups.get(status.bufGroup)
        if (group !== undefined) status.head = group.head
        return group === undefined ? -Errno.ENOENT : 0
      }
      case RegisterOp.REGISTER_RING_FDS:
        new RsrcUpdate(...view(RsrcUpdate.SIZE)).offset = this.#nextIndex++
        return count
      case RegisterOp.REGISTER_FILES_UPDATE:
        return count
      case RegisterOp.REGISTER_FILES_UPDATE2:
      case RegisterOp.REGISTER_BUFFERS_UPDATE:
        return new RsrcUpdate2(...view(RsrcUpdate2.SIZE)).nr
      default:
        return 0
    }
  }

  #provide(ring: ScriptedRing | undefined, reg: BufReg): number {
    if (ring === undefined || reg.ringAddr % PAGE !== 0) return -Errno.EINVAL
    if (ring.groups.has(reg.bgid)) return -Errno.EEXIST
    this.memory(reg.ringAddr, reg.ringEntries * BUF_SIZE)
    ring.groups.set(reg.bgid, new BufferGroup(reg, this.#place(reg.ringAddr).buffer))
    return 0
  }

  #probe(argument: number, count: number): number {
    const { buffer, byteOffset } = this.memory(argument, Probe.SIZE + count * ProbeOp.SIZE)
    const probe = new Probe(buffer, byteOffset)
    probe.lastOp = countOf(Op) - 1
    probe.opsLen = Math.min(count, countOf(Op))
    for (let i = 0; i < probe.opsLen; i++) {
      const op = new ProbeOp(buffer, byteOffset + Probe.SIZE + i * ProbeOp.SIZE)
      op.op = i
      op.flags = 1
    }
    return 0
  }

  #query(argument: number): number {
    for (let at = argument; at !== 0; ) {
      const { buffer, byteOffset } = this.memory(at, QueryHeader.SIZE)
      const header = new QueryHeader(buffer, byteOffset)
      header.result = header.queryOp === QueryOp.OPCODES ? 0 : -Errno.EOPNOTSUPP
      if (header.result === 0) {
        header.size = Math.min(header.size, QueryOpcodes.SIZE)
        const opcodes = new QueryOpcodes()
        opcodes.nrRequestOpcodes = countOf(Op)
        opcodes.nrRegisterOpcodes = countOf(RegisterOp)
        opcodes.featureFlags = this.#options.features ?? all(Features)
        opcodes.ringSetupFlags = this.#options.setupFlags ?? all(SetupFlags)
        opcodes.enterFlags = all(EnterFlags)
        opcodes.sqeFlags = all(SqeFlags)
        opcodes.nrQueryOpcodes = 1
        const answer = new Uint8Array(opcodes.view.buffer, 0, header.size)
        this.memory(header.queryData, header.size).set(answer)
      }
      at = header.nextEntry
    }
    return 0
  }

  map(ring: number, length: number, offset: number): ArrayBuffer | number {
    const failed = this.#failure('map')
    if (failed !== 0) return failed
    const { words, sqes } = this.#known(ring)
    const { buffer } = offset === OFF_SQES ? sqes : words
    return length > buffer.byteLength ? -Errno.EINVAL : (buffer as ArrayBuffer)
  }

  /** Its rings are never resized, and a buffer of theirs is nobody else's. */
  unmap(ring: number, _buffer: ArrayBuffer): void {
    this.#known(ring)
  }

  /** It has no end, at which it could close them. */
  ownDescriptors(): void {}

  closeDescriptor(ring: number, _index: number): number {
    this.#known(ring)
    return -Errno.EOPNOTSUPP
  }

  allocate(length: number, align: number, _hugePages?: boolean): ArrayBuffer | number {
    const failed = this.#failure('allocate')
    if (failed !== 0) return failed
    const buffer = new ArrayBuffer(length)
    this.#nextAddress = Math.ceil(this.#nextAddress / Math.max(align, PAGE)) * Math.max(align, PAGE)
    this.addressOf(buffer)
    return buffer
  }

  addressOf(buffer: ArrayBufferLike): number {
    let address = this.#addresses.get(buffer)
    if (address === undefined) {
      address = this.#nextAddress
      this.#addresses.set(buffer, address)
      this.#places.push({ address, length: buffer.byteLength, buffer })
      // A page that belongs to nobody follows, so that what runs over is noticed.
      this.#nextAddress += roundUp(buffer.byteLength) + PAGE
    }
    return address
  }

  syscall(number: number, ...words: readonly number[]): number {
    this.syscalls.push([number, ...words])
    const failed = this.#failure('syscall')
    if (failed !== 0) return failed
    const answer = this.#systemAnswers.get(number) ?? -Errno.ENOSYS
    return typeof answer === 'number' ? answer : answer(...words)
  }

  attach(ring: number, wakeFd: number, drain: (ring: number) => void): Loop {
    const on = this.#known(ring)
    if (on.drain !== undefined) {
      throw coded('ERR_URING_ATTACHED', 'this ring is in the event loop already')
    }
    on.drain = drain
    this.attached.push({ ring, wakeFd })
    const refer = (to: 0 | 1) => (): void => {
      if (on.drain !== undefined) on.control[Control.REFERENCED] = to
    }
    return { ref: refer(1), unref: refer(0) }
  }

  close(ring: number): void {
    const on = this.#rings.get(ring)
    if (on === undefined) return
    this.#rings.delete(ring)
    on.drain = undefined
    this.closed.push({ ring, inFlight: on.control[Control.IN_FLIGHT] })
    if (on.has(SetupFlags.NO_MMAP)) return
    for (const { buffer } of [on.words, on.sqes]) {
      structuredClone(buffer, { transfer: [buffer as ArrayBuffer] })
    }
  }

  /* ---- Inside ----------------------------------------------------------------------------- */

  #failure(call: FailingCall, opcode?: number): number {
    const index = this.#failures.findIndex((one) => {
      return one.call === call && (one.opcode === undefined || one.opcode === opcode)
    })
    const failure = this.#failures[index]
    if (failure === undefined) return 0
    if (--failure.times === 0) this.#failures.splice(index, 1)
    return -failure.errno
  }

  #named(ring: number, registered: boolean): ScriptedRing | undefined {
    return this.#rings.get(registered && ring < REGISTERED_ONLY ? ring + REGISTERED_ONLY : ring)
  }

  #known(ring: number): ScriptedRing {
    const on = this.#rings.get(ring)
    if (on !== undefined) return on
    throw coded('ERR_URING_NO_RING', 'no open ring of this environment has that number')
  }

  /** The ring of that number, or the one that was made last. */
  #open(ring?: number): ScriptedRing {
    return this.#known(ring ?? [...this.#rings.keys()].at(-1) ?? -1)
  }
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
