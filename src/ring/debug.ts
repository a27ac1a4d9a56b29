/** What a ring says about itself: lines for `NODE_DEBUG=uring`, for errors, and for `inspect`. */
import { debuglog, inspect, type InspectOptions } from 'node:util'
import { Errno, SetupFlags } from '../../generated/constants.ts'
import { completionWords, sqeWords } from '../raw/decode.ts'
import { flagNames, opName, userDataText } from '../raw/decode-values.ts'
import type { Queues } from '../raw/setup.ts'
import { Kind, type Operation, userDataHigh } from './operation.ts'

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
 * The submission of an operation in words, or `null` when its slot of the queue was given to
 * another one meanwhile. Nothing is kept for this: the user data in the slot tells whose it is.
 */
function submissionText(o: Operation): string | null {
  const { sqe, index } = o
  const high = userDataHigh(o.generation, Kind.OPERATION) >>> 0
  if (sqe.userDataLow !== index || sqe.userDataHigh !== high) return null
  return `#${index} ${sqeWords(sqe).join(' ')}`
}

/** The submission behind an error that it may be to blame for, if it can still be told. */
export function faultySubmission(o: Operation, errno: number): string | undefined {
  return FAULTS.includes(errno) ? (submissionText(o) ?? undefined) : undefined
}

/** An operation in flight in words; what is known without its slot, if that is another one's. */
function operationText(o: Operation): string {
  const { file, index, op, stopped } = o
  const where = file === null ? '' : ` fd=${file.direct ? 'slot:' : ''}${file.value}`
  const text = submissionText(o) ?? `#${index} ${opName(op)}${where}`
  return stopped === null ? text : `${text} stopped=${stopped}`
}

/** What is printed on stderr with `NODE_DEBUG=uring`: a line a submission, a line a completion. */
export class DebugLog {
  readonly #print: (line: string) => void

  constructor({ fd, params, sq, cq }: Queues, print: (line: string) => void) {
    this.#print = (line) => print(`ring ${fd}: ${line}`)
    const flags = flagNames(BigInt(params.flags), SetupFlags)
    this.#print(`made, entries=${sq.entries} cqEntries=${cq.entries} flags=${flags || 0}`)
  }

  submitted(o: Operation): void {
    this.#print(operationText(o))
  }

  /** `o` is `null` for a completion that belongs to nothing that runs. */
  completed(o: Operation | null, low: number, high: number, res: number, flags: number): void {
    const what = o === null ? `stray ${userDataText(low, high)}` : `#${o.index} ${opName(o.op)}`
    this.#print([what, ...completionWords(res, flags)].join(' '))
  }

  closed(): void {
    this.#print('closed')
  }
}

/** The log of a ring; `null`, and one comparison an operation, unless somebody wants to read it. */
export function openDebugLog(queues: Queues): DebugLog | null {
  const print = debuglog('uring')
  return print.enabled ? new DebugLog(queues, (line) => print('%s', line)) : null
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
