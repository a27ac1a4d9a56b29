import { Errno, type Lease, Op, RegisterOp, type Ring } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import {
  closeScripted,
  connected,
  folder,
  hushed,
  last,
  openRing,
  pattern,
  rejection,
  scripted,
  thrown,
} from './fixtures/rings.ts'

const taken = (lease: Lease | null): Lease => {
  if (lease === null) throw new Error('a buffer is free')
  return lease
}

/** Warnings of this process while something runs. */
async function warnings(
  run: () => Promise<void> | void,
): Promise<{ code: string; text: string }[]> {
  const seen: { code: string; text: string }[] = []
  const warn = (warning: Error & { code?: string }): void => {
    seen.push({ code: warning.code ?? '', text: warning.message })
  }
  process.on('warning', warn)
  await run()
  await new Promise(setImmediate)
  process.off('warning', warn)
  return seen
}

test('a registered pool has what it was made with, unless it may grow', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ kind: 'registered', count: 2, size: 64 })
  expect([pool.take(), pool.take(), pool.take()].map((lease) => lease === null)).toEqual([
    false,
    false,
    true,
  ])
  expect(pool).toMatchObject({ free: 0, leased: 2, dry: 1, group: -1 })
  await closeScripted(ring, kernel)
})

test('one that may grow doubles when all are taken, each slab under an index of its own', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ kind: 'registered', count: 2, countMax: 8, size: 64 })
  expect(pool).toMatchObject({ free: 2, leased: 0 })
  const leases = Array.from({ length: 8 }, () => taken(pool.take()))
  expect(pool.take()).toBeNull()
  expect(pool).toMatchObject({ free: 0, leased: 8, dry: 1 })
  const indexes: number[] = []
  for (const [index, lease] of leases.entries()) {
    lease.bytes.fill(index)
    void hushed(ring.readFixed(7, lease, 0))
    indexes.push((await last(kernel, Op.READ_FIXED)).sqe.bufIndex)
  }
  expect(indexes).toEqual([0, 0, 1, 1, 2, 2, 2, 2])
  // None of them shares its memory with another.
  for (const [index, { bytes }] of leases.entries()) {
    expect(bytes.every((byte) => byte === index)).toBe(true)
  }
  for (const one of kernel.inFlight) kernel.complete(one, 64)
  await kernel.turn()
  for (const lease of leases) lease.release()
  expect(pool).toMatchObject({ free: 8, leased: 0 })
  expect(ring.stats()).toMatchObject({ pools: 1, buffersFree: 8, buffersLeased: 0, dry: 1 })
  const updates = (): number =>
    kernel.registrations.filter(({ opcode }) => opcode === RegisterOp.REGISTER_BUFFERS_UPDATE)
      .length
  expect(updates()).toBe(3)
  await pool[Symbol.asyncDispose]()
  expect(updates()).toBe(6)
  expect(ring.stats()).toMatchObject({ pools: 0, dry: 1 })
  await closeScripted(ring, kernel)
})

test('memory that the kernel does not want more of leaves a pool as it is, with a warning', async () => {
  const { ring, kernel } = scripted()
  const pool = ring.createPool({ kind: 'registered', count: 1, countMax: 4, size: 64 })
  const one = taken(pool.take())
  kernel.fail('register', Errno.ENOMEM)
  const seen = await warnings(() => {
    expect(pool.take()).toBeNull()
    expect(pool.take()).toBeNull()
  })
  expect(seen).toEqual([
    {
      code: 'ERR_URING_POOL_LIMIT',
      text: expect.stringMatching(/stays at 1 buffers: .*ENOMEM/) as string,
    },
  ])
  one.release()
  expect(pool.take()).not.toBeNull()
  expect(pool.dry).toBe(2)
  await closeScripted(ring, kernel)
})

test('a pool that cannot be made leaves no index behind', async () => {
  const { ring, kernel } = scripted()
  ring.createPool({ kind: 'registered', count: 1, size: 64 })
  for (let i = 0; i < 100; i++) {
    kernel.fail('register', Errno.ENOMEM, 1, RegisterOp.REGISTER_BUFFERS_UPDATE)
    const refused = thrown(() => ring.createPool({ kind: 'registered', count: 1, size: 64 }))
    const op = 'REGISTER_BUFFERS_UPDATE'
    expect(refused).toMatchObject({ code: 'ENOMEM', op, reason: 'memlock' })
  }
  expect(ring.createPool({ kind: 'registered', count: 1, size: 64 }).free).toBe(1)
  await closeScripted(ring, kernel)
})

