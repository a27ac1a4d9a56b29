import { release } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BufferPool,
  type Fd,
  type Lease,
  MsgFlags,
  Op,
  type PoolOptions,
  type Ring,
} from 'uring-sdk'
import { describe, expect, type TestContext } from 'vitest'
import { isAtLeast, kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { needsKernel } from '../raw/fixtures/bench.ts'
import { connected, hushed, openRing, pattern, thrown } from './fixtures/rings.ts'

/** All ways in which a pool's buffers may be used. Without bundles the kernel uses one a time. */
const modes: readonly [name: string, options: PoolOptions][] = [
  ['ordinary', {}],
  ['incremental', { incremental: true }],
  ['bundling', { bundle: true }],
  ['incremental and bundling', { incremental: true, bundle: true }],
]

const needed = (context: TestContext, { incremental }: PoolOptions): void => {
  if (incremental === true) needsKernel(context, '6.12', 'BufRingFlags.INC')
}

/** Numbers that look random, and are the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Sends in parts of random lengths, some together, some with a pause between them. */
async function sendInParts(ring: Ring, fd: Fd, bytes: Buffer, roll: (n: number) => number) {
  for (let at = 0; at < bytes.length; ) {
    const most = [20, 300, 5000, 60_000][roll(4)] ?? 1
    const part = bytes.subarray(at, at + 1 + roll(most))
    at += part.length
    await ring.sendAll(fd, part)
    if (roll(8) === 0) await ring.timeout(roll(3))
  }
}

/** Takes everything up to the end, at times slowly, and releases each lease some time later. */
async function collect(stream: AsyncIterable<Lease>, roll: (n: number) => number): Promise<Buffer> {
  const all: Buffer[] = []
  const released: Promise<void>[] = []
  const letGo = async (lease: Lease, bytes: Buffer, ms: number): Promise<void> => {
    if (ms > 0) await sleep(ms)
    // What is held stays as it was received, whatever comes in the meantime.
    expect(bytes.equals(lease.bytes)).toBe(true)
    lease.release()
  }
  for await (const lease of stream) {
    const bytes = Buffer.from(lease.bytes)
    all.push(bytes)
    released.push(letGo(lease, bytes, roll(4)))
    if (roll(30) === 0) await sleep(5)
  }
  await Promise.all(released)
  return Buffer.concat(all)
}

async function until(ring: Ring, isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 * slowness && !isSo(); i++) await ring.timeout(5)
  expect(isSo()).toBe(true)
}

