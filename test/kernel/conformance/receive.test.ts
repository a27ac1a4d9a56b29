import {
  CqeFlags,
  Errno,
  MsgFlags,
  prep,
  type RawRing,
  registers,
  SetupFlags,
  ShutdownHow,
  SocketType,
  type Sqe,
  SqeFlags,
  UIO_FASTIOV,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { needsKernel, put, results, run } from '../../raw/fixtures/bench.ts'
import type { Done } from '../../raw/fixtures/queues.ts'
import { socketPair } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, complete, conformanceBench, during, temporaryFolder } from './helpers.ts'
import {
  bufferId,
  fileWith,
  hasBuffer,
  hasMore,
  message,
  of,
  pattern,
  type Range,
  stringOf,
  tcp,
} from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { EBADFD, ECANCELED, EINVAL, ENOBUFS } = Errno

function send(ring: RawRing, fd: number, content: string | Uint8Array, count = 1): Done[] {
  const { address } = bench.memory(content)
  put(ring, 99, (sqe) => prep.send(sqe, fd, address, content.length, 0))
  return collect(ring, count)
}

/** Cuts a piece of memory in `count` pieces. */
function cut(address: number, length: number, count: number): Range[] {
  const size = length / count
  return Array.from({ length: count }, (_, i) => [address + i * size, size] as const)
}

describe('a message', () => {
  const LENGTH = 64 * 256

  /** Sends 4096 bytes from one to the other, with those flags in both submissions. */
  function passes(ring: RawRing, from: number, to: number, flags: number): void {
    const [data, got] = [bench.memory(pattern(4096)), bench.memory(4096)]
    put(ring, 1, (s) => prep.recv(s, to, got.address, 4096, MsgFlags.WAITALL)).flags = flags
    put(ring, 2, (sqe) => prep.send(sqe, from, data.address, 4096, 0)).flags = flags
    expect(results(collect(ring, 2))).toEqual({ 1: 4096, 2: 4096 })
    expect(data.bytes).toEqual(got.bytes)
  }

  describe.each([0, SetupFlags.SQPOLL])('on a ring with setup flags %i', (flags) => {
    kernelTest('arrives as it was sent, from a descriptor and from a slot', {}, () => {
      const ring = bench.ring(flags)
      const [one, other] = socketPair(bench)
      expect(registers.registerFiles(ring, Int32Array.of(one, other))).toBe(0)
      passes(ring, one, other, 0)
      passes(ring, 0, 1, SqeFlags.FIXED_FILE)
    })

    kernelTest('arrives in few pieces and in many', {}, () => {
      const ring = bench.ring(flags)
      const [one, other] = socketPair(bench)
      const data = bench.memory(pattern(LENGTH))
      for (const count of [1, 2, UIO_FASTIOV, UIO_FASTIOV * 2, 256]) {
        const got = bench.memory(LENGTH)
        const out = message(bench, cut(data.address, LENGTH, count))
        const into = message(bench, cut(got.address, LENGTH, count).reverse())
        put(ring, 1, (s) => prep.recvmsg(s, other, into.address, MsgFlags.WAITALL))
        put(ring, 2, (sqe) => prep.sendmsg(sqe, one, out.address, 0))
        expect(results(collect(ring, 2))).toEqual({ 1: LENGTH, 2: LENGTH })
        const pieces = cut(0, LENGTH, count).map(([at, size]) => got.bytes.slice(at, at + size))
        expect(Buffer.concat(pieces.reverse()).equals(data.bytes)).toBe(true)
      }
    })
  })

  kernelTest('needs a buffer of its group', {}, () => {
    const ring = bench.ring()
    const [one, other] = socketPair(bench)
    const selected = (fill: (sqe: Sqe) => void): Done =>
      complete(ring, (sqe) => {
        fill(sqe)
        sqe.flags = SqeFlags.BUFFER_SELECT
        sqe.bufGroup = 3
      })
    send(ring, one, 'nowhere')
    expect(selected((sqe) => prep.recv(sqe, other, 0, 64, 0)).res).toBe(-ENOBUFS)
    const into = message(bench, [[0, 64]])
    expect(selected((sqe) => prep.recvmsg(sqe, other, into.address, 0)).res).toBe(-ENOBUFS)
    const got = bench.memory(64)
    expect(run(ring, (s) => prep.provideBuffers(s, got.address, 64, 1, 3, 0))).toBe(0)
    const done = selected((sqe) => prep.recv(sqe, other, 0, 64, 0))
    expect([done.res, hasBuffer(done), stringOf(got, 7)]).toEqual([7, true, 'nowhere'])
  })

  kernelTest('is waited for until it is whole, if all of it is asked for', {}, () => {
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const got = bench.memory(64)
    const { WAITALL } = MsgFlags
    put(ring, 1, (sqe) => prep.recv(sqe, server, got.address, 16, WAITALL))
    expect(of(1, send(ring, client, 'first ha'))).toEqual([])
    expect(during(ring, 50)).toEqual([])
    expect(of(1, send(ring, client, 'lf, rest', 2))[0].res).toBe(16)
    expect(stringOf(got, 16)).toBe('first half, rest')
    const into = message(bench, cut(got.address, 16, 2))
    put(ring, 1, (sqe) => prep.recvmsg(sqe, server, into.address, WAITALL))
    expect(of(1, send(ring, client, '01234567'))).toEqual([])
    expect(of(1, send(ring, client, '89abcdef', 2))[0].res).toBe(16)
    expect(stringOf(got, 16)).toBe('0123456789abcdef')
  })
})

