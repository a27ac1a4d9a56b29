/** EINVAL: which field it was. Rules in the order of their certainty, and then by operation. */
import { Op, OpenFlags, SetupFlags, SqeFlags } from '../../generated/constants.ts'
import { issueFields } from '../../generated/operations.ts'
import { flagSince, opSince, variantSince } from '../../generated/support.ts'
import { brokenSqeRule } from '../raw/sqe-rules.ts'
import { flagNames } from '../raw/decode-values.ts'
import type { NamedArgument } from '../raw/decode-named.ts'
import { support } from '../raw/support.ts'
import { isOlder } from '../system.ts'
import type { Explained, Failure, Rule } from './explain-facts.ts'
import { invalidFileRules } from './explain-invalid-files.ts'
import { invalidOtherRules } from './explain-invalid-other.ts'
import { invalidSocketRules } from './explain-invalid-sockets.ts'

/** What is wrong with a submission that the kernel calls invalid. */
export function explainInvalid(f: Failure): Explained {
  const rules = [
    ...CERTAIN,
    ...(invalidFileRules[f.op] ?? []),
    ...(invalidSocketRules[f.op] ?? []),
    ...(invalidOtherRules[f.op] ?? []),
    ...LIKELY,
  ]
  for (const rule of rules) {
    const found = rule(f)
    if (found !== null) return found
  }
  return nobodyKnows(f)
}

const unknownOperation: Rule = ({ op, name, canAsk, system }) => {
  if (!canAsk || support().op(op)) return null
  const since = opSince[op]
  return {
    explanation:
      since === undefined
        ? `this kernel (${system.release}) has no opcode ${op}`
        : `${name} needs Linux ${since}, this is ${system.release}`,
    remedy: 'Ask support().op(op) first.',
  }
}

const brokenFlags: Rule = ({ op, sqe, ring, system }) =>
  sqe === null ? null : brokenSqeRule(op, sqe.flags, ring.setupFlags, system.release)

const youngVariant: Rule = ({ name, named, system }) => {
  const { variant } = named
  const since = variantSince[variant?.name ?? '']
  if (variant === undefined || since === undefined || !isOlder(system.release, since)) return null
  return {
    explanation: `${name} as ${variant.name} needs Linux ${since}, this is ${system.release}`,
    remedy: 'Do without it, or run on a newer kernel.',
  }
}

const youngFlags: Rule = ({ named, system }) => {
  for (const { name, shown, value } of named.list) {
    if (typeof shown !== 'object' || !('flags' in shown)) continue
    const young = Object.entries(flagSince.get(shown.flags) ?? {}).find(
      ([flag, since]) => (value & (shown.flags[flag] ?? 0)) !== 0 && isOlder(system.release, since),
    )
    if (young === undefined) continue
    return {
      explanation:
        `"${name}" has ${young[0]}, which needs Linux ${young[1]}, this is ` + system.release,
      remedy: 'Leave the flag out, or run on a newer kernel.',
    }
  }
  return null
}

const unknownPersonality: Rule = (f) => {
  const id = f.sqe?.personality ?? 0
  if (id === 0 || f.hasPersonality(id) !== false) return null
  return {
    explanation: `"personality" is ${id}, and the ring has no such personality registered`,
    remedy: 'Register the credentials with this ring first, and give the number that this answers.',
  }
}

const polledRing: Rule = ({ name, ring, op }) => {
  const polled = (ring.setupFlags & SetupFlags.IOPOLL) !== 0
  if (!polled || POLLED.includes(op)) return null
  return {
    explanation: `${name} cannot run on a ring with SetupFlags.IOPOLL`,
    remedy: 'Use a second ring without it.',
  }
}

/** Operations that a ring with IOPOLL takes. */
const POLLED: readonly number[] = [
  Op.NOP,
  Op.READ,
  Op.WRITE,
  Op.READV,
  Op.WRITEV,
  Op.READ_FIXED,
  Op.WRITE_FIXED,
  Op.READV_FIXED,
  Op.WRITEV_FIXED,
  Op.URING_CMD,
  Op.FILES_UPDATE,
  Op.PROVIDE_BUFFERS,
  Op.REMOVE_BUFFERS,
]

