import { deferred, type Ends } from './deferred.ts'

type Taken<T> = IteratorResult<T, undefined>

const nothing = (): void => {}

/**
 * Who waits for the next item of a stream, in order, and what they learn when it ends. One waits as
 * a rule, whose ends are kept here; only others that wait behind it have an object of their own.
 */
export class Takers<T> implements Ends<Taken<T>> {
  resolve: (taken: Taken<T>) => void = nothing
  reject: (error: Error) => void = nothing
  #waits = false
  #behind: Ends<Taken<T>>[] | null = null
  /** Why the stream has ended; told once. */
  error: Error | null = null

  /** Gives an item to whoever waits longest; `false` when nobody does. */
  give(item: T): boolean {
    if (!this.#waits) return false
    const { resolve } = this
    this.#advance()
    resolve({ value: item, done: false })
    return true
  }

  #advance(): void {
    const next = this.#behind?.shift()
    this.#waits = next !== undefined
    this.resolve = next?.resolve ?? nothing
    this.reject = next?.reject ?? nothing
  }

  /** Nothing is queued: the item that comes next, or how the stream has ended. */
  next(isOver: boolean): Promise<Taken<T>> {
    const taken = this.#waits ? this.#queue() : deferred<Taken<T>>(this)
    this.#waits = true
    if (isOver) this.end()
    return taken
  }

  #queue(): Promise<Taken<T>> {
    const ends: Ends<Taken<T>> = { resolve: nothing, reject: nothing }
    this.#behind ??= []
    this.#behind.push(ends)
    return deferred(ends)
  }

  /** The stream is over: the first who waits learns of the error, all others that it is over. */
  end(): void {
    while (this.#waits) {
      const { error, resolve, reject } = this
      this.error = null
      this.#advance()
      if (error === null) resolve({ value: undefined, done: true })
      else reject(error)
    }
  }
}
