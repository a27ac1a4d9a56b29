/** `uring-sdk doctor` where io_uring works, and where something real stops it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Op, SetupFlags } from 'uring-sdk'
import { afterAll, describe, expect, test, type TestContext, vi } from 'vitest'
import { REMEDIES, remediesFor } from '../../src/cli/doctor/remedies.ts'
import type { Report } from '../../src/cli/doctor/report.ts'
import type { Machine } from '../../src/machine.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { type Circumstances, runs, uring } from './run.ts'

const [EPERM, ENOSYS] = ['1', '38']
const SYSCTL = '/proc/sys/kernel/io_uring_disabled'
const scratch = mkdtempSync(join(tmpdir(), 'uring-doctor-test-'))
afterAll(() => rmSync(scratch, { recursive: true }))

// Every test starts a program, which a busy machine lets wait.
vi.setConfig({ testTimeout: 180_000 })

/** What doctor says as data, and its exit code. */
function doctor(circumstances: Circumstances = {}): Report & { readonly status: number | null } {
  const { status, stdout, stderr } = uring(['doctor', '--json'], circumstances)
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as Report), status }
}

function stateOf(report: Report, name: string): string | undefined {
  return report.checks.find((check) => check.name === name)?.state
}

/** All lines to paste. */
function linesOf({ remedies }: Report): string {
  return remedies.flatMap(({ lines }) => lines).join('\n')
}

/** Words that put other text into files of /proc, for one program and what it starts. */
function insteadOf(context: TestContext, files: Readonly<Record<string, string>>): string[] {
  if (process.getuid?.() !== 0 || !runs('unshare', '--mount', 'true')) {
    context.skip('needs root and mount namespaces')
  }
  const mounts = Object.entries(files).map(([path, text]) => {
    const file = join(scratch, path.replaceAll('/', '-'))
    writeFileSync(file, text)
    return `mount --bind ${file} ${path}`
  })
  return ['unshare', '--mount', 'sh', '-c', [...mounts, 'exec "$@"'].join(' && '), 'sh']
}

describe('doctor where io_uring works', () => {
  kernelTest(
    'says so, has tried every flag and every opcode, and leaves nothing behind',
    {},
    () => {
      const before = readdirSync(tmpdir()).filter((name) => name.startsWith('uring-sdk-doctor-'))
      const report = doctor()
      expect(report).toMatchObject({ works: true, error: null, remedies: [], status: 0 })
      expect(report.checks.filter(({ state }) => state === 'stop')).toEqual([])
      expect(report.operations.map(({ name }) => name)).toEqual(Object.keys(Op))
      expect(report.setupFlags.map(({ name }) => name)).toEqual(Object.keys(SetupFlags))
      const trials = [...report.operations, ...report.setupFlags]
      expect(trials.filter(({ state }) => state === 'fails')).toEqual([])
      const untried = ['NOP128', 'RECV_ZC', 'URING_CMD128']
      for (const { name, state } of report.operations) {
        if (state === 'untried') expect(untried).toContain(name)
      }
      expect(report.backends.filter(({ state }) => state === 'in use')).toHaveLength(1)
      const after = readdirSync(tmpdir()).filter((name) => name.startsWith('uring-sdk-doctor-'))
      expect(after.filter((name) => !before.includes(name))).toEqual([])
    },
  )

  kernelTest('prints a page, without colour where no terminal reads it', {}, () => {
    const { status, stdout } = uring(['doctor'])
    expect(stdout).toContain('\nio_uring works here.\n')
    expect(stdout).toMatch(/^ok {4}ring +a Ring was made, and closed$/m)
    expect(stdout).toMatch(/^\d+ of \d+ opcodes were tried and work$/m)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toMatch(/^ {2}works/m)
    expect(status).toBe(0)
    const all = uring(['doctor', '--all'], { env: { FORCE_COLOR: '1' } }).stdout
    expect(all).toContain('\u001b[32mworks')
  })
})

describe('doctor where a seccomp filter answers', () => {
  kernelTest('EPERM names the filter, and has lines for whoever put it there', {}, () => {
    const report = doctor({ first: 'denied.ts', env: { URING_TEST_ERRNO: EPERM } })
    expect(report).toMatchObject({
      works: false,
      status: 1,
      error: { code: 'ERR_URING_UNSUPPORTED', reason: 'seccomp' },
      operations: [],
    })
    expect(stateOf(report, 'seccomp')).toBe('stop')
    const lines = linesOf(report)
    expect(lines).toContain('--security-opt seccomp=uring.json')
    expect(lines).toContain('localhostProfile: uring.json')
    expect(lines).toContain('SystemCallFilter=io_uring_setup io_uring_enter io_uring_register')
    const [, rule = ''] = /'\.syscalls \+= \[(.*)\]'/.exec(lines) ?? []
    expect(JSON.parse(rule)).toMatchObject({ action: 'SCMP_ACT_ALLOW' })
  })

  kernelTest('ENOSYS names the filter too, in words, and exits with 1', {}, () => {
    const env = { URING_TEST_ERRNO: ENOSYS }
    const { status, stdout } = uring(['doctor'], { first: 'denied.ts', env })
    expect(stdout).toContain('a filter is on this thread')
    expect(stdout).toMatch(/^STOP {2}seccomp /m)
    expect(stdout).toContain('What to change: one of these')
    expect(status).toBe(1)
  })

  kernelTest('and gVisor is recognized by the version that it claims', {}, (context) => {
    const version = 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n'
    const before = insteadOf(context, { '/proc/version': version })
    const report = doctor({ before, first: 'denied.ts', env: { URING_TEST_ERRNO: ENOSYS } })
    expect(report).toMatchObject({ status: 1, error: { reason: 'sandbox' } })
    expect(stateOf(report, 'gVisor')).toBe('stop')
    expect(linesOf(report)).toContain('--runtime=runc')
  })
})