/** The operations that can put what they make into the table of direct descriptors. */
const MAKERS: readonly number[] = [Op.OPENAT, Op.OPENAT2, Op.ACCEPT, Op.SOCKET, Op.PIPE]

const wrongSlot: Rule = (f) => {
  const slot = f.sqe?.fileIndex ?? 0
  if (slot === 0 || !MAKERS.includes(f.op)) return null
  const flags = f.value('flags') ?? 0
  const type = f.op === Op.SOCKET ? (f.value('type') ?? 0) : 0
  if (((flags | type) & OpenFlags.CLOEXEC) !== 0) {
    return {
      explanation:
        `"${f.op === Op.SOCKET ? 'type' : 'flags'}" has CLOEXEC, which a slot cannot ` + 'have',
      remedy: 'Leave it out: no other program inherits a slot.',
    }
  }
  return null
}

const namelessFlags: Rule = ({ named }) => {
  for (const argument of named.list) {
    const bits = namelessBits(argument)
    if (bits === 0) continue
    return {
      explanation:
        `"${argument.name}" has the bits 0x${bits.toString(16)}, which are no flag of ` + 'it',
      remedy: 'Take flags from the constants of their own family.',
    }
  }
  return null
}

function namelessBits({ shown, value }: NamedArgument): number {
  if (typeof shown !== 'object' || !('flags' in shown)) return 0
  const known = Object.values(shown.flags).reduce((all, bit) => all | bit, 0)
  return (value & ~known) >>> 0
}

const CERTAIN: readonly Rule[] = [
  unknownOperation,
  brokenFlags,
  youngVariant,
  youngFlags,
  unknownPersonality,
  polledRing,
  wrongSlot,
  namelessFlags,
]

const nobodysValue: Rule = ({ named }) => {
  for (const { name, shown, value } of named.list) {
    if (typeof shown !== 'object' || !('one' in shown)) continue
    const besides = Object.values(shown.besides ?? {}).reduce((all, bit) => all | bit, 0)
    const own = value & ~besides
    if (Object.values(shown.one).includes(own)) continue
    const names = Object.keys(shown.one)
    const some = names.length > 8 ? `${names.slice(0, 8).join(', ')} and so on` : names.join(', ')
    return {
      explanation: `most likely it is "${name}": ${own} is none of ${some}`,
      remedy: 'Take it from the constants of its family.',
    }
  }
  return null
}

const priority: Rule = ({ sqe, named }) => {
  const fixed = named.variant?.fixed.some(([field]) => field === 'ioprio')
  if (sqe === null || sqe.ioprio === 0 || fixed === true) return null
  return {
    explanation:
      `most likely it is "ioprio": ${sqe.ioprio} is no priority, or no flag, that it ` + 'takes',
    remedy: 'Leave it out.',
  }
}

const LIKELY: readonly Rule[] = [nobodysValue, priority]

/** Says at least what there is to look at. */
function nobodyKnows(f: Failure): Explained {
  const { sqe, op, name } = f
  if (sqe === null) {
    const fields = issueFields[op] ?? []
    return {
      explanation: 'the kernel refused a field of the submission',
      remedy: `Check ${fields.length === 0 ? 'its arguments' : fields.join(', ')}.`,
    }
  }
  const fields = f.named.list.map((argument) => argument.name).join(', ')
  const flags = flagNames(BigInt(sqe.flags & ~SqeFlags.FIXED_FILE), SqeFlags)
  const more = flags === '' ? '' : ` and the flags of the submission (${flags})`
  return {
    explanation: `the kernel refused a field of ${name}, and does not say which`,
    remedy: `Check ${fields === '' ? 'its arguments' : fields}${more} against its manual page.`,
  }
}
