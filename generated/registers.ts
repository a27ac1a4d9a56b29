// Generated from headers/abi/7.3.json by codegen/emit/registers.ts.
// Do not edit: change codegen/registers, then run `npm run generate`.
import { RegisterOp } from './constants.ts'
import {
  type Bpf,
  type BufReg,
  type BufStatus,
  type ClockRegister,
  type CloneBuffers,
  type FileIndexRange,
  Iovec,
  type MemRegionReg,
  type Napi,
  type Params,
  Probe,
  ProbeOp,
  type QueryHeader,
  Restriction,
  RsrcRegister,
  type RsrcUpdate,
  RsrcUpdate2,
  Sqe,
  type SyncCancelReg,
  TaskRestriction,
  type ZcrxCtrl,
  type ZcrxIfqReg,
} from './structs.ts'

/**
 * What the wrappers stand on: {@link RawRing}, `thisTask` for what works without a ring, or
 * anything else that can reach io_uring_register(2).
 */
export interface Registrar {
  /** The answer, or a negative errno. Views are kept alive until the call is over. */
  register(opcode: number, argument: NodeJS.ArrayBufferView | number | null, count: number): number
}

/** A piece of memory by address and length. */
export interface MemoryRange {
  /** Where it begins. */
  readonly address: number
  /** Its length in bytes. */
  readonly length: number
}

function iovecs(ranges: readonly MemoryRange[]): DataView {
  const vector = new DataView(new ArrayBuffer(ranges.length * Iovec.SIZE))
  for (const [index, range] of ranges.entries()) {
    const iovec = new Iovec(vector.buffer, index * Iovec.SIZE)
    iovec.iovBase = range.address
    iovec.iovLen = range.length
  }
  return vector
}

/** Structs of one size, one behind the other, with room in front of them. */
function packed(structs: readonly { view: DataView }[], size: number, front = 0): Uint8Array {
  const bytes = new Uint8Array(front + structs.length * size)
  for (const [index, { view }] of structs.entries()) {
    bytes.set(new Uint8Array(view.buffer, view.byteOffset, size), front + index * size)
  }
  return bytes
}

/**
 * `IORING_REGISTER_BUFFERS`: Pins memory for the fixed-buffer operations. Counts against
 * RLIMIT_MEMLOCK. The memory must stay where it is: take it from `allocate`.
 *
 * - `EBUSY`: buffers are registered already; unregister them first.
 * - `EFAULT`: a piece is no memory of this process.
 * - `EINVAL`: there is no piece, or more than 16,384.
 * - `ENOMEM`: more memory would be pinned than RLIMIT_MEMLOCK allows.
 *
 * @param buffers At most 16,384 pieces of at most 1 GiB.
 * @returns 0, or a negative errno.
 * @since Linux 5.1
 */
export function registerBuffers(ring: Registrar, buffers: readonly MemoryRange[]): number {
  return ring.register(RegisterOp.REGISTER_BUFFERS, iovecs(buffers), buffers.length)
}

/**
 * `IORING_UNREGISTER_BUFFERS`: Lets all registered buffers go, as soon as the operations that use
 * them are over.
 *
 * - `ENXIO`: no buffers are registered.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.1
 */
export function unregisterBuffers(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_BUFFERS, null, 0)
}

/**
 * `IORING_REGISTER_BUFFERS2`: Pins memory for the fixed-buffer operations, with tags; or makes an
 * empty table with `RsrcRegisterFlags.SPARSE` (Linux 5.19), in which {@link registerBuffersUpdate}
 * fills slots. A tag that is not 0 comes as the user data of a completion when the kernel has let
 * its buffer go.
 *
 * - `EBUSY`: buffers are registered already; unregister them first.
 * - `EFAULT`: a piece, the array of pieces or the array of tags is no memory of this process.
 * - `EINVAL`: there is no slot, more than 16,384, or a sparse table with data or tags.
 * - `ENOMEM`: more memory would be pinned than RLIMIT_MEMLOCK allows.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.13
 */
export function registerBuffers2(ring: Registrar, argument: RsrcRegister): number {
  return ring.register(RegisterOp.REGISTER_BUFFERS2, argument.view, RsrcRegister.SIZE)
}

