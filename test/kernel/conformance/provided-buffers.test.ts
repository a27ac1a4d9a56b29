import {
  Buf,
  BufReg,
  BufRing,
  BufRingFlags,
  BufStatus,
  CqeFlags,
  Errno,
  Op,
  prep,
  type RawRing,
  RegisterOp,
  registers,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { needsKernel, put, run } from '../../raw/fixtures/bench.ts'
import type { Done } from '../../raw/fixtures/queues.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, complete, conformanceBench, temporaryFolder } from './helpers.ts'
import { bufferId, fileWith, hasBuffer, hasMore, of, pattern, stringOf } from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { EBADFD, EEXIST, EINVAL, ENOBUFS, ENOENT } = Errno
const PAGE = 4096

/** Writes, and takes so many completions, that of the write among them. */
function write(ring: RawRing, fd: number, content: string, count: number): Done[] {
  const { address } = bench.memory(content)
  put(ring, 99, (sqe) => prep.write(sqe, fd, address, content.length, -1, 0))
  return collect(ring, count)
}

/** A read that takes a buffer of the group: its completion. */
function read(ring: RawRing, fd: number, group: number, length = 0, at = 0): Done {
  return complete(ring, (sqe) => {
    prep.read(sqe, fd, 0, length, at, 0)
    sqe.flags = SqeFlags.BUFFER_SELECT
    sqe.bufGroup = group
  })
}

const provided = (ring: RawRing, address: number, group: number): number =>
  run(ring, (sqe) => prep.provideBuffers(sqe, address, 64, 4, group, 0))

/** What io_uring_register(2) answers, without the checks of BufferRing. */
function register(ring: RawRing, group: number, address: number, entries: number): number {
  const reg = new BufReg()
  reg.bgid = group
  reg.ringAddr = address
  reg.ringEntries = entries
  return registers.registerPbufRing(ring, reg)
}

function unregister(ring: RawRing, group: number): number {
  const reg = new BufReg()
  reg.bgid = group
  return registers.unregisterPbufRing(ring, reg)
}

describe('a ring of buffers', () => {
  kernelTest('may have any group, of the first 64 or beyond', {}, () => {
    const ring = bench.ring()
    const fd = fileWith(bench, path('groups'), pattern(100))
    for (const group of [1, 63, 64, 1000, 65_535]) {
      const buffers = ring.bufferRing({ group, count: 2, size: 16 })
      expect(read(ring, fd, group).res).toBe(16)
      expect(pattern(16).equals(buffers.view(0))).toBe(true)
    }
    expect(read(ring, fd, 65).res).toBe(-ENOBUFS)
  })

  kernelTest(
    'gives its buffers in order, says when there is none, and goes on when there is',
    {},
    () => {
      const ring = bench.ring()
      const buffers = ring.bufferRing({ group: 1, count: 4, size: 16 })
      const fd = fileWith(bench, path('consumed'), pattern(100))
      const ids = (count: number): (readonly number[])[] =>
        Array.from({ length: count }, () => read(ring, fd, 1)).map((done) => [
          done.res,
          hasBuffer(done) ? bufferId(done) : -1,
        ])
      const none = [-ENOBUFS, -1]
      expect(ids(5)).toEqual([[16, 0], [16, 1], [16, 2], [16, 3], none])
      for (const id of [2, 0]) buffers.add(id)
      buffers.publish()
      expect(ids(3)).toEqual([[16, 2], [16, 0], none])
    },
  )

  kernelTest('and provided buffers cannot share a group', {}, () => {
    const ring = bench.ring()
    const { address } = bench.memory(PAGE)
    ring.bufferRing({ group: 3, count: 4, size: 16 })
    expect(provided(ring, address, 3)).toBe(-EINVAL)
    expect(provided(ring, address, 4)).toBe(0)
    const entries = bench.memory(PAGE)
    expect(register(ring, 4, entries.address, 4)).toBe(-EEXIST)
    expect(unregister(ring, 4)).toBe(-EINVAL)
    expect(run(ring, (sqe) => prep.removeBuffers(sqe, 4, 3))).toBe(-EINVAL)
  })

  kernelTest('is registered and unregistered once', {}, () => {
    const ring = bench.ring()
    const { address } = bench.memory(PAGE)
    expect(register(ring, 7, address, 4)).toBe(0)
    expect(register(ring, 7, address, 4)).toBe(-EEXIST)
    expect(unregister(ring, 7)).toBe(0)
    // Linux 6.1 says the one, newer ones the other.
    expect([-EINVAL, -ENOENT]).toContain(unregister(ring, 7))
    expect(register(ring, 7, address, 4)).toBe(0)
  })

  kernelTest('begins on a page, and has a power of two of entries', {}, () => {
    const ring = bench.ring()
    const { address } = bench.memory(PAGE * 4)
    expect(register(ring, 8, address + 16, 4)).toBe(-EINVAL)
    expect(register(ring, 8, address + PAGE - 1, 4)).toBe(-EINVAL)
    expect(register(ring, 8, 0, 4)).toBe(-Errno.EFAULT)
    for (const entries of [0, 3, 65_536]) expect(register(ring, 8, address, entries)).toBe(-EINVAL)
    expect(register(ring, 8, address, 4)).toBe(0)
  })

  kernelTest(
    'says how far the kernel has come',
    { needs: [{ register: RegisterOp.REGISTER_PBUF_STATUS }] },
    () => {
      const ring = bench.ring()
      const buffers = ring.bufferRing({ group: 9, count: 4, size: 16 })
      const fd = fileWith(bench, path('status'), pattern(100))
      let published = 4
      const available = (group: number): number => {
        const status = new BufStatus()
        status.bufGroup = group
        const answer = registers.registerPbufStatus(ring, status)
        return answer < 0 ? answer : (published - status.head) & 0xffff
      }
      expect(available(9)).toBe(4)
      expect(bufferId(read(ring, fd, 9))).toBe(0)
      expect(available(9)).toBe(3)
      buffers.add(0)
      buffers.publish()
      published++
      expect(available(9)).toBe(4)
      expect(available(10)).toBe(-ENOENT)
      expect(provided(ring, bench.memory(PAGE).address, 11)).toBe(0)
      expect(available(11)).toBe(-EINVAL)
    },
  )

  kernelTest('that is incremental is filled by reads of a file without a gap', {}, (context) => {
    needsKernel(context, '6.12', 'BufRingFlags.INC')
    const ring = bench.ring()
    const { INC } = BufRingFlags
    const buffers = ring.bufferRing({ group: 2, count: 2, size: 1000, flags: INC })
    const content = pattern(2000)
    const fd = fileWith(bench, path('incremental'), content)
    const parts: (readonly number[])[] = []
    for (let at = 0; at < 2000; at += parts.at(-1)?.[1] ?? 2000) {
      const done = read(ring, fd, 2, 300, at)
      expect(hasBuffer(done)).toBe(true)
      parts.push([bufferId(done), done.res, done.flags & CqeFlags.F_BUF_MORE])
    }
    const more = CqeFlags.F_BUF_MORE
    const perBuffer = (id: number): number[][] => [
      [id, 300, more],
      [id, 300, more],
      [id, 300, more],
      [id, 100, 0],
    ]
    expect(parts).toEqual([...perBuffer(0), ...perBuffer(1)])
    expect(content.equals(buffers.memory.bytes.subarray(0, 2000))).toBe(true)
    expect(read(ring, fd, 2, 300).res).toBe(-ENOBUFS)
  })
})

describe('a read that goes on', () => {
  const needs = [Op.READ_MULTISHOT]

  kernelTest(
    'gives a completion with a buffer for each write, until there is none',
    { needs },
    () => {
      const ring = bench.ring()
      const buffers = ring.bufferRing({ group: 1, count: 4, size: 32 })
      const [readEnd, writeEnd] = pipe(bench)
      put(ring, 1, (sqe) => prep.readMultishot(sqe, readEnd, 0, -1, 1))
      const done: Done[] = []
      for (const word of ['one', 'two', 'three', 'four', 'five']) {
        done.push(...write(ring, writeEnd, word, 2))
      }
      const reads = of(1, done)
      const words = reads.filter(hasBuffer).map((d) => stringOf(buffers.view(bufferId(d)), d.res))
      expect(words).toEqual(['one', 'two', 'three', 'four'])
      expect(reads.map((d) => [d.res, hasMore(d), hasBuffer(d)])).toEqual([
        ...[3, 3, 5, 4].map((length) => [length, true, true]),
        [-ENOBUFS, false, false],
      ])
    },
  )

  kernelTest('ends at the end of the pipe', { needs }, () => {
    const ring = bench.ring()
    ring.bufferRing({ group: 1, count: 4, size: 32 })
    const [readEnd, writeEnd] = pipe(bench)
    put(ring, 1, (sqe) => prep.readMultishot(sqe, readEnd, 0, -1, 1))
    put(ring, 2, (sqe) => prep.closeFd(sqe, writeEnd))
    const [end] = of(1, collect(ring, 2))
    expect([end.res, hasMore(end)]).toEqual([0, false])
  })

  kernelTest('takes nothing from a file, and needs a group', { needs }, () => {
    const ring = bench.ring()
    ring.bufferRing({ group: 1, count: 4, size: 32 })
    const [readEnd] = pipe(bench)
    const file = fileWith(bench, path('regular'), 'content')
    const done = complete(ring, (sqe) => prep.readMultishot(sqe, file, 0, 0, 1))
    expect([done.res, done.flags]).toEqual([-EBADFD, 0])
    const bare = complete(ring, (sqe) => {
      prep.readMultishot(sqe, readEnd, 0, -1, 1)
      sqe.flags = 0
    })
    expect([bare.res, bare.flags]).toEqual([-EINVAL, 0])
  })

  kernelTest(
    'takes as much as the buffer of its turn holds, and no other length',
    { needs },
    () => {
      const ring = bench.ring()
      const [readEnd, writeEnd] = pipe(bench)
      const [entries, memory] = [bench.memory(PAGE), bench.memory(64)]
      const sizes = [2, 6, 1, 16]
      for (const [id, size] of sizes.entries()) {
        const entry = new Buf(entries.bytes.buffer, id * Buf.SIZE)
        entry.addr = memory.address + id * 16
        entry.len = size
        entry.bid = id
      }
      expect(register(ring, 1, entries.address, sizes.length)).toBe(0)
      new BufRing(entries.bytes.buffer).tail = sizes.length
      const told = complete(ring, (sqe) => prep.readMultishot(sqe, readEnd, 4, -1, 1))
      expect([told.res, told.flags]).toEqual([-EINVAL, 0])
      put(ring, 1, (sqe) => prep.readMultishot(sqe, readEnd, 0, -1, 1))
      const reads = of(1, write(ring, writeEnd, '0123456789abcdef', 5))
      expect(reads.map((d) => [bufferId(d), d.res, hasMore(d)])).toEqual([
        [0, 2, true],
        [1, 6, true],
        [2, 1, true],
        [3, 7, true],
      ])
      const part = (id: number, length: number): string =>
        stringOf(memory.bytes.subarray(id * 16), length)
      expect([part(0, 2), part(1, 6), part(2, 1), part(3, 7)]).toEqual([
        '01',
        '234567',
        '8',
        '9abcdef',
      ])
    },
  )

  kernelTest('fills buffers of an incremental ring one after the other', { needs }, (context) => {
    needsKernel(context, '6.12', 'BufRingFlags.INC')
    const ring = bench.ring()
    const { INC } = BufRingFlags
    const buffers = ring.bufferRing({ group: 1, count: 2, size: 8, flags: INC })
    const [readEnd, writeEnd] = pipe(bench)
    put(ring, 1, (sqe) => prep.readMultishot(sqe, readEnd, 0, -1, 1))
    const done: Done[] = []
    done.push(...write(ring, writeEnd, 'abc', 2), ...write(ring, writeEnd, 'def', 2))
    done.push(...write(ring, writeEnd, 'ghijkl', 3))
    expect(of(1, done).map((d) => [bufferId(d), d.res, hasMore(d)])).toEqual([
      [0, 3, true],
      [0, 3, true],
      [0, 2, true],
      [1, 4, true],
    ])
    expect(stringOf(buffers.memory, 12)).toBe('abcdefghijkl')
  })
})
