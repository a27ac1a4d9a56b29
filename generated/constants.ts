// Generated from headers/abi/7.3.json by codegen/emit/constants.ts.
// Do not edit: change codegen/vocabulary, then run `npm run generate`.

const arm64 = process.arch === 'arm64'

/**
 * What a submission asks the kernel to do; stored in {@link Sqe.opcode}.
 * @enum
 */
export const Op = {
  /** `IORING_OP_NOP`: Does nothing and completes; for measuring and waking. @since Linux 5.1 */
  NOP: 0,
  /** `IORING_OP_READV`: Reads into several buffers, like preadv2(2). @since Linux 5.1 */
  READV: 1,
  /** `IORING_OP_WRITEV`: Writes from several buffers, like pwritev2(2). @since Linux 5.1 */
  WRITEV: 2,
  /**
   * `IORING_OP_FSYNC`: Brings file data to the device, like fsync(2). Not ordered by itself.
   * @since Linux 5.1
   */
  FSYNC: 3,
  /** `IORING_OP_READ_FIXED`: Reads into a registered buffer, or a part of one. @since Linux 5.1 */
  READ_FIXED: 4,
  /**
   * `IORING_OP_WRITE_FIXED`: Writes from a registered buffer, or a part of one.
   * @since Linux 5.1
   */
  WRITE_FIXED: 5,
  /**
   * `IORING_OP_POLL_ADD`: Completes with the events that became ready on a descriptor.
   * @since Linux 5.1
   */
  POLL_ADD: 6,
  /**
   * `IORING_OP_POLL_REMOVE`: Ends or changes a POLL_ADD, found by its user data.
   * @since Linux 5.1
   */
  POLL_REMOVE: 7,
  /**
   * `IORING_OP_SYNC_FILE_RANGE`: Starts or awaits write-back of a byte range of a file.
   * @since Linux 5.2
   */
  SYNC_FILE_RANGE: 8,
  /**
   * `IORING_OP_SENDMSG`: Sends what a message header describes, like sendmsg(2).
   * @since Linux 5.3
   */
  SENDMSG: 9,
  /**
   * `IORING_OP_RECVMSG`: Receives data, sender and control messages, like recvmsg(2).
   * @since Linux 5.3
   */
  RECVMSG: 10,
  /**
   * `IORING_OP_TIMEOUT`: Completes with ETIME at a time, or with 0 after a number of completions.
   * @since Linux 5.4
   */
  TIMEOUT: 11,
  /**
   * `IORING_OP_TIMEOUT_REMOVE`: Ends or changes a timeout, found by its user data.
   * @since Linux 5.5
   */
  TIMEOUT_REMOVE: 12,
  /**
   * `IORING_OP_ACCEPT`: Takes a connection from a listening socket; the result is its descriptor.
   * @since Linux 5.5
   */
  ACCEPT: 13,
  /**
   * `IORING_OP_ASYNC_CANCEL`: Cancels what matches a user data, a descriptor or an opcode.
   * @since Linux 5.5
   */
  ASYNC_CANCEL: 14,
  /**
   * `IORING_OP_LINK_TIMEOUT`: Cancels the operation it is linked to when the time is over.
   * @since Linux 5.5
   */
  LINK_TIMEOUT: 15,
  /** `IORING_OP_CONNECT`: Connects a socket to an address. @since Linux 5.5 */
  CONNECT: 16,
  /**
   * `IORING_OP_FALLOCATE`: Reserves, zeroes or punches out space of a file, like fallocate(2).
   * @since Linux 5.6
   */
  FALLOCATE: 17,
  /**
   * `IORING_OP_OPENAT`: Opens a file; the result is a descriptor, or 0 for a chosen slot.
   * @since Linux 5.6
   */
  OPENAT: 18,
  /**
   * `IORING_OP_CLOSE`: Closes a descriptor or empties a slot. Cancels nothing that runs on it.
   * @since Linux 5.6
   */
  CLOSE: 19,
  /**
   * `IORING_OP_FILES_UPDATE`: Puts descriptors into slots of the registered file table.
   * @since Linux 5.6
   */
  FILES_UPDATE: 20,
  /** `IORING_OP_STATX`: Reads the attributes of a file, like statx(2). @since Linux 5.6 */
  STATX: 21,
  /**
   * `IORING_OP_READ`: Reads into one buffer at a position, or at the file position for -1.
   * @since Linux 5.6
   */
  READ: 22,
  /**
   * `IORING_OP_WRITE`: Writes from one buffer at a position, or at the file position for -1.
   * @since Linux 5.6
   */
  WRITE: 23,
  /** `IORING_OP_FADVISE`: Tells how a byte range of a file will be used. @since Linux 5.6 */
  FADVISE: 24,
  /** `IORING_OP_MADVISE`: Tells how a range of memory will be used. @since Linux 5.6 */
  MADVISE: 25,
  /**
   * `IORING_OP_SEND`: Sends from a buffer; may be short. The memory stays in use until it
   * completes.
   * @since Linux 5.6
   */
  SEND: 26,
  /** `IORING_OP_RECV`: Receives into a buffer; 0 is the end of the stream. @since Linux 5.6 */
  RECV: 27,
  /**
   * `IORING_OP_OPENAT2`: Opens a file with rules for how its path may be resolved.
   * @since Linux 5.6
   */
  OPENAT2: 28,
  /**
   * `IORING_OP_EPOLL_CTL`: Adds, changes or removes an entry of an epoll instance.
   * @since Linux 5.6
   */
  EPOLL_CTL: 29,
  /**
   * `IORING_OP_SPLICE`: Moves bytes between two descriptors; one of them must be a pipe.
   * @since Linux 5.7
   */
  SPLICE: 30,
  /**
   * `IORING_OP_PROVIDE_BUFFERS`: Gives buffers to a group the old way; prefer a buffer ring.
   * @since Linux 5.7
   */
  PROVIDE_BUFFERS: 31,
  /**
   * `IORING_OP_REMOVE_BUFFERS`: Takes unused buffers back from a group filled by PROVIDE_BUFFERS.
   * @since Linux 5.7
   */
  REMOVE_BUFFERS: 32,
  /** `IORING_OP_TEE`: Duplicates the content of one pipe into another. @since Linux 5.8 */
  TEE: 33,
  /**
   * `IORING_OP_SHUTDOWN`: Shuts one or both directions of a connection, for every holder of it.
   * @since Linux 5.11
   */
  SHUTDOWN: 34,
  /** `IORING_OP_RENAMEAT`: Renames a file, like renameat2(2). @since Linux 5.11 */
  RENAMEAT: 35,
  /**
   * `IORING_OP_UNLINKAT`: Removes a name, or an empty directory with AT_REMOVEDIR.
   * @since Linux 5.11
   */
  UNLINKAT: 36,
  /** `IORING_OP_MKDIRAT`: Makes a directory. @since Linux 5.15 */
  MKDIRAT: 37,
  /** `IORING_OP_SYMLINKAT`: Makes a symbolic link. @since Linux 5.15 */
  SYMLINKAT: 38,
  /** `IORING_OP_LINKAT`: Makes another name for a file. @since Linux 5.15 */
  LINKAT: 39,
  /**
   * `IORING_OP_MSG_RING`: Posts a completion to another ring, or hands it a registered file.
   * @since Linux 5.18
   */
  MSG_RING: 40,
  /** `IORING_OP_FSETXATTR`: Sets an extended attribute of an open file. @since Linux 5.19 */
  FSETXATTR: 41,
  /** `IORING_OP_SETXATTR`: Sets an extended attribute of a path. @since Linux 5.19 */
  SETXATTR: 42,
  /** `IORING_OP_FGETXATTR`: Reads an extended attribute of an open file. @since Linux 5.19 */
  FGETXATTR: 43,
  /** `IORING_OP_GETXATTR`: Reads an extended attribute of a path. @since Linux 5.19 */
  GETXATTR: 44,
  /**
   * `IORING_OP_SOCKET`: Makes a socket; the result is its descriptor, or 0 for a chosen slot.
   * @since Linux 5.19
   */
  SOCKET: 45,
  /**
   * `IORING_OP_URING_CMD`: Runs a command that the driver or the socket behind the file defines.
   * @since Linux 5.19
   */
  URING_CMD: 46,
  /**
   * `IORING_OP_SEND_ZC`: Sends without copying. The memory is free only after the F_NOTIF
   * completion.
   * @since Linux 6.0
   */
  SEND_ZC: 47,
  /**
   * `IORING_OP_SENDMSG_ZC`: Sends a message without copying; its data is free only after the
   * F_NOTIF completion.
   * @since Linux 6.1
   */
  SENDMSG_ZC: 48,
  /**
   * `IORING_OP_READ_MULTISHOT`: Reads again and again into provided buffers. Needs a pollable file;
   * a regular one fails.
   * @since Linux 6.7
   */
  READ_MULTISHOT: 49,
  /**
   * `IORING_OP_WAITID`: Waits for a child process to change state, like waitid(2).
   * @since Linux 6.7
   */
  WAITID: 50,
  /**
   * `IORING_OP_FUTEX_WAIT`: Waits until another thread wakes a 32-bit word that holds a value.
   * @since Linux 6.7
   */
  FUTEX_WAIT: 51,
  /** `IORING_OP_FUTEX_WAKE`: Wakes up to a number of waiters on a futex word. @since Linux 6.7 */
  FUTEX_WAKE: 52,
  /**
   * `IORING_OP_FUTEX_WAITV`: Waits on up to 128 futexes; the result is the index of one woken.
   * @since Linux 6.7
   */
  FUTEX_WAITV: 53,
  /**
   * `IORING_OP_FIXED_FD_INSTALL`: Makes an ordinary descriptor of a registered file.
   * @since Linux 6.8
   */
  FIXED_FD_INSTALL: 54,
  /** `IORING_OP_FTRUNCATE`: Sets the size of an open file. @since Linux 6.9 */
  FTRUNCATE: 55,
  /** `IORING_OP_BIND`: Gives a socket its local address. @since Linux 6.11 */
  BIND: 56,
  /** `IORING_OP_LISTEN`: Makes a socket accept connections. @since Linux 6.11 */
  LISTEN: 57,
  /**
   * `IORING_OP_RECV_ZC`: Receives into a registered zero-copy area, shot after shot. Needs
   * DEFER_TASKRUN and 32-byte completions.
   * @since Linux 6.15
   */
  RECV_ZC: 58,
  /**
   * `IORING_OP_EPOLL_WAIT`: Fetches events of an epoll instance; the result is their number.
   * @since Linux 6.15
   */
  EPOLL_WAIT: 59,
  /**
   * `IORING_OP_READV_FIXED`: Reads into several pieces of one registered buffer.
   * @since Linux 6.15
   */
  READV_FIXED: 60,
  /**
   * `IORING_OP_WRITEV_FIXED`: Writes from several pieces of one registered buffer.
   * @since Linux 6.15
   */
  WRITEV_FIXED: 61,
  /**
   * `IORING_OP_PIPE`: Makes a pipe and stores its two descriptors, or fills two slots.
   * @since Linux 6.16
   */
  PIPE: 62,
  /**
   * `IORING_OP_NOP128`: Does nothing in a submission of 128 bytes. Needs SQE128 or SQE_MIXED.
   * @since Linux 6.19
   */
  NOP128: 63,
  /**
   * `IORING_OP_URING_CMD128`: Runs a URING_CMD with 80 bytes of command data. Needs SQE128 or
   * SQE_MIXED.
   * @since Linux 6.19
   */
  URING_CMD128: 64,
} as const

/** One of {@link Op}'s values. */
export type Op = (typeof Op)[keyof typeof Op]

/**
 * How a submission is run, whatever its operation; stored in {@link Sqe.flags}.
 * @enum
 */
export const SqeFlags = {
  /** `IOSQE_FIXED_FILE`: The descriptor is a slot of the registered file table. @since Linux 5.1 */
  FIXED_FILE: 0x1,
  /**
   * `IOSQE_IO_DRAIN`: Starts when all earlier submissions are done, and holds later ones back. Not
   * on a ring that used CQE_SKIP_SUCCESS.
   * @since Linux 5.2
   */
  IO_DRAIN: 0x2,
  /**
   * `IOSQE_IO_LINK`: The next submission starts when this one succeeds, and is cancelled when it
   * fails or is short.
   * @since Linux 5.3
   */
  IO_LINK: 0x4,
  /**
   * `IOSQE_IO_HARDLINK`: The next submission starts when this one is done, whatever its result.
   * @since Linux 5.5
   */
  IO_HARDLINK: 0x8,
  /**
   * `IOSQE_ASYNC`: Goes to a worker thread at once, without a try in the submitting thread.
   * @since Linux 5.6
   */
  ASYNC: 0x10,
  /**
   * `IOSQE_BUFFER_SELECT`: The kernel picks a buffer of the group in {@link Sqe.bufGroup}; the
   * completion tells which. For reads, receives and SEND; EOPNOTSUPP for most others.
   * @since Linux 5.7
   */
  BUFFER_SELECT: 0x20,
  /**
   * `IOSQE_CQE_SKIP_SUCCESS`: No completion is posted when the operation succeeds. The ring takes
   * no IO_DRAIN any more; not for zero-copy sends.
   * @since Linux 5.17
   */
  CQE_SKIP_SUCCESS: 0x40,
} as const

/**
 * How SEND, SENDMSG, RECV, RECVMSG and their zero-copy forms work; stored in {@link Sqe.ioprio}.
 * @enum
 */
export const SendRecvFlags = {
  /**
   * `IORING_RECVSEND_POLL_FIRST`: Waits for readiness before the first attempt.
   * @since Linux 5.19
   */
  POLL_FIRST: 0x1,
  /**
   * `IORING_RECV_MULTISHOT`: Posts a completion for every chunk until one lacks F_MORE. Needs
   * BUFFER_SELECT, except RECV_ZC.
   * @since Linux 6.0
   */
  RECV_MULTISHOT: 0x2,
  /**
   * `IORING_RECVSEND_FIXED_BUF`: Sends from the registered buffer in {@link Sqe.bufIndex}.
   * Zero-copy sends only.
   * @since Linux 6.0
   */
  FIXED_BUF: 0x4,
  /**
   * `IORING_SEND_ZC_REPORT_USAGE`: The result of the notification tells whether data was copied:
   * see NOTIF_USAGE_ZC_COPIED.
   * @since Linux 6.2
   */
  SEND_ZC_REPORT_USAGE: 0x8,
  /**
   * `IORING_RECVSEND_BUNDLE`: One completion may span several provided buffers, consecutive in ring
   * order. Needs BUFFER_SELECT.
   * @since Linux 6.10
   */
  BUNDLE: 0x10,
  /**
   * `IORING_SEND_VECTORIZED`: The address is an array of {@link Iovec}, the length their number.
   * For SEND and SEND_ZC.
   * @since Linux 6.17
   */
  SEND_VECTORIZED: 0x20,
} as const

/**
 * How ACCEPT works; stored in {@link Sqe.ioprio}.
 * @enum
 */
export const AcceptFlags = {
  /**
   * `IORING_ACCEPT_MULTISHOT`: Posts a completion for every connection until one lacks F_MORE.
   * @since Linux 5.19
   */
  MULTISHOT: 0x1,
  /**
   * `IORING_ACCEPT_DONTWAIT`: Fails with EAGAIN instead of waiting for a connection.
   * @since Linux 6.10
   */
  DONTWAIT: 0x2,
  /**
   * `IORING_ACCEPT_POLL_FIRST`: Waits for a connection before it tries to take one.
   * @since Linux 6.10
   */
  POLL_FIRST: 0x4,
} as const

/**
 * How FSYNC works; stored in {@link Sqe.fsyncFlags}.
 * @enum
 */
export const FsyncFlags = {
  /**
   * `IORING_FSYNC_DATASYNC`: Skips metadata that reading the data back does not need, like
   * fdatasync(2).
   * @since Linux 5.1
   */
  DATASYNC: 0x1,
} as const

/**
 * How TIMEOUT, TIMEOUT_REMOVE and LINK_TIMEOUT work; stored in {@link Sqe.timeoutFlags}.
 * @enum
 */
export const TimeoutFlags = {
  /** `IORING_TIMEOUT_ABS`: The time is a point on the clock and not a duration. @since Linux 5.4 */
  ABS: 0x1,
  /**
   * `IORING_TIMEOUT_UPDATE`: Gives a running TIMEOUT a new time. For TIMEOUT_REMOVE.
   * @since Linux 5.11
   */
  UPDATE: 0x2,
  /**
   * `IORING_TIMEOUT_BOOTTIME`: Counts on the clock that goes on during suspend.
   * @since Linux 5.15
   */
  BOOTTIME: 0x4,
  /** `IORING_TIMEOUT_REALTIME`: Counts on the wall clock, which can be set. @since Linux 5.15 */
  REALTIME: 0x8,
  /**
   * `IORING_LINK_TIMEOUT_UPDATE`: Gives a running LINK_TIMEOUT a new time. For TIMEOUT_REMOVE,
   * together with UPDATE.
   * @since Linux 5.15
   */
  LINK_TIMEOUT_UPDATE: 0x10,
  /**
   * `IORING_TIMEOUT_ETIME_SUCCESS`: Running out is no failure: a linked operation goes on.
   * @since Linux 5.16
   */
  ETIME_SUCCESS: 0x20,
  /**
   * `IORING_TIMEOUT_MULTISHOT`: Fires again and again, {@link Sqe.off} times or for ever when it is
   * 0. Not with ABS.
   * @since Linux 6.4
   */
  MULTISHOT: 0x40,
  /**
   * `IORING_TIMEOUT_IMMEDIATE_ARG`: The address field holds nanoseconds and not a pointer.
   * @since Linux 7.1
   */
  IMMEDIATE_ARG: 0x80,
} as const

/**
 * How POLL_ADD and POLL_REMOVE work; stored in {@link Sqe.len}. The events are a field of their
 * own.
 * @enum
 */
export const PollFlags = {
  /**
   * `IORING_POLL_ADD_MULTI`: Posts a completion for every event until one lacks F_MORE.
   * @since Linux 5.13
   */
  ADD_MULTI: 0x1,
  /**
   * `IORING_POLL_UPDATE_EVENTS`: Replaces the events of a running poll. For POLL_REMOVE.
   * @since Linux 5.13
   */
  UPDATE_EVENTS: 0x2,
  /**
   * `IORING_POLL_UPDATE_USER_DATA`: Replaces the user data of a running poll. For POLL_REMOVE.
   * @since Linux 5.13
   */
  UPDATE_USER_DATA: 0x4,
  /**
   * `IORING_POLL_ADD_LEVEL`: Meant to report as long as a state lasts. POLL_ADD and POLL_REMOVE of
   * Linux 6.18 and 7.3 refuse it.
   * @since Linux 6.0
   */
  ADD_LEVEL: 0x8,
} as const

/**
 * What is cancelled; stored in {@link Sqe.cancelFlags} and {@link SyncCancelReg.flags}.
 * @enum
 */
export const CancelFlags = {
  /**
   * `IORING_ASYNC_CANCEL_ALL`: Cancels every match and not only the first; the result is a count.
   * @since Linux 5.19
   */
  ALL: 0x1,
  /** `IORING_ASYNC_CANCEL_FD`: Matches by descriptor. @since Linux 5.19 */
  FD: 0x2,
  /** `IORING_ASYNC_CANCEL_ANY`: Matches everything in flight on the ring. @since Linux 5.19 */
  ANY: 0x4,
  /**
   * `IORING_ASYNC_CANCEL_FD_FIXED`: The descriptor to match is a registered slot.
   * @since Linux 6.0
   */
  FD_FIXED: 0x8,
  /**
   * `IORING_ASYNC_CANCEL_USERDATA`: Matches by user data too, next to FD or OP.
   * @since Linux 6.6
   */
  USERDATA: 0x10,
  /** `IORING_ASYNC_CANCEL_OP`: Matches by opcode, taken from {@link Sqe.len}. @since Linux 6.6 */
  OP: 0x20,
} as const

/**
 * How MSG_RING delivers; stored in {@link Sqe.msgRingFlags}.
 * @enum
 */
