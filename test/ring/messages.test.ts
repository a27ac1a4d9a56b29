import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Op, Ring, type RingHandle } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { modes } from './fixtures/modes.ts'
import { connected, folder, openRing, rejection } from './fixtures/rings.ts'

const entry = new URL('../kernel/fixtures/worker-entry.mjs', import.meta.url)
const peer = new URL('fixtures/message-peer.ts', import.meta.url).href

async function take<T>(from: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  while (taken.length < count) {
    const { value, done } = await from.next()
    if (done === true) break
    taken.push(value)
  }
  return taken
}

describe.each(modes)('messages to $name', (mode) => {
  const { options } = mode
  const needs = [Op.MSG_RING, ...mode.needs]

  kernelTest('arrive in order, all 32 bits of them', { needs }, async () => {
    const [from, to] = [openRing(), openRing(options)]
    const messages = to.messages()
    const values = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]
    for (const value of values) await from.message(to.handle, value)
    expect(await take(messages, 5)).toEqual(values)
    await messages.return?.()
    expect(to.stats()).toMatchObject({ messages: 5, stray: 0 })
  })

  kernelTest('wake it when it sleeps, and wait when nobody reads', { needs }, async () => {
    const [from, to] = [openRing(), openRing(options)]
    const waiting = to.messages().next()
    await sleep(20)
    await from.message(to.handle, 7)
    expect(await waiting).toEqual({ value: 7, done: false })
    await from.message(to.handle, 8)
    await sleep(20)
    expect(to.closed).toBe(false)
  })

  kernelTest('may come from a thousand at once', { needs }, async () => {
    const [from, to] = [openRing(), openRing(options)]
    const messages = to.messages()
    const sent = Array.from({ length: 1000 }, (_, i) => from.message(to.handle, i))
    const values = await take(messages, 1000)
    await Promise.all(sent)
    expect(values.toSorted((a, b) => a - b)).toEqual(values.map((_, i) => i))
  })
})

describe('messages', () => {
  const needs = [Op.MSG_RING]

  kernelTest('a ring may talk to itself', { needs }, async () => {
    const ring = openRing()
    await ring.message(ring.handle, 3)
    expect(await take(ring.messages(), 1)).toEqual([3])
  })

  kernelTest('what came before anybody read is read first', { needs }, async () => {
    const ring = openRing()
    for (const value of [1, 2, 3]) await ring.message(ring.handle, value)
    const messages = ring.messages()
    expect(messages.queued).toBe(3)
    for await (const value of messages) if (value === 2) break
    expect(await take(ring.messages(), 1)).toEqual([3])
  })

  kernelTest('one reads at a time', { needs }, async () => {
    const ring = openRing()
    const first = ring.messages()
    expect(() => ring.messages()).toThrow('The messages are being read already')
    await first.return?.()
    expect(ring.messages().queued).toBe(0)
  })

  kernelTest('a reader ends when its ring closes', { needs }, async () => {
    const ring = new Ring()
    const waiting = ring.messages().next()
    expect(ring.inFlight).toBe(0)
    await ring.close()
    expect(await waiting).toEqual({ value: undefined, done: true })
    expect(() => ring.messages()).toThrow('The ring is closed')
  })

  kernelTest('to a ring that is closed are refused, with the reason', { needs }, async () => {
    const [ring, other] = [openRing(), new Ring()]
    const { handle } = other
    await other.close()
    const error = await rejection(ring.message(handle, 1))
    expect(error.code).toMatch(/^(EBADF|EBADFD)$/)
    expect(error.message).toContain('the ring of the handle is closed')
  })

  kernelTest('never reach a ring that has the number of an older one', { needs }, async () => {
    const [ring, other] = [openRing(), new Ring()]
    const { handle, fd } = other
    await other.close()
    const stranger = openRing()
    expect(stranger.fd).toBe(fd)
    expect(stranger.handle).not.toBe(handle)
    await ring.message(handle, 1)
    await stranger.message(stranger.handle, 2)
    expect(await take(stranger.messages(), 1)).toEqual([2])
    expect(stranger.stats()).toMatchObject({ messages: 1, stray: 1 })
  })

  kernelTest('wrong arguments are named', { needs }, () => {
    const ring = openRing()
    const handle = ring.handle
    expect(() => ring.message('1' as never, 1)).toThrow('The "to" argument must be a RingHandle')
    expect(() => ring.message(7 as RingHandle, 1)).toThrow('"to" is out of range')
    expect(() => ring.message(handle, -1)).toThrow('"value" is out of range')
    expect(() => ring.message(handle, 2 ** 32)).toThrow('"value" is out of range')
    expect(() => ring.sendFd(handle, 1 as never)).toThrow('The "fd" argument must be an Fd')
  })

  kernelTest('go to and from a Worker', { needs }, async () => {
    const ring = openRing()
    const worker = new Worker(entry, { workerData: { entry: peer, to: ring.handle } })
    const [handle] = (await once(worker, 'message')) as [RingHandle]
    const messages = ring.messages()
    const pings = [1, 2, 3, 0xffff_fffe]
    for (const value of pings) await ring.message(handle, value)
    expect(await take(messages, 4)).toEqual([2, 3, 4, 0xffff_ffff])
    await worker.terminate()
    await messages.return?.()
  })
})

