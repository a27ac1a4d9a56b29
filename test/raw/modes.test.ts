import {
  allocate,
  CqeFlags,
  Errno,
  NopFlags,
  Op,
  prep,
  RawRing,
  registers,
  SetupFlags,
  SqRingFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { REGISTERED_ONLY } from '../../src/kernel/kernel.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { needsSetup, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { reap, slot } from './fixtures/queues.ts'
import { pipe } from './fixtures/sockets.ts'

const {
  COOP_TASKRUN,
  CQE32,
  CQE_MIXED,
  CQSIZE,
  DEFER_TASKRUN,
  IOPOLL,
  NO_MMAP,
  NO_SQARRAY,
  R_DISABLED,
  REGISTERED_FD_ONLY,
  SINGLE_ISSUER,
  SQ_REWIND,
  SQE128,
  SQE_MIXED,
  SQPOLL,
  SUBMIT_ALL,
  TASKRUN_FLAG,
} = SetupFlags

const modes = {
  'no flags': 0,
  COOP_TASKRUN: COOP_TASKRUN | TASKRUN_FLAG | SINGLE_ISSUER,
  DEFER_TASKRUN: DEFER_TASKRUN | SINGLE_ISSUER,
  'DEFER_TASKRUN and TASKRUN_FLAG': DEFER_TASKRUN | SINGLE_ISSUER | TASKRUN_FLAG,
  SQPOLL,
  NO_SQARRAY,
  SQE128,
  CQE32,
  'SQE128, CQE32 and NO_SQARRAY': SQE128 | CQE32 | NO_SQARRAY,
  CQE_MIXED,
  SQE_MIXED,
  SQ_REWIND: SQ_REWIND | NO_SQARRAY | SUBMIT_ALL,
  NO_MMAP,
  'NO_MMAP with everything wide': NO_MMAP | SQE128 | CQE32,
  REGISTERED_FD_ONLY: REGISTERED_FD_ONLY | NO_MMAP,
  'REGISTERED_FD_ONLY and DEFER_TASKRUN':
    REGISTERED_FD_ONLY | NO_MMAP | DEFER_TASKRUN | SINGLE_ISSUER,
}

onBackends((bench) => {
  describe.each(Object.entries(modes))('a ring with %s', (_, flags) => {
    kernelTest('runs batches around the end of its queues', {}, (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags, 8)
      let sent = 0
      let seen = 0
      for (let round = 0; round < 40; round++) {
        const count = 1 + (round % 8)
        for (let i = 0; i < count; i++) {
          if ((flags & SQPOLL) !== 0) ring.waitForSpace()
          put(ring, sent++, prep.nop)
        }
        const done = wait(ring, count)
        while (done.length < count) done.push(...wait(ring, 1))
        for (const { low, res } of done) expect([low, res]).toEqual([seen++, 0])
      }
      expect(seen).toBe(sent)
    })

    kernelTest('waits for what comes later, and brings its bytes', {}, (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags)
      const [read, write] = pipe(bench)
      const target = bench.memory(16)
      const source = bench.memory('from far away')
      put(ring, 1, (sqe) => prep.read(sqe, read, target.address, 16, -1, 0))
      ring.submit()
      expect(reap(ring.cq)).toEqual([])
      put(ring, 2, (sqe) => prep.write(sqe, write, source.address, 13, -1, 0))
      const done = wait(ring, 1)
      while (done.length < 2) done.push(...wait(ring, 1))
      expect(results(done)).toEqual({ 1: 13, 2: 13 })
      expect(Buffer.from(target.bytes.subarray(0, 13)).toString()).toBe('from far away')
    })

    kernelTest('brings with submit alone what is owed', {}, async (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags)
      const [read, write] = pipe(bench)
      const memory = bench.memory(8)
      put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
      ring.submit()
      const other = bench.ring()
      expect(run(other, (sqe) => prep.write(sqe, write, memory.address, 1, -1, 0))).toBe(1)
      for (let i = 0; i < 100 && ring.cq.ready === 0; i++) {
        ring.submit()
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      expect(results(reap(ring.cq))).toEqual({ 1: 1 })
    })

    kernelTest('closes with operations in flight', {}, (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags)
      const memory = bench.memory(8)
      const [read] = pipe(bench)
      put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
      ring.submit()
      ring.close()
      expect(ring.closed).toBe(true)
    })
  })

  describe('a polling thread', () => {
    kernelTest('sleeps after its time, and is woken by a submit', { timeout: 10_000 }, () => {
      const ring = new RawRing({
        kernel: bench.kernel,
        entries: 4,
        flags: SQPOLL,
        sqThreadIdle: 20,
      })
      bench.later(() => ring.close())
      for (let round = 0; round < 3; round++) {
        put(ring, round, prep.nop)
        expect(wait(ring, 1)).toHaveLength(1)
        const start = performance.now()
        while (!ring.sq.needsWakeup && performance.now() - start < 2000);
        expect(ring.sq.needsWakeup).toBe(true)
        expect(performance.now() - start).toBeLessThan(1000)
      }
    })

    kernelTest('makes room in a full queue', {}, () => {
      const ring = bench.ring(SQPOLL, 2, 256)
      for (let i = 0; i < 200; i++) {
        ring.waitForSpace()
        put(ring, i, prep.nop)
      }
      const done = wait(ring, 200)
      expect(done.map(({ low }) => low)).toEqual([...Array(200).keys()])
    })
  })

  kernelTest('a ring with IOPOLL runs a NOP, and refuses what cannot be polled', {}, () => {
    const ring = bench.ring(IOPOLL)
    expect(run(ring, prep.nop)).toBe(0)
    const [read] = pipe(bench)
    const { address } = bench.memory(8)
    const res = run(ring, (sqe) => prep.read(sqe, read, address, 8, -1, 0))
    expect(res).toBe(-Errno.EOPNOTSUPP)
  })

  kernelTest('a disabled ring takes nothing before it is enabled', {}, () => {
    const ring = bench.ring(R_DISABLED)
    put(ring, 1, prep.nop)
    expect(() => ring.submit()).toThrow(expect.objectContaining({ code: 'EBADFD' }))
    expect(registers.registerEnableRings(ring)).toBe(0)
    expect(results(wait(ring, 1))).toEqual({ 1: 0 })
  })

  describe('without mappings', () => {
    kernelTest(
      'the queues fill the memory that was given for them, and nothing else',
      {},
      (context) => {
        needsSetup(context, NO_MMAP)
        const shapes = [
          [1, 0, 0],
          [128, 0, 0],
          [64, 2048, SQE128 | CQE32],
          [1000, 0, CQE32],
        ] as const
        for (const [entries, cqEntries, flags] of shapes) {
          const ring = bench.ring(NO_MMAP | flags, entries, cqEntries || undefined)
          const { sqEntries, cqEntries: size } = ring.params
          for (let batch = 0; batch < size; batch += sqEntries) {
            for (let i = 0; i < sqEntries; i++) put(ring, batch + i, prep.nop)
            expect(ring.submit()).toBe(sqEntries)
          }
          expect(ring.sq.flags & SqRingFlags.CQ_OVERFLOW).toBe(0)
          expect(reap(ring.cq).map(({ low }) => low)).toEqual([...Array(size).keys()])
          expect((ring.params.flags & CQSIZE) !== 0).toBe(cqEntries !== 0)
          ring.close()
        }
      },
    )

    kernelTest('a closed ring gives its registered index back', {}, (context) => {
      needsSetup(context, REGISTERED_FD_ONLY)
      const seen = new Set<number>()
      // There are 16 for a thread.
      for (let i = 0; i < 40; i++) {
        const ring = bench.ring(REGISTERED_FD_ONLY | NO_MMAP, 4)
        seen.add(ring.fd)
        expect(ring.fd).toBeLessThan(16)
        expect(run(ring, prep.nop)).toBe(0)
        if (i % 2 === 0) {
          const [read] = pipe(bench)
          const { address } = bench.memory(8)
          put(ring, 1, (sqe) => prep.read(sqe, read, address, 8, -1, 0))
          ring.submit()
        }
        ring.close()
      }
      expect(seen.size).toBeLessThan(16)
      expect(Math.max(...seen)).toBeLessThan(REGISTERED_ONLY)
    })
  })

  kernelTest('completions of 32 bytes bring two more numbers', {}, (context) => {
    needsSetup(context, CQE_MIXED)
    for (const flags of [CQE32, CQE_MIXED]) {
      const ring = bench.ring(flags)
      put(ring, 1, (sqe) => {
        prep.nop(sqe)
        sqe.nopFlags = NopFlags.CQE32
        sqe.off = 0x1234_5678_9abc
        sqe.addr = 0x7fff_0000_0001
      })
      ring.submit()
      const { cq } = ring
      cq.acquire()
      const at = cq.head
      expect([cq.res(at), cq.userDataLow(at)]).toEqual([0, 1])
      const words = ([0, 1, 2, 3] as const).map((word) => cq.extra(at, word))
      expect(words).toEqual([0x5678_9abc, 0x1234, 1, 0x7fff])
      expect((cq.flags(at) & CqeFlags.F_32) !== 0).toBe(flags === CQE_MIXED)
    }
  })

  kernelTest('a mixed queue is walked around its end, whatever lies there', {}, (context) => {
    needsSetup(context, CQE_MIXED)
    const ring = bench.ring(CQE_MIXED, 4, 8)
    const wide = (i: number): boolean => i % 3 !== 1
    let sent = 0
    let seen = 0
    for (let round = 0; round < 60; round++) {
      const count = 1 + (round % 3)
      for (let i = 0; i < count; i++) {
        const sqe = put(ring, sent, prep.nop)
        if (wide(sent++)) sqe.nopFlags = NopFlags.CQE32
      }
      ring.submit()
      for (const { low, flags, res } of reap(ring.cq)) {
        expect([low, res, (flags & CqeFlags.F_32) !== 0]).toEqual([seen, 0, wide(seen)])
        seen++
      }
    }
    expect(seen).toBe(sent)
  })

  kernelTest('a mixed submission queue runs both sizes around its end', {}, (context) => {
    needsSetup(context, SQE_MIXED)
    const ring = bench.ring(SQE_MIXED, 8)
    let seen = 0
    for (let i = 0; i < 60; i++) {
      const sqe = i % 2 === 0 ? ring.sq.next128() : ring.sq.next()
      slot(sqe).reset(i % 2 === 0 ? Op.NOP128 : Op.NOP, -1)
      slot(sqe).userDataLow = i
      for (const { low, res } of wait(ring, 1)) expect([low, res]).toEqual([seen++, 0])
    }
    expect(seen).toBe(60)
  })

  kernelTest(
    'memory that is allocated is aligned, zero, and of huge pages where there are any',
    {},
    () => {
      for (const align of [4096, 65_536, 2 ** 21]) {
        const memory = allocate(100_000, { align, hugePages: align > 65_536 }, bench.kernel)
        expect(memory.address % align).toBe(0)
        expect(memory.bytes.length).toBe(100_000)
        expect(memory.bytes.every((byte) => byte === 0)).toBe(true)
      }
      for (const options of [{ align: 1000 }, { align: 2048 }, { align: 4097 }]) {
        expect(() => allocate(1, options, bench.kernel)).toThrow(RangeError)
      }
      for (const bytes of [0, -1, 1.5, 2 ** 53]) {
        expect(() => allocate(bytes, {}, bench.kernel)).toThrow(RangeError)
      }
      expect(() => allocate(2 ** 50, {}, bench.kernel)).toThrow(
        expect.objectContaining({ code: 'ENOMEM', syscall: 'mmap' }),
      )
    },
  )
})
