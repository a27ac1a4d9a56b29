import { CqeFlags, Op, type Ring, ShutdownHow } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import type { ScriptedKernel, Submission } from '../support/scripted-kernel.ts'
import { modes } from './fixtures/modes.ts'
import {
  cancels,
  closeScripted,
  last,
  openRing,
  pattern,
  scripted,
  submitted,
} from './fixtures/rings.ts'

const PIECE = 64
/** More pieces than the kernel receives before it waits for the socket. */
const MANY = 40
const pool = { count: 2048, countMax: 2048, size: PIECE }

/** All that comes out of a Unix-domain connection whose peer has sent and gone. */
async function receivedLate(ring: Ring, bytes: Buffer, options = {}): Promise<Buffer> {
  const path = `\0uring-missed-end-${process.pid}-${ring.fd}`
  const listener = await ring.openListener({ path })
  const [near, far] = await Promise.all([ring.openConnection({ path }), ring.accept(listener)])
  await ring.sendAll(near, bytes)
  await ring.shutdown(near, ShutdownHow.WR)
  const got: Buffer[] = []
  for await (const lease of ring.recvMultishot(far, { timeout: 5000, ...options })) {
    got.push(Buffer.from(lease.copy()))
    lease.release()
  }
  await Promise.all([near.close(), far.close(), listener.close()])
  return Buffer.concat(got)
}

describe.each(modes)('the end of a Unix-domain connection on $name', ({ options, needs }) => {
  kernelTest('is found however much was there before it', { needs }, async () => {
    const ring = openRing({ ...options, pool })
    for (const count of [1, 32, 33, 34, MANY, 3 * MANY]) {
      const bytes = pattern(count * PIECE)
      expect((await receivedLate(ring, bytes)).equals(bytes)).toBe(true)
    }
    expect(ring.pool.leased).toBe(0)
  })

  kernelTest('is found by a receive that was to go another way', { needs }, async () => {
    const ring = openRing({ ...options, pool })
    const bytes = pattern(2 * PIECE)
    expect((await receivedLate(ring, bytes, { async: true })).equals(bytes)).toBe(true)
  })
})

/** Pieces of which each but the last says that the socket has more. */
function pieces(kernel: ScriptedKernel, recv: Submission, count: number): void {
  const { F_MORE, F_SOCK_NONEMPTY } = CqeFlags
  for (let left = count - 1; left >= 0; left--) {
    const picked = kernel.pick(recv.bufGroup, 1, recv.ring)
    if (picked === null) throw new Error('there is no buffer')
    kernel.complete(recv, 1, picked.flags | F_MORE | (left > 0 ? F_SOCK_NONEMPTY : 0))
  }
}

test.each([
  [32, 0],
  [33, 1],
])('a socket that is empty after %i receives: %i cancels', async (count, expected) => {
  const { ring, kernel } = scripted({ pool, cqEntries: 64 })
  const stream = ring.recvMultishot(7)
  const first = await last(kernel, Op.RECV)
  pieces(kernel, first, count)
  await kernel.turn()
  expect(await cancels(kernel)).toBe(expected)
  const again = await last(kernel, Op.RECV)
  expect(again === first).toBe(expected === 0)
  for (let i = 0; i < count; i++) (await stream.next()).value?.release()
  kernel.complete(again, 0)
  await kernel.turn()
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  await closeScripted(ring, kernel)
})

test('what comes in pieces later is no reason to arm a receive anew', async () => {
  const { ring, kernel } = scripted({ pool, cqEntries: 64 })
  const stream = ring.recvMultishot(7)
  const recv = await last(kernel, Op.RECV)
  for (const count of [1, 50, 50]) {
    pieces(kernel, recv, count)
    await kernel.turn()
    for (let i = 0; i < count; i++) (await stream.next()).value?.release()
  }
  expect(await submitted(kernel, Op.ASYNC_CANCEL)).toEqual([])
  await closeScripted(ring, kernel)
})
