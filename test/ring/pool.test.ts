import { Errno, type Lease, Op, type Ring } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import type { ScriptedKernel } from '../support/scripted-kernel.ts'
import {
  closeScripted,
  connected,
  folder,
  hushed,
  last,
  openRing,
  pattern,
  rejection,
  scripted,
  submitted,
  thrown,
} from './fixtures/rings.ts'

/** Receives one chunk of `text` and gives its lease. */
async function received(ring: Ring, kernel: ScriptedKernel, text = 'x'): Promise<Lease> {
  const stream = ring.recvMultishot(7)
  const recv = await last(kernel, Op.RECV)
  kernel.deliver(recv, text)
  kernel.complete(recv, 0)
  await kernel.turn()
  const { value } = await stream.next()
  if (value === undefined) throw new Error('it was received')
  return value
}

test('a pool counts what is free and what is leased, in every state of a lease', async () => {
  const { ring, kernel } = scripted()
  const { pool } = ring
  expect(pool).toMatchObject({ free: 8, leased: 0, dry: 0 })
  const lease = await received(ring, kernel)
  expect(pool).toMatchObject({ free: 7, leased: 1 })
  lease.release()
  lease.release()
  lease[Symbol.dispose]()
  expect(pool).toMatchObject({ free: 8, leased: 0 })
  const copied = await received(ring, kernel, 'copy me')
  const copy = copied.copy()
  expect(pool).toMatchObject({ free: 8, leased: 0 })
  expect(Buffer.from(copy).toString()).toBe('copy me')
  expect(thrown(() => copied.copy())).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  expect(thrown(() => copied.bytes)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  expect(thrown(() => (copied.length = 1))).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  await closeScripted(ring, kernel)
})

test('the length of a lease can be made smaller, and as large as the buffer', async () => {
  const { ring, kernel } = scripted()
  const lease = await received(ring, kernel, 'abc')
  expect(lease.length).toBe(3)
  lease.length = 2
  expect(Buffer.from(lease.bytes).toString()).toBe('ab')
  lease.length = 64
  expect(lease.bytes).toHaveLength(64)
  for (const length of [-1, 65, 1.5]) {
    expect(thrown(() => (lease.length = length))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  }
  lease.length = 1
  const sent = ring.sendAll(7, lease)
  const send = await last(kernel, Op.SEND)
  expect(send.len).toBe(1)
  kernel.complete(send, 1)
  await kernel.turn()
  await sent
  await closeScripted(ring, kernel)
})

test('a pool grows before it is dry, up to its limit', async () => {
  const { ring, kernel } = scripted({ pool: { count: 4, countMax: 16, size: 64 } })
  const { pool } = ring
  expect(pool.free).toBe(4)
  const leases: Lease[] = []
  // An eighth is kept back for streams that find none.
  for (let i = 0; i < 14; i++) leases.push(await received(ring, kernel))
  expect(pool).toMatchObject({ free: 2, leased: 14, dry: 0 })
  expect(new Set(leases.map(({ bytes }) => bytes.byteOffset)).size).toBe(14)
  for (const lease of leases) lease.release()
  expect(pool).toMatchObject({ free: 16, leased: 0 })
  await closeScripted(ring, kernel)
})

test.each([
  [{ count: 3 }, 4],
  [{ count: 1 }, 1],
  [{ count: 5, countMax: 2 }, 8],
])('counts become powers of two: %j', async (options, free) => {
  const { ring, kernel } = scripted({ pool: { ...options, size: 16 } })
  expect(ring.pool.free).toBe(free)
  await closeScripted(ring, kernel)
})

test('a lease that comes back after its pool and ring are closed does no harm', async () => {
  const { ring, kernel } = scripted()
  const lease = await received(ring, kernel, 'kept')
  await closeScripted(ring, kernel)
  expect(Buffer.from(lease.bytes).toString()).toBe('kept')
  lease.release()
  expect(ring.pool).toMatchObject({ leased: 0 })
})

test('take of a provided pool is refused', async () => {
  const { ring, kernel } = scripted()
  expect(thrown(() => ring.pool.take())).toMatchObject({ code: 'ERR_URING_POOL_KIND' })
  await closeScripted(ring, kernel)
})

test('a pool that the kernel refuses is explained, and takes no number', async () => {
  const { ring, kernel } = scripted()
  kernel.fail('register', Errno.ENOMEM)
  expect(thrown(() => ring.createPool())).toMatchObject({ code: 'ENOMEM', reason: 'memlock' })
  expect(ring.createPool().group).toBe(0)
  await closeScripted(ring, kernel)
})

test('registered buffers are taken from a free list, and are null when there is none', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ kind: 'registered', count: 2, size: 128 })
  expect(pool).toMatchObject({ free: 2, leased: 0, dry: 0 })
  const one = pool.take()
  const two = pool.take()
  expect(pool.take()).toBeNull()
  expect(pool).toMatchObject({ free: 0, leased: 2 })
  expect(one?.bytes).toHaveLength(128)
  one?.bytes.fill(1)
  expect(two?.bytes.every((byte) => byte === 0)).toBe(true)
  one?.release()
  one?.release()
  expect(pool).toMatchObject({ free: 1, leased: 1 })
  await pool[Symbol.asyncDispose]()
  expect(pool.free).toBe(0)
  expect(thrown(() => pool.take())).toMatchObject({ code: 'ERR_URING_POOL_CLOSED' })
  expect(thrown(() => ring.readFixed(7, two as Lease))).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
  })
  two?.release()
  expect(pool.leased).toBe(0)
  await closeScripted(ring, kernel)
})

