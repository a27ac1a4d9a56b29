import { CqeFlags, Errno, Op, type Ring } from 'uring-sdk'
import { Syscall } from '../../generated/internal.ts'
import { expect, test, vi } from 'vitest'
import type { ScriptedKernel, Submission } from '../support/scripted-kernel.ts'
import {
  cancels,
  closeScripted,
  hushed,
  last,
  rejection,
  scripted,
  state,
  submitted,
} from './fixtures/rings.ts'

/** A ring whose sends succeed at once. */
function sending(): { ring: Ring; kernel: ScriptedKernel } {
  const both = scripted()
  both.kernel.onSubmit = (one) => {
    if (one.opcode === Op.SEND) both.kernel.complete(one, one.len)
  }
  return both
}

const armed = (kernel: ScriptedKernel): Promise<Submission> => last(kernel, Op.RECV)

test('a stream gives what was received, in order, and ends with the connection', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const recv = await armed(kernel)
  for (const text of ['one', 'two']) {
    kernel.deliver(recv, text)
    await kernel.turn()
    const { value, done } = await stream.next()
    expect(done).toBe(false)
    expect(Buffer.from(value?.copy() ?? []).toString()).toBe(text)
  }
  kernel.complete(recv, 0)
  await kernel.turn()
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
  expect(ring.stats()).toMatchObject({ streams: 0, inFlight: 0 })
  await closeScripted(ring, kernel)
})

test('several calls of next wait in line, and all learn of the end', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const [first, second, third, fourth] = Array.from({ length: 4 }, () => stream.next())
  const recv = await armed(kernel)
  kernel.deliver(recv, 'a')
  kernel.deliver(recv, 'b')
  await kernel.turn()
  expect((await first)?.value?.bytes.toString()).toBe('97')
  expect((await second)?.value?.bytes.toString()).toBe('98')
  kernel.complete(recv, -Errno.ECONNRESET)
  void hushed(Promise.resolve(third))
  await kernel.turn()
  await expect(third).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await fourth).toEqual({ value: undefined, done: true })
  await closeScripted(ring, kernel)
})

test('an error is delivered after what was queued before it, once', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const recv = await armed(kernel)
  kernel.deliver(recv, 'a')
  kernel.complete(recv, -Errno.ECONNRESET)
  await kernel.turn()
  expect(stream.queued).toBe(1)
  ;(await stream.next()).value?.release()
  expect(await rejection(stream.next())).toMatchObject({ code: 'ECONNRESET', op: 'RECV' })
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  await closeScripted(ring, kernel)
})

test('a stream that lost its MORE is armed again, and no byte is lost', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const first = await armed(kernel)
  kernel.deliver(first, 'a', false)
  await kernel.turn()
  const second = await armed(kernel)
  expect(second).not.toBe(first)
  kernel.deliver(second, 'b')
  // The first one is over; what still comes under its name is nobody's.
  kernel.post(first, 1, CqeFlags.F_MORE)
  await kernel.turn()
  expect(stream.queued).toBe(2)
  expect(ring.stats()).toMatchObject({ stray: 1 })
  await closeScripted(ring, kernel)
})

test('a slow consumer stops its own stream, and starts it again by releasing', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const recv = await armed(kernel)
  kernel.deliver(recv, 'a')
  kernel.deliver(recv, 'b')
  await kernel.turn()
  expect(await submitted(kernel, Op.ASYNC_CANCEL)).toHaveLength(1)
  expect(await cancels(kernel)).toBe(1)
  expect(await submitted(kernel, Op.RECV)).toEqual([])
  const leases = [(await stream.next()).value, (await stream.next()).value]
  expect(await submitted(kernel, Op.RECV)).toEqual([])
  leases[0]?.release()
  expect(await submitted(kernel, Op.RECV)).toHaveLength(1)
  leases[1]?.release()
  await closeScripted(ring, kernel)
  expect(ring.pool).toMatchObject({ leased: 0 })
})

