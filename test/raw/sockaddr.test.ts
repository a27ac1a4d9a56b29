import {
  AddressFamily,
  Op,
  prep,
  readSockaddr,
  Sockaddr,
  SockaddrIn,
  SockaddrIn6,
  SockaddrStorage,
  SockaddrUn,
  SocketType,
  type SocketAddress,
  writeSockaddr,
} from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, onBackends, run } from './fixtures/bench.ts'
import { closeQuietly } from './fixtures/sockets.ts'

/** The bytes of an address, in the middle of memory that is not zero. */
function written(address: SocketAddress): Buffer {
  const memory = Buffer.alloc(256, 0xa5)
  const room = memory.subarray(7, 7 + SockaddrStorage.SIZE)
  const length = writeSockaddr(room, address)
  expect(memory.subarray(0, 7).every((byte) => byte === 0xa5)).toBe(true)
  expect(memory.subarray(7 + length).every((byte) => byte === 0xa5)).toBe(true)
  return room.subarray(0, length)
}

describe('writeSockaddr and readSockaddr', () => {
  test('write an IPv4 address as the kernel has it, and read it again', () => {
    const address = { address: '192.168.1.254', port: 0x1234, family: 'ipv4' } as const
    const bytes = written(address)
    expect(bytes.toString('hex')).toBe('02001234c0a801fe0000000000000000')
    expect(bytes).toHaveLength(SockaddrIn.SIZE)
    expect(readSockaddr(bytes)).toEqual(address)
    expect(readSockaddr(written({ address: '0.0.0.0', port: 0 }))).toMatchObject({ port: 0 })
  })

  test('write an IPv6 address with its device, and read the shortest form of it', () => {
    const bytes = written({ address: 'fe80:0:0:0:0:0:0:1%7', port: 443 })
    expect(bytes.toString('hex')).toBe('0a0001bb00000000fe80000000000000000000000000000107000000')
    expect(bytes).toHaveLength(SockaddrIn6.SIZE)
    expect(readSockaddr(bytes)).toEqual({ address: 'fe80::1%7', port: 443, family: 'ipv6' })
    for (const address of ['::', '::1', '2001:db8::8:800:200c:417a', '::ffff:1.2.3.4']) {
      const port = 65_535
      expect(readSockaddr(written({ address, port }))).toEqual({ address, port, family: 'ipv6' })
    }
  })

  test('write the path of a Unix socket with a final zero, and an abstract name without', () => {
    const bytes = written({ path: '/run/x' })
    expect(bytes.toString('hex')).toBe('01002f72756e2f7800')
    expect(readSockaddr(bytes)).toEqual({ path: '/run/x' })
    const abstract = written({ path: '\0name' })
    expect(abstract.toString('hex')).toBe('0100006e616d65')
    expect(readSockaddr(abstract)).toEqual({ path: '\0name' })
    // The kernel gives the whole array where a path fills it, without a zero.
    const header = new SockaddrUn().sunPath.byteOffset
    const full = Buffer.alloc(SockaddrUn.SIZE, 'p')
    full.writeUInt16LE(AddressFamily.UNIX)
    expect(readSockaddr(full)).toEqual({ path: 'p'.repeat(SockaddrUn.SIZE - header) })
  })

  test('read nothing of a socket without a name, of another family, of half an address', () => {
    const unnamed = new Sockaddr()
    unnamed.saFamily = AddressFamily.UNIX
    const bytes = new Uint8Array(unnamed.view.buffer)
    expect(readSockaddr(bytes.subarray(0, 2))).toBeUndefined()
    unnamed.saFamily = AddressFamily.NETLINK
    expect(readSockaddr(bytes)).toBeUndefined()
    expect(readSockaddr(new Uint8Array(0))).toBeUndefined()
    expect(readSockaddr(Uint8Array.of(2))).toBeUndefined()
    for (const address of ['127.0.0.1', '::1']) {
      const whole = written({ address, port: 1 })
      expect(readSockaddr(whole.subarray(0, whole.length - 1))).toBeUndefined()
    }
  })

  test('throw for what is no address, and where there is no room', () => {
    const room = new Uint8Array(SockaddrStorage.SIZE)
    const write = (address: unknown) => () => writeSockaddr(room, address as SocketAddress)
    expect(write({ address: 'localhost', port: 1 })).toThrow('address.address')
    expect(write({ address: '127.0.0.1', port: 65_536 })).toThrow('address.port')
    expect(write({ path: '' })).toThrow('address.path')
    expect(write({ path: 'p'.repeat(108) })).toThrow('address.path')
    expect(write(5)).toThrow('address')
    expect(write({ address: 'fe80::1%eth0', port: 1 })).toThrow('by number')
    const small = new Uint8Array(SockaddrIn.SIZE)
    expect(() => writeSockaddr(small, { address: '::1', port: 1 })).toThrow(RangeError)
    expect(small.every((byte) => byte === 0)).toBe(true)
    expect(writeSockaddr(small, { address: '127.0.0.1', port: 1 })).toBe(SockaddrIn.SIZE)
  })
})

/** What getsockname(2) says, in Node's shape. */
function nameOf(bench: Bench, fd: number): SocketAddress | undefined {
  const { bytes, address } = bench.memory(SockaddrStorage.SIZE + 4)
  const length = new Uint32Array(bytes.buffer, SockaddrStorage.SIZE, 1)
  length[0] = SockaddrStorage.SIZE
  const behind = address + SockaddrStorage.SIZE
  expect(bench.kernel.syscall(Syscall.getsockname, fd, address, behind)).toBe(0)
  return readSockaddr(bytes.subarray(0, length[0]))
}

onBackends((bench) => {
  kernelTest(
    'sockets are bound to what is written, and their names are read',
    { needs: [Op.BIND, Op.SOCKET] },
    () => {
      const ring = bench.ring()
      const abstract = { path: `\0uring-sdk-${process.pid}-${Math.random()}` }
      const cases: readonly [domain: number, address: SocketAddress][] = [
        [AddressFamily.INET, { address: '127.0.0.1', port: 0 }],
        [AddressFamily.INET6, { address: '::1', port: 0 }],
        [AddressFamily.UNIX, abstract],
      ]
      for (const [domain, address] of cases) {
        const fd = run(ring, (sqe) => prep.socket(sqe, domain, SocketType.STREAM, 0, 0))
        bench.later(() => closeQuietly(fd))
        const memory = bench.memory(SockaddrStorage.SIZE)
        const length = writeSockaddr(memory.bytes, address)
        expect(run(ring, (sqe) => prep.bind(sqe, fd, memory.address, length))).toBe(0)
        const name = nameOf(bench, fd)
        if ('path' in address) expect(name).toEqual(address)
        else expect(name).toMatchObject({ address: address.address })
      }
    },
  )
})
