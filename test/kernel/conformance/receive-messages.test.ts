import {
  AddressFamily,
  type BufferRing,
  Cmsghdr,
  Errno,
  MsgFlags,
  Msghdr,
  prep,
  type RawRing,
  RecvmsgOut,
  SendRecvFlags,
  SockaddrIn,
  SocketLevel,
  SocketOption,
  SocketType,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect, type TestContext } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { needsKernel, put, results, run, wait } from '../../raw/fixtures/bench.ts'
import type { Done } from '../../raw/fixtures/queues.ts'
import { type Bound, bound, socketPair } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, complete, conformanceBench } from './helpers.ts'
import { bufferId, hasBuffer, hasMore, of, pattern, stringOf, tcp } from './pieces.ts'

const bench = conformanceBench()
const GROUP = 1

describe('a receive of messages that goes on', () => {
  const SIZE = 256
  const CONTROL = 64

  /** What a buffer begins with, and what follows it. */
  function parts(buffer: Uint8Array) {
    const out = new RecvmsgOut(buffer.buffer, buffer.byteOffset)
    const name = new SockaddrIn(buffer.buffer, buffer.byteOffset + RecvmsgOut.SIZE)
    const controlAt = RecvmsgOut.SIZE + SockaddrIn.SIZE
    const control = buffer.subarray(controlAt, controlAt + CONTROL)
    const payload = buffer.subarray(controlAt + CONTROL)
    return { out, name, control, payload }
  }

  function receiving(size = SIZE) {
    const ring = bench.ring()
    const buffers = ring.bufferRing({ group: GROUP, count: 8, size })
    const [one, other] = [bound(bench, SocketType.DGRAM), bound(bench, SocketType.DGRAM)]
    // Only the lengths are read from it: where there is room for what.
    const memory = bench.memory(Msghdr.SIZE)
    const header = new Msghdr(memory.bytes.buffer)
    header.msgNamelen = SockaddrIn.SIZE
    header.msgControllen = CONTROL
    put(ring, 1, (s) => prep.recvmsgMultishot(s, other.fd, memory.address, MsgFlags.TRUNC, GROUP))
    return { ring, buffers, one, other }
  }

  function sendTo(ring: RawRing, from: Bound, to: Bound, data: Uint8Array): Done {
    const { address } = bench.memory(data)
    put(ring, 2, (sqe) => {
      prep.sendto(sqe, from.fd, address, data.length, 0, to.address, to.addressLength)
    })
    return of(1, collect(ring, 2))[0]
  }

  kernelTest('brings each with its length, behind room for the rest', {}, () => {
    const { ring, buffers, one, other } = receiving()
    const done = sendTo(ring, one, other, Buffer.from('first'))
    const { out, payload } = parts(buffers.view(bufferId(done)))
    expect([out.payloadlen, stringOf(payload, 5), hasMore(done)]).toEqual([5, 'first', true])
    // The whole room for name and control stands in front of the data, used or not.
    expect(done.res).toBe(RecvmsgOut.SIZE + SockaddrIn.SIZE + CONTROL + 5)
  })

  kernelTest('brings senders, and takes a buffer for each', {}, () => {
    const { ring, buffers, one, other } = receiving()
    for (const [id, word] of ['one', 'second', 'third'].entries()) {
      const done = sendTo(ring, one, other, Buffer.from(word))
      expect([hasMore(done), hasBuffer(done), bufferId(done)]).toEqual([true, true, id])
      const { out, name, payload } = parts(buffers.view(id))
      expect([out.namelen, out.controllen]).toEqual([SockaddrIn.SIZE, 0])
      expect(out.flags & MsgFlags.TRUNC).toBe(0)
      expect([name.sinFamily, name.sinPort]).toEqual([AddressFamily.INET, one.port])
      expect(stringOf(payload, word.length)).toBe(word)
    }
  })

  kernelTest('brings control messages', {}, () => {
    const { ring, buffers, one, other } = receiving()
    const on = bench.memory(new Uint8Array(Int32Array.of(1).buffer))
    const { SOCKET } = SocketLevel
    const { TIMESTAMP_OLD } = SocketOption
    const { kernel } = bench
    const set = [other.fd, SOCKET, TIMESTAMP_OLD, on.address, 4]
    expect(kernel.syscall(Syscall.setsockopt, ...set)).toBe(0)
    const done = sendTo(ring, one, other, Buffer.from('stamped'))
    const { out, control, payload } = parts(buffers.view(bufferId(done)))
    const header = new Cmsghdr(control.buffer, control.byteOffset)
    expect([header.cmsgLevel, header.cmsgType]).toEqual([SOCKET, TIMESTAMP_OLD])
    expect(out.controllen).toBeGreaterThanOrEqual(header.cmsgLen)
    expect(header.cmsgLen).toBe(Cmsghdr.SIZE + 16)
    expect(stringOf(payload, 7)).toBe('stamped')
  })

  kernelTest('says that one was longer than its buffer, and how long', {}, () => {
    const room = RecvmsgOut.SIZE + SockaddrIn.SIZE + CONTROL
    const { ring, buffers, one, other } = receiving(room + 10)
    const done = sendTo(ring, one, other, pattern(25))
    const { out, payload } = parts(buffers.view(bufferId(done)))
    expect([done.res, out.payloadlen]).toEqual([room + 10, 25])
    expect(out.flags & MsgFlags.TRUNC).toBe(MsgFlags.TRUNC)
    expect(pattern(25).subarray(0, 10).equals(payload.subarray(0, 10))).toBe(true)
    expect(hasMore(done)).toBe(true)
  })

  kernelTest('has no place in a buffer that is smaller than the header', {}, () => {
    const { ring, one, other } = receiving(RecvmsgOut.SIZE)
    const done = sendTo(ring, one, other, Buffer.from('lost'))
    expect([done.res, hasMore(done)]).toEqual([-Errno.EFAULT, false])
  })
})

