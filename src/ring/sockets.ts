import { existsSync } from 'node:fs'
import {
  AddressFamily,
  Errno,
  IpProtocol,
  Op,
  SocketFlags,
  SocketLevel,
  SocketOption,
  SocketType,
  TcpOption,
} from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import { dns, net } from '../builtins.ts'
import { abortError, rangeError, typeError, UringError, valueError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { support } from '../raw/support.ts'
import { RingFd } from './fd.ts'
import { checkNames } from './option-names.ts'
import { checkSignal, isAborted } from './signal.ts'
import { encodeSockaddr } from '../raw/sockaddr.ts'
import { PinnedView } from './stable.ts'
import type { Engine } from './engine.ts'
import type { CallOptions, Fd, SocketAddress } from './types.ts'

/** Where to listen or to connect to. */
export type Endpoint =
  | {
      /** 0 to 65535; 0 lets the kernel choose one to listen on. */
      readonly port: number
      /**
       * A name or an address; listening on all addresses, connecting to this machine when left out.
       */
      readonly host?: string | undefined
      /** Default `tcp`. */
      readonly type?: 'tcp' | 'udp' | undefined
      /**
       * TCP: a small piece goes out at once, and does not wait until the peer has confirmed the one
       * before it, which may take 40 ms. Connections inherit it from their listener. Default true.
       */
      readonly noDelay?: boolean | undefined
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
/** Misspelled ones are refused. */
const ENDPOINT_NAMES = ['port', 'host', 'type', 'noDelay', 'path', 'backlog', 'reusePort']

/** A switch of a socket: whose option it is, and its number. */
type Switch = readonly [level: number, option: number]
const REUSE_ADDRESS: Switch = [SocketLevel.SOCKET, SocketOption.REUSEADDR]
const REUSE_PORT: Switch = [SocketLevel.SOCKET, SocketOption.REUSEPORT]
const NO_DELAY: Switch = [IpProtocol.TCP, TcpOption.NODELAY]

interface Plan {
  readonly domain: number
  readonly type: number
  readonly noDelay: boolean
  readonly address: SocketAddress
}

/**
 * Makes a socket that listens; for udp one that is bound. By ring operations, else by system calls.
 */
export function openListener(maker: SocketMaker, options: ListenerOptions): Promise<Fd> {
  checkEndpoint(options)
  const { backlog = BACKLOG, reusePort = false } = options
  if (!Number.isInteger(backlog) || backlog < 0) throw rangeError('at.backlog', '>= 0', backlog)
  return listenAt(maker, options, backlog, reusePort)
}

async function listenAt(
  maker: SocketMaker,
  at: Endpoint,
  backlog: number,
  reusePort: boolean,
): Promise<Fd> {
  const [plan] = await plansFor(at, true)
  const fd = await openSocket(maker, plan)
  try {
    const inet = plan.domain !== AddressFamily.UNIX
    if (inet && plan.type === SocketType.STREAM) enable(maker, fd, REUSE_ADDRESS)
    if (plan.noDelay) enable(maker, fd, NO_DELAY)
    if (reusePort) enable(maker, fd, REUSE_PORT)
    await bind(maker, fd, plan.address)
    if (plan.type === SocketType.STREAM) await listen(maker, fd, backlog)
    return fd
  } catch (error) {
    await fd.close()
    throw error
  }
}

/** Errors after which another address of the same name may do. */
const ELSEWHERE: readonly number[] = [
  Errno.ECONNREFUSED,
  Errno.EHOSTUNREACH,
  Errno.ENETUNREACH,
  Errno.EADDRNOTAVAIL,
  Errno.EAFNOSUPPORT,
  Errno.ETIMEDOUT,
]

/** Makes a socket and connects it; a name's addresses are tried in order. */
export function openConnection(
  maker: SocketMaker,
  to: Endpoint,
  options?: CallOptions,
): Promise<Fd> {
  checkEndpoint(to)
  const signal = options?.signal
  if (signal !== undefined) checkSignal(signal, 'options.signal')
  if (signal !== undefined && isAborted(signal)) return Promise.reject(abortError(signal))
  return connectTo(maker, to, options)
}

async function connectTo(
  maker: SocketMaker,
  to: Endpoint,
  options: CallOptions | undefined,
): Promise<Fd> {
  let first: unknown
  for (const plan of await plansFor(to, false)) {
    try {
      return await connect(maker, plan, options)
    } catch (error) {
      if (!(error instanceof UringError) || !ELSEWHERE.includes(-error.errno)) throw error
      first ??= error
    }
  }
  throw first
}

async function connect(
  maker: SocketMaker,
  plan: Plan,
  options: CallOptions | undefined,
): Promise<Fd> {
  const fd = await openSocket(maker, plan)
  try {
    if (plan.noDelay) enable(maker, fd, NO_DELAY)
    await maker.connect(fd, plan.address, options)
    return fd
  } catch (error) {
    await fd.close()
    throw error
  }
}

function checkEndpoint(at: Endpoint): void {
  if (typeof at !== 'object' || at === null) {
    throw typeError('at', 'of the form { port } or { path }', at)
  }
  checkNames(at, ENDPOINT_NAMES, 'at')
  if ('path' in at) {
    encodeSockaddr({ path: at.path }, 'at')
    return
  }
  const { port, type = 'tcp', host, noDelay = true } = at
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw rangeError('at.port', '>= 0 and <= 65535', port)
  }
  if (type !== 'tcp' && type !== 'udp') throw valueError('at.type', "must be 'tcp' or 'udp'", type)
  if (host !== undefined && (typeof host !== 'string' || host === '')) {
    throw typeError('at.host', 'a host name', host)
  }
  if (typeof noDelay !== 'boolean') throw typeError('at.noDelay', 'of type boolean', noDelay)
}

/** One address for each that the name has, at least one. */
async function plansFor(at: Endpoint, listening: boolean): Promise<[Plan, ...Plan[]]> {
  if ('path' in at) {
    const address = { path: at.path }
    return [{ domain: AddressFamily.UNIX, type: SocketType.STREAM, noDelay: false, address }]
  }
  const { port } = at
  const type = at.type === 'udp' ? SocketType.DGRAM : SocketType.STREAM
  const found = await resolve(at.host ?? (listening ? anyAddress() : 'localhost'))
  const plans = found.map(({ address, family }) => ({
    domain: family === 6 ? AddressFamily.INET6 : AddressFamily.INET,
    type,
    noDelay: type === SocketType.STREAM && at.noDelay !== false,
    address: { address, port },
  }))
  return plans as [Plan, ...Plan[]]
}

/** As Node does it: all IPv6 addresses, which take IPv4 peers too, unless IPv6 is switched off. */
function anyAddress(): string {
  return existsSync('/proc/net/if_inet6') ? '::' : '0.0.0.0'
}

/** A name that has no address is an error of its own, so there is always one. */
async function resolve(host: string): Promise<readonly { address: string; family: number }[]> {
  const family = net().isIP(host)
  return family === 0 ? dns().lookup(host, { all: true }) : [{ address: host, family }]
}

async function openSocket(maker: SocketMaker, { domain, type }: Plan): Promise<Fd> {
  const flags = type | SocketFlags.CLOEXEC
  if (support().op(Op.SOCKET)) return maker.socket(domain, flags)
  const value = must(maker.kernel.syscall(Syscall.socket, domain, flags, 0), 'socket')
  return new RingFd(maker.engine, value, false)
}

/**
 * A system call on every kernel: it cannot block, and as a ring operation it is younger than most.
 */
function enable(maker: SocketMaker, fd: Fd, [level, option]: Switch): void {
  const one = new PinnedView(maker.kernel, Int32Array.of(1))
  const answer = maker.kernel.syscall(
    Syscall.setsockopt,
    fd.value,
    level,
    option,
    one.address,
    one.length,
  )
  // Looked at again, so that it is still there when the kernel has read it.
  one.verify()
  must(answer, 'setsockopt')
}

async function bind(maker: SocketMaker, fd: Fd, address: SocketAddress): Promise<void> {
  try {
    if (support().op(Op.BIND)) {
      await maker.bind(fd, address)
      return
    }
    const bytes = new PinnedView(maker.kernel, encodeSockaddr(address, 'at'))
    const answer = maker.kernel.syscall(Syscall.bind, fd.value, bytes.address, bytes.length)
    bytes.verify()
    must(answer, 'bind')
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
