import { release } from 'node:os'
import { Ring } from 'uring-sdk'
import {
  EnterFlags,
  Errno,
  GetEventsArg,
  RawRing,
  RegWait,
  SetupFlags,
  Timespec,
  UringError,
} from 'uring-sdk/raw'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enterSince, setupSince } from '../../generated/support.ts'
import {
  brokenSetupRule,
  enterFamily,
  lackingFlag,
  rulesHold,
  setupFamily,
  unknownBits,
} from '../../src/flag-rules.ts'
import { checkEnter } from '../../src/raw/enter-rules.ts'
import { checkSetup, sizesOf } from '../../src/raw/setup-rules.ts'
import { kernelOf } from '../kernel/fixtures/backends.ts'
import { isAtLeast, kernelTest } from '../support/kernel-test.ts'
import {
  type Answer,
  BareRings,
  isTaken,
  namesOf,
  ownEnterFlags,
  type Shape,
  subsets,
} from './fixtures/bare-rings.ts'

const S = SetupFlags
const kernel = kernelOf('addon')
let rings: BareRings
beforeAll(() => {
  rings = new BareRings(kernel)
})
afterAll(() => rings.close())

/** Flags on which others depend: every pair is tried on top of these too. */
const grounds = [
  S.SQPOLL | S.SQ_AFF,
  S.SINGLE_ISSUER | S.DEFER_TASKRUN,
  S.SINGLE_ISSUER | S.DEFER_TASKRUN | S.TASKRUN_FLAG,
  S.COOP_TASKRUN | S.TASKRUN_FLAG,
  S.NO_MMAP | S.REGISTERED_FD_ONLY,
  S.IOPOLL | S.HYBRID_IOPOLL,
  S.NO_SQARRAY | S.SQ_REWIND,
  S.IOPOLL | S.SQPOLL,
]

/** Everything up to three flags, and every pair on every ground. */
function combinations(): number[] {
  const bits = Object.values(S)
  const pairs = subsets(bits, 2)
  const grounded = grounds.flatMap((ground) => pairs.map((pair) => pair | ground))
  return [...new Set([...subsets(bits, 3), ...grounded])]
}

const shapeOf = (flags: number): Shape => ({
  flags,
  entries: 4,
  cqEntries: (flags & S.CQSIZE) === 0 ? undefined : 8,
})

/** Flags that are part of something that the kernel took. */
function takenOf(answers: ReadonlyMap<number, Answer>): number {
  let taken = 0
  for (const [flags, answer] of answers) if (typeof answer !== 'number') taken |= flags
  return taken
}

/** The flags of this kernel, as the table of first kernels has them. */
function expected(bits: readonly number[], since: Readonly<Record<number, string>>): number {
  const here = bits.filter((bit) => isAtLeast(release(), since[bit] ?? ''))
  return here.reduce((all, bit) => all | bit, 0)
}

