import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { prep, RawRing, SetupFlags } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { put, results, wait } from '../../raw/fixtures/bench.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench } from './helpers.ts'

const bench = conformanceBench()
const { SQPOLL, ATTACH_WQ } = SetupFlags

/**
 * The id of the thread that polls for a ring. The kernel says -1 while that thread is busy, and
 * names the thread that made the ring before the other one has begun.
 */
function poller(ring: RawRing): number {
  const path = `/proc/self/fdinfo/${ring.fd}`
  for (let tries = 0; tries < 10_000; tries++) {
    const id = Number(/^SqThread:\s*(-?\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1])
    if (id > 0 && id !== process.pid) return id
  }
  throw new Error('no polling thread is told')
}

function polled(options: { wqFd?: number; sqThreadIdle?: number }): RawRing {
  const flags = options.wqFd === undefined ? SQPOLL : SQPOLL | ATTACH_WQ
  const ring = new RawRing({ kernel: bench.kernel, entries: 8, flags, ...options })
  bench.later(() => ring.close())
  return ring
}

function nops(ring: RawRing, count: number): Record<number, number> {
  for (let i = 0; i < count; i++) put(ring, i, prep.nop)
  return results(collect(ring, count))
}

kernelTest('a polling thread takes what is published', {}, () => {
  const ring = polled({})
  expect(nops(ring, 3)).toEqual({ 0: 0, 1: 0, 2: 0 })
})

kernelTest('a polling thread asks for a wake-up when it was idle for its time', {}, async () => {
  const ring = polled({ sqThreadIdle: 200 })
  const start = performance.now()
  put(ring, 1, prep.nop)
  expect(wait(ring, 1)).toHaveLength(1)
  while (!ring.sq.needsWakeup && performance.now() - start < 20_000) await sleep(2)
  expect(ring.sq.needsWakeup).toBe(true)
  // The thread counts in ticks of the kernel, of 10 ms at most.
  expect(performance.now() - start).toBeGreaterThanOrEqual(190)
})

kernelTest('rings that are attached share one polling thread', {}, () => {
  const first = polled({})
  const others = [polled({ wqFd: first.fd }), polled({ wqFd: first.fd })]
  expect(others.map(poller)).toEqual([poller(first), poller(first)])
  expect(poller(polled({}))).not.toBe(poller(first))
  for (const ring of [first, ...others]) expect(nops(ring, 4)).toEqual({ 0: 0, 1: 0, 2: 0, 3: 0 })
})

kernelTest('rings that are attached work on when the first one is closed', {}, () => {
  const first = polled({})
  const others = [polled({ wqFd: first.fd }), polled({ wqFd: first.fd })]
  nops(first, 1)
  first.close()
  for (let round = 0; round < 3; round++) {
    for (const ring of others) expect(nops(ring, 4)).toEqual({ 0: 0, 1: 0, 2: 0, 3: 0 })
  }
})
