import { Errno, Op, SetupFlags } from '../generated/constants.ts'
import { opSince } from '../generated/support.ts'
import { type ErrorDetails, UringError } from './errors.ts'
import { brokenSetupRule, lackingFlag, setupFamily, unknownBits } from './flag-rules.ts'
import { machineOf } from './machine.ts'
import { isOlder, type System, thisSystem } from './system.ts'

const UNSUPPORTED = 'ERR_URING_UNSUPPORTED'
/** The kernel that io_uring came with. */
const FIRST = opSince[Op.NOP] ?? ''

/**
 * The error for a ring that could not be made, with the reason and what to do about it.
 *
 * @param errno what the kernel answered
 * @param flags the setup flags that were asked for
 */
export function setupError(
  errno: number,
  flags: number,
  syscall = 'io_uring_setup',
  system: System = thisSystem,
): UringError {
  return new UringError(errno, syscall, explainSetup(Math.abs(errno), flags, system))
}

function explainSetup(errno: number, flags: number, system: System): ErrorDetails {
  switch (errno) {
    case Errno.ENOSYS:
      return explainAbsence(system)
    case Errno.EPERM:
    case Errno.EACCES:
      return explainRefusal(system)
    case Errno.ENOMEM:
      return {
        reason: 'memlock',
        explanation: `no memory for the ring${limitText(system)}`,
        remedy:
          'Raise the limit (`ulimit -l`, LimitMEMLOCK= in systemd, ' +
          '--ulimit memlock=-1 in Docker), make smaller rings, or fewer.',
      }
    case Errno.EINVAL:
      return { reason: 'flags', ...explainFlags(flags, system) }
    case Errno.ENXIO:
    case Errno.EBADF:
      return { reason: 'flags', ...explainValues(flags & SetupFlags.ATTACH_WQ) }
    case Errno.EMFILE:
    case Errno.ENFILE:
      return {
        explanation: 'no descriptor is free for the ring',
        remedy: 'Close descriptors, or raise the limit (`ulimit -n`).',
      }
    default:
      return {}
  }
}

/** ENOSYS comes from a kernel without it, from one that is none, or from a seccomp filter. */
function explainAbsence(system: System): ErrorDetails {
  const { gvisor, filtered, disabled } = machineOf(system)
  if (gvisor) {
    return {
      code: UNSUPPORTED,
      reason: 'sandbox',
      explanation: `this kernel (${system.release}) is gVisor, which has no io_uring`,
      remedy: 'Run it on the kernel itself: with the runtime runc in place of runsc.',
    }
  }
  // The sysctl is there if and only if the kernel has io_uring, since Linux 6.6.
  const has = disabled !== null || !isOlder(system.release, FIRST)
  if (has && filtered === true) return explainFilter(system)
  const part = isOlder(system.release, FIRST)
    ? `: it came with Linux ${FIRST}`
    : ', or a sandbox hides it'
  return {
    code: UNSUPPORTED,
    reason: 'kernel',
    explanation: `this kernel (${system.release}) has no io_uring${part}`,
    remedy: 'Run on Linux 6.1 or later with CONFIG_IO_URING, outside of the sandbox.',
  }
}

/** EPERM comes from the sysctl, from a seccomp filter, or from a security module. */
function explainRefusal(system: System): ErrorDetails {
  const { disabled, exempt, filtered } = machineOf(system)
  if (disabled === 2 || (disabled === 1 && !exempt)) {
    const who = disabled === 1 ? 'all but privileged processes and one group' : 'everybody'
    return {
      code: UNSUPPORTED,
      reason: 'sysctl',
      explanation: `io_uring is disabled for ${who}: kernel.io_uring_disabled is ${disabled}`,
      remedy:
        disabled === 1
          ? 'As root: sysctl kernel.io_uring_disabled=0, ' +
            'or put the user into the group of kernel.io_uring_group.'
          : 'As root: sysctl kernel.io_uring_disabled=0.',
    }
  }
  if (filtered !== false) return explainFilter(system)
  return {
    code: UNSUPPORTED,
    reason: 'policy',
    explanation:
      'io_uring is forbidden, most likely by a security module (SELinux, AppArmor, BPF): ' +
      'no seccomp filter is on this process, and no sysctl disables it',
    remedy: 'Look for the denial in the audit log (`ausearch -m avc`, `dmesg`), and allow it.',
  }
}

function explainFilter(system: System): ErrorDetails {
  const { container, filtered } = machineOf(system)
  const owner = container === null ? 'of the container or the service' : `of ${container}`
  const seen = filtered === true ? ': a filter is on this thread' : ''
  return {
    code: UNSUPPORTED,
    reason: 'seccomp',
    explanation: `io_uring is blocked, most likely by the seccomp profile ${owner}${seen}`,
    remedy:
      'Allow io_uring_setup, io_uring_enter and io_uring_register in the seccomp profile ' +
      '(Docker: --security-opt seccomp=PROFILE.json).',
  }
}

function limitText(system: System): string {
  const { memlock } = machineOf(system)
  return memlock === null ? '' : `: the limit of locked memory is ${bytesText(memlock)}`
}

function bytesText(bytes: number): string {
  return bytes === Infinity ? 'unlimited' : `${bytes} bytes`
}

/** What the kernel refuses in flags and sizes, the likeliest first. */
function explainFlags(flags: number, system: System): Pick<ErrorDetails, 'explanation' | 'remedy'> {
  return (
    brokenSetupRule(flags) ??
    lackingFlag(setupFamily, flags, system.release) ??
    explainUnknown(unknownBits(setupFamily, flags), system) ??
    explainValues(flags) ?? {
      explanation: 'the kernel refused the sizes or flags',
      remedy: 'Check entries (1 to 32768), cqEntries (at least entries, up to 65536) and flags.',
    }
  )
}

function explainUnknown(bits: number, system: System): ErrorDetails | null {
  if (bits === 0) return null
  return {
    explanation: `flags 0x${bits.toString(16)} are unknown to this kernel (${system.release})`,
    remedy: 'Take the flags from SetupFlags.',
  }
}

/** Flags that are allowed, but come with a number that the kernel may not like. */
function explainValues(flags: number): ErrorDetails | null {
  if ((flags & SetupFlags.SQ_AFF) !== 0) {
    return {
      explanation: 'the processor in sqThreadCpu is not online, or not allowed for this process',
      remedy: 'Choose one that `taskset -p` lists, or leave SetupFlags.SQ_AFF out.',
    }
  }
  if ((flags & SetupFlags.ATTACH_WQ) !== 0) {
    return {
      explanation: 'wqFd is not the descriptor of a ring that can share its threads with this one',
      remedy: 'Give the fd of a ring; with SetupFlags.SQPOLL, of one that has SQPOLL too.',
    }
  }
  return null
}
