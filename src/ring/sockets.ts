import { existsSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import {
  AddressFamily,
  Errno,
  Op,
  SocketFlags,
  SocketLevel,
  SocketOption,
  SocketType,
} from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import { rangeError, typeError, UringError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { support } from '../raw/support.ts'
import { RingFd } from './fd.ts'
import { encodeAddress } from './socket-address.ts'
import { PinnedView } from './stable.ts'
import type { Engine } from './engine.ts'
import type { CallOptions, Fd, SocketAddress } from './types.ts'

/** Where to listen or to connect to. */
export type Endpoint =
  | {
      readonly port: number
      /** A name or an address; listening on all addresses, connecting to this machine when left out. */
      readonly host?: string | undefined
      /** Default `tcp`. */
      readonly type?: 'tcp' | 'udp' | undefined
    }
  | {
      /** A Unix-domain socket: a path, or an abstract name that begins with a zero character. */
      readonly path: string
    }

/** Where and how to listen. */
export type ListenerOptions = Endpoint & {
  /** Connections that may wait to be accepted. Default 511. */
  readonly backlog?: number | undefined
  /** Several sockets on one port, among which the kernel spreads connections: one ring a Worker. */
  readonly reusePort?: boolean | undefined
}

/** The part of a Ring that making sockets needs. */
export interface SocketMaker {
  readonly engine: Engine
  readonly kernel: Kernel
  socket(domain: number, type: number, protocol?: number, options?: CallOptions): Promise<Fd>
  bind(fd: Fd, address: SocketAddress): Promise<void>
  listen(fd: Fd, backlog?: number): Promise<void>
  connect(fd: Fd, address: SocketAddress, options?: CallOptions): Promise<void>
}

const BACKLOG = 511

interface Plan {
  readonly domain: number
  readonly type: number
  readonly address: SocketAddress
}

/** Makes a socket that listens; for udp one that is bound. By ring operations, else by system calls. */
export async function openListener(maker: SocketMaker, options: ListenerOptions): Promise<Fd> {
  const { backlog = BACKLOG, reusePort = false } = options
  if (!Number.isInteger(backlog) || backlog < 0) throw rangeError('at.backlog', '>= 0', backlog)
  const plan = await planFor(options, true)
  const fd = await openSocket(maker, plan)
  try {
    const inet = plan.domain !== AddressFamily.UNIX
    if (inet && plan.type === SocketType.STREAM) enable(maker, fd, SocketOption.REUSEADDR)
    if (reusePort) enable(maker, fd, SocketOption.REUSEPORT)
    await bind(maker, fd, plan.address)
    if (plan.type === SocketType.STREAM) await listen(maker, fd, backlog)
    return fd
  } catch (error) {
    await fd.close()
    throw error
  }
}

/** Makes a socket and connects it. */
export async function openConnection(
  maker: SocketMaker,
  to: Endpoint,
  options?: CallOptions,
): Promise<Fd> {
  options?.signal?.throwIfAborted()
  const plan = await planFor(to, false)
  const fd = await openSocket(maker, plan)
  try {
    await maker.connect(fd, plan.address, options)
    return fd
  } catch (error) {
    await fd.close()
    throw error
  }
}

async function planFor(at: Endpoint, listening: boolean): Promise<Plan> {
  if (typeof at !== 'object' || at === null) {
    throw typeError('at', 'of the form { port } or { path }', at)
  }
  if ('path' in at) {
    return { domain: AddressFamily.UNIX, type: SocketType.STREAM, address: { path: at.path } }
  }
  const { port, type = 'tcp' } = at
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw rangeError('at.port', '>= 0 and <= 65535', port)
  }
  if (type !== 'tcp' && type !== 'udp') throw typeError('at.type', "'tcp' or 'udp'", type)
  const host = at.host ?? (listening ? anyAddress() : 'localhost')
  const { address, family } = await resolve(host)
  return {
    domain: family === 6 ? AddressFamily.INET6 : AddressFamily.INET,
    type: type === 'udp' ? SocketType.DGRAM : SocketType.STREAM,
    address: { address, port },
  }
}

/** As Node does it: all IPv6 addresses, which take IPv4 peers too, unless IPv6 is switched off. */
function anyAddress(): string {
  return existsSync('/proc/net/if_inet6') ? '::' : '0.0.0.0'
}

async function resolve(host: unknown): Promise<{ address: string; family: number }> {
  if (typeof host !== 'string' || host === '') throw typeError('at.host', 'a host name', host)
  const family = isIP(host)
  return family === 0 ? lookup(host) : { address: host, family }
}

async function openSocket(maker: SocketMaker, { domain, type }: Plan): Promise<Fd> {
  const flags = type | SocketFlags.CLOEXEC
  if (support().op(Op.SOCKET)) return maker.socket(domain, flags)
  const value = must(maker.kernel.syscall(Syscall.socket, domain, flags, 0), 'socket')
  return new RingFd(maker.engine, value, false)
}

/** A system call on every kernel: it cannot block, and as a ring operation it is younger than most. */
function enable(maker: SocketMaker, fd: Fd, option: number): void {
  const one = new PinnedView(maker.kernel, Int32Array.of(1))
  const answer = maker.kernel.syscall(
    Syscall.setsockopt,
    fd.value,
    SocketLevel.SOCKET,
    option,
    one.address,
    one.length,
  )
  must(answer, 'setsockopt')
}

async function bind(maker: SocketMaker, fd: Fd, address: SocketAddress): Promise<void> {
  try {
    if (support().op(Op.BIND)) {
      await maker.bind(fd, address)
      return
    }
    const bytes = new PinnedView(maker.kernel, encodeAddress(address, 'at'))
    must(maker.kernel.syscall(Syscall.bind, fd.value, bytes.address, bytes.length), 'bind')
  } catch (error) {
    throw error instanceof UringError ? explainBind(error, address) : error
  }
}

/** The errors of bind(2) that a user of a server meets, with the address in them. */
function explainBind(error: UringError, address: SocketAddress): UringError {
  const where = 'path' in address ? address.path : `${address.address}:${address.port}`
  const why: Readonly<Record<number, string>> = {
    [Errno.EADDRINUSE]: `${where} is in use already`,
    [Errno.EADDRNOTAVAIL]: `${where} is no address of this machine`,
    [Errno.EACCES]: `${where} may not be used without privilege`,
  }
  const explanation = why[-error.errno]
  return new UringError(error.errno, error.syscall, { op: error.op, explanation, cause: error })
}

async function listen(maker: SocketMaker, fd: Fd, backlog: number): Promise<void> {
  if (support().op(Op.LISTEN)) await maker.listen(fd, backlog)
  else must(maker.kernel.syscall(Syscall.listen, fd.value, backlog), 'listen')
}

function must(answer: number, syscall: string): number {
  if (answer < 0) throw new UringError(answer, syscall)
  return answer
}
