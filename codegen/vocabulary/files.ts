/** Files and paths: opening, reading and describing them, as neighbours of io_uring.h define it. */
import type { Family, Loose } from './types.ts'

const OpenFlags: Family = {
  name: 'OpenFlags',
  kind: 'flags',
  doc:
    'How a file is opened; stored in {@link Sqe.openFlags}, {@link OpenHow.flags} and {@link ' +
    'Sqe.pipeFlags}.',
  prefixes: ['O_'],
  hidden: ['__O_*', 'O_NDELAY', 'FASYNC'],
  members: {
    O_ACCMODE: ['', 'The bits that hold one of RDONLY, WRONLY and RDWR.'],
    O_RDONLY: ['', 'For reading.'],
    O_WRONLY: ['', 'For writing.'],
    O_RDWR: ['', 'For reading and writing.'],
    O_CREAT: ['', 'Makes the file if there is none; the mode counts then.'],
    O_EXCL: ['', 'Fails if the file exists. Needs CREAT.'],
    O_NOCTTY: ['', 'A terminal does not become the controlling one.'],
    O_TRUNC: ['', 'Cuts the file to no bytes.'],
    O_APPEND: ['', 'Every write goes to the end.'],
    O_NONBLOCK: [
      '',
      'Fails with EAGAIN instead of waiting. Not wanted for ring operations: the ring waits.',
    ],
    O_DSYNC: ['', 'A write is done when its data is on the device.'],
    O_SYNC: ['', 'A write is done when data and metadata are on the device.'],
    O_DIRECT: ['', 'Bypasses the page cache; address, length and offset must be aligned.'],
    O_LARGEFILE: [
      '',
      'Allows offsets above 2 GiB; always on for 64-bit programs, io_uring included.',
    ],
    O_DIRECTORY: ['', 'Fails unless it is a directory.'],
    O_NOFOLLOW: ['', 'Fails if the last part of the path is a symbolic link.'],
    O_NOATIME: ['', 'Reading leaves the access time alone. For the owner only.'],
    O_CLOEXEC: ['', 'The descriptor is closed by execve(2). Not for direct descriptors.'],
    O_PATH: ['', 'Only names the file: no reading, no writing.'],
    O_EMPTYPATH: ['7.2', 'An empty path means the file of the descriptor itself.'],
    O_TMPFILE: ['', 'Makes a file without a name in this directory.'],
    O_NOTIFICATION_PIPE: ['5.8', 'A pipe that the kernel posts notices of key rings into.'],
  },
}

const ResolveFlags: Family = {
  name: 'ResolveFlags',
  kind: 'flags',
  doc: 'How OPENAT2 may walk a path; stored in {@link OpenHow.resolve}.',
  prefixes: ['RESOLVE_'],
  members: {
    RESOLVE_NO_XDEV: ['5.6', 'Stays on one mount.'],
    RESOLVE_NO_MAGICLINKS: ['5.6', 'Refuses links such as those in /proc/self/fd.'],
    RESOLVE_NO_SYMLINKS: ['5.6', 'Refuses every symbolic link.'],
    RESOLVE_BENEATH: ['5.6', 'Refuses whatever would leave the starting directory.'],
    RESOLVE_IN_ROOT: ['5.6', 'Takes the starting directory as the root.'],
    RESOLVE_CACHED: ['5.12', 'Fails with EAGAIN unless the path is in the cache.'],
  },
}

