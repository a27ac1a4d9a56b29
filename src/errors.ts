import { inspect } from 'node:util'
import { Errno } from '../generated/constants.ts'

/** Why a ring or an operation cannot be had, in one word. */
export type Reason =
  | 'platform'
  | 'backend'
  | 'kernel'
  | 'sandbox'
  | 'sysctl'
  | 'seccomp'
  | 'policy'
  | 'memlock'
  | 'flags'

/** What is known about a failure besides its number. */
export interface ErrorDetails {
  /** Replaces the name of the errno as `code`. */
  readonly code?: string | undefined
  /** Member of `Op` whose operation failed. */
  readonly op?: string | undefined
  /** The submission in words. */
  readonly submission?: string | undefined
  /** What kind of obstacle it is. */
  readonly reason?: Reason | undefined
  /** A sentence: what happened, in words. */
  readonly explanation?: string | undefined
  /** A sentence: what to do about it. */
  readonly remedy?: string | undefined
  /** The error behind it. */
  readonly cause?: unknown
}

/** Second names of a number: the first ones are those that everybody knows. */
const ALIASES = ['EWOULDBLOCK', 'EDEADLOCK', 'EFSBADCRC', 'EFSCORRUPTED']
const names = new Map<number, string>()
for (const [name, value] of Object.entries(Errno)) {
  if (!ALIASES.includes(name)) names.set(value, name)
}

/** `ECONNRESET` for 104 or -104. */
export function errnoName(errno: number): string {
  const positive = Math.abs(errno)
  return names.get(positive) ?? `E${positive}`
}

/**
 * Whether it is an errno that programs may see. The kernel has others for a system call that is to
 * start again after a signal; some operations let them out when they are cancelled.
 */
export function isErrno(errno: number): boolean {
  return names.has(Math.abs(errno))
}

/**
 * A failed operation or set-up, in the shape of Node's own system errors: `code` is the name of the
 * errno or an `ERR_URING_…` code, `errno` is negative, `syscall` names what failed.
 */
export class UringError extends Error {
  /** `ECONNRESET`, or an `ERR_URING_…` code. */
  readonly code: string
  /** The errno, negative. */
  readonly errno: number
  /** `uring_recv`, `io_uring_setup`. */
  readonly syscall: string
  /** The opcode or register operation, as its constant is spelled. */
  declare readonly op?: string
  /**
   * What the kernel was asked, in words: `#17 READ fd=5 address=0x0 length=64 position=0`. For
   * errors that point at the submission itself (EBADF, EFAULT, EINVAL and the like), and only where
   * its slot of the queue has not been used again meanwhile. It holds addresses of memory.
   */
  declare readonly submission?: string
  /** Index of the member that failed, for the error of a chain. */
  declare readonly member?: number
  /** What kind of obstacle it is, where that is known. */
  declare readonly reason?: Reason
  /** What to do about it, where that is known. */
  declare readonly remedy?: string

  constructor(errno: number, syscall: string, details: ErrorDetails = {}) {
    const name = errnoName(errno)
    const code = details.code ?? name
    const head =
      code === name ? `${syscall} ${name}` : details.explanation === undefined ? code : ''
    const words = [head, details.explanation ?? ''].filter((part) => part !== '').join(': ')
    super(words, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'UringError'
    this.code = code
    this.errno = -Math.abs(errno)
    this.syscall = syscall
    if (details.op !== undefined) this.op = details.op
    if (details.submission !== undefined) this.submission = details.submission
    if (details.reason !== undefined) this.reason = details.reason
    if (details.remedy !== undefined) this.remedy = details.remedy
  }
}

/** An error whose code is one of ours, for misuse that no errno describes. */
export function codedError(code: string, message: string): Error & { readonly code: string } {
  return Object.assign(new Error(message), { code })
}

/** `ERR_INVALID_ARG_TYPE`, worded as Node words it. */
export function typeError(name: string, expected: string, received: unknown): TypeError {
  const rule = `The "${name}" ${kindOf(name)} must be ${expected}`
  const message = `${rule}. Received ${describe(received)}`
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}

/** `ERR_OUT_OF_RANGE`, worded as Node words it. */
export function rangeError(name: string, expected: string, received: unknown): RangeError {
  const rule = `The value of "${name}" is out of range. It must be ${expected}`
  const message = `${rule}. Received ${describe(received)}`
  return Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' })
}

/** `ERR_INVALID_ARG_VALUE`, worded as Node words it. */
export function valueError(name: string, problem: string, received: unknown): TypeError {
  const message = `The ${kindOf(name)} '${name}' ${problem}. Received ${describe(received)}`
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' })
}

/** What an aborted operation rejects with. */
export function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  error.name = 'AbortError'
  return Object.assign(error, { code: 'ABORT_ERR' })
}

function kindOf(name: string): string {
  return name.includes('.') ? 'property' : 'argument'
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return `${value}`
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value === 'object') {
    const name: unknown = value.constructor?.name
    return typeof name === 'string' && name !== ''
      ? `an instance of ${name}`
      : inspect(value, { depth: -1 })
  }
  const text = inspect(value, { colors: false })
  return `type ${typeof value} (${text.length > 28 ? `${text.slice(0, 25)}...` : text})`
}
