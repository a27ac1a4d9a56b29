import { EnterFlags, SetupFlags } from '../generated/constants.ts'
import { enterSince, HEADER_SERIES, setupSince } from '../generated/support.ts'
import { isOlder } from './system.ts'

/**
 * What goes with what in the flags of io_uring_setup(2), as data. The kernel is the judge: a test
 * tries the combinations on it, and neither side may refuse what the other takes.
 */
interface Rule {
  readonly flag: keyof typeof SetupFlags
  /** One of these must be there too. */
  readonly needs?: readonly (keyof typeof SetupFlags)[]
  /** None of these may be there too. */
  readonly excludes?: readonly (keyof typeof SetupFlags)[]
}

/** None of them has changed from the first kernel of its flags up to the header's. */
const RULES: readonly Rule[] = [
  { flag: 'SQ_AFF', needs: ['SQPOLL'] },
  { flag: 'SQPOLL', excludes: ['COOP_TASKRUN', 'TASKRUN_FLAG', 'DEFER_TASKRUN', 'SQ_REWIND'] },
  { flag: 'TASKRUN_FLAG', needs: ['COOP_TASKRUN', 'DEFER_TASKRUN'] },
  { flag: 'DEFER_TASKRUN', needs: ['SINGLE_ISSUER'] },
  { flag: 'REGISTERED_FD_ONLY', needs: ['NO_MMAP'] },
  { flag: 'HYBRID_IOPOLL', needs: ['IOPOLL'] },
  { flag: 'CQE_MIXED', excludes: ['CQE32'] },
  { flag: 'SQE_MIXED', excludes: ['SQE128'] },
  { flag: 'SQ_REWIND', needs: ['NO_SQARRAY'] },
]

/** What is wrong, and what to do about it: two sentences. */
export interface Broken {
  /** Without a capital and without a full stop, as it stands behind a colon. */
  readonly explanation: string
  readonly remedy: string
}

/** Both sentences, for an error that says itself what was wrong with an argument. */
export function problemOf({ explanation, remedy }: Broken): string {
  return `is refused: ${explanation}. ${remedy.replace(/\.$/, '')}`
}

/** The first rule that these setup flags break, or null. */
export function brokenSetupRule(flags: number): Broken | null {
  for (const { flag, needs, excludes } of RULES) {
    if ((flags & SetupFlags[flag]) === 0) continue
    if (needs !== undefined && !needs.some((name) => (flags & SetupFlags[name]) !== 0)) {
      return {
        explanation: `SetupFlags.${cited(flag)} needs ${needs.map(cited).join(' or ')}`,
        remedy: needs.length > 1 ? 'Add one of them.' : `Add SetupFlags.${needs.join()}.`,
      }
    }
    const other = excludes?.find((name) => (flags & SetupFlags[name]) !== 0)
    if (other !== undefined) {
      return {
        explanation: `SetupFlags.${cited(flag)} and ${cited(other)} exclude each other`,
        remedy: 'Leave one of them out.',
      }
    }
  }
  return null
}

/** The flag, and the flags that it does not go without. */
export function withCompanions(flag: number): number {
  let flags = flag
  for (const { flag: name, needs } of RULES) {
    if ((flag & SetupFlags[name]) === 0 || needs === undefined) continue
    const [first] = needs
    if (first !== undefined) flags |= withCompanions(SetupFlags[first])
  }
  return flags
}

/** `SQ_AFF (Linux 5.1)`: a setup flag and its first kernel. */
export function cited(name: keyof typeof SetupFlags): string {
  return `${name} (Linux ${setupSince[SetupFlags[name]]})`
}

/** Flags that have a name here, and the first kernel of each. */
interface Family {
  readonly name: string
  readonly bits: Readonly<Record<string, number>>
  readonly since: Readonly<Record<number, string>>
}

export const setupFamily: Family = { name: 'SetupFlags', bits: SetupFlags, since: setupSince }
export const enterFamily: Family = { name: 'EnterFlags', bits: EnterFlags, since: enterSince }

/** The first of these flags that kernel `release` is too old for, or null. */
export function lackingFlag(family: Family, flags: number, release: string): Broken | null {
  for (const [name, bit] of Object.entries(family.bits)) {
    const since = family.since[bit]
    if ((flags & bit) === 0 || since === undefined || !isOlder(release, since)) continue
    return {
      explanation: `${family.name}.${name} needs Linux ${since}, this is ${release}`,
      remedy: 'Leave it out, or run on a newer kernel.',
    }
  }
  return null
}

/** Bits that have no name here, or 0: a kernel newer than the header may know them. */
export function unknownBits(family: Family, flags: number): number {
  return (flags & ~Object.values(family.bits).reduce((all, bit) => all | bit, 0)) >>> 0
}

/**
 * Whether the rules can be trusted before the kernel is asked. Later kernels may allow more, and
 * bits without a name may change what the others mean.
 */
export function rulesHold(family: Family, flags: number, release: string): boolean {
  return unknownBits(family, flags) === 0 && !isOlder(HEADER_SERIES, release)
}