describe('a receive that goes on', () => {
  const GROUP = 1
  const SIZE = 16

  /** A ring with buffers, and a connection. */
  function receiving(count: number, type: number = SocketType.STREAM, cqEntries?: number) {
    const ring = bench.ring(0, 16, cqEntries)
    const buffers = ring.bufferRing({ group: GROUP, count, size: SIZE })
    const [one, other] = socketPair(bench, type)
    const arm = (userData: number): Sqe =>
      put(ring, userData, (sqe) => prep.recvMultishot(sqe, other, GROUP, 0))
    return { ring, buffers, one, other, arm }
  }

  kernelTest('brings each message with a buffer, until there is no buffer', {}, () => {
    const { ring, buffers, one, arm } = receiving(2, SocketType.SEQPACKET)
    arm(1)
    for (const word of ['one', 'two', 'three']) {
      const { address } = bench.memory(word)
      put(ring, 99, (sqe) => prep.send(sqe, one, address, word.length, 0))
    }
    const received = of(1, collect(ring, 6))
    expect(received.map((d) => [d.res, hasMore(d), hasBuffer(d)])).toEqual([
      [3, true, true],
      [3, true, true],
      [-ENOBUFS, false, false],
    ])
    const [first, second] = received
    expect(stringOf(buffers.view(bufferId(first)), 3)).toBe('one')
    expect(stringOf(buffers.view(bufferId(second)), 3)).toBe('two')
  })

  kernelTest('cuts what is longer than a buffer', {}, () => {
    const { ring, buffers, one, arm } = receiving(4)
    arm(1)
    const received = of(1, send(ring, one, pattern(40), 4))
    expect(received.map((d) => [d.res, hasMore(d)])).toEqual([
      [16, true],
      [16, true],
      [8, true],
    ])
    const parts = received.map((d) => buffers.view(bufferId(d)).subarray(0, d.res))
    expect(Buffer.concat(parts).equals(pattern(40))).toBe(true)
  })

  kernelTest('ends when it is cancelled', {}, () => {
    const { ring, one, arm } = receiving(4)
    arm(1)
    send(ring, one, 'one', 2)
    put(ring, 2, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
    const done = collect(ring, 2)
    expect(of(1, done).map((d) => [d.res, d.flags])).toEqual([[-ECANCELED, 0]])
    expect(of(2, done)[0].res).toBe(0)
  })

  kernelTest('ends with its peer, and takes no buffer for that', {}, () => {
    const { ring, one, arm } = receiving(4)
    arm(1)
    put(ring, 2, (sqe) => prep.shutdown(sqe, one, ShutdownHow.WR))
    const [end] = of(1, collect(ring, 2))
    expect([end.res, hasMore(end), hasBuffer(end)]).toEqual([0, false, false])
  })

  kernelTest(
    'begins with the end of its peer, which may be missed behind many receives',
    {},
    () => {
      const COUNT = 40
      const { ring, one, arm } = receiving(64, SocketType.STREAM, 128)
      send(ring, one, pattern(COUNT * SIZE))
      run(ring, (sqe) => prep.shutdown(sqe, one, ShutdownHow.WR))
      arm(1)
      const received = during(ring, 100)
      if (received.length === COUNT) {
        // The kernel waits to be woken, which nobody does any more.
        expect(received.every(hasMore)).toBe(true)
        const saysMore = received.map(({ flags }) => (flags & CqeFlags.F_SOCK_NONEMPTY) !== 0)
        expect(saysMore).toEqual(Array.from({ length: COUNT }, (_, i) => i < COUNT - 1))
        put(ring, 99, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
        expect(of(1, collect(ring, 2))[0].res).toBe(-ECANCELED)
        arm(1)
        received.push(...collect(ring, 1))
      }
      const end = received.pop()
      expect([received.length, end?.res, end?.flags]).toEqual([COUNT, 0, 0])
    },
  )

  kernelTest('needs a group, and fails at once when it is empty', {}, () => {
    const { ring, other } = receiving(4)
    const bare = complete(ring, (sqe) => {
      prep.recvMultishot(sqe, other, GROUP, 0)
      sqe.flags = 0
    })
    expect([bare.res, bare.flags]).toEqual([-EINVAL, 0])
    // Nothing has been sent.
    ring.bufferRing({ group: 2, count: 4, size: SIZE, empty: true })
    const empty = complete(ring, (sqe) => prep.recvMultishot(sqe, other, 2, 0))
    expect([empty.res, empty.flags]).toEqual([-ENOBUFS, 0])
    const file = fileWith(bench, path('no-socket'), 'content')
    const wrong = complete(ring, (sqe) => prep.recvMultishot(sqe, file, GROUP, 0))
    expect([-EBADFD, -Errno.ENOTSOCK]).toContain(wrong.res)
  })

  describe('in steps', () => {
    kernelTest('takes no more at once than it was told', {}, (context) => {
      needsKernel(context, '6.17', 'a length of a multishot RECV')
      const { ring, one, arm } = receiving(8)
      arm(1).len = 5
      const received = of(1, send(ring, one, pattern(17), 5))
      expect(received.map((d) => [d.res, hasMore(d)])).toEqual([
        [5, true],
        [5, true],
        [5, true],
        [2, true],
      ])
    })

    kernelTest('ends with the step that reaches the total it was told', {}, (context) => {
      needsKernel(context, '6.17', 'a total of a multishot RECV')
      const { ring, one, other, arm } = receiving(8)
      const sqe = arm(1)
      sqe.len = 8
      sqe.optlen = 20
      const received = of(1, send(ring, one, pattern(30), 4))
      expect(received.map(hasMore)).toEqual([true, true, false])
      const sum = received.reduce((total, { res }) => total + res, 0)
      // The last step may be a whole one: Linux 6.18 goes beyond the total with it.
      expect([20, 24]).toContain(sum)
      const rest = bench.memory(64)
      expect(run(ring, (s) => prep.recv(s, other, rest.address, 64, 0))).toBe(30 - sum)
      expect(
        pattern(30)
          .subarray(sum)
          .equals(rest.bytes.subarray(0, 30 - sum)),
      ).toBe(true)
    })

    kernelTest('leaves room for others: four streams come in turns', {}, (context) => {
      needsKernel(context, '6.17', 'a length of a multishot RECV')
      const { DEFER_TASKRUN, SINGLE_ISSUER } = SetupFlags
      const ring = bench.ring(DEFER_TASKRUN | SINGLE_ISSUER, 16, 512)
      ring.bufferRing({ group: GROUP, count: 256, size: 64 })
      const STREAMS = 4
      const TOTAL = 1600
      const pairs = Array.from({ length: STREAMS }, () => socketPair(bench))
      const data = bench.memory(pattern(TOTAL))
      for (const [stream, [one, other]] of pairs.entries()) {
        put(ring, stream, (sqe) => prep.recvMultishot(sqe, other, GROUP, 0)).len = 32
        put(ring, 99, (sqe) => prep.send(sqe, one, data.address, TOTAL, 0))
      }
      const got = pairs.map(() => 0)
      const done = collect(ring, STREAMS + (STREAMS * TOTAL) / 32)
      const turns: number[] = []
      for (const { low, res } of done) {
        if (low === 99) continue
        expect(res).toBeLessThanOrEqual(32)
        got[low] += res
        turns.push(low)
      }
      expect(got).toEqual(pairs.map(() => TOTAL))
      // None had all of its bytes before another had any.
      const ends = pairs.map((_, stream) => turns.lastIndexOf(stream))
      const begins = pairs.map((_, stream) => turns.indexOf(stream))
      expect(Math.max(...begins)).toBeLessThan(Math.min(...ends))
    })
  })
})
