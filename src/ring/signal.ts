import { typeError } from '../errors.ts'

/**
 * Signals, used by way of the platform's own functions: a signal may carry others under these names,
 * and no code of the user's may run while a submission is half made.
 */
const { addEventListener, removeEventListener } = EventTarget.prototype
const abortedOf = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get

/** Throws for what is no signal, or only looks like one. */
export function checkSignal(signal: unknown, name: string): asserts signal is AbortSignal {
  if (signal instanceof AbortSignal && isReal(signal)) return
  throw typeError(name, 'an instance of AbortSignal', signal)
}

/** An object made with the prototype alone throws in all that the platform does with it. */
function isReal(signal: AbortSignal): boolean {
  try {
    return typeof abortedOf?.call(signal) === 'boolean'
  } catch {
    return false
  }
}

/** Whether it was aborted already. */
export function isAborted(signal: AbortSignal): boolean {
  return abortedOf?.call(signal) === true
}

/** Calls back when it is aborted. */
export function onAbort(signal: AbortSignal, call: () => void): void {
  addEventListener.call(signal, 'abort', call)
}

/** Takes the call back. */
export function offAbort(signal: AbortSignal, call: () => void): void {
  removeEventListener.call(signal, 'abort', call)
}
