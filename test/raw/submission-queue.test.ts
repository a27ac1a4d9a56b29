import { Op, prep, SetupFlags, SqeFlags, SqRingFlags } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { scripted, slot } from './fixtures/queues.ts'

const MIXED = SetupFlags.SQE_MIXED | SetupFlags.NO_SQARRAY

test('a queue hands out all its slots, then null, and again after the kernel took them', () => {
  const { sq, enter, kernel } = scripted({ entries: 8 })
  for (let i = 0; i < 8; i++) {
    const sqe = slot(sq.next())
    prep.nop(sqe)
    sqe.userDataLow = i
  }
  expect(sq.next()).toBeNull()
  expect(enter()).toBe(8)
  expect(kernel.submissions.map(({ userDataLow }) => userDataLow)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(sq.next()).not.toBeNull()
})

test('space and ready count slots that are filled, published and consumed', () => {
  const { sq, kernel, enter } = scripted({ entries: 8 })
  expect([sq.space, sq.ready]).toEqual([8, 0])
  for (let i = 0; i < 5; i++) prep.nop(slot(sq.next()))
  expect([sq.space, sq.ready]).toEqual([3, 5])
  kernel.limit(2)
  expect(enter()).toBe(2)
  expect([sq.space, sq.ready]).toEqual([5, 3])
  expect(enter()).toBe(3)
  expect([sq.space, sq.ready]).toEqual([8, 0])
})

test('a slot that is filled is invisible until it is published', () => {
  const { sq, kernel, fd } = scripted({ entries: 4 })
  prep.nop(slot(sq.next()))
  expect(kernel.enter(fd, 1, 0, 0)).toBe(0)
  expect(sq.publish()).toBe(1)
  expect(kernel.enter(fd, 1, 0, 0)).toBe(1)
})

test('publishing again tells the same count until an enter has consumed it', () => {
  const { sq, enter } = scripted({ entries: 4 })
  for (let i = 0; i < 3; i++) prep.nop(slot(sq.next()))
  expect([sq.publish(), sq.publish()]).toEqual([3, 3])
  expect(enter()).toBe(3)
  expect(sq.publish()).toBe(0)
})

test('reserve says whether a whole chain fits', () => {
  const { sq, enter } = scripted({ entries: 4 })
  slot(sq.next())
  expect([sq.reserve(3), sq.reserve(4)]).toEqual([true, false])
  enter()
  expect(sq.reserve(4)).toBe(true)
})

test.each([0, SetupFlags.NO_SQARRAY])('indexes pass 2^32 and 2^31 unharmed (flags %i)', (flags) => {
  for (const start of [-3, 0x7fff_fffd]) {
    const { sq, kernel, enter } = scripted({ entries: 4, flags }, { start })
    for (let i = 0; i < 20; i++) {
      const sqe = slot(sq.next())
      prep.nop(sqe)
      sqe.userDataLow = i
      if (i % 3 === 2) enter()
    }
    enter()
    expect(kernel.submissions.map(({ userDataLow }) => userDataLow)).toEqual([...Array(20).keys()])
    expect([sq.space, sq.ready]).toEqual([4, 0])
  }
})

test('a queue that is full at the wrap of its index has no slot', () => {
  const { sq } = scripted({ entries: 4 }, { start: -2 })
  for (let i = 0; i < 4; i++) slot(sq.next())
  expect([sq.next(), sq.space, sq.ready]).toEqual([null, 0, 4])
})

test('a polling thread makes room without an enter, and says when it sleeps', () => {
  const { sq, kernel } = scripted({ entries: 2, flags: SetupFlags.SQPOLL })
  expect(sq.needsWakeup).toBe(true)
  kernel.poll()
  expect(sq.needsWakeup).toBe(false)
  for (let i = 0; i < 2; i++) prep.nop(slot(sq.next()))
  expect(sq.next()).toBeNull()
  sq.publish()
  kernel.poll(true)
  expect(sq.next()).not.toBeNull()
  expect(sq.needsWakeup).toBe(true)
})

test('flags and dropped are what the kernel wrote', () => {
  const { sq, kernel } = scripted({ entries: 2 })
  kernel.flag(SqRingFlags.CQ_OVERFLOW, true)
  expect(sq.flags).toBe(SqRingFlags.CQ_OVERFLOW)
  expect(sq.dropped).toBe(0)
})

describe('slots of 128 bytes', () => {
  test('lie 128 bytes apart on a ring made with SQE128', () => {
    const { sq, kernel, enter } = scripted({ entries: 4, flags: SetupFlags.SQE128 })
    for (let i = 0; i < 4; i++) {
      const sqe = slot(sq.next128())
      prep.nop(sqe)
      sqe.userDataLow = i
      sqe.words[sqe.at + 31] = 100 + i
    }
    expect(sq.next128()).toBeNull()
    enter()
    expect(kernel.submissions.map(({ userDataLow }) => userDataLow)).toEqual([0, 1, 2, 3])
    expect(kernel.submissions.map(({ sqe }) => sqe.words[31])).toEqual([100, 101, 102, 103])
  })

  test('have an empty second half, whatever an older one left there', () => {
    for (const flags of [SetupFlags.SQE128, MIXED]) {
      const { sq, enter } = scripted({ entries: 2, flags })
      const old = slot(sq.next128())
      old.words.fill(-1)
      enter()
      const sqe = slot(sq.next128())
      prep.nop(sqe)
      expect(sqe.at).toBe(flags === MIXED ? 0 : 32)
      expect([...sqe.words.subarray(sqe.at, sqe.at + 32)].filter((word) => word !== 0)).toEqual([
        -1,
      ])
    }
  })

  test('do not exist on an ordinary ring', () => {
    const { sq } = scripted({ entries: 4 })
    expect(sq.next128()).toBeNull()
    expect(sq.ready).toBe(0)
  })

  test('take two places of a mixed ring', () => {
    const { sq, kernel, enter } = scripted({ entries: 8, flags: MIXED })
    prep.nop(slot(sq.next()))
    const wide = slot(sq.next128())
    wide.reset(Op.NOP128, -1)
    wide.words[wide.at + 31] = 77
    prep.nop(slot(sq.next()))
    expect(sq.ready).toBe(4)
    expect(enter()).toBe(4)
    const { NOP, NOP128 } = Op
    expect(kernel.submissions.map(({ opcode }) => opcode)).toEqual([NOP, NOP128, NOP])
    expect(kernel.submissions[1]?.sqe.words[31]).toBe(77)
  })

  test('are never split by the end of a mixed ring: a silent filler goes before them', () => {
    const { sq, kernel, enter } = scripted({ entries: 4, flags: MIXED })
    for (let i = 0; i < 3; i++) prep.nop(slot(sq.next()))
    enter()
    kernel.submissions.length = 0
    slot(sq.next128()).reset(Op.NOP128, -1)
    expect(sq.ready).toBe(3)
    expect(enter()).toBe(3)
    expect(kernel.submissions.map(({ opcode, flags }) => [opcode, flags])).toEqual([
      [Op.NOP, SqeFlags.CQE_SKIP_SUCCESS],
      [Op.NOP128, 0],
    ])
  })

  test('need room for the filler as well, and take nothing when there is none', () => {
    const { sq, enter } = scripted({ entries: 4, flags: MIXED })
    for (let i = 0; i < 3; i++) prep.nop(slot(sq.next()))
    expect(sq.next128()).toBeNull()
    expect(sq.ready).toBe(3)
    enter()
    prep.nop(slot(sq.next()))
    for (let i = 0; i < 2; i++) prep.nop(slot(sq.next()))
    expect(sq.next128()).toBeNull()
    expect(sq.ready).toBe(3)
  })
})

describe('a ring made with SQ_REWIND', () => {
  const flags = SetupFlags.SQ_REWIND | SetupFlags.NO_SQARRAY

  test('begins at its first slot with every enter', () => {
    const { sq, kernel, enter } = scripted({ entries: 4, flags })
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 3; i++) {
        const sqe = slot(sq.next())
        expect(sqe.at).toBe(i * 16)
        prep.nop(sqe)
        sqe.userDataLow = round * 3 + i
      }
      expect([sq.ready, sq.space]).toEqual([3, 1])
      expect(enter()).toBe(3)
      expect([sq.ready, sq.space]).toEqual([0, 4])
    }
    expect(kernel.submissions.map(({ userDataLow }) => userDataLow)).toEqual([...Array(9).keys()])
  })

  test('keeps what an enter has not taken, in order, at the front', () => {
    const { sq, kernel, enter } = scripted({ entries: 4, flags })
    const fill = (userData: number): void => {
      const sqe = slot(sq.next())
      prep.nop(sqe)
      sqe.userDataLow = userData
    }
    for (let i = 0; i < 4; i++) fill(i)
    expect(sq.next()).toBeNull()
    kernel.limit(1)
    expect(enter()).toBe(1)
    fill(4)
    expect(sq.ready).toBe(4)
    expect(enter()).toBe(4)
    expect(kernel.submissions.map(({ userDataLow }) => userDataLow)).toEqual([0, 1, 2, 3, 4])
  })

  test('keeps everything when an enter fails', () => {
    const { sq, enter, kernel } = scripted({ entries: 4, flags })
    for (let i = 0; i < 2; i++) prep.nop(slot(sq.next()))
    kernel.limit(0)
    expect(enter()).toBe(0)
    expect(enter()).toBe(2)
  })
})
