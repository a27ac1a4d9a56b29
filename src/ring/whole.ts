import { notInChain } from './chain-errors.ts'
import { RingDirect } from './direct.ts'
import { asFile, type RingFd } from './fd.ts'
import { PoolLease } from './lease.ts'
import { owned, type Pins, verify } from './pins.ts'
import { SendQueue } from './send.ts'
import { InOrder, transferAll } from './transfer.ts'
import type { Bytes, FdLike, FlagOptions } from './types.ts'

/** Sends, reads and writes that are whole: they go on until all is done. */
export abstract class RingWhole extends RingDirect {
  /** By number, the queue that was made last; weakly, so that it keeps no descriptor alive. */
  readonly #sends = new Map<number, WeakRef<SendQueue>>()
  readonly #writes = new InOrder()

  /**
   * Sends all of it, in call order per descriptor. A lease is given away by the call. Rejects with
   * the first error; how much arrived is then unknown, and when it broke off in the middle, what
   * was to follow on the same {@link Fd} is refused with the same error.
   */
  sendAll(fd: FdLike, data: Bytes | readonly Bytes[], options?: FlagOptions): Promise<void> {
    const value = this.fileOf(fd, 'fd')
    const given = isMany(data)
      ? this.piecesOf(data, 'data', false)
      : this.memoryOf(data, 'data', false)
    const wanted = options?.flags
    const flags =
      wanted === undefined ? undefined : this.numberOf(wanted, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    this.check()
    notInChain(this.engine, 'sendAll()', 'Use send(), which is whole in a chain')
    const memory = call?.own === true ? this.#owned(given) : given
    const file = asFile(fd)
    const queue = this.#sendQueue(file, value)
    return Array.isArray(memory)
      ? queue.sendMany(file, memory, flags, call)
      : queue.send(file, memory, flags, call)
  }

  /** Whoever waits for a turn has given its memory away already. */
  #owned<P extends Pins>(pins: P): P {
    verify(pins)
    return owned(this.kernel, pins)
  }

  /**
   * One queue a descriptor, whether it is named by its object or by its number. An object keeps its
   * own; one that is known by number only is held by its operation while it is at work.
   */
  #sendQueue(file: RingFd | null, value: number): SendQueue {
    if (file !== null && file.sends !== null) return file.sends
    const known = file?.direct === true ? undefined : this.#sends.get(value)?.deref()
    const queue = known?.current === true ? known : new SendQueue(this.engine, value)
    if (file?.direct !== true && queue !== known) this.#sends.set(value, new WeakRef(queue))
    if (file === null) return queue
    file.sends = queue
    queue.own()
    return queue
  }

  /**
   * Reads until `buffer` is full or the file ends. @returns How many bytes; fewer only at the end.
   */
  readAll(fd: FdLike, buffer: Bytes, position = -1, options?: FlagOptions): Promise<number> {
    return this.#transfer(true, fd, buffer, position, options)
  }

  /**
   * Writes all of `data`; at the file's own position in call order per descriptor. A lease is given
   * away by the call.
   */
  writeAll(fd: FdLike, data: Bytes, position = -1, options?: FlagOptions): Promise<void> {
    return this.#transfer(false, fd, data, position, options).then(() => undefined)
  }

  /** Memory of a registered pool goes the short way, whose pages are pinned beforehand. */
  #transfer(
    isRead: boolean,
    fd: FdLike,
    bytes: Bytes,
    position: number,
    options: FlagOptions | undefined,
  ): Promise<number> {
    const value = this.fileOf(fd, 'fd')
    const memory = this.memoryOf(bytes, isRead ? 'buffer' : 'data', isRead)
    const at = this.numberOf(position, 'position', 'u64')
    const flags = this.numberOf(options?.flags, 'options.flags', 'u32', 0)
    const call = this.callOf(options)
    this.check()
    const name = isRead ? 'read' : 'write'
    notInChain(this.engine, `${name}All()`, `Use ${name}(): when it is short, the chain ends`)
    const mine = call?.own === true ? this.#owned(memory) : memory
    const fixed = bytes instanceof PoolLease && bytes.bufIndex >= 0 && this.lends(bytes.lender)
    const file = asFile(fd)
    const transfer = { isRead, fd: value, file, memory: mine, fixed, position: at, flags, call }
    if (isRead || at >= 0) return transferAll(this.engine, transfer)
    const key = file?.direct === true ? -1 - value : value
    return this.#writes.run(key, (before) => transferAll(this.engine, transfer, before))
  }
}

function isMany(data: Bytes | readonly Bytes[]): data is readonly Bytes[] {
  return Array.isArray(data)
}
