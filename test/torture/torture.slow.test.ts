import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { play } from './play.ts'

const OPERATIONS = Number(process.env['URING_OPERATIONS'] ?? Math.ceil(1_000_000 / slowness))
const SEED = process.env['URING_SEED'] ?? '1'
const TIMEOUT_MS = 900_000

/** The million: most of it as rings are by default, a part of it in each of the other modes. */
const runs = [
  { mode: 'default', share: 0.6, workers: 6 },
  { mode: 'default', share: 0.1, workers: 0 },
  { mode: 'defer', share: 0.2, workers: 2 },
  { mode: 'sqpoll', share: 0.1, workers: 0 },
]

describe('a million random operations', () => {
  for (const { mode, share, workers } of runs) {
    const name = `leave nothing behind in mode ${mode}, with ${workers} Workers killed`
    kernelTest(name, { timeout: TIMEOUT_MS }, async () => {
      const operations = Math.ceil(OPERATIONS * share)
      const args = ['--mode', mode, '--operations', `${operations}`, '--seed', SEED]
      const all = [...args, '--workers', `${workers}`]
      const { report, ...ended } = await play(all, TIMEOUT_MS * slowness)
      expect(ended).toMatchObject({ code: 0 })
      console.log(JSON.stringify(report))
      expect(report?.operations).toBeGreaterThanOrEqual(operations)
    })
  }
})
