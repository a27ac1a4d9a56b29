import { typeError } from '../errors.ts'

/**
 * Signals, used by way of the platform's own functions: a signal may carry others under these
 * names, and no code of the user's may run while a submission is half made.
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

/** Who is told of one signal, which is listened to once: by itself it warns of more than ten. */
class Listeners {
  readonly calls = new Set<() => void>()

  /** What a call starts or ends here is no longer, or not yet, among those that are told. */
  readonly tell = (): void => {
    for (const call of [...this.calls]) if (this.calls.has(call)) call()
  }
}

const known = new WeakMap<AbortSignal, Listeners>()

/** Calls back when it is aborted. */
export function onAbort(signal: AbortSignal, call: () => void): void {
  let listeners = known.get(signal)
  if (listeners === undefined) {
    listeners = new Listeners()
    known.set(signal, listeners)
    addEventListener.call(signal, 'abort', listeners.tell)
  }
  listeners.calls.add(call)
}

/** Takes the call back. */
export function offAbort(signal: AbortSignal, call: () => void): void {
  const listeners = known.get(signal)
  if (listeners === undefined) return
  listeners.calls.delete(call)
  if (listeners.calls.size > 0) return
  known.delete(signal)
  removeEventListener.call(signal, 'abort', listeners.tell)
}
