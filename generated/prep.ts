// Generated from headers/abi/7.3.json by codegen/emit/prep.ts.
// Do not edit: change codegen/operations, then run `npm run generate`.
import {
  Op,
  SqeFlags,
  SendRecvFlags,
  AcceptFlags,
  TimeoutFlags,
  PollFlags,
  CancelFlags,
  MsgRingFlags,
  MsgRingOp,
  UringCmdFlags,
  RwAttributes,
  SocketOp,
  BlockCommand,
  FILE_INDEX_ALLOC,
} from './constants.ts'
import type { Sqe } from './structs.ts'

/** The field counts slots from 1, because 0 means a plain descriptor. */
function fileIndex(slot: number): number {
  return slot < 0 || slot === FILE_INDEX_ALLOC ? FILE_INDEX_ALLOC : slot + 1
}

/**
 * Gives a send the address of its receiver: after `send`, `sendZc`, `sendVectorized` and the
 * like. It is the only function here that adds to a submission and fills none.
 *
 * In liburing `io_uring_prep_send_set_addr`. The kernel needs `to` until the submission is
 * consumed (with SQPOLL, until the completion).
 *
 * @param to Address: where it goes.
 * @param toLength Its length in bytes.
 *
 * @category Sockets
 * @since Linux 6.0
 */
export function sendSetAddr(sqe: Sqe, to: number, toLength: number): void {
  sqe.addr2 = to
  sqe.addrLen = toLength
}

/**
 * Reads into memory. Fewer bytes than asked for is no error; 0 is the end of the file. See
 * pread(2).
 *
 * `IORING_OP_READ`, in liburing `io_uring_prep_read`. The kernel needs `address` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.ioprio}.
 *
 * @param fd The descriptor.
 * @param address Address: memory to fill.
 * @param length Its length in bytes.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 5.6
 */
export function read(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.READ, fd)
  sqe.addr = address
  sqe.len = length
  sqe.off = position
  sqe.rwFlags = flags
}

/**
 * Reads blocks of a device together with their protection information. For O_DIRECT on devices that
 * keep such. See pread(2).
 *
 * `IORING_OP_READ`. Needs Features.RW_ATTR. The kernel needs `address` and `pi` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.ioprio}.
 *
 * @param fd The descriptor.
 * @param address Address: memory to fill.
 * @param length Its length in bytes.
 * @param pi Address of an {@link AttrPi}.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 6.14
 */
export function readPi(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  pi: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.READ, fd)
  sqe.addr = address
  sqe.len = length
  sqe.attrPtr = pi
  sqe.off = position
  sqe.rwFlags = flags
  sqe.attrTypeMask = RwAttributes.PI
}

/**
 * Reads again and again into provided buffers, whenever data is there. For pipes, ttys and other
 * files that can be polled; a regular file answers EBADFD. See read(2).
 *
 * `IORING_OP_READ_MULTISHOT`, in liburing `io_uring_prep_read_multishot`.
 *
 * @param fd The descriptor.
 * @param length Must be 0: a read fills the buffer that is picked.
 * @param position -1, or 0: such files have no position.
 * @param group Group of provided buffers to pick from.
 *
 * @category Files
 * @since Linux 6.7
 */
export function readMultishot(
  sqe: Sqe,
  fd: number,
  length: number,
  position: number,
  group: number,
): void {
  sqe.reset(Op.READ_MULTISHOT, fd)
  sqe.len = length
  sqe.off = position
  sqe.bufGroup = group
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Writes from memory. Fewer bytes than asked for is no error. See pwrite(2).
 *
 * `IORING_OP_WRITE`, in liburing `io_uring_prep_write`. The kernel needs `address` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.ioprio} and {@link Sqe.writeStream}.
 *
 * @param fd The descriptor.
 * @param address Address: bytes to send or write.
 * @param length Its length in bytes.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 5.6
 */
export function write(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.WRITE, fd)
  sqe.addr = address
  sqe.len = length
  sqe.off = position
  sqe.rwFlags = flags
}

/**
 * Writes blocks of a device together with their protection information. For O_DIRECT on devices
 * that keep such. See pwrite(2).
 *
 * `IORING_OP_WRITE`. Needs Features.RW_ATTR. The kernel needs `address` and `pi` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.ioprio}.
 *
 * @param fd The descriptor.
 * @param address Address: bytes to send or write.
 * @param length Its length in bytes.
 * @param pi Address of an {@link AttrPi}.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 6.14
 */
export function writePi(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  pi: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.WRITE, fd)
  sqe.addr = address
  sqe.len = length
  sqe.attrPtr = pi
  sqe.off = position
  sqe.rwFlags = flags
  sqe.attrTypeMask = RwAttributes.PI
}

/**
 * Reads into several pieces of memory, one after the other. See preadv2(2).
 *
 * `IORING_OP_READV`, in liburing `io_uring_prep_readv2`. The kernel needs `iovecs` until the
 * submission is consumed (with SQPOLL, until the completion), and what `iovecs` points to until the
 * final completion. Set by hand behind it, if wanted: {@link Sqe.ioprio}.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 5.1
 */
export function readv(
  sqe: Sqe,
  fd: number,
  iovecs: number,
  count: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.READV, fd)
  sqe.addr = iovecs
  sqe.len = count
  sqe.off = position
  sqe.rwFlags = flags
}

/**
 * Writes several pieces of memory, one after the other. See pwritev2(2).
 *
 * `IORING_OP_WRITEV`, in liburing `io_uring_prep_writev2`. The kernel needs `iovecs` until the
 * submission is consumed (with SQPOLL, until the completion), and what `iovecs` points to until the
 * final completion. Set by hand behind it, if wanted: {@link Sqe.ioprio} and
 * {@link Sqe.writeStream}.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 5.1
 */
export function writev(
  sqe: Sqe,
  fd: number,
  iovecs: number,
  count: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.WRITEV, fd)
  sqe.addr = iovecs
  sqe.len = count
  sqe.off = position
  sqe.rwFlags = flags
}

/**
 * Reads into registered memory, whose pages the kernel has pinned beforehand. See pread(2).
 *
 * `IORING_OP_READ_FIXED`, in liburing `io_uring_prep_read_fixed`. Needs registered buffers. The
 * kernel needs `address` until the final completion. Set by hand behind it, if wanted:
 * {@link Sqe.ioprio}.
 *
 * @param fd The descriptor.
 * @param address Address inside the registered buffer.
 * @param length Bytes from there.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param bufIndex Index of the registered buffer.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 5.1
 */
export function readFixed(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  position: number,
  bufIndex: number,
  flags: number,
): void {
  sqe.reset(Op.READ_FIXED, fd)
  sqe.addr = address
  sqe.len = length
  sqe.off = position
  sqe.bufIndex = bufIndex
  sqe.rwFlags = flags
}

/**
 * Writes from registered memory, whose pages the kernel has pinned beforehand. See pwrite(2).
 *
 * `IORING_OP_WRITE_FIXED`, in liburing `io_uring_prep_write_fixed`. Needs registered buffers. The
 * kernel needs `address` until the final completion. Set by hand behind it, if wanted:
 * {@link Sqe.ioprio} and {@link Sqe.writeStream}.
 *
 * @param fd The descriptor.
 * @param address Address inside the registered buffer.
 * @param length Bytes from there.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param bufIndex Index of the registered buffer.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 *
 * @category Files
 * @since Linux 5.1
 */
export function writeFixed(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  position: number,
  bufIndex: number,
  flags: number,
): void {
  sqe.reset(Op.WRITE_FIXED, fd)
  sqe.addr = address
  sqe.len = length
  sqe.off = position
  sqe.bufIndex = bufIndex
  sqe.rwFlags = flags
}

/**
 * Reads into several pieces of one registered buffer. See preadv2(2).
 *
 * `IORING_OP_READV_FIXED`, in liburing `io_uring_prep_readv_fixed`. Needs registered buffers. The
 * kernel needs `iovecs` until the submission is consumed (with SQPOLL, until the completion), and
 * what `iovecs` points to until the final completion.
 *
 * The Ring has no method for it: A lease is one registered buffer, and so one piece: `readFixed`
 * fills it.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 * @param bufIndex Index of the registered buffer that all pieces lie in.
 *
 * @category Files
 * @since Linux 6.15
 */
export function readvFixed(
  sqe: Sqe,
  fd: number,
  iovecs: number,
  count: number,
  position: number,
  flags: number,
  bufIndex: number,
): void {
  sqe.reset(Op.READV_FIXED, fd)
  sqe.addr = iovecs
  sqe.len = count
  sqe.off = position
  sqe.rwFlags = flags
  sqe.bufIndex = bufIndex
}

/**
 * Writes several pieces of one registered buffer. See pwritev2(2).
 *
 * `IORING_OP_WRITEV_FIXED`, in liburing `io_uring_prep_writev_fixed`. Needs registered buffers. The
 * kernel needs `iovecs` until the submission is consumed (with SQPOLL, until the completion), and
 * what `iovecs` points to until the final completion.
 *
 * The Ring has no method for it: A lease is one registered buffer, and so one piece: `writeFixed`
 * writes it.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2). See {@link RwFlags}.
 * @param bufIndex Index of the registered buffer that all pieces lie in.
 *
 * @category Files
 * @since Linux 6.15
 */
export function writevFixed(
  sqe: Sqe,
  fd: number,
  iovecs: number,
  count: number,
  position: number,
  flags: number,
  bufIndex: number,
): void {
  sqe.reset(Op.WRITEV_FIXED, fd)
  sqe.addr = iovecs
  sqe.len = count
  sqe.off = position
  sqe.rwFlags = flags
  sqe.bufIndex = bufIndex
}

/**
 * Brings the file to stable storage. It is not ordered after writes in flight: await them first, or
 * link. See fsync(2).
 *
 * `IORING_OP_FSYNC`, in liburing `io_uring_prep_fsync`. Set by hand behind it, if wanted:
 * {@link Sqe.off} and {@link Sqe.len}.
 *
 * @param fd The descriptor.
 * @param flags `DATASYNC` leaves out metadata that no later read needs. See {@link FsyncFlags}.
 *
 * @category Files
 * @since Linux 5.1
 */
export function fsync(sqe: Sqe, fd: number, flags: number): void {
  sqe.reset(Op.FSYNC, fd)
  sqe.fsyncFlags = flags
}

