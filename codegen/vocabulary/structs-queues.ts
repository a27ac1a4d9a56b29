/** The structs of the queues themselves: entries, offsets, set-up, waiting. */
import type { StructWords } from './types.ts'

const Sqe: StructWords = {
  c: 'io_uring_sqe',
  name: 'Sqe',
  since: '5.1',
  doc:
    'A submission: 64 bytes, or 128 on rings made with SQE128. Many fields are names for one ' +
    'place; which one counts depends on the opcode.',
  fields: {
    opcode: 'What to do: one of {@link Op}.',
    flags: 'How to run it: {@link SqeFlags}.',
    ioprio: 'I/O priority of reads and writes; flags of sends, receives and accepts.',
    fd: 'The descriptor, or the slot with FIXED_FILE.',
    off: 'Offset in the file; -1 is the file position.',
    addr2: 'A second address.',
    cmd_op: 'Command of URING_CMD.',
    addr: 'Address of the buffer, the iovecs, the path or another argument.',
    splice_off_in: 'Offset to splice from; -1 for a pipe.',
    level: 'Level of a socket option.',
    optname: 'Name of a socket option.',
    len: 'Size of the buffer in bytes, or number of iovecs.',
    rw_flags: 'Flags of reads and writes: {@link RwFlags}.',
    fsync_flags: 'Flags of FSYNC: {@link FsyncFlags}.',
    poll_events: 'Events of POLL_ADD, 16 bits; the old form of {@link Sqe.poll32Events}.',
    poll32_events: 'Events of POLL_ADD: {@link PollEvents}.',
    sync_range_flags: 'Flags of SYNC_FILE_RANGE: {@link SyncFileRangeFlags}.',
    msg_flags: 'Flags of sends and receives: {@link MsgFlags}.',
    timeout_flags: 'Flags of timeouts: {@link TimeoutFlags}.',
    accept_flags: 'Flags of ACCEPT: SOCK_CLOEXEC and SOCK_NONBLOCK.',
    cancel_flags: 'Flags of ASYNC_CANCEL: {@link CancelFlags}.',
    open_flags: 'Flags of OPENAT: {@link OpenFlags}.',
    statx_flags: 'Flags of STATX: {@link AtFlags}.',
    fadvise_advice: 'Advice of FADVISE and MADVISE.',
    splice_flags: 'Flags of SPLICE and TEE: {@link SpliceFlags}.',
    rename_flags: 'Flags of RENAMEAT: {@link RenameFlags}.',
    unlink_flags: 'Flags of UNLINKAT: AT_REMOVEDIR.',
    hardlink_flags: 'Flags of LINKAT: {@link AtFlags}.',
    xattr_flags: 'Flags of SETXATTR and FSETXATTR: {@link XattrFlags}.',
    msg_ring_flags: 'Flags of MSG_RING: {@link MsgRingFlags}.',
    uring_cmd_flags: 'Flags of URING_CMD: {@link UringCmdFlags}.',
    waitid_flags: 'Flags of WAITID; must be 0.',
    futex_flags: 'Flags of futex operations; must be 0.',
    install_fd_flags: 'Flags of FIXED_FD_INSTALL: {@link FixedFdFlags}.',
    nop_flags: 'Flags of NOP: {@link NopFlags}.',
    pipe_flags: 'Flags of PIPE: O_CLOEXEC, O_NONBLOCK, O_DIRECT.',
    user_data: 'Comes back unchanged in {@link Cqe.userData}. All ones is reserved.',
    buf_index: 'Index of a registered buffer.',
    buf_group: 'Group of provided buffers, with BUFFER_SELECT.',
    personality: 'Credentials to run with, from REGISTER_PERSONALITY; 0 for the own ones.',
    splice_fd_in: 'The descriptor to splice from.',
    file_index: 'Slot + 1 that receives a new file, or FILE_INDEX_ALLOC; 0 makes a descriptor.',
    zcrx_ifq_idx: 'Receive queue of RECV_ZC.',
    optlen: 'Size of a socket option in bytes.',
    addr_len: 'Size of the target address of a send, in bytes.',
    write_stream: 'Write stream of the device; 0 for none.',
    addr3: 'A third address.',
    attr_ptr: 'Address of the attributes of a read or write.',
    attr_type_mask: 'Which attributes there are: {@link RwAttributes}.',
    optval: 'Address of the value of a socket option.',
    cmd: 'Data of URING_CMD: 16 bytes, or 80 in an entry of 128.',
  },
}

const Cqe: StructWords = {
  c: 'io_uring_cqe',
  name: 'Cqe',
  since: '5.1',
  doc: 'A completion: 16 bytes, or 32 on rings made with CQE32.',
  fields: {
    user_data: 'What {@link Sqe.userData} was.',
    res: 'The result; below 0 it is a negative errno.',
    flags: 'What kind of completion it is: {@link CqeFlags}.',
    big_cqe: 'Two more words, in completions of 32 bytes.',
  },
}

