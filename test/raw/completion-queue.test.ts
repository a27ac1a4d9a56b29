import { CqeFlags, EnterFlags, prep, SetupFlags, SqRingFlags } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { reap, type Scripted, scripted, slot } from './fixtures/queues.ts'

/** A completion of nobody's, which the queue holds like any other. */
function post(ring: Scripted, userDataLow: number, res = 0, extra: readonly number[] = []): void {
  ring.kernel.post({ userDataLow, userDataHigh: 0 }, res, 0, extra)
}

const lows = (ring: Scripted): number[] => reap(ring.cq).map(({ low }) => low)

test('all 64 bits of user data, the result and the flags come back unsigned and signed as they are', () => {
  const { cq, kernel } = scripted({ entries: 4 })
  kernel.post({ userDataLow: 0xffff_fffe, userDataHigh: 0x8000_0001 }, -104, 0x0007_0003)
  cq.acquire()
  expect([cq.userDataLow(cq.head), cq.userDataHigh(cq.head)]).toEqual([0xffff_fffe, 0x8000_0001])
  expect([cq.res(cq.head), cq.flags(cq.head)]).toEqual([-104, 0x0007_0003])
  expect(cq.flags(cq.head) >>> 16).toBe(7)
})

test('reading consumes nothing: the same completions are there until they are released', () => {
  const ring = scripted({ entries: 4 })
  for (let i = 1; i <= 4; i++) post(ring, i)
  const { cq } = ring
  for (let round = 0; round < 2; round++) {
    const tail = cq.acquire()
    const seen: number[] = []
    for (let at = cq.head; at !== tail; at = cq.next(at)) seen.push(cq.userDataLow(at))
    expect(seen).toEqual([1, 2, 3, 4])
    expect(cq.ready).toBe(4)
  }
  cq.release(cq.acquire())
  expect(cq.ready).toBe(0)
  expect(lows(ring)).toEqual([])
})

test('a part can be released, and the rest is read later', () => {
  const ring = scripted({ entries: 4 })
  for (let i = 1; i <= 4; i++) post(ring, i)
  const { cq } = ring
  cq.acquire()
  cq.release(cq.next(cq.next(cq.head)))
  expect(cq.ready).toBe(2)
  expect(lows(ring)).toEqual([3, 4])
})

test('what comes after the tail was acquired waits for the next time', () => {
  const ring = scripted({ entries: 4 })
  post(ring, 1)
  const tail = ring.cq.acquire()
  post(ring, 2)
  expect(ring.cq.next(ring.cq.head)).toBe(tail)
  ring.cq.release(tail)
  expect(lows(ring)).toEqual([2])
})

test('indexes pass 2^32 and 2^31 unharmed', () => {
  for (const start of [-2, 0x7fff_fffe]) {
    const ring = scripted({ entries: 2 }, { start })
    for (let i = 0; i < 12; i += 3) {
      for (let j = 0; j < 3; j++) post(ring, i + j)
      expect(ring.cq.ready).toBe(3)
      expect(lows(ring)).toEqual([i, i + 1, i + 2])
    }
  }
})

test('what does not fit is shown by a flag, and comes in order with an enter that asks for it', () => {
  const ring = scripted({ entries: 1, cqEntries: 2 })
  for (let i = 1; i <= 5; i++) post(ring, i)
  expect(ring.sq.flags & SqRingFlags.CQ_OVERFLOW).not.toBe(0)
  expect(lows(ring)).toEqual([1, 2])
  ring.kernel.enter(ring.fd, 0, 0, EnterFlags.GETEVENTS)
  expect(lows(ring)).toEqual([3, 4])
  ring.kernel.enter(ring.fd, 0, 0, EnterFlags.GETEVENTS)
  expect(ring.sq.flags & SqRingFlags.CQ_OVERFLOW).toBe(0)
  expect(lows(ring)).toEqual([5])
  expect(ring.cq.overflow).toBe(0)
})

test('a registered eventfd is disabled and enabled by a bit that the kernel reads', () => {
  const { cq, kernel } = scripted({ entries: 2 })
  expect(kernel.signals()).toBe(true)
  cq.eventfdEnabled = false
  expect(kernel.signals()).toBe(false)
  cq.eventfdEnabled = true
  expect(kernel.signals()).toBe(true)
})