const AtFlags: Family = {
  name: 'AtFlags',
  kind: 'flags',
  doc:
    'How a path is looked up; stored in {@link Sqe.statxFlags}, {@link Sqe.unlinkFlags} and ' +
    '{@link Sqe.hardlinkFlags}. Values mean different things to different operations.',
  prefixes: ['AT_'],
  members: {
    AT_SYMLINK_NOFOLLOW: ['', 'Takes a symbolic link itself.'],
    AT_SYMLINK_FOLLOW: ['', 'Follows a symbolic link. For LINKAT.'],
    AT_NO_AUTOMOUNT: ['', 'Mounts nothing on the way.'],
    AT_EMPTY_PATH: ['', 'An empty path means the descriptor itself.'],
    AT_STATX_SYNC_TYPE: ['', 'The bits that tell how fresh attributes must be.'],
    AT_STATX_SYNC_AS_STAT: ['', 'Attributes as fresh as stat(2) gives them.'],
    AT_STATX_FORCE_SYNC: ['', 'Asks the server of a remote file.'],
    AT_STATX_DONT_SYNC: ['', 'Takes what is cached of a remote file.'],
    AT_RECURSIVE: ['5.2', 'Takes the whole tree below.'],
    AT_RENAME_NOREPLACE: ['6.12', 'Fails if the new name exists. For renaming.'],
    AT_RENAME_EXCHANGE: ['6.12', 'Swaps both names. For renaming.'],
    AT_RENAME_WHITEOUT: ['6.12', 'Leaves a whiteout behind. For renaming.'],
    AT_EACCESS: ['', 'Checks with the effective user. For faccessat(2).'],
    AT_REMOVEDIR: ['', 'Removes an empty directory. For UNLINKAT.'],
    AT_HANDLE_FID: ['6.6', 'The handle serves only for comparison. For name_to_handle_at(2).'],
    AT_HANDLE_MNT_ID_UNIQUE: [
      '6.12',
      'The mount id is one that is never reused. For name_to_handle_at(2).',
    ],
    AT_HANDLE_CONNECTABLE: [
      '6.13',
      'The handle can be tied to its directory. For name_to_handle_at(2).',
    ],
    AT_EXECVE_CHECK: ['6.14', 'Only checks whether it may run. For execveat(2).'],
  },
}

const StatxAttributes: Family = {
  name: 'StatxAttributes',
  kind: 'flags',
  doc: 'Attributes of a file; found in {@link Statx.stxAttributes}.',
  prefixes: ['STATX_ATTR_'],
  members: {
    STATX_ATTR_COMPRESSED: ['', 'Compressed by the file system.'],
    STATX_ATTR_IMMUTABLE: ['', 'Cannot be changed, removed or renamed.'],
    STATX_ATTR_APPEND: ['', 'Can only grow at its end.'],
    STATX_ATTR_NODUMP: ['', 'Backups leave it out.'],
    STATX_ATTR_ENCRYPTED: ['', 'Encrypted by the file system; needs a key.'],
    STATX_ATTR_AUTOMOUNT: ['', 'A directory that mounts when it is entered.'],
    STATX_ATTR_MOUNT_ROOT: ['5.8', 'The root of a mount.'],
    STATX_ATTR_VERITY: ['5.5', 'Protected by fs-verity.'],
    STATX_ATTR_DAX: ['5.8', 'Read and written without the page cache (DAX).'],
    STATX_ATTR_WRITE_ATOMIC: ['6.11', 'Takes writes that cannot be torn.'],
  },
}

const StatxMask: Family = {
  name: 'StatxMask',
  kind: 'flags',
  doc:
    'Which attributes STATX reads; stored in {@link Sqe.len}, answered in {@link ' +
    'Statx.stxMask}.',
  prefixes: ['STATX_'],
  hidden: ['STATX__RESERVED'],
  members: {
    STATX_TYPE: ['', 'The file type in {@link Statx.stxMode}.'],
    STATX_MODE: ['', 'The permissions in {@link Statx.stxMode}.'],
    STATX_NLINK: ['', 'Number of names.'],
    STATX_UID: ['', 'Owner.'],
    STATX_GID: ['', 'Group.'],
    STATX_ATIME: ['', 'Time of last access.'],
    STATX_MTIME: ['', 'Time of last change of the content.'],
    STATX_CTIME: ['', 'Time of last change of the attributes.'],
    STATX_INO: ['', 'Inode number.'],
    STATX_SIZE: ['', 'Size in bytes.'],
    STATX_BLOCKS: ['', 'Space in blocks of 512 bytes.'],
    STATX_BASIC_STATS: ['', 'All that stat(2) gives.'],
    STATX_BTIME: ['', 'Time it was made.'],
    STATX_MNT_ID: ['5.8', 'Id of its mount; may be reused.'],
    STATX_DIOALIGN: ['6.1', 'Alignment that O_DIRECT needs.'],
    STATX_MNT_ID_UNIQUE: ['6.8', 'Id of its mount; never reused.'],
    STATX_SUBVOL: ['6.10', 'Id of its subvolume.'],
    STATX_WRITE_ATOMIC: ['6.11', 'Limits of writes that cannot be torn.'],
    STATX_DIO_READ_ALIGN: ['6.14', 'Alignment that O_DIRECT needs for reads.'],
    STATX_ALL: ['', 'BASIC_STATS and BTIME; never grows.'],
  },
}

