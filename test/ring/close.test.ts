import { Errno, Op, Ring, SetupFlags, support, UringError } from 'uring-sdk'
import { expect, test } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import {
  closeScripted,
  connected,
  hushed,
  last,
  openRing,
  rejection,
  scripted,
  state,
  submitted,
  thrown,
} from './fixtures/rings.ts'

test('close of an idle ring is idempotent, and closes once', async () => {
  const { ring, kernel } = scripted()
  const closed = ring.close()
  expect(ring.close()).toBe(closed)
  await closed
  await ring[Symbol.asyncDispose]()
  expect(ring.closed).toBe(true)
  expect(kernel.closed).toMatchObject([{ inFlight: 0 }])
})

test('everything on a closed ring is refused', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ kind: 'registered', count: 1, size: 64 })
  const lease = pool.take()
  await closeScripted(ring, kernel)
  const closed = { code: 'ERR_URING_CLOSED' }
  for (const use of [
    () => ring.nop(),
    () => ring.issue(Op.NOP),
    () => ring.recvMultishot(7),
    () => ring.multishot(Op.ACCEPT, { fd: 7 }),
    () => ring.sendAll(7, Buffer.alloc(1)),
    () => ring.readAll(7, Buffer.alloc(1)),
    () => ring.writeAll(7, Buffer.alloc(1)),
    () => ring.createPool(),
    () => ring.pool,
    () => ring.openListener({ port: 0 }),
    () => ring.openConnection({ port: 1 }),
    () => ring.closeFd(7),
  ]) {
    expect(thrown(use)).toMatchObject(closed)
  }
  // What is left of it does no harm: its number may be another ring's by now.
  const registrations = kernel.registrations.length
  lease?.release()
  await pool[Symbol.asyncDispose]()
  expect(thrown(() => pool.take())).toMatchObject({ code: 'ERR_URING_POOL_CLOSED' })
  expect(kernel.registrations).toHaveLength(registrations)
})

test('close cancels, and closes only when the last final completion was read', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, Buffer.alloc(1)))
  await kernel.turn()
  const closed = ring.close()
  expect(thrown(() => ring.nop())).toMatchObject({ code: 'ERR_URING_CLOSED' })
  const cancel = await last(kernel, Op.ASYNC_CANCEL)
  kernel.complete(cancel, 1)
  await kernel.turn()
  expect(await state(closed)).toBe('pending')
  expect(await state(promise)).toBe('pending')
  expect(kernel.closed).toEqual([])
  kernel.complete(await last(kernel, Op.RECV), -Errno.ECANCELED)
  for (let i = 0; i < 3; i++) {
    for (const again of await submitted(kernel, Op.ASYNC_CANCEL)) kernel.complete(again, -2)
    await kernel.turn()
  }
  await closed
  expect(await rejection(promise)).toMatchObject({ code: 'ECANCELED', op: 'RECV' })
  expect(kernel.closed).toMatchObject([{ inFlight: 0 }])
})

test('close asks again for what a cancel did not find', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.read(7, Buffer.alloc(1), 0))
  await kernel.turn()
  const closed = ring.close()
  for (let asked = 0; asked < 3; ) {
    const cancels = await submitted(kernel, Op.ASYNC_CANCEL)
    for (const cancel of cancels) kernel.complete(cancel, -Errno.ENOENT)
    asked += cancels.length
    await kernel.turn()
  }
  expect(await state(closed)).toBe('pending')
  await finish(kernel, ring)
  await closed
  expect(await promise).toBe(1)
})

async function finish(kernel: ScriptedKernel, ring: Ring): Promise<void> {
  while (ring.inFlight > 0) {
    await kernel.turn()
    for (const one of kernel.inFlight) kernel.complete(one, 1)
    await kernel.turn()
  }
}