/**
 * Brings a range of the file to stable storage. See fsync(2).
 *
 * `IORING_OP_FSYNC`.
 *
 * The Ring has no method for it: `fsync` has the range as options.
 *
 * @param fd The descriptor.
 * @param length Bytes of the range; 0 reaches to the end.
 * @param position Where the range starts, in bytes.
 * @param flags `DATASYNC` leaves out metadata that no later read needs. See {@link FsyncFlags}.
 *
 * @category Files
 * @since Linux 5.1
 */
export function fsyncRange(
  sqe: Sqe,
  fd: number,
  length: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.FSYNC, fd)
  sqe.len = length
  sqe.off = position
  sqe.fsyncFlags = flags
}

/**
 * Starts or awaits the writing back of a part of a file. No promise of durability: metadata and
 * disk caches are left alone. See sync_file_range(2).
 *
 * `IORING_OP_SYNC_FILE_RANGE`, in liburing `io_uring_prep_sync_file_range`.
 *
 * @param fd The descriptor.
 * @param length Bytes of the range; 0 reaches to the end.
 * @param position Where the range starts, in bytes.
 * @param flags `SYNC_FILE_RANGE_*` flags. See {@link SyncFileRangeFlags}.
 *
 * @category Files
 * @since Linux 5.2
 */
export function syncFileRange(
  sqe: Sqe,
  fd: number,
  length: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.SYNC_FILE_RANGE, fd)
  sqe.len = length
  sqe.off = position
  sqe.syncRangeFlags = flags
}

/**
 * Allocates, punches or moves a range of a file. See fallocate(2).
 *
 * `IORING_OP_FALLOCATE`, in liburing `io_uring_prep_fallocate`.
 *
 * @param fd The descriptor.
 * @param mode `FALLOC_FL_*`; 0 allocates and grows the file. See {@link FallocateFlags}.
 * @param position Where the range starts, in bytes.
 * @param length Bytes of the range.
 *
 * @category Files
 * @since Linux 5.6
 */
export function fallocate(
  sqe: Sqe,
  fd: number,
  mode: number,
  position: number,
  length: number,
): void {
  sqe.reset(Op.FALLOCATE, fd)
  sqe.len = mode
  sqe.off = position
  sqe.addr = length
}

/**
 * Makes the file exactly `length` bytes long. See ftruncate(2).
 *
 * `IORING_OP_FTRUNCATE`, in liburing `io_uring_prep_ftruncate`.
 *
 * @param fd The descriptor.
 * @param length The new size in bytes.
 *
 * @category Files
 * @since Linux 6.9
 */
export function ftruncate(sqe: Sqe, fd: number, length: number): void {
  sqe.reset(Op.FTRUNCATE, fd)
  sqe.off = length
}

/**
 * Says how a range of the file will be used. See posix_fadvise(2).
 *
 * `IORING_OP_FADVISE`, in liburing `io_uring_prep_fadvise`.
 *
 * @param fd The descriptor.
 * @param position Where the range starts, in bytes.
 * @param length Bytes of the range; 0 reaches to the end.
 * @param advice One of `POSIX_FADV_*`. See {@link FileAdvice}.
 *
 * @category Files
 * @since Linux 5.6
 */
export function fadvise(
  sqe: Sqe,
  fd: number,
  position: number,
  length: number,
  advice: number,
): void {
  sqe.reset(Op.FADVISE, fd)
  sqe.off = position
  sqe.len = length
  sqe.fadviseAdvice = advice
}

/**
 * Says how a range of the file will be used, for ranges of 4 GiB and more. See posix_fadvise(2).
 *
 * `IORING_OP_FADVISE`, in liburing `io_uring_prep_fadvise64`.
 *
 * @param fd The descriptor.
 * @param position Where the range starts, in bytes.
 * @param length Bytes of the range; 0 reaches to the end.
 * @param advice One of `POSIX_FADV_*`. See {@link FileAdvice}.
 *
 * @category Files
 * @since Linux 6.11
 */
export function fadvise64(
  sqe: Sqe,
  fd: number,
  position: number,
  length: number,
  advice: number,
): void {
  sqe.reset(Op.FADVISE, fd)
  sqe.off = position
  sqe.addr = length
  sqe.fadviseAdvice = advice
}

/**
 * Says how a range of memory will be used. See madvise(2).
 *
 * `IORING_OP_MADVISE`, in liburing `io_uring_prep_madvise`. The kernel needs `address` until the
 * final completion.
 *
 * @param address Address: the memory, aligned to a page.
 * @param length Its length in bytes.
 * @param advice One of `MADV_*`. See {@link MemoryAdvice}.
 *
 * @category Files
 * @since Linux 5.6
 */
export function madvise(sqe: Sqe, address: number, length: number, advice: number): void {
  sqe.reset(Op.MADVISE, -1)
  sqe.addr = address
  sqe.len = length
  sqe.fadviseAdvice = advice
}

/**
 * Says how a range of memory will be used, for ranges of 4 GiB and more. See madvise(2).
 *
 * `IORING_OP_MADVISE`, in liburing `io_uring_prep_madvise64`. The kernel needs `address` until the
 * final completion.
 *
 * The Ring has no method for it: A view of memory is never that long.
 *
 * @param address Address: the memory, aligned to a page.
 * @param length Its length in bytes.
 * @param advice One of `MADV_*`. See {@link MemoryAdvice}.
 *
 * @category Files
 * @since Linux 6.11
 */
export function madvise64(sqe: Sqe, address: number, length: number, advice: number): void {
  sqe.reset(Op.MADVISE, -1)
  sqe.addr = address
  sqe.off = length
  sqe.fadviseAdvice = advice
}

/**
 * Moves bytes between two descriptors without a copy through user memory; one of them is a pipe.
 * See splice(2).
 *
 * `IORING_OP_SPLICE`, in liburing `io_uring_prep_splice`.
 *
 * @param source The descriptor to take bytes from; with `SPLICE_F_FD_IN_FIXED` a slot of the direct
 * table.
 * @param sourcePosition Where to read; -1 for a pipe or the position of the file.
 * @param target The descriptor to give bytes to.
 * @param targetPosition Where to write; -1 for a pipe or the position of the file.
 * @param length Bytes to move at most.
 * @param flags `SPLICE_F_*` flags. See {@link SpliceFlags}.
 *
 * @category Files
 * @since Linux 5.7
 */
export function splice(
  sqe: Sqe,
  source: number,
  sourcePosition: number,
  target: number,
  targetPosition: number,
  length: number,
  flags: number,
): void {
  sqe.reset(Op.SPLICE, target)
  sqe.spliceFdIn = source
  sqe.spliceOffIn = sourcePosition
  sqe.off = targetPosition
  sqe.len = length
  sqe.spliceFlags = flags
}

/**
 * Copies bytes from one pipe to another and leaves them in the first. See tee(2).
 *
 * `IORING_OP_TEE`, in liburing `io_uring_prep_tee`.
 *
 * @param source The pipe to copy from; with `SPLICE_F_FD_IN_FIXED` a slot of the direct table.
 * @param target The pipe to copy to.
 * @param length Bytes to copy at most.
 * @param flags `SPLICE_F_*` flags. See {@link SpliceFlags}.
 *
 * @category Files
 * @since Linux 5.8
 */
export function tee(sqe: Sqe, source: number, target: number, length: number, flags: number): void {
  sqe.reset(Op.TEE, target)
  sqe.spliceFdIn = source
  sqe.len = length
  sqe.spliceFlags = flags
}

/**
 * Opens or creates a file. See openat(2).
 *
 * `IORING_OP_OPENAT`, in liburing `io_uring_prep_openat`. The kernel needs `path` until the
 * submission is consumed (with SQPOLL, until the completion). Set by hand behind it, if wanted:
 * {@link Sqe.fileIndex}.
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param flags `O_*`; `O_CLOEXEC` is refused for a direct descriptor. See {@link OpenFlags}.
 * @param mode Permission bits of a file that is created, less the umask.
 *
 * @category Paths
 * @since Linux 5.6
 */
export function openat(sqe: Sqe, at: number, path: number, flags: number, mode: number): void {
  sqe.reset(Op.OPENAT, at)
  sqe.addr = path
  sqe.openFlags = flags
  sqe.len = mode
}

/**
 * Opens a file into a slot of the direct table. The result is 0, or the slot that the kernel chose.
 * See openat(2).
 *
 * `IORING_OP_OPENAT`, in liburing `io_uring_prep_openat_direct`. The kernel needs `path` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * The Ring has no method for it: `openat` has the slot as an option.
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param flags `O_*`; `O_CLOEXEC` is refused for a direct descriptor. See {@link OpenFlags}.
 * @param mode Permission bits of a file that is created, less the umask.
 * @param slot Slot of the direct table; -1 or `FILE_INDEX_ALLOC` lets the kernel choose one.
 *
 * @category Paths
 * @since Linux 5.15
 */
export function openatDirect(
  sqe: Sqe,
  at: number,
  path: number,
  flags: number,
  mode: number,
  slot: number,
): void {
  sqe.reset(Op.OPENAT, at)
  sqe.addr = path
  sqe.openFlags = flags
  sqe.len = mode
  sqe.fileIndex = fileIndex(slot)
}

/**
 * Opens a file with the rules of an open_how: how symbolic links and mount points may be followed.
 * See openat2(2).
 *
 * `IORING_OP_OPENAT2`, in liburing `io_uring_prep_openat2`. The kernel needs `path` and `how` until
 * the submission is consumed (with SQPOLL, until the completion). Set by hand behind it, if wanted:
 * {@link Sqe.fileIndex}.
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param how Address: the bytes of an {@link OpenHow}.
 * @param howLength Its length in bytes.
 *
 * @category Paths
 * @since Linux 5.6
 */
export function openat2(sqe: Sqe, at: number, path: number, how: number, howLength: number): void {
  sqe.reset(Op.OPENAT2, at)
  sqe.addr = path
  sqe.off = how
  sqe.len = howLength
}

/**
 * Opens a file into a slot of the direct table, with the rules of an open_how. The result is 0, or
 * the slot that the kernel chose. See openat2(2).
 *
 * `IORING_OP_OPENAT2`, in liburing `io_uring_prep_openat2_direct`. The kernel needs `path` and
 * `how` until the submission is consumed (with SQPOLL, until the completion).
 *
 * The Ring has no method for it: `openat2` has the slot as an option.
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param how Address: the bytes of an {@link OpenHow}.
 * @param howLength Its length in bytes.
 * @param slot Slot of the direct table; -1 or `FILE_INDEX_ALLOC` lets the kernel choose one.
 *
 * @category Paths
 * @since Linux 5.15
 */
