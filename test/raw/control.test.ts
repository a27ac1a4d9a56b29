import {
  CancelFlags,
  CqeFlags,
  Errno,
  prep,
  type RawRing,
  type Sqe,
  SqeFlags,
  TimeoutFlags,
  Timespec,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, needsKernel, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { pipe } from './fixtures/sockets.ts'

/** Address of a time in milliseconds. */
function time(bench: Bench, ms: number): number {
  const memory = bench.memory(Timespec.SIZE)
  const timespec = new Timespec(memory.bytes.buffer)
  timespec.tvSec = Math.floor(ms / 1000)
  timespec.tvNsec = (ms % 1000) * 1e6
  return memory.address
}

/** How long something takes, in milliseconds. */
function lasting(act: () => void): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

/** A read that no byte comes for, with that user data. */
function stuck(bench: Bench, ring: RawRing, userData: number, fd = pipe(bench)[0]): Sqe {
  const memory = bench.memory(8)
  return put(ring, userData, (sqe) => prep.read(sqe, fd, memory.address, 8, 0, 0))
}

onBackends((bench) => {
  describe('a timeout', () => {
    kernelTest('comes after its time', {}, () => {
      const ring = bench.ring()
      const address = time(bench, 50)
      const ms = lasting(() => {
        expect(run(ring, (sqe) => prep.timeout(sqe, address, 0, 0))).toBe(-Errno.ETIME)
      })
      expect(ms).toBeGreaterThan(49)
      expect(ms).toBeLessThan(500)
    })

    kernelTest('comes at once when so many others are there', {}, () => {
      const ring = bench.ring()
      const address = time(bench, 10_000)
      put(ring, 1, (sqe) => prep.timeout(sqe, address, 2, 0))
      put(ring, 2, prep.nop)
      put(ring, 3, prep.nop)
      expect(results(wait(ring, 3))).toEqual({ 1: 0, 2: 0, 3: 0 })
    })

    kernelTest('is taken back, moved, and unknown when it is over', {}, () => {
      const ring = bench.ring()
      const long = time(bench, 10_000)
      put(ring, 1, (sqe) => prep.timeout(sqe, long, 0, 0))
      put(ring, 2, (sqe) => prep.timeoutRemove(sqe, 1, 0, 0))
      expect(results(wait(ring, 2))).toEqual({ 1: -Errno.ECANCELED, 2: 0 })
      put(ring, 3, (sqe) => prep.timeout(sqe, long, 0, 0))
      const soon = time(bench, 20)
      put(ring, 4, (sqe) => prep.timeoutUpdate(sqe, soon, 3, 0, 0))
      expect(results(wait(ring, 2))).toEqual({ 3: -Errno.ETIME, 4: 0 })
      expect(run(ring, (sqe) => prep.timeoutRemove(sqe, 3, 0, 0))).toBe(-Errno.ENOENT)
    })

    kernelTest(
      'that repeats says with each that more will come, but for the last',
      {},
      (context) => {
        needsKernel(context, '6.4', 'TimeoutFlags.MULTISHOT')
        const ring = bench.ring()
        const address = time(bench, 5)
        put(ring, 1, (sqe) => prep.timeoutMultishot(sqe, address, 3, 0))
        const done = wait(ring, 3)
        expect(done.map(({ res }) => res)).toEqual([-Errno.ETIME, -Errno.ETIME, -Errno.ETIME])
        const more = done.map(({ flags }) => (flags & CqeFlags.F_MORE) !== 0)
        expect(more).toEqual([true, true, false])
      },
    )

    kernelTest('with an absolute time in the past comes at once', {}, () => {
      const ring = bench.ring()
      const address = time(bench, 1)
      const flags = TimeoutFlags.ABS
      expect(run(ring, (sqe) => prep.timeout(sqe, address, 0, flags))).toBe(-Errno.ETIME)
    })
  })

  describe('a linked timeout', () => {
    kernelTest('ends what takes longer', {}, () => {
      const ring = bench.ring()
      const address = time(bench, 30)
      stuck(bench, ring, 2).flags = SqeFlags.IO_LINK
      put(ring, 3, (sqe) => prep.linkTimeout(sqe, address, 0))
      expect(results(wait(ring, 2))).toEqual({ 2: -Errno.ECANCELED, 3: -Errno.ETIME })
    })

    kernelTest('is cancelled by what is faster', {}, () => {
      const ring = bench.ring()
      const address = time(bench, 10_000)
      put(ring, 1, prep.nop).flags = SqeFlags.IO_LINK
      put(ring, 2, (sqe) => prep.linkTimeout(sqe, address, 0))
      expect(results(wait(ring, 2))).toEqual({ 1: 0, 2: -Errno.ECANCELED })
    })

    kernelTest('alone is refused', {}, () => {
      const ring = bench.ring()
      const address = time(bench, 10)
      expect(run(ring, (sqe) => prep.linkTimeout(sqe, address, 0))).toBe(-Errno.EINVAL)
    })
  })

  describe('a cancel', () => {
    kernelTest('finds one by all 64 bits of its user data', {}, () => {
      const ring = bench.ring()
      stuck(bench, ring, 7).userDataHigh = 0x8000_0001
      ring.submit()
      expect(run(ring, (sqe) => prep.asyncCancel(sqe, 7, 0, 0))).toBe(-Errno.ENOENT)
      put(ring, 8, (sqe) => prep.asyncCancel(sqe, 7, 0x8000_0001, 0))
      expect(results(wait(ring, 2))).toEqual({ 7: -Errno.ECANCELED, 8: 0 })
    })

    kernelTest('finds all of a descriptor, or everything, and counts them', {}, () => {
      const ring = bench.ring()
      const [one, other] = [pipe(bench)[0], pipe(bench)[0]]
      for (let i = 1; i <= 3; i++) stuck(bench, ring, i, one)
      for (let i = 4; i <= 5; i++) stuck(bench, ring, i, other)
      ring.submit()
      put(ring, 9, (sqe) => prep.asyncCancelFd(sqe, one, CancelFlags.ALL))
      const first = results(wait(ring, 4))
      expect(first).toEqual({ 9: 3, 1: -125, 2: -125, 3: -125 })
      put(ring, 9, (sqe) => prep.asyncCancel(sqe, 0, 0, CancelFlags.ANY | CancelFlags.ALL))
      expect(results(wait(ring, 3))).toEqual({ 9: 2, 4: -125, 5: -125 })
    })
  })

  describe('a message', () => {
    kernelTest('arrives in another ring with its value and user data', {}, () => {
      const [one, other] = [bench.ring(), bench.ring()]
      const res = run(one, (sqe) => prep.msgRing(sqe, other.fd, 123, 0xffff_fff0, 0x8000_0000, 0))
      expect(res).toBe(0)
      expect(wait(other, 1)).toEqual([{ low: 0xffff_fff0, high: 0x8000_0000, res: 123, flags: 0 }])
    })

    kernelTest('to what is no ring is refused', {}, () => {
      const ring = bench.ring()
      const [read] = pipe(bench)
      expect(run(ring, (sqe) => prep.msgRing(sqe, read, 1, 1, 0, 0))).toBe(-Errno.EBADFD)
    })
  })
})
