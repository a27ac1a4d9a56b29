import { RawRing, SetupFlags, UringError } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { setupError } from '../../src/diagnosis.ts'
import { errnoName } from '../../src/errors.ts'
import type { System } from '../../src/system.ts'
import { kernelOf } from '../kernel/fixtures/backends.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'

const [EPERM, ENOMEM, EACCES, EINVAL, EMFILE, ENOSYS] = [-1, -12, -13, -22, -24, -38]

/** A machine of which only a few files are known. */
function machine(files: Readonly<Record<string, string>> = {}, release = '6.18.44-amd64'): System {
  return { platform: 'linux', release, readFile: (path) => files[path] }
}

const SYSCTL = '/proc/sys/kernel/io_uring_disabled'
const FILTERED = { '/proc/thread-self/status': 'Name:\tnode\nSeccomp:\t2\nSeccomp_filters:\t1\n' }

const sysctl = (value: string): System => machine({ [SYSCTL]: `${value}\n` })

function explained(errno: number, flags: number, system: System): UringError {
  return setupError(errno, flags, 'io_uring_setup', system)
}

/** What a ring that cannot be made throws. */
function thrown(make: () => unknown): Error {
  try {
    make()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('the ring was made')
}

/** The same, where the kernel or the system is behind it. */
function refused(make: () => unknown): UringError {
  const error = thrown(make)
  if (error instanceof UringError) return error
  throw error
}

describe('the error of a ring that cannot be made', () => {
  test('names a kernel without io_uring, and its version', () => {
    const error = explained(ENOSYS, 0, machine({}, '4.19.0-20-amd64'))
    expect(error).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', errno: ENOSYS, reason: 'kernel' })
    expect(error.message).toContain('this kernel (4.19.0-20-amd64) has no io_uring')
    expect(error.remedy).toContain('CONFIG_IO_URING')
  })

  test('tells a sysctl that is 2 from one that is 1, and both from a seccomp filter', () => {
    const two = explained(EPERM, 0, sysctl('2'))
    expect(two).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', errno: EPERM, reason: 'sysctl' })
    expect(two.message).toContain('disabled for everybody: kernel.io_uring_disabled is 2')
    const one = explained(EPERM, 0, sysctl('1'))
    expect(one.reason).toBe('sysctl')
    expect(one.message).toContain('all but privileged processes and one group')
    expect(one.remedy).toContain('kernel.io_uring_group')
    for (const system of [sysctl('0'), machine()]) {
      const error = explained(EPERM, 0, system)
      expect(error).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', reason: 'seccomp' })
      expect(error.remedy).toContain('seccomp')
    }
    expect(explained(EACCES, 0, machine())).toMatchObject({ errno: EACCES, reason: 'seccomp' })
  })

  test('tells a security module from a filter where no filter is on the thread', () => {
    const files = { '/proc/thread-self/status': 'Seccomp:\t0\n', [SYSCTL]: '0\n' }
    const error = explained(EPERM, 0, machine(files))
    expect(error).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', reason: 'policy' })
    expect(error.message).toContain('SELinux, AppArmor, BPF')
    expect(error.remedy).toContain('ausearch')
    const filtered = explained(EPERM, 0, machine({ ...files, ...FILTERED, '/.dockerenv': '' }))
    expect(filtered).toMatchObject({ reason: 'seccomp' })
    expect(filtered.message).toContain('the seccomp profile of Docker: a filter is on this thread')
  })

  test('does not blame a sysctl that lets this process pass', () => {
    const one = (status: string, files = {}): string | undefined =>
      explained(
        EPERM,
        0,
        machine({ [SYSCTL]: '1', '/proc/thread-self/status': `Seccomp:\t2\n${status}`, ...files }),
      ).reason
    const group = { '/proc/sys/kernel/io_uring_group': '1001\n' }
    const privileged = 'CapEff:\t000001ffffffffff\n'
    expect(one('CapEff:\t0000000000000000\n')).toBe('sysctl')
    expect(one(privileged)).toBe('seccomp')
    expect(one(privileged, { '/proc/self/uid_map': ' 0 1000 1\n' })).toBe('sysctl')
    expect(one('Gid:\t9\t9\t9\t1001\n', group)).toBe('seccomp')
    expect(one('Gid:\t9\t9\t9\t9\nGroups:\t5 1001 \n', group)).toBe('seccomp')
    expect(one('Gid:\t1001\t9\t9\t9\nGroups:\t5\n', group)).toBe('sysctl')
  })

  test('knows gVisor by its name and by its build, and tells a filter from a missing io_uring', () => {
    const named = explained(ENOSYS, 0, machine({}, '4.19.0-gvisor'))
    const build = 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n'
    const unnamed = explained(ENOSYS, 0, machine({ '/proc/version': build }, '4.4.0'))
    for (const error of [named, unnamed]) {
      expect(error).toMatchObject({ code: 'ERR_URING_UNSUPPORTED', reason: 'sandbox' })
      expect(error.remedy).toContain('runc')
    }
    expect(explained(ENOSYS, 0, machine(FILTERED))).toMatchObject({ reason: 'seccomp' })
    expect(explained(ENOSYS, 0, machine(FILTERED, '4.19.0'))).toMatchObject({ reason: 'kernel' })
    expect(explained(ENOSYS, 0, machine()).message).toContain('or a sandbox hides it')
  })

  test('says how much memory may be locked', () => {
    const limits = 'Limit  Soft  Hard  Units\nMax locked memory         65536   65536   bytes\n'
    const error = explained(ENOMEM, 0, machine({ '/proc/self/limits': limits }))
    expect(error).toMatchObject({ code: 'ENOMEM', errno: ENOMEM, reason: 'memlock' })
    expect(error.message).toContain('the limit of locked memory is 65536 bytes')
    expect(error.remedy).toContain('ulimit -l')
    expect(explained(ENOMEM, 0, machine()).message).toBe(
      'io_uring_setup ENOMEM: no memory for the ring',
    )
  })

  test('says what to do when no descriptor is free', () => {
    expect(explained(EMFILE, 0, machine()).remedy).toContain('ulimit -n')
  })

  test('keeps the bare errno where nothing is known about it', () => {
    expect(explained(-5, 0, machine())).toMatchObject({
      code: 'EIO',
      message: 'io_uring_setup EIO',
    })
  })

  test('names a flag that is newer than the kernel', () => {
    const error = explained(EINVAL, SetupFlags.CQE_MIXED, machine({}, '6.12.9-amd64'))
    expect(error).toMatchObject({ code: 'EINVAL', reason: 'flags' })
    expect(error.message).toContain('SetupFlags.CQE_MIXED needs Linux 6.18, this is 6.12.9-amd64')
    const known = explained(EINVAL, SetupFlags.CQE_MIXED, machine())
    expect(known.message).toContain('refused the sizes or flags')
  })
})

/** Flags that do not go together, or lack one, and what is said about them. */
const conflicts: readonly (readonly [flags: number, sentence: string])[] = [
  [SetupFlags.SQ_AFF, 'SetupFlags.SQ_AFF (Linux 5.1) needs SQPOLL (Linux 5.1)'],
  [
    SetupFlags.SQPOLL | SetupFlags.COOP_TASKRUN,
    'SetupFlags.SQPOLL (Linux 5.1) and COOP_TASKRUN (Linux 5.19) exclude each other',
  ],
  [
    SetupFlags.SQPOLL | SetupFlags.TASKRUN_FLAG,
    'SetupFlags.SQPOLL (Linux 5.1) and TASKRUN_FLAG (Linux 5.19) exclude each other',
  ],
  [
    SetupFlags.SQPOLL | SetupFlags.DEFER_TASKRUN | SetupFlags.SINGLE_ISSUER,
    'SetupFlags.SQPOLL (Linux 5.1) and DEFER_TASKRUN (Linux 6.1) exclude each other',
  ],
  [
    SetupFlags.SQPOLL | SetupFlags.SQ_REWIND | SetupFlags.NO_SQARRAY,
    'SetupFlags.SQPOLL (Linux 5.1) and SQ_REWIND (Linux 7.0) exclude each other',
  ],
  [
    SetupFlags.DEFER_TASKRUN,
    'SetupFlags.DEFER_TASKRUN (Linux 6.1) needs SINGLE_ISSUER (Linux 6.0)',
  ],
  [
    SetupFlags.REGISTERED_FD_ONLY,
    'SetupFlags.REGISTERED_FD_ONLY (Linux 6.5) needs NO_MMAP (Linux 6.5)',
  ],
  [SetupFlags.HYBRID_IOPOLL, 'SetupFlags.HYBRID_IOPOLL (Linux 6.13) needs IOPOLL (Linux 5.1)'],
  [
    SetupFlags.CQE_MIXED | SetupFlags.CQE32,
    'SetupFlags.CQE_MIXED (Linux 6.18) and CQE32 (Linux 5.19) exclude each other',
  ],
  [
    SetupFlags.SQE_MIXED | SetupFlags.SQE128,
    'SetupFlags.SQE_MIXED (Linux 6.19) and SQE128 (Linux 5.19) exclude each other',
  ],
  [SetupFlags.SQ_REWIND, 'SetupFlags.SQ_REWIND (Linux 7.0) needs NO_SQARRAY (Linux 6.6)'],
  [
    SetupFlags.TASKRUN_FLAG,
    'SetupFlags.TASKRUN_FLAG (Linux 5.19) needs COOP_TASKRUN (Linux 5.19) or ' +
      'DEFER_TASKRUN (Linux 6.1)',
  ],
]

describe.each(conflicts)('setup flags %i', (flags, sentence) => {
  test(`are refused: ${sentence}`, () => {
    const kernel = new ScriptedKernel()
    kernel.fail('setup', EPERM)
    const error = thrown(() => new RawRing({ entries: 4, flags, kernel }))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
    expect(error.message).toMatch(
      /^The property 'options\.flags' is refused: .*\. (Add|Leave) .*[a-z_A-Z]\. Received /,
    )
    expect(error.message).toContain(sentence)
  })

  test('are explained where it was the kernel that refused them', () => {
    const error = explained(EINVAL, flags, machine())
    expect(error).toMatchObject({ code: 'EINVAL', reason: 'flags' })
    expect(error.message).toBe(`io_uring_setup EINVAL: ${sentence}`)
    expect(error.remedy).toMatch(/^(Add|Leave) /)
  })
})

describe('options', () => {
  const { CQE_MIXED, CQSIZE, SQE_MIXED } = SetupFlags

  test.each([
    ['entries', { entries: 0 }, '>= 1'],
    ['entries', { entries: 32_769 }, '<= 32768 without SetupFlags.CLAMP'],
    ['entries', { entries: 1, flags: SQE_MIXED }, '>= 2 with SetupFlags.SQE_MIXED'],
    ['entries', { entries: 1.5 }, 'an integer'],
    ['entries', { entries: 2 ** 32, flags: SetupFlags.CLAMP }, 'an integer'],
    ['cqEntries', { entries: 4, cqEntries: 2 }, '>= 3: there are 4 entries'],
    ['cqEntries', { entries: 4, cqEntries: 0 }, '>= 3'],
    ['cqEntries', { entries: 4, cqEntries: 65_537 }, '<= 65536 without SetupFlags.CLAMP'],
    ['cqEntries', { entries: 1, cqEntries: 1, flags: CQE_MIXED }, '>= 2 with SetupFlags.CQE_MIXED'],
    ['cqEntries', { entries: 1, cqEntries: -1 }, 'an integer'],
    ['flags', { entries: 4, flags: 0.5 }, 'an integer'],
    ['flags', { entries: 4, flags: 2 ** 32 }, 'an integer'],
    ['sqThreadIdle', { entries: 4, sqThreadIdle: -1 }, 'an integer'],
  ])('%s out of range are named: %o', (name, options, expected) => {
    const error = thrown(() => new RawRing({ ...options, kernel: new ScriptedKernel() }))
    expect(error).toBeInstanceOf(RangeError)
    expect(error).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(error.message).toContain(`"options.${name}"`)
    expect(error.message).toContain(expected)
  })

  test.each([
    ['flags', { flags: CQSIZE }, 'needs options.cqEntries'],
    ['sqThreadCpu', { sqThreadCpu: 0 }, 'needs SetupFlags.SQ_AFF'],
    ['wqFd', { wqFd: 3 }, 'needs SetupFlags.ATTACH_WQ'],
  ])('%s without what they belong to are named', (name, options, expected) => {
    const make = (): unknown =>
      new RawRing({ entries: 4, ...options, kernel: new ScriptedKernel() })
    expect(thrown(make)).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' })
    expect(thrown(make).message).toContain(`'options.${name}'`)
    expect(thrown(make).message).toContain(expected)
  })

  test.each(['entries', 'cqEntries', 'flags', 'wqFd'])('%s of another type are named', (name) => {
    const options = { entries: 4, kernel: new ScriptedKernel(), [name]: '8' }
    expect(thrown(() => new RawRing(options))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: expect.stringContaining(`"options.${name}"`) as string,
    })
  })

  test('that break a rule wait for the kernel where a bit has no name', () => {
    const kernel = new ScriptedKernel()
    const flags = SetupFlags.SQ_AFF | (1 << 30)
    kernel.fail('setup', EPERM)
    expect(thrown(() => new RawRing({ entries: 4, flags, kernel }))).toMatchObject({ errno: EPERM })
    kernel.fail('setup', EINVAL)
    expect(thrown(() => new RawRing({ entries: 4, flags, kernel })).message).toContain(
      'SQ_AFF (Linux 5.1) needs SQPOLL (Linux 5.1)',
    )
  })
})

