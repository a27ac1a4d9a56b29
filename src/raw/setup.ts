import { EnterFlags, Errno, SetupFlags, SqRingFlags } from '../../generated/constants.ts'
import { Params } from '../../generated/structs.ts'
import { setupError } from '../diagnosis.ts'
import { rulesHold, setupFamily } from '../flag-rules.ts'
import { Control, CONTROL_BYTES, type Kernel, REGISTERED_ONLY } from '../kernel/kernel.ts'
import { thisSystem } from '../system.ts'
import { CompletionQueue } from './completion-queue.ts'
import { type Mappings, mapRings, memory, provide, writeQueues } from './mappings.ts'
import { checkSetup, checkTypes, sizesOf } from './setup-rules.ts'
import { SubmissionQueue } from './submission-queue.ts'
import { writeRegisteredIndex, writeTeardown } from './teardown.ts'

/** What a ring is made with. */
export interface SetupOptions {
  /**
   * Submissions that the queue holds, 1 to 32768; rounded up to a power of two by the kernel. More
   * only with CLAMP, which cuts it down.
   */
  readonly entries: number
  /**
   * Completions that the queue holds, rounded up likewise: not less than the entries, and up to
   * 65536. Twice the entries when left out.
   */
  readonly cqEntries?: number | undefined
  /**
   * `SetupFlags`, used as they are. Flags that do not go together are refused before the kernel is
   * asked; bits that have no name here are the kernel's to judge.
   */
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
  /** Where the queues lie; a resize moves them. */
  mappings: Mappings
  /** The words of the control page, and where it lies. */
  readonly control: Int32Array
  readonly controlAddress: number
}

/**
 * Makes a ring, maps its memory and hands its end over to the backend. Throws a TypeError or
 * RangeError for options that no kernel takes, and a {@link UringError} for what this one refuses.
 */
export function setUp(kernel: Kernel, options: SetupOptions): Queues {
  checkTypes(options)
  const { entries, cqEntries, flags = 0 } = options
  const problem = checkSetup(options)
  if (problem !== null && rulesHold(setupFamily, flags, thisSystem.release)) throw problem
  const params = new Params()
  params.flags = cqEntries === undefined ? flags : flags | SetupFlags.CQSIZE
  params.cqEntries = cqEntries ?? 0
  params.sqThreadIdle = options.sqThreadIdle ?? 0
  params.sqThreadCpu = options.sqThreadCpu ?? 0
  params.wqFd = options.wqFd ?? 0
  const own =
    (params.flags & SetupFlags.NO_MMAP) === 0 ? null : provide(kernel, params, sizesOf(options))
  const only = (params.flags & SetupFlags.REGISTERED_FD_ONLY) !== 0
  const page = memory(kernel, CONTROL_BYTES)
  const controlAddress = kernel.addressOf(page)
  writeTeardown(page, controlAddress, only)
  const fd = kernel.setup(entries, new Uint8Array(params.view.buffer), page)
  if (fd < 0) throw refusal(fd, problem, params.flags)
  try {
    const mappings = own ?? mapRings(kernel, fd, params)
    const [rings, completions, sqes] = mappings
    const control = new Int32Array(page)
    if (only) writeRegisteredIndex(page, fd - REGISTERED_ONLY)
    writeQueues(control, kernel, params, mappings)
    control[Control.SQ_FLAGS_MASK] = SqRingFlags.TASKRUN | SqRingFlags.CQ_OVERFLOW
    control[Control.ENTER_FLAGS] = loopFlags(params.flags)
    const sq = new SubmissionQueue(params, rings, sqes)
    const cq = new CompletionQueue(params, completions)
    return { fd, params, sq, cq, mappings, control, controlAddress }
  } catch (error) {
    kernel.close(fd)
    throw error
  }
}

/** Where the rules were not trusted before, the kernel's answer says whether they were right. */
function refusal(answer: number, problem: Error | null, flags: number): Error {
  const rules = answer === -Errno.EINVAL || answer === -Errno.EOVERFLOW
  return rules && problem !== null ? problem : setupError(answer, flags)
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
