import {
  ClockRegister,
  EnterFlags,
  Errno,
  GetEventsArg,
  MemRegionFlags,
  MemRegionReg,
  prep,
  type RawRing,
  RegionDesc,
  RegionFlags,
  RegisterOp,
  registers,
  RegWait,
  RegWaitFlags,
  SetupFlags,
  Timespec,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { MapFlags, ProtFlags, Syscall } from '../../../generated/internal.ts'
import { needsKernel, put, results } from '../../raw/fixtures/bench.ts'
import { reap } from '../../raw/fixtures/queues.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { conformanceBench, lasting, timespec } from './helpers.ts'

const bench = conformanceBench()
const { kernel } = bench
const { GETEVENTS, EXT_ARG, EXT_ARG_REG, ABS_TIMER } = EnterFlags
const { EFAULT, EINVAL, ETIME } = Errno
const { DEFER_TASKRUN, SINGLE_ISSUER, R_DISABLED } = SetupFlags
const MONOTONIC = 1
const BOOTTIME = 7
const PAGE = 4096
const SYS_CLOCK_GETTIME = process.arch === 'x64' ? 228 : 113

/** One enter that waits with an argument in memory. */
function waitFor(ring: RawRing, count: number, argument: Partial<GetEventsArg>, flags = 0): number {
  const { bytes, address } = bench.memory(GetEventsArg.SIZE)
  Object.assign(new GetEventsArg(bytes.buffer), argument)
  const all = GETEVENTS | EXT_ARG | flags
  return kernel.enter(ring.fd, 0, count, all, address, GetEventsArg.SIZE)
}

/** A timeout of the ring itself completes after that time, while the thread is in a wait. */
function later(ring: RawRing, ms: number): void {
  const time = timespec(bench, ms)
  put(ring, 1, (sqe) => prep.timeout(sqe, time, 0, 0))
  ring.submit()
}

describe('a wait with a time', () => {
  const CLOCK = { needs: [{ register: RegisterOp.REGISTER_CLOCK }] }

  kernelTest('ends when the time is over', {}, () => {
    const ts = timespec(bench, 100)
    const ms = lasting(() => expect(waitFor(bench.ring(), 1, { ts })).toBe(-ETIME))
    expect(ms).toBeGreaterThanOrEqual(99)
  })

  function setClock(ring: RawRing, clockid: number): number {
    const argument = new ClockRegister()
    argument.clockid = clockid
    return registers.registerClock(ring, argument)
  }

  kernelTest('is measured on the clock of the ring', CLOCK, () => {
    const ring = bench.ring()
    for (const clock of [MONOTONIC, BOOTTIME]) {
      expect(setClock(ring, clock)).toBe(0)
      const ts = timespec(bench, 100)
      const ms = lasting(() => expect(waitFor(ring, 1, { ts })).toBe(-ETIME))
      expect(ms).toBeGreaterThanOrEqual(99)
    }
  })

  kernelTest('may end at a point of that clock', CLOCK, () => {
    const ring = bench.ring()
    for (const clock of [MONOTONIC, BOOTTIME]) {
      expect(setClock(ring, clock)).toBe(0)
      const memory = bench.memory(Timespec.SIZE)
      const point = new Timespec(memory.bytes.buffer)
      const ts = memory.address
      const ms = lasting(() => {
        expect(kernel.syscall(SYS_CLOCK_GETTIME, clock, ts)).toBe(0)
        point.tvSec += 1
        expect(waitFor(ring, 1, { ts }, ABS_TIMER)).toBe(-ETIME)
      })
      expect(ms).toBeGreaterThanOrEqual(990)
      expect(lasting(() => waitFor(ring, 1, { ts }, ABS_TIMER))).toBeLessThan(900)
    }
  })

  kernelTest('knows clocks of the kernel only', CLOCK, () => {
    const ring = bench.ring()
    expect(setClock(ring, -1)).toBe(-EINVAL)
    expect(ring.register(RegisterOp.REGISTER_CLOCK, null, 0)).toBe(-EINVAL)
    expect(ring.register(RegisterOp.REGISTER_CLOCK, PAGE, 0)).toBe(-EFAULT)
  })
})

describe('a wait with a minimum time', () => {
  const minimum = (context: Parameters<typeof needsKernel>[0]): void =>
    needsKernel(context, '6.12', 'Features.MIN_TIMEOUT')
  const [minWaitUsec, minMs] = [100_000, 100]

  kernelTest('returns at once when enough is there', {}, (context) => {
    minimum(context)
    const ring = bench.ring()
    for (let i = 0; i < 4; i++) put(ring, i, prep.nop)
    ring.submit()
    const ts = timespec(bench, 30_000)
    const argument = { ts, minWaitUsec: 20_000_000 }
    expect(lasting(() => expect(waitFor(ring, 4, argument)).toBe(0))).toBeLessThan(10_000)
  })

  kernelTest('is content with less when that time is over', {}, (context) => {
    minimum(context)
    for (const flags of [0, DEFER_TASKRUN | SINGLE_ISSUER]) {
      const ring = bench.ring(flags)
      for (let i = 0; i < 2; i++) put(ring, i, prep.nop)
      ring.submit()
      const ts = timespec(bench, 30_000)
      const ms = lasting(() => expect(waitFor(ring, 4, { ts, minWaitUsec })).toBe(0))
      expect(ms).toBeGreaterThanOrEqual(minMs - 1)
      expect(ms).toBeLessThan(20_000)
      expect(ring.cq.ready).toBe(2)
    }
  })

  kernelTest('goes on without any, to the first that comes or to the end', {}, (context) => {
    minimum(context)
    for (const flags of [0, DEFER_TASKRUN | SINGLE_ISSUER]) {
      const ring = bench.ring(flags)
      const ts = timespec(bench, 300)
      const none = lasting(() => expect(waitFor(ring, 4, { ts, minWaitUsec })).toBe(-ETIME))
      expect(none).toBeGreaterThanOrEqual(299)
      later(ring, 250)
      const long = timespec(bench, 30_000)
      const one = lasting(() => expect(waitFor(ring, 4, { ts: long, minWaitUsec })).toBe(0))
      expect(one).toBeGreaterThanOrEqual(200)
      expect(one).toBeLessThan(20_000)
      expect(ring.cq.ready).toBe(1)
    }
  })

  kernelTest('ends at the time of the wait when the minimum is not shorter', {}, (context) => {
    minimum(context)
    for (const minWaitUsec of [200_000, 500_000]) {
      const ts = timespec(bench, 200)
      const ms = lasting(() => {
        expect(waitFor(bench.ring(), 4, { ts, minWaitUsec })).toBe(-ETIME)
      })
      expect(ms).toBeGreaterThanOrEqual(199)
    }
  })
})

describe('a registered wait', () => {
  const REGION = { needs: [{ register: RegisterOp.REGISTER_MEM_REGION }] }
  const { TYPE_USER } = RegionFlags
  const { REG_WAIT_ARG } = MemRegionFlags

  /** Registers memory for waits; what the kernel says. */
  function region(
    ring: RawRing,
    desc: Partial<RegionDesc>,
    reg: Partial<MemRegionReg> = {},
  ): number {
    const memory = bench.memory(RegionDesc.SIZE)
    Object.assign(new RegionDesc(memory.bytes.buffer), { flags: TYPE_USER, size: PAGE }, desc)
    const argument = new MemRegionReg()
    Object.assign(argument, { regionUptr: memory.address, flags: REG_WAIT_ARG }, reg)
    return registers.registerMemRegion(ring, argument)
  }

  /** A ring with a page of waits. */
  function ringWithWaits(): { ring: RawRing; waits: RegWait[] } {
    const ring = bench.ring(R_DISABLED)
    const { bytes, address } = bench.memory(PAGE)
    expect(region(ring, { userAddr: address })).toBe(0)
    expect(registers.registerEnableRings(ring)).toBe(0)
    const count = PAGE / RegWait.SIZE
    const waits = Array.from(
      { length: count },
      (_, i) => new RegWait(bytes.buffer, i * RegWait.SIZE),
    )
    return { ring, waits }
  }

  /** An enter that waits with the registered argument at that place. */
  function waitAt(ring: RawRing, index: number, flags: number = EXT_ARG | EXT_ARG_REG): number {
    const offset = index * RegWait.SIZE
    return kernel.enter(ring.fd, 0, 1, GETEVENTS | flags, offset, RegWait.SIZE)
  }

  function limit(wait: RegWait | undefined, ms: number): void {
    if (wait === undefined) throw new Error('there is no such wait')
    wait.flags = RegWaitFlags.TS
    wait.ts.tvSec = Math.floor(ms / 1000)
    wait.ts.tvNsec = (ms % 1000) * 1e6
  }

  kernelTest('ends when its time is over', REGION, () => {
    const { ring, waits } = ringWithWaits()
    limit(waits[0], 1100)
    const ms = lasting(() => expect(waitAt(ring, 0)).toBe(-ETIME))
    expect(ms).toBeGreaterThanOrEqual(1099)
    expect(ms).toBeLessThan(20_000)
  })

  kernelTest('is registered while the ring is disabled, and once', REGION, () => {
    const { address } = bench.memory(PAGE)
    expect(region(bench.ring(), { userAddr: address })).toBe(-EINVAL)
    const ring = bench.ring(R_DISABLED)
    expect(region(ring, { userAddr: address })).toBe(0)
    expect(region(ring, { userAddr: address })).toBe(-Errno.EBUSY)
  })

  kernelTest('has memory that is there, may be written, and is made of whole pages', REGION, () => {
    const ring = bench.ring(R_DISABLED)
    const { address } = bench.memory(2 * PAGE)
    const fixed = MapFlags.PRIVATE | MapFlags.ANONYMOUS
    const readOnly = kernel.syscall(Syscall.mmap, 0, PAGE, ProtFlags.READ, fixed, -1, 0)
    expect(readOnly).toBeGreaterThan(0)
    bench.later(() => kernel.syscall(Syscall.munmap, readOnly, PAGE))
    expect(region(ring, {}, { regionUptr: 0 })).toBe(-EFAULT)
    expect(region(ring, { userAddr: 0 })).toBe(-EFAULT)
    expect(region(ring, { userAddr: PAGE })).toBe(-EFAULT)
    expect(region(ring, { userAddr: readOnly })).toBe(-EFAULT)
    expect(region(ring, { userAddr: address + 64 })).toBe(-EINVAL)
    expect(region(ring, { userAddr: address, size: 0 })).toBe(-EINVAL)
    expect(region(ring, { userAddr: address, size: 100 })).toBe(-EINVAL)
    expect(region(ring, { userAddr: address })).toBe(0)
  })

  kernelTest('may be any in the region, and none behind it', REGION, () => {
    const { ring, waits } = ringWithWaits()
    for (const wait of waits) limit(wait, 10)
    for (const index of [0, 1, 30, waits.length - 1]) expect(waitAt(ring, index)).toBe(-ETIME)
    expect(waitAt(ring, waits.length)).toBe(-EFAULT)
  })

  kernelTest('at the last place of the region is taken for the first', REGION, () => {
    const { ring, waits } = ringWithWaits()
    for (const wait of waits.slice(1)) wait.flags = 1 << 31
    limit(waits[0], 10)
    expect(waitAt(ring, waits.length - 2)).toBe(-EINVAL)
    expect(waitAt(ring, waits.length - 1)).toBe(-ETIME)
  })

  kernelTest('has a signal mask of the right size', REGION, () => {
    const { ring, waits } = ringWithWaits()
    limit(waits[0], 10)
    const mask = bench.memory(8)
    Object.assign(waits[0] ?? {}, { sigmask: mask.address, sigmaskSz: 1 })
    expect(waitAt(ring, 0)).toBe(-EINVAL)
    Object.assign(waits[0] ?? {}, { sigmaskSz: 8 })
    expect(waitAt(ring, 0)).toBe(-ETIME)
  })

  kernelTest('is not looked at without EXT_ARG', REGION, () => {
    const { ring, waits } = ringWithWaits()
    limit(waits[0], 10)
    put(ring, 1, prep.nop)
    ring.sq.publish()
    // What the argument means then is a signal mask, of which there is none at address 0.
    const answer = kernel.enter(ring.fd, 1, 1, GETEVENTS | EXT_ARG_REG, 0, RegWait.SIZE)
    expect(answer).toBe(1)
    expect(results(reap(ring.cq))).toEqual({ 1: 0 })
  })

  kernelTest('of a ring without a region is refused, and nothing is waited for', REGION, () => {
    expect(waitAt(bench.ring(), 0)).toBe(-EFAULT)
  })
})
