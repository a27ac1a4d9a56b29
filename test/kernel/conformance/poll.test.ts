import {
  CqeFlags,
  EpollEvent,
  EpollEvents,
  EpollOp,
  Errno,
  Iovec,
  type Memory,
  Op,
  PollEvents,
  prep,
  type RawRing,
  registers,
  SetupFlags,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { closeQuietly, eventFd, pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, during } from './helpers.ts'

const bench = conformanceBench()
const { IN } = PollEvents
const SYS_EPOLL_CREATE1 = process.arch === 'x64' ? 291 : 20

/** Another ring writes bytes. */
function write(fd: number, length = 8): void {
  const { address } = bench.memory(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))
  const other = bench.ring()
  expect(run(other, (sqe) => prep.write(sqe, fd, address, length, -1, 0))).toBe(length)
}

describe('a poll', () => {
  kernelTest('completes when a byte comes', {}, () => {
    const ring = bench.ring()
    const [end, far] = pipe(bench)
    put(ring, 1, (sqe) => prep.pollAdd(sqe, end, IN))
    expect(during(ring, 10)).toEqual([])
    write(far)
    expect(results(collect(ring, 1))).toEqual({ 1: IN })
  })

  kernelTest('completes at once with what is there', {}, () => {
    const ring = bench.ring()
    const [end, far] = pipe(bench)
    write(far)
    expect(run(ring, (sqe) => prep.pollAdd(sqe, end, IN))).toBe(IN)
    expect(run(ring, (sqe) => prep.pollAdd(sqe, far, PollEvents.OUT))).toBe(PollEvents.OUT)
  })

  kernelTest('of its own ring completes with the completion of another operation', {}, () => {
    const ring = bench.ring()
    put(ring, 1, (sqe) => prep.pollAdd(sqe, ring.fd, IN))
    expect(during(ring, 10)).toEqual([])
    put(ring, 2, prep.nop)
    expect(results(collect(ring, 2))).toEqual({ 1: IN, 2: 0 })
  })

  kernelTest('of a ring that is disabled waits until it works', {}, () => {
    const [ring, other] = [bench.ring(), bench.ring(SetupFlags.R_DISABLED)]
    put(ring, 1, (sqe) => prep.pollAdd(sqe, other.fd, IN))
    expect(during(ring, 10)).toEqual([])
    expect(registers.registerEnableRings(other)).toBe(0)
    put(other, 2, prep.nop)
    other.submit()
    expect(results(collect(ring, 1))).toEqual({ 1: IN })
  })

  kernelTest('that repeats ends with a completion that says so, whatever overflows', {}, () => {
    const ring = bench.ring(0, 2, 2)
    const [end, far] = pipe(bench)
    put(ring, 1, (sqe) => prep.pollAddMultishot(sqe, end, IN))
    ring.submit()
    for (const i of [2, 3]) put(ring, i, prep.nop)
    ring.submit()
    for (let i = 0; i < 4; i++) {
      write(far, 1)
      ring.submit()
    }
    const done = during(ring, 50)
    const mine = done.filter(({ low }) => low === 1)
    expect(mine.length).toBeGreaterThan(0)
    const last = mine.findIndex(({ flags }) => (flags & CqeFlags.F_MORE) === 0)
    expect([-1, mine.length - 1]).toContain(last)
    expect(results(done.filter(({ low }) => low !== 1))).toEqual({ 2: 0, 3: 0 })
  })

  kernelTest('is the head of a chain that reads an eventfd', {}, () => {
    const ring = bench.ring()
    const fd = eventFd(bench)
    const target = bench.memory(8)
    const vector = bench.memory(Iovec.SIZE)
    const iovec = new Iovec(vector.bytes.buffer)
    iovec.iovBase = target.address
    iovec.iovLen = 8
    put(ring, 1, (sqe) => prep.pollAdd(sqe, fd, IN)).flags = SqeFlags.IO_LINK
    put(ring, 2, (sqe) => prep.readv(sqe, fd, vector.address, 1, -1, 0))
    expect(during(ring, 10)).toEqual([])
    write(fd)
    expect(results(collect(ring, 2))).toEqual({ 1: 1, 2: 8 })
    expect(target.bytes[0]).toBe(1)
  })
})

