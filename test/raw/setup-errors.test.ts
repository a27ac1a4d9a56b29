import { RawRing, SetupFlags, UringError } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { setupError, type System } from '../../src/diagnosis.ts'
import { errnoName } from '../../src/errors.ts'
import { kernelOf } from '../kernel/fixtures/backends.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import { needsSetup } from './fixtures/bench.ts'

const [EPERM, ENOMEM, EACCES, EINVAL, EMFILE, ENOSYS] = [-1, -12, -13, -22, -24, -38]

/** A machine of which only a few files are known. */
function machine(files: Readonly<Record<string, string>> = {}, release = '6.18.44-amd64'): System {
  return { platform: 'linux', release, readFile: (path) => files[path] }
}

const sysctl = (value: string): System =>
  machine({ '/proc/sys/kernel/io_uring_disabled': `${value}\n` })

function explained(errno: number, flags: number, system: System): UringError {
  return setupError(errno, flags, 'io_uring_setup', system)
}

/** What a ring that cannot be made throws. */
function thrown(make: () => unknown): UringError {
  try {
    make()
  } catch (error) {
    if (error instanceof UringError) return error
    throw error
  }
  throw new Error('the ring was made')
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
  [SetupFlags.SQ_AFF, 'SetupFlags.SQ_AFF needs SQPOLL'],
  [
    SetupFlags.SQPOLL | SetupFlags.COOP_TASKRUN,
    'SetupFlags.SQPOLL and COOP_TASKRUN exclude each other',
  ],
  [
    SetupFlags.SQPOLL | SetupFlags.TASKRUN_FLAG,
    'SetupFlags.SQPOLL and TASKRUN_FLAG exclude each other',
  ],
  [
    SetupFlags.SQPOLL | SetupFlags.DEFER_TASKRUN | SetupFlags.SINGLE_ISSUER,
    'SetupFlags.SQPOLL and DEFER_TASKRUN exclude each other',
  ],
  [
    SetupFlags.SQPOLL | SetupFlags.SQ_REWIND | SetupFlags.NO_SQARRAY,
    'SetupFlags.SQPOLL and SQ_REWIND exclude each other',
  ],
  [SetupFlags.DEFER_TASKRUN, 'SetupFlags.DEFER_TASKRUN needs SINGLE_ISSUER'],
  [SetupFlags.REGISTERED_FD_ONLY, 'SetupFlags.REGISTERED_FD_ONLY needs NO_MMAP'],
  [SetupFlags.HYBRID_IOPOLL, 'SetupFlags.HYBRID_IOPOLL needs IOPOLL'],
  [SetupFlags.CQE_MIXED | SetupFlags.CQE32, 'SetupFlags.CQE_MIXED and CQE32 exclude each other'],
  [SetupFlags.SQE_MIXED | SetupFlags.SQE128, 'SetupFlags.SQE_MIXED and SQE128 exclude each other'],
  [SetupFlags.SQ_REWIND, 'SetupFlags.SQ_REWIND needs NO_SQARRAY'],
  [SetupFlags.TASKRUN_FLAG, 'SetupFlags.TASKRUN_FLAG needs COOP_TASKRUN or DEFER_TASKRUN'],
]

describe.each(conflicts)('setup flags %i', (flags, sentence) => {
  test(`are explained: ${sentence}`, () => {
    const error = explained(EINVAL, flags, machine())
    expect(error.message).toBe(`io_uring_setup EINVAL: ${sentence}`)
    expect(error.remedy).toMatch(/^(Add|Leave) /)
  })

  test('are refused by this kernel, with that sentence', (context) => {
    needsSetup(context, flags)
    const error = thrown(() => new RawRing({ entries: 4, flags, kernel: kernelOf('addon') }))
    expect(error).toMatchObject({ code: 'EINVAL', reason: 'flags' })
    expect(error.message).toContain(sentence)
  })
})

describe.each(['addon', 'koffi'] as const)('over %s', (backend) => {
  const kernel = kernelOf(backend)

  test.each([
    ['no entries', { entries: 0 }],
    ['too many entries', { entries: 32_769 }],
    ['fewer completions than submissions', { entries: 4, cqEntries: 2 }],
    ['no completions', { entries: 4, cqEntries: 0 }],
    ['a bit of nobody', { entries: 4, flags: 1 << 30 }],
    ['a processor that is not there', { entries: 4, flags: 6, sqThreadCpu: 100_000 }],
  ])('%s are refused in words', (_, options) => {
    const error = thrown(() => new RawRing({ ...options, kernel }))
    expect(error).toMatchObject({ code: 'EINVAL', syscall: 'io_uring_setup', reason: 'flags' })
    expect(error.message).toContain('refused the sizes or flags')
  })

  test('sizes are rounded up, and clamped when asked', () => {
    const ring = new RawRing({ entries: 5, cqEntries: 9, kernel })
    expect([ring.sq.entries, ring.cq.entries]).toEqual([8, 16])
    ring.close()
    const large = new RawRing({ entries: 50_000, flags: SetupFlags.CLAMP, kernel })
    expect([large.sq.entries, large.cq.entries]).toEqual([32_768, 65_536])
    large.close()
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
    expect(thrown(() => new RawRing({ entries: 4, kernel })).errno).toBe(errno)
    expect(kernel.closed).toEqual([])
  })

  test('closes the ring whose memory cannot be mapped', () => {
    for (let maps = 0; maps < 2; maps++) {
      const kernel = new ScriptedKernel()
      const { map } = kernel
      let calls = 0
      kernel.map = (...words) => (calls++ === maps ? ENOMEM : map.apply(kernel, words))
      const error = thrown(() => new RawRing({ entries: 4, kernel }))
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
      expect(thrown(() => new RawRing({ entries: 4, kernel })).code).toBe('ENOMEM')
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