export const MsgRingFlags = {
  /**
   * `IORING_MSG_RING_CQE_SKIP`: A file arrives without a completion. For SEND_FD.
   * @since Linux 6.0
   */
  CQE_SKIP: 0x1,
  /**
   * `IORING_MSG_RING_FLAGS_PASS`: The completion there carries the flags in {@link Sqe.fileIndex}.
   * @since Linux 6.3
   */
  FLAGS_PASS: 0x2,
} as const

/**
 * What MSG_RING sends; stored in {@link Sqe.addr}.
 * @enum
 */
export const MsgRingOp = {
  /**
   * `IORING_MSG_DATA`: A completion: its result comes from {@link Sqe.len}, its user data from
   * {@link Sqe.off}.
   * @since Linux 5.18
   */
  DATA: 0,
  /**
   * `IORING_MSG_SEND_FD`: A registered file: from the slot in {@link Sqe.addr3} to the one in
   * {@link Sqe.fileIndex}.
   * @since Linux 6.0
   */
  SEND_FD: 1,
} as const

/** One of {@link MsgRingOp}'s values. */
export type MsgRingOp = (typeof MsgRingOp)[keyof typeof MsgRingOp]

/**
 * How FIXED_FD_INSTALL works; stored in {@link Sqe.installFdFlags}.
 * @enum
 */
export const FixedFdFlags = {
  /** `IORING_FIXED_FD_NO_CLOEXEC`: The new descriptor survives execve(2). @since Linux 6.8 */
  NO_CLOEXEC: 0x1,
} as const

/**
 * What NOP pretends to do; stored in {@link Sqe.nopFlags}.
 * @enum
 */
export const NopFlags = {
  /** `IORING_NOP_INJECT_RESULT`: The result is {@link Sqe.len}. @since Linux 6.10 */
  INJECT_RESULT: 0x1,
  /** `IORING_NOP_FILE`: Looks the descriptor up. @since Linux 6.13 */
  FILE: 0x2,
  /**
   * `IORING_NOP_FIXED_FILE`: Looks the descriptor up as a registered slot. Goes with FILE.
   * @since Linux 6.13
   */
  FIXED_FILE: 0x4,
  /**
   * `IORING_NOP_FIXED_BUFFER`: Looks the registered buffer of {@link Sqe.bufIndex} up.
   * @since Linux 6.13
   */
  FIXED_BUFFER: 0x8,
  /** `IORING_NOP_TW`: Completes from task work and not at submission. @since Linux 6.16 */
  TW: 0x10,
  /**
   * `IORING_NOP_CQE32`: Posts a completion of 32 bytes that carries {@link Sqe.off} and
   * {@link Sqe.addr}. Needs CQE32 or CQE_MIXED.
   * @since Linux 6.18
   */
  CQE32: 0x20,
} as const

/**
 * How URING_CMD works; stored in {@link Sqe.uringCmdFlags}. The top 8 bits belong to the kernel.
 * @enum
 */
export const UringCmdFlags = {
  /**
   * `IORING_URING_CMD_FIXED`: The command uses the registered buffer of {@link Sqe.bufIndex}.
   * @since Linux 6.1
   */
  FIXED: 0x1,
  /**
   * `IORING_URING_CMD_MULTISHOT`: The command completes many times. Needs BUFFER_SELECT; not with
   * FIXED.
   * @since Linux 6.18
   */
  MULTISHOT: 0x2,
} as const

/**
 * Which attributes a read or write carries; stored in {@link Sqe.attrTypeMask}.
 * @enum
 */
export const RwAttributes = {
  /**
   * `IORING_RW_ATTR_FLAG_PI`: {@link Sqe.attrPtr} points to an {@link AttrPi}.
   * @since Linux 6.14
   */
  PI: 0x1,
} as const

/**
 * What URING_CMD does to a socket; stored in {@link Sqe.cmdOp}.
 * @enum
 */
export const SocketOp = {
  /**
   * `SOCKET_URING_OP_SIOCINQ`: The result is the number of bytes that wait to be received.
   * @since Linux 6.6
   */
  SIOCINQ: 0,
  /**
   * `SOCKET_URING_OP_SIOCOUTQ`: The result is the number of bytes not yet sent or acknowledged.
   * @since Linux 6.6
   */
  SIOCOUTQ: 1,
  /**
   * `SOCKET_URING_OP_GETSOCKOPT`: Reads a socket option of level SOL_SOCKET; the result is its
   * size.
   * @since Linux 6.7
   */
  GETSOCKOPT: 2,
  /** `SOCKET_URING_OP_SETSOCKOPT`: Sets a socket option of any level. @since Linux 6.7 */
  SETSOCKOPT: 3,
  /**
   * `SOCKET_URING_OP_TX_TIMESTAMP`: Delivers transmit timestamps, shot after shot. Needs
   * completions of 32 bytes.
   * @since Linux 6.17
   */
  TX_TIMESTAMP: 4,
  /**
   * `SOCKET_URING_OP_GETSOCKNAME`: Reads the local address, or the peer address when
   * {@link Sqe.optlen} is 1.
   * @since Linux 6.19
   */
  GETSOCKNAME: 5,
} as const

/** One of {@link SocketOp}'s values. */
export type SocketOp = (typeof SocketOp)[keyof typeof SocketOp]

/**
 * What a completion says about itself; found in {@link Cqe.flags}.
 * @enum
 */
export const CqeFlags = {
  /**
   * `IORING_CQE_F_BUFFER`: A provided buffer was used; its id stands above bit 15.
   * @since Linux 5.7
   */
  F_BUFFER: 0x1,
  /**
   * `IORING_CQE_F_MORE`: More completions of this submission follow. Without it, this is the last.
   * @since Linux 5.13
   */
  F_MORE: 0x2,
  /**
   * `IORING_CQE_F_SOCK_NONEMPTY`: The socket held more when the operation was done.
   * @since Linux 5.19
   */
  F_SOCK_NONEMPTY: 0x4,
  /**
   * `IORING_CQE_F_NOTIF`: The kernel has let go of the memory of a zero-copy send.
   * @since Linux 6.0
   */
  F_NOTIF: 0x8,
  /**
   * `IORING_CQE_F_BUF_MORE`: The buffer is only partly used and stays with the kernel.
   * @since Linux 6.12
   */
  F_BUF_MORE: 0x10,
  /**
   * `IORING_CQE_F_SKIP`: A filler before the end of the queue: skip it, it belongs to nothing.
   * @since Linux 6.18
   */
  F_SKIP: 0x20,
  /**
   * `IORING_CQE_F_32`: This completion takes two slots. On rings made with CQE_MIXED.
   * @since Linux 6.18
   */
  F_32: 0x8000,
  /**
   * `IORING_CQE_F_TSTAMP_HW`: The network device took the timestamp. For TX_TIMESTAMP.
   * @since Linux 6.17
   */
  F_TSTAMP_HW: 0x10000,
} as const

/**
 * How io_uring_setup(2) builds the ring; stored in {@link Params.flags}.
 * @enum
 */
export const SetupFlags = {
  /**
   * `IORING_SETUP_IOPOLL`: Finds completions by polling the device instead of interrupts. Only for
   * O_DIRECT files of drivers that can.
   * @since Linux 5.1
   */
  IOPOLL: 0x1,
  /**
   * `IORING_SETUP_SQPOLL`: A kernel thread picks submissions up, so that submitting needs no system
   * call while it is awake.
   * @since Linux 5.1
   */
  SQPOLL: 0x2,
  /**
   * `IORING_SETUP_SQ_AFF`: Pins the SQPOLL thread to the processor in {@link Params.sqThreadCpu}.
   * Needs SQPOLL.
   * @since Linux 5.1
   */
  SQ_AFF: 0x4,
  /**
   * `IORING_SETUP_CQSIZE`: Takes the size of the completion queue from {@link Params.cqEntries},
   * rounded up to a power of two: not less than the submissions, and up to 65536.
   * @since Linux 5.5
   */
  CQSIZE: 0x8,
  /**
   * `IORING_SETUP_CLAMP`: Cuts sizes above the limits (32768 and 65536) down instead of failing.
   * @since Linux 5.6
   */
  CLAMP: 0x10,
  /**
   * `IORING_SETUP_ATTACH_WQ`: Shares the worker threads of the ring in {@link Params.wqFd}, and its
   * SQPOLL thread if both have one.
   * @since Linux 5.6
   */
  ATTACH_WQ: 0x20,
  /**
   * `IORING_SETUP_R_DISABLED`: Starts the ring disabled: it can be registered with, not entered,
   * until ENABLE_RINGS.
   * @since Linux 5.10
   */
  R_DISABLED: 0x40,
  /**
   * `IORING_SETUP_SUBMIT_ALL`: Goes on with a batch after a submission that is refused; without it
   * the rest stays queued.
   * @since Linux 5.18
   */
  SUBMIT_ALL: 0x80,
  /**
   * `IORING_SETUP_COOP_TASKRUN`: Finishes work when the thread enters the kernel anyway, without
   * interrupting it. Not with SQPOLL.
   * @since Linux 5.19
   */
  COOP_TASKRUN: 0x100,
  /**
   * `IORING_SETUP_TASKRUN_FLAG`: Raises TASKRUN in {@link SqOffsets.flags} while finished work
   * waits. Needs COOP_TASKRUN or DEFER_TASKRUN; not with SQPOLL.
   * @since Linux 5.19
   */
  TASKRUN_FLAG: 0x200,
  /**
   * `IORING_SETUP_SQE128`: Every submission takes 128 bytes. Not with SQE_MIXED.
   * @since Linux 5.19
   */
  SQE128: 0x400,
  /**
   * `IORING_SETUP_CQE32`: Every completion takes 32 bytes. Not with CQE_MIXED.
   * @since Linux 5.19
   */
  CQE32: 0x800,
  /**
   * `IORING_SETUP_SINGLE_ISSUER`: Promises that one thread submits; any other gets EEXIST. Ignored
   * with SQPOLL.
   * @since Linux 6.0
   */
  SINGLE_ISSUER: 0x1000,
  /**
   * `IORING_SETUP_DEFER_TASKRUN`: Finishes work only when its owner waits for completions. Needs
   * SINGLE_ISSUER; not with SQPOLL.
   * @since Linux 6.1
   */
  DEFER_TASKRUN: 0x2000,
  /**
   * `IORING_SETUP_NO_MMAP`: Uses the memory in {@link SqOffsets.userAddr} and
   * {@link CqOffsets.userAddr} for the queues.
   * @since Linux 6.5
   */
  NO_MMAP: 0x4000,
  /**
   * `IORING_SETUP_REGISTERED_FD_ONLY`: Answers with an index in the table of registered rings and
   * makes no descriptor. Needs NO_MMAP.
   * @since Linux 6.5
   */
  REGISTERED_FD_ONLY: 0x8000,
  /**
   * `IORING_SETUP_NO_SQARRAY`: Drops the index array: entries are taken in the order of their
   * slots.
   * @since Linux 6.6
   */
  NO_SQARRAY: 0x10000,
  /**
   * `IORING_SETUP_HYBRID_IOPOLL`: Sleeps for a while before it polls the device. Needs IOPOLL.
   * @since Linux 6.13
   */
  HYBRID_IOPOLL: 0x20000,
  /**
   * `IORING_SETUP_CQE_MIXED`: Completions of 16 and of 32 bytes share the queue, which holds at
   * least two; the large ones carry F_32. Not with CQE32.
   * @since Linux 6.18
   */
  CQE_MIXED: 0x40000,
  /**
   * `IORING_SETUP_SQE_MIXED`: Submissions of 64 and of 128 bytes share the queue, which holds at
   * least two; the opcode tells which. Not with SQE128.
   * @since Linux 6.19
   */
  SQE_MIXED: 0x80000,
  /**
   * `IORING_SETUP_SQ_REWIND`: Every enter takes entries from slot 0 on; head and tail stay 0. Needs
   * NO_SQARRAY; not with SQPOLL.
   * @since Linux 7.0
   */
  SQ_REWIND: 0x100000,
} as const

/**
 * What the running kernel can do; io_uring_setup(2) writes it to {@link Params.features}.
 * @enum
 */
export const Features = {
  /** `IORING_FEAT_SINGLE_MMAP`: One mapping holds both queues. @since Linux 5.4 */
  SINGLE_MMAP: 0x1,
  /**
   * `IORING_FEAT_NODROP`: Completions that do not fit are kept aside and delivered later.
   * @since Linux 5.5
   */
  NODROP: 0x2,
  /**
   * `IORING_FEAT_SUBMIT_STABLE`: What only the submission reads (paths, addresses, iovecs) may be
   * reused once it is consumed.
   * @since Linux 5.5
   */
  SUBMIT_STABLE: 0x4,
  /**
   * `IORING_FEAT_RW_CUR_POS`: A file offset of -1 means the position of the file.
   * @since Linux 5.6
   */
  RW_CUR_POS: 0x8,
  /**
   * `IORING_FEAT_CUR_PERSONALITY`: Operations run with the credentials of the submitting thread.
   * @since Linux 5.6
   */
  CUR_PERSONALITY: 0x10,
  /**
   * `IORING_FEAT_FAST_POLL`: Waiting for a socket or pipe needs no worker thread.
   * @since Linux 5.7
   */
  FAST_POLL: 0x20,
  /**
   * `IORING_FEAT_POLL_32BITS`: Poll takes 32 bits of events, EPOLLEXCLUSIVE included.
   * @since Linux 5.9
   */
  POLL_32BITS: 0x40,
  /** `IORING_FEAT_SQPOLL_NONFIXED`: SQPOLL rings take ordinary descriptors. @since Linux 5.11 */
  SQPOLL_NONFIXED: 0x80,
  /**
   * `IORING_FEAT_EXT_ARG`: Waits take a timeout and a signal mask in {@link GetEventsArg}.
   * @since Linux 5.11
   */
  EXT_ARG: 0x100,
  /**
   * `IORING_FEAT_NATIVE_WORKERS`: Workers are threads of the process, with its limits and identity.
   * @since Linux 5.12
   */
  NATIVE_WORKERS: 0x200,
  /**
   * `IORING_FEAT_RSRC_TAGS`: Registered files and buffers take tags that announce their end.
   * @since Linux 5.13
   */
  RSRC_TAGS: 0x400,
  /** `IORING_FEAT_CQE_SKIP`: Submissions take CQE_SKIP_SUCCESS. @since Linux 5.17 */
  CQE_SKIP: 0x800,
  /**
   * `IORING_FEAT_LINKED_FILE`: A linked operation may use a file that an earlier one opens.
   * @since Linux 5.17
   */
  LINKED_FILE: 0x1000,
  /**
   * `IORING_FEAT_REG_REG_RING`: Registration calls take a registered ring instead of a descriptor.
   * @since Linux 6.3
   */
  REG_REG_RING: 0x2000,
  /**
   * `IORING_FEAT_RECVSEND_BUNDLE`: Sends and receives take bundles and provided buffers.
   * @since Linux 6.10
   */
  RECVSEND_BUNDLE: 0x4000,
  /** `IORING_FEAT_MIN_TIMEOUT`: Waits take a minimum time to collect a batch. @since Linux 6.12 */
  MIN_TIMEOUT: 0x8000,
  /**
   * `IORING_FEAT_RW_ATTR`: Reads and writes take attributes such as protection information.
   * @since Linux 6.14
   */
  RW_ATTR: 0x10000,
  /** `IORING_FEAT_NO_IOWAIT`: Waits can be kept out of the iowait statistics. @since Linux 6.15 */
  NO_IOWAIT: 0x20000,
} as const

/**
 * Flags of io_uring_enter(2).
 * @enum
 */
export const EnterFlags = {
  /**
   * `IORING_ENTER_GETEVENTS`: Waits for completions; with none wanted, runs what is due and
   * returns.
   * @since Linux 5.1
   */
  GETEVENTS: 0x1,
  /** `IORING_ENTER_SQ_WAKEUP`: Wakes the SQPOLL thread. @since Linux 5.1 */
  SQ_WAKEUP: 0x2,
  /**
   * `IORING_ENTER_SQ_WAIT`: Waits until the SQPOLL thread has made room in the submission queue.
   * @since Linux 5.10
   */
  SQ_WAIT: 0x4,
  /**
   * `IORING_ENTER_EXT_ARG`: The argument is a {@link GetEventsArg} and not a signal mask. Read only
   * with GETEVENTS.
   * @since Linux 5.11
   */
  EXT_ARG: 0x8,
  /**
   * `IORING_ENTER_REGISTERED_RING`: The descriptor is an index from REGISTER_RING_FDS.
   * @since Linux 5.18
   */
  REGISTERED_RING: 0x10,
  /**
   * `IORING_ENTER_ABS_TIMER`: The timeout is a point in time on the clock of the ring. Ignored
   * without EXT_ARG.
   * @since Linux 6.12
   */
  ABS_TIMER: 0x20,
  /**
   * `IORING_ENTER_EXT_ARG_REG`: The argument is the byte offset of a {@link RegWait} in the
   * registered wait region. Ignored without EXT_ARG; not on a ring that polls by IOPOLL.
   * @since Linux 6.13
   */
  EXT_ARG_REG: 0x40,
  /**
   * `IORING_ENTER_NO_IOWAIT`: The time spent waiting does not count as iowait.
   * @since Linux 6.15
   */
  NO_IOWAIT: 0x80,
} as const

/**
 * What the kernel says in the flags word of the submission queue, at {@link SqOffsets.flags}.
 * @enum
 */
export const SqRingFlags = {
  /**
   * `IORING_SQ_NEED_WAKEUP`: The SQPOLL thread sleeps; enter with SQ_WAKEUP. Read it after a full
   * barrier.
   * @since Linux 5.1
   */
  NEED_WAKEUP: 0x1,
  /**
   * `IORING_SQ_CQ_OVERFLOW`: Completions are kept aside; enter with GETEVENTS to fetch them.
   * @since Linux 5.8
   */
  CQ_OVERFLOW: 0x2,
  /** `IORING_SQ_TASKRUN`: Finished work waits; enter with GETEVENTS to run it. @since Linux 5.19 */
  TASKRUN: 0x4,
} as const

/**
 * What the program says in the flags word of the completion queue, at {@link CqOffsets.flags}.
 * @enum
 */
export const CqRingFlags = {
  /**
   * `IORING_CQ_EVENTFD_DISABLED`: The kernel does not signal the registered eventfd.
   * @since Linux 5.8
   */
  EVENTFD_DISABLED: 0x1,
} as const

/**
 * What io_uring_register(2) does; its second argument. The number of arguments must be exact.
 * @enum
 */
