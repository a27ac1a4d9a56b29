import { AddressFamily } from '../../generated/constants.ts'
import { Sockaddr, SockaddrIn, SockaddrIn6, SockaddrUn } from '../../generated/structs.ts'
import { net } from '../builtins.ts'
import { rangeError, typeError, valueError } from '../errors.ts'

/** Where a socket is, in Node's resolved shape. */
export type SocketAddress =
  | {
      /** An IPv4 or IPv6 address; a link-local one names its device by number: `fe80::1%2`. */
      readonly address: string
      /** 0 to 65535. */
      readonly port: number
      /** Which of both; told, never asked for. */
      readonly family?: 'ipv4' | 'ipv6' | undefined
    }
  | {
      /** Of a Unix-domain socket; a name that begins with a zero character is an abstract one. */
      readonly path: string
    }

/**
 * Writes an address as `sockaddr_in`, `sockaddr_in6` or `sockaddr_un`, to the beginning of `bytes`:
 * for `prep.connect`, `prep.bind`, `prep.sendSetAddr` and {@link Msghdr.msgName}. Throws for what
 * is no address, and a `RangeError` where there is no room: {@link SockaddrStorage.SIZE} bytes are
 * enough for any.
 *
 * @returns How many bytes it takes: the length that the kernel wants.
 */
export function writeSockaddr(bytes: Uint8Array, address: SocketAddress): number {
  const encoded = encodeSockaddr(address, 'address')
  if (encoded.length > bytes.length) {
    throw rangeError('bytes.length', `>= ${encoded.length} for this address`, bytes.length)
  }
  bytes.set(encoded)
  return encoded.length
}

/** @internal The bytes of an address, in memory of their own; `name` is said in errors. */
export function encodeSockaddr(address: SocketAddress, name: string): Uint8Array {
  if (typeof address !== 'object' || address === null) {
    throw typeError(name, 'of the form { address, port } or { path }', address)
  }
  if ('path' in address) return encodePath(address.path, `${name}.path`)
  const { address: host, port } = address
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw rangeError(`${name}.port`, '>= 0 and <= 65535', port)
  }
  const { isIPv4, isIPv6 } = net()
  if (isIPv4(host)) return encodeIPv4(host, port)
  if (isIPv6(host)) return encodeIPv6(host, port, name)
  throw valueError(`${name}.address`, 'must be an IPv4 or IPv6 address, not a name', host)
}

/** The family is all that every address begins with. */
const FAMILY_BYTES = Uint16Array.BYTES_PER_ELEMENT

function encodeIPv4(host: string, port: number): Uint8Array {
  const memory = Buffer.alloc(SockaddrIn.SIZE)
  const view = new SockaddrIn(memory.buffer, memory.byteOffset)
  view.sinFamily = AddressFamily.INET
  view.sinPort = port
  view.sinAddr.sAddr = host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return memory
}

function encodeIPv6(host: string, port: number, name: string): Uint8Array {
  const [plain = '', zone] = host.split('%')
  const memory = Buffer.alloc(SockaddrIn6.SIZE)
  const view = new SockaddrIn6(memory.buffer, memory.byteOffset)
  view.sin6Family = AddressFamily.INET6
  view.sin6Port = port
  view.sin6ScopeId = zone === undefined ? 0 : zoneIndex(zone, host, name)
  const bytes = view.sin6Addr.in6U.u6Addr8
  for (const [index, group] of groupsOf(plain).entries()) {
    bytes[index * 2] = group >> 8
    bytes[index * 2 + 1] = group & 0xff
  }
  return memory
}

/** The eight groups. URL parsing is the one IPv6 parser that Node lends out. */
function groupsOf(plain: string): number[] {
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return [...first, ...gap, ...last].map((group) => Number.parseInt(group, 16))
}

function zoneIndex(zone: string, host: string, name: string): number {
  const index = Number(zone)
  if (!Number.isInteger(index)) {
    throw valueError(`${name}.address`, 'must name its zone by number (fe80::1%2)', host)
  }
  return index
}

/** A path of the file system, or an abstract name that begins with a zero character. */
function encodePath(path: unknown, name: string): Uint8Array {
  if (typeof path !== 'string') throw typeError(name, 'a string', path)
  const bytes = Buffer.from(path)
  const abstract = bytes[0] === 0
  const view = new SockaddrUn()
  const room = view.sunPath.length
  if (bytes.length === 0 || bytes.length > (abstract ? room : room - 1)) {
    throw rangeError(name, `1 to ${room - 1} bytes long`, path)
  }
  const header = view.sunPath.byteOffset
  const memory = Buffer.alloc(header + bytes.length + (abstract ? 0 : 1))
  new Sockaddr(memory.buffer, memory.byteOffset).saFamily = AddressFamily.UNIX
  memory.set(bytes, header)
  return memory
}

/**
 * Reads an address that the kernel wrote, of as many bytes as it said: as `accept`, `recvmsg` and
 * `getsockname` give it. `undefined` for a socket without a name, for other families, and where it
 * was cut off.
 */
export function readSockaddr(bytes: Uint8Array): SocketAddress | undefined {
  if (bytes.length < FAMILY_BYTES) return undefined
  const [low = 0, high = 0] = bytes
  const family = low | (high << 8)
  if (family === AddressFamily.INET && bytes.length >= SockaddrIn.SIZE) return decodeIPv4(bytes)
  if (family === AddressFamily.INET6 && bytes.length >= SockaddrIn6.SIZE) return decodeIPv6(bytes)
  if (family === AddressFamily.UNIX) return decodePath(bytes)
  return undefined
}

function decodeIPv4(bytes: Uint8Array): SocketAddress {
  const view = new SockaddrIn(bytes.buffer, bytes.byteOffset)
  return { address: dotted(view.sinAddr.sAddr), port: view.sinPort, family: 'ipv4' }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}

function decodeIPv6(bytes: Uint8Array): SocketAddress {
  const view = new SockaddrIn6(bytes.buffer, bytes.byteOffset)
  const octets = view.sin6Addr.in6U.u6Addr8
  const groups = Array.from({ length: 8 }, (_, i) => (octets[i * 2] << 8) | octets[i * 2 + 1])
  const zone = view.sin6ScopeId === 0 ? '' : `%${view.sin6ScopeId}`
  return { address: shorten(groups) + zone, port: view.sin6Port, family: 'ipv6' }
}

function shorten(groups: readonly number[]): string {
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (mapped) return `::ffff:${dotted(groups[6] * 65_536 + groups[7])}`
  const text = groups.map((group) => group.toString(16)).join(':')
  return new URL(`http://[${text}]`).hostname.slice(1, -1)
}

function decodePath(bytes: Uint8Array): SocketAddress | undefined {
  const name = bytes.subarray(new SockaddrUn().sunPath.byteOffset)
  if (name.length === 0) return undefined
  const end = name[0] === 0 ? name.length : name.indexOf(0)
  return { path: Buffer.from(end < 0 ? name : name.subarray(0, end)).toString() }
}
