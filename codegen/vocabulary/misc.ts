/** Polling, waiting for processes and futexes, and the system calls of our own code. */
import type { Family, Loose } from './types.ts'

const PollEvents: Family = {
  name: 'PollEvents',
  kind: 'flags',
  doc: 'Events of POLL_ADD; stored in {@link Sqe.poll32Events} and found in {@link Cqe.res}.',
  prefixes: ['POLL'],
  hidden: ['POLL_*', 'POLLFREE'],
  members: {
    POLLIN: ['', 'There is something to read, or the end.'],
    POLLPRI: ['', 'There is urgent data, or another special state.'],
    POLLOUT: ['', 'There is room to write.'],
    POLLERR: ['', 'An error; reported without being asked for.'],
    POLLHUP: ['', 'Both ends are shut; reported without being asked for.'],
    POLLNVAL: ['', 'Not an open descriptor.'],
    POLLRDNORM: ['', 'Normal data to read.'],
    POLLRDBAND: ['', 'Priority data to read.'],
    POLLWRNORM: ['', 'Room for normal data.'],
    POLLWRBAND: ['', 'Room for priority data.'],
    POLLMSG: ['', 'Not used.'],
    POLLREMOVE: ['', 'Removes an entry of /dev/poll; not used.'],
    POLLRDHUP: ['', 'The peer will send no more.'],
  },
}

const EpollOp: Family = {
  name: 'EpollOp',
  kind: 'enum',
  doc: 'What EPOLL_CTL does; stored in {@link Sqe.len}.',
  prefixes: ['EPOLL_CTL_'],
  members: {
    EPOLL_CTL_ADD: ['', 'Adds a descriptor.'],
    EPOLL_CTL_DEL: ['', 'Removes a descriptor.'],
    EPOLL_CTL_MOD: ['', 'Changes the events of a descriptor.'],
  },
}

const EpollEvents: Family = {
  name: 'EpollEvents',
  kind: 'flags',
  doc: 'Events of an epoll instance; stored in {@link EpollEvent.events}.',
  prefixes: ['EPOLL'],
  hidden: ['EPOLL_*'],
  members: {
    EPOLLIN: ['', 'There is something to read, or the end.'],
    EPOLLPRI: ['', 'There is urgent data, or another special state.'],
    EPOLLOUT: ['', 'There is room to write.'],
    EPOLLERR: ['', 'An error; reported without being asked for.'],
    EPOLLHUP: ['', 'Both ends are shut; reported without being asked for.'],
    EPOLLNVAL: ['', 'Not an open descriptor.'],
    EPOLLRDNORM: ['', 'Normal data to read.'],
    EPOLLRDBAND: ['', 'Priority data to read.'],
    EPOLLWRNORM: ['', 'Room for normal data.'],
    EPOLLWRBAND: ['', 'Room for priority data.'],
    EPOLLMSG: ['', 'Not used.'],
    EPOLLRDHUP: ['', 'The peer will send no more.'],
    EPOLLEXCLUSIVE: ['', 'Wakes only some of the waiters. For POLL_ADD as well.'],
    EPOLLWAKEUP: ['', 'Keeps the system from suspending meanwhile.'],
    EPOLLONESHOT: ['', 'Reports once, then needs MOD.'],
    EPOLLET: ['', 'Reports changes and not states.'],
  },
}

const FutexFlags: Family = {
  name: 'FutexFlags',
  kind: 'flags',
  doc:
    'What a futex is; stored in {@link Sqe.fd} for FUTEX_WAIT and FUTEX_WAKE, and in {@link ' +
    'FutexWaitv.flags}.',
  prefixes: ['FUTEX2_'],
  hidden: ['FUTEX2_*_MASK', 'FUTEX_32'],
  members: {
    FUTEX2_SIZE_U8: ['6.7', 'A word of 8 bits; not there yet.'],
    FUTEX2_SIZE_U16: ['6.7', 'A word of 16 bits; not there yet.'],
    FUTEX2_SIZE_U32: ['6.7', 'A word of 32 bits; must be given.'],
    FUTEX2_SIZE_U64: ['6.7', 'A word of 64 bits; not there yet.'],
    FUTEX2_NUMA: ['6.7', 'The next word names the NUMA node.'],
    FUTEX2_MPOL: ['6.16', 'The memory policy decides the NUMA node.'],
    FUTEX2_PRIVATE: ['6.7', 'Only threads of this process share it.'],
  },
}

const WaitIdType: Family = {
  name: 'WaitIdType',
  kind: 'enum',
  doc: 'Whom WAITID waits for; stored in {@link Sqe.len}.',
  prefixes: ['P_'],
  members: {
    P_ALL: ['', 'Any child.'],
    P_PID: ['', 'The child with this process id.'],
    P_PGID: ['', 'Any child in this process group.'],
    P_PIDFD: ['5.4', 'The child behind this pidfd.'],
  },
}

