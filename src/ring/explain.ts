import { Errno, SqeFlags } from '../../generated/constants.ts'
import { UringError } from '../errors.ts'
import {
  explainAgain,
  explainBadDescriptor,
  explainBadState,
  explainNoPosition,
  explainNoSocket,
  explainNothingThere,
  explainTooMany,
  explainUnsupported,
} from './explain-access.ts'
import { type Explained, Failure } from './explain-facts.ts'
import { explainInvalid } from './explain-invalid.ts'
import {
  explainDenied,
  explainExists,
  explainFault,
  explainForbidden,
  explainNoBuffers,
  explainNoMemory,
  explainOverflow,
} from './explain-limits.ts'
import type { Operation } from './operation.ts'

/**
 * Says which field of a failed operation was wrong, and what to do: from its submission, its ring,
 * its descriptor and the kernel. It may read a few files of `/proc` and make a system call, because
 * it runs only when something has failed; what servers meet every day is told by a table alone.
 * What is no fact says "most likely".
 */
export function explain(o: Operation, errno: number): Explained {
  const { broken } = o.ring
  // It has not failed by itself: what the ring died of is not about its fields.
  if (broken !== null) return { explanation: broken.message, remedy: remedyOf(broken) }
  const known = EVERYDAY[errno]
  if (known !== undefined) return { explanation: known[0], remedy: known[1] }
  const rule = RULES[errno]
  try {
    return rule === undefined ? {} : rule(new Failure(o, errno))
  } catch {
    // Whatever goes wrong here must not hide the error that it is about.
    return {}
  }
}

function remedyOf(error: Error): string | undefined {
  return error instanceof UringError ? error.remedy : undefined
}

const RULES: Readonly<Record<number, (f: Failure) => Explained>> = {
  [Errno.EINVAL]: explainInvalid,
  [Errno.EBADF]: explainBadDescriptor,
  [Errno.EBADFD]: explainBadState,
  [Errno.ENOTSOCK]: explainNoSocket,
  [Errno.EOPNOTSUPP]: explainUnsupported,
  [Errno.ESPIPE]: explainNoPosition,
  [Errno.EAGAIN]: explainAgain,
  [Errno.ENXIO]: explainNothingThere,
  [Errno.EMFILE]: explainTooMany,
  [Errno.ENFILE]: explainTooMany,
  [Errno.ENOBUFS]: explainNoBuffers,
  [Errno.ENOMEM]: explainNoMemory,
  [Errno.EPERM]: explainForbidden,
  [Errno.EACCES]: explainDenied,
  [Errno.EEXIST]: explainExists,
  [Errno.EFAULT]: explainFault,
  [Errno.EOVERFLOW]: explainOverflow,
  [Errno.ECANCELED]: explainCancelled,
  [Errno.EISDIR]: (f) => aboutPath(f, 'is a directory', 'Read it with node:fs, or give a file.'),
  [Errno.ENOENT]: (f) => aboutPath(f, 'is not there', 'Make it first, or check where it leads.'),
  [Errno.ENOTDIR]: (f) =>
    aboutPath(f, 'leads through, or is, something that is no directory', 'Check every part of it.'),
  [Errno.ENOTEMPTY]: (f) => aboutPath(f, 'is a directory that is not empty', 'Empty it first.'),
  [Errno.ELOOP]: (f) =>
    aboutPath(f, 'leads through too many symbolic links, or one that is refused', 'Resolve it.'),
  [Errno.ENAMETOOLONG]: (f) => aboutPath(f, 'is too long, or a part of it is', 'Shorten it.'),
}

function explainCancelled(f: Failure): Explained {
  const linked = f.has(SqeFlags.IO_LINK | SqeFlags.IO_HARDLINK)
  return {
    explanation: linked
      ? 'something before it in its chain failed, or it was cancelled'
      : 'it was cancelled, or something before it in its chain failed',
    remedy: 'Look at the first error of the chain, and at who cancels.',
  }
}

const PATHS = ['path', 'oldPath', 'newPath', 'linkPath', 'at', 'newAt', 'fd'] as const

/** The paths of the operation if they are still known, else the first argument that could be it. */
function aboutPath(f: Failure, what: string, remedy: string): Explained {
  const told = PATHS.filter((name) => f.path(name) !== '')
  if (told.length > 0) {
    const names = told.map((name) => `"${name}" ${f.path(name)}`)
    return { explanation: `${names.join(' or ')} ${what}`, remedy }
  }
  const name = PATHS.find((one) => f.value(one) !== undefined)
  return name === undefined ? {} : { explanation: `"${name}" ${what}`, remedy }
}

/** What a program meets although nothing is wrong with it: no need to look any closer. */
const EVERYDAY: Readonly<Record<number, readonly [explanation: string, remedy: string]>> = {
  [Errno.ECONNRESET]: ['the peer has broken the connection off', 'Close the descriptor.'],
  [Errno.EPIPE]: ['nobody reads any more, or "fd" is not connected', 'Close the descriptor.'],
  [Errno.ECONNREFUSED]: ['nobody listens at "address"', 'Check the port, or try again later.'],
  [Errno.ETIMEDOUT]: ['the peer does not answer', 'Check the address, or try again later.'],
  [Errno.EHOSTUNREACH]: ['no way leads to "address"', 'Check the routes of this machine.'],
  [Errno.ENETUNREACH]: ['no way leads to "address"', 'Check the routes of this machine.'],
  [Errno.ENOTCONN]: ['"fd" is a socket that is not connected', 'Call connect() on it first.'],
  [Errno.EISCONN]: ['"fd" is connected, or listens, already', 'Make another socket.'],
  [Errno.EINPROGRESS]: ['"fd" is being connected already', 'Wait for the first connect().'],
  [Errno.EALREADY]: ['it is at work, or being done already', 'Wait until that has settled.'],
  [Errno.EDESTADDRREQ]: ['"fd" is not connected, and no "to" is given', 'Give the option `to`.'],
  [Errno.EMSGSIZE]: ['the message is longer than one datagram', 'Send it in parts.'],
  [Errno.EADDRINUSE]: ['"address" is in use already', 'Choose another, or end who has it.'],
  [Errno.EADDRNOTAVAIL]: [
    '"address" is none of this machine',
    'Choose one that `ip address` lists.',
  ],
  [Errno.EAFNOSUPPORT]: [
    '"domain", or the family of "address", is not what the kernel or the socket has',
    'Give an address of the family that the socket was made with.',
  ],
  [Errno.EPROTONOSUPPORT]: [
    '"protocol" does not go with "domain" and "type"',
    'Give 0, which chooses the usual one.',
  ],
  [Errno.ENOPROTOOPT]: [
    '"name" is no option that the socket has at that "level"',
    'Check both against the manual page of the protocol.',
  ],
  [Errno.ENOSPC]: ['the disk, or the quota of the user, is full', 'Make room.'],
  [Errno.EFBIG]: ['the file would be larger than it may be', 'Check `ulimit -f`, and "position".'],
  [Errno.EROFS]: ['the file system is mounted read-only', 'Write elsewhere.'],
  [Errno.EXDEV]: ['both paths must be on one file system', 'Copy the file and remove the first.'],
  [Errno.ETXTBSY]: ['the file is a program that runs', 'Write another file and rename it.'],
  [Errno.EIO]: ['the device failed', 'Look at the log of the kernel (`dmesg`).'],
  [Errno.ENODATA]: ['"name" has no value', 'Set it first.'],
  [Errno.ECHILD]: ['there is no child to wait for', 'Check "idType" and "id".'],
  [Errno.ETIME]: ['its time was over', 'Give it more, or try again.'],
}
