import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { live } from './fixtures/live.ts'

const well = { code: 0, signal: null, stderr: '' }
/** With the default flags, and where the loop is another one: deferred work, a polling thread. */
const deferred = ['', 'defer']
const polled = ['', 'sqpoll']

function lives(name: string, scenario: string, expected: object, modes = ['']): void {
  for (const mode of modes) {
    kernelTest(`${name} ${mode}`.trim(), { timeout: 30_000 }, async () => {
      expect(await live('life-ends.ts', scenario, mode)).toMatchObject(expected)
    })
  }
}

const says = (text: string): string => expect.stringContaining(text) as string

describe('a process with work in flight', () => {
  const failed = { code: 1, signal: null, stdout: '' }
  lives('ends when a continuation throws', 'throws', {
    ...failed,
    stderr: says('out of a continuation'),
  })
  lives('ends when a callback throws', 'throwsLater', {
    ...failed,
    stderr: says('out of a callback'),
  })
  lives(
    'goes on when somebody catches it',
    'survives',
    { ...well, stdout: 'one two ping\n' },
    deferred,
  )
  lives(
    'loses nothing when the drain throws',
    'drain',
    { ...well, stdout: 'out of drain 20\n' },
    deferred,
  )
  lives('ends when the drain throws', 'drainEnds', { ...failed, stderr: says('out of drain') })
  lives('ends when an operation fails and nobody looks', 'rejects', {
    ...failed,
    stderr: says('ENOENT'),
  })
  lives('ends by process.exit in a continuation', 'exits', { ...well, code: 4, stdout: '' }, polled)
  lives('ends by a signal', 'terminated', { code: null, signal: 'SIGTERM', stdout: '' })
  lives('closes when a signal asks for it', 'closes', {
    code: 0,
    stdout: expect.stringMatching(/^ACCEPT (READ )?TIMEOUT 1\n$/) as string,
  })
  lives('is polled as long as it must be', 'polled', { ...well, stdout: 'over\n' })
})

describe('the children of a process with work in flight', () => {
  const nothing = { ...well, stdout: '0 0 true\n0 0\n4 ping\n' }
  lives('inherit nothing of its rings, which go on', 'children', nothing, polled)
  lives('have rings of their own', 'forks', {
    ...well,
    stdout: expect.stringMatching(/^ping [56] ping\n$/) as string,
  })
})