test('close with a timeout rejects with what is left, and goes on', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.read(7, Buffer.alloc(1), 0))
  await kernel.turn()
  const error = await rejection(ring.close({ timeout: 30 }))
  expect(error).toMatchObject({ code: 'ETIME', syscall: 'uring_close' })
  expect(error.message).toMatch(/\d+ operations? .*in flight/)
  expect(error.message).toContain('READ (fd 7)')
  const closed = ring.close()
  await finish(kernel, ring)
  expect((await closed).waitedFor).toEqual([{ op: 'READ', fd: 7, direct: false, count: 1 }])
  await promise
  expect(kernel.closed).toHaveLength(1)
})

kernelTest('close reports what it waited for, and how long', {}, async () => {
  const ring = new Ring()
  const [near] = await connected(ring)
  const stream = ring.recvMultishot(near)
  const received = Array.from({ length: 3 }, () => hushed(ring.recv(near, Buffer.alloc(1))))
  const beat = hushed(ring.timeout(60_000))
  const started = performance.now()
  const report = await ring.close()
  expect(report.waitedMs).toBeGreaterThan(0)
  expect(report.waitedMs).toBeLessThanOrEqual(performance.now() - started)
  expect(report.streams).toBe(1)
  // A stream is a receive like any other.
  expect(report.waitedFor).toEqual([
    { op: 'RECV', fd: near.value, direct: false, count: 4 },
    { op: 'TIMEOUT', fd: -1, direct: false, count: 1 },
  ])
  expect(await ring.close()).toBe(report)
  await Promise.allSettled([...received, beat, stream.return(), near.close()])
})

test('an idle ring has waited for nothing', async () => {
  const { ring } = scripted()
  expect(await ring.close()).toMatchObject({ waitedFor: [], streams: 0 })
})

test('a close that is late names the most frequent kinds, and counts the others', async () => {
  const { ring, kernel } = scripted({ entries: 64 })
  const promises = Array.from({ length: 12 }, (_, fd) => hushed(ring.recv(fd, Buffer.alloc(1))))
  promises.push(hushed(ring.recv(3, Buffer.alloc(1))))
  promises.push(hushed(ring.fsync(5)) as Promise<never>)
  await kernel.turn()
  const error = await rejection(ring.close({ timeout: 10 }))
  expect(error.message).toContain('after 10 ms: 2 RECV (fd 3), RECV (fd 0), RECV (fd 1), ')
  expect(error.message).toMatch(/, \d+ more$/)
  await finish(kernel, ring)
  await ring.close()
  await Promise.allSettled(promises)
})

test('close cancels what is staged behind a full queue, too', async () => {
  const { ring, kernel } = scripted()
  kernel.fail('enter', Errno.EAGAIN, 1)
  const promises = Array.from({ length: 20 }, () => hushed(ring.recv(7, Buffer.alloc(1))))
  expect(ring.stats()).toMatchObject({ backlogged: 12, inFlight: 20 })
  await closeScripted(ring, kernel)
  for (const outcome of await Promise.allSettled(promises)) expect(outcome.status).toBe('rejected')
  expect(kernel.closed).toMatchObject([{ inFlight: 0 }])
})

test('a ring that breaks while it closes is closed all the same', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, Buffer.alloc(1)))
  await kernel.turn()
  const closed = ring.close()
  kernel.fail('enter', Errno.EBADR)
  await kernel.turn()
  await closed
  expect(await rejection(promise)).toMatchObject({ code: 'EBADR' })
  expect(ring.inFlight).toBe(0)
})

kernelTest('close inside a continuation of the ring itself', {}, async () => {
  const ring = new Ring()
  const other = hushed(ring.timeout(60_000))
  await ring.nop()
  await ring.close()
  expect(await rejection(other)).toMatchObject({ code: 'ECANCELED' })
})

kernelTest('close waits for a read that nothing can cancel', {}, async () => {
  const ring = new Ring()
  const buffer = new Uint8Array(256 << 20)
  const fd = await ring.openat('/dev/zero', 0)
  const read = ring.read(fd, buffer, 0, { async: true })
  read.catch(() => {})
  await new Promise(setImmediate)
  await ring.close()
  // It has settled by now, one way or the other: the kernel does not write any more.
  expect(await state(read)).not.toBe('pending')
  await fd.close()
})

