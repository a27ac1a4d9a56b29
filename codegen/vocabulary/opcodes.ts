/** The operations a submission can ask for: what each does, and the rule that bites. */
import type { Family } from './types.ts'

export const Op: Family = {
  name: 'Op',
  kind: 'enum',
  doc: 'What a submission asks the kernel to do; stored in {@link Sqe.opcode}.',
  enums: ['io_uring_op'],
  prefixes: ['IORING_OP_'],
  hidden: ['IORING_OP_LAST'],
  members: {
    IORING_OP_NOP: ['5.1', 'Does nothing and completes; for measuring and waking.'],
    IORING_OP_READV: ['5.1', 'Reads into several buffers, like preadv2(2).'],
    IORING_OP_WRITEV: ['5.1', 'Writes from several buffers, like pwritev2(2).'],
    IORING_OP_FSYNC: [
      '5.1',
      'Brings file data to the device, like fsync(2). Not ordered by itself.',
    ],
    IORING_OP_READ_FIXED: ['5.1', 'Reads into a registered buffer, or a part of one.'],
    IORING_OP_WRITE_FIXED: ['5.1', 'Writes from a registered buffer, or a part of one.'],
    IORING_OP_POLL_ADD: ['5.1', 'Completes with the events that became ready on a descriptor.'],
    IORING_OP_POLL_REMOVE: ['5.1', 'Ends or changes a POLL_ADD, found by its user data.'],
    IORING_OP_SYNC_FILE_RANGE: ['5.2', 'Starts or awaits write-back of a byte range of a file.'],
    IORING_OP_SENDMSG: ['5.3', 'Sends what a message header describes, like sendmsg(2).'],
    IORING_OP_RECVMSG: ['5.3', 'Receives data, sender and control messages, like recvmsg(2).'],
    IORING_OP_TIMEOUT: [
      '5.4',
      'Completes with ETIME at a time, or with 0 after a number of completions.',
    ],
    IORING_OP_TIMEOUT_REMOVE: ['5.5', 'Ends or changes a timeout, found by its user data.'],
    IORING_OP_ACCEPT: [
      '5.5',
      'Takes a connection from a listening socket; the result is its descriptor.',
    ],
    IORING_OP_ASYNC_CANCEL: ['5.5', 'Cancels what matches a user data, a descriptor or an opcode.'],
    IORING_OP_LINK_TIMEOUT: ['5.5', 'Cancels the operation it is linked to when the time is over.'],
    IORING_OP_CONNECT: ['5.5', 'Connects a socket to an address.'],
    IORING_OP_FALLOCATE: [
      '5.6',
      'Reserves, zeroes or punches out space of a file, like fallocate(2).',
    ],
    IORING_OP_OPENAT: ['5.6', 'Opens a file; the result is a descriptor, or 0 for a chosen slot.'],
    IORING_OP_CLOSE: [
      '5.6',
      'Closes a descriptor or empties a slot. Cancels nothing that runs on it.',
    ],
    IORING_OP_FILES_UPDATE: ['5.6', 'Puts descriptors into slots of the registered file table.'],
    IORING_OP_STATX: ['5.6', 'Reads the attributes of a file, like statx(2).'],
    IORING_OP_READ: ['5.6', 'Reads into one buffer at a position, or at the file position for -1.'],
    IORING_OP_WRITE: [
      '5.6',
      'Writes from one buffer at a position, or at the file position for -1.',
    ],
    IORING_OP_FADVISE: ['5.6', 'Tells how a byte range of a file will be used.'],
    IORING_OP_MADVISE: ['5.6', 'Tells how a range of memory will be used.'],
    IORING_OP_SEND: [
      '5.6',
      'Sends from a buffer; may be short. The memory stays in use until it completes.',
    ],
    IORING_OP_RECV: ['5.6', 'Receives into a buffer; 0 is the end of the stream.'],
    IORING_OP_OPENAT2: ['5.6', 'Opens a file with rules for how its path may be resolved.'],
    IORING_OP_EPOLL_CTL: ['5.6', 'Adds, changes or removes an entry of an epoll instance.'],
    IORING_OP_SPLICE: ['5.7', 'Moves bytes between two descriptors; one of them must be a pipe.'],
    IORING_OP_PROVIDE_BUFFERS: [
      '5.7',
      'Gives buffers to a group the old way; prefer a buffer ring.',
    ],
    IORING_OP_REMOVE_BUFFERS: [
      '5.7',
      'Takes unused buffers back from a group filled by PROVIDE_BUFFERS.',
    ],
    IORING_OP_TEE: ['5.8', 'Duplicates the content of one pipe into another.'],
    IORING_OP_SHUTDOWN: [
      '5.11',
      'Shuts one or both directions of a connection, for every holder of it.',
    ],
    IORING_OP_RENAMEAT: ['5.11', 'Renames a file, like renameat2(2).'],
    IORING_OP_UNLINKAT: ['5.11', 'Removes a name, or an empty directory with AT_REMOVEDIR.'],
    IORING_OP_MKDIRAT: ['5.15', 'Makes a directory.'],
    IORING_OP_SYMLINKAT: ['5.15', 'Makes a symbolic link.'],
    IORING_OP_LINKAT: ['5.15', 'Makes another name for a file.'],
    IORING_OP_MSG_RING: [
      '5.18',
      'Posts a completion to another ring, or hands it a registered file.',
    ],
    IORING_OP_FSETXATTR: ['5.19', 'Sets an extended attribute of an open file.'],
    IORING_OP_SETXATTR: ['5.19', 'Sets an extended attribute of a path.'],
    IORING_OP_FGETXATTR: ['5.19', 'Reads an extended attribute of an open file.'],
    IORING_OP_GETXATTR: ['5.19', 'Reads an extended attribute of a path.'],
    IORING_OP_SOCKET: [
      '5.19',
      'Makes a socket; the result is its descriptor, or 0 for a chosen slot.',
    ],
    IORING_OP_URING_CMD: [
      '5.19',
      'Runs a command that the driver or the socket behind the file defines.',
    ],
    IORING_OP_SEND_ZC: [
      '6.0',
      'Sends without copying. The memory is free only after the F_NOTIF completion.',
    ],
    IORING_OP_SENDMSG_ZC: [
      '6.1',
      'Sends a message without copying; its data is free only after the F_NOTIF completion.',
    ],
    IORING_OP_READ_MULTISHOT: [
      '6.7',
      'Reads again and again into provided buffers. Needs a pollable file; a regular one fails.',
    ],
    IORING_OP_WAITID: ['6.7', 'Waits for a child process to change state, like waitid(2).'],
    IORING_OP_FUTEX_WAIT: [
      '6.7',
      'Waits until another thread wakes a 32-bit word that holds a value.',
    ],
    IORING_OP_FUTEX_WAKE: ['6.7', 'Wakes up to a number of waiters on a futex word.'],
    IORING_OP_FUTEX_WAITV: [
      '6.7',
      'Waits on up to 128 futexes; the result is the index of one woken.',
    ],
    IORING_OP_FIXED_FD_INSTALL: ['6.8', 'Makes an ordinary descriptor of a registered file.'],
    IORING_OP_FTRUNCATE: ['6.9', 'Sets the size of an open file.'],
    IORING_OP_BIND: ['6.11', 'Gives a socket its local address.'],
    IORING_OP_LISTEN: ['6.11', 'Makes a socket accept connections.'],
    IORING_OP_RECV_ZC: [
      '6.15',
      'Receives into a registered zero-copy area, shot after shot. Needs DEFER_TASKRUN and ' +
        '32-byte completions.',
    ],
    IORING_OP_EPOLL_WAIT: [
      '6.15',
      'Fetches events of an epoll instance; the result is their number.',
    ],
    IORING_OP_READV_FIXED: ['6.15', 'Reads into several pieces of one registered buffer.'],
    IORING_OP_WRITEV_FIXED: ['6.15', 'Writes from several pieces of one registered buffer.'],
    IORING_OP_PIPE: ['6.16', 'Makes a pipe and stores its two descriptors, or fills two slots.'],
    IORING_OP_NOP128: [
      '6.19',
      'Does nothing in a submission of 128 bytes. Needs SQE128 or SQE_MIXED.',
    ],
    IORING_OP_URING_CMD128: [
      '6.19',
      'Runs a URING_CMD with 80 bytes of command data. Needs SQE128 or SQE_MIXED.',
    ],
  },
}
