import { closedError, RingFd } from './fd.ts'
import type { Operation } from './operation.ts'
import type { Begun, FdLike, Pinned } from './types.ts'

/** What an operation pins for a descriptor that is a bare number: nobody counts on it. */
const NOBODY: Pinned = { address: 0, length: 0, bufIndex: 0 }

/**
 * A second descriptor of an operation, the source of a splice for one: the operation runs on it as
 * well, so that closing it ends the operation first.
 */
class HeldFd implements Pinned {
  readonly address = 0
  readonly length = 0
  readonly bufIndex = 0
  readonly #file: RingFd
  readonly #name: string
  #operation: Operation | null = null

  constructor(file: RingFd, name: string) {
    this.#file = file
    this.#name = name
  }

  verify(): void {
    if (this.#file.isClosing) throw closedError(this.#name)
  }

  give(begun?: Begun): void {
    // Without one it never reaches the kernel.
    if (begun === undefined) return
    this.#operation = begun as Operation
    this.#file.held(this.#operation)
  }

  taken(): void {
    if (this.#operation !== null) this.#file.letGo(this.#operation)
  }
}

/** What an operation pins for its second descriptor. */
export function heldFd(fd: FdLike | undefined, name: string): Pinned {
  return fd instanceof RingFd ? new HeldFd(fd, name) : NOBODY
}
