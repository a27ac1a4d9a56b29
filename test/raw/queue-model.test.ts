import { EnterFlags, Op, prep, SetupFlags } from 'uring-sdk/raw'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ScriptedKernel } from '../support/scripted-kernel.ts'
import { reap, type Scripted, scripted } from './fixtures/queues.ts'

/** Lists of numbers: what two queues are when nothing can go wrong. */
interface Model {
  next: number
  filled: number[]
  published: number[]
  taken: number[]
  posted: number[]
}

const SQ = 4
const CQ = 8

interface Step {
  readonly name: string
  run(model: Model, ring: Scripted): void
}

const steps: readonly fc.Arbitrary<Step>[] = [
  fc.constant<Step>({
    name: 'fill',
    run(model, ring) {
      const sqe = ring.sq.next()
      expect(sqe !== null).toBe(model.filled.length + model.published.length < SQ)
      if (sqe === null) return
      prep.nop(sqe)
      sqe.userDataLow = model.next
      sqe.userDataHigh = ~model.next
      model.filled.push(model.next++)
    },
  }),
  fc.constant<Step>({
    name: 'publish',
    run(model, ring) {
      model.published.push(...model.filled.splice(0))
      expect(ring.sq.publish()).toBe(model.published.length)
    },
  }),
  fc.nat(SQ + 1).map<Step>((count) => ({
    name: `enter ${count}`,
    run(model, ring) {
      const taken = model.published.splice(0, count)
      expect(ring.kernel.enter(ring.fd, count, 0, EnterFlags.GETEVENTS)).toBe(taken.length)
      model.taken.push(...taken)
      expect(inFlight(ring.kernel)).toEqual(model.taken)
    },
  })),
  fc.nat().map<Step>((which) => ({
    name: `complete ${which}`,
    run(model, ring) {
      if (model.taken.length === 0) return
      const [userData] = model.taken.splice(which % model.taken.length, 1)
      if (userData === undefined) return
      ring.kernel.complete(userData, userData * 3, 0, which % 2 === 0 ? [] : [1, 2, 3, 4])
      model.posted.push(userData)
    },
  })),
  fc.constant<Step>({
    name: 'reap',
    run(model, ring) {
      const done = reap(ring.cq)
      const expected = model.posted.splice(0, done.length)
      expect(done.map(({ low }) => low)).toEqual(expected)
      expect(done.map(({ high }) => high)).toEqual(expected.map((userData) => ~userData >>> 0))
      expect(done.map(({ res }) => res)).toEqual(expected.map((userData) => userData * 3))
      // What is left over did not fit, and comes after an enter.
      if (done.length === 0 && model.posted.length > 0) {
        expect(ring.sq.flags).not.toBe(0)
        ring.kernel.enter(ring.fd, 0, 0, EnterFlags.GETEVENTS)
        expect(ring.cq.ready).toBeGreaterThan(0)
      }
    },
  }),
]

function inFlight(kernel: ScriptedKernel): number[] {
  return kernel.inFlight.map(({ userDataLow }) => userDataLow)
}

const flavours = {
  plain: 0,
  'without an index array': SetupFlags.NO_SQARRAY,
  'with wide submissions': SetupFlags.SQE128,
  'with wide completions': SetupFlags.CQE32,
  'with mixed completions': SetupFlags.CQE_MIXED,
}

test.each(Object.entries(flavours))(
  'queues %s do what two lists do, wherever their indexes begin',
  (_, flags) => {
    const script = fc.array(fc.oneof(...steps), { maxLength: 60 })
    const start = fc.constantFrom(0, -5, 0x7fff_fffa, 3)
    fc.assert(
      fc.property(script, start, (run, from) => {
        const ring = scripted({ entries: SQ, cqEntries: CQ, flags }, { start: from })
        const model: Model = { next: 1, filled: [], published: [], taken: [], posted: [] }
        for (const step of run) {
          step.run(model, ring)
          expect(ring.sq.ready).toBe(model.filled.length + model.published.length)
          expect(ring.sq.space).toBe(SQ - ring.sq.ready)
        }
      }),
      { numRuns: 300 },
    )
  },
)

test('a mixed submission queue never splits, loses or repeats one', () => {
  const script = fc.array(fc.constantFrom('narrow', 'wide', 'enter'), { maxLength: 60 })
  const flags = SetupFlags.SQE_MIXED | SetupFlags.NO_SQARRAY
  fc.assert(
    fc.property(script, fc.constantFrom(0, -5, 0x7fff_fffa), (run, start) => {
      const ring = scripted({ entries: SQ, flags }, { start })
      const expected: number[] = []
      for (const step of run) {
        if (step === 'enter') {
          const before = ring.sq.ready
          expect(ring.enter()).toBe(before)
          continue
        }
        const sqe = step === 'wide' ? ring.sq.next128() : ring.sq.next()
        if (sqe === null) continue
        if (step === 'wide') sqe.reset(Op.NOP128, -1)
        else prep.nop(sqe)
        sqe.userDataLow = expected.length + 1
        expected.push(sqe.userDataLow)
      }
      ring.enter()
      const seen = ring.kernel.submissions.map(({ userDataLow }) => userDataLow)
      expect(seen.filter((userData) => userData !== 0)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})
