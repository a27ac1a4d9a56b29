import { release } from 'node:os'
import { writeFileSync } from 'node:fs'
import {
  CancelFlags,
  Errno,
  Op,
  PollEvents,
  prep,
  type RawRing,
  registers,
  SetupFlags,
  type Sqe,
  SqeFlags,
  SyncCancelReg,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { needsKernel, put, results, run } from '../../raw/fixtures/bench.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { isAtLeast, kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, during, opened, temporaryFolder } from './helpers.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { ALL, ANY, FD, FD_FIXED, OP, USERDATA } = CancelFlags
const { EALREADY, ECANCELED, EINTR, ENOENT, ETIME } = Errno
const modes = [0, SetupFlags.DEFER_TASKRUN | SetupFlags.SINGLE_ISSUER]

/** A read that no byte comes for; with `workers` it blocks a thread of the kernel's own. */
function stuck(ring: RawRing, userData: number, fd: number, workers = false): Sqe {
  const { address } = bench.memory(8)
  const sqe = put(ring, userData, (slot) => prep.read(slot, fd, address, 8, -1, 0))
  if (workers) sqe.flags = SqeFlags.ASYNC
  return sqe
}

/** A poll of something that nothing happens to. */
function poll(ring: RawRing, userData: number, fd: number): Sqe {
  return put(ring, userData, (sqe) => prep.pollAdd(sqe, fd, PollEvents.IN))
}

describe('a cancel by user data', () => {
  kernelTest('ends a read that waits', {}, () => {
    const ring = bench.ring()
    stuck(ring, 1, pipe(bench)[0])
    ring.submit()
    put(ring, 2, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: -ECANCELED, 2: 0 })
  })

  kernelTest('ends or interrupts a read that blocks a thread', {}, () => {
    const ring = bench.ring()
    stuck(ring, 1, pipe(bench)[0], true)
    expect(during(ring, 20)).toEqual([])
    put(ring, 2, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
    const done = results(collect(ring, 2))
    expect([-ECANCELED, -EINTR]).toContain(done[1])
    expect([0, -EALREADY]).toContain(done[2])
  })

  kernelTest('finds nothing that is unknown, and nothing of another ring', {}, () => {
    const [ring, other] = [bench.ring(), bench.ring()]
    stuck(ring, 1, pipe(bench)[0])
    ring.submit()
    expect(run(ring, (sqe) => prep.asyncCancel(sqe, 77, 0, 0))).toBe(-ENOENT)
    expect(run(other, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))).toBe(-ENOENT)
    expect(during(ring, 10)).toEqual([])
  })

  kernelTest('races with its operation to few ends only, with one completion for each', {}, () => {
    writeFileSync(path('content'), Buffer.alloc(64))
    const fd = opened(bench, path('content'), 'r')
    const seen = new Set<string>()
    for (const mode of modes) {
      const ring = bench.ring(mode, 64)
      const { address } = bench.memory(64)
      for (let round = 0; round < 50; round++) {
        for (let i = 0; i < 16; i++) {
          const read = put(ring, 2 * i, (sqe) => prep.read(sqe, fd, address, 64, 0, 0))
          read.flags = SqeFlags.ASYNC
          put(ring, 2 * i + 1, (sqe) => prep.asyncCancel(sqe, 2 * i, 0, 0))
        }
        const done = results(collect(ring, 32))
        expect(Object.keys(done)).toHaveLength(32)
        for (let i = 0; i < 16; i++) seen.add(`${done[2 * i]} ${done[2 * i + 1]}`)
      }
    }
    const ends = [
      [-ECANCELED, 0],
      [64, -ENOENT],
      [64, -EALREADY],
      [-EINTR, -EALREADY],
      [-ECANCELED, -EALREADY],
    ]
    // Seen on Linux 6.1, once in thousands: cancelled, and not found by whoever cancelled it.
    if (!isAtLeast(release(), '6.12')) ends.push([-ECANCELED, -ENOENT])
    const allowed = ends.map(([res, cancel]) => `${res} ${cancel}`)
    expect([...seen].filter((end) => !allowed.includes(end))).toEqual([])
  })
})