export const RegisterOp = {
  /**
   * `IORING_REGISTER_BUFFERS`: Registers an array of {@link Iovec} as fixed buffers. Their pages
   * stay locked.
   * @since Linux 5.1
   */
  REGISTER_BUFFERS: 0,
  /**
   * `IORING_UNREGISTER_BUFFERS`: Gives all registered buffers back once nothing uses them.
   * @since Linux 5.1
   */
  UNREGISTER_BUFFERS: 1,
  /**
   * `IORING_REGISTER_FILES`: Registers an array of descriptors as a file table; -1 is an empty
   * slot.
   * @since Linux 5.1
   */
  REGISTER_FILES: 2,
  /** `IORING_UNREGISTER_FILES`: Gives up the file table. @since Linux 5.1 */
  UNREGISTER_FILES: 3,
  /**
   * `IORING_REGISTER_EVENTFD`: Signals an eventfd at every completion. One a ring.
   * @since Linux 5.2
   */
  REGISTER_EVENTFD: 4,
  /** `IORING_UNREGISTER_EVENTFD`: Stops signalling the eventfd. @since Linux 5.2 */
  UNREGISTER_EVENTFD: 5,
  /**
   * `IORING_REGISTER_FILES_UPDATE`: Fills or empties slots of the file table; {@link RsrcUpdate}.
   * @since Linux 5.5
   */
  REGISTER_FILES_UPDATE: 6,
  /**
   * `IORING_REGISTER_EVENTFD_ASYNC`: Signals an eventfd only at completions that did not come
   * during submission.
   * @since Linux 5.6
   */
  REGISTER_EVENTFD_ASYNC: 7,
  /**
   * `IORING_REGISTER_PROBE`: Tells which operations the kernel has; a zeroed {@link Probe}.
   * @since Linux 5.6
   */
  REGISTER_PROBE: 8,
  /**
   * `IORING_REGISTER_PERSONALITY`: Keeps the credentials of the caller; the result is an id for
   * {@link Sqe.personality}.
   * @since Linux 5.6
   */
  REGISTER_PERSONALITY: 9,
  /**
   * `IORING_UNREGISTER_PERSONALITY`: Forgets kept credentials; the id is the number of arguments.
   * @since Linux 5.6
   */
  UNREGISTER_PERSONALITY: 10,
  /**
   * `IORING_REGISTER_RESTRICTIONS`: Limits what the ring may do; an array of {@link Restriction}.
   * Once, while the ring is disabled.
   * @since Linux 5.10
   */
  REGISTER_RESTRICTIONS: 11,
  /**
   * `IORING_REGISTER_ENABLE_RINGS`: Starts a ring made with R_DISABLED; the caller becomes its
   * submitter.
   * @since Linux 5.10
   */
  REGISTER_ENABLE_RINGS: 12,
  /**
   * `IORING_REGISTER_FILES2`: Registers files with tags, or a sparse table; {@link RsrcRegister}.
   * @since Linux 5.13
   */
  REGISTER_FILES2: 13,
  /**
   * `IORING_REGISTER_FILES_UPDATE2`: Fills slots and their tags; {@link RsrcUpdate2}.
   * @since Linux 5.13
   */
  REGISTER_FILES_UPDATE2: 14,
  /**
   * `IORING_REGISTER_BUFFERS2`: Registers buffers with tags, or a sparse table;
   * {@link RsrcRegister}.
   * @since Linux 5.13
   */
  REGISTER_BUFFERS2: 15,
  /**
   * `IORING_REGISTER_BUFFERS_UPDATE`: Replaces registered buffers and their tags;
   * {@link RsrcUpdate2}.
   * @since Linux 5.13
   */
  REGISTER_BUFFERS_UPDATE: 16,
  /**
   * `IORING_REGISTER_IOWQ_AFF`: Pins the worker threads; a processor mask and its size in bytes.
   * @since Linux 5.14
   */
  REGISTER_IOWQ_AFF: 17,
  /** `IORING_UNREGISTER_IOWQ_AFF`: Lets the worker threads run anywhere. @since Linux 5.14 */
  UNREGISTER_IOWQ_AFF: 18,
  /**
   * `IORING_REGISTER_IOWQ_MAX_WORKERS`: Limits bounded and unbounded worker threads a NUMA node;
   * two numbers, 0 to read. The old ones come back.
   * @since Linux 5.15
   */
  REGISTER_IOWQ_MAX_WORKERS: 19,
  /**
   * `IORING_REGISTER_RING_FDS`: Registers ring descriptors for faster enters; {@link RsrcUpdate}.
   * 16 for each thread.
   * @since Linux 5.18
   */
  REGISTER_RING_FDS: 20,
  /**
   * `IORING_UNREGISTER_RING_FDS`: Gives registered ring descriptors up; {@link RsrcUpdate}.
   * @since Linux 5.18
   */
  UNREGISTER_RING_FDS: 21,
  /**
   * `IORING_REGISTER_PBUF_RING`: Registers a ring of provided buffers; {@link BufReg}.
   * @since Linux 5.19
   */
  REGISTER_PBUF_RING: 22,
  /**
   * `IORING_UNREGISTER_PBUF_RING`: Gives a ring of provided buffers up; {@link BufReg.bgid} names
   * it.
   * @since Linux 5.19
   */
  UNREGISTER_PBUF_RING: 23,
  /**
   * `IORING_REGISTER_SYNC_CANCEL`: Cancels and waits until it has taken effect;
   * {@link SyncCancelReg}. The completions may come later.
   * @since Linux 6.0
   */
  REGISTER_SYNC_CANCEL: 24,
  /**
   * `IORING_REGISTER_FILE_ALLOC_RANGE`: Limits the slots the kernel picks by itself;
   * {@link FileIndexRange}, with 0 arguments.
   * @since Linux 6.0
   */
  REGISTER_FILE_ALLOC_RANGE: 25,
  /**
   * `IORING_REGISTER_PBUF_STATUS`: Tells how far the kernel has read a buffer ring;
   * {@link BufStatus}.
   * @since Linux 6.8
   */
  REGISTER_PBUF_STATUS: 26,
  /**
   * `IORING_REGISTER_NAPI`: Sets busy polling of network devices; {@link Napi}, which receives the
   * old setting. Not with IOPOLL.
   * @since Linux 6.9
   */
  REGISTER_NAPI: 27,
  /**
   * `IORING_UNREGISTER_NAPI`: Ends busy polling; {@link Napi} receives the old setting.
   * @since Linux 6.9
   */
  UNREGISTER_NAPI: 28,
  /**
   * `IORING_REGISTER_CLOCK`: Chooses the clock of waits; {@link ClockRegister}, with 0 arguments.
   * @since Linux 6.12
   */
  REGISTER_CLOCK: 29,
  /**
   * `IORING_REGISTER_CLONE_BUFFERS`: Shares registered buffers of another ring;
   * {@link CloneBuffers}.
   * @since Linux 6.12
   */
  REGISTER_CLONE_BUFFERS: 30,
  /**
   * `IORING_REGISTER_SEND_MSG_RING`: Sends a MSG_RING without a ring: descriptor -1 and a prepared
   * {@link Sqe}. MSG_DATA only.
   * @since Linux 6.13
   */
  REGISTER_SEND_MSG_RING: 31,
  /**
   * `IORING_REGISTER_ZCRX_IFQ`: Registers a receive queue of a network device for zero copy;
   * {@link ZcrxIfqReg}. Needs CAP_NET_ADMIN.
   * @since Linux 6.15
   */
  REGISTER_ZCRX_IFQ: 32,
  /**
   * `IORING_REGISTER_RESIZE_RINGS`: Changes the size of the queues; {@link Params}. Needs
   * DEFER_TASKRUN; the old mappings are dead afterwards.
   * @since Linux 6.13
   */
  REGISTER_RESIZE_RINGS: 33,
  /**
   * `IORING_REGISTER_MEM_REGION`: Registers memory for wait arguments; {@link MemRegionReg}. Once a
   * ring.
   * @since Linux 6.13
   */
  REGISTER_MEM_REGION: 34,
  /**
   * `IORING_REGISTER_QUERY`: Asks what the kernel can do; a chain of {@link QueryHeader}, with 0
   * arguments. Takes -1 as the ring.
   * @since Linux 6.18
   */
  REGISTER_QUERY: 35,
  /**
   * `IORING_REGISTER_ZCRX_CTRL`: Controls a zero-copy receive queue; {@link ZcrxCtrl}, with 0
   * arguments.
   * @since Linux 6.19
   */
  REGISTER_ZCRX_CTRL: 36,
  /**
   * `IORING_REGISTER_BPF_FILTER`: Sets a BPF program that allows or denies submissions of an
   * opcode; {@link Bpf}.
   * @since Linux 7.0
   */
  REGISTER_BPF_FILTER: 37,
} as const

/** One of {@link RegisterOp}'s values. */
export type RegisterOp = (typeof RegisterOp)[keyof typeof RegisterOp]

/**
 * The two sorts of worker threads: the index into the numbers of IOWQ_MAX_WORKERS.
 * @enum
 */
export const IoWqType = {
  /**
   * `IO_WQ_BOUND`: Workers for work that ends, such as reads of regular files.
   * @since Linux 5.15
   */
  BOUND: 0,
  /**
   * `IO_WQ_UNBOUND`: Workers for work that may wait for ever, such as sockets.
   * @since Linux 5.15
   */
  UNBOUND: 1,
} as const

/** One of {@link IoWqType}'s values. */
export type IoWqType = (typeof IoWqType)[keyof typeof IoWqType]

/**
 * Whose memory a region is; stored in {@link RegionDesc.flags}.
 * @enum
 */
export const RegionFlags = {
  /**
   * `IORING_MEM_REGION_TYPE_USER`: The memory at {@link RegionDesc.userAddr}. Without it the kernel
   * allocates, to be mapped afterwards.
   * @since Linux 6.13
   */
  TYPE_USER: 0x1,
} as const

/**
 * What a registered region is for; stored in {@link MemRegionReg.flags}.
 * @enum
 */
export const MemRegionFlags = {
  /**
   * `IORING_MEM_REGION_REG_WAIT_ARG`: It holds {@link RegWait} structures. Only while the ring is
   * disabled.
   * @since Linux 6.13
   */
  REG_WAIT_ARG: 0x1,
} as const

/**
 * How files and buffers are registered; stored in {@link RsrcRegister.flags}.
 * @enum
 */
export const RsrcRegisterFlags = {
  /**
   * `IORING_RSRC_REGISTER_SPARSE`: Makes a table of empty slots; there is no array of entries.
   * @since Linux 5.19
   */
  SPARSE: 0x1,
} as const

/**
 * What a probe says about one operation; found in {@link ProbeOp.flags}.
 * @enum
 */
export const ProbeFlags = {
  /** `IO_URING_OP_SUPPORTED`: The kernel has this operation. @since Linux 5.6 */
  SUPPORTED: 0x1,
} as const

/**
 * How buffers are shared with another ring; stored in {@link CloneBuffers.flags}.
 * @enum
 */
export const CloneBuffersFlags = {
  /**
   * `IORING_REGISTER_SRC_REGISTERED`: The source ring is an index from REGISTER_RING_FDS.
   * @since Linux 6.12
   */
  SRC_REGISTERED: 0x1,
  /**
   * `IORING_REGISTER_DST_REPLACE`: Replaces buffers that stand in the target slots.
   * @since Linux 6.13
   */
  DST_REPLACE: 0x2,
} as const

/**
 * How a ring of provided buffers works; stored in {@link BufReg.flags}.
 * @enum
 */
export const BufRingFlags = {
  /**
   * `IOU_PBUF_RING_MMAP`: The kernel allocates the ring; map it at OFF_PBUF_RING.
   * @since Linux 6.4
   */
  MMAP: 0x1,
  /**
   * `IOU_PBUF_RING_INC`: A buffer is used piece by piece; F_BUF_MORE says that the kernel keeps the
   * rest.
   * @since Linux 6.12
   */
  INC: 0x2,
} as const

/**
 * How the ring learns which network queues to poll; stored in {@link Napi.opParam}.
 * @enum
 */
export const NapiTracking = {
  /** `IO_URING_NAPI_TRACKING_DYNAMIC`: From the sockets that are used. @since Linux 6.13 */
  DYNAMIC: 0,
  /** `IO_URING_NAPI_TRACKING_STATIC`: From the ids that the program adds. @since Linux 6.13 */
  STATIC: 1,
  /** `IO_URING_NAPI_TRACKING_INACTIVE`: Not at all: nothing is polled. @since Linux 6.13 */
  INACTIVE: 255,
} as const

/** One of {@link NapiTracking}'s values. */
export type NapiTracking = (typeof NapiTracking)[keyof typeof NapiTracking]

/**
 * What REGISTER_NAPI does; stored in {@link Napi.opcode}.
 * @enum
 */
export const NapiOp = {
  /** `IO_URING_NAPI_REGISTER_OP`: Sets the times and the way of tracking. @since Linux 6.13 */
  REGISTER_OP: 0,
  /**
   * `IO_URING_NAPI_STATIC_ADD_ID`: Adds a NAPI id to poll. Needs static tracking.
   * @since Linux 6.13
   */
  STATIC_ADD_ID: 1,
  /** `IO_URING_NAPI_STATIC_DEL_ID`: Removes a NAPI id. Needs static tracking. @since Linux 6.13 */
  STATIC_DEL_ID: 2,
} as const

/** One of {@link NapiOp}'s values. */
export type NapiOp = (typeof NapiOp)[keyof typeof NapiOp]

/**
 * What one restriction is about; stored in {@link Restriction.opcode}.
 * @enum
 */
export const RestrictionOp = {
  /**
   * `IORING_RESTRICTION_REGISTER_OP`: Allows the registration in {@link Restriction.registerOp}.
   * @since Linux 5.10
   */
  REGISTER_OP: 0,
  /**
   * `IORING_RESTRICTION_SQE_OP`: Allows the operation in {@link Restriction.sqeOp}.
   * @since Linux 5.10
   */
  SQE_OP: 1,
  /**
   * `IORING_RESTRICTION_SQE_FLAGS_ALLOWED`: Allows the flags in {@link Restriction.sqeFlags}.
   * @since Linux 5.10
   */
  SQE_FLAGS_ALLOWED: 2,
  /**
   * `IORING_RESTRICTION_SQE_FLAGS_REQUIRED`: Demands the flags in {@link Restriction.sqeFlags} of
   * every submission.
   * @since Linux 5.10
   */
  SQE_FLAGS_REQUIRED: 3,
} as const

/** One of {@link RestrictionOp}'s values. */
export type RestrictionOp = (typeof RestrictionOp)[keyof typeof RestrictionOp]

/**
 * Which parts of a registered wait count; stored in {@link RegWait.flags}.
 * @enum
 */
export const RegWaitFlags = {
  /** `IORING_REG_WAIT_TS`: The timeout in {@link RegWait.ts} counts. @since Linux 6.13 */
  TS: 0x1,
} as const

/**
 * What is asked of the kernel; stored in {@link QueryHeader.queryOp}.
 * @enum
 */
export const QueryOp = {
  /**
   * `IO_URING_QUERY_OPCODES`: Operations, registrations and flags: {@link QueryOpcodes}.
   * @since Linux 6.18
   */
  OPCODES: 0,
  /** `IO_URING_QUERY_ZCRX`: Zero-copy receive: {@link QueryZcrx}. @since Linux 6.19 */
  ZCRX: 1,
  /**
   * `IO_URING_QUERY_SCQ`: The header in front of the queues: {@link QueryScq}.
   * @since Linux 6.19
   */
  SCQ: 2,
  /**
   * `IO_URING_QUERY_ZCRX_EVENT`: Events of zero-copy receive: {@link QueryZcrxEvent}.
   * @since Linux 7.2
   */
  ZCRX_EVENT: 3,
} as const

/** One of {@link QueryOp}'s values. */
export type QueryOp = (typeof QueryOp)[keyof typeof QueryOp]

/**
 * What the memory of a receive area is; stored in {@link ZcrxAreaReg.flags}.
 * @enum
 */
export const ZcrxAreaFlags = {
  /**
   * `IORING_ZCRX_AREA_DMABUF`: Device memory: a dma-buf in {@link ZcrxAreaReg.dmabufFd}.
   * @since Linux 6.16
   */
  DMABUF: 0x1,
} as const

/**
 * How a receive queue is registered; stored in {@link ZcrxIfqReg.flags}.
 * @enum
 */
export const ZcrxRegFlags = {
  /**
   * `ZCRX_REG_IMPORT`: Takes over a queue that another ring exported, by its descriptor.
   * @since Linux 6.19
   */
  IMPORT: 0x1,
  /**
   * `ZCRX_REG_NODEV`: Works without a network device: every byte is copied, and returned buffers
   * may need FLUSH_RQ.
   * @since Linux 7.1
   */
  NODEV: 0x2,
} as const

/**
 * What zero-copy receive can do here; found in {@link QueryZcrx.features}.
 * @enum
 */
export const ZcrxFeatures = {
  /**
   * `ZCRX_FEATURE_RX_PAGE_SIZE`: {@link ZcrxIfqReg.rxBufLen} may ask for a buffer size.
   * @since Linux 7.0
   */
  RX_PAGE_SIZE: 0x1,
  /** `ZCRX_FEATURE_EVENT`: {@link ZcrxIfqReg.eventDesc} may ask for events. @since Linux 7.2 */
  EVENT: 0x2,
} as const

/**
 * What an event description holds; stored in {@link ZcrxEventDesc.flags}.
 * @enum
 */
export const ZcrxEventDescFlags = {
  /**
   * `ZCRX_EVENT_DESC_FLAG_STATS`: Counts are kept at {@link ZcrxEventDesc.statsOffset}.
   * @since Linux 7.2
   */
  STATS: 0x1,
} as const

/**
 * What happened; bit numbers of {@link ZcrxEventDesc.typeMask}, values of
 * {@link ZcrxCtrlArmEvent.eventType}.
 * @enum
 */
export const ZcrxEvent = {
  /** `ZCRX_EVENT_ALLOC_FAIL`: The device found no free buffer. @since Linux 7.2 */
  ALLOC_FAIL: 0,
  /** `ZCRX_EVENT_COPY`: Data arrived elsewhere and had to be copied. @since Linux 7.2 */
  COPY: 1,
} as const

/** One of {@link ZcrxEvent}'s values. */
export type ZcrxEvent = (typeof ZcrxEvent)[keyof typeof ZcrxEvent]

/**
 * What REGISTER_ZCRX_CTRL does; stored in {@link ZcrxCtrl.op}.
 * @enum
 */
export const ZcrxCtrlOp = {
  /** `ZCRX_CTRL_FLUSH_RQ`: Takes returned buffers out of the refill queue now. @since Linux 6.19 */
  FLUSH_RQ: 0,
  /**
   * `ZCRX_CTRL_EXPORT`: Makes a descriptor by which another ring can import the queue.
   * @since Linux 6.19
   */
  EXPORT: 1,
  /** `ZCRX_CTRL_ARM_EVENT`: Lets an event that was reported be reported again. @since Linux 7.2 */
  ARM_EVENT: 2,
  /** `ZCRX_CTRL_ADD_AREA`: Adds a receive area to a running queue. @since Linux 7.3 */
  ADD_AREA: 3,
} as const

/** One of {@link ZcrxCtrlOp}'s values. */
export type ZcrxCtrlOp = (typeof ZcrxCtrlOp)[keyof typeof ZcrxCtrlOp]

/**
 * How a filter is set; stored in {@link BpfFilter.flags}.
 * @enum
 */
export const BpfFilterFlags = {
  /**
   * `IO_URING_BPF_FILTER_DENY_REST`: Denies every opcode that has no filter yet.
   * @since Linux 7.0
   */
  DENY_REST: 0x1,
  /**
   * `IO_URING_BPF_FILTER_SZ_STRICT`: Refuses the filter when {@link BpfFilter.pduSize} is not the
   * size the kernel has.
   * @since Linux 7.0
   */
  SZ_STRICT: 0x2,
} as const

/**
 * What REGISTER_BPF_FILTER does; stored in {@link Bpf.cmdType}.
 * @enum
 */
export const BpfCmd = {
  /** `IO_URING_BPF_CMD_FILTER`: Sets the filter in {@link Bpf.filter}. @since Linux 7.0 */
  FILTER: 1,
} as const

/** One of {@link BpfCmd}'s values. */
export type BpfCmd = (typeof BpfCmd)[keyof typeof BpfCmd]

/**
 * How a file is opened; stored in {@link Sqe.openFlags}, {@link OpenHow.flags} and
 * {@link Sqe.pipeFlags}.
 */
export const OpenFlags = {
  /** `O_ACCMODE`: The bits that hold one of RDONLY, WRONLY and RDWR. */
  ACCMODE: 0x3,
  /** `O_RDONLY`: For reading. */
  RDONLY: 0x0,
  /** `O_WRONLY`: For writing. */
  WRONLY: 0x1,
  /** `O_RDWR`: For reading and writing. */
  RDWR: 0x2,
  /** `O_CREAT`: Makes the file if there is none; the mode counts then. */
  CREAT: 0x40,
  /** `O_EXCL`: Fails if the file exists. Needs CREAT. */
  EXCL: 0x80,
  /** `O_NOCTTY`: A terminal does not become the controlling one. */
  NOCTTY: 0x100,
  /** `O_TRUNC`: Cuts the file to no bytes. */
  TRUNC: 0x200,
  /** `O_APPEND`: Every write goes to the end. */
  APPEND: 0x400,
  /**
   * `O_NONBLOCK`: Fails with EAGAIN instead of waiting. Not wanted for ring operations: the ring
   * waits.
   */
  NONBLOCK: 0x800,
  /** `O_DSYNC`: A write is done when its data is on the device. */
  DSYNC: 0x1000,
  /** `O_DIRECT`: Bypasses the page cache; address, length and offset must be aligned. */
  DIRECT: arm64 ? 0x10000 : 0x4000,
  /**
   * `O_LARGEFILE`: Allows offsets above 2 GiB; always on for 64-bit programs, io_uring included.
   */
  LARGEFILE: arm64 ? 0x20000 : 0x8000,
  /** `O_DIRECTORY`: Fails unless it is a directory. */
  DIRECTORY: arm64 ? 0x4000 : 0x10000,
  /** `O_NOFOLLOW`: Fails if the last part of the path is a symbolic link. */
  NOFOLLOW: arm64 ? 0x8000 : 0x20000,
  /** `O_NOATIME`: Reading leaves the access time alone. For the owner only. */
  NOATIME: 0x40000,
  /** `O_CLOEXEC`: The descriptor is closed by execve(2). Not for direct descriptors. */
  CLOEXEC: 0x80000,
  /** `O_SYNC`: A write is done when data and metadata are on the device. */
  SYNC: 0x101000,
  /** `O_PATH`: Only names the file: no reading, no writing. */
  PATH: 0x200000,
  /** `O_EMPTYPATH`: An empty path means the file of the descriptor itself. @since Linux 7.2 */
  EMPTYPATH: 0x4000000,
  /** `O_TMPFILE`: Makes a file without a name in this directory. */
  TMPFILE: arm64 ? 0x404000 : 0x410000,
  /**
   * `O_NOTIFICATION_PIPE`: A pipe that the kernel posts notices of key rings into.
   * @since Linux 5.8
   */
  NOTIFICATION_PIPE: 0x80,
} as const

