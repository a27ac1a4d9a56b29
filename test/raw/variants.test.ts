/** Variants of operations that only the raw face has. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BlockCommand,
  CancelFlags,
  CQE_BUFFER_SHIFT,
  CqeFlags,
  Errno,
  FsyncFlags,
  NopFlags,
  Op,
  PollEvents,
  prep,
  SetupFlags,
  SocketLevel,
  SocketOption,
  SocketType,
  SqeFlags,
  TimeoutFlags,
  TimestampingFlags,
  Timespec,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { kernelTest } from '../support/kernel-test.ts'
import {
  type Bench,
  needsKernel,
  needsSetup,
  onBackends,
  put,
  results,
  run,
  wait,
} from './fixtures/bench.ts'
import { bound, pipe, socketPair } from './fixtures/sockets.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** A new file, open to read and write. */
function file(bench: Bench): number {
  const folder = mkdtempSync(join(tmpdir(), 'uring-variants-'))
  const fd = openSync(join(folder, 'file'), 'wx+')
  bench.later(() => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  return fd
}

function timespec(bench: Bench, milliseconds: number): number {
  const memory = bench.memory(Timespec.SIZE)
  const value = new Timespec(memory.bytes.buffer)
  value.tvSec = Math.floor(milliseconds / 1000)
  value.tvNsec = (milliseconds % 1000) * 1e6
  return memory.address
}

/** The id of the provided buffer that a completion names first. */
const bufferOf = (flags: number): number => {
  expect(flags & CqeFlags.F_BUFFER).not.toBe(0)
  return flags >>> CQE_BUFFER_SHIFT
}

onBackends((bench) => {
  kernelTest('a range of a file is brought to stable storage', {}, () => {
    const ring = bench.ring()
    const fd = file(bench)
    writeSync(fd, 'x'.repeat(10_000))
    expect(run(ring, (sqe) => prep.fsyncRange(sqe, fd, 4096, 4096, FsyncFlags.DATASYNC))).toBe(0)
    expect(run(ring, (sqe) => prep.fsyncRange(sqe, fd, 0, 0, 0))).toBe(0)
    const [read] = pipe(bench)
    expect(run(ring, (sqe) => prep.fsyncRange(sqe, read, 1, 0, 0))).toBe(-Errno.EINVAL)
  })

  kernelTest('everything of one opcode is cancelled, and nothing else', {}, (context) => {
    needsKernel(context, '6.6', 'CancelFlags.OP')
    const ring = bench.ring()
    const [read] = pipe(bench)
    const [one] = socketPair(bench)
    const memory = bench.memory(8)
    put(ring, 1, (sqe) => prep.pollAdd(sqe, read, PollEvents.IN))
    put(ring, 2, (sqe) => prep.recv(sqe, one, memory.address, 8, 0))
    put(ring, 3, (sqe) => prep.pollAdd(sqe, one, PollEvents.IN))
    put(ring, 4, (sqe) => prep.asyncCancelOp(sqe, Op.POLL_ADD, CancelFlags.ALL))
    const { ECANCELED } = Errno
    expect(results(wait(ring, 3))).toEqual({ 1: -ECANCELED, 3: -ECANCELED, 4: 2 })
    put(ring, 5, (sqe) => prep.asyncCancelOp(sqe, Op.RECV, 0))
    expect(results(wait(ring, 2))).toEqual({ 2: -ECANCELED, 5: 0 })
    expect(run(ring, (sqe) => prep.asyncCancelOp(sqe, Op.RECV, 0))).toBe(-Errno.ENOENT)
  })

  kernelTest('a linked timeout gets a new time', { needs: [Op.LINK_TIMEOUT] }, () => {
    const ring = bench.ring()
    const [read] = pipe(bench)
    const [long, short] = [timespec(bench, 20_000), timespec(bench, 20)]
    const start = performance.now()
    put(ring, 1, (sqe) => prep.pollAdd(sqe, read, PollEvents.IN)).flags = SqeFlags.IO_LINK
    put(ring, 2, (sqe) => prep.linkTimeout(sqe, long, 0))
    put(ring, 3, (sqe) => prep.linkTimeoutUpdate(sqe, short, 2, 0, 0))
    expect(results(wait(ring, 3))).toEqual({ 1: -Errno.ECANCELED, 2: -Errno.ETIME, 3: 0 })
    expect(performance.now() - start).toBeGreaterThan(19)
    const gone = run(ring, (sqe) => prep.linkTimeoutUpdate(sqe, short, 2, 0, 0))
    expect(gone).toBe(-Errno.ENOENT)
  })

  kernelTest('a timeout takes its nanoseconds in place of an address', {}, (context) => {
    needsKernel(context, '7.1', 'TimeoutFlags.IMMEDIATE_ARG')
    const ring = bench.ring()
    const { IMMEDIATE_ARG } = TimeoutFlags
    const start = performance.now()
    expect(run(ring, (sqe) => prep.timeout(sqe, 30e6, 0, IMMEDIATE_ARG))).toBe(-Errno.ETIME)
    expect(performance.now() - start).toBeGreaterThan(29)
    put(ring, 1, (sqe) => prep.timeout(sqe, 20e9, 0, IMMEDIATE_ARG))
    put(ring, 2, (sqe) => prep.timeoutUpdate(sqe, 10e6, 1, 0, IMMEDIATE_ARG))
    expect(results(wait(ring, 2))).toEqual({ 1: -Errno.ETIME, 2: 0 })
  })

  kernelTest('one completion tells of several buffers that were filled', {}, (context) => {
    needsKernel(context, '6.10', 'SendRecvFlags.BUNDLE')
    const ring = bench.ring()
    const buffers = ring.bufferRing({ group: 1, count: 8, size: 16 })
    const [one, other] = socketPair(bench)
    writeSync(one, 'abcdefghijklmnopqrstuvwxyz0123456789')
    put(ring, 1, (sqe) => prep.recvBundle(sqe, other, 36, 1, 0))
    const [done] = wait(ring, 1)
    const length = done?.res ?? 0
    expect(length).toBeGreaterThan(16)
    const first = bufferOf(done?.flags ?? 0)
    const all = [0, 1, 2].map((index) => text(buffers.view(first + index))).join('')
    expect(all.slice(0, length)).toBe('abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, length))
    put(ring, 2, (sqe) => prep.recvMultishotBundle(sqe, other, 1, 0))
    writeSync(one, 'x'.repeat(40))
    let total = length
    while (total < 76) {
      for (const { res, flags } of wait(ring, 1)) {
        expect(bufferOf(flags)).toBeGreaterThan(first)
        expect(flags & CqeFlags.F_MORE).not.toBe(0)
        total += res
      }
    }
    expect(total).toBe(76)
  })

  kernelTest('a multishot RECV ends by itself when enough has come', {}, (context) => {
    needsKernel(context, '6.17', 'a limit of multishot RECV')
    const ring = bench.ring()
    ring.bufferRing({ group: 2, count: 16, size: 64 })
    const [one, other] = socketPair(bench)
    writeSync(one, 'y'.repeat(500))
    put(ring, 1, (sqe) => prep.recvMultishotLimited(sqe, other, 30, 100, 2, 0))
    const sizes: number[] = []
    let last = false
    while (!last) {
      for (const { res, flags } of wait(ring, 1)) {
        sizes.push(res)
        last = (flags & CqeFlags.F_MORE) === 0
      }
    }
    expect(Math.max(...sizes)).toBe(30)
    // The one that reaches the limit is whole, and the last.
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeGreaterThanOrEqual(100)
    expect(total - (sizes.at(-1) ?? 0)).toBeLessThan(100)
  })

  kernelTest('an address is given to a send that is filled already', {}, (context) => {
    needsKernel(context, '6.2', 'an address of SEND')
    const ring = bench.ring()
    const [sender, receiver] = [bound(bench, SocketType.DGRAM), bound(bench, SocketType.DGRAM)]
    const data = bench.memory('to you')
    for (const fill of [prep.send, prep.sendZc]) {
      put(ring, 1, (sqe) => {
        fill(sqe, sender.fd, data.address, 6, 0, 0)
        prep.sendSetAddr(sqe, receiver.address, receiver.addressLength)
      })
      wait(ring, fill === prep.send ? 1 : 2)
      const room = bench.memory(16)
      expect(run(ring, (sqe) => prep.recv(sqe, receiver.fd, room.address, 16, 0))).toBe(6)
      expect(text(room.bytes.subarray(0, 6))).toBe('to you')
    }
  })

  kernelTest('a NOP fills the second half of a completion', {}, (context) => {
    needsKernel(context, '6.18', 'NopFlags.CQE32')
    const ring = bench.ring(SetupFlags.CQE32)
    const { CQE32, INJECT_RESULT } = NopFlags
    put(ring, 5, (sqe) => {
      prep.nopFlags(sqe, CQE32 | INJECT_RESULT, 77, -1, 0, 0x1234, 0x5_0000_0006)
    })
    ring.submitAndWait(1)
    const { cq } = ring
    const tail = cq.acquire()
    const at = cq.head
    expect(cq.res(at)).toBe(77)
    const words = ([0, 1, 2, 3] as const).map((word) => cq.extra(at, word))
    expect(words).toEqual([0x1234, 0, 6, 5])
    cq.release(tail)
  })

  kernelTest(
    'transmit timestamps come with the second half of completions',
    { needs: [Op.URING_CMD] },
    (context) => {
      needsKernel(context, '6.17', 'SocketOp.TX_TIMESTAMP')
      const ring = bench.ring(SetupFlags.CQE32)
      const [sender, receiver] = [bound(bench, SocketType.DGRAM), bound(bench, SocketType.DGRAM)]
      const value = bench.memory(4)
      const { TX_SOFTWARE, SOFTWARE, OPT_TSONLY, OPT_ID } = TimestampingFlags
      const flags = TX_SOFTWARE | SOFTWARE | OPT_TSONLY | OPT_ID
      new Int32Array(value.bytes.buffer, 0, 1)[0] = flags
      const { TIMESTAMPING_NEW } = SocketOption
      const answer = bench.kernel.syscall(
        Syscall.setsockopt,
        ...[sender.fd, SocketLevel.SOCKET, TIMESTAMPING_NEW, value.address, 4],
      )
      expect(answer).toBe(0)
      put(ring, 1, (sqe) => prep.txTimestamp(sqe, sender.fd))
      const data = bench.memory('stamp')
      const before = Date.now() / 1000
      put(ring, 2, (sqe) => {
        prep.sendto(sqe, sender.fd, data.address, 5, 0, receiver.address, receiver.addressLength)
      })
      ring.submitAndWait(2, 5e9)
      const { cq } = ring
      const tail = cq.acquire()
      const seen: Record<number, readonly number[]> = {}
      for (let at = cq.head; at !== tail; at = cq.next(at)) {
        seen[cq.userDataLow(at)] = [cq.res(at), cq.flags(at), cq.extra(at, 0)]
      }
      cq.release(tail)
      expect(seen[2]?.[0]).toBe(5)
      const [res = -1, cqeFlags = 0, seconds = 0] = seen[1] ?? []
      // The result numbers the sends; the first has number 0.
      expect(res).toBe(0)
      expect(cqeFlags & CqeFlags.F_MORE).not.toBe(0)
      expect(seconds).toBeGreaterThan(before - 2)
      expect(seconds).toBeLessThan(before + 60)
    },
  )

  kernelTest('wide submissions are for rings that take them', { needs: [Op.NOP128] }, (context) => {
    needsSetup(context, SetupFlags.SQE_MIXED)
    const ring = bench.ring(SetupFlags.SQE_MIXED)
    const sqe = ring.sq.next128()
    if (sqe === null) throw new Error('there is room')
    prep.nop128(sqe)
    sqe.userDataLow = 3
    expect(results(wait(ring, 1))).toEqual({ 3: 0 })
    const wide = ring.sq.next128()
    if (wide === null) throw new Error('there is room')
    const { fd } = bound(bench, SocketType.DGRAM)
    prep.uringCmd128(wide, BlockCommand.DISCARD, fd)
    wide.cmd(80).fill(0)
    wide.userDataLow = 4
    expect(results(wait(ring, 1))).toEqual({ 4: -Errno.EOPNOTSUPP })
  })

  kernelTest(
    'commands with a registered buffer or many completions reach the driver',
    {},
    (context) => {
      needsKernel(context, '6.18', 'UringCmdFlags.MULTISHOT')
      const ring = bench.ring()
      ring.bufferRing({ group: 3, count: 2, size: 64 })
      const { fd } = bound(bench, SocketType.DGRAM)
      const command = 0x7777
      // The socket knows no such command: that it says so means that the flags were taken.
      expect(run(ring, (sqe) => prep.uringCmdMultishot(sqe, command, fd, 3))).toBe(
        -Errno.EOPNOTSUPP,
      )
      const fixed = run(ring, (sqe) => prep.uringCmdFixed(sqe, command, fd, 9))
      expect([-Errno.EFAULT, -Errno.EOPNOTSUPP]).toContain(fixed)
    },
  )
})
