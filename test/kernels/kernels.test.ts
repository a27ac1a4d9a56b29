import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Archive } from './cpio.ts'
import { jobOf } from './job.ts'
import { missingTools, PLATFORMS } from './missing.ts'
import { parseOptions } from './options.ts'
import { emptyRun, RunRecord, type Run } from './results.ts'
import { exitCode, formatDetails, formatTable, formatTotal } from './table.ts'
import { testFiles } from './tree.ts'

const KNOWN = ['6.1', '6.12', '7.3']

describe('the words of the command line', () => {
  test('ask for every kernel on x64 and the oldest on arm64, if there are none', () => {
    expect(parseOptions([], KNOWN)?.pairs).toEqual([
      { kernel: '6.1', arch: 'x64' },
      { kernel: '6.12', arch: 'x64' },
      { kernel: '7.3', arch: 'x64' },
      { kernel: '6.1', arch: 'arm64' },
    ])
  })

  test('choose kernels, architectures, tests and a file', () => {
    const words = ['--kernel', '7.3,6.1', '--arch=arm64', '--filter', 'raw/nop', '--json=x.json']
    const more = ['--verbose', '--jobs', '2', '--minutes=9', '--counts', 'arm64']
    expect(parseOptions([...words, ...more], KNOWN)).toEqual({
      pairs: [
        { kernel: '6.1', arch: 'arm64' },
        { kernel: '7.3', arch: 'arm64' },
      ],
      filter: 'raw/nop',
      json: 'x.json',
      jobs: 2,
      minutes: 9,
      counts: 'arm64',
      verbose: true,
    })
  })

  test('are refused with a sentence', () => {
    expect(() => parseOptions(['--kernel', '5.4'], KNOWN)).toThrow('there is no kernel 5.4')
    expect(() => parseOptions(['--arch', 'mips'], KNOWN)).toThrow('there is no architecture mips')
    expect(() => parseOptions(['--filter'], KNOWN)).toThrow('--filter needs a value')
    expect(() => parseOptions(['--jobs', '0'], KNOWN)).toThrow('--jobs is a number from 1, not 0')
    expect(() => parseOptions(['--fast'], KNOWN)).toThrow('there is no option --fast')
  })

  test('can ask for help', () => {
    expect(parseOptions(['--help'], KNOWN)).toBeNull()
  })
})

describe('what this machine lacks', () => {
  test('is nothing, if every tool is here', () => {
    expect(missingTools(PLATFORMS.x64, () => true)).toBeNull()
  })

  test('is one sentence with the packages that bring it', () => {
    const said = missingTools(PLATFORMS.arm64, (program) => !/^(qemu|xz)/.test(program))
    expect(said).toContain('qemu-system-aarch64 and xz are not on this machine')
    expect(said).toContain('qemu-system-arm xz-utils')
    expect(said).toContain('apt-get install')
  })
})

