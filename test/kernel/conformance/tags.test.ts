import { release } from 'node:os'
import {
  Errno,
  prep,
  type RawRing,
  registers,
  RsrcRegister,
  RsrcUpdate2,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import type { Done } from '../../raw/fixtures/queues.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { isAtLeast, kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, during, temporaryFolder } from './helpers.ts'
import {
  fileWith,
  iovecs,
  pattern,
  type Range,
  sparseFiles,
  tagsAt,
  updateFiles,
} from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const SIZE = 4096
/** Older kernels forget the tags of a whole table when it is unregistered. */
const tellsAtTheEnd = isAtLeast(release(), '6.13')
/** How long nothing is given a chance to come, in milliseconds. */
const A_WHILE = 100

const seen = (done: readonly Done[]): number[][] =>
  done.map(({ low, high, res, flags }) => [low, high, res, flags])

/** Those of several tags come in any order. */
const byUserData = (done: readonly Done[]): number[][] =>
  seen(done.toSorted((a, b) => a.low - b.low))

/** What the completions of these tags look like. */
const freed = (...tags: readonly number[]): number[][] => tags.map((tag) => [tag, 0, 0, 0])

function registerBuffers(ring: RawRing, ranges: readonly Range[], tags: readonly number[]): number {
  const register = new RsrcRegister()
  register.nr = ranges.length
  register.data = iovecs(bench, ranges)
  register.tags = tagsAt(bench, tags)
  return registers.registerBuffers2(ring, register)
}

function updateBuffers(
  ring: RawRing,
  slot: number,
  ranges: readonly Range[],
  tags: readonly number[],
): number {
  const update = new RsrcUpdate2()
  update.offset = slot
  update.nr = ranges.length
  update.data = iovecs(bench, ranges)
  update.tags = tagsAt(bench, tags)
  return registers.registerBuffersUpdate(ring, update)
}

function registerFiles(ring: RawRing, fds: readonly number[], tags: readonly number[]): number {
  const register = new RsrcRegister()
  register.nr = fds.length
  register.data = bench.memory(new Uint8Array(Int32Array.from(fds).buffer)).address
  register.tags = tagsAt(bench, tags)
  return registers.registerFiles2(ring, register)
}

const pages = (count: number): Range[] =>
  Array.from({ length: count }, () => [bench.memory(SIZE).address, SIZE] as const)

describe('the tag of a buffer', () => {
  kernelTest('is the user data of a completion when the buffer is let go', {}, () => {
    const ring = bench.ring()
    expect(registerBuffers(ring, pages(3), [11, 12, 13])).toBe(0)
    expect(during(ring, A_WHILE)).toEqual([])
    expect(updateBuffers(ring, 0, [[0, 0], ...pages(1)], [0, 14])).toBe(2)
    expect(byUserData(collect(ring, 2))).toEqual(freed(11, 12))
  })

  kernelTest('comes when all buffers are unregistered, of Linux 6.13 and newer', {}, () => {
    const ring = bench.ring()
    expect(registerBuffers(ring, pages(3), [15, 0, 16])).toBe(0)
    expect(registers.unregisterBuffers(ring)).toBe(0)
    if (tellsAtTheEnd) expect(byUserData(collect(ring, 2))).toEqual(freed(15, 16))
    expect(during(ring, A_WHILE)).toEqual([])
  })

  kernelTest('comes when its slot gets another buffer, and 0 never comes', {}, () => {
    const ring = bench.ring()
    expect(registerBuffers(ring, pages(2), [21, 0])).toBe(0)
    expect(updateBuffers(ring, 0, pages(1), [22])).toBe(1)
    expect(seen(collect(ring, 1))).toEqual(freed(21))
    expect(updateBuffers(ring, 1, pages(1), [23])).toBe(1)
    expect(during(ring, A_WHILE)).toEqual([])
    expect(updateBuffers(ring, 0, [[0, 0]], [0])).toBe(1)
    expect(seen(collect(ring, 1))).toEqual(freed(22))
  })

  kernelTest('waits for the operation that uses the buffer', {}, () => {
    const ring = bench.ring()
    const [readEnd, writeEnd] = pipe(bench)
    const [[address]] = pages(1)
    expect(registerBuffers(ring, [[address, SIZE]], [31])).toBe(0)
    put(ring, 1, (sqe) => prep.readFixed(sqe, readEnd, address, 8, -1, 0, 0))
    ring.submit()
    expect(updateBuffers(ring, 0, pages(1), [32])).toBe(1)
    expect(during(ring, A_WHILE)).toEqual([])
    put(ring, 2, (s) => prep.write(s, writeEnd, bench.memory('free').address, 4, -1, 0))
    const done = collect(ring, 3)
    const at = (tag: number): number => done.findIndex(({ low }) => low === tag)
    expect(results(done)).toEqual({ 1: 4, 2: 4, 31: 0 })
    expect(at(31)).toBeGreaterThan(at(1))
  })

  kernelTest('does not come when registering fails, nor does anything else', {}, () => {
    const ring = bench.ring()
    // The second is no memory.
    const bad: Range[] = [...pages(1), [0, SIZE]]
    expect(registerBuffers(ring, bad, [41, 42])).toBe(-Errno.EFAULT)
    expect(registerBuffers(ring, pages(1), [43])).toBe(0)
    expect(updateBuffers(ring, 0, [[0, SIZE]], [44])).toBe(-Errno.EFAULT)
    expect(updateBuffers(ring, 1, pages(1), [45])).toBe(-Errno.EINVAL)
    expect(during(ring, A_WHILE)).toEqual([])
    const fd = fileWith(bench, path('still'), pattern(SIZE))
    const page = pages(1)[0][0]
    expect(run(ring, (s) => prep.readFixed(s, fd, page, 8, 0, 0, 0))).toBe(-Errno.EFAULT)
    expect(updateBuffers(ring, 0, pages(1), [0])).toBe(1)
    expect(seen(collect(ring, 1))).toEqual(freed(43))
  })

  kernelTest('needs a buffer: an empty one has neither length nor tag', {}, () => {
    const ring = bench.ring()
    expect(registerBuffers(ring, [[0, SIZE]], [0])).toBe(-Errno.EFAULT)
    expect(registerBuffers(ring, [[0, 0]], [51])).toBe(-Errno.EINVAL)
    expect(registerBuffers(ring, [[0, 0], ...pages(1)], [0, 52])).toBe(0)
    const { address } = bench.memory(8)
    const fd = fileWith(bench, path('empty'), pattern(SIZE))
    expect(run(ring, (s) => prep.readFixed(s, fd, address, 8, 0, 0, 0))).toBe(-Errno.EFAULT)
  })
})

describe('the tag of a file', () => {
  kernelTest('comes when the slot is emptied or replaced', {}, () => {
    const ring = bench.ring()
    const [one, other] = [file('one'), file('other')]
    expect(registerFiles(ring, [one, other, one], [61, 62, 0])).toBe(0)
    expect(updateFiles(bench, ring, 0, [-1])).toBe(1)
    expect(seen(collect(ring, 1))).toEqual(freed(61))
    expect(updateFiles(bench, ring, 1, [one], [63])).toBe(1)
    expect(seen(collect(ring, 1))).toEqual(freed(62))
    expect(updateFiles(bench, ring, 2, [-1])).toBe(1)
    expect(during(ring, A_WHILE)).toEqual([])
  })

  kernelTest('comes when the table goes, of Linux 6.13 and newer', {}, () => {
    const ring = bench.ring()
    expect(registerFiles(ring, [file('one'), file('other')], [64, 65])).toBe(0)
    expect(registers.unregisterFiles(ring)).toBe(0)
    if (tellsAtTheEnd) expect(byUserData(collect(ring, 2))).toEqual(freed(64, 65))
    expect(during(ring, A_WHILE)).toEqual([])
  })

  kernelTest('waits for the operation that uses the file', {}, () => {
    const ring = bench.ring()
    const [readEnd, writeEnd] = pipe(bench)
    expect(registerFiles(ring, [readEnd], [71])).toBe(0)
    const memory = bench.memory(8)
    const fill = (sqe: Sqe): void => {
      prep.read(sqe, 0, memory.address, 8, -1, 0)
      sqe.flags = SqeFlags.FIXED_FILE
    }
    put(ring, 1, fill)
    ring.submit()
    expect(updateFiles(bench, ring, 0, [-1])).toBe(1)
    expect(during(ring, A_WHILE)).toEqual([])
    put(ring, 2, (s) => prep.write(s, writeEnd, memory.address, 4, -1, 0))
    const done = collect(ring, 3)
    const at = (tag: number): number => done.findIndex(({ low }) => low === tag)
    expect(at(71)).toBeGreaterThan(at(1))
  })

  kernelTest('does not come when registering fails', {}, () => {
    const ring = bench.ring()
    expect(registerFiles(ring, [file('good'), 1_000_000], [81, 82])).toBe(-Errno.EBADF)
    expect(registerFiles(ring, [-1], [83])).toBe(-Errno.EINVAL)
    expect(sparseFiles(ring, 2)).toBe(0)
    expect(updateFiles(bench, ring, 0, [1_000_000], [84])).toBe(-Errno.EBADF)
    expect(during(ring, A_WHILE)).toEqual([])
  })

  const file = (name: string): number => fileWith(bench, path(name), name)
})
