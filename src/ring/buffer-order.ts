import { BufferRing, type BufferRingOptions } from '../raw/buffer-ring.ts'
import type { Registrar } from '../../generated/registers.ts'
import type { Kernel } from '../kernel/kernel.ts'

/** In which order the kernel uses the buffers that it has. */
export interface BufferOrder {
  /** The buffer that was put into the ring right after this one, or -1. */
  after(id: number): number
  /** Bytes that the kernel saw in this one when it used it. */
  room(id: number): number
}

/**
 * A ring of buffers that remembers the order in which they were put into it. The kernel names the
 * first buffer of several only, and buffers come back in any order: ids say nothing about what
 * comes next.
 *
 * The order is a chain through the ids, not a queue with a head: so a completion finds its buffers
 * whether or not those before it have been read. A link is good until its buffer is put back, which
 * is after its completion was read.
 */
export class OrderedBufferRing extends BufferRing implements BufferOrder {
  readonly #next: Int32Array
  readonly #places: Uint16Array
  #last = -1

  constructor(kernel: Kernel, registrar: Registrar, options: BufferRingOptions) {
    super(kernel, registrar, { ...options, empty: true })
    this.#next = new Int32Array(options.count).fill(-1)
    this.#places = new Uint16Array(options.count)
  }

  override add(id: number): void {
    if (this.#last >= 0) this.#next[this.#last] = id
    this.#last = id
    this.#next[id] = -1
    this.#places[id] = this.tail
    super.add(id)
  }

  after(id: number): number {
    return this.#next[id]
  }

  room(id: number): number {
    const place = this.#places[id]
    const isFilledAnew = ((this.tail - place) & 0xffff) > this.count
    return isFilledAnew ? this.size : this.lengthAt(place)
  }
}
