import {
  AddressFamily,
  CqeFlags,
  Errno,
  FILE_INDEX_ALLOC,
  Ipv4Address,
  Op,
  prep,
  type RawRing,
  SockaddrIn,
  SocketFlags,
  SocketType,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { needsKernel, put, results, run } from '../../raw/fixtures/bench.ts'
import { type Bound, bound, closeQuietly, pipe, socketPair } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, complete, conformanceBench, during, timespec } from './helpers.ts'
import { hasMore, of, sparseFiles, stringOf, tcp } from './pieces.ts'

const bench = conformanceBench()
const { EAFNOSUPPORT, EBADF, ECANCELED, ECONNREFUSED, EINVAL, EISCONN, ENFILE, ENOTSOCK, ETIME } =
  Errno
const { INET } = AddressFamily
const { STREAM, DGRAM } = SocketType
const FIXED = SqeFlags.FIXED_FILE

/** Closed when the test is over. */
function kept(fd: number): number {
  if (fd >= 0) bench.later(() => closeQuietly(fd))
  return fd
}

const socket = (ring: RawRing, type: number = STREAM, flags = 0): number =>
  kept(run(ring, (sqe) => prep.socket(sqe, INET, type | flags, 0, 0)))

/** A socket that is made while something waits in the ring. */
const plainSocket = (): number => kept(bench.kernel.syscall(Syscall.socket, INET, STREAM, 0))

const connect = (ring: RawRing, fd: number, to: Bound): number =>
  run(ring, (sqe) => prep.connect(sqe, fd, to.address, to.addressLength))

/** Sends from one to the other; what came, or a negative errno. */
function passes(ring: RawRing, from: number, to: number, flags = 0): string | number {
  const data = bench.memory('through')
  const got = bench.memory(16)
  expect(run(ring, (sqe) => prep.send(sqe, from, data.address, 7, 0))).toBe(7)
  const length = run(ring, (sqe) => {
    prep.recv(sqe, to, got.address, 16, 0)
    sqe.flags = flags
  })
  return length < 0 ? length : stringOf(got, length)
}

/** An address of the loopback interface; port 0 is any. */
function loopback(port = 0): { address: number; name: SockaddrIn } {
  const memory = bench.memory(SockaddrIn.SIZE)
  const name = new SockaddrIn(memory.bytes.buffer)
  name.sinFamily = INET
  name.sinPort = port
  name.sinAddr.sAddr = Ipv4Address.LOOPBACK
  return { address: memory.address, name }
}

describe('accept', () => {
  kernelTest('gives a descriptor that can be used', {}, () => {
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    expect(passes(ring, client, server)).toBe('through')
    expect(passes(ring, server, client)).toBe('through')
  })

  kernelTest('puts connections into slots that are asked for, or that are free', {}, () => {
    const ring = bench.ring()
    const listener = bound(bench)
    expect(sparseFiles(ring, 2)).toBe(0)
    const slots: number[] = []
    for (const slot of [1, FILE_INDEX_ALLOC]) {
      const client = socket(ring)
      put(ring, 1, (sqe) => prep.acceptDirect(sqe, listener.fd, 0, 0, 0, slot))
      put(ring, 2, (s) => prep.connect(s, client, listener.address, listener.addressLength))
      const made = results(collect(ring, 2))
      expect(made).toEqual({ 1: 0, 2: 0 })
      slots.push(slot === 1 ? 1 : made[1])
      expect(passes(ring, client, slots.at(-1) ?? -1, FIXED)).toBe('through')
    }
    expect(slots).toEqual([1, 0])
    const client = socket(ring)
    put(ring, 1, (s) => prep.acceptDirect(s, listener.fd, 0, 0, 0, FILE_INDEX_ALLOC))
    put(ring, 2, (s) => prep.connect(s, client, listener.address, listener.addressLength))
    expect(results(collect(ring, 2))).toEqual({ 1: -ENFILE, 2: 0 })
  })

  kernelTest('that goes on fills free slots, and ends when there is none', {}, () => {
    const ring = bench.ring()
    const listener = bound(bench)
    expect(sparseFiles(ring, 2)).toBe(0)
    put(ring, 1, (sqe) => prep.acceptMultishotDirect(sqe, listener.fd, 0, 0, 0))
    const accepted: (readonly [number, boolean])[] = []
    for (let i = 0; i < 3; i++) {
      const client = plainSocket()
      put(ring, 10 + i, (s) => prep.connect(s, client, listener.address, listener.addressLength))
      for (const one of of(1, collect(ring, 2))) accepted.push([one.res, hasMore(one)])
    }
    expect(accepted).toEqual([
      [0, true],
      [1, true],
      [-ENFILE, false],
    ])
  })

  kernelTest('waits for a connection, on a listener that does not block too', {}, () => {
    const ring = bench.ring()
    const listener = nonblocking(ring)
    put(ring, 1, (sqe) => prep.accept(sqe, listener.fd, 0, 0, 0))
    expect(during(ring, 50)).toEqual([])
    const client = plainSocket()
    put(ring, 2, (s) => prep.connect(s, client, listener.address, listener.addressLength))
    const made = results(collect(ring, 2))
    expect(made[2]).toBe(0)
    expect(kept(made[1])).toBeGreaterThan(2)
  })

  function nonblocking(ring: RawRing): Bound {
    const fd = socket(ring, STREAM, SocketFlags.NONBLOCK)
    const { address, name } = loopback()
    const length = bench.memory(new Uint8Array(Int32Array.of(SockaddrIn.SIZE).buffer))
    const { kernel } = bench
    expect(kernel.syscall(Syscall.bind, fd, address, SockaddrIn.SIZE)).toBe(0)
    expect(kernel.syscall(Syscall.listen, fd, 8)).toBe(0)
    expect(kernel.syscall(Syscall.getsockname, fd, address, length.address)).toBe(0)
    return { fd, address, addressLength: SockaddrIn.SIZE, port: name.sinPort }
  }

  kernelTest('that goes on takes no slot by number', {}, () => {
    const ring = bench.ring()
    const listener = bound(bench)
    expect(sparseFiles(ring, 2)).toBe(0)
    const explicit = complete(ring, (sqe) => {
      prep.acceptMultishotDirect(sqe, listener.fd, 0, 0, 0)
      sqe.fileIndex = 1
    })
    expect([explicit.res, explicit.flags & CqeFlags.F_MORE]).toEqual([-EINVAL, 0])
  })
})