/**
 * How OPENAT2 may walk a path; stored in {@link OpenHow.resolve}.
 * @enum
 */
export const ResolveFlags = {
  /** `RESOLVE_NO_XDEV`: Stays on one mount. @since Linux 5.6 */
  NO_XDEV: 0x1,
  /** `RESOLVE_NO_MAGICLINKS`: Refuses links such as those in /proc/self/fd. @since Linux 5.6 */
  NO_MAGICLINKS: 0x2,
  /** `RESOLVE_NO_SYMLINKS`: Refuses every symbolic link. @since Linux 5.6 */
  NO_SYMLINKS: 0x4,
  /** `RESOLVE_BENEATH`: Refuses whatever would leave the starting directory. @since Linux 5.6 */
  BENEATH: 0x8,
  /** `RESOLVE_IN_ROOT`: Takes the starting directory as the root. @since Linux 5.6 */
  IN_ROOT: 0x10,
  /** `RESOLVE_CACHED`: Fails with EAGAIN unless the path is in the cache. @since Linux 5.12 */
  CACHED: 0x20,
} as const

/**
 * How a path is looked up; stored in {@link Sqe.statxFlags}, {@link Sqe.unlinkFlags} and
 * {@link Sqe.hardlinkFlags}. Values mean different things to different operations.
 * @enum
 */
export const AtFlags = {
  /** `AT_SYMLINK_NOFOLLOW`: Takes a symbolic link itself. */
  SYMLINK_NOFOLLOW: 0x100,
  /** `AT_SYMLINK_FOLLOW`: Follows a symbolic link. For LINKAT. */
  SYMLINK_FOLLOW: 0x400,
  /** `AT_NO_AUTOMOUNT`: Mounts nothing on the way. */
  NO_AUTOMOUNT: 0x800,
  /** `AT_EMPTY_PATH`: An empty path means the descriptor itself. */
  EMPTY_PATH: 0x1000,
  /** `AT_STATX_SYNC_TYPE`: The bits that tell how fresh attributes must be. */
  STATX_SYNC_TYPE: 0x6000,
  /** `AT_STATX_SYNC_AS_STAT`: Attributes as fresh as stat(2) gives them. */
  STATX_SYNC_AS_STAT: 0x0,
  /** `AT_STATX_FORCE_SYNC`: Asks the server of a remote file. */
  STATX_FORCE_SYNC: 0x2000,
  /** `AT_STATX_DONT_SYNC`: Takes what is cached of a remote file. */
  STATX_DONT_SYNC: 0x4000,
  /** `AT_RECURSIVE`: Takes the whole tree below. @since Linux 5.2 */
  RECURSIVE: 0x8000,
  /** `AT_RENAME_NOREPLACE`: Fails if the new name exists. For renaming. @since Linux 6.12 */
  RENAME_NOREPLACE: 0x1,
  /** `AT_RENAME_EXCHANGE`: Swaps both names. For renaming. @since Linux 6.12 */
  RENAME_EXCHANGE: 0x2,
  /** `AT_RENAME_WHITEOUT`: Leaves a whiteout behind. For renaming. @since Linux 6.12 */
  RENAME_WHITEOUT: 0x4,
  /** `AT_EACCESS`: Checks with the effective user. For faccessat(2). */
  EACCESS: 0x200,
  /** `AT_REMOVEDIR`: Removes an empty directory. For UNLINKAT. */
  REMOVEDIR: 0x200,
  /**
   * `AT_HANDLE_FID`: The handle serves only for comparison. For name_to_handle_at(2).
   * @since Linux 6.6
   */
  HANDLE_FID: 0x200,
  /**
   * `AT_HANDLE_MNT_ID_UNIQUE`: The mount id is one that is never reused. For name_to_handle_at(2).
   * @since Linux 6.12
   */
  HANDLE_MNT_ID_UNIQUE: 0x1,
  /**
   * `AT_HANDLE_CONNECTABLE`: The handle can be tied to its directory. For name_to_handle_at(2).
   * @since Linux 6.13
   */
  HANDLE_CONNECTABLE: 0x2,
  /** `AT_EXECVE_CHECK`: Only checks whether it may run. For execveat(2). @since Linux 6.14 */
  EXECVE_CHECK: 0x10000,
} as const

/**
 * Attributes of a file; found in {@link Statx.stxAttributes}.
 * @enum
 */
export const StatxAttributes = {
  /** `STATX_ATTR_COMPRESSED`: Compressed by the file system. */
  COMPRESSED: 0x4,
  /** `STATX_ATTR_IMMUTABLE`: Cannot be changed, removed or renamed. */
  IMMUTABLE: 0x10,
  /** `STATX_ATTR_APPEND`: Can only grow at its end. */
  APPEND: 0x20,
  /** `STATX_ATTR_NODUMP`: Backups leave it out. */
  NODUMP: 0x40,
  /** `STATX_ATTR_ENCRYPTED`: Encrypted by the file system; needs a key. */
  ENCRYPTED: 0x800,
  /** `STATX_ATTR_AUTOMOUNT`: A directory that mounts when it is entered. */
  AUTOMOUNT: 0x1000,
  /** `STATX_ATTR_MOUNT_ROOT`: The root of a mount. @since Linux 5.8 */
  MOUNT_ROOT: 0x2000,
  /** `STATX_ATTR_VERITY`: Protected by fs-verity. @since Linux 5.5 */
  VERITY: 0x100000,
  /** `STATX_ATTR_DAX`: Read and written without the page cache (DAX). @since Linux 5.8 */
  DAX: 0x200000,
  /** `STATX_ATTR_WRITE_ATOMIC`: Takes writes that cannot be torn. @since Linux 6.11 */
  WRITE_ATOMIC: 0x400000,
} as const

/**
 * Which attributes STATX reads; stored in {@link Sqe.len}, answered in {@link Statx.stxMask}.
 * @enum
 */
export const StatxMask = {
  /** `STATX_TYPE`: The file type in {@link Statx.stxMode}. */
  TYPE: 0x1,
  /** `STATX_MODE`: The permissions in {@link Statx.stxMode}. */
  MODE: 0x2,
  /** `STATX_NLINK`: Number of names. */
  NLINK: 0x4,
  /** `STATX_UID`: Owner. */
  UID: 0x8,
  /** `STATX_GID`: Group. */
  GID: 0x10,
  /** `STATX_ATIME`: Time of last access. */
  ATIME: 0x20,
  /** `STATX_MTIME`: Time of last change of the content. */
  MTIME: 0x40,
  /** `STATX_CTIME`: Time of last change of the attributes. */
  CTIME: 0x80,
  /** `STATX_INO`: Inode number. */
  INO: 0x100,
  /** `STATX_SIZE`: Size in bytes. */
  SIZE: 0x200,
  /** `STATX_BLOCKS`: Space in blocks of 512 bytes. */
  BLOCKS: 0x400,
  /** `STATX_BASIC_STATS`: All that stat(2) gives. */
  BASIC_STATS: 0x7ff,
  /** `STATX_BTIME`: Time it was made. */
  BTIME: 0x800,
  /** `STATX_MNT_ID`: Id of its mount; may be reused. @since Linux 5.8 */
  MNT_ID: 0x1000,
  /** `STATX_DIOALIGN`: Alignment that O_DIRECT needs. @since Linux 6.1 */
  DIOALIGN: 0x2000,
  /** `STATX_MNT_ID_UNIQUE`: Id of its mount; never reused. @since Linux 6.8 */
  MNT_ID_UNIQUE: 0x4000,
  /** `STATX_SUBVOL`: Id of its subvolume. @since Linux 6.10 */
  SUBVOL: 0x8000,
  /** `STATX_WRITE_ATOMIC`: Limits of writes that cannot be torn. @since Linux 6.11 */
  WRITE_ATOMIC: 0x10000,
  /** `STATX_DIO_READ_ALIGN`: Alignment that O_DIRECT needs for reads. @since Linux 6.14 */
  DIO_READ_ALIGN: 0x20000,
  /** `STATX_ALL`: BASIC_STATS and BTIME; never grows. */
  ALL: 0xfff,
} as const

/**
 * Type and permissions of a file; found in {@link Statx.stxMode}. The permission bits are the mode
 * argument of OPENAT and MKDIRAT.
 * @enum
 */
export const FileMode = {
  /** `S_IFMT`: The bits that hold the type. */
  IFMT: 0xf000,
  /** `S_IFSOCK`: A socket. */
  IFSOCK: 0xc000,
  /** `S_IFLNK`: A symbolic link. */
  IFLNK: 0xa000,
  /** `S_IFREG`: A regular file. */
  IFREG: 0x8000,
  /** `S_IFBLK`: A block device. */
  IFBLK: 0x6000,
  /** `S_IFDIR`: A directory. */
  IFDIR: 0x4000,
  /** `S_IFCHR`: A character device. */
  IFCHR: 0x2000,
  /** `S_IFIFO`: A pipe with a name. */
  IFIFO: 0x1000,
  /** `S_ISUID`: Runs as its owner. */
  ISUID: 0x800,
  /** `S_ISGID`: Runs as its group; in a directory, new files inherit the group. */
  ISGID: 0x400,
  /** `S_ISVTX`: Sticky: only an owner removes names from the directory. */
  ISVTX: 0x200,
  /** `S_IRWXU`: The owner may do everything. */
  IRWXU: 0x1c0,
  /** `S_IRUSR`: The owner may read. */
  IRUSR: 0x100,
  /** `S_IWUSR`: The owner may write. */
  IWUSR: 0x80,
  /** `S_IXUSR`: The owner may run or enter it. */
  IXUSR: 0x40,
  /** `S_IRWXG`: The group may do everything. */
  IRWXG: 0x38,
  /** `S_IRGRP`: The group may read. */
  IRGRP: 0x20,
  /** `S_IWGRP`: The group may write. */
  IWGRP: 0x10,
  /** `S_IXGRP`: The group may run or enter it. */
  IXGRP: 0x8,
  /** `S_IRWXO`: Others may do everything. */
  IRWXO: 0x7,
  /** `S_IROTH`: Others may read. */
  IROTH: 0x4,
  /** `S_IWOTH`: Others may write. */
  IWOTH: 0x2,
  /** `S_IXOTH`: Others may run or enter it. */
  IXOTH: 0x1,
} as const

/**
 * How one read or write is done; stored in {@link Sqe.rwFlags}.
 * @enum
 */
export const RwFlags = {
  /** `RWF_HIPRI`: Polls for completion. For O_DIRECT. */
  HIPRI: 0x1,
  /** `RWF_DSYNC`: Done when the data is on the device. */
  DSYNC: 0x2,
  /** `RWF_SYNC`: Done when data and metadata are on the device. */
  SYNC: 0x4,
  /** `RWF_NOWAIT`: Fails with EAGAIN where it would have to wait. */
  NOWAIT: 0x8,
  /** `RWF_APPEND`: Writes at the end, whatever the offset. */
  APPEND: 0x10,
  /**
   * `RWF_NOAPPEND`: Writes at the offset, even into a file opened with O_APPEND.
   * @since Linux 6.9
   */
  NOAPPEND: 0x20,
  /**
   * `RWF_ATOMIC`: The write is never torn; within the limits that STATX tells.
   * @since Linux 6.11
   */
  ATOMIC: 0x40,
  /** `RWF_DONTCACHE`: Drops the pages from the cache afterwards. @since Linux 6.14 */
  DONTCACHE: 0x80,
  /** `RWF_NOSIGNAL`: A broken pipe raises no SIGPIPE. @since Linux 6.18 */
  NOSIGNAL: 0x100,
} as const

/**
 * How RENAMEAT works; stored in {@link Sqe.renameFlags}.
 * @enum
 */
export const RenameFlags = {
  /** `RENAME_NOREPLACE`: Fails if the new name exists. */
  NOREPLACE: 0x1,
  /** `RENAME_EXCHANGE`: Swaps both names; both must exist. */
  EXCHANGE: 0x2,
  /** `RENAME_WHITEOUT`: Leaves a whiteout behind. For overlay file systems. */
  WHITEOUT: 0x4,
} as const

/**
 * What SYNC_FILE_RANGE does; stored in {@link Sqe.syncRangeFlags}.
 * @enum
 */
export const SyncFileRangeFlags = {
  /** `SYNC_FILE_RANGE_WAIT_BEFORE`: Waits for write-back that runs already. */
  WAIT_BEFORE: 0x1,
  /** `SYNC_FILE_RANGE_WRITE`: Starts write-back of dirty pages. */
  WRITE: 0x2,
  /** `SYNC_FILE_RANGE_WAIT_AFTER`: Waits for the write-back it started. */
  WAIT_AFTER: 0x4,
  /** `SYNC_FILE_RANGE_WRITE_AND_WAIT`: All three. Metadata and device caches are not flushed. */
  WRITE_AND_WAIT: 0x7,
} as const

/**
 * What FALLOCATE does; stored in {@link Sqe.len}.
 * @enum
 */
export const FallocateFlags = {
  /**
   * `FALLOC_FL_ALLOCATE_RANGE`: Reserves space: the name of what 0 always did.
   * @since Linux 6.11
   */
  ALLOCATE_RANGE: 0x0,
  /** `FALLOC_FL_KEEP_SIZE`: The size of the file stays. */
  KEEP_SIZE: 0x1,
  /** `FALLOC_FL_PUNCH_HOLE`: Gives the space back; it reads as zeros. Needs KEEP_SIZE. */
  PUNCH_HOLE: 0x2,
  /** `FALLOC_FL_NO_HIDE_STALE`: Reserved; no kernel takes it. */
  NO_HIDE_STALE: 0x4,
  /** `FALLOC_FL_COLLAPSE_RANGE`: Removes the range; what follows moves up. In whole blocks. */
  COLLAPSE_RANGE: 0x8,
  /** `FALLOC_FL_ZERO_RANGE`: Makes the range read as zeros, space reserved. */
  ZERO_RANGE: 0x10,
  /** `FALLOC_FL_INSERT_RANGE`: Makes room; what follows moves down. In whole blocks. */
  INSERT_RANGE: 0x20,
  /** `FALLOC_FL_UNSHARE_RANGE`: Gives the file its own copy of shared blocks. */
  UNSHARE_RANGE: 0x40,
  /**
   * `FALLOC_FL_WRITE_ZEROES`: Zeroes on the device, so that later writes need no conversion.
   * @since Linux 6.17
   */
  WRITE_ZEROES: 0x80,
} as const

/**
 * How a file will be used; stored in {@link Sqe.fadviseAdvice} for FADVISE.
 * @enum
 */
export const FileAdvice = {
  /** `POSIX_FADV_NORMAL`: Nothing special. */
  NORMAL: 0,
  /** `POSIX_FADV_RANDOM`: Here and there: no reading ahead. */
  RANDOM: 1,
  /** `POSIX_FADV_SEQUENTIAL`: From front to back: more reading ahead. */
  SEQUENTIAL: 2,
  /** `POSIX_FADV_WILLNEED`: Soon: starts reading it into the cache. */
  WILLNEED: 3,
  /** `POSIX_FADV_DONTNEED`: Not soon: drops clean pages from the cache. */
  DONTNEED: 4,
  /** `POSIX_FADV_NOREUSE`: Once only. */
  NOREUSE: 5,
} as const

/** One of {@link FileAdvice}'s values. */
export type FileAdvice = (typeof FileAdvice)[keyof typeof FileAdvice]

/**
 * How an extended attribute is set; stored in {@link Sqe.xattrFlags}.
 * @enum
 */
export const XattrFlags = {
  /** `XATTR_CREATE`: Fails if it exists. */
  CREATE: 0x1,
  /** `XATTR_REPLACE`: Fails unless it exists. */
  REPLACE: 0x2,
} as const

/**
 * How SPLICE and TEE work; stored in {@link Sqe.spliceFlags}.
 * @enum
 */
export const SpliceFlags = {
  /** `SPLICE_F_FD_IN_FIXED`: {@link Sqe.spliceFdIn} is a registered slot. @since Linux 5.7 */
  FD_IN_FIXED: 0x80000000,
  /** `SPLICE_F_MOVE`: Moves pages instead of copying; no effect today. */
  MOVE: 0x1,
  /** `SPLICE_F_NONBLOCK`: Does not wait for the pipe. */
  NONBLOCK: 0x2,
  /** `SPLICE_F_MORE`: More follows. For sockets. */
  MORE: 0x4,
  /** `SPLICE_F_GIFT`: The pages are given away. For vmsplice(2). */
  GIFT: 0x8,
} as const

/**
 * The class of an I/O priority, shifted by {@link IOPRIO_CLASS_SHIFT}; stored in {@link Sqe.ioprio}
 * of reads and writes.
 * @enum
 */
export const IoPriorityClass = {
  /** `IOPRIO_CLASS_NONE`: None of its own: it follows from the nice value. */
  NONE: 0,
  /** `IOPRIO_CLASS_RT`: Before all others. For privileged processes. */
  RT: 1,
  /** `IOPRIO_CLASS_BE`: As good as it goes: what processes have. */
  BE: 2,
  /** `IOPRIO_CLASS_IDLE`: Only when nobody else uses the disk. */
  IDLE: 3,
} as const

/** One of {@link IoPriorityClass}'s values. */
export type IoPriorityClass = (typeof IoPriorityClass)[keyof typeof IoPriorityClass]

/**
 * A hint for the device, shifted by {@link IOPRIO_HINT_SHIFT}; stored in {@link Sqe.ioprio} of
 * reads and writes.
 * @enum
 */
export const IoPriorityHint = {
  /** `IOPRIO_HINT_NONE`: No hint. @since Linux 6.5 */
  NONE: 0,
  /**
   * `IOPRIO_HINT_DEV_DURATION_LIMIT_1`: First limit of duration that the device has.
   * @since Linux 6.5
   */
  DEV_DURATION_LIMIT_1: 1,
  /** `IOPRIO_HINT_DEV_DURATION_LIMIT_2`: Second limit of duration. @since Linux 6.5 */
  DEV_DURATION_LIMIT_2: 2,
  /** `IOPRIO_HINT_DEV_DURATION_LIMIT_3`: Third limit of duration. @since Linux 6.5 */
  DEV_DURATION_LIMIT_3: 3,
  /** `IOPRIO_HINT_DEV_DURATION_LIMIT_4`: Fourth limit of duration. @since Linux 6.5 */
  DEV_DURATION_LIMIT_4: 4,
  /** `IOPRIO_HINT_DEV_DURATION_LIMIT_5`: Fifth limit of duration. @since Linux 6.5 */
  DEV_DURATION_LIMIT_5: 5,
  /** `IOPRIO_HINT_DEV_DURATION_LIMIT_6`: Sixth limit of duration. @since Linux 6.5 */
  DEV_DURATION_LIMIT_6: 6,
  /** `IOPRIO_HINT_DEV_DURATION_LIMIT_7`: Seventh limit of duration. @since Linux 6.5 */
  DEV_DURATION_LIMIT_7: 7,
} as const

/** One of {@link IoPriorityHint}'s values. */
export type IoPriorityHint = (typeof IoPriorityHint)[keyof typeof IoPriorityHint]

/**
 * What the device checks of protection information; stored in {@link AttrPi.flags}.
 * @enum
 */
