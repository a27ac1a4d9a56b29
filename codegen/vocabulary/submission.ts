/** What a submission carries besides its opcode: sqe flags, and each operation's own flags. */
import type { Family, Loose } from './types.ts'

const SqeFlags: Family = {
  name: 'SqeFlags',
  kind: 'flags',
  doc: 'How a submission is run, whatever its operation; stored in {@link Sqe.flags}.',
  enums: ['io_uring_sqe_flags_bit'],
  prefixes: ['IOSQE_'],
  hidden: ['IOSQE_*_BIT'],
  members: {
    IOSQE_FIXED_FILE: ['5.1', 'The descriptor is a slot of the registered file table.'],
    IOSQE_IO_DRAIN: [
      '5.2',
      'Starts when all earlier submissions are done, and holds later ones back. Not on a ' +
        'ring that used CQE_SKIP_SUCCESS.',
    ],
    IOSQE_IO_LINK: [
      '5.3',
      'The next submission starts when this one succeeds, and is cancelled when it fails or ' +
        'is short.',
    ],
    IOSQE_IO_HARDLINK: [
      '5.5',
      'The next submission starts when this one is done, whatever its result.',
    ],
    IOSQE_ASYNC: [
      '5.6',
      'Goes to a worker thread at once, without a try in the submitting thread.',
    ],
    IOSQE_BUFFER_SELECT: [
      '5.7',
      'The kernel picks a buffer of the group in {@link Sqe.bufGroup}; the completion tells ' +
        'which. For reads, receives and SEND; EOPNOTSUPP for most others.',
    ],
    IOSQE_CQE_SKIP_SUCCESS: [
      '5.17',
      'No completion is posted when the operation succeeds. The ring takes no IO_DRAIN any more; ' +
        'not for zero-copy sends.',
    ],
  },
}

const SendRecvFlags: Family = {
  name: 'SendRecvFlags',
  kind: 'flags',
  doc:
    'How SEND, SENDMSG, RECV, RECVMSG and their zero-copy forms work; stored in {@link ' +
    'Sqe.ioprio}.',
  prefixes: ['IORING_RECVSEND_', 'IORING_RECV_', 'IORING_SEND_'],
  drop: ['IORING_RECVSEND_', 'IORING_'],
  members: {
    IORING_RECVSEND_POLL_FIRST: ['5.19', 'Waits for readiness before the first attempt.'],
    IORING_RECV_MULTISHOT: [
      '6.0',
      'Posts a completion for every chunk until one lacks F_MORE. Needs BUFFER_SELECT, ' +
        'except RECV_ZC.',
    ],
    IORING_RECVSEND_FIXED_BUF: [
      '6.0',
      'Sends from the registered buffer in {@link Sqe.bufIndex}. Zero-copy sends only.',
    ],
    IORING_SEND_ZC_REPORT_USAGE: [
      '6.2',
      'The result of the notification tells whether data was copied: see NOTIF_USAGE_ZC_COPIED.',
    ],
    IORING_RECVSEND_BUNDLE: [
      '6.10',
      'One completion may span several provided buffers, consecutive in ring order. Needs ' +
        'BUFFER_SELECT.',
    ],
    IORING_SEND_VECTORIZED: [
      '6.17',
      'The address is an array of {@link Iovec}, the length their number. For SEND and SEND_ZC.',
    ],
  },
}

const AcceptFlags: Family = {
  name: 'AcceptFlags',
  kind: 'flags',
  doc: 'How ACCEPT works; stored in {@link Sqe.ioprio}.',
  prefixes: ['IORING_ACCEPT_'],
  members: {
    IORING_ACCEPT_MULTISHOT: [
      '5.19',
      'Posts a completion for every connection until one lacks F_MORE.',
    ],
    IORING_ACCEPT_DONTWAIT: ['6.10', 'Fails with EAGAIN instead of waiting for a connection.'],
    IORING_ACCEPT_POLL_FIRST: ['6.10', 'Waits for a connection before it tries to take one.'],
  },
}

const FsyncFlags: Family = {
  name: 'FsyncFlags',
  kind: 'flags',
  doc: 'How FSYNC works; stored in {@link Sqe.fsyncFlags}.',
  prefixes: ['IORING_FSYNC_'],
  members: {
    IORING_FSYNC_DATASYNC: [
      '5.1',
      'Skips metadata that reading the data back does not need, like fdatasync(2).',
    ],
  },
}

