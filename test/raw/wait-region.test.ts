import {
  ClockId,
  ClockRegister,
  EnterFlags,
  Errno,
  prep,
  type RawRing,
  RegisterOp,
  registers,
  SetupFlags,
  throwing,
  type WaitRegion,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, onBackends, put, results } from './fixtures/bench.ts'
import { reap } from './fixtures/queues.ts'

const { DEFER_TASKRUN, R_DISABLED, SINGLE_ISSUER } = SetupFlags
const REGION = { register: RegisterOp.REGISTER_MEM_REGION }
const NEVER = 10e9

/** A ring with a wait region, enabled. */
function waiting(bench: Bench, count = 4, flags = 0): { ring: RawRing; region: WaitRegion } {
  const ring = bench.ring(flags | R_DISABLED)
  const region = ring.waitRegion(count)
  registers.registerEnableRings(throwing(ring))
  return { ring, region }
}

/** Milliseconds that something takes. */
function timed(run: () => void): number {
  const started = performance.now()
  run()
  return performance.now() - started
}

onBackends((bench) => {
  kernelTest('a registered wait brings what is there', { needs: [REGION] }, () => {
    const { ring, region } = waiting(bench)
    region.set(0, NEVER)
    for (const id of [1, 2, 3]) put(ring, id, prep.nop)
    const result = region.submitAndWait(0, 3)
    expect(result).toEqual({ submitted: 3, timedOut: false, interrupted: false })
    expect(results(reap(ring.cq))).toEqual({ 1: 0, 2: 0, 3: 0 })
  })

  kernelTest('it ends when its time is over', { needs: [REGION] }, () => {
    const { ring, region } = waiting(bench, 4, SINGLE_ISSUER | DEFER_TASKRUN)
    region.set(2, 60e6)
    let result = { submitted: -1, timedOut: false, interrupted: false }
    expect(timed(() => (result = region.submitAndWait(2, 1)))).toBeGreaterThanOrEqual(59)
    expect(result).toEqual({ submitted: 0, timedOut: true, interrupted: false })
    put(ring, 1, prep.nop)
    expect(timed(() => (result = region.submitAndWait(2, 2)))).toBeGreaterThanOrEqual(59)
    expect(result).toEqual({ submitted: 1, timedOut: true, interrupted: false })
    expect(results(reap(ring.cq))).toEqual({ 1: 0 })
  })

  kernelTest('the last index of a full page is a wait of its own too', { needs: [REGION] }, () => {
    const { region } = waiting(bench, 64)
    region.set(0, 200e6)
    region.set(63, 20e6)
    // The kernel would read the first where the last place of the region is named.
    expect(timed(() => region.submitAndWait(63, 1))).toBeGreaterThanOrEqual(19)
    region.set(0, 20e6)
    region.set(63, 200e6)
    expect(timed(() => region.submitAndWait(63, 1))).toBeGreaterThanOrEqual(199)
  })

  kernelTest(
    'each index is a wait of its own, and is read when it is named',
    { needs: [REGION] },
    () => {
      const { region } = waiting(bench, 100)
      expect(region.count).toBe(100)
      region.set(0, NEVER)
      region.set(99, 20e6)
      expect(region.submitAndWait(99, 1).timedOut).toBe(true)
      region.at(0).ts.tvSec = 0
      region.at(0).ts.tvNsec = 30e6
      const elapsed = timed(() => region.submitAndWait(0, 1))
      expect(elapsed).toBeGreaterThanOrEqual(29)
      expect(() => region.submitAndWait(100, 1)).toThrow(RangeError)
      expect(() => region.at(-1)).toThrow(RangeError)
    },
  )

  kernelTest('after the least time one completion is enough', { needs: [REGION] }, () => {
    const { ring, region } = waiting(bench)
    region.set(1, NEVER, 20_000)
    put(ring, 1, prep.nop)
    const elapsed = timed(() => region.submitAndWait(1, 4))
    expect(elapsed).toBeGreaterThanOrEqual(19)
    expect(elapsed).toBeLessThan(NEVER / 2e6)
    expect(results(reap(ring.cq))).toEqual({ 1: 0 })
  })

  kernelTest(
    'a region comes to a ring that is disabled, and only once',
    { needs: [REGION] },
    () => {
      const enabled = bench.ring()
      const refused = { syscall: 'io_uring_register', op: 'REGISTER_MEM_REGION' }
      expect(() => enabled.waitRegion(1)).toThrow(
        expect.objectContaining({ code: 'EINVAL', ...refused }),
      )
      expect(() => enabled.waitRegion(1)).toThrow(/to a ring that is enabled/)
      const ring = bench.ring(R_DISABLED)
      expect(ring.waitRegion(1).count).toBe(1)
      expect(() => ring.waitRegion(1)).toThrow(
        expect.objectContaining({ code: 'EBUSY', ...refused }),
      )
      expect(() => ring.waitRegion(0)).toThrow(RangeError)
    },
  )

  kernelTest(
    'an absolute wait ends at that time of the clock of the ring',
    { needs: [REGION] },
    () => {
      const { ring, region } = waiting(bench)
      const clock = new ClockRegister()
      for (const id of [ClockId.MONOTONIC, ClockId.BOOTTIME]) {
        clock.clockid = id
        expect(registers.registerClock(ring, clock)).toBe(0)
        // Of Node's clocks only this one has the kernel's zero, that of CLOCK_MONOTONIC.
        const now = Number(process.hrtime.bigint())
        region.set(0, now + 40e6)
        expect(region.submitAndWait(0, 1, EnterFlags.ABS_TIMER).timedOut).toBe(true)
        if (id === ClockId.MONOTONIC) {
          expect(Number(process.hrtime.bigint()) - now).toBeGreaterThanOrEqual(40e6)
        }
      }
      clock.clockid = ClockId.REALTIME
      expect(registers.registerClock(ring, clock)).toBe(-Errno.EINVAL)
    },
  )
})
