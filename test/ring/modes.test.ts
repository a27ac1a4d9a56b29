import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Op, Ring } from 'uring-sdk'
import { describe, expect, onTestFinished } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { modes } from './fixtures/modes.ts'
import { connected, folder, hushed, openRing, pattern, rejection } from './fixtures/rings.ts'

describe.each(modes)('$name', ({ options, needs }) => {
  kernelTest('settles one operation', { needs }, async () => {
    expect(await openRing(options).nop()).toBeUndefined()
  })

  kernelTest('settles ten thousand at once through a queue of eight', { needs }, async () => {
    const ring = openRing({ ...options, entries: 8 })
    const results = await Promise.all(Array.from({ length: 10_000 }, () => ring.nop()))
    expect(results).toHaveLength(10_000)
    expect(ring.stats()).toMatchObject({ submitted: 10_000, completed: 10_000, stray: 0 })
  })

  kernelTest('moves the bytes of a file', { needs }, async () => {
    const ring = openRing(options)
    const [source, target] = [`${folder()}/source`, `${folder()}/target`]
    const bytes = pattern(300_001)
    writeFileSync(source, bytes)
    const from = await ring.openat(source, 0)
    const to = await ring.openat(target, 0o101, 0o600)
    const buffer = Buffer.alloc(400_000)
    const count = await ring.readAll(from, buffer, 0)
    expect(count).toBe(bytes.length)
    await ring.writeAll(to, buffer.subarray(0, count), 0)
    await Promise.all([from.close(), to.close()])
    expect(readFileSync(target).equals(bytes)).toBe(true)
  })

  kernelTest('echoes through streams and leases, to clients of Node', { needs }, async () => {
    const ring = openRing({ ...options, pool: { count: 16, countMax: 32, size: 1000 } })
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const serving = (async () => {
      for await (const socket of ring.acceptMultishot(listener)) {
        void (async () => {
          for await (const chunk of ring.recvMultishot(socket)) await ring.sendAll(socket, chunk)
          await socket.close()
        })()
      }
    })()
    const clients = Array.from({ length: 8 }, async (_, seed) => {
      const message = pattern(100_000 + seed, seed + 1)
      const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      client.end(message)
      const chunks: Buffer[] = []
      for await (const chunk of client) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks).equals(message)
    })
    expect(await Promise.all(clients)).toEqual(Array.from({ length: 8 }, () => true))
    await listener.close()
    await serving
    expect(ring.pool.leased).toBe(0)
    expect(ring.stats()).toMatchObject({ inFlight: 0, streams: 0, stray: 0 })
  })

  kernelTest('cancels what waits, by a signal, by a timeout and by close', { needs }, async () => {
    const ring = openRing(options)
    const [near, far] = await connected(ring)
    const buffer = Buffer.alloc(8)
    const signal = AbortSignal.timeout(20)
    expect(await rejection(ring.recv(near, buffer, { signal }))).toMatchObject({
      name: 'AbortError',
    })
    expect(await rejection(ring.recv(near, buffer, { timeout: 20 }))).toMatchObject({
      code: 'ETIME',
    })
    const waiting = hushed(ring.recv(near, buffer))
    await near.close()
    expect(await rejection(waiting)).toMatchObject({ code: 'ECANCELED' })
    await far.close()
  })

  kernelTest('wakes for what happens later, again and again', { needs }, async () => {
    const ring = openRing(options)
    for (let i = 0; i < 5; i++) {
      const start = performance.now()
      await ring.timeout(15)
      expect(performance.now() - start).toBeGreaterThan(14)
    }
  })

  kernelTest('closes with everything in flight', { needs }, async () => {
    const ring = openRing(options)
    const [near] = await connected(ring)
    const promises = [
      ...Array.from({ length: 100 }, () => ring.recv(near, Buffer.alloc(1))),
      ring.timeout(60_000),
      ring.sendAll(near, Buffer.alloc(64 << 20)),
    ].map((promise) => hushed<unknown>(promise))
    const stream = ring.recvMultishot(near)
    const next = stream.next()
    await new Promise(setImmediate)
    await ring.close({ timeout: 5000 })
    const outcomes = await Promise.allSettled(promises)
    expect(outcomes.map(({ status }) => status)).toEqual(promises.map(() => 'rejected'))
    expect((await next).done).toBe(true)
    expect(ring.inFlight).toBe(0)
    await near.close()
  })
})

kernelTest('fifty operations of one turn go out with one enter', {}, async () => {
  const ring = openRing()
  await ring.nop()
  await new Promise(setImmediate)
  const before = ring.stats()['enters'] ?? 0
  const promises: Promise<void>[] = []
  setImmediate(() => {
    for (let i = 0; i < 25; i++) promises.push(ring.nop())
    // Microtasks of the same turn belong to it.
    void Promise.resolve().then(() => {
      for (let i = 0; i < 25; i++) promises.push(ring.nop())
    })
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  await Promise.all(promises)
  expect(promises).toHaveLength(50)
  expect((ring.stats()['enters'] ?? 0) - before).toBe(1)
})

kernelTest('a flood on one socket starves neither timers nor other sockets', {}, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  const [calm, other] = await connected(ring)
  let flooded = 0
  const reading = (async () => {
    for await (const lease of ring.recvMultishot(far)) {
      flooded += lease.length
      lease.release()
    }
  })()
  let stop = false
  const flood = (async () => {
    const block = Buffer.alloc(65_536)
    while (!stop) await ring.sendAll(near, block)
  })()
  const late: number[] = []
  for (let i = 0; i < 10; i++) {
    const start = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 5))
    await ring.sendAll(calm, Buffer.from('ping'))
    await ring.recv(other, Buffer.alloc(4))
    late.push(performance.now() - start - 5)
  }
  stop = true
  await flood
  await near.close()
  await reading
  expect(flooded).toBeGreaterThan((1 << 20) / slowness)
  expect(Math.max(...late)).toBeLessThan(500 * slowness)
})

kernelTest(
  'operations end in the order in which a file asked for them',
  { needs: [] },
  async () => {
    const ring = openRing()
    const path = `${folder()}/file`
    const fd = await ring.openat(path, 0o102, 0o600)
    await Promise.all(
      Array.from({ length: 64 }, (_, i) => ring.write(fd, pattern(512, i + 1), i * 512)),
    )
    const buffer = Buffer.alloc(64 * 512)
    await ring.readAll(fd, buffer, 0)
    expect(
      buffer.equals(Buffer.concat(Array.from({ length: 64 }, (_, i) => pattern(512, i + 1)))),
    ).toBe(true)
    await fd.close()
  },
)

kernelTest(
  'two rings in one thread do not disturb each other',
  { needs: [Op.SOCKET] },
  async () => {
    const rings = [openRing(), new Ring({ entries: 4 })] as const
    onTestFinished(async () => {
      await rings[1].close()
    })
    const listener = await rings[0].openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const [near, far] = await Promise.all([
      rings[1].openConnection({ port, host: '127.0.0.1' }),
      rings[0].accept(listener),
    ])
    const message = pattern(1 << 20)
    const sent = rings[1].sendAll(near, message)
    const got = Buffer.alloc(message.length)
    let at = 0
    while (at < got.length) at += await rings[0].recv(far, got.subarray(at))
    await sent
    expect(got.equals(message)).toBe(true)
    await rings[1].close()
    expect(await rings[0].send(far, Buffer.from('x'))).toBe(1)
    await Promise.all([near.close(), far.close(), listener.close()])
  },
)
