import { Syscall } from '../../generated/internal.ts'
import { UringError } from '../errors.ts'
import { type Kernel, PAGE } from '../kernel/kernel.ts'

const BITS = 32

/**
 * The plain descriptors that the rings of this environment have opened, a bit each. A Worker that
 * is killed runs no code that could close them, so the backend does, by these bits. They are set
 * and cleared with plain stores: no call into the backend for each descriptor.
 */
export class OwnedFds {
  readonly #kernel: Kernel
  #words: Int32Array
  /**
   * A descriptor that nobody can reach any more is closed, with a warning, as fs does it. One
   * registry for each backend: so its number is all that is kept for it.
   */
  readonly #forgotten = new FinalizationRegistry<number>((fd) => this.#closeForgotten(fd))

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#words = this.#make(PAGE, new Int32Array(0))
  }

  #make(bytes: number, before: Int32Array): Int32Array {
    const bits = this.#kernel.allocate(bytes, PAGE, false)
    if (typeof bits === 'number') throw new UringError(bits, 'mmap')
    const words = new Int32Array(bits)
    words.set(before)
    this.#kernel.ownDescriptors(bits)
    return words
  }

  /** It is ours from now on. */
  add(fd: number): void {
    const index = Math.floor(fd / BITS)
    if (index >= this.#words.length) this.#grow(index)
    this.#words[index] |= 1 << fd % BITS
  }

  /** It is closed, or is about to be, or is somebody else's now. */
  delete(fd: number): void {
    const index = Math.floor(fd / BITS)
    if (index < this.#words.length) this.#words[index] &= ~(1 << fd % BITS)
  }

  /** It is closed when its holder is forgotten. */
  watch(holder: object, fd: number): void {
    this.#forgotten.register(holder, fd, holder)
  }

  /** Its holder closes it, or has given it away. */
  unwatch(holder: object): void {
    this.#forgotten.unregister(holder)
  }

  #closeForgotten(fd: number): void {
    this.delete(fd)
    this.#kernel.syscall(Syscall.close, fd)
    process.emitWarning(`Closed descriptor ${fd} on garbage collection: call close() yourself`, {
      type: 'UringWarning',
      code: 'ERR_URING_FD_LEAKED',
    })
  }

  #grow(index: number): void {
    let { byteLength } = this.#words
    while (index >= byteLength / Int32Array.BYTES_PER_ELEMENT) byteLength *= 2
    this.#words = this.#make(byteLength, this.#words)
  }
}

const known = new WeakMap<Kernel, OwnedFds>()

/** Those of a backend. */
export function ownedFds(kernel: Kernel): OwnedFds {
  const owned = known.get(kernel) ?? new OwnedFds(kernel)
  known.set(kernel, owned)
  return owned
}
