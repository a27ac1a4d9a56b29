import type { FillRow } from './types.ts'

/** A multishot receive, or a bundle, takes its memory from provided buffers and from nowhere else. */
const select = { flags: 'SqeFlags.BUFFER_SELECT', bufGroup: 'group' } as const

/** liburing's helpers that fill a submission, 2.15, in the order of our own functions. */
export const fillRows: readonly FillRow[] = [
  {
    c: 'prep_read(int fd, void *buf, unsigned nbytes, u64 offset)',
    ours: 'read(fd, buf, nbytes, offset, 0)',
  },
  {
    c: 'prep_read_multishot(int fd, unsigned nbytes, u64 offset, int buf_group)',
    ours: 'readMultishot(fd, nbytes, offset, buf_group)',
  },
  {
    c: 'prep_write(int fd, const void *buf, unsigned nbytes, u64 offset)',
    ours: 'write(fd, buf, nbytes, offset, 0)',
  },
  {
    c: 'prep_readv(int fd, const struct iovec *iovecs, unsigned nr_vecs, u64 offset)',
    ours: 'readv(fd, iovecs, nr_vecs, offset, 0)',
  },
  {
    c: 'prep_readv2(int fd, const struct iovec *iovecs, unsigned nr_vecs, u64 offset, int flags)',
    ours: 'readv(fd, iovecs, nr_vecs, offset, flags)',
  },
  {
    c: 'prep_writev(int fd, const struct iovec *iovecs, unsigned nr_vecs, u64 offset)',
    ours: 'writev(fd, iovecs, nr_vecs, offset, 0)',
  },
  {
    c: 'prep_writev2(int fd, const struct iovec *iovecs, unsigned nr_vecs, u64 offset, int flags)',
    ours: 'writev(fd, iovecs, nr_vecs, offset, flags)',
  },
  {
    c: 'prep_read_fixed(int fd, void *buf, unsigned nbytes, u64 offset, int buf_index)',
    ours: 'readFixed(fd, buf, nbytes, offset, buf_index, 0)',
  },
  {
    c: 'prep_write_fixed(int fd, const void *buf, unsigned nbytes, u64 offset, int buf_index)',
    ours: 'writeFixed(fd, buf, nbytes, offset, buf_index, 0)',
  },
  {
    c: 'prep_readv_fixed(int fd, const struct iovec *iovecs, unsigned nr_vecs, u64 offset, int flags, int buf_index)',
    ours: 'readvFixed(fd, iovecs, nr_vecs, offset, flags, buf_index)',
  },
  {
    c: 'prep_writev_fixed(int fd, const struct iovec *iovecs, unsigned nr_vecs, u64 offset, int flags, int buf_index)',
    ours: 'writevFixed(fd, iovecs, nr_vecs, offset, flags, buf_index)',
  },
  { c: 'prep_fsync(int fd, unsigned fsync_flags)', ours: 'fsync(fd, fsync_flags)' },
  {
    c: 'prep_sync_file_range(int fd, unsigned len, u64 offset, int flags)',
    ours: 'syncFileRange(fd, len, offset, flags)',
  },
  {
    c: 'prep_fallocate(int fd, int mode, u64 offset, u64 len)',
    ours: 'fallocate(fd, mode, offset, len)',
  },
  { c: 'prep_ftruncate(int fd, off_t len)', ours: 'ftruncate(fd, len)' },
  {
    c: 'prep_fadvise(int fd, u64 offset, u32 len, int advice)',
    ours: 'fadvise(fd, offset, len, advice)',
  },
  {
    c: 'prep_fadvise64(int fd, u64 offset, off_t len, int advice)',
    ours: 'fadvise64(fd, offset, len, advice)',
  },
  { c: 'prep_madvise(void *addr, u32 length, int advice)', ours: 'madvise(addr, length, advice)' },
  {
    c: 'prep_madvise64(void *addr, off_t length, int advice)',
    ours: 'madvise64(addr, length, advice)',
  },
  {
    c: 'prep_splice(int fd_in, i64 off_in, int fd_out, i64 off_out, unsigned nbytes, unsigned splice_flags)',
    ours: 'splice(fd_in, off_in, fd_out, off_out, nbytes, splice_flags)',
  },
  {
    c: 'prep_tee(int fd_in, int fd_out, unsigned nbytes, unsigned splice_flags)',
    ours: 'tee(fd_in, fd_out, nbytes, splice_flags)',
  },
  { c: 'prep_pipe(int *fds, int pipe_flags)', ours: 'pipe(fds, pipe_flags)' },
  {
    c: 'prep_pipe_direct(int *fds, int pipe_flags, unsigned file_index)',
    ours: 'pipeDirect(fds, pipe_flags, file_index)',
  },
  { c: 'prep_cmd_discard(int fd, u64 offset, u64 nbytes)', ours: 'discard(fd, offset, nbytes)' },
  { c: 'prep_cmd_zone_reset_all(int fd)', ours: 'zoneResetAll(fd)', since: '2.16' },

  {
    c: 'prep_openat(int dfd, const char *path, int flags, mode_t mode)',
    ours: 'openat(dfd, path, flags, mode)',
  },
  {
    c: 'prep_openat_direct(int dfd, const char *path, int flags, mode_t mode, unsigned file_index)',
    ours: 'openatDirect(dfd, path, flags, mode, file_index)',
  },
  {
    c: 'prep_open(const char *path, int flags, mode_t mode)',
    ours: 'openat(AT_FDCWD, path, flags, mode)',
  },
  {
    c: 'prep_open_direct(const char *path, int flags, mode_t mode, unsigned file_index)',
    ours: 'openatDirect(AT_FDCWD, path, flags, mode, file_index)',
  },
  {
    c: 'prep_openat2(int dfd, const char *path, const struct open_how *how)',
    ours: 'openat2(dfd, path, how, OpenHow.SIZE)',
  },
  {
    c: 'prep_openat2_direct(int dfd, const char *path, const struct open_how *how, unsigned file_index)',
    ours: 'openat2Direct(dfd, path, how, OpenHow.SIZE, file_index)',
  },
  { c: 'prep_close(int fd)', ours: 'closeFd(fd)' },
  {
    c: 'prep_close_direct(unsigned file_index)',
    ours: 'closeDirect(file_index)',
    difference: {
      holds: { fileIndex: 'FILE_INDEX_ALLOC' },
      when: { parameter: 'file_index', is: 0xffffffff },
      why: 'For `IORING_FILE_INDEX_ALLOC` the C helper wraps to 0 and closes descriptor 0; ours keeps the value, and the kernel refuses it.',
    },
  },
  {
    c: 'prep_statx(int dfd, const char *path, int flags, unsigned mask, struct statx *statxbuf)',
    ours: 'statx(dfd, path, flags, mask, statxbuf)',
  },
  {
    c: 'prep_renameat(int olddfd, const char *oldpath, int newdfd, const char *newpath, unsigned flags)',
    ours: 'renameat(olddfd, oldpath, newdfd, newpath, flags)',
  },
  {
    c: 'prep_rename(const char *oldpath, const char *newpath)',
    ours: 'renameat(AT_FDCWD, oldpath, AT_FDCWD, newpath, 0)',
  },
  { c: 'prep_unlinkat(int dfd, const char *path, int flags)', ours: 'unlinkat(dfd, path, flags)' },
  { c: 'prep_unlink(const char *path, int flags)', ours: 'unlinkat(AT_FDCWD, path, flags)' },
  { c: 'prep_mkdirat(int dfd, const char *path, mode_t mode)', ours: 'mkdirat(dfd, path, mode)' },
  { c: 'prep_mkdir(const char *path, mode_t mode)', ours: 'mkdirat(AT_FDCWD, path, mode)' },
  {
    c: 'prep_symlinkat(const char *target, int newdirfd, const char *linkpath)',
    ours: 'symlinkat(target, newdirfd, linkpath)',
  },
  {
    c: 'prep_symlink(const char *target, const char *linkpath)',
    ours: 'symlinkat(target, AT_FDCWD, linkpath)',
  },
  {
    c: 'prep_linkat(int olddfd, const char *oldpath, int newdfd, const char *newpath, int flags)',
    ours: 'linkat(olddfd, oldpath, newdfd, newpath, flags)',
  },
  {
    c: 'prep_link(const char *oldpath, const char *newpath, int flags)',
    ours: 'linkat(AT_FDCWD, oldpath, AT_FDCWD, newpath, flags)',
  },
  {
    c: 'prep_fsetxattr(int fd, const char *name, const char *value, int flags, unsigned len)',
    ours: 'fsetxattr(fd, name, value, flags, len)',
  },
  {
    c: 'prep_setxattr(const char *name, const char *value, const char *path, int flags, unsigned len)',
    ours: 'setxattr(name, value, path, flags, len)',
  },
  {
    c: 'prep_fgetxattr(int fd, const char *name, char *value, unsigned len)',
    ours: 'fgetxattr(fd, name, value, len)',
  },
  {
    c: 'prep_getxattr(const char *name, char *value, const char *path, unsigned len)',
    ours: 'getxattr(name, value, path, len)',
  },

  {
    c: 'prep_socket(int domain, int type, int protocol, unsigned flags)',
    ours: 'socket(domain, type, protocol, flags)',
  },
  {
    c: 'prep_socket_direct(int domain, int type, int protocol, unsigned file_index, unsigned flags)',
    ours: 'socketDirect(domain, type, protocol, file_index, flags)',
  },
  {
    c: 'prep_socket_direct_alloc(int domain, int type, int protocol, unsigned flags)',
    ours: 'socketDirect(domain, type, protocol, FILE_INDEX_ALLOC, flags)',
  },
  {
    c: 'prep_bind(int fd, const struct sockaddr *addr, socklen_t addrlen)',
    ours: 'bind(fd, addr, addrlen)',
  },
  { c: 'prep_listen(int fd, int backlog)', ours: 'listen(fd, backlog)' },
  {
    c: 'prep_connect(int fd, const struct sockaddr *addr, socklen_t addrlen)',
    ours: 'connect(fd, addr, addrlen)',
  },
  {
    c: 'prep_accept(int fd, struct sockaddr *addr, socklen_t *addrlen, int flags)',
    ours: 'accept(fd, addr, addrlen, flags)',
  },
  {
    c: 'prep_accept_direct(int fd, struct sockaddr *addr, socklen_t *addrlen, int flags, unsigned file_index)',
    ours: 'acceptDirect(fd, addr, addrlen, flags, file_index)',
  },
  {
    c: 'prep_multishot_accept(int fd, struct sockaddr *addr, socklen_t *addrlen, int flags)',
    ours: 'acceptMultishot(fd, addr, addrlen, flags)',
  },
  {
    c: 'prep_multishot_accept_direct(int fd, struct sockaddr *addr, socklen_t *addrlen, int flags)',
    ours: 'acceptMultishotDirect(fd, addr, addrlen, flags)',
  },
  {
    c: 'prep_send(int sockfd, const void *buf, size_t len, int flags)',
    ours: 'send(sockfd, buf, len, flags)',
  },
  {
    c: 'prep_sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *addr, socklen_t addrlen)',
    ours: 'sendto(sockfd, buf, len, flags, addr, addrlen)',
  },
  {
    c: 'prep_send_set_addr(const struct sockaddr *dest_addr, u16 addr_len)',
    ours: 'sqe.addr2 = dest_addr; sqe.addrLen = addr_len',
    category: 'Socket',
    ring: 'ring.sendto(fd, data, to)',
  },
  {
    c: 'prep_send_bundle(int sockfd, size_t len, int flags)',
    ours: 'sendBundle(sockfd, len, flags, group)',
    more: 'int group',
    difference: {
      holds: select,
      why: 'A bundle takes its buffers from a group of provided ones: ours takes the number of the group and sets `BUFFER_SELECT`, which C does by hand.',
    },
  },
  {
    c: 'prep_send_zc(int sockfd, const void *buf, size_t len, int flags, unsigned zc_flags)',
    ours: 'sendZc(sockfd, buf, len, flags, zc_flags)',
  },
  {
    c: 'prep_send_zc_fixed(int sockfd, const void *buf, size_t len, int flags, unsigned zc_flags, unsigned buf_index)',
    ours: 'sendZcFixed(sockfd, buf, len, flags, zc_flags, buf_index)',
  },
  {
    c: 'prep_sendmsg(int fd, const struct msghdr *msg, unsigned flags)',
    ours: 'sendmsg(fd, msg, flags)',
  },
  {
    c: 'prep_sendmsg_zc(int fd, const struct msghdr *msg, unsigned flags)',
    ours: 'sendmsgZc(fd, msg, flags)',
  },
  {
    c: 'prep_sendmsg_zc_fixed(int fd, const struct msghdr *msg, unsigned flags, unsigned buf_index)',
    ours: 'sendmsgZcFixed(fd, msg, flags, buf_index)',
  },
  {
    c: 'prep_recv(int sockfd, void *buf, size_t len, int flags)',
    ours: 'recv(sockfd, buf, len, flags)',
  },
  {
    c: 'prep_recv_multishot(int sockfd, void *buf, size_t len, int flags)',
    ours: 'recvMultishot(sockfd, group, flags)',
    more: 'int group',
    difference: {
      holds: { ...select, addr: '0', len: '0' },
      why: 'It always picks its memory from provided buffers: ours takes their group, sets `BUFFER_SELECT` and has no address, which C does by hand.',
    },
  },
  {
    c: 'prep_recvmsg(int fd, struct msghdr *msg, unsigned flags)',
    ours: 'recvmsg(fd, msg, flags)',
  },
  {
    c: 'prep_recvmsg_multishot(int fd, struct msghdr *msg, unsigned flags)',
    ours: 'recvmsgMultishot(fd, msg, flags, group)',
    more: 'int group',
    difference: {
      holds: select,
      why: 'Ours takes the group of provided buffers and sets `BUFFER_SELECT`, which C does by hand.',
    },
  },
  { c: 'prep_shutdown(int fd, int how)', ours: 'shutdown(fd, how)' },
  {
    c: 'prep_cmd_sock(int cmd_op, int fd, int level, int optname, void *optval, int optlen)',
    ours: 'uringCmd(cmd_op, fd); sqe.level = level; sqe.optname = optname; sqe.optval = optval; sqe.optlen = optlen',
    category: 'Socket',
    ring: '',
    because: 'Each command has a method of its own: the rows behind it.',
  },
  {
    c: 'prep_cmd_sock(int cmd_op = SocketOp.GETSOCKOPT, int fd, int level, int optname, void *optval, int optlen)',
    ours: 'getsockopt(fd, level, optname, optval, optlen)',
  },
  {
    c: 'prep_cmd_sock(int cmd_op = SocketOp.SETSOCKOPT, int fd, int level, int optname, void *optval, int optlen)',
    ours: 'setsockopt(fd, level, optname, optval, optlen)',
  },
  {
    c: 'prep_cmd_sock(int cmd_op = SocketOp.SIOCINQ, int fd, int level = 0, int optname = 0, void *optval = 0, int optlen = 0)',
    ours: 'siocinq(fd)',
  },
  {
    c: 'prep_cmd_sock(int cmd_op = SocketOp.SIOCOUTQ, int fd, int level = 0, int optname = 0, void *optval = 0, int optlen = 0)',
    ours: 'siocoutq(fd)',
  },
  {
    c: 'prep_cmd_getsockname(int fd, struct sockaddr *sockaddr, socklen_t *sockaddr_len, int peer)',
    ours: 'getsockname(fd, sockaddr, sockaddr_len, peer)',
  },

  {
    c: 'prep_timeout(const struct timespec *ts, unsigned count, unsigned flags)',
    ours: 'timeout(ts, count, flags)',
  },
  {
    c: 'prep_timeout(const struct timespec *ts, unsigned count, unsigned flags = TimeoutFlags.MULTISHOT)',
    ours: 'timeoutMultishot(ts, count, 0)',
  },
  {
    c: 'prep_timeout_remove(u64 user_data, unsigned flags)',
    ours: 'timeoutRemove(user_data.low, user_data.high, flags)',
  },
  {
    c: 'prep_timeout_update(const struct timespec *ts, u64 user_data, unsigned flags)',
    ours: 'timeoutUpdate(ts, user_data.low, user_data.high, flags)',
  },
  {
    c: 'prep_link_timeout(const struct timespec *ts, unsigned flags)',
    ours: 'linkTimeout(ts, flags)',
  },
  { c: 'prep_poll_add(int fd, unsigned poll_mask)', ours: 'pollAdd(fd, poll_mask)' },
  { c: 'prep_poll_multishot(int fd, unsigned poll_mask)', ours: 'pollAddMultishot(fd, poll_mask)' },
  { c: 'prep_poll_remove(u64 user_data)', ours: 'pollRemove(user_data.low, user_data.high)' },
  {
    c: 'prep_poll_update(u64 old_user_data, u64 new_user_data, unsigned poll_mask, unsigned flags)',
    ours: 'pollUpdate(old_user_data.low, old_user_data.high, new_user_data.low, new_user_data.high, poll_mask, flags)',
  },
  {
    c: 'prep_epoll_ctl(int epfd, int fd, int op, const struct epoll_event *ev)',
    ours: 'epollCtl(epfd, fd, op, ev)',
    difference: {
      holds: { offHigh: '-1' },
      when: { parameter: 'fd', is: 'negative' },
      why: 'A negative descriptor fills all 64 bits of its field, in C the lower half; the kernel reads that half and answers EBADF.',
    },
  },
  {
    c: 'prep_epoll_wait(int fd, struct epoll_event *events, int maxevents, unsigned flags)',
    ours: 'epollWait(fd, events, maxevents, flags)',
  },

  {
    c: 'prep_provide_buffers(void *addr, int len, int nr, int bgid, int bid)',
    ours: 'provideBuffers(addr, len, nr, bgid, bid)',
  },
  { c: 'prep_remove_buffers(int nr, int bgid)', ours: 'removeBuffers(nr, bgid)' },
  {
    c: 'prep_files_update(int *fds, unsigned nr_fds, int offset)',
    ours: 'filesUpdate(fds, nr_fds, offset)',
  },

  { c: 'prep_nop()', ours: 'nop()' },
  { c: 'prep_nop128()', ours: 'nop128()' },
  {
    c: 'prep_rw(u8 op, sqe, int fd, const void *addr, unsigned len, u64 offset)',
    ours: 'sqe.reset(op, fd); sqe.addr = addr; sqe.len = len; sqe.off = offset',
    category: 'Control',
    ring: 'ring.issue(op, fields)',
  },
  { c: 'prep_uring_cmd(int cmd_op, int fd)', ours: 'uringCmd(cmd_op, fd)' },
  { c: 'prep_uring_cmd128(int cmd_op, int fd)', ours: 'uringCmd128(cmd_op, fd)' },
  {
    c: 'prep_cancel64(u64 user_data, int flags)',
    ours: 'asyncCancel(user_data.low, user_data.high, flags)',
  },
  {
    c: 'prep_cancel(const void *user_data, int flags)',
    ours: 'asyncCancel(user_data.low, user_data.high, flags)',
  },
  { c: 'prep_cancel_fd(int fd, unsigned flags)', ours: 'asyncCancelFd(fd, flags)' },
  {
    c: 'prep_msg_ring(int fd, unsigned len, u64 data, unsigned flags)',
    ours: 'msgRing(fd, len, data.low, data.high, flags)',
  },
  {
    c: 'prep_msg_ring_cqe_flags(int fd, unsigned len, u64 data, unsigned flags, unsigned cqe_flags)',
    ours: 'msgRingCqeFlags(fd, len, data.low, data.high, flags, cqe_flags)',
  },
  {
    c: 'prep_msg_ring_fd(int fd, int source_fd, int target_fd, u64 data, unsigned flags)',
    ours: 'msgRingFd(fd, source_fd, target_fd, data.low, data.high, flags)',
    difference: {
      holds: { fileIndex: 'FILE_INDEX_ALLOC' },
      when: { parameter: 'target_fd', is: 'negative' },
      why: 'Every negative slot means that the kernel chooses one; in C -1 alone does.',
    },
  },
  {
    c: 'prep_msg_ring_fd_alloc(int fd, int source_fd, u64 data, unsigned flags)',
    ours: 'msgRingFd(fd, source_fd, FILE_INDEX_ALLOC, data.low, data.high, flags)',
  },
  { c: 'prep_fixed_fd_install(int fd, unsigned flags)', ours: 'fixedFdInstall(fd, flags)' },

  {
    c: 'prep_waitid(int idtype, unsigned id, siginfo_t *infop, int options, unsigned flags)',
    ours: 'waitid(idtype, id, infop, options, flags)',
  },
  {
    c: 'prep_futex_wait(const u32 *futex, u64 val, u64 mask, u32 futex_flags, unsigned flags)',
    ours: 'futexWait(futex, val, mask, futex_flags, flags)',
  },
  {
    c: 'prep_futex_wake(const u32 *futex, u64 val, u64 mask, u32 futex_flags, unsigned flags)',
    ours: 'futexWake(futex, val, mask, futex_flags, flags)',
  },
  {
    c: 'prep_futex_waitv(const struct futex_waitv *futex, u32 nr_futex, unsigned flags)',
    ours: 'futexWaitv(futex, nr_futex, flags)',
  },

  {
    c: 'sqe_set_data64(u64 data)',
    ours: 'sqe.userDataLow = data.low; sqe.userDataHigh = data.high',
    category: 'Submission',
    because: 'User data is the business of the Ring; whose completion it is, the promise says.',
  },
  {
    c: 'sqe_set_data(void *data)',
    ours: 'sqe.userDataLow = data.low; sqe.userDataHigh = data.high',
    category: 'Submission',
  },
  {
    c: 'sqe_set_flags(unsigned flags)',
    ours: 'sqe.flags = flags',
    category: 'Submission',
    ring: 'options.async; options.drain',
  },
  {
    c: 'sqe_set_buf_group(int bgid)',
    ours: 'sqe.bufGroup = bgid',
    category: 'Submission',
    ring: 'options.pool',
  },
]
