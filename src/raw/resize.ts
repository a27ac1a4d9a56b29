import { Errno, RegisterOp, SetupFlags } from '../../generated/constants.ts'
import { type Registrar, registerResizeRings } from '../../generated/registers.ts'
import { CQE_SIZE } from '../../generated/rings.ts'
import { Params } from '../../generated/structs.ts'
import { UringError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { registerError } from '../register-diagnosis.ts'
import { cqeSize } from './completion-queue.ts'
import { type Mappings, mapRings, provide, writeQueues } from './mappings.ts'
import { throwing } from './registrar.ts'
import type { RingFd } from './ring-fd.ts'
import type { Queues } from './setup.ts'
import { sizesOf, whole } from './setup-rules.ts'

/** The new sizes of a ring's queues. */
export interface ResizeOptions {
  /** Submissions that the queue holds, rounded up to a power of two; as it was when left out. */
  readonly entries?: number | undefined
  /** Completions that the queue holds; twice the entries when left out. */
  readonly cqEntries?: number | undefined
  /** Cuts sizes down to what the kernel has, instead of refusing them. */
  readonly clamp?: boolean | undefined
}

/** What a ring needs to be resized. */
export interface Resized {
  readonly kernel: Kernel
  readonly registrar: Registrar
  readonly at: RingFd
  readonly queues: Queues
}

/**
 * Resizes both queues and goes on in the new memory. What it throws says that all is as before;
 * except if the kernel has resized and the memory cannot be mapped: then the ring is lost, and the
 * error is answered instead.
 */
export function resizeQueues(ring: Resized, options: ResizeOptions): UringError | null {
  const { kernel, queues, at } = ring
  const { sq, cq, params } = queues
  const asked = askedFor(params, options)
  const provides = (params.flags & SetupFlags.NO_MMAP) !== 0
  if (!provides && !at.isOpen) {
    throw refused(Errno.EBADF, 'a ring without a descriptor cannot be mapped anew')
  }
  const arrayOffset = arrayOffsetOf(params)
  // What is not published the kernel would not copy; with SQ_REWIND it never knows of it.
  if (sq.publish() > asked.sqEntries) throw registerError(RESIZE, Errno.EOVERFLOW)
  const own = provides ? provided(kernel, params, asked, options) : null
  registerResizeRings(throwing(ring.registrar), asked)
  // From here on the kernel looks at the new memory alone. What it does not say has not changed.
  asked.flags = params.flags
  asked.features = params.features
  asked.sqThreadCpu = params.sqThreadCpu
  asked.sqThreadIdle = params.sqThreadIdle
  asked.wqFd = params.wqFd
  if (arrayOffset !== null) asked.sqOff.array = arrayOffset(asked)
  let mappings: Mappings
  try {
    mappings = own ?? mapRings(kernel, at.ring, asked)
  } catch (cause) {
    return lost(cause)
  }
  const old = queues.mappings
  const [submissions, completions, sqes] = mappings
  writeQueues(queues.control, kernel, asked, mappings)
  sq.move(asked, submissions, sqes)
  cq.move(asked, completions)
  new Uint8Array(params.view.buffer).set(new Uint8Array(asked.view.buffer))
  queues.mappings = mappings
  // The loop looks at the new words by now. Memory of `allocate` goes when nothing holds it.
  if (!provides) for (const buffer of new Set(old)) kernel.unmap(at.ring, buffer)
  return null
}

/** What the kernel aligns the index array to. */
const CACHE_LINE = 64

/**
 * Where the completions end, as kernels count it: with wide completions some give the header in
 * front of them twice the room too.
 */
const ends: readonly ((params: Params) => number)[] = [
  (params) => params.cqOff.cqes + params.cqEntries * cqeSize(params),
  (params) => (params.cqOff.cqes + params.cqEntries * CQE_SIZE) * 2,
]

type ArrayOffset = (params: Params) => number

/**
 * Where the index array lies: behind the completions. The kernel says so at setup, but leaves the
 * word 0 when it resizes; so it is computed as the setup has proven it. Null for a ring without an
 * index array.
 */
function arrayOffsetOf(params: Params): ArrayOffset | null {
  if ((params.flags & SetupFlags.NO_SQARRAY) !== 0) return null
  for (const end of ends) {
    const offset: ArrayOffset = (one) => Math.ceil(end(one) / CACHE_LINE) * CACHE_LINE
    if (offset(params) === params.sqOff.array) return offset
  }
  throw refused(Errno.EOPNOTSUPP, 'this kernel keeps the index array elsewhere: add NO_SQARRAY')
}

const RESIZE = RegisterOp.REGISTER_RESIZE_RINGS

function askedFor(params: Params, options: ResizeOptions): Params {
  const { entries = params.sqEntries, cqEntries, clamp = false } = options
  whole(entries, 'options.entries', 1)
  whole(cqEntries ?? 1, 'options.cqEntries', 1)
  const asked = new Params()
  asked.flags = (cqEntries === undefined ? 0 : SetupFlags.CQSIZE) | (clamp ? SetupFlags.CLAMP : 0)
  asked.sqEntries = entries
  asked.cqEntries = cqEntries ?? 0
  return asked
}

/** New memory of ours, of the sizes that the kernel is going to choose. */
function provided(kernel: Kernel, params: Params, asked: Params, options: ResizeOptions): Mappings {
  const wide = new Params()
  wide.flags = params.flags
  const flags = options.clamp === true ? SetupFlags.CLAMP : 0
  const sizes = sizesOf({ entries: asked.sqEntries, cqEntries: options.cqEntries, flags })
  const mappings = provide(kernel, wide, sizes)
  asked.sqOff.userAddr = wide.sqOff.userAddr
  asked.cqOff.userAddr = wide.cqOff.userAddr
  return mappings
}

function refused(errno: number, explanation: string): UringError {
  return registerError(RESIZE, errno, { explanation })
}

function lost(cause: unknown): UringError {
  const errno = cause instanceof UringError ? cause.errno : Errno.ENOMEM
  return new UringError(errno, 'mmap', {
    op: 'REGISTER_RESIZE_RINGS',
    explanation: 'the kernel has resized the ring, but its new memory cannot be mapped',
    remedy: 'Close this ring and make a new one: operations in flight are cancelled by that.',
    cause,
  })
}