test('a fixed write gives its lease away, a fixed read does not', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ kind: 'registered', count: 1, size: 128 })
  const lease = pool.take() as Lease
  const read = ring.readFixed(7, lease, 0)
  kernel.complete(await last(kernel, Op.READ_FIXED), 100)
  await kernel.turn()
  lease.length = await read
  const written = ring.writeFixed(8, lease, 0)
  const write = await last(kernel, Op.WRITE_FIXED)
  expect(write.len).toBe(100)
  expect(thrown(() => lease.bytes)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  expect(pool.leased).toBe(1)
  kernel.complete(write, 100)
  await kernel.turn()
  await written
  expect(pool).toMatchObject({ leased: 0, free: 1 })
  await closeScripted(ring, kernel)
})

test('registered memory of another ring is refused', async () => {
  const one = scripted()
  const two = scripted()
  const pool = one.ring.createPool({ kind: 'registered', count: 1, size: 64 })
  const lease = pool.take() as Lease
  expect(thrown(() => two.ring.readFixed(7, lease))).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
  })
  expect(thrown(() => two.ring.sendZcFixed(7, lease))).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
  })
  // As plain memory it will do anywhere.
  const read = hushed(two.ring.readAll(7, lease))
  expect(await submitted(two.kernel, Op.READ)).toHaveLength(1)
  await closeScripted(one.ring, one.kernel)
  await closeScripted(two.ring, two.kernel)
  await rejection(read)
})

test('a ring has 64 registered pools at most, and a closed one makes room', async () => {
  const { ring, kernel } = scripted()
  const options = { kind: 'registered', count: 1, size: 64 } as const
  const pools = Array.from({ length: 64 }, () => ring.createPool(options))
  expect(thrown(() => ring.createPool(options))).toMatchObject({ code: 'ERR_URING_POOLS' })
  await pools[5]?.[Symbol.asyncDispose]()
  ring.createPool(options)
  await closeScripted(ring, kernel)
})

test('writeAll reads on where a short write ended, and says when nothing is taken any more', async () => {
  const { ring, kernel } = scripted()
  const written = ring.writeAll(7, Buffer.from('abcdef'), 100)
  kernel.complete(await last(kernel, Op.WRITE), 2)
  await kernel.turn()
  const rest = await last(kernel, Op.WRITE)
  expect(rest).toMatchObject({ off: 102, len: 4 })
  expect(Buffer.from(kernel.memory(rest.addr, 4)).toString()).toBe('cdef')
  kernel.complete(rest, 4)
  await kernel.turn()
  expect(await written).toBeUndefined()
  const stuck = hushed(ring.writeAll(7, Buffer.from('abc')))
  kernel.complete(await last(kernel, Op.WRITE), 0)
  await kernel.turn()
  expect(await rejection(stuck)).toMatchObject({ code: 'EIO' })
  await closeScripted(ring, kernel)
})