/**
 * `IORING_REGISTER_BUFFERS_UPDATE`: Replaces registered buffers, with tags. A piece without address
 * and length empties a slot.
 *
 * - `EFAULT`: a piece, the array of pieces or the array of tags is no memory of this process.
 * - `EINVAL`: the slots lie beyond the end of the table.
 * - `ENOMEM`: more memory would be pinned than RLIMIT_MEMLOCK allows.
 * - `ENXIO`: no buffers are registered.
 *
 * @returns How many buffers were updated, or a negative errno.
 * @since Linux 5.13
 */
export function registerBuffersUpdate(ring: Registrar, argument: RsrcUpdate2): number {
  return ring.register(RegisterOp.REGISTER_BUFFERS_UPDATE, argument.view, RsrcUpdate2.SIZE)
}

/**
 * `IORING_REGISTER_CLONE_BUFFERS`: Shares another ring's registered buffers, all of them or a range
 * (Linux 6.13). Both rings belong to the same user and process.
 *
 * - `EBUSY`: this ring has buffers already; add CloneBuffersFlags.DST_REPLACE.
 * - `EBADF`: the source is not open.
 * - `EINVAL`: the source is of another user or process, or the range has no buffers.
 * - `ENXIO`: the source has no registered buffers.
 * - `EOVERFLOW`: the range ends beyond the buffers of the source.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.12
 */
export function registerCloneBuffers(ring: Registrar, argument: CloneBuffers): number {
  return ring.register(RegisterOp.REGISTER_CLONE_BUFFERS, argument.view, 1)
}

/**
 * `IORING_REGISTER_PBUF_RING`: Makes a ring of provided buffers. Entries are a power of two, 32,768
 * at most; the memory is aligned to a page. `BufferRing` does this and all the rest.
 *
 * - `EEXIST`: the ring has a group of buffers with that number already.
 * - `EINVAL`: the entries are no power of two up to 32,768, or the memory is not page-aligned.
 * - `EFAULT`: the entries are no memory of this process.
 * - `ENOMEM`: more memory would be pinned than RLIMIT_MEMLOCK allows.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.19
 */
export function registerPbufRing(ring: Registrar, argument: BufReg): number {
  return ring.register(RegisterOp.REGISTER_PBUF_RING, argument.view, 1)
}

/**
 * `IORING_UNREGISTER_PBUF_RING`: Removes a ring of provided buffers; only its group counts.
 *
 * - `EINVAL`: the group was not made by REGISTER_PBUF_RING.
 * - `ENOENT`: the ring has no group of buffers with that number.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.19
 */
export function unregisterPbufRing(ring: Registrar, argument: BufReg): number {
  return ring.register(RegisterOp.UNREGISTER_PBUF_RING, argument.view, 1)
}

/**
 * `IORING_REGISTER_PBUF_STATUS`: Asks how far the kernel has come in a ring of provided buffers.
 *
 * - `EINVAL`: the group was not made by REGISTER_PBUF_RING.
 * - `ENOENT`: the ring has no group of buffers with that number.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.8
 */
export function registerPbufStatus(ring: Registrar, argument: BufStatus): number {
  return ring.register(RegisterOp.REGISTER_PBUF_STATUS, argument.view, 1)
}

/**
 * `IORING_REGISTER_FILES`: Makes the table of direct descriptors.
 *
 * - `EBADF`: one of the descriptors is not open.
 * - `EBUSY`: there is a table already; unregister it first.
 * - `EMFILE`: the table would be larger than the limit of open files (RLIMIT_NOFILE).
 *
 * @param fds One descriptor a slot; -1 leaves the slot empty.
 * @returns 0, or a negative errno.
 * @since Linux 5.1
 */
export function registerFiles(ring: Registrar, fds: Int32Array): number {
  return ring.register(RegisterOp.REGISTER_FILES, fds, fds.length)
}

/**
 * `IORING_UNREGISTER_FILES`: Removes the table of direct descriptors.
 *
 * - `ENXIO`: the ring has no table of direct descriptors.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.1
 */
export function unregisterFiles(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_FILES, null, 0)
}

/**
 * `IORING_REGISTER_FILES_UPDATE`: Replaces slots of the table of direct descriptors: -1 empties a
 * slot, `REGISTER_FILES_SKIP` (Linux 5.12) leaves it alone.
 *
 * - `EBADF`: one of the descriptors is not open.
 * - `EINVAL`: the slots lie beyond the end of the table.
 * - `ENXIO`: the ring has no table of direct descriptors.
 *
 * @param count The number of slots.
 * @returns How many slots were updated, or a negative errno.
 * @since Linux 5.5
 */
