import { CqeFlags, Errno, Features, type Lease, Op, SendRecvFlags } from 'uring-sdk'
import { RegisterOp } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { needsKernel } from '../raw/fixtures/bench.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { ScriptedKernel, type Submission } from '../support/scripted-kernel.ts'
import {
  cancels,
  closeScripted,
  connected,
  last,
  openRing,
  scripted,
  thrown,
} from './fixtures/rings.ts'

const SIZE = 64

/** One completion for several buffers, which the kernel picks in their order. */
function deliverBundle(kernel: ScriptedKernel, recv: Submission, text: string, more = true): void {
  const bytes = Buffer.from(text)
  let flags = 0
  for (let at = 0; at < bytes.length; at += SIZE) {
    const picked = kernel.pick(recv.bufGroup, bytes.length - at)
    if (picked === null) throw new Error('a buffer is published')
    const part = bytes.subarray(at, at + picked.length)
    kernel.memory(picked.address, picked.length).set(part)
    if (at === 0) flags = picked.flags
  }
  kernel.complete(recv, bytes.length, flags | (more ? CqeFlags.F_MORE : 0))
}

const textOf = (lease: Lease | undefined): string => Buffer.from(lease?.bytes ?? []).toString()

describe('a bundling pool', () => {
  const pool = { count: 8, countMax: 8, size: SIZE, bundle: true }

  test('gives a lease for each buffer of a completion, in order', async () => {
    const { ring, kernel } = scripted({ pool })
    const stream = ring.recvMultishot(7)
    const recv = await last(kernel, Op.RECV)
    expect(recv.ioprio).toBe(SendRecvFlags.RECV_MULTISHOT | SendRecvFlags.BUNDLE)
    const waiting = stream.next()
    deliverBundle(kernel, recv, 'a'.repeat(64) + 'b'.repeat(64) + 'c')
    await kernel.turn()
    expect(stream.queued).toBe(2)
    expect(ring.pool).toMatchObject({ free: 5, leased: 3 })
    const leases = [(await waiting).value, (await stream.next()).value, (await stream.next()).value]
    expect(leases.map(textOf)).toEqual(['a'.repeat(64), 'b'.repeat(64), 'c'])
    // Released in another order than they came in: the next bundle is found all the same.
    for (const index of [2, 0, 1]) leases[index]?.release()
    await cancels(kernel)
    const again = await last(kernel, Op.RECV)
    deliverBundle(kernel, again, 'd'.repeat(64 * 4), false)
    await kernel.turn()
    expect(stream.queued).toBe(4)
    const over = stream.return()
    await cancels(kernel)
    await over
    expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
    await closeScripted(ring, kernel)
  })

  test('gives all back that comes after a break', async () => {
    const { ring, kernel } = scripted({ pool })
    const stream = ring.recvMultishot(7)
    const recv = await last(kernel, Op.RECV)
    const over = stream.return()
    deliverBundle(kernel, recv, 'x'.repeat(200))
    await cancels(kernel)
    await over
    expect(ring.pool).toMatchObject({ free: 8, leased: 0 })
    await closeScripted(ring, kernel)
  })

  test('is an ordinary one where the kernel has no bundles', async () => {
    const features = Object.values(Features).reduce((sum, bit) => sum | bit, 0)
    const kernel = new ScriptedKernel({ features: features & ~Features.RECVSEND_BUNDLE })
    const { ring } = scripted({ pool }, kernel)
    const stream = ring.recvMultishot(7)
    const recv = await last(kernel, Op.RECV)
    expect(recv.ioprio).toBe(SendRecvFlags.RECV_MULTISHOT)
    kernel.deliver(recv, 'y'.repeat(65))
    await kernel.turn()
    expect(textOf((await stream.next()).value)).toHaveLength(64)
    expect(textOf((await stream.next()).value)).toBe('y')
    await closeScripted(ring, kernel)
  })
})

