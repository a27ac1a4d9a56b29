/** AsyncLocalStorage: what waits for a ring goes on in its own context. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Op } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import {
  closeScripted,
  connected,
  last,
  openRing,
  rejection,
  scripted,
  submitted,
} from './fixtures/rings.ts'

const storage = new AsyncLocalStorage<string>()

/** Runs `body` in a context of that name; it must end in the same one. */
function within<T>(name: string, body: () => Promise<T>): Promise<T> {
  return storage.run(name, async () => {
    const result = await body()
    expect(storage.getStore()).toBe(name)
    return result
  })
}

test('operations of one drain go on in the context of who awaits each', async () => {
  const { ring, kernel } = scripted()
  const seen: (string | undefined)[] = []
  const all = ['a', 'b', 'c'].map((name, fd) =>
    within(name, async () => {
      await ring.recv(fd, Buffer.alloc(8)).catch(() => {})
      seen.push(storage.getStore())
    }),
  )
  await kernel.turn()
  for (const one of kernel.inFlight.reverse()) kernel.complete(one, one.fd === 1 ? -5 : 1)
  await kernel.turn()
  await Promise.all(all)
  expect(new Set(seen)).toEqual(new Set(['a', 'b', 'c']))
  await closeScripted(ring, kernel)
})

test('a value that another context has caused comes in the context of who waits for it', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.pollAddMultishot(7, 1)
  const waiting = within('reader', async () => {
    const values: unknown[] = []
    for await (const value of stream) {
      expect(storage.getStore()).toBe('reader')
      if (values.push(value) === 3) break
    }
    return values
  })
  await storage.run('elsewhere', async () => {
    const poll = await last(kernel, Op.POLL_ADD)
    for (const value of [1, 2, 3]) kernel.complete(poll, value, 2)
    await kernel.turn()
    await closeScripted(ring, kernel)
  })
  expect(await waiting).toEqual([1, 2, 3])
})

test('an abort and a timeout end an operation in its own context', async () => {
  const { ring, kernel } = scripted()
  const stop = new AbortController()
  const aborted = within('aborted', () =>
    rejection(ring.recv(7, Buffer.alloc(8), { signal: stop.signal })),
  )
  const late = within('late', () => rejection(ring.recv(8, Buffer.alloc(8), { timeout: 10 })))
  await kernel.turn()
  storage.run('aborter', () => stop.abort())
  // Both are asked to end, the second by its timeout, however late its timer is.
  await expect.poll(() => submitted(kernel, Op.ASYNC_CANCEL), { timeout: 5000 }).toHaveLength(2)
  await closeScripted(ring, kernel)
  expect(await aborted).toMatchObject({ name: 'AbortError' })
  expect(await late).toMatchObject({ code: 'ETIME' })
})

kernelTest('whole sends, chunks and connections keep it, on the real kernel', {}, async () => {
  const ring = openRing()
  const [near, far] = await within('maker', () => connected(ring))
  const received = within('reader', async () => {
    let bytes = 0
    for await (const chunk of ring.recvMultishot(far)) {
      expect(storage.getStore()).toBe('reader')
      bytes += chunk.length
      chunk.release()
    }
    return bytes
  })
  const senders = ['x', 'y', 'z'].map((name) =>
    within(name, () => ring.sendAll(near, Buffer.alloc(300_000))),
  )
  await Promise.all(senders)
  await within('closer', () => near.close())
  expect(await received).toBe(900_000)
})
