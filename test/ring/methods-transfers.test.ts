/** What goes through a socket: pieces, streams of bytes, datagrams. */
import { once } from 'node:events'
import { join } from 'node:path'
import {
  AddressFamily,
  type Fd,
  type Message,
  MsgFlags,
  Op,
  ShutdownHow,
  SocketType,
} from 'uring-sdk'
import { expect } from 'vitest'
import { needsKernel } from '../raw/fixtures/bench.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { pattern, thrown } from './fixtures/rings.ts'
import {
  type Bench,
  connection,
  datagramFd,
  folderOf,
  nodeDatagrams,
  nodeServer,
  own,
  pipe,
  received,
  refused,
  text,
  withRing,
} from './methods-helpers.ts'

const { INET } = AddressFamily
const { STREAM } = SocketType
const LOOPBACK = '127.0.0.1'

/** Receives until so many bytes are there, or the end. */
async function receive(bench: Bench, fd: Fd, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let count = 0
  while (count < length) {
    const more = await bench.ring.recv(fd, buffer.subarray(count))
    if (more === 0) break
    count += more
  }
  return buffer.subarray(0, count)
}

kernelTest(
  'what send gives, recv takes, and 0 is the end',
  { needs: [Op.SEND, Op.RECV] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    const buffer = Buffer.alloc(64)
    const receiving = ring.recv(far, buffer)
    expect(await ring.send(near, Buffer.from('hello'))).toBe(5)
    expect(await receiving).toBe(5)
    expect(text(buffer, 5)).toBe('hello')
    await ring.send(near, Buffer.from('again'))
    expect(await ring.recv(far, buffer, { flags: MsgFlags.PEEK })).toBe(5)
    expect(await ring.recv(far, buffer.subarray(0, 2))).toBe(2)
    expect(await ring.recv(far, buffer)).toBe(3)
    expect(text(buffer, 3)).toBe('ain')
    await refused(ring.recv(far, buffer, { flags: MsgFlags.DONTWAIT }), 'EAGAIN', 'RECV')
    expect(await ring.shutdown(near, ShutdownHow.WR)).toBeUndefined()
    expect(await ring.recv(far, buffer)).toBe(0)
    const flags = MsgFlags.NOSIGNAL
    await refused(ring.send(near, buffer, { flags }), 'EPIPE', 'SEND')
    expect(await ring.send(far, Buffer.from('back'))).toBe(4)
    expect(await ring.recv(near, buffer)).toBe(4)
  }),
)

kernelTest(
  'shutdown ends one direction for everybody, and needs a connection',
  { needs: [Op.SHUTDOWN] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    await ring.shutdown(near, ShutdownHow.RD)
    expect(await ring.recv(near, Buffer.alloc(1))).toBe(0)
    await ring.shutdown(near, ShutdownHow.RDWR)
    expect(await ring.recv(far, Buffer.alloc(1))).toBe(0)
    await refused(ring.shutdown(near, 9), 'EINVAL', 'SHUTDOWN')
    const lonely = own(bench, await ring.socket(INET, STREAM))
    await refused(ring.shutdown(lonely, ShutdownHow.WR), 'ENOTCONN', 'SHUTDOWN')
    await refused(ring.shutdown(pipe(bench)[0], ShutdownHow.WR), 'ENOTSOCK', 'SHUTDOWN')
  }),
)

kernelTest(
  'recvMultishot gives every byte of a stream in order, and ends with it',
  { needs: [Op.RECV] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    const data = pattern(1_000_000)
    const sending = ring.sendAll(near, data).then(() => ring.shutdown(near, ShutdownHow.WR))
    const chunks: Uint8Array[] = []
    for await (const lease of ring.recvMultishot(far)) chunks.push(lease.copy())
    await sending
    expect(Buffer.concat(chunks).equals(data)).toBe(true)
    expect(ring.pool.leased).toBe(0)
    await refused(ring.recvMultishot(pipe(bench)[0]).next(), 'ENOTSOCK', 'RECV')
  }),
)

kernelTest(
  'sendAll keeps call order, takes several pieces, and node:net gets all of it',
  { needs: [Op.SEND] },
  withRing(async (bench) => {
    const { ring } = bench
    const { port, first } = await nodeServer(bench)
    const fd = own(bench, await ring.openConnection({ port, host: LOOPBACK }))
    const got = first.then(received)
    const parts = [1, 2, 3, 4].map((seed) => pattern(400_000, seed))
    const [one, ...others] = parts
    if (one === undefined) throw new Error('there are four')
    await Promise.all([ring.sendAll(fd, one), ring.sendAll(fd, others)])
    await ring.sendAll(fd.value, Buffer.from('the end'))
    await fd.close()
    expect((await got).equals(Buffer.concat([...parts, Buffer.from('the end')]))).toBe(true)
  }),
)

