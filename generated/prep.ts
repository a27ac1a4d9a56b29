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
  MsgRingOp,
  SocketOp,
  FILE_INDEX_ALLOC,
} from './constants.ts'
import type { Sqe } from './structs.ts'

/** The field counts slots from 1, because 0 means a plain descriptor. */
function fileIndex(slot: number): number {
  return slot < 0 || slot === FILE_INDEX_ALLOC ? FILE_INDEX_ALLOC : slot + 1
}

/**
 * Reads into `buffer`. Fewer bytes than asked for is no error; 0 is the end of the file. See
 * pread(2).
 *
 * `IORING_OP_READ`, in liburing `io_uring_prep_read`. The kernel needs the memory of `buffer` until
 * the final completion.
 *
 * @param fd The descriptor.
 * @param address Address. Memory to fill.
 * @param length Its length in bytes.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @category File
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
 * Reads again and again into provided buffers, whenever data is there. For pipes, ttys and other
 * files that can be polled; a regular file answers EBADFD. See read(2).
 *
 * `IORING_OP_READ_MULTISHOT`, in liburing `io_uring_prep_read_multishot`.
 *
 * @param fd The descriptor.
 * @param group Group of provided buffers to pick from.
 * @category File
 * @since Linux 6.7
 */
export function readMultishot(sqe: Sqe, fd: number, group: number): void {
  sqe.reset(Op.READ_MULTISHOT, fd)
  sqe.bufGroup = group
  sqe.flags = SqeFlags.BUFFER_SELECT
  sqe.off = -1
}

/**
 * Writes from `data`. Fewer bytes than asked for is no error; `writeAll` goes on until the end. See
 * pwrite(2).
 *
 * `IORING_OP_WRITE`, in liburing `io_uring_prep_write`. The kernel needs the memory of `data` until
 * the final completion.
 *
 * @param fd The descriptor.
 * @param address Address. Bytes to send or write.
 * @param length Its length in bytes.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @category File
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
 * Reads into several pieces of memory, one after the other. See preadv2(2).
 *
 * `IORING_OP_READV`, in liburing `io_uring_prep_readv2`. The kernel needs the memory of `buffers`
 * until the final completion.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @category File
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
 * `IORING_OP_WRITEV`, in liburing `io_uring_prep_writev2`. The kernel needs the memory of `buffers`
 * until the final completion.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @category File
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
 * `IORING_OP_READ_FIXED`, in liburing `io_uring_prep_read_fixed`. The kernel needs the memory of
 * `buffer` until the final completion.
 *
 * @param fd The descriptor.
 * @param address Address inside the registered buffer.
 * @param length Bytes from there.
 * @param bufIndex Index of the registered buffer.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @category File
 * @since Linux 5.1
 */
export function readFixed(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  bufIndex: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.READ_FIXED, fd)
  sqe.addr = address
  sqe.len = length
  sqe.bufIndex = bufIndex
  sqe.off = position
  sqe.rwFlags = flags
}

/**
 * Writes from registered memory, whose pages the kernel has pinned beforehand. See pwrite(2).
 *
 * `IORING_OP_WRITE_FIXED`, in liburing `io_uring_prep_write_fixed`. The kernel needs the memory of
 * `data` until the final completion.
 *
 * @param fd The descriptor.
 * @param address Address inside the registered buffer.
 * @param length Bytes from there.
 * @param bufIndex Index of the registered buffer.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @category File
 * @since Linux 5.1
 */
export function writeFixed(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  bufIndex: number,
  position: number,
  flags: number,
): void {
  sqe.reset(Op.WRITE_FIXED, fd)
  sqe.addr = address
  sqe.len = length
  sqe.bufIndex = bufIndex
  sqe.off = position
  sqe.rwFlags = flags
}