describe('connect', () => {
  kernelTest('is refused where nobody listens', {}, () => {
    const ring = bench.ring()
    const listener = bound(bench)
    closeQuietly(listener.fd)
    expect(connect(ring, socket(ring), listener)).toBe(-ECONNREFUSED)
  })

  kernelTest('that nobody answers is ended by its timeout', { timeout: 30_000 }, () => {
    const ring = bench.ring()
    const listener = bound(bench)
    // A queue for one: what comes when it is full gets no answer.
    expect(bench.kernel.syscall(Syscall.listen, listener.fd, 0)).toBe(0)
    const asked: number[] = []
    for (let i = 0; i < 4 && asked.at(-1) !== -ECANCELED; i++) {
      const fd = socket(ring)
      const linked = put(ring, 1, (s) => {
        prep.connect(s, fd, listener.address, listener.addressLength)
      })
      linked.flags = SqeFlags.IO_LINK
      put(ring, 2, (sqe) => prep.linkTimeout(sqe, timespec(bench, 200), 0))
      const done = results(collect(ring, 2))
      expect(done[2]).toBe(done[1] === 0 ? -ECANCELED : -ETIME)
      asked.push(done[1])
    }
    expect(asked[0]).toBe(0)
    expect(asked.at(-1)).toBe(-ECANCELED)
  })

  kernelTest('of what is connected says so, and leaves it connected', {}, () => {
    const ring = bench.ring()
    const { client, server, listener } = tcp(bench, ring)
    expect(connect(ring, client, listener)).toBe(-EISCONN)
    expect(connect(ring, client, listener)).toBe(-EISCONN)
    expect(passes(ring, client, server)).toBe('through')
  })
})

