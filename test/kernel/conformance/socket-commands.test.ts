import {
  AddressFamily,
  Errno,
  IpProtocol,
  MsgFlags,
  Op,
  prep,
  type RawRing,
  SocketLevel,
  SocketOption,
  SocketType,
  type Sqe,
  TcpOption,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { needsKernel, run } from '../../raw/fixtures/bench.ts'
import { bound, closeQuietly, pipe, socketPair } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { conformanceBench } from './helpers.ts'
import { tcp } from './pieces.ts'

const bench = conformanceBench()
const needs = [Op.URING_CMD]
/** ioctl(2) and its requests: the package has no use for them. */
const SYS_IOCTL = process.arch === 'x64' ? 16 : 29
const SIOCINQ = 0x541b
const SIOCOUTQ = 0x5411

/** The number that the kernel writes for a request. */
function ioctl(fd: number, request: number): number {
  const memory = bench.memory(4)
  expect(bench.kernel.syscall(SYS_IOCTL, fd, request, memory.address)).toBe(0)
  return new Int32Array(memory.bytes.buffer, 0, 1)[0]
}

describe('bytes that wait', () => {
  function send(ring: RawRing, fd: number, length: number, flags = 0): number {
    const { address } = bench.memory(length)
    return run(ring, (sqe) => prep.send(sqe, fd, address, length, flags))
  }

  kernelTest('are as many as ioctl says', { needs }, (context) => {
    needsKernel(context, '6.6', 'SocketOp.SIOCINQ')
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const inq = (fd: number): number => run(ring, (sqe) => prep.siocinq(sqe, fd))
    expect([inq(server), ioctl(server, SIOCINQ)]).toEqual([0, 0])
    send(ring, client, 1234)
    expect([inq(server), ioctl(server, SIOCINQ)]).toEqual([1234, 1234])
    const { address } = bench.memory(64)
    run(ring, (sqe) => prep.recv(sqe, server, address, 34, 0))
    expect([inq(server), ioctl(server, SIOCINQ)]).toEqual([1200, 1200])
  })

  kernelTest('and bytes that are under way, too', { needs }, (context) => {
    needsKernel(context, '6.6', 'SocketOp.SIOCOUTQ')
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    // Until the peer, who reads nothing, takes no more.
    while (send(ring, client, 65_536, MsgFlags.DONTWAIT) > 0);
    const outq = (fd: number): number => run(ring, (sqe) => prep.siocoutq(sqe, fd))
    expect(outq(client)).toBeGreaterThan(0)
    // The peer may confirm some between the two questions, but not for ever.
    let [asked, told] = [-1, -2]
    for (let i = 0; i < 100 && asked !== told; i++) {
      asked = outq(client)
      told = ioctl(client, SIOCOUTQ)
    }
    expect(asked).toBe(told)
    expect([outq(server), ioctl(server, SIOCOUTQ)]).toEqual([0, 0])
  })

  kernelTest('are not counted of a listener, of a Unix socket, or of a pipe', { needs }, (on) => {
    needsKernel(on, '6.6', 'SocketOp.SIOCINQ')
    const ring = bench.ring()
    const listener = bound(bench)
    const [one] = socketPair(bench)
    const [readEnd] = pipe(bench)
    for (const ask of [prep.siocinq, prep.siocoutq]) {
      const answer = (fd: number): number => run(ring, (sqe) => ask(sqe, fd))
      expect(answer(listener.fd)).toBe(-Errno.EINVAL)
      expect(answer(one)).toBe(-Errno.EOPNOTSUPP)
      expect(answer(readEnd)).toBe(-Errno.EOPNOTSUPP)
    }
  })

  kernelTest('of a raw socket are as many as ioctl says', { needs }, (context) => {
    needsKernel(context, '6.6', 'SocketOp.SIOCINQ')
    const ring = bench.ring()
    const { INET } = AddressFamily
    const raw = bench.kernel.syscall(Syscall.socket, INET, SocketType.RAW, IpProtocol.TCP)
    if (raw < 0) context.skip('needs CAP_NET_RAW')
    bench.later(() => closeQuietly(raw))
    expect(run(ring, (sqe) => prep.siocinq(sqe, raw))).toBe(ioctl(raw, SIOCINQ))
    expect(run(ring, (sqe) => prep.siocoutq(sqe, raw))).toBe(ioctl(raw, SIOCOUTQ))
  })
})

describe('options of a socket', () => {
  const { SOCKET } = SocketLevel
  const value = bench.memory(8)
  const words = new Int32Array(value.bytes.buffer, 0, 2)

  const set = (ring: RawRing, fd: number, level: number, name: number, to: number): number => {
    words[0] = to
    return run(ring, (sqe) => prep.setsockopt(sqe, fd, level, name, value.address, 4))
  }
  const get = (ring: RawRing, fd: number, level: number, name: number, room = 4): number => {
    words.fill(0)
    return run(ring, (sqe) => prep.getsockopt(sqe, fd, level, name, value.address, room))
  }

  /** getsockopt(2). */
  function told(fd: number, level: number, name: number): number {
    const memory = bench.memory(new Uint8Array(Int32Array.of(0, 4).buffer))
    const { address } = memory
    const { kernel } = bench
    const answer = kernel.syscall(Syscall.getsockopt, fd, level, name, address, address + 4)
    expect(answer).toBe(0)
    return new Int32Array(memory.bytes.buffer, 0, 1)[0]
  }

  kernelTest('are the same to the ring and to getsockopt', { needs }, (context) => {
    needsKernel(context, '6.7', 'SocketOp.GETSOCKOPT')
    const ring = bench.ring()
    const { fd } = bound(bench)
    for (const name of [SocketOption.RCVBUF, SocketOption.TYPE, SocketOption.REUSEADDR]) {
      expect(get(ring, fd, SOCKET, name)).toBe(4)
      expect(words[0]).toBe(told(fd, SOCKET, name))
    }
  })

  kernelTest('are set with 0, and read with their size', { needs }, (context) => {
    needsKernel(context, '6.7', 'SocketOp.SETSOCKOPT')
    const ring = bench.ring()
    const { fd } = bound(bench)
    const { KEEPALIVE } = SocketOption
    expect(set(ring, fd, SOCKET, KEEPALIVE, 1)).toBe(0)
    expect(told(fd, SOCKET, KEEPALIVE)).toBe(1)
    expect([get(ring, fd, SOCKET, KEEPALIVE, 8), words[0]]).toEqual([4, 1])
    expect(get(ring, fd, SOCKET, KEEPALIVE, 2)).toBe(2)
    const { TCP } = IpProtocol
    expect(set(ring, fd, TCP, TcpOption.NODELAY, 1)).toBe(0)
    expect(told(fd, TCP, TcpOption.NODELAY)).toBe(1)
  })

  kernelTest('of other levels are only set', { needs }, (context) => {
    needsKernel(context, '6.7', 'SocketOp.GETSOCKOPT')
    const ring = bench.ring()
    const { fd } = bound(bench)
    const answer = get(ring, fd, IpProtocol.TCP, TcpOption.NODELAY)
    expect(answer).toBe(-Errno.EOPNOTSUPP)
    expect(set(ring, fd, SOCKET, 9999, 1)).toBe(-Errno.ENOPROTOOPT)
    expect(get(ring, fd, SOCKET, 9999)).toBe(-Errno.ENOPROTOOPT)
    const unknown = (sqe: Sqe): void => prep.uringCmd(sqe, 9999, fd)
    expect(run(ring, unknown)).toBe(-Errno.EOPNOTSUPP)
  })
})