/**
 * Reads into several pieces of one registered buffer. See preadv2(2).
 *
 * `IORING_OP_READV_FIXED`, in liburing `io_uring_prep_readv_fixed`. The kernel needs the memory of
 * `buffers` until the final completion.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @param bufIndex Index of the registered buffer that all pieces lie in.
 * @category File
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
 * `IORING_OP_WRITEV_FIXED`, in liburing `io_uring_prep_writev_fixed`. The kernel needs the memory
 * of `buffers` until the final completion.
 *
 * @param fd The descriptor.
 * @param iovecs Address of an array of {@link Iovec}.
 * @param count How many they are.
 * @param position Byte offset in the file; -1 uses and moves the position of the file itself.
 * @param flags `RWF_*` flags of preadv2(2).
 * @param bufIndex Index of the registered buffer that all pieces lie in.
 * @category File
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
 * `IORING_OP_FSYNC`, in liburing `io_uring_prep_fsync`.
 *
 * @param fd The descriptor.
 * @param flags `DATASYNC` leaves out metadata that no later read needs.
 * @category File
 * @since Linux 5.1
 */
export function fsync(sqe: Sqe, fd: number, flags: number): void {
  sqe.reset(Op.FSYNC, fd)
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
 * @param flags `SYNC_FILE_RANGE_*` flags.
 * @category File
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
 * @param mode `FALLOC_FL_*` flags; 0 allocates and grows the file.
 * @param position Where the range starts, in bytes.
 * @param length Bytes of the range.
 * @category File
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
 * @category File
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
 * @param advice One of `POSIX_FADV_*`.
 * @category File
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
 * Says how a range of memory will be used. See madvise(2).
 *
 * `IORING_OP_MADVISE`, in liburing `io_uring_prep_madvise`. The kernel needs the memory of `area`
 * until the final completion.
 *
 * @param address Address. The memory, aligned to a page.
 * @param length Its length in bytes.
 * @param advice One of `MADV_*`.
 * @category File
 * @since Linux 5.6
 */
export function madvise(sqe: Sqe, address: number, length: number, advice: number): void {
  sqe.reset(Op.MADVISE, -1)
  sqe.addr = address
  sqe.len = length
  sqe.fadviseAdvice = advice
}

/**
 * Moves bytes between two descriptors without a copy through user memory; one of them is a pipe.
 * The source is a plain descriptor unless `SPLICE_F_FD_IN_FIXED` is set. See splice(2).
 *
 * `IORING_OP_SPLICE`, in liburing `io_uring_prep_splice`.
 *
 * @param source The descriptor to take bytes from.
 * @param sourcePosition Where to read; -1 for a pipe or the position of the file.
 * @param target The descriptor to give bytes to.
 * @param targetPosition Where to write; -1 for a pipe or the position of the file.
 * @param length Bytes to move at most.
 * @param flags `SPLICE_F_*` flags.
 * @category File
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
 * @param source The pipe to copy from.
 * @param target The pipe to copy to.
 * @param length Bytes to copy at most.
 * @param flags `SPLICE_F_*` flags.
 * @category File
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
 * `IORING_OP_OPENAT`, in liburing `io_uring_prep_openat`. The kernel needs the memory of `path`
 * until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param path Address, ended by a zero byte. The path, relative to `at` unless it is absolute.
 * @param flags `O_*` flags; `O_CLOEXEC` is refused for a direct descriptor.
 * @param mode Permission bits of a file that is created, less the umask.
 * @category Path
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
 * `IORING_OP_OPENAT`, in liburing `io_uring_prep_openat_direct`. The kernel needs the memory of
 * `path` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param path Address, ended by a zero byte. The path, relative to `at` unless it is absolute.
 * @param flags `O_*` flags; `O_CLOEXEC` is refused for a direct descriptor.
 * @param mode Permission bits of a file that is created, less the umask.
 * @param slot Slot of the direct table, or `FILE_INDEX_ALLOC`.
 * @category Path
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
 * `IORING_OP_OPENAT2`, in liburing `io_uring_prep_openat2`. The kernel needs the memory of `path`,
 * `how` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param path Address, ended by a zero byte. The path, relative to `at` unless it is absolute.
 * @param how Address. The bytes of an {@link OpenHow}.
 * @param howLength Its length in bytes.
 * @category Path
 * @since Linux 5.6
 */
export function openat2(sqe: Sqe, at: number, path: number, how: number, howLength: number): void {
  sqe.reset(Op.OPENAT2, at)
  sqe.addr = path
  sqe.off = how
  sqe.len = howLength
}

/**
 * Closes a descriptor. Operations that run on it are not cancelled by this: `fd.close()` does both.
 * See close(2).
 *
 * `IORING_OP_CLOSE`, in liburing `io_uring_prep_close`.
 *
 * @param fd The descriptor.
 * @category File
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
 * @param slot Slot of the direct table, or `FILE_INDEX_ALLOC`.
 * @category File
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
 * `IORING_OP_STATX`, in liburing `io_uring_prep_statx`. The kernel needs the memory of `path` until
 * the submission is consumed (with SQPOLL: until the completion), and of `result` until the final
 * completion.
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param path Address, ended by a zero byte. The path, relative to `at` unless it is absolute.
 * @param flags `AT_*` flags.
 * @param mask Which fields are wanted; the basic ones when left out.
 * @param statx Address of a {@link Statx} to fill.
 * @category Path
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
 * `IORING_OP_RENAMEAT`, in liburing `io_uring_prep_renameat`. The kernel needs the memory of
 * `oldPath`, `newPath` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param oldPath Address, ended by a zero byte. The present path.
 * @param newAt Directory that the new path starts from; the working directory when left out.
 * @param newPath Address, ended by a zero byte. The new path.
 * @param flags `RENAME_*` flags.
 * @category Path
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
 * `IORING_OP_UNLINKAT`, in liburing `io_uring_prep_unlinkat`. The kernel needs the memory of `path`
 * until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param path Address, ended by a zero byte. The path, relative to `at` unless it is absolute.
 * @param flags `AT_REMOVEDIR`, or 0.
 * @category Path
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
 * `IORING_OP_MKDIRAT`, in liburing `io_uring_prep_mkdirat`. The kernel needs the memory of `path`
 * until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param path Address, ended by a zero byte. The path, relative to `at` unless it is absolute.
 * @param mode Permission bits, less the umask.
 * @category Path
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
 * `IORING_OP_SYMLINKAT`, in liburing `io_uring_prep_symlinkat`. The kernel needs the memory of
 * `target`, `linkPath` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param target Address, ended by a zero byte. What the link says.
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param linkPath Address, ended by a zero byte. Where the link stands.
 * @category Path
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
 * `IORING_OP_LINKAT`, in liburing `io_uring_prep_linkat`. The kernel needs the memory of `oldPath`,
 * `newPath` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param at Directory that a relative path starts from; the working directory when left out.
 * @param oldPath Address, ended by a zero byte. The present path.
 * @param newAt Directory that the new path starts from; the working directory when left out.
 * @param newPath Address, ended by a zero byte. The new path.
 * @param flags `AT_SYMLINK_FOLLOW`, `AT_EMPTY_PATH`, or 0.
 * @category Path
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
 * `IORING_OP_FSETXATTR`, in liburing `io_uring_prep_fsetxattr`. The kernel needs the memory of
 * `name`, `value` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param fd The descriptor.
 * @param name Address, ended by a zero byte. Name of the attribute, `user.` and the like included.
 * @param value Address. The value.
 * @param valueLength Its length in bytes.
 * @param flags `XATTR_CREATE` or `XATTR_REPLACE`.
 * @category File
 * @since Linux 5.19
 */
export function fsetxattr(
  sqe: Sqe,
  fd: number,
  name: number,
  value: number,
  valueLength: number,
  flags: number,
): void {
  sqe.reset(Op.FSETXATTR, fd)
  sqe.addr = name
  sqe.off = value
  sqe.len = valueLength
  sqe.xattrFlags = flags
}

/**
 * Sets an extended attribute of a file by path. See setxattr(2).
 *
 * `IORING_OP_SETXATTR`, in liburing `io_uring_prep_setxattr`. The kernel needs the memory of
 * `name`, `value`, `path` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param name Address, ended by a zero byte. Name of the attribute, `user.` and the like included.
 * @param value Address. The value.
 * @param valueLength Its length in bytes.
 * @param path Address, ended by a zero byte. The path of the file.
 * @param flags `XATTR_CREATE` or `XATTR_REPLACE`.
 * @category Path
 * @since Linux 5.19
 */
export function setxattr(
  sqe: Sqe,
  name: number,
  value: number,
  valueLength: number,
  path: number,
  flags: number,
): void {
  sqe.reset(Op.SETXATTR, 0)
  sqe.addr = name
  sqe.off = value
  sqe.len = valueLength
  sqe.addr3 = path
  sqe.xattrFlags = flags
}

/**
 * Reads an extended attribute of an open file. See fgetxattr(2).
 *
 * `IORING_OP_FGETXATTR`, in liburing `io_uring_prep_fgetxattr`. The kernel needs the memory of
 * `name`, `value` until the final completion.
 *
 * @param fd The descriptor.
 * @param name Address, ended by a zero byte. Name of the attribute, `user.` and the like included.
 * @param value Address. Memory for the value; of length 0 it asks for the size.
 * @param valueLength Its length in bytes.
 * @category File
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
 * `IORING_OP_GETXATTR`, in liburing `io_uring_prep_getxattr`. The kernel needs the memory of `path`
 * until the submission is consumed (with SQPOLL: until the completion), and of `name`, `value`
 * until the final completion.
 *
 * @param name Address, ended by a zero byte. Name of the attribute, `user.` and the like included.
 * @param value Address. Memory for the value; of length 0 it asks for the size.
 * @param valueLength Its length in bytes.
 * @param path Address, ended by a zero byte. The path of the file.
 * @category Path
 * @since Linux 5.19
 */
export function getxattr(
  sqe: Sqe,
  name: number,
  value: number,
  valueLength: number,
  path: number,
): void {
  sqe.reset(Op.GETXATTR, 0)
  sqe.addr = name
  sqe.off = value
  sqe.len = valueLength
  sqe.addr3 = path
}

/**
 * Makes a socket. See socket(2).
 *
 * `IORING_OP_SOCKET`, in liburing `io_uring_prep_socket`.
 *
 * @param domain `AF_*`.
 * @param type `SOCK_*`; a direct descriptor takes no `SOCK_CLOEXEC`.
 * @param protocol `IPPROTO_*`; 0 chooses by domain and type.
 * @param flags Must be 0.
 * @category Socket
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
 * Gives a socket its own address. See bind(2).
 *
 * `IORING_OP_BIND`, in liburing `io_uring_prep_bind`. The kernel needs the memory of `address`
 * until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param fd The socket.
 * @param address Address of a socket address. The address.
 * @param addressLength Its length in bytes.
 * @category Socket
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
 * @category Socket
 * @since Linux 6.11
 */
export function listen(sqe: Sqe, fd: number, backlog: number): void {
  sqe.reset(Op.LISTEN, fd)
  sqe.len = backlog
}

/**
 * Connects a socket. See connect(2).
 *
 * `IORING_OP_CONNECT`, in liburing `io_uring_prep_connect`. The kernel needs the memory of
 * `address` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param fd The socket.
 * @param address Address of a socket address. Where to connect to.
 * @param addressLength Its length in bytes.
 * @category Socket
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
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_accept`. The kernel needs the memory of `address`,
 * `addressLength` until the final completion.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK` and `SOCK_CLOEXEC` of accept4(2).
 * @category Socket
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
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_multishot_accept`. The kernel needs the memory of
 * `address`, `addressLength` until the final completion.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK` and `SOCK_CLOEXEC` of accept4(2).
 * @category Socket
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
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_accept_direct`. The kernel needs the memory of
 * `address`, `addressLength` until the final completion.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK` and `SOCK_CLOEXEC` of accept4(2).
 * @param slot Slot of the direct table, or `FILE_INDEX_ALLOC`.
 * @category Socket
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
 * `IORING_OP_ACCEPT`, in liburing `io_uring_prep_multishot_accept_direct`. The kernel needs the
 * memory of `address`, `addressLength` until the final completion.
 *
 * @param fd The socket.
 * @param address Address of memory for the peer's socket address, or 0.
 * @param addressLength Address of its length, in and out, or 0.
 * @param flags `SOCK_NONBLOCK` and `SOCK_CLOEXEC` of accept4(2).
 * @category Socket
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
 * Sends on a connected socket. It may send less than all and is unordered among overlapping sends;
 * `sendAll` is whole and in order. See send(2).
 *
 * `IORING_OP_SEND`, in liburing `io_uring_prep_send`. The kernel needs the memory of `data` until
 * the final completion.
 *
 * @param fd The socket.
 * @param address Address. Bytes to send or write.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 5.6
 */
export function send(sqe: Sqe, fd: number, address: number, length: number, flags: number): void {
  sqe.reset(Op.SEND, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
}

/**
 * Sends a datagram to an address. See sendto(2).
 *
 * `IORING_OP_SEND`, in liburing `io_uring_prep_sendto`. The kernel needs the memory of `to` until
 * the submission is consumed (with SQPOLL: until the completion), and of `data` until the final
 * completion.
 *
 * @param fd The socket.
 * @param address Address. Bytes to send or write.
 * @param length Its length in bytes.
 * @param to Address of a socket address. Where it goes; a connected socket needs none.
 * @param toLength Its length in bytes.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 6.2
 */
export function sendto(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  to: number,
  toLength: number,
  flags: number,
): void {
  sqe.reset(Op.SEND, fd)
  sqe.addr = address
  sqe.len = length
  sqe.addr2 = to
  sqe.addrLen = toLength
  sqe.msgFlags = flags
}

/**
 * Sends as many buffers of a group as there are, in the order of the ring. See send(2).
 *
 * `IORING_OP_SEND`, in liburing `io_uring_prep_send_bundle`.
 *
 * @param fd The socket.
 * @param length Bytes to send at most; 0 for no limit.
 * @param flags `MSG_*` flags.
 * @param group Group of provided buffers to pick from.
 * @category Socket
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
 * long after the send; the promise settles then. It pays for large sends to other machines only.
 * See send(2).
 *
 * `IORING_OP_SEND_ZC`, in liburing `io_uring_prep_send_zc`. The kernel needs the memory of `data`
 * until the notification, which is the final completion.
 *
 * @param fd The socket.
 * @param address Address. Bytes to send or write.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 6.0
 */
export function sendZc(sqe: Sqe, fd: number, address: number, length: number, flags: number): void {
  sqe.reset(Op.SEND_ZC, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
}

/**
 * Sends registered memory without copying, until the notification. See send(2).
 *
 * `IORING_OP_SEND_ZC`, in liburing `io_uring_prep_send_zc_fixed`. The kernel needs the memory of
 * `data` until the notification, which is the final completion.
 *
 * @param fd The socket.
 * @param address Address inside the registered buffer.
 * @param length Bytes from there.
 * @param bufIndex Index of the registered buffer.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 6.0
 */
export function sendZcFixed(
  sqe: Sqe,
  fd: number,
  address: number,
  length: number,
  bufIndex: number,
  flags: number,
): void {
  sqe.reset(Op.SEND_ZC, fd)
  sqe.addr = address
  sqe.len = length
  sqe.bufIndex = bufIndex
  sqe.msgFlags = flags
  sqe.ioprio = SendRecvFlags.FIXED_BUF
}

/**
 * Sends several pieces of memory as one message. See sendmsg(2).
 *
 * `IORING_OP_SENDMSG`, in liburing `io_uring_prep_sendmsg`. The kernel needs the memory of
 * `buffers` until the final completion.
 *
 * @param fd The socket.
 * @param message Address of a {@link Msghdr}.
 * @param flags `MSG_*` flags.
 * @category Socket
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
 * `IORING_OP_SENDMSG_ZC`, in liburing `io_uring_prep_sendmsg_zc`. The kernel needs the memory of
 * `buffers` until the notification, which is the final completion.
 *
 * @param fd The socket.
 * @param message Address of a {@link Msghdr}.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 6.1
 */
export function sendmsgZc(sqe: Sqe, fd: number, message: number, flags: number): void {
  sqe.reset(Op.SENDMSG_ZC, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.len = 1
}

/**
 * Receives into `buffer`. 0 is the end of the stream. See recv(2).
 *
 * `IORING_OP_RECV`, in liburing `io_uring_prep_recv`. The kernel needs the memory of `buffer` until
 * the final completion.
 *
 * @param fd The socket.
 * @param address Address. Memory to fill.
 * @param length Its length in bytes.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 5.6
 */
export function recv(sqe: Sqe, fd: number, address: number, length: number, flags: number): void {
  sqe.reset(Op.RECV, fd)
  sqe.addr = address
  sqe.len = length
  sqe.msgFlags = flags
}

/**
 * Receives everything that comes into provided buffers, one lease a chunk, until the end of the
 * stream. See recv(2).
 *
 * `IORING_OP_RECV`, in liburing `io_uring_prep_recv_multishot`.
 *
 * @param fd The socket.
 * @param group Group of provided buffers to pick from.
 * @param flags `MSG_*` flags.
 * @category Socket
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
 * Receives one message, its sender and its flags. See recvmsg(2).
 *
 * `IORING_OP_RECVMSG`, in liburing `io_uring_prep_recvmsg`. The kernel needs the memory of
 * `buffers` until the final completion.
 *
 * @param fd The socket.
 * @param message Address of a {@link Msghdr}.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 5.3
 */
export function recvmsg(sqe: Sqe, fd: number, message: number, flags: number): void {
  sqe.reset(Op.RECVMSG, fd)
  sqe.addr = message
  sqe.msgFlags = flags
  sqe.len = 1
}

/**
 * Receives every datagram that comes into provided buffers; the lease says who sent it and whether
 * it was cut off. See recvmsg(2).
 *
 * `IORING_OP_RECVMSG`, in liburing `io_uring_prep_recvmsg_multishot`. The kernel needs the memory
 * of `message` until the final completion.
 *
 * @param fd The socket.
 * @param message Address of the {@link Msghdr}.
 * @param group Group of provided buffers to pick from.
 * @param flags `MSG_*` flags.
 * @category Socket
 * @since Linux 6.0
 */
export function recvmsgMultishot(
  sqe: Sqe,
  fd: number,
  message: number,
  group: number,
  flags: number,
): void {
  sqe.reset(Op.RECVMSG, fd)
  sqe.addr = message
  sqe.bufGroup = group
  sqe.msgFlags = flags
  sqe.len = 1
  sqe.ioprio = SendRecvFlags.RECV_MULTISHOT
  sqe.flags = SqeFlags.BUFFER_SELECT
}

/**
 * Ends one or both directions of a connection, for everybody who holds it. See shutdown(2).
 *
 * `IORING_OP_SHUTDOWN`, in liburing `io_uring_prep_shutdown`.
 *
 * @param fd The socket.
 * @param how `SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`.
 * @category Socket
 * @since Linux 5.11
 */
export function shutdown(sqe: Sqe, fd: number, how: number): void {
  sqe.reset(Op.SHUTDOWN, fd)
  sqe.len = how
}

/**
 * Reads a socket option of level `SOL_SOCKET` into `value`. See getsockopt(2).
 *
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_sock`. The kernel needs the memory of
 * `value` until the final completion.
 *
 * @param fd The socket.
 * @param level `SOL_SOCKET` or a protocol number.
 * @param name The option: `SO_*`, `TCP_*` …
 * @param value Address. Memory for the value.
 * @param valueLength Its length in bytes.
 * @category Socket
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
 * `IORING_OP_URING_CMD`, in liburing `io_uring_prep_cmd_sock`. The kernel needs the memory of
 * `value` until the final completion.
 *
 * @param fd The socket.
 * @param level `SOL_SOCKET` or a protocol number.
 * @param name The option: `SO_*`, `TCP_*` …
 * @param value Address. The value as bytes, most often a 32-bit number.
 * @param valueLength Its length in bytes.
 * @category Socket
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
 * @category Socket
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
 * @category Socket
 * @since Linux 6.6
 */
export function siocoutq(sqe: Sqe, fd: number): void {
  sqe.reset(Op.URING_CMD, fd)
  sqe.cmdOp = SocketOp.SIOCOUTQ
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
 * Completes when the time is over, or when `count` other operations have completed. See
 * timerfd_create(2).
 *
 * `IORING_OP_TIMEOUT`, in liburing `io_uring_prep_timeout`. The kernel needs the memory of
 * `timeout` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param timespec Address of a {@link Timespec}.
 * @param count Completions that end it early; 0 for none.
 * @param flags The clock, absolute or relative, and more.
 * @category Timer
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
 * `IORING_OP_TIMEOUT`, in liburing `io_uring_prep_timeout`. The kernel needs the memory of
 * `timeout` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param timespec Address of a {@link Timespec}.
 * @param count How often; 0 without end.
 * @param flags The clock, absolute or relative, and more.
 * @category Timer
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
 * @param targetLow Low 32 bits. User data of the operation that is meant.
 * @param targetHigh High 32 bits. User data of the operation that is meant.
 * @param flags The clock, absolute or relative, and more.
 * @category Timer
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
 * `IORING_OP_TIMEOUT_REMOVE`, in liburing `io_uring_prep_timeout_update`. The kernel needs the
 * memory of `timeout` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param timespec Address of a {@link Timespec}.
 * @param targetLow Low 32 bits. User data of the operation that is meant.
 * @param targetHigh High 32 bits. User data of the operation that is meant.
 * @param flags The clock, absolute or relative, and more.
 * @category Timer
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
 * Cancels the operation that it is linked behind when the time is over. The submission before it
 * must carry `IO_LINK` or `IO_HARDLINK`.
 *
 * `IORING_OP_LINK_TIMEOUT`, in liburing `io_uring_prep_link_timeout`. The kernel needs the memory
 * of `timeout` until the submission is consumed (with SQPOLL: until the completion).
 *
 * @param timespec Address of a {@link Timespec}.
 * @param flags The clock, absolute or relative, and more.
 * @category Timer
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
 * @param events `POLL*` bits to wait for.
 * @category Poll
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
 * @param events `POLL*` bits to wait for.
 * @category Poll
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
 * @param targetLow Low 32 bits. User data of the operation that is meant.
 * @param targetHigh High 32 bits. User data of the operation that is meant.
 * @category Poll
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
 * @param targetLow Low 32 bits. User data of the operation that is meant.
 * @param targetHigh High 32 bits. User data of the operation that is meant.
 * @param userDataLow Low 32 bits. The new user data, used with `UPDATE_USER_DATA`.
 * @param userDataHigh High 32 bits. The new user data, used with `UPDATE_USER_DATA`.
 * @param events The new events, used with `UPDATE_EVENTS`.
 * @param flags What to update; `ADD_MULTI` keeps it multishot.
 * @category Poll
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
 * Cancels by user data. The order of its own completion and of the cancelled one is open.
 *
 * `IORING_OP_ASYNC_CANCEL`, in liburing `io_uring_prep_cancel64`.
 *
 * @param targetLow Low 32 bits. User data of the operation that is meant.
 * @param targetHigh High 32 bits. User data of the operation that is meant.
 * @param flags What is matched, and whether all of it.
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
 * @param fd The descriptor.
 * @param flags `ALL` for everything on the descriptor; `FD_FIXED` if it is direct.
 * @category Control
 * @since Linux 5.19
 */
export function asyncCancelFd(sqe: Sqe, fd: number, flags: number): void {
  sqe.reset(Op.ASYNC_CANCEL, fd)
  sqe.cancelFlags = CancelFlags.FD | flags
}

/**
 * Puts a completion into another ring.
 *
 * `IORING_OP_MSG_RING`, in liburing `io_uring_prep_msg_ring`.
 *
 * @param fd The other ring.
 * @param value Its `res` there.
 * @param userDataLow Low 32 bits. Its user data there.
 * @param userDataHigh High 32 bits. Its user data there.
 * @param flags Whether a completion is posted there.
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
 * Gives a direct descriptor to another ring.
 *
 * `IORING_OP_MSG_RING`, in liburing `io_uring_prep_msg_ring_fd`.
 *
 * @param fd The other ring.
 * @param source Slot of this ring.
 * @param target Slot of the direct table, or `FILE_INDEX_ALLOC`.
 * @param userDataLow Low 32 bits. User data of the completion there.
 * @param userDataHigh High 32 bits. User data of the completion there.
 * @param flags `CQE_SKIP` posts nothing there.
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
 * @param flags `NO_CLOEXEC`, or 0.
 * @category Control
 * @since Linux 6.8
 */
export function fixedFdInstall(sqe: Sqe, fd: number, flags: number): void {
  sqe.reset(Op.FIXED_FD_INSTALL, fd)
  sqe.installFdFlags = flags
  sqe.flags = SqeFlags.FIXED_FILE
}
