import { Op } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { hushed, openRing, rejection } from './fixtures/rings.ts'

/** Found by test/torture. */
describe('what is interrupted', () => {
  kernelTest('a splice that waits ends with the reason', { needs: [Op.PIPE] }, async () => {
    const ring = openRing()
    const [from] = await ring.pipe()
    const [, to] = await ring.pipe()
    const signal = AbortSignal.timeout(30)
    const aborted = ring.splice(from, -1, to, -1, 100, { signal })
    expect(await rejection(aborted)).toMatchObject({ name: 'AbortError' })
    const late = ring.splice(from, -1, to, -1, 100, { timeout: 30 })
    expect(await rejection(late)).toMatchObject({ code: 'ETIME' })
    const waiting = hushed(ring.splice(from, -1, to, -1, 100))
    await ring.timeout(20)
    await to.close()
    expect(await rejection(waiting)).toMatchObject({ code: 'ECANCELED' })
  })
})
