import { CqeFlags, Errno, Op, UringError } from 'uring-sdk'
import { expect, test } from 'vitest'
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

const memory = (): Buffer => Buffer.alloc(64)

test('a promise settles with the result of its final completion', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, memory()))
  kernel.complete(await last(kernel, Op.RECV), 5)
  await kernel.turn()
  expect(await promise).toBe(5)
  expect(ring.inFlight).toBe(0)
  await closeScripted(ring, kernel)
})

test('a final completion that comes twice is counted and settles nothing', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, memory()))
  const recv = await last(kernel, Op.RECV)
  kernel.complete(recv, 5)
  kernel.post(recv, 6)
  await kernel.turn()
  expect(await promise).toBe(5)
  expect(ring.stats()).toMatchObject({ stray: 1, inFlight: 0 })
  // The slot has the next operation by now: a third one must not end that.
  const next = hushed(ring.recv(7, memory()))
  await kernel.turn()
  kernel.post(recv, 9)
  await kernel.turn()
  expect(await state(next)).toBe('pending')
  expect(ring.stats()).toMatchObject({ stray: 2, inFlight: 1 })
  await closeScripted(ring, kernel)
  expect(await rejection(next)).toMatchObject({ code: 'ECANCELED' })
})

test('user data of nobody, of another kind, and all ones are counted and never thrown', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, memory()))
  const { userDataLow, userDataHigh } = await last(kernel, Op.RECV)
  kernel.post({ userDataLow: 4711, userDataHigh }, 1)
  kernel.post({ userDataLow, userDataHigh: userDataHigh ^ 0x2 }, 1)
  kernel.post({ userDataLow, userDataHigh: userDataHigh + 0x10 }, 1)
  kernel.post({ userDataLow: 0xffff_ffff, userDataHigh: 0xffff_ffff }, 1)
  await kernel.turn()
  expect(await state(promise)).toBe('pending')
  expect(ring.stats()).toMatchObject({ stray: 4, inFlight: 1 })
  await closeScripted(ring, kernel)
  await rejection(promise)
})

test('completions out of order settle their own promises', async () => {
  const { ring, kernel } = scripted()
  const promises = [1, 2, 3, 4].map((fd) => ring.recv(fd, memory()))
  for (const recv of (await submitted(kernel, Op.RECV)).reverse()) kernel.complete(recv, recv.fd)
  await kernel.turn()
  expect(await Promise.all(promises)).toEqual([1, 2, 3, 4])
  await closeScripted(ring, kernel)
})

test('a zero-copy send settles with its first result, after its notification', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.sendZc(7, memory()))
  const send = await last(kernel, Op.SEND_ZC)
  kernel.complete(send, 64, CqeFlags.F_MORE)
  await kernel.turn()
  expect(await state(promise)).toBe('pending')
  expect(ring.inFlight).toBe(1)
  kernel.complete(send, 0, CqeFlags.F_NOTIF)
  await kernel.turn()
  expect(await promise).toBe(64)
  await closeScripted(ring, kernel)
})

test('a zero-copy send that fails rejects after its notification, and without one at once', async () => {
  const { ring, kernel } = scripted()
  const refused = hushed(ring.sendZc(7, memory()))
  const send = await last(kernel, Op.SEND_ZC)
  kernel.complete(send, -Errno.EOPNOTSUPP, CqeFlags.F_MORE)
  await kernel.turn()
  expect(await state(refused)).toBe('pending')
  kernel.complete(send, 0, CqeFlags.F_NOTIF)
  await kernel.turn()
  expect(await rejection(refused)).toMatchObject({ code: 'EOPNOTSUPP', op: 'SEND_ZC' })
  const reset = hushed(ring.sendZc(7, memory()))
  kernel.complete(await last(kernel, Op.SEND_ZC), -Errno.ECONNRESET)
  await kernel.turn()
  expect(await rejection(reset)).toMatchObject({ code: 'ECONNRESET' })
  await closeScripted(ring, kernel)
})

