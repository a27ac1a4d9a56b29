/** Sockets: how they are made, named, connected and asked. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import {
  AddressFamily,
  type Fd,
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
