/** Debug mode: where operations were started, in what a ring shows and in what fails. */
import { inspect } from 'node:util'
import { Errno, Op } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { closeScripted, connected, hushed, last, openRing, rejection } from './fixtures/rings.ts'
import { scripted, submitted } from './fixtures/rings.ts'

const here = /where\.test\.ts:\d+:\d+/

describe('ring.inspect()', () => {
  test('tells opcode, descriptor, age, submission, and what ends it', async () => {
    const { ring, kernel } = scripted()
    const stop = new AbortController()
    const one = hushed(ring.recv(7, Buffer.alloc(64), { signal: stop.signal }))
    const two = hushed(ring.openat('/x', 0))
    await kernel.turn()
    expect(ring.inspect()).toMatchObject([
      { op: 'RECV', fd: 7, direct: false, submission: expect.stringContaining('length=64') },
      { op: 'OPENAT', fd: -1 },
    ])
    for (const { ageMs } of ring.inspect()) expect(ageMs).toBeGreaterThanOrEqual(0)
    stop.abort()
    expect(ring.inspect()[0]).toMatchObject({ op: 'RECV', stopped: 'abort' })
    await closeScripted(ring, kernel)
    await Promise.allSettled([one, two])
    expect(ring.inspect()).toEqual([])
  })

  test('tells the age of each, although the clock is looked at once a turn', async () => {
    const { ring, kernel } = scripted()
    const old = hushed(ring.recv(7, Buffer.alloc(8)))
    await kernel.turn()
    await new Promise((resolve) => setTimeout(resolve, 60))
    const young = hushed(ring.recv(8, Buffer.alloc(8)))
    const [first, second] = ring.inspect()
    expect(first?.ageMs).toBeGreaterThanOrEqual(58)
    expect((first?.ageMs ?? 0) - (second?.ageMs ?? 0)).toBeGreaterThanOrEqual(58)
    await closeScripted(ring, kernel)
    await Promise.allSettled([old, young])
  })

  test('knows the descriptor when the slot of the queue is another one’s', async () => {
    const { ring, kernel } = scripted({ entries: 1 })
    const recv = hushed(ring.recv(7, Buffer.alloc(8)))
    await submitted(kernel, Op.RECV)
    const poll = hushed(ring.pollAdd(9, 1))
    await kernel.turn()
    expect(ring.inspect()).toMatchObject([
      { op: 'RECV', fd: 7 },
      { op: 'POLL_ADD', fd: 9 },
    ])
    expect(ring.inspect()[0]).not.toHaveProperty('submission')
    expect(ring.inspect()[0]).not.toHaveProperty('where')
    await closeScripted(ring, kernel)
    await Promise.allSettled([recv, poll])
  })

  kernelTest('tells a direct descriptor by its slot', {}, async () => {
    const ring = openRing({ slots: 4 })
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const [near, far] = await Promise.all([
      ring.accept(listener, { slot: 2 }),
      ring.openConnection({ port, host: '127.0.0.1' }),
    ])
    const recv = hushed(ring.recv(near, Buffer.alloc(8)))
    expect(ring.inspect()).toMatchObject([{ op: 'RECV', fd: 2, direct: true }])
    for (const fd of [near, far, listener]) await fd.close()
    await rejection(recv)
  })
})

