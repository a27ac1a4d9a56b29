import { SetupFlags } from '../../generated/constants.ts'
import { rangeError, typeError, valueError } from '../errors.ts'
import { brokenSetupRule, cited, problemOf } from '../flag-rules.ts'
import type { SetupOptions } from './setup.ts'

/** The kernel's own limits; the header has no name for them. */
export const ENTRIES_MAX = 32_768
export const CQ_ENTRIES_MAX = 65_536

const U32_MAX = 0xffff_ffff

/** How large the queues will be: the kernel rounds up, and cuts down where it is asked to. */
export interface Sizes {
  readonly sqEntries: number
  readonly cqEntries: number
}

/** The sizes that the kernel will choose for options that {@link checkSetup} does not refuse. */
export function sizesOf({ entries, cqEntries, flags = 0 }: SetupOptions): Sizes {
  const clamp = (flags & SetupFlags.CLAMP) !== 0
  const sqEntries = powerOfTwo(clamp ? Math.min(entries, ENTRIES_MAX) : entries)
  if (cqEntries === undefined) return { sqEntries, cqEntries: sqEntries * 2 }
  return {
    sqEntries,
    cqEntries: powerOfTwo(clamp ? Math.min(cqEntries, CQ_ENTRIES_MAX) : cqEntries),
  }
}

function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, 1)))
}

/** Throws for what is no number of 32 bits; the kernel would see another number. */
export function checkTypes(options: SetupOptions): void {
  whole(options.entries, 'options.entries')
  whole(options.cqEntries ?? 0, 'options.cqEntries')
  // The operators of JavaScript make a negative number of the highest bit.
  whole(options.flags ?? 0, 'options.flags', -0x8000_0000)
  whole(options.sqThreadIdle ?? 0, 'options.sqThreadIdle')
  whole(options.sqThreadCpu ?? 0, 'options.sqThreadCpu')
  whole(options.wqFd ?? 0, 'options.wqFd')
}

/** A number of 32 bits. */
export function whole(value: unknown, name: string, least = 0): void {
  if (typeof value !== 'number') throw typeError(name, 'of type number', value)
  if (Number.isInteger(value) && value >= least && value <= U32_MAX) return
  throw rangeError(name, `an integer >= ${least} and <= ${U32_MAX}`, value)
}

/** What the kernel would refuse in the flags and sizes of a ring, as an error; null if nothing. */
export function checkSetup(options: SetupOptions): Error | null {
  const { flags = 0, cqEntries } = options
  const broken = brokenSetupRule(flags)
  if (broken !== null) return valueError('options.flags', problemOf(broken), flags)
  if ((flags & SetupFlags.CQSIZE) !== 0 && cqEntries === undefined) {
    const problem = 'has SetupFlags.CQSIZE, which needs options.cqEntries'
    return valueError('options.flags', problem, flags)
  }
  return checkSizes(options) ?? checkUnused(options)
}

function checkSizes(options: SetupOptions): Error | null {
  const { entries, cqEntries, flags = 0 } = options
  const clamp = (flags & SetupFlags.CLAMP) !== 0
  if (!clamp && entries > ENTRIES_MAX) return tooLarge('options.entries', ENTRIES_MAX, entries)
  if (entries < 1) return rangeError('options.entries', '>= 1', entries)
  if ((flags & SetupFlags.SQE_MIXED) !== 0 && entries < 2) {
    return rangeError('options.entries', `>= 2 with SetupFlags.${cited('SQE_MIXED')}`, entries)
  }
  if (cqEntries === undefined) return null
  if (!clamp && cqEntries > CQ_ENTRIES_MAX) {
    return tooLarge('options.cqEntries', CQ_ENTRIES_MAX, cqEntries)
  }
  return checkCompletions(cqEntries, sizesOf(options), flags)
}

function tooLarge(name: string, most: number, value: number): Error {
  return rangeError(name, `<= ${most} without SetupFlags.${cited('CLAMP')}`, value)
}

function checkCompletions(value: number, sizes: Sizes, flags: number): Error | null {
  const { sqEntries } = sizes
  if (value < 1 || sizes.cqEntries < sqEntries) {
    // What is just above half of a power of two is rounded up to it.
    const least = Math.floor(sqEntries / 2) + 1
    const expected = `>= ${least}: there are ${sqEntries} entries, and both are rounded up`
    return rangeError('options.cqEntries', expected, value)
  }
  if ((flags & SetupFlags.CQE_MIXED) !== 0 && value < 2) {
    return rangeError('options.cqEntries', `>= 2 with SetupFlags.${cited('CQE_MIXED')}`, value)
  }
  return null
}

/** The kernel would not look at these; who gives them has forgotten the flag. */
function checkUnused({ flags = 0, sqThreadCpu, wqFd }: SetupOptions): Error | null {
  if (sqThreadCpu !== undefined && (flags & SetupFlags.SQ_AFF) === 0) {
    return valueError('options.sqThreadCpu', 'needs SetupFlags.SQ_AFF in flags', sqThreadCpu)
  }
  if (wqFd !== undefined && (flags & SetupFlags.ATTACH_WQ) === 0) {
    return valueError('options.wqFd', 'needs SetupFlags.ATTACH_WQ in flags', wqFd)
  }
  return null
}