export const IntegrityFlags = {
  /** `IO_INTEGRITY_CHK_GUARD`: The checksum of the data. @since Linux 6.13 */
  CHK_GUARD: 0x1,
  /** `IO_INTEGRITY_CHK_REFTAG`: The reference tag, which counts blocks. @since Linux 6.13 */
  CHK_REFTAG: 0x2,
  /** `IO_INTEGRITY_CHK_APPTAG`: The tag of the application. @since Linux 6.13 */
  CHK_APPTAG: 0x4,
} as const

/**
 * What URING_CMD does to a block device; stored in {@link Sqe.cmdOp}.
 * @enum
 */
export const BlockCommand = {
  /**
   * `BLOCK_URING_CMD_DISCARD`: Gives a range back to the device; what it reads is open.
   * @since Linux 6.12
   */
  DISCARD: 4608,
  /** `BLOCK_URING_CMD_ZONE_RESET_ALL`: Empties all zones of a zoned device. @since Linux 7.3 */
  ZONE_RESET_ALL: 4609,
} as const

/** One of {@link BlockCommand}'s values. */
export type BlockCommand = (typeof BlockCommand)[keyof typeof BlockCommand]

/**
 * What URING_CMD does to a character device of NVMe; stored in {@link Sqe.cmdOp}. The command
 * itself is an {@link NvmeUringCmd} of 72 bytes, so that it needs SQE128.
 * @enum
 */
export const NvmeCommand = {
  /** `NVME_URING_CMD_IO`: A command of a namespace, with one piece of memory. @since Linux 5.19 */
  IO: 3225964160,
  /** `NVME_URING_CMD_IO_VEC`: A command of a namespace, with iovecs. @since Linux 5.19 */
  IO_VEC: 3225964161,
  /**
   * `NVME_URING_CMD_ADMIN`: A command of the controller, with one piece of memory.
   * @since Linux 6.0
   */
  ADMIN: 3225964162,
  /** `NVME_URING_CMD_ADMIN_VEC`: A command of the controller, with iovecs. @since Linux 6.0 */
  ADMIN_VEC: 3225964163,
} as const

/** One of {@link NvmeCommand}'s values. */
export type NvmeCommand = (typeof NvmeCommand)[keyof typeof NvmeCommand]

/**
 * How memory will be used; stored in {@link Sqe.fadviseAdvice} for MADVISE.
 * @enum
 */
export const MemoryAdvice = {
  /** `MADV_NORMAL`: Nothing special. */
  NORMAL: 0,
  /** `MADV_RANDOM`: Here and there: no reading ahead. */
  RANDOM: 1,
  /** `MADV_SEQUENTIAL`: From front to back: more reading ahead. */
  SEQUENTIAL: 2,
  /** `MADV_WILLNEED`: Soon: starts reading it in. */
  WILLNEED: 3,
  /** `MADV_DONTNEED`: Not needed: drops the pages, which read as zeros or from the file again. */
  DONTNEED: 4,
  /** `MADV_FREE`: Not needed: the pages go when memory runs short, unless written before. */
  FREE: 8,
  /** `MADV_REMOVE`: Frees the pages and the space behind them. */
  REMOVE: 9,
  /** `MADV_DONTFORK`: A child of fork(2) does not get it. */
  DONTFORK: 10,
  /** `MADV_DOFORK`: Undoes DONTFORK. */
  DOFORK: 11,
  /** `MADV_HWPOISON`: Treats the page as broken. For tests. */
  HWPOISON: 100,
  /** `MADV_SOFT_OFFLINE`: Takes the page out of use, content moved. For tests. */
  SOFT_OFFLINE: 101,
  /** `MADV_MERGEABLE`: Pages with equal content may be merged. */
  MERGEABLE: 12,
  /** `MADV_UNMERGEABLE`: Undoes MERGEABLE. */
  UNMERGEABLE: 13,
  /** `MADV_HUGEPAGE`: Wants huge pages. */
  HUGEPAGE: 14,
  /** `MADV_NOHUGEPAGE`: Wants no huge pages. */
  NOHUGEPAGE: 15,
  /** `MADV_DONTDUMP`: Left out of core dumps. */
  DONTDUMP: 16,
  /** `MADV_DODUMP`: Undoes DONTDUMP. */
  DODUMP: 17,
  /** `MADV_WIPEONFORK`: A child of fork(2) sees zeros. */
  WIPEONFORK: 18,
  /** `MADV_KEEPONFORK`: Undoes WIPEONFORK. */
  KEEPONFORK: 19,
  /** `MADV_COLD`: Not soon: the first to go when memory runs short. @since Linux 5.4 */
  COLD: 20,
  /** `MADV_PAGEOUT`: Not soon: moved out of memory now. @since Linux 5.4 */
  PAGEOUT: 21,
  /** `MADV_POPULATE_READ`: Brings the pages in, readable. @since Linux 5.14 */
  POPULATE_READ: 22,
  /** `MADV_POPULATE_WRITE`: Brings the pages in, writable. @since Linux 5.14 */
  POPULATE_WRITE: 23,
  /** `MADV_DONTNEED_LOCKED`: Like DONTNEED, for locked pages too. @since Linux 5.18 */
  DONTNEED_LOCKED: 24,
  /** `MADV_COLLAPSE`: Makes huge pages of it now. @since Linux 6.1 */
  COLLAPSE: 25,
  /** `MADV_GUARD_INSTALL`: Any access becomes a fault. @since Linux 6.13 */
  GUARD_INSTALL: 102,
  /** `MADV_GUARD_REMOVE`: Undoes GUARD_INSTALL. @since Linux 6.13 */
  GUARD_REMOVE: 103,
} as const

/** One of {@link MemoryAdvice}'s values. */
export type MemoryAdvice = (typeof MemoryAdvice)[keyof typeof MemoryAdvice]

/**
 * Which timestamps a socket makes and reports; stored in {@link SoTimestamping.flags}.
 * @enum
 */
export const TimestampingFlags = {
  /** `SOF_TIMESTAMPING_TX_HARDWARE`: Made when the device sends. */
  TX_HARDWARE: 0x1,
  /** `SOF_TIMESTAMPING_TX_SOFTWARE`: Made when the driver is given the packet. */
  TX_SOFTWARE: 0x2,
  /** `SOF_TIMESTAMPING_RX_HARDWARE`: Made when the device receives. */
  RX_HARDWARE: 0x4,
  /** `SOF_TIMESTAMPING_RX_SOFTWARE`: Made when the kernel receives. */
  RX_SOFTWARE: 0x8,
  /** `SOF_TIMESTAMPING_SOFTWARE`: Reports those of the kernel. */
  SOFTWARE: 0x10,
  /** `SOF_TIMESTAMPING_SYS_HARDWARE`: No effect any more. */
  SYS_HARDWARE: 0x20,
  /** `SOF_TIMESTAMPING_RAW_HARDWARE`: Reports those of the device. */
  RAW_HARDWARE: 0x40,
  /** `SOF_TIMESTAMPING_OPT_ID`: Numbers the sends, and reports the number. */
  OPT_ID: 0x80,
  /** `SOF_TIMESTAMPING_TX_SCHED`: Made when the packet scheduler takes it. */
  TX_SCHED: 0x100,
  /** `SOF_TIMESTAMPING_TX_ACK`: Made when the peer has acknowledged it all. */
  TX_ACK: 0x200,
  /** `SOF_TIMESTAMPING_OPT_CMSG`: Control messages come with all timestamps. */
  OPT_CMSG: 0x400,
  /** `SOF_TIMESTAMPING_OPT_TSONLY`: Reports without the packet itself. */
  OPT_TSONLY: 0x800,
  /** `SOF_TIMESTAMPING_OPT_STATS`: Reports the state of the connection too. Needs OPT_TSONLY. */
  OPT_STATS: 0x1000,
  /** `SOF_TIMESTAMPING_OPT_PKTINFO`: Reports the device and the size too. */
  OPT_PKTINFO: 0x2000,
  /** `SOF_TIMESTAMPING_OPT_TX_SWHW`: Reports both where there are both. */
  OPT_TX_SWHW: 0x4000,
  /**
   * `SOF_TIMESTAMPING_BIND_PHC`: Takes the virtual clock of {@link SoTimestamping.bindPhc}.
   * @since Linux 5.14
   */
  BIND_PHC: 0x8000,
  /**
   * `SOF_TIMESTAMPING_OPT_ID_TCP`: Numbers bytes from those that were acknowledged before.
   * @since Linux 6.2
   */
  OPT_ID_TCP: 0x10000,
  /**
   * `SOF_TIMESTAMPING_OPT_RX_FILTER`: Reports only what this socket asked for.
   * @since Linux 6.12
   */
  OPT_RX_FILTER: 0x20000,
  /**
   * `SOF_TIMESTAMPING_TX_COMPLETION`: Made when the device has reported it as sent.
   * @since Linux 6.15
   */
  TX_COMPLETION: 0x40000,
} as const

/**
 * When a transmit timestamp was made; found in {@link SockExtendedErr.eeInfo}.
 * @enum
 */
export const TimestampKind = {
  /** `SCM_TSTAMP_SND`: The driver or the device had it. */
  SND: 0,
  /** `SCM_TSTAMP_SCHED`: The packet scheduler had it. */
  SCHED: 1,
  /** `SCM_TSTAMP_ACK`: The peer acknowledged it. */
  ACK: 2,
  /** `SCM_TSTAMP_COMPLETION`: The device reported it as sent. @since Linux 6.15 */
  COMPLETION: 3,
} as const

/** One of {@link TimestampKind}'s values. */
export type TimestampKind = (typeof TimestampKind)[keyof typeof TimestampKind]

/**
 * Where an error of a socket comes from; found in {@link SockExtendedErr.eeOrigin}.
 * @enum
 */
export const ErrorOrigin = {
  /** `SO_EE_ORIGIN_NONE`: Nowhere. */
  NONE: 0,
  /** `SO_EE_ORIGIN_LOCAL`: This machine. */
  LOCAL: 1,
  /** `SO_EE_ORIGIN_ICMP`: A message of ICMP. */
  ICMP: 2,
  /** `SO_EE_ORIGIN_ICMP6`: A message of ICMPv6. */
  ICMP6: 3,
  /** `SO_EE_ORIGIN_TXSTATUS`: No error: a transmit timestamp. */
  TXSTATUS: 4,
  /** `SO_EE_ORIGIN_ZEROCOPY`: No error: zero-copy sends are over. */
  ZEROCOPY: 5,
  /** `SO_EE_ORIGIN_TXTIME`: A packet that was not sent at its time. */
  TXTIME: 6,
} as const

/** One of {@link ErrorOrigin}'s values. */
export type ErrorOrigin = (typeof ErrorOrigin)[keyof typeof ErrorOrigin]

/**
 * What an error that is not of ICMP means; found in {@link SockExtendedErr.eeCode}.
 * @enum
 */
export const ErrorCode = {
  /** `SO_EE_CODE_ZEROCOPY_COPIED`: A zero-copy send was copied. */
  ZEROCOPY_COPIED: 1,
  /** `SO_EE_CODE_TXTIME_INVALID_PARAM`: The time to send at made no sense. */
  TXTIME_INVALID_PARAM: 1,
  /** `SO_EE_CODE_TXTIME_MISSED`: The time to send at was over. */
  TXTIME_MISSED: 2,
} as const

/** One of {@link ErrorCode}'s values. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode]

/**
 * The family of a socket and of an address; stored in {@link Sqe.fd} for SOCKET.
 * @enum
 */
export const AddressFamily = {
  /** `AF_UNSPEC`: None; connecting to it ends the connection of a datagram socket. */
  UNSPEC: 0,
  /** `AF_UNIX`: Sockets of this machine, with a path or an abstract name. */
  UNIX: 1,
  /** `AF_INET`: IPv4. */
  INET: 2,
  /** `AF_INET6`: IPv6. */
  INET6: 10,
  /** `AF_NETLINK`: Messages to and from the kernel. */
  NETLINK: 16,
  /** `AF_PACKET`: Frames of a network device. */
  PACKET: 17,
  /** `AF_RDS`: Reliable datagrams of clusters. */
  RDS: 21,
  /** `AF_CAN`: Controller area network. */
  CAN: 29,
  /** `AF_TIPC`: Cluster messages. */
  TIPC: 30,
  /** `AF_BLUETOOTH`: Bluetooth. */
  BLUETOOTH: 31,
  /** `AF_RXRPC`: Remote calls of AFS. */
  RXRPC: 33,
  /** `AF_ALG`: Ciphers and digests of the kernel. */
  ALG: 38,
  /** `AF_VSOCK`: Between a virtual machine and its host. */
  VSOCK: 40,
  /** `AF_KCM`: Messages over TCP. */
  KCM: 41,
  /** `AF_QIPCRTR`: Messages between Qualcomm processors. */
  QIPCRTR: 42,
  /** `AF_SMC`: Shared memory between machines. */
  SMC: 43,
  /** `AF_XDP`: Frames past the network stack. */
  XDP: 44,
} as const

/** One of {@link AddressFamily}'s values. */
export type AddressFamily = (typeof AddressFamily)[keyof typeof AddressFamily]

/**
 * Added to a {@link SocketType}, and stored in {@link Sqe.acceptFlags}.
 * @enum
 */
export const SocketFlags = {
  /**
   * `SOCK_NONBLOCK`: Fails with EAGAIN instead of waiting. Not wanted for ring operations: the ring
   * waits.
   */
  NONBLOCK: 0x800,
  /** `SOCK_CLOEXEC`: The descriptor is closed by execve(2). Not for direct descriptors. */
  CLOEXEC: 0x80000,
} as const

/**
 * The type of a socket; stored in {@link Sqe.off} for SOCKET.
 * @enum
 */
export const SocketType = {
  /** `SOCK_STREAM`: A stream of bytes: ordered, reliable, connected. */
  STREAM: 1,
  /** `SOCK_DGRAM`: Messages that may be lost. */
  DGRAM: 2,
  /** `SOCK_RAW`: Packets of a network protocol, headers included. */
  RAW: 3,
  /** `SOCK_RDM`: Messages that are not lost but may change places. */
  RDM: 4,
  /** `SOCK_SEQPACKET`: Messages: ordered, reliable, connected. */
  SEQPACKET: 5,
  /** `SOCK_DCCP`: Messages with congestion control. */
  DCCP: 6,
  /** `SOCK_PACKET`: The old form of AF_PACKET. */
  PACKET: 10,
} as const

/** One of {@link SocketType}'s values. */
export type SocketType = (typeof SocketType)[keyof typeof SocketType]

/**
 * Which direction SHUTDOWN shuts; stored in {@link Sqe.len}.
 * @enum
 */
export const ShutdownHow = {
  /** `SHUT_RD`: Receiving. */
  RD: 0,
  /** `SHUT_WR`: Sending: the peer reads the end of the stream. */
  WR: 1,
  /** `SHUT_RDWR`: Both. */
  RDWR: 2,
} as const

/** One of {@link ShutdownHow}'s values. */
export type ShutdownHow = (typeof ShutdownHow)[keyof typeof ShutdownHow]

/**
 * How data is sent and received; stored in {@link Sqe.msgFlags}, reported in
 * {@link Msghdr.msgFlags} and {@link RecvmsgOut.flags}.
 * @enum
 */
export const MsgFlags = {
  /** `MSG_OOB`: Urgent data of TCP. */
  OOB: 0x1,
  /** `MSG_PEEK`: Leaves what is received in the socket. */
  PEEK: 0x2,
  /** `MSG_DONTROUTE`: Only to machines on the same network. */
  DONTROUTE: 0x4,
  /** `MSG_CTRUNC`: Reported: control data was cut off. */
  CTRUNC: 0x8,
  /** `MSG_PROXY`: Not used. */
  PROXY: 0x10,
  /**
   * `MSG_TRUNC`: Reported: the message was cut off. Given for a datagram: the result is its whole
   * length.
   */
  TRUNC: 0x20,
  /** `MSG_DONTWAIT`: Fails with EAGAIN instead of waiting; the ring then does not wait either. */
  DONTWAIT: 0x40,
  /** `MSG_EOR`: The end of a record. */
  EOR: 0x80,
  /** `MSG_WAITALL`: Goes on until all bytes are moved. Needed to link sends and receives. */
  WAITALL: 0x100,
  /** `MSG_FIN`: Internal to the kernel. */
  FIN: 0x200,
  /** `MSG_SYN`: Internal; the same as in the header of TCP. */
  SYN: 0x400,
  /** `MSG_CONFIRM`: The peer has answered: its link address is good. */
  CONFIRM: 0x800,
  /** `MSG_RST`: Internal; a reset. */
  RST: 0x1000,
  /** `MSG_ERRQUEUE`: Receives from the error queue: errors, timestamps, zero-copy notices. */
  ERRQUEUE: 0x2000,
  /** `MSG_NOSIGNAL`: A broken connection raises no SIGPIPE. Ring sends set it by themselves. */
  NOSIGNAL: 0x4000,
  /** `MSG_MORE`: More follows: packets are held back until they are full. */
  MORE: 0x8000,
  /** `MSG_WAITFORONE`: For recvmmsg(2): waits only for the first message. */
  WAITFORONE: 0x10000,
  /** `MSG_BATCH`: For sendmmsg(2): more messages follow. */
  BATCH: 0x40000,
  /** `MSG_ZEROCOPY`: Sends without copying the old way; prefer SEND_ZC. */
  ZEROCOPY: 0x4000000,
  /** `MSG_FASTOPEN`: Connects and sends in one packet. */
  FASTOPEN: 0x20000000,
  /** `MSG_CMSG_CLOEXEC`: Received descriptors are closed by execve(2). */
  CMSG_CLOEXEC: 0x40000000,
} as const

/**
 * Whose option it is; stored in {@link Sqe.level}. An {@link IpProtocol} is a level, too.
 * @enum
 */
export const SocketLevel = {
  /** `SOL_SOCKET`: Of every socket: {@link SocketOption}. */
  SOCKET: 1,
  /** `SOL_RAW`: Of raw sockets. */
  RAW: 255,
  /** `SOL_PACKET`: Of AF_PACKET. */
  PACKET: 263,
  /** `SOL_NETLINK`: Of AF_NETLINK. */
  NETLINK: 270,
  /** `SOL_TIPC`: Of AF_TIPC. */
  TIPC: 271,
  /** `SOL_BLUETOOTH`: Of AF_BLUETOOTH. */
  BLUETOOTH: 274,
  /** `SOL_RDS`: Of AF_RDS. */
  RDS: 276,
  /** `SOL_ALG`: Of AF_ALG. */
  ALG: 279,
  /** `SOL_KCM`: Of AF_KCM. */
  KCM: 281,
  /** `SOL_TLS`: Of TLS in the kernel. */
  TLS: 282,
  /** `SOL_XDP`: Of AF_XDP. */
  XDP: 283,
} as const

/** One of {@link SocketLevel}'s values. */
export type SocketLevel = (typeof SocketLevel)[keyof typeof SocketLevel]

/**
 * What a control message of level SOL_SOCKET is; stored in {@link Cmsghdr.cmsgType}.
 * @enum
 */
export const ControlMessage = {
  /** `SCM_WIFI_STATUS`: Whether a frame was acknowledged. */
  WIFI_STATUS: 41,
  /** `SCM_TIMESTAMPING_OPT_STATS`: State of the connection with a timestamp. */
  TIMESTAMPING_OPT_STATS: 54,
  /** `SCM_TIMESTAMPING_PKTINFO`: Device and size with a timestamp. */
  TIMESTAMPING_PKTINFO: 58,
  /** `SCM_TXTIME`: When to send it, in nanoseconds. */
  TXTIME: 61,
  /** `SCM_DEVMEM_LINEAR`: Data that was not in device memory. @since Linux 6.12 */
  DEVMEM_LINEAR: 78,
  /** `SCM_DEVMEM_DMABUF`: Where in device memory the data lies. @since Linux 6.12 */
  DEVMEM_DMABUF: 79,
  /** `SCM_TS_OPT_ID`: An id for the timestamp of this send. @since Linux 6.13 */
  TS_OPT_ID: 81,
  /** `SCM_INQ`: How many bytes are left in the socket. @since Linux 7.0 */
  INQ: 84,
  /** `SCM_TIMESTAMP`: When it came, in microseconds. */
  TIMESTAMP: 29,
  /** `SCM_TIMESTAMPNS`: When it came, in nanoseconds. */
  TIMESTAMPNS: 35,
  /** `SCM_TIMESTAMPING`: When it came, by kernel and by device. */
  TIMESTAMPING: 37,
  /** `SCM_RIGHTS`: Descriptors, passed over a Unix socket. */
  RIGHTS: 1,
  /** `SCM_CREDENTIALS`: Process, user and group of the sender: {@link Ucred}. */
  CREDENTIALS: 2,
} as const