describe.each(modes)('a pool that is %s', (_name, mode) => {
  kernelTest(
    'carries streams of many connections byte for byte',
    { timeout: 60_000 },
    async (c) => {
      needed(c, mode)
      const ring = openRing({ pool: { count: 8, countMax: 32, size: 700, ...mode } })
      const total = Math.ceil(300_000 / slowness)
      const one = async (seed: number): Promise<void> => {
        const [near, far] = await connected(ring)
        const bytes = pattern(total, seed)
        const received = collect(ring.recvMultishot(far), dice(seed + 50))
        await sendInParts(ring, near, bytes, dice(seed))
        await ring.shutdown(near, 1)
        expect((await received).equals(bytes)).toBe(true)
      }
      await Promise.all([1, 2, 3, 4, 5].map(one))
      expect(ring.pool).toMatchObject({ free: 32, leased: 0 })
      expect(ring.stats()).toMatchObject({ stray: 0, buffersFree: 32, buffersLeased: 0, pools: 1 })
    },
  )

  kernelTest('pauses when it is dry, and loses nothing', {}, async (context) => {
    needed(context, mode)
    const ring = openRing()
    const pool = ring.createPool({ count: 2, countMax: 2, size: 100, ...mode })
    const bytes = pattern(3000)
    const [near, far] = await connected(ring)
    const [nearToo, farToo] = await connected(ring)
    const stream = ring.recvMultishot(far, { pool })
    const other = ring.recvMultishot(farToo, { pool })
    await ring.sendAll(near, bytes)
    await ring.sendAll(nearToo, bytes)
    await until(ring, () => pool.dry > 0)
    const half = dice(7)
    const received = [collect(stream, half), collect(other, half)]
    await Promise.all([ring.shutdown(near, 1), ring.shutdown(nearToo, 1)])
    for (const one of await Promise.all(received)) expect(one.equals(bytes)).toBe(true)
    expect(pool).toMatchObject({ free: 2, leased: 0 })
    await pool[Symbol.asyncDispose]()
  })

  kernelTest('grows, and has all of it back', {}, async (context) => {
    needed(context, mode)
    const ring = openRing({ pool: { count: 2, countMax: 16, size: 64, ...mode } })
    const leases: Lease[] = []
    // An eighth of the buffers is one stream's, and an eighth is kept back.
    for (let value = 1; value <= 13; value++) {
      const [near, far] = await connected(ring)
      await ring.sendAll(near, Buffer.alloc(64, value))
      const stream = ring.recvMultishot(far)
      const { value: lease } = await stream.next()
      if (lease !== undefined) leases.push(lease)
      await stream.return()
    }
    expect(leases.map(({ bytes }) => [bytes.length, bytes[0], bytes[63]])).toEqual(
      Array.from({ length: 13 }, (_, index) => [64, index + 1, index + 1]),
    )
    expect(ring.pool).toMatchObject({ free: 3, leased: 13, dry: 0 })
    for (const lease of leases) lease.release()
    expect(ring.pool).toMatchObject({ free: 16, leased: 0 })
  })

  kernelTest(
    'has all buffers back after a break, a close of the pool, and late leases',
    {},
    async (c) => {
      needed(c, mode)
      const ring = openRing()
      const pool = ring.createPool({ count: 8, countMax: 8, size: 100, ...mode })
      const [near, far] = await connected(ring)
      const sent = hushed(ring.sendAll(near, pattern(20_000)))
      let kept: Lease | undefined
      for await (const lease of ring.recvMultishot(far, { pool })) {
        kept = lease
        break
      }
      await until(ring, () => pool.leased === 1)
      const copy = Buffer.from(kept?.bytes ?? [])
      const stream = ring.recvMultishot(far, { pool })
      await until(ring, () => stream.queued > 0)
      await pool[Symbol.asyncDispose]()
      expect(kept?.bytes.length).toBeGreaterThan(0)
      expect(copy.equals(kept?.bytes ?? Buffer.alloc(0))).toBe(true)
      // The stream was ended by its pool, and what it had may still be taken.
      for await (const lease of stream) lease.release()
      kept?.release()
      expect(pool.leased).toBe(0)
      expect(thrown(() => ring.recvMultishot(far, { pool }))).toMatchObject({
        code: 'ERR_URING_POOL_CLOSED',
      })
      await near.close()
      await sent.catch(() => {})
    },
  )

  kernelTest('gives leases that can be sent', {}, async (context) => {
    needed(context, mode)
    const ring = openRing({ pool: { count: 4, countMax: 8, size: 256, ...mode } })
    const [near, far] = await connected(ring)
    const bytes = pattern(50_000)
    const echo = (async () => {
      for await (const lease of ring.recvMultishot(far)) await ring.sendAll(far, lease)
      await ring.shutdown(far, 1)
    })()
    const back = collect(
      ring.recvMultishot(near, { pool: ring.createPool({ size: 4096 }) }),
      dice(3),
    )
    await sendInParts(ring, near, bytes, dice(4))
    await ring.shutdown(near, 1)
    expect((await back).equals(bytes)).toBe(true)
    await echo
    expect(ring.pool.leased).toBe(0)
  })

  kernelTest('carries reads that go on', { needs: [Op.READ_MULTISHOT] }, async (context) => {
    needed(context, mode)
    const ring = openRing({ pool: { count: 4, countMax: 8, size: 300, ...mode } })
    const [near, far] = await connected(ring)
    const bytes = pattern(20_000)
    const received = collect(ring.readMultishot(far), dice(1))
    await sendInParts(ring, near, bytes, dice(2))
    await ring.shutdown(near, 1)
    expect((await received).equals(bytes)).toBe(true)
    expect(ring.pool.leased).toBe(0)
  })
})

/** What a pool says of the first chunks of a connection. */
async function chunks(ring: Ring, pool: BufferPool, lengths: readonly number[]): Promise<Lease[]> {
  const [near, far] = await connected(ring)
  const stream = ring.recvMultishot(far, { pool })
  const leases: Lease[] = []
  for (const length of lengths) {
    await ring.sendAll(near, Buffer.alloc(length, leases.length + 1))
    const { value } = await stream.next()
    if (value !== undefined) leases.push(value)
  }
  await stream.return()
  return leases
}

