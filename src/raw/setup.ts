import {
  EnterFlags,
  Features,
  OFF_CQ_RING,
  OFF_SQES,
  OFF_SQ_RING,
  SetupFlags,
  SqRingFlags,
} from '../../generated/constants.ts'
import { cqRingBytes, sqRingBytes } from '../../generated/rings.ts'
import { Params, Sqe } from '../../generated/structs.ts'
import { setupError } from '../diagnosis.ts'
import { Control, CONTROL_BYTES, type Kernel, REGISTERED_ONLY } from '../kernel/kernel.ts'
import { CompletionQueue, cqeSize } from './completion-queue.ts'
import { SubmissionQueue } from './submission-queue.ts'
import { writeAddress, writeRegisteredIndex, writeTeardown } from './teardown.ts'

const PAGE = 4096

/** What a ring is made with. */
export interface SetupOptions {
  /** Submissions that the queue holds; rounded up to a power of two by the kernel. */
  readonly entries: number
  /** Completions that the queue holds; twice the entries when left out. */
  readonly cqEntries?: number | undefined
  /** `SetupFlags`, used as they are. */
  readonly flags?: number | undefined
  /**
   * With SQPOLL: milliseconds without work after which the polling thread sleeps; 0 is one second.
   */
  readonly sqThreadIdle?: number | undefined
  /** With SQ_AFF: the processor of the polling thread. */
  readonly sqThreadCpu?: number | undefined
  /** With ATTACH_WQ: the ring whose worker threads are shared. */
  readonly wqFd?: number | undefined
}

/** A ring as the kernel has made it. */
export interface Queues {
  /** The ring's number for the backend: its descriptor, or REGISTERED_ONLY plus its index. */
  readonly fd: number
  readonly params: Params
  readonly sq: SubmissionQueue
  readonly cq: CompletionQueue
  /** The words of the control page, and where it lies. */
  readonly control: Int32Array
  readonly controlAddress: number
}

/**
 * Makes a ring, maps its memory and hands its end over to the backend. Throws a {@link UringError}.
 */
export function setUp(kernel: Kernel, options: SetupOptions): Queues {
  const { entries, cqEntries, flags = 0 } = options
  const params = new Params()
  params.flags = cqEntries === undefined ? flags : flags | SetupFlags.CQSIZE
  params.cqEntries = cqEntries ?? 0
  params.sqThreadIdle = options.sqThreadIdle ?? 0
  params.sqThreadCpu = options.sqThreadCpu ?? 0
  params.wqFd = options.wqFd ?? 0
  const own = (params.flags & SetupFlags.NO_MMAP) === 0 ? null : provide(kernel, params, entries)
  const only = (params.flags & SetupFlags.REGISTERED_FD_ONLY) !== 0
  const page = memory(kernel, CONTROL_BYTES)
  const controlAddress = kernel.addressOf(page)
  writeTeardown(page, controlAddress, only)
  const fd = kernel.setup(entries, new Uint8Array(params.view.buffer), page)
  if (fd < 0) throw setupError(fd, params.flags)
  try {
    const [rings, completions, sqes] = own ?? mapRings(kernel, fd, params)
    const control = new Int32Array(page)
    if (only) writeRegisteredIndex(page, fd - REGISTERED_ONLY)
    const completionAt = kernel.addressOf(completions)
    writeAddress(control, Control.CQ_HEAD, completionAt + params.cqOff.head)
    writeAddress(control, Control.CQ_TAIL, completionAt + params.cqOff.tail)
    writeAddress(control, Control.SQ_FLAGS, kernel.addressOf(rings) + params.sqOff.flags)
    control[Control.SQ_FLAGS_MASK] = SqRingFlags.TASKRUN | SqRingFlags.CQ_OVERFLOW
    control[Control.ENTER_FLAGS] = loopFlags(params.flags)
    const sq = new SubmissionQueue(params, rings, sqes)
    const cq = new CompletionQueue(params, completions)
    return { fd, params, sq, cq, control, controlAddress }
  } catch (error) {
    kernel.close(fd)
    throw error
  }
}

/** Flags that every enter of such a ring needs. */
export function enterFlags(setupFlags: number): number {
  const registered =
    (setupFlags & SetupFlags.REGISTERED_FD_ONLY) === 0 ? 0 : EnterFlags.REGISTERED_RING
  // Deferred work is only done by an enter that asks for completions.
  const deferred = (setupFlags & SetupFlags.DEFER_TASKRUN) === 0 ? 0 : EnterFlags.GETEVENTS
  return registered | deferred
}

/**
 * Flags of the backend's enters: each also brings what did not fit, and wakes the polling thread.
 */
function loopFlags(setupFlags: number): number {
  const wakeup = (setupFlags & SetupFlags.SQPOLL) === 0 ? 0 : EnterFlags.SQ_WAKEUP
  return enterFlags(setupFlags) | EnterFlags.GETEVENTS | wakeup
}

type Mappings = readonly [submissions: ArrayBuffer, completions: ArrayBuffer, sqes: ArrayBuffer]

function mapRings(kernel: Kernel, fd: number, params: Params): Mappings {
  const single = (params.features & Features.SINGLE_MMAP) !== 0
  const sqBytes = sqRingBytes(params)
  const cqBytes = cqRingBytes(params, cqeSize(params))
  const submissions = mapping(
    kernel,
    fd,
    single ? Math.max(sqBytes, cqBytes) : sqBytes,
    OFF_SQ_RING,
  )
  const completions = single ? submissions : mapping(kernel, fd, cqBytes, OFF_CQ_RING)
  return [submissions, completions, mapping(kernel, fd, sqesBytes(params), OFF_SQES)]
}

function sqesBytes(params: Params): number {
  return params.sqEntries * ((params.flags & SetupFlags.SQE128) === 0 ? Sqe.SIZE : Sqe.SIZE * 2)
}

function mapping(kernel: Kernel, fd: number, length: number, offset: number): ArrayBuffer {
  const buffer = kernel.map(fd, roundUp(length), offset)
  if (typeof buffer === 'number') throw setupError(buffer, 0, 'mmap')
  return buffer
}

function memory(kernel: Kernel, length: number): ArrayBuffer {
  const buffer = kernel.allocate(length, PAGE, false)
  if (typeof buffer === 'number') throw setupError(buffer, 0, 'mmap')
  return buffer
}

/** With NO_MMAP the rings live in memory of ours, whose addresses go in with the parameters. */
function provide(kernel: Kernel, params: Params, entries: number): Mappings {
  const sqEntries = powerOfTwo(entries)
  const cqEntries = powerOfTwo(params.cqEntries === 0 ? sqEntries * 2 : params.cqEntries)
  // The kernel's header of the rings is smaller than a page; the entries follow it.
  const rings = memory(kernel, roundUp(PAGE + cqEntries * cqeSize(params) + sqEntries * 4))
  const wide = (params.flags & SetupFlags.SQE128) === 0 ? 1 : 2
  const sqes = memory(kernel, roundUp(sqEntries * Sqe.SIZE * wide))
  params.cqOff.userAddr = kernel.addressOf(rings)
  params.sqOff.userAddr = kernel.addressOf(sqes)
  return [rings, rings, sqes]
}

function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, 1)))
}

function roundUp(length: number): number {
  return Math.ceil(length / PAGE) * PAGE
}
