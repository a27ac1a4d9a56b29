import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { live } from './fixtures/live.ts'

const well = { code: 0, signal: null, stderr: '' }

/** `modes`: with the default flags, and with deferred work where the loop is another one. */
function lives(name: string, scenario: string, expected: object, modes = ['']): void {
  for (const mode of modes) {
    kernelTest(`${name} ${mode}`.trim(), { timeout: 30_000 }, async () => {
      expect(await live('life.ts', scenario, mode)).toMatchObject(expected)
    })
  }
}

const both = ['', 'defer']

describe('a ring in a process of its own', () => {
  lives('lets the process end when it is idle', 'idle', { ...well, stdout: 'done 0\n' })
  lives('keeps it alive while work runs', 'busy', { ...well, stdout: 'done 1\nover\n' }, both)
  lives('runs what was started when nothing else was alive', 'later', {
    ...well,
    stdout: 'over\n',
  })
  lives('lets it end in spite of work after unref', 'unref', { ...well, stdout: 'done 1\n' })
  lives('keeps it alive again after ref', 'refAgain', { ...well, stdout: 'over\n' })
  lives('ends with reads and streams in flight', 'ends', { ...well, stdout: 'in flight true 0\n' })
  lives('does not hold up process.exit', 'exits', { ...well, code: 3 })
  lives('is kept while work is in flight, whoever has dropped it', 'rooted', {
    code: 0,
    stdout: expect.stringMatching(/^(?=[^]*over)(?=[^]*read \d+)/) as string,
  })
  const warned = expect.stringContaining('call close() yourself') as string
  const codes = `${'ERR_URING_FD_LEAKED '.repeat(4)}ERR_URING_LEAKED true\n`
  const closed = { code: 0, stdout: codes, stderr: warned }
  lives('is closed with a warning when it was dropped idle, as an Fd is', 'collected', closed, both)
  lives('keeps the memory of an operation until the kernel is done', 'pinned', {
    ...well,
    stdout: 'pinned 8\nfree 0\n',
  })
  const alive = { ...well, stdout: 'alive\n' }
  lives('may be killed in a Worker with everything in flight', 'worker', alive, both)
})
