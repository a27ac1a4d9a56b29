/**
 * How a ring reaches the kernel. Two backends implement this interface, the addon (`addon.ts`) and
 * koffi over libc (`koffi.ts`); tests bring a scripted one. No opcode and no struct field is known
 * here.
 *
 * System calls answer like the kernel itself: a value of 0 or more, or a negative errno. Addresses
 * and lengths are numbers below 2^53. Arguments of the wrong type or count are a TypeError.
 *
 * A ring is named by the number that {@link Kernel.setup} answers: its descriptor, or, for a ring
 * that has no descriptor, `REGISTERED_ONLY` plus its registered index.
 */
export interface Kernel {
  /** `addon`, `koffi`, or a name of your own. */
  readonly name: string

  /**
   * io_uring_setup(2): `params` (at least 120 bytes) is filled in by the kernel. From the first
   * instant the backend answers for the ring: the end of this environment (of a Worker, or of the
   * process by itself) cancels what is in flight and waits until the kernel has let go of all its
   * memory, as the control page says. `control` comes from {@link Kernel.allocate} and is
   * kept until {@link Kernel.close}. The ring's number, or a negative errno.
   */
  setup(entries: number, params: Uint8Array, control: ArrayBuffer): number

  /**
   * io_uring_enter(2). `argument` is an address, and `size` its length in bytes; without one both
   * are left out, because each number that is handed over costs.
   */
  enter(
    ring: number,
    toSubmit: number,
    minComplete: number,
    flags: number,
    argument?: number,
    size?: number,
  ): number

  /**
   * io_uring_register(2). `argument` is an address, or 0; `ring` may be -1 where the kernel says
   * so.
   */
  register(ring: number, opcode: number, argument: number, count: number): number

  /**
   * mmap(2) of `length` bytes of a ring at `offset`, shared, writable and populated; not inherited
   * over fork(2). The memory, or a negative errno. It stays mapped until {@link Kernel.close} of
   * the ring has run and the buffer itself is unreachable; from `close` on it reads zeros.
   */
  map(ring: number, length: number, offset: number): ArrayBuffer | number

  /**
   * Ends what {@link Kernel.map} began, for a ring that goes on: lays zero pages over the mapping
   * and detaches its buffer, so that views of it are harmless. A buffer that the loop looks into
   * (`CQ_HEAD`, `CQ_TAIL`, `SQ_FLAGS` of the control page) is a TypeError.
   */
  unmap(ring: number, buffer: ArrayBuffer): void

  /**
   * Closes the descriptor of a ring that is registered with this thread under `index`. What is left
   * of it has another number, which is answered: `REGISTERED_ONLY` plus the index. The calls on the
   * control page must name it by its index already. A negative errno if there is no descriptor, or
   * if the ring is in the event loop.
   */
  closeDescriptor(ring: number, index: number): number

  /**
   * Anonymous zeroed memory outside the JavaScript heap, aligned to `align` bytes (a power of two;
   * at least a page is given). It is unmapped when nothing can reach it, never while a ring of this
   * environment is being torn down; and not as long as the buffer itself is reachable, even one
   * that `transfer()` has emptied: who keeps a view of it for the kernel, keeps the memory. The
   * memory, or a negative errno.
   */
  allocate(length: number, align: number, hugePages: boolean): ArrayBuffer | number

  /**
   * Where the first byte of `buffer` lies. The memory must outlive every use of the answer: memory
   * of {@link Kernel.allocate} that was moved into this buffer does as long as `buffer` is
   * reachable, wherever it is moved from here; any other as long as it is reachable and attached.
   */
  addressOf(buffer: ArrayBufferLike): number

  /**
   * Descriptors that belong to this environment: bit `n` of `bits`, memory of
   * {@link Kernel.allocate}, stands for descriptor `n`. At the end of the environment (of a Worker,
   * or of the process by itself) those whose bit is set are closed, as Node does it with what `fs`
   * has opened. The last call counts. koffi has no such end, and closes none.
   */
  ownDescriptors(bits: ArrayBuffer): void

  /** syscall(2) with up to six words. The answer, or a negative errno. */
  syscall(number: number, ...words: readonly number[]): number

  /**
   * Puts a ring into the event loop: whenever `wakeFd` (the ring's descriptor, or an eventfd that
   * is registered with it) is readable, or the control page asks for an enter at the end of a turn,
   * the loop enters and calls `drain(ring)` while completions are there. When `drain` returns to
   * the backend, promise continuations and nextTicks have run. What it throws is an uncaught
   * exception. `drain` is held strongly: one function for all rings, which finds them weakly, keeps
   * none alive.
   */
  attach(ring: number, wakeFd: number, drain: (ring: number) => void): Loop

