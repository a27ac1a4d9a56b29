import { Errno, type Fd, Op, type Ring } from 'uring-sdk'
import { expect, test } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { kernelTest } from '../support/kernel-test.ts'
import type { ScriptedKernel } from '../support/scripted-kernel.ts'
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

async function opened(ring: Ring, kernel: ScriptedKernel, value = 1000): Promise<Fd> {
  const promise = ring.openat('/x', 0)
  kernel.complete(await last(kernel, Op.OPENAT), value)
  await kernel.turn()
  return promise
}

const closes = (kernel: ScriptedKernel) => submitted(kernel, Op.CLOSE)

test('close closes the descriptor once, however often it is called', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  expect(fd).toMatchObject({ value: 1000, direct: false, closed: false })
  const closed = fd.close()
  expect(fd.close()).toBe(closed)
  expect(fd.closed).toBe(true)
  expect(await closes(kernel)).toMatchObject([{ fd: 1000 }])
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  await fd[Symbol.asyncDispose]()
  expect(kernel.submissions.filter(({ opcode }) => opcode === Op.CLOSE)).toHaveLength(1)
  await closeScripted(ring, kernel)
})

test('a closed descriptor is refused by everything, from the call of close on', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  const closed = hushed(fd.close())
  const refused = { code: 'ERR_URING_FD_CLOSED' }
  for (const use of [
    () => ring.recv(fd, Buffer.alloc(1)),
    () => ring.sendAll(fd, Buffer.alloc(1)),
    () => ring.recvMultishot(fd),
    () => ring.readAll(fd, Buffer.alloc(1)),
    () => ring.openat('x', 0, 0, { at: fd }),
    () => ring.issue(210, { fd }),
    () => ring.closeFd(fd),
    () => fd.localAddress(),
  ]) {
    expect(thrown(use)).toMatchObject(refused)
  }
  await closeScripted(ring, kernel)
  await closed
})

test('closing a busy descriptor cancels what runs on it, and waits for the end', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  const recv = hushed(ring.recv(fd, Buffer.alloc(1)))
  const other = hushed(ring.recv(5, Buffer.alloc(1)))
  const stream = ring.acceptMultishot(fd)
  await kernel.turn()
  const closed = fd.close()
  const [one, two] = await submitted(kernel, Op.ASYNC_CANCEL)
  if (one === undefined || two === undefined) throw new Error('both are cancelled')
  kernel.complete(one, 0)
  kernel.complete(two, 0)
  await kernel.turn()
  // Cancelled is not ended.
  expect(await closes(kernel)).toEqual([])
  kernel.complete(await last(kernel, Op.ACCEPT), -Errno.ECANCELED)
  await kernel.turn()
  expect(await closes(kernel)).toEqual([])
  const [target] = (await submitted(kernel, Op.RECV)).filter(({ fd: value }) => value === 1000)
  if (target === undefined) throw new Error('it is in flight')
  kernel.complete(target, -Errno.ECANCELED)
  await kernel.turn()
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  const error = await rejection(recv)
  expect(error).toMatchObject({ code: 'ECANCELED' })
  expect(error.message).toContain('closed')
  expect((await stream.next()).done).toBe(true)
  expect(await state(other)).toBe('pending')
  await closeScripted(ring, kernel)
})

test('closing ends a stream on it that pauses, with nothing in flight', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  const stream = ring.recvMultishot(fd)
  const recv = await last(kernel, Op.RECV)
  kernel.deliver(recv, 'a')
  kernel.deliver(recv, 'b')
  await cancels(kernel)
  const leases = [(await stream.next()).value, (await stream.next()).value]
  const next = stream.next()
  const closed = hushed(fd.close())
  expect((await next).done).toBe(true)
  for (const lease of leases) lease?.release()
  expect(await submitted(kernel, Op.RECV)).toEqual([])
  await closeScripted(ring, kernel)
  await closed
})

test('an operation of another ring on the descriptor is cancelled on that ring', async () => {
  const { ring, kernel } = scripted()
  const other = scripted()
  const fd = await opened(ring, kernel)
  // The slots of both rings have the same numbers.
  const mine = hushed(ring.recv(5, Buffer.alloc(1)))
  const theirs = hushed(other.ring.recv(fd, Buffer.alloc(1)))
  await kernel.turn()
  await other.kernel.turn()
  const closed = fd.close()
  expect(await submitted(kernel, Op.ASYNC_CANCEL)).toEqual([])
  expect(await cancels(other.kernel)).toBe(1)
  expect(await rejection(theirs)).toMatchObject({ code: 'ECANCELED' })
  expect(await state(mine)).toBe('pending')
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  await closeScripted(ring, kernel)
  await closeScripted(other.ring, other.kernel)
})

