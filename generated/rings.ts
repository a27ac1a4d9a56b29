// Generated from headers/abi/7.3.json by codegen/emit/rings.ts.
// Do not edit: change codegen/vocabulary/structs-queues.ts, then run `npm run generate`.
import type { Params } from './structs.ts'

/** Where a submission ring has its fields: indexes of 32-bit words in its mapping. */
export interface SqWords {
  /** `head`: The word up to which the kernel has consumed. */
  readonly head: number
  /** `tail`: The word up to which the program has filled. */
  readonly tail: number
  /** `ring_mask`: The word to mask an index with. */
  readonly ringMask: number
  /** `ring_entries`: The number of entries. */
  readonly ringEntries: number
  /** `flags`: The word with {@link SqRingFlags}. */
  readonly flags: number
  /** `dropped`: The count of invalid indexes in the array. */
  readonly dropped: number
  /** `array`: The array of entry indexes; 0 with NO_SQARRAY. */
  readonly array: number
}

/** Reads the places from what io_uring_setup(2) has filled in. */
export function sqWords(params: Params): SqWords {
  return {
    head: params.sqOff.head / 4,
    tail: params.sqOff.tail / 4,
    ringMask: params.sqOff.ringMask / 4,
    ringEntries: params.sqOff.ringEntries / 4,
    flags: params.sqOff.flags / 4,
    dropped: params.sqOff.dropped / 4,
    array: params.sqOff.array / 4,
  }
}

/** Where a completion ring has its fields: indexes of 32-bit words in its mapping. */
export interface CqWords {
  /** `head`: The word up to which the program has read. */
  readonly head: number
  /** `tail`: The word up to which the kernel has posted. */
  readonly tail: number
  /** `ring_mask`: The word to mask an index with. */
  readonly ringMask: number
  /** `ring_entries`: The number of entries. */
  readonly ringEntries: number
  /** `overflow`: The count of completions that are lost for good. */
  readonly overflow: number
  /** `cqes`: The completions. */
  readonly cqes: number
  /** `flags`: The word with {@link CqRingFlags}; 0 before Linux 5.8, which has none. */
  readonly flags: number
}

/** Reads the places from what io_uring_setup(2) has filled in. */
export function cqWords(params: Params): CqWords {
  return {
    head: params.cqOff.head / 4,
    tail: params.cqOff.tail / 4,
    ringMask: params.cqOff.ringMask / 4,
    ringEntries: params.cqOff.ringEntries / 4,
    overflow: params.cqOff.overflow / 4,
    cqes: params.cqOff.cqes / 4,
    flags: params.cqOff.flags / 4,
  }
}

/** Bytes of a `struct io_uring_cqe`. */
export const CQE_SIZE = 16

/** Word of `user_data`, low half: What {@link Sqe.userData} was. */
export const CQE_USER_DATA_LOW = 0

/** Word of `user_data`, high half: What {@link Sqe.userData} was. */
export const CQE_USER_DATA_HIGH = 1

/** Word of `res`: The result; below 0 it is a negative errno. */
export const CQE_RES = 2

/** Word of `flags`: What kind of completion it is: {@link CqeFlags}. */
export const CQE_FLAGS = 3

/** Word of `big_cqe`, low half: Two more words, in completions of 32 bytes. */
export const CQE_BIG_CQE_LOW = 4

/** Word of `big_cqe`, high half: Two more words, in completions of 32 bytes. */
export const CQE_BIG_CQE_HIGH = 5

/** Bytes of a `struct io_uring_buf`. */
export const BUF_SIZE = 16

/** Word of `addr`, low half: Address of the buffer. */
export const BUF_ADDR_LOW = 0

/** Word of `addr`, high half: Address of the buffer. */
export const BUF_ADDR_HIGH = 1

/** Word of `len`: Size in bytes. */
export const BUF_LEN = 2

/** Half of `bid`: Its id, in completions. */
export const BUF_BID = 6

/** Half of `tail`: Up to where buffers are there; publish with release order. */
export const BUF_RING_TAIL = 7

/** Bytes of the submission ring's mapping: everything up to the end of its index array. */
export function sqRingBytes(params: Params): number {
  return params.sqOff.array + params.sqEntries * 4
}

/** Bytes of the completion ring's mapping, for entries of `cqeSize` bytes. */
export function cqRingBytes(params: Params, cqeSize: number): number {
  return params.cqOff.cqes + params.cqEntries * cqeSize
}
