/** Errnos about descriptors and rights: which one, and why it will not do. */
import {
  Errno,
  Op,
  OpenFlags,
  RwFlags,
  SetupFlags,
  SocketOption,
  SocketType,
  SqeFlags,
} from '../../generated/constants.ts'
import { brokenSqeRule } from '../raw/sqe-rules.ts'
import { flagNames } from '../raw/decode-values.ts'
import {
  type Descriptor,
  type Explained,
  type Failure,
  isReadable,
  isWritable,
  numberOf,
  type Rule,
} from './explain-facts.ts'

/** Operations that read from their descriptor. */
const READS: readonly number[] = [
  Op.READ,
  Op.READV,
  Op.READ_FIXED,
  Op.READV_FIXED,
  Op.READ_MULTISHOT,
]
/** Operations that write to it, or change its content. */
const WRITES: readonly number[] = [
  Op.WRITE,
  Op.WRITEV,
  Op.WRITE_FIXED,
  Op.WRITEV_FIXED,
  Op.FALLOCATE,
]

/** EBADF. */
export function explainBadDescriptor(f: Failure): Explained {
  const names = f.op === Op.SPLICE || f.op === Op.TEE ? ['source', 'target'] : ['fd', 'at', 'newAt']
  for (const name of names) {
    const fd = f.descriptor(name)
    const found = fd === null ? null : badDescriptor(f, name, fd)
    if (found !== null) return found
  }
  return {
    explanation: 'the descriptor was not open when the operation came to it',
    remedy: 'Most likely it was closed too early: close it when everything on it has settled.',
  }
}

function badDescriptor(f: Failure, name: string, fd: Descriptor): Explained | null {
  if (f.op === Op.FIXED_FD_INSTALL && !fd.direct) return noSlot(f, fd)
  if (fd.direct) return fd.open === false ? noSlot(f, fd) : null
  if (fd.open === false) {
    return {
      explanation: `"${name}" ${numberOf(fd)} is not open`,
      remedy: 'Most likely it was closed too early, or never opened by this process.',
    }
  }
  if (f.op === Op.CLOSE && fd.kind === 'a ring') {
    return {
      explanation: `"${name}" ${numberOf(fd)} is a ring, which cannot be closed by an operation`,
      remedy: 'Call close() of the ring.',
    }
  }
  if (fd.flags >= 0 && (fd.flags & OpenFlags.PATH) !== 0) {
    return {
      explanation:
        `"${name}" ${numberOf(fd)} was opened with O_PATH, and is only good as a ` + 'directory',
      remedy: 'Open it without OpenFlags.PATH.',
    }
  }
  const reads = READS.includes(f.op) || name === 'source'
  const writes = WRITES.includes(f.op) || name === 'target'
  if (reads && !isReadable(fd)) return wrongMode(name, fd, 'reading', 'RDONLY')
  return writes && !isWritable(fd) ? wrongMode(name, fd, 'writing', 'WRONLY') : null
}

function wrongMode(name: string, fd: Descriptor, what: string, flag: string): Explained {
  return {
    explanation: `"${name}" ${numberOf(fd)} was not opened for ${what}`,
    remedy: `Open it with OpenFlags.${flag} or RDWR.`,
  }
}

function noSlot(f: Failure, fd: Descriptor): Explained {
  if (!fd.direct) {
    return {
      explanation: `"fd" (${fd.value}) is a plain descriptor, and a direct one is wanted`,
      remedy: 'Give an Fd that was made with the option `slot`.',
    }
  }
  const slots = f.table()?.slots ?? 0
  if (slots === 0) {
    return {
      explanation: `"fd" ${numberOf(fd)} is a direct descriptor, and the ring has no table of them`,
      remedy: 'Make the ring with `slots`.',
    }
  }
  return {
    explanation:
      fd.value < slots
        ? `"fd" ${numberOf(fd)} is an empty slot of the direct table`
        : `"fd" ${numberOf(fd)} lies behind the last slot of the direct table`,
    remedy: 'Most likely it was closed too early, or never filled.',
  }
}

