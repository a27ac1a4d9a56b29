/** ENOBUFS, ENOMEM, EPERM, EACCES, EEXIST, EFAULT: what is short, forbidden, or there already. */
import {
  IOPRIO_CLASS_SHIFT,
  IoPriorityClass,
  Op,
  OpenFlags,
  SocketOption,
  SocketType,
  SqeFlags,
} from '../../generated/constants.ts'
import { registerPbufStatus, type Registrar } from '../../generated/registers.ts'
import { BufStatus } from '../../generated/structs.ts'
import { Errno } from '../../generated/constants.ts'
import { type Explained, type Failure, numberOf, type Rule } from './explain-facts.ts'

/** ENOBUFS. */
export function explainNoBuffers(f: Failure): Explained {
  if (!f.has(SqeFlags.BUFFER_SELECT)) {
    return f.op === Op.SEND || f.op === Op.SENDMSG
      ? {
          explanation: 'the queue of the network device is full, or no memory is left for it',
          remedy: 'Send less at once, and try again later.',
        }
      : {
          explanation: 'no provided buffer was free, or the kernel had no memory for one',
          remedy: 'Release leases, or make the pool larger.',
        }
  }
  const group = f.sqe?.bufGroup ?? 0
  const known = groupIsKnown(f, group)
  if (known === false) {
    return {
      explanation: `"group" is ${group}, and the ring has no buffers under that number`,
      remedy: 'Give the `group` of a pool of this ring that is open.',
    }
  }
  return {
    explanation: `no buffer of group ${group} was free: leases have them all`,
    remedy: 'Release leases sooner, or make the pool with a larger `count` or `countMax`.',
  }
}

/** Whether a group is registered; `undefined` before Linux 6.8, which cannot be asked. */
function groupIsKnown(f: Failure, group: number): boolean | undefined {
  if (!f.canAsk) return undefined
  const { kernel, fd } = f.ring
  const status = new BufStatus(new ArrayBuffer(BufStatus.SIZE))
  status.bufGroup = group
  const registrar: Registrar = {
    register: (opcode, _argument, count) =>
      kernel.register(fd, opcode, kernel.addressOf(status.view.buffer), count),
  }
  const answer = registerPbufStatus(registrar, status)
  if (answer >= 0) return true
  return answer === -Errno.ENOENT ? false : undefined
}

const ZERO_COPY: readonly number[] = [Op.SEND_ZC, Op.SENDMSG_ZC]

/** ENOMEM. */
export function explainNoMemory(f: Failure): Explained {
  if (ZERO_COPY.includes(f.op)) {
    const limits = f.system.readFile('/proc/self/limits') ?? ''
    const limit = /^Max locked memory\s+(\S+)/m.exec(limits)?.[1]
    const known = limit === undefined ? '' : ` (${limit} bytes)`
    return {
      explanation: `"data" cannot be pinned: the limit of locked memory${known} is reached`,
      remedy: 'Send a lease of a registered pool, or raise the limit (`ulimit -l`).',
    }
  }
  if (f.op === Op.MADVISE) {
    return { explanation: '"area" has pages that are not mapped', remedy: 'Give memory that is.' }
  }
  return {
    explanation:
      'the kernel has no memory for it, or the memory limit of the control group is reached',
    remedy: 'Have fewer operations in flight, or raise the limit (memory.max of the group).',
  }
}

const permissions: Readonly<Record<number, Rule>> = {
  [Op.FIXED_FD_INSTALL]: personality,
  [Op.EPOLL_CTL]: () => ({
    explanation: 'what is to be watched is a regular file or a directory, which is always ready',
    remedy: 'Read it without waiting.',
  }),
  [Op.LINKAT]: (f) => ({
    explanation:
      '"oldPath" is a directory, or may not have another name here: ' + f.path('oldPath'),
    remedy: 'Make a symbolic link: symlinkat().',
  }),
  [Op.SOCKET]: (f) => ({
    explanation:
      f.value('type') === SocketType.RAW
        ? '"type" is RAW, which needs the capability CAP_NET_RAW'
        : '"domain" or "type" is for privileged processes only',
    remedy: 'Run with that capability, or use another type of socket.',
  }),
  [Op.OPENAT]: (f) =>
    ((f.value('flags') ?? 0) & OpenFlags.NOATIME) === 0
      ? fileForbids(f)
      : {
          explanation:
            '"flags" has NOATIME, which only the owner of a file may use: ' + f.path('path'),
          remedy: 'Leave OpenFlags.NOATIME out.',
        },
}

function personality(f: Failure): Explained | null {
  if ((f.sqe?.personality ?? 0) === 0) return null
  return {
    explanation: `"personality" is given, and ${f.name} is always done as the process itself`,
    remedy: 'Leave it out.',
  }
}

/** The upper bits of a priority are its class. */
function realTime(f: Failure): Explained | null {
  if (!TRANSFERS.includes(f.op)) return null
  const ioprio = f.sqe?.ioprio ?? 0
  if (ioprio >> IOPRIO_CLASS_SHIFT !== IoPriorityClass.RT) return null
  return {
    explanation: '"ioprio" is of the real-time class, which needs CAP_SYS_NICE or CAP_SYS_ADMIN',
    remedy: 'Leave it out, or run with that capability.',
  }
}

const TRANSFERS: readonly number[] = [
  Op.READ,
  Op.WRITE,
  Op.READV,
  Op.WRITEV,
  Op.READ_FIXED,
  Op.WRITE_FIXED,
]

