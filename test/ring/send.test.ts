import { Errno, type Fd, MsgFlags, Op, type Ring } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import type { ScriptedKernel } from '../support/scripted-kernel.ts'
import {
  cancels,
  closeScripted,
  connected,
  hushed,
  last,
  openRing,
  pattern,
  rejection,
  scripted,
  state,
  submitted,
  thrown,
} from './fixtures/rings.ts'

const sends = (kernel: ScriptedKernel) => submitted(kernel, Op.SEND)

/** A descriptor of the ring, as a connection gives it. */
async function fdOf(ring: Ring, kernel: ScriptedKernel, value = 1000): Promise<Fd> {
  const opened = ring.openat('/x', 0)
  kernel.complete(await last(kernel, Op.OPENAT), value)
  await kernel.turn()
  return opened
}

async function leaseOf(ring: Ring, kernel: ScriptedKernel, text = 'lease') {
  const stream = ring.recvMultishot(99)
  kernel.deliver(await last(kernel, Op.RECV), text)
  await kernel.turn()
  const { value } = await stream.next()
  void stream.return?.()
  await cancels(kernel)
  if (value === undefined) throw new Error('it was received')
  return value
}

kernelTest('sendAll sends all of it', {}, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  await ring.sendAll(near, Buffer.from('whole'))
  const buffer = Buffer.alloc(10)
  expect(await ring.recv(far, buffer)).toBe(5)
  expect(buffer.toString('utf8', 0, 5)).toBe('whole')
})

kernelTest('64 sends at once arrive in call order, byte for byte', {}, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  const messages = Array.from({ length: 64 }, (_, i) => pattern(1 + ((i * 7919) % 100_000), i + 1))
  const all = Promise.all(messages.map((message) => ring.sendAll(near, message)))
  const expected = Buffer.concat(messages)
  let at = 0
  for await (const lease of ring.recvMultishot(far)) {
    const { bytes } = lease
    if (Buffer.compare(bytes, expected.subarray(at, at + bytes.length)) !== 0) {
      throw new Error(`a wrong byte after byte ${at}`)
    }
    at += bytes.length
    lease.release()
    if (at === expected.length) break
  }
  await all
  expect(at).toBe(expected.length)
})

kernelTest('pieces of one sendAll arrive one after the other', {}, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  const pieces = [Buffer.from('a'), new Uint16Array([0x6362]), Buffer.alloc(0), Buffer.from('d')]
  await Promise.all([ring.sendAll(near, pieces), ring.sendAll(near, Buffer.from('!'))])
  const buffer = Buffer.alloc(5)
  expect(await ring.recv(far, buffer, { flags: MsgFlags.WAITALL })).toBe(5)
  expect(buffer.toString()).toBe('abcd!')
})

test.each([[[]], [Buffer.alloc(0)], [[Buffer.alloc(0), new Uint8Array(0)]]])(
  'sendAll of nothing resolves without the kernel: %j',
  async (data) => {
    const { ring, kernel } = scripted()
    await ring.sendAll(7, data)
    await kernel.turn()
    expect(kernel.submissions).toEqual([])
    await closeScripted(ring, kernel)
  },
)

test('one send is in flight at a time, and each begins where the last one ended', async () => {
  const { ring, kernel } = scripted()
  const first = ring.sendAll(7, Buffer.from('abcdef'))
  const second = ring.sendAll(7, Buffer.from('ghi'))
  const other = ring.sendAll(8, Buffer.from('other'))
  expect((await sends(kernel)).map(({ fd, len }) => [fd, len])).toEqual([
    [7, 6],
    [8, 5],
  ])
  const [one] = await sends(kernel)
  if (one === undefined) throw new Error('it is in flight')
  expect(one.opFlags & MsgFlags.WAITALL).toBe(MsgFlags.WAITALL)
  kernel.complete(one, 2)
  await kernel.turn()
  const rest = await last(kernel, Op.SEND)
  expect(rest).toMatchObject({ fd: 7, len: 4, addr: one.addr + 2 })
  kernel.complete(rest, 4)
  await kernel.turn()
  await first
  const next = await last(kernel, Op.SEND)
  expect(Buffer.from(kernel.memory(next.addr, next.len)).toString()).toBe('ghi')
  for (const send of await sends(kernel)) kernel.complete(send, send.len)
  await kernel.turn()
  await Promise.all([second, other])
  await closeScripted(ring, kernel)
})

