import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import {
  AddressFamily,
  type Fd,
  type Message,
  MsgFlags,
  Op,
  ShutdownHow,
  SocketFlags,
  SocketLevel,
  SocketOption,
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
  portOf,
  received,
  refused,
  text,
  withRing,
} from './methods-helpers.ts'

const { INET, INET6, UNIX } = AddressFamily
const { DGRAM, STREAM } = SocketType
const LOOPBACK = '127.0.0.1'
const SLOTS = { slots: 8 }

/** A client of Node's, connected. */
async function nodeClient(bench: Bench, port: number): Promise<Socket> {
  const socket = connect(port, LOOPBACK)
  bench.later(() => {
    if (socket.closed) return undefined
    const closed = once(socket, 'close')
    socket.destroy()
    return closed
  })
  await once(socket, 'connect')
  return socket
}

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
  'socket, bind and listen make a server, and accept takes its connections',
  { needs: [Op.SOCKET, Op.BIND, Op.LISTEN, Op.ACCEPT] },
  withRing(async (bench) => {
    const { ring } = bench
    const listener = own(bench, await ring.socket(INET, STREAM | SocketFlags.CLOEXEC))
    expect(await ring.bind(listener, { address: LOOPBACK, port: 0 })).toBeUndefined()
    expect(await ring.listen(listener)).toBeUndefined()
    const port = portOf(listener)
    const accepting = ring.accept(listener, { flags: SocketFlags.CLOEXEC })
    const client = await nodeClient(bench, port)
    const socket = own(bench, await accepting)
    expect(socket).toMatchObject({ direct: false, closed: false })
    const here = { address: LOOPBACK, family: 'ipv4' }
    expect(listener.localAddress()).toEqual({ ...here, port })
    expect(socket.localAddress()).toEqual({ ...here, port })
    expect(socket.remoteAddress()).toEqual({ ...here, port: client.localPort })
    client.end('from node')
    expect((await receive(bench, socket, 100)).toString()).toBe('from node')
    const other = own(bench, await ring.socket(INET, STREAM))
    const taken = ring.bind(other, { address: LOOPBACK, port })
    await refused(taken, 'EADDRINUSE', 'BIND')
    const foreign = ring.bind(other, { address: '192.0.2.1', port: 0 })
    await refused(foreign, 'EADDRNOTAVAIL', 'BIND')
    await refused(ring.accept(other), 'EINVAL', 'ACCEPT')
  }),
)

kernelTest(
  'sockets of IPv6 and of the file system have their own addresses',
  { needs: [Op.SOCKET, Op.BIND, Op.LISTEN] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = join(folderOf(bench), 'socket')
    for (const address of [{ path }, { path: '\0uring-methods' }]) {
      const listener = await ring.socket(UNIX, STREAM)
      await ring.bind(listener, address)
      await ring.listen(listener, 5)
      expect(listener.localAddress()).toEqual(address)
      const near = await ring.socket(UNIX, STREAM)
      const [far] = await Promise.all([ring.accept(listener), ring.connect(near, address)])
      expect(near.remoteAddress()).toEqual(address)
      await ring.sendAll(near, Buffer.from('local'))
      expect((await receive(bench, far, 5)).toString()).toBe('local')
      await Promise.all([listener, near, far].map((fd) => fd.close()))
    }
    expect(existsSync(path)).toBe(true)
    if (!existsSync('/proc/net/if_inet6')) return
    const six = own(bench, await ring.socket(INET6, STREAM))
    await ring.bind(six, { address: '::1', port: 0 })
    expect(six.localAddress()).toMatchObject({ address: '::1', family: 'ipv6' })
  }),
)

kernelTest(
  'connect reaches a server of node:net',
  { needs: [Op.SOCKET, Op.CONNECT] },
  withRing(async (bench) => {
    const { ring } = bench
    const { port, first } = await nodeServer(bench)
    const fd = own(bench, await ring.socket(INET, STREAM))
    expect(await ring.connect(fd, { address: LOOPBACK, port })).toBeUndefined()
    expect(fd.remoteAddress()).toMatchObject({ address: LOOPBACK, port })
    const peer = await first
    expect(fd.localAddress()).toMatchObject({ address: LOOPBACK, port: peer.remotePort })
    peer.end('welcome')
    expect((await receive(bench, fd, 100)).toString()).toBe('welcome')
    await ring.sendAll(fd, Buffer.from('thanks'))
    await ring.shutdown(fd, ShutdownHow.WR)
    expect((await received(peer)).toString()).toBe('thanks')
    await refused(ring.connect(fd, { address: LOOPBACK, port }), 'EISCONN', 'CONNECT')
  }),
)