describe('results', () => {
  const good: Run = { ...emptyRun('6.1', 'x64'), release: '6.1.0-50', passed: 120, seconds: 9.6 }
  const bad: Run = {
    ...good,
    kernel: '7.3',
    failures: [{ test: 'a.test.ts > b', error: 'expected 1\nto be 2' }],
    skips: [
      { test: 'a.test.ts > c', reason: 'needs X' },
      { test: 'a.test.ts > d', reason: 'needs X' },
    ],
  }
  const none: Run = { ...emptyRun('7.3', 'arm64'), notRun: 'there is no network' }

  test('are one line for each kernel and architecture', () => {
    expect(formatTable([good, bad, none]).split('\n')).toEqual([
      'kernel  arch   release   passed  failed  skipped  seconds',
      '6.1     x64    6.1.0-50     120       0        0       10',
      '7.3     x64    6.1.0-50     120       1        2       10',
      '7.3     arm64  not run        -       -        -        -',
    ])
    expect(formatTotal([good, bad, none])).toBe('240 passed, 1 failed, 2 skipped')
  })

  test('say what failed, and count skips by their reason', () => {
    expect(formatDetails(bad).split('\n')).toEqual([
      '7.3 x64 FAILED a.test.ts > b',
      '    expected 1',
      '    to be 2',
      '7.3 x64 skipped 2: needs X',
    ])
    expect(formatDetails(none)).toBe('7.3 arm64 skipped: there is no network')
  })

  test('tell failed, not run and passed apart by the exit code', () => {
    expect(exitCode([{ ...good, cut: '3 files were left' }])).toBe(77)
    expect([[good], [good, none], [good, bad, none]].map(exitCode)).toEqual([0, 77, 1])
  })

  test('are added up as the machine tells them', () => {
    const run = emptyRun('6.1', 'x64')
    const path = 'test/raw/nop.test.ts'
    const record = new RunRecord(run, [path, 'other'])
    record.add({ kind: 'hello', release: '6.1.0', node: 'v24.0.0' })
    record.add({ kind: 'file', path })
    record.add({ kind: 'outcome', path, outcome: { state: 'passed', name: 'a', ms: 1 } })
    record.add({ kind: 'outcome', path, outcome: { state: 'skipped', name: 'b', reason: 'r' } })
    record.add({ kind: 'kernel', path, text: 'WARNING: CPU 0' })
    record.add({ kind: 'outcome', path, outcome: { state: 'done' } })
    record.add({ kind: 'bye' })
    expect(run).toMatchObject({
      release: '6.1.0',
      passed: 1,
      failures: [],
      skips: [{ test: `${path} > b`, reason: 'r' }],
      complaints: [{ test: path, error: 'WARNING: CPU 0' }],
    })
  })

  test('of a file count the second time, if something failed the first time', () => {
    const run = emptyRun('6.1', 'x64')
    const record = new RunRecord(run, ['one'])
    const failed = { state: 'failed', name: 'a', ms: 1, error: 'late' } as const
    record.add({ kind: 'file', path: 'one' })
    record.add({ kind: 'outcome', path: 'one', outcome: failed })
    record.add({ kind: 'again', path: 'one' })
    record.add({ kind: 'outcome', path: 'one', outcome: { state: 'passed', name: 'a', ms: 1 } })
    record.add({ kind: 'outcome', path: 'one', outcome: { ...failed, name: 'b' } })
    record.add({ kind: 'bye' })
    expect(run.passed).toBe(1)
    expect(run.failures).toEqual([{ test: 'one > b', error: 'late' }])
    expect(run.complaints).toEqual([
      { test: 'one', error: '"a" failed once; the file was run again' },
    ])
  })

  test('of a file count once, although the machine stopped in the middle of it', () => {
    const run = emptyRun('6.1', 'x64')
    const record = new RunRecord(run, ['one', 'two', 'three'])
    const pass = (path: string): void => {
      record.add({ kind: 'file', path })
      record.add({ kind: 'outcome', path, outcome: { state: 'passed', name: 'a', ms: 1 } })
    }
    pass('one')
    pass('two')
    record.stopped('silence', false)
    expect(record.left).toEqual(['two', 'three'])
    pass('two')
    pass('three')
    record.stopped('silence', true)
    expect(run.passed).toBe(3)
    expect(run.failures).toEqual([{ test: 'the virtual machine, during three', error: 'silence' }])
    expect(run.complaints).toHaveLength(1)
  })
})

describe('a job', () => {
  test('has the files whose path is meant, or all files and a pattern for names', () => {
    expect(testFiles()).toContain('test/raw/nop.test.ts')
    expect(jobOf('raw/nop').files).toEqual(['test/raw/nop.test.ts'])
    expect(jobOf('raw/nop')).not.toHaveProperty('pattern')
    expect(jobOf('a NOP completes')).toMatchObject({ pattern: 'a NOP completes' })
    expect(jobOf('a NOP completes').files).toEqual(testFiles())
  })
})

test('an archive holds files, modes and the directories above them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'uring-cpio-'))
  const path = join(folder, 'archive')
  const archive = new Archive(path)
  archive.file('a/b/odd', 'abc', 0o755)
  archive.file('a/b/empty', '')
  archive.close()
  const text = readFileSync(path, 'latin1')
  const names = [...text.matchAll(/070701[0-9a-f]{8}([0-9a-f]{8})[0-9a-f]{88}([^\0]+)\0/g)]
  expect(names.map(([, mode = '', name]) => [name, parseInt(mode, 16).toString(8)])).toEqual([
    ['a', '40755'],
    ['a/b', '40755'],
    ['a/b/odd', '100755'],
    ['a/b/empty', '100644'],
    ['TRAILER!!!', '0'],
  ])
  expect(text.length % 4).toBe(0)
  rmSync(folder, { recursive: true })
})

test('the command explains itself', () => {
  const main = new URL('main.ts', import.meta.url).pathname
  const help = execFileSync(process.execPath, ['--import', 'tsx', main, '--help'], {
    encoding: 'utf8',
  })
  expect(help).toContain('npm run test:kernels')
  expect(help).toContain('77')
})
