import { Errno, OpenFlags, SetupFlags } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import { registerEventfd, type Registrar } from '../../generated/registers.ts'
import { rangeError, typeError, UringError, valueError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Backend } from '../kernel/load.ts'
import { type Queues, setUp, type SetupOptions } from '../raw/setup.ts'
import { CQ_ENTRIES_MAX, ENTRIES_MAX } from '../raw/setup-rules.ts'
import { isOlder, thisSystem } from '../system.ts'
import { checkNames } from './option-names.ts'
import { ownPoolShape, type PoolShape } from './pool-shape.ts'
import { SLOTS_MAX } from './slots.ts'
import type { PoolOptions } from './types.ts'

/** The oldest kernel that the Ring works on. */
const KERNEL_FLOOR = '6.1'
const ENTRIES = 1024
/**
 * Completions for each submission of a full turn. Those of a burst on thousands of sockets all
 * wait at once, and where one finds no room, the kernel ends its multishot.
 */
const CQ_FACTOR = 8
const BACKENDS: readonly unknown[] = [undefined, 'addon', 'koffi']

/**
 * What the Ring cannot do itself: each needs to know when to enter, or has no descriptor to wait
 * on.
 */
const RAW_ONLY = SetupFlags.R_DISABLED | SetupFlags.REGISTERED_FD_ONLY | SetupFlags.SQ_REWIND

/** How a {@link Ring} is made; every field may be left out. */
export interface RingOptions {
  /** Submissions that fit into one turn before the queue is entered early. Default 1024. */
  readonly entries?: number | undefined
  /** Completions that wait in shared memory, up to 65536. Default eight times the entries. */
  readonly cqEntries?: number | undefined
  /**
   * `SetupFlags`: exactly these. Left out, the best set that this kernel takes. With IOPOLL the
   * ring is polled once a turn while something is in flight, which keeps the processor busy; it
   * takes reads and writes of files that were opened with O_DIRECT on a device that can be polled,
   * and refuses nearly everything else.
   */
  readonly flags?: number | undefined
  /**
   * With SQPOLL: milliseconds without work after which the polling thread sleeps. 0, the default,
   * is one second.
   */
  readonly sqThreadIdle?: number | undefined
  /** With SQPOLL: the processor that the polling thread keeps to. It brings SQ_AFF by itself. */
  readonly sqThreadCpu?: number | undefined
  /** The ring's own pool of provided buffers. */
  readonly pool?: PoolOptions | undefined
  /**
   * How many direct descriptors the ring can have that the kernel or you number, and as many more
   * for {@link Ring.slot}. Default 0: none.
   */
  readonly slots?: number | undefined
  /** How to reach the kernel. Left out, the addon if it is there, else koffi. */
  readonly backend?: Backend | undefined
  /** An object of your own that reaches the kernel, or plays one. */
  readonly kernel?: Kernel | undefined
  /**
   * Keeps where operations were started and leases were taken, and overwrites what is released.
   * Default false: it costs a stack trace an operation.
   */
  readonly debug?: boolean | undefined
}

const OPTIONS: Readonly<Record<keyof RingOptions, true>> = {
  entries: true,
  cqEntries: true,
  flags: true,
  sqThreadIdle: true,
  sqThreadCpu: true,
  pool: true,
  slots: true,
  backend: true,
  kernel: true,
  debug: true,
}
const RING_NAMES: readonly string[] = Object.keys(OPTIONS)

/** Options that have been looked at: nothing in them is wrong by itself. */
export interface RingPlan {
  readonly entries: number
  readonly cqEntries: number
  /** `undefined`: the best set. */
  readonly flags: number | undefined
  readonly sqThreadIdle: number | undefined
  readonly sqThreadCpu: number | undefined
  readonly pool: PoolShape
  readonly slots: number
  readonly backend: Backend | undefined
  readonly kernel: Kernel | undefined
  readonly debug: boolean
}

/** Reads and checks all options, before anything is opened that would have to be closed again. */
export function readOptions(options: RingOptions): RingPlan {
  if (typeof options !== 'object' || options === null) {
    throw typeError('options', 'of type object', options)
  }
  checkNames(options, RING_NAMES)
  const { entries = ENTRIES, flags, sqThreadIdle, pool = {}, slots = 0, backend, kernel } = options
  const { debug = false, sqThreadCpu } = options
  whole(entries, 'options.entries', 1, ENTRIES_MAX)
  const { cqEntries = Math.min(entries * CQ_FACTOR, CQ_ENTRIES_MAX) } = options
  whole(cqEntries, 'options.cqEntries', entries, CQ_ENTRIES_MAX)
  whole(slots, 'options.slots', 0, SLOTS_MAX)
  const set = readFlags(flags, sqThreadCpu !== undefined)
  checkThread(sqThreadIdle, 'options.sqThreadIdle', set)
  checkThread(sqThreadCpu, 'options.sqThreadCpu', set)
  if (!BACKENDS.includes(backend)) {
    throw valueError('options.backend', "must be 'addon' or 'koffi'", backend)
  }
  if (kernel !== undefined && (typeof kernel !== 'object' || kernel === null)) {
    throw typeError('options.kernel', 'a Kernel', kernel)
  }
  if (typeof debug !== 'boolean') throw typeError('options.debug', 'of type boolean', debug)
  const thread = { sqThreadIdle, sqThreadCpu }
  const plan = { entries, cqEntries, flags: set, ...thread, slots, backend, kernel }
  return { ...plan, debug, pool: ownPoolShape(pool, 'options.pool') }
}