test('a stream that has caught up before its pause was over goes on at once', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const recv = await armed(kernel)
  kernel.deliver(recv, 'ab')
  kernel.deliver(recv, 'cd')
  await kernel.turn()
  for (let i = 0; i < 2; i++) (await stream.next()).value?.release()
  // What the kernel received before it saw the cancel comes too.
  kernel.deliver(recv, 'ef')
  await cancels(kernel)
  expect(await submitted(kernel, Op.RECV)).toHaveLength(1)
  expect(Buffer.from((await stream.next()).value?.copy() ?? []).toString()).toBe('ef')
  await closeScripted(ring, kernel)
})

test('a dry pool pauses a stream, and a buffer that comes back arms it again', async () => {
  const { ring, kernel } = scripted()
  const hog = ring.recvMultishot(1)
  const first = await armed(kernel)
  kernel.deliver(first, Buffer.alloc(64 * 7))
  kernel.deliver(first, 'x')
  await kernel.turn()
  // Seven of eight buffers are published; the last one is kept back for who has none.
  expect(ring.pool).toMatchObject({ free: 1, leased: 7, dry: 1 })
  expect(await submitted(kernel, Op.RECV)).toEqual([])
  const stream = ring.recvMultishot(2)
  const second = await armed(kernel)
  kernel.deliver(second, 'y')
  await kernel.turn()
  expect(ring.pool).toMatchObject({ free: 1, leased: 7, dry: 2 })
  const third = await armed(kernel)
  expect(third).not.toBe(second)
  kernel.deliver(third, 'y')
  await kernel.turn()
  expect(ring.pool).toMatchObject({ free: 0, leased: 8 })
  expect(Buffer.from((await stream.next()).value?.copy() ?? []).toString()).toBe('y')
  for (let i = 0; i < 7; i++) (await hog.next()).value?.release()
  await kernel.turn()
  await kernel.turn()
  expect((await submitted(kernel, Op.RECV)).map(({ fd }) => fd)).toEqual(
    expect.arrayContaining([1, 2]),
  )
  await closeScripted(ring, kernel)
  expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
})

test('a stream whose only lease comes back is served from what is kept back, again and again', async () => {
  const { ring, kernel } = scripted()
  ring.recvMultishot(1)
  const first = await armed(kernel)
  kernel.deliver(first, Buffer.alloc(64 * 7))
  kernel.complete(first, -Errno.ENOBUFS)
  const stream = ring.recvMultishot(2)
  kernel.deliver(await armed(kernel), 'finds no buffer')
  await kernel.turn()
  for (let i = 0; i < 5; i++) {
    kernel.deliver(await armed(kernel), `item ${i}`)
    await kernel.turn()
    const { value: lease } = await stream.next()
    expect(Buffer.from(lease?.bytes ?? []).toString()).toBe(`item ${i}`)
    // The next one finds none either, and nobody else has any to give.
    kernel.deliver(await armed(kernel), 'finds no buffer')
    await kernel.turn()
    expect(await submitted(kernel, Op.RECV)).toEqual([])
    lease?.release()
    await kernel.turn()
  }
  expect(ring.pool).toMatchObject({ leased: 7, free: 1 })
  await closeScripted(ring, kernel)
})

test('streams that found the pool dry are armed in order, as long as buffers are free', async () => {
  const { ring, kernel } = scripted({ pool: { count: 1, countMax: 1, size: 64 } })
  const hog = ring.recvMultishot(1)
  kernel.deliver(await armed(kernel), 'x')
  await kernel.turn()
  const { value: lease } = await hog.next()
  void hog.return?.()
  await cancels(kernel)
  // None has data, as the kernel says ENOBUFS before it looks for some.
  const streams = [3, 4, 5].map((fd) => ring.recvMultishot(fd))
  for (const recv of await submitted(kernel, Op.RECV)) kernel.complete(recv, -Errno.ENOBUFS)
  await kernel.turn()
  expect(await submitted(kernel, Op.RECV)).toEqual([])
  lease?.release()
  const order: number[] = []
  for (let i = 0; i < 10; i++) {
    await kernel.turn()
    for (const { fd } of kernel.inFlight) if (!order.includes(fd)) order.push(fd)
  }
  // One buffer is free and nobody uses it: it is offered to all of them.
  expect(order).toEqual([3, 4, 5])
  expect(streams).toHaveLength(3)
  await closeScripted(ring, kernel)
})

