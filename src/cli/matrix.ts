import { Features, Op, RegisterOp, SetupFlags } from '../../generated/constants.ts'
import { HEADER_SERIES } from '../../generated/support.ts'
import { withCompanions } from '../flag-rules.ts'
import { RawRing } from '../raw/raw-ring.ts'
import { sinceOf, type Support } from '../raw/support.ts'
import { isOlder, thisSystem } from '../system.ts'

/** Something that a kernel has or has not. */
export interface Entry {
  /** Member of its family, as its constant is spelled. */
  readonly name: string
  readonly value: number
  /** The first kernel that has it; undefined where nobody knows. */
  readonly since: string | undefined
  readonly here: boolean
}

/** What this kernel has, of all that the header knows. */
export interface Matrix {
  readonly kernel: string
  /** The kernel whose header the package was made from. */
  readonly header: string
  readonly operations: readonly Entry[]
  readonly registerOperations: readonly Entry[]
  readonly setupFlags: readonly Entry[]
  readonly features: readonly Entry[]
  /** Numbers of opcodes that this kernel has and the header has not. */
  readonly unknownOperations: readonly number[]
}

const OPCODES = 256

/** Asks the kernel; setup flags are tried, each with those that it does not go without. */
export function matrixOf(support: Support): Matrix {
  const features = featuresHere()
  const known: readonly number[] = Object.values(Op)
  const numbers = Array.from({ length: OPCODES }, (_, op) => op)
  return {
    kernel: thisSystem.release,
    header: HEADER_SERIES,
    operations: entries('op', Op, (op) => support.op(op)),
    registerOperations: entries('register', RegisterOp, (op) => support.register(op)),
    setupFlags: entries('setup', SetupFlags, (flag) => support.setup(withCompanions(flag))),
    features: entries('feature', Features, (bit) => (features & bit) !== 0),
    unknownOperations: numbers.filter((op) => support.op(op) && !known.includes(op)),
  }
}

function featuresHere(): number {
  const ring = new RawRing({ entries: 2 })
  const { features } = ring.params
  ring.close()
  return features
}

function entries(
  kind: Parameters<typeof sinceOf>[0],
  family: Readonly<Record<string, number>>,
  has: (value: number) => boolean,
): Entry[] {
  return Object.entries(family).map(([name, value]) => {
    return { name, value, since: sinceOf(kind, value), here: has(value) }
  })
}

/** What is odd about an entry: a kernel that lacks what it should have, or has what is newer. */
export function oddityOf({ since, here }: Entry, kernel: string): string {
  if (since === undefined) return ''
  const expected = !isOlder(kernel, since)
  if (here && !expected) return 'brought back to this kernel'
  return !here && expected ? 'not built into this kernel' : ''
}