function whole(value: unknown, name: string, least: number, most: number): void {
  if (typeof value !== 'number') throw typeError(name, 'of type number', value)
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw rangeError(name, `an integer >= ${least} and <= ${most}`, value)
}

/** The kernel would not look at it without a thread; who gives it has forgotten the flag. */
function checkThread(value: number | undefined, name: string, flags: number | undefined): void {
  if (value === undefined) return
  whole(value, name, 0, 0xffff_ffff)
  if (((flags ?? 0) & SetupFlags.SQPOLL) !== 0) return
  throw valueError(name, 'needs SetupFlags.SQPOLL in options.flags', value)
}

function readFlags(flags: number | undefined, pinned: boolean): number | undefined {
  if (flags === undefined) return undefined
  // The operators of JavaScript make a negative number of the highest bit.
  whole(flags, 'options.flags', -0x8000_0000, 0xffff_ffff)
  if ((flags & RAW_ONLY) !== 0) {
    const without = 'without R_DISABLED, REGISTERED_FD_ONLY and SQ_REWIND'
    throw rangeError('options.flags', `${without}, which are for RawRing`, flags)
  }
  // Without this flag nobody could see that deferred work waits.
  const defer = (flags & SetupFlags.DEFER_TASKRUN) !== 0
  const seen = defer ? flags | SetupFlags.TASKRUN_FLAG : flags
  return (pinned ? seen | SetupFlags.SQ_AFF : seen) >>> 0
}

/** Makes the queues. Throws a {@link UringError} that says why there are none. */
export function openQueues(kernel: Kernel, plan: RingPlan): Queues {
  const { entries, cqEntries, flags, sqThreadIdle, sqThreadCpu } = plan
  const real = kernel.name === 'addon' || kernel.name === 'koffi'
  if (real && isOlder(thisSystem.release, KERNEL_FLOOR)) throw tooOld(thisSystem.release)
  const base: SetupOptions = { entries, cqEntries, sqThreadIdle, sqThreadCpu }
  return flags === undefined ? bestQueues(kernel, base) : setUp(kernel, { ...base, flags })
}

/**
 * One task submits, without interrupts from the kernel; newer kernels also skip the index array.
 */
function bestQueues(kernel: Kernel, base: SetupOptions): Queues {
  const flags = SetupFlags.SINGLE_ISSUER | SetupFlags.COOP_TASKRUN | SetupFlags.SUBMIT_ALL
  try {
    return setUp(kernel, { ...base, flags: flags | SetupFlags.NO_SQARRAY })
  } catch (error) {
    if (!(error instanceof UringError) || error.errno !== -Errno.EINVAL) throw error
    return setUp(kernel, { ...base, flags })
  }
}

function tooOld(release: string): UringError {
  return new UringError(Errno.ENOSYS, 'io_uring_setup', {
    code: 'ERR_URING_UNSUPPORTED',
    reason: 'kernel',
    explanation: `the Ring needs Linux ${KERNEL_FLOOR}, this is ${release}`,
    remedy: 'Run on a newer kernel; RawRing works on older ones.',
  })
}

/** A ring that defers its work does not wake whoever polls its own descriptor; this does. */
export function openEventFd(kernel: Kernel): number {
  const fd = kernel.syscall(Syscall.eventfd2, 0, OpenFlags.CLOEXEC | OpenFlags.NONBLOCK)
  if (fd < 0) throw new UringError(fd, 'eventfd2')
  return fd
}

/** Lets the ring signal an eventfd. */
export function useEventFd(registrar: Registrar, fd: number): void {
  const answer = registerEventfd(registrar, fd)
  if (answer < 0) throw new UringError(answer, 'io_uring_register', { op: 'REGISTER_EVENTFD' })
}

/** io_uring_register(2) for one ring, until it is closed: then the number may be another ring's. */
export class RingRegistrar implements Registrar {
  readonly #kernel: Kernel
  readonly #fd: number
  /** Whether the ring has ended. */
  closed = false
  /** A field, so that the argument is reachable while the kernel reads it. */
  kept: unknown = null

  constructor(kernel: Kernel, fd: number) {
    this.#kernel = kernel
    this.#fd = fd
  }

  register(
    opcode: number,
    argument: NodeJS.ArrayBufferView | number | null,
    count: number,
  ): number {
    if (this.closed) return -Errno.EBADF
    this.kept = argument
    const address =
      argument === null || typeof argument === 'number'
        ? (argument ?? 0)
        : this.#kernel.addressOf(argument.buffer) + argument.byteOffset
    const answer = this.#kernel.register(this.#fd, opcode, address, count)
    this.kept = null
    return answer
  }
}