const FileMode: Family = {
  name: 'FileMode',
  kind: 'flags',
  doc:
    'Type and permissions of a file; found in {@link Statx.stxMode}. The permission bits are ' +
    'the mode argument of OPENAT and MKDIRAT.',
  prefixes: ['S_I'],
  drop: ['S_'],
  hidden: ['S_IS*'],
  members: {
    S_IFMT: ['', 'The bits that hold the type.'],
    S_IFSOCK: ['', 'A socket.'],
    S_IFLNK: ['', 'A symbolic link.'],
    S_IFREG: ['', 'A regular file.'],
    S_IFBLK: ['', 'A block device.'],
    S_IFDIR: ['', 'A directory.'],
    S_IFCHR: ['', 'A character device.'],
    S_IFIFO: ['', 'A pipe with a name.'],
    S_ISUID: ['', 'Runs as its owner.'],
    S_ISGID: ['', 'Runs as its group; in a directory, new files inherit the group.'],
    S_ISVTX: ['', 'Sticky: only an owner removes names from the directory.'],
    S_IRWXU: ['', 'The owner may do everything.'],
    S_IRUSR: ['', 'The owner may read.'],
    S_IWUSR: ['', 'The owner may write.'],
    S_IXUSR: ['', 'The owner may run or enter it.'],
    S_IRWXG: ['', 'The group may do everything.'],
    S_IRGRP: ['', 'The group may read.'],
    S_IWGRP: ['', 'The group may write.'],
    S_IXGRP: ['', 'The group may run or enter it.'],
    S_IRWXO: ['', 'Others may do everything.'],
    S_IROTH: ['', 'Others may read.'],
    S_IWOTH: ['', 'Others may write.'],
    S_IXOTH: ['', 'Others may run or enter it.'],
  },
}

const RwFlags: Family = {
  name: 'RwFlags',
  kind: 'flags',
  doc: 'How one read or write is done; stored in {@link Sqe.rwFlags}.',
  prefixes: ['RWF_'],
  hidden: ['RWF_SUPPORTED', 'RWF_WRITE_LIFE_*'],
  members: {
    RWF_HIPRI: ['', 'Polls for completion. For O_DIRECT.'],
    RWF_DSYNC: ['', 'Done when the data is on the device.'],
    RWF_SYNC: ['', 'Done when data and metadata are on the device.'],
    RWF_NOWAIT: ['', 'Fails with EAGAIN where it would have to wait.'],
    RWF_APPEND: ['', 'Writes at the end, whatever the offset.'],
    RWF_NOAPPEND: ['6.9', 'Writes at the offset, even into a file opened with O_APPEND.'],
    RWF_ATOMIC: ['6.11', 'The write is never torn; within the limits that STATX tells.'],
    RWF_DONTCACHE: ['6.14', 'Drops the pages from the cache afterwards.'],
    RWF_NOSIGNAL: ['6.18', 'A broken pipe raises no SIGPIPE.'],
  },
}

const RenameFlags: Family = {
  name: 'RenameFlags',
  kind: 'flags',
  doc: 'How RENAMEAT works; stored in {@link Sqe.renameFlags}.',
  prefixes: ['RENAME_'],
  members: {
    RENAME_NOREPLACE: ['', 'Fails if the new name exists.'],
    RENAME_EXCHANGE: ['', 'Swaps both names; both must exist.'],
    RENAME_WHITEOUT: ['', 'Leaves a whiteout behind. For overlay file systems.'],
  },
}

const SyncFileRangeFlags: Family = {
  name: 'SyncFileRangeFlags',
  kind: 'flags',
  doc: 'What SYNC_FILE_RANGE does; stored in {@link Sqe.syncRangeFlags}.',
  prefixes: ['SYNC_FILE_RANGE_'],
  members: {
    SYNC_FILE_RANGE_WAIT_BEFORE: ['', 'Waits for write-back that runs already.'],
    SYNC_FILE_RANGE_WRITE: ['', 'Starts write-back of dirty pages.'],
    SYNC_FILE_RANGE_WAIT_AFTER: ['', 'Waits for the write-back it started.'],
    SYNC_FILE_RANGE_WRITE_AND_WAIT: ['', 'All three. Metadata and device caches are not flushed.'],
  },
}

