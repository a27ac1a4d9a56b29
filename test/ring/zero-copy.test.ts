import { Op } from 'uring-sdk'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { connected, openRing } from './fixtures/rings.ts'

/** Found by test/torture. */
kernelTest('a peer that does not read holds up no close', { needs: [Op.SEND_ZC] }, async () => {
  const ring = openRing()
  const [near, far] = await connected(ring)
  const data = Buffer.alloc(1 << 20, 1)
  let settled = 0
  // Until nothing fits any more: the last ones are sent, and wait for the peer.
  const sends = Array.from({ length: 20 }, () =>
    ring.sendZc(near, data).then(
      () => settled++,
      () => settled++,
    ),
  )
  await ring.timeout(50)
  expect(settled).toBeLessThan(20)
  await near.close()
  await far.close()
  await Promise.all(sends)
  expect(settled).toBe(20)
})