function fileForbids(f: Failure): Explained {
  const fd = f.descriptor()
  if (fd !== null && fd.kind === 'a memfd') {
    return {
      explanation: `"fd" ${numberOf(fd)} is a memfd, most likely sealed against this`,
      remedy: 'Do it before the seal, or make another one.',
    }
  }
  return {
    explanation:
      'the file or its directory does not allow it: immutable, append-only, or another owner',
    remedy: 'Look at its attributes (`lsattr`), its owner and its mount options.',
  }
}

/** EPERM. */
export function explainForbidden(f: Failure): Explained {
  return permissions[f.op]?.(f) ?? realTime(f) ?? forbiddenSend(f) ?? fileForbids(f)
}

function forbiddenSend(f: Failure): Explained | null {
  if (![Op.SEND, Op.SENDMSG, Op.CONNECT, ...ZERO_COPY].some((op) => op === f.op)) return null
  return {
    explanation: 'the packet was refused, most likely by a rule of the firewall of this machine',
    remedy: 'Look at its rules for what goes out (`nft list ruleset`).',
  }
}

/** EACCES. */
export function explainDenied(f: Failure): Explained {
  if (f.op === Op.SEND || f.op === Op.SENDMSG || f.op === Op.SEND_ZC) {
    return f.socketOption(SocketOption.BROADCAST) === 0
      ? {
          explanation:
            'most likely "to" is a broadcast address, and the socket may not send to those',
          remedy: 'Set SocketOption.BROADCAST on it.',
        }
      : { explanation: 'the destination may not be reached from here' }
  }
  if (f.op === Op.BIND) {
    return {
      explanation: '"address" has a port below 1024, or a path that may not be made',
      remedy: 'Choose a port above, or run with CAP_NET_BIND_SERVICE.',
    }
  }
  const paths = ['path', 'oldPath', 'newPath', 'linkPath'].filter((name) => f.path(name) !== '')
  if (paths.length > 0) {
    const told = paths.map((name) => `"${name}" ${f.path(name)}`).join(' or ')
    return {
      explanation: `this user may not do that at ${told}`,
      remedy: 'Look at the rights of the file, and of every directory that leads to it.',
    }
  }
  return {
    explanation:
      `${f.name} or one of its flags is not allowed: by the restrictions of the ring, or ` +
      'by rights',
    remedy: 'Allow it in the restrictions, or look at the rights of the descriptor.',
  }
}

/** What must not be there yet, by operation. */
const NEW: Readonly<Record<number, readonly [name: string, remedy: string]>> = {
  [Op.OPENAT]: ['path', 'Leave OpenFlags.EXCL out to open what is there.'],
  [Op.OPENAT2]: ['path', 'Leave OpenFlags.EXCL out to open what is there.'],
  [Op.MKDIRAT]: ['path', 'Take EEXIST for success if any directory will do.'],
  [Op.SYMLINKAT]: ['linkPath', 'Remove it first: unlinkat().'],
  [Op.LINKAT]: ['newPath', 'Remove it first: unlinkat().'],
  [Op.RENAMEAT]: ['newPath', 'Leave RenameFlags.NOREPLACE out to replace it.'],
}

/** EEXIST. */
export function explainExists(f: Failure): Explained {
  const known = NEW[f.op]
  if (known !== undefined) {
    const [name, remedy] = known
    const path = f.path(name)
    return { explanation: `"${name}" is there already${path === '' ? '' : `: ${path}`}`, remedy }
  }
  if (f.op === Op.FSETXATTR || f.op === Op.SETXATTR) {
    return {
      explanation: `"name" has a value already: ${f.path('name')}`,
      remedy: 'Leave XattrFlags.CREATE out to replace it.',
    }
  }
  if (f.op === Op.EPOLL_CTL) {
    return {
      explanation: 'the epoll descriptor watches it already',
      remedy: 'Use EpollOp.MOD to change what it waits for.',
    }
  }
  if (f.op === Op.PROVIDE_BUFFERS) {
    return {
      explanation: `"group" ${f.sqe?.bufGroup ?? ''} belongs to a ring of buffers`,
      remedy: 'Choose a group that no pool has: see `pool.group`.',
    }
  }
  return { explanation: 'what it would make is there already' }
}

const FIXED: readonly number[] = [Op.READ_FIXED, Op.WRITE_FIXED, Op.READV_FIXED, Op.WRITEV_FIXED]

/** EFAULT. */
export function explainFault(f: Failure): Explained {
  if (FIXED.includes(f.op)) {
    const index = f.sqe?.bufIndex
    return {
      explanation:
        'the memory does not lie in the registered ' +
        `buffer${index === undefined ? '' : ` ${index} ("bufIndex")`}`,
      remedy: 'Give a lease of a registered pool of this ring that is open.',
    }
  }
  const memory = f.named.list.filter(({ shown }) => shown === 'address' || shown === 'address?')
  const names = memory.map(({ name }) => `"${name}"`).join(' or ')
  return {
    explanation:
      `${names === '' ? 'an address' : names} is no memory of this process, or is ` + 'read-only',
    remedy: 'Keep what it points to mapped until the operation has settled.',
  }
}

/** EOVERFLOW. */
export function explainOverflow(f: Failure): Explained {
  if (f.op === Op.MSG_RING) {
    return {
      explanation: 'the completion queue of the other ring is full',
      remedy: 'Send again later, or make that ring with more `cqEntries`.',
    }
  }
  if (f.value('position') !== undefined) {
    return {
      explanation: '"position" and the length lead behind the largest place that a file can have',
      remedy: 'Choose a smaller position.',
    }
  }
  return { explanation: 'a number is larger than the kernel can tell here' }
}