/** One of {@link ControlMessage}'s values. */
export type ControlMessage = (typeof ControlMessage)[keyof typeof ControlMessage]

/**
 * The protocol of a socket, stored in {@link Sqe.len} for SOCKET; and the level of its options.
 * @enum
 */
export const IpProtocol = {
  /** `IPPROTO_IP`: The usual one of a socket type; as a level, IPv4. */
  IP: 0,
  /** `IPPROTO_ICMP`: Control messages of IPv4. */
  ICMP: 1,
  /** `IPPROTO_IGMP`: Multicast groups. */
  IGMP: 2,
  /** `IPPROTO_IPIP`: IPv4 in IPv4. */
  IPIP: 4,
  /** `IPPROTO_TCP`: TCP. */
  TCP: 6,
  /** `IPPROTO_EGP`: Exterior gateways. */
  EGP: 8,
  /** `IPPROTO_PUP`: PUP. */
  PUP: 12,
  /** `IPPROTO_UDP`: UDP. */
  UDP: 17,
  /** `IPPROTO_IDP`: XNS. */
  IDP: 22,
  /** `IPPROTO_TP`: ISO transport. */
  TP: 29,
  /** `IPPROTO_DCCP`: Datagrams with congestion control. */
  DCCP: 33,
  /** `IPPROTO_IPV6`: IPv6 in IPv4; as a level, IPv6. */
  IPV6: 41,
  /** `IPPROTO_RSVP`: Reservations. */
  RSVP: 46,
  /** `IPPROTO_GRE`: Tunnels of any protocol. */
  GRE: 47,
  /** `IPPROTO_ESP`: Encryption of IPsec. */
  ESP: 50,
  /** `IPPROTO_AH`: Authentication of IPsec. */
  AH: 51,
  /** `IPPROTO_MTP`: Multicast transport. */
  MTP: 92,
  /** `IPPROTO_BEETPH`: Pseudo header of IPsec BEET. */
  BEETPH: 94,
  /** `IPPROTO_ENCAP`: Encapsulation. */
  ENCAP: 98,
  /** `IPPROTO_PIM`: Multicast routing. */
  PIM: 103,
  /** `IPPROTO_COMP`: Compression. */
  COMP: 108,
  /** `IPPROTO_L2TP`: Layer 2 tunnels. */
  L2TP: 115,
  /** `IPPROTO_SCTP`: SCTP. */
  SCTP: 132,
  /** `IPPROTO_UDPLITE`: UDP with partial checksums. */
  UDPLITE: 136,
  /** `IPPROTO_MPLS`: MPLS in IP. */
  MPLS: 137,
  /** `IPPROTO_ETHERNET`: Ethernet in IPv6. */
  ETHERNET: 143,
  /** `IPPROTO_AGGFRAG`: Aggregates and fragments of IPsec. @since Linux 6.14 */
  AGGFRAG: 144,
  /** `IPPROTO_RAW`: Raw packets. */
  RAW: 255,
  /** `IPPROTO_SMC`: Shared memory between machines. @since Linux 6.11 */
  SMC: 256,
  /** `IPPROTO_MPTCP`: TCP over several paths. @since Linux 5.6 */
  MPTCP: 262,
  /** `IPPROTO_HOPOPTS`: Hop-by-hop options of IPv6. */
  HOPOPTS: 0,
  /** `IPPROTO_ROUTING`: Routing header of IPv6. */
  ROUTING: 43,
  /** `IPPROTO_FRAGMENT`: Fragment header of IPv6. */
  FRAGMENT: 44,
  /** `IPPROTO_ICMPV6`: Control messages of IPv6. */
  ICMPV6: 58,
  /** `IPPROTO_NONE`: Nothing follows. */
  NONE: 59,
  /** `IPPROTO_DSTOPTS`: Destination options of IPv6. */
  DSTOPTS: 60,
  /** `IPPROTO_MH`: Mobility header of IPv6. */
  MH: 135,
} as const

/** One of {@link IpProtocol}'s values. */
export type IpProtocol = (typeof IpProtocol)[keyof typeof IpProtocol]

/**
 * IPv4 addresses with a meaning, as numbers: the first byte is the highest one.
 * @enum
 */
export const Ipv4Address = {
  /** `INADDR_ANY`: 0.0.0.0: any address of this machine. */
  ANY: 0,
  /** `INADDR_BROADCAST`: 255.255.255.255: all machines on the network. */
  BROADCAST: 4294967295,
  /** `INADDR_NONE`: 255.255.255.255, as the answer for no address. */
  NONE: 4294967295,
  /** `INADDR_DUMMY`: 192.0.0.8: the sender of ICMP answers of a machine without an address. */
  DUMMY: 3221225480,
  /** `INADDR_LOOPBACK`: 127.0.0.1: this machine. */
  LOOPBACK: 2130706433,
  /** `INADDR_UNSPEC_GROUP`: 224.0.0.0: the base of the multicast groups. */
  UNSPEC_GROUP: 3758096384,
  /** `INADDR_ALLHOSTS_GROUP`: 224.0.0.1: all machines. */
  ALLHOSTS_GROUP: 3758096385,
  /** `INADDR_ALLRTRS_GROUP`: 224.0.0.2: all routers. */
  ALLRTRS_GROUP: 3758096386,
  /** `INADDR_ALLSNOOPERS_GROUP`: 224.0.0.106: all switches that watch groups. */
  ALLSNOOPERS_GROUP: 3758096490,
  /** `INADDR_MAX_LOCAL_GROUP`: 224.0.0.255: the last group that is not routed. */
  MAX_LOCAL_GROUP: 3758096639,
} as const

/** One of {@link Ipv4Address}'s values. */
export type Ipv4Address = (typeof Ipv4Address)[keyof typeof Ipv4Address]

/**
 * Options of level SOL_SOCKET; stored in {@link Sqe.optname}.
 * @enum
 */
export const SocketOption = {
  /** `SO_DEBUG`: Records debugging information. */
  DEBUG: 1,
  /** `SO_REUSEADDR`: Allows an address that a closed connection still holds. */
  REUSEADDR: 2,
  /** `SO_TYPE`: The {@link SocketType}. Read only. */
  TYPE: 3,
  /** `SO_ERROR`: The pending error, which reading clears. Read only. */
  ERROR: 4,
  /** `SO_DONTROUTE`: Only to machines on the same network. */
  DONTROUTE: 5,
  /** `SO_BROADCAST`: Allows sending to broadcast addresses. */
  BROADCAST: 6,
  /** `SO_SNDBUF`: Bytes of the send buffer; the kernel doubles them. */
  SNDBUF: 7,
  /** `SO_RCVBUF`: Bytes of the receive buffer; the kernel doubles them. */
  RCVBUF: 8,
  /** `SO_SNDBUFFORCE`: Like SNDBUF, above the limit. Needs CAP_NET_ADMIN. */
  SNDBUFFORCE: 32,
  /** `SO_RCVBUFFORCE`: Like RCVBUF, above the limit. Needs CAP_NET_ADMIN. */
  RCVBUFFORCE: 33,
  /** `SO_KEEPALIVE`: Probes an idle connection. */
  KEEPALIVE: 9,
  /** `SO_OOBINLINE`: Urgent data stays in the stream. */
  OOBINLINE: 10,
  /** `SO_NO_CHECK`: Sends UDP without checksum. */
  NO_CHECK: 11,
  /** `SO_PRIORITY`: Priority of what is sent. */
  PRIORITY: 12,
  /** `SO_LINGER`: What close(2) does with unsent data: {@link Linger}. */
  LINGER: 13,
  /** `SO_BSDCOMPAT`: No effect any more. */
  BSDCOMPAT: 14,
  /** `SO_REUSEPORT`: Several sockets share an address and the load. */
  REUSEPORT: 15,
  /** `SO_PASSCRED`: Receives SCM_CREDENTIALS. */
  PASSCRED: 16,
  /** `SO_PEERCRED`: Who the peer of a Unix socket is: {@link Ucred}. Read only. */
  PEERCRED: 17,
  /** `SO_RCVLOWAT`: Bytes that must be there before the socket is readable. */
  RCVLOWAT: 18,
  /** `SO_SNDLOWAT`: Always 1. Read only. */
  SNDLOWAT: 19,
  /** `SO_RCVTIMEO_OLD`: RCVTIMEO with times of the machine word. */
  RCVTIMEO_OLD: 20,
  /** `SO_SNDTIMEO_OLD`: SNDTIMEO with times of the machine word. */
  SNDTIMEO_OLD: 21,
  /** `SO_SECURITY_AUTHENTICATION`: Not used. */
  SECURITY_AUTHENTICATION: 22,
  /** `SO_SECURITY_ENCRYPTION_TRANSPORT`: Not used. */
  SECURITY_ENCRYPTION_TRANSPORT: 23,
  /** `SO_SECURITY_ENCRYPTION_NETWORK`: Not used. */
  SECURITY_ENCRYPTION_NETWORK: 24,
  /** `SO_BINDTODEVICE`: Binds to a network device by name. */
  BINDTODEVICE: 25,
  /** `SO_ATTACH_FILTER`: Sets a classic BPF filter. */
  ATTACH_FILTER: 26,
  /** `SO_DETACH_FILTER`: Removes the filter. */
  DETACH_FILTER: 27,
  /** `SO_GET_FILTER`: Reads the filter; the same as ATTACH_FILTER. */
  GET_FILTER: 26,
  /** `SO_PEERNAME`: The peer address. Read only. */
  PEERNAME: 28,
  /** `SO_ACCEPTCONN`: Whether it listens. Read only. */
  ACCEPTCONN: 30,
  /** `SO_PEERSEC`: Security label of the peer. Read only. */
  PEERSEC: 31,
  /** `SO_PASSSEC`: Receives the security label. */
  PASSSEC: 34,
  /** `SO_MARK`: Mark for routing and filters. */
  MARK: 36,
  /** `SO_PROTOCOL`: The {@link IpProtocol}. Read only. */
  PROTOCOL: 38,
  /** `SO_DOMAIN`: The {@link AddressFamily}. Read only. */
  DOMAIN: 39,
  /** `SO_RXQ_OVFL`: Receives how many packets were dropped. */
  RXQ_OVFL: 40,
  /** `SO_WIFI_STATUS`: Receives whether frames were acknowledged. */
  WIFI_STATUS: 41,
  /** `SO_PEEK_OFF`: Where MSG_PEEK begins. */
  PEEK_OFF: 42,
  /** `SO_NOFCS`: The last 4 bytes of a frame are its checksum. */
  NOFCS: 43,
  /** `SO_LOCK_FILTER`: The filter cannot be changed any more. */
  LOCK_FILTER: 44,
  /** `SO_SELECT_ERR_QUEUE`: The error queue makes POLLPRI ready. */
  SELECT_ERR_QUEUE: 45,
  /** `SO_BUSY_POLL`: Microseconds to poll the device. */
  BUSY_POLL: 46,
  /** `SO_MAX_PACING_RATE`: Bytes a second that TCP sends at most. */
  MAX_PACING_RATE: 47,
  /** `SO_BPF_EXTENSIONS`: Which BPF extensions there are. Read only. */
  BPF_EXTENSIONS: 48,
  /** `SO_INCOMING_CPU`: Processor that handles the socket. */
  INCOMING_CPU: 49,
  /** `SO_ATTACH_BPF`: Sets a BPF program as filter. */
  ATTACH_BPF: 50,
  /** `SO_DETACH_BPF`: Removes the BPF program. */
  DETACH_BPF: 27,
  /** `SO_ATTACH_REUSEPORT_CBPF`: A classic BPF program chooses the socket of a group. */
  ATTACH_REUSEPORT_CBPF: 51,
  /** `SO_ATTACH_REUSEPORT_EBPF`: A BPF program chooses the socket of a group. */
  ATTACH_REUSEPORT_EBPF: 52,
  /** `SO_CNX_ADVICE`: The path is bad: look for another. */
  CNX_ADVICE: 53,
  /** `SO_MEMINFO`: Memory the socket uses. Read only. */
  MEMINFO: 55,
  /** `SO_INCOMING_NAPI_ID`: NAPI id of the last packet. Read only. */
  INCOMING_NAPI_ID: 56,
  /** `SO_COOKIE`: A number of this socket alone. Read only. */
  COOKIE: 57,
  /** `SO_PEERGROUPS`: Groups of the peer of a Unix socket. Read only. */
  PEERGROUPS: 59,
  /** `SO_ZEROCOPY`: Allows MSG_ZEROCOPY; SEND_ZC does not need it. */
  ZEROCOPY: 60,
  /** `SO_TXTIME`: Allows SCM_TXTIME. */
  TXTIME: 61,
  /** `SO_BINDTOIFINDEX`: Binds to a network device by index. */
  BINDTOIFINDEX: 62,
  /** `SO_TIMESTAMP_OLD`: TIMESTAMP with times of the machine word. */
  TIMESTAMP_OLD: 29,
  /** `SO_TIMESTAMPNS_OLD`: TIMESTAMPNS with times of the machine word. */
  TIMESTAMPNS_OLD: 35,
  /** `SO_TIMESTAMPING_OLD`: TIMESTAMPING with times of the machine word. */
  TIMESTAMPING_OLD: 37,
  /** `SO_TIMESTAMP_NEW`: TIMESTAMP with times of 64 bits. @since Linux 5.1 */
  TIMESTAMP_NEW: 63,
  /** `SO_TIMESTAMPNS_NEW`: TIMESTAMPNS with times of 64 bits. @since Linux 5.1 */
  TIMESTAMPNS_NEW: 64,
  /** `SO_TIMESTAMPING_NEW`: TIMESTAMPING with times of 64 bits. @since Linux 5.1 */
  TIMESTAMPING_NEW: 65,
  /** `SO_RCVTIMEO_NEW`: RCVTIMEO with times of 64 bits. @since Linux 5.1 */
  RCVTIMEO_NEW: 66,
  /** `SO_SNDTIMEO_NEW`: SNDTIMEO with times of 64 bits. @since Linux 5.1 */
  SNDTIMEO_NEW: 67,
  /** `SO_DETACH_REUSEPORT_BPF`: The group chooses by itself again. @since Linux 5.3 */
  DETACH_REUSEPORT_BPF: 68,
  /** `SO_PREFER_BUSY_POLL`: Polling goes before interrupts. @since Linux 5.11 */
  PREFER_BUSY_POLL: 69,
  /** `SO_BUSY_POLL_BUDGET`: Packets to take at one poll. @since Linux 5.11 */
  BUSY_POLL_BUDGET: 70,
  /** `SO_NETNS_COOKIE`: A number of its network namespace. Read only. @since Linux 5.14 */
  NETNS_COOKIE: 71,
  /** `SO_BUF_LOCK`: Which buffer sizes the kernel leaves alone. @since Linux 5.14 */
  BUF_LOCK: 72,
  /** `SO_RESERVE_MEM`: Bytes of memory kept for the socket. @since Linux 5.16 */
  RESERVE_MEM: 73,
  /** `SO_TXREHASH`: Tries another path after losses. @since Linux 5.18 */
  TXREHASH: 74,
  /** `SO_RCVMARK`: Receives the mark of packets. @since Linux 5.19 */
  RCVMARK: 75,
  /** `SO_PASSPIDFD`: Receives a pidfd of the sender. @since Linux 6.5 */
  PASSPIDFD: 76,
  /** `SO_PEERPIDFD`: A pidfd of the peer of a Unix socket. Read only. @since Linux 6.5 */
  PEERPIDFD: 77,
  /** `SO_DEVMEM_LINEAR`: The control message SCM_DEVMEM_LINEAR. @since Linux 6.12 */
  DEVMEM_LINEAR: 78,
  /** `SO_DEVMEM_DMABUF`: The control message SCM_DEVMEM_DMABUF. @since Linux 6.12 */
  DEVMEM_DMABUF: 79,
  /** `SO_DEVMEM_DONTNEED`: Gives received device memory back. @since Linux 6.12 */
  DEVMEM_DONTNEED: 80,
  /** `SO_RCVPRIORITY`: Receives the priority of packets. @since Linux 6.14 */
  RCVPRIORITY: 82,
  /** `SO_PASSRIGHTS`: Allows the peer to pass descriptors. @since Linux 6.16 */
  PASSRIGHTS: 83,
  /** `SO_INQ`: Receives SCM_INQ. For Unix sockets. @since Linux 7.0 */
  INQ: 84,
  /**
   * `SO_RIGHTS_NOTRUNC`: Refuses to cut off passed descriptors that do not fit.
   * @since Linux 7.3
   */
  RIGHTS_NOTRUNC: 85,
  /** `SO_TIMESTAMP`: Receives SCM_TIMESTAMP. */
  TIMESTAMP: 29,
  /** `SO_TIMESTAMPNS`: Receives SCM_TIMESTAMPNS. */
  TIMESTAMPNS: 35,
  /** `SO_TIMESTAMPING`: Receives SCM_TIMESTAMPING. */
  TIMESTAMPING: 37,
  /** `SO_RCVTIMEO`: Limit of a blocking receive; no effect on the ring. */
  RCVTIMEO: 20,
  /** `SO_SNDTIMEO`: Limit of a blocking send; no effect on the ring. */
  SNDTIMEO: 21,
} as const

/** One of {@link SocketOption}'s values. */
export type SocketOption = (typeof SocketOption)[keyof typeof SocketOption]

/**
 * Options of level IPPROTO_TCP; stored in {@link Sqe.optname}.
 * @enum
 */
