import { readdirSync } from 'node:fs'
import { StatxMask } from 'uring-sdk'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { folder, openRing } from './fixtures/rings.ts'

kernelTest('many paths at once, of letters of one to four bytes, stay apart', {}, async () => {
  const ring = openRing()
  const directory = folder()
  // Some 200 bytes each: together far more than is taken for paths at once.
  const names = Array.from({ length: 1000 }, (_, i) => `${i}-aß€😀${'é'.repeat(i % 90)}`)
  await Promise.all(names.map((name) => ring.mkdirat(`${directory}/${name}`)))
  expect(new Set(readdirSync(directory))).toEqual(new Set(names))
  // A path of bytes is the same path.
  const asked = names.map((name) => ring.statx(Buffer.from(`${directory}/${name}`)))
  const stats = await Promise.all(asked)
  expect(stats.every(({ stxMask }) => (stxMask & StatxMask.TYPE) !== 0)).toBe(true)
})

kernelTest(
  'a path longer than any is refused by the kernel, and the next one is not',
  {},
  async () => {
    const ring = openRing()
    const long = ring.statx(`/${'x'.repeat(100_000)}`)
    const next = ring.statx('/')
    await expect(long).rejects.toMatchObject({ code: 'ENAMETOOLONG' })
    await expect(next).resolves.toBeDefined()
  },
)
