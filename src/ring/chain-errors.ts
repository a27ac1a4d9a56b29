import { Errno } from '../../generated/constants.ts'
import { codedError, UringError } from '../errors.ts'
import { opName } from '../raw/decode-values.ts'

/** What using `ring.chain` in a way that cannot work throws, at the call. */
export function chainError(message: string): Error & { readonly code: string } {
  return codedError('ERR_URING_CHAIN', message)
}

/** Throws while a chain is being built, for what is more, or other, than one submission. */
export function notInChain(
  engine: { readonly building: object | null },
  what: string,
  remedy = 'Start it outside of the chain',
): void {
  if (engine.building === null) return
  throw chainError(`${what} is not one linked operation, and cannot be part of a chain. ${remedy}`)
}

/** An error that says which member of its chain it is about. */
export function ofMember<E extends Error>(error: E, index: number): E {
  return Object.assign(error, { member: index })
}

/** A member that was cancelled because an earlier one, or a later one's signal, ended the chain. */
export function followerError(op: number, index: number, cause: Error): UringError {
  const { member } = cause as UringError
  const who = member === undefined || member === index ? '' : ` by its member ${member}`
  const explanation = `its chain was ended${who}: ${cause.message}`
  return memberError(Errno.ECANCELED, op, index, explanation, cause)
}

/** A member that transferred less than it was asked for, which ends a soft chain. */
export function shortError(op: number, index: number, done: number, asked: number): UringError {
  const explanation =
    `member ${index} of the chain was short, ${done} of ${asked} bytes: ` +
    'what was linked behind it was not done'
  const details = { code: 'ERR_URING_SHORT', op: opName(op), explanation }
  return ofMember(new UringError(Errno.ECANCELED, syscallOf(op), details), index)
}

/** A member that the link timeout behind it has ended. */
export function lateError(op: number, index: number, limit: number): UringError {
  const explanation = `member ${index} of the chain took longer than its link timeout: ${limit} ms`
  return memberError(Errno.ETIME, op, index, explanation)
}

/** A member that something outside of the chain has cancelled. */
export function cancelledError(op: number, index: number): UringError {
  return memberError(Errno.ECANCELED, op, index, `member ${index} of the chain was cancelled`)
}

function memberError(
  errno: number,
  op: number,
  index: number,
  explanation: string,
  cause?: Error,
): UringError {
  const details = { op: opName(op), explanation, cause }
  return ofMember(new UringError(errno, syscallOf(op), details), index)
}

function syscallOf(op: number): string {
  return `uring_${opName(op).toLowerCase()}`
}
