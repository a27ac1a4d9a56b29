import { readFileSync, readlinkSync } from 'node:fs'
import {
  AddressFamily,
  allocate,
  IpProtocol,
  Op,
  prep,
  Probe,
  ProbeFlags,
  ProbeOp,
  type RawRing,
  registers,
  SockaddrIn,
  SockaddrIn6,
  SocketFlags,
  SocketLevel,
  SocketOption,
  SocketType,
  type Sqe,
  TcpOption,
  throwing,
  UringError,
} from 'uring-sdk/raw'

// A listening socket made by ring operations alone: SOCKET, URING_CMD for options, BIND, LISTEN.
// Nothing else is in flight yet, so that each step simply waits for its one completion.

/** Where to listen; `address` is a number and not a name. */
export interface ListenerOptions {
  readonly address: string
  readonly port: number
  readonly backlog: number
}

/** The opcodes that this kernel has, asked for with one register call. */
export function supportedOps(ring: RawRing): (op: Op) => boolean {
  const count = 256
  const probe = new Probe(new ArrayBuffer(Probe.SIZE + count * ProbeOp.SIZE))
  registers.registerProbe(throwing(ring), probe)
  return (op) => (probe.ops(op).flags & ProbeFlags.SUPPORTED) !== 0
}

/** Listens, and answers with the descriptor. Throws a {@link UringError}: EADDRINUSE and others. */
export function listen(ring: RawRing, options: ListenerOptions): number {
  const has = supportedOps(ring)
  if (!has(Op.BIND) || !has(Op.LISTEN)) {
    throw new UringError(0, 'uring_bind', {
      code: 'ERR_URING_UNSUPPORTED',
      explanation: 'this example needs Linux 6.11, whose rings can bind and listen',
      remedy: 'echo-server.ts, on Ring, runs from Linux 6.1 on.',
    })
  }
  const { bytes, address } = allocate(4096)
  const length = writeAddress(bytes.buffer, options)
  const family = length === SockaddrIn.SIZE ? AddressFamily.INET : AddressFamily.INET6
  const type = SocketType.STREAM | SocketFlags.CLOEXEC
  const fd = step(ring, 'socket', (sqe) => prep.socket(sqe, family, type, IpProtocol.TCP, 0))

  // An option is an int in memory, behind the address.
  const one = new Int32Array(bytes.buffer, 1024, 1).fill(1)
  const set = (level: number, name: number) => (sqe: Sqe) =>
    prep.setsockopt(sqe, fd, level, name, address + one.byteOffset, one.byteLength)
  step(ring, 'setsockopt', set(SocketLevel.SOCKET, SocketOption.REUSEADDR))
  // Sockets that are accepted inherit this one, which saves a call for each.
  step(ring, 'setsockopt', set(IpProtocol.TCP, TcpOption.NODELAY))

  step(ring, 'bind', (sqe) => prep.bind(sqe, fd, address, length))
  step(ring, 'listen', (sqe) => prep.listen(sqe, fd, options.backlog))
  return fd
}

/** One operation, from the slot to the result. */
function step(ring: RawRing, name: string, fill: (sqe: Sqe) => void): number {
  const sqe = ring.sq.next()
  if (sqe === null) throw new Error('a new ring has room')
  fill(sqe)
  // A signal may wake us before the completion does.
  while (ring.cq.ready === 0) ring.submitAndWait(1)
  const result = ring.cq.res(ring.cq.head)
  ring.cq.release(ring.cq.acquire())
  if (result < 0) throw new UringError(result, `uring_${name}`)
  return result
}

/** Writes a socket address to the start of the memory, and says how long it is. */
function writeAddress(memory: ArrayBuffer, { address, port }: ListenerOptions): number {
  if (!address.includes(':')) {
    const target = new SockaddrIn(memory)
    target.sinFamily = AddressFamily.INET
    target.sinPort = port
    target.sinAddr.sAddr = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    return SockaddrIn.SIZE
  }
  const target = new SockaddrIn6(memory)
  target.sin6Family = AddressFamily.INET6
  target.sin6Port = port
  const words = target.sin6Addr.in6U
  for (const [index, group] of groupsOf(address).entries()) words.setU6Addr16(index, group)
  return SockaddrIn6.SIZE
}

/** The eight groups of an IPv6 address. A URL brings all its spellings into one. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
  const [front, back] = [groups(head), groups(tail ?? '')]
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back]
}

/**
 * The port of a listening socket that was bound to port 0. Before Linux 6.19 a ring cannot ask for
 * it, but /proc knows every socket by its inode.
 */
export function portOf(fd: number): number {
  const inode = /\d+/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[0]
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n')) {
      const [, local = '', , , , , , , , owner] = line.trim().split(/\s+/)
      if (owner === inode) return Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)
    }
  }
  throw new Error(`/proc/net lists no socket ${inode}`)
}
