/** Structs around io_uring.h: files, polling, futexes, addresses, messages. */
import type { StructWords } from './types.ts'

const Statx: StructWords = {
  c: 'statx',
  name: 'Statx',
  since: '',
  doc: 'Attributes of a file, written by STATX.',
  fields: {
    stx_mask: 'Which attributes were read: {@link StatxMask}.',
    stx_blksize: 'Good size for I/O in bytes.',
    stx_attributes: 'Which {@link StatxAttributes} the file has.',
    stx_nlink: 'Number of names.',
    stx_uid: 'Owner.',
    stx_gid: 'Group.',
    stx_mode: 'Type and permissions: {@link FileMode}.',
    stx_ino: 'Inode number.',
    stx_size: 'Size in bytes.',
    stx_blocks: 'Space in blocks of 512 bytes.',
    stx_attributes_mask: 'Which attributes the file system knows at all.',
    stx_atime: 'Last access.',
    stx_btime: 'When it was made.',
    stx_ctime: 'Last change of the attributes.',
    stx_mtime: 'Last change of the content.',
    stx_rdev_major: 'Major number of a device file.',
    stx_rdev_minor: 'Minor number of a device file.',
    stx_dev_major: 'Major number of the device it lies on.',
    stx_dev_minor: 'Minor number of the device it lies on.',
    stx_mnt_id: 'Id of its mount.',
    stx_dio_mem_align: 'Alignment of addresses for O_DIRECT, in bytes; 0 without O_DIRECT.',
    stx_dio_offset_align: 'Alignment of offsets and lengths for O_DIRECT, in bytes.',
    stx_subvol: 'Id of its subvolume.',
    stx_atomic_write_unit_min: 'Smallest write that is never torn, in bytes.',
    stx_atomic_write_unit_max: 'Largest write that is never torn, in bytes.',
    stx_atomic_write_segments_max: 'Iovecs that such a write may have.',
    stx_dio_read_offset_align: 'Alignment of offsets for reads with O_DIRECT; 0 when not special.',
    stx_atomic_write_unit_max_opt: 'Largest such write that is fast, in bytes.',
  },
  bigint: ['stx_ino', 'stx_mnt_id', 'stx_subvol', 'stx_attributes', 'stx_attributes_mask'],
}

const files: readonly StructWords[] = [
  Statx,
  {
    c: 'statx_timestamp',
    name: 'StatxTimestamp',
    since: '',
    doc: 'A time of a file, since 1970 in UTC.',
    fields: { tv_sec: 'Seconds; negative before 1970.', tv_nsec: 'Nanoseconds after them.' },
  },
  {
    c: 'open_how',
    name: 'OpenHow',
    since: '5.6',
    doc: 'How OPENAT2 opens.',
    fields: {
      flags: 'The {@link OpenFlags}.',
      mode: 'Permissions of a new file; 0 without CREAT and TMPFILE.',
      resolve: 'The {@link ResolveFlags}.',
    },
  },
  {
    c: 'iovec',
    name: 'Iovec',
    since: '',
    doc: 'One piece of memory.',
    fields: { iov_base: 'Its address.', iov_len: 'Its length in bytes.' },
  },
  {
    c: 'epoll_event',
    name: 'EpollEvent',
    since: '',
    doc: 'An event of an epoll instance: 12 bytes on x64, 16 on arm64.',
    fields: { events: 'The {@link EpollEvents}.', data: 'What was given to EPOLL_CTL.' },
  },
  {
    c: 'futex_waitv',
    name: 'FutexWaitv',
    since: '5.16',
    doc: 'One futex of FUTEX_WAITV.',
    fields: {
      val: 'The value it must have.',
      uaddr: 'Address of the word.',
      flags: 'What it is: {@link FutexFlags}.',
    },
  },
  {
    c: 'xattr_args',
    name: 'XattrArgs',
    since: '6.13',
    doc: 'The value of an extended attribute, for setxattrat(2) and getxattrat(2).',
    fields: {
      value: 'Address of the value.',
      size: 'Its size in bytes.',
      flags: 'The {@link XattrFlags}.',
    },
  },
  {
    c: 'siginfo_t',
    name: 'Siginfo',
    since: '',
    doc: 'What WAITID tells about a child.',
    fields: {
      si_signo: 'SIGCHLD, or 0 when no child was found.',
      si_errno: 'Always 0.',
      si_code:
        'How it ended or stopped: 1 exited, 2 killed, 3 dumped, 4 trapped, 5 stopped, 6 continued.',
      si_pid: 'Process id of the child.',
      si_uid: 'User of the child.',
      si_status: 'Exit code, or number of the signal.',
    },
  },
]