export function registerFilesUpdate(ring: Registrar, argument: RsrcUpdate, count: number): number {
  return ring.register(RegisterOp.REGISTER_FILES_UPDATE, argument.view, count)
}

/**
 * `IORING_REGISTER_FILES2`: Makes the table of direct descriptors, with tags; or an empty one with
 * `RsrcRegisterFlags.SPARSE` (Linux 5.19). A tag that is not 0 comes as the user data of a
 * completion when the kernel has let its file go.
 *
 * - `EBADF`: one of the descriptors is not open.
 * - `EBUSY`: there is a table already; unregister it first.
 * - `EINVAL`: there is no slot, or a sparse table has data or tags.
 * - `EMFILE`: the table would be larger than the limit of open files (RLIMIT_NOFILE).
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.13
 */
export function registerFiles2(ring: Registrar, argument: RsrcRegister): number {
  return ring.register(RegisterOp.REGISTER_FILES2, argument.view, RsrcRegister.SIZE)
}

/**
 * `IORING_REGISTER_FILES_UPDATE2`: Replaces slots of the table of direct descriptors, with tags.
 *
 * - `EBADF`: one of the descriptors is not open.
 * - `EINVAL`: the slots lie beyond the end of the table.
 * - `ENXIO`: the ring has no table of direct descriptors.
 *
 * @returns How many slots were updated, or a negative errno.
 * @since Linux 5.13
 */
export function registerFilesUpdate2(ring: Registrar, argument: RsrcUpdate2): number {
  return ring.register(RegisterOp.REGISTER_FILES_UPDATE2, argument.view, RsrcUpdate2.SIZE)
}

/**
 * `IORING_REGISTER_FILE_ALLOC_RANGE`: Says from which slots the kernel may choose for
 * FILE_INDEX_ALLOC.
 *
 * - `EINVAL`: the range lies beyond the end of the table, or there is no table.
 * - `EOVERFLOW`: the range ends beyond 2^32.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.0
 */
export function registerFileAllocRange(ring: Registrar, argument: FileIndexRange): number {
  return ring.register(RegisterOp.REGISTER_FILE_ALLOC_RANGE, argument.view, 0)
}

/**
 * `IORING_REGISTER_EVENTFD`: Signals an eventfd whenever a completion is posted. One a ring.
 *
 * - `EBUSY`: the ring signals an eventfd already; unregister it first.
 * - `EBADF`: the descriptor is not open.
 * - `EINVAL`: the descriptor is not an eventfd.
 *
 * @param fd The eventfd.
 * @returns 0, or a negative errno.
 * @since Linux 5.2
 */
export function registerEventfd(ring: Registrar, fd: number): number {
  return ring.register(RegisterOp.REGISTER_EVENTFD, Int32Array.of(fd), 1)
}

/**
 * `IORING_UNREGISTER_EVENTFD`: Stops signalling.
 *
 * - `ENXIO`: the ring signals no eventfd.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.2
 */
export function unregisterEventfd(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_EVENTFD, null, 0)
}

/**
 * `IORING_REGISTER_EVENTFD_ASYNC`: As {@link registerEventfd}, but only for completions that a
 * worker thread of the kernel posts: those of SqeFlags.ASYNC, and of operations that would have
 * blocked a submit.
 *
 * - `EBUSY`: the ring signals an eventfd already; unregister it first.
 * - `EBADF`: the descriptor is not open.
 * - `EINVAL`: the descriptor is not an eventfd.
 *
 * @param fd The eventfd.
 * @returns 0, or a negative errno.
 * @since Linux 5.6
 */
export function registerEventfdAsync(ring: Registrar, fd: number): number {
  return ring.register(RegisterOp.REGISTER_EVENTFD_ASYNC, Int32Array.of(fd), 1)
}

/**
 * `IORING_REGISTER_RESTRICTIONS`: Says, once and for ever, what the ring may do. The ring was made
 * with R_DISABLED; the restrictions count from {@link registerEnableRings} on.
 *
 * - `EBADFD`: the ring is enabled already; make it with SetupFlags.R_DISABLED.
 * - `EBUSY`: the ring has restrictions already, which cannot be changed.
 * - `EINVAL`: a restriction names an operation or flag that this kernel does not know.
 *
 * @param restrictions Everything that is allowed; `restrictions` makes them.
 * @returns 0, or a negative errno.
 * @since Linux 5.10
 */
