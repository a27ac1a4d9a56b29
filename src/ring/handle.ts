import { crypto } from '../builtins.ts'
import { rangeError, typeError } from '../errors.ts'

/**
 * A ring's name for other rings of this process: a plain number, which passes through `workerData`
 * and `postMessage`. It names this ring only, and nobody after it.
 */
export type RingHandle = number & {
  /** For the compiler only: no number has it. */
  readonly ring: unique symbol
}

/** Descriptors are smaller than this by far: the kernel allows 2^20 unless it is told otherwise. */
const FD_LIMIT = 2 ** 28
/** What is left of a number's 53 bits, for what tells one ring from the next of the same number. */
const NONCE_LIMIT = 2 ** 25

/** A number that the ring shares with no other one, as far as chance goes. */
export function newNonce(): number {
  return crypto().randomInt(1, NONCE_LIMIT)
}

/** The handle of the ring that has the descriptor `fd`. */
export function handleOf(fd: number, nonce: number): RingHandle {
  return (nonce * FD_LIMIT + fd) as RingHandle
}

/** The descriptor and the nonce in a handle. Throws for what is none. */
export function readHandle(handle: RingHandle, name: string): { fd: number; nonce: number } {
  if (typeof handle !== 'number') throw typeError(name, 'a RingHandle', handle)
  const nonce = Math.floor(handle / FD_LIMIT)
  if (Number.isInteger(handle) && nonce >= 1 && nonce < NONCE_LIMIT) {
    return { fd: handle % FD_LIMIT, nonce }
  }
  throw rangeError(name, 'the handle of a ring', handle)
}
