import { readFileSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import {
  CqeFlags,
  Errno,
  prep,
  type RawRing,
  SetupFlags,
  type Sqe,
  SqeFlags,
  TimeoutFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { needsKernel, put, results, run } from '../../raw/fixtures/bench.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { isAtLeast, kernelTest } from '../../support/kernel-test.ts'
import {
  collect,
  conformanceBench,
  during,
  lasting,
  opened,
  temporaryFolder,
  timespec,
} from './helpers.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { IO_LINK, IO_HARDLINK } = SqeFlags
const { ABS, BOOTTIME, REALTIME, MULTISHOT, UPDATE, LINK_TIMEOUT_UPDATE, IMMEDIATE_ARG } =
  TimeoutFlags
const { EBADF, ECANCELED, EINVAL, ENOENT, ETIME } = Errno
const fail = (sqe: Sqe): void => prep.closeFd(sqe, -1)
const bad = (sqe: Sqe): void => sqe.reset(0xfe, -1)

/** A read that no byte comes for. */
function stuck(ring: RawRing, userData: number, fd = pipe(bench)[0]): Sqe {
  const { address } = bench.memory(8)
  return put(ring, userData, (sqe) => prep.read(sqe, fd, address, 8, -1, 0))
}

describe('a chain', () => {
  /** Runs operations that are linked; results by number. */
  function chain(link: number, ...steps: readonly ((sqe: Sqe) => void)[]): Record<number, number> {
    const ring = bench.ring()
    for (const [i, step] of steps.entries()) {
      put(ring, i, step).flags = i + 1 < steps.length ? link : 0
    }
    return results(collect(ring, steps.length))
  }

  kernelTest('runs all of its operations', {}, () => {
    expect(chain(IO_LINK, prep.nop, prep.nop, prep.nop)).toEqual({ 0: 0, 1: 0, 2: 0 })
  })

  kernelTest('runs one operation after the other', {}, () => {
    writeFileSync(path('order'), '')
    const fd = opened(bench, path('order'), 'a')
    const words = ['one ', 'two ', 'three ', 'four']
    const append = words.map((word) => {
      const { address } = bench.memory(word)
      return (sqe: Sqe) => prep.write(sqe, fd, address, word.length, -1, 0)
    })
    expect(chain(IO_LINK, ...append)).toEqual({ 0: 4, 1: 4, 2: 6, 3: 4 })
    expect(readFileSync(path('order'), 'utf8')).toBe('one two three four')
  })

  kernelTest('is cancelled behind a head that fails, and hard links run on', {}, () => {
    expect(chain(IO_LINK, fail, prep.nop, prep.nop)).toEqual({
      0: -EBADF,
      1: -ECANCELED,
      2: -ECANCELED,
    })
    expect(chain(IO_HARDLINK, fail, prep.nop, prep.nop)).toEqual({ 0: -EBADF, 1: 0, 2: 0 })
  })

  kernelTest('with an entry that cannot be submitted completes whole', {}, () => {
    expect(chain(IO_LINK, prep.nop, bad, prep.nop)).toEqual({
      0: -ECANCELED,
      1: -EINVAL,
      2: -ECANCELED,
    })
  })

  kernelTest('runs none of its operations when one cannot be submitted', {}, () => {
    for (const flags of [0, SetupFlags.SUBMIT_ALL]) {
      for (let count = 2; count <= 4; count++) {
        for (let failing = 0; failing < count; failing++) {
          const ring = bench.ring(flags)
          const [read, write] = pipe(bench)
          const source = bench.memory(8)
          const expected: Record<number, number> = {}
          for (let i = 0; i < count; i++) {
            const fill = (sqe: Sqe): void => prep.write(sqe, write, source.address, 8, -1, 0)
            put(ring, i, i === failing ? bad : fill).flags = i + 1 < count ? IO_LINK : 0
            expected[i] = i === failing ? -EINVAL : -ECANCELED
          }
          expect(ring.submit()).toBe(count)
          expect(results(collect(ring, count))).toEqual(expected)
          stuck(ring, 99, read)
          expect(during(ring, 5)).toEqual([])
        }
      }
    }
  })
})

describe('a linked timeout', () => {
  kernelTest('ends a read that takes longer', {}, () => {
    const ring = bench.ring()
    const time = timespec(bench, 200)
    stuck(ring, 1).flags = IO_LINK
    put(ring, 2, (sqe) => prep.linkTimeout(sqe, time, 0))
    const ms = lasting(() => {
      expect(results(collect(ring, 2))).toEqual({ 1: -ECANCELED, 2: -ETIME })
    })
    expect(ms).toBeGreaterThanOrEqual(199)
  })

  kernelTest('is cancelled by a read that has its bytes in time', {}, () => {
    const ring = bench.ring()
    const [read, write] = pipe(bench)
    const time = timespec(bench, 30_000)
    stuck(ring, 1, read).flags = IO_LINK
    put(ring, 2, (sqe) => prep.linkTimeout(sqe, time, 0))
    expect(during(ring, 10)).toEqual([])
    const { address } = bench.memory(8)
    put(ring, 3, (sqe) => prep.write(sqe, write, address, 8, -1, 0))
    expect(results(collect(ring, 3))).toEqual({ 1: 8, 2: -ECANCELED, 3: 8 })
  })

  kernelTest('alone, or the second of two, is refused with its chain', {}, () => {
    const ring = bench.ring()
    const time = timespec(bench, 10)
    const limit = (sqe: Sqe): void => prep.linkTimeout(sqe, time, 0)
    expect(run(ring, limit)).toBe(-EINVAL)
    stuck(ring, 1).flags = IO_LINK
    put(ring, 2, limit).flags = IO_LINK
    put(ring, 3, limit)
    const done = results(collect(ring, 3))
    expect(Object.values(done).toSorted((a, b) => a - b)).toEqual([-ECANCELED, -ECANCELED, -EINVAL])
    expect(done[1]).toBe(-ECANCELED)
  })

  kernelTest('is made shorter, and longer, while it runs', {}, () => {
    const ring = bench.ring()
    const limited = (ms: number): void => {
      const time = timespec(bench, ms)
      stuck(ring, 1).flags = IO_LINK
      put(ring, 2, (sqe) => prep.linkTimeout(sqe, time, 0))
      expect(during(ring, 10)).toEqual([])
    }
    const update = (ms: number): void => {
      const time = timespec(bench, ms)
      put(ring, 3, (sqe) => prep.timeoutUpdate(sqe, time, 2, 0, LINK_TIMEOUT_UPDATE))
    }
    limited(30_000)
    update(20)
    expect(results(collect(ring, 3))).toEqual({ 1: -ECANCELED, 2: -ETIME, 3: 0 })
    limited(1000)
    update(1500)
    const ms = lasting(() => {
      expect(results(collect(ring, 3))).toEqual({ 1: -ECANCELED, 2: -ETIME, 3: 0 })
    })
    expect(ms).toBeGreaterThanOrEqual(1499)
  })

  /** A read, its timeout and a NOP in a row: what becomes of them. */
  function trio(link: number, ms: number, bytes: boolean): Record<number, number> {
    const ring = bench.ring()
    const [read, write] = pipe(bench)
    const time = timespec(bench, ms)
    stuck(ring, 1, read).flags = link
    put(ring, 2, (sqe) => prep.linkTimeout(sqe, time, 0)).flags = link
    put(ring, 3, prep.nop)
    const { address } = bench.memory(8)
    if (bytes) put(ring, 4, (sqe) => prep.write(sqe, write, address, 8, -1, 0))
    return results(collect(ring, bytes ? 4 : 3))
  }

  kernelTest(
    'lets the chain behind it go on when its read completes, and cancels it else',
    {},
    () => {
      expect(trio(IO_LINK, 30_000, true)).toEqual({ 1: 8, 2: -ECANCELED, 3: 0, 4: 8 })
      expect(trio(IO_LINK, 20, false)).toEqual({ 1: -ECANCELED, 2: -ETIME, 3: -ECANCELED })
      expect(trio(IO_HARDLINK, 20, false)).toEqual({ 1: -ECANCELED, 2: -ETIME, 3: 0 })
    },
  )

  kernelTest('belongs to the operation before it, and not to the chain', {}, () => {
    const ring = bench.ring()
    const time = timespec(bench, 20)
    put(ring, 1, prep.nop).flags = IO_LINK
    stuck(ring, 2).flags = IO_LINK
    put(ring, 3, (sqe) => prep.linkTimeout(sqe, time, 0)).flags = IO_LINK
    put(ring, 4, prep.nop)
    const expected = { 1: 0, 2: -ECANCELED, 3: -ETIME, 4: -ECANCELED }
    expect(results(collect(ring, 4))).toEqual(expected)
  })
})

describe('a timeout', () => {
  const timeout = (ring: RawRing, ms: number, count: number, flags: number): number => {
    const time = timespec(bench, ms)
    return run(ring, (sqe) => prep.timeout(sqe, time, count, flags))
  }

  kernelTest('fires after its time', {}, () => {
    const ms = lasting(() => expect(timeout(bench.ring(), 100, 0, 0)).toBe(-ETIME))
    expect(ms).toBeGreaterThanOrEqual(99)
  })

  kernelTest('counts what completes after it, and then is a success', {}, () => {
    const ring = bench.ring()
    const time = timespec(bench, 30_000)
    expect(run(ring, prep.nop)).toBe(0)
    put(ring, 2, (sqe) => prep.timeout(sqe, time, 3, 0))
    for (const i of [3, 4]) put(ring, i, prep.nop)
    expect(results(collect(ring, 2))).toEqual({ 3: 0, 4: 0 })
    put(ring, 5, prep.nop)
    expect(results(collect(ring, 2))).toEqual({ 2: 0, 5: 0 })
  })

  kernelTest('is removed once, with a result of both', {}, () => {
    const ring = bench.ring()
    const time = timespec(bench, 30_000)
    put(ring, 1, (sqe) => prep.timeout(sqe, time, 0, 0))
    put(ring, 2, (sqe) => prep.timeoutRemove(sqe, 1, 0, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: -ECANCELED, 2: 0 })
    expect(run(ring, (sqe) => prep.timeoutRemove(sqe, 1, 0, 0))).toBe(-ENOENT)
  })

  kernelTest('is moved while it runs, and is unknown when it is over', {}, () => {
    const ring = bench.ring()
    const [long, short] = [timespec(bench, 30_000), timespec(bench, 20)]
    put(ring, 1, (sqe) => prep.timeout(sqe, long, 0, 0))
    put(ring, 2, (sqe) => prep.timeoutUpdate(sqe, short, 1, 0, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: -ETIME, 2: 0 })
    expect(run(ring, (sqe) => prep.timeoutUpdate(sqe, short, 1, 0, 0))).toBe(-ENOENT)
    expect(run(ring, (sqe) => prep.timeoutUpdate(sqe, short, 77, 0, UPDATE))).toBe(-ENOENT)
  })

  kernelTest('at a point of the past fires at once, on each of the clocks', {}, () => {
    const ring = bench.ring()
    for (const clock of [0, BOOTTIME, REALTIME]) {
      expect(timeout(ring, 1, 0, ABS | clock)).toBe(-ETIME)
    }
  })

  kernelTest('has one clock', {}, () => {
    const ring = bench.ring()
    expect(timeout(ring, 1, 0, BOOTTIME | REALTIME)).toBe(-EINVAL)
    expect(timeout(ring, 1, 0, BOOTTIME)).toBe(-ETIME)
    expect(timeout(ring, 1, 0, REALTIME)).toBe(-ETIME)
  })

  kernelTest('cannot repeat a point of a clock', {}, () => {
    expect(timeout(bench.ring(), 1, 0, MULTISHOT | ABS)).toBe(-EINVAL)
  })

  kernelTest('that repeats three times says twice that there is more', {}, (context) => {
    needsKernel(context, '6.4', 'TimeoutFlags.MULTISHOT')
    const ring = bench.ring()
    const time = timespec(bench, 10)
    put(ring, 1, (sqe) => prep.timeoutMultishot(sqe, time, 3, 0))
    const done = collect(ring, 3).map(({ res, flags }) => [res, flags & CqeFlags.F_MORE])
    const { F_MORE } = CqeFlags
    expect(done).toEqual([
      [-ETIME, F_MORE],
      [-ETIME, F_MORE],
      [-ETIME, 0],
    ])
    expect(during(ring, 30)).toEqual([])
  })

  kernelTest('takes its time from the entry itself since 7.1, and refuses to before', {}, () => {
    const ring = bench.ring()
    const ms = lasting(() => {
      const res = run(ring, (sqe) => prep.timeout(sqe, 50e6, 0, IMMEDIATE_ARG))
      expect(res).toBe(isAtLeast(release(), '7.1') ? -ETIME : -EINVAL)
    })
    expect(ms).toBeGreaterThanOrEqual(isAtLeast(release(), '7.1') ? 49 : 0)
  })
})
