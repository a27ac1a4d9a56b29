/** Something that may take only so long. Its place in a list is kept in the object itself. */
export abstract class Timed {
  /** @internal */
  deadlines: DeadlineList | null = null
  /** @internal */
  earlier: Timed | null = null
  /** @internal */
  later: Timed | null = null
  /** @internal */
  startedTick = 0

  /** The time is over. */
  abstract expire(): void
}

/** Looks taken in the course of one timeout: it ends late by one part in so many at most. */
const LOOKS = 32
const LOOK_MIN_MS = 1
const LOOK_MAX_MS = 250

/**
 * Everything that has the same timeout, oldest first. One coarse timer for all, so that starting,
 * ending and prolonging cost a few stores and no look at a clock; the kernel's own linked timeouts
 * would cost a submission, a completion and a high-resolution timer each.
 */
class DeadlineList {
  readonly timeout: number
  readonly #looks: number
  readonly #period: number
  #oldest: Timed | null = null
  #youngest: Timed | null = null
  #timer: NodeJS.Timeout | null = null
  #tick = 0
  readonly #onEmpty: () => void

  /** `onEmpty`: nothing is left in it, and its timer has stopped. */
  constructor(timeout: number, onEmpty: () => void) {
    this.timeout = timeout
    this.#onEmpty = onEmpty
    // Whole milliseconds: a timer cuts off the rest, and the end would come too early.
    this.#period = Math.min(Math.max(Math.ceil(timeout / LOOKS), LOOK_MIN_MS), LOOK_MAX_MS)
    this.#looks = Math.ceil(timeout / this.#period)
  }

  add(timed: Timed): void {
    timed.deadlines = this
    timed.startedTick = this.#tick
    timed.earlier = this.#youngest
    if (this.#youngest === null) this.#oldest = timed
    else this.#youngest.later = timed
    this.#youngest = timed
    // What keeps the process alive is the operation, not the look at it.
    this.#timer ??= setInterval(() => this.#look(), this.#period).unref()
  }

  remove(timed: Timed): void {
    if (timed.earlier === null) this.#oldest = timed.later
    else timed.earlier.later = timed.later
    if (timed.later === null) this.#youngest = timed.earlier
    else timed.later.earlier = timed.earlier
    timed.deadlines = null
    timed.earlier = null
    timed.later = null
  }

  #look(): void {
    this.#tick++
    if (this.#oldest === null) {
      if (this.#timer !== null) clearInterval(this.#timer)
      this.#timer = null
      this.#onEmpty()
      return
    }
    // A look more than the timeout has: the first one came at an unknown part of its period.
    while (this.#oldest !== null && this.#tick - this.#oldest.startedTick > this.#looks) {
      const expired: Timed = this.#oldest
      this.remove(expired)
      expired.expire()
    }
  }
}

/** All timeouts of a ring. */
export class Deadlines {
  readonly #lists = new Map<number, DeadlineList>()
  /** The list that was used last: programs have few timeouts, and use one of them all the time. */
  #latest: DeadlineList | null = null

  /** From now on it has `timeout` milliseconds. */
  start(timed: Timed, timeout: number): void {
    if (this.#latest?.timeout !== timeout) this.#latest = this.#listOf(timeout)
    this.#latest.add(timed)
  }

  #listOf(timeout: number): DeadlineList {
    const known = this.#lists.get(timeout)
    if (known !== undefined) return known
    const list = new DeadlineList(timeout, () => this.#forget(timeout))
    this.#lists.set(timeout, list)
    return list
  }

  #forget(timeout: number): void {
    if (this.#latest === this.#lists.get(timeout)) this.#latest = null
    this.#lists.delete(timeout)
  }

  /** Something has happened: it has the whole time again. */
  prolong(timed: Timed): void {
    const list = timed.deadlines
    if (list === null) return
    list.remove(timed)
    list.add(timed)
  }

  /** It is over. */
  end(timed: Timed): void {
    timed.deadlines?.remove(timed)
  }
}