kernelTest(
  'a connection that nobody takes is refused, and an address that is none at the call',
  { needs: [Op.SOCKET, Op.CONNECT] },
  withRing(async (bench) => {
    const { ring } = bench
    const listener = await ring.openListener({ port: 0, host: LOOPBACK })
    const port = portOf(listener)
    await listener.close()
    const fd = own(bench, await ring.socket(INET, STREAM))
    await refused(ring.connect(fd, { address: LOOPBACK, port }), 'ECONNREFUSED', 'CONNECT')
    await refused(ring.openConnection({ port, host: LOOPBACK }), 'ECONNREFUSED', 'CONNECT')
    const path = join(folderOf(bench), 'missing')
    await refused(ring.openConnection({ path }), 'ENOENT', 'CONNECT')
    await refused(ring.connect(pipe(bench)[0], { address: LOOPBACK, port }), 'ENOTSOCK', 'CONNECT')
    await refused(ring.socket(INET, 77), 'EINVAL', 'SOCKET')
    const named = { address: 'localhost', port }
    expect(thrown(() => ring.connect(fd, named)).code).toBe('ERR_INVALID_ARG_VALUE')
    const far = { address: LOOPBACK, port: 65_536 }
    expect(thrown(() => ring.connect(fd, far)).code).toBe('ERR_OUT_OF_RANGE')
  }),
)

kernelTest(
  'sockets live in the direct table from the beginning to the end',
  { needs: [Op.SOCKET, Op.BIND, Op.LISTEN, Op.ACCEPT] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = join(folderOf(bench), 'socket')
    const listener = await ring.socket(UNIX, STREAM, 0, { slot: 5 })
    expect(listener).toMatchObject({ value: 5, direct: true })
    await ring.bind(listener, { path })
    await ring.listen(listener, 5)
    const near = await ring.socket(UNIX, STREAM, 0, { slot: -1 })
    const [far] = await Promise.all([
      ring.accept(listener, { slot: 0 }),
      ring.connect(near, { path }),
    ])
    expect(near.direct).toBe(true)
    expect([0, 5]).not.toContain(near.value)
    expect(far).toMatchObject({ value: 0, direct: true })
    await ring.sendAll(near, pattern(10_000))
    expect((await receive(bench, far, 10_000)).equals(pattern(10_000))).toBe(true)
    expect(thrown(() => near.localAddress()).code).toBe('ERR_URING_FD_DIRECT')
    await refused(
      ring.socket(INET, STREAM | SocketFlags.CLOEXEC, 0, { slot: 1 }),
      'EINVAL',
      'SOCKET',
    )
    await Promise.all([listener, near, far].map((fd) => fd.close()))
  }, SLOTS),
)

kernelTest(
  'acceptMultishot gives every connection, plain or direct',
  { needs: [Op.ACCEPT] },
  withRing(async (bench) => {
    const { ring } = bench
    for (const direct of [false, true]) {
      const listener = await ring.openListener({ port: 0, host: LOOPBACK })
      const port = portOf(listener)
      const words = ['one', 'two', 'three', 'four']
      const clients = await Promise.all(words.map(() => nodeClient(bench, port)))
      for (const [index, word] of words.entries()) clients[index]?.end(word)
      const seen: string[] = []
      for await (const socket of ring.acceptMultishot(listener, { direct })) {
        expect(socket.direct).toBe(direct)
        seen.push((await receive(bench, socket, 10)).toString())
        await socket.close()
        if (seen.length === words.length) break
      }
      expect(seen.sort()).toEqual([...words].sort())
      await listener.close()
    }
    await refused(ring.acceptMultishot(pipe(bench)[0]).next(), 'ENOTSOCK', 'ACCEPT')
  }, SLOTS),
)

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