describe('a cancel of many', () => {
  /** Polls of two descriptors in turns, 1 to 8. */
  function polls(ring: RawRing, fds: readonly number[], flags = 0): void {
    for (let i = 0; i < 8; i++) poll(ring, i + 1, fds[i % fds.length] ?? -1).flags = flags
    expect(during(ring, 5)).toEqual([])
  }

  /** How many completions say that they were cancelled, and what the cancel says. */
  function cancelled(ring: RawRing, count: number, fill: (sqe: Sqe) => void): number {
    put(ring, 99, fill)
    const done = collect(ring, count + 1)
    const others = done.filter(({ low }) => low !== 99)
    expect(others.map(({ res }) => res)).toEqual(Array(count).fill(-ECANCELED))
    return done.find(({ low }) => low === 99)?.res ?? NaN
  }

  kernelTest('counts all of a descriptor', {}, () => {
    for (const mode of modes) {
      const ring = bench.ring(mode)
      const [fd] = pipe(bench)
      polls(ring, [fd])
      expect(cancelled(ring, 8, (sqe) => prep.asyncCancelFd(sqe, fd, ALL))).toBe(8)
      expect(run(ring, (sqe) => prep.asyncCancelFd(sqe, fd, ALL))).toBe(0)
      expect(run(ring, (sqe) => prep.asyncCancelFd(sqe, fd, 0))).toBe(-ENOENT)
    }
  })

  kernelTest('leaves those of another descriptor alone', {}, () => {
    const ring = bench.ring()
    const [[fd], [other]] = [pipe(bench), pipe(bench)]
    polls(ring, [fd, other])
    expect(cancelled(ring, 4, (sqe) => prep.asyncCancelFd(sqe, fd, ALL))).toBe(4)
    expect(cancelled(ring, 4, (sqe) => prep.asyncCancelFd(sqe, other, ALL))).toBe(4)
  })

  kernelTest('takes everything when it is told to', {}, () => {
    const ring = bench.ring()
    polls(ring, [pipe(bench)[0], pipe(bench)[0]])
    expect(cancelled(ring, 8, (sqe) => prep.asyncCancel(sqe, 0, 0, ANY | ALL))).toBe(8)
  })

  kernelTest('without ALL takes one, but for one that takes everything', {}, () => {
    const ring = bench.ring()
    const [fd] = pipe(bench)
    polls(ring, [fd])
    expect(cancelled(ring, 1, (sqe) => prep.asyncCancelFd(sqe, fd, 0))).toBe(0)
    expect(cancelled(ring, 7, (sqe) => prep.asyncCancel(sqe, 0, 0, ANY))).toBe(7)
  })

  kernelTest('finds registered files by their slots', {}, () => {
    const ring = bench.ring()
    const fds = Int32Array.of(pipe(bench)[0], pipe(bench)[0])
    expect(registers.registerFiles(ring, fds)).toBe(0)
    polls(ring, [0, 1], SqeFlags.FIXED_FILE)
    const bySlot = (sqe: Sqe): void => prep.asyncCancelFd(sqe, 1, ALL | FD_FIXED)
    expect(cancelled(ring, 4, bySlot)).toBe(4)
    expect(cancelled(ring, 4, (sqe) => prep.asyncCancel(sqe, 0, 0, ANY | ALL))).toBe(4)
  })

  kernelTest('by descriptor and user data takes what matches both', {}, (context) => {
    needsKernel(context, '6.6', 'CancelFlags.USERDATA')
    const ring = bench.ring()
    const [[fd], [other]] = [pipe(bench), pipe(bench)]
    poll(ring, 1, fd)
    poll(ring, 1, other)
    poll(ring, 2, fd)
    ring.submit()
    const both = (userData: number) => (sqe: Sqe) => {
      prep.asyncCancel(sqe, userData, 0, FD | USERDATA | ALL)
      sqe.fd = fd
    }
    expect(cancelled(ring, 1, both(1))).toBe(1)
    expect(run(ring, both(1))).toBe(0)
    expect(cancelled(ring, 2, (sqe) => prep.asyncCancel(sqe, 0, 0, ANY | ALL))).toBe(2)
  })
})

describe('a synchronous cancel', () => {
  function cancel(ring: RawRing, how: Partial<SyncCancelReg>, ms = 5000): number {
    const argument = new SyncCancelReg()
    Object.assign(argument, { fd: -1 }, how)
    argument.timeout.tvSec = Math.floor(ms / 1000)
    argument.timeout.tvNsec = (ms % 1000) * 1e6
    return registers.registerSyncCancel(ring, argument)
  }

  kernelTest('ends a read, whose completion may come later', {}, () => {
    for (const mode of modes) {
      const ring = bench.ring(mode)
      stuck(ring, 1, pipe(bench)[0])
      ring.submit()
      expect(cancel(ring, { addr: 1n })).toBeGreaterThanOrEqual(0)
      expect(results(collect(ring, 1))).toEqual({ 1: -ECANCELED })
      expect(cancel(ring, { addr: 1n })).toBe(-ENOENT)
    }
  })

  kernelTest('ends all of a descriptor', {}, () => {
    const ring = bench.ring()
    const [fd] = pipe(bench)
    for (let i = 1; i <= 4; i++) stuck(ring, i, fd)
    ring.submit()
    expect(cancel(ring, { fd, flags: FD | ALL })).toBeGreaterThanOrEqual(0)
    const done = collect(ring, 4)
    expect(done.map(({ res }) => res)).toEqual(Array(4).fill(-ECANCELED))
  })

  kernelTest('finds operations by their opcode', {}, (context) => {
    needsKernel(context, '6.6', 'CancelFlags.OP')
    const ring = bench.ring()
    const [fd] = pipe(bench)
    stuck(ring, 1, fd)
    poll(ring, 2, fd)
    ring.submit()
    expect(cancel(ring, { opcode: Op.READ, flags: OP })).toBeGreaterThanOrEqual(0)
    expect(results(collect(ring, 1))).toEqual({ 1: -ECANCELED })
    expect(cancel(ring, { opcode: Op.READ, flags: OP })).toBe(-ENOENT)
    expect(cancel(ring, { opcode: Op.POLL_ADD, flags: OP })).toBeGreaterThanOrEqual(0)
    expect(results(collect(ring, 1))).toEqual({ 2: -ECANCELED })
  })

  kernelTest('waits for its time at most', {}, () => {
    const ring = bench.ring()
    stuck(ring, 1, pipe(bench)[0], true)
    expect(during(ring, 20)).toEqual([])
    expect([0, -ETIME]).toContain(cancel(ring, { addr: 1n }, 0.001))
    const [done] = collect(ring, 1)
    expect([-ECANCELED, -EINTR]).toContain(done?.res)
  })
})
