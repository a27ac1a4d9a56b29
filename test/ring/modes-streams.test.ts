import { writeFileSync } from 'node:fs'
import { MsgFlags, Op } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { modes } from './fixtures/modes.ts'
import { connected, folder, hushed, openRing, pattern, rejection } from './fixtures/rings.ts'

describe.each(modes)('every kind of stream on $name', ({ options, needs }) => {
  const pool = { count: 8, countMax: 16, size: 512 }

  kernelTest('accepts, receives and sends', { needs }, async () => {
    const ring = openRing({ ...options, pool })
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const clients = await Promise.all(
      Array.from({ length: 5 }, () => ring.openConnection({ port, host: '127.0.0.1' })),
    )
    const accepting = ring.acceptMultishot(listener)
    const message = pattern(5000)
    // Which client it is does not matter: each gets the same.
    for (const _ of clients) {
      const { value: socket } = await accepting.next()
      if (socket === undefined) throw new Error('a connection should have come')
      await ring.sendAll(socket, message)
      await ring.shutdown(socket, 1)
      await socket.close()
    }
    for (const client of clients) {
      const got: Buffer[] = []
      for await (const lease of ring.recvMultishot(client)) got.push(Buffer.from(lease.copy()))
      expect(Buffer.concat(got).equals(message)).toBe(true)
      await client.close()
    }
    await accepting.return()
    await listener.close()
    expect(ring.pool.leased).toBe(0)
  })

  kernelTest('receives datagrams with their senders', { needs }, async () => {
    const ring = openRing({ ...options, pool })
    const server = await ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
    const { port } = server.localAddress() as { port: number }
    const client = await ring.openConnection({ port, host: '127.0.0.1', type: 'udp' })
    const datagrams = ring.recvmsgMultishot(server)
    for (let i = 1; i <= 20; i++) {
      await ring.send(client, pattern(i, i))
      const { value: lease } = await datagrams.next()
      expect(Buffer.from(lease?.bytes ?? []).equals(pattern(i, i))).toBe(true)
      expect(lease?.from).toMatchObject(client.localAddress())
      lease?.release()
    }
    await datagrams.return()
    await Promise.all([server.close(), client.close()])
  })

  kernelTest('beats, and polls', { needs }, async () => {
    const ring = openRing(options)
    let beats = 0
    const started = performance.now()
    for await (const _ of ring.timeoutMultishot(4)) if (++beats === 5) break
    expect(performance.now() - started).toBeGreaterThan(19)
    const [near, far] = await connected(ring)
    const ready = ring.pollAddMultishot(far, 1)
    for (let i = 0; i < 3; i++) {
      await ring.send(near, Buffer.from('x'))
      const { value: events } = await ready.next()
      expect((events ?? 0) & 1).toBe(1)
      await ring.recv(far, Buffer.alloc(1), { flags: MsgFlags.DONTWAIT })
    }
    await ready.return()
    expect(ring.inFlight).toBe(0)
  })

  kernelTest(
    'reads what comes through a pipe',
    { needs: [...needs, Op.READ_MULTISHOT] },
    async () => {
      const ring = openRing({ ...options, pool })
      const [near, far] = await connected(ring)
      const reading = ring.readMultishot(far)
      const message = pattern(3000)
      await ring.sendAll(near, message)
      const got: Buffer[] = []
      for await (const lease of reading) {
        got.push(Buffer.from(lease.copy()))
        if (Buffer.concat(got).length === message.length) break
      }
      expect(Buffer.concat(got).equals(message)).toBe(true)
    },
  )

  kernelTest('ends by an abort, by silence and by close', { needs }, async () => {
    const ring = openRing({ ...options, pool })
    const [near, far] = await connected(ring)
    const controller = new AbortController()
    const aborted = ring.recvMultishot(far, { signal: controller.signal })
    const next = hushed(aborted.next())
    setTimeout(() => controller.abort(), 5)
    expect(await rejection(next)).toMatchObject({ name: 'AbortError' })
    expect(await rejection(ring.recvMultishot(far, { timeout: 20 }).next())).toMatchObject({
      code: 'ETIME',
    })
    const closed = ring.recvMultishot(far).next()
    await far.close()
    expect((await closed).done).toBe(true)
    await near.close()
    expect(ring.inFlight).toBe(0)
  })

  kernelTest('goes on when a dry pool has buffers again', { needs }, async () => {
    const ring = openRing({ ...options, pool: { count: 2, countMax: 2, size: 256 } })
    const [near, far] = await connected(ring)
    const message = pattern(256 * 40)
    const sent = ring.sendAll(near, message)
    const got: Buffer[] = []
    for await (const lease of ring.recvMultishot(far)) {
      got.push(Buffer.from(lease.copy()))
      if (got.length % 3 === 0) await new Promise(setImmediate)
      if (Buffer.concat(got).length === message.length) break
    }
    await sent
    expect(Buffer.concat(got).equals(message)).toBe(true)
    expect(ring.pool).toMatchObject({ leased: 0, free: 2 })
  })

  kernelTest('cancels and times out many at once, and keeps the others', { needs }, async () => {
    const ring = openRing(options)
    const [near, far] = await connected(ring)
    const controller = new AbortController()
    const { signal } = controller
    const waits = Array.from({ length: 60 }, (_, i) =>
      hushed(
        ring.pollAdd(far, 1, i % 3 === 0 ? { signal } : i % 3 === 1 ? { timeout: 15 } : undefined),
      ),
    )
    setTimeout(() => controller.abort(), 5)
    const stopped = await Promise.allSettled(waits.filter((_, i) => i % 3 !== 2))
    expect(stopped.map(({ status }) => status)).toEqual(stopped.map(() => 'rejected'))
    await ring.send(near, Buffer.from('x'))
    const kept = await Promise.all(waits.filter((_, i) => i % 3 === 2))
    expect(kept.every((events) => (events & 1) === 1)).toBe(true)
    expect(ring.stats()).toMatchObject({ inFlight: 0, stray: 0 })
  })

  kernelTest('closes with every kind of work in flight', { needs }, async () => {
    const ring = openRing({ ...options, pool })
    const [near, far] = await connected(ring)
    const [full, idle] = await connected(ring)
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const path = `${folder()}/file`
    writeFileSync(path, pattern(1 << 20))
    const file = await ring.openat(path, 0)
    const streams = [
      ring.acceptMultishot(listener),
      ring.recvMultishot(near),
      ring.pollAddMultishot(far, 1),
      ring.timeoutMultishot(60_000),
    ].map((stream) => stream.next())
    const promises = [
      ring.timeout(60_000),
      ring.recv(far, Buffer.alloc(1)),
      ring.pollAdd(far, 1),
      ring.sendAll(full, Buffer.alloc(64 << 20)),
      ...Array.from({ length: 16 }, () =>
        ring.read(file, Buffer.alloc(1 << 20), 0, { async: true }),
      ),
    ].map((promise) => hushed<unknown>(promise))
    await new Promise(setImmediate)
    const { waitedFor } = await ring.close({ timeout: 20_000 })
    const ops = waitedFor.map(({ op }) => op)
    expect(ops).toEqual(expect.arrayContaining(['ACCEPT', 'RECV', 'POLL_ADD', 'TIMEOUT']))
    for (const { done } of await Promise.all(streams)) expect(done).toBe(true)
    const outcomes = await Promise.allSettled(promises)
    expect(outcomes.slice(0, 4).map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    expect(ring.inFlight).toBe(0)
    await Promise.all([near, far, full, idle, listener, file].map((fd) => fd.close()))
  })
})