test('a notification after a cancel is awaited before the memory is let go', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const promise = hushed(ring.sendZc(7, memory(), { signal: controller.signal }))
  const send = await last(kernel, Op.SEND_ZC)
  controller.abort('enough')
  kernel.complete(send, -Errno.ECANCELED, CqeFlags.F_MORE)
  for (const cancel of await submitted(kernel, Op.ASYNC_CANCEL)) kernel.complete(cancel, 0)
  await kernel.turn()
  expect(await state(promise)).toBe('pending')
  kernel.complete(send, 0, CqeFlags.F_NOTIF)
  await kernel.turn()
  expect(await rejection(promise)).toMatchObject({ name: 'AbortError', cause: 'enough' })
  await closeScripted(ring, kernel)
})

test('a cancelled operation that won the race resolves', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const promise = hushed(ring.recv(7, memory(), { signal: controller.signal }))
  const recv = await last(kernel, Op.RECV)
  controller.abort()
  kernel.complete(recv, 3)
  await cancels(kernel)
  expect(await promise).toBe(3)
  await closeScripted(ring, kernel)
})

test('an abort settles only when the kernel has let go', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const promise = hushed(ring.recv(7, memory(), { signal: controller.signal }))
  const recv = await last(kernel, Op.RECV)
  controller.abort()
  const cancel = await last(kernel, Op.ASYNC_CANCEL)
  kernel.complete(cancel, 0)
  await kernel.turn()
  expect(await state(promise)).toBe('pending')
  kernel.complete(recv, -Errno.ECANCELED)
  await kernel.turn()
  expect(await rejection(promise)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
  await closeScripted(ring, kernel)
})

test.each([Errno.EALREADY, Errno.ENOENT])(
  'a cancel that misses with errno %i is asked for again, until the target has ended',
  async (errno) => {
    const { ring, kernel } = scripted()
    const controller = new AbortController()
    const promise = hushed(ring.recv(7, memory(), { signal: controller.signal }))
    await kernel.turn()
    controller.abort()
    kernel.complete(await last(kernel, Op.ASYNC_CANCEL), -errno)
    await kernel.turn()
    expect(await submitted(kernel, Op.ASYNC_CANCEL)).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(await cancels(kernel)).toBe(1)
    expect(await rejection(promise)).toMatchObject({ name: 'AbortError' })
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect(await submitted(kernel, Op.ASYNC_CANCEL)).toEqual([])
    await closeScripted(ring, kernel)
  },
)

test('a signal that was aborted before the call never reaches the kernel', async () => {
  const { ring, kernel } = scripted()
  const signal = AbortSignal.abort('before')
  const promise = hushed(ring.recv(7, memory(), { signal }))
  expect(await rejection(promise)).toMatchObject({ name: 'AbortError', cause: 'before' })
  await kernel.turn()
  expect(kernel.submissions).toEqual([])
  expect(ring.stats()).toMatchObject({ submitted: 0, inFlight: 0 })
  await closeScripted(ring, kernel)
})

test('a timeout rejects with ETIME once the kernel has let go, and never too early', async () => {
  const { ring, kernel } = scripted()
  const start = performance.now()
  const promise = hushed(ring.recv(7, memory(), { timeout: 50 }))
  await kernel.turn()
  while ((await submitted(kernel, Op.ASYNC_CANCEL)).length === 0) await kernel.turn()
  expect(performance.now() - start).toBeGreaterThan(49)
  expect(await state(promise)).toBe('pending')
  await cancels(kernel)
  const error = await rejection(promise)
  expect(error).toBeInstanceOf(UringError)
  expect(error).toMatchObject({ code: 'ETIME', syscall: 'uring_recv', op: 'RECV' })
  expect(error.message).toContain('50 ms')
  await closeScripted(ring, kernel)
})

