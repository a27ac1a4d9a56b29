// Generated from headers/abi/7.3.json by codegen/emit/registers.ts.
// Do not edit: change codegen/registers.ts, then run `npm run generate`.
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
  type QueryHeader,
  RsrcRegister,
  RsrcUpdate2,
  type SyncCancelReg,
  type ZcrxCtrl,
  type ZcrxIfqReg,
} from './structs.ts'

/**
 * What the wrappers stand on: {@link RawRing}, or anything else that can reach
 * io_uring_register(2).
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

/**
 * `IORING_REGISTER_BUFFERS`: Pins memory for the fixed-buffer operations. Counts against
 * RLIMIT_MEMLOCK.
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
 * @returns 0, or a negative errno.
 * @since Linux 5.1
 */
export function unregisterBuffers(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_BUFFERS, null, 0)
}

/**
 * `IORING_REGISTER_FILES`: Makes the table of direct descriptors.
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
 * @returns 0, or a negative errno.
 * @since Linux 5.1
 */
export function unregisterFiles(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_FILES, null, 0)
}

/**
 * `IORING_REGISTER_EVENTFD`: Signals an eventfd whenever a completion is posted. One a ring; a
 * second one answers EBUSY.
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
 * @returns 0, or a negative errno.
 * @since Linux 5.2
 */
export function unregisterEventfd(ring: Registrar): number {
  return ring.register(RegisterOp.UNREGISTER_EVENTFD, null, 0)
}

/**
 * `IORING_REGISTER_FILES_UPDATE`: Replaces slots of the table of direct descriptors.
 *
 * @param update An {@link RsrcUpdate}; the count is the number of slots.
 * @returns How many slots were updated, or a negative errno.
 * @since Linux 5.5
 */
export function registerFilesUpdate(
  ring: Registrar,
  update: NodeJS.ArrayBufferView,
  count: number,
): number {
  return ring.register(RegisterOp.REGISTER_FILES_UPDATE, update, count)
}

/**
 * `IORING_REGISTER_EVENTFD_ASYNC`: As registerEventfd, but only for completions that were not
 * posted inside a submit.
 *
 * @param fd The eventfd.
 * @returns 0, or a negative errno.
 * @since Linux 5.6
 */
export function registerEventfdAsync(ring: Registrar, fd: number): number {
  return ring.register(RegisterOp.REGISTER_EVENTFD_ASYNC, Int32Array.of(fd), 1)
}

/**
 * `IORING_REGISTER_PROBE`: Asks which opcodes this kernel has. The memory must be all zero.
 *
 * @param probe A {@link Probe} followed by its operations; the count is their number.
 * @returns 0, or a negative errno.
 * @since Linux 5.6
 */