kernelTest(
  'getsockopt and setsockopt know what the other has set',
  { needs: [Op.URING_CMD] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.7', 'SocketOp.SETSOCKOPT')
    const { ring } = bench
    const { SOCKET } = SocketLevel
    const fd = own(bench, await ring.socket(INET, DGRAM))
    const value = Int32Array.of(0)
    const get = async (name: number): Promise<number> => {
      expect(await ring.getsockopt(fd, SOCKET, name, value)).toBe(4)
      return value[0] ?? -1
    }
    expect(await get(SocketOption.TYPE)).toBe(DGRAM)
    expect(await get(SocketOption.BROADCAST)).toBe(0)
    const one = Int32Array.of(1)
    expect(await ring.setsockopt(fd, SOCKET, SocketOption.BROADCAST, one)).toBeUndefined()
    expect(await get(SocketOption.BROADCAST)).toBe(1)
    await ring.setsockopt(fd, SOCKET, SocketOption.RCVBUF, Int32Array.of(30_000))
    expect(await get(SocketOption.RCVBUF)).toBe(60_000)
    const short = new Uint8Array(1)
    const tooShort = ring.setsockopt(fd, SOCKET, SocketOption.BROADCAST, short)
    await refused(tooShort, 'EINVAL', 'URING_CMD')
    await refused(ring.getsockopt(fd, SOCKET, 9999, value), 'ENOPROTOOPT', 'URING_CMD')
  }),
)

kernelTest(
  'siocinq counts what waits, and siocoutq what is under way',
  { needs: [Op.URING_CMD] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.7', 'SocketOp.SIOCINQ')
    const { ring } = bench
    const [near, far] = await connection(bench)
    expect(await ring.siocinq(far)).toBe(0)
    await ring.sendAll(near, Buffer.from('seven..'))
    await ring.pollAdd(far, 1)
    expect(await ring.siocinq(far)).toBe(7)
    expect(await ring.siocoutq(near)).toBe(0)
    // More than the other end takes: the rest is still here.
    const flags = MsgFlags.DONTWAIT
    let sent = 7
    for (;;) {
      const more = await ring.send(near, pattern(1 << 20), { flags }).catch(() => 0)
      if (more === 0) break
      sent += more
    }
    const [here, there] = [await ring.siocoutq(near), await ring.siocinq(far)]
    expect(here).toBeGreaterThan(0)
    expect(there).toBeGreaterThan(7)
    expect(here + there).toBeGreaterThanOrEqual(sent)
  }),
)

kernelTest(
  'openListener and openConnection speak TCP, UDP and Unix, by name and by address',
  { needs: [] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = join(folderOf(bench), 'socket')
    for (const local of [{ path }, { port: 0 }, { port: 0, host: 'localhost', backlog: 3 }]) {
      const listener = await ring.openListener(local)
      const to = 'path' in local ? local : { port: portOf(listener), host: local.host }
      const [near, far] = await Promise.all([ring.openConnection(to), ring.accept(listener)])
      await ring.sendAll(near, Buffer.from('there'))
      expect((await receive(bench, far, 5)).toString()).toBe('there')
      await Promise.all([listener, near, far].map((fd) => fd.close()))
    }
    const one = await datagramFd(bench)
    const to = { port: one.port, host: LOOPBACK, type: 'udp' as const }
    const two = own(bench, await ring.openConnection(to))
    await ring.send(two, Buffer.from('udp'))
    const buffer = Buffer.alloc(10)
    const { bytes, from } = await ring.recvmsg(one.fd, [buffer])
    expect(text(buffer, bytes)).toBe('udp')
    expect(from).toEqual(two.localAddress())
  }),
)

kernelTest(
  'a port that is taken is refused by name, and shared when both listeners say so',
  { needs: [] },
  withRing(async (bench) => {
    const { ring } = bench
    const shared = { host: LOOPBACK, reusePort: true }
    const one = own(bench, await ring.openListener({ ...shared, port: 0 }))
    const port = portOf(one)
    own(bench, await ring.openListener({ ...shared, port }))
    const taken = ring.openListener({ host: LOOPBACK, port })
    await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE', errno: -98 })
    await expect(taken).rejects.toThrow(`${LOOPBACK}:${port} is in use already`)
  }),
)
