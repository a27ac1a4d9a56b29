import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { type Ring, SetupFlags } from 'uring-sdk'
import { expect } from 'vitest'
import { kernelTest, type Need } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { connected, hushed, openRing, pattern, rejection } from './fixtures/rings.ts'

const { SQPOLL } = SetupFlags
const needs: readonly Need[] = [{ setup: SQPOLL }]

/** A line of what the kernel says about a ring. */
function fact(ring: Ring, name: string): number {
  const text = readFileSync(`/proc/self/fdinfo/${ring.fd}`, 'utf8')
  return Number(new RegExp(`^${name}:\\s*(-?\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

kernelTest(
  'a polling thread takes work without an enter while it is awake',
  { needs },
  async () => {
    const ring = openRing({ flags: SQPOLL, sqThreadIdle: 10_000 })
    await ring.nop()
    const before = ring.stats()['enters'] ?? 0
    for (let i = 0; i < 200; i++) await ring.nop()
    expect((ring.stats()['enters'] ?? 0) - before).toBeLessThan(20 * slowness)
  },
)

kernelTest('a polling thread that sleeps is woken, again and again', { needs }, async () => {
  const ring = openRing({ flags: SQPOLL, sqThreadIdle: 1 })
  const [near, far] = await connected(ring)
  for (let i = 0; i < 20; i++) {
    await sleep(5)
    const message = pattern(64, i + 1)
    const [count] = await Promise.all([ring.recv(far, Buffer.alloc(64)), ring.send(near, message)])
    expect(count).toBe(64)
  }
  expect(ring.stats()).toMatchObject({ inFlight: 0, stray: 0 })
})

kernelTest('a polling thread keeps to its processor', { needs }, async () => {
  const cpu = availableParallelism() - 1
  const ring = openRing({ flags: SQPOLL, sqThreadIdle: 1000, sqThreadCpu: cpu })
  expect(ring.flags & SetupFlags.SQ_AFF).toBe(SetupFlags.SQ_AFF)
  await ring.nop()
  const thread = fact(ring, 'SqThread')
  const status = readFileSync(`/proc/self/task/${thread}/status`, 'utf8')
  expect(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1]).toBe(String(cpu))
})

kernelTest('a processor that is not there is refused by the kernel', { needs }, async () => {
  expect(() => openRing({ flags: SQPOLL, sqThreadCpu: 100_000 })).toThrow(
    expect.objectContaining({ code: 'EINVAL', syscall: 'io_uring_setup' }),
  )
})

kernelTest('close ends a ring whose polling thread sleeps', { needs }, async () => {
  const ring = openRing({ flags: SQPOLL, sqThreadIdle: 1 })
  const [near] = await connected(ring)
  const waiting = Array.from({ length: 50 }, () => hushed(ring.recv(near, Buffer.alloc(1))))
  await sleep(20)
  const { waitedFor } = await ring.close({ timeout: 20_000 })
  expect(waitedFor).toMatchObject([{ op: 'RECV', count: 50 }])
  expect(await rejection(waiting[0] ?? Promise.resolve())).toMatchObject({ code: 'ECANCELED' })
  await near.close()
})