describe('a bundle', () => {
  const needsBundles = (context: TestContext): void => {
    needsKernel(context, '6.10', 'SendRecvFlags.BUNDLE')
  }

  /**
   * Bytes of completions, each of which may lie in several buffers. They follow each other in the
   * ring, whatever their ids, and a buffer that was used in part is used up.
   */
  function bytesOf(buffers: BufferRing, order: readonly number[], done: readonly Done[]): Buffer {
    const parts: Uint8Array[] = []
    let next = 0
    for (const one of done) {
      expect(bufferId(one)).toBe(order[next])
      for (let left = one.res; left > 0; left -= buffers.size) {
        parts.push(buffers.view(order[next++]).subarray(0, left))
      }
    }
    return Buffer.concat(parts)
  }

  /** Waits until the completions of an operation tell of so many bytes. */
  function until(ring: RawRing, userData: number, length: number): Done[] {
    const done: Done[] = []
    const sum = (): number => done.reduce((total, { res }) => total + res, 0)
    while (sum() < length) done.push(...of(userData, wait(ring, 1)))
    return done
  }

  /** Buffers that stand in the ring in this order, which is not that of their ids. */
  function shuffled(ring: RawRing, group: number, size: number, order: readonly number[]) {
    const buffers = ring.bufferRing({ group, count: order.length, size, empty: true })
    for (const id of order) buffers.add(id)
    buffers.publish()
    return buffers
  }

  const ORDER = [5, 2, 7, 0, 3, 6, 1, 4]

  kernelTest('brings what is there in buffers that follow each other', {}, (context) => {
    needsBundles(context)
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const buffers = shuffled(ring, GROUP, 100, ORDER)
    const data = bench.memory(pattern(350))
    expect(run(ring, (sqe) => prep.send(sqe, client, data.address, 350, 0))).toBe(350)
    put(ring, 1, (sqe) => {
      prep.recvMultishot(sqe, server, GROUP, 0)
      sqe.ioprio |= SendRecvFlags.BUNDLE
    })
    const done = until(ring, 1, 350)
    put(ring, 2, (sqe) => prep.send(sqe, client, data.address, 150, 0))
    done.push(...until(ring, 1, 150))
    for (const one of done) expect([hasBuffer(one), hasMore(one)]).toEqual([true, true])
    // Fewer completions than buffers: that is what a bundle is for.
    expect(done.length).toBeLessThan(6)
    const sent = Buffer.concat([pattern(350), pattern(350).subarray(0, 150)])
    expect(bytesOf(buffers, ORDER, done).equals(sent)).toBe(true)
  })

  kernelTest('comes in one completion for each receive', {}, (context) => {
    needsBundles(context)
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const buffers = shuffled(ring, GROUP, 100, ORDER)
    const data = bench.memory(pattern(350))
    expect(run(ring, (sqe) => prep.send(sqe, client, data.address, 350, 0))).toBe(350)
    const receive = (): Done =>
      complete(ring, (sqe) => {
        prep.recv(sqe, server, 0, 0, 0)
        sqe.ioprio = SendRecvFlags.BUNDLE
        sqe.flags = SqeFlags.BUFFER_SELECT
        sqe.bufGroup = GROUP
      })
    const done: Done[] = []
    let left = 350
    for (; left > 0; left -= done.at(-1)?.res ?? left) done.push(receive())
    for (const one of done) expect([one.res > 0, hasMore(one)]).toEqual([true, false])
    // Fewer than there are buffers in it; how many the first spans is the kernel's to choose.
    expect(done.length).toBeLessThan(4)
    expect(bytesOf(buffers, ORDER, done).equals(pattern(350))).toBe(true)
  })

  kernelTest('sends all buffers that are there, in their order', {}, (context) => {
    needsBundles(context)
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const buffers = shuffled(ring, GROUP, 100, ORDER)
    for (const [i, id] of ORDER.entries()) {
      buffers.view(id).set(pattern(800).subarray(i * 100, (i + 1) * 100))
    }
    const got = bench.memory(800)
    put(ring, 1, (sqe) => prep.sendBundle(sqe, client, 0, 0, GROUP))
    put(ring, 2, (sqe) => prep.recv(sqe, server, got.address, 800, MsgFlags.WAITALL))
    const done = collect(ring, 2)
    expect(results(done)).toEqual({ 1: 800, 2: 800 })
    expect(bufferId(of(1, done)[0])).toBe(5)
    expect(pattern(800).equals(got.bytes)).toBe(true)
    const none = complete(ring, (sqe) => prep.sendBundle(sqe, client, 0, 0, GROUP))
    expect(none.res).toBe(-Errno.ENOBUFS)
  })

  kernelTest('of datagrams keeps them apart', {}, (context) => {
    needsBundles(context)
    const ring = bench.ring()
    const [one, other] = [bound(bench, SocketType.DGRAM), bound(bench, SocketType.DGRAM)]
    const buffers = shuffled(ring, GROUP, 100, ORDER)
    put(ring, 1, (sqe) => {
      prep.recvMultishot(sqe, other.fd, GROUP, 0)
      sqe.ioprio |= SendRecvFlags.BUNDLE
    })
    const received: Done[] = []
    const lengths = [30, 100, 40]
    for (const [i, length] of lengths.entries()) {
      const { address } = bench.memory(pattern(length, i))
      put(ring, 2, (sqe) => {
        prep.sendto(sqe, one.fd, address, length, 0, other.address, other.addressLength)
      })
      received.push(...of(1, collect(ring, 2)))
    }
    expect(received.map(({ res }) => res)).toEqual(lengths)
    const sent = lengths.map((length, i) => pattern(length, i))
    expect(bytesOf(buffers, ORDER, received).equals(Buffer.concat(sent))).toBe(true)
  })

  kernelTest('that is sent may have a length, and is whole in spite of it', {}, (context) => {
    needsBundles(context)
    const ring = bench.ring()
    const [one, other] = socketPair(bench)
    const buffers = shuffled(ring, GROUP, 100, ORDER)
    for (const id of ORDER) buffers.view(id).fill(id)
    put(ring, 1, (sqe) => prep.sendBundle(sqe, one, 150, 0, GROUP))
    const sent: Done[] = []
    do sent.push(...wait(ring, 1))
    while (sent.at(-1) !== undefined && hasMore(sent[sent.length - 1]))
    const got = bench.memory(1000)
    expect(run(ring, (s) => prep.recv(s, other, got.address, 1000, 0))).toBe(800)
    const all = Buffer.concat(ORDER.map((id) => Buffer.alloc(100, id)))
    expect(all.equals(got.bytes.subarray(0, 800))).toBe(true)
    expect(sent.reduce((sum, { res }) => sum + res, 0)).toBe(800)
  })
})
