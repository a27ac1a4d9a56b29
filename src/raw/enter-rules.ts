import { EnterFlags, Errno, SetupFlags } from '../../generated/constants.ts'
import { enterSince } from '../../generated/support.ts'
import { GetEventsArg, RegWait } from '../../generated/structs.ts'
import { rangeError, UringError, valueError } from '../errors.ts'
import { cited, enterFamily, lackingFlag, rulesHold, unknownBits } from '../flag-rules.ts'
import { thisSystem } from '../system.ts'

const { GETEVENTS, EXT_ARG, EXT_ARG_REG } = EnterFlags

/**
 * What the kernel would refuse in the flags of an enter and the size of its argument, as an error;
 * null if nothing. It looks at the argument only in a wait: everything else passes unread.
 *
 * @param setupFlags what the ring was made with
 */
export function checkEnter(flags: number, size: number, setupFlags: number): Error | null {
  if ((flags & (GETEVENTS | EXT_ARG)) !== (GETEVENTS | EXT_ARG)) return null
  const registered = (flags & EXT_ARG_REG) !== 0
  const { IOPOLL, SQPOLL } = SetupFlags
  if (registered && (setupFlags & (IOPOLL | SQPOLL)) === IOPOLL) {
    const problem =
      `has EnterFlags.EXT_ARG_REG (Linux ${enterSince[EXT_ARG_REG]}), which does not go with ` +
      `SetupFlags.${cited('IOPOLL')}: leave it out and pass a GetEventsArg`
    return valueError('flags', problem, flags)
  }
  const wanted = registered ? RegWait.SIZE : GetEventsArg.SIZE
  if (size === wanted) return null
  const struct = registered ? 'RegWait, for EXT_ARG and EXT_ARG_REG' : 'GetEventsArg, for EXT_ARG'
  return rangeError('size', `${wanted}: that of a ${struct}`, size)
}

/**
 * The error of an enter that the kernel refused.
 *
 * @param problem what {@link checkEnter} has to say, where it is known
 */
export function enterError(errno: number, flags: number, problem: Error | null = null): Error {
  if (errno === Errno.EINVAL && problem !== null) return problem
  return new UringError(errno, 'io_uring_enter', explainEnter(errno, flags))
}

/** Whether {@link checkEnter} is right about these flags on this kernel. */
export function enterRulesHold(flags: number): boolean {
  return rulesHold(enterFamily, flags, thisSystem.release)
}

function explainEnter(
  errno: number,
  flags: number,
): { reason?: 'flags'; explanation?: string; remedy?: string } {
  switch (errno) {
    case Errno.EEXIST:
      return {
        explanation: 'another thread made this ring and is its only submitter',
        remedy: 'Make one ring in each Worker.',
      }
    case Errno.EBADFD:
      return {
        explanation: 'the ring was made with R_DISABLED and is not enabled yet',
        remedy: 'Call registerEnableRings first.',
      }
    case Errno.EOWNERDEAD:
      return { explanation: "the ring's polling thread has died", remedy: 'Make a new ring.' }
    case Errno.EFAULT:
      return explainFault(flags)
    case Errno.EINVAL:
      return { reason: 'flags', ...explainFlags(flags) }
    default:
      return {}
  }
}

function explainFault(flags: number): { explanation: string; remedy: string } {
  return (flags & EXT_ARG_REG) === 0
    ? {
        explanation: 'the argument, or what it points to, is not memory of this process',
        remedy: 'Take addresses from allocate(), and 0 for none.',
      }
    : {
        explanation: 'no RegWait lies at that offset of the registered wait region',
        remedy: 'Register a region with REGISTER_MEM_REGION first; offsets count in bytes.',
      }
}

function explainFlags(flags: number): { explanation: string; remedy: string } {
  const { release } = thisSystem
  const lacking = lackingFlag(enterFamily, flags, release)
  if (lacking !== null) return lacking
  const unknown = unknownBits(enterFamily, flags)
  if (unknown !== 0) {
    return {
      explanation: `flags 0x${unknown.toString(16)} are unknown to this kernel (${release})`,
      remedy: 'Take the flags from EnterFlags.',
    }
  }
  return {
    explanation: 'the kernel refused a field of the argument, or the size of a signal mask',
    remedy: 'Fields without a use must be 0; a signal mask has 8 bytes.',
  }
}