export function registerProbe(
  ring: Registrar,
  probe: NodeJS.ArrayBufferView,
  count: number,
): number {
  return ring.register(RegisterOp.REGISTER_PROBE, probe, count)
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
 * @param personality The number that registerPersonality gave.
 * @returns 0, or a negative errno.
 * @since Linux 5.6
 */
export function unregisterPersonality(ring: Registrar, personality: number): number {
  return ring.register(RegisterOp.UNREGISTER_PERSONALITY, null, personality)
}

/**
 * `IORING_REGISTER_RESTRICTIONS`: Says, once and for ever, what the ring may do. The ring must have
 * been made with R_DISABLED.
 *
 * @param restrictions The bytes of {@link Restriction}s; the count is their number.
 * @returns 0, or a negative errno.
 * @since Linux 5.10
 */
export function registerRestrictions(
  ring: Registrar,
  restrictions: NodeJS.ArrayBufferView,
  count: number,
): number {
  return ring.register(RegisterOp.REGISTER_RESTRICTIONS, restrictions, count)
}

/**
 * `IORING_REGISTER_ENABLE_RINGS`: Enables a ring made with R_DISABLED; the calling thread becomes
 * its submitter.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.10
 */
export function registerEnableRings(ring: Registrar): number {
  return ring.register(RegisterOp.REGISTER_ENABLE_RINGS, null, 0)
}

/**
 * `IORING_REGISTER_FILES2`: Makes the table of direct descriptors, sparse or with tags.
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
 * @returns How many slots were updated, or a negative errno.
 * @since Linux 5.13
 */
export function registerFilesUpdate2(ring: Registrar, argument: RsrcUpdate2): number {
  return ring.register(RegisterOp.REGISTER_FILES_UPDATE2, argument.view, RsrcUpdate2.SIZE)
}

/**
 * `IORING_REGISTER_BUFFERS2`: Pins memory for the fixed-buffer operations, sparse or with tags.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.13
 */
export function registerBuffers2(ring: Registrar, argument: RsrcRegister): number {
  return ring.register(RegisterOp.REGISTER_BUFFERS2, argument.view, RsrcRegister.SIZE)
}

/**
 * `IORING_REGISTER_BUFFERS_UPDATE`: Replaces registered buffers, with tags.
 *
 * @returns How many buffers were updated, or a negative errno.
 * @since Linux 5.13
 */
export function registerBuffersUpdate(ring: Registrar, argument: RsrcUpdate2): number {
  return ring.register(RegisterOp.REGISTER_BUFFERS_UPDATE, argument.view, RsrcUpdate2.SIZE)
}

/**
 * `IORING_REGISTER_IOWQ_AFF`: Says on which processors the ring's worker threads may run.
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
 * `IORING_REGISTER_IOWQ_MAX_WORKERS`: Limits the worker threads of this thread; 0 leaves a limit
 * alone. The old limits are written back.
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
 * The index is written back.
 *
 * @param update An {@link RsrcUpdate}: the index or -1, and the descriptor; the count is 1.
 * @returns How many were registered, or a negative errno.
 * @since Linux 5.18
 */
export function registerRingFds(
  ring: Registrar,
  update: NodeJS.ArrayBufferView,
  count: number,
): number {
  return ring.register(RegisterOp.REGISTER_RING_FDS, update, count)
}

/**
 * `IORING_UNREGISTER_RING_FDS`: Takes back a registration of a ring's descriptor.
 *
 * @param update An {@link RsrcUpdate} with the index; the count is 1.
 * @returns 0, or a negative errno.
 * @since Linux 5.18
 */
export function unregisterRingFds(
  ring: Registrar,
  update: NodeJS.ArrayBufferView,
  count: number,
): number {
  return ring.register(RegisterOp.UNREGISTER_RING_FDS, update, count)
}

/**
 * `IORING_REGISTER_PBUF_RING`: Makes a ring of provided buffers. Entries are a power of two, 32,768
 * at most.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.19
 */
export function registerPbufRing(ring: Registrar, argument: BufReg): number {
  return ring.register(RegisterOp.REGISTER_PBUF_RING, argument.view, 1)
}

/**
 * `IORING_UNREGISTER_PBUF_RING`: Removes a ring of provided buffers.
 *
 * @returns 0, or a negative errno.
 * @since Linux 5.19
 */
export function unregisterPbufRing(ring: Registrar, argument: BufReg): number {
  return ring.register(RegisterOp.UNREGISTER_PBUF_RING, argument.view, 1)
}

/**
 * `IORING_REGISTER_SYNC_CANCEL`: Cancels at once and waits; completions may still come later, and
 * running file I/O goes on.
 *
 * @returns How many were found, or a negative errno.
 * @since Linux 6.0
 */
export function registerSyncCancel(ring: Registrar, argument: SyncCancelReg): number {
  return ring.register(RegisterOp.REGISTER_SYNC_CANCEL, argument.view, 1)
}

/**
 * `IORING_REGISTER_FILE_ALLOC_RANGE`: Says from which slots the kernel may choose.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.0
 */
export function registerFileAllocRange(ring: Registrar, argument: FileIndexRange): number {
  return ring.register(RegisterOp.REGISTER_FILE_ALLOC_RANGE, argument.view, 0)
}

/**
 * `IORING_REGISTER_PBUF_STATUS`: Asks how far the kernel has come in a ring of provided buffers.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.8
 */
export function registerPbufStatus(ring: Registrar, argument: BufStatus): number {
  return ring.register(RegisterOp.REGISTER_PBUF_STATUS, argument.view, 1)
}

/**
 * `IORING_REGISTER_NAPI`: Polls network devices busily before sleeping. The old setting is written
 * back.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.9
 */
export function registerNapi(ring: Registrar, argument: Napi): number {
  return ring.register(RegisterOp.REGISTER_NAPI, argument.view, 1)
}

/**
 * `IORING_UNREGISTER_NAPI`: Stops busy polling.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.9
 */
export function unregisterNapi(ring: Registrar, argument: Napi): number {
  return ring.register(RegisterOp.UNREGISTER_NAPI, argument.view, 1)
}

/**
 * `IORING_REGISTER_CLOCK`: Chooses the clock of waits: CLOCK_MONOTONIC or CLOCK_BOOTTIME.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.12
 */
export function registerClock(ring: Registrar, argument: ClockRegister): number {
  return ring.register(RegisterOp.REGISTER_CLOCK, argument.view, 0)
}

/**
 * `IORING_REGISTER_CLONE_BUFFERS`: Shares another ring's registered buffers.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.12
 */
export function registerCloneBuffers(ring: Registrar, argument: CloneBuffers): number {
  return ring.register(RegisterOp.REGISTER_CLONE_BUFFERS, argument.view, 1)
}

/**
 * `IORING_REGISTER_SEND_MSG_RING`: Puts a completion into a ring without having one. Works on
 * descriptor -1, without a ring.
 *
 * @param sqe The 64 bytes of a submission that `prep.msgRing` has filled.
 * @returns 0, or a negative errno.
 * @since Linux 6.13
 */
export function registerSendMsgRing(ring: Registrar, sqe: NodeJS.ArrayBufferView): number {
  return ring.register(RegisterOp.REGISTER_SEND_MSG_RING, sqe, 1)
}

/**
 * `IORING_REGISTER_ZCRX_IFQ`: Receives a queue of a network device without copying. Needs
 * CAP_NET_ADMIN, DEFER_TASKRUN and 32-byte completions.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.15
 */
export function registerZcrxIfq(ring: Registrar, argument: ZcrxIfqReg): number {
  return ring.register(RegisterOp.REGISTER_ZCRX_IFQ, argument.view, 1)
}

/**
 * `IORING_REGISTER_RESIZE_RINGS`: Changes the size of both queues. Afterwards every mapping is
 * stale. Needs DEFER_TASKRUN.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.13
 */
export function registerResizeRings(ring: Registrar, argument: Params): number {
  return ring.register(RegisterOp.REGISTER_RESIZE_RINGS, argument.view, 1)
}

/**
 * `IORING_REGISTER_MEM_REGION`: Gives the kernel a piece of memory for wait arguments. The ring
 * must be disabled still.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.13
 */
export function registerMemRegion(ring: Registrar, argument: MemRegionReg): number {
  return ring.register(RegisterOp.REGISTER_MEM_REGION, argument.view, 1)
}

/**
 * `IORING_REGISTER_QUERY`: Asks what the kernel can do. Works on descriptor -1, without a ring.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.18
 */
export function registerQuery(ring: Registrar, argument: QueryHeader): number {
  return ring.register(RegisterOp.REGISTER_QUERY, argument.view, 0)
}

/**
 * `IORING_REGISTER_ZCRX_CTRL`: Controls a zero-copy receive queue.
 *
 * @returns 0, or a negative errno.
 * @since Linux 6.19
 */
export function registerZcrxCtrl(ring: Registrar, argument: ZcrxCtrl): number {
  return ring.register(RegisterOp.REGISTER_ZCRX_CTRL, argument.view, 0)
}

/**
 * `IORING_REGISTER_BPF_FILTER`: Lets a classic BPF program decide about submissions of one opcode.
 *
 * @returns 0, or a negative errno.
 * @since Linux 7.0
 */
export function registerBpfFilter(ring: Registrar, argument: Bpf): number {
  return ring.register(RegisterOp.REGISTER_BPF_FILTER, argument.view, 1)
}
