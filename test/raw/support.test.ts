import { Op, RegisterOp, SetupFlags, support } from 'uring-sdk'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'

kernelTest('support says what this kernel has, and remembers that there is one', {}, () => {
  const answer = support()
  expect(answer.ok).toBe(true)
  expect(answer.op(Op.NOP)).toBe(true)
  expect(answer.op(255)).toBe(false)
  expect(answer.register(RegisterOp.REGISTER_PROBE)).toBe(true)
  expect(answer.register(255)).toBe(false)
  expect(support()).toBe(answer)
})

kernelTest('support tries setup flags together, with what they need besides', {}, () => {
  const { CQSIZE, ATTACH_WQ, SQPOLL, SQ_AFF, SINGLE_ISSUER, DEFER_TASKRUN } = SetupFlags
  const { setup } = support()
  const taken = [0, CQSIZE, ATTACH_WQ, SQPOLL | SQ_AFF, SINGLE_ISSUER | DEFER_TASKRUN]
  expect(taken.map(setup)).toEqual(taken.map(() => true))
  const refused = [SQ_AFF, DEFER_TASKRUN, SQPOLL | DEFER_TASKRUN | SINGLE_ISSUER, 1 << 30]
  expect(refused.map(setup)).toEqual(refused.map(() => false))
})