describe('debug mode', () => {
  test('shows the line that has started an operation', async () => {
    const { ring, kernel } = scripted({ debug: true })
    const startHere = (): Promise<unknown> => hushed(ring.recv(7, Buffer.alloc(8)))
    const promise = startHere()
    expect(ring.inspect()[0]?.where).toMatch(/^startHere \(/)
    expect(ring.inspect()[0]?.where).toMatch(here)
    expect(inspect(ring)).toMatch(/#0 RECV fd=7 .* <\d+ ms> at startHere \(/)
    await closeScripted(ring, kernel)
    await rejection(promise)
  })

  test('leads the stack of an error to that line, and to it alone', async () => {
    const { ring, kernel } = scripted({ debug: true })
    const startHere = (): Promise<unknown> => hushed(ring.recv(7, Buffer.alloc(8)))
    const promise = startHere()
    kernel.complete(await last(kernel, Op.RECV), -Errno.ECONNRESET)
    await kernel.turn()
    const { stack = '' } = await rejection(promise)
    const [head, first = '', ...others] = stack.split('\n')
    expect(head).toMatch(/^UringError: uring_recv ECONNRESET: /)
    expect(first).toMatch(/^ {4}at startHere \(/)
    expect(first).toMatch(here)
    for (const line of others) expect(line).not.toContain('/src/ring/')
    await closeScripted(ring, kernel)
  })

  test('does so for aborts and timeouts', async () => {
    const { ring, kernel } = scripted({ debug: true })
    const stop = new AbortController()
    const startHere = (): Promise<unknown> =>
      hushed(ring.recv(7, Buffer.alloc(8), { signal: stop.signal }))
    const promise = startHere()
    await kernel.turn()
    stop.abort()
    await closeScripted(ring, kernel)
    const error = await rejection(promise)
    expect(error.name).toBe('AbortError')
    expect(error.stack).toMatch(/^AbortError: .*\n {4}at startHere \(/)
  })

  test('leads the error of a stream to where it was made, however often it was armed', async () => {
    const { ring, kernel } = scripted({ debug: true })
    const makeHere = (): AsyncIterator<unknown> => ring.pollAddMultishot(7, 1)
    const stream = makeHere()
    kernel.complete(await last(kernel, Op.POLL_ADD), 1)
    await kernel.turn()
    await stream.next()
    const next = hushed(stream.next())
    kernel.complete(await last(kernel, Op.POLL_ADD), -Errno.EBADF)
    await kernel.turn()
    expect((await rejection(next)).stack).toMatch(/\n {4}at makeHere \(/)
    await closeScripted(ring, kernel)
  })

  kernelTest('leads the error of a whole send to its call', {}, async () => {
    const ring = openRing({ debug: true })
    const [near, far] = await connected(ring)
    const first = hushed(ring.sendAll(near, Buffer.alloc(16 << 20)))
    const sendHere = (): Promise<void> => hushed(ring.sendAll(near, Buffer.alloc(1 << 20)))
    const behind = sendHere()
    await ring.timeout(20)
    await far.close()
    const { stack } = await rejection(first)
    expect(stack).toMatch(here)
    await rejection(behind)
    const next = sendHere()
    expect((await rejection(next)).message).not.toBe('')
    await near.close()
  })

  test('keeps the place of each send, although one queue has them all', async () => {
    const { ring, kernel } = scripted({ debug: true })
    const sendFirst = (): Promise<void> => hushed(ring.sendAll(7, Buffer.alloc(8)))
    const sendThen = (): Promise<void> => hushed(ring.sendAll(7, Buffer.alloc(8)))
    const sendLast = (): Promise<void> => hushed(ring.sendAll(7, Buffer.alloc(8)))
    for (const [send, name] of [
      [sendFirst, 'sendFirst'],
      [sendThen, 'sendThen'],
    ] as const) {
      const sent = send()
      expect(ring.inspect()[0]?.where).toContain(name)
      kernel.complete(await last(kernel, Op.SEND), 8)
      await kernel.turn()
      await sent
    }
    const [short, queued] = [sendThen(), sendLast()]
    kernel.complete(await last(kernel, Op.SEND), 3)
    await kernel.turn()
    expect(ring.inspect()[0]?.where).toContain('sendThen')
    kernel.complete(await last(kernel, Op.SEND), 5)
    await kernel.turn()
    await short
    const behind = await last(kernel, Op.SEND)
    expect(ring.inspect()).toMatchObject([{ where: expect.stringContaining('sendLast') }])
    kernel.complete(behind, -Errno.EPIPE)
    await kernel.turn()
    expect((await rejection(queued)).stack).toMatch(/\n {4}at sendLast \(/)
    await closeScripted(ring, kernel)
  })

  test('is off unless it is asked for', async () => {
    const { ring, kernel } = scripted()
    const promise = hushed(ring.recv(7, Buffer.alloc(8)))
    kernel.complete(await last(kernel, Op.RECV), -Errno.ECONNRESET)
    await kernel.turn()
    expect((await rejection(promise)).stack).not.toMatch(here)
    await closeScripted(ring, kernel)
  })
})