export const TcpOption = {
  /** `TCP_NODELAY`: Sends small packets at once. */
  NODELAY: 1,
  /** `TCP_MAXSEG`: Largest segment in bytes. */
  MAXSEG: 2,
  /** `TCP_CORK`: Sends only full packets until it is cleared, 200 ms at most. */
  CORK: 3,
  /** `TCP_KEEPIDLE`: Idle seconds before the first probe. */
  KEEPIDLE: 4,
  /** `TCP_KEEPINTVL`: Seconds between probes. */
  KEEPINTVL: 5,
  /** `TCP_KEEPCNT`: Probes before the connection is given up. */
  KEEPCNT: 6,
  /** `TCP_SYNCNT`: Tries to connect. */
  SYNCNT: 7,
  /** `TCP_LINGER2`: Seconds in the state FIN_WAIT2. */
  LINGER2: 8,
  /** `TCP_DEFER_ACCEPT`: Seconds to wait for data before a connection can be accepted. */
  DEFER_ACCEPT: 9,
  /** `TCP_WINDOW_CLAMP`: Limit of the window in bytes. */
  WINDOW_CLAMP: 10,
  /** `TCP_INFO`: State of the connection. Read only. */
  INFO: 11,
  /** `TCP_QUICKACK`: Acknowledges at once, for a while. */
  QUICKACK: 12,
  /** `TCP_CONGESTION`: Name of the congestion control. */
  CONGESTION: 13,
  /** `TCP_MD5SIG`: Sets an MD5 key for a peer. */
  MD5SIG: 14,
  /** `TCP_THIN_LINEAR_TIMEOUTS`: Thin streams repeat without growing pauses. */
  THIN_LINEAR_TIMEOUTS: 16,
  /** `TCP_THIN_DUPACK`: No effect any more. */
  THIN_DUPACK: 17,
  /** `TCP_USER_TIMEOUT`: Milliseconds that sent data may stay unacknowledged. */
  USER_TIMEOUT: 18,
  /** `TCP_REPAIR`: Takes a connection apart or puts it together. Needs CAP_NET_ADMIN. */
  REPAIR: 19,
  /** `TCP_REPAIR_QUEUE`: Chooses the queue to repair. */
  REPAIR_QUEUE: 20,
  /** `TCP_QUEUE_SEQ`: Sequence number of that queue. */
  QUEUE_SEQ: 21,
  /** `TCP_REPAIR_OPTIONS`: Negotiated options to restore. */
  REPAIR_OPTIONS: 22,
  /** `TCP_FASTOPEN`: How many connections may wait that came with data. */
  FASTOPEN: 23,
  /** `TCP_TIMESTAMP`: Offset of the timestamps. */
  TIMESTAMP: 24,
  /** `TCP_NOTSENT_LOWAT`: Unsent bytes above which the socket is not writable. */
  NOTSENT_LOWAT: 25,
  /** `TCP_CC_INFO`: State of the congestion control. Read only. */
  CC_INFO: 26,
  /** `TCP_SAVE_SYN`: Keeps the headers of the first packet. */
  SAVE_SYN: 27,
  /** `TCP_SAVED_SYN`: Those headers, once. Read only. */
  SAVED_SYN: 28,
  /** `TCP_REPAIR_WINDOW`: Windows to restore. */
  REPAIR_WINDOW: 29,
  /** `TCP_FASTOPEN_CONNECT`: Connecting waits for the first data. */
  FASTOPEN_CONNECT: 30,
  /** `TCP_ULP`: Sets a protocol on top, such as tls. */
  ULP: 31,
  /** `TCP_MD5SIG_EXT`: Sets an MD5 key for a network. */
  MD5SIG_EXT: 32,
  /** `TCP_FASTOPEN_KEY`: Key of the cookies. */
  FASTOPEN_KEY: 33,
  /** `TCP_FASTOPEN_NO_COOKIE`: Takes data without a cookie. */
  FASTOPEN_NO_COOKIE: 34,
  /** `TCP_ZEROCOPY_RECEIVE`: Maps received pages instead of copying. */
  ZEROCOPY_RECEIVE: 35,
  /** `TCP_INQ`: Receives how many bytes are left in the socket. */
  INQ: 36,
  /** `TCP_CM_INQ`: The control message of INQ. */
  CM_INQ: 36,
  /** `TCP_TX_DELAY`: Delays what is sent, in microseconds. For tests. @since Linux 5.3 */
  TX_DELAY: 37,
  /** `TCP_AO_ADD_KEY`: Adds a key of TCP-AO. @since Linux 6.7 */
  AO_ADD_KEY: 38,
  /** `TCP_AO_DEL_KEY`: Removes a key of TCP-AO. @since Linux 6.7 */
  AO_DEL_KEY: 39,
  /** `TCP_AO_INFO`: State of TCP-AO. @since Linux 6.7 */
  AO_INFO: 40,
  /** `TCP_AO_GET_KEYS`: The keys of TCP-AO. Read only. @since Linux 6.7 */
  AO_GET_KEYS: 41,
  /** `TCP_AO_REPAIR`: State of TCP-AO to restore. @since Linux 6.7 */
  AO_REPAIR: 42,
  /** `TCP_IS_MPTCP`: Whether it uses several paths. Read only. @since Linux 6.8 */
  IS_MPTCP: 43,
  /** `TCP_RTO_MAX_MS`: Longest pause before repeating, in milliseconds. @since Linux 6.15 */
  RTO_MAX_MS: 44,
  /** `TCP_RTO_MIN_US`: Shortest pause before repeating, in microseconds. @since Linux 6.16 */
  RTO_MIN_US: 45,
  /**
   * `TCP_DELACK_MAX_US`: Longest delay of an acknowledgement, in microseconds.
   * @since Linux 6.16
   */
  DELACK_MAX_US: 46,
} as const

/** One of {@link TcpOption}'s values. */
export type TcpOption = (typeof TcpOption)[keyof typeof TcpOption]

/**
 * Options of level IPPROTO_UDP; stored in {@link Sqe.optname}.
 * @enum
 */
export const UdpOption = {
  /** `UDP_CORK`: Collects sends into one datagram until it is cleared. */
  CORK: 1,
  /** `UDP_ENCAP`: Carries another protocol, such as IPsec. */
  ENCAP: 100,
  /** `UDP_NO_CHECK6_TX`: Sends over IPv6 without checksum. */
  NO_CHECK6_TX: 101,
  /** `UDP_NO_CHECK6_RX`: Receives over IPv6 without checksum. */
  NO_CHECK6_RX: 102,
  /** `UDP_SEGMENT`: Cuts one send into datagrams of this many bytes. */
  SEGMENT: 103,
  /**
   * `UDP_GRO`: Receives several datagrams of a peer as one; the control message tells their size.
   */
  GRO: 104,
} as const

/** One of {@link UdpOption}'s values. */
export type UdpOption = (typeof UdpOption)[keyof typeof UdpOption]

/**
 * Options of level IPPROTO_IP; stored in {@link Sqe.optname}.
 * @enum
 */
export const IpOption = {
  /** `IP_TOS`: Type of service of what is sent. */
  TOS: 1,
  /** `IP_TTL`: Hops that packets may take. */
  TTL: 2,
  /** `IP_HDRINCL`: The program writes the IP header. */
  HDRINCL: 3,
  /** `IP_OPTIONS`: IP options of what is sent. */
  OPTIONS: 4,
  /** `IP_ROUTER_ALERT`: Receives packets with the router alert. */
  ROUTER_ALERT: 5,
  /** `IP_RECVOPTS`: Receives IP options. */
  RECVOPTS: 6,
  /** `IP_RETOPTS`: Receives IP options, ready to be sent back. */
  RETOPTS: 7,
  /** `IP_PKTINFO`: Receives the device and the address that a packet came in by. */
  PKTINFO: 8,
  /** `IP_PKTOPTIONS`: Control messages of a stream. Read only. */
  PKTOPTIONS: 9,
  /** `IP_MTU_DISCOVER`: How the largest packet of a path is found. */
  MTU_DISCOVER: 10,
  /** `IP_RECVERR`: Errors go to the error queue. */
  RECVERR: 11,
  /** `IP_RECVTTL`: Receives the hops left. */
  RECVTTL: 12,
  /** `IP_RECVTOS`: Receives the type of service. */
  RECVTOS: 13,
  /** `IP_MTU`: Largest packet of the path. Read only. */
  MTU: 14,
  /** `IP_FREEBIND`: Allows an address that is not there yet. */
  FREEBIND: 15,
  /** `IP_IPSEC_POLICY`: Policy of IPsec, the old way. */
  IPSEC_POLICY: 16,
  /** `IP_XFRM_POLICY`: Policy of IPsec. */
  XFRM_POLICY: 17,
  /** `IP_PASSSEC`: Receives the security label. */
  PASSSEC: 18,
  /** `IP_TRANSPARENT`: Allows foreign addresses. Needs CAP_NET_ADMIN. */
  TRANSPARENT: 19,
  /** `IP_RECVRETOPTS`: The old name of RETOPTS. */
  RECVRETOPTS: 7,
  /** `IP_ORIGDSTADDR`: Receives the address a packet was sent to. */
  ORIGDSTADDR: 20,
  /** `IP_RECVORIGDSTADDR`: The same as ORIGDSTADDR. */
  RECVORIGDSTADDR: 20,
  /** `IP_MINTTL`: Drops packets with fewer hops left. */
  MINTTL: 21,
  /** `IP_NODEFRAG`: Raw sockets receive fragments. */
  NODEFRAG: 22,
  /** `IP_CHECKSUM`: Receives the checksum. */
  CHECKSUM: 23,
  /** `IP_BIND_ADDRESS_NO_PORT`: Binding chooses no port; connecting does. */
  BIND_ADDRESS_NO_PORT: 24,
  /** `IP_RECVFRAGSIZE`: Receives the size of the largest fragment. */
  RECVFRAGSIZE: 25,
  /** `IP_RECVERR_RFC4884`: Errors tell where extensions begin. @since Linux 5.9 */
  RECVERR_RFC4884: 26,
  /** `IP_MULTICAST_IF`: Device for multicast. */
  MULTICAST_IF: 32,
  /** `IP_MULTICAST_TTL`: Hops of multicast. */
  MULTICAST_TTL: 33,
  /** `IP_MULTICAST_LOOP`: Multicast comes back to this machine. */
  MULTICAST_LOOP: 34,
  /** `IP_ADD_MEMBERSHIP`: Joins a group: {@link IpMreqn}. */
  ADD_MEMBERSHIP: 35,
  /** `IP_DROP_MEMBERSHIP`: Leaves a group. */
  DROP_MEMBERSHIP: 36,
  /** `IP_UNBLOCK_SOURCE`: Hears a sender of a group again. */
  UNBLOCK_SOURCE: 37,
  /** `IP_BLOCK_SOURCE`: Ignores a sender of a group. */
  BLOCK_SOURCE: 38,
  /** `IP_ADD_SOURCE_MEMBERSHIP`: Joins a group, for one sender. */
  ADD_SOURCE_MEMBERSHIP: 39,
  /** `IP_DROP_SOURCE_MEMBERSHIP`: Leaves one sender of a group. */
  DROP_SOURCE_MEMBERSHIP: 40,
  /** `IP_MSFILTER`: Sets the senders of a group. */
  MSFILTER: 41,
  /** `IP_MULTICAST_ALL`: Receives groups that others on this machine joined. */
  MULTICAST_ALL: 49,
  /** `IP_UNICAST_IF`: Device for what is not multicast. */
  UNICAST_IF: 50,
  /** `IP_LOCAL_PORT_RANGE`: Range of ports to choose from. @since Linux 6.3 */
  LOCAL_PORT_RANGE: 51,
  /** `IP_PROTOCOL`: Protocol of a raw socket. Read only. @since Linux 6.4 */
  PROTOCOL: 52,
} as const

/** One of {@link IpOption}'s values. */
export type IpOption = (typeof IpOption)[keyof typeof IpOption]

/**
 * Options of level IPPROTO_IPV6; stored in {@link Sqe.optname}.
 * @enum
 */
export const Ipv6Option = {
  /** `IPV6_ADDRFORM`: Turns a socket with an IPv4 peer into an IPv4 socket. */
  ADDRFORM: 1,
  /** `IPV6_CHECKSUM`: Where the checksum lies in a raw packet. */
  CHECKSUM: 7,
  /** `IPV6_NEXTHOP`: Next hop of a packet. */
  NEXTHOP: 9,
  /** `IPV6_AUTHHDR`: Authentication header. */
  AUTHHDR: 10,
  /** `IPV6_FLOWINFO`: Receives flow information. */
  FLOWINFO: 11,
  /** `IPV6_UNICAST_HOPS`: Hops that packets may take. */
  UNICAST_HOPS: 16,
  /** `IPV6_MULTICAST_IF`: Device for multicast. */
  MULTICAST_IF: 17,
  /** `IPV6_MULTICAST_HOPS`: Hops of multicast. */
  MULTICAST_HOPS: 18,
  /** `IPV6_MULTICAST_LOOP`: Multicast comes back to this machine. */
  MULTICAST_LOOP: 19,
  /** `IPV6_ADD_MEMBERSHIP`: Joins a group: {@link Ipv6Mreq}. */
  ADD_MEMBERSHIP: 20,
  /** `IPV6_DROP_MEMBERSHIP`: Leaves a group. */
  DROP_MEMBERSHIP: 21,
  /** `IPV6_ROUTER_ALERT`: Receives packets with the router alert. */
  ROUTER_ALERT: 22,
  /** `IPV6_MTU_DISCOVER`: How the largest packet of a path is found. */
  MTU_DISCOVER: 23,
  /** `IPV6_MTU`: Largest packet of the path. */
  MTU: 24,
  /** `IPV6_RECVERR`: Errors go to the error queue. */
  RECVERR: 25,
  /** `IPV6_V6ONLY`: No IPv4 over this socket. */
  V6ONLY: 26,
  /** `IPV6_JOIN_ANYCAST`: Joins an anycast group. */
  JOIN_ANYCAST: 27,
  /** `IPV6_LEAVE_ANYCAST`: Leaves an anycast group. */
  LEAVE_ANYCAST: 28,
  /** `IPV6_MULTICAST_ALL`: Receives groups that others on this machine joined. */
  MULTICAST_ALL: 29,
  /** `IPV6_ROUTER_ALERT_ISOLATE`: Only those of its own network namespace. */
  ROUTER_ALERT_ISOLATE: 30,
  /** `IPV6_RECVERR_RFC4884`: Errors tell where extensions begin. @since Linux 5.9 */
  RECVERR_RFC4884: 31,
  /** `IPV6_FLOWLABEL_MGR`: Gets and gives back flow labels. */
  FLOWLABEL_MGR: 32,
  /** `IPV6_FLOWINFO_SEND`: Sends the flow information of addresses. */
  FLOWINFO_SEND: 33,
  /** `IPV6_IPSEC_POLICY`: Policy of IPsec, the old way. */
  IPSEC_POLICY: 34,
  /** `IPV6_XFRM_POLICY`: Policy of IPsec. */
  XFRM_POLICY: 35,
  /** `IPV6_HDRINCL`: The program writes the IP header. */
  HDRINCL: 36,
  /** `IPV6_RECVPKTINFO`: Receives where a packet came in. */
  RECVPKTINFO: 49,
  /** `IPV6_PKTINFO`: That control message; sent, the address to send from. */
  PKTINFO: 50,
  /** `IPV6_RECVHOPLIMIT`: Receives the hops left. */
  RECVHOPLIMIT: 51,
  /** `IPV6_HOPLIMIT`: That control message; sent, the hops to take. */
  HOPLIMIT: 52,
  /** `IPV6_RECVHOPOPTS`: Receives hop-by-hop options. */
  RECVHOPOPTS: 53,
  /** `IPV6_HOPOPTS`: Hop-by-hop options. */
  HOPOPTS: 54,
  /** `IPV6_RTHDRDSTOPTS`: Destination options before the routing header. */
  RTHDRDSTOPTS: 55,
  /** `IPV6_RECVRTHDR`: Receives the routing header. */
  RECVRTHDR: 56,
  /** `IPV6_RTHDR`: Routing header. */
  RTHDR: 57,
  /** `IPV6_RECVDSTOPTS`: Receives destination options. */
  RECVDSTOPTS: 58,
  /** `IPV6_DSTOPTS`: Destination options. */
  DSTOPTS: 59,
  /** `IPV6_RECVPATHMTU`: Receives changes of the largest packet. */
  RECVPATHMTU: 60,
  /** `IPV6_PATHMTU`: Largest packet of the path, with its address. */
  PATHMTU: 61,
  /** `IPV6_DONTFRAG`: Sends no fragments. */
  DONTFRAG: 62,
  /** `IPV6_RECVTCLASS`: Receives the traffic class. */
  RECVTCLASS: 66,
  /** `IPV6_TCLASS`: Traffic class of what is sent. */
  TCLASS: 67,
  /** `IPV6_AUTOFLOWLABEL`: The kernel makes flow labels. */
  AUTOFLOWLABEL: 70,
  /** `IPV6_ADDR_PREFERENCES`: Which own address is preferred. */
  ADDR_PREFERENCES: 72,
  /** `IPV6_MINHOPCOUNT`: Drops packets with fewer hops left. */
  MINHOPCOUNT: 73,
  /** `IPV6_ORIGDSTADDR`: Receives the address a packet was sent to. */
  ORIGDSTADDR: 74,
  /** `IPV6_RECVORIGDSTADDR`: The same as ORIGDSTADDR. */
  RECVORIGDSTADDR: 74,
  /** `IPV6_TRANSPARENT`: Allows foreign addresses. Needs CAP_NET_ADMIN. */
  TRANSPARENT: 75,
  /** `IPV6_UNICAST_IF`: Device for what is not multicast. */
  UNICAST_IF: 76,
  /** `IPV6_RECVFRAGSIZE`: Receives the size of the largest fragment. */
  RECVFRAGSIZE: 77,
  /** `IPV6_FREEBIND`: Allows an address that is not there yet. */
  FREEBIND: 78,
} as const

/** One of {@link Ipv6Option}'s values. */
export type Ipv6Option = (typeof Ipv6Option)[keyof typeof Ipv6Option]

/**
 * Events of POLL_ADD; stored in {@link Sqe.poll32Events} and found in {@link Cqe.res}.
 * @enum
 */
export const PollEvents = {
  /** `POLLIN`: There is something to read, or the end. */
  IN: 0x1,
  /** `POLLPRI`: There is urgent data, or another special state. */
  PRI: 0x2,
  /** `POLLOUT`: There is room to write. */
  OUT: 0x4,
  /** `POLLERR`: An error; reported without being asked for. */
  ERR: 0x8,
  /** `POLLHUP`: Both ends are shut; reported without being asked for. */
  HUP: 0x10,
  /** `POLLNVAL`: Not an open descriptor. */
  NVAL: 0x20,
  /** `POLLRDNORM`: Normal data to read. */
  RDNORM: 0x40,
  /** `POLLRDBAND`: Priority data to read. */
  RDBAND: 0x80,
  /** `POLLWRNORM`: Room for normal data. */
  WRNORM: 0x100,
  /** `POLLWRBAND`: Room for priority data. */
  WRBAND: 0x200,
  /** `POLLMSG`: Not used. */
  MSG: 0x400,
  /** `POLLREMOVE`: Removes an entry of /dev/poll; not used. */
  REMOVE: 0x1000,
  /** `POLLRDHUP`: The peer will send no more. */
  RDHUP: 0x2000,
} as const

/**
 * What EPOLL_CTL does; stored in {@link Sqe.len}.
 * @enum
 */
export const EpollOp = {
  /** `EPOLL_CTL_ADD`: Adds a descriptor. */
  ADD: 1,
  /** `EPOLL_CTL_DEL`: Removes a descriptor. */
  DEL: 2,
  /** `EPOLL_CTL_MOD`: Changes the events of a descriptor. */
  MOD: 3,
} as const

/** One of {@link EpollOp}'s values. */
export type EpollOp = (typeof EpollOp)[keyof typeof EpollOp]

/**
 * Events of an epoll instance; stored in {@link EpollEvent.events}.
 * @enum
 */
export const EpollEvents = {
  /** `EPOLLIN`: There is something to read, or the end. */
  IN: 0x1,
  /** `EPOLLPRI`: There is urgent data, or another special state. */
  PRI: 0x2,
  /** `EPOLLOUT`: There is room to write. */
  OUT: 0x4,
  /** `EPOLLERR`: An error; reported without being asked for. */
  ERR: 0x8,
  /** `EPOLLHUP`: Both ends are shut; reported without being asked for. */
  HUP: 0x10,
  /** `EPOLLNVAL`: Not an open descriptor. */
  NVAL: 0x20,
  /** `EPOLLRDNORM`: Normal data to read. */
  RDNORM: 0x40,
  /** `EPOLLRDBAND`: Priority data to read. */
  RDBAND: 0x80,
  /** `EPOLLWRNORM`: Room for normal data. */
  WRNORM: 0x100,
  /** `EPOLLWRBAND`: Room for priority data. */
  WRBAND: 0x200,
  /** `EPOLLMSG`: Not used. */
  MSG: 0x400,
  /** `EPOLLRDHUP`: The peer will send no more. */
  RDHUP: 0x2000,
  /** `EPOLLEXCLUSIVE`: Wakes only some of the waiters. For POLL_ADD as well. */
  EXCLUSIVE: 0x10000000,
  /** `EPOLLWAKEUP`: Keeps the system from suspending meanwhile. */
  WAKEUP: 0x20000000,
  /** `EPOLLONESHOT`: Reports once, then needs MOD. */
  ONESHOT: 0x40000000,
  /** `EPOLLET`: Reports changes and not states. */
  ET: 0x80000000,
} as const

/**
 * What a futex is; stored in {@link Sqe.fd} for FUTEX_WAIT and FUTEX_WAKE, and in
 * {@link FutexWaitv.flags}.
 * @enum
 */
export const FutexFlags = {
  /** `FUTEX2_SIZE_U8`: A word of 8 bits; not there yet. @since Linux 6.7 */
  SIZE_U8: 0x0,
  /** `FUTEX2_SIZE_U16`: A word of 16 bits; not there yet. @since Linux 6.7 */
  SIZE_U16: 0x1,
  /** `FUTEX2_SIZE_U32`: A word of 32 bits; must be given. @since Linux 6.7 */
  SIZE_U32: 0x2,
  /** `FUTEX2_SIZE_U64`: A word of 64 bits; not there yet. @since Linux 6.7 */
  SIZE_U64: 0x3,
  /** `FUTEX2_NUMA`: The next word names the NUMA node. @since Linux 6.7 */
  NUMA: 0x4,
  /** `FUTEX2_MPOL`: The memory policy decides the NUMA node. @since Linux 6.16 */
  MPOL: 0x8,
  /** `FUTEX2_PRIVATE`: Only threads of this process share it. @since Linux 6.7 */
  PRIVATE: 0x80,
} as const

