import fc from 'fast-check'
import { CqeFlags, Errno, type Fd, type Lease, Op, type Ring, SqeFlags } from 'uring-sdk'
import { expect, test } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { ScriptedKernel, type Submission } from '../support/scripted-kernel.ts'
import { slowness } from '../support/slowness.ts'
import { scripted } from './fixtures/rings.ts'

const COUNT = 4
const FIRST_FD = 5000
const RUNS = Number(process.env['URING_RUNS'] ?? Math.ceil(100 / slowness))
/** What a program starts: mostly what moves leases. */
const CHOICES = [0, 1, 2, 2, 2, 3, 4, 4, 4, 4, 4, 5, 6, 6, 7, 8]

/**
 * A ring over a kernel that answers in any order, early or late, twice or wrongly, and a program
 * that starts, cancels, closes and forgets. What must hold whatever they do: every promise settles
 * exactly once, and not before the kernel has let go; every buffer comes back; every descriptor
 * that the kernel opened is closed once.
 */
class World {
  readonly ring: Ring
  readonly kernel: ScriptedKernel
  readonly settled = new Map<number, number>()
  readonly leases: Lease[] = []
  readonly fds: Fd[] = []
  readonly streams: AsyncIterator<unknown>[] = []
  readonly controllers: AbortController[] = []
  readonly opened = new Map<number, number>()
  started = 0
  #nextFd = FIRST_FD
  readonly #waits: Promise<unknown>[] = []
  readonly #ended: Submission[] = []

  constructor() {
    const kernel = new ScriptedKernel({ start: -3 })
    const pool = { count: 2, countMax: COUNT, size: 32 }
    this.kernel = kernel
    this.ring = scripted({ pool, entries: 4, cqEntries: 8 }, kernel).ring
    kernel.answerSyscall(Syscall.close, (fd) => this.#closed(fd ?? -1))
  }

  #closed(fd: number): number {
    this.opened.set(fd, (this.opened.get(fd) ?? 0) - 1)
    return 0
  }