/** ENOTSOCK. */
export function explainNoSocket(f: Failure): Explained {
  const fd = f.descriptor()
  const kind = fd === null || fd.kind === '' ? 'no socket' : `${fd.kind} and no socket`
  return {
    explanation: `"fd"${fd === null ? '' : ` ${numberOf(fd)}`} is ${kind}`,
    remedy: 'Use read() and write() for files and pipes.',
  }
}

/** EBADFD. */
export function explainBadState(f: Failure): Explained {
  const fd = f.descriptor()
  const what = fd === null || fd.kind === '' ? 'of a kind that cannot be waited for' : fd.kind
  if (f.op === Op.READ_MULTISHOT) {
    return {
      explanation:
        `"fd"${fd === null ? '' : ` ${numberOf(fd)}`} is ${what}, which is never waited ` + 'for',
      remedy: 'Use read() or readAll(): readMultishot() is for pipes, sockets and terminals.',
    }
  }
  if (f.op === Op.MSG_RING) {
    return {
      explanation:
        fd?.kind === 'a ring'
          ? `"fd" ${numberOf(fd)} is a ring that is not enabled yet, or of a process that has ended`
          : `"fd"${fd === null ? '' : ` ${numberOf(fd)}`} is ${what}, and a message goes to a ring`,
      remedy: 'Give the descriptor of a ring that works.',
    }
  }
  return { explanation: '"fd" is in a state in which this cannot be done' }
}

/** EOPNOTSUPP. */
export function explainUnsupported(f: Failure): Explained {
  const { sqe, ring, op, name, system } = f
  const broken = sqe === null ? null : brokenSqeRule(op, sqe.flags, ring.setupFlags, system.release)
  if (broken !== null) return broken
  const found = UNSUPPORTED.map((rule) => rule(f)).find((one) => one !== null)
  if (found !== undefined) return found
  const fd = f.descriptor()
  const kind = fd === null || fd.kind === '' ? '' : `, which is ${fd.kind},`
  return {
    explanation: `"fd"${kind} does not support ${name} with these arguments`,
    remedy: 'Check the flags, and whether the file system or the protocol has it.',
  }
}

const UNSUPPORTED: readonly Rule[] = [
  (f) => {
    const flags = f.value('flags') ?? 0
    if (!READS.includes(f.op) && !WRITES.includes(f.op)) return null
    if (f.op === Op.FALLOCATE) {
      return {
        explanation:
          `"mode" is 0x${(f.value('mode') ?? 0).toString(16)}, which its file system does ` +
          'not have',
        remedy: 'Take fewer flags; 0 allocates, where the file system can do that.',
      }
    }
    if ((f.ring.setupFlags & SetupFlags.IOPOLL) !== 0) {
      return {
        explanation:
          'on a ring with IOPOLL "fd" must be opened with O_DIRECT, on a device that can poll',
        remedy: 'Open it with OpenFlags.DIRECT, or use another ring.',
      }
    }
    if (flags === 0) return null
    return {
      explanation:
        `"flags" (${flagNames(BigInt(flags >>> 0), RwFlags)}) are not what "fd" or this ` +
        'kernel can do',
      remedy: 'Leave them out.',
    }
  },
  (f) => {
    if (!XATTRS.includes(f.op)) return null
    return {
      explanation: `"name" is ${f.path('name')}, and its file system has no such kind of names`,
      remedy: "Begin it with 'user.', if the file system has attributes at all.",
    }
  },
  (f) => {
    if (f.op !== Op.ACCEPT && f.op !== Op.LISTEN) return null
    if (f.socketOption(SocketOption.TYPE) === SocketType.STREAM) return null
    return {
      explanation: '"fd" is a socket that has no connections, such as one of UDP',
      remedy: 'Receive from it: recvmsgMultishot() tells who has sent.',
    }
  },
  (f) => {
    if (f.op !== Op.SEND_ZC && f.op !== Op.SENDMSG_ZC) return null
    return {
      explanation:
        '"fd" is a socket whose protocol cannot send without a copy, such as a Unix socket',
      remedy: 'Use send() or sendmsg().',
    }
  },
  (f) => {
    if (f.op !== Op.URING_CMD) return null
    const fd = f.descriptor()
    const kind = fd === null || fd.kind === '' ? 'a file' : fd.kind
    return {
      explanation: `"fd" is ${kind} that does not have this command`,
      remedy: 'Commands are for sockets and some devices; check "command" too.',
    }
  },
]