test('readAll ends at the end of the file, and keeps a lease until then', async () => {
  const { ring, kernel } = scripted()
  const lease = await received(ring, kernel)
  lease.length = 10
  const read = ring.readAll(7, lease, 0)
  lease.release()
  kernel.complete(await last(kernel, Op.READ), 4)
  await kernel.turn()
  expect(ring.pool.leased).toBe(1)
  const rest = await last(kernel, Op.READ)
  expect(rest).toMatchObject({ off: 4, len: 6 })
  kernel.complete(rest, 0)
  await kernel.turn()
  expect(await read).toBe(4)
  expect(ring.pool.leased).toBe(0)
  await closeScripted(ring, kernel)
})

test('memory that is detached between two parts of a transfer is not touched again', async () => {
  const { ring, kernel } = scripted()
  const data = new Uint8Array(64)
  const written = hushed(ring.writeAll(7, data))
  kernel.complete(await last(kernel, Op.WRITE), 2)
  structuredClone(data.buffer, { transfer: [data.buffer] })
  await kernel.turn()
  expect(await rejection(written)).toMatchObject({ code: 'ERR_URING_BUFFER_DETACHED' })
  expect(await submitted(kernel, Op.WRITE)).toEqual([])
  await closeScripted(ring, kernel)
})

test('memory that was detached in flight is reported, with a warning', async () => {
  const { ring, kernel } = scripted()
  const warnings: string[] = []
  const warn = (warning: Error & { code?: string }): number => warnings.push(warning.code ?? '')
  process.on('warning', warn)
  const uses = [
    (data: Uint8Array) => ring.recv(7, data),
    (data: Uint8Array) => ring.readv(7, [Buffer.alloc(1), data]),
    (data: Uint8Array) => ring.recvmsg(7, [data]),
    (data: Uint8Array) => ring.sendAll(7, [data]),
    (data: Uint8Array) => ring.sendto(7, data, { address: '127.0.0.1', port: 1 }),
  ]
  for (const use of uses) {
    const data = new Uint8Array(64)
    const promise = hushed<unknown>(use(data))
    await kernel.turn()
    structuredClone(data.buffer, { transfer: [data.buffer] })
    for (const one of kernel.inFlight) kernel.complete(one, 64)
    await kernel.turn()
    expect(await rejection(promise)).toMatchObject({ code: 'ERR_URING_BUFFER_DETACHED' })
    expect(thrown(() => use(data))).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  }
  await new Promise(setImmediate)
  process.off('warning', warn)
  expect(warnings).toEqual(uses.map(() => 'ERR_URING_BUFFER_DETACHED'))
  await closeScripted(ring, kernel)
})

