/** `uring-sdk probe` and `uring-sdk diff`, and what all commands share. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { Features, Op, RegisterOp, SetupFlags } from 'uring-sdk'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { type Entry, type Matrix, oddityOf } from '../../src/cli/matrix.ts'
import { hasColor } from '../../src/cli/terminal.ts'
import { isAtLeast, kernelTest } from '../support/kernel-test.ts'
import { uring } from './run.ts'

const scratch = mkdtempSync(join(tmpdir(), 'uring-probe-test-'))
afterAll(() => rmSync(scratch, { recursive: true }))

// Every test starts a program, which a busy machine lets wait.
vi.setConfig({ testTimeout: 180_000 })

describe('probe', () => {
  kernelTest('lists all that the header knows, and says of each whether it is here', {}, () => {
    const { status, stdout, stderr } = uring(['probe', '--json'])
    const matrix = JSON.parse(stdout) as Matrix
    const names = (entries: readonly Entry[]): string[] => entries.map(({ name }) => name)
    expect(names(matrix.operations)).toEqual(Object.keys(Op))
    expect(names(matrix.registerOperations)).toEqual(Object.keys(RegisterOp))
    expect(names(matrix.setupFlags)).toEqual(Object.keys(SetupFlags))
    expect(names(matrix.features)).toEqual(Object.keys(Features))
    expect(matrix.operations.find(({ name }) => name === 'RECV')).toEqual({
      name: 'RECV',
      value: Op.RECV,
      since: '5.6',
      here: true,
    })
    const all = [matrix.operations, matrix.setupFlags, matrix.features].flat()
    // What the table says of this kernel is what the kernel says of itself.
    const due = all.filter(({ since }) => since !== undefined && isAtLeast(release(), since))
    expect(due.filter(({ here }) => !here)).toEqual([])
    expect([status, stderr]).toEqual([0, ''])
  })

  kernelTest('prints a line for each, or only for what is missing', {}, () => {
    const all = uring(['probe']).stdout
    expect(all).toMatch(/^ {2}yes {2}RECV +Linux 5\.6$/m)
    expect(all).toMatch(/^Opcodes: \d+ of \d+ are here$/m)
    const missing = uring(['probe', '--missing']).stdout
    expect(missing).not.toMatch(/^ {2}yes/m)
    expect(missing).toContain(/^Opcodes:.*$/m.exec(all)?.[0])
    const colored = uring(['probe', '--missing'], { env: { FORCE_COLOR: '1' } }).stdout
    expect(stripVTControlCharacters(colored)).toBe(missing)
    expect(colored).not.toBe(missing)
  })

  kernelTest('says why it cannot be asked, and who says more', {}, () => {
    const denied = { first: 'denied.ts', env: { URING_TEST_ERRNO: '1' } } as const
    const { status, stderr } = uring(['probe'], denied)
    expect(stderr).toMatch(/^uring-sdk: io_uring is blocked[^]*`uring-sdk doctor` says more\n$/)
    expect(status).toBe(1)
    const { stdout } = uring(['probe', '--json'], denied)
    expect(JSON.parse(stdout)).toMatchObject({ error: { reason: 'seccomp' } })
  })

  test('tells what was brought back from what was not built in', () => {
    const entry = { name: 'X', value: 1, since: '6.12' }
    expect(oddityOf({ ...entry, here: true }, '6.1.0-50')).toBe('brought back to this kernel')
    expect(oddityOf({ ...entry, here: false }, '6.18.44')).toBe('not built into this kernel')
    expect(oddityOf({ ...entry, here: true }, '6.12.1')).toBe('')
    expect(oddityOf({ ...entry, here: false }, '6.1.0')).toBe('')
  })
})

describe('diff', () => {
  test('says in words what a later kernel has', () => {
    const { status, stdout, stderr } = uring(['diff', '6.1', '6.12'])
    expect(stdout).toMatch(/^# From Linux 6\.1 to Linux 6\.12\n/)
    expect(stdout).toContain('`Op.BIND` (`IORING_OP_BIND`, 56): Gives a socket its local address.')
    expect([status, stderr]).toEqual([0, ''])
  })

  test('gives data, also into a file', () => {
    const file = join(scratch, 'diff.json')
    const { status, stdout, stderr } = uring(['diff', '6.12', '6.1', '--json', '--out', file])
    expect([status, stdout, stderr]).toEqual([0, '', `wrote ${file}\n`])
    const data = JSON.parse(readFileSync(file, 'utf8')) as { opcodes: { removed: { c: string }[] } }
    expect(data.opcodes.removed.map(({ c }) => c)).toContain('IORING_OP_BIND')
  })

  test('refuses one kernel with exit code 2, and an unknown one with 1', () => {
    expect(uring(['diff', '6.1'])).toMatchObject({
      status: 2,
      stderr: 'uring-sdk: diff takes two kernels: `uring-sdk diff 6.1 6.12`\n',
    })
    const { status, stderr } = uring(['diff', '6.1', '2.6'])
    expect(stderr).toMatch(/^uring-sdk: 2\.6 is no kernel that we know \(6\.1, /)
    expect(status).toBe(1)
  })
})

describe('every command', () => {
  test.each(['doctor', 'probe', 'generate', 'diff'])(
    '%s explains --json and its exit codes',
    (name) => {
      const { status, stdout } = uring([name, '--help'])
      expect(stdout).toMatch(new RegExp(`^Usage: uring-sdk ${name} `))
      expect(stdout).toMatch(/^ {2}--json /m)
      expect(stdout).toMatch(/^Exit code: 0 .*1 .*\b2 for wrong words/ms)
      expect(status).toBe(0)
      expect(uring(['--help']).stdout).toMatch(new RegExp(`^ {2}${name} +\\w`, 'm'))
    },
  )

  test('ends in silence when nobody reads on', () => {
    const before = ['sh', '-c', '"$@" | head -c 9', 'sh']
    const ended = uring(['diff', '6.1', '7.3', '--json'], { before })
    expect(ended).toEqual({ status: 0, stdout: '{\n  "form', stderr: '' })
  })

  test('has colour on a terminal that has it, and elsewhere only when it is forced', () => {
    const stream = (colors: boolean): Parameters<typeof hasColor>[0] =>
      Object.assign(Object.create(process.stdout) as typeof process.stdout, {
        isTTY: true,
        hasColors: () => colors,
      })
    const plain = Object.assign(Object.create(process.stdout) as typeof process.stdout, {
      isTTY: false,
    })
    expect(hasColor(stream(true), {})).toBe(true)
    expect(hasColor(stream(false), {})).toBe(false)
    expect(hasColor(plain, {})).toBe(false)
    expect(hasColor(stream(true), { NO_COLOR: '1' })).toBe(false)
    expect(hasColor(stream(true), { NO_COLOR: '' })).toBe(true)
    expect(hasColor(plain, { FORCE_COLOR: '1' })).toBe(true)
    expect(hasColor(plain, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true)
    expect(hasColor(stream(true), { FORCE_COLOR: '0' })).toBe(false)
  })
})