kernelTest(
  'sendAll keeps call order when a descriptor is given as an Fd and as its number',
  { needs: [Op.SEND] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    // More than the kernel takes before somebody receives.
    const [one, two] = [Buffer.alloc(12_000_000, 'a'), Buffer.alloc(100_000, 'b')]
    const sending = Promise.all([ring.sendAll(near, one), ring.sendAll(near.value, two)])
    const got = await receive(bench, far, one.length + two.length)
    await sending
    expect(got.indexOf('b')).toBe(one.length)
  }),
)

kernelTest(
  'what a stream lends is sent on without a copy',
  { needs: [Op.SEND, Op.RECV] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    const echo = (async () => {
      for await (const lease of ring.recvMultishot(far)) await ring.sendAll(far, lease)
      await ring.shutdown(far, ShutdownHow.WR)
    })()
    const data = pattern(300_000)
    const sending = ring.sendAll(near, data).then(() => ring.shutdown(near, ShutdownHow.WR))
    expect((await receive(bench, near, data.length + 1)).equals(data)).toBe(true)
    await Promise.all([echo, sending])
    expect(ring.pool.leased).toBe(0)
  }),
)

kernelTest(
  'sendZc and sendmsgZc settle when the memory is free again',
  { needs: [Op.SEND_ZC, Op.SENDMSG_ZC] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    const data = pattern(20_000)
    const receiving = receive(bench, far, 20_000)
    expect(await ring.sendZc(near, data, { flags: MsgFlags.WAITALL })).toBe(20_000)
    // The kernel has let go, so this changes nothing that is under way.
    const expected = Buffer.from(data)
    data.fill(0)
    expect((await receiving).equals(expected)).toBe(true)
    const pieces = [Buffer.from('zero '), Buffer.from('copy')]
    expect(await ring.sendmsgZc(near, pieces)).toBe(9)
    expect((await receive(bench, far, 9)).toString()).toBe('zero copy')
    await refused(ring.sendZc(pipe(bench)[1], data), 'ENOTSOCK', 'SEND_ZC')
    await refused(ring.sendmsgZc(pipe(bench)[1], [data]), 'ENOTSOCK', 'SENDMSG_ZC')
  }),
)

kernelTest(
  'sendZcFixed gives a registered buffer away until the notification',
  { needs: [Op.SEND_ZC] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    const pool = ring.createPool({ kind: 'registered', count: 2, size: 8192 })
    const lease = pool.take()
    if (lease === null) throw new Error('the pool has two')
    lease.bytes.set(pattern(8192))
    lease.length = 8000
    const receiving = receive(bench, far, 8000)
    const sending = ring.sendZcFixed(near, lease, { flags: MsgFlags.WAITALL })
    expect(thrown(() => lease.bytes).code).toBe('ERR_URING_LEASE_RELEASED')
    expect(await sending).toBe(8000)
    expect((await receiving).equals(pattern(8192).subarray(0, 8000))).toBe(true)
    expect(pool).toMatchObject({ free: 2, leased: 0 })
    await pool[Symbol.asyncDispose]()
  }),
)

kernelTest(
  'sendto reaches a socket of node:dgram',
  { needs: [Op.SEND] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.2', 'the address of SEND')
    const { ring } = bench
    const { fd, port } = await datagramFd(bench)
    const peer = await nodeDatagrams(bench)
    const arrival = once(peer.socket, 'message')
    const to = { address: LOOPBACK, port: peer.port }
    expect(await ring.sendto(fd, Buffer.from('datagram'), to)).toBe(8)
    const [message, from] = (await arrival) as [Buffer, { address: string; port: number }]
    expect(message.toString()).toBe('datagram')
    expect(from).toMatchObject({ address: LOOPBACK, port })
    const large = Buffer.alloc(70_000)
    await refused(ring.sendto(fd, large, to), 'EMSGSIZE', 'SEND')
  }),
)

