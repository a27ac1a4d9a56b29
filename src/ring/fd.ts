import { Op } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import * as prep from '../../generated/prep.ts'
import { SockaddrStorage } from '../../generated/structs.ts'
import { codedError, UringError } from '../errors.ts'
import { notInChain } from './chain-errors.ts'
import { closeFd } from './close-fd.ts'
import type { Engine } from './engine.ts'
import type { Operation } from './operation.ts'
import type { SendQueue } from './send.ts'
import { readSockaddr } from '../raw/sockaddr.ts'
import { PinnedView } from './stable.ts'
import type { Fd, FdLike, SocketAddress } from './types.ts'

const ADDRESS_BYTES = SockaddrStorage.SIZE

/** Something that lasts longer than one operation, and ends with what it works on. */
export interface Closable {
  close(): void
}

interface ForgottenSlot {
  readonly engine: WeakRef<Engine>
  readonly value: number
}

/**
 * A slot of the direct table that nobody can reach any more is closed, with a warning. For plain
 * descriptors OwnedFds does it; a slot ends with its ring at the latest.
 */
const forgottenSlots = new FinalizationRegistry<ForgottenSlot>(({ engine: weak, value }) => {
  const engine = weak.deref()
  if (engine === undefined || engine.broken !== null) return
  if (!engine.slots.isEmpty(value)) {
    process.emitWarning(`Closed slot ${value} on garbage collection: call close() yourself`, {
      type: 'UringWarning',
      code: 'ERR_URING_FD_LEAKED',
    })
  }
  closeSlot(engine, value).catch(() => {})
})

const CLOSED = Promise.resolve()

/** Nothing may be in it, if it was never opened. */
async function closeSlot(engine: Engine, value: number): Promise<void> {
  try {
    if (!engine.slots.isEmpty(value)) await closeFd(engine, value, true)
  } finally {
    engine.slots.closed(value)
  }
}

/**
 * A descriptor that the ring opened. It counts what runs on it, so that closing can wait for it.
 */
export class RingFd implements Fd {
  readonly value: number
  readonly direct: boolean
  /** @internal Its whole sends, in call order; one that broke off is remembered here. */
  sends: SendQueue | null = null
  readonly #engine: Engine
  /**
   * What runs on it, the latest first, linked through the operations: a Set costs too much here.
   */
  #latest: Operation | null = null
  /** What runs on it as its second descriptor: the opening of a slot, and seldom anything else. */
  #alsoOn: Operation | null = null
  #othersOn: Set<Operation> | null = null
  /**
   * A stream on it, of which one that pauses has nothing running. Others have a Set, which alone
   * would be more than a tenth of what a silent connection costs.
   */
  #stream: Closable | null = null
  #otherStreams: Set<Closable> | null = null
  #closed = false
  /** Whether it is a slot that is missed when nobody can reach it any more. */
  #watched = false
  /** A linked operation has closed it. */
  #gone = false
  #closing: Promise<void> | null = null
  #quiet: (() => void) | null = null

