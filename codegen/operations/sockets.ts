import {
  address as pointer,
  flags,
  member,
  number,
  option as onOff,
  slot,
  socket,
} from './parameters.ts'
import type { OperationRow, Parameter } from './types.ts'

const address: Parameter = {
  name: 'address',
  kind: 'sockaddr',
  field: 'addr',
  lengthField: 'off',
  keep: 'consumed',
  doc: 'The address.',
}
const acceptSwitches: readonly Parameter[] = [
  onOff('pollFirst', 'ioprio', 'AcceptFlags.POLL_FIRST', 'Waits for a connection before it tries.'),
  onOff('dontWait', 'ioprio', 'AcceptFlags.DONTWAIT', 'Fails with EAGAIN instead of waiting.'),
]
const acceptFlags = flags('acceptFlags', 'SocketFlags', '`SOCK_NONBLOCK`, `SOCK_CLOEXEC`.')
const domain = member('domain', 'fd', 'AddressFamily', '`AF_*`.')
const type: Parameter = {
  ...number('type', 'off', '`SOCK_*`; a direct descriptor takes no `SOCK_CLOEXEC`.'),
  family: 'SocketType',
}
const protocol: Parameter = {
  ...number('protocol', 'len', '`IPPROTO_*`; 0 chooses by domain and type.', 0),
  family: 'IpProtocol',
}
const noFlags: Parameter = { ...flags('rwFlags', '', 'Must be 0.'), face: 'raw' }
const peer: readonly Parameter[] = [
  {
    ...pointer('address', 'addr', "Address of memory for the peer's socket address, or 0."),
    face: 'raw',
  },
  {
    ...pointer('addressLength', 'addr2', 'Address of its length, in and out, or 0.'),
    face: 'raw',
  },
]

/** Sockets, from making one to shutting it down. */
export const sockets: readonly OperationRow[] = [
  {
    op: 'SOCKET',
    name: 'socket',
    since: '5.19',
    man: 'socket(2)',
    liburing: 'socket',
    category: 'Socket',
    doc: 'Makes a socket.',
    parameters: [domain, type, protocol, { ...slot, face: 'promise' }, noFlags],
    result: 'fd',
  },
  {
    op: 'SOCKET',
    name: 'socketDirect',
    since: '5.19',
    man: 'socket(2)',
    liburing: 'socket_direct',
    aliases: ['socket_direct_alloc'],
    category: 'Socket',
    doc: 'Makes a socket in a slot of the direct table. The result is 0, or the slot that the kernel chose.',
    parameters: [domain, type, protocol, slot, noFlags],
    result: 'index',
    face: 'raw',
    because: '`socket` has the slot as an option.',
  },
  {
    op: 'BIND',
    name: 'bind',
    since: '6.11',
    man: 'bind(2)',
    liburing: 'bind',
    category: 'Socket',
    doc: 'Gives a socket its own address.',
    parameters: [socket, address],
    result: 'void',
  },
  {
    op: 'LISTEN',
    name: 'listen',
    since: '6.11',
    man: 'listen(2)',
    liburing: 'listen',
    category: 'Socket',
    doc: 'Makes a bound socket accept connections.',
    parameters: [
      socket,
      number('backlog', 'len', 'Connections that may wait to be accepted.', 511),
    ],
    result: 'void',
  },
  {
    op: 'CONNECT',
    name: 'connect',
    since: '5.5',
    man: 'connect(2)',
    liburing: 'connect',
    category: 'Socket',
    doc: 'Connects a socket.',
    parameters: [socket, { ...address, doc: 'Where to connect to.' }],
    result: 'void',
  },
  {
    op: 'ACCEPT',
    name: 'accept',
    since: '5.5',
    man: 'accept4(2)',
    liburing: 'accept',
    category: 'Socket',
    doc: 'Takes one connection from a listening socket.',
    parameters: [socket, ...peer, acceptFlags, { ...slot, face: 'promise' }, ...acceptSwitches],
    result: 'fd',
  },
  {
    op: 'ACCEPT',
    name: 'acceptMultishot',
    since: '5.19',
    man: 'accept4(2)',
    liburing: 'multishot_accept',
    category: 'Socket',
    doc: 'Takes every connection that comes, until it is ended.',
    parameters: [
      socket,
      ...peer,
      acceptFlags,
      {
        name: 'direct',
        kind: 'slot',
        field: 'fileIndex',
        option: true,
        face: 'promise',
        doc: 'Put the sockets into the direct table, at slots that the kernel chooses.',
      },
      ...acceptSwitches.slice(0, 1),
    ],
    set: { ioprio: 'AcceptFlags.MULTISHOT' },
    result: 'fd',
    each: 'fd',
  },
  {
    op: 'ACCEPT',
    name: 'acceptDirect',
    since: '5.15',
    man: 'accept4(2)',
    liburing: 'accept_direct',
    category: 'Socket',
    doc: 'Takes one connection into a slot of the direct table.',
    parameters: [socket, ...peer, acceptFlags, slot],
    result: 'index',
    face: 'raw',
    because: '`accept` has the slot as an option.',
  },
  {
    op: 'ACCEPT',
    name: 'acceptMultishotDirect',
    since: '5.19',
    man: 'accept4(2)',
    liburing: 'multishot_accept_direct',
    category: 'Socket',
    doc: 'Takes every connection that comes into the direct table, at slots that the kernel chooses.',
    parameters: [socket, ...peer, acceptFlags],
    set: { ioprio: 'AcceptFlags.MULTISHOT', fileIndex: 'FILE_INDEX_ALLOC' },
    result: 'index',
    each: 'fd',
    face: 'raw',
    because: '`acceptMultishot` has it as the option `direct`.',
  },
  {
    op: 'SHUTDOWN',
    name: 'shutdown',
    since: '5.11',
    man: 'shutdown(2)',
    liburing: 'shutdown',
    category: 'Socket',
    doc: 'Ends one or both directions of a connection, for everybody who holds it.',
    parameters: [
      socket,
      member('how', 'len', 'ShutdownHow', '`SHUT_RD`, `SHUT_WR` or `SHUT_RDWR`.'),
    ],
    result: 'void',
  },
]
