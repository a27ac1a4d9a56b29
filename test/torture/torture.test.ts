import { SetupFlags } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest, type Need } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { play } from './play.ts'

const { SINGLE_ISSUER, DEFER_TASKRUN, SQPOLL } = SetupFlags
const modes: readonly { mode: string; needs: readonly Need[] }[] = [
  { mode: 'default', needs: [] },
  { mode: 'defer', needs: [{ setup: SINGLE_ISSUER | DEFER_TASKRUN }] },
  { mode: 'sqpoll', needs: [{ setup: SQPOLL }] },
]
const TIMEOUT_MS = 120_000

describe('random operations on the real kernel', () => {
  for (const { mode, needs } of modes) {
    kernelTest(`leave nothing behind in mode ${mode}`, { needs, timeout: TIMEOUT_MS }, async () => {
      const operations = Math.ceil(6000 / slowness)
      const args = ['--mode', mode, '--operations', `${operations}`, '--workers', '0']
      const { report, ...ended } = await play([...args, '--growth', '0'], TIMEOUT_MS * slowness)
      expect(ended).toEqual({ code: 0, stderr: '' })
      expect(report?.operations).toBeGreaterThanOrEqual(operations)
    })
  }

  kernelTest('are judged: a run that fails says so', { timeout: TIMEOUT_MS }, async () => {
    const { code, stderr } = await play(['--kinds', 'nothing'], TIMEOUT_MS * slowness)
    expect(code).not.toBe(0)
    expect(stderr).toContain('there is no kind of these names')
  })
})