const SqOffsets: StructWords = {
  c: 'io_sqring_offsets',
  name: 'SqOffsets',
  since: '5.1',
  doc:
    'Where the parts of the submission queue lie in its mapping, in bytes. They differ between ' +
    'kernels.',
  fields: {
    head: 'The word up to which the kernel has consumed.',
    tail: 'The word up to which the program has filled.',
    ring_mask: 'The word to mask an index with.',
    ring_entries: 'The number of entries.',
    flags: 'The word with {@link SqRingFlags}.',
    dropped: 'The count of invalid indexes in the array.',
    array: 'The array of entry indexes; 0 with NO_SQARRAY.',
    user_addr: 'Memory of the program for the submission entries, with NO_MMAP.',
  },
}

const CqOffsets: StructWords = {
  c: 'io_cqring_offsets',
  name: 'CqOffsets',
  since: '5.1',
  doc:
    'Where the parts of the completion queue lie in its mapping, in bytes. They differ between ' +
    'kernels.',
  fields: {
    head: 'The word up to which the program has read.',
    tail: 'The word up to which the kernel has posted.',
    ring_mask: 'The word to mask an index with.',
    ring_entries: 'The number of entries.',
    overflow: 'The count of completions that are lost for good.',
    cqes: 'The completions.',
    flags: 'The word with {@link CqRingFlags}; 0 before Linux 5.8, which has none.',
    user_addr: 'Memory of the program for both queues, with NO_MMAP.',
  },
}

const Params: StructWords = {
  c: 'io_uring_params',
  name: 'Params',
  since: '5.1',
  doc: 'What a ring shall be, and what io_uring_setup(2) made of it.',
  fields: {
    sq_entries: 'Submission entries that were made; a power of two.',
    cq_entries: 'Completion entries: wanted with CQSIZE, then those that were made.',
    flags: 'How to build the ring: {@link SetupFlags}.',
    sq_thread_cpu: 'Processor of the SQPOLL thread, with SQ_AFF.',
    sq_thread_idle: 'Milliseconds until the SQPOLL thread sleeps; 0 means 1000.',
    features: 'What the kernel can do: {@link Features}.',
    wq_fd: 'The ring to share workers with, with ATTACH_WQ.',
    sq_off: 'Where the submission queue lies.',
    cq_off: 'Where the completion queue lies.',
  },
}

const GetEventsArg: StructWords = {
  c: 'io_uring_getevents_arg',
  name: 'GetEventsArg',
  since: '5.11',
  doc: 'The argument of io_uring_enter(2) with EXT_ARG.',
  fields: {
    sigmask: 'Address of the signal mask during the wait; 0 for none.',
    sigmask_sz: 'Size of the signal mask in bytes: 8.',
    min_wait_usec: 'Microseconds to collect a batch before fewer completions are enough.',
    ts: 'Address of a {@link Timespec} that limits the wait; 0 for no limit.',
  },
}

const RegWait: StructWords = {
  c: 'io_uring_reg_wait',
  name: 'RegWait',
  since: '6.13',
  doc: 'A wait argument in a registered region; chosen by its byte offset with EXT_ARG_REG.',
  fields: {
    ts: 'Limit of the wait, when {@link RegWait.flags} has TS.',
    min_wait_usec: 'Microseconds to collect a batch before fewer completions are enough.',
    flags: 'Which parts count: {@link RegWaitFlags}.',
    sigmask: 'Address of the signal mask during the wait; 0 for none.',
    sigmask_sz: 'Size of the signal mask in bytes: 8.',
  },
}

const RecvmsgOut: StructWords = {
  c: 'io_uring_recvmsg_out',
  name: 'RecvmsgOut',
  since: '6.0',
  doc:
    'Stands at the front of the buffer of a multishot RECVMSG. Room for the name and the ' +
    'control data follows, as the message header asked for, then the payload.',
  fields: {
    namelen: 'Bytes of the sender address; more than there is room for means cut off.',
    controllen: 'Bytes of control data.',
    payloadlen: 'Bytes of payload; more than there is room for means cut off.',
    flags: 'What MSG_* flags recvmsg(2) would report.',
  },
}

const AttrPi: StructWords = {
  c: 'io_uring_attr_pi',
  name: 'AttrPi',
  since: '6.14',
  doc: 'Protection information that a read or write carries.',
  fields: {
    flags: 'Which checks are made.',
    app_tag: 'Application tag to check.',
    len: 'Size of the metadata buffer in bytes.',
    addr: 'Address of the metadata buffer.',
    seed: 'Start of the reference tag.',
  },
}

const Timespec: StructWords = {
  c: '__kernel_timespec',
  name: 'Timespec',
  since: '5.1',
  doc: 'A time or a duration with 64-bit seconds.',
  fields: { tv_sec: 'Seconds.', tv_nsec: 'Nanoseconds, below one thousand million.' },
}

const IoTimespec: StructWords = {
  c: 'io_timespec',
  name: 'IoTimespec',
  since: '6.17',
  doc: 'A transmit timestamp, in the second half of a completion of 32 bytes.',
  fields: { tv_sec: 'Seconds.', tv_nsec: 'Nanoseconds.' },
}

export const queueStructs: readonly StructWords[] = [
  Sqe,
  Cqe,
  SqOffsets,
  CqOffsets,
  Params,
  GetEventsArg,
  RegWait,
  RecvmsgOut,
  AttrPi,
  Timespec,
  IoTimespec,
]
