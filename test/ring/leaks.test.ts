import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Lease, Op, type Ring, type RingOptions } from 'uring-sdk'
import { expect, test } from 'vitest'
import { needsKernel } from '../raw/fixtures/bench.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { closeScripted, connected, last, openRing, scripted } from './fixtures/rings.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Warned {
  readonly code: string
  readonly text: string
  readonly detail: string
}

/** Collects garbage until it is so; what was warned of meanwhile. */
async function collectUntil(isSo: () => boolean, rounds = 50): Promise<Warned[]> {
  const seen: Warned[] = []
  const warn = (warning: Error & { code?: string; detail?: string }): void => {
    const { code = '', message, detail = '' } = warning
    seen.push({ code, text: message, detail })
  }
  process.on('warning', warn)
  for (let i = 0; i < rounds && !isSo(); i++) {
    collect()
    await sleep(5)
  }
  await sleep(5)
  process.off('warning', warn)
  return seen
}

/** Takes a buffer and forgets it. */
function forgetsRegistered(ring: Ring): () => number {
  const pool = ring.createPool({ kind: 'registered', count: 2, size: 64 })
  pool.take()
  return () => pool.leased
}

/** Receives something and forgets it: the stream goes on. */
async function forgetsReceived(ring: Ring) {
  const [near, far] = await connected(ring)
  const stream = ring.recvMultishot(far)
  await ring.sendAll(near, Buffer.from('lost'))
  await stream.next()
  return { near, stream }
}

const debugRing = (options: RingOptions = {}): Ring => openRing({ ...options, debug: true })

kernelTest(
  'a registered buffer that was forgotten comes back, and its taker is named',
  {},
  async () => {
    const leased = forgetsRegistered(debugRing())
    expect(leased()).toBe(1)
    const [warned, ...others] = await collectUntil(() => leased() === 0)
    expect(leased()).toBe(0)
    expect(others).toEqual([])
    expect(warned).toMatchObject({ code: 'ERR_URING_LEASE_LEAKED' })
    expect(warned?.text).toMatch(/taken at forgetsRegistered .*leaks\.test\.ts:\d+/)
    expect(warned?.detail).toContain('leaks.test.ts')
  },
)

kernelTest(
  'a received lease that was forgotten comes back, and its stream goes on',
  {},
  async () => {
    for (const pool of [
      { count: 1, countMax: 1, size: 64 },
      { count: 8, size: 64, bundle: true },
    ]) {
      const ring = debugRing({ pool })
      const { near, stream } = await forgetsReceived(ring)
      expect(ring.pool.leased).toBe(1)
      const [warned, ...others] = await collectUntil(() => ring.pool.leased === 0)
      expect(others).toEqual([])
      expect(warned?.text).toMatch(/taken at .*forgetsReceived .*leaks\.test\.ts:\d+/)
      await ring.sendAll(near, Buffer.from('found'))
      const { value } = await stream.next()
      expect(Buffer.from(value?.copy() ?? []).toString()).toBe('found')
      await stream.return()
    }
  },
)

kernelTest(
  'forgotten pieces of an incremental buffer give it back together',
  {},
  async (context) => {
    needsKernel(context, '6.12', 'BufRingFlags.INC')
    const ring = debugRing({ pool: { count: 1, countMax: 1, size: 8, incremental: true } })
    const { near, stream } = await forgetsReceived(ring)
    await ring.sendAll(near, Buffer.from('kept'))
    const { value } = await stream.next()
    const warned = await collectUntil(() => false, 10)
    expect(warned).toHaveLength(1)
    expect(ring.pool).toMatchObject({ free: 0, leased: 1 })
    expect(Buffer.from(value?.bytes ?? []).toString()).toBe('kept')
    value?.release()
    expect(ring.pool).toMatchObject({ free: 1, leased: 0 })
    await stream.return()
  },
)

kernelTest(
  'what is released, copied or sent is no leak, nor what outlives its ring',
  {},
  async () => {
    const ring = debugRing({ pool: { count: 4, size: 64 } })
    const [near, far] = await connected(ring)
    const stream = ring.recvMultishot(far)
    const ends: ((lease: Lease) => unknown)[] = [
      (lease) => lease.release(),
      (lease) => lease.copy(),
      (lease) => ring.sendAll(near, lease),
      () => {},
    ]
    for (const end of ends) {
      await ring.sendAll(near, Buffer.from('x'))
      const { value } = await stream.next()
      if (value !== undefined) await end(value)
    }
    await Promise.all([near.close(), far.close()])
    await ring.close()
    expect(await collectUntil(() => false, 10)).toEqual([])
  },
)

kernelTest(
  'without debug a forgotten lease is counted for ever, and nothing is said',
  {},
  async () => {
    const ring = openRing()
    const leased = forgetsRegistered(ring)
    const { stream } = await forgetsReceived(ring)
    expect(await collectUntil(() => leased() === 0, 10)).toEqual([])
    expect([leased(), ring.pool.leased]).toEqual([1, 1])
    expect(ring.stats()).toMatchObject({ buffersLeased: 2 })
    await stream.return()
  },
)

test('released memory is overwritten before the kernel has it again, in debug mode only', async () => {
  for (const [debug, expected] of [
    [true, 0xdb],
    [false, 120],
  ] as const) {
    const { ring, kernel } = scripted({ debug })
    const stream = ring.recvMultishot(7)
    const recv = await last(kernel, Op.RECV)
    kernel.deliver(recv, 'x')
    await kernel.turn()
    const { value } = await stream.next()
    const view = value?.bytes ?? new Uint8Array(0)
    value?.release()
    expect([...view]).toEqual([expected])
    const lease = ring.createPool({ kind: 'registered', count: 1, size: 4 }).take()
    const slab = lease?.bytes ?? new Uint8Array(0)
    slab.fill(120)
    lease?.release()
    expect([...slab]).toEqual(Array.from({ length: 4 }, () => expected))
    await closeScripted(ring, kernel)
  }
})

test('a lease that was moved out of its pool is watched as well', async () => {
  const { ring, kernel } = scripted({ debug: true, pool: { count: 2, countMax: 2, size: 64 } })
  const slow = ring.recvMultishot(1)
  kernel.deliver(await last(kernel, Op.RECV), 'first')
  await kernel.turn()
  // The one buffer that is published is gone; the one that is kept back goes to who has none.
  const take = async (fd: number): Promise<Lease | undefined> => {
    const stream = ring.recvMultishot(fd)
    const recv = await last(kernel, Op.RECV)
    kernel.complete(recv, -105)
    await kernel.turn()
    await kernel.turn()
    kernel.deliver(await last(kernel, Op.RECV), 'next')
    await kernel.turn()
    return (await stream.next()).value
  }
  const kept = [await take(2), await take(3)]
  expect(kept.map((lease) => Buffer.from(lease?.bytes ?? []).toString())).toEqual(['next', 'next'])
  const { value } = await slow.next()
  const view = value?.bytes ?? new Uint8Array(0)
  expect(view.buffer).not.toBe(kept[0]?.bytes.buffer)
  expect(Buffer.from(view).toString()).toBe('first')
  value?.release()
  expect(view[0]).toBe(0xdb)
  for (const lease of kept) lease?.release()
  await closeScripted(ring, kernel)
  expect(ring.pool.leased).toBe(0)
})
