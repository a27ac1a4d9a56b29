import { readFileSync } from 'node:fs'
import { Errno, SetupFlags } from '../generated/constants.ts'
import { setupSince } from '../generated/support.ts'
import { type ErrorDetails, UringError } from './errors.ts'

const UNSUPPORTED = 'ERR_URING_UNSUPPORTED'

/** How the system is asked; replaced by tests. */
export interface System {
  readonly platform: string
  readonly release: string
  /** The text of a small file, or `undefined`. */
  readFile(path: string): string | undefined
}

/** This machine. */
export const thisSystem: System = {
  platform: process.platform,
  get release() {
    return readText('/proc/sys/kernel/osrelease')?.trim() ?? 'unknown'
  },
  readFile: readText,
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

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
      return {
        code: UNSUPPORTED,
        reason: 'kernel',
        explanation:
          `this kernel (${system.release}) has no io_uring, ` +
          'or a sandbox such as gVisor hides it',
        remedy: 'Run on Linux 6.1 or later with CONFIG_IO_URING, outside of the sandbox.',
      }
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

/** EPERM comes from the sysctl or from a seccomp filter; the sysctl can be read. */
function explainRefusal(system: System): ErrorDetails {
  const setting = system.readFile('/proc/sys/kernel/io_uring_disabled')?.trim()
  if (setting === '1' || setting === '2') {
    const who = setting === '1' ? 'all but privileged processes and one group' : 'everybody'
    return {
      code: UNSUPPORTED,
      reason: 'sysctl',
      explanation: `io_uring is disabled for ${who}: kernel.io_uring_disabled is ${setting}`,
      remedy:
        setting === '1'
          ? 'As root: sysctl kernel.io_uring_disabled=0, ' +
            'or put the user into the group of kernel.io_uring_group.'
          : 'As root: sysctl kernel.io_uring_disabled=0.',
    }
  }
  return {
    code: UNSUPPORTED,
    reason: 'seccomp',
    explanation: 'io_uring is blocked, most likely by the seccomp profile of the container',
    remedy:
      'Allow io_uring_setup, io_uring_enter and io_uring_register in the seccomp profile ' +
      '(Docker: --security-opt seccomp=PROFILE.json).',
  }
}

function limitText(system: System): string {
  const line = /^Max locked memory\s+(\S+)/m.exec(system.readFile('/proc/self/limits') ?? '')
  return line === null ? '' : `: the limit of locked memory is ${line[1]} bytes`
}

/**
 * Rules between setup flags: each names the two that do not go together, or the one that is
 * missing.
 */
const CONFLICTS: readonly (readonly [when: string, other: string, must: boolean])[] = [
  ['SQ_AFF', 'SQPOLL', true],
  ['SQPOLL', 'COOP_TASKRUN', false],
  ['SQPOLL', 'TASKRUN_FLAG', false],
  ['SQPOLL', 'DEFER_TASKRUN', false],
  ['SQPOLL', 'SQ_REWIND', false],
  ['DEFER_TASKRUN', 'SINGLE_ISSUER', true],
  ['REGISTERED_FD_ONLY', 'NO_MMAP', true],
  ['HYBRID_IOPOLL', 'IOPOLL', true],
  ['CQE_MIXED', 'CQE32', false],
  ['SQE_MIXED', 'SQE128', false],
  ['SQ_REWIND', 'NO_SQARRAY', true],
]

function explainFlags(flags: number, system: System): Pick<ErrorDetails, 'explanation' | 'remedy'> {
  const bits: Readonly<Record<string, number>> = SetupFlags
  const has = (name: string): boolean => (flags & (bits[name] ?? 0)) !== 0
  for (const [when, other, must] of CONFLICTS) {
    if (!has(when) || has(other) === must) continue
    return must
      ? { explanation: `SetupFlags.${when} needs ${other}`, remedy: `Add SetupFlags.${other}.` }
      : {
          explanation: `SetupFlags.${when} and ${other} exclude each other`,
          remedy: 'Leave one of them out.',
        }
  }
  if (has('TASKRUN_FLAG') && !has('COOP_TASKRUN') && !has('DEFER_TASKRUN')) {
    return {
      explanation: 'SetupFlags.TASKRUN_FLAG needs COOP_TASKRUN or DEFER_TASKRUN',
      remedy: 'Add one of them.',
    }
  }
  const newer = Object.entries(bits).filter(
    ([name, bit]) => has(name) && isOlder(system.release, setupSince[bit] ?? ''),
  )
  const [first] = newer
  if (first !== undefined) {
    return {
      explanation:
        `SetupFlags.${first[0]} needs Linux ${setupSince[first[1]]}, ` +
        `this is ${system.release}`,
      remedy: 'Leave it out, or ask support().setup(flags) first.',
    }
  }
  return {
    explanation: 'the kernel refused the sizes or flags',
    remedy: 'Check entries (1 to 32768), cqEntries (at least entries, up to 65536) and flags.',
  }
}

/** Whether kernel `release` (`6.1.0-50-cloud`) is older than `since` (`6.12`). */
export function isOlder(release: string, since: string): boolean {
  const [major = 0, minor = 0] = release.split(/[.-]/).map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = since.split('.').map(Number)
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor)
}