test('a send that fails before its first byte leaves the others alone', async () => {
  const { ring, kernel } = scripted()
  const failed = hushed(ring.sendAll(7, Buffer.from('abc')))
  const next = ring.sendAll(7, Buffer.from('def'))
  kernel.complete(await last(kernel, Op.SEND), -Errno.ENOMEM)
  await kernel.turn()
  expect(await rejection(failed)).toMatchObject({ code: 'ENOMEM' })
  kernel.complete(await last(kernel, Op.SEND), 3)
  await kernel.turn()
  await next
  await closeScripted(ring, kernel)
})

test('after a send that broke off in the middle nothing follows on the same Fd', async () => {
  const { ring, kernel } = scripted()
  const fd = await fdOf(ring, kernel)
  const lease = await leaseOf(ring, kernel)
  const failed = hushed(ring.sendAll(fd, Buffer.from('abcdef')))
  const queued = hushed(ring.sendAll(fd, lease))
  kernel.complete(await last(kernel, Op.SEND), 2)
  await kernel.turn()
  kernel.complete(await last(kernel, Op.SEND), -Errno.ECONNRESET)
  await kernel.turn()
  const error = await rejection(failed)
  expect(error).toMatchObject({ code: 'ECONNRESET' })
  expect(await rejection(queued)).toBe(error)
  expect(await rejection(ring.sendAll(fd, Buffer.from('x')))).toBe(error)
  expect(await sends(kernel)).toEqual([])
  expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
  await closeScripted(ring, kernel)
})

test('a send that was cancelled in the middle says so, and does not go on', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const { signal } = controller
  const failed = hushed(ring.sendAll(7, Buffer.from('abcdef'), { signal }))
  const send = await last(kernel, Op.SEND)
  controller.abort()
  kernel.complete(send, 4)
  await cancels(kernel)
  expect(await rejection(failed)).toMatchObject({ name: 'AbortError' })
  expect(await sends(kernel)).toEqual([])
  await closeScripted(ring, kernel)
})

test('a send that is cancelled after its last byte was sent', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const sent = ring.sendAll(7, Buffer.from('abcdef'), { signal: controller.signal })
  const send = await last(kernel, Op.SEND)
  controller.abort()
  kernel.complete(send, 6)
  await cancels(kernel)
  await sent
  await closeScripted(ring, kernel)
})

test('a queued send that is aborted leaves the line at once, with its lease', async () => {
  const { ring, kernel } = scripted()
  const lease = await leaseOf(ring, kernel)
  const controller = new AbortController()
  const first = ring.sendAll(7, Buffer.from('abc'))
  const aborted = hushed(ring.sendAll(7, lease, { signal: controller.signal }))
  const third = ring.sendAll(7, Buffer.from('def'))
  await kernel.turn()
  controller.abort('changed my mind')
  expect(await rejection(aborted)).toMatchObject({ name: 'AbortError', cause: 'changed my mind' })
  expect(ring.pool).toMatchObject({ leased: 0 })
  kernel.complete(await last(kernel, Op.SEND), 3)
  await kernel.turn()
  await first
  const next = await last(kernel, Op.SEND)
  expect(Buffer.from(kernel.memory(next.addr, next.len)).toString()).toBe('def')
  kernel.complete(next, 3)
  await kernel.turn()
  await third
  await closeScripted(ring, kernel)
})

test('a kernel that sends nothing and says no error is not asked for ever', async () => {
  const { ring, kernel } = scripted()
  const failed = hushed(ring.sendAll(7, Buffer.from('abc')))
  kernel.complete(await last(kernel, Op.SEND), 0)
  await kernel.turn()
  expect(await rejection(failed)).toMatchObject({ code: 'EPIPE' })
  await closeScripted(ring, kernel)
})

test('closing the Fd cancels the send in flight and refuses those that wait', async () => {
  const { ring, kernel } = scripted()
  const fd = await fdOf(ring, kernel)
  const leases = [await leaseOf(ring, kernel), await leaseOf(ring, kernel)]
  const promises = [...leases, Buffer.from('x')].map((data) => hushed(ring.sendAll(fd, data)))
  await kernel.turn()
  const closed = fd.close()
  await cancels(kernel)
  for (const promise of promises) expect(await state(promise)).toBe('rejected')
  expect(await sends(kernel)).toEqual([])
  expect(ring.pool).toMatchObject({ leased: 0 })
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  expect(kernel.submissions.filter(({ opcode }) => opcode === Op.SEND)).toHaveLength(1)
  await closeScripted(ring, kernel)
})