kernelTest('a ring that closes with a connection open leaves the connection', {}, async () => {
  const ring = new Ring()
  const second = openRing()
  const [near, far] = await connected(ring)
  await ring.close()
  expect(await second.send(near, Buffer.from('x'))).toBe(1)
  expect(await second.recv(far, Buffer.alloc(1))).toBe(1)
  await Promise.all([near.close(), far.close()])
})

test.each([
  [Errno.ENOSYS, 'kernel'],
  [Errno.EPERM, /sysctl|seccomp|policy/],
  [Errno.ENOMEM, 'memlock'],
])('a kernel that answers %i to setup is explained', (errno, reason) => {
  const kernel = new ScriptedKernel()
  kernel.fail('setup', errno, 2)
  const error = thrown(() => new Ring({ kernel }))
  expect(error).toBeInstanceOf(UringError)
  expect(error).toMatchObject({
    errno: -errno,
    syscall: 'io_uring_setup',
    reason: expect.stringMatching(reason) as string,
    remedy: expect.stringMatching(/\w{3}/) as string,
  })
})

test('an older kernel gets a ring without what it lacks', async () => {
  const flags = SetupFlags.SINGLE_ISSUER | SetupFlags.COOP_TASKRUN | SetupFlags.SUBMIT_ALL
  const kernel = new ScriptedKernel({ setupFlags: flags | SetupFlags.CQSIZE })
  const ring = new Ring({ kernel })
  expect(ring.flags & flags).toBe(flags)
  expect(ring.flags & SetupFlags.NO_SQARRAY).toBe(0)
  const nop = ring.nop()
  kernel.complete(await last(kernel, Op.NOP), 0)
  await kernel.turn()
  await nop
  await ring.close()
})

test('a table of slots that cannot be had closes the ring again', () => {
  const kernel = new ScriptedKernel()
  kernel.fail('register', Errno.ENOMEM)
  const error = thrown(() => new Ring({ kernel, slots: 16 }))
  expect(error).toMatchObject({ code: 'ENOMEM', op: 'REGISTER_FILES2' })
  expect(kernel.closed).toHaveLength(1)
})

test('an eventfd that cannot be had closes the ring again', () => {
  const kernel = new ScriptedKernel()
  const flags = SetupFlags.SINGLE_ISSUER | SetupFlags.DEFER_TASKRUN
  kernel.fail('syscall', Errno.EMFILE)
  expect(thrown(() => new Ring({ kernel, flags }))).toMatchObject({ code: 'EMFILE' })
  expect(kernel.closed).toHaveLength(1)
  const registering = new ScriptedKernel()
  registering.fail('register', Errno.EBUSY)
  expect(thrown(() => new Ring({ kernel: registering, flags }))).toMatchObject({ code: 'EBUSY' })
  expect(registering.syscalls.map(([number]) => number)).toContain(Syscall.close)
})

test('support says what there is, and never throws', () => {
  const answer = support()
  expect(typeof answer.ok).toBe('boolean')
  for (const op of [-1, 0, 255, 1e9, NaN]) expect(typeof answer.op(op)).toBe('boolean')
  expect(answer.setup(-1)).toBe(false)
  expect(answer.register(1e9)).toBe(false)
})

kernelTest('errors look like those of Node', {}, async () => {
  const ring = openRing()
  const error = await rejection(ring.openat('/nowhere/at/all', 0))
  expect(error).toBeInstanceOf(UringError)
  expect(error).toMatchObject({
    name: 'UringError',
    code: 'ENOENT',
    errno: -2,
    syscall: 'uring_openat',
    op: 'OPENAT',
  })
  expect(error.message).toContain('uring_openat ENOENT')
  expect(await rejection(ring.fsync(9999))).toMatchObject({ code: 'EBADF', syscall: 'uring_fsync' })
  const invalid = await rejection(ring.issue(254))
  expect(invalid).toMatchObject({ code: 'EINVAL', op: 'OP_254', syscall: 'uring_op_254' })
  expect((invalid as UringError).remedy).toContain('support().op')
})