const TimeoutFlags: Family = {
  name: 'TimeoutFlags',
  kind: 'flags',
  doc: 'How TIMEOUT, TIMEOUT_REMOVE and LINK_TIMEOUT work; stored in {@link Sqe.timeoutFlags}.',
  prefixes: ['IORING_TIMEOUT_', 'IORING_LINK_TIMEOUT_'],
  drop: ['IORING_TIMEOUT_', 'IORING_'],
  hidden: ['IORING_TIMEOUT_*_MASK'],
  members: {
    IORING_TIMEOUT_ABS: ['5.4', 'The time is a point on the clock and not a duration.'],
    IORING_TIMEOUT_UPDATE: ['5.11', 'Gives a running TIMEOUT a new time. For TIMEOUT_REMOVE.'],
    IORING_TIMEOUT_BOOTTIME: ['5.15', 'Counts on the clock that goes on during suspend.'],
    IORING_TIMEOUT_REALTIME: ['5.15', 'Counts on the wall clock, which can be set.'],
    IORING_LINK_TIMEOUT_UPDATE: [
      '5.15',
      'Gives a running LINK_TIMEOUT a new time. For TIMEOUT_REMOVE, together with UPDATE.',
    ],
    IORING_TIMEOUT_ETIME_SUCCESS: [
      '5.16',
      'Running out is no failure: a linked operation goes on.',
    ],
    IORING_TIMEOUT_MULTISHOT: [
      '6.4',
      'Fires again and again, {@link Sqe.off} times or for ever when it is 0. Not with ABS.',
    ],
    IORING_TIMEOUT_IMMEDIATE_ARG: ['7.1', 'The address field holds nanoseconds and not a pointer.'],
  },
}

const PollFlags: Family = {
  name: 'PollFlags',
  kind: 'flags',
  doc:
    'How POLL_ADD and POLL_REMOVE work; stored in {@link Sqe.len}. The events are a field of ' +
    'their own.',
  prefixes: ['IORING_POLL_'],
  members: {
    IORING_POLL_ADD_MULTI: ['5.13', 'Posts a completion for every event until one lacks F_MORE.'],
    IORING_POLL_UPDATE_EVENTS: ['5.13', 'Replaces the events of a running poll. For POLL_REMOVE.'],
    IORING_POLL_UPDATE_USER_DATA: [
      '5.13',
      'Replaces the user data of a running poll. For POLL_REMOVE.',
    ],
    IORING_POLL_ADD_LEVEL: [
      '6.0',
      'Meant to report as long as a state lasts. POLL_ADD and POLL_REMOVE of Linux 6.18 and 7.3 ' +
        'refuse it.',
    ],
  },
}

const CancelFlags: Family = {
  name: 'CancelFlags',
  kind: 'flags',
  doc: 'What is cancelled; stored in {@link Sqe.cancelFlags} and {@link SyncCancelReg.flags}.',
  prefixes: ['IORING_ASYNC_CANCEL_'],
  members: {
    IORING_ASYNC_CANCEL_ALL: [
      '5.19',
      'Cancels every match and not only the first; the result is a count.',
    ],
    IORING_ASYNC_CANCEL_FD: ['5.19', 'Matches by descriptor.'],
    IORING_ASYNC_CANCEL_ANY: ['5.19', 'Matches everything in flight on the ring.'],
    IORING_ASYNC_CANCEL_FD_FIXED: ['6.0', 'The descriptor to match is a registered slot.'],
    IORING_ASYNC_CANCEL_USERDATA: ['6.6', 'Matches by user data too, next to FD or OP.'],
    IORING_ASYNC_CANCEL_OP: ['6.6', 'Matches by opcode, taken from {@link Sqe.len}.'],
  },
}

const MsgRingFlags: Family = {
  name: 'MsgRingFlags',
  kind: 'flags',
  doc: 'How MSG_RING delivers; stored in {@link Sqe.msgRingFlags}.',
  prefixes: ['IORING_MSG_RING_'],
  members: {
    IORING_MSG_RING_CQE_SKIP: ['6.0', 'A file arrives without a completion. For SEND_FD.'],
    IORING_MSG_RING_FLAGS_PASS: [
      '6.3',
      'The completion there carries the flags in {@link Sqe.fileIndex}.',
    ],
  },
}

const MsgRingOp: Family = {
  name: 'MsgRingOp',
  kind: 'enum',
  doc: 'What MSG_RING sends; stored in {@link Sqe.addr}.',
  enums: ['io_uring_msg_ring_flags'],
  prefixes: ['IORING_MSG_'],
  members: {
    IORING_MSG_DATA: [
      '5.18',
      'A completion: its result comes from {@link Sqe.len}, its user data from {@link Sqe.off}.',
    ],
    IORING_MSG_SEND_FD: [
      '6.0',
      'A registered file: from the slot in {@link Sqe.addr3} to the one in {@link Sqe.fileIndex}.',
    ],
  },
}