const WaitFlags: Family = {
  name: 'WaitFlags',
  kind: 'flags',
  doc: 'What WAITID waits for; stored in {@link Sqe.fileIndex}.',
  prefixes: ['WNO', 'WUNTRACED', 'WSTOPPED', 'WEXITED', 'WCONTINUED'],
  drop: ['W'],
  members: {
    WNOHANG: ['', 'Does not wait.'],
    WUNTRACED: ['', 'The name of STOPPED in waitpid(2).'],
    WSTOPPED: ['', 'A signal stopped it.'],
    WEXITED: ['', 'It ended.'],
    WCONTINUED: ['', 'It goes on after a stop.'],
    WNOWAIT: ['', 'Leaves the child waitable.'],
  },
}

const ChildCode: Family = {
  name: 'ChildCode',
  kind: 'enum',
  doc: 'What became of a child; found in {@link Siginfo.siCode}.',
  prefixes: ['CLD_'],
  members: {
    CLD_EXITED: ['', 'It ended by itself: the status is its exit code.'],
    CLD_KILLED: ['', 'A signal ended it: the status is its number.'],
    CLD_DUMPED: ['', 'A signal ended it, and it left a core file.'],
    CLD_TRAPPED: ['', 'It stopped for who traces it.'],
    CLD_STOPPED: ['', 'A signal stopped it.'],
    CLD_CONTINUED: ['', 'It goes on after a stop.'],
  },
}

const ClockId: Family = {
  name: 'ClockId',
  kind: 'enum',
  doc: 'A clock; stored in {@link ClockRegister.clockid}.',
  prefixes: ['CLOCK_'],
  members: {
    CLOCK_REALTIME: ['', 'The wall clock, which can be set.'],
    CLOCK_MONOTONIC: ['', 'Goes on evenly, except during suspend.'],
    CLOCK_BOOTTIME: ['', 'Goes on evenly, during suspend too.'],
  },
}

const Syscall: Family = {
  name: 'Syscall',
  kind: 'enum',
  internal: true,
  doc: 'Numbers of system calls that this package makes; they differ between architectures.',
  prefixes: ['__NR_'],
  members: {
    __NR_io_uring_setup: ['5.1', 'Makes a ring.'],
    __NR_io_uring_enter: ['5.1', 'Submits and waits.'],
    __NR_io_uring_register: ['5.1', 'Registers what rings use.'],
    __NR_socket: ['', 'Makes a socket.'],
    __NR_bind: ['', 'Gives a socket its address.'],
    __NR_listen: ['', 'Makes a socket accept connections.'],
    __NR_connect: ['', 'Connects a socket.'],
    __NR_accept4: ['', 'Takes a connection.'],
    __NR_shutdown: ['', 'Shuts directions of a connection.'],
    __NR_setsockopt: ['', 'Sets a socket option.'],
    __NR_getsockopt: ['', 'Reads a socket option.'],
    __NR_getsockname: ['', 'Reads the local address.'],
    __NR_getpeername: ['', 'Reads the peer address.'],
    __NR_close: ['', 'Closes a descriptor.'],
    __NR_pipe2: ['', 'Makes a pipe.'],
    __NR_eventfd2: ['', 'Makes an eventfd.'],
    __NR_mmap: ['', 'Maps memory.'],
    __NR_munmap: ['', 'Gives a mapping back.'],
    __NR_madvise: ['', 'Tells how memory will be used.'],
    __NR_prlimit64: ['', 'Reads and sets limits.'],
    __NR_sched_setaffinity: ['', 'Pins a thread to processors.'],
    __NR_sched_getaffinity: ['', 'Tells where a thread may run.'],
    __NR_gettid: ['', 'The id of the thread.'],
    __NR_ppoll: ['', 'Waits for events of descriptors.'],
  },
}

export const miscFamilies: readonly Family[] = [
  PollEvents,
  EpollOp,
  EpollEvents,
  FutexFlags,
  WaitIdType,
  WaitFlags,
  ChildCode,
  ClockId,
  Syscall,
]

export const miscLoose: readonly Loose[] = [
  {
    c: 'FUTEX_BITSET_MATCH_ANY',
    name: 'FUTEX_BITSET_MATCH_ANY',
    entry: ['', 'For {@link Sqe.addr3} of futex operations: every waiter matches.'],
  },
  {
    c: 'FUTEX_WAITV_MAX',
    name: 'FUTEX_WAITV_MAX',
    entry: ['5.16', 'How many futexes FUTEX_WAITV takes.'],
  },
  {
    c: 'UIO_MAXIOV',
    name: 'UIO_MAXIOV',
    entry: ['', 'How many {@link Iovec} one operation takes.'],
  },
  {
    c: 'UIO_FASTIOV',
    name: 'UIO_FASTIOV',
    entry: ['', 'How many {@link Iovec} need no allocation.'],
  },
]
