import { SetupFlags } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { connected, hushed, openRing, rejection } from './fixtures/rings.ts'

const modes = [
  { name: 'the default ring', options: {} },
  {
    name: 'a ring that defers its work',
    options: { flags: SetupFlags.SINGLE_ISSUER | SetupFlags.DEFER_TASKRUN },
  },
  { name: 'a ring with a polling thread', options: { flags: SetupFlags.SQPOLL } },
]

/** Found by test/torture: what follows a drain waits, and a cancel that waits ends nothing. */
describe.each(modes)('behind a drain, on $name,', ({ options }) => {
  kernelTest('what it waits for can be aborted and times out', {}, async () => {
    const ring = openRing(options)
    const [near] = await connected(ring)
    const controller = new AbortController()
    const aborted = hushed(ring.recv(near, Buffer.alloc(10), { signal: controller.signal }))
    const late = hushed(ring.recv(near, Buffer.alloc(10), { timeout: 60 }))
    const drain = ring.nop({ drain: true })
    const after = ring.nop()
    await new Promise((resolve) => setTimeout(resolve, 20))
    controller.abort()
    expect(await rejection(aborted)).toMatchObject({ name: 'AbortError' })
    expect(await rejection(late)).toMatchObject({ code: 'ETIME' })
    await drain
    await after
  })

  kernelTest('a descriptor can be closed, and so can the ring', {}, async () => {
    const ring = openRing(options)
    const [near, far] = await connected(ring)
    const [open] = await connected(ring)
    const waiting = hushed(ring.recv(near, Buffer.alloc(10)))
    const drain = ring.nop({ drain: true })
    await new Promise((resolve) => setTimeout(resolve, 20))
    await near.close()
    expect(await rejection(waiting)).toMatchObject({ code: 'ECANCELED' })
    await drain
    const stuck = hushed(ring.recv(open, Buffer.alloc(10)))
    const behind = hushed(ring.nop({ drain: true }))
    const last = hushed(ring.recv(open, Buffer.alloc(10)))
    await new Promise((resolve) => setTimeout(resolve, 20))
    await ring.close({ timeout: 5000 })
    expect(await rejection(stuck)).toMatchObject({ code: 'ECANCELED' })
    expect(await rejection(last)).toMatchObject({ code: 'ECANCELED' })
    expect(await Promise.allSettled([behind])).toHaveLength(1)
    await Promise.all([far.close(), open.close()])
  })
})
