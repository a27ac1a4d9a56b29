/**
 * The headers that are read, and what is wanted of them. The io_uring headers are read whole: every
 * enumeration, every macro, every struct of theirs is a fact. Of the neighbours only what stands
 * here is read, and anything in it that is not understood is an error.
 */
import type { Wanted } from './types.ts'

/** A header of the list. */
export interface WantedHeader extends Wanted {
  /** Read whole and strictly. */
  readonly whole?: true
  /** Names that the prefixes would take and that are left out, each with the reason. */
  readonly except?: Readonly<Record<string, string>>
}

const ONE_ARCHITECTURE = 'only one architecture has it'
const NOT_EXPORTED = 'it is made of BIT(), which the kernel keeps for itself'
const NOT_A_VALUE = 'it has no value of its own'

/**
 * In the order in which they are read. An `asm/` header stands for itself and the `asm/` and
 * `asm-generic/` headers that it includes, since architectures differ in what they keep where.
 */
export const WANTED: readonly WantedHeader[] = [
  { header: 'linux/io_uring.h', whole: true },
  { header: 'linux/io_uring/query.h', whole: true },
  { header: 'linux/io_uring/zcrx.h', whole: true },
  { header: 'linux/io_uring/bpf_filter.h', whole: true },
  { header: 'linux/time_types.h', structs: ['__kernel_timespec'] },
  {
    header: 'linux/stat.h',
    prefixes: ['STATX_', 'S_I'],
    except: Object.fromEntries(
      ['LNK', 'REG', 'DIR', 'CHR', 'BLK', 'FIFO', 'SOCK'].map((kind) => [
        `S_IS${kind}`,
        NOT_A_VALUE,
      ]),
    ),
    structs: ['statx', 'statx_timestamp'],
  },
  { header: 'linux/openat2.h', prefixes: ['RESOLVE_', 'OPENAT2_'], structs: ['open_how'] },
  { header: 'linux/fcntl.h', prefixes: ['AT_'] },
  { header: 'asm/fcntl.h', prefixes: ['O_'] },
  {
    header: 'linux/fs.h',
    prefixes: ['RWF_', 'RENAME_', 'SYNC_FILE_RANGE_', 'IO_INTEGRITY_'],
  },
  {
    header: 'linux/ioprio.h',
    prefixes: ['IOPRIO_CLASS_', 'IOPRIO_HINT_'],
    names: ['IOPRIO_LEVEL_NR_BITS', 'IOPRIO_NR_LEVELS'],
  },
  { header: 'linux/blkdev.h', prefixes: ['BLOCK_URING_CMD_'] },
  {
    header: 'linux/nvme_ioctl.h',
    prefixes: ['NVME_URING_CMD_'],
    structs: ['nvme_uring_cmd'],
  },
  { header: 'linux/watch_queue.h', names: ['O_NOTIFICATION_PIPE'] },
  {
    header: 'linux/futex.h',
    prefixes: ['FUTEX2_', 'FUTEX_WAITV_', 'FUTEX_BITSET_'],
    structs: ['futex_waitv'],
  },
  {
    header: 'linux/eventpoll.h',
    prefixes: ['EPOLL'],
    except: { EPOLL_PACKED: NOT_A_VALUE },
    structs: ['epoll_event'],
  },
  { header: 'linux/uio.h', prefixes: ['UIO_'], structs: ['iovec'] },
  {
    header: 'linux/in.h',
    prefixes: ['IPPROTO_', 'IP_', 'INADDR_'],
    except: { IP_MSFILTER_SIZE: NOT_A_VALUE },
    structs: ['in_addr', 'sockaddr_in', 'ip_mreqn', 'in_pktinfo'],
  },
  {
    header: 'linux/in6.h',
    prefixes: ['IPPROTO_', 'IPV6_'],
    structs: ['in6_addr', 'sockaddr_in6', 'ipv6_mreq'],
  },
  { header: 'linux/un.h', names: ['UNIX_PATH_MAX'], structs: ['sockaddr_un'] },
  { header: 'linux/socket.h', structs: ['__kernel_sockaddr_storage'] },
  { header: 'asm/socket.h', prefixes: ['SO_', 'SOL_', 'SCM_'] },
  {
    header: 'linux/tcp.h',
    prefixes: ['TCP_'],
    except: {
      TCP_ACCECN_ACE_FAIL_SEND: NOT_EXPORTED,
      TCP_ACCECN_ACE_FAIL_RECV: NOT_EXPORTED,
      TCP_ACCECN_OPT_FAIL_SEND: NOT_EXPORTED,
      TCP_ACCECN_OPT_FAIL_RECV: NOT_EXPORTED,
    },
  },
  { header: 'linux/udp.h', prefixes: ['UDP_'] },
  {
    header: 'linux/time.h',
    names: ['REALTIME', 'MONOTONIC', 'BOOTTIME'].map((clock) => `CLOCK_${clock}`),
  },
  {
    header: 'linux/errqueue.h',
    prefixes: ['SO_EE_ORIGIN_', 'SO_EE_CODE_', 'SCM_TSTAMP_'],
    structs: ['sock_extended_err', 'scm_timestamping64'],
  },
  {
    header: 'linux/net_tstamp.h',
    prefixes: ['SOF_TIMESTAMPING_'],
    structs: ['so_timestamping'],
  },
  {
    header: 'linux/bpf_common.h',
    names: [
      ...['LD', 'LDX', 'ST', 'STX', 'ALU', 'JMP', 'RET', 'MISC', 'W', 'IMM', 'ABS', 'MEM', 'LEN'],
      ...['ADD', 'SUB', 'MUL', 'DIV', 'OR', 'AND', 'LSH', 'RSH', 'NEG', 'XOR'],
      ...['JA', 'JEQ', 'JGT', 'JGE', 'JSET', 'K', 'X', 'MAXINSNS'],
    ].map((name) => `BPF_${name}`),
  },
  { header: 'linux/filter.h', names: ['BPF_A', 'BPF_TAX', 'BPF_TXA'], structs: ['sock_filter'] },
  { header: 'asm/poll.h', prefixes: ['POLL'] },
  { header: 'asm/errno.h', prefixes: ['E'] },
  { header: 'linux/wait.h', prefixes: ['W', 'P_'] },
  { header: 'asm/siginfo.h', prefixes: ['CLD_'] },
  {
    header: 'asm/mman.h',
    prefixes: ['PROT_', 'MAP_', 'MADV_'],
    except: {
      MAP_32BIT: ONE_ARCHITECTURE,
      MAP_ABOVE4G: ONE_ARCHITECTURE,
      PROT_BTI: ONE_ARCHITECTURE,
      PROT_MTE: ONE_ARCHITECTURE,
    },
  },
  { header: 'linux/mman.h', prefixes: ['MAP_'] },
  { header: 'linux/xattr.h', names: ['XATTR_CREATE', 'XATTR_REPLACE'], structs: ['xattr_args'] },
  { header: 'linux/fadvise.h', prefixes: ['POSIX_FADV_'] },
  { header: 'linux/falloc.h', prefixes: ['FALLOC_FL_'] },
  {
    header: 'asm/unistd.h',
    names: [
      'io_uring_setup',
      'io_uring_enter',
      'io_uring_register',
      'socket',
      'bind',
      'listen',
      'connect',
      'accept4',
      'shutdown',
      'setsockopt',
      'getsockopt',
      'getsockname',
      'getpeername',
      'mmap',
      'munmap',
      'madvise',
      'pipe2',
      'ppoll',
      'close',
      'eventfd2',
      'sched_setaffinity',
      'sched_getaffinity',
      'gettid',
      'prlimit64',
    ].map((name) => `__NR_${name}`),
  },
]

/** Headers beside io_uring.h that are left alone, each with the reason. */
export const SKIPPED: Readonly<Record<string, string>> = {
  'linux/io_uring/mock_file.h': 'a test device of the kernel that no distribution ships',
}
