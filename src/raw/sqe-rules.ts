import { Op, SetupFlags, SqeFlags } from '../../generated/constants.ts'
import { wideOpcodes } from '../../generated/decode.ts'
import { opSince } from '../../generated/support.ts'
import type { Sqe } from '../../generated/structs.ts'
import { valueError } from '../errors.ts'
import { type Broken, problemOf } from '../flag-rules.ts'
import { isOlder, thisSystem } from '../system.ts'
import { opName } from './decode-values.ts'

const { BUFFER_SELECT, CQE_SKIP_SUCCESS, FIXED_FILE, IO_DRAIN } = SqeFlags

/** Operations that take a provided buffer, and the first kernel where they do. */
const SELECTING: Readonly<Record<number, string>> = {
  [Op.READV]: '5.7',
  [Op.READ]: '5.7',
  [Op.RECVMSG]: '5.7',
  [Op.RECV]: '5.7',
  [Op.READ_MULTISHOT]: '6.7',
  [Op.SEND]: '6.10',
  [Op.URING_CMD]: '6.18',
}

/** Operations of two completions, of which none may be left out. */
const NOTIFYING: readonly number[] = [Op.SEND_ZC, Op.SENDMSG_ZC]

/**
 * Throws if the kernel would refuse a filled slot for its flags: a TypeError that names what does
 * not go together. Nothing calls it by itself, because it would cost more than the submission; it
 * is for tests, and for finding out why a completion says `EOPNOTSUPP` or `EINVAL`.
 *
 * It cannot know that the ring has used CQE_SKIP_SUCCESS before, which `SubmissionQueue.next128`
 * may do on a mixed ring: from then on the ring refuses every IO_DRAIN with `EOPNOTSUPP`.
 *
 * @param setupFlags what the ring was made with: `ring.params.flags`
 */
export function checkSqe(sqe: Sqe, setupFlags: number): void {
  const broken = brokenSqeRule(sqe.opcode, sqe.flags, setupFlags, thisSystem.release)
  if (broken === null) return
  throw valueError('sqe', problemOf(broken), sqe)
}

/** The first rule that an operation with these `SqeFlags` breaks on kernel `release`, or null. */
export function brokenSqeRule(
  op: number,
  flags: number,
  setupFlags: number,
  release: string,
): Broken | null {
  const { SQE128, SQE_MIXED } = SetupFlags
  // An opcode without a name here is the kernel's to judge.
  if (opSince[op] === undefined) return null
  const name = opName(op)
  if (wideOpcodes.includes(op) && (setupFlags & (SQE128 | SQE_MIXED)) === 0) {
    return {
      explanation: `${name} needs a ring with SetupFlags.SQE128 or SQE_MIXED (Linux 6.19)`,
      remedy: 'Make the ring with one of them.',
    }
  }
  if (op === Op.TIMEOUT_REMOVE && (flags & FIXED_FILE) !== 0) {
    return {
      explanation: `${name} does not take SqeFlags.FIXED_FILE (Linux 5.1)`,
      remedy: 'Leave it out: there is no descriptor.',
    }
  }
  return (
    ((flags & BUFFER_SELECT) === 0 ? null : brokenSelect(op, name, release)) ??
    ((flags & CQE_SKIP_SUCCESS) === 0 ? null : brokenSkip(op, name, flags))
  )
}

function brokenSelect(op: number, name: string, release: string): Broken | null {
  const since = SELECTING[op]
  if (since !== undefined && !isOlder(release, since)) return null
  const remedy = 'Leave it out, and give the memory in the submission.'
  return since === undefined
    ? { explanation: `${name} does not take SqeFlags.BUFFER_SELECT (Linux 5.7)`, remedy }
    : {
        explanation: `${name} with SqeFlags.BUFFER_SELECT needs Linux ${since}, this is ${release}`,
        remedy,
      }
}

function brokenSkip(op: number, name: string, flags: number): Broken | null {
  if ((flags & IO_DRAIN) !== 0) {
    return {
      explanation:
        'SqeFlags.CQE_SKIP_SUCCESS (Linux 5.17) and IO_DRAIN (Linux 5.2) exclude each other, ' +
        'from then on in all submissions of the ring',
      remedy: 'Leave one of them out.',
    }
  }
  if (!NOTIFYING.includes(op)) return null
  return {
    explanation: `${name} does not take SqeFlags.CQE_SKIP_SUCCESS (Linux 5.17)`,
    remedy: 'Leave it out: the completion and the notification are both needed.',
  }
}
