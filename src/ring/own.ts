import { threads } from '../builtins.ts'
import { codedError, valueError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { isAllocated } from '../raw/allocate.ts'
import type { Begun, Pinned } from './types.ts'

/** What the types of Node 20 do not know, because Node 20 does not have it. */
type Transfer = (this: ArrayBuffer) => ArrayBuffer
type IsMarked = (buffer: ArrayBufferLike) => boolean
const transfer = Reflect.get(ArrayBuffer.prototype, 'transfer') as Transfer | undefined

/** Whether memory was marked as not to be transferred, where Node can tell. */
function isMarked(buffer: ArrayBufferLike): boolean {
  const ask = Reflect.get(threads(), 'isMarkedAsUntransferable') as IsMarked | undefined
  return ask?.(buffer) === true
}

/** A view that a call was given, and the name of the argument. */
export interface Given {
  readonly view: NodeJS.ArrayBufferView
  readonly address: number
  readonly length: number
  readonly name: string
  /** Whether the operation fills it. */
  readonly filled: boolean
}

/** Memory that was given away: nobody but its operation can reach it. */
class OwnedMemory implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex = 0
  /** Where the memory is now. */
  readonly buffer: ArrayBuffer

  constructor(buffer: ArrayBuffer, address: number, length: number) {
    this.buffer = buffer
    this.address = address
    this.length = length
  }
}

/** An operation's own memory, of which some was given away: all of it is kept. */
export class OwnedParts implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex: number
  readonly whole: Pinned
  readonly parts: readonly Pinned[]

  constructor(whole: Pinned, parts: readonly Pinned[]) {
    this.whole = whole
    this.parts = parts
    this.address = whole.address
    this.length = whole.length
    this.bufIndex = whole.bufIndex
  }

  // Only leases are left to be told: what was given away is gone already.
  give(begun?: Begun): void {
    for (const part of this.parts) part.give?.(begun)
  }

  taken(): void {
    for (const part of this.parts) part.taken?.()
  }
}

/** Throws, by the name of the argument, if the memory can be neither given away nor is safe. */
export function checkOwn(given: Given): void {
  if (isSafe(given)) return
  const { view, name, filled } = given
  const { buffer, byteOffset, byteLength } = view
  if (filled) {
    throw valueError(
      name,
      'is filled, and what was given away could never be read: instead of `own` use memory of ' +
        'ring.alloc(), a lease, or a view of a SharedArrayBuffer',
      view,
    )
  }
  if (transfer === undefined) {
    throw codedError(
      'ERR_URING_UNSUPPORTED',
      `The argument '${name}' cannot be given away: \`own\` needs ArrayBuffer.transfer, which ` +
        `Node 22 has and ${process.version} has not`,
    )
  }
  if (Reflect.get(buffer, 'resizable') === true) {
    throw valueError(name, 'cannot be given away: its ArrayBuffer is resizable', view)
  }
  if (byteOffset !== 0 || byteLength !== buffer.byteLength) {
    throw valueError(name, 'cannot be given away: it is a part of its ArrayBuffer', view)
  }
  // Node's own pool among them, which Node 22 would let go.
  if (isMarked(buffer)) throw notDetachable(given)
}

/** Whether nothing that is done to the memory can hurt: shared, empty, or allocated by a ring. */
function isSafe({ view, length }: Given): boolean {
  return length === 0 || view.buffer instanceof SharedArrayBuffer || isAllocated(view.buffer)
}

function notDetachable({ name, view }: Given): Error {
  return valueError(name, 'cannot be given away: its ArrayBuffer cannot be detached', view)
}

/**
 * Takes memory away from its owner. Its address stays, which is looked at: the kernel gets the one
 * that was known before. `null` if the memory is safe where it is.
 */
export function takeAway(kernel: Kernel, given: Given): Pinned | null {
  if (isSafe(given) || transfer === undefined) return null
  const { view, address, length } = given
  let buffer: ArrayBuffer
  try {
    buffer = transfer.call(view.buffer as ArrayBuffer)
  } catch {
    // Memory of WebAssembly: nothing tells it before.
    throw notDetachable(given)
  }
  if (kernel.addressOf(buffer) !== address) {
    throw new Error('ArrayBuffer.prototype.transfer() has copied what it should have moved')
  }
  return new OwnedMemory(buffer, address, length)
}