  /**
   * Leaves the loop; if `IN_FLIGHT` is not 0, cancels and waits until the kernel has let go of the
   * ring's memory; closes the ring, lays zero pages over its mappings and detaches their buffers.
   * Safe to call twice, and from inside `drain`. Throws, and closes nothing, when something is in
   * flight and the kernel accepts none of the witness calls.
   */
  close(ring: number): void
}

/** A backend, or in words why there is none and what would help. */
export type Found =
  | {
      readonly ok: true
      readonly kernel: Kernel
      /** What it was loaded from, if that is one file. */
      readonly file?: string
    }
  | { readonly ok: false; readonly reason: string; readonly remedy: string }

/** A ring's place in the event loop. A new one does not keep the process alive. */
export interface Loop {
  /** Keeps the process alive while something is in flight. */
  ref(): void
  /** Lets the process end in spite of it. */
  unref(): void
}

/**
 * Added to the registered index of a ring without a descriptor, so that it is never taken for one.
 */
export const REGISTERED_ONLY = 0x40000000

/**
 * The control page: Int32 words that a ring and its backend share. The ring writes them with plain
 * stores; the backend reads them on the same thread, or after JavaScript has ended. `uring.c` has
 * the same list. Addresses take two words, low first.
 */
export const Control = {
  /** Submissions published and not yet taken by an enter. The backend subtracts what it submits. */
  TO_SUBMIT: 0,
  /**
   * Operations whose final completion has not been seen. Raised before the tail is published. Who
   * does not count leaves it at 1: then every end of the ring waits for the kernel.
   */
  IN_FLIGHT: 1,
  /**
   * The number that the backend's enters use; `setup` writes the ring's own, a registered index may
   * follow.
   */
  ENTER_FD: 2,
  /** Flags of every enter that the backend makes: GETEVENTS, REGISTERED_RING, SQ_WAKEUP. */
  ENTER_FLAGS: 3,
  /** Not 0: enter at the next chance even with nothing to submit; the backend clears it. */
  FLUSH: 4,
  /**
   * A negative errno of an enter that the backend made and could not repair. `drain` is called once
   * for it, and no enter is made until the ring clears it. EINTR, EAGAIN and EBUSY are not told,
   * but tried again.
   */
  ERROR: 5,
  /**
   * 1 while the loop is kept alive: `ref` sets it; the backend clears it when `IN_FLIGHT` is 0
   * after a drain.
   */
  REFERENCED: 6,
  /** Enters that the backend made, for the statistics. */
  ENTERS: 7,
  /** Addresses of the completion queue's head and tail words. Needed by `attach`. */
  CQ_HEAD: 8,
  CQ_TAIL: 10,
  /** Address of the submission queue's flags word, or 0. */
  SQ_FLAGS: 12,
  /** The bits of `*SQ_FLAGS` that say: an enter will make completions (TASKRUN, CQ_OVERFLOW). */
  SQ_FLAGS_MASK: 14,
  /**
   * The witness: a descriptor that the backend makes when something is in flight at the end of a
   * ring, and lets the ring hold, so that its far end hangs up when the kernel has destroyed the
   * ring, and not before. The arguments of the witness calls point to this word.
   */
  WITNESS: 15,
  /**
   * How many register calls of each kind follow in {@link Control.CALLS}. First those that cancel;
   * their answers do not matter.
   */
  CANCEL_CALLS: 16,
  /** Then those that hand the witness over, of which the first success ends the row. */
  WITNESS_CALLS: 17,
  /**
   * Last those that let registered indexes of the ring itself go; made at every end of the ring.
   */
  CLOSE_CALLS: 18,
  /** Written before `setup`. Not 0: the ring gets a registered index and no descriptor. */
  REGISTERED: 19,
  /** The calls, {@link CALL_WORDS} words each. At most {@link CALLS_MAX} in all. */
  CALLS: 20,
} as const

/** One register call: opcode, count, address of the argument (two words). */
export const CALL_WORDS = 4

/** How many calls fit. What follows them in the page is free for their arguments. */
export const CALLS_MAX = 15

/** Bytes of the smallest page: what memory is aligned to. */
export const PAGE = 4096

/** Bytes of a control page. */
export const CONTROL_BYTES = 4096