const FixedFdFlags: Family = {
  name: 'FixedFdFlags',
  kind: 'flags',
  doc: 'How FIXED_FD_INSTALL works; stored in {@link Sqe.installFdFlags}.',
  prefixes: ['IORING_FIXED_FD_'],
  members: {
    IORING_FIXED_FD_NO_CLOEXEC: ['6.8', 'The new descriptor survives execve(2).'],
  },
}

const NopFlags: Family = {
  name: 'NopFlags',
  kind: 'flags',
  doc: 'What NOP pretends to do; stored in {@link Sqe.nopFlags}.',
  prefixes: ['IORING_NOP_'],
  members: {
    IORING_NOP_INJECT_RESULT: ['6.10', 'The result is {@link Sqe.len}.'],
    IORING_NOP_FILE: ['6.13', 'Looks the descriptor up.'],
    IORING_NOP_FIXED_FILE: [
      '6.13',
      'Looks the descriptor up as a registered slot. Goes with FILE.',
    ],
    IORING_NOP_FIXED_BUFFER: ['6.13', 'Looks the registered buffer of {@link Sqe.bufIndex} up.'],
    IORING_NOP_TW: ['6.16', 'Completes from task work and not at submission.'],
    IORING_NOP_CQE32: [
      '6.18',
      'Posts a completion of 32 bytes that carries {@link Sqe.off} and {@link Sqe.addr}. ' +
        'Needs CQE32 or CQE_MIXED.',
    ],
  },
}

const UringCmdFlags: Family = {
  name: 'UringCmdFlags',
  kind: 'flags',
  doc:
    'How URING_CMD works; stored in {@link Sqe.uringCmdFlags}. The top 8 bits belong to the ' +
    'kernel.',
  prefixes: ['IORING_URING_CMD_'],
  hidden: ['IORING_URING_CMD_MASK'],
  members: {
    IORING_URING_CMD_FIXED: [
      '6.1',
      'The command uses the registered buffer of {@link Sqe.bufIndex}.',
    ],
    IORING_URING_CMD_MULTISHOT: [
      '6.18',
      'The command completes many times. Needs BUFFER_SELECT; not with FIXED.',
    ],
  },
}

const RwAttributes: Family = {
  name: 'RwAttributes',
  kind: 'flags',
  doc: 'Which attributes a read or write carries; stored in {@link Sqe.attrTypeMask}.',
  prefixes: ['IORING_RW_ATTR_FLAG_', 'IORING_RW_ATTR_'],
  members: {
    IORING_RW_ATTR_FLAG_PI: ['6.14', '{@link Sqe.attrPtr} points to an {@link AttrPi}.'],
  },
}

const SocketOp: Family = {
  name: 'SocketOp',
  kind: 'enum',
  doc: 'What URING_CMD does to a socket; stored in {@link Sqe.cmdOp}.',
  enums: ['io_uring_socket_op'],
  prefixes: ['SOCKET_URING_OP_'],
  members: {
    SOCKET_URING_OP_SIOCINQ: ['6.6', 'The result is the number of bytes that wait to be received.'],
    SOCKET_URING_OP_SIOCOUTQ: [
      '6.6',
      'The result is the number of bytes not yet sent or acknowledged.',
    ],
    SOCKET_URING_OP_GETSOCKOPT: [
      '6.7',
      'Reads a socket option of level SOL_SOCKET; the result is its size.',
    ],
    SOCKET_URING_OP_SETSOCKOPT: ['6.7', 'Sets a socket option of any level.'],
    SOCKET_URING_OP_TX_TIMESTAMP: [
      '6.17',
      'Delivers transmit timestamps, shot after shot. Needs completions of 32 bytes.',
    ],
    SOCKET_URING_OP_GETSOCKNAME: [
      '6.19',
      'Reads the local address, or the peer address when {@link Sqe.optlen} is 1.',
    ],
  },
}

export const submissionFamilies: readonly Family[] = [
  SqeFlags,
  SendRecvFlags,
  AcceptFlags,
  FsyncFlags,
  TimeoutFlags,
  PollFlags,
  CancelFlags,
  MsgRingFlags,
  MsgRingOp,
  FixedFdFlags,
  NopFlags,
  UringCmdFlags,
  RwAttributes,
  SocketOp,
]

export const submissionLoose: readonly Loose[] = [
  {
    c: 'IORING_FILE_INDEX_ALLOC',
    name: 'FILE_INDEX_ALLOC',
    entry: [
      '5.19',
      'For {@link Sqe.fileIndex}: the kernel picks a free slot and answers with it, or with ' +
        'ENFILE when there is none.',
    ],
  },
]