export function openat2Direct(
  sqe: Sqe,
  at: number,
  path: number,
  how: number,
  howLength: number,
  slot: number,
): void {
  sqe.reset(Op.OPENAT2, at)
  sqe.addr = path
  sqe.off = how
  sqe.len = howLength
  sqe.fileIndex = fileIndex(slot)
}

/**
 * Closes a descriptor. Operations that run on it are not cancelled by this. See close(2).
 *
 * `IORING_OP_CLOSE`, in liburing `io_uring_prep_close`.
 *
 * @param fd The descriptor.
 *
 * @category Files
 * @since Linux 5.6
 */
export function closeFd(sqe: Sqe, fd: number): void {
  sqe.reset(Op.CLOSE, fd)
}

/**
 * Closes a direct descriptor and frees its slot. See close(2).
 *
 * `IORING_OP_CLOSE`, in liburing `io_uring_prep_close_direct`.
 *
 * The Ring has no method for it: `fd.close()` closes both kinds.
 *
 * @param slot The slot of the direct table.
 *
 * @category Files
 * @since Linux 5.15
 */
export function closeDirect(sqe: Sqe, slot: number): void {
  sqe.reset(Op.CLOSE, 0)
  sqe.fileIndex = fileIndex(slot)
}

/**
 * Asks for size, times, mode and more. With an empty path and `AT_EMPTY_PATH` it is `at` itself
 * that is asked about. See statx(2).
 *
 * `IORING_OP_STATX`, in liburing `io_uring_prep_statx`. The kernel needs `path` until the
 * submission is consumed (with SQPOLL, until the completion), and `statx` until the final
 * completion.
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param flags `AT_*` flags. See {@link AtFlags}.
 * @param mask Which fields are wanted. See {@link StatxMask}.
 * @param statx Address of a {@link Statx} to fill.
 *
 * @category Paths
 * @since Linux 5.6
 */
export function statx(
  sqe: Sqe,
  at: number,
  path: number,
  flags: number,
  mask: number,
  statx: number,
): void {
  sqe.reset(Op.STATX, at)
  sqe.addr = path
  sqe.statxFlags = flags
  sqe.len = mask
  sqe.off = statx
}

/**
 * Renames or moves a file. See renameat2(2).
 *
 * `IORING_OP_RENAMEAT`, in liburing `io_uring_prep_renameat`. The kernel needs `oldPath` and
 * `newPath` until the submission is consumed (with SQPOLL, until the completion).
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param oldPath Address: the present path; it ends with a zero byte.
 * @param newAt Directory that the new path starts from, or `AT_FDCWD`.
 * @param newPath Address: the new path; it ends with a zero byte.
 * @param flags `RENAME_*` flags. See {@link RenameFlags}.
 *
 * @category Paths
 * @since Linux 5.11
 */
export function renameat(
  sqe: Sqe,
  at: number,
  oldPath: number,
  newAt: number,
  newPath: number,
  flags: number,
): void {
  sqe.reset(Op.RENAMEAT, at)
  sqe.addr = oldPath
  sqe.len = newAt
  sqe.off = newPath
  sqe.renameFlags = flags
}

/**
 * Removes a name; with `AT_REMOVEDIR` an empty directory. See unlinkat(2).
 *
 * `IORING_OP_UNLINKAT`, in liburing `io_uring_prep_unlinkat`. The kernel needs `path` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param flags `AT_REMOVEDIR`, or 0. See {@link AtFlags}.
 *
 * @category Paths
 * @since Linux 5.11
 */
export function unlinkat(sqe: Sqe, at: number, path: number, flags: number): void {
  sqe.reset(Op.UNLINKAT, at)
  sqe.addr = path
  sqe.unlinkFlags = flags
}

/**
 * Makes a directory. See mkdirat(2).
 *
 * `IORING_OP_MKDIRAT`, in liburing `io_uring_prep_mkdirat`. The kernel needs `path` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param path Address: the path, relative to `at` unless it is absolute; it ends with a zero byte.
 * @param mode Permission bits, less the umask.
 *
 * @category Paths
 * @since Linux 5.15
 */
export function mkdirat(sqe: Sqe, at: number, path: number, mode: number): void {
  sqe.reset(Op.MKDIRAT, at)
  sqe.addr = path
  sqe.len = mode
}

/**
 * Makes a symbolic link. See symlinkat(2).
 *
 * `IORING_OP_SYMLINKAT`, in liburing `io_uring_prep_symlinkat`. The kernel needs `target` and
 * `linkPath` until the submission is consumed (with SQPOLL, until the completion).
 *
 * @param target Address: what the link says; it ends with a zero byte.
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param linkPath Address: where the link stands; it ends with a zero byte.
 *
 * @category Paths
 * @since Linux 5.15
 */
export function symlinkat(sqe: Sqe, target: number, at: number, linkPath: number): void {
  sqe.reset(Op.SYMLINKAT, at)
  sqe.addr = target
  sqe.off = linkPath
}

/**
 * Gives a file a second name. See linkat(2).
 *
 * `IORING_OP_LINKAT`, in liburing `io_uring_prep_linkat`. The kernel needs `oldPath` and `newPath`
 * until the submission is consumed (with SQPOLL, until the completion).
 *
 * @param at Directory that a relative path starts from, or `AT_FDCWD`.
 * @param oldPath Address: the present path; it ends with a zero byte.
 * @param newAt Directory that the new path starts from, or `AT_FDCWD`.
 * @param newPath Address: the new path; it ends with a zero byte.
 * @param flags `AT_SYMLINK_FOLLOW`, `AT_EMPTY_PATH`, or 0. See {@link AtFlags}.
 *
 * @category Paths
 * @since Linux 5.15
 */
export function linkat(
  sqe: Sqe,
  at: number,
  oldPath: number,
  newAt: number,
  newPath: number,
  flags: number,
): void {
  sqe.reset(Op.LINKAT, at)
  sqe.addr = oldPath
  sqe.len = newAt
  sqe.off = newPath
  sqe.hardlinkFlags = flags
}

/**
 * Sets an extended attribute of an open file. See fsetxattr(2).
 *
 * `IORING_OP_FSETXATTR`, in liburing `io_uring_prep_fsetxattr`. The kernel needs `name` and `value`
 * until the submission is consumed (with SQPOLL, until the completion).
 *
 * @param fd The descriptor.
 * @param name Address: name of the attribute, `user.` and the like included; it ends with a zero
 * byte.
 * @param value Address: the value.
 * @param flags `XATTR_CREATE` or `XATTR_REPLACE`. See {@link XattrFlags}.
 * @param valueLength Bytes of `value`.
 *
 * @category Files
 * @since Linux 5.19
 */
export function fsetxattr(
  sqe: Sqe,
  fd: number,
  name: number,
  value: number,
  flags: number,
  valueLength: number,
): void {
  sqe.reset(Op.FSETXATTR, fd)
  sqe.addr = name
  sqe.off = value
  sqe.xattrFlags = flags
  sqe.len = valueLength
}

/**
 * Sets an extended attribute of a file by path. See setxattr(2).
 *
 * `IORING_OP_SETXATTR`, in liburing `io_uring_prep_setxattr`. The kernel needs `name`, `value` and
 * `path` until the submission is consumed (with SQPOLL, until the completion).
 *
 * @param name Address: name of the attribute, `user.` and the like included; it ends with a zero
 * byte.
 * @param value Address: the value.
 * @param path Address: the path of the file; it ends with a zero byte.
 * @param flags `XATTR_CREATE` or `XATTR_REPLACE`. See {@link XattrFlags}.
 * @param valueLength Bytes of `value`.
 *
 * @category Paths
 * @since Linux 5.19
 */
export function setxattr(
  sqe: Sqe,
  name: number,
  value: number,
  path: number,
  flags: number,
  valueLength: number,
): void {
  sqe.reset(Op.SETXATTR, 0)
  sqe.addr = name
  sqe.off = value
  sqe.addr3 = path
  sqe.xattrFlags = flags
  sqe.len = valueLength
}

/**
 * Reads an extended attribute of an open file. See fgetxattr(2).
 *
 * `IORING_OP_FGETXATTR`, in liburing `io_uring_prep_fgetxattr`. The kernel needs `name` and `value`
 * until the final completion.
 *
 * @param fd The descriptor.
 * @param name Address: name of the attribute, `user.` and the like included; it ends with a zero
 * byte.
 * @param value Address: memory for the value; of length 0 it asks for the size.
 * @param valueLength Bytes of `value`.
 *
 * @category Files
 * @since Linux 5.19
 */
export function fgetxattr(
  sqe: Sqe,
  fd: number,
  name: number,
  value: number,
  valueLength: number,
): void {
  sqe.reset(Op.FGETXATTR, fd)
  sqe.addr = name
  sqe.off = value
  sqe.len = valueLength
}

/**
 * Reads an extended attribute of a file by path. See getxattr(2).
 *
 * `IORING_OP_GETXATTR`, in liburing `io_uring_prep_getxattr`. The kernel needs `name`, `value` and
 * `path` until the final completion.
 *
 * @param name Address: name of the attribute, `user.` and the like included; it ends with a zero
 * byte.
 * @param value Address: memory for the value; of length 0 it asks for the size.
 * @param path Address: the path of the file; it ends with a zero byte.
 * @param valueLength Bytes of `value`.
 *
 * @category Paths
 * @since Linux 5.19
 */
export function getxattr(
  sqe: Sqe,
  name: number,
  value: number,
  path: number,
  valueLength: number,
): void {
  sqe.reset(Op.GETXATTR, 0)
  sqe.addr = name
  sqe.off = value
  sqe.addr3 = path
  sqe.len = valueLength
}

/**
 * Makes a socket. See socket(2).
 *
 * `IORING_OP_SOCKET`, in liburing `io_uring_prep_socket`. Set by hand behind it, if wanted:
 * {@link Sqe.fileIndex}.
 *
 * @param domain `AF_*`. See {@link AddressFamily}.
 * @param type `SOCK_*`; a direct descriptor takes no `SOCK_CLOEXEC`. See {@link SocketType}.
 * @param protocol `IPPROTO_*`; 0 chooses by domain and type. See {@link IpProtocol}.
 * @param flags Must be 0.
 *
 * @category Sockets
 * @since Linux 5.19
 */
export function socket(
  sqe: Sqe,
  domain: number,
  type: number,
  protocol: number,
  flags: number,
): void {
  sqe.reset(Op.SOCKET, domain)
  sqe.off = type
  sqe.len = protocol
  sqe.rwFlags = flags
}

