import { expect, test } from 'vitest'
import { isAtLeast, judge, type Machine } from './kernel-test.ts'
import { describe } from './machine.ts'

const machine = (has: boolean, since?: string, refusal: string | null = null): Machine => ({
  refusal: () => refusal,
  has: () => has,
  nameOf: () => 'SEND_ZC',
  sinceOf: () => since,
})

test('a test runs where the kernel has what it needs', () => {
  expect(judge([47], machine(true, '6.0'), '5.15.0')).toEqual({ run: true })
  expect(judge([], machine(false), '5.15.0')).toEqual({ run: true })
})

test('a test is skipped with a reason where the kernel is too old', () => {
  const skip = 'needs SEND_ZC, kernel 5.15.0 lacks it'
  expect(judge([47], machine(false, '6.0'), '5.15.0')).toEqual({ run: false, skip })
  expect(judge([47], machine(false), '5.15.0')).toEqual({ run: false, skip })
})

test('a skip on a kernel that should have the feature is a failure', () => {
  const fail = expect.stringContaining('kernel 6.18.44 should have SEND_ZC (since 6.0)')
  expect(judge([47], machine(false, '6.0'), '6.18.44')).toEqual({ run: false, fail })
})

test('a machine without io_uring skips whatever was asked', () => {
  const skip = 'needs io_uring: sysctl kernel.io_uring_disabled is 2'
  const on = machine(false, '6.0', 'sysctl kernel.io_uring_disabled is 2')
  expect(judge([47], on, '6.18.44')).toEqual({ run: false, skip })
})

test('kernel versions compare by number', () => {
  expect(isAtLeast('6.18.44-cloud-amd64', '6.2')).toBe(true)
  expect(isAtLeast('6.1.0-50-amd64', '6.1')).toBe(true)
  expect(isAtLeast('5.19.0', '6.0')).toBe(false)
  expect(isAtLeast('7.3.4+deb13', '6.18')).toBe(true)
})

test('a machine is described by support() and by the first kernel of each name', () => {
  const answer = { ok: true, op: () => false, register: () => true, setup: () => false } as const
  const names = {
    support: () => answer,
    Op: { NOP: 0, SEND_ZC: 47 },
    RegisterOp: { PBUF_RING: 22 },
    SetupFlags: { IOPOLL: 1 },
  }
  const bounds = { opSince: { 47: '6.0' }, registerSince: {}, setupSince: { 1: '5.1' } }
  const on = describe(names, bounds)
  expect(on.nameOf(47)).toBe('SEND_ZC')
  expect(on.nameOf({ setup: 1 })).toBe('SetupFlags.IOPOLL')
  expect(judge([{ register: 22 }], on, '5.15.0')).toEqual({ run: true })
  expect(judge([47], on, '5.15.0')).toHaveProperty('skip', 'needs SEND_ZC, kernel 5.15.0 lacks it')
  expect(judge([{ setup: 1 }], on, '5.15.0')).toHaveProperty('fail')
})