describe('descriptors between rings', () => {
  const needs = [Op.MSG_RING]
  const open = (): number => readdirSync('/proc/self/fd').length

  kernelTest('a plain one changes its owner', { needs: [Op.MSG_RING] }, async () => {
    const [from, to] = [openRing(), openRing()]
    const path = `${folder()}/file`
    writeFileSync(path, 'hello')
    const before = open()
    const fd = await from.openat(path, 0)
    const { value } = fd
    await from.sendFd(to.handle, fd)
    expect(fd.closed).toBe(true)
    const [got] = await take(to.receiveFds(), 1)
    if (got === undefined) throw new Error('it has arrived')
    expect(got).toMatchObject({ value, direct: false })
    const buffer = Buffer.alloc(5)
    expect(await to.read(got, buffer, 0)).toBe(5)
    await fd.close()
    await got.close()
    expect(open()).toBe(before)
  })

  kernelTest('a direct one gets a slot of the other table', { needs: [Op.MSG_RING] }, async () => {
    const [from, to] = [openRing({ slots: 4 }), openRing({ slots: 4 })]
    const path = `${folder()}/file`
    writeFileSync(path, 'hello')
    // The first slots of both tables are used, so that the numbers differ.
    const first = await to.openat(path, 0, 0, { slot: -1 })
    const fd = await from.openat(path, 0, 0, { slot: -1 })
    await from.sendFd(to.handle, fd)
    const [got] = await take(to.receiveFds(), 1)
    if (got === undefined) throw new Error('it has arrived')
    expect(got).toMatchObject({ value: 1, direct: true })
    const buffer = Buffer.alloc(5)
    expect(await to.read(got, buffer, 0)).toBe(5)
    expect(buffer.toString()).toBe('hello')
    // Its slot is free here again: the next one gets it.
    expect((await from.openat(path, 0, 0, { slot: -1 })).value).toBe(fd.value)
    await Promise.all([first.close(), got.close()])
  })

  kernelTest('a connection goes on with its new owner', { needs: [Op.MSG_RING] }, async () => {
    const [from, to] = [openRing(), openRing()]
    const [near, far] = await connected(from)
    const stream = from.recvMultishot(far)
    const pending = stream.next()
    await from.sendFd(to.handle, far)
    expect(await pending).toMatchObject({ done: true })
    const [got] = await take(to.receiveFds(), 1)
    if (got === undefined) throw new Error('it has arrived')
    await from.sendAll(near, Buffer.from('after'))
    for await (const lease of to.recvMultishot(got)) {
      expect(Buffer.from(lease.copy()).toString()).toBe('after')
      break
    }
    await Promise.all([near.close(), got.close()])
  })

  kernelTest('one that cannot be given stays here', { needs: [Op.MSG_RING] }, async () => {
    const [from, other] = [openRing({ slots: 1 }), new Ring()]
    const without = openRing()
    const { handle } = other
    await other.close()
    const plain = await from.openat('/dev/null', 0)
    await expect(from.sendFd(handle, plain)).rejects.toThrow('the ring of the handle is closed')
    expect(plain.closed).toBe(false)
    expect(await from.read(plain, Buffer.alloc(1))).toBe(0)
    const direct = await from.openat('/dev/null', 0, 0, { slot: -1 })
    await expect(from.sendFd(without.handle, direct)).rejects.toThrow('has no free slot')
    expect(await from.read(direct, Buffer.alloc(1))).toBe(0)
    await Promise.all([plain.close(), direct.close()])
  })

  kernelTest('what nobody takes is closed with the ring', { needs: [Op.MSG_RING] }, async () => {
    const from = openRing()
    const before = open()
    const to = new Ring()
    const fd = await from.openat('/dev/null', 0)
    await from.sendFd(to.handle, fd)
    await from.nop()
    await to.close()
    expect(open()).toBe(before)
  })

  kernelTest('one for a ring that is no more goes to no stranger', { needs }, async () => {
    const from = openRing({ slots: 2 })
    const before = open()
    const other = new Ring({ slots: 2 })
    const { handle, fd: number } = other
    await other.close()
    const stranger = openRing({ slots: 1 })
    expect(stranger.fd).toBe(number)
    const rings = open() - before
    await from.sendFd(handle, await from.openat('/dev/null', 0))
    await from.sendFd(handle, await from.openat('/dev/null', 0, 0, { slot: -1 }))
    await stranger.nop()
    // It is closed, and the slot that the kernel had given it is free.
    const fd = await stranger.openat('/dev/null', 0, 0, { slot: -1 })
    expect(open()).toBe(before + rings)
    expect(stranger.receiveFds().queued).toBe(0)
    expect(stranger.stats()).toMatchObject({ messages: 0, stray: 2 })
    await fd.close()
  })
})
