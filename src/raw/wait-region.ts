import {
  EnterFlags,
  Errno,
  MemRegionFlags,
  RegionFlags,
  RegWaitFlags,
} from '../../generated/constants.ts'
import { registerMemRegion } from '../../generated/registers.ts'
import { MemRegionReg, RegionDesc, RegWait } from '../../generated/structs.ts'
import { rangeError } from '../errors.ts'
import { type Kernel, PAGE } from '../kernel/kernel.ts'
import { allocate, type Memory } from './allocate.ts'
import type { RawRing, WaitResult } from './raw-ring.ts'
import { throwing } from './registrar.ts'

/**
 * Wait arguments in memory that the kernel knows: a wait names one by its index, and the kernel
 * reads it without copying or checking an argument of the call. Made by {@link RawRing.waitRegion};
 * lives as long as the ring.
 */
export class WaitRegion {
  /** Wait arguments that there are. */
  readonly count: number
  readonly #ring: RawRing
  readonly #memory: Memory
  readonly #waits: readonly RegWait[]
  readonly #result: WaitResult = { submitted: 0, timedOut: false, interrupted: false }

  /** @internal */
  constructor(kernel: Kernel, ring: RawRing, count: number) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw rangeError('count', 'an integer >= 1', count)
    this.count = count
    this.#ring = ring
    // One more than there are: the kernel reads the first where the very last is named.
    const bytes = Math.ceil(((count + 1) * RegWait.SIZE) / PAGE) * PAGE
    // The page behind the region is for what describes it.
    this.#memory = allocate(bytes + PAGE, {}, kernel)
    const { buffer } = this.#memory.bytes
    this.#waits = Array.from({ length: count }, (_, i) => new RegWait(buffer, i * RegWait.SIZE))
    const region = new RegionDesc(buffer, bytes)
    region.userAddr = this.#memory.address
    region.size = bytes
    region.flags = RegionFlags.TYPE_USER
    const registration = new MemRegionReg()
    registration.regionUptr = this.#memory.address + bytes
    registration.flags = MemRegionFlags.REG_WAIT_ARG
    registerMemRegion(throwing(ring), registration)
  }

  /** A wait argument, to be written at any time between waits. */
  at(index: number): RegWait {
    const wait = this.#waits[index]
    if (wait === undefined) throw rangeError('index', `>= 0 and < ${this.count}`, index)
    return wait
  }

  /**
   * Writes a wait argument that ends after that many nanoseconds; on the ring's clock if the wait
   * has EnterFlags.ABS_TIMER: then it is the time of the end.
   *
   * @param minWaitUs microseconds to wait for all completions, after which one is enough
   */
  set(index: number, timeoutNs: number, minWaitUs = 0): void {
    const wait = this.at(index)
    const seconds = Math.floor(timeoutNs / 1e9)
    wait.ts.tvSec = seconds
    wait.ts.tvNsec = timeoutNs - seconds * 1e9
    wait.flags = RegWaitFlags.TS
    wait.minWaitUsec = minWaitUs
  }

  /**
   * Submits, then waits until `count` completions are ready or the wait argument of that index says
   * that it is enough. It sleeps as long as the argument says, for ever if it has no time, and no
   * Worker can be ended meanwhile. Twin of io_uring_submit_and_wait_reg(3).
   *
   * @param flags `EnterFlags`, such as ABS_TIMER
   * @returns one object that the next call writes anew
   */
  submitAndWait(index: number, count: number, flags = 0): WaitResult {
    this.at(index)
    const { EXT_ARG, EXT_ARG_REG, GETEVENTS } = EnterFlags
    const { sq, cq } = this.#ring
    const { ready } = sq
    const all = GETEVENTS | EXT_ARG | EXT_ARG_REG | flags
    const answer = this.#ring.enter(ready, count, all, index * RegWait.SIZE, RegWait.SIZE)
    const result = this.#result
    result.submitted = Math.max(answer, 0)
    result.interrupted = answer === -Errno.EINTR
    // What was submitted hides how the wait ended; a batch that a bad entry ended did not wait.
    const waited = answer === ready || answer === -Errno.ETIME
    result.timedOut = waited && cq.ready < count
    return result
  }
}
