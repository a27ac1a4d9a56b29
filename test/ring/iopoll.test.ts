import { closeSync, constants, existsSync, openSync, statSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Fd, type Ring, type RingOptions, SetupFlags } from 'uring-sdk'
import { describe, expect, onTestFinished, type TestContext } from 'vitest'
import { kernelTest, type Need } from '../support/kernel-test.ts'
import { folder, hushed, openRing, pattern, rejection } from './fixtures/rings.ts'

const { IOPOLL, HYBRID_IOPOLL, SQPOLL, SINGLE_ISSUER, DEFER_TASKRUN } = SetupFlags
const BYTES = 4096
/** What null_blk makes with `poll_queues=1`; the machines of `test/kernels` have one. */
const DEVICE = '/dev/nullb0'

const setup = (flags: number): Need => ({ setup: flags })
const modes: readonly { name: string; options: RingOptions; needs: readonly Need[] }[] = [
  { name: 'a ring with IOPOLL', options: { flags: IOPOLL }, needs: [] },
  {
    name: 'a ring with HYBRID_IOPOLL',
    options: { flags: IOPOLL | HYBRID_IOPOLL },
    needs: [setup(IOPOLL | HYBRID_IOPOLL)],
  },
  {
    name: 'a ring with IOPOLL and a polling thread',
    options: { flags: IOPOLL | SQPOLL, sqThreadIdle: 20 },
    needs: [setup(SQPOLL)],
  },
  {
    name: 'a ring with IOPOLL that defers its work',
    options: { flags: IOPOLL | SINGLE_ISSUER | DEFER_TASKRUN },
    needs: [setup(SINGLE_ISSUER | DEFER_TASKRUN)],
  },
  {
    name: 'a ring with IOPOLL over koffi',
    options: { flags: IOPOLL, backend: 'koffi' },
    needs: [],
  },
]

/** A file past the page cache: of a device that can be polled, or else of one that cannot. */
function openDirect(): number {
  const path = existsSync(DEVICE) ? DEVICE : `${folder()}/file`
  if (path !== DEVICE) writeFileSync(path, pattern(16 * BYTES))
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECT)
  onTestFinished(() => closeSync(fd))
  return fd
}

/** Bytes where the device can be polled; where it cannot, the kernel says so. */
async function readOnce(ring: Ring, fd: Fd | number, position = 0): Promise<number | string> {
  try {
    return await ring.read(fd, ring.alloc(BYTES), position)
  } catch (error) {
    return (error as { code: string }).code
  }
}

const settled = existsSync(DEVICE) ? BYTES : 'EOPNOTSUPP'

describe.each(modes)('$name', ({ options, needs }) => {
  kernelTest('settles thousands through a queue of eight', { needs }, async () => {
    const ring = openRing({ ...options, entries: 8 })
    await Promise.all(Array.from({ length: 5000 }, () => ring.nop()))
    expect(ring.stats()).toMatchObject({ submitted: 5000, completed: 5000, stray: 0, inFlight: 0 })
  })

  kernelTest('settles reads past the page cache, one way or the other', { needs }, async () => {
    const ring = openRing(options)
    const fd = openDirect()
    expect(await readOnce(ring, fd)).toBe(settled)
    const many = await Promise.all(Array.from({ length: 64 }, (_, i) => readOnce(ring, fd, i % 16)))
    // A position within a block is for no device.
    expect(many.filter((_, i) => i % 16 === 0)).toEqual(Array.from({ length: 4 }, () => settled))
  })

  kernelTest('lets other callbacks run while it polls', { needs }, async () => {
    const ring = openRing(options)
    const fd = openDirect()
    let looks = 0
    let done = false
    const looking = (async () => {
      while (!done) {
        await stat('/')
        await new Promise((resolve) => setTimeout(resolve, 1))
        looks++
      }
    })()
    while (looks < 5) await readOnce(ring, fd)
    done = true
    await looking
  })

  kernelTest('enters no more when it is idle', { needs }, async () => {
    const ring = openRing(options)
    await readOnce(ring, openDirect())
    await ring.nop()
    await new Promise((resolve) => setTimeout(resolve, 10))
    const { enters } = ring.stats()
    const before = process.cpuUsage()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const { user, system } = process.cpuUsage(before)
    if (options.backend !== 'koffi') expect(ring.stats()['enters']).toBe(enters)
    expect((user + system) / 1000).toBeLessThan(45)
  })

  kernelTest('refuses what no device can be polled for', { needs }, async () => {
    const ring = openRing(options)
    for (const promise of [
      ring.openat('/', 0),
      ring.fsync(0),
      ring.timeout(1),
      ring.recv(0, Buffer.alloc(1)),
      ring.acceptMultishot(0).next(),
    ]) {
      const { code } = await rejection(promise)
      expect(['EINVAL', 'EOPNOTSUPP']).toContain(code)
    }
  })

  kernelTest('ends what is aborted, late or cut off by close', { needs }, async () => {
    const ring = openRing(options)
    const fd = openDirect()
    const controller = new AbortController()
    const memory = ring.alloc(BYTES)
    const aborted = hushed(ring.read(fd, memory, 0, { signal: controller.signal }))
    controller.abort()
    const late = hushed(ring.read(fd, memory, 0, { timeout: 1 }))
    const cut = Array.from({ length: 32 }, () => hushed(ring.read(fd, memory, 0)))
    const report = await ring.close({ timeout: 20_000 })
    expect(report.waitedFor).toMatchObject([{ op: 'READ', fd }])
    const outcomes = await Promise.allSettled([aborted, late, ...cut])
    expect(outcomes).toHaveLength(34)
    expect(ring.inFlight).toBe(0)
  })

  kernelTest('reads from descriptors of another ring, and closes a slot', { needs }, async () => {
    const files = openRing({ slots: 4 })
    const ring = openRing({ ...options, slots: 4 })
    const path = `${folder()}/file`
    writeFileSync(path, pattern(BYTES))
    const plain = await files.openat(path, constants.O_RDONLY | constants.O_DIRECT)
    expect(['EOPNOTSUPP', BYTES]).toContain(await readOnce(ring, plain))
    const arriving = ring.receiveFds()
    // More than the table has: a slot that was closed is used again.
    for (let i = 0; i < 6; i++) {
      const slot = await files.openat(path, constants.O_RDONLY | constants.O_DIRECT, 0, {
        slot: -1,
      })
      await files.sendFd(ring.handle, slot)
      const { value: arrived } = await arriving.next()
      if (arrived === undefined) throw new Error('a descriptor should have arrived')
      expect(['EOPNOTSUPP', BYTES]).toContain(await readOnce(ring, arrived))
      await arrived.close()
    }
    await arriving.return()
    await plain.close()
  })
})

kernelTest('a device that can be polled gives its bytes', {}, async (context: TestContext) => {
  const isThere = existsSync(DEVICE) && statSync(DEVICE).isBlockDevice()
  if (!isThere) context.skip(`needs ${DEVICE}: modprobe null_blk poll_queues=1`)
  const ring = openRing({ flags: IOPOLL })
  const fd = openDirect()
  const counts = await Promise.all(
    Array.from({ length: 256 }, () => ring.read(fd, ring.alloc(BYTES), 0)),
  )
  expect(counts.every((count) => count === BYTES)).toBe(true)
})
