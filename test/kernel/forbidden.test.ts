/** Node loads no addon: `--no-addons`, and the permission model, which answers the same. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { EXEC_ARGV } from './fixtures/child.ts'

const PROGRAM = `
import { Ring, support } from 'uring-sdk'
const answer = support()
let thrown
try { new Ring() } catch (error) { thrown = error }
const { code, reason, remedy } = answer.ok ? {} : answer.error
console.log(JSON.stringify({ ok: answer.ok, code, reason, remedy, thrown: thrown?.code }))
`

test('where Node loads no addon, the package says so and what would help', async () => {
  const words = ['--no-addons', ...EXEC_ARGV, '--input-type=module', '-e', PROGRAM]
  const { stdout } = await promisify(execFile)(process.execPath, words)
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    code: 'ERR_URING_UNSUPPORTED',
    reason: 'backend',
    remedy: expect.stringContaining('--allow-addons'),
    thrown: 'ERR_URING_UNSUPPORTED',
  })
})
