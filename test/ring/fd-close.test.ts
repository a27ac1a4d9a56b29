import { execFileSync } from 'node:child_process'
import { type Fd, Op, OpenFlags, type Ring, SpliceFlags } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import {
  cancels,
  closeScripted,
  connected,
  folder,
  hushed,
  last,
  openRing,
  rejection,
  scripted,
  state,
  submitted,
  thrown,
} from './fixtures/rings.ts'

const { RDONLY, RDWR } = OpenFlags
const REFUSED = { code: 'ERR_URING_FD_CLOSED' }

/** A pipe with a name, opened both ways: reading from it waits. */
async function fifo(ring: Ring, slot?: number): Promise<Fd> {
  const path = `${folder()}/pipe`
  execFileSync('mkfifo', [path])
  return ring.openat(path, RDWR, 0, { slot })
}

test('an operation runs on its second descriptor, too: closing that ends it first', async () => {
  const { ring, kernel } = scripted({ slots: 4 })
  const opening = [ring.openat('/a', 0), ring.openat('/b', 0)]
  for (const [index, one] of (await submitted(kernel, Op.OPENAT)).entries()) {
    kernel.complete(one, 1000 + index)
  }
  await kernel.turn()
  const [source, target] = await Promise.all(opening)
  if (source === undefined || target === undefined) throw new Error('both are open')
  const uses: (() => Promise<unknown>)[] = [
    () => ring.splice(source, -1, target, -1, 1),
    () => ring.tee(source, target, 1),
    () => ring.renameat('a', 'b', { at: target, newAt: source }),
    () => ring.linkat('a', 'b', { at: target, newAt: source }),
    () => ring.splice(source, -1, source, -1, 1),
    () => ring.registerFile(source),
  ]
  const running = uses.map((use) => hushed(use()))
  const closed = source.close()
  for (const use of uses) expect(thrown(use)).toMatchObject(REFUSED)
  expect(await submitted(kernel, Op.CLOSE)).toEqual([])
  expect(await cancels(kernel)).toBe(uses.length)
  for (const one of running) expect(await rejection(one)).toMatchObject({ code: 'ECANCELED' })
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  expect(target.closed).toBe(false)
  const direct = ring.slot()
  void hushed(ring.tee(direct, target, 1))
  expect((await last(kernel, Op.TEE)).sqe.spliceFlags).toBe(SpliceFlags.FD_IN_FIXED)
  await closeScripted(ring, kernel)
})

test('a second descriptor that a getter closes meanwhile is refused', async () => {
  const { ring, kernel } = scripted()
  const opening = ring.openat('/a', 0)
  kernel.complete(await last(kernel, Op.OPENAT), 1000)
  await kernel.turn()
  const source = await opening
  const options = {
    get flags(): number {
      void hushed(source.close())
      return 0
    },
  }
  expect(thrown(() => ring.tee(source, 5, 1, options))).toMatchObject(REFUSED)
  expect(await submitted(kernel, Op.TEE)).toEqual([])
  await closeScripted(ring, kernel)
})

kernelTest('the source of a splice that waits is closed, and the splice ends', {}, async () => {
  const ring = openRing({ slots: 4 })
  for (const slot of [undefined, -1]) {
    const source = await fifo(ring, slot)
    const target = await fifo(ring)
    const waiting = hushed(ring.splice(source, -1, target, -1, 16))
    expect(await state(waiting)).toBe('pending')
    await ring.timeout(5)
    await source.close()
    const error = await rejection(waiting)
    expect(error).toMatchObject({ code: 'ECANCELED', op: 'SPLICE' })
    expect(error.message).toContain('closed')
    await target.close()
  }
})

kernelTest('bytes go from a direct pipe to a direct pipe, by tee and by splice', {}, async () => {
  const ring = openRing({ slots: 4 })
  const [one, two] = [await fifo(ring, -1), await fifo(ring, -1)]
  await ring.write(one, Buffer.from('copied'))
  expect(await ring.tee(one, two, 6)).toBe(6)
  expect(await ring.splice(one, -1, two, -1, 6)).toBe(6)
  const buffer = Buffer.alloc(12)
  expect(await ring.readAll(two, buffer)).toBe(12)
  expect(buffer.toString()).toBe('copiedcopied')
  await Promise.all([one.close(), two.close()])
})

