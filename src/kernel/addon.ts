import { type Kernel, type Loop, PAGE } from './kernel.ts'

/** What `native/uring.c` exports: the interface in numbers, without the conveniences. */
export interface Native {
  setup(entries: number, params: Uint8Array, control: ArrayBuffer): number
  enter(
    ring: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument?: number,
    size?: number,
  ): number
  register(ring: number, opcode: number, argument: number, count: number): number
  map(ring: number, length: number, offset: number): ArrayBuffer | number
  unmap(ring: number, buffer: ArrayBuffer): void
  closeDescriptor(ring: number, index: number): number
  allocate(length: number, align: number, hugePages: boolean): ArrayBuffer | number
  addressOf(buffer: ArrayBuffer | Uint8Array): number
  hold(buffer: ArrayBuffer): ArrayBuffer | undefined
  ownDescriptors(bits: ArrayBuffer): void
  syscall(number: number, ...words: readonly number[]): number
  attach(ring: number, wakeFd: number, drain: (ring: number) => void): void
  ref(ring: number): void
  unref(ring: number): void
  close(ring: number): void
}

/** A loop that ends with its ring: the kernel gives the same descriptor to the next one. */
class AddonLoop implements Loop {
  readonly #native: Native
  #ring: number

  constructor(native: Native, ring: number) {
    this.#native = native
    this.#ring = ring
  }

  ref(): void {
    if (this.#ring >= 0) this.#native.ref(this.#ring)
  }

  unref(): void {
    if (this.#ring >= 0) this.#native.unref(this.#ring)
  }

  end(): void {
    this.#ring = -1
  }
}

/** The kernel through the addon. One object an environment is enough; `load.ts` keeps it. */
export class AddonKernel implements Kernel {
  readonly name = 'addon'
  readonly setup: Kernel['setup']
  readonly enter: Kernel['enter']
  readonly register: Kernel['register']
  readonly map: Kernel['map']
  readonly unmap: Kernel['unmap']
  readonly closeDescriptor: Kernel['closeDescriptor']
  readonly syscall: Kernel['syscall']
  readonly ownDescriptors: Kernel['ownDescriptors']
  readonly #native: Native
  readonly #loops = new Map<number, AddonLoop>()
  /** What keeps memory of `allocate` mapped while a buffer that has or had it is reachable. */
  readonly #tokens = new WeakMap<ArrayBuffer, ArrayBuffer | undefined>()

  constructor(native: Native) {
    this.#native = native
    // The functions themselves, not methods around them: a frame less on the hot path.
    this.setup = native.setup
    this.enter = native.enter
    this.register = native.register
    this.map = native.map
    this.unmap = native.unmap
    this.closeDescriptor = native.closeDescriptor
    this.syscall = native.syscall
    this.ownDescriptors = native.ownDescriptors
  }

  allocate(length: number, align: number, hugePages: boolean): ArrayBuffer | number {
    const buffer = this.#native.allocate(length, align, hugePages)
    if (typeof buffer !== 'number') this.#tokens.set(buffer, this.#native.hold(buffer))
    return buffer
  }

  addressOf(buffer: ArrayBufferLike): number {
    // Node-API 8 knows a SharedArrayBuffer only through a view of it.
    if (buffer instanceof SharedArrayBuffer) return this.#native.addressOf(new Uint8Array(buffer))
    const address = this.#native.addressOf(buffer)
    // Memory of `allocate` that was moved here begins with a page; hardly any other does.
    if (address % PAGE === 0 && !this.#tokens.has(buffer)) {
      this.#tokens.set(buffer, this.#native.hold(buffer))
    }
    return address
  }

  attach(ring: number, wakeFd: number, drain: (ring: number) => void): Loop {
    this.#native.attach(ring, wakeFd, drain)
    const loop = new AddonLoop(this.#native, ring)
    this.#loops.set(ring, loop)
    return loop
  }

  close(ring: number): void {
    this.#native.close(ring)
    this.#loops.get(ring)?.end()
    this.#loops.delete(ring)
  }
}
