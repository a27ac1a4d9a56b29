/** What a ring counts: each name proven on a real kernel, where a kernel can be made to do it. */
import { MsgFlags, Op, Ring, SetupFlags } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { Control } from '../../src/kernel/kernel.ts'
import { Batches, Enters } from '../../src/ring/stats.ts'
import { kernelTest } from '../support/kernel-test.ts'
import {
  closeScripted,
  connected,
  hushed,
  openRing,
  rejection,
  scripted,
} from './fixtures/rings.ts'

const nops = (ring: Ring, count: number): Promise<void>[] =>
  Array.from({ length: count }, () => ring.nop())

describe('stats of a ring', () => {
  kernelTest('are all 0 of a ring that has done nothing', {}, async () => {
    const ring = openRing({ entries: 8 })
    const stats = ring.stats()
    expect(new Set(Object.values(stats))).toEqual(new Set([0]))
    expect(Object.keys(stats).filter((name) => /^batch\d/.test(name))).toEqual([
      'batch1',
      'batch2',
      'batch4',
      'batch8',
    ])
  })

  kernelTest('count operations, enters and how many went together', {}, async () => {
    const ring = openRing()
    await ring.nop()
    await Promise.all(nops(ring, 3))
    await Promise.all(nops(ring, 7))
    await Promise.all(nops(ring, 64))
    expect(ring.stats()).toMatchObject({
      submitted: 75,
      completed: 75,
      completions: 75,
      failed: 0,
      inFlight: 0,
      enters: 4,
      drains: 4,
      batches: 4,
      batchMax: 64,
      batch1: 1,
      batch2: 1,
      batch4: 1,
      batch8: 0,
      batch64: 1,
      backlogged: 0,
    })
  })

  kernelTest('count what is in flight, and a batch from its enter on', {}, async () => {
    const ring = openRing()
    const timers = [hushed(ring.timeout(50)), hushed(ring.timeout(50))]
    expect(ring.stats()).toMatchObject({ submitted: 2, inFlight: 2, batches: 0, enters: 0 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(ring.stats()).toMatchObject({ inFlight: 2, batches: 1, batch2: 1, enters: 1 })
    await Promise.all(timers)
    expect(ring.stats()).toMatchObject({ inFlight: 0, completed: 2, failed: 0 })
  })

  kernelTest('have no batches of a ring that submits by a polling thread', {}, async () => {
    const ring = openRing({ flags: SetupFlags.SQPOLL })
    await Promise.all(nops(ring, 10))
    expect(ring.stats()).toMatchObject({ completed: 10, batches: 0, batchMax: 0, batch8: 0 })
  })

  kernelTest('count what failed: by an answer, an abort, a timeout, a close', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const before = ring.stats()
    const buffer = Buffer.alloc(8)
    await rejection(ring.fsync(9999))
    await rejection(ring.recv(near, buffer, { signal: AbortSignal.abort() }))
    await rejection(ring.recv(near, buffer, { timeout: 5 }))
    const stream = ring.recvMultishot(near, { timeout: 5 })
    await rejection(stream.next())
    expect(ring.stats().failed - before.failed).toBe(4)
    const waiting = hushed(ring.recv(far, buffer))
    await far.close()
    await rejection(waiting)
    expect(ring.stats().failed - before.failed).toBe(5)
    // A stream that its consumer ends has not failed.
    await ring.pollAddMultishot(near, 1).return?.()
    expect(ring.stats().failed - before.failed).toBe(5)
  })

  kernelTest('count the member of a chain that failed, and not its followers', {}, async () => {
    const ring = openRing()
    await rejection(ring.chain(() => [ring.fsync(9999), ring.nop(), ring.nop()]))
    expect(ring.stats()).toMatchObject({ submitted: 3, completed: 3, failed: 1 })
  })

  kernelTest('count a completion for each item of a stream', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const before = ring.stats()
    const stream = ring.recvMultishot(far)
    for (let i = 0; i < 3; i++) {
      await ring.sendAll(near, Buffer.alloc(10))
      const { value } = await stream.next()
      value?.release()
    }
    const { completed, completions, streams } = ring.stats()
    expect(completed - before.completed).toBe(3)
    expect(completions - before.completions).toBe(6)
    expect(streams).toBe(1)
    await stream.return?.()
    expect(ring.stats()).toMatchObject({ streams: 0, inFlight: 0 })
  })

  kernelTest('count messages of other rings', {}, async () => {
    const [from, to] = [openRing(), openRing()]
    const messages = to.messages()
    await from.message(to.handle, 4711)
    await messages.next()
    expect(to.stats()).toMatchObject({ messages: 1, completions: 1, stray: 0 })
    await messages.return?.()
  })

  kernelTest('count buffers, and how often there was none', {}, async () => {
    const ring = openRing()
    const pool = ring.createPool({ kind: 'registered', count: 2, countMax: 2, size: 4096 })
    const leases = [pool.take(), pool.take(), pool.take()]
    expect(ring.stats()).toMatchObject({ pools: 1, buffersFree: 0, buffersLeased: 2, dry: 1 })
    for (const lease of leases) lease?.release()
    expect(ring.stats()).toMatchObject({ pools: 1, buffersFree: 2, buffersLeased: 0, dry: 1 })
  })

  kernelTest(
    'count zero-copy sends, and those that were copied after all, as over loopback',
    { needs: [Op.SEND_ZC] },
    async () => {
      const ring = openRing()
      const [near, far] = await connected(ring)
      const received = ring.recv(far, Buffer.alloc(20_000), { flags: MsgFlags.WAITALL })
      expect(await ring.sendZc(near, Buffer.alloc(10_000, 1))).toBe(10_000)
      expect(await ring.sendZc(near, Buffer.alloc(10_000, 2))).toBe(10_000)
      expect(await received).toBe(20_000)
      const { zeroCopy, zeroCopyCopied, failed } = ring.stats()
      expect({ zeroCopy, failed }).toEqual({ zeroCopy: 2, failed: 0 })
      // Linux 6.1 has no word for it.
      const tells = (ring as unknown as { engine: { reportsCopies: boolean } }).engine.reportsCopies
      expect(zeroCopyCopied).toBe(tells ? 2 : 0)
    },
  )

  kernelTest('count how often completions had no room in the queue', {}, async () => {
    const ring = openRing({ entries: 8, cqEntries: 16 })
    await Promise.all(Array.from({ length: 100 }, () => ring.timeout(20)))
    const { overflows, lost, completed } = ring.stats()
    expect(completed).toBe(100)
    expect(overflows).toBeGreaterThanOrEqual(1)
    expect(lost).toBe(0)
  })

  test('count operations that had to wait for a slot, and the most at a time', async () => {
    const { ring, kernel } = scripted()
    kernel.fail('enter', 11, 1)
    const waiting = Promise.all(nops(ring, 20))
    expect(ring.stats()).toMatchObject({ submitted: 20, backlogged: 12, backlogMax: 12 })
    for (let i = 0; i < 5; i++) {
      await kernel.turn()
      for (const one of kernel.inFlight) kernel.complete(one, 0)
    }
    await kernel.turn()
    await waiting
    expect(ring.stats()).toMatchObject({ completed: 20, backlogged: 12, backlogMax: 12 })
    await closeScripted(ring, kernel)
  })

  kernelTest('can be read after the close', {}, async () => {
    const ring = new Ring()
    await Promise.all(nops(ring, 5))
    await ring.close()
    expect(ring.stats()).toMatchObject({ completed: 5, inFlight: 0, batch4: 1, lost: 0 })
  })
})

test('a batch larger than the queue counts among the largest', () => {
  const batches = new Batches(8)
  batches.note(20)
  batches.note(20)
  batches.note(21)
  expect(batches.stats()).toMatchObject({ batches: 2, batchMax: 20, batch1: 1, batch8: 1 })
})

test('enters go on beyond what a word of 32 bits holds', () => {
  const control = new Int32Array(Control.ENTERS + 1)
  const enters = new Enters(control)
  for (let i = 0; i < 6; i++) {
    control[Control.ENTERS] += 2 ** 30
    enters.fold()
  }
  expect(enters.count).toBe(6 * 2 ** 30)
  control[Control.ENTERS]++
  enters.fold()
  expect(enters.count).toBe(6 * 2 ** 30 + 1)
})