describe('setup flags', () => {
  kernelTest('are refused by us where the kernel refuses them, and nowhere else', {}, () => {
    const answers = new Map(combinations().map((flags) => [flags, rings.attempt(shapeOf(flags))]))
    const here = takenOf(answers)
    expect(namesOf(S, here)).toBe(namesOf(S, expected(Object.values(S), setupSince)))
    const tried = [...answers].filter(([flags]) => (flags & ~here) === 0)
    const wrong: string[] = []
    for (const [flags, answer] of tried) {
      const problem = checkSetup(shapeOf(flags))
      const taken = typeof answer !== 'number'
      const named = problem === null || namesTwo(problem.message, flags)
      if (taken === (problem === null) && (taken || answer === -Errno.EINVAL) && named) continue
      const ours = problem?.message ?? 'nothing'
      wrong.push(`${namesOf(S, flags)}: the kernel says ${JSON.stringify(answer)}, we say ${ours}`)
    }
    expect(wrong).toEqual([])
    const taken = tried.filter(([, answer]) => typeof answer !== 'number').length
    expect(Math.min(taken, tried.length - taken)).toBeGreaterThan(200)
    report('setup flags', Object.values(S).filter((bit) => (here & bit) !== 0).length, tried, taken)
  })

  /** The flag that is wrong and the one that it needs or excludes, each with its first kernel. */
  function namesTwo(message: string, flags: number): boolean {
    const cited = [...message.matchAll(/([A-Z][A-Z0-9_]+) \(Linux (\d+\.\d+)\)/g)]
    const bits = cited.map(([, name = '']) => (S as Readonly<Record<string, number>>)[name] ?? 0)
    const versions = cited.map(([, , version]) => version)
    expect(versions).toEqual(bits.map((bit) => setupSince[bit]))
    return bits.length >= 2 && ((bits[0] ?? 0) & flags) !== 0
  }

  function report(what: string, flags: number, tried: readonly unknown[], taken: number): void {
    const refused = tried.length - taken
    const counts = `${tried.length} combinations tried, ${taken} taken, ${refused} refused`
    console.log(`${what}: ${flags} on ${release()}, ${counts}`)
  }

  kernelTest('that this kernel lacks are named with the kernel that has them', {}, () => {
    const lacking = Object.values(S).filter((bit) => !isAtLeast(release(), setupSince[bit] ?? ''))
    for (const bit of lacking) {
      const flags = bit | (bit === S.HYBRID_IOPOLL ? S.IOPOLL : 0)
      const whole = flags | (bit === S.SQ_REWIND ? S.NO_SQARRAY : 0)
      const asked = whole | (bit === S.REGISTERED_FD_ONLY ? S.NO_MMAP : 0)
      const error = thrown(() => new RawRing({ entries: 4, flags: asked, kernel }))
      expect(error).toBeInstanceOf(UringError)
      expect(error).toMatchObject({ code: 'EINVAL', reason: 'flags' })
      expect(error.message).toMatch(/SetupFlags\.\w+ needs Linux \d+\.\d+, this is/)
    }
    expect(lacking.length).toBe(
      Object.values(S).length - bitsOf(expected(Object.values(S), setupSince)),
    )
  })
})

function bitsOf(flags: number): number {
  return Object.values(S).filter((bit) => (flags & bit) !== 0).length
}

