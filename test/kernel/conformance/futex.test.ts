import {
  Errno,
  FUTEX_BITSET_MATCH_ANY,
  FUTEX_WAITV_MAX,
  FutexFlags,
  FutexWaitv,
  Op,
  prep,
  type RawRing,
  type Sqe,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, during } from './helpers.ts'

const bench = conformanceBench()
const needs = [Op.FUTEX_WAIT, Op.FUTEX_WAKE, Op.FUTEX_WAITV]
const U32 = FutexFlags.SIZE_U32 | FutexFlags.PRIVATE
const ANY = FUTEX_BITSET_MATCH_ANY
/** How long nothing is given a chance to come, in milliseconds. */
const A_WHILE = 50

/** Addresses of words that all hold 7. */
const words = (count: number): number[] => {
  const { address } = bench.memory(new Uint8Array(Uint32Array.from(Array(count).fill(7)).buffer))
  return Array.from({ length: count }, (_, i) => address + i * 4)
}

const waits = (ring: RawRing, userData: number, word: number, mask: number = ANY): Sqe =>
  put(ring, userData, (sqe) => prep.futexWait(sqe, word, 7, mask, U32, 0))

const wake = (ring: RawRing, word: number, count: number, mask: number = ANY): number =>
  run(ring, (sqe) => prep.futexWake(sqe, word, count, mask, U32, 0))

/** Wakes while something waits: the results of all that came, that of the waking under 99. */
function wakes(ring: RawRing, word: number, count: number, expected: number) {
  put(ring, 99, (sqe) => prep.futexWake(sqe, word, count, ANY, U32, 0))
  return results(collect(ring, expected + 1))
}

function vector(addresses: readonly number[], values: readonly number[], flags: number): number {
  const memory = bench.memory(addresses.length * FutexWaitv.SIZE)
  for (const [i, address] of addresses.entries()) {
    const one = new FutexWaitv(memory.bytes.buffer, i * FutexWaitv.SIZE)
    one.uaddr = address
    one.val = values[i]
    one.flags = flags
  }
  return memory.address
}

describe('a futex', () => {
  kernelTest('wakes who waits for it', { needs }, () => {
    const ring = bench.ring()
    const [word] = words(1)
    waits(ring, 1, word)
    expect(during(ring, A_WHILE)).toEqual([])
    expect(wakes(ring, word, 1, 1)).toEqual({ 1: 0, 99: 1 })
  })

  kernelTest('wakes in the order of the waiting', { needs }, () => {
    const ring = bench.ring()
    const [word] = words(1)
    for (const userData of [1, 2, 3, 4]) waits(ring, userData, word)
    ring.submit()
    expect(wakes(ring, word, 1, 1)).toEqual({ 1: 0, 99: 1 })
    expect(wakes(ring, word, 2, 2)).toEqual({ 2: 0, 3: 0, 99: 2 })
    expect(wakes(ring, word, 100, 1)).toEqual({ 4: 0, 99: 1 })
    expect(wake(ring, word, 1)).toBe(0)
  })

  kernelTest('wakes nobody when nobody is asked for', { needs }, () => {
    const ring = bench.ring()
    const [word] = words(1)
    waits(ring, 1, word)
    ring.submit()
    // The oldest call of this name woke one.
    expect(wakes(ring, word, 0, 0)).toEqual({ 99: 0 })
    expect(during(ring, A_WHILE)).toEqual([])
    expect(wakes(ring, word, 1, 1)).toEqual({ 1: 0, 99: 1 })
  })

  kernelTest('is not waited for when it holds another value', { needs }, () => {
    const ring = bench.ring()
    const [word] = words(1)
    expect(run(ring, (s) => prep.futexWait(s, word, 8, ANY, U32, 0))).toBe(-Errno.EAGAIN)
  })

  kernelTest('is told by its mask', { needs }, () => {
    const ring = bench.ring()
    const [word] = words(1)
    waits(ring, 1, word, 0b01)
    ring.submit()
    expect(wake(ring, word, 1, 0b10)).toBe(0)
    put(ring, 2, (sqe) => prep.futexWake(sqe, word, 1, 0b11, U32, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: 0, 2: 1 })
  })

  kernelTest('is refused with flags and masks that are none', { needs }, () => {
    const ring = bench.ring()
    const [word] = words(1)
    const wait = (value: number, mask: number, futexFlags: number, flags: number): number =>
      run(ring, (sqe) => prep.futexWait(sqe, word, value, mask, futexFlags, flags))
    expect(wait(7, ANY, U32 | 0x1000, 0)).toBe(-Errno.EINVAL)
    expect(wait(7, ANY, U32, 1)).toBe(-Errno.EINVAL)
    expect(wait(7, 0, U32, 0)).toBe(-Errno.EINVAL)
    const wakeBad = (futexFlags: number, flags: number): number =>
      run(ring, (sqe) => prep.futexWake(sqe, word, 1, ANY, futexFlags, flags))
    expect([wakeBad(U32 | 0x1000, 0), wakeBad(U32, 1)]).toEqual([-Errno.EINVAL, -Errno.EINVAL])
    const misplaced = run(ring, (s) => prep.futexWait(s, word + 1, 7, ANY, U32, 0))
    expect(misplaced).toBe(-Errno.EINVAL)
  })
})

describe('several futexes', () => {
  kernelTest('are waited for at once, and the one that woke is told', { needs }, () => {
    const ring = bench.ring()
    const all = words(4)
    const address = vector(all, [7, 7, 7, 7], U32)
    for (const woken of [2, 0, 3]) {
      put(ring, 1, (sqe) => prep.futexWaitv(sqe, address, 4, 0))
      expect(during(ring, A_WHILE)).toEqual([])
      expect(wakes(ring, all[woken], 1, 1)).toEqual({ 1: woken, 99: 1 })
      // The others are waited for no more.
      expect(wake(ring, all[1], 1)).toBe(0)
    }
  })

  kernelTest('are refused when one holds another value, or is none', { needs }, () => {
    const ring = bench.ring()
    const all = words(2)
    const waitv = (at: number, count: number, flags = 0): number =>
      run(ring, (sqe) => prep.futexWaitv(sqe, at, count, flags))
    expect(waitv(vector(all, [7, 8], U32), 2)).toBe(-Errno.EAGAIN)
    expect(waitv(vector(all, [7, 7], 0x1000), 2)).toBe(-Errno.EINVAL)
    const good = vector(all, [7, 7], U32)
    expect([waitv(good, 0), waitv(good, 2, 1)]).toEqual([-Errno.EINVAL, -Errno.EINVAL])
    expect(waitv(good, FUTEX_WAITV_MAX + 1)).toBe(-Errno.EINVAL)
    expect(waitv(8, 2)).toBe(-Errno.EFAULT)
  })
})