describe.each(['addon', 'koffi'] as const)('over %s', (backend) => {
  const kernel = kernelOf(backend)

  test.each([
    ['a bit of nobody', { flags: 1 << 30 }, /^io_uring_setup EINVAL: flags 0x40000000 are unknown/],
    ['the highest bit', { flags: 1 << 31 }, /^io_uring_setup EINVAL: flags 0x80000000 are unknown/],
    [
      'a processor that is not there',
      { flags: SetupFlags.SQPOLL | SetupFlags.SQ_AFF, sqThreadCpu: 100_000 },
      /the processor in sqThreadCpu is not online/,
    ],
    [
      'threads of what is no ring',
      { flags: SetupFlags.ATTACH_WQ, wqFd: 1 },
      /wqFd is not the descriptor of a ring/,
    ],
  ])('%s is refused by the kernel, and explained', (_, options, expected) => {
    const error = refused(() => new RawRing({ entries: 4, ...options, kernel }))
    expect(error).toMatchObject({ code: 'EINVAL', syscall: 'io_uring_setup', reason: 'flags' })
    expect(error.message).toMatch(expected)
  })

  test('threads of what is not even open are refused by the kernel, and explained', () => {
    const flags = SetupFlags.ATTACH_WQ
    const error = refused(() => new RawRing({ entries: 4, flags, wqFd: 100_000, kernel }))
    expect(error).toMatchObject({ syscall: 'io_uring_setup', reason: 'flags' })
    expect(error.code).toMatch(/^(ENXIO|EBADF)$/)
    expect(error.message).toContain('wqFd is not the descriptor of a ring')
  })

  test('threads are shared with the ring whose descriptor is given', () => {
    const first = new RawRing({ entries: 4, kernel })
    const second = new RawRing({ entries: 4, flags: SetupFlags.ATTACH_WQ, wqFd: first.fd, kernel })
    expect(second.fd).not.toBe(first.fd)
    second.close()
    first.close()
  })

  test('sizes are rounded up, and clamped when asked', () => {
    const ring = new RawRing({ entries: 5, cqEntries: 9, kernel })
    expect([ring.sq.entries, ring.cq.entries]).toEqual([8, 16])
    ring.close()
    const large = new RawRing({ entries: 50_000, flags: SetupFlags.CLAMP, kernel })
    expect([large.sq.entries, large.cq.entries]).toEqual([32_768, 65_536])
    large.close()
    const [entries, cqEntries] = [0xffff_ffff, 0xffff_ffff]
    const huge = new RawRing({ entries, cqEntries, flags: SetupFlags.CLAMP, kernel })
    expect([huge.sq.entries, huge.cq.entries]).toEqual([32_768, 65_536])
    huge.close()
  })
})