describe('a wait for an epoll set', () => {
  const EPOLL = { needs: [Op.EPOLL_WAIT] }
  const event = (memory: Memory, index = 0): EpollEvent =>
    new EpollEvent(memory.bytes.buffer, index * EpollEvent.SIZE)

  /** A set that watches the near ends of pipes, each with its index as data. */
  function watched(ring: RawRing, ...fds: readonly number[]): number {
    const set = bench.kernel.syscall(SYS_EPOLL_CREATE1, 0)
    bench.later(() => closeQuietly(set))
    for (const [index, fd] of fds.entries()) {
      const memory = bench.memory(EpollEvent.SIZE)
      event(memory).events = EpollEvents.IN
      event(memory).data = 100 + index
      const add = (sqe: Sqe): void => prep.epollCtl(sqe, set, fd, EpollOp.ADD, memory.address)
      expect(run(ring, add)).toBe(0)
    }
    return set
  }

  kernelTest('brings what is ready, with its data', EPOLL, () => {
    const ring = bench.ring()
    const pipes = [pipe(bench), pipe(bench), pipe(bench)] as const
    const set = watched(ring, ...pipes.map(([end]) => end))
    write(pipes[0][1])
    write(pipes[2][1])
    const memory = bench.memory(8 * EpollEvent.SIZE)
    expect(run(ring, (sqe) => prep.epollWait(sqe, set, memory.address, 8, 0))).toBe(2)
    const seen = [event(memory), event(memory, 1)].map(({ events, data }) => [events, data])
    expect(seen).toEqual([
      [EpollEvents.IN, 100],
      [EpollEvents.IN, 102],
    ])
  })

  kernelTest('waits for what is not ready yet', EPOLL, () => {
    const ring = bench.ring()
    const [end, far] = pipe(bench)
    const set = watched(ring, end)
    const memory = bench.memory(EpollEvent.SIZE)
    put(ring, 1, (sqe) => prep.epollWait(sqe, set, memory.address, 1, 0))
    expect(during(ring, 10)).toEqual([])
    write(far)
    expect(results(collect(ring, 1))).toEqual({ 1: 1 })
    expect([event(memory).events, event(memory).data]).toEqual([EpollEvents.IN, 100])
  })

  kernelTest('says nothing of what was removed', EPOLL, () => {
    const ring = bench.ring()
    const pipes = [pipe(bench), pipe(bench)] as const
    const set = watched(ring, pipes[0][0], pipes[1][0])
    const remove = (sqe: Sqe): void => prep.epollCtl(sqe, set, pipes[0][0], EpollOp.DEL, 0)
    expect(run(ring, remove)).toBe(0)
    write(pipes[0][1])
    write(pipes[1][1])
    const memory = bench.memory(8 * EpollEvent.SIZE)
    expect(run(ring, (sqe) => prep.epollWait(sqe, set, memory.address, 8, 0))).toBe(1)
    expect(event(memory).data).toBe(101)
  })

  kernelTest('is cancelled or has its events, while both come at once', EPOLL, () => {
    const ring = bench.ring()
    const [end, far] = pipe(bench)
    const set = watched(ring, end)
    const memory = bench.memory(EpollEvent.SIZE)
    const { address } = bench.memory(8)
    for (let round = 0; round < 50; round++) {
      put(ring, 1, (sqe) => prep.epollWait(sqe, set, memory.address, 1, 0))
      ring.submit()
      put(ring, 2, (sqe) => prep.write(sqe, far, address, 1, -1, 0))
      put(ring, 3, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
      const done = results(collect(ring, 3))
      expect(done[2]).toBe(1)
      const end1 = `${done[1]} ${done[3]}`
      expect([`1 ${-Errno.ENOENT}`, `1 ${-Errno.EALREADY}`, `${-Errno.ECANCELED} 0`]).toContain(
        end1,
      )
      expect(run(ring, (sqe) => prep.read(sqe, end, address, 1, -1, 0))).toBe(1)
    }
  })
})