describe('a server', () => {
  const needs = [Op.BIND, Op.LISTEN]

  const fixed = (fill: (sqe: Sqe) => void) => {
    return (sqe: Sqe): void => {
      fill(sqe)
      sqe.flags |= FIXED
    }
  }

  /** The port of a bound socket, asked without a ring. */
  function portOf(fd: number): number {
    const { address, name } = loopback()
    const length = bench.memory(new Uint8Array(Int32Array.of(SockaddrIn.SIZE).buffer))
    expect(bench.kernel.syscall(Syscall.getsockname, fd, address, length.address)).toBe(0)
    return name.sinPort
  }

  kernelTest('is made by the ring alone', { needs }, () => {
    const ring = bench.ring()
    const fd = socket(ring)
    expect(run(ring, (s) => prep.bind(s, fd, loopback().address, SockaddrIn.SIZE))).toBe(0)
    expect(run(ring, (sqe) => prep.listen(sqe, fd, 8))).toBe(0)
    const client = socket(ring)
    const { address } = loopback(portOf(fd))
    put(ring, 1, (sqe) => prep.accept(sqe, fd, 0, 0, 0))
    put(ring, 2, (sqe) => prep.connect(sqe, client, address, SockaddrIn.SIZE))
    const made = results(collect(ring, 2))
    expect(made[2]).toBe(0)
    expect(passes(ring, client, kept(made[1]))).toBe('through')
  })

  kernelTest('lives in the direct table from the beginning to the end', { needs }, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 3)).toBe(0)
    // Of a socket without a number nobody can ask the port: it is taken from one that was closed.
    const free = bound(bench)
    closeQuietly(free.fd)
    const { address } = loopback(free.port)
    for (const slot of [0, 1]) {
      expect(run(ring, (s) => prep.socketDirect(s, INET, STREAM, 0, slot, 0))).toBe(0)
    }
    expect(
      run(
        ring,
        fixed((s) => prep.bind(s, 0, address, SockaddrIn.SIZE)),
      ),
    ).toBe(0)
    expect(
      run(
        ring,
        fixed((sqe) => prep.listen(sqe, 0, 8)),
      ),
    ).toBe(0)
    put(
      ring,
      1,
      fixed((sqe) => prep.acceptDirect(sqe, 0, 0, 0, 0, 2)),
    )
    put(
      ring,
      2,
      fixed((sqe) => prep.connect(sqe, 1, address, SockaddrIn.SIZE)),
    )
    expect(results(collect(ring, 2))).toEqual({ 1: 0, 2: 0 })
    const data = bench.memory('direct')
    const got = bench.memory(16)
    expect(
      run(
        ring,
        fixed((s) => prep.send(s, 1, data.address, 6, 0)),
      ),
    ).toBe(6)
    expect(
      run(
        ring,
        fixed((s) => prep.recv(s, 2, got.address, 16, 0)),
      ),
    ).toBe(6)
    expect(stringOf(got, 6)).toBe('direct')
  })

  kernelTest('is not made of what is no socket, or at what is no address', { needs }, () => {
    const ring = bench.ring()
    const [readEnd] = pipe(bench)
    const { address } = loopback()
    const fd = socket(ring)
    const bind = (on: number, at: number, length: number): number =>
      run(ring, (sqe) => prep.bind(sqe, on, at, length))
    expect(bind(readEnd, address, SockaddrIn.SIZE)).toBe(-ENOTSOCK)
    expect(bind(fd, address, 4)).toBe(-EINVAL)
    expect(bind(fd, address, 1000)).toBe(-EINVAL)
    expect(bind(fd, 0, SockaddrIn.SIZE)).toBe(-Errno.EFAULT)
    expect(bind(1_000_000, address, SockaddrIn.SIZE)).toBe(-EBADF)
    expect(run(ring, (sqe) => prep.listen(sqe, readEnd, 8))).toBe(-ENOTSOCK)
  })

  kernelTest('says its own address and that of its peer', { needs }, (context) => {
    needsKernel(context, '6.19', 'SocketOp.GETSOCKNAME')
    const ring = bench.ring()
    const { client, server, listener } = tcp(bench, ring)
    const length = bench.memory(4)
    const name = (fd: number, peer: number): number => {
      const place = loopback()
      new Int32Array(length.bytes.buffer, 0, 1)[0] = SockaddrIn.SIZE
      const answer = run(ring, (s) => prep.getsockname(s, fd, place.address, length.address, peer))
      expect(answer).toBe(0)
      expect(new Int32Array(length.bytes.buffer, 0, 1)[0]).toBe(SockaddrIn.SIZE)
      return place.name.sinPort
    }
    expect([name(server, 0), name(client, 1)]).toEqual([listener.port, listener.port])
    expect(name(client, 0)).toBe(portOf(client))
    expect(name(server, 1)).toBe(portOf(client))
  })
})

describe('socket', () => {
  const sendTo = (ring: RawRing, fd: number, flags: number, to: Bound): number => {
    const { address } = bench.memory('datagram')
    return run(ring, (sqe) => {
      prep.sendto(sqe, fd, address, 8, 0, to.address, to.addressLength)
      sqe.flags = flags
    })
  }

  kernelTest('makes a descriptor, or fills a slot that is asked for or free', {}, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 2)).toBe(0)
    const target = bound(bench, DGRAM)
    const got = bench.memory(16)
    const direct = (slot: number): number =>
      run(ring, (sqe) => prep.socketDirect(sqe, INET, DGRAM, 0, slot, 0))
    const sources = [
      { fd: socket(ring, DGRAM), flags: 0 },
      { fd: direct(1) + 1, flags: FIXED },
      { fd: direct(FILE_INDEX_ALLOC), flags: FIXED },
    ]
    expect(sources.slice(1).map(({ fd }) => fd)).toEqual([1, 0])
    for (const { fd, flags } of sources) {
      expect(sendTo(ring, fd, flags, target)).toBe(8)
      expect(run(ring, (sqe) => prep.recv(sqe, target.fd, got.address, 16, 0))).toBe(8)
      expect(stringOf(got, 8)).toBe('datagram')
    }
    expect(direct(FILE_INDEX_ALLOC)).toBe(-ENFILE)
    expect(direct(9)).toBe(-EINVAL)
  })

  kernelTest('knows no domain that there is not', {}, () => {
    const ring = bench.ring()
    const make = (domain: number, type: number): number =>
      run(ring, (sqe) => prep.socket(sqe, domain, type, 0, 0))
    expect(make(-1, DGRAM)).toBe(-EAFNOSUPPORT)
    expect(make(1000, DGRAM)).toBe(-EAFNOSUPPORT)
    expect(make(INET, 15)).toBe(-EINVAL)
    const [one, other] = socketPair(bench)
    expect(passes(ring, one, other)).toBe('through')
  })
})