/**
 * Makes a socket in a slot of the direct table. The result is 0, or the slot that the kernel chose.
 * See socket(2).
 *
 * `IORING_OP_SOCKET`, in liburing `io_uring_prep_socket_direct`.
 *
 * The Ring has no method for it: `socket` has the slot as an option.
 *
 * @param domain `AF_*`. See {@link AddressFamily}.
 * @param type `SOCK_*`; a direct descriptor takes no `SOCK_CLOEXEC`. See {@link SocketType}.
 * @param protocol `IPPROTO_*`; 0 chooses by domain and type. See {@link IpProtocol}.
 * @param slot Slot of the direct table; -1 or `FILE_INDEX_ALLOC` lets the kernel choose one.
 * @param flags Must be 0.
 *
 * @category Sockets
 * @since Linux 5.19
 */
export function socketDirect(
  sqe: Sqe,
  domain: number,
  type: number,
  protocol: number,
  slot: number,
  flags: number,
): void {
  sqe.reset(Op.SOCKET, domain)
  sqe.off = type
  sqe.len = protocol
  sqe.fileIndex = fileIndex(slot)
  sqe.rwFlags = flags
}

/**
 * Gives a socket its own address. See bind(2).
 *
 * `IORING_OP_BIND`, in liburing `io_uring_prep_bind`. The kernel needs `address` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * @param fd The socket.
 * @param address Address: the address.
 * @param addressLength Its length in bytes.
 *
 * @category Sockets
 * @since Linux 6.11
 */
export function bind(sqe: Sqe, fd: number, address: number, addressLength: number): void {
  sqe.reset(Op.BIND, fd)
  sqe.addr = address
  sqe.off = addressLength
}

/**
 * Makes a bound socket accept connections. See listen(2).
 *
 * `IORING_OP_LISTEN`, in liburing `io_uring_prep_listen`.
 *
 * @param fd The socket.
 * @param backlog Connections that may wait to be accepted.
 *
 * @category Sockets
 * @since Linux 6.11
 */
export function listen(sqe: Sqe, fd: number, backlog: number): void {
  sqe.reset(Op.LISTEN, fd)
  sqe.len = backlog
}

/**
 * Connects a socket. See connect(2).
 *
 * `IORING_OP_CONNECT`, in liburing `io_uring_prep_connect`. The kernel needs `address` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * @param fd The socket.
 * @param address Address: where to connect to.
 * @param addressLength Its length in bytes.
 *
 * @category Sockets
 * @since Linux 5.5
 */
export function connect(sqe: Sqe, fd: number, address: number, addressLength: number): void {
  sqe.reset(Op.CONNECT, fd)
  sqe.addr = address
  sqe.off = addressLength
}

/**
 * Takes one connection from a listening socket. See accept4(2).
 *
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_accept`. The kernel needs `address` and
 * `addressLength` until the final completion. Set by hand behind it, if wanted:
 * {@link Sqe.fileIndex} and {@link Sqe.ioprio} with {@link AcceptFlags}.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. See {@link SocketFlags}.
 *
 * @category Sockets
 * @since Linux 5.5
 */
export function accept(
  sqe: Sqe,
  fd: number,
  address: number,
  addressLength: number,
  flags: number,
): void {
  sqe.reset(Op.ACCEPT, fd)
  sqe.addr = address
  sqe.addr2 = addressLength
  sqe.acceptFlags = flags
}

/**
 * Takes every connection that comes, until it is ended. See accept4(2).
 *
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_multishot_accept`. The kernel needs `address` and
 * `addressLength` until the final completion. Set by hand behind it, if wanted:
 * {@link Sqe.fileIndex} and {@link Sqe.ioprio} with {@link AcceptFlags}.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. See {@link SocketFlags}.
 *
 * @category Sockets
 * @since Linux 5.19
 */
export function acceptMultishot(
  sqe: Sqe,
  fd: number,
  address: number,
  addressLength: number,
  flags: number,
): void {
  sqe.reset(Op.ACCEPT, fd)
  sqe.addr = address
  sqe.addr2 = addressLength
  sqe.acceptFlags = flags
  sqe.ioprio = AcceptFlags.MULTISHOT
}

/**
 * Takes one connection into a slot of the direct table. See accept4(2).
 *
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_accept_direct`. The kernel needs `address` and
 * `addressLength` until the final completion.
 *
 * The Ring has no method for it: `accept` has the slot as an option.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. See {@link SocketFlags}.
 * @param slot Slot of the direct table; -1 or `FILE_INDEX_ALLOC` lets the kernel choose one.
 *
 * @category Sockets
 * @since Linux 5.15
 */
export function acceptDirect(
  sqe: Sqe,
  fd: number,
  address: number,
  addressLength: number,
  flags: number,
  slot: number,
): void {
  sqe.reset(Op.ACCEPT, fd)
  sqe.addr = address
  sqe.addr2 = addressLength
  sqe.acceptFlags = flags
  sqe.fileIndex = fileIndex(slot)
}

/**
 * Takes every connection that comes into the direct table, at slots that the kernel chooses. See
 * accept4(2).
 *
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_multishot_accept_direct`. The kernel needs
 * `address` and `addressLength` until the final completion.
 *
 * The Ring has no method for it: `acceptMultishot` has it as the option `direct`.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK`, `SOCK_CLOEXEC`. See {@link SocketFlags}.
 *
 * @category Sockets
 * @since Linux 5.19
 */
export function acceptMultishotDirect(
  sqe: Sqe,
  fd: number,
  address: number,
  addressLength: number,
  flags: number,
): void {
  sqe.reset(Op.ACCEPT, fd)
  sqe.addr = address
  sqe.addr2 = addressLength
  sqe.acceptFlags = flags
  sqe.ioprio = AcceptFlags.MULTISHOT
  sqe.fileIndex = FILE_INDEX_ALLOC
}

/**
 * Ends one or both directions of a connection, for everybody who holds it. See shutdown(2).
 *
 * `IORING_OP_SHUTDOWN`, in liburing `io_uring_prep_shutdown`.
 *
 * @param fd The socket.
 * @param how `SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`. See {@link ShutdownHow}.
 *
 * @category Sockets
 * @since Linux 5.11
 */
export function shutdown(sqe: Sqe, fd: number, how: number): void {
  sqe.reset(Op.SHUTDOWN, fd)
  sqe.len = how
}

/**
 * Sends on a connected socket. It may send less than all, and is unordered among overlapping sends.
 * See send(2).
 *
 * `IORING_OP_SEND`, in liburing `io_uring_prep_send`. The kernel needs `address` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.ioprio} with {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param address Address: bytes to send or write.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 5.6
 */