test('a stream that ended passes its turn on', async () => {
  const { ring, kernel } = scripted({ pool: { count: 1, countMax: 1, size: 64 } })
  const hog = ring.recvMultishot(1)
  kernel.deliver(await armed(kernel), 'x')
  await kernel.turn()
  const { value: lease } = await hog.next()
  void hog.return?.()
  await cancels(kernel)
  const streams = [3, 4].map((fd) => ring.recvMultishot(fd))
  for (const recv of await submitted(kernel, Op.RECV)) kernel.complete(recv, -Errno.ENOBUFS)
  await kernel.turn()
  await streams[0]?.return?.()
  lease?.release()
  await kernel.turn()
  expect((await submitted(kernel, Op.RECV)).map(({ fd }) => fd)).toEqual([4])
  await closeScripted(ring, kernel)
})

test('break ends a stream, gives back what is queued, and waits for the kernel', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const recv = await armed(kernel)
  kernel.deliver(recv, 'a')
  kernel.deliver(recv, 'b')
  await kernel.turn()
  const loop = (async () => {
    for await (const lease of stream) {
      lease.release()
      break
    }
  })()
  await kernel.turn()
  expect(await state(loop)).toBe('pending')
  // The kernel had received more before it saw the cancel.
  kernel.deliver(recv, 'c')
  await cancels(kernel)
  await loop
  expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  await closeScripted(ring, kernel)
})

test('return resolves twice, and throw rejects with its error', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  await armed(kernel)
  const returns = [0, 1].map(async () => stream.return?.())
  const failed = hushed(Promise.resolve(stream.throw?.(new Error('mine'))))
  await cancels(kernel)
  expect(await Promise.all(returns)).toEqual(
    Array.from({ length: 2 }, () => ({ value: undefined, done: true })),
  )
  await expect(failed).rejects.toThrow('mine')
  await closeScripted(ring, kernel)
})

test('an abort drops what is queued and rejects once the kernel has let go', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const stream = ring.recvMultishot(7, { signal: controller.signal })
  const recv = await armed(kernel)
  kernel.deliver(recv, 'a')
  await kernel.turn()
  controller.abort('enough')
  const next = hushed(stream.next())
  expect(await state(next)).toBe('pending')
  await cancels(kernel)
  expect(await rejection(next)).toMatchObject({ name: 'AbortError', cause: 'enough' })
  expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  await closeScripted(ring, kernel)
})

test('a stream whose signal was aborted before rejects, and the kernel never hears of it', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7, { signal: AbortSignal.abort('before') })
  expect(await rejection(stream.next())).toMatchObject({ name: 'AbortError', cause: 'before' })
  await kernel.turn()
  expect(kernel.submissions).toEqual([])
  await closeScripted(ring, kernel)
})

test('silence ends a stream with ETIME, but not a silence of its own making', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7, { timeout: 30 })
  const recv = await armed(kernel)
  kernel.deliver(recv, 'a')
  await kernel.turn()
  // Nobody takes the item: that the peer says nothing more proves nothing.
  await new Promise((resolve) => setTimeout(resolve, 90))
  expect(await submitted(kernel, Op.ASYNC_CANCEL)).toEqual([])
  ;(await stream.next()).value?.release()
  const next = hushed(stream.next())
  const start = performance.now()
  while ((await submitted(kernel, Op.ASYNC_CANCEL)).length === 0) await kernel.turn()
  expect(performance.now() - start).toBeLessThan(5000)
  await cancels(kernel)
  expect(await rejection(next)).toMatchObject({ code: 'ETIME', syscall: 'uring_recv' })
  await closeScripted(ring, kernel)
})

test('a pool that is closed ends its streams, and leases stay good until they are released', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ count: 4, countMax: 4, size: 16 })
  const stream = ring.recvMultishot(7, { pool })
  const recv = await armed(kernel)
  expect(recv.bufGroup).toBe(pool.group)
  kernel.deliver(recv, 'kept')
  await kernel.turn()
  const { value: lease } = await stream.next()
  const closed = Promise.resolve(pool[Symbol.asyncDispose]())
  expect(await state(closed)).toBe('pending')
  expect(() => ring.recvMultishot(8, { pool })).toThrow(/closed/)
  await cancels(kernel)
  await closed
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  expect(Buffer.from(lease?.bytes ?? []).toString()).toBe('kept')
  lease?.release()
  expect(pool).toMatchObject({ leased: 0 })
  const again = ring.createPool({ count: 4, size: 16 })
  expect(again.group).toBe(pool.group)
  await closeScripted(ring, kernel)
})