function thrown(make: () => unknown): Error {
  try {
    make()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}

describe('sizes', () => {
  const entries = [0, 1, 2, 3, 4, 5, 8, 16_385, 32_768, 32_769, 0x8000_0000, 0xffff_ffff]
  const cqEntries = [0, 1, 2, 3, 4, 5, 8, 9, 16_384, 16_385, 32_769, 65_536, 65_537, 0xffff_ffff]
  const modes = [0, S.CQE32, S.CQE_MIXED, S.SQE_MIXED, S.CQE_MIXED | S.SQE_MIXED]

  kernelTest('are refused by us where the kernel refuses them, and chosen alike', {}, () => {
    const here = expected(Object.values(S), setupSince)
    const shapes = modes
      .filter((flags) => (flags & ~here) === 0)
      .flatMap((mode) => [mode, mode | S.CLAMP])
      .flatMap((flags) => entries.map((count) => ({ flags, entries: count })))
      .flatMap((shape) => [
        shape,
        ...cqEntries.map((count) => ({
          entries: shape.entries,
          cqEntries: count,
          flags: shape.flags | S.CQSIZE,
        })),
      ])
    const wrong: string[] = []
    let taken = 0
    for (const shape of shapes) {
      const answer = rings.attempt(shape)
      const problem = checkSetup(shape)
      if (typeof answer !== 'number') taken++
      const ours = problem === null ? JSON.stringify(sizesOf(shape)) : 'refused'
      const theirs = typeof answer === 'number' ? wordOf(answer) : JSON.stringify(answer)
      if (ours === theirs) continue
      wrong.push(`${JSON.stringify(shape)}: the kernel says ${theirs}, we say ${ours}`)
    }
    expect(wrong).toEqual([])
    expect(taken).toBeGreaterThan(100)
    expect(shapes.length - taken).toBeGreaterThan(100)
    console.log(`sizes: ${shapes.length} tried, ${taken} taken, ${shapes.length - taken} refused`)
  })

  kernelTest('of the largest Ring are within the limits of the kernel', {}, async () => {
    const ring = new Ring({ entries: 32_768 })
    await ring.nop()
    await ring.close()
    expect(() => new Ring({ entries: 4, cqEntries: 65_537 })).toThrow(RangeError)
  })

  const wordOf = (answer: number): string =>
    answer === -Errno.EINVAL || answer === -Errno.EOVERFLOW ? 'refused' : `errno ${answer}`
})

describe('enter flags', () => {
  const { GETEVENTS, EXT_ARG, EXT_ARG_REG } = EnterFlags

  /** The flags of enter that this kernel takes when they stand alone. */
  function flagsHere(): number[] {
    const fd = rings.keep({ flags: 0, entries: 4 })
    return ownEnterFlags.filter((flag) => rings.enter(fd, 0, flag, 0, 0) === 0)
  }

  kernelTest('are those of the table of first kernels', {}, () => {
    const names = flagsHere().reduce((all, flag) => all | flag, 0)
    expect(namesOf(EnterFlags, names)).toBe(
      namesOf(EnterFlags, expected(ownEnterFlags, enterSince)),
    )
  })

  kernelTest('are refused by us where the kernel refuses them, and nowhere else', {}, () => {
    const flags = flagsHere()
    const sets = subsets(flags, flags.length)
    const memory = kernel.allocate(4096, 4096, false) as ArrayBuffer
    const at = kernel.addressOf(memory)
    new GetEventsArg(memory).ts = at + 64
    new Timespec(memory, 64).tvNsec = 1000
    const empty = at + 128
    const args = [0, 8, 23, GetEventsArg.SIZE, 25, RegWait.SIZE].flatMap((size) => [
      { address: 0, size },
      { address: empty, size },
      { address: at, size },
    ])
    const modes = [0, S.IOPOLL, S.SQPOLL, S.IOPOLL | S.SQPOLL, S.SINGLE_ISSUER | S.DEFER_TASKRUN]
    const wrong: string[] = []
    const counts = { tried: 0, taken: 0 }
    for (const mode of modes) {
      const fd = rings.keep({ flags: mode, entries: 4 })
      for (const set of sets) {
        for (const { address, size } of args) {
          // With nothing in flight only a wait whose time is over in a moment may want more.
          const waits = address === at && size === GetEventsArg.SIZE && (set & EXT_ARG_REG) === 0
          const minComplete =
            waits && (set & (GETEVENTS | EXT_ARG)) === (GETEVENTS | EXT_ARG) ? 1 : 0
          const answer = rings.enter(fd, minComplete, set, address, size)
          const problem = checkEnter(set, size, mode)
          counts.tried++
          if (isTaken(answer)) counts.taken++
          if (isTaken(answer) === (problem === null)) continue
          const said = `the kernel says ${answer}, we say ${problem?.message ?? 'nothing'}`
          wrong.push(`${namesOf(S, mode)}, ${namesOf(EnterFlags, set)}, ${size} bytes: ${said}`)
        }
      }
    }
    expect(wrong.slice(0, 20)).toEqual([])
    expect(counts.taken).toBeGreaterThan(counts.tried / 2)
    expect(counts.tried - counts.taken).toBeGreaterThan(100)
    const { tried, taken } = counts
    const refused = `${tried - taken} refused`
    console.log(`enter flags: ${flags.length}, ${tried} enters tried, ${taken} taken, ${refused}`)
  })
})

describe('rules', () => {
  test('are trusted up to the header, and where all bits have a name', () => {
    expect(rulesHold(setupFamily, S.SQPOLL, '6.1.0-50-cloud-amd64')).toBe(true)
    expect(rulesHold(setupFamily, S.SQPOLL, '7.3.2')).toBe(true)
    expect(rulesHold(setupFamily, S.SQPOLL, '7.4.0-rc1')).toBe(false)
    expect(rulesHold(setupFamily, S.SQPOLL | (1 << 30), '6.18.1')).toBe(false)
    expect(rulesHold(enterFamily, EnterFlags.EXT_ARG, '8.0')).toBe(false)
    expect(unknownBits(setupFamily, S.SQPOLL | (1 << 31))).toBe(0x8000_0000)
  })

  test('do not depend on the kernel: a flag that it lacks is another complaint', () => {
    expect(brokenSetupRule(S.SQ_REWIND | S.NO_SQARRAY)).toBeNull()
    expect(lackingFlag(setupFamily, S.SQ_REWIND | S.NO_SQARRAY, '6.18.1')).toMatchObject({
      explanation: 'SetupFlags.SQ_REWIND needs Linux 7.0, this is 6.18.1',
    })
    expect(lackingFlag(enterFamily, EnterFlags.NO_IOWAIT, '6.1.0')).toMatchObject({
      explanation: 'EnterFlags.NO_IOWAIT needs Linux 6.15, this is 6.1.0',
    })
    expect(lackingFlag(enterFamily, EnterFlags.NO_IOWAIT, '6.15.0')).toBeNull()
  })
})
