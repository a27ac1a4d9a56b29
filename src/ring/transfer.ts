import { Errno, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { UringError } from '../errors.ts'
import type { Engine } from './engine.ts'
import type { RingFd } from './fd.ts'
import { give, taken, verify } from './pins.ts'
import type { Call, Pinned } from './types.ts'

/** A read or a write that goes on until it is whole. */
export interface Transfer {
  readonly isRead: boolean
  readonly fd: number
  readonly file: RingFd | null
  readonly memory: Pinned
  /** Whether the memory is registered with the ring, under its `bufIndex`. */
  readonly fixed: boolean
  /** -1 moves with the file; any other is counted up here. */
  readonly position: number
  readonly flags: number
  readonly call: Call
}

/** What is left of the memory. The whole is kept reachable, and its end is noticed. */
class Rest implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex: number
  readonly #whole: Pinned

  constructor(whole: Pinned, address: number, length: number, bufIndex: number) {
    this.#whole = whole
    this.address = address
    this.length = length
    this.bufIndex = bufIndex
  }

  get detached(): boolean {
    return this.#whole.detached === true
  }

  verify(): void {
    // A lease was given away before the first piece, and stays until the last.
    if (this.detached) this.#whole.verify?.()
  }
}

/** What is started later runs after what was started before, by descriptor. */
export class InOrder {
  readonly #last = new Map<number, Promise<void>>()

  /** `start` is called at once, with what it has to wait for. */
  async run<T>(key: number, start: (before: Promise<void> | undefined) => Promise<T>): Promise<T> {
    const mine = start(this.#last.get(key))
    const over = mine.then(nothing, nothing)
    this.#last.set(key, over)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === over) this.#last.delete(key)
    }
  }
}

function nothing(): void {}

/**
 * Goes on until all of the memory is read into or written, or the file ends. The memory is given
 * away at once, even if it has to wait for `before`. @returns How much.
 */
export async function transferAll(
  engine: Engine,
  transfer: Transfer,
  before?: Promise<void>,
): Promise<number> {
  const { memory, isRead } = transfer
  const { address, length, bufIndex } = memory
  verify(memory)
  give(memory)
  try {
    if (before !== undefined) await before
    let done = 0
    do {
      const rest = new Rest(memory, address + done, length - done, bufIndex)
      const count = await transferOnce(engine, transfer, rest, done)
      if (count === 0) break
      done += count
    } while (done < length)
    if (!isRead && done < length) throw nothingWritten()
    return done
  } finally {
    taken(memory)
  }
}

function nothingWritten(): UringError {
  return new UringError(Errno.EIO, 'uring_write', { explanation: 'the file took nothing more' })
}

function transferOnce(
  engine: Engine,
  { isRead, fd, file, fixed, position: start, flags, call }: Transfer,
  rest: Rest,
  done: number,
): Promise<number> {
  const { address, length, bufIndex } = rest
  const position = start < 0 ? start : start + done
  if (fixed) {
    const o = engine.begin(isRead ? Op.READ_FIXED : Op.WRITE_FIXED, 'number', file, rest, call)
    const fill = isRead ? prep.readFixed : prep.writeFixed
    fill(o.sqe, fd, address, length, position, bufIndex, flags)
    return engine.promise(o)
  }
  const o = engine.begin(isRead ? Op.READ : Op.WRITE, 'number', file, rest, call)
  const fill = isRead ? prep.read : prep.write
  fill(o.sqe, fd, address, length, position, flags)
  return engine.promise(o)
}