  #open(): number {
    const fd = this.#nextFd++
    this.opened.set(fd, 1)
    return fd
  }

  /** Counts how often a promise settles. */
  watch(promise: Promise<unknown>): void {
    const id = this.started++
    this.settled.set(id, 0)
    const count = (): void => void this.settled.set(id, (this.settled.get(id) ?? 0) + 1)
    this.#waits.push(promise.then(count, count))
  }

  get fd(): Fd | number {
    return this.fds.at(-1) ?? 7
  }

  signal(): AbortSignal | undefined {
    if (this.started % 5 !== 0) return undefined
    const controller = new AbortController()
    this.controllers.push(controller)
    return controller.signal
  }

  /** Starts something; a ring, a descriptor or a lease that is closed may refuse it. */
  start(what: number): void {
    const { ring } = this
    const options = { signal: this.signal() }
    try {
      switch (CHOICES[what % CHOICES.length]) {
        case 0:
          return this.watch(ring.recv(this.fd, Buffer.alloc(16), options))
        case 1:
          return this.watch(ring.sendZc(this.fd, Buffer.alloc(16), options))
        case 2:
          return this.watch(ring.sendAll(this.fd, this.#data(), options))
        case 3:
          return this.watch(ring.openat('/x', 0, 0, options).then((fd) => this.fds.push(fd)))
        case 4: {
          const stream = ring.recvMultishot(this.fd, options)
          this.streams.push(stream)
          return this.#take(stream, (lease) => this.#keep(lease))
        }
        case 5: {
          const stream = ring.acceptMultishot(this.fd, options)
          this.streams.push(stream)
          return this.#take(stream, (fd) => this.#keep(fd))
        }
        case 6: {
          const lease = this.leases.at(-1)
          if (lease === undefined) return
          seen.reads++
          return this.watch(ring.read(this.fd, lease, 0, options))
        }
        case 7:
          return this.watch(ring.writeAll(this.fd, this.#data(), 0, options))
        default:
          return this.watch(ring.nop(options))
      }
    } catch (error) {
      expect((error as { code?: string }).code).toMatch(/^ERR_URING_/)
    }
  }

  #take<T>(stream: AsyncIterator<T>, keep: (item: T) => void): void {
    const next = stream.next().then((result) => {
      if (result.done !== true) keep(result.value)
    })
    this.watch(next)
  }

  /** Gives a lease away if there is one. */
  #data(): Lease | Buffer {
    const lease = this.leases.pop()
    if (lease !== undefined) seen.sends++
    return lease ?? Buffer.alloc(8)
  }

  /** Takes another item of a stream. */
  next(which: number): void {
    const stream = this.streams[which % Math.max(this.streams.length, 1)]
    if (stream === undefined) return
    this.#take(stream, (item) => this.#keep(item as Lease | Fd))
  }

  #keep(item: Lease | Fd): void {
    if ('release' in item) {
      seen.leases++
      this.leases.push(item)
    } else {
      seen.sockets++
      this.fds.push(item)
    }
  }

  /** The kernel answers one of those in flight. */
  complete(which: number, how: number): void {
    const { kernel } = this
    const all = kernel.inFlight
    const one = all[which % Math.max(all.length, 1)]
    if (one === undefined) return
    this.#answer(one, how)
    if (!kernel.inFlight.includes(one)) this.#ended.push(one)
  }

  /** A completion of what has had its final one, long ago or just now. */
  #stray(which: number): void {
    const one = this.#ended[which % Math.max(this.#ended.length, 1)]
    if (one !== undefined) this.kernel.post(one, which % 20, which % 3 === 0 ? CqeFlags.F_MORE : 0)
  }

  #answer(one: Submission, how: number): void {
    const { kernel } = this
    const multishot = one.ioprio !== 0
    if (one.opcode === Op.ASYNC_CANCEL) return this.#cancel(one, how)
    if (how % 5 === 4 && one.opcode !== Op.CLOSE) {
      kernel.complete(one, -(how % 2 === 0 ? Errno.ECONNRESET : Errno.ECANCELED))
      return
    }
    switch (one.opcode) {
      case Op.OPENAT:
        return kernel.complete(one, this.#open())
      case Op.CLOSE:
        this.#closed(one.fd)
        return kernel.complete(one, 0)
      case Op.ACCEPT:
        return kernel.complete(one, this.#open(), how % 3 === 0 ? 0 : CqeFlags.F_MORE)
      case Op.SEND_ZC:
        if (how % 2 === 0) return kernel.complete(one, 16)
        kernel.complete(one, 16, CqeFlags.F_MORE)
        return kernel.complete(one, 0, CqeFlags.F_NOTIF)
      case Op.RECV:
        if (!multishot) return kernel.complete(one, how % 16)
        if (how % 7 === 0) return kernel.complete(one, 0)
        return kernel.deliver(one, Buffer.alloc((how % 40) + 1), how % 3 !== 0)
      case Op.NOP:
        return kernel.complete(one, 0)
      default:
        return kernel.complete(one, Math.min((how % one.len) + 1, one.len))
    }
  }

  /** A cancel finds its target, or misses it; what it finds ends now. */
  #cancel(cancel: Submission, how: number): void {
    const { kernel } = this
    const { addrLow, addrHigh } = cancel.sqe
    const target = kernel.inFlight.find(
      ({ userDataLow, userDataHigh }) =>
        userDataLow === addrLow >>> 0 && userDataHigh >>> 0 === addrHigh >>> 0,
    )
    if (target === undefined || how % 4 === 0) return kernel.complete(cancel, -Errno.ENOENT)
    kernel.complete(target, -Errno.ECANCELED)
    kernel.complete(cancel, 0)
  }

  async step(kind: number, value: number): Promise<void> {
    this.#do(kind, value)
    // Most of what a program does happens in turns of their own.
    if (value % 4 !== 0) await this.kernel.turn()
  }

  #do(kind: number, value: number): void {
    switch (kind) {
      case 0:
      case 1:
        return this.start(value)
      case 2:
      case 3:
      case 4:
        return this.complete(value, value >> 4)
      case 5:
        return this.#stray(value)
      case 6:
        if (this.controllers.length > 0) seen.aborts++
        return this.controllers.splice(value % Math.max(this.controllers.length, 1), 1)[0]?.abort()
      case 7:
        return this.leases.splice(value % Math.max(this.leases.length, 1), 1)[0]?.release()
      case 8: {
        const [fd] = this.fds.splice(value % Math.max(this.fds.length, 1), 1)
        if (fd !== undefined) this.watch(fd.close())
        return
      }
      case 9:
        return this.next(value)
      case 10: {
        const [stream] = this.streams.splice(value % Math.max(this.streams.length, 1), 1)
        const returned = stream?.return?.()
        if (returned !== undefined) this.watch(returned)
        return
      }
      default:
        this.kernel.fail('enter', Errno.EAGAIN)
        for (let i = 0; i < 6; i++) this.start(value + i)
    }
  }

  /** Ends everything, as a program in order does it, and looks what is left. */
  async end(): Promise<void> {
    const { ring, kernel } = this
    const closed = ring.close()
    for (let i = 0; i < 200 && ring.inFlight > 0; i++) {
      await kernel.turn()
      for (const one of kernel.inFlight) {
        if (one.opcode === Op.CLOSE) this.#closed(one.fd)
        const isHelper = one.opcode === Op.CLOSE || one.opcode === Op.ASYNC_CANCEL
        kernel.complete(one, isHelper ? 0 : -Errno.ECANCELED)
      }
      await kernel.turn()
    }
    await closed
    for (const stream of this.streams.splice(0)) await stream.return?.()
    await Promise.all(this.#waits.splice(0))
    for (const lease of this.leases.splice(0)) lease.release()
    for (const fd of this.fds.splice(0)) await fd.close().catch(() => {})
  }

  check(): void {
    const { ring, kernel } = this
    expect(ring.inFlight).toBe(0)
    expect([...this.settled.values()].filter((count) => count !== 1)).toEqual([])
    const used = kernel.submissions.some(({ flags }) => (flags & SqeFlags.BUFFER_SELECT) !== 0)
    if (used) expect(ring.pool.leased).toBe(0)
    expect([...this.opened].filter(([, count]) => count !== 0)).toEqual([])
    expect(kernel.closed).toMatchObject([{ inFlight: 0 }])
    const { stray, backlogged } = ring.stats()
    seen.strays += stray
    seen.staged += backlogged
    if (used) seen.dry += ring.pool.dry
  }
}

/** How often what the test is about has happened, so that it cannot be about nothing. */
const seen = { leases: 0, sockets: 0, sends: 0, reads: 0, aborts: 0, strays: 0, dry: 0, staged: 0 }

test(
  'whatever a kernel and a program do: each promise settles once, nothing is left',
  async () => {
    const step = fc.tuple(fc.nat(11), fc.nat(4096))
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 50, maxLength: 400, size: 'max' }),
        async (steps) => {
          const world = new World()
          for (const [kind, value] of steps) await world.step(kind, value)
          await world.end()
          world.check()
        },
      ),
      { numRuns: RUNS },
    )
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(10)
  },
  20_000 * slowness + RUNS * 200,
)
