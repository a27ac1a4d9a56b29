import {
  Errno,
  FILE_INDEX_ALLOC,
  RegisterOp,
  RsrcRegisterFlags,
} from '../../generated/constants.ts'
import {
  registerFileAllocRange,
  registerFiles2,
  type Registrar,
} from '../../generated/registers.ts'
import { FileIndexRange, RsrcRegister } from '../../generated/structs.ts'
import { codedError, rangeError, typeError, valueError } from '../errors.ts'
import { mustRegister } from '../register-diagnosis.ts'
import type { Engine } from './engine.ts'
import { closedError, RingFd } from './fd.ts'
import type { Operation } from './operation.ts'
import type { Pins } from './pins.ts'
import type { Begun, Fd, Pinned } from './types.ts'

/** Slots of a table of direct descriptors: the kernel has no larger one. */
export const SLOTS_MAX = 1 << 20

/** The option `slot`; `true` and -1 let the kernel choose. */
export type SlotLike = number | boolean | Fd | undefined

/** What the ring knows of a slot. */
const State = {
  /** Nothing is in it, as far as the ring knows. */
  FREE: 0,
  /** `slot()` gave it to somebody, and nothing is in it yet. */
  NAMED: 1,
  /** An operation that is to fill it is in flight. */
  FILLING: 2,
  /** A descriptor is in it. */
  FULL: 3,
} as const

/**
 * The table of direct descriptors. Its first `count` slots are those that the kernel chooses from,
 * and that have numbers for the user. As many behind them are for `slot()`: what the kernel chooses
 * from it may fill at any time, before the ring hears of it, so that nothing there can be promised.
 */
export class Slots {
  #count = 0
  #states = new Uint8Array(0)
  /**
   * Descriptors that `slot()` gave, by slot, until something is in it. Weakly once slots were
   * wanting, so that those that were forgotten come back; before that it would cost too much.
   */
  readonly #named = new Map<number, RingFd | WeakRef<RingFd>>()
  /** Free slots behind the kernel's, the next one last. */
  readonly #free: number[] = []

  /** Makes the table, all empty. Where the limit of open files forbids more, `slot()` has none. */
  make(registrar: Registrar, count: number): void {
    const twice = Math.min(2 * count, SLOTS_MAX)
    let total = twice
    let answer = registerTable(registrar, total)
    if (answer === -Errno.EMFILE && twice > count) {
      total = count
      answer = registerTable(registrar, total)
    }
    mustRegister(RegisterOp.REGISTER_FILES2, answer)
    const range = new FileIndexRange()
    range.len = count
    answer = registerFileAllocRange(registrar, range)
    mustRegister(RegisterOp.REGISTER_FILE_ALLOC_RANGE, answer)
    this.#count = count
    this.#states = new Uint8Array(total)
    for (let index = total - 1; index >= count; index--) this.#free.push(index)
  }

  /** A descriptor that names a slot before anything is in it. */
  name(engine: Engine, index: number | undefined): RingFd {
    this.#checkTable('slot()')
    const value = index === undefined ? this.#take() : this.#numbered(index, 'index')
    const fd = new RingFd(engine, value, true)
    this.#states[value] = State.NAMED
    this.#named.set(value, fd)
    return fd
  }

