/** The shape of a row of the table of io_uring_register(2). */
export type RegisterArgument =
  /** Nothing: the operation speaks for itself. */
  | { readonly kind: 'none' }
  /** No memory; the count carries a number. */
  | { readonly kind: 'number'; readonly name: string; readonly doc: string }
  /** One descriptor; the count is 1. */
  | { readonly kind: 'descriptor'; readonly name: string; readonly doc: string }
  /** An array of descriptors; the count is its length. */
  | { readonly kind: 'descriptors'; readonly name: string; readonly doc: string }
  /** Pieces of memory; the count is how many. */
  | { readonly kind: 'iovecs'; readonly name: string; readonly doc: string }
  /** Raw bytes; the count is their number. */
  | { readonly kind: 'bytes'; readonly name: string; readonly doc: string }
  /** Words; the count is how many. */
  | { readonly kind: 'words'; readonly name: string; readonly doc: string }
  /** One submission; the count is 1. */
  | { readonly kind: 'sqe'; readonly name: string; readonly doc: string }
  /** One struct; `count` is what the kernel wants to see: 0, 1, or the size of the struct. */
  | { readonly kind: 'struct'; readonly struct: string; readonly count: 0 | 1 | 'size' }
  /** One struct, and a count that only the caller knows. */
  | { readonly kind: 'counted'; readonly struct: string; readonly doc: string }
  /** One struct with room behind it; the count is how many elements fit there, `most` at most. */
  | {
      readonly kind: 'roomy'
      readonly name: string
      readonly struct: string
      readonly element: string
      readonly most: number
      readonly doc: string
    }
  /** Structs, laid one behind the other; the count is how many. */
  | {
      readonly kind: 'structs'
      readonly name: string
      readonly struct: string
      readonly doc: string
    }
  /** The same behind a header that says how many there are; the count is 1. */
  | {
      readonly kind: 'headed'
      readonly name: string
      readonly struct: string
      readonly header: string
      readonly length: string
      readonly doc: string
    }

export interface RegisterRow {
  /** The C name without `IORING_`: the member of `RegisterOp`. */
  readonly op: string
  readonly name: string
  readonly since: string
  readonly doc: string
  readonly argument: RegisterArgument
  /** What an answer of 0 or more means, without a full stop; without it, 0 is the only one. */
  readonly result?: string
  /** `may`: it also works without a ring, on descriptor -1. `must`: it works only so. */
  readonly ringless?: 'may' | 'must'
  /** What an errno means here, as the end of a sentence without a full stop. */
  readonly errors?: Readonly<Record<string, string>>
}

export const none = { kind: 'none' } as const

/** ENOMEM of what pins memory. */
export const PINNED = 'more memory would be pinned than RLIMIT_MEMLOCK allows'

export function struct(name: string, count: 0 | 1 | 'size' = 1): RegisterArgument {
  return { kind: 'struct', struct: name, count }
}
