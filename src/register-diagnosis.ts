import { Errno, RegisterOp } from '../generated/constants.ts'
import { registerErrors, registerSince } from '../generated/support.ts'
import { type ErrorDetails, errnoName, UringError } from './errors.ts'
import { isOlder, type System, thisSystem } from './system.ts'

/** What an errno means whatever the operation is. */
const EVERYWHERE: Readonly<Record<string, Pick<ErrorDetails, 'explanation' | 'remedy'>>> = {
  EACCES: {
    explanation: 'the restrictions of the ring or of the thread do not allow it',
    remedy: 'Allow it in the restrictions, or do it before they count.',
  },
  EBADF: { explanation: 'the ring is closed, or the descriptor is not open' },
  EBADFD: {
    explanation: 'the ring is disabled, or is not disabled any more',
    remedy: 'Make it with SetupFlags.R_DISABLED; REGISTER_ENABLE_RINGS ends that.',
  },
  EEXIST: {
    explanation: 'another thread is the only one that may use this ring (SINGLE_ISSUER)',
    remedy: 'Make one ring in each Worker.',
  },
  EFAULT: {
    explanation: 'an argument, or what it points to, is not memory of this process',
    remedy: 'Take addresses from allocate().',
  },
  ENOMEM: { explanation: 'there is no memory, or RLIMIT_MEMLOCK does not allow to pin it' },
  ENXIO: { explanation: 'what the operation works on was not registered' },
  EOPNOTSUPP: { explanation: 'this kernel was built without it' },
}

/** What is pinned counts against a limit, whichever operation pins it. */
const LOCKED: ErrorDetails = {
  reason: 'memlock',
  remedy:
    'Register less, or raise the limit of locked memory (`ulimit -l`, LimitMEMLOCK= in systemd, ' +
    '--ulimit memlock=-1 in Docker).',
}

/**
 * The error of a failed io_uring_register(2): what its errno means for this operation.
 *
 * @param opcode member of `RegisterOp`
 * @param details what is known better
 */
export function registerError(
  opcode: number,
  errno: number,
  details: ErrorDetails = {},
  system: System = thisSystem,
): UringError {
  const op = Object.entries(RegisterOp).find(([, value]) => value === opcode)?.[0]
  const number = Math.abs(errno)
  const told = explain(opcode, number, system)
  return new UringError(number, 'io_uring_register', { op, ...told, ...details })
}

/**
 * Nothing, if io_uring_register(2) has answered with a count.
 *
 * @throws UringError of `registerError`
 */
export function mustRegister(opcode: number, answer: number): void {
  if (answer < 0) throw registerError(opcode, answer)
}

function explain(opcode: number, errno: number, system: System): ErrorDetails {
  const since = registerSince[opcode]
  // An older kernel does not know the opcode, and has no other word for that.
  if (errno === Errno.EINVAL && since !== undefined && isOlder(system.release, since)) {
    return {
      reason: 'kernel',
      explanation: `it needs Linux ${since}, this is ${system.release}`,
      remedy: 'Ask support().register(op) first.',
    }
  }
  const name = errnoName(errno)
  const explanation = registerErrors[opcode]?.[name]
  if (explanation === undefined) return EVERYWHERE[name] ?? {}
  // Whose ENOMEM is told of, pins memory.
  return errno === Errno.ENOMEM ? { ...LOCKED, explanation } : { explanation }
}
