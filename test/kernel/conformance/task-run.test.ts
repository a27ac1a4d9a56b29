import {
  EnterFlags,
  Errno,
  GetEventsArg,
  prep,
  PollEvents,
  type RawRing,
  RegisterOp,
  registers,
  SetupFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { reap } from '../../raw/fixtures/queues.ts'
import { eventFd, pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, lasting, onOtherThread, timespec } from './helpers.ts'

const bench = conformanceBench()
const { kernel } = bench
const { DEFER_TASKRUN, SINGLE_ISSUER, R_DISABLED, SQPOLL } = SetupFlags
const { GETEVENTS, EXT_ARG, SQ_WAKEUP } = EnterFlags
const DEFER = DEFER_TASKRUN | SINGLE_ISSUER

/** What an enter of another thread would be. */
const entering = (ring: RawRing, submit: number, wait: number, flags: number): number[] => {
  return [Syscall.io_uring_enter, ring.fd, submit, wait, flags, 0, 0]
}

/** What is readable within a time, found out without a ring. */
function isReadable(fd: number, ms = 0): boolean {
  const { bytes, address } = bench.memory(8)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, fd, true)
  view.setInt16(4, PollEvents.IN, true)
  return kernel.syscall(Syscall.ppoll, address, 1, timespec(bench, ms), 0, 0) === 1
}

/** Another ring writes, so that the end of a pipe that is waited for becomes readable. */
function write(fd: number): void {
  const { address } = bench.memory(8)
  expect(run(bench.ring(), (sqe) => prep.write(sqe, fd, address, 8, -1, 0))).toBe(8)
}

describe('a ring with deferred work', () => {
  kernelTest('runs its operations when it is asked for completions', {}, () => {
    const ring = bench.ring(DEFER)
    put(ring, 1, prep.nop)
    ring.submitAndWait(1)
    expect(results(reap(ring.cq))).toEqual({ 1: 0 })
  })

  kernelTest('signals its eventfd for work that waits, before there is a completion', {}, () => {
    const ring = bench.ring(DEFER)
    const [end, far] = pipe(bench)
    const fd = eventFd(bench)
    expect(registers.registerEventfd(ring, fd)).toBe(0)
    put(ring, 1, (sqe) => prep.pollAdd(sqe, end, PollEvents.IN))
    ring.submit()
    expect(isReadable(fd)).toBe(false)
    write(far)
    expect([isReadable(fd, 5000), ring.cq.ready]).toEqual([true, 0])
    expect(kernel.enter(ring.fd, 0, 0, GETEVENTS, 0, 0)).toBe(0)
    expect(results(reap(ring.cq))).toEqual({ 1: PollEvents.IN })
  })

  kernelTest('signals its eventfd for what completes at once', {}, () => {
    const ring = bench.ring(DEFER)
    const fd = eventFd(bench)
    expect(registers.registerEventfd(ring, fd)).toBe(0)
    put(ring, 1, prep.nop)
    ring.submit()
    expect(isReadable(fd, 5000)).toBe(true)
  })

  kernelTest('lets no other thread wait', {}, async () => {
    const ring = bench.ring(DEFER)
    expect(await onOtherThread(entering(ring, 0, 1, GETEVENTS))).toEqual([-Errno.EEXIST])
  })

  kernelTest('ends a wait with its time, and keeps the one that arrived', {}, () => {
    const ring = bench.ring(DEFER)
    const [end, far] = pipe(bench)
    const argument = bench.memory(GetEventsArg.SIZE)
    new GetEventsArg(argument.bytes.buffer).ts = timespec(bench, 100)
    const words = [GETEVENTS | EXT_ARG, argument.address, GetEventsArg.SIZE] as const
    const waitForTwo = (): number => kernel.enter(ring.fd, 0, 2, ...words)
    put(ring, 1, (sqe) => prep.pollAdd(sqe, end, PollEvents.IN))
    ring.submit()
    expect(waitForTwo()).toBe(-Errno.ETIME)
    write(far)
    const ms = lasting(() => {
      // A wait that has brought something says nothing of its time.
      expect(waitForTwo()).toBe(0)
    })
    expect(ms).toBeGreaterThanOrEqual(99)
    expect(ring.cq.ready).toBe(1)
    expect(ring.submitAndWait(2, 50e6).timedOut).toBe(true)
  })
})

describe('a ring of a single issuer', () => {
  kernelTest('takes nothing from another thread', {}, async () => {
    const ring = bench.ring(SINGLE_ISSUER)
    put(ring, 1, prep.nop)
    ring.sq.publish()
    expect(await onOtherThread(entering(ring, 1, 0, 0))).toEqual([-Errno.EEXIST])
    expect(results(collect(ring, 1))).toEqual({ 1: 0 })
  })

  kernelTest('that is enabled by a thread belongs to it, and not to its maker', {}, async () => {
    const ring = bench.ring(SINGLE_ISSUER | R_DISABLED)
    put(ring, 1, prep.nop)
    ring.sq.publish()
    const enabling = [Syscall.io_uring_register, ring.fd, RegisterOp.REGISTER_ENABLE_RINGS, 0, 0]
    expect(await onOtherThread(enabling, entering(ring, 1, 0, 0))).toEqual([0, 1])
    expect(results(reap(ring.cq))).toEqual({ 1: 0 })
    put(ring, 2, prep.nop)
    ring.sq.publish()
    expect(kernel.enter(ring.fd, 1, 0, 0, 0, 0)).toBe(-Errno.EEXIST)
  })

  kernelTest(
    'with a polling thread takes from everybody, for that thread submits',
    {},
    async () => {
      const ring = bench.ring(SINGLE_ISSUER | SQPOLL)
      put(ring, 1, prep.nop)
      ring.sq.publish()
      expect(await onOtherThread(entering(ring, 1, 0, SQ_WAKEUP))).toEqual([1])
      expect(results(collect(ring, 1))).toEqual({ 1: 0 })
    },
  )

  kernelTest('without that flag a ring takes from every thread', {}, async () => {
    const ring = bench.ring()
    put(ring, 1, prep.nop)
    ring.sq.publish()
    expect(await onOtherThread(entering(ring, 1, 1, GETEVENTS))).toEqual([1])
    expect(results(reap(ring.cq))).toEqual({ 1: 0 })
  })
})