  #take(): number {
    const index = this.#free.pop()
    if (index !== undefined) return index
    this.#loosen()
    const count = this.#states.length - this.#count
    throw codedError(
      'ERR_URING_NO_SLOT',
      `All ${count} slots of slot() are taken: close some, or make the ring with more: ` +
        'new Ring({ slots })',
    )
  }

  /** What goes into the submission for the option `slot`: 0 is none, else the slot plus one. */
  fieldOf(slot: SlotLike, name: string, owner: Engine): number {
    if (slot === undefined || slot === false) return 0
    if (slot === true || slot === -1) {
      this.#checkTable(name)
      return FILE_INDEX_ALLOC
    }
    if (slot instanceof RingFd) return this.#ofDescriptor(slot, name, owner)
    if (typeof slot !== 'number') throw typeError(name, 'an Fd of slot(), or a number', slot)
    return this.#numbered(slot, name) + 1
  }

  #ofDescriptor(fd: RingFd, name: string, owner: Engine): number {
    if (!fd.direct || !fd.belongsTo(owner)) {
      throw valueError(name, 'must be a slot of this ring, as ring.slot() gives it', fd)
    }
    if (fd.closed) throw closedError(name)
    this.#checkNamed(fd, name)
    return fd.value + 1
  }

  /** What a chain is going to close can be opened in it, too. */
  #checkNamed(fd: RingFd, name: string): void {
    if (fd.isClosing) throw closedError(name)
    if (this.#states[fd.value] !== State.NAMED) throw this.#inUse(name, fd.value)
  }

  /** A slot that the user numbers: one of those that the kernel chooses from. */
  #numbered(index: number, name: string): number {
    if (typeof index !== 'number') throw typeError(name, 'of type number', index)
    if (!Number.isInteger(index) || index < 0 || index >= SLOTS_MAX) {
      throw rangeError(name, `an integer >= -1 and < ${SLOTS_MAX}`, index)
    }
    this.#checkTable(name)
    if (index >= this.#count) {
      throw rangeError(name, `< ${this.#count}, the slots of the ring`, index)
    }
    this.#checkFree(index, name)
    return index
  }

  #checkFree(index: number, name: string): void {
    if (index < this.#count && this.#states[index] !== State.FREE) throw this.#inUse(name, index)
  }

  #inUse(name: string, index: number): Error {
    this.#loosen()
    return codedError(
      'ERR_URING_SLOT_IN_USE',
      `The "${name}" argument names slot ${index}, which is in use: close its descriptor first`,
    )
  }

  #nameOf(index: number): RingFd | null {
    const name = this.#named.get(index)
    return (name instanceof WeakRef ? name.deref() : name) ?? null
  }

  /** From now on names that nobody can reach any more come back. */
  #loosen(): void {
    for (const [index, name] of this.#named) {
      if (name instanceof WeakRef) continue
      this.#named.set(index, new WeakRef(name))
      name.watch()
    }
  }

  #checkTable(name: string): void {
    if (this.#count > 0) return
    throw codedError(
      'ERR_URING_NO_SLOTS',
      `${name} needs a table of direct descriptors: make the ring with new Ring({ slots: 64 })`,
    )
  }

  /** The pins of an operation, and the slots that it is to fill. */
  with(pins: Pins, fileIndex: number, count: number, name: string): Pins {
    if (fileIndex === 0 || fileIndex === FILE_INDEX_ALLOC) return pins
    const list: Pinned[] = pins === null ? [] : 'address' in pins ? [pins] : [...pins]
    for (let i = 0; i < count; i++) {
      const index = fileIndex - 1 + i
      if (i > 0) this.#numbered(index, name)
      list.push(new FilledSlot(this, index, this.#nameOf(index), name))
    }
    return list
  }

  /** @internal Throws if something else has come into a slot since it was looked at. */
  verify(index: number, fd: RingFd | null, name: string): void {
    if (fd === null) this.#checkFree(index, name)
    else this.#checkNamed(fd, name)
  }

  /** @internal An operation that is to fill it is in flight. */
  filling(index: number): void {
    this.#states[index] = State.FILLING
  }

  /** @internal It is over; whether it has filled it is said by `opened`. */
  filled(index: number): void {
    if (this.#states[index] !== State.FILLING) return
    this.#states[index] = this.#named.has(index) ? State.NAMED : State.FREE
  }

  /** A descriptor has come into a slot: its object. */
  opened(engine: Engine, index: number): RingFd {
    const fd = this.#nameOf(index) ?? new RingFd(engine, index, true)
    this.#states[index] = State.FULL
    this.#named.delete(index)
    fd.watch()
    return fd
  }

  /** Whether the slot has a name and nothing in it, so that nothing needs to be closed. */
  isEmpty(index: number): boolean {
    return this.#states[index] === State.NAMED
  }

  /** The descriptor in a slot was closed, or what named it. */
  closed(index: number): void {
    this.#states[index] = State.FREE
    this.#named.delete(index)
    if (index >= this.#count) this.#free.push(index)
  }
}

/** A slot that an operation fills: nobody else's from the call on, and the operation runs on it. */
class FilledSlot implements Pinned {
  readonly address = 0
  readonly length = 0
  readonly bufIndex = 0
  readonly #slots: Slots
  readonly #index: number
  readonly #fd: RingFd | null
  readonly #name: string
  #operation: Operation | null = null

  constructor(slots: Slots, index: number, fd: RingFd | null, name: string) {
    this.#slots = slots
    this.#index = index
    this.#fd = fd
    this.#name = name
  }

  verify(): void {
    this.#slots.verify(this.#index, this.#fd, this.#name)
  }

  give(begun?: Begun): void {
    if (begun === undefined) return
    this.#operation = begun as Operation
    this.#slots.filling(this.#index)
    this.#fd?.held(this.#operation)
  }

  taken(): void {
    if (this.#operation === null) return
    this.#slots.filled(this.#index)
    this.#fd?.letGo(this.#operation)
  }
}

function registerTable(registrar: Registrar, count: number): number {
  const table = new RsrcRegister()
  table.nr = count
  table.flags = RsrcRegisterFlags.SPARSE
  return registerFiles2(registrar, table)
}
