/** What no kernel header declares: a small table, checked against libc by the compiler test. */
import type { Field } from '../model.ts'
import type { LibcConstant, LibcStruct } from './types.ts'

type Values = Readonly<Record<string, number>>

const socket: Values = {
  AF_UNSPEC: 0,
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
  AF_NETLINK: 16,
  AF_PACKET: 17,
  AF_RDS: 21,
  AF_CAN: 29,
  AF_TIPC: 30,
  AF_BLUETOOTH: 31,
  AF_RXRPC: 33,
  AF_ALG: 38,
  AF_VSOCK: 40,
  AF_KCM: 41,
  AF_QIPCRTR: 42,
  AF_SMC: 43,
  AF_XDP: 44,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_RDM: 4,
  SOCK_SEQPACKET: 5,
  SOCK_DCCP: 6,
  SOCK_PACKET: 10,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,
  MSG_OOB: 0x1,
  MSG_PEEK: 0x2,
  MSG_DONTROUTE: 0x4,
  MSG_CTRUNC: 0x8,
  MSG_PROXY: 0x10,
  MSG_TRUNC: 0x20,
  MSG_DONTWAIT: 0x40,
  MSG_EOR: 0x80,
  MSG_WAITALL: 0x100,
  MSG_FIN: 0x200,
  MSG_SYN: 0x400,
  MSG_CONFIRM: 0x800,
  MSG_RST: 0x1000,
  MSG_ERRQUEUE: 0x2000,
  MSG_NOSIGNAL: 0x4000,
  MSG_MORE: 0x8000,
  MSG_WAITFORONE: 0x10000,
  MSG_BATCH: 0x40000,
  MSG_ZEROCOPY: 0x4000000,
  MSG_FASTOPEN: 0x20000000,
  MSG_CMSG_CLOEXEC: 0x40000000,
  SOL_RAW: 255,
  SOL_PACKET: 263,
  SOL_NETLINK: 270,
  SOL_TIPC: 271,
  SOL_BLUETOOTH: 274,
  SOL_RDS: 276,
  SOL_ALG: 279,
  SOL_KCM: 281,
  SOL_TLS: 282,
  SOL_XDP: 283,
  SCM_RIGHTS: 1,
  SCM_CREDENTIALS: 2,
}

const splice: Values = {
  SPLICE_F_MOVE: 1,
  SPLICE_F_NONBLOCK: 2,
  SPLICE_F_MORE: 4,
  SPLICE_F_GIFT: 8,
}

const table = (header: string, values: Values): readonly LibcConstant[] =>
  Object.entries(values).map(([c, value]) => ({ c, header, value }))

export const libcConstants: readonly LibcConstant[] = [
  ...table('sys/socket.h', socket),
  ...table('fcntl.h', splice),
]

type Kind = 'pointer' | 'u8' | 'u16' | 'u32' | 's32' | 'u64'

/** One field: a plain integer, a pointer, or an array of bytes. */
function field(name: string, kind: Kind, offset: number, count?: number): Field {
  if (kind === 'pointer') return { name, type: { kind }, offset, size: 8 }
  const bits = Number(kind.slice(1)) as 8 | 16 | 32 | 64
  const type = { kind: 'int', bits, signed: kind.startsWith('s') } as const
  const size = (bits / 8) * (count ?? 1)
  return count === undefined ? { name, type, offset, size } : { name, type, offset, size, count }
}

function struct(name: string, size: number, align: number, fields: readonly Field[]): LibcStruct {
  return { name, kind: 'struct', header: 'sys/socket.h', layout: { size, align, fields } }
}

/** Layouts as the kernel reads them, the same on x64 and arm64. */
export const libcStructs: readonly LibcStruct[] = [
  struct('sockaddr', 16, 2, [field('sa_family', 'u16', 0), field('sa_data', 'u8', 2, 14)]),
  struct('msghdr', 56, 8, [
    field('msg_name', 'pointer', 0),
    field('msg_namelen', 'u32', 8),
    field('msg_iov', 'pointer', 16),
    field('msg_iovlen', 'u64', 24),
    field('msg_control', 'pointer', 32),
    field('msg_controllen', 'u64', 40),
    field('msg_flags', 's32', 48),
  ]),
  struct('cmsghdr', 16, 8, [
    field('cmsg_len', 'u64', 0),
    field('cmsg_level', 's32', 8),
    field('cmsg_type', 's32', 12),
  ]),
  struct('ucred', 12, 4, [field('pid', 's32', 0), field('uid', 'u32', 4), field('gid', 'u32', 8)]),
  {
    // The kernel's own linux/ipv6.h cannot be read alone.
    ...struct('in6_pktinfo', 20, 4, [
      { name: 'ipi6_addr', type: { kind: 'struct', struct: 'in6_addr' }, offset: 0, size: 16 },
      field('ipi6_ifindex', 'u32', 16),
    ]),
    header: 'netinet/in.h',
  },
  struct('linger', 8, 4, [field('l_onoff', 's32', 0), field('l_linger', 's32', 4)]),
  {
    ...struct('siginfo_t', 128, 8, [
      field('si_signo', 's32', 0),
      field('si_errno', 's32', 4),
      field('si_code', 's32', 8),
      field('si_pid', 's32', 16),
      field('si_uid', 'u32', 20),
      field('si_status', 's32', 24),
    ]),
    header: 'signal.h',
    type: 'siginfo_t',
  },
]
