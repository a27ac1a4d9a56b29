import { inspect, type InspectOptions } from 'node:util'
import { Op, SetupFlags } from '../../generated/constants.ts'
import type { Sqe } from '../../generated/structs.ts'
import { codedError, typeError, type UringError, valueError } from '../errors.ts'
import { defaultKernel } from '../kernel/default.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { allocate } from '../raw/allocate.ts'
import type { Queues } from '../raw/setup.ts'
import { Closing, withTimeout } from './closing.ts'
import { type InFlight, inFlightOf, inspectRing } from './debug.ts'
import { Datagrams } from './datagrams.ts'
import { DescriptorWaits } from './descriptor-waits.ts'
import { Engine } from './engine.ts'
import { asFile, type Closable, type RingFd } from './fd.ts'
import { notInChain } from './chain-errors.ts'
import { RingMessages } from './messages.ts'
import { closeDescriptors, forgotten, type Leftover } from './leftover.ts'
import type { Lender } from './lease.ts'
import {
  openEventFd,
  openQueues,
  readOptions,
  type RingOptions,
  RingRegistrar,
  useEventFd,
} from './open.ts'
import type { Operation } from './operation.ts'
import { checkNames } from './option-names.ts'
import type { Pins } from './pins.ts'
import { type Polling, pollingOf } from './polling.ts'
import { Pools } from './pools.ts'
import { LeaseWatch, streamOf } from './leaks.ts'
import { forDatagrams } from './split.ts'
import { ProvidedPool } from './pool.ts'
import type { CloseReport } from './report.ts'
import { newFd } from './settle.ts'
import type { RingStats } from './stats.ts'
import { type Endpoint, type ListenerOptions, openConnection, openListener } from './sockets.ts'
import { beats, descriptors, leases, values } from './sources.ts'
import type { StreamHost, StreamSource } from './stream.ts'
import { traceClosed, traceOpened } from './trace.ts'
import type {
  Begun,
  BufferPool,
  Call,
  CallOptions,
  Fd,
  FdLike,
  FlagOptions,
  Multishot,
  Lease,
  Outcome,
  PoolOptions,
} from './types.ts'

export type { RingOptions } from './open.ts'

/** A ring that cannot be closed for want of descriptors is closed after so long, or later. */
const END_AGAIN_MS = 100

/**
 * io_uring in the event loop: every operation is a promise, every multishot operation an async
 * iterable. Operations of one turn go to the kernel together.
 *
 * Memory that an operation uses belongs to the kernel until the promise settles, which is after its
 * final completion and never before. The ring belongs to the thread that made it.
 *
 * Wrong use is thrown at the call, synchronously: an argument of the wrong type or out of range, a
 * closed descriptor, a released lease, a closed ring. What the kernel answers rejects the promise,
 * and so does a signal that was aborted before the call.
 *
 * With `NODE_DEBUG=uring` in the environment a ring prints a line on stderr for every completion,
 * much as strace(1) does: `ring 20: #17 RECV(fd=9, group=0, MULTISHOT) = 64 BUFFER=12 MORE <0.3
 * ms>`, where 20 is the ring's descriptor. What never ended is printed when the ring is closed.
 */
export class Ring extends RingMessages implements AsyncDisposable {
  protected readonly kernel: Kernel
  protected readonly engine: Engine
  readonly #queues: Queues
  readonly #registrar: RingRegistrar
  readonly #pools: Pools
  /** Watches the leases of a ring that is made to debug. */
  readonly #watch: LeaseWatch | null
  readonly #host: StreamHost
  protected readonly streams = new Set<Closable>()
  readonly #descriptorWaits = new DescriptorWaits()
  readonly #closer: Closing
  readonly #polling: Polling | null
  readonly #leftover: Leftover
  #unreferenced = false
  #closing: Promise<CloseReport> | null = null
  #ended = false

