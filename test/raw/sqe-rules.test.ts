import { release } from 'node:os'
import { support } from 'uring-sdk'
import { checkSqe, Errno, Op, RawRing, SetupFlags, Sqe, SqeFlags } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { wideOpcodes } from '../../generated/decode.ts'
import { brokenSqeRule } from '../../src/raw/sqe-rules.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { namesOf, subsets } from './fixtures/bare-rings.ts'
import { needsSetup, onBackends, put, wait } from './fixtures/bench.ts'
import { reap, slot } from './fixtures/queues.ts'

const { BUFFER_SELECT, CQE_SKIP_SUCCESS, IO_DRAIN } = SqeFlags

/** All pairs, and the three that know each other. */
const sets = [
  ...subsets(Object.values(SqeFlags), 2),
  BUFFER_SELECT | CQE_SKIP_SUCCESS | IO_DRAIN,
].filter((flags) => flags !== 0)

let count = 0

/** An operation without a descriptor. What is said at submission, and what comes in the end. */
function submit(ring: RawRing, op: number, flags: number): number | null {
  const id = ++count
  const sqe = slot(ring.sq.next())
  sqe.reset(op, -1)
  sqe.flags = flags
  sqe.userDataLow = id
  ring.submit()
  return reap(ring.cq).find(({ low }) => low === id)?.res ?? null
}

function settled(ring: RawRing, op: number): number {
  const id = ++count
  put(ring, id, (sqe) => sqe.reset(op, -1))
  const done = wait(ring, 1).find(({ low }) => low === id)
  if (done === undefined) throw new Error(`no completion of ${op}`)
  return done.res
}

describe('flags of submissions', () => {
  kernelTest('are refused by us where the kernel refuses them, and nowhere else', {}, () => {
    const [usual, skipping, plain] = [0, 0, 0].map(() => new RawRing({ entries: 64 }))
    if (usual === undefined || skipping === undefined || plain === undefined) throw new Error()
    const wrong: string[] = []
    const counts = { tried: 0, refused: 0 }
    const here = Object.entries(Op).filter(
      ([, op]) => support().op(op) && !wideOpcodes.includes(op),
    )
    for (const [name, op] of here) {
      const bare = settled(plain, op)
      for (const flags of sets) {
        const ring = (flags & CQE_SKIP_SUCCESS) === 0 ? usual : skipping
        const res = submit(ring, op, flags)
        const refused = res === -Errno.EOPNOTSUPP || isNews(res, bare, flags)
        const broken = brokenSqeRule(op, flags, 0, release())
        counts.tried++
        if (refused) counts.refused++
        if (refused === (broken !== null)) continue
        const said = `the kernel says ${res}, we say ${broken?.explanation ?? 'nothing'}`
        wrong.push(`${name} with ${namesOf(SqeFlags, flags)}: ${said}`)
      }
    }
    for (const ring of [usual, skipping, plain]) ring.close()
    expect(wrong).toEqual([])
    expect(counts.refused).toBeGreaterThan(here.length)
    expect(counts.tried - counts.refused).toBeGreaterThan(here.length)
    const { tried, refused } = counts
    console.log(`sqe flags: ${here.length} operations, ${tried} tried, ${refused} refused`)
  })

  /** A field that only these flags make wrong; buffers are chosen for what has a length. */
  function isNews(res: number | null, bare: number, flags: number): boolean {
    return (flags & BUFFER_SELECT) === 0 && res === -Errno.EINVAL && bare !== -Errno.EINVAL
  }

  test('that do not go together are thrown with both names and their kernels', () => {
    const sqe = Sqe.alone()
    sqe.reset(Op.NOP, -1)
    sqe.flags = CQE_SKIP_SUCCESS | IO_DRAIN
    expect(() => checkSqe(sqe, 0)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_VALUE',
        message: expect.stringContaining(
          'SqeFlags.CQE_SKIP_SUCCESS (Linux 5.17) and IO_DRAIN (Linux 5.2) exclude each other',
        ) as string,
      }),
    )
    sqe.flags = SqeFlags.IO_LINK | SqeFlags.IO_HARDLINK
    expect(() => checkSqe(sqe, 0)).not.toThrow()
    sqe.reset(255, -1)
    sqe.flags = 255
    expect(() => checkSqe(sqe, 0)).not.toThrow()
  })

  test('name the kernel from which an operation takes provided buffers', () => {
    const select = (op: number, kernel: string): string | undefined =>
      brokenSqeRule(op, BUFFER_SELECT, 0, kernel)?.explanation
    expect(select(Op.SEND, '6.9.1')).toContain('SEND with SqeFlags.BUFFER_SELECT needs Linux 6.10')
    expect(select(Op.SEND, '6.10.0')).toBeUndefined()
    expect(select(Op.WRITE, '7.3')).toContain('WRITE does not take SqeFlags.BUFFER_SELECT')
  })
})

onBackends((bench) => {
  kernelTest('a ring that has left a completion out takes no drain any more', {}, () => {
    const ring = bench.ring()
    put(ring, 1, (sqe) => sqe.reset(Op.NOP, -1)).flags = IO_DRAIN
    expect(wait(ring, 1).map(({ res }) => res)).toEqual([0])
    expect(submit(ring, Op.NOP, CQE_SKIP_SUCCESS)).toBeNull()
    expect(submit(ring, Op.NOP, IO_DRAIN)).toBe(-Errno.EOPNOTSUPP)
    expect(submit(ring, Op.NOP, 0)).toBe(0)
  })

  kernelTest('an operation of 128 bytes needs a ring that has room for it', {}, (context) => {
    needsSetup(context, SetupFlags.SQE_MIXED)
    for (const flags of [0, SetupFlags.SQE128, SetupFlags.SQE_MIXED]) {
      const ring = bench.ring(flags)
      const sqe = flags === 0 ? slot(ring.sq.next()) : slot(ring.sq.next128())
      sqe.reset(Op.NOP128, -1)
      if (flags === 0) expect(() => checkSqe(sqe, flags)).toThrow(/NOP128 needs a ring with/)
      else expect(() => checkSqe(sqe, flags)).not.toThrow()
      expect(wait(ring, 1).map(({ res }) => res)).toEqual([flags === 0 ? -Errno.EINVAL : 0])
    }
  })
})
