import { execFileSync } from 'node:child_process'
import { type BufferPool, type Lease, OpenFlags, type Ring } from 'uring-sdk'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { folder, openRing } from './fixtures/rings.ts'

const OPTIONS = { kind: 'registered', count: 1, size: 4096 } as const

/** Its place in the kernel's table. */
function indexOf(pool: BufferPool): number {
  const lease = pool.take()
  if (lease === null) throw new Error('one is free')
  const index = placeOf(lease)
  lease.release()
  return index
}

function placeOf(lease: Lease): number {
  return (lease as Lease & { bufIndex: number }).bufIndex
}

async function close(pool: BufferPool): Promise<void> {
  await pool[Symbol.asyncDispose]()
}

/** Goes round the loop until the kernel has said what it has to say. */
async function rounds(ring: Ring): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await ring.timeout(1)
    await new Promise(setImmediate)
  }
}

kernelTest(
  'the place of a registered pool is free when the kernel has let go of it',
  {},
  async () => {
    const ring = openRing()
    const path = `${folder()}/pipe`
    execFileSync('mkfifo', [path])
    const pipe = await ring.openat(path, OpenFlags.RDWR)
    const pool = ring.createPool(OPTIONS)
    const lease = pool.take()
    if (lease === null) throw new Error('one is free')
    const reading = ring.readFixed(pipe, lease)
    await rounds(ring)
    await close(pool)
    const other = ring.createPool(OPTIONS)
    expect(indexOf(other)).not.toBe(placeOf(lease))
    await ring.write(pipe, Buffer.from('late'))
    expect(await reading).toBe(4)
    expect(Buffer.from(lease.bytes.subarray(0, 4)).toString()).toBe('late')
    lease.release()
    await rounds(ring)
    const again = ring.createPool(OPTIONS)
    expect(indexOf(again)).toBe(placeOf(lease))
    expect(ring.stats()['stray']).toBe(0)
    expect(ring.inFlight).toBe(0)
    await Promise.all([close(other), close(again), pipe.close()])
  },
)

kernelTest('pools come and go, and the ring knows every tag that comes', {}, async () => {
  const ring = openRing()
  for (let round = 0; round < 100; round++) {
    const pools = Array.from({ length: 64 }, () => ring.createPool(OPTIONS))
    expect(new Set(pools.map(indexOf)).size).toBe(64)
    // All places are taken again at once: where none is free, those that are being left.
    await Promise.all(pools.map(close))
  }
  await rounds(ring)
  expect(ring.stats()['stray']).toBe(0)
})