test('completions of 32 bytes carry four more words', () => {
  const ring = scripted({ entries: 2, flags: SetupFlags.CQE32 }, { start: -1 })
  for (let i = 0; i < 3; i++) post(ring, i, i, [10 + i, 20 + i, 0xffff_ff00 + i, 40 + i])
  const { cq } = ring
  const tail = cq.acquire()
  const seen: number[][] = []
  for (let at = cq.head; at !== tail; at = cq.next(at)) {
    seen.push([0, 1, 2, 3].map((word) => cq.extra(at, word as 0 | 1 | 2 | 3)))
  }
  expect(seen).toEqual([0, 1, 2].map((i) => [10 + i, 20 + i, 0xffff_ff00 + i, 40 + i]))
})

describe('a mixed queue', () => {
  const flags = SetupFlags.CQE_MIXED
  const wide = [5, 6, 7, 8]

  test('is walked by the size of each completion', () => {
    const ring = scripted({ entries: 4, flags })
    post(ring, 1)
    post(ring, 2, 0, wide)
    post(ring, 3)
    post(ring, 4, 0, wide)
    expect(ring.cq.ready).toBe(6)
    const done = reap(ring.cq)
    expect(done.map(({ low }) => low)).toEqual([1, 2, 3, 4])
    expect(done.map((one) => (one.flags & CqeFlags.F_32) !== 0)).toEqual([false, true, false, true])
    expect(ring.cq.ready).toBe(0)
  })

  test('never shows the filler before its end, between completions', () => {
    const ring = scripted({ entries: 2, cqEntries: 4, flags })
    for (let i = 1; i <= 2; i++) post(ring, i)
    expect(lows(ring)).toEqual([1, 2])
    post(ring, 3)
    post(ring, 4, 0, wide)
    expect(ring.cq.ready).toBe(4)
    const done = reap(ring.cq)
    expect(done.map(({ low }) => low)).toEqual([3, 4])
    expect(done.every((one) => (one.flags & CqeFlags.F_SKIP) === 0)).toBe(true)
  })

  test('never shows the filler when it comes first', () => {
    const ring = scripted({ entries: 2, cqEntries: 4, flags }, { start: 3 })
    post(ring, 1, 0, wide)
    const { cq } = ring
    const tail = cq.acquire()
    expect(cq.userDataLow(cq.head)).toBe(1)
    expect(cq.extra(cq.head, 3)).toBe(8)
    expect(cq.next(cq.head)).toBe(tail)
    expect(reap(cq)).toHaveLength(1)
  })

  test('is empty with a filler alone, which the next acquire steps over', () => {
    const ring = scripted({ entries: 2, cqEntries: 4, flags }, { start: 3 })
    ring.kernel.post({ userDataLow: 0, userDataHigh: 0 }, 0, CqeFlags.F_SKIP)
    expect(reap(ring.cq)).toEqual([])
    ring.kernel.post({ userDataLow: 9, userDataHigh: 0 }, 0, CqeFlags.F_SKIP)
    post(ring, 1, 0, wide)
    expect(lows(ring)).toEqual([1])
  })

  test('passes 2^32 in the middle of a wide completion', () => {
    const ring = scripted({ entries: 2, cqEntries: 4, flags }, { start: -3 })
    for (let i = 0; i < 30; i++) {
      post(ring, i, 0, i % 2 === 0 ? wide : [])
      expect(lows(ring)).toEqual([i])
    }
  })

  test('keeps what does not fit in order', () => {
    const ring = scripted({ entries: 2, cqEntries: 4, flags })
    for (let i = 0; i < 6; i++) post(ring, i, 0, i % 2 === 1 ? wide : [])
    const seen = lows(ring)
    for (let i = 0; i < 6; i++) {
      ring.kernel.enter(ring.fd, 0, 0, EnterFlags.GETEVENTS)
      seen.push(...lows(ring))
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  })
})

test('a queue of its own size does not depend on the submissions', () => {
  const ring = scripted({ entries: 2, cqEntries: 64 })
  expect(ring.cq.entries).toBe(64)
  for (let i = 0; i < 64; i++) {
    prep.nop(slot(ring.sq.next()))
    ring.enter()
  }
  for (const submission of ring.kernel.inFlight) ring.kernel.complete(submission, 0)
  expect(ring.cq.ready).toBe(64)
  expect(ring.sq.flags & SqRingFlags.CQ_OVERFLOW).toBe(0)
})