kernelTest('a busy direct descriptor is closed: what waits on it ends first', {}, async () => {
  const ring = openRing({ slots: 4 })
  const direct = await fifo(ring, 2)
  const reading = hushed(ring.read(direct, Buffer.alloc(8)))
  await ring.timeout(5)
  await direct.close()
  expect(await rejection(reading)).toMatchObject({ code: 'ECANCELED' })
  const again = await ring.openat('/', RDONLY, 0, { slot: 2 })
  expect(again.value).toBe(2)
  await again.close()
})

kernelTest(
  'closing ends the streams on a descriptor, and nothing is left of them',
  {},
  async () => {
    const ring = openRing({ slots: 4 })
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const sockets: Fd[] = []
    const accepting = (async () => {
      for await (const socket of ring.acceptMultishot(listener, { direct: true })) {
        sockets.push(socket)
      }
    })()
    const client = await ring.openConnection({ port, host: '127.0.0.1' })
    while (sockets.length === 0) await ring.timeout(1)
    const [socket] = sockets
    if (socket === undefined) throw new Error('one has come')
    const received: number[] = []
    const receiving = (async () => {
      for await (const chunk of ring.recvMultishot(socket)) {
        received.push(chunk.length)
        chunk.release()
      }
    })()
    await ring.sendAll(client, Buffer.alloc(10))
    while (received.length === 0) await ring.timeout(1)
    await Promise.all([socket.close(), listener.close(), client.close()])
    await Promise.all([accepting, receiving])
    expect(received).toEqual([10])
    expect(ring.pool.leased).toBe(0)
    expect(ring.stats()['streams']).toBe(0)
  },
)

kernelTest('sends that wait in line are refused when their socket is closed', {}, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  // More than the buffers of both sockets hold: the first of them cannot end.
  const sends = Array.from({ length: 8 }, () => ring.sendAll(near, Buffer.alloc(8 << 20)))
  const endings = Promise.allSettled(sends)
  await ring.timeout(10)
  await near.close()
  for (const ending of await endings) {
    expect(ending.status).toBe('rejected')
    const { reason } = ending as PromiseRejectedResult
    expect(['ECANCELED', 'ERR_URING_FD_CLOSED']).toContain(reason.code)
  }
  // The other end reads what had got through, and then the end.
  const buffer = Buffer.alloc(64 << 20)
  expect(await ring.readAll(far, buffer)).toBeLessThan(64 << 20)
})

kernelTest('close from many places at once is one close', {}, async () => {
  const ring = openRing({ slots: 2 })
  for (const slot of [undefined, -1]) {
    const fd = await fifo(ring, slot)
    const reading = hushed(ring.read(fd, Buffer.alloc(1)))
    await ring.timeout(2)
    const before = ring.stats()['submitted'] ?? 0
    const closes = [ring.closeFd(fd), fd.close(), Promise.resolve(fd[Symbol.asyncDispose]())]
    await Promise.all(closes)
    await rejection(reading)
    // One cancel and one close.
    expect((ring.stats()['submitted'] ?? 0) - before).toBe(2)
  }
})

kernelTest('an Fd is closed for all, so that its close takes no options', {}, async () => {
  const ring = openRing()
  const fd = await fifo(ring, undefined)
  for (const options of [{ signal: AbortSignal.abort() }, { timeout: 5 }, { async: true }]) {
    const uses = [() => ring.closeFd(fd, options), () => ring.issue(Op.CLOSE, { fd, ...options })]
    for (const use of uses) {
      expect(thrown(use)).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
      expect(fd.closed).toBe(false)
    }
  }
  await ring.closeFd(fd, {})
  expect(fd.closed).toBe(true)
})

kernelTest('a descriptor is closed while its ring closes, and after', {}, async () => {
  for (const slot of [undefined, -1]) {
    const ring = openRing({ slots: 2 })
    const [busy, idle] = [await fifo(ring, slot), await fifo(ring, slot)]
    const reading = hushed(ring.read(busy, Buffer.alloc(1)))
    await ring.timeout(2)
    const closing = ring.close()
    const early = busy.close()
    await Promise.all([closing, early])
    expect(await rejection(reading)).toMatchObject({ code: 'ECANCELED' })
    await idle.close()
    expect([busy.closed, idle.closed]).toEqual([true, true])
  }
})

kernelTest('a descriptor ends with its block, as `await using` ends it', {}, async () => {
  const ring = openRing({ slots: 1 })
  const end = async (one: AsyncDisposable): Promise<void> => one[Symbol.asyncDispose]()
  for (const slot of [undefined, -1]) {
    const fd = await ring.openat('/', RDONLY, 0, { slot })
    await end(fd)
    expect(fd.closed).toBe(true)
    expect(thrown(() => ring.fsync(fd))).toMatchObject(REFUSED)
  }
})