const XATTRS: readonly number[] = [Op.FSETXATTR, Op.SETXATTR, Op.FGETXATTR, Op.GETXATTR]

/** ESPIPE. */
export function explainNoPosition(f: Failure): Explained {
  for (const [fd, position] of [
    ['source', 'sourcePosition'],
    ['target', 'targetPosition'],
  ] as const) {
    if ((f.value(position) ?? -1) < 0) continue
    const known = f.descriptor(fd)
    if (known === null || known.kind === 'a regular file') continue
    return {
      explanation:
        `"${position}" is ${f.value(position)}, and "${fd}" is ${known.kind}, which has no ` +
        'positions',
      remedy: 'Give -1.',
    }
  }
  const fd = f.descriptor()
  const kind = fd === null || fd.kind === '' ? 'nothing that has positions' : fd.kind
  return {
    explanation: `"fd" is ${kind}, and "position" or a range of it means nothing there`,
    remedy: 'Give a regular file; or -1 as the position, to read or write what comes next.',
  }
}

/** EAGAIN. */
export function explainAgain(f: Failure): Explained {
  if (f.op === Op.FUTEX_WAIT) {
    return {
      explanation: '"futex" does not hold "value": it was changed before the wait began',
      remedy: 'Look at the memory again, and wait only if there is still something to wait for.',
    }
  }
  const fd = f.descriptor()
  if (fd !== null && fd.flags >= 0 && (fd.flags & OpenFlags.NONBLOCK) !== 0) {
    return {
      explanation: `"fd" ${numberOf(fd)} has O_NONBLOCK, so nothing waits until it is ready`,
      remedy: 'Make it without OpenFlags.NONBLOCK: the ring waits without blocking anybody.',
    }
  }
  return {
    explanation: 'it would have had to wait, and was told not to',
    remedy: 'Leave out flags such as RwFlags.NOWAIT or MsgFlags.DONTWAIT, or try again.',
  }
}

/** ENXIO. */
export function explainNothingThere(f: Failure): Explained {
  const { sqe, op } = f
  const wants = op === Op.FILES_UPDATE || op === Op.MSG_RING || (sqe?.fileIndex ?? 0) !== 0
  if (wants && (f.table()?.slots ?? 0) === 0) {
    return {
      explanation: '"slot" is given, and the ring has no table of direct descriptors',
      remedy: 'Make the ring with `slots`.',
    }
  }
  if (op === Op.OPENAT || op === Op.OPENAT2) {
    return {
      explanation:
        '"path" is a pipe that nobody reads, a socket, or a device without a driver: ' +
        f.path('path'),
      remedy: 'Connect to a socket with openConnection(); open a pipe for reading first.',
    }
  }
  if (f.has(SqeFlags.FIXED_FILE)) return noSlot(f, f.descriptor() ?? NOBODY)
  return { explanation: 'there is no such device, or no such address on it' }
}

const NOBODY: Descriptor = { value: -1, direct: true, open: false, kind: '', flags: -1 }

/** EMFILE and ENFILE. */
export function explainTooMany(f: Failure): Explained {
  const slots = f.sqe !== null && f.sqe.fileIndex !== 0 ? f.table()?.slots : undefined
  if (slots !== undefined && f.errno === Errno.ENFILE) {
    return {
      explanation: '"slot" was left to the kernel, and all that it may choose from are taken',
      remedy: 'Close direct descriptors, or make the ring with more `slots`.',
    }
  }
  return f.errno === Errno.EMFILE
    ? {
        explanation: `this process has as many descriptors as it may${limitText(f)}`,
        remedy: 'Close descriptors, or raise the limit (`ulimit -n`, LimitNOFILE= in systemd).',
      }
    : {
        explanation: 'the whole system has as many open files as it may',
        remedy: 'Raise the sysctl fs.file-max.',
      }
}

function limitText({ system }: Failure): string {
  const limits = system.readFile('/proc/self/limits') ?? ''
  const limit = /^Max open files\s+(\S+)/m.exec(limits)?.[1]
  return limit === undefined ? '' : `: ${limit}`
}
