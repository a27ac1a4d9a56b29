// What both programs of the ladder share: their switches, and a ring that counts what it enters.
import { readFileSync } from 'node:fs'

import { RawRing, SetupFlags } from 'uring-sdk/raw'

/** With min-wait: so many completions, or those that there are after so long. */
const WAIT_FOR = 16
const MIN_WAIT_NS = 50_000

/** The switches of --with, as a set; what does not go together is said and not tried. */
export function switchesOf(program, text) {
  const all = JSON.parse(readFileSync(new URL('techniques.json', import.meta.url), 'utf8'))
  const { ladder, aside } = all[program]
  const known = [...ladder, ...aside]
  const on = new Set(text.split(',').filter((name) => name !== ''))
  for (const name of on) {
    const technique = known.find((one) => one.name === name)
    if (technique === undefined) {
      const names = known.map((one) => one.name).join(', ')
      throw new Error(`there is no switch "${name}"; there is ${names}`)
    }
    const lacking = technique.needs?.find((other) => !on.has(other))
    if (lacking !== undefined) throw new Error(`${name} needs ${lacking}`)
    const refused = Object.entries(technique.refuses ?? {}).find(([other]) => on.has(other))
    if (refused) throw new Error(`${name} does not go with ${refused[0]}: ${refused[1]}`)
  }
  return on
}

/** Each way to submit and to wait is a switch; the caller says `filled` behind each operation. */
export class LadderRing {
  raw
  enters = 0
  completions = 0
  #batching
  #polled
  /** An enter also fetches completions, so that none is left out. */
  #deferred
  #minWait

  constructor(on, { entries, cqEntries }) {
    this.#batching = on.has('batching')
    this.#polled = on.has('sqpoll')
    this.#deferred = on.has('defer-taskrun')
    this.#minWait = on.has('min-wait')
    let flags = SetupFlags.SUBMIT_ALL
    if (this.#deferred) flags |= SetupFlags.SINGLE_ISSUER | SetupFlags.DEFER_TASKRUN
    if (this.#polled) flags |= SetupFlags.SQPOLL
    this.raw = new RawRing({ entries, cqEntries, flags })
    if (on.has('ring-fd')) this.raw.registerRingFd()
  }

  /** Room for a chain, whose members go to the kernel together. */
  room(count) {
    if (this.raw.sq.space < count) this.submit()
    while (this.raw.sq.space < count) this.raw.waitForSpace()
  }

  slot() {
    for (;;) {
      const sqe = this.raw.sq.next()
      if (sqe !== null) return sqe
      this.room(1)
    }
  }

  /** An operation is complete in its slot. */
  filled() {
    if (!this.#batching) this.submit()
  }

  submit() {
    const { sq } = this.raw
    if (this.#polled ? sq.needsWakeup : sq.ready > 0 || this.#deferred) this.enters++
    this.raw.submit()
  }

  /** Submits what is there, waits, and gives user data, result and flags of all that has come. */
  round(complete) {
    const { cq, sq } = this.raw
    const wanted = this.#minWait ? WAIT_FOR : 1
    const waits = cq.ready < wanted
    if (waits || (!this.#polled && (sq.ready > 0 || this.#deferred))) this.enters++
    if (this.#minWait) this.raw.submitAndWait(wanted, Infinity, MIN_WAIT_NS)
    else this.raw.submitAndWait(wanted)
    const tail = cq.acquire()
    const head = cq.head
    for (let at = head; at !== tail; at = cq.next(at)) {
      complete(cq.userDataLow(at), cq.res(at), cq.flags(at), cq.userDataHigh(at))
      this.completions++
    }
    cq.release(tail)
  }

  counters = () => ({ enters: this.enters, completions: this.completions })
}