  constructor(engine: Engine, value: number, direct: boolean) {
    this.value = value
    this.direct = direct
    this.#engine = engine
    // A slot is watched from when something is in it that nobody is going to close.
    if (direct) return
    engine.owned.watch(this, value)
    engine.owned.add(value)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** @internal Whether it is being closed now, and not only a chain will come to that. */
  get isClosing(): boolean {
    return this.#closing !== null
  }

  /** @internal A slot has something in it now, or is to come back when it is forgotten. */
  watch(): void {
    if (this.#watched || this.#closed) return
    this.#watched = true
    forgottenSlots.register(this, { engine: this.#engine.weakly, value: this.value }, this)
  }

  /** @internal Whose it is. */
  belongsTo(engine: Engine): boolean {
    return this.#engine === engine
  }

  /** @internal */
  began(o: Operation): void {
    o.before = this.#latest
    if (this.#latest !== null) this.#latest.after = o
    this.#latest = o
  }

  /** @internal */
  ended(o: Operation): void {
    if (o.after === null) this.#latest = o.before
    else o.after.before = o.before
    if (o.before !== null) o.before.after = o.after
    o.before = null
    o.after = null
    if (!this.#isBusy) this.#quiet?.()
  }

  /** @internal An operation uses it beside its own descriptor. */
  held(o: Operation): void {
    if (this.#alsoOn === null) this.#alsoOn = o
    else (this.#othersOn ??= new Set()).add(o)
  }

  /** @internal */
  letGo(o: Operation): void {
    if (this.#alsoOn === o) this.#alsoOn = null
    else this.#othersOn?.delete(o)
    if (!this.#isBusy) this.#quiet?.()
  }

  get #isBusy(): boolean {
    if (this.#latest !== null || this.#alsoOn !== null) return true
    return this.#othersOn !== null && this.#othersOn.size > 0
  }

  #running(): Operation[] {
    const list: Operation[] = [...(this.#othersOn ?? [])]
    if (this.#alsoOn !== null) list.unshift(this.#alsoOn)
    for (let o = this.#latest; o !== null; o = o.before) list.push(o)
    return list
  }

  /** @internal */
  joined(stream: Closable): void {
    if (this.#stream === null) this.#stream = stream
    else (this.#otherStreams ??= new Set()).add(stream)
  }

  /** @internal */
  left(stream: Closable): void {
    if (this.#stream === stream) this.#stream = null
    else this.#otherStreams?.delete(stream)
  }

  close(): Promise<void> {
    const { building } = this.#engine
    return building === null ? this.shut() : building.close(this, this.value, undefined)
  }

  /** @internal Closes it, whether a chain is being built or not. */
  shut(): Promise<void> {
    // At once, so that whatever this ends starts nothing new on it.
    this.#closed = true
    this.#closing ??= this.#close()
    return this.#closing
  }

  #close(): Promise<void> {
    const quiet = this.#endAll()
    if (quiet !== null) return quiet.then(() => this.#release())
    return this.#release()
  }

  /** Nothing runs on it any more: only what a chain has closed needs no close of its own. */
  #release(): Promise<void> {
    if (!this.#gone) return this.#closeNow()
    if (this.direct) this.#engine.slots.closed(this.value)
    return CLOSED
  }

  /** Ends all that works on it; `null` if nothing runs any more. */
  #endAll(): Promise<void> | null {
    if (this.#watched) forgottenSlots.unregister(this)
    else if (!this.direct) this.#engine.owned.unwatch(this)
    this.sends?.disown()
    this.#closeStreams()
    return this.#isBusy ? this.#stopRunning() : null
  }

  #closeStreams(): void {
    const others = [...(this.#otherStreams ?? [])]
    this.#stream?.close()
    for (const stream of others) stream.close()
  }

  /**
   * @internal Gives it to another ring by way of `send`, after what runs on it has ended. From here
   * on it counts as closed; if `send` fails it is open again.
   */
  handOver(send: () => Promise<void>): Promise<void> {
    this.#closed = true
    const given = this.#handOver(send)
    this.#closing = given
    return given
  }

  async #handOver(send: () => Promise<void>): Promise<void> {
    this.#closeStreams()
    if (this.#isBusy) await this.#stopRunning()
    if (!this.direct) this.#engine.owned.delete(this.value)
    try {
      await send()
    } catch (error) {
      if (!this.direct) this.#engine.owned.add(this.value)
      this.#closed = false
      this.#closing = null
      throw error
    }
    void this.#endAll()
    // The other ring has a hold of its own on the file of a slot.
    if (this.direct) await this.#closeNow()
  }

  #closeNow(): Promise<void> {
    const engine = this.#engine
    return this.direct ? closeSlot(engine, this.value) : closeFd(engine, this.value, false)
  }

  /** @internal A linked operation is going to close it: nothing is started on it any more. */
  closingLinked(): void {
    this.#closed = true
    if (!this.direct) this.#engine.owned.delete(this.value)
  }

  /** @internal That operation is over: `done`, or it never began and this is open as before. */
  closedLinked(done: boolean): void {
    this.#gone = done
    if (done) void this.shut()
    else this.#reopen()
  }

  #reopen(): void {
    this.#closed = this.#closing !== null
    if (this.#closed) return
    if (!this.direct) this.#engine.owned.add(this.value)
    else if (!this.#engine.slots.isEmpty(this.value)) this.watch()
  }

  /**
   * One by one: a duplicate has the same file, and what runs on that one is none of our business.
   */
  #stopRunning(): Promise<void> {
    const quiet = new Promise<void>((resolve) => {
      this.#quiet = resolve
    })
    // What was stopped before, for whatever reason, is being asked to end already.
    for (const o of this.#running()) if (o.stopped === null) o.stop('closed')
    return quiet
  }

  install(): Promise<Fd> {
    notInChain(this.#engine, 'fd.install()', 'Use ring.fixedFdInstall(fd)')
    if (!this.direct) {
      throw codedError('ERR_URING_FD_PLAIN', 'The descriptor is a plain one already')
    }
    const o = this.#engine.begin(Op.FIXED_FD_INSTALL, 'fd', this, null, undefined)
    prep.fixedFdInstall(o.sqe, this.value, 0)
    return this.#engine.promise(o)
  }

  localAddress(): SocketAddress {
    return this.#name(Syscall.getsockname, 'getsockname')
  }

  remoteAddress(): SocketAddress {
    return this.#name(Syscall.getpeername, 'getpeername')
  }

  #name(number: number, syscall: string): SocketAddress {
    if (this.direct) {
      throw codedError(
        'ERR_URING_FD_DIRECT',
        `${syscall}(2) needs a plain descriptor: install() it`,
      )
    }
    if (this.#closed) throw closedError('fd')
    const { kernel } = this.#engine
    const memory = Buffer.alloc(ADDRESS_BYTES + 4)
    memory.writeUInt32LE(ADDRESS_BYTES, ADDRESS_BYTES)
    const pin = new PinnedView(kernel, memory)
    const answer = kernel.syscall(number, this.value, pin.address, pin.address + ADDRESS_BYTES)
    if (answer < 0) throw new UringError(answer, syscall)
    const address = readSockaddr(memory.subarray(0, memory.readUInt32LE(ADDRESS_BYTES)))
    return address ?? { path: '' }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** What using a closed descriptor throws. */
export function closedError(name: string): Error {
  return codedError('ERR_URING_FD_CLOSED', `The "${name}" argument is a descriptor that was closed`)
}

/** The object of a descriptor, if it is one: a bare number has none. */
export function asFile(fd: FdLike | null): RingFd | null {
  return fd instanceof RingFd ? fd : null
}