const FallocateFlags: Family = {
  name: 'FallocateFlags',
  kind: 'flags',
  doc: 'What FALLOCATE does; stored in {@link Sqe.len}.',
  prefixes: ['FALLOC_FL_'],
  members: {
    FALLOC_FL_ALLOCATE_RANGE: ['6.11', 'Reserves space: the name of what 0 always did.'],
    FALLOC_FL_KEEP_SIZE: ['', 'The size of the file stays.'],
    FALLOC_FL_PUNCH_HOLE: ['', 'Gives the space back; it reads as zeros. Needs KEEP_SIZE.'],
    FALLOC_FL_NO_HIDE_STALE: ['', 'Reserved; no kernel takes it.'],
    FALLOC_FL_COLLAPSE_RANGE: ['', 'Removes the range; what follows moves up. In whole blocks.'],
    FALLOC_FL_ZERO_RANGE: ['', 'Makes the range read as zeros, space reserved.'],
    FALLOC_FL_INSERT_RANGE: ['', 'Makes room; what follows moves down. In whole blocks.'],
    FALLOC_FL_UNSHARE_RANGE: ['', 'Gives the file its own copy of shared blocks.'],
    FALLOC_FL_WRITE_ZEROES: [
      '6.17',
      'Zeroes on the device, so that later writes need no conversion.',
    ],
  },
}

const FileAdvice: Family = {
  name: 'FileAdvice',
  kind: 'enum',
  doc: 'How a file will be used; stored in {@link Sqe.fadviseAdvice} for FADVISE.',
  prefixes: ['POSIX_FADV_'],
  members: {
    POSIX_FADV_NORMAL: ['', 'Nothing special.'],
    POSIX_FADV_RANDOM: ['', 'Here and there: no reading ahead.'],
    POSIX_FADV_SEQUENTIAL: ['', 'From front to back: more reading ahead.'],
    POSIX_FADV_WILLNEED: ['', 'Soon: starts reading it into the cache.'],
    POSIX_FADV_DONTNEED: ['', 'Not soon: drops clean pages from the cache.'],
    POSIX_FADV_NOREUSE: ['', 'Once only.'],
  },
}

const XattrFlags: Family = {
  name: 'XattrFlags',
  kind: 'flags',
  doc: 'How an extended attribute is set; stored in {@link Sqe.xattrFlags}.',
  prefixes: ['XATTR_'],
  hidden: ['XATTR_*_PREFIX_LEN', 'XATTR_NAME_*', 'XATTR_SIZE_MAX', 'XATTR_LIST_MAX'],
  members: {
    XATTR_CREATE: ['', 'Fails if it exists.'],
    XATTR_REPLACE: ['', 'Fails unless it exists.'],
  },
}

const SpliceFlags: Family = {
  name: 'SpliceFlags',
  kind: 'flags',
  doc: 'How SPLICE and TEE work; stored in {@link Sqe.spliceFlags}.',
  prefixes: ['SPLICE_F_'],
  members: {
    SPLICE_F_MOVE: ['', 'Moves pages instead of copying; no effect today.'],
    SPLICE_F_NONBLOCK: ['', 'Does not wait for the pipe.'],
    SPLICE_F_MORE: ['', 'More follows. For sockets.'],
    SPLICE_F_GIFT: ['', 'The pages are given away. For vmsplice(2).'],
    SPLICE_F_FD_IN_FIXED: ['5.7', '{@link Sqe.spliceFdIn} is a registered slot.'],
  },
}

export const fileFamilies: readonly Family[] = [
  OpenFlags,
  ResolveFlags,
  AtFlags,
  StatxAttributes,
  StatxMask,
  FileMode,
  RwFlags,
  RenameFlags,
  SyncFileRangeFlags,
  FallocateFlags,
  FileAdvice,
  XattrFlags,
  SpliceFlags,
]

export const fileLoose: readonly Loose[] = [
  {
    c: 'AT_FDCWD',
    name: 'AT_FDCWD',
    entry: ['', 'As a directory descriptor: the working directory of the process.'],
  },
  {
    c: 'OPENAT2_REGULAR',
    name: 'OPENAT2_REGULAR',
    entry: ['7.2', 'For {@link OpenHow.flags}: fails with EFTYPE unless it is a regular file.'],
  },
]