test('a close that the closing ring has cancelled is made by a system call', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  const closed = fd.close()
  const ended = ring.close()
  await kernel.turn()
  kernel.complete(await last(kernel, Op.CLOSE), -Errno.ECANCELED)
  for (const cancel of await submitted(kernel, Op.ASYNC_CANCEL)) kernel.complete(cancel, 1)
  await kernel.turn()
  await closed
  await ended
  expect(kernel.syscalls.filter(([number]) => number === Syscall.close)).toEqual([
    [Syscall.close, 1000],
  ])
})

test('a descriptor outlives its ring, and is closed by a system call then', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  await closeScripted(ring, kernel)
  expect(fd.closed).toBe(false)
  await fd.close()
  expect(kernel.syscalls.at(-1)).toEqual([Syscall.close, 1000])
})

test('a continuation of what a closing ring ends may still close its descriptor', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  const use = (async () => {
    try {
      await ring.recv(fd, Buffer.alloc(1))
    } finally {
      // It need not be the first thing that it does.
      for (let i = 0; i < 20; i++) await Promise.resolve()
      await fd.close()
    }
  })()
  void hushed(use)
  await kernel.turn()
  await closeScripted(ring, kernel)
  await rejection(use)
  expect(kernel.submissions.filter(({ opcode }) => opcode === Op.CLOSE)).toHaveLength(1)
})

test('an error of close is told by every close', async () => {
  const { ring, kernel } = scripted()
  const fd = await opened(ring, kernel)
  const closed = hushed(fd.close())
  kernel.complete(await last(kernel, Op.CLOSE), -Errno.EIO)
  await kernel.turn()
  expect(await rejection(closed)).toMatchObject({ code: 'EIO', op: 'CLOSE' })
  expect(await rejection(fd.close())).toMatchObject({ code: 'EIO' })
  await closeScripted(ring, kernel)
})

kernelTest(
  'closing a socket ends what waits on it, and leaves the peer its bytes',
  {},
  async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const waiting = hushed(ring.recv(near, Buffer.alloc(1)))
    const loop = (async () => {
      let count = 0
      for await (const lease of ring.recvMultishot(near)) {
        lease.release()
        count++
      }
      return count
    })()
    await ring.sendAll(near, Buffer.from('last words'))
    await near.close()
    expect(await rejection(waiting)).toMatchObject({ code: 'ECANCELED' })
    expect(await loop).toBe(0)
    const buffer = Buffer.alloc(20)
    expect(await ring.recv(far, buffer)).toBe(10)
    expect(await ring.recv(far, buffer)).toBe(0)
  },
)

kernelTest(
  'closing one of two descriptors of a socket leaves the other one alone',
  { needs: [Op.FIXED_FD_INSTALL] },
  async () => {
    const ring = openRing({ slots: 4 })
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const client = await ring.openConnection({ port, host: '127.0.0.1' })
    const direct = await ring.accept(listener, { slot: -1 })
    expect(direct).toMatchObject({ direct: true, value: 0 })
    const plain = await direct.install()
    const buffer = Buffer.alloc(8)
    const waiting = ring.recv(direct, buffer)
    await ring.timeout(5)
    await plain.close()
    await ring.sendAll(client, Buffer.from('still'))
    expect(await waiting).toBe(5)
    expect(buffer.toString('utf8', 0, 5)).toBe('still')
    expect(thrown(() => direct.localAddress())).toMatchObject({ code: 'ERR_URING_FD_DIRECT' })
    expect(thrown(() => client.install())).toMatchObject({ code: 'ERR_URING_FD_PLAIN' })
    await Promise.all([direct.close(), client.close(), listener.close()])
  },
)

kernelTest('a slot of the direct table is free again after close', {}, async () => {
  const ring = openRing({ slots: 1 })
  const path = `${folder()}/file`
  for (const text of ['one', 'two', 'three']) {
    const fd = await ring.openat(path, 0o101, 0o600, { slot: 0 })
    expect(fd).toMatchObject({ direct: true, value: 0 })
    expect(await ring.write(fd, Buffer.from(text), 0)).toBe(text.length)
    await fd.close()
  }
  const full = await ring.openat(path, 0, 0, { slot: -1 })
  expect(await rejection(ring.openat(path, 0, 0, { slot: -1 }))).toMatchObject({ code: 'ENFILE' })
  await full.close()
})

kernelTest('a direct descriptor of another ring is refused', {}, async () => {
  const one = openRing({ slots: 1 })
  const two = openRing({ slots: 1 })
  const fd = await one.openat('/', 0, 0, { slot: 0 })
  expect(thrown(() => two.statx('', { at: fd }))).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  expect(thrown(() => two.fsync(fd))).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  await fd.close()
})
