/**
 * What a C program calls, and what of ours does the same. The guide page is printed from these
 * rows, and a test calls both sides with the same arguments and compares the bytes.
 */

/** One of liburing's helpers that fill a submission. */
export interface FillRow {
  /**
   * Its prototype without `io_uring_` and without the submission: `prep_listen(int fd, int
   * backlog)`. A parameter with a value, `int cmd_op = SocketOp.SIOCINQ`, is compared with that
   * value alone: such a row shows one use of a helper that has rows besides.
   */
  readonly c: string
  /**
   * A function of `prep` with the C parameters as its arguments, `listen(fd, backlog)`, or what is
   * stored in the submission: `sqe.flags = flags`; several of them stand one behind the other. Of a
   * number of 64 bits `.low` and `.high` are the halves.
   */
  readonly ours: string
  /** Parameters of ours that the helper has no counterpart for: `int group`. */
  readonly more?: string
  readonly difference?: Difference
  /** The release that has it, where that is newer than all others. */
  readonly since?: string
  /** For a row of stores, where the others have it from the row of the op table. */
  readonly category?: string
  /** What the Ring has for it, likewise; empty where it has nothing. */
  readonly ring?: string
  /** Why the Ring has nothing, likewise. */
  readonly because?: string
}

/** Where our submission is not liburing's byte for byte. */
export interface Difference {
  /** Fields of ours, and what they hold where liburing's hold something else. */
  readonly holds: Readonly<Record<string, string>>
  /** For which arguments; always without it. */
  readonly when?: { readonly parameter: string; readonly is: 'negative' | number }
  /** The reason, for the page: a sentence or two. */
  readonly why: string
}

/** Functions of liburing that fill no submission, and what takes their place. */
export interface OtherRow {
  /** Names without `io_uring_`; several that differ in their arguments alone share a row. */
  readonly c: readonly string[]
  /** In the raw face; empty where there is nothing to call. */
  readonly raw: string
  /** In the Ring; empty where there is nothing to call. */
  readonly ring: string
  /** How ours behaves differently, in a sentence. */
  readonly note?: string
}

/** Rows under one heading. */
export interface OtherGroup {
  readonly title: string
  readonly rows: readonly OtherRow[]
}