test('what is no option of a pool is refused by name', async () => {
  const { ring, kernel } = scripted()
  const wrong: [options: object, code: string, name: string][] = [
    [{ kind: 'other' }, 'ERR_INVALID_ARG_VALUE', 'options.kind'],
    [{ incremental: 1 }, 'ERR_INVALID_ARG_TYPE', 'options.incremental'],
    [{ bundle: 'yes' }, 'ERR_INVALID_ARG_TYPE', 'options.bundle'],
    [{ kind: 'registered', bundle: true }, 'ERR_INVALID_ARG_VALUE', 'options.bundle'],
    [{ kind: 'registered', incremental: true }, 'ERR_INVALID_ARG_VALUE', 'options.incremental'],
  ]
  for (const [options, code, name] of wrong) {
    const error = thrown(() => ring.createPool(options))
    expect(error).toMatchObject({ code })
    expect(error.message).toContain(name)
  }
  const own = thrown(() => scripted({ pool: { kind: 'registered' } }))
  expect(own).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  expect(own.message).toContain('options.pool.kind')
  await closeScripted(ring, kernel)
})

/** A file of random bytes, open to read and write. */
async function fileOf(ring: Ring, bytes: Buffer) {
  const fd = await ring.openat(`${folder()}/file`, 0o102, 0o600)
  await ring.writeAll(fd, bytes, 0)
  return fd
}

kernelTest(
  'buffers of every slab are read, written and sent, and sent ones return',
  { needs: [Op.SEND_ZC] },
  async () => {
    const ring = openRing()
    const pool = ring.createPool({ kind: 'registered', count: 2, countMax: 8, size: 4096 })
    const bytes = pattern(8 * 4096)
    const fd = await fileOf(ring, bytes)
    const copy = await fileOf(ring, Buffer.alloc(0))
    const leases = Array.from({ length: 8 }, () => taken(pool.take()))
    const filled = leases.map((lease, index) => ring.readFixed(fd, lease, index * 4096))
    expect(await Promise.all(filled)).toEqual(leases.map(() => 4096))
    expect(pool).toMatchObject({ free: 0, leased: 8 })
    expect(Buffer.concat(leases.map((lease) => lease.bytes)).equals(bytes)).toBe(true)
    const written = leases.slice(0, 4).map((lease, i) => ring.writeFixed(copy, lease, i * 4096))
    expect(thrown(() => leases[0]?.bytes)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
    await Promise.all(written)
    expect(pool).toMatchObject({ free: 4, leased: 4 })
    const [near, far] = await connected(ring)
    const answer = Buffer.alloc(4 * 4096)
    const received = (async () => {
      for (let at = 0; at < answer.length; ) at += await ring.recv(far, answer.subarray(at))
    })()
    for (const lease of leases.slice(4)) expect(await ring.sendZcFixed(near, lease)).toBe(4096)
    await received
    expect(answer.equals(bytes.subarray(4 * 4096))).toBe(true)
    expect(pool).toMatchObject({ free: 8, leased: 0 })
    const half = Buffer.alloc(4 * 4096)
    await ring.readAll(copy, half, 0)
    expect(half.equals(bytes.subarray(0, 4 * 4096))).toBe(true)
    await Promise.all([fd.close(), copy.close()])
  },
)

kernelTest('a pool may be closed while operations use it, and they go on', {}, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  const pool = ring.createPool({ kind: 'registered', count: 2, size: 4096 })
  const [reads, writes] = [taken(pool.take()), taken(pool.take())]
  writes.bytes.set(pattern(4096))
  const read = ring.readFixed(far, reads)
  await ring.nop()
  await pool[Symbol.asyncDispose]()
  // Its index is another one's now.
  const next = ring.createPool({ kind: 'registered', count: 1, size: 4096 })
  taken(next.take()).bytes.fill(9)
  expect(thrown(() => ring.writeFixed(near, writes))).toMatchObject({
    code: 'ERR_INVALID_ARG_VALUE',
  })
  // As plain memory it will do.
  await ring.sendAll(near, writes)
  expect(await read).toBe(4096)
  expect(pattern(4096).equals(reads.bytes)).toBe(true)
  expect(pool).toMatchObject({ free: 0, leased: 1 })
  reads.release()
  expect(pool.leased).toBe(0)
})

kernelTest('a ring may be closed while leases are out, whose memory stays', {}, async () => {
  const ring = openRing()
  const [, far] = await connected(ring)
  const pool = ring.createPool({ kind: 'registered', count: 2, size: 4096 })
  const [idle, busy] = [taken(pool.take()), taken(pool.take())]
  idle.bytes.set(pattern(4096))
  const read = hushed(ring.readFixed(far, busy))
  await ring.nop()
  await ring.close()
  expect(await rejection(read)).toMatchObject({ code: 'ECANCELED' })
  expect(pattern(4096).equals(idle.bytes)).toBe(true)
  busy.bytes.fill(1)
  expect(thrown(() => pool.take())).toMatchObject({ code: 'ERR_URING_POOL_CLOSED' })
  for (const lease of [idle, busy]) lease.release()
  expect(pool).toMatchObject({ free: 0, leased: 0 })
  await far.close()
})