  /** Makes a ring: a few system calls. Throws a {@link UringError} that says why there is none. */
  constructor(options: RingOptions = {}) {
    super()
    const plan = readOptions(options)
    this.kernel = plan.kernel ?? defaultKernel(plan.backend)
    this.#queues = openQueues(this.kernel, plan)
    this.#registrar = new RingRegistrar(this.kernel, this.fd)
    this.#leftover = { kernel: this.kernel, fd: this.fd, eventFd: -1, running: null }
    this.engine = new Engine(this.kernel, this.#queues, {
      debug: plan.debug,
      busy: () => this.#busy(),
      idle: () => this.#idle(),
      descriptorClosed: () => this.#descriptorWaits.descriptorClosed(),
      message: (cargo, nonce, res) => this.messageArrived(cargo, nonce, res),
      broken: (error) => this.#break(error),
    })
    this.#polling = pollingOf(this.#queues, this, () => this.#unreferenced && !this.closed)
    this.#watch = plan.debug ? new LeaseWatch() : null
    this.#pools = new Pools(
      {
        kernel: this.kernel,
        registrar: this.#registrar,
        features: this.#queues.params.features,
        tags: this.engine.tags,
        watch: this.#watch,
      },
      plan.pool,
    )
    this.#host = {
      engine: this.engine,
      awaitDescriptor: (call) => this.#descriptorWaits.add(call, !this.#unreferenced),
      ended: (stream) => this.streams.delete(stream),
    }
    this.#closer = new Closing({
      engine: this.engine,
      streams: this.streams,
      isEnded: () => this.#ended,
      end: () => {
        this.engine.reapLast()
        this.#end()
        this.engine.abandon(closedRing())
        return this.dropMessages()
      },
    })
    try {
      this.#attach()
      if (plan.slots > 0) this.engine.slots.make(this.#registrar, plan.slots)
    } catch (error) {
      this.#end()
      throw error
    }
    forgotten.register(this, this.#leftover, this)
    traceOpened(this)
  }

  /** The loop finds the ring weakly, so that an idle one can be collected. */
  #attach(): void {
    const weak = new WeakRef(this.engine)
    const leftover = this.#leftover
    const drain = (): void => {
      const engine = leftover.running ?? weak.deref()
      engine?.drain()
    }
    const wakeFd = (this.flags & SetupFlags.DEFER_TASKRUN) === 0 ? this.fd : this.#makeEventFd()
    this.engine.attach(this.kernel.attach(this.fd, wakeFd, drain))
  }

  #makeEventFd(): number {
    const eventFd = openEventFd(this.kernel)
    this.#leftover.eventFd = eventFd
    useEventFd(this.#registrar, eventFd)
    return eventFd
  }

  /** The ring's descriptor. */
  get fd(): number {
    return this.#queues.fd
  }

  /** `SetupFlags` that it was made with. */
  get flags(): number {
    return this.#queues.params.flags
  }

  /**
   * The pool that streams receive into unless they are given another. Made when it is first used.
   */
  get pool(): BufferPool {
    if (!this.#pools.hasOwn) this.check()
    return this.#pools.own
  }

  /** Submissions whose final completion has not come. */
  get inFlight(): number {
    return this.engine.inFlight
  }

  /** Whether {@link Ring.close} was called. */
  get closed(): boolean {
    return this.#closing !== null || this.#ended
  }

  recvmsgMultishot(
    fd: FdLike,
    options?: FlagOptions & { pool?: BufferPool | undefined },
  ): Multishot<Lease> {
    const file = this.fileOf(fd, 'fd')
    const pool = forDatagrams(provided(this.poolOf(options?.pool)))
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    return this.run(new Datagrams(this.kernel, file, asFile(fd), pool, flags, call))
  }

  /** Makes a socket that listens, or for udp one that is bound. */
  openListener(at: ListenerOptions): Promise<Fd> {
    this.check()
    notInChain(this.engine, 'openListener()')
    return openListener(this.#maker(), at)
  }

  /** Makes a socket and connects it. */
  openConnection(to: Endpoint, options?: CallOptions): Promise<Fd> {
    this.check()
    notInChain(this.engine, 'openConnection()')
    return openConnection(this.#maker(), to, options)
  }

  #maker(): Parameters<typeof openListener>[0] {
    return {
      engine: this.engine,
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
    this.check()
    return this.#pools.create(options)
  }

  /** Lets work in flight keep the process alive, which is the default. */
  ref(): this {
    this.#unreferenced = false
    if (this.inFlight > 0) this.engine.ref()
    return this
  }

  /** Lets the process end in spite of work in flight. */
  unref(): this {
    this.#unreferenced = true
    this.engine.unref()
    return this
  }

  /** What the ring has counted since it was made. */
  stats(): RingStats {
    return this.engine.stats({ streams: this.streams.size, ...this.#pools.stats() })
  }

  /**
   * What is in flight, the oldest slot first: to find out what a program waits for. Cancels and
   * closes of the ring's own are among it. With `debug` each tells where it was started.
   */
  inspect(): readonly InFlight[] {
    return this.engine.ledger.running().map(inFlightOf)
  }

  /**
   * Cancels everything, waits until the kernel has let go of all memory, and closes. What was in
   * flight rejects with ECANCELED, streams end. Descriptors stay open. Idempotent: all calls give
   * the same report of what was waited for.
   *
   * Memory that a zero-copy send has handed to the network is the kernel's until the peer has read
   * it, or the socket is closed: close the descriptors first.
   *
   * @param options `timeout`: milliseconds to wait at most. The rejection, `ETIME`, names what is
   *   still in flight; the close goes on after it.
   */
  close(options: { readonly timeout?: number | undefined } = {}): Promise<CloseReport> {
    checkNames(options, ['timeout'])
    const { timeout } = options
    this.#closing ??= this.#close()
    return timeout === undefined ? this.#closing : withTimeout(this.#closing, timeout, this.engine)
  }

  #close(): Promise<CloseReport> {
    this.engine.refuse(closedRing())
    // Nobody wants the process to end in the middle of this.
    this.ref()
    return this.#closer.run()
  }

  /**
   * Nothing is in flight, or the backend waits for what is. Throws, and changes nothing, if it
   * cannot.
   */
  #end(error?: Error): void {
    if (this.#ended) return
    closeDescriptors(this.#leftover)
    this.#ended = true
    this.#registrar.closed = true
    this.#pools.end()
    forgotten.unregister(this)
    this.#leftover.running = null
    traceClosed(this, error)
  }

  #break(error: UringError): void {
    if (this.#ended) return
    try {
      // What has completed keeps its result; only the rest fails.
      this.engine.reaper.reap()
      this.#end(error)
    } catch {
      setTimeout(() => this.#break(error), END_AGAIN_MS)
      return
    }
    this.engine.abandon(error)
    void this.dropMessages()
    for (const stream of [...this.streams]) stream.close()
    this.#closer.idle()
  }

  /** For `console.log`: what the ring is made of, and what is in flight, a line an operation. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    const { ledger, inFlight } = this.engine
    const state = this.#ended ? 'closed' : this.closed ? 'closing' : 'open'
    const known = { queues: this.#queues, state, inFlight, streams: this.streams.size } as const
    return inspectRing({ ...known, running: () => ledger.running() }, depth, options)
  }

  /** {@link Ring.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #busy(): void {
    this.#leftover.running = this.engine
    this.#polling?.start()
    if (!this.#unreferenced || this.#closing !== null) this.engine.ref()
  }

  #idle(): void {
    this.#leftover.running = null
    this.#closer.idle()
  }

  protected check(): void {
    if (this.closed) throw closedRing()
  }

  protected owns(fd: RingFd): boolean {
    return fd.belongsTo(this.engine)
  }

  protected lends(lender: Lender): boolean {
    return this.#pools.has(lender)
  }

  protected newFd(value: number, fileIndex: number): Fd {
    return newFd(this.engine, value, fileIndex)
  }

  protected poolOf(pool: BufferPool | undefined): BufferPool {
    const wanted = pool ?? this.pool
    if (!(wanted instanceof ProvidedPool)) {
      throw typeError('options.pool', "a pool of kind 'provided'", wanted)
    }
    if (wanted.closed || !this.#pools.has(wanted)) {
      throw codedError(
        'ERR_URING_POOL_CLOSED',
        'The "options.pool" argument is a pool that is closed, or of another ring',
      )
    }
    return wanted
  }

  protected descriptorClosed(): void {
    this.#descriptorWaits.descriptorClosed()
  }

  protected begin(
    op: number,
    outcome: Outcome,
    file: FdLike | null,
    pinned: Pins,
    call: Call,
  ): Operation {
    const { engine } = this
    return (engine.building ?? engine).begin(op, outcome, asFile(file), pinned, call)
  }

  protected commit<T>(begun: Begun): Promise<T> {
    const { engine } = this
    return (engine.building ?? engine).promise<T>(begun as Operation)
  }

  protected stream<T>(
    op: number,
    each: 'lease' | 'fd' | 'value',
    file: FdLike | null,
    pinned: Pins,
    pool: BufferPool | null,
    call: Call,
    arm: (sqe: Sqe) => void,
  ): Multishot<T> {
    const base = { op, file: asFile(file), pinned, call, arm }
    const source =
      each === 'fd'
        ? descriptors(this.engine, base)
        : each === 'lease'
          ? leases(base, provided(pool))
          : op === Op.TIMEOUT
            ? beats(base)
            : values(base)
    return this.run(source as unknown as StreamSource<T>)
  }

  protected run<T>(source: StreamSource<T>): Multishot<T> {
    this.check()
    notInChain(this.engine, 'A stream')
    if (source.call?.own === true) {
      throw valueError('options.own', 'is for operations that complete once', true)
    }
    const stream = streamOf(this.#host, source, this.#watch)
    if (!stream.over) this.streams.add(stream)
    return stream
  }
}

function closedRing(): Error & { readonly code: string } {
  return codedError('ERR_URING_CLOSED', 'The ring is closed')
}

function provided(pool: BufferPool | null): ProvidedPool {
  if (pool instanceof ProvidedPool) return pool
  throw typeError('options.pool', "a pool of kind 'provided'", pool)
}