describe('doctor where the kernel is too old', () => {
  kernelTest('tells the Ring from the raw face, and still tries the flags', {}, (context) => {
    const before = insteadOf(context, { '/proc/sys/kernel/osrelease': '5.10.0-30-amd64\n' })
    const report = doctor({ before })
    expect(report).toMatchObject({ status: 1, error: { reason: 'kernel' }, operations: [] })
    expect(report.error?.message).toContain('the Ring needs Linux 6.1, this is 5.10.0-30-amd64')
    expect(report.error?.remedy).toContain('RawRing')
    expect(stateOf(report, 'kernel')).toBe('stop')
    expect(report.setupFlags.find(({ name }) => name === 'CLAMP')?.state).toBe('works')
  })
})

describe('doctor where the sysctl forbids it', () => {
  // The switch itself is the machine's: other programs would lose their rings. The filter answers
  // as the kernel does then, and the file says what an administrator has written.
  kernelTest('to everybody, it names the sysctl and both ways out', {}, (context) => {
    const before = insteadOf(context, { [SYSCTL]: '2\n' })
    const report = doctor({ before, first: 'denied.ts', env: { URING_TEST_ERRNO: EPERM } })
    expect(report).toMatchObject({ status: 1, error: { reason: 'sysctl' } })
    expect(stateOf(report, 'sysctl')).toBe('stop')
    expect(linesOf(report)).toContain('sysctl kernel.io_uring_disabled=0')
    expect(linesOf(report)).toContain('/etc/sysctl.d/60-io-uring.conf')
    expect(linesOf(report)).toContain('sysctl kernel.io_uring_group=')
  })

  kernelTest('to all but the privileged, it does not blame it for root', {}, (context) => {
    const before = insteadOf(context, { [SYSCTL]: '1\n' })
    const env = { URING_TEST_ERRNO: EPERM }
    expect(doctor({ before, first: 'denied.ts', env }).error?.reason).toBe('seccomp')
    const user = [...before, 'unshare', '--user', '--map-root-user']
    if (!runs('unshare', '--user', '--map-root-user', 'true')) context.skip('needs user namespaces')
    expect(doctor({ before: user, first: 'denied.ts', env }).error?.reason).toBe('sysctl')
  })
})

describe('doctor where little memory may be locked', () => {
  // Whether rings count too has changed from kernel to kernel; buffers always do.
  for (const limit of [65_536, 262_144]) {
    kernelTest(`${limit} bytes: says what does not work, and what raises it`, {}, (context) => {
      const alone = ['unshare', '--user', '--map-root-user']
      if (!runs('unshare', ...alone.slice(1), 'true') || !runs('prlimit', '--version')) {
        context.skip('needs prlimit and user namespaces')
      }
      const report = doctor({ before: ['prlimit', `--memlock=${limit}:${limit}`, ...alone] })
      expect(stateOf(report, 'memlock')).toBe(report.works ? 'warn' : 'stop')
      expect(report.status).toBe(report.works ? 0 : 1)
      expect(report.setupFlags.filter(({ state }) => state === 'fails')).toEqual([])
      if (!report.works) expect(report.error).toMatchObject({ reason: 'memlock' })
      expect(linesOf(report)).toContain('LimitMEMLOCK=infinity')
      expect(linesOf(report)).toContain('--ulimit memlock=-1')
      expect(linesOf(report)).toContain('add: [IPC_LOCK]')
    })
  }
})

describe('doctor where there is no Linux', () => {
  test.each([
    ['win32', { URING_TEST_PLATFORM: 'win32' }],
    ['no processor that we know', { URING_TEST_ARCH: 'riscv64' }],
  ])('says so at once, and asks Linux nothing: %s', (_, env) => {
    const report = doctor({ first: 'foreign.ts', env })
    expect(report).toMatchObject({
      works: false,
      status: 1,
      error: { code: 'ERR_URING_UNSUPPORTED', reason: 'platform' },
      setupFlags: [],
      operations: [],
    })
    expect(report.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'system stop',
      'node ok',
    ])
  })
})

describe('docs/guide/doctor.md', () => {
  const page = readFileSync(new URL('../../docs/guide/doctor.md', import.meta.url), 'utf8')
  const machine: Machine = {
    container: null,
    gvisor: false,
    filtered: true,
    disabled: 2,
    group: -1,
    exempt: false,
    memlock: 0,
    mayLock: false,
  }

  test.each(['seccomp', 'sysctl'] as const)('has the lines of doctor: %s', (reason) => {
    for (const { lines } of remediesFor(reason, machine)) expect(page).toContain(lines.join('\n'))
  })

  test('explains every reason that doctor has remedies for', () => {
    for (const reason of Object.keys(REMEDIES)) expect(page).toContain(`\n| \`${reason}\` |`)
  })

  test('has the way into a group that exists already', () => {
    const [first] = remediesFor('sysctl', { ...machine, disabled: 1, group: 970 })
    expect(first?.lines).toEqual([
      'usermod --append --groups $(getent group 970 | cut -d: -f1) USER',
    ])
  })
})

describe('doctor with wrong words', () => {
  test.each([['--verbose'], ['now']])('refuses %s with exit code 2', (word) => {
    const { status, stdout, stderr } = uring(['doctor', word])
    expect(stderr).toMatch(/^uring-sdk: Un(known option|expected argument) /)
    expect([status, stdout]).toEqual([2, ''])
  })
})
