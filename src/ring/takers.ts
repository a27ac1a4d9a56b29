import { deferred, type Ends } from './deferred.ts'

type Taker<T> = Ends<IteratorResult<T, undefined>>

const nothing = (): void => {}

/** Who waits for the next item of a stream, in order, and what they learn when it ends. */
export class Takers<T> {
  readonly #waiting: Taker<T>[] = []
  /** Why the stream has ended; told once. */
  error: Error | null = null

  /** Gives an item to whoever waits longest; `false` when nobody does. */
  give(item: T): boolean {
    const taker = this.#waiting.shift()
    if (taker === undefined) return false
    taker.resolve({ value: item, done: false })
    return true
  }

  /** Nothing is queued: the item that comes next, or how the stream has ended. */
  next(isOver: boolean): Promise<IteratorResult<T, undefined>> {
    const taker: Taker<T> = { resolve: nothing, reject: nothing }
    const taken = deferred(taker)
    this.#waiting.push(taker)
    if (isOver) this.end()
    return taken
  }

  /** The stream is over: the first who waits learns of the error, all others that it is over. */
  end(): void {
    for (const taker of this.#waiting.splice(0)) {
      const { error } = this
      this.error = null
      if (error === null) taker.resolve({ value: undefined, done: true })
      else taker.reject(error)
    }
  }
}
