import { Errno, NopFlags, prep, SetupFlags, type Sqe, SqeFlags } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { needsKernel, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { reap, slot } from './fixtures/queues.ts'

onBackends((bench) => {
  kernelTest('a NOP completes with 0 and its user data', {}, () => {
    const ring = bench.ring()
    put(ring, 42, prep.nop)
    expect(ring.submit()).toBe(1)
    expect(wait(ring, 1)).toEqual([{ low: 42, high: 0, res: 0, flags: 0 }])
  })

  kernelTest('all 64 bits of user data come back, and positions too', {}, () => {
    const ring = bench.ring()
    const pairs = [
      [0, 0],
      [0xffff_ffff, 0],
      [0, 0xffff_ffff],
      [0x8000_0000, 0x7fff_ffff],
      [0xffff_fffe, 0xffff_ffff],
    ] as const
    for (const [low, high] of pairs) {
      const sqe = put(ring, low, prep.nop)
      sqe.userDataHigh = high
    }
    expect(wait(ring, 5).map(({ low, high }) => [low, high])).toEqual(pairs)
  })

  kernelTest('batches fill the queue and leave it empty, around the end of both', {}, () => {
    const ring = bench.ring(SetupFlags.SINGLE_ISSUER | SetupFlags.COOP_TASKRUN, 64)
    let sent = 0
    let seen = 0
    for (let round = 0; round < 100; round++) {
      const count = 1 + ((round * 7) % 64)
      for (let i = 0; i < count; i++) put(ring, sent++, prep.nop)
      for (const { low, res } of wait(ring, count)) expect([low, res]).toEqual([seen++, 0])
      expect([ring.sq.ready, ring.cq.ready]).toEqual([0, 0])
    }
    expect(seen).toBe(sent)
  })

  kernelTest('a batch stops after the bad entry, unless all are to be submitted', {}, () => {
    const fill = (flags: number): [number, number] => {
      const ring = bench.ring(flags)
      put(ring, 1, prep.nop)
      put(ring, 2, (sqe) => sqe.reset(0xfe, -1))
      put(ring, 3, prep.nop)
      put(ring, 4, prep.nop)
      const first = ring.submit()
      const rest = ring.submit()
      expect(results(wait(ring, 4))).toEqual({ 1: 0, 2: -Errno.EINVAL, 3: 0, 4: 0 })
      return [first, rest]
    }
    expect(fill(0)).toEqual([2, 2])
    expect(fill(SetupFlags.SUBMIT_ALL)).toEqual([4, 0])
  })

  kernelTest('a full queue has no slot until it is submitted', {}, () => {
    const ring = bench.ring(0, 8)
    for (let i = 0; i < 8; i++) put(ring, i, prep.nop)
    expect(ring.sq.next()).toBeNull()
    ring.submit()
    expect(ring.sq.space).toBe(8)
    expect(wait(ring, 8)).toHaveLength(8)
  })

  kernelTest('more completions than the queue holds all come, once and in order', {}, () => {
    const ring = bench.ring(0, 4)
    const seen: number[] = []
    for (let i = 0; i < 40; i += 4) {
      for (let j = 0; j < 4; j++) put(ring, i + j, prep.nop)
      expect(ring.submit()).toBe(4)
    }
    while (seen.length < 40) seen.push(...wait(ring, 1).map(({ low }) => low))
    expect(seen).toEqual([...Array(40).keys()])
    expect(ring.cq.overflow).toBe(0)
  })

  kernelTest('submit alone brings what did not fit', {}, () => {
    const ring = bench.ring(0, 2)
    for (let i = 0; i < 6; i++) {
      put(ring, i, prep.nop)
      ring.submit()
    }
    expect(reap(ring.cq).map(({ low }) => low)).toEqual([0, 1, 2, 3])
    ring.submit()
    expect(reap(ring.cq).map(({ low }) => low)).toEqual([4, 5])
  })

  kernelTest('a silent success posts nothing, a failure always does', {}, () => {
    const ring = bench.ring()
    put(ring, 1, prep.nop).flags = SqeFlags.CQE_SKIP_SUCCESS
    put(ring, 2, (sqe) => prep.closeFd(sqe, 1 << 20)).flags = SqeFlags.CQE_SKIP_SUCCESS
    expect(results(wait(ring, 1))).toEqual({ 2: -Errno.EBADF })
  })

  kernelTest('a chain runs in order and is cancelled behind what fails', {}, () => {
    const ring = bench.ring()
    const fail = (sqe: Sqe): void => prep.closeFd(sqe, -1)
    const chain = (flag: number, failing: number): Record<number, number> => {
      for (let i = 1; i <= 4; i++) {
        put(ring, i, i === failing ? fail : prep.nop).flags = i < 4 ? flag : 0
      }
      return results(wait(ring, 4))
    }
    const { EBADF, ECANCELED } = Errno
    expect(chain(SqeFlags.IO_LINK, 0)).toEqual({ 1: 0, 2: 0, 3: 0, 4: 0 })
    expect(chain(SqeFlags.IO_LINK, 2)).toEqual({ 1: 0, 2: -EBADF, 3: -ECANCELED, 4: -ECANCELED })
    expect(chain(SqeFlags.IO_HARDLINK, 2)).toEqual({ 1: 0, 2: -EBADF, 3: 0, 4: 0 })
  })

  kernelTest('a result can be injected', {}, (context) => {
    needsKernel(context, '6.9', 'NopFlags.INJECT_RESULT')
    const res = run(bench.ring(), (sqe) => {
      prep.nop(sqe)
      sqe.nopFlags = NopFlags.INJECT_RESULT
      sqe.len = 123
    })
    expect(res).toBe(123)
  })

  kernelTest('a slot that is used again carries nothing of what it was', {}, () => {
    const ring = bench.ring(0, 1)
    const sqe = slot(ring.sq.next())
    sqe.words.fill(-1, sqe.at, sqe.at + 16)
    prep.nop(sqe)
    expect(wait(ring, 1)).toEqual([{ low: 0, high: 0, res: 0, flags: 0 }])
  })
})
