import { Errno, Op, OpenFlags, RsrcRegisterFlags, SetupFlags } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import { type FieldBag, issuers, type OpTable, streamers } from '../../generated/operations.ts'
import * as prep from '../../generated/prep.ts'
import { registerEventfd, registerFiles2, type Registrar } from '../../generated/registers.ts'
import { RsrcRegister, type Sqe } from '../../generated/structs.ts'
import { isOlder, thisSystem } from '../diagnosis.ts'
import { abortError, codedError, rangeError, typeError, UringError } from '../errors.ts'
import { defaultKernel } from '../kernel/default.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Backend } from '../kernel/load.ts'
import { allocate } from '../raw/allocate.ts'
import { type Queues, setUp, type SetupOptions } from '../raw/setup.ts'
import { RingArguments } from './arguments.ts'
import { Engine, type Owner } from './engine.ts'
import { RingFd } from './fd.ts'
import type { Operation } from './operation.ts'
import { Pools } from './pools.ts'
import { ProvidedPool } from './pool.ts'
import { issueFields, type SqeFields } from './rowless.ts'
import { SendQueue } from './send.ts'
import { type Endpoint, type ListenerOptions, openConnection, openListener } from './sockets.ts'
import { datagrams, descriptors, leases, values } from './sources.ts'
import { Stream, type StreamHost, type StreamSource } from './stream.ts'
import { transferAll } from './transfer.ts'
import type {
  Begun,
  BufferPool,
  Bytes,
  Call,
  CallOptions,
  Completion,
  Fd,
  FdLike,
  FlagOptions,
  Multishot,
  Lease,
  Outcome,
  Pinned,
  PoolOptions,
} from './types.ts'

/** The oldest kernel that the Ring works on. */
const KERNEL_FLOOR = '6.1'
const ENTRIES = 256
const CLOSE_AGAIN_MS = 20

/** How a {@link Ring} is made; every field may be left out. */
export interface RingOptions {
  /** Submissions that fit into one turn before the queue is entered early. Default 256. */
  readonly entries?: number | undefined
  /** Completions that wait in shared memory. Default four times the entries. */
  readonly cqEntries?: number | undefined
  /** `SetupFlags`: exactly these. Left out, the best set that this kernel takes. */
  readonly flags?: number | undefined
  /** With SQPOLL: milliseconds without work after which the polling thread sleeps. */
  readonly sqThreadIdle?: number | undefined
  /** The ring's own pool of provided buffers. */
  readonly pool?: PoolOptions | undefined
  /** Size of the table of direct descriptors. Default 0: none. */
  readonly slots?: number | undefined
  /** How to reach the kernel. Left out, the addon if it is there, else koffi. */
  readonly backend?: Backend | undefined
  /** An object of your own that reaches the kernel, or plays one. */
  readonly kernel?: Kernel | undefined
}

type Row<O> = O extends keyof OpTable
  ? OpTable[O]
  : { fields: SqeFields; result: number; multishot: { fields: SqeFields; each: Completion } }
type Shot<O> =
  Row<O> extends { multishot: infer M extends { fields: object; each: unknown } }
    ? M
    : { fields: never; each: never }
type Bag<F> = object extends F ? [fields?: F & CallOptions] : [fields: F & CallOptions]

/** Rings with work in flight: they are never collected, whatever the program drops. */
const running = new Set<Ring>()

interface Leftover {
  readonly kernel: Kernel
  readonly fd: number
}

const forgotten = new FinalizationRegistry<Leftover>(({ kernel, fd }) => {
  kernel.close(fd)
  process.emitWarning('Closed a ring on garbage collection: call close() yourself', {
    type: 'UringWarning',
    code: 'ERR_URING_LEAKED',
  })
})

/**
 * io_uring in the event loop: every operation is a promise, every multishot operation an async
 * iterable. Operations of one turn go to the kernel together.
 *
 * Memory that an operation uses belongs to the kernel until the promise settles, which is after its
 * final completion and never before. The ring belongs to the thread that made it.
 */
export class Ring extends RingArguments implements AsyncDisposable {
  protected readonly kernel: Kernel
  readonly #engine: Engine
  readonly #queues: Queues
  readonly #pools: Pools
  readonly #host: StreamHost
  readonly #streams = new Set<Stream<never>>()
  readonly #sends = new Map<number, SendQueue>()
  readonly #onDescriptorClosed: (() => void)[] = []
  #eventFd = -1
  #unreferenced = false
  #closing: Promise<void> | null = null
  #idle: (() => void) | null = null
  #done = false

