import { rangeError, UringError } from '../errors.ts'
import { type Kernel, PAGE } from '../kernel/kernel.ts'
import { defaultKernel } from '../kernel/default.ts'

/** Mapped memory outside the JavaScript heap, and where it lies: addresses in it are plain sums. */
export interface Memory {
  /** All of it. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where its first byte lies. */
  readonly address: number
  /** Its length in bytes: so that it can be registered as it is. */
  readonly length: number
}

/** How {@link allocate} maps. */
export interface AllocateOptions {
  /** Alignment in bytes: a power of two, at least a page of 4096, which is the default. */
  readonly align?: number | undefined
  /** Asks for huge pages; the memory is ordinary if there are none. */
  readonly hugePages?: boolean | undefined
}

const allocated = new WeakSet<ArrayBufferLike>()

/** Whether {@link allocate} made the buffer: even empty, it keeps its memory where it was. */
export function isAllocated(buffer: ArrayBufferLike): boolean {
  return allocated.has(buffer)
}

/**
 * Zeroed memory for operations: one mapping, given back when nothing can reach it any more. Unlike
 * a view of the JavaScript heap its address is known at once and never changes.
 */
export function allocate(
  bytes: number,
  options: AllocateOptions = {},
  kernel: Kernel = defaultKernel(),
): Memory {
  const { align = PAGE, hugePages = false } = options
  if (!Number.isSafeInteger(bytes) || bytes < 1) throw rangeError('bytes', 'an integer >= 1', bytes)
  if (align < PAGE || !Number.isInteger(Math.log2(align))) {
    throw rangeError('options.align', `a power of two >= ${PAGE}`, align)
  }
  const buffer = kernel.allocate(bytes, align, hugePages)
  if (typeof buffer === 'number') {
    throw new UringError(buffer, 'mmap', { explanation: `no ${bytes} bytes of memory to be had` })
  }
  allocated.add(buffer)
  return {
    bytes: new Uint8Array(buffer, 0, bytes),
    address: kernel.addressOf(buffer),
    length: bytes,
  }
}
