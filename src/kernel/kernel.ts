/**
 * How a ring reaches the kernel. Two backends implement this interface, the addon (`addon.ts`) and
 * koffi over libc (`koffi.ts`); tests bring a scripted one. No opcode and no struct field is known here.
 *
 * System calls answer like the kernel itself: a value of 0 or more, or a negative errno. Addresses
 * and lengths are numbers below 2^53.
 */
export interface Kernel {
  /** `addon`, `koffi`, or a name of your own. */
  readonly name: string

  /** io_uring_setup(2): `params` is filled in by the kernel. The descriptor, or a negative errno. */
  setup(entries: number, params: Uint8Array): number

  /** io_uring_enter(2). `argument` is an address, or 0; `size` is its length in bytes. */
  enter(
    fd: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument: number,
    size: number,
  ): number

  /** io_uring_register(2). `argument` is an address, or 0. */
  register(fd: number, opcode: number, argument: number, count: number): number

  /**
   * mmap(2) of `length` bytes of a ring at `offset`, shared, writable and populated; not inherited
   * over fork(2). The memory, or a negative errno. It stays mapped until {@link Kernel.close} of `fd`
   * has run and the buffer itself is unreachable.
   */
  map(fd: number, length: number, offset: number): ArrayBuffer | number

  /**
   * Anonymous zeroed memory outside the JavaScript heap, aligned to `align` bytes (a power of two, at
   * least a page). It is unmapped when the buffer is unreachable, never while a ring of this
   * environment is being torn down. The memory, or a negative errno.
   */
  allocate(length: number, align: number, hugePages: boolean): ArrayBuffer | number

  /** Where the first byte of `buffer` lies. The memory must outlive every use of the answer. */
  addressOf(buffer: ArrayBufferLike): number

  /** syscall(2) with up to six words. The answer, or a negative errno. */
  syscall(number: number, ...words: readonly number[]): number

  /**
   * Takes responsibility for a ring: from now on the end of this environment (the end of a Worker, a
   * natural end of the process) waits until the kernel has let go of all its memory. `control` is a
   * {@link Control} page made by `allocate`.
   */
  guard(fd: number, control: ArrayBuffer): void

  /**
   * Puts a guarded ring into the event loop: whenever `wakeFd` is readable, or `TO_SUBMIT` or `FLUSH`
   * is set at the end of a turn, the loop enters and calls `drain(fd)` while completions are there.
   * When `drain` returns to the backend, promise continuations and nextTicks have run.
   */
  attach(fd: number, wakeFd: number, control: ArrayBuffer, drain: (fd: number) => void): Loop

  /**
   * Leaves the loop; waits, if `IN_FLIGHT` is not 0, until the kernel has let go of the ring's
   * memory; closes the ring, lays zero pages over its mappings and detaches their buffers.
   * Safe to call twice.
   */
  close(fd: number): void
}

/** A ring's place in the event loop. A new one does not keep the process alive. */
export interface Loop {
  ref(): void
  unref(): void
}

/**
 * The control page: Int32 words that a ring and its backend share. The ring writes them with plain
 * stores; the backend reads them on the same thread, or after JavaScript has ended. `uring.c` has
 * the same list. Addresses take two words, low first.
 */
export const Control = {
  /** Submissions published and not yet taken by an enter. The backend subtracts what it submits. */
  TO_SUBMIT: 0,
  /** Operations whose final completion has not been seen. Raised before the tail is published. */
  IN_FLIGHT: 1,
  /** Flags of every enter that the backend makes (GETEVENTS for deferred task work). */
  ENTER_FLAGS: 2,
  /** Not 0: enter at the next chance even with nothing to submit; the backend clears it. */
  FLUSH: 3,
  /** Not 0: enter before looking at the queue, because completions are made by entering. */
  ENTER_FIRST: 4,
  /** A negative errno of an enter that the backend made and could not repair; `drain` looks. */
  ERROR: 5,
  /** 1 while the loop is kept alive. `ref` sets it; the backend clears it when `IN_FLIGHT` is 0 after a drain. */
  REFERENCED: 6,
  /** Enters that the backend made, for the statistics. */
  ENTERS: 7,
  /** Addresses of the completion queue's head and tail words. */
  CQ_HEAD: 8,
  CQ_TAIL: 10,
  /**
   * The witness: a descriptor that the backend makes at teardown and lets the ring hold, so that its
   * far end hangs up when the kernel has destroyed the ring, and not before.
   */
  WITNESS: 12,
  /** Register calls of the teardown, {@link CALL_WORDS} words each from `CALLS` on: first those whose answer does not matter, then those of which the first success counts. */
  CANCEL_CALLS: 13,
  WITNESS_CALLS: 14,
  /** Not 0: the ring has no descriptor, only a registered index; the last call closes it. */
  CLOSE_CALLS: 15,
  CALLS: 16,
} as const

/** One register call: opcode, count, address of the argument (two words). */
export const CALL_WORDS = 4

/** Bytes of a control page; arguments of the calls are kept behind the calls. */
export const CONTROL_BYTES = 4096