export function registerRestrictions(
  ring: Registrar,
  restrictions: readonly Restriction[],
): number {
  return ring.register(
    RegisterOp.REGISTER_RESTRICTIONS,
    packed(restrictions, Restriction.SIZE),
    restrictions.length,
  )
}

/**
 * `IORING_REGISTER_RESTRICTIONS`: Says, once and for ever, what all rings may do that this thread
 * makes from now on, and the rings of its children: the other form of REGISTER_RESTRICTIONS. Needs
 * CAP_SYS_ADMIN or no_new_privs. Allow EPOLL_CTL: event loops that Node makes afterwards (of a
 * child process, of spawnSync) have rings of their own, and abort without it. Works without a ring
 * only: on `thisTask()`.
 *
 * - `EACCES`: it needs CAP_SYS_ADMIN or no_new_privs, or older restrictions do not allow it.
 * - `EPERM`: the thread has restrictions already, which cannot be changed.
 * - `EINVAL`: a restriction names an operation or flag that this kernel does not know.
 *
 * @param restrictions Everything that is allowed; `restrictions` makes them.
 * @returns 0, or a negative errno.
 * @since Linux 7.0
 */
export function registerTaskRestrictions(
  task: Registrar,
  restrictions: readonly Restriction[],
): number {
  const bytes = packed(restrictions, Restriction.SIZE, TaskRestriction.SIZE)
  new TaskRestriction(bytes.buffer).nrRes = restrictions.length
  return task.register(RegisterOp.REGISTER_RESTRICTIONS, bytes, 1)
}

/**
 * `IORING_REGISTER_BPF_FILTER`: Lets a classic BPF program decide about submissions of one opcode;
 * `bpfFilter` makes the argument. Several programs for one opcode must all agree. On descriptor -1
 * it is for all rings that this thread makes from now on, and needs CAP_SYS_ADMIN or no_new_privs.
 * Works without a ring as well: on `thisTask()`.
 *
 * - `EACCES`: for a thread it needs CAP_SYS_ADMIN, or a process with no_new_privs.
 * - `EINVAL`: the opcode is unknown here, or the program has an instruction that is not allowed.
 * - `EMSGSIZE`: the kernel gives filters of this opcode data of another size than was expected.
 *
 * @returns 0, or a negative errno.
 * @since Linux 7.0
 */
export function registerBpfFilter(ring: Registrar, argument: Bpf): number {
  return ring.register(RegisterOp.REGISTER_BPF_FILTER, argument.view, 1)
}

/**
 * `IORING_REGISTER_ENABLE_RINGS`: Enables a ring made with R_DISABLED; the calling thread becomes
 * its submitter.
 *
 * - `EBADFD`: the ring is enabled already.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.10
 */
export function registerEnableRings(ring: Registrar): number {
  return ring.register(RegisterOp.REGISTER_ENABLE_RINGS, null, 0)
}

/**
 * `IORING_REGISTER_RESIZE_RINGS`: Changes the size of both queues. Afterwards every mapping is
 * stale: call `resize` of the ring instead, which maps anew. Needs DEFER_TASKRUN.
 *
 * - `EINVAL`: the ring was made without DEFER_TASKRUN, is disabled, or a size is wrong.
 * - `EOVERFLOW`: what waits in a queue does not fit into the new size, or completions overflowed.
 * - `EEXIST`: the thread is not the one that submits to the ring.
 * - `ENOMEM`: more memory would be pinned than RLIMIT_MEMLOCK allows.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.13
 */
export function registerResizeRings(ring: Registrar, argument: Params): number {
  return ring.register(RegisterOp.REGISTER_RESIZE_RINGS, argument.view, 1)
}

/**
 * `IORING_REGISTER_MEM_REGION`: Gives the kernel a piece of memory; with
 * `MemRegionFlags.REG_WAIT_ARG` for wait arguments, which `waitRegion` of the ring sets up. One a
 * ring, and never taken back.
 *
 * - `EBUSY`: the ring has a region already.
 * - `EFAULT`: the region is no memory of this process that can be written.
 * - `EINVAL`: the memory is not whole pages, or wait arguments come to a ring that is enabled.
 * - `ENOMEM`: more memory would be pinned than RLIMIT_MEMLOCK allows.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.13
 */