kernelTest('registered buffers move a file, sixteen blocks at a time', {}, async () => {
  const ring = openRing()
  const [source, target] = [`${folder()}/source`, `${folder()}/target`]
  const bytes = pattern(1_000_003)
  const out = await ring.openat(source, 0o102, 0o600)
  await ring.writeAll(out, bytes, 0)
  const into = await ring.openat(target, 0o102, 0o600)
  const pool = ring.createPool({ kind: 'registered', count: 16, size: 65_536 })
  let position = 0
  const lane = async (): Promise<void> => {
    while (position < bytes.length) {
      const lease = pool.take()
      if (lease === null) throw new Error('one lease a lane')
      const at = position
      position += 65_536
      lease.length = await ring.readAll(out, lease, at)
      await ring.writeAll(into, lease, at)
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  expect(pool).toMatchObject({ free: 16, leased: 0 })
  const copy = Buffer.alloc(bytes.length + 10)
  expect(await ring.readAll(into, copy, 0)).toBe(bytes.length)
  expect(copy.subarray(0, bytes.length).equals(bytes)).toBe(true)
  await pool[Symbol.asyncDispose]()
  await Promise.all([out.close(), into.close()])
})

kernelTest('64 peers that never read leave room for one that does', {}, async () => {
  const ring = openRing({ pool: { count: 256, countMax: 256, size: 4096 } })
  const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
  const { port } = listener.localAddress() as { port: number }
  let received = 0
  const serving = (async () => {
    for await (const socket of ring.acceptMultishot(listener)) {
      const echo = async (): Promise<void> => {
        try {
          for await (const chunk of ring.recvMultishot(socket)) {
            received += chunk.length
            await ring.sendAll(socket, chunk)
          }
        } finally {
          await socket.close()
        }
      }
      echo().catch(() => {})
    }
  })()
  const peers = openRing()
  const open = () => peers.openConnection({ port, host: '127.0.0.1' })
  const stuck = await Promise.all(Array.from({ length: 64 }, open))
  const block = Buffer.alloc(16 << 20)
  const offered = stuck.map((socket) => hushed(peers.sendAll(socket, block)))
  // The kernel's own buffers fill first; all are stuck when nothing moves any more.
  for (let before = -1; before !== received; ) {
    before = received
    await peers.timeout(500)
  }
  expect(ring.pool.leased).toBeGreaterThan(63)
  const fresh = await open()
  const message = pattern(100_000)
  const answer = Buffer.alloc(message.length)
  const sent = peers.sendAll(fresh, message)
  const end = { timeout: 20_000 }
  for (let at = 0; at < answer.length; ) at += await peers.recv(fresh, answer.subarray(at), end)
  await sent
  expect(answer.equals(message)).toBe(true)
  await Promise.all([fresh, ...stuck].map((socket) => socket.close()))
  await Promise.allSettled(offered)
  await listener.close()
  await serving
  for (let i = 0; i < 500 && ring.pool.leased > 0; i++) await ring.timeout(10)
  expect(ring.pool).toMatchObject({ free: 256, leased: 0 })
})

kernelTest('what a slow consumer has queued makes room, and is not lost', {}, async () => {
  const ring = openRing({ pool: { count: 8, countMax: 8, size: 256 } })
  const chunk = (value: number): Buffer => Buffer.alloc(256, value)
  const [slowNear, slowFar] = await connected(ring)
  const slow = ring.recvMultishot(slowFar)
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  await ring.sendAll(slowNear, Buffer.concat(numbers.map(chunk)))
  // Each of these keeps what it gets: the slow one's queue is soon all that there is to be had.
  const leases: Lease[] = []
  for (const value of [50, 60, 70, 80]) {
    const [near, far] = await connected(ring)
    await ring.sendAll(near, chunk(value))
    const { value: lease } = await ring.recvMultishot(far).next()
    if (lease !== undefined) leases.push(lease)
  }
  expect(leases.map(({ bytes }) => bytes[0])).toEqual([50, 60, 70, 80])
  const taken: number[] = []
  while (taken.length < numbers.length) {
    const { value: lease } = await slow.next()
    const bytes = lease?.copy() ?? Buffer.alloc(0)
    for (let at = 0; at < bytes.length; at += 256) taken.push(bytes[at] ?? 0)
  }
  expect(taken).toEqual(numbers)
  for (const lease of leases) lease.release()
  expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
})

kernelTest('a chunk stays as it was received while its lease is held', {}, async () => {
  const ring = openRing({ pool: { count: 4, countMax: 4, size: 256 } })
  const [near, far] = await connected(ring)
  const stream = ring.recvMultishot(far)
  await ring.sendAll(near, Buffer.alloc(256, 1))
  const { value: held } = await stream.next()
  for (let i = 0; i < 32; i++) {
    await ring.sendAll(near, Buffer.alloc(256, 2))
    ;(await stream.next()).value?.release()
  }
  expect(Buffer.from(held?.bytes ?? []).equals(Buffer.alloc(256, 1))).toBe(true)
  held?.release()
  await stream.return?.()
  expect(ring.pool).toMatchObject({ free: 4, leased: 0 })
})
