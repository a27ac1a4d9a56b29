import { CQE_BUFFER_SHIFT, CqeFlags, Errno, FILE_INDEX_ALLOC } from '../../generated/constants.ts'
import { outcomes } from '../../generated/operations.ts'
import { abortError, codedError, type ErrorDetails, isErrno, UringError } from '../errors.ts'
import { opName } from '../raw/decode-values.ts'
import { faultySubmission } from './debug.ts'
import type { Engine } from './engine.ts'
import { explain } from './explain.ts'
import { RingFd } from './fd.ts'
import type { Operation } from './operation.ts'
import { OwnedParts } from './own.ts'
import { isDetached, type Pins } from './pins.ts'
import { readSockaddr } from '../raw/sockaddr.ts'
import { PinnedMessage, PinnedStruct } from './stable.ts'
import type { Message } from './types.ts'
import { startedAt } from './where.ts'

/** Turns the result of a final completion into the end of a promise. */
export function settle(engine: Engine, o: Operation, res: number): void {
  if (res >= 0 && o.pinned === null && o.outcome === 'void') o.resolve(undefined as never)
  else settleOther(engine, o, res)
}

function settleOther(engine: Engine, o: Operation, res: number): void {
  try {
    if (o.pinned !== null && isDetached(o.pinned)) reject(engine, o, detachedError(o.op))
    else if (res >= 0) succeed(engine, o, res)
    else fail(engine, o, res)
  } catch (error) {
    // A result that cannot be read must not leave the promise open for ever.
    reject(engine, o, error instanceof Error ? error : new Error(String(error)))
  }
}

function succeed(engine: Engine, o: Operation, res: number): void {
  const resolve = o.resolve as (value: unknown) => void
  switch (o.outcome) {
    case 'number':
      return resolve(res)
    case 'void':
      return resolve(undefined)
    case 'fd':
      return resolve(newFd(engine, res, o.fileIndex))
    case 'struct':
      return resolve(find(o.pinned, PinnedStruct)?.value)
    case 'message':
      return resolve(messageOf(o.pinned, res))
  }
}

/** A slot that was asked for by number comes back as 0, one that the kernel chose as its number. */
export function newFd(engine: Engine, res: number, fileIndex: number): RingFd {
  if (fileIndex === 0) return new RingFd(engine, res, false)
  return engine.slots.opened(engine, fileIndex === FILE_INDEX_ALLOC ? res : fileIndex - 1)
}

/** The pin of that kind; there is one at most. */
function find<T extends object>(
  pins: Pins,
  kind: abstract new (...args: never[]) => T,
): T | undefined {
  for (const pin of Array.isArray(pins) ? pins : [pins]) {
    const found: unknown = pin instanceof OwnedParts ? pin.whole : pin
    if (found instanceof kind) return found
  }
  return undefined
}

function messageOf(pins: Pins, bytes: number): Message {
  const message = find(pins, PinnedMessage)
  if (message === undefined) throw new Error('a received message has a header')
  const { msgNamelen, msgFlags } = message.header
  const from = readSockaddr(message.name.subarray(0, msgNamelen))
  return { bytes, from, flags: msgFlags, control: message.received }
}

function reject(engine: Engine, o: Operation, error: Error): void {
  engine.counters.failed++
  o.reject(error)
}

function fail(engine: Engine, o: Operation, res: number): void {
  const answer = outcomes[o.op]?.[-res]
  if (answer === 'ok') {
    ;(o.resolve as (value: undefined) => void)(undefined)
    return
  }
  reject(engine, o, failure(o, res))
}

/** The error of an operation: by whose will it ended, else what the kernel said. */
export function failure(o: Operation, res: number): Error {
  const errno = -res
  const cancelled = errno === Errno.ECANCELED || errno === Errno.EINTR || !isErrno(errno)
  const { signal, timeout } = o.call ?? {}
  if (cancelled && o.stopped === 'abort' && signal !== undefined) {
    return startedAt(o, abortError(signal))
  }
  if (cancelled && o.stopped === 'timeout') {
    const explanation = `it took longer than its timeout of ${timeout} ms`
    return operationError(Errno.ETIME, o, { explanation })
  }
  if (cancelled && o.stopped === 'closed') {
    return operationError(Errno.ECANCELED, o, { explanation: 'its descriptor or ring was closed' })
  }
  return operationError(errno, o, explain(o, errno))
}

function operationError(errno: number, o: Operation, details: ErrorDetails): UringError {
  const op = opName(o.op)
  const submission = faultySubmission(o, errno)
  const error = new UringError(errno, `uring_${op.toLowerCase()}`, { op, submission, ...details })
  return startedAt(o, error)
}

/**
 * What becomes of an operation whose memory went away meanwhile; also a warning, for who ignores
 * it.
 */
export function detachedError(op: number): Error {
  const message =
    `The memory of ${opName(op)} was detached while the kernel was using it: other memory may be ` +
    'overwritten. Use ring.alloc(), a lease or `own`, or do not transfer it.'
  process.emitWarning(message, { type: 'UringWarning', code: 'ERR_URING_BUFFER_DETACHED' })
  return codedError('ERR_URING_BUFFER_DETACHED', message)
}

/** The id of the provided buffer that a completion used, or -1. */
export function bufferOf(flags: number): number {
  return (flags & CqeFlags.F_BUFFER) === 0 ? -1 : flags >>> CQE_BUFFER_SHIFT
}