test('a send by Fd behind one by number is refused when the Fd is closed meanwhile', async () => {
  const { ring, kernel } = scripted()
  const fd = await fdOf(ring, kernel)
  const byNumber = ring.sendAll(fd.value, Buffer.from('abc'))
  const byFd = hushed(ring.sendAll(fd, Buffer.from('def')))
  expect(await sends(kernel)).toHaveLength(1)
  const closed = fd.close()
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  // The number may be anybody's from here on.
  kernel.complete(await last(kernel, Op.SEND), 3)
  await kernel.turn()
  await byNumber
  expect(await rejection(byFd)).toMatchObject({ code: 'ERR_URING_FD_CLOSED' })
  expect(await sends(kernel)).toEqual([])
  const stranger = await fdOf(ring, kernel, 1000)
  const sent = ring.sendAll(stranger, Buffer.from('ghi'))
  kernel.complete(await last(kernel, Op.SEND), 3)
  await kernel.turn()
  await sent
  await closeScripted(ring, kernel)
})

test('one descriptor has one line, by whatever name and in whatever order it is used', async () => {
  const { ring, kernel } = scripted()
  const fd = await fdOf(ring, kernel)
  const rest = 'abcdefgh'.split('')
  const promises: Promise<void>[] = []
  // Idle in between, so that whoever keeps the line must keep it for both names.
  for (const name of [fd, fd.value, fd, fd.value]) {
    promises.push(ring.sendAll(name, Buffer.from(rest.shift() ?? '')))
    promises.push(ring.sendAll(name === fd ? fd.value : fd, Buffer.from(rest.shift() ?? '')))
    for (let i = 0; i < 2; i++) {
      const [send, more] = await sends(kernel)
      if (send === undefined || more !== undefined) throw new Error('one is in flight')
      kernel.complete(send, 1)
      await kernel.turn()
    }
  }
  await Promise.all(promises)
  const sent = kernel.submissions.filter(({ opcode }) => opcode === Op.SEND)
  expect(sent.map(({ addr }) => Buffer.from(kernel.memory(addr, 1)).toString()).join('')).toBe(
    'abcdefgh',
  )
  await closeScripted(ring, kernel)
})

test('a hole in the bytes of one connection says nothing of the next one with its number', async () => {
  const { ring, kernel } = scripted()
  const fd = await fdOf(ring, kernel)
  const failed = hushed(ring.sendAll(fd, Buffer.from('abcdef')))
  kernel.complete(await last(kernel, Op.SEND), 2)
  await kernel.turn()
  kernel.complete(await last(kernel, Op.SEND), -Errno.ECONNRESET)
  await kernel.turn()
  await rejection(failed)
  const closed = fd.close()
  kernel.complete(await last(kernel, Op.CLOSE), 0)
  await kernel.turn()
  await closed
  const next = await fdOf(ring, kernel, 1000)
  const sent = [ring.sendAll(next, Buffer.from('a')), ring.sendAll(next.value, Buffer.from('b'))]
  for (let i = 0; i < 2; i++) {
    const [send, more] = await sends(kernel)
    if (send === undefined || more !== undefined) throw new Error('one is in flight')
    kernel.complete(send, 1)
    await kernel.turn()
  }
  await Promise.all(sent)
  await closeScripted(ring, kernel)
})

test('closing the ring refuses ten thousand queued sends without a deep stack', async () => {
  const { ring, kernel } = scripted()
  const promises = Array.from({ length: 10_000 }, () => hushed(ring.sendAll(7, Buffer.from('x'))))
  await kernel.turn()
  await closeScripted(ring, kernel)
  for (const outcome of await Promise.allSettled(promises)) expect(outcome.status).toBe('rejected')
  expect(kernel.submissions.filter(({ opcode }) => opcode === Op.SEND)).toHaveLength(1)
})

test('a broken ring refuses ten thousand queued sends without a deep stack', async () => {
  const { ring, kernel } = scripted()
  const promises = Array.from({ length: 10_000 }, () => hushed(ring.sendAll(7, Buffer.from('x'))))
  kernel.fail('enter', Errno.EBADR)
  await kernel.turn()
  await kernel.turn()
  for (const outcome of await Promise.allSettled(promises)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'EBADR' } })
  }
  expect(ring.closed).toBe(true)
})

