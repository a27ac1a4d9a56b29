import { constants } from 'node:fs'
import type { Ring } from 'uring-sdk'

const BLOCK = 1 << 17

/**
 * Registered buffers, 16 blocks in flight. A lease filled stays mine, a lease written is given
 * away.
 */
export async function copy(ring: Ring, from: string, to: string, size: number): Promise<void> {
  const source = await ring.openat(from, constants.O_RDONLY)
  const target = await ring.openat(to, constants.O_WRONLY | constants.O_CREAT, 0o644)
  const pool = ring.createPool({ kind: 'registered', count: 16, size: BLOCK })
  let position = 0
  const lane = async (): Promise<void> => {
    while (position < size) {
      const lease = pool.take()
      if (lease === null) throw new Error('one lease a lane')
      const at = position
      position += BLOCK
      lease.length = await ring.readAll(source, lease, at)
      await ring.writeAll(target, lease, at)
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  await Promise.all([source.close(), target.close(), pool[Symbol.asyncDispose]()])
}
