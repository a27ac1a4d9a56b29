import type { Kernel } from '../kernel/kernel.ts'
import { PinnedView } from './stable.ts'
import type { Pinned } from './types.ts'

/** As much is taken at once; a path has 4,096 bytes at most, and nearly all have few. */
const SLAB_BYTES = 65_536
/** UTF-8 takes three bytes for one unit of UTF-16 at most. */
const BYTES_PER_UNIT = 3

/**
 * Memory that texts are written into one behind the other. Nothing of it is used twice, so that it
 * is all zeros where no text has been; it goes when the last of its texts does.
 */
class Slab {
  readonly kernel: Kernel
  readonly bytes: Buffer
  readonly address: number
  used = 0

  constructor(kernel: Kernel, size: number) {
    this.kernel = kernel
    this.bytes = Buffer.alloc(size)
    this.address = new PinnedView(kernel, this.bytes).address
  }
}

let current: Slab | null = null

/** Where so many bytes fit. */
function slabFor(kernel: Kernel, size: number): Slab {
  if (size > SLAB_BYTES) return new Slab(kernel, size)
  if (current === null || current.kernel !== kernel || SLAB_BYTES - current.used < size) {
    current = new Slab(kernel, SLAB_BYTES)
  }
  return current
}

/** A path or another name, with the zero at its end. */
export class PinnedText implements Pinned {
  readonly address: number
  readonly length: number
  readonly bufIndex = 0
  readonly #slab: Slab

  constructor(kernel: Kernel, text: string | Uint8Array) {
    const isString = typeof text === 'string'
    const slab = slabFor(kernel, isString ? text.length * BYTES_PER_UNIT + 1 : text.length + 1)
    const at = slab.used
    let length = text.length
    if (isString) length = slab.bytes.write(text, at)
    else slab.bytes.set(text, at)
    this.#slab = slab
    this.address = slab.address + at
    this.length = length + 1
    slab.used = at + length + 1
  }

  get text(): string {
    const at = this.address - this.#slab.address
    return this.#slab.bytes.toString('utf8', at, at + this.length - 1)
  }
}
