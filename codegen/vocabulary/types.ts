import type { Struct } from '../model.ts'

/**
 * The shape of the vocabulary: how kernel names become TypeScript names, and what we say of them.
 * The tables themselves stand beside this file, one for each subject.
 */

/** First kernel and one or two sentences of our own: `['5.6', 'Receives from a socket.']`. */
export type Entry = readonly [since: string, doc: string]

/** A group of constants that becomes one `as const` object. */
export interface Family {
  /** TypeScript name: singular for one of many (`Op`), plural for a bit set (`SetupFlags`). */
  readonly name: string
  readonly kind: 'enum' | 'flags'
  /** What the group is and which field or argument takes it. Markdown and `{@link}` allowed. */
  readonly doc: string
  /** A new kernel name joins by its enumeration's tag, or by a prefix; the first that fits wins. */
  readonly enums?: readonly string[]
  readonly prefixes?: readonly string[]
  /** The prefix that member names drop; without it, the longest of `prefixes` that fits. */
  readonly drop?: readonly string[]
  /**
   * Names of the family that are left out (counters such as `IORING_OP_LAST`, masks, bit numbers).
   * One `*` stands for any text, so that the bit numbers of later kernels stay out too.
   */
  readonly hidden?: readonly string[]
  /** For our own code only: not part of the public constants. */
  readonly internal?: true
  /** C name to entry. A name of the family that is missing here is reported as new. */
  readonly members: Readonly<Record<string, Entry>>
}

/** A loose constant that belongs to no group: exported under its TypeScript name. */
export interface Loose {
  readonly c: string
  readonly name: string
  readonly entry: Entry
}

/** A struct or union that gets a view class. */
export interface StructWords {
  readonly c: string
  /** TypeScript class name: `Sqe`, `Params`, `Timespec`. */
  readonly name: string
  readonly since: string
  readonly doc: string
  /** C field name to a phrase. `__pad*`, `resv*` and `pad*` fields need none and are hidden. */
  readonly fields: Readonly<Record<string, string>>
  /** u64 fields that may pass 2^53 and are bigint: inode numbers, masks. */
  readonly bigint?: readonly string[]
}

/** What is read from a neighbour of io_uring.h: whole families by prefix, single names, structs. */
export interface Wanted {
  /** `linux/stat.h` */
  readonly header: string
  readonly prefixes?: readonly string[]
  readonly names?: readonly string[]
  readonly structs?: readonly string[]
}

/** A constant that only libc declares; the compiler test checks it against libc's headers. */
export interface LibcConstant {
  readonly c: string
  readonly header: string
  readonly value: number | Readonly<Record<'x64' | 'arm64', number>>
}

/** A struct that only libc declares, in the model's shape; `header` is libc's: `sys/socket.h`. */
export interface LibcStruct extends Struct {
  /** How C spells the type where it has no tag: `siginfo_t`. Without it, `struct` and the name. */
  readonly type?: string
}