/**
 * Whom WAITID waits for; stored in {@link Sqe.len}.
 * @enum
 */
export const WaitIdType = {
  /** `P_ALL`: Any child. */
  ALL: 0,
  /** `P_PID`: The child with this process id. */
  PID: 1,
  /** `P_PGID`: Any child in this process group. */
  PGID: 2,
  /** `P_PIDFD`: The child behind this pidfd. @since Linux 5.4 */
  PIDFD: 3,
} as const

/** One of {@link WaitIdType}'s values. */
export type WaitIdType = (typeof WaitIdType)[keyof typeof WaitIdType]

/**
 * What WAITID waits for; stored in {@link Sqe.fileIndex}.
 * @enum
 */
export const WaitFlags = {
  /** `WNOHANG`: Does not wait. */
  NOHANG: 0x1,
  /** `WUNTRACED`: The name of STOPPED in waitpid(2). */
  UNTRACED: 0x2,
  /** `WSTOPPED`: A signal stopped it. */
  STOPPED: 0x2,
  /** `WEXITED`: It ended. */
  EXITED: 0x4,
  /** `WCONTINUED`: It goes on after a stop. */
  CONTINUED: 0x8,
  /** `WNOWAIT`: Leaves the child waitable. */
  NOWAIT: 0x1000000,
} as const

/**
 * What became of a child; found in {@link Siginfo.siCode}.
 * @enum
 */
export const ChildCode = {
  /** `CLD_EXITED`: It ended by itself: the status is its exit code. */
  EXITED: 1,
  /** `CLD_KILLED`: A signal ended it: the status is its number. */
  KILLED: 2,
  /** `CLD_DUMPED`: A signal ended it, and it left a core file. */
  DUMPED: 3,
  /** `CLD_TRAPPED`: It stopped for who traces it. */
  TRAPPED: 4,
  /** `CLD_STOPPED`: A signal stopped it. */
  STOPPED: 5,
  /** `CLD_CONTINUED`: It goes on after a stop. */
  CONTINUED: 6,
} as const

/** One of {@link ChildCode}'s values. */
export type ChildCode = (typeof ChildCode)[keyof typeof ChildCode]

/**
 * A clock; stored in {@link ClockRegister.clockid}.
 * @enum
 */
export const ClockId = {
  /** `CLOCK_REALTIME`: The wall clock, which can be set. */
  REALTIME: 0,
  /** `CLOCK_MONOTONIC`: Goes on evenly, except during suspend. */
  MONOTONIC: 1,
  /** `CLOCK_BOOTTIME`: Goes on evenly, during suspend too. */
  BOOTTIME: 7,
} as const

/** One of {@link ClockId}'s values. */
export type ClockId = (typeof ClockId)[keyof typeof ClockId]

/**
 * Error numbers; {@link Cqe.res} holds them negated.
 * @enum
 */
export const Errno = {
  /** `EDEADLK`: Would wait for itself. */
  EDEADLK: 35,
  /** `ENAMETOOLONG`: A name or path is too long. */
  ENAMETOOLONG: 36,
  /** `ENOLCK`: No lock left. */
  ENOLCK: 37,
  /** `ENOSYS`: The kernel does not have this call. */
  ENOSYS: 38,
  /** `ENOTEMPTY`: A directory with entries. */
  ENOTEMPTY: 39,
  /** `ELOOP`: Too many symbolic links. */
  ELOOP: 40,
  /** `EWOULDBLOCK`: The other name of EAGAIN. */
  EWOULDBLOCK: 11,
  /** `ENOMSG`: No message of this type. */
  ENOMSG: 42,
  /** `EIDRM`: The identifier is gone. */
  EIDRM: 43,
  /** `ECHRNG`: Channel number out of range. */
  ECHRNG: 44,
  /** `EL2NSYNC`: Level 2 out of step. */
  EL2NSYNC: 45,
  /** `EL3HLT`: Level 3 halted. */
  EL3HLT: 46,
  /** `EL3RST`: Level 3 reset. */
  EL3RST: 47,
  /** `ELNRNG`: Link number out of range. */
  ELNRNG: 48,
  /** `EUNATCH`: No protocol driver attached. */
  EUNATCH: 49,
  /** `ENOCSI`: No CSI structure. */
  ENOCSI: 50,
  /** `EL2HLT`: Level 2 halted. */
  EL2HLT: 51,
  /** `EBADE`: Not a valid exchange. */
  EBADE: 52,
  /** `EBADR`: Not a valid request descriptor; completions were lost. */
  EBADR: 53,
  /** `EXFULL`: The exchange is full. */
  EXFULL: 54,
  /** `ENOANO`: No anode. */
  ENOANO: 55,
  /** `EBADRQC`: Not a valid request code. */
  EBADRQC: 56,
  /** `EBADSLT`: Not a valid slot. */
  EBADSLT: 57,
  /** `EDEADLOCK`: The other name of EDEADLK. */
  EDEADLOCK: 35,
  /** `EBFONT`: A font file with a bad format. */
  EBFONT: 59,
  /** `ENOSTR`: Not a stream. */
  ENOSTR: 60,
  /** `ENODATA`: No data, or no such attribute. */
  ENODATA: 61,
  /** `ETIME`: The time is over. */
  ETIME: 62,
  /** `ENOSR`: Out of stream resources. */
  ENOSR: 63,
  /** `ENONET`: Not on the network. */
  ENONET: 64,
  /** `ENOPKG`: A package is missing. */
  ENOPKG: 65,
  /** `EREMOTE`: The object is remote. */
  EREMOTE: 66,
  /** `ENOLINK`: The link was cut. */
  ENOLINK: 67,
  /** `EADV`: Advertise failed. */
  EADV: 68,
  /** `ESRMNT`: Mounting remotely failed. */
  ESRMNT: 69,
  /** `ECOMM`: Sending failed. */
  ECOMM: 70,
  /** `EPROTO`: The protocol was broken. */
  EPROTO: 71,
  /** `EMULTIHOP`: A multihop was tried. */
  EMULTIHOP: 72,
  /** `EDOTDOT`: A failure of RFS. */
  EDOTDOT: 73,
  /** `EBADMSG`: A message that is not valid. */
  EBADMSG: 74,
  /** `EFSBADCRC`: A checksum of the file system is wrong. @since Linux 7.0 */
  EFSBADCRC: 74,
  /** `EOVERFLOW`: A value or a queue is too small for it. */
  EOVERFLOW: 75,
  /** `ENOTUNIQ`: A name that is not unique on the network. */
  ENOTUNIQ: 76,
  /** `EBADFD`: A descriptor or ring in the wrong state. */
  EBADFD: 77,
  /** `EREMCHG`: The remote address changed. */
  EREMCHG: 78,
  /** `ELIBACC`: A shared library is missing. */
  ELIBACC: 79,
  /** `ELIBBAD`: A shared library is damaged. */
  ELIBBAD: 80,
  /** `ELIBSCN`: A section of a library is damaged. */
  ELIBSCN: 81,
  /** `ELIBMAX`: Too many shared libraries. */
  ELIBMAX: 82,
  /** `ELIBEXEC`: A shared library cannot be run. */
  ELIBEXEC: 83,
  /** `EILSEQ`: Bytes that are not a valid character. */
  EILSEQ: 84,
  /** `ERESTART`: The call should be restarted. */
  ERESTART: 85,
  /** `ESTRPIPE`: The pipe of a stream failed. */
  ESTRPIPE: 86,
  /** `EUSERS`: Too many users. */
  EUSERS: 87,
  /** `ENOTSOCK`: Not a socket. */
  ENOTSOCK: 88,
  /** `EDESTADDRREQ`: A target address is needed. */
  EDESTADDRREQ: 89,
  /** `EMSGSIZE`: Too long for one message. */
  EMSGSIZE: 90,
  /** `EPROTOTYPE`: A protocol of another socket type. */
  EPROTOTYPE: 91,
  /** `ENOPROTOOPT`: No such option at this level. */
  ENOPROTOOPT: 92,
  /** `EPROTONOSUPPORT`: No such protocol here. */
  EPROTONOSUPPORT: 93,
  /** `ESOCKTNOSUPPORT`: No such socket type here. */
  ESOCKTNOSUPPORT: 94,
  /** `EOPNOTSUPP`: Not supported by this file, socket or kernel. */
  EOPNOTSUPP: 95,
  /** `EPFNOSUPPORT`: No such protocol family here. */
  EPFNOSUPPORT: 96,
  /** `EAFNOSUPPORT`: No such address family here. */
  EAFNOSUPPORT: 97,
  /** `EADDRINUSE`: The address is taken. */
  EADDRINUSE: 98,
  /** `EADDRNOTAVAIL`: Not an address of this machine. */
  EADDRNOTAVAIL: 99,
  /** `ENETDOWN`: The network is down. */
  ENETDOWN: 100,
  /** `ENETUNREACH`: No way to that network. */
  ENETUNREACH: 101,
  /** `ENETRESET`: The network dropped the connection. */
  ENETRESET: 102,
  /** `ECONNABORTED`: The connection was given up here. */
  ECONNABORTED: 103,
  /** `ECONNRESET`: The peer cut the connection. */
  ECONNRESET: 104,
  /** `ENOBUFS`: No buffer left. */
  ENOBUFS: 105,
  /** `EISCONN`: Connected already. */
  EISCONN: 106,
  /** `ENOTCONN`: Not connected. */
  ENOTCONN: 107,
  /** `ESHUTDOWN`: Shut for sending. */
  ESHUTDOWN: 108,
  /** `ETOOMANYREFS`: Too many references. */
  ETOOMANYREFS: 109,
  /** `ETIMEDOUT`: The peer did not answer in time. */
  ETIMEDOUT: 110,
  /** `ECONNREFUSED`: Nobody listens there. */
  ECONNREFUSED: 111,
  /** `EHOSTDOWN`: The host is down. */
  EHOSTDOWN: 112,
  /** `EHOSTUNREACH`: No way to that host. */
  EHOSTUNREACH: 113,
  /** `EALREADY`: Under way already. */
  EALREADY: 114,
  /** `EINPROGRESS`: Begun and not done yet. */
  EINPROGRESS: 115,
  /** `ESTALE`: A remote file that is gone. */
  ESTALE: 116,
  /** `EUCLEAN`: The file system needs repair. */
  EUCLEAN: 117,
  /** `EFSCORRUPTED`: The file system is damaged. @since Linux 7.0 */
  EFSCORRUPTED: 117,
  /** `ENOTNAM`: Not a XENIX file. */
  ENOTNAM: 118,
  /** `ENAVAIL`: No XENIX semaphores. */
  ENAVAIL: 119,
  /** `EISNAM`: A named file. */
  EISNAM: 120,
  /** `EREMOTEIO`: The remote device failed. */
  EREMOTEIO: 121,
  /** `EDQUOT`: The quota is used up. */
  EDQUOT: 122,
  /** `ENOMEDIUM`: No medium in the drive. */
  ENOMEDIUM: 123,
  /** `EMEDIUMTYPE`: The wrong type of medium. */
  EMEDIUMTYPE: 124,
  /** `ECANCELED`: Cancelled. */
  ECANCELED: 125,
  /** `ENOKEY`: The key is missing. */
  ENOKEY: 126,
  /** `EKEYEXPIRED`: The key has expired. */
  EKEYEXPIRED: 127,
  /** `EKEYREVOKED`: The key was revoked. */
  EKEYREVOKED: 128,
  /** `EKEYREJECTED`: The key was refused. */
  EKEYREJECTED: 129,
  /** `EOWNERDEAD`: The owner, or the SQPOLL thread, is dead. */
  EOWNERDEAD: 130,
  /** `ENOTRECOVERABLE`: The state cannot be restored. */
  ENOTRECOVERABLE: 131,
  /** `ERFKILL`: The radio is switched off. */
  ERFKILL: 132,
  /** `EHWPOISON`: The memory is broken. */
  EHWPOISON: 133,
  /** `EFTYPE`: A file of another type than was asked for. @since Linux 7.2 */
  EFTYPE: 134,
  /** `EPERM`: Not allowed for this user. */
  EPERM: 1,
  /** `ENOENT`: No such file, entry or key. */
  ENOENT: 2,
  /** `ESRCH`: No such process. */
  ESRCH: 3,
  /** `EINTR`: A signal came in between. */
  EINTR: 4,
  /** `EIO`: The device failed. */
  EIO: 5,
  /** `ENXIO`: No such device or address, or no such slot table. */
  ENXIO: 6,
  /** `E2BIG`: Too many arguments or bytes. */
  E2BIG: 7,
  /** `ENOEXEC`: Not a program. */
  ENOEXEC: 8,
  /** `EBADF`: Not an open descriptor, or not open for this. */
  EBADF: 9,
  /** `ECHILD`: No child to wait for. */
  ECHILD: 10,
  /** `EAGAIN`: Not ready: try again later. */
  EAGAIN: 11,
  /** `ENOMEM`: Out of memory, or above the limit of locked memory. */
  ENOMEM: 12,
  /** `EACCES`: Permissions or restrictions forbid it. */
  EACCES: 13,
  /** `EFAULT`: An address that does not belong to the process. */
  EFAULT: 14,
  /** `ENOTBLK`: Not a block device. */
  ENOTBLK: 15,
  /** `EBUSY`: In use. */
  EBUSY: 16,
  /** `EEXIST`: Exists already. */
  EEXIST: 17,
  /** `EXDEV`: On another file system. */
  EXDEV: 18,
  /** `ENODEV`: No such device. */
  ENODEV: 19,
  /** `ENOTDIR`: Not a directory. */
  ENOTDIR: 20,
  /** `EISDIR`: A directory. */
  EISDIR: 21,
  /** `EINVAL`: An argument makes no sense here. */
  EINVAL: 22,
  /** `ENFILE`: No descriptor or slot left in the table. */
  ENFILE: 23,
  /** `EMFILE`: No descriptor left in the process. */
  EMFILE: 24,
  /** `ENOTTY`: Not a request for this kind of file. */
  ENOTTY: 25,
  /** `ETXTBSY`: A running program. */
  ETXTBSY: 26,
  /** `EFBIG`: Too large for a file. */
  EFBIG: 27,
  /** `ENOSPC`: No space left. */
  ENOSPC: 28,
  /** `ESPIPE`: No offset in a pipe or socket. */
  ESPIPE: 29,
  /** `EROFS`: Mounted read-only. */
  EROFS: 30,
  /** `EMLINK`: Too many links. */
  EMLINK: 31,
  /** `EPIPE`: Nobody reads the other end. */
  EPIPE: 32,
  /** `EDOM`: Outside what a function takes. */
  EDOM: 33,
  /** `ERANGE`: Outside what a result can hold. */
  ERANGE: 34,
} as const

/** One of {@link Errno}'s values. */
export type Errno = (typeof Errno)[keyof typeof Errno]

/**
 * `IORING_FILE_INDEX_ALLOC`: For {@link Sqe.fileIndex}: the kernel picks a free slot and answers
 * with it, or with ENFILE when there is none.
 * @since Linux 5.19
 */
export const FILE_INDEX_ALLOC = 0xffffffff

/**
 * `IORING_NOTIF_USAGE_ZC_COPIED`: Bit of {@link Cqe.res} in a notification: at least some of the
 * data was copied. Other bits are reserved.
 * @since Linux 6.2
 */
export const NOTIF_USAGE_ZC_COPIED = 0x80000000

/**
 * `IORING_CQE_BUFFER_SHIFT`: Bits by which {@link Cqe.flags} is shifted right to give the buffer
 * id.
 * @since Linux 5.7
 */
export const CQE_BUFFER_SHIFT = 16

/**
 * `IORING_OFF_SQ_RING`: Offset for mmap(2): the submission queue, and with SINGLE_MMAP both queues.
 * @since Linux 5.1
 */
export const OFF_SQ_RING = 0

/** `IORING_OFF_CQ_RING`: Offset for mmap(2): the completion queue. @since Linux 5.1 */
export const OFF_CQ_RING = 0x8000000

/** `IORING_OFF_SQES`: Offset for mmap(2): the submission entries. @since Linux 5.1 */
export const OFF_SQES = 0x10000000

/**
 * `IORING_OFF_PBUF_RING`: Offset for mmap(2): buffer ring 0 that the kernel allocated.
 * @since Linux 6.4
 */
export const OFF_PBUF_RING = 0x80000000

/**
 * `IORING_OFF_PBUF_SHIFT`: Bits by which a buffer group is shifted before it is added to
 * OFF_PBUF_RING.
 * @since Linux 6.4
 */
export const OFF_PBUF_SHIFT = 16

/**
 * `IORING_OFF_MMAP_MASK`: The bits of a mapping offset that tell which part of the ring is meant.
 * @since Linux 6.4
 */
export const OFF_MMAP_MASK = 0xf8000000

/**
 * `IORING_REGISTER_USE_REGISTERED_RING`: Added to a registration opcode: the descriptor is an index
 * from REGISTER_RING_FDS.
 * @since Linux 6.3
 */
export const REGISTER_USE_REGISTERED_RING = 0x80000000

/**
 * `IORING_REGISTER_FILES_SKIP`: In an array of descriptors for an update: leaves this slot as it
 * is.
 * @since Linux 5.12
 */
export const REGISTER_FILES_SKIP = -2

/**
 * `IORING_TIMESTAMP_HW_SHIFT`: Position in {@link Cqe.flags} of the bit that marks a hardware
 * timestamp.
 * @since Linux 6.17
 */
export const TIMESTAMP_HW_SHIFT = 16

/**
 * `IORING_TIMESTAMP_TYPE_SHIFT`: Bits by which {@link Cqe.flags} is shifted right to give the type
 * of a timestamp.
 * @since Linux 6.17
 */
export const TIMESTAMP_TYPE_SHIFT = 17

/**
 * `IORING_ZCRX_AREA_SHIFT`: Bits by which {@link ZcrxCqe.off} is shifted right to give the area.
 * @since Linux 6.15
 */
export const ZCRX_AREA_SHIFT = 48

/**
 * `IORING_ZCRX_AREA_MASK`: Bits of {@link ZcrxCqe.off} that hold the area; the others are an offset
 * in it.
 * @since Linux 6.15
 */
export const ZCRX_AREA_MASK = 0xffff000000000000n

/**
 * `OPENAT2_REGULAR`: For {@link OpenHow.flags}: fails with EFTYPE unless it is a regular file.
 * @since Linux 7.2
 */
export const OPENAT2_REGULAR = 0x100000000

/** `AT_FDCWD`: As a directory descriptor: the working directory of the process. */
export const AT_FDCWD = -100

/**
 * `IOPRIO_CLASS_SHIFT`: Bits by which the class of an I/O priority is shifted; the level is below
 * it.
 */
export const IOPRIO_CLASS_SHIFT = 13

/**
 * `IOPRIO_LEVEL_NR_BITS`: Bits of the level of an I/O priority, the lowest ones.
 * @since Linux 6.5
 */
export const IOPRIO_LEVEL_NR_BITS = 3

/** `IOPRIO_NR_LEVELS`: Levels that a class of I/O priority has; 0 is the highest. */
export const IOPRIO_NR_LEVELS = 8

/** `IOPRIO_HINT_SHIFT`: Bits by which the hint of an I/O priority is shifted. @since Linux 6.5 */
export const IOPRIO_HINT_SHIFT = 3

/** `FUTEX_WAITV_MAX`: How many futexes FUTEX_WAITV takes. @since Linux 5.16 */
export const FUTEX_WAITV_MAX = 128

/** `FUTEX_BITSET_MATCH_ANY`: For {@link Sqe.addr3} of futex operations: every waiter matches. */
export const FUTEX_BITSET_MATCH_ANY = 0xffffffff

/** `UIO_FASTIOV`: How many {@link Iovec} need no allocation. */
export const UIO_FASTIOV = 8

/** `UIO_MAXIOV`: How many {@link Iovec} one operation takes. */
export const UIO_MAXIOV = 1024

/** `UNIX_PATH_MAX`: Bytes of {@link SockaddrUn.sunPath}, the final zero included. */
export const UNIX_PATH_MAX = 108
