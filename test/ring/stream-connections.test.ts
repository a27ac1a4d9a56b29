/** Streams of connections: what waits to be taken, what nobody takes, and what refuses one. */
import { CqeFlags, Errno, type Fd, Op } from 'uring-sdk'
import { expect, test } from 'vitest'
import { cancels, closeScripted, last, scripted, state, submitted } from './fixtures/rings.ts'

test('a stream of connections pauses when 256 wait to be taken, and loses none', async () => {
  const { ring, kernel } = scripted({ cqEntries: 1024 })
  const stream = ring.acceptMultishot(7)
  const accept = await last(kernel, Op.ACCEPT)
  for (let i = 0; i < 256; i++) kernel.complete(accept, 1000 + i, CqeFlags.F_MORE)
  await kernel.turn()
  kernel.complete(accept, 1256, CqeFlags.F_MORE)
  expect(await cancels(kernel)).toBe(1)
  expect(await submitted(kernel, Op.ACCEPT)).toEqual([])
  expect(stream.queued).toBe(257)
  const sockets: Fd[] = []
  for (let i = 0; i < 128; i++) sockets.push((await stream.next()).value as Fd)
  expect(await submitted(kernel, Op.ACCEPT)).toEqual([])
  sockets.push((await stream.next()).value as Fd)
  expect(await submitted(kernel, Op.ACCEPT)).toHaveLength(1)
  for (let i = 129; i < 257; i++) sockets.push((await stream.next()).value as Fd)
  expect(sockets.map(({ value }) => value)).toEqual(Array.from({ length: 257 }, (_, i) => 1000 + i))
  kernel.onSubmit = (one) => {
    if (one.opcode === Op.CLOSE) kernel.complete(one, 0)
  }
  const closed = Promise.all(sockets.map((fd) => fd.close()))
  for (let i = 0; i < 50; i++) await kernel.turn()
  await closed
  await closeScripted(ring, kernel)
})

test('connections that nobody takes any more are closed', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.acceptMultishot(7)
  const accept = await last(kernel, Op.ACCEPT)
  kernel.complete(accept, 1001, CqeFlags.F_MORE)
  await kernel.turn()
  const returned = stream.return?.()
  kernel.complete(accept, 1002, CqeFlags.F_MORE)
  await cancels(kernel)
  await returned
  const closes = await submitted(kernel, Op.CLOSE)
  expect(closes.map(({ fd }) => fd)).toEqual([1001, 1002])
  // EBADF is nobody's business either.
  for (const close of closes) kernel.complete(close, -Errno.EBADF)
  await kernel.turn()
  await closeScripted(ring, kernel)
})

test('no descriptor left stops accepting until one is closed, or for a tenth of a second', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.acceptMultishot(7)
  kernel.complete(await last(kernel, Op.ACCEPT), 1001)
  await kernel.turn()
  const { value: socket } = await stream.next()
  kernel.complete(await last(kernel, Op.ACCEPT), -Errno.EMFILE)
  await kernel.turn()
  expect(await submitted(kernel, Op.ACCEPT)).toEqual([])
  const closed = (socket as Fd).close()
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  const again = await last(kernel, Op.ACCEPT)
  const start = performance.now()
  kernel.complete(again, -Errno.ENFILE)
  await kernel.turn()
  while ((await submitted(kernel, Op.ACCEPT)).length === 0) await kernel.turn()
  expect(performance.now() - start).toBeGreaterThan(90)
  await closeScripted(ring, kernel)
})

test('a connection that was reset before it was accepted does not end a listener', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.acceptMultishot(7)
  kernel.complete(await last(kernel, Op.ACCEPT), -Errno.ECONNABORTED)
  await kernel.turn()
  expect(await submitted(kernel, Op.ACCEPT)).toHaveLength(1)
  expect(await state(stream.next())).toBe('pending')
  await closeScripted(ring, kernel)
})
