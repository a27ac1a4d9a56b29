import {
  CqeFlags,
  EnterFlags,
  Errno,
  GetEventsArg,
  NopFlags,
  prep,
  type RawRing,
  registers,
  SetupFlags,
  type Sqe,
  SqeFlags,
  SqRingFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { needsKernel, needsSetup, put, results, run, wait } from '../../raw/fixtures/bench.ts'
import { reap } from '../../raw/fixtures/queues.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, during, lasting, timespec } from './helpers.ts'

const bench = conformanceBench()
const bad = (sqe: Sqe): void => sqe.reset(0xfe, -1)

/** A NOP with these flags, which a kernel knows from some version on. */
function nop(flags: number, fill: (sqe: Sqe) => void = () => {}): (sqe: Sqe) => void {
  return (sqe) => {
    prep.nop(sqe)
    sqe.nopFlags = flags
    fill(sqe)
  }
}

describe('the submission queue', () => {
  kernelTest('of 8 entries hands out 8 slots and no ninth', {}, () => {
    const ring = bench.ring(0, 8)
    const slots = Array.from({ length: 9 }, () => ring.sq.next())
    expect(slots.map((slot) => slot === null)).toEqual([...Array(8).fill(false), true])
  })

  kernelTest('keeps what stands behind a bad entry for the next submit', {}, () => {
    const ring = bench.ring(0, 32)
    for (let i = 0; i < 17; i++) put(ring, i, i === 8 ? bad : prep.nop)
    const seen = [ring.sq.ready, ring.submit(), ring.sq.ready, ring.submit(), ring.sq.ready]
    expect(seen).toEqual([17, 9, 8, 8, 0])
    expect(results(wait(ring, 17))[8]).toBe(-Errno.EINVAL)
  })

  kernelTest('is submitted to the end with SUBMIT_ALL, and each entry completes', {}, () => {
    const ring = bench.ring(SetupFlags.SUBMIT_ALL)
    for (let i = 0; i < 4; i++) put(ring, i, i === 1 ? bad : prep.nop)
    expect(ring.submit()).toBe(4)
    expect(results(wait(ring, 4))).toEqual({ 0: 0, 1: -Errno.EINVAL, 2: 0, 3: 0 })
  })

  kernelTest('that is polled always has a slot after a wait for space', {}, () => {
    const ring = bench.ring(SetupFlags.SQPOLL, 4, 512)
    for (let i = 0; i < 300; i++) {
      ring.waitForSpace()
      const sqe = ring.sq.next()
      expect(sqe).not.toBeNull()
      if (sqe !== null) prep.nop(sqe)
    }
    expect(collect(ring, 300)).toHaveLength(300)
  })
})

describe('an enter that submits and waits', () => {
  kernelTest('says how many it took, and is over when its time is', {}, () => {
    const ring = bench.ring()
    const argument = bench.memory(GetEventsArg.SIZE)
    new GetEventsArg(argument.bytes.buffer).ts = timespec(bench, 1000)
    put(ring, 1, prep.nop)
    ring.sq.publish()
    const { GETEVENTS, EXT_ARG } = EnterFlags
    const ms = lasting(() => {
      const words = [GETEVENTS | EXT_ARG, argument.address, GetEventsArg.SIZE] as const
      expect(bench.kernel.enter(ring.fd, 1, 2, ...words)).toBe(1)
    })
    expect(ms).toBeGreaterThanOrEqual(999)
    expect(ms).toBeLessThan(5000)
    expect(ring.cq.ready).toBe(1)
  })
})

describe('the completion queue', () => {
  kernelTest('shows completions in order until they are released', {}, () => {
    const ring = bench.ring()
    expect(ring.cq.ready).toBe(0)
    for (let i = 0; i < 4; i++) put(ring, 10 + i, prep.nop)
    ring.submit()
    const { cq } = ring
    for (let round = 0; round < 2; round++) {
      expect(cq.ready).toBe(4)
      const seen: number[] = []
      for (let at = cq.head; at !== cq.acquire(); at = cq.next(at)) seen.push(cq.userDataLow(at))
      expect(seen).toEqual([10, 11, 12, 13])
    }
    cq.release(cq.acquire())
    expect([cq.ready, reap(cq)]).toEqual([0, []])
  })

  kernelTest('of both sizes gives no filler away around its end', {}, (context) => {
    needsSetup(context, SetupFlags.CQE_MIXED)
    const ring = bench.ring(SetupFlags.CQE_MIXED, 4, 8)
    let fillers = 0
    for (let i = 0; i < 50; i++) {
      const isWide = i % 2 === 0
      put(ring, i, isWide ? nop(NopFlags.CQE32) : prep.nop)
      ring.submit()
      const used = ring.cq.ready
      const [done, ...others] = reap(ring.cq)
      expect([done?.low, done?.res, others]).toEqual([i, 0, []])
      const flags = done?.flags ?? 0
      expect(flags & (CqeFlags.F_32 | CqeFlags.F_SKIP)).toBe(isWide ? CqeFlags.F_32 : 0)
      if (used === 3) fillers++
    }
    expect(fillers).toBeGreaterThan(0)
  })

  kernelTest('loses nothing of what is more than it holds', {}, () => {
    const ring = bench.ring(0, 4, 4)
    const [read, write] = pipe(bench)
    const memory = bench.memory(64)
    for (let i = 0; i < 32; i++) {
      put(ring, i, (sqe) => prep.read(sqe, read, memory.address + i, 1, -1, 0))
      if (ring.sq.space === 0) expect(ring.submit()).toBe(4)
    }
    const other = bench.ring()
    const source = bench.memory(32)
    expect(run(other, (sqe) => prep.write(sqe, write, source.address, 32, -1, 0))).toBe(32)
    // The kernel runs what the byte has woken, and keeps what does not fit.
    expect(bench.kernel.enter(ring.fd, 0, 4, EnterFlags.GETEVENTS, 0, 0)).toBe(0)
    expect(ring.cq.ready).toBe(4)
    expect(ring.sq.flags & SqRingFlags.CQ_OVERFLOW).not.toBe(0)
    const done = collect(ring, 32)
    expect(done.map(({ low }) => low).toSorted((a, b) => a - b)).toEqual([...Array(32).keys()])
    expect(done.every(({ res }) => res === 1)).toBe(true)
    expect(ring.cq.overflow).toBe(0)
    expect(ring.sq.flags & SqRingFlags.CQ_OVERFLOW).toBe(0)
  })

  kernelTest('that has overflown refuses neither submissions nor waits', {}, () => {
    const ring = bench.ring(0, 2, 2)
    const { kernel } = bench
    for (let i = 0; i < 10; i++) {
      put(ring, i, prep.nop)
      ring.sq.publish()
      // EBUSY was for kernels that had to stop here, EBADR is for those that have lost something.
      expect(kernel.enter(ring.fd, 1, 0, 0, 0, 0)).toBe(1)
    }
    expect(kernel.enter(ring.fd, 0, 1, EnterFlags.GETEVENTS, 0, 0)).toBe(0)
    expect(collect(ring, 10).map(({ low }) => low)).toEqual([...Array(10).keys()])
  })
})

describe('a NOP', () => {
  kernelTest('completes with 0', {}, () => {
    expect(run(bench.ring(), prep.nop)).toBe(0)
  })

  kernelTest('has the result that is injected', {}, (context) => {
    needsKernel(context, '6.10', 'NopFlags.INJECT_RESULT')
    const injected = nop(NopFlags.INJECT_RESULT, (sqe) => {
      sqe.len = 4711
    })
    expect(run(bench.ring(), injected)).toBe(4711)
  })

  kernelTest('with flags of nobody is refused', {}, (context) => {
    needsKernel(context, '6.10', 'NopFlags')
    expect(run(bench.ring(), nop(1 << 30))).toBe(-Errno.EINVAL)
  })

  kernelTest('behind a barrier waits for all before it, and holds back all after it', {}, () => {
    const ring = bench.ring()
    const [read, write] = pipe(bench)
    const memory = bench.memory(8)
    put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
    put(ring, 2, prep.nop).flags = SqeFlags.IO_DRAIN
    put(ring, 3, prep.nop)
    expect(during(ring, 50)).toEqual([])
    const other = bench.ring()
    expect(run(other, (sqe) => prep.write(sqe, write, memory.address, 8, -1, 0))).toBe(8)
    const order = collect(ring, 3).map(({ low }) => low)
    // What was held back is free together, and older kernels run it in either order.
    expect([
      [1, 2, 3],
      [1, 3, 2],
    ]).toContainEqual(order)
  })

  kernelTest('looks for the files and buffers it is told to look for', {}, (context) => {
    needsKernel(context, '6.13', 'NopFlags.FILE')
    const ring = bench.ring()
    const { FILE, FIXED_FILE, FIXED_BUFFER } = NopFlags
    const [read] = pipe(bench)
    const looked = (flags: number, fd: number, index = 0): number =>
      run(
        ring,
        nop(flags, (sqe) => {
          sqe.fd = fd
          sqe.bufIndex = index
        }),
      )
    expect([looked(FILE, -1), looked(FILE, read)]).toEqual([-Errno.EBADF, 0])
    expect(registers.registerFiles(ring, Int32Array.of(read, -1))).toBe(0)
    expect(looked(FILE | FIXED_FILE, 0)).toBe(0)
    expect([looked(FILE | FIXED_FILE, 1), looked(FILE | FIXED_FILE, 9)]).toEqual([
      -Errno.EBADF,
      -Errno.EBADF,
    ])
    const { address } = bench.memory(4096)
    expect(looked(FIXED_BUFFER, -1)).toBe(-Errno.EFAULT)
    expect(registers.registerBuffers(ring, [{ address, length: 4096 }])).toBe(0)
    expect([looked(FIXED_BUFFER, -1, 0), looked(FIXED_BUFFER, -1, 7)]).toEqual([0, -Errno.EFAULT])
  })

  kernelTest('by way of task work has its result too', {}, (context) => {
    needsKernel(context, '6.16', 'NopFlags.TW')
    const flags = NopFlags.TW | NopFlags.INJECT_RESULT
    const fill = nop(flags, (sqe) => {
      sqe.len = 42
    })
    for (const mode of [0, SetupFlags.DEFER_TASKRUN | SetupFlags.SINGLE_ISSUER]) {
      expect(run(bench.ring(mode), fill)).toBe(42)
    }
  })

  kernelTest('of 32 bytes is refused by a ring of 16', {}, (context) => {
    needsKernel(context, '6.18', 'NopFlags.CQE32')
    expect(run(bench.ring(), nop(NopFlags.CQE32))).toBe(-Errno.EINVAL)
  })
})

describe('a chain that is silent', () => {
  const { IO_LINK, IO_HARDLINK, CQE_SKIP_SUCCESS } = SqeFlags
  const fail = (sqe: Sqe): void => prep.closeFd(sqe, -1)

  /** Four operations in a row, the last one not silent; what they post. */
  function chain(link: number, ...failing: readonly number[]): Record<number, number> {
    const ring = bench.ring()
    for (let i = 1; i <= 4; i++) {
      const sqe = put(ring, i, failing.includes(i) ? fail : prep.nop)
      sqe.flags = i < 4 ? link | CQE_SKIP_SUCCESS : 0
    }
    return results(during(ring, 50))
  }

  /** A read with a silent timeout behind it. */
  function limited(ring: RawRing, fd: number, ms: number): void {
    const memory = bench.memory(8)
    const time = timespec(bench, ms)
    put(ring, 1, (sqe) => prep.read(sqe, fd, memory.address, 8, -1, 0)).flags = IO_LINK
    put(ring, 2, (sqe) => prep.linkTimeout(sqe, time, 0)).flags = CQE_SKIP_SUCCESS
  }

  kernelTest('posts its last completion only', {}, () => {
    expect(chain(IO_LINK)).toEqual({ 4: 0 })
    expect(chain(IO_HARDLINK)).toEqual({ 4: 0 })
  })

  kernelTest('posts what fails, and nothing of what is cancelled behind it', {}, () => {
    expect(chain(IO_LINK, 1)).toEqual({ 1: -Errno.EBADF })
    expect(chain(IO_LINK, 3)).toEqual({ 3: -Errno.EBADF })
    expect(chain(IO_LINK, 4)).toEqual({ 4: -Errno.EBADF })
  })

  kernelTest('with hard links posts everything that fails', {}, () => {
    const { EBADF } = Errno
    expect(chain(IO_HARDLINK, 1, 3)).toEqual({ 1: -EBADF, 3: -EBADF, 4: 0 })
    expect(chain(IO_HARDLINK, 1, 2, 3, 4)).toEqual({ 1: -EBADF, 2: -EBADF, 3: -EBADF, 4: -EBADF })
  })

  kernelTest('has a timeout that says nothing, whether it fires or not', {}, () => {
    const ring = bench.ring()
    const [read, write] = pipe(bench)
    limited(ring, read, 20)
    expect(results(collect(ring, 1))).toEqual({ 1: -Errno.ECANCELED })
    expect(during(ring, 50)).toEqual([])
    limited(ring, read, 10_000)
    ring.submit()
    const source = bench.memory(8)
    const other = bench.ring()
    expect(run(other, (sqe) => prep.write(sqe, write, source.address, 8, -1, 0))).toBe(8)
    expect(results(collect(ring, 1))).toEqual({ 1: 8 })
    expect(during(ring, 50)).toEqual([])
  })
})