describe('a set-up that fails half-way', () => {
  test.each([
    ['setup', ENOMEM],
    ['setup', ENOSYS],
    ['setup', EPERM],
  ] as const)('in %s with %i leaves nothing behind', (call, errno) => {
    const kernel = new ScriptedKernel()
    kernel.fail(call, errno)
    expect(refused(() => new RawRing({ entries: 4, kernel })).errno).toBe(errno)
    expect(kernel.closed).toEqual([])
  })

  test('closes the ring whose memory cannot be mapped', () => {
    for (let maps = 0; maps < 2; maps++) {
      const kernel = new ScriptedKernel()
      const { map } = kernel
      let calls = 0
      kernel.map = (...words) => (calls++ === maps ? ENOMEM : map.apply(kernel, words))
      const error = refused(() => new RawRing({ entries: 4, kernel }))
      expect(error).toMatchObject({ code: 'ENOMEM', syscall: 'mmap', reason: 'memlock' })
      expect(kernel.closed).toHaveLength(1)
    }
  })

  test('never makes a ring when its own memory is not to be had', () => {
    const kernel = new ScriptedKernel()
    for (let pages = 0; pages < 2; pages++) {
      const { allocate } = kernel
      let calls = 0
      kernel.allocate = (...words) => (calls++ === pages ? ENOMEM : allocate.apply(kernel, words))
      expect(refused(() => new RawRing({ entries: 4, kernel })).code).toBe('ENOMEM')
      kernel.allocate = allocate
    }
    expect(kernel.closed).toEqual([])
    expect(new RawRing({ entries: 4, kernel }).fd).toBe(100_000)
  })
})

test('an errno with two names has the one that everybody knows', () => {
  expect([11, 35, 62, 95, 110, 125].map(errnoName)).toEqual([
    'EAGAIN',
    'EDEADLK',
    'ETIME',
    'EOPNOTSUPP',
    'ETIMEDOUT',
    'ECANCELED',
  ])
  expect([errnoName(-104), errnoName(4000)]).toEqual(['ECONNRESET', 'E4000'])
})
