/** Where no ring can be had, the package is imported all the same, and says why there is none. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Circumstances, uring } from './run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'uring-unsupported-test-'))
afterAll(() => rmSync(scratch, { recursive: true }))

// Every test starts a program, which a busy machine lets wait.
vi.setConfig({ testTimeout: 180_000 })

interface Answer {
  readonly code: string
  readonly reason: string
  readonly remedy: string
  readonly message: string
}

function imported(circumstances: Circumstances): Readonly<Record<string, Answer | null>> {
  const file = 'test/cli/imports.ts'
  const { status, stdout, stderr } = uring([], { ...circumstances, file })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Record<string, Answer | null>
}

const places: readonly [where: string, env: Record<string, string>, said: RegExp][] = [
  ['macOS', { URING_TEST_PLATFORM: 'darwin' }, /a part of Linux, and this is darwin/],
  ['Windows', { URING_TEST_PLATFORM: 'win32' }, /a part of Linux, and this is win32/],
  ['another processor', { URING_TEST_ARCH: 'riscv64' }, /for x64 and arm64, and this is riscv64/],
]

describe('the package on a foreign platform', () => {
  test.each(places)('is imported, and makes no ring: %s', (_, env, said) => {
    const answers = imported({ first: 'foreign.ts', env })
    for (const answer of Object.values(answers)) {
      expect(answer).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', reason: 'platform' })
    }
    expect(answers['ring']?.message).toMatch(said)
    expect(answers['ring']?.remedy).toMatch(/^run on/)
  })
})

describe('the package behind a seccomp filter', () => {
  kernelTest('is imported, and every way to a ring names it', {}, () => {
    const answers = imported({ first: 'denied.ts', env: { URING_TEST_ERRNO: '1' } })
    for (const answer of Object.values(answers)) {
      expect(answer).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', reason: 'seccomp' })
    }
    expect(answers['ring']?.remedy).toContain('--security-opt seccomp')
  })
})

describe('the built package without addon and without koffi', () => {
  const alone = join(scratch, 'node_modules/uring-sdk')

  test('is imported and required, makes no ring, and its doctor has the lines', (context) => {
    const built = join(root, 'dist/src/index.js')
    if (!existsSync(built)) return context.skip('needs dist, which npm run build makes')
    mkdirSync(alone, { recursive: true })
    for (const part of ['package.json', 'dist']) {
      cpSync(join(root, part), join(alone, part), { recursive: true })
    }
    const body = `
      try { new Ring() } catch (error) { console.log(error.code, error.reason, error.remedy) }
    `
    writeFileSync(join(scratch, 'a.mjs'), `import { Ring } from 'uring-sdk'\n${body}`)
    writeFileSync(join(scratch, 'a.cjs'), `const { Ring } = require('uring-sdk')\n${body}`)
    for (const file of ['a.mjs', 'a.cjs']) {
      const { status, stdout } = spawnSync(process.execPath, [join(scratch, file)], {
        encoding: 'utf8',
      })
      expect(stdout).toMatch(/^ERR_URING_UNSUPPORTED backend .*npm install koffi/)
      expect(status).toBe(0)
    }
    const command = [join(alone, 'dist/src/cli/main.js'), 'doctor']
    const doctor = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: scratch })
    expect(doctor.stdout).toMatch(/^STOP {2}backend /m)
    expect(doctor.stdout).toContain('\nnpm install koffi\n')
    expect(doctor.stdout).toMatch(/^ {2}prebuilt addon +absent: /m)
    expect([doctor.status, doctor.stderr]).toEqual([1, ''])
  })
})
