import { Errno, Params, prep, type RawRing, RegisterOp, registers, SetupFlags } from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { reap } from '../../raw/fixtures/queues.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench } from './helpers.ts'
import { stringOf } from './pieces.ts'

const bench = conformanceBench()
const needs = [{ register: RegisterOp.REGISTER_RESIZE_RINGS }]
const DEFER = SetupFlags.DEFER_TASKRUN | SetupFlags.SINGLE_ISSUER

/** What the kernel answers, without a word to the ring. */
function resized(ring: RawRing, entries: number, cqEntries: number): number {
  const params = new Params()
  params.flags = SetupFlags.CQSIZE
  params.sqEntries = entries
  params.cqEntries = cqEntries
  return registers.registerResizeRings(ring, params)
}

describe('queues that change their size', () => {
  kernelTest('grow, and the ring goes on', { needs }, () => {
    const ring = bench.ring(DEFER, 4)
    expect(run(ring, prep.nop)).toBe(0)
    ring.resize({ entries: 32 })
    for (let i = 0; i < 32; i++) put(ring, i, prep.nop)
    expect(collect(ring, 32).map(({ low }) => low)).toEqual([...Array(32).keys()])
  })

  kernelTest('lose nothing that is in flight, waits, or is not submitted', { needs }, () => {
    const COUNT = 8
    const ring = bench.ring(DEFER, 16, 64)
    const pipes = Array.from({ length: COUNT }, () => pipe(bench))
    const targets = pipes.map(() => bench.memory(16))
    for (const [i, [readEnd]] of pipes.entries()) {
      put(ring, i, (sqe) => prep.read(sqe, readEnd, targets[i].address, 16, -1, 0))
    }
    ring.submit()
    let nops = 100
    const seen: Record<number, number> = {}
    const sizes = [64, 16, 256, 32, 32, 16]
    for (const entries of sizes) {
      // One has completed and is not read, one is filled in and not submitted.
      put(ring, nops++, prep.nop)
      ring.submitAndWait(1)
      put(ring, nops++, prep.nop)
      ring.resize({ entries, cqEntries: entries * 2 })
      expect([ring.sq.entries, ring.cq.entries]).toEqual([entries, entries * 2])
      for (const [id, res] of Object.entries(results(collect(ring, 2)))) seen[Number(id)] = res
    }
    expect(Object.keys(seen)).toHaveLength(sizes.length * 2)
    expect(Object.values(seen).every((res) => res === 0)).toBe(true)
    for (const [i, [, writeEnd]] of pipes.entries()) {
      const { address } = bench.memory(`message ${i}`)
      put(ring, 50 + i, (sqe) => prep.write(sqe, writeEnd, address, 9, -1, 0))
    }
    const done = collect(ring, COUNT * 2)
    expect(new Set(done.map(({ low }) => low)).size).toBe(COUNT * 2)
    expect(done.every(({ res }) => res === 9)).toBe(true)
    for (const [i, target] of targets.entries()) expect(stringOf(target, 9)).toBe(`message ${i}`)
  })

  kernelTest('stay as they are when something would not fit', { needs }, () => {
    const ring = bench.ring(DEFER, 8)
    for (let i = 0; i < 6; i++) put(ring, i, prep.nop)
    ring.submitAndWait(6)
    expect(resized(ring, 8, 4)).toBe(-Errno.EINVAL)
    expect(resized(ring, 2, 4)).toBe(-Errno.EOVERFLOW)
    expect(reap(ring.cq).map(({ low }) => low)).toEqual([0, 1, 2, 3, 4, 5])
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest('are only those of a deferred ring', { needs }, () => {
    for (const flags of [0, SetupFlags.SINGLE_ISSUER, SetupFlags.SQPOLL]) {
      const ring = bench.ring(flags)
      expect(resized(ring, 32, 64)).toBe(-Errno.EINVAL)
      expect(run(ring, prep.nop)).toBe(0)
    }
  })

  kernelTest('leave a ring dead whose new memory is not mapped', { needs }, () => {
    const ring = bench.ring(DEFER, 8)
    expect(run(ring, prep.nop)).toBe(0)
    expect(resized(ring, 32, 64)).toBe(0)
    // The kernel looks at other memory than this.
    for (let i = 0; i < 3; i++) {
      put(ring, i, prep.nop)
      expect(ring.submit()).toBe(0)
      expect(reap(ring.cq)).toEqual([])
    }
    expect(ring.sq.ready).toBe(3)
  })
})
