/** Both ends of a promise. */
export interface Ends<T> {
  resolve(value: T): void
  reject(error: Error): void
}

const nobody: Ends<never> = { resolve: () => {}, reject: () => {} }

/** Whose ends the one executor of all promises is to set. */
let ends: Ends<never> = nobody

function setEnds(resolve: (value: never) => void, reject: (error: Error) => void): void {
  ends.resolve = resolve
  ends.reject = reject
}

/**
 * A promise whose ends are given to `target`. The executor is one function for all, because a
 * closure for each would cost more than the rest of it.
 */
export function deferred<T>(target: Ends<T>): Promise<T> {
  ends = target
  const promise = new Promise<T>(setEnds)
  // Else the latest promise, and the ring behind its result, would stay reachable from here.
  ends = nobody
  return promise
}