export function send(sqe: Sqe, fd: number, address: number, length: number, flags: number): void {
  sqe.reset(Op.SEND, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
}

/**
 * Sends several pieces of memory, one after the other, without a message header. See send(2).
 *
 * `IORING_OP_SEND`. The kernel needs `iovecs` until the submission is consumed (with SQPOLL, until
 * the completion), and what `iovecs` points to until the final completion. Set by hand behind it,
 * if wanted: {@link Sqe.addr2}.
 *
 * @param fd The socket.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 6.17
 */
export function sendVectorized(
  sqe: Sqe,
  fd: number,
  iovecs: number,
  count: number,
  flags: number,
): void {
  sqe.reset(Op.SEND, fd)
  sqe.addr = iovecs
  sqe.len = count
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.SEND_VECTORIZED
}

/**
 * Sends a datagram to an address. See sendto(2).
 *
 * `IORING_OP_SEND`, in liburing `io_uring_prep_sendto`. The kernel needs `to` until the submission
 * is consumed (with SQPOLL, until the completion), and `address` until the final completion. Set by
 * hand behind it, if wanted: {@link Sqe.ioprio} with {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param address Address: bytes to send or write.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param to Address: where it goes; a connected socket needs none.
 * @param toLength Its length in bytes.
 *
 * @category Sockets
 * @since Linux 6.2
 */
export function sendto(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  flags: number,
  to: number,
  toLength: number,
): void {
  sqe.reset(Op.SEND, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
  sqe.addr2 = to
  sqe.addrLen = toLength
}

/**
 * Sends as many buffers of a group as there are, in the order of the ring. See send(2).
 *
 * `IORING_OP_SEND`, in liburing `io_uring_prep_send_bundle`.
 *
 * The Ring has no method for it: The pools of a Ring are for receiving; `sendVectorized` sends many
 * pieces.
 *
 * @param fd The socket.
 * @param length Bytes to send at most; 0 for no limit.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param group Group of provided buffers to pick from.
 *
 * @category Sockets
 * @since Linux 6.10
 */
export function sendBundle(
  sqe: Sqe,
  fd: number,
  length: number,
  flags: number,
  group: number,
): void {
  sqe.reset(Op.SEND, fd)
  sqe.len = length
  sqe.msgFlags = flags
  sqe.bufGroup = group
  sqe.ioprio = SendRecvFlags.BUNDLE
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Sends without copying. The memory belongs to the kernel until the notification, which may come
 * long after the send. It pays for large sends to other machines only. See send(2).
 *
 * `IORING_OP_SEND_ZC`, in liburing `io_uring_prep_send_zc`. The kernel needs `address` until the
 * notification, which is the final completion. Set by hand behind it, if wanted: {@link Sqe.addr2}.
 *
 * @param fd The socket.
 * @param address Address: bytes to send or write.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param zcFlags `POLL_FIRST`, `ZC_REPORT_USAGE`, or 0. See {@link SendRecvFlags}.
 *
 * @category Sockets
 * @since Linux 6.0
 */
export function sendZc(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  flags: number,
  zcFlags: number,
): void {
  sqe.reset(Op.SEND_ZC, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
  sqe.ioprio = zcFlags
}

/**
 * Sends registered memory without copying, until the notification. See send(2).
 *
 * `IORING_OP_SEND_ZC`, in liburing `io_uring_prep_send_zc_fixed`. Needs registered buffers. The
 * kernel needs `address` until the notification, which is the final completion. Set by hand behind
 * it, if wanted: {@link Sqe.addr2}.
 *
 * @param fd The socket.
 * @param address Address inside the registered buffer.
 * @param length Bytes from there.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param zcFlags `POLL_FIRST`, `ZC_REPORT_USAGE`, or 0. See {@link SendRecvFlags}.
 * @param bufIndex Index of the registered buffer.
 *
 * @category Sockets
 * @since Linux 6.0
 */
export function sendZcFixed(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  flags: number,
  zcFlags: number,
  bufIndex: number,
): void {
  sqe.reset(Op.SEND_ZC, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.FIXED_BUF | zcFlags
  sqe.bufIndex = bufIndex
}

/**
 * Sends several pieces of memory without copying, until the notification. See send(2).
 *
 * `IORING_OP_SEND_ZC`. The kernel needs `iovecs` until the submission is consumed (with SQPOLL,
 * until the completion), and what `iovecs` points to until the notification, which is the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.addr2}.
 *
 * @param fd The socket.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param zcFlags `POLL_FIRST`, `ZC_REPORT_USAGE`, or 0. See {@link SendRecvFlags}.
 *
 * @category Sockets
 * @since Linux 6.17
 */
export function sendZcVectorized(
  sqe: Sqe,
  fd: number,
  iovecs: number,
  count: number,
  flags: number,
  zcFlags: number,
): void {
  sqe.reset(Op.SEND_ZC, fd)
  sqe.addr = iovecs
  sqe.len = count
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.SEND_VECTORIZED | zcFlags
}

/**
 * Sends several pieces of memory as one message. See sendmsg(2).
 *
 * `IORING_OP_SENDMSG`, in liburing `io_uring_prep_sendmsg`. The kernel needs `message` until the
 * submission is consumed (with SQPOLL, until the completion), and what `message` points to until
 * the final completion. Set by hand behind it, if wanted: {@link Sqe.ioprio} with
 * {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param message Address of a {@link Msghdr}.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 5.3
 */
export function sendmsg(sqe: Sqe, fd: number, message: number, flags: number): void {
  sqe.reset(Op.SENDMSG, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.len = 1
}

/**
 * Sends a message without copying, until the notification. See sendmsg(2).
 *
 * `IORING_OP_SENDMSG_ZC`, in liburing `io_uring_prep_sendmsg_zc`. The kernel needs `message` until
 * the submission is consumed (with SQPOLL, until the completion), and what `message` points to
 * until the notification, which is the final completion. Set by hand behind it, if wanted:
 * {@link Sqe.ioprio} with {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param message Address of a {@link Msghdr}.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 6.1
 */
export function sendmsgZc(sqe: Sqe, fd: number, message: number, flags: number): void {
  sqe.reset(Op.SENDMSG_ZC, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.len = 1
}

/**
 * Sends a message whose pieces lie in one registered buffer without copying, until the
 * notification. See sendmsg(2).
 *
 * `IORING_OP_SENDMSG_ZC`, in liburing `io_uring_prep_sendmsg_zc_fixed`. Needs registered buffers.
 * The kernel needs `message` until the notification, which is the final completion.
 *
 * The Ring has no method for it: A lease is one registered buffer, and so one piece: `sendZcFixed`
 * sends it.
 *
 * @param fd The socket.
 * @param message Address of the {@link Msghdr}.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param bufIndex Index of the registered buffer that all pieces lie in.
 *
 * @category Sockets
 * @since Linux 6.15
 */
export function sendmsgZcFixed(
  sqe: Sqe,
  fd: number,
  message: number,
  flags: number,
  bufIndex: number,
): void {
  sqe.reset(Op.SENDMSG_ZC, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.bufIndex = bufIndex
  sqe.len = 1
  sqe.ioprio = SendRecvFlags.FIXED_BUF
}

/**
 * Receives into memory. 0 is the end of the stream. See recv(2).
 *
 * `IORING_OP_RECV`, in liburing `io_uring_prep_recv`. The kernel needs `address` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.ioprio} with {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param address Address: memory to fill.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 5.6
 */
export function recv(sqe: Sqe, fd: number, address: number, length: number, flags: number): void {
  sqe.reset(Op.RECV, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
}

/**
 * Receives into as many provided buffers as are filled, which follow each other in the ring; the
 * completion names the first. See recv(2).
 *
 * `IORING_OP_RECV`.
 *
 * The Ring has no method for it: `recvMultishot` asks for bundles when its pool is made with
 * `bundle`.
 *
 * @param fd The socket.
 * @param length Bytes to receive at most; 0 for no limit.
 * @param group Group of provided buffers to pick from.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 6.10
 */
export function recvBundle(
  sqe: Sqe,
  fd: number,
  length: number,
  group: number,
  flags: number,
): void {
  sqe.reset(Op.RECV, fd)
  sqe.len = length
  sqe.bufGroup = group
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.BUNDLE
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Receives everything that comes into provided buffers, until the end of the stream. See recv(2).
 *
 * `IORING_OP_RECV`, in liburing `io_uring_prep_recv_multishot`. Set by hand behind it, if wanted:
 * {@link Sqe.len} and {@link Sqe.ioprio} with {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param group Group of provided buffers to pick from.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 6.0
 */
export function recvMultishot(sqe: Sqe, fd: number, group: number, flags: number): void {
  sqe.reset(Op.RECV, fd)
  sqe.bufGroup = group
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.RECV_MULTISHOT
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Receives into provided buffers until so many bytes have come, or the stream ends. See recv(2).
 *
 * `IORING_OP_RECV`.
 *
 * The Ring has no method for it: A stream arms itself again when the kernel ends it: leave it when
 * there is enough.
 *
 * @param fd The socket.
 * @param length Bytes of one completion at most; 0 fills the buffer.
 * @param limit Bytes after which it ends, the completion that reaches them whole; 0 for no limit.
 * @param group Group of provided buffers to pick from.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 6.17
 */
export function recvMultishotLimited(
  sqe: Sqe,
  fd: number,
  length: number,
  limit: number,
  group: number,
  flags: number,
): void {
  sqe.reset(Op.RECV, fd)
  sqe.len = length
  sqe.optlen = limit
  sqe.bufGroup = group
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.RECV_MULTISHOT
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Receives everything that comes, many provided buffers a completion, until the end of the stream.
 * They follow each other in the ring, and the completion names the first. See recv(2).
 *
 * `IORING_OP_RECV`.
 *
 * The Ring has no method for it: `recvMultishot` asks for bundles when its pool is made with
 * `bundle`.
 *
 * @param fd The socket.
 * @param group Group of provided buffers to pick from.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 6.10
 */
export function recvMultishotBundle(sqe: Sqe, fd: number, group: number, flags: number): void {
  sqe.reset(Op.RECV, fd)
  sqe.bufGroup = group
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.RECV_MULTISHOT | SendRecvFlags.BUNDLE
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Receives one message, its sender and its flags. See recvmsg(2).
 *
 * `IORING_OP_RECVMSG`, in liburing `io_uring_prep_recvmsg`. The kernel needs `message` and what
 * `message` points to until the final completion. Set by hand behind it, if wanted:
 * {@link Sqe.ioprio} with {@link SendRecvFlags}.
 *
 * @param fd The socket.
 * @param message Address of a {@link Msghdr}.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 *
 * @category Sockets
 * @since Linux 5.3
 */
export function recvmsg(sqe: Sqe, fd: number, message: number, flags: number): void {
  sqe.reset(Op.RECVMSG, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.len = 1
}

/**
 * Receives every datagram that comes into provided buffers, each behind a {@link RecvmsgOut}. See
 * recvmsg(2).
 *
 * `IORING_OP_RECVMSG`, in liburing `io_uring_prep_recvmsg_multishot`. The kernel needs `message`
 * until the final completion.
 *
 * @param fd The socket.
 * @param message Address of the {@link Msghdr}.
 * @param flags `MSG_*` flags. See {@link MsgFlags}.
 * @param group Group of provided buffers to pick from.
 *
 * @category Sockets
 * @since Linux 6.0
 */
export function recvmsgMultishot(
  sqe: Sqe,
  fd: number,
  message: number,
  flags: number,
  group: number,
): void {
  sqe.reset(Op.RECVMSG, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.bufGroup = group
  sqe.len = 1
  sqe.ioprio = SendRecvFlags.RECV_MULTISHOT
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Receives into a registered zero-copy area, shot after shot; each completion says where in the
 * area.
 *
 * `IORING_OP_RECV_ZC`. Needs DEFER_TASKRUN, CQE32 or CQE_MIXED and a registered receive queue.
 *
 * The Ring has no method for it: It needs a queue of the network device, which only the raw face
 * registers.
 *
 * @param fd The socket.
 * @param length Bytes after which it ends; 0 for no limit.
 * @param queue Number of the receive queue that registerZcrxIfq gave.
 *
 * @category Sockets
 * @since Linux 6.15
 */
export function recvZc(sqe: Sqe, fd: number, length: number, queue: number): void {
  sqe.reset(Op.RECV_ZC, fd)
  sqe.len = length
  sqe.zcrxIfqIdx = queue
  sqe.ioprio = SendRecvFlags.RECV_MULTISHOT
}

/**
 * Reads a socket option of level `SOL_SOCKET` into `value`. See getsockopt(2).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_sock`. The kernel needs `value` until the
 * final completion.
 *
 * @param fd The socket.
 * @param level `SOL_SOCKET` or a protocol number. See {@link SocketLevel}.
 * @param name The option: `SO_*`, `TCP_*` …
 * @param value Address: memory for the value.
 * @param valueLength Its length in bytes.
 *
 * @category Sockets
 * @since Linux 6.7
 */
export function getsockopt(
  sqe: Sqe,
  fd: number,
  level: number,
  name: number,
  value: number,
  valueLength: number,
): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.level = level
  sqe.optname = name
  sqe.optval = value
  sqe.optlen = valueLength
  sqe.cmdOp = SocketOp.GETSOCKOPT
}

/**
 * Sets a socket option. See setsockopt(2).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_sock`. The kernel needs `value` until the
 * final completion.
 *
 * @param fd The socket.
 * @param level `SOL_SOCKET` or a protocol number. See {@link SocketLevel}.
 * @param name The option: `SO_*`, `TCP_*` …
 * @param value Address: the value as bytes, most often a 32-bit number.
 * @param valueLength Its length in bytes.
 *
 * @category Sockets
 * @since Linux 6.7
 */
export function setsockopt(
  sqe: Sqe,
  fd: number,
  level: number,
  name: number,
  value: number,
  valueLength: number,
): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.level = level
  sqe.optname = name
  sqe.optval = value
  sqe.optlen = valueLength
  sqe.cmdOp = SocketOp.SETSOCKOPT
}

/**
 * Asks how many bytes wait to be received. See tcp(7).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_sock`.
 *
 * @param fd The socket.
 *
 * @category Sockets
 * @since Linux 6.6
 */
export function siocinq(sqe: Sqe, fd: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = SocketOp.SIOCINQ
}

/**
 * Asks how many sent bytes the peer has not acknowledged. See tcp(7).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_sock`.
 *
 * @param fd The socket.
 *
 * @category Sockets
 * @since Linux 6.6
 */
export function siocoutq(sqe: Sqe, fd: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = SocketOp.SIOCOUTQ
}

/**
 * Asks for a socket's own address, or for its peer's. See getsockname(2).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_getsockname`. The kernel needs `address`
 * and `addressLength` until the final completion.
 *
 * @param fd The socket.
 * @param address Address of memory for the socket address.
 * @param addressLength Address of its length, a 32-bit word, in and out.
 * @param peer 0 for the socket's own address, 1 for its peer's.
 *
 * @category Sockets
 * @since Linux 6.19
 */
export function getsockname(
  sqe: Sqe,
  fd: number,
  address: number,
  addressLength: number,
  peer: number,
): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.addr = address
  sqe.addr3 = addressLength
  sqe.optlen = peer
  sqe.cmdOp = SocketOp.GETSOCKNAME
}

/**
 * Delivers the transmit timestamps of a socket, shot after shot, in the second half of each
 * completion. See socket(7).
 *
 * `IORING_OP_URING_CMD`. Needs CQE32 or CQE_MIXED.
 *
 * The Ring has no method for it: What it says stands in the second half of a completion, which a
 * stream does not give.
 *
 * @param fd The socket.
 *
 * @category Sockets
 * @since Linux 6.17
 */
export function txTimestamp(sqe: Sqe, fd: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = SocketOp.TX_TIMESTAMP
}

/**
 * Completes when the time is over, or when `count` other operations have completed. See
 * timerfd_create(2).
 *
 * `IORING_OP_TIMEOUT`, in liburing `io_uring_prep_timeout`. The kernel needs `timespec` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * @param timespec Address of a {@link Timespec}: how long, or until when; the flags say by which
 * clock. With `IMMEDIATE_ARG` it is no address but nanoseconds (Linux 7.1).
 * @param count Completions that end it early; 0 for none.
 * @param flags The clock, absolute or relative, and more. See {@link TimeoutFlags}.
 *
 * @category Timers
 * @since Linux 5.4
 */
export function timeout(sqe: Sqe, timespec: number, count: number, flags: number): void {
  sqe.reset(Op.TIMEOUT, -1)
  sqe.addr = timespec
  sqe.off = count
  sqe.timeoutFlags = flags
  sqe.len = 1
}

/**
 * Completes every time the interval is over. See timerfd_create(2).
 *
 * `IORING_OP_TIMEOUT`, in liburing `io_uring_prep_timeout`. The kernel needs `timespec` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * @param timespec Address of a {@link Timespec}: how long, or until when; the flags say by which
 * clock. With `IMMEDIATE_ARG` it is no address but nanoseconds (Linux 7.1).
 * @param count How often; 0 without end.
 * @param flags The clock, absolute or relative, and more. See {@link TimeoutFlags}.
 *
 * @category Timers
 * @since Linux 6.4
 */
export function timeoutMultishot(sqe: Sqe, timespec: number, count: number, flags: number): void {
  sqe.reset(Op.TIMEOUT, -1)
  sqe.addr = timespec
  sqe.off = count
  sqe.timeoutFlags = TimeoutFlags.MULTISHOT | flags
  sqe.len = 1
}

/**
 * Ends a timeout; it completes with ECANCELED.
 *
 * `IORING_OP_TIMEOUT_REMOVE`, in liburing `io_uring_prep_timeout_remove`.
 *
 * The Ring has no method for it: A `signal` ends a timeout.
 *
 * @param targetLow User data of the operation that is meant: the low 32 bits.
 * @param targetHigh The high 32 bits.
 * @param flags The clock, absolute or relative, and more. See {@link TimeoutFlags}.
 *
 * @category Timers
 * @since Linux 5.5
 */
export function timeoutRemove(
  sqe: Sqe,
  targetLow: number,
  targetHigh: number,
  flags: number,
): void {
  sqe.reset(Op.TIMEOUT_REMOVE, -1)
  sqe.addrLow = targetLow
  sqe.addrHigh = targetHigh
  sqe.timeoutFlags = flags
}

/**
 * Gives a timeout a new time.
 *
 * `IORING_OP_TIMEOUT_REMOVE`, in liburing `io_uring_prep_timeout_update`. The kernel needs
 * `timespec` until the submission is consumed (with SQPOLL, until the completion).
 *
 * The Ring has no method for it: User data is the business of the Ring: end it by a `signal` and
 * start another.
 *
 * @param timespec Address of a {@link Timespec}: how long, or until when; the flags say by which
 * clock. With `IMMEDIATE_ARG` it is no address but nanoseconds (Linux 7.1).
 * @param targetLow User data of the operation that is meant: the low 32 bits.
 * @param targetHigh The high 32 bits.
 * @param flags The clock, absolute or relative, and more. See {@link TimeoutFlags}.
 *
 * @category Timers
 * @since Linux 5.11
 */
export function timeoutUpdate(
  sqe: Sqe,
  timespec: number,
  targetLow: number,
  targetHigh: number,
  flags: number,
): void {
  sqe.reset(Op.TIMEOUT_REMOVE, -1)
  sqe.off = timespec
  sqe.addrLow = targetLow
  sqe.addrHigh = targetHigh
  sqe.timeoutFlags = TimeoutFlags.UPDATE | flags
}

/**
 * Gives a linked timeout a new time.
 *
 * `IORING_OP_TIMEOUT_REMOVE`. The kernel needs `timespec` until the submission is consumed (with
 * SQPOLL, until the completion).
 *
 * The Ring has no method for it: User data is the business of the Ring.
 *
 * @param timespec Address of a {@link Timespec}: how long, or until when; the flags say by which
 * clock. With `IMMEDIATE_ARG` it is no address but nanoseconds (Linux 7.1).
 * @param targetLow User data of the operation that is meant: the low 32 bits.
 * @param targetHigh The high 32 bits.
 * @param flags The clock, absolute or relative, and more. See {@link TimeoutFlags}.
 *
 * @category Timers
 * @since Linux 5.15
 */
export function linkTimeoutUpdate(
  sqe: Sqe,
  timespec: number,
  targetLow: number,
  targetHigh: number,
  flags: number,
): void {
  sqe.reset(Op.TIMEOUT_REMOVE, -1)
  sqe.off = timespec
  sqe.addrLow = targetLow
  sqe.addrHigh = targetHigh
  sqe.timeoutFlags = TimeoutFlags.UPDATE | TimeoutFlags.LINK_TIMEOUT_UPDATE | flags
}

/**
 * Cancels the operation that it is linked behind when the time is over. The submission before it
 * must carry `IO_LINK` or `IO_HARDLINK`.
 *
 * `IORING_OP_LINK_TIMEOUT`, in liburing `io_uring_prep_link_timeout`. The kernel needs `timespec`
 * until the submission is consumed (with SQPOLL, until the completion).
 *
 * The Ring has no method for it: Inside `ring.chain` it is `ring.linkTimeout()`, by hand: it
 * belongs to the operation before it.
 *
 * @param timespec Address of a {@link Timespec}: how long, or until when; the flags say by which
 * clock. With `IMMEDIATE_ARG` it is no address but nanoseconds (Linux 7.1).
 * @param flags The clock, absolute or relative, and more. See {@link TimeoutFlags}.
 *
 * @category Timers
 * @since Linux 5.5
 */
export function linkTimeout(sqe: Sqe, timespec: number, flags: number): void {
  sqe.reset(Op.LINK_TIMEOUT, -1)
  sqe.addr = timespec
  sqe.timeoutFlags = flags
  sqe.len = 1
}

/**
 * Completes when the descriptor is ready. See poll(2).
 *
 * `IORING_OP_POLL_ADD`, in liburing `io_uring_prep_poll_add`.
 *
 * @param fd The descriptor.
 * @param events `POLL*` bits to wait for. See {@link PollEvents}.
 *
 * @category Polling
 * @since Linux 5.1
 */
export function pollAdd(sqe: Sqe, fd: number, events: number): void {
  sqe.reset(Op.POLL_ADD, fd)
  sqe.poll32Events = events
}

/**
 * Completes every time the descriptor becomes ready. See poll(2).
 *
 * `IORING_OP_POLL_ADD`, in liburing `io_uring_prep_poll_multishot`.
 *
 * @param fd The descriptor.
 * @param events `POLL*` bits to wait for. See {@link PollEvents}.
 *
 * @category Polling
 * @since Linux 5.13
 */
export function pollAddMultishot(sqe: Sqe, fd: number, events: number): void {
  sqe.reset(Op.POLL_ADD, fd)
  sqe.poll32Events = events
  sqe.len = PollFlags.ADD_MULTI
}

/**
 * Ends a poll.
 *
 * `IORING_OP_POLL_REMOVE`, in liburing `io_uring_prep_poll_remove`.
 *
 * The Ring has no method for it: A `signal` ends a poll, and leaving the loop ends a stream of
 * them.
 *
 * @param targetLow User data of the operation that is meant: the low 32 bits.
 * @param targetHigh The high 32 bits.
 *
 * @category Polling
 * @since Linux 5.1
 */
export function pollRemove(sqe: Sqe, targetLow: number, targetHigh: number): void {
  sqe.reset(Op.POLL_REMOVE, -1)
  sqe.addrLow = targetLow
  sqe.addrHigh = targetHigh
}

/**
 * Gives a poll other events, other user data, or both.
 *
 * `IORING_OP_POLL_REMOVE`, in liburing `io_uring_prep_poll_update`.
 *
 * The Ring has no method for it: User data is the business of the Ring: end it by a `signal` and
 * start another.
 *
 * @param targetLow User data of the operation that is meant: the low 32 bits.
 * @param targetHigh The high 32 bits.
 * @param userDataLow The new user data, used with `UPDATE_USER_DATA`: the low 32 bits.
 * @param userDataHigh The high 32 bits.
 * @param events The new events, used with `UPDATE_EVENTS`. See {@link PollEvents}.
 * @param flags What to update; `ADD_MULTI` keeps it multishot. See {@link PollFlags}.
 *
 * @category Polling
 * @since Linux 5.13
 */
export function pollUpdate(
  sqe: Sqe,
  targetLow: number,
  targetHigh: number,
  userDataLow: number,
  userDataHigh: number,
  events: number,
  flags: number,
): void {
  sqe.reset(Op.POLL_REMOVE, -1)
  sqe.addrLow = targetLow
  sqe.addrHigh = targetHigh
  sqe.offLow = userDataLow
  sqe.offHigh = userDataHigh
  sqe.poll32Events = events
  sqe.len = flags
}

/**
 * Adds, changes or removes an entry of an epoll instance. See epoll_ctl(2).
 *
 * `IORING_OP_EPOLL_CTL`, in liburing `io_uring_prep_epoll_ctl`. The kernel needs `event` until the
 * submission is consumed (with SQPOLL, until the completion).
 *
 * The Ring has no method for it: Node has no epoll instances to give; `issue` takes it by the names
 * of the submission.
 *
 * @param epollFd The epoll instance, a plain descriptor.
 * @param target The descriptor that is watched.
 * @param operation `EPOLL_CTL_*`. See {@link EpollOp}.
 * @param event Address of an {@link EpollEvent}.
 *
 * @category Polling
 * @since Linux 5.6
 */
export function epollCtl(
  sqe: Sqe,
  epollFd: number,
  target: number,
  operation: number,
  event: number,
): void {
  sqe.reset(Op.EPOLL_CTL, epollFd)
  sqe.off = target
  sqe.len = operation
  sqe.addr = event
}

/**
 * Fetches events of an epoll instance, as soon as there are any. See epoll_wait(2).
 *
 * `IORING_OP_EPOLL_WAIT`, in liburing `io_uring_prep_epoll_wait`. The kernel needs `events` until
 * the final completion.
 *
 * The Ring has no method for it: Node has no epoll instances to give; `issue` takes it by the names
 * of the submission.
 *
 * @param fd The epoll instance.
 * @param events Address of memory for an array of {@link EpollEvent}.
 * @param count How many fit there.
 * @param flags Must be 0.
 *
 * @category Polling
 * @since Linux 6.15
 */
export function epollWait(
  sqe: Sqe,
  fd: number,
  events: number,
  count: number,
  flags: number,
): void {
  sqe.reset(Op.EPOLL_WAIT, fd)
  sqe.addr = events
  sqe.len = count
  sqe.rwFlags = flags
}

/**
 * Does nothing and completes: for measuring, and to see a ring work.
 *
 * `IORING_OP_NOP`, in liburing `io_uring_prep_nop`.
 *
 * @category Control
 * @since Linux 5.1
 */
export function nop(sqe: Sqe): void {
  sqe.reset(Op.NOP, -1)
}

/**
 * Does nothing, but takes the ways of operations that do: with a result of your own, a file or a
 * buffer that is looked up, or task work. For testing what becomes of them.
 *
 * `IORING_OP_NOP`.
 *
 * @param nopFlags Which of the others count. See {@link NopFlags}.
 * @param result The result, with `INJECT_RESULT`; a negative one is an errno.
 * @param fd The descriptor, with `FILE`.
 * @param bufIndex Index of a registered buffer, with `FIXED_BUFFER`.
 * @param extra0 Word 0 of the second half of the completion, with `CQE32`.
 * @param extra1 Word 1 of the second half of the completion, with `CQE32`.
 *
 * @category Control
 * @since Linux 6.10
 */
export function nopFlags(
  sqe: Sqe,
  nopFlags: number,
  result: number,
  fd: number,
  bufIndex: number,
  extra0: number,
  extra1: number,
): void {
  sqe.reset(Op.NOP, fd)
  sqe.nopFlags = nopFlags
  sqe.len = result
  sqe.bufIndex = bufIndex
  sqe.off = extra0
  sqe.addr = extra1
}

/**
 * Does nothing, in a submission of 128 bytes.
 *
 * `IORING_OP_NOP128`, in liburing `io_uring_prep_nop128`. Needs SQE128 or SQE_MIXED.
 *
 * The Ring has no method for it: The Ring takes submissions of 64 bytes.
 *
 * @category Control
 * @since Linux 6.19
 */
export function nop128(sqe: Sqe): void {
  sqe.reset(Op.NOP128, -1)
}

/**
 * Runs a command of the driver or the socket behind the file. Its data goes into the last 16 bytes
 * of the submission, through {@link Sqe.cmd}, or 80 bytes on rings made with SQE128.
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_uring_cmd`. Set by hand behind it, if wanted:
 * {@link Sqe.cmd} and {@link Sqe.uringCmdFlags} with {@link UringCmdFlags}.
 *
 * @param command Number of the command.
 * @param fd The descriptor.
 *
 * @category Control
 * @since Linux 5.19
 */
export function uringCmd(sqe: Sqe, command: number, fd: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = command
}

/**
 * Runs a command that uses a registered buffer.
 *
 * `IORING_OP_URING_CMD`. Needs registered buffers.
 *
 * The Ring has no method for it: The data of such a command holds addresses, which the promise face
 * does not know.
 *
 * @param command Number of the command.
 * @param fd The descriptor.
 * @param bufIndex Index of the registered buffer.
 *
 * @category Control
 * @since Linux 6.1
 */
export function uringCmdFixed(sqe: Sqe, command: number, fd: number, bufIndex: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = command
  sqe.bufIndex = bufIndex
  sqe.uringCmdFlags = UringCmdFlags.FIXED
}

/**
 * Runs a command that completes many times, each with a provided buffer.
 *
 * `IORING_OP_URING_CMD`.
 *
 * The Ring has no method for it: Whether a completion holds a buffer is the business of the driver.
 *
 * @param command Number of the command.
 * @param fd The descriptor.
 * @param group Group of provided buffers to pick from.
 *
 * @category Control
 * @since Linux 6.18
 */
export function uringCmdMultishot(sqe: Sqe, command: number, fd: number, group: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = command
  sqe.bufGroup = group
  sqe.uringCmdFlags = UringCmdFlags.MULTISHOT
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Runs a command with 80 bytes of data, through {@link Sqe.cmd}. The second half of the submission
 * is not cleared.
 *
 * `IORING_OP_URING_CMD128`, in liburing `io_uring_prep_uring_cmd128`. Needs SQE128 or SQE_MIXED.
 *
 * The Ring has no method for it: The Ring takes submissions of 64 bytes.
 *
 * @param command Number of the command.
 * @param fd The descriptor.
 *
 * @category Control
 * @since Linux 6.19
 */
export function uringCmd128(sqe: Sqe, command: number, fd: number): void {
  sqe.reset(Op.URING_CMD128, fd)
  sqe.cmdOp = command
}

/**
 * Cancels by user data. The order of its own completion and of the cancelled one is open.
 *
 * `IORING_OP_ASYNC_CANCEL`, in liburing `io_uring_prep_cancel64`.
 *
 * The Ring has no method for it: User data is the business of the Ring: it cancels by `signal`,
 * `timeout` and `close()`.
 *
 * @param targetLow User data of the operation that is meant: the low 32 bits.
 * @param targetHigh The high 32 bits.
 * @param flags What is matched, and whether all of it. See {@link CancelFlags}.
 *
 * @category Control
 * @since Linux 5.5
 */
export function asyncCancel(sqe: Sqe, targetLow: number, targetHigh: number, flags: number): void {
  sqe.reset(Op.ASYNC_CANCEL, -1)
  sqe.addrLow = targetLow
  sqe.addrHigh = targetHigh
  sqe.cancelFlags = flags
}

/**
 * Cancels one operation that runs on a descriptor, or all with `ALL`. What is cancelled still
 * settles by itself.
 *
 * `IORING_OP_ASYNC_CANCEL`, in liburing `io_uring_prep_cancel_fd`.
 *
 * The Ring has no method for it: The Ring cancels by `signal`, `timeout` and `close()`.
 *
 * @param fd The descriptor.
 * @param flags `ALL` for everything on the descriptor; `FD_FIXED` if it is direct. See
 * {@link CancelFlags}.
 *
 * @category Control
 * @since Linux 5.19
 */
export function asyncCancelFd(sqe: Sqe, fd: number, flags: number): void {
  sqe.reset(Op.ASYNC_CANCEL, fd)
  sqe.cancelFlags = CancelFlags.FD | flags
}

/**
 * Cancels one operation of an opcode, or all with `ALL`.
 *
 * `IORING_OP_ASYNC_CANCEL`.
 *
 * The Ring has no method for it: The Ring cancels by `signal`, `timeout` and `close()`.
 *
 * @param opcode The opcode. See {@link Op}.
 * @param flags `ALL` for every operation of the opcode. See {@link CancelFlags}.
 *
 * @category Control
 * @since Linux 6.6
 */
export function asyncCancelOp(sqe: Sqe, opcode: number, flags: number): void {
  sqe.reset(Op.ASYNC_CANCEL, -1)
  sqe.len = opcode
  sqe.cancelFlags = CancelFlags.OP | flags
}

/**
 * Puts a completion into another ring.
 *
 * `IORING_OP_MSG_RING`, in liburing `io_uring_prep_msg_ring`.
 *
 * The Ring has no method for it: User data is the business of each Ring.
 *
 * @param fd The other ring.
 * @param value Its `res` there.
 * @param userDataLow Its user data there: the low 32 bits.
 * @param userDataHigh The high 32 bits.
 * @param flags Whether a completion is posted there. See {@link MsgRingFlags}.
 *
 * @category Control
 * @since Linux 5.18
 */
export function msgRing(
  sqe: Sqe,
  fd: number,
  value: number,
  userDataLow: number,
  userDataHigh: number,
  flags: number,
): void {
  sqe.reset(Op.MSG_RING, fd)
  sqe.len = value
  sqe.offLow = userDataLow
  sqe.offHigh = userDataHigh
  sqe.msgRingFlags = flags
  sqe.addr = MsgRingOp.DATA
}

/**
 * Puts a completion with flags of your own into another ring.
 *
 * `IORING_OP_MSG_RING`, in liburing `io_uring_prep_msg_ring_cqe_flags`.
 *
 * The Ring has no method for it: User data is the business of each Ring.
 *
 * @param fd The other ring.
 * @param value Its `res` there.
 * @param userDataLow Its user data there: the low 32 bits.
 * @param userDataHigh The high 32 bits.
 * @param flags More than `FLAGS_PASS`, which is set, or 0. See {@link MsgRingFlags}.
 * @param cqeFlags Its `flags` there.
 *
 * @category Control
 * @since Linux 6.3
 */
export function msgRingCqeFlags(
  sqe: Sqe,
  fd: number,
  value: number,
  userDataLow: number,
  userDataHigh: number,
  flags: number,
  cqeFlags: number,
): void {
  sqe.reset(Op.MSG_RING, fd)
  sqe.len = value
  sqe.offLow = userDataLow
  sqe.offHigh = userDataHigh
  sqe.msgRingFlags = MsgRingFlags.FLAGS_PASS | flags
  sqe.fileIndex = cqeFlags
  sqe.addr = MsgRingOp.DATA
}

/**
 * Gives a direct descriptor to another ring.
 *
 * `IORING_OP_MSG_RING`, in liburing `io_uring_prep_msg_ring_fd`.
 *
 * The Ring has no method for it: User data is the business of each Ring.
 *
 * @param fd The other ring.
 * @param source Slot of this ring.
 * @param target Slot of the other ring; -1 lets the kernel choose one.
 * @param userDataLow User data of the completion there: the low 32 bits.
 * @param userDataHigh The high 32 bits.
 * @param flags `CQE_SKIP` posts nothing there. See {@link MsgRingFlags}.
 *
 * @category Control
 * @since Linux 6.0
 */
export function msgRingFd(
  sqe: Sqe,
  fd: number,
  source: number,
  target: number,
  userDataLow: number,
  userDataHigh: number,
  flags: number,
): void {
  sqe.reset(Op.MSG_RING, fd)
  sqe.addr3 = source
  sqe.fileIndex = fileIndex(target)
  sqe.offLow = userDataLow
  sqe.offHigh = userDataHigh
  sqe.msgRingFlags = flags
  sqe.addr = MsgRingOp.SEND_FD
}

/**
 * Makes a plain descriptor of a direct one, which stays. It is closed on exec unless the flags say
 * otherwise.
 *
 * `IORING_OP_FIXED_FD_INSTALL`, in liburing `io_uring_prep_fixed_fd_install`.
 *
 * @param fd The direct descriptor.
 * @param flags `NO_CLOEXEC`, or 0. See {@link FixedFdFlags}.
 *
 * @category Control
 * @since Linux 6.8
 */
export function fixedFdInstall(sqe: Sqe, fd: number, flags: number): void {
  sqe.reset(Op.FIXED_FD_INSTALL, fd)
  sqe.installFdFlags = flags
  sqe.flags = SqeFlags.FIXED_FILE
}

/**
 * Waits until a child changes its state. See waitid(2).
 *
 * `IORING_OP_WAITID`, in liburing `io_uring_prep_waitid`. The kernel needs `siginfo` until the
 * final completion.
 *
 * @param idType `P_*`: what `id` is. See {@link WaitIdType}.
 * @param id The process, the group or the pidfd; 0 with `P_ALL`.
 * @param siginfo Address of a {@link Siginfo} to fill.
 * @param states `WEXITED`, `WSTOPPED` and the like. See {@link WaitFlags}.
 * @param flags Must be 0.
 *
 * @category Processes
 * @since Linux 6.7
 */
export function waitid(
  sqe: Sqe,
  idType: number,
  id: number,
  siginfo: number,
  states: number,
  flags: number,
): void {
  sqe.reset(Op.WAITID, id)
  sqe.len = idType
  sqe.addr2 = siginfo
  sqe.fileIndex = states
  sqe.waitidFlags = flags
}

/**
 * Waits until another thread wakes a word; EAGAIN unless it holds `value`. See futex(2).
 *
 * `IORING_OP_FUTEX_WAIT`, in liburing `io_uring_prep_futex_wait`. The kernel needs `address` until
 * the final completion.
 *
 * @param address Address: the 32-bit word, aligned to 4 bytes; shared memory if others are to see
 * it.
 * @param value What the word must hold.
 * @param mask Bits that waiter and waker must share; `FUTEX_BITSET_MATCH_ANY` for all.
 * @param futexFlags `FUTEX2_*`: size of the word, and more. See {@link FutexFlags}.
 * @param flags Must be 0.
 *
 * @category Processes
 * @since Linux 6.7
 */
export function futexWait(
  sqe: Sqe,
  address: number,
  value: number,
  mask: number,
  futexFlags: number,
  flags: number,
): void {
  sqe.reset(Op.FUTEX_WAIT, futexFlags)
  sqe.addr = address
  sqe.off = value
  sqe.addr3 = mask
  sqe.futexFlags = flags
}

/**
 * Wakes threads that wait for a word. See futex(2).
 *
 * `IORING_OP_FUTEX_WAKE`, in liburing `io_uring_prep_futex_wake`. The kernel needs `address` until
 * the submission is consumed (with SQPOLL, until the completion).
 *
 * @param address Address: the 32-bit word, aligned to 4 bytes; shared memory if others are to see
 * it.
 * @param value How many to wake at most.
 * @param mask Bits that waiter and waker must share; `FUTEX_BITSET_MATCH_ANY` for all.
 * @param futexFlags `FUTEX2_*`: size of the word, and more. See {@link FutexFlags}.
 * @param flags Must be 0.
 *
 * @category Processes
 * @since Linux 6.7
 */
export function futexWake(
  sqe: Sqe,
  address: number,
  value: number,
  mask: number,
  futexFlags: number,
  flags: number,
): void {
  sqe.reset(Op.FUTEX_WAKE, futexFlags)
  sqe.addr = address
  sqe.off = value
  sqe.addr3 = mask
  sqe.futexFlags = flags
}

/**
 * Waits for any of several words. See futex(2).
 *
 * `IORING_OP_FUTEX_WAITV`, in liburing `io_uring_prep_futex_waitv`. The kernel needs `futexes`
 * until the final completion.
 *
 * The Ring has no method for it: An array of futexes holds addresses; several calls of `futexWait`
 * do the same.
 *
 * @param futexes Address of an array of {@link FutexWaitv}.
 * @param count How many they are, 128 at most.
 * @param flags Must be 0.
 *
 * @category Processes
 * @since Linux 6.7
 */
export function futexWaitv(sqe: Sqe, futexes: number, count: number, flags: number): void {
  sqe.reset(Op.FUTEX_WAITV, 0)
  sqe.addr = futexes
  sqe.len = count
  sqe.futexFlags = flags
}

/**
 * Makes a pipe. See pipe2(2).
 *
 * `IORING_OP_PIPE`, in liburing `io_uring_prep_pipe`. The kernel needs `fds` until the final
 * completion. Set by hand behind it, if wanted: {@link Sqe.fileIndex}.
 *
 * @param fds Address of two 32-bit words for the read and write end.
 * @param flags `O_CLOEXEC`, `O_NONBLOCK`, `O_DIRECT`, or 0. See {@link OpenFlags}.
 *
 * @category Files
 * @since Linux 6.16
 */
export function pipe(sqe: Sqe, fds: number, flags: number): void {
  sqe.reset(Op.PIPE, 0)
  sqe.addr = fds
  sqe.pipeFlags = flags
}

/**
 * Makes a pipe in the direct table: in two slots that follow each other, or that the kernel chose.
 * See pipe2(2).
 *
 * `IORING_OP_PIPE`, in liburing `io_uring_prep_pipe_direct`. The kernel needs `fds` until the final
 * completion.
 *
 * The Ring has no method for it: `pipe` has the slot as an option.
 *
 * @param fds Address of two 32-bit words for the read and write end.
 * @param flags `O_CLOEXEC`, `O_NONBLOCK`, `O_DIRECT`, or 0. See {@link OpenFlags}.
 * @param slot Slot of the direct table; -1 or `FILE_INDEX_ALLOC` lets the kernel choose one.
 *
 * @category Files
 * @since Linux 6.16
 */
export function pipeDirect(sqe: Sqe, fds: number, flags: number, slot: number): void {
  sqe.reset(Op.PIPE, 0)
  sqe.addr = fds
  sqe.pipeFlags = flags
  sqe.fileIndex = fileIndex(slot)
}

/**
 * Puts descriptors into slots of the direct table. Where the kernel chooses the slots, it writes
 * them over the descriptors.
 *
 * `IORING_OP_FILES_UPDATE`, in liburing `io_uring_prep_files_update`. The kernel needs `fds` until
 * the final completion.
 *
 * The Ring has no method for it: The direct table of a Ring is filled by the option `slot` of what
 * makes descriptors, and by `registerFile`.
 *
 * @param fds Address of 32-bit descriptors; -1 empties a slot.
 * @param count How many they are.
 * @param slot The first slot, or `FILE_INDEX_ALLOC`.
 *
 * @category Control
 * @since Linux 5.6
 */
export function filesUpdate(sqe: Sqe, fds: number, count: number, slot: number): void {
  sqe.reset(Op.FILES_UPDATE, -1)
  sqe.addr = fds
  sqe.len = count
  sqe.off = slot
}

/**
 * Gives buffers of one size to a group, the old way; prefer a buffer ring. They belong to the
 * kernel until it has used them.
 *
 * `IORING_OP_PROVIDE_BUFFERS`, in liburing `io_uring_prep_provide_buffers`. The kernel needs
 * `address` until the final completion.
 *
 * The Ring has no method for it: The pools of a Ring are buffer rings.
 *
 * @param address Address of the first buffer; the others follow it.
 * @param length Bytes of one buffer.
 * @param count How many they are.
 * @param group The group.
 * @param first Id of the first buffer.
 *
 * @category Buffers
 * @since Linux 5.7
 */
export function provideBuffers(
  sqe: Sqe,
  address: number,
  length: number,
  count: number,
  group: number,
  first: number,
): void {
  sqe.reset(Op.PROVIDE_BUFFERS, count)
  sqe.addr = address
  sqe.len = length
  sqe.bufGroup = group
  sqe.off = first
}

/**
 * Takes unused buffers back from a group that provideBuffers has filled.
 *
 * `IORING_OP_REMOVE_BUFFERS`, in liburing `io_uring_prep_remove_buffers`.
 *
 * The Ring has no method for it: The pools of a Ring are buffer rings.
 *
 * @param count How many.
 * @param group The group.
 *
 * @category Buffers
 * @since Linux 5.7
 */
export function removeBuffers(sqe: Sqe, count: number, group: number): void {
  sqe.reset(Op.REMOVE_BUFFERS, count)
  sqe.bufGroup = group
}

/**
 * Gives a range of a block device back to it; what it reads afterwards is open. Aligned to its
 * blocks. See ioctl(2).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_discard`.
 *
 * @param fd The block device, open for writing.
 * @param position Where the range starts, in bytes.
 * @param length Bytes of the range.
 *
 * @category Files
 * @since Linux 6.12
 */
export function discard(sqe: Sqe, fd: number, position: number, length: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.addr = position
  sqe.addr3 = length
  sqe.cmdOp = BlockCommand.DISCARD
}

/**
 * Empties all zones of a zoned block device. See ioctl(2).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_zone_reset_all`.
 *
 * @param fd The zoned block device, open for writing.
 *
 * @category Files
 * @since Linux 7.3
 */
export function zoneResetAll(sqe: Sqe, fd: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = BlockCommand.ZONE_RESET_ALL
}