describe('an incremental pool', () => {
  kernelTest(
    'puts small chunks into one buffer, which returns with the last of them',
    {},
    async (c) => {
      needed(c, { incremental: true })
      const ring = openRing()
      const pool = ring.createPool({ count: 2, countMax: 2, size: 100, incremental: true })
      const [first, second, third] = [
        ...(await chunks(ring, pool, [30, 30])),
        ...(await chunks(ring, pool, [40])),
      ]
      expect([first, second, third].map(({ bytes }) => bytes.byteOffset)).toEqual([0, 30, 60])
      expect([first, second, third].map(({ length }) => length)).toEqual([30, 30, 40])
      // The kernel is done with it, so that it is not free any more.
      expect(pool).toMatchObject({ free: 1, leased: 1 })
      expect(thrown(() => (first.length = 31))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
      third.release()
      first.release()
      expect(pool).toMatchObject({ free: 1, leased: 1 })
      expect([...second.bytes]).toEqual(Array.from({ length: 30 }, () => 2))
      second.release()
      expect(pool).toMatchObject({ free: 2, leased: 0 })
      const [part] = await chunks(ring, pool, [10])
      // This one the kernel goes on with.
      expect(pool).toMatchObject({ free: 2, leased: 1 })
      part.release()
      expect(pool).toMatchObject({ free: 2, leased: 0 })
    },
  )

  kernelTest('lets a stream hold many small chunks before it pauses', {}, async (context) => {
    needed(context, { incremental: true })
    const ring = openRing()
    const pool = ring.createPool({ count: 2, countMax: 2, size: 65_536, incremental: true })
    const leases = await chunks(
      ring,
      pool,
      Array.from({ length: 100 }, () => 50),
    )
    expect(leases).toHaveLength(100)
    expect(pool).toMatchObject({ leased: 1, dry: 0 })
    for (const lease of leases) lease.release()
  })

  kernelTest('is not for datagrams, nor for lengths that lie', {}, async (context) => {
    needed(context, { incremental: true })
    const ring = openRing()
    const pool = ring.createPool({ incremental: true, size: 4096 })
    const socket = await ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
    expect(thrown(() => ring.recvmsgMultishot(socket, { pool }))).toMatchObject({
      code: 'ERR_URING_POOL_KIND',
    })
    expect(thrown(() => ring.recvMultishot(socket, { pool, flags: MsgFlags.TRUNC }))).toMatchObject(
      {
        code: 'ERR_INVALID_ARG_VALUE',
      },
    )
    expect(ring.inFlight).toBe(0)
    await socket.close()
  })

  kernelTest('is refused by kernels that are too old for it', {}, (context) => {
    if (isAtLeast(release(), '6.12')) context.skip(`kernel ${release()} takes incremental pools`)
    const ring = openRing()
    expect(thrown(() => ring.createPool({ incremental: true }))).toMatchObject({
      code: 'ERR_URING_UNSUPPORTED',
      reason: 'kernel',
    })
  })
})

kernelTest('datagrams come one a buffer in a bundling pool too', {}, async () => {
  const ring = openRing({ pool: { count: 8, size: 512, bundle: true } })
  const socket = await ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
  const { port } = socket.localAddress() as { port: number }
  const to = { address: '127.0.0.1', port }
  const stream = ring.recvmsgMultishot(socket)
  for (const text of ['one', 'two', 'three']) await ring.sendto(socket, Buffer.from(text), to)
  for (const text of ['one', 'two', 'three']) {
    const { value } = await stream.next()
    expect(value?.from).toMatchObject({ port })
    expect(Buffer.from(value?.copy() ?? []).toString()).toBe(text)
  }
  await stream.return()
  expect(ring.pool.leased).toBe(0)
  await socket.close()
})

kernelTest('a datagram that is longer than its buffer shows no other one', {}, async () => {
  const ring = openRing({ pool: { count: 2, size: 64 } })
  const socket = await ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
  const { port } = socket.localAddress() as { port: number }
  const stream = ring.recvMultishot(socket, { flags: MsgFlags.TRUNC })
  await ring.sendto(socket, Buffer.alloc(100, 1), { address: '127.0.0.1', port })
  const { value } = await stream.next()
  expect(value).toMatchObject({ length: 64, truncated: true })
  value?.release()
  await stream.return()
  await socket.close()
})