export function registerMemRegion(ring: Registrar, argument: MemRegionReg): number {
  return ring.register(RegisterOp.REGISTER_MEM_REGION, argument.view, 1)
}

/**
 * `IORING_REGISTER_CLOCK`: Chooses the clock of waits: `ClockId.MONOTONIC` (which it is without
 * this) or `ClockId.BOOTTIME`. It matters with EnterFlags.ABS_TIMER.
 *
 * - `EINVAL`: waits know CLOCK_MONOTONIC and CLOCK_BOOTTIME only.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.12
 */
export function registerClock(ring: Registrar, argument: ClockRegister): number {
  return ring.register(RegisterOp.REGISTER_CLOCK, argument.view, 0)
}

/**
 * `IORING_REGISTER_NAPI`: Polls network devices busily before sleeping; or, since Linux 6.13, adds
 * and removes NAPI ids. The old setting is written back.
 *
 * - `EINVAL`: the ring was made with IOPOLL, or the struct says something unknown.
 * - `EOPNOTSUPP`: this kernel was built without busy polling.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.9
 */
export function registerNapi(ring: Registrar, argument: Napi): number {
  return ring.register(RegisterOp.REGISTER_NAPI, argument.view, 1)
}

/**
 * `IORING_UNREGISTER_NAPI`: Stops busy polling. The old setting is written back.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.9
 */
export function unregisterNapi(ring: Registrar, argument: Napi): number {
  return ring.register(RegisterOp.UNREGISTER_NAPI, argument.view, 1)
}

/**
 * `IORING_REGISTER_IOWQ_AFF`: Says on which processors the ring's worker threads may run.
 *
 * - `EINVAL`: the mask has a processor on which this process may not run.
 *
 * @param mask One bit a processor.
 * @returns 0, or a negative errno.
 * @since Linux 5.14
 */
export function registerIowqAff(ring: Registrar, mask: Uint8Array): number {
  return ring.register(RegisterOp.REGISTER_IOWQ_AFF, mask, mask.length)
}

/**
 * `IORING_UNREGISTER_IOWQ_AFF`: Lets the worker threads run anywhere again.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.14
 */
export function unregisterIowqAff(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_IOWQ_AFF, null, 0)
}

/**
 * `IORING_REGISTER_IOWQ_MAX_WORKERS`: Limits the worker threads of this thread, on each NUMA node;
 * 0 leaves a limit alone. The old limits are written back.
 *
 * - `EINVAL`: there are not exactly two limits.
 *
 * @param limits Two words: bounded and unbounded workers.
 * @returns 0, or a negative errno.
 * @since Linux 5.15
 */
export function registerIowqMaxWorkers(ring: Registrar, limits: Uint32Array): number {
  return ring.register(RegisterOp.REGISTER_IOWQ_MAX_WORKERS, limits, limits.length)
}

/**
 * `IORING_REGISTER_RING_FDS`: Registers a ring's descriptor with the calling thread; 16 a thread.
 * The index is written back. `registerRingFd` of the ring does this and uses the index.
 *
 * - `EBADF`: the descriptor is not open.
 * - `EBUSY`: all 16 places of this thread are taken, or the one that was asked for.
 * - `EINVAL`: there is no such place, or the opcode of the struct is wrong.
 * - `EOPNOTSUPP`: the descriptor is not a ring.
 *
 * @returns How many were registered: 1, or a negative errno.
 * @since Linux 5.18
 */
export function registerRingFds(ring: Registrar, argument: RsrcUpdate): number {
  return ring.register(RegisterOp.REGISTER_RING_FDS, argument.view, 1)
}

/**
 * `IORING_UNREGISTER_RING_FDS`: Takes back a registration of a ring's descriptor. Its `data` must
 * be 0.
 *
 * - `EINVAL`: there is no such place, or `data` is not 0.
 *
 * @returns How many were taken back: 1, or a negative errno.
 * @since Linux 5.18
 */
export function unregisterRingFds(ring: Registrar, argument: RsrcUpdate): number {
  return ring.register(RegisterOp.UNREGISTER_RING_FDS, argument.view, 1)
}

/**
 * `IORING_REGISTER_PROBE`: Asks which opcodes this kernel has. The memory must be all zero.
 *
 * - `EINVAL`: the memory is not all zero.
 *
 * @param probe All that its memory has room for is asked: make it of
 * `Probe.SIZE + n * ProbeOp.SIZE` bytes.
 * @returns 0, or a negative errno.
 * @since Linux 5.6
 */
