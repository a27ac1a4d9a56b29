/** EINVAL of operations on sockets. */
import {
  AddressFamily,
  MsgFlags,
  Op,
  OpenFlags,
  SendRecvFlags,
  SocketFlags,
  SocketOption,
} from '../../generated/constants.ts'
import { errnoName } from '../errors.ts'
import { flagNames } from '../raw/decode-values.ts'
import { type Failure, numberOf, type Rule } from './explain-facts.ts'

const { CLOEXEC, NONBLOCK } = SocketFlags

const notListening: Rule = (f) => {
  if (f.socketOption(SocketOption.ACCEPTCONN) !== 0) return null
  const fd = f.descriptor()
  return {
    explanation: `"fd" ${fd === null ? '' : numberOf(fd)} does not listen`,
    remedy: 'Call listen() on it first, or use openListener().',
  }
}

const acceptFlags: Rule = (f) => {
  const wrong = ((f.value('flags') ?? 0) & ~(CLOEXEC | NONBLOCK)) >>> 0
  if (wrong === 0) return null
  return {
    explanation: `"flags" has 0x${wrong.toString(16)}, which accept4(2) does not take`,
    remedy: 'It takes SocketFlags.CLOEXEC and NONBLOCK.',
  }
}

const slotOfMany: Rule = (f) => {
  const { variant } = f.named
  if (variant?.name !== 'acceptMultishotDirect') return null
  if (((f.value('flags') ?? 0) & OpenFlags.CLOEXEC) === 0) return null
  return {
    explanation: '"flags" has CLOEXEC, which a slot cannot have',
    remedy: 'Leave it out: no other program inherits a slot.',
  }
}

const boundAlready: Rule = (f) => {
  const fd = f.descriptor()
  if (fd === null || fd.kind !== 'a socket') return null
  const unix = f.socketOption(SocketOption.DOMAIN) === AddressFamily.UNIX
  return {
    explanation: unix
      ? `most likely "fd" ${numberOf(fd)} is bound already, or "address" is no Unix address`
      : `most likely "fd" ${numberOf(fd)} is bound to an address already`,
    remedy: 'A socket is bound once, before it listens or connects.',
  }
}

const notBound: Rule = (f) => {
  const fd = f.descriptor()
  if (fd === null || fd.kind !== 'a socket') return null
  const unix = f.socketOption(SocketOption.DOMAIN) === AddressFamily.UNIX
  return {
    explanation: unix
      ? `most likely "fd" ${numberOf(fd)} has no address yet: a Unix socket is bound ` +
        'before it listens'
      : `most likely "fd" ${numberOf(fd)} is connected already`,
    remedy: unix ? 'Call bind() first, or use openListener().' : 'Listen on another socket.',
  }
}

/** The address of an operation, by the name that has it. */
function wrongAddress(name: string): Rule {
  return (f) => {
    const domain = f.socketOption(SocketOption.DOMAIN)
    if (domain === undefined) return null
    const family = Object.entries(AddressFamily).find(([, value]) => value === domain)?.[0]
    return {
      explanation: `most likely "${name}" is no address for "fd", a socket of ${family ?? domain}`,
      remedy: 'Give an address of the family that the socket was made with.',
    }
  }
}

const wrongFlags: Rule = (f) => {
  const flags = f.value('flags') ?? 0
  const isMany = ((f.sqe?.ioprio ?? 0) & SendRecvFlags.RECV_MULTISHOT) !== 0
  if (isMany && (flags & MsgFlags.WAITALL) !== 0) {
    return {
      explanation: '"flags" has WAITALL, which a stream of receives does not take',
      remedy: 'Leave it out, or use recv().',
    }
  }
  if ((flags & MsgFlags.OOB) === 0) return null
  return {
    explanation: '"flags" has OOB, and no urgent data is there or can be',
    remedy: 'Leave MsgFlags.OOB out, or wait for POLLPRI first.',
  }
}

const wrongControl: Rule = (f) => {
  const flags = f.value('flags') ?? 0
  return {
    explanation:
      `most likely it is "control": ${errnoName(f.errno)} is the answer to messages that ` +
      'are cut off or unknown',
    remedy:
      'Check each header, and "flags" ' +
      `(${flagNames(BigInt(flags >>> 0), MsgFlags) || 'none'}).`,
  }
}

const notCountable: Rule = (f) => {
  if (f.socketOption(SocketOption.ACCEPTCONN) === 1) {
    const fd = f.descriptor()
    return {
      explanation: `"fd" ${fd === null ? '' : numberOf(fd)} listens: it has no bytes to be counted`,
      remedy: 'Ask a connection.',
    }
  }
  return {
    explanation: 'most likely it is "value" or its length, which the option does not take',
    remedy: 'Check "level", "name" and the size of "value" against the page of the option.',
  }
}

const transfers: readonly Rule[] = [wrongFlags]

/** Only a send that names a destination can have a wrong one. */
const sends: readonly Rule[] = [
  (f: Failure) => ((f.sqe?.addr2 ?? 0) === 0 ? null : wrongAddress('to')(f)),
  wrongFlags,
]

/** By opcode. */
export const invalidSocketRules: Readonly<Record<number, readonly Rule[]>> = {
  [Op.ACCEPT]: [slotOfMany, acceptFlags, notListening],
  [Op.BIND]: [boundAlready],
  [Op.LISTEN]: [notBound],
  [Op.CONNECT]: [wrongAddress('address')],
  [Op.RECV]: transfers,
  [Op.RECVMSG]: transfers,
  [Op.SEND]: sends,
  [Op.SEND_ZC]: sends,
  [Op.SENDMSG]: [wrongFlags, wrongControl],
  [Op.SENDMSG_ZC]: [wrongFlags, wrongControl],
  [Op.URING_CMD]: [notCountable],
}
