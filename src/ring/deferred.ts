/** Both ends of a promise. */
export interface Ends<T> {
  resolve(value: T): void
  reject(error: Error): void
}

const nothing = (): void => {}

/** What the one executor of all promises has caught. */
const caught: Ends<never> = { resolve: nothing, reject: nothing }

function catchEnds(resolve: (value: never) => void, reject: (error: Error) => void): void {
  caught.resolve = resolve
  caught.reject = reject
}

/**
 * A promise whose ends are given to `ends`. The executor is one function for all, because a closure
 * for each would cost more than the rest of it.
 */
export function deferred<T>(ends: Ends<T>): Promise<T> {
  const promise = new Promise<T>(catchEnds)
  ends.resolve = caught.resolve
  ends.reject = caught.reject
  // Else the latest promise, and the ring behind its result, would stay reachable from here.
  caught.resolve = nothing
  caught.reject = nothing
  return promise
}