test('memory that is detached while a send waits is never read', async () => {
  const { ring, kernel } = scripted()
  const data = new Uint8Array(64)
  const first = ring.sendAll(7, Buffer.from('abc'))
  const second = hushed(ring.sendAll(7, data))
  structuredClone(data.buffer, { transfer: [data.buffer] })
  kernel.complete(await last(kernel, Op.SEND), 3)
  await kernel.turn()
  await first
  expect(await rejection(second)).toMatchObject({ code: 'ERR_URING_BUFFER_DETACHED' })
  expect(await sends(kernel)).toEqual([])
  await closeScripted(ring, kernel)
})

test('a lease goes back when its send has ended, however it ends', async () => {
  const { ring, kernel } = scripted()
  const lease = await leaseOf(ring, kernel)
  const sent = ring.sendAll(7, lease)
  expect(ring.pool).toMatchObject({ leased: 1 })
  expect(thrown(() => lease.bytes)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  expect(thrown(() => lease.length)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  // Released by the user too: it must not go back twice.
  lease.release()
  expect(ring.pool).toMatchObject({ leased: 1 })
  kernel.complete(await last(kernel, Op.SEND), 5)
  await kernel.turn()
  await sent
  expect(ring.pool).toMatchObject({ leased: 0, free: 8 })
  const failing = await leaseOf(ring, kernel)
  const failed = hushed(ring.sendAll(7, failing))
  kernel.complete(await last(kernel, Op.SEND), -Errno.EPIPE)
  await kernel.turn()
  expect(await rejection(failed)).toMatchObject({ code: 'EPIPE' })
  expect(ring.pool).toMatchObject({ leased: 0, free: 8 })
  await closeScripted(ring, kernel)
})

test('a lease cannot be sent twice, nor twice in one call, and stays good after the refusal', async () => {
  const { ring, kernel } = scripted()
  const lease = await leaseOf(ring, kernel)
  expect(thrown(() => ring.sendAll(7, [lease, lease]))).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
  })
  expect(thrown(() => ring.writev(7, [lease, Buffer.alloc(1), lease])).message).toContain(
    'buffers[2]',
  )
  expect(Buffer.from(lease.bytes).toString()).toBe('lease')
  const sent = hushed(ring.sendAll(7, lease))
  expect(thrown(() => ring.sendAll(7, lease))).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  expect(thrown(() => ring.send(7, lease))).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
  await closeScripted(ring, kernel)
  expect(await state(sent)).toBe('rejected')
})

test('a lease that is filled stays its owner’s, and goes back only when the kernel is done', async () => {
  const { ring, kernel } = scripted()
  const lease = await leaseOf(ring, kernel)
  const read = ring.read(7, lease, 0)
  const again = ring.read(7, lease, 0)
  const [one, two] = await submitted(kernel, Op.READ)
  if (one === undefined || two === undefined) throw new Error('both are in flight')
  lease.release()
  expect(ring.pool).toMatchObject({ leased: 1 })
  kernel.complete(one, 5)
  await kernel.turn()
  expect(await read).toBe(5)
  expect(ring.pool).toMatchObject({ leased: 1 })
  kernel.complete(two, 5)
  await kernel.turn()
  await again
  expect(ring.pool).toMatchObject({ leased: 0, free: 8 })
  await closeScripted(ring, kernel)
})

test('a lease that is sent while it is being filled goes back after both', async () => {
  const { ring, kernel } = scripted()
  const lease = await leaseOf(ring, kernel)
  const read = ring.read(7, lease, 0)
  const sent = ring.sendAll(8, lease)
  kernel.complete(await last(kernel, Op.SEND), 5)
  await kernel.turn()
  await sent
  expect(ring.pool).toMatchObject({ leased: 1 })
  kernel.complete(await last(kernel, Op.READ), 5)
  await kernel.turn()
  await read
  expect(ring.pool).toMatchObject({ leased: 0 })
  await closeScripted(ring, kernel)
})

test('a lease that a pre-aborted call was given goes back', async () => {
  const { ring, kernel } = scripted()
  const signal = AbortSignal.abort()
  const one = await leaseOf(ring, kernel)
  await rejection(ring.send(7, one, { signal }))
  const two = await leaseOf(ring, kernel)
  await rejection(ring.sendAll(7, two, { signal }))
  expect(ring.pool).toMatchObject({ leased: 0 })
  await closeScripted(ring, kernel)
})
