// What the programs on uring-sdk have in common.
import { SetupFlags } from 'uring-sdk'
import { RawRing } from 'uring-sdk/raw'

const flags =
  SetupFlags.SINGLE_ISSUER |
  SetupFlags.DEFER_TASKRUN |
  SetupFlags.SUBMIT_ALL |
  SetupFlags.NO_SQARRAY

/** The counters of a Ring, as `measure` wants them. */
export function ringCounters(ring) {
  return () => {
    const { enters, completed } = ring.stats()
    return { enters, completions: completed }
  }
}

/** A raw ring and its loop: one enter a turn, which submits and waits for one completion. */
export class RawLoop {
  ring
  enters = 0
  completions = 0

  constructor(entries, cqEntries = entries * 2) {
    this.ring = new RawRing({ entries, cqEntries, flags })
  }

  slot() {
    for (;;) {
      const sqe = this.ring.sq.next()
      if (sqe !== null) return sqe
      this.ring.submit()
      this.enters++
    }
  }

  /** Gives the low word of user data, result and flags of each completion to `complete`. */
  turn(complete) {
    this.ring.submitAndWait(1)
    this.enters++
    const { cq } = this.ring
    const tail = cq.acquire()
    let count = 0
    for (let at = cq.head; at !== tail; at = cq.next(at)) {
      complete(cq.userDataLow(at), cq.res(at), cq.flags(at))
      count++
    }
    cq.release(tail)
    this.completions += count
  }

  counters = () => ({ enters: this.enters, completions: this.completions })
}
