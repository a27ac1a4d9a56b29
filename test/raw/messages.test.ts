import { closeSync, readSync, writeSync } from 'node:fs'
import {
  Cmsghdr,
  cmsgData,
  cmsgFirst,
  cmsgHead,
  cmsgLength,
  cmsgNext,
  cmsgSpace,
  ControlMessage,
  controlMessages,
  CqeFlags,
  CQE_BUFFER_SHIFT,
  InPktinfo,
  Iovec,
  Ipv4Address,
  IpOption,
  IpProtocol,
  MsgFlags,
  Msghdr,
  Op,
  prep,
  readSockaddr,
  recvmsgControl,
  recvmsgName,
  RecvmsgOut,
  recvmsgPayload,
  recvmsgValidate,
  SockaddrIn,
  SocketLevel,
  SocketOption,
  SocketType,
  Timespec,
  writeCmsg,
} from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { bound, closeQuietly, pipe, socketPair } from './fixtures/sockets.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('control messages', () => {
  test('take room for their head and for content in whole words', () => {
    expect([0, 1, 8, 9].map(cmsgSpace)).toEqual([16, 24, 24, 32])
    expect([0, 1, 8, 9].map(cmsgLength)).toEqual([16, 17, 24, 25])
  })

  test('are read as they were written, in order', () => {
    const control = new Uint8Array(256).fill(0xa5).subarray(8, 8 + 80)
    const first = { level: SocketLevel.SOCKET, type: 1, data: Uint8Array.of(1, 2, 3, 4, 5) }
    const second = { level: -1, type: 0x7fff_ffff, data: new Uint8Array(0) }
    const third = { level: IpProtocol.IPV6, type: 2, data: new Uint8Array(16).fill(7) }
    let end = 0
    for (const message of [first, second, third]) end = writeCmsg(control, end, message)
    expect(end).toBe(24 + 16 + 32)
    const used = control.subarray(0, end)
    expect([...controlMessages(used)]).toEqual([first, second, third])
    expect([...used.subarray(21, 24)]).toEqual([0, 0, 0])
    const at = cmsgNext(used, cmsgFirst(used))
    expect([cmsgFirst(used), at, cmsgNext(used, at)]).toEqual([0, 24, 40])
    expect(cmsgNext(used, 40)).toBe(-1)
    expect(cmsgHead(used, 40).cmsgType).toBe(2)
    expect(cmsgData(used, 40)).toEqual(third.data)
  })

  test('that were cut off are none, and nonsense ends the walk', () => {
    const control = new Uint8Array(48)
    const message = { level: 1, type: 1, data: new Uint8Array(8) }
    writeCmsg(control, writeCmsg(control, 0, message), message)
    expect([...controlMessages(control)]).toHaveLength(2)
    expect([...controlMessages(control.subarray(0, 47))]).toHaveLength(1)
    expect(cmsgFirst(control.subarray(0, 15))).toBe(-1)
    expect(cmsgFirst(new Uint8Array(0))).toBe(-1)
    // A length of 0 would never end.
    expect(cmsgFirst(new Uint8Array(32))).toBe(-1)
  })

  test('are not written where there is no room, nor between words', () => {
    const message = { level: 1, type: 1, data: new Uint8Array(9) }
    expect(() => writeCmsg(new Uint8Array(31), 0, message)).toThrow(RangeError)
    expect(() => writeCmsg(new Uint8Array(64), 4, message)).toThrow('a multiple of 8')
  })
})

describe('what a multishot RECVMSG leaves in a buffer', () => {
  test('is a head, a name, control messages and the payload, each in the room kept for it', () => {
    const room = { msgNamelen: 16, msgControllen: 24 }
    const bytes = new Uint8Array(100).fill(0xee)
    const out = new RecvmsgOut(bytes.buffer)
    out.namelen = 4
    out.controllen = 20
    out.payloadlen = 500
    out.flags = MsgFlags.TRUNC
    expect(recvmsgValidate(bytes, room)).toMatchObject({ payloadlen: 500, flags: MsgFlags.TRUNC })
    expect(recvmsgName(bytes, room)).toEqual(bytes.subarray(16, 20))
    expect(recvmsgControl(bytes, room)).toEqual(bytes.subarray(32, 52))
    expect(recvmsgPayload(bytes, room)).toEqual(bytes.subarray(56))
    // A name that was too long is cut, and so says its length.
    out.namelen = 28
    expect(recvmsgName(bytes, room)).toHaveLength(16)
    expect(recvmsgValidate(bytes.subarray(0, 55), room)).toBeNull()
    expect(recvmsgPayload(bytes.subarray(0, 56), room)).toHaveLength(0)
  })
})

