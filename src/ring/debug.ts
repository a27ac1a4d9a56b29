/** What a ring says about itself: in errors, and to `inspect`. */
import { inspect, type InspectOptions } from 'node:util'
import { Errno, SetupFlags } from '../../generated/constants.ts'
import { variants } from '../../generated/decode.ts'
import type { Sqe } from '../../generated/structs.ts'
import { sqeWords } from '../raw/decode.ts'
import { flagNames, opName } from '../raw/decode-values.ts'
import type { Queues } from '../raw/setup.ts'
import { Kind, type Operation, userDataHigh } from './operation.ts'
import { whereOf } from './where.ts'

/** Operations that `inspect` lists at most, unless it is asked for another number. */
const LISTED = 100

/** Answers that mean that something was wrong with the submission itself. */
const FAULTS: readonly number[] = [
  Errno.EBADF,
  Errno.EBADFD,
  Errno.EFAULT,
  Errno.EINVAL,
  Errno.ENOTSOCK,
  Errno.EOPNOTSUPP,
  Errno.EOVERFLOW,
]

/**
 * The submission of an operation, or `null` when its slot of the queue was given to another one
 * meanwhile. Nothing is kept for this: the user data in the slot tells whose it is.
 */
export function slotOf(o: Operation): Sqe | null {
  const { sqe, index } = o
  const high = userDataHigh(o.generation, Kind.OPERATION) >>> 0
  return sqe.userDataLow === index && sqe.userDataHigh === high ? sqe : null
}

function submissionText(o: Operation): string | null {
  const sqe = slotOf(o)
  return sqe === null ? null : `#${o.index} ${sqeWords(sqe).join(' ')}`
}

/** The submission behind an error that it may be to blame for, if it can still be told. */
export function faultySubmission(o: Operation, errno: number): string | undefined {
  return FAULTS.includes(errno) ? (submissionText(o) ?? undefined) : undefined
}

/** An operation in flight. */
export interface InFlight {
  /** Member of `Op`. */
  readonly op: string
  /** The descriptor or slot that it works on; -1 when that is none. */
  readonly fd: number
  /** Whether `fd` is a slot of the table of direct descriptors. */
  readonly direct: boolean
  /** Milliseconds since the turn of the event loop in which it was started. */
  readonly ageMs: number
  /** Why it is being cancelled, if it is: `abort`, `timeout` or `closed`. */
  readonly stopped?: 'abort' | 'closed' | 'timeout'
  /** What the kernel was asked, in words, as long as its slot of the queue is its own. */
  readonly submission?: string
  /** The line of the program that has started it; of rings that were made with `debug`. */
  readonly where?: string
}

/** An operation in flight, for programs. */
export function inFlightOf(o: Operation): InFlight {
  const submission = submissionText(o)
  const where = whereOf(o)
  const { fd, direct } = descriptorOf(o)
  return {
    op: opName(o.op),
    fd,
    direct,
    ageMs: ageOf(o),
    ...(o.stopped === null ? {} : { stopped: o.stopped }),
    ...(submission === null ? {} : { submission }),
    ...(where === undefined ? {} : { where }),
  }
}

function ageOf(o: Operation): number {
  return Math.max(0, Math.floor(performance.now()) - o.startedMs)
}

/** The field of the descriptor holds other things in some submissions: a domain, or flags. */
export function descriptorOf({ op, fd, file }: Operation): Pick<InFlight, 'fd' | 'direct'> {
  if (file !== null) return { fd: file.value, direct: file.direct }
  const [plain] = variants[op] ?? []
  const shown = plain?.args.find(([, field]) => field === 'fd')?.[2]
  const known = plain === undefined || shown === 'descriptor'
  return { fd: known && fd >= 0 ? fd : -1, direct: false }
}

/** The same for people: in words, with its age; what is known without its slot, if that is lost. */
function operationText(o: Operation): string {
  const { fd, direct } = descriptorOf(o)
  const where = fd < 0 ? '' : ` fd=${direct ? 'slot:' : ''}${fd}`
  const text = submissionText(o) ?? `#${o.index} ${opName(o.op)}${where}`
  const stopped = o.stopped === null ? '' : ` stopped=${o.stopped}`
  const place = whereOf(o)
  return `${text}${stopped} <${ageOf(o)} ms>${place === undefined ? '' : ` at ${place}`}`
}

/** What `inspect` shows of a ring. */
export interface RingState {
  readonly queues: Queues
  readonly state: 'open' | 'closing' | 'closed'
  readonly inFlight: number
  readonly streams: number
  /** What runs, oldest slot first. */
  running(): readonly Operation[]
}

/** A ring for `console.log`: what it is made of, and what it has in flight. */
export function inspectRing(ring: RingState, depth: number, options: InspectOptions): string {
  if (depth < 0) return '[Ring]'
  const { queues, state, inFlight, streams } = ring
  const listed = options.maxArrayLength ?? LISTED
  const running = ring.running()
  const operations = running.slice(0, listed).map(operationText)
  const more = running.length - operations.length
  const facts = {
    fd: queues.fd,
    state,
    entries: queues.sq.entries,
    cqEntries: queues.cq.entries,
    flags: flagNames(BigInt(queues.params.flags), SetupFlags) || 0,
    inFlight,
    streams,
    operations: more > 0 ? [...operations, `... ${more} more`] : operations,
  }
  return `Ring ${inspect(facts, { ...options, depth: 1, maxArrayLength: null })}`
}
