import {
  CqeFlags,
  Errno,
  Iovec,
  MsgFlags,
  Msghdr,
  Op,
  PollEvents,
  prep,
  ShutdownHow,
  SocketLevel,
  SocketOption,
  SocketType,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, needsKernel, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { bound, closeQuietly, pipe, socketPair } from './fixtures/sockets.ts'

/** A message of one piece, with room for the name of its peer. */
function message(bench: Bench, data: number, length: number): { header: Msghdr; address: number } {
  const memory = bench.memory(Msghdr.SIZE + Iovec.SIZE + 16)
  const header = new Msghdr(memory.bytes.buffer)
  const iovec = new Iovec(memory.bytes.buffer, Msghdr.SIZE)
  iovec.iovBase = data
  iovec.iovLen = length
  header.msgIov = memory.address + Msghdr.SIZE
  header.msgIovlen = 1
  header.msgName = memory.address + Msghdr.SIZE + Iovec.SIZE
  header.msgNamelen = 16
  return { header, address: memory.address }
}

const text = (bytes: Uint8Array, length: number): string =>
  Buffer.from(bytes.subarray(0, length)).toString()

onBackends((bench) => {
  kernelTest('what is sent is received, and 0 is the end', {}, () => {
    const ring = bench.ring()
    const [one, other] = socketPair(bench)
    const sent = bench.memory('hello')
    const got = bench.memory(64)
    put(ring, 1, (sqe) => prep.recv(sqe, other, got.address, 64, 0))
    put(ring, 2, (sqe) => prep.send(sqe, one, sent.address, 5, 0))
    expect(results(wait(ring, 2))).toEqual({ 1: 5, 2: 5 })
    expect(text(got.bytes, 5)).toBe('hello')
    put(ring, 1, (sqe) => prep.recv(sqe, other, got.address, 64, 0))
    put(ring, 2, (sqe) => prep.shutdown(sqe, one, ShutdownHow.WR))
    expect(results(wait(ring, 2))).toEqual({ 1: 0, 2: 0 })
  })

  kernelTest('an error of a socket is an errno', {}, () => {
    const ring = bench.ring()
    const [one, other] = socketPair(bench)
    const memory = bench.memory(8)
    closeQuietly(other)
    const flags = MsgFlags.NOSIGNAL
    expect(run(ring, (sqe) => prep.send(sqe, one, memory.address, 8, flags))).toBe(-Errno.EPIPE)
    const file = pipe(bench)[0]
    expect(run(ring, (sqe) => prep.recv(sqe, file, memory.address, 8, 0))).toBe(-Errno.ENOTSOCK)
  })

  kernelTest('a TCP connection is made and every byte of a megabyte passes', {}, () => {
    const ring = bench.ring(0, 64)
    const listener = bound(bench)
    const socketFd = run(ring, (sqe) => prep.socket(sqe, 2, SocketType.STREAM, 0, 0))
    bench.later(() => closeQuietly(socketFd))
    put(ring, 1, (sqe) => prep.accept(sqe, listener.fd, 0, 0, 0))
    put(ring, 2, (sqe) => prep.connect(sqe, socketFd, listener.address, listener.addressLength))
    const made = results(wait(ring, 2))
    expect(made[2]).toBe(0)
    const peer = made[1] ?? -1
    expect(peer).toBeGreaterThan(2)
    bench.later(() => closeQuietly(peer))
    const source = bench.memory(
      Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => (i * 7 + (i >> 11)) & 0xff)),
    )
    const target = bench.memory(1 << 20)
    const whole = MsgFlags.WAITALL
    put(ring, 1, (sqe) => prep.send(sqe, socketFd, source.address, 1 << 20, whole))
    put(ring, 2, (sqe) => prep.recv(sqe, peer, target.address, 1 << 20, whole))
    expect(results(wait(ring, 2))).toEqual({ 1: 1 << 20, 2: 1 << 20 })
    expect(Buffer.compare(source.bytes, target.bytes)).toBe(0)
  })

  kernelTest('one accept serves many, and ends with its cancel', {}, () => {
    const ring = bench.ring(0, 32)
    const listener = bound(bench)
    put(ring, 1, (sqe) => prep.acceptMultishot(sqe, listener.fd, 0, 0, 0))
    const peers: number[] = []
    for (let i = 0; i < 5; i++) {
      const fd = run(ring, (sqe) => prep.socket(sqe, 2, SocketType.STREAM, 0, 0))
      bench.later(() => closeQuietly(fd))
      put(ring, 2, (sqe) => prep.connect(sqe, fd, listener.address, listener.addressLength))
      for (const { low, res, flags } of wait(ring, 2)) {
        if (low === 2) expect(res).toBe(0)
        else {
          expect(res).toBeGreaterThan(2)
          expect(flags & CqeFlags.F_MORE).not.toBe(0)
          peers.push(res)
        }
      }
    }
    for (const fd of peers) closeQuietly(fd)
    expect(new Set(peers).size).toBe(5)
    put(ring, 3, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
    const done = wait(ring, 2)
    expect(results(done)).toEqual({ 1: -Errno.ECANCELED, 3: 0 })
    expect(done.every(({ flags }) => (flags & CqeFlags.F_MORE) === 0)).toBe(true)
  })

  kernelTest('datagrams keep their borders and tell their sender', {}, () => {
    const ring = bench.ring()
    const [one, other] = [bound(bench, SocketType.DGRAM), bound(bench, SocketType.DGRAM)]
    const data = bench.memory('ping')
    const room = bench.memory(32)
    const out = message(bench, data.address, 4)
    out.header.msgName = other.address
    const into = message(bench, room.address, 32)
    put(ring, 1, (sqe) => prep.recvmsg(sqe, other.fd, into.address, 0))
    put(ring, 2, (sqe) => prep.sendmsg(sqe, one.fd, out.address, 0))
    expect(results(wait(ring, 2))).toEqual({ 1: 4, 2: 4 })
    expect(text(room.bytes, 4)).toBe('ping')
    const { buffer } = into.header.view
    const port = new DataView(buffer).getUint16(Msghdr.SIZE + Iovec.SIZE + 2)
    expect(port).toBe(one.port)
  })

  kernelTest('a poll tells what is ready, once or again and again', {}, () => {
    const ring = bench.ring()
    const [read, write] = pipe(bench)
    const byte = bench.memory('x')
    put(ring, 1, (sqe) => prep.pollAdd(sqe, write, PollEvents.OUT))
    expect(results(wait(ring, 1))).toEqual({ 1: PollEvents.OUT })
    put(ring, 2, (sqe) => prep.pollAddMultishot(sqe, read, PollEvents.IN))
    for (let i = 0; i < 3; i++) {
      put(ring, 3, (sqe) => prep.write(sqe, write, byte.address, 1, -1, 0))
      const done = wait(ring, 2)
      expect(results(done)).toEqual({ 2: PollEvents.IN, 3: 1 })
      expect(done.find(({ low }) => low === 2)?.flags).toBe(CqeFlags.F_MORE)
      expect(run(ring, (sqe) => prep.read(sqe, read, byte.address, 1, -1, 0))).toBe(1)
    }
    put(ring, 4, (sqe) => prep.pollRemove(sqe, 2, 0))
    expect(results(wait(ring, 2))).toEqual({ 2: -Errno.ECANCELED, 4: 0 })
    expect(run(ring, (sqe) => prep.pollRemove(sqe, 2, 0))).toBe(-Errno.ENOENT)
  })

  kernelTest(
    'options of a socket are set and read by URING_CMD',
    { needs: [Op.URING_CMD] },
    (context) => {
      needsKernel(context, '6.7', 'SocketOp.SETSOCKOPT')
      const ring = bench.ring()
      const { fd } = bound(bench)
      const value = bench.memory(4)
      const word = new Int32Array(value.bytes.buffer, 0, 1)
      const { SOCKET } = SocketLevel
      const { KEEPALIVE, TYPE } = SocketOption
      word[0] = 1
      expect(
        run(ring, (sqe) => prep.setsockopt(sqe, fd, SOCKET, KEEPALIVE, value.address, 4)),
      ).toBe(0)
      word[0] = 0
      expect(
        run(ring, (sqe) => prep.getsockopt(sqe, fd, SOCKET, KEEPALIVE, value.address, 4)),
      ).toBe(4)
      expect(word[0]).toBe(1)
      run(ring, (sqe) => prep.getsockopt(sqe, fd, SOCKET, TYPE, value.address, 4))
      expect(word[0]).toBe(SocketType.STREAM)
    },
  )

  kernelTest('bytes that wait are counted by URING_CMD', { needs: [Op.URING_CMD] }, (context) => {
    needsKernel(context, '6.7', 'SocketOp.SIOCINQ')
    const ring = bench.ring()
    const [one, other] = [bound(bench, SocketType.DGRAM), bound(bench, SocketType.DGRAM)]
    const data = bench.memory('abcdefg')
    const out = message(bench, data.address, 7)
    out.header.msgName = other.address
    expect(run(ring, (sqe) => prep.sendmsg(sqe, one.fd, out.address, 0))).toBe(7)
    expect(run(ring, (sqe) => prep.siocinq(sqe, other.fd))).toBe(7)
    expect(run(ring, (sqe) => prep.siocinq(sqe, one.fd))).toBe(0)
  })
})