interface TestMessage {
  readonly header: Msghdr
  readonly address: number
  readonly control: Uint8Array
}

/** A message of one piece, with room for a name and for control messages. */
function message(bench: Bench, data: number, length: number, control: number): TestMessage {
  const [iovecAt, nameAt] = [Msghdr.SIZE, Msghdr.SIZE + Iovec.SIZE]
  const controlAt = nameAt + SockaddrIn.SIZE
  const { bytes, address } = bench.memory(controlAt + control)
  const header = new Msghdr(bytes.buffer)
  const iovec = new Iovec(bytes.buffer, iovecAt)
  iovec.iovBase = data
  iovec.iovLen = length
  header.msgIov = address + iovecAt
  header.msgIovlen = 1
  header.msgControl = control === 0 ? 0 : address + controlAt
  header.msgControllen = control
  return { header, address, control: bytes.subarray(controlAt, controlAt + control) }
}

function set(bench: Bench, fd: number, level: number, option: number): void {
  const { bytes, address } = bench.memory(4)
  new Int32Array(bytes.buffer, 0, 1)[0] = 1
  expect(bench.kernel.syscall(Syscall.setsockopt, fd, level, option, address, 4)).toBe(0)
}

onBackends((bench) => {
  kernelTest('descriptors pass from one socket to another', {}, () => {
    const ring = bench.ring()
    const [one, other] = socketPair(bench)
    const ends = pipe(bench)
    const data = bench.memory('two ends')
    const out = message(bench, data.address, 8, cmsgSpace(8))
    const content = new Uint8Array(Int32Array.from(ends).buffer)
    const rights = { level: SocketLevel.SOCKET, type: ControlMessage.RIGHTS, data: content }
    expect(writeCmsg(out.control, 0, rights)).toBe(out.control.length)
    const room = bench.memory(32)
    const into = message(bench, room.address, 32, cmsgSpace(64))
    put(ring, 1, (sqe) => prep.recvmsg(sqe, other, into.address, MsgFlags.CMSG_CLOEXEC))
    put(ring, 2, (sqe) => prep.sendmsg(sqe, one, out.address, 0))
    expect(results(wait(ring, 2))).toEqual({ 1: 8, 2: 8 })
    expect(into.header.msgControllen).toBeGreaterThanOrEqual(cmsgLength(8))
    const [came, ...more] = controlMessages(into.control.subarray(0, into.header.msgControllen))
    expect(more).toEqual([])
    expect(came).toMatchObject({ level: SocketLevel.SOCKET, type: ControlMessage.RIGHTS })
    const copy = Uint8Array.from(came?.data ?? [])
    const [read = -1, write = -1] = new Int32Array(copy.buffer)
    expect(ends).not.toContain(read)
    writeSync(write, 'passed')
    const buffer = Buffer.alloc(6)
    expect(readSync(ends[0], buffer)).toBe(6)
    expect(text(buffer)).toBe('passed')
    closeSync(read)
    closeSync(write)
  })

  kernelTest('a message says when it came and where', {}, () => {
    const ring = bench.ring()
    const receiver = bound(bench, SocketType.DGRAM)
    const sender = bound(bench, SocketType.DGRAM)
    set(bench, receiver.fd, SocketLevel.SOCKET, SocketOption.TIMESTAMPNS_NEW)
    set(bench, receiver.fd, IpProtocol.IP, IpOption.PKTINFO)
    const before = Date.now() / 1000
    const data = bench.memory('when')
    const out = message(bench, data.address, 4, 0)
    out.header.msgName = receiver.address
    out.header.msgNamelen = receiver.addressLength
    expect(run(ring, (sqe) => prep.sendmsg(sqe, sender.fd, out.address, 0))).toBe(4)
    const room = bench.memory(32)
    const into = message(bench, room.address, 32, 128)
    expect(run(ring, (sqe) => prep.recvmsg(sqe, receiver.fd, into.address, 0))).toBe(4)
    const list = [...controlMessages(into.control.subarray(0, into.header.msgControllen))]
    expect(list).toHaveLength(2)
    const time = list.find(({ level }) => level === SocketLevel.SOCKET)
    expect(time?.type).toBe(SocketOption.TIMESTAMPNS_NEW)
    const stamp = new Timespec(Uint8Array.from(time?.data ?? []).buffer)
    const seconds = stamp.tvSec + stamp.tvNsec / 1e9
    expect(seconds).toBeGreaterThan(before - 1)
    expect(seconds).toBeLessThan(Date.now() / 1000 + 1)
    const where = list.find(({ level }) => level === IpProtocol.IP)
    const info = new InPktinfo(Uint8Array.from(where?.data ?? []).buffer)
    expect(info.ipiIfindex).toBeGreaterThan(0)
    expect(info.ipiAddr.sAddr).toBe(Ipv4Address.LOOPBACK)
    expect(where?.data).toHaveLength(InPktinfo.SIZE)
  })

  kernelTest(
    'every datagram of a multishot RECVMSG says who sent it, and carries its control messages',
    { needs: [Op.RECVMSG] },
    () => {
      const ring = bench.ring()
      const receiver = bound(bench, SocketType.DGRAM)
      set(bench, receiver.fd, IpProtocol.IP, IpOption.PKTINFO)
      const size = 128
      const buffers = ring.bufferRing({ group: 4, count: 8, size })
      const header = message(bench, 0, 0, 0)
      header.header.msgIovlen = 0
      header.header.msgNamelen = SockaddrIn.SIZE
      header.header.msgControllen = cmsgSpace(InPktinfo.SIZE)
      const room = { msgNamelen: SockaddrIn.SIZE, msgControllen: cmsgSpace(InPktinfo.SIZE) }
      const { TRUNC } = MsgFlags
      put(ring, 9, (sqe) => prep.recvmsgMultishot(sqe, receiver.fd, header.address, TRUNC, 4))
      for (const word of ['first', 'second', 'x'.repeat(200), '']) {
        const sender = bound(bench, SocketType.DGRAM)
        const data = bench.memory(word)
        const out = message(bench, data.address, word.length, 0)
        out.header.msgName = receiver.address
        out.header.msgNamelen = receiver.addressLength
        put(ring, 1, (sqe) => prep.sendmsg(sqe, sender.fd, out.address, 0))
        const done = wait(ring, 2)
        const got = done.find(({ low }) => low === 9)
        if (got === undefined) throw new Error('nothing was received')
        // An empty one is the last: the kernel takes it for the end.
        expect((got.flags & CqeFlags.F_MORE) !== 0).toBe(word !== '')
        const bytes = buffers.view(got.flags >>> CQE_BUFFER_SHIFT).subarray(0, got.res)
        const head = recvmsgValidate(bytes, room)
        const from = readSockaddr(recvmsgName(bytes, room))
        expect(from).toEqual({ address: '127.0.0.1', port: sender.port, family: 'ipv4' })
        const payload = recvmsgPayload(bytes, room)
        expect(text(payload)).toBe(word.slice(0, size - RecvmsgOut.SIZE - 16 - 32))
        // The whole length of a datagram, because it was asked for.
        expect(head?.payloadlen).toBe(word.length)
        const cut = ((head?.flags ?? 0) & TRUNC) !== 0
        expect(cut).toBe(payload.length < word.length)
        const list = [...controlMessages(recvmsgControl(bytes, room))]
        expect(list.map(({ level, type }) => [level, type])).toEqual([
          [IpProtocol.IP, IpOption.PKTINFO],
        ])
        expect(list[0]?.data).toHaveLength(InPktinfo.SIZE)
        closeQuietly(sender.fd)
      }
      expect(Cmsghdr.SIZE).toBe(cmsgLength(0))
    },
  )
})