describe('an incremental pool', () => {
  const pool = { count: 2, countMax: 2, size: SIZE, incremental: true }

  test('says that the kernel is too old for it, takes no group, and other errors as they are', async () => {
    const { ring, kernel } = scripted()
    kernel.answer(RegisterOp.REGISTER_PBUF_RING, -Errno.EINVAL)
    expect(thrown(() => ring.createPool({ incremental: true }))).toMatchObject({
      code: 'ERR_URING_UNSUPPORTED',
      errno: -Errno.EINVAL,
      reason: 'kernel',
      remedy: expect.stringContaining('without `incremental`') as string,
    })
    kernel.answer(RegisterOp.REGISTER_PBUF_RING, -Errno.ENOMEM)
    expect(thrown(() => ring.createPool({ incremental: true }))).toMatchObject({ code: 'ENOMEM' })
    kernel.answer(RegisterOp.REGISTER_PBUF_RING, 0)
    expect(ring.createPool({ incremental: true }).group).toBe(0)
    await closeScripted(ring, kernel)
  })

  test('keeps a buffer that a completion names without a byte in it', async () => {
    const { ring, kernel } = scripted({ pool })
    const stream = ring.recvMultishot(7)
    const recv = await last(kernel, Op.RECV)
    // What kernels say at the end of a stream: the buffer is named, and was not used.
    kernel.complete(recv, 0, CqeFlags.F_BUFFER)
    await kernel.turn()
    expect(await stream.next()).toEqual({ value: undefined, done: true })
    const next = ring.recvMultishot(8)
    kernel.complete(await last(kernel, Op.RECV), -Errno.ECONNRESET, CqeFlags.F_BUFFER)
    await kernel.turn()
    await expect(next.next()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(ring.pool).toMatchObject({ free: 2, leased: 0 })
    await closeScripted(ring, kernel)
  })

  test('has a buffer back that the kernel left for another one without a word', async () => {
    const { ring, kernel } = scripted({ pool: { ...pool, count: 4, countMax: 4 } })
    const stream = ring.recvMultishot(7)
    const [first, second] = [stream.next(), stream.next()]
    const recv = await last(kernel, Op.RECV)
    const { MORE, BUFFER, BUF_MORE } = {
      MORE: CqeFlags.F_MORE,
      BUFFER: CqeFlags.F_BUFFER,
      BUF_MORE: CqeFlags.F_BUF_MORE,
    }
    kernel.complete(recv, 60, MORE | BUFFER | BUF_MORE)
    await kernel.turn()
    const lease = (await first).value
    lease?.release()
    expect(ring.pool).toMatchObject({ free: 4, leased: 0 })
    // Buffer 1, although 4 bytes of buffer 0 are left: it goes back, and is pickable again.
    kernel.complete(recv, 10, MORE | BUFFER | BUF_MORE | (1 << 16))
    await kernel.turn()
    const other = (await second).value
    expect(other?.bytes).toMatchObject({ byteOffset: SIZE, length: 10 })
    expect(ring.pool).toMatchObject({ free: 4, leased: 1 })
    other?.release()
    expect(ring.pool).toMatchObject({ free: 4, leased: 0 })
    await closeScripted(ring, kernel)
  })

  kernelTest(
    'what slow consumers have queued makes room, buffer by buffer',
    {},
    async (context) => {
      needsKernel(context, '6.12', 'BufRingFlags.INC')
      const ring = openRing({ pool: { count: 2, countMax: 2, size: 256, incremental: true } })
      const [near, far] = await connected(ring)
      const slow = ring.recvMultishot(far)
      for (let value = 1; value <= 8; value++) {
        await ring.sendAll(near, Buffer.alloc(32, value))
        for (let i = 0; i < 100 && slow.queued < value; i++) await ring.timeout(1)
      }
      // A whole buffer is queued. Others need one, and then another one.
      const leases: Lease[] = []
      for (const value of [50, 60]) {
        const [end, other] = await connected(ring)
        await ring.sendAll(end, Buffer.alloc(256, value))
        const { value: lease } = await ring.recvMultishot(other).next()
        if (lease !== undefined) leases.push(lease)
      }
      expect(leases.map(({ bytes }) => [bytes[0], bytes.length])).toEqual([
        [50, 256],
        [60, 256],
      ])
      const taken: number[] = []
      while (taken.length < 8 * 32) taken.push(...((await slow.next()).value?.copy() ?? []))
      expect(taken).toEqual(Array.from({ length: 8 * 32 }, (_, at) => 1 + Math.floor(at / 32)))
      for (const lease of leases) lease.release()
      expect(ring.pool).toMatchObject({ free: 2, leased: 0 })
    },
  )
})
