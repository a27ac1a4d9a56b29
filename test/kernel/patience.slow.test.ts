import { expect, test } from 'vitest'
import { runChild } from './fixtures/child.ts'

test('a teardown that lasts longer than ten seconds says so and waits on', async () => {
  const ended = await runChild('never-ends.ts', { until: 'waiting' })
  expect(ended.stderr).toContain('still uses its memory; waiting')
  expect(ended.signal).toBe('SIGKILL')
  expect(ended.milliseconds).toBeGreaterThan(10_000)
}, 30_000)