test('a pool of another ring is refused', async () => {
  const one = scripted()
  const two = scripted()
  const pool = one.ring.createPool()
  expect(() => two.ring.recvMultishot(7, { pool })).toThrow(/another ring/)
  await closeScripted(one.ring, one.kernel)
  await closeScripted(two.ring, two.kernel)
})

test('closing the ring ends streams that are armed, paused and dry', async () => {
  const { ring, kernel } = scripted()
  const streams = [1, 2, 3].map((fd) => ring.recvMultishot(fd))
  const [one, two] = await submitted(kernel, Op.RECV)
  if (one === undefined || two === undefined) throw new Error('they were armed')
  kernel.deliver(one, 'a')
  kernel.deliver(one, 'b')
  kernel.complete(two, -Errno.ENOBUFS)
  await cancels(kernel)
  await closeScripted(ring, kernel)
  // What was received before may still be taken.
  expect((await streams[0]?.next())?.done).toBe(false)
  for (const stream of streams.slice(1)) expect((await stream.next()).done).toBe(true)
  expect(() => ring.recvMultishot(4)).toThrow(/closed/)
})

test('the context of an AsyncLocalStorage is kept in a loop over a stream', async () => {
  const { AsyncLocalStorage } = await import('node:async_hooks')
  const { ring, kernel } = sending()
  const storage = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const stream = ring.recvMultishot(7)
  const loop = storage.run('mine', async () => {
    for await (const lease of stream) {
      seen.push(storage.getStore())
      await ring.sendAll(7, lease)
      seen.push(storage.getStore())
    }
  })
  const recv = await armed(kernel)
  storage.run('other', () => kernel.deliver(recv, 'a'))
  await kernel.turn()
  kernel.complete(recv, 0)
  await kernel.turn()
  await kernel.turn()
  await loop
  expect(seen).toEqual(['mine', 'mine'])
  await closeScripted(ring, kernel)
})

test('an opcode without a row streams its completions as they are, up to the last', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.multishot(210, { fd: 7, off: 5, addr: Buffer.alloc(16), ioprio: 2 })
  const one = await last(kernel, 210)
  expect(one).toMatchObject({ fd: 7, off: 5, len: 16, ioprio: 2 })
  kernel.complete(one, 11, CqeFlags.F_MORE)
  kernel.complete(one, 12)
  await kernel.turn()
  expect((await stream.next()).value).toEqual({ res: 11, flags: CqeFlags.F_MORE })
  expect((await stream.next()).value).toEqual({ res: 12, flags: 0 })
  expect((await stream.next()).done).toBe(true)
  await closeScripted(ring, kernel)
})

test('a timer that the kernel cut short has only the rest of its beats before it', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.timeoutMultishot(10, { count: 3 })
  const first = await last(kernel, Op.TIMEOUT)
  expect(first.off).toBe(3)
  kernel.complete(first, -Errno.ETIME)
  await kernel.turn()
  const second = await last(kernel, Op.TIMEOUT)
  expect(second.off).toBe(2)
  kernel.complete(second, -Errno.ETIME, CqeFlags.F_MORE)
  kernel.complete(second, -Errno.ETIME)
  await kernel.turn()
  for (let i = 0; i < 3; i++) expect((await stream.next()).done).toBe(false)
  expect((await stream.next()).done).toBe(true)
  await closeScripted(ring, kernel)
})

test('a lease that nobody took keeps nothing from closing', async () => {
  const warn = vi.fn()
  process.on('warning', warn)
  const { ring, kernel } = scripted()
  ring.recvMultishot(7)
  kernel.deliver(await armed(kernel), 'a')
  await kernel.turn()
  await closeScripted(ring, kernel)
  expect(kernel.syscalls.filter(([number]) => number === Syscall.close)).toEqual([])
  expect(warn).not.toHaveBeenCalled()
  process.off('warning', warn)
})