const addresses: readonly StructWords[] = [
  {
    c: 'in_addr',
    name: 'InAddr',
    since: '',
    doc: 'An IPv4 address.',
    fields: { s_addr: 'Its 4 bytes, first one first.' },
  },
  {
    c: 'in6_addr',
    name: 'In6Addr',
    since: '',
    doc: 'An IPv6 address.',
    fields: { in6_u: 'Its 16 bytes.' },
  },
  {
    c: 'in6_addr.in6_u',
    name: 'In6AddrParts',
    since: '',
    doc: 'The bytes of an IPv6 address, in three widths.',
    fields: { u6_addr8: 'As bytes.', u6_addr16: 'As 16-bit words.', u6_addr32: 'As 32-bit words.' },
  },
  {
    c: 'sockaddr',
    name: 'Sockaddr',
    since: '',
    doc: 'An address of any family: look at the family first.',
    fields: { sa_family: 'The {@link AddressFamily}.', sa_data: 'What that family defines.' },
  },
  {
    c: '__kernel_sockaddr_storage',
    name: 'SockaddrStorage',
    since: '',
    doc: 'Room for an address of any family.',
    fields: {
      ss_family: 'The {@link AddressFamily}.',
      __data: 'What that family defines.',
      __align: 'Only for alignment.',
    },
  },
  {
    c: 'sockaddr_in',
    name: 'SockaddrIn',
    since: '',
    doc: 'An IPv4 address with a port.',
    fields: { sin_family: 'AF_INET.', sin_port: 'The port.', sin_addr: 'The address.' },
  },
  {
    c: 'sockaddr_in6',
    name: 'SockaddrIn6',
    since: '',
    doc: 'An IPv6 address with a port.',
    fields: {
      sin6_family: 'AF_INET6.',
      sin6_port: 'The port.',
      sin6_flowinfo: 'Flow information; usually 0.',
      sin6_addr: 'The address.',
      sin6_scope_id: 'Index of the device, for link-local addresses.',
    },
  },
  {
    c: 'sockaddr_un',
    name: 'SockaddrUn',
    since: '',
    doc: 'The address of a Unix socket.',
    fields: {
      sun_family: 'AF_UNIX.',
      sun_path: 'The path with a final zero, or a zero and an abstract name of the given length.',
    },
  },
]

const messages: readonly StructWords[] = [
  {
    c: 'msghdr',
    name: 'Msghdr',
    since: '',
    doc:
      'What SENDMSG sends and RECVMSG receives. For RECVMSG it is written to: keep it until ' +
      'the completion.',
    fields: {
      msg_name: 'Address of the socket address; 0 for none.',
      msg_namelen: 'Its size in bytes; received, the real size.',
      msg_iov: 'Address of the {@link Iovec} array.',
      msg_iovlen: 'Number of them.',
      msg_control: 'Address of the control messages; 0 for none.',
      msg_controllen: 'Their size in bytes; received, the real size.',
      msg_flags: 'Received: {@link MsgFlags}.',
    },
  },
  {
    c: 'cmsghdr',
    name: 'Cmsghdr',
    since: '',
    doc: 'The head of a control message; data follows, padded to 8 bytes.',
    fields: {
      cmsg_len: 'Size in bytes, this head included, padding not.',
      cmsg_level: 'The {@link SocketLevel}.',
      cmsg_type: 'What it is: {@link ControlMessage} for SOL_SOCKET.',
    },
  },
  {
    c: 'ucred',
    name: 'Ucred',
    since: '',
    doc: 'Who a peer is.',
    fields: { pid: 'Process.', uid: 'User.', gid: 'Group.' },
  },
  {
    c: 'linger',
    name: 'Linger',
    since: '',
    doc: 'What close(2) does with unsent data.',
    fields: {
      l_onoff: 'Not 0: waits for it.',
      l_linger: 'Seconds to wait; 0 drops it and resets the connection.',
    },
  },
  {
    c: 'ip_mreqn',
    name: 'IpMreqn',
    since: '',
    doc: 'An IPv4 group and a device.',
    fields: {
      imr_multiaddr: 'The group.',
      imr_address: 'Address of the device.',
      imr_ifindex: 'Index of the device; 0 goes by the address.',
    },
  },
  {
    c: 'ipv6_mreq',
    name: 'Ipv6Mreq',
    since: '',
    doc: 'An IPv6 group and a device.',
    fields: { ipv6mr_multiaddr: 'The group.', ipv6mr_ifindex: 'Index of the device; 0 for any.' },
  },
]

export const neighbourStructs: readonly StructWords[] = [...files, ...addresses, ...messages]