export function registerProbe(ring: Registrar, probe: Probe): number {
  return ring.register(
    RegisterOp.REGISTER_PROBE,
    probe.view,
    Math.min(Math.floor((probe.view.byteLength - Probe.SIZE) / ProbeOp.SIZE), 256),
  )
}

/**
 * `IORING_REGISTER_QUERY`: Asks what the kernel can do, with a chain of questions: each has an
 * answer of its own in `result`. Works without a ring as well: on `thisTask()`.
 *
 * - `EFAULT`: a question of the chain is no memory of this process.
 * - `ERANGE`: the chain is too long, or closed.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.18
 */
export function registerQuery(ring: Registrar, argument: QueryHeader): number {
  return ring.register(RegisterOp.REGISTER_QUERY, argument.view, 0)
}

/**
 * `IORING_REGISTER_PERSONALITY`: Keeps the caller's credentials under a number that submissions can
 * name.
 *
 * @returns The number, or a negative errno.
 * @since Linux 5.6
 */
export function registerPersonality(ring: Registrar): number {
  return ring.register(RegisterOp.REGISTER_PERSONALITY, null, 0)
}

/**
 * `IORING_UNREGISTER_PERSONALITY`: Forgets kept credentials.
 *
 * - `EINVAL`: no credentials are kept under that number.
 *
 * @param personality The number that registerPersonality gave.
 * @returns 0, or a negative errno.
 * @since Linux 5.6
 */
export function unregisterPersonality(ring: Registrar, personality: number): number {
  return ring.register(RegisterOp.UNREGISTER_PERSONALITY, null, personality)
}

/**
 * `IORING_REGISTER_SYNC_CANCEL`: Cancels at once and waits; completions may still come later, and
 * running file I/O goes on.
 *
 * - `ENOENT`: nothing in flight matches.
 * - `ETIME`: the time was over while something still ran.
 *
 * @returns 0, or how many were found at once, or a negative errno.
 * @since Linux 6.0
 */
export function registerSyncCancel(ring: Registrar, argument: SyncCancelReg): number {
  return ring.register(RegisterOp.REGISTER_SYNC_CANCEL, argument.view, 1)
}

/**
 * `IORING_REGISTER_SEND_MSG_RING`: Puts a completion into a ring without having one. Works without
 * a ring only: on `thisTask()`.
 *
 * - `EBADFD`: the target is no ring, or is disabled.
 * - `EINVAL`: the submission is no MSG_RING that sends data, or has flags.
 * - `EOVERFLOW`: the target's queue is full.
 *
 * @param sqe A submission that `prep.msgRing` has filled: one of `Sqe.alone()` will do.
 * @returns 0, or a negative errno.
 * @since Linux 6.13
 */
export function registerSendMsgRing(task: Registrar, sqe: Sqe): number {
  return task.register(
    RegisterOp.REGISTER_SEND_MSG_RING,
    sqe.words.subarray(sqe.at, sqe.at + Sqe.SIZE / 4),
    1,
  )
}

/**
 * `IORING_REGISTER_ZCRX_IFQ`: Receives a queue of a network device without copying. Needs
 * CAP_NET_ADMIN, DEFER_TASKRUN and 32-byte completions.
 *
 * - `EINVAL`: the ring was made without DEFER_TASKRUN and CQE32 (or CQE_MIXED), or an argument is
 * wrong.
 * - `ENODEV`: there is no such interface.
 * - `EOPNOTSUPP`: the driver cannot receive without copying, or this kernel was built without it.
 * - `EPERM`: it needs CAP_NET_ADMIN.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.15
 */
export function registerZcrxIfq(ring: Registrar, argument: ZcrxIfqReg): number {
  return ring.register(RegisterOp.REGISTER_ZCRX_IFQ, argument.view, 1)
}

/**
 * `IORING_REGISTER_ZCRX_CTRL`: Controls a zero-copy receive queue: flushes its returned buffers,
 * exports it to another ring, re-arms an event (Linux 7.2), adds memory (Linux 7.3).
 *
 * - `ENXIO`: the ring has no receive queue of that number.
 * - `EOPNOTSUPP`: this kernel does not know that control.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.19
 */
export function registerZcrxCtrl(ring: Registrar, argument: ZcrxCtrl): number {
  return ring.register(RegisterOp.REGISTER_ZCRX_CTRL, argument.view, 0)
}
