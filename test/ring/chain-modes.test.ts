import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OpenFlags } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { modes } from './fixtures/modes.ts'
import { folder, hushed, openRing, pattern, rejection, state } from './fixtures/rings.ts'

const CHAINS = 100
const MEMBERS = 5

describe.each(modes)('on $name', ({ options, needs }) => {
  kernelTest('more chains than the queue holds all run whole, in order', { needs }, async () => {
    const ring = openRing({ ...options, entries: 8 })
    const path = join(folder(), 'file')
    writeFileSync(path, '')
    const file = await ring.openat(path, OpenFlags.RDWR)
    const size = 16
    const data = pattern(CHAINS * size)
    const chains = Array.from({ length: CHAINS }, (_, index) => {
      const record = data.subarray(index * size, (index + 1) * size)
      const back = Buffer.alloc(size)
      const chain = ring.chain(() => [
        ring.nop(),
        ring.write(file, record, index * size),
        ring.nop(),
        ring.read(file, back, index * size),
      ])
      return chain.then((results) => {
        expect(results).toEqual([undefined, size, undefined, size])
        expect(back.equals(record)).toBe(true)
      })
    })
    await Promise.all(chains)
    expect(readFileSync(path).equals(data)).toBe(true)
    await file.close()
  })

  kernelTest('a chain whose head fails does nothing else, however many there are', {}, async () => {
    const ring = openRing({ ...options, entries: 8 })
    const followers: Promise<unknown>[] = []
    const chains = Array.from({ length: CHAINS }, () =>
      ring.chain(() => {
        const head = ring.read(9999, Buffer.alloc(1))
        const rest = Array.from({ length: MEMBERS - 1 }, () => ring.nop())
        followers.push(...rest)
        return [head, ...rest]
      }),
    )
    for (const chain of chains.map(rejection)) {
      expect(await chain).toMatchObject({ code: 'EBADF', member: 0 })
    }
    // A part of a chain that went alone would have been done.
    for (const follower of followers) {
      expect(await rejection(follower)).toMatchObject({ code: 'ECANCELED' })
    }
  })

  kernelTest(
    'closing with chains in flight and in the backlog settles all',
    { needs },
    async () => {
      const other = openRing()
      const [read, write] = await other.pipe()
      const ring = openRing({ ...options, entries: 8 })
      const chains = Array.from({ length: CHAINS }, (_, index) =>
        hushed(
          ring.chain(() => [ring.nop(), ring.read(read.value, Buffer.alloc(1)), ring.nop()], {
            hard: index % 2 === 1,
          }),
        ),
      )
      await ring.close()
      for (const chain of chains) expect(await state(chain)).toBe('rejected')
      await Promise.all([read.close(), write.close()])
    },
  )
})