  /** Makes a ring: a few system calls. Throws a {@link UringError} that says why there is none. */
  constructor(options: RingOptions = {}) {
    super()
    if (typeof options !== 'object' || options === null) {
      throw typeError('options', 'of type object', options)
    }
    this.kernel = options.kernel ?? defaultKernel(options.backend)
    this.#queues = openQueues(this.kernel, options)
    const owner: Owner = {
      busy: () => this.#busy(),
      idle: () => this.#becameIdle(),
      descriptorClosed: () => this.#onDescriptorClosed.shift()?.(),
      broken: (error) => this.#break(error),
    }
    this.#engine = new Engine(this.kernel, this.#queues, owner)
    this.#pools = new Pools(this.kernel, this.#registrar(), options.pool ?? {})
    this.#host = {
      engine: this.#engine,
      onDescriptorClosed: (call) => this.#onDescriptorClosed.push(call),
      ended: (stream) => this.#streams.delete(stream as Stream<never>),
    }
    try {
      this.#attach()
      if (options.slots !== undefined && options.slots > 0) this.#makeSlots(options.slots)
    } catch (error) {
      this.#end()
      throw error
    }
    forgotten.register(this, { kernel: this.kernel, fd: this.fd }, this)
  }

  /** The loop finds the ring weakly, so that an idle one can be collected. */
  #attach(): void {
    const weak = new WeakRef(this.#engine)
    const wakeFd = (this.flags & SetupFlags.DEFER_TASKRUN) === 0 ? this.fd : this.#makeEventFd()
    const loop = this.kernel.attach(this.fd, wakeFd, () => weak.deref()?.drain())
    this.#engine.attach(loop)
  }

  /** A ring that defers its work does not wake whoever polls its own descriptor. */
  #makeEventFd(): number {
    const fd = this.kernel.syscall(Syscall.eventfd2, 0, OpenFlags.CLOEXEC | OpenFlags.NONBLOCK)
    if (fd < 0) throw new UringError(fd, 'eventfd2')
    this.#eventFd = fd
    const answer = registerEventfd(this.#registrar(), Int32Array.of(fd))
    if (answer < 0) throw new UringError(answer, 'io_uring_register', { op: 'REGISTER_EVENTFD' })
    return fd
  }

  #makeSlots(count: number): void {
    const table = new RsrcRegister()
    table.nr = count
    table.flags = RsrcRegisterFlags.SPARSE
    const answer = registerFiles2(this.#registrar(), table)
    if (answer < 0) throw new UringError(answer, 'io_uring_register', { op: 'REGISTER_FILES2' })
  }

  #registrar(): Registrar {
    const { kernel } = this
    return {
      register: (opcode, argument, count) => {
        const address =
          argument === null || typeof argument === 'number'
            ? (argument ?? 0)
            : kernel.addressOf(argument.buffer) + argument.byteOffset
        return kernel.register(this.fd, opcode, address, count)
      },
    }
  }

  /** The ring's descriptor. */
  get fd(): number {
    return this.#queues.fd
  }

  /** `SetupFlags` that it was made with. */
  get flags(): number {
    return this.#queues.params.flags
  }

  /** The pool that streams receive into unless they are given another. Made when it is first used. */
  get pool(): BufferPool {
    if (!this.#pools.hasOwn) this.#check()
    return this.#pools.own
  }

  /** Submissions whose final completion has not come. */
  get inFlight(): number {
    return this.#engine.inFlight
  }

  /** Whether {@link Ring.close} was called. */
  get closed(): boolean {
    return this.#closing !== null || this.#done
  }

  /**
   * Any opcode by number, with its legal fields only. An opcode that has no row in this version takes
   * the sqe's own field names and gives the number back.
   */
  issue<O extends number>(op: O, ...bag: Bag<Row<O>['fields']>): Promise<Row<O>['result']> {
    const fields = (bag[0] ?? {}) as FieldBag
    const issuer = issuers[op]
    const answer = issuer === undefined ? this.#issueFields(op, fields) : issuer(this, fields)
    return answer as Promise<Row<O>['result']>
  }

  #issueFields(op: number, fields: SqeFields & CallOptions): Promise<number> {
    const filled = issueFields(fields, {
      file: (fd) => this.fileOf(fd, 'fd'),
      memory: (bytes, name) => this.memoryOf(bytes, name, true),
      number: (value, name, kind) => this.numberOf(value, name, kind, 0),
    })
    const call = this.callOf(fields)
    const o = this.begin(op, 'number', fields.fd ?? null, filled.pinned, call)
    filled.fill(o.sqe, op)
    return this.commit(o)
  }

  /** The multishot form of an opcode, by number. */
  multishot<O extends number>(op: O, ...bag: Bag<Shot<O>['fields']>): Multishot<Shot<O>['each']> {
    const streamer = streamers[op]
    if (streamer === undefined) {
      throw rangeError('op', 'an opcode that has a multishot form', op)
    }
    return streamer(this, (bag[0] ?? {}) as FieldBag) as Multishot<Shot<O>['each']>
  }

  closeFd(fd: FdLike, options?: CallOptions): Promise<void> {
    if (fd instanceof RingFd) return fd.close()
    const value = this.fileOf(fd, 'fd')
    const o = this.begin(Op.CLOSE, 'void', null, null, this.callOf(options))
    prep.closeFd(o.sqe, value)
    return this.commit(o)
  }

  recvmsgMultishot(
    fd: FdLike,
    options?: FlagOptions & { pool?: BufferPool | undefined },
  ): Multishot<Lease> {
    const file = this.fileOf(fd, 'fd')
    const pool = provided(this.poolOf(options?.pool))
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    return this.#stream(datagrams(this.kernel, file, asFile(fd), pool, flags, call))
  }

  /**
   * Sends all of it, in call order per descriptor. A lease is given away by the call. Rejects with
   * the first error; how much arrived is then unknown.
   */
  sendAll(fd: FdLike, data: Bytes | readonly Bytes[], options?: FlagOptions): Promise<void> {
    const value = this.fileOf(fd, 'fd')
    const pieces = isMany(data)
      ? data.map((piece, index) => this.memoryOf(piece, `data[${index}]`, false))
      : [this.memoryOf(data, 'data', false)]
    const flags =
      options?.flags === undefined
        ? undefined
        : this.numberOf(options.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    this.#check()
    if (call?.signal?.aborted === true) return Promise.reject(abortError(call.signal))
    return this.#sendQueue(fd, value).send(pieces, flags, call)
  }

  #sendQueue(fd: FdLike, value: number): SendQueue {
    if (fd instanceof RingFd) {
      fd.sends ??= new SendQueue(this.#engine, value, fd, () => {})
      return fd.sends
    }
    let queue = this.#sends.get(value)
    if (queue === undefined) {
      queue = new SendQueue(this.#engine, value, null, () => this.#sends.delete(value))
      this.#sends.set(value, queue)
    }
    return queue
  }

  /** Reads until `buffer` is full or the file ends. @returns How many bytes; fewer only at the end. */
  readAll(fd: FdLike, buffer: Bytes, position = -1, options?: FlagOptions): Promise<number> {
    const memory = this.memoryOf(buffer, 'buffer', true)
    return transferAll(memory, position, (piece, at) =>
      this.#transfer(Op.READ, fd, piece, at, options),
    )
  }

  /** Writes all of `data`. */
  async writeAll(fd: FdLike, data: Bytes, position = -1, options?: FlagOptions): Promise<void> {
    const memory = this.memoryOf(data, 'data', false)
    const { address, length, bufIndex } = memory
    memory.give?.()
    try {
      await transferAll({ address, length, bufIndex }, position, (piece, at) =>
        this.#transfer(Op.WRITE, fd, piece, at, options),
      )
    } finally {
      memory.taken?.()
    }
  }

  #transfer(
    op: typeof Op.READ | typeof Op.WRITE,
    fd: FdLike,
    piece: Pinned,
    position: number,
    options: FlagOptions | undefined,
  ): Promise<number> {
    const file = this.fileOf(fd, 'fd')
    const at = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const o = this.begin(op, 'number', fd, piece, this.callOf(options))
    const fill = op === Op.READ ? prep.read : prep.write
    fill(o.sqe, file, piece.address, piece.length, at, flags)
    return this.commit(o)
  }

  /** Makes a socket that listens, or for udp one that is bound. */
  openListener(at: ListenerOptions): Promise<Fd> {
    this.#check()
    return openListener(this.#maker(), at)
  }

  /** Makes a socket and connects it. */
  openConnection(to: Endpoint, options?: CallOptions): Promise<Fd> {
    this.#check()
    return openConnection(this.#maker(), to, options)
  }

  #maker(): Parameters<typeof openListener>[0] {
    return {
      engine: this.#engine,
      kernel: this.kernel,
      socket: (domain, type, protocol, options) => this.socket(domain, type, protocol, options),
      bind: (fd, address) => this.bind(fd, address),
      listen: (fd, backlog) => this.listen(fd, backlog),
      connect: (fd, address, options) => this.connect(fd, address, options),
    }
  }

  /** Memory outside the JavaScript heap that is safe in flight whatever happens to its owner. */
  alloc(bytes: number): Uint8Array {
    return allocate(bytes, {}, this.kernel).bytes
  }

  /** Makes a pool of buffers: for streams, or to be taken and used with the fixed operations. */
  createPool(options: PoolOptions = {}): BufferPool {
    this.#check()
    return this.#pools.create(options)
  }

  /** Lets work in flight keep the process alive, which is the default. */
  ref(): this {
    this.#unreferenced = false
    if (this.inFlight > 0) this.#engine.ref()
    return this
  }

  /** Lets the process end in spite of work in flight. */
  unref(): this {
    this.#unreferenced = true
    this.#engine.unref()
    return this
  }

  /** Counters since the ring was made. */
  stats(): Readonly<Record<string, number>> {
    const { counters, enters, inFlight } = this.#engine
    return { ...counters, enters, inFlight, streams: this.#streams.size }
  }

  /**
   * Cancels everything, waits until the kernel has let go of all memory, and closes. What was in
   * flight rejects with ECANCELED, streams end. Descriptors stay open. Idempotent.
   *
   * @param options `timeout`: milliseconds to wait at most; the close goes on after the rejection.
   */
  close(options: { readonly timeout?: number | undefined } = {}): Promise<void> {
    this.#closing ??= this.#close()
    const { timeout } = options
    return timeout === undefined ? this.#closing : withTimeout(this.#closing, timeout, this)
  }

  async #close(): Promise<void> {
    if (this.#done) return
    this.ref()
    const ask = (): void => {
      for (const stream of [...this.#streams]) stream.close()
      this.#engine.stopAll()
    }
    // Continuations of what ends here may still close their descriptors through the ring.
    while (this.inFlight > 0 || this.#streams.size > 0) {
      ask()
      await this.#quiet(ask)
      await new Promise(setImmediate)
    }
    this.#end()
    this.#engine.abandon(closedRing())
  }

  /** Resolves when nothing is in flight; until then it asks again, for what was found at work. */
  async #quiet(ask: () => void): Promise<void> {
    if (this.inFlight === 0) return
    const timer = setInterval(ask, CLOSE_AGAIN_MS)
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
    clearInterval(timer)
  }

  /** Nothing is in flight, or the backend waits for what is. */
  #end(): void {
    this.#done = true
    forgotten.unregister(this)
    running.delete(this)
    this.#pools.end()
    this.kernel.close(this.fd)
    if (this.#eventFd >= 0) this.kernel.syscall(Syscall.close, this.#eventFd)
    this.#eventFd = -1
  }

  #break(error: UringError): void {
    if (this.#done) return
    this.#end()
    this.#engine.abandon(error)
    for (const stream of [...this.#streams]) stream.close()
    this.#idle?.()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #busy(): void {
    running.add(this)
    if (!this.#unreferenced || this.#closing !== null) this.#engine.ref()
  }

  #becameIdle(): void {
    running.delete(this)
    this.#idle?.()
  }

  #check(): void {
    if (this.closed) throw closedRing()
  }

  protected owns(fd: RingFd): boolean {
    return fd.belongsTo(this.#engine)
  }

  protected poolOf(pool: BufferPool | undefined): BufferPool {
    if (pool === undefined) return this.#pools.own
    if (pool instanceof ProvidedPool) return pool
    throw typeError('options.pool', "a pool of kind 'provided'", pool)
  }

  protected begin(
    op: number,
    outcome: Outcome,
    file: FdLike | null,
    pinned: Pinned | readonly Pinned[] | null,
    call: Call,
  ): Operation {
    this.#check()
    return this.#engine.begin(op, outcome, asFile(file), pinned, call)
  }

  protected commit<T>(begun: Begun): Promise<T> {
    return this.#engine.promise<T>(begun as Operation)
  }

  protected stream<T>(
    op: number,
    each: 'lease' | 'fd' | 'value',
    file: FdLike | null,
    pinned: Pinned | null,
    pool: BufferPool | null,
    call: Call,
    arm: (sqe: Sqe) => void,
  ): Multishot<T> {
    const base = { op, file: asFile(file), pinned, call, arm }
    const source =
      each === 'fd'
        ? descriptors(this.#engine, base)
        : each === 'value'
          ? values(base)
          : leases(base, provided(pool))
    return this.#stream(source as unknown as StreamSource<T>)
  }

  #stream<T>(source: StreamSource<T>): Multishot<T> {
    this.#check()
    const stream = new Stream(this.#host, source)
    if (!stream.over) this.#streams.add(stream as unknown as Stream<never>)
    return stream
  }
}

function openQueues(kernel: Kernel, options: RingOptions): Queues {
  const { entries = ENTRIES, sqThreadIdle } = options
  if (!Number.isInteger(entries) || entries < 1) {
    throw rangeError('options.entries', 'an integer >= 1', entries)
  }
  const real = kernel.name === 'addon' || kernel.name === 'koffi'
  if (real && isOlder(thisSystem.release, KERNEL_FLOOR)) throw tooOld(thisSystem.release)
  const cqEntries = options.cqEntries ?? entries * 4
  const base: SetupOptions = { entries, cqEntries, sqThreadIdle }
  if (options.flags === undefined) return bestQueues(kernel, base)
  const refused = options.flags & (SetupFlags.IOPOLL | SetupFlags.R_DISABLED)
  if (refused !== 0) {
    throw rangeError(
      'options.flags',
      'without IOPOLL and R_DISABLED, which are for RawRing',
      refused,
    )
  }
  // Without this flag nobody could see that deferred work waits.
  const defer = (options.flags & SetupFlags.DEFER_TASKRUN) !== 0
  const flags = defer ? options.flags | SetupFlags.TASKRUN_FLAG : options.flags
  return setUp(kernel, { ...base, flags })
}

/** One task submits, without interrupts from the kernel; newer kernels also skip the index array. */
function bestQueues(kernel: Kernel, base: SetupOptions): Queues {
  const flags = SetupFlags.SINGLE_ISSUER | SetupFlags.COOP_TASKRUN | SetupFlags.SUBMIT_ALL
  try {
    return setUp(kernel, { ...base, flags: flags | SetupFlags.NO_SQARRAY })
  } catch (error) {
    if (!(error instanceof UringError) || error.errno !== -Errno.EINVAL) throw error
    return setUp(kernel, { ...base, flags })
  }
}

function tooOld(release: string): UringError {
  return new UringError(Errno.ENOSYS, 'io_uring_setup', {
    code: 'ERR_URING_UNSUPPORTED',
    reason: 'kernel',
    explanation: `the Ring needs Linux ${KERNEL_FLOOR}, this is ${release}`,
    remedy: 'Run on a newer kernel; RawRing works on older ones.',
  })
}

function closedRing(): Error & { readonly code: string } {
  return codedError('ERR_URING_CLOSED', 'The ring is closed')
}

function asFile(fd: FdLike | null): RingFd | null {
  return fd instanceof RingFd ? fd : null
}

function provided(pool: BufferPool | null): ProvidedPool {
  if (pool instanceof ProvidedPool) return pool
  throw typeError('options.pool', "a pool of kind 'provided'", pool)
}

function isMany(data: Bytes | readonly Bytes[]): data is readonly Bytes[] {
  return Array.isArray(data)
}

async function withTimeout(closing: Promise<void>, timeout: number, ring: Ring): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const explanation = `${ring.inFlight} operations are still in flight after ${timeout} ms`
      reject(new UringError(Errno.ETIME, 'uring_close', { explanation }))
    }, timeout)
  })
  try {
    await Promise.race([closing, late])
  } finally {
    clearTimeout(timer)
  }
}