test.each([Errno.EAGAIN, Errno.EBUSY, Errno.EINTR])(
  'an enter that answers errno %i is made again, and nothing is lost',
  async (errno) => {
    const { ring, kernel } = scripted()
    kernel.fail('enter', errno, 3)
    const promises = Array.from({ length: 20 }, (_, i) => ring.recv(i, memory()))
    for (let i = 0; i < 50 && kernel.submissions.length < 20; i++) {
      await kernel.turn()
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(kernel.submissions.map(({ fd }) => fd)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    for (const recv of kernel.inFlight) kernel.complete(recv, recv.fd + 1)
    await kernel.turn()
    expect(await Promise.all(promises)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    await closeScripted(ring, kernel)
  },
)

test('what found no room is submitted although nothing completes', async () => {
  const { ring, kernel } = scripted()
  kernel.fail('enter', Errno.EAGAIN, 1)
  const promises = Array.from({ length: 9 }, (_, i) => hushed(ring.recv(i, memory())))
  expect(ring.stats()).toMatchObject({ backlogged: 1 })
  for (let i = 0; i < 20 && kernel.submissions.length < 9; i++) {
    await kernel.turn()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(kernel.submissions).toHaveLength(9)
  await closeScripted(ring, kernel)
  await Promise.allSettled(promises)
})

test.each(['in the loop', 'in a call'])(
  'an enter that fails for good %s ends the ring',
  async (where) => {
    const { ring, kernel } = scripted()
    const count = where === 'in the loop' ? 3 : 8
    const promises = Array.from({ length: count }, (_, i) => ring.recv(i, memory()))
    const stream = ring.recvMultishot(99)
    const next = stream.next()
    next.catch(() => {})
    const outcomes = Promise.allSettled(promises)
    kernel.fail('enter', Errno.EBADR)
    if (where === 'in a call') {
      expect(() => Array.from({ length: 20 }, () => hushed(ring.recv(1, memory())))).toThrow(
        'EBADR',
      )
    }
    await kernel.turn()
    await kernel.turn()
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'EBADR' } })
    }
    await expect(next).rejects.toMatchObject({ code: 'EBADR' })
    // The kernel had let go before any of them was rejected: the backend was told how many there
    // are.
    expect(kernel.closed).toHaveLength(1)
    expect(kernel.closed[0]?.inFlight).toBeGreaterThan(0)
    expect(ring).toMatchObject({ closed: true, inFlight: 0 })
    expect(() => ring.nop()).toThrow()
    await ring.close()
  },
  5000,
)

test('what has completed before the ring broke keeps its result', async () => {
  const { ring, kernel } = scripted()
  const done = hushed(ring.recv(1, memory()))
  const open = hushed(ring.recv(2, memory()))
  const [first] = await submitted(kernel, Op.RECV)
  if (first === undefined) throw new Error('it was submitted')
  kernel.complete(first, 17)
  kernel.fail('enter', Errno.EBADR)
  const late = ring.nop()
  const outcomes = Promise.allSettled([done, open, late])
  await kernel.turn()
  await kernel.turn()
  expect(await outcomes).toMatchObject([
    { status: 'fulfilled', value: 17 },
    { status: 'rejected' },
    { status: 'rejected' },
  ])
})

test('a ring that the kernel does not let go of is closed later, and settles nothing before', async () => {
  const { ring, kernel } = scripted()
  const promise = hushed(ring.recv(7, memory()))
  promise.catch(() => {})
  await kernel.turn()
  const close = kernel.close.bind(kernel)
  let tries = 0
  kernel.close = (id) => {
    if (++tries < 3) throw new Error('no witness')
    close(id)
  }
  kernel.fail('enter', Errno.EBADR)
  ring.nop().catch(() => {})
  await kernel.turn()
  expect(await state(promise)).toBe('pending')
  expect(await rejection(promise)).toMatchObject({ code: 'EBADR' })
  expect(tries).toBe(3)
})

test('an operation started by a continuation of another gets a slot of its own', async () => {
  const { ring, kernel } = scripted()
  const chain = async (): Promise<number[]> => {
    const results: number[] = []
    for (let i = 0; i < 5; i++) results.push(await ring.recv(i, memory()))
    return results
  }
  const all = Promise.all([chain(), chain(), chain()])
  for (let round = 0; round < 5; round++) {
    for (const recv of await submitted(kernel, Op.RECV)) kernel.complete(recv, recv.fd + 10)
    await kernel.turn()
  }
  expect(await all).toEqual(Array.from({ length: 3 }, () => [10, 11, 12, 13, 14]))
  await closeScripted(ring, kernel)
})

test('completions that overflowed are fetched and settle in order', async () => {
  const { ring, kernel } = scripted({ entries: 4, cqEntries: 8 })
  const promises = Array.from({ length: 64 }, (_, i) => ring.recv(i, memory()))
  await kernel.turn()
  for (const recv of kernel.inFlight) kernel.complete(recv, recv.fd)
  await kernel.turn()
  expect(await Promise.all(promises)).toEqual(Array.from({ length: 64 }, (_, i) => i))
  await closeScripted(ring, kernel)
})
