import type { Ring } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { expectExact } from './fixtures/engine.ts'
import { modes } from './fixtures/modes.ts'
import { closeScripted, connected, hushed, openRing, scripted } from './fixtures/rings.ts'

const SIZE = 64
const data = (): Uint8Array => new Uint8Array(SIZE)

/** What began has ended, and nothing more often than once. */
function expectSettled(ring: Ring): void {
  const { submitted, completed, stray } = ring.stats()
  expect([submitted, stray]).toEqual([completed, 0])
}

const MANY = 70_000

test('more than 65,536 operations at a time end once each, also when completions overflow', async () => {
  const { ring, kernel } = scripted({ entries: 4096, cqEntries: 8192 })
  const view = data()
  const got: number[] = []
  const all = Array.from({ length: MANY }, (_, i) =>
    ring.recv(7, view).then((res) => (got[i] = (got[i] ?? 0) + res)),
  )
  while (kernel.submissions.length < MANY) await kernel.turn()
  expectExact(ring, MANY)
  expect(kernel.submissions.at(-1)?.userDataLow).toBe(MANY - 1)
  for (const [index, one] of kernel.submissions.entries()) {
    kernel.complete(one, index)
    // A little more than the queue holds.
    if (index % 8200 === 8199) await kernel.turn()
  }
  await kernel.turn()
  await Promise.all(all)
  expect(got).toEqual(Array.from({ length: MANY }, (_, i) => i))
  expectExact(ring, 0)
  for (const one of kernel.submissions.slice(-10)) kernel.post(one, 1)
  await kernel.turn()
  expect(ring.stats()).toMatchObject({ submitted: MANY, completed: MANY, stray: 10 })
  await closeScripted(ring, kernel)
})

kernelTest('a closing ring ends more than 65,536 operations', { timeout: 20_000 }, async () => {
  const ring = openRing()
  const all = Array.from({ length: MANY }, () => hushed(ring.timeout(60_000)))
  expect(ring.inFlight).toBe(MANY)
  const { waitedFor } = await ring.close()
  const settled = await Promise.allSettled(all)
  const codes = new Set(settled.map((one) => (one.status === 'rejected' ? one.reason.code : 'ok')))
  expect([...codes]).toEqual(['ECANCELED'])
  expect(JSON.stringify(waitedFor)).toContain(String(MANY))
  expectSettled(ring)
})

describe.each(modes)('on $name', ({ options, needs }) => {
  kernelTest('ends of all kinds come once each', { needs }, async () => {
    const ring = openRing(options)
    const [near, far] = await connected(ring)
    const controller = new AbortController()
    const { signal } = controller
    const ends = [
      ring.nop(),
      ring.timeout(1),
      ring.read(9999, data()),
      ring.recv(near, data(), { signal: AbortSignal.abort() }),
      ring.recv(near, data(), { signal }),
      ring.recv(near, data(), { timeout: 3 }),
      ring.sendZc(far, data()),
      ring.sendZc(9999, data()),
      ring.chain(() => [ring.nop(), ring.read(9999, data()), ring.nop()]),
    ]
    const settled = Promise.allSettled(ends)
    const got = await ring.recv(near, Buffer.alloc(2 * SIZE), { timeout: 3 }).catch(() => 0)
    setTimeout(() => controller.abort(), 5)
    const words = (await settled).map((one) =>
      one.status === 'fulfilled' ? 'ok' : (one.reason as { code: string }).code,
    )
    // The bytes go to one of those who wait for them.
    expect(words.filter((word, at) => ![4, 5].includes(at))).toEqual([
      'ok',
      'ok',
      'EBADF',
      'ABORT_ERR',
      'ok',
      'EBADF',
      'EBADF',
    ])
    expect(['ok', 'ABORT_ERR']).toContain(words[4])
    expect(['ok', 'ETIME']).toContain(words[5])
    expect(words.slice(4, 6).filter((word) => word === 'ok').length + Math.sign(got)).toBe(1)
    await Promise.all([near.close(), far.close()])
    while (ring.inFlight > 0) await new Promise(setImmediate)
    expectExact(ring, 0)
    expectSettled(ring)
  })
})