kernelTest(
  'sendmsg and recvmsg keep the pieces, the borders and the senders of messages',
  { needs: [Op.SENDMSG, Op.SENDMSG_ZC, Op.RECVMSG] },
  withRing(async (bench) => {
    const { ring } = bench
    const [one, other] = [await datagramFd(bench), await datagramFd(bench)]
    const to = { address: LOOPBACK, port: other.port }
    const pieces = ['from ', 'several ', 'pieces'].map((piece) => Buffer.from(piece))
    expect(await ring.sendmsg(one.fd, pieces, { to })).toBe(19)
    expect(await ring.sendmsgZc(one.fd, [Buffer.from('second')], { to })).toBe(6)
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(100)]
    const from = { address: LOOPBACK, port: one.port, family: 'ipv4' }
    expect(await ring.recvmsg(other.fd, [head, tail])).toEqual({ bytes: 19, from, flags: 0 })
    expect(text(head)).toBe('from')
    expect(text(tail, 15)).toBe(' several pieces')
    const cut = await ring.recvmsg(other.fd, [head])
    expect(cut).toEqual({ bytes: 4, from, flags: MsgFlags.TRUNC })
    expect(text(head)).toBe('seco')
  }),
)

kernelTest(
  'recvmsg says how long a cut message was when it is asked to, and knows senders of all kinds',
  { needs: [Op.RECVMSG] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, port } = await datagramFd(bench)
    const peer = await nodeDatagrams(bench)
    const wait = ring.recvmsg(fd, [Buffer.alloc(10)], { flags: MsgFlags.TRUNC })
    peer.socket.send(pattern(1000), port, LOOPBACK)
    const message: Message = await wait
    expect(message.bytes).toBe(1000)
    expect(message.flags & MsgFlags.TRUNC).toBe(MsgFlags.TRUNC)
    expect(message.from).toEqual({ address: LOOPBACK, port: peer.port, family: 'ipv4' })
    const [near, far] = await connection(bench)
    await ring.sendmsg(near, [Buffer.from('stream')])
    const stream = await ring.recvmsg(far, [Buffer.alloc(10)])
    expect(stream).toEqual({ bytes: 6, from: undefined, flags: 0 })
    const path = join(folderOf(bench), 'socket')
    const local = own(bench, await ring.openListener({ path }))
    const nameless = own(bench, await ring.openConnection({ path }))
    const accepted = own(bench, await ring.accept(local))
    expect(nameless.localAddress()).toEqual({ path: '' })
    await ring.send(nameless, Buffer.from('x'))
    expect((await ring.recvmsg(accepted, [Buffer.alloc(1)])).from).toBeUndefined()
  }),
)

kernelTest(
  'recvmsgMultishot gives datagrams, their senders, and whether they were cut',
  { needs: [Op.RECVMSG] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, port } = await datagramFd(bench)
    const peer = await nodeDatagrams(bench)
    const pool = ring.createPool({ count: 8, countMax: 8, size: 256 })
    const sizes = [3, 0, 100, 1000, 50]
    const stream = ring.recvmsgMultishot(fd, { pool })
    const seen: { length: number; truncated: boolean }[] = []
    for (const [index, size] of sizes.entries()) {
      peer.socket.send(pattern(size, index + 1), port, LOOPBACK)
      const { value: lease } = await stream.next()
      if (lease === undefined) throw new Error('it ended')
      const { length, truncated, from } = lease
      seen.push({ length, truncated })
      expect(from).toMatchObject({ address: LOOPBACK, port: peer.port, family: 'ipv4' })
      const sent = pattern(size, index + 1).subarray(0, length)
      expect(Buffer.from(lease.copy()).equals(sent)).toBe(true)
    }
    expect(seen.map(({ truncated }) => truncated)).toEqual([false, false, false, true, false])
    expect(seen.map(({ length }) => length).filter((_, i) => i !== 3)).toEqual([3, 0, 100, 50])
    expect(seen[3]?.length).toBeGreaterThan(150)
    await stream.return?.()
    expect(pool.leased).toBe(0)
    await pool[Symbol.asyncDispose]()
  }),
)

kernelTest(
  'a datagram is answered to whom its lease names',
  { needs: [Op.RECVMSG, Op.SENDMSG] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, port } = await datagramFd(bench)
    const peer = await nodeDatagrams(bench)
    const answer = once(peer.socket, 'message')
    peer.socket.send('ping', port, LOOPBACK)
    for await (const lease of ring.recvmsgMultishot(fd)) {
      await ring.sendmsg(fd, [lease], { to: lease.from })
      break
    }
    const [message, from] = (await answer) as [Buffer, { port: number }]
    expect(message.toString()).toBe('ping')
    expect(from.port).toBe(port)
    expect(ring.pool.leased).toBe(0)
  }),
)
