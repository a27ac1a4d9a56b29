import { readFileSync, statSync, writeFileSync } from 'node:fs'
import {
  Errno,
  FallocateFlags,
  FsyncFlags,
  prep,
  SqeFlags,
  SyncFileRangeFlags,
} from 'uring-sdk/raw'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, opened, temporaryFolder } from './helpers.ts'

const bench = conformanceBench()
const { kernel } = bench
const path = temporaryFolder()
const RLIMIT_FSIZE = 1

describe('fallocate', () => {
  // The kernel sends a signal as well, whose default is the end of the process.
  const ignore = (): void => {}
  beforeAll(() => {
    process.on('SIGXFSZ', ignore)
  })
  afterAll(() => {
    process.off('SIGXFSZ', ignore)
  })

  kernelTest('lets a file grow', {}, () => {
    const ring = bench.ring()
    const fd = opened(bench, path('grown'), 'w')
    expect(run(ring, (sqe) => prep.fallocate(sqe, fd, 0, 0, 128 * 1024))).toBe(0)
    expect(statSync(path('grown')).size).toBe(128 * 1024)
    const { KEEP_SIZE } = FallocateFlags
    expect(run(ring, (sqe) => prep.fallocate(sqe, fd, KEEP_SIZE, 0, 256 * 1024))).toBe(0)
    expect(statSync(path('grown')).size).toBe(128 * 1024)
  })

  kernelTest('stops at the limit of the process', {}, () => {
    const fd = opened(bench, path('limited'), 'w')
    const ring = bench.ring()
    const [old, next] = [bench.memory(16), bench.memory(16)]
    expect(kernel.syscall(Syscall.prlimit64, 0, RLIMIT_FSIZE, 0, old.address)).toBe(0)
    next.bytes.set(old.bytes)
    new DataView(next.bytes.buffer).setBigUint64(0, 65_536n, true)
    expect(kernel.syscall(Syscall.prlimit64, 0, RLIMIT_FSIZE, next.address, 0)).toBe(0)
    try {
      const grow = run(ring, (sqe) => prep.fallocate(sqe, fd, 0, 0, 128 * 1024))
      expect(grow).toBe(-Errno.EFBIG)
    } finally {
      kernel.syscall(Syscall.prlimit64, 0, RLIMIT_FSIZE, old.address, 0)
    }
    expect(statSync(path('limited')).size).toBe(0)
  })

  kernelTest('is followed by the write that is linked behind it', {}, () => {
    const ring = bench.ring()
    const fd = opened(bench, path('linked'), 'w')
    const { address } = bench.memory('behind')
    put(ring, 1, (sqe) => prep.fallocate(sqe, fd, 0, 0, 4096)).flags = SqeFlags.IO_LINK
    put(ring, 2, (sqe) => prep.write(sqe, fd, address, 6, 4096, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: 0, 2: 6 })
    const content = readFileSync(path('linked'))
    expect([content.length, content.subarray(4096).toString()]).toEqual([4102, 'behind'])
  })
})

describe('fsync', () => {
  kernelTest('brings a file to its disk, with all or with the data alone', {}, () => {
    const ring = bench.ring()
    const fd = opened(bench, path('synced'), 'w')
    expect(run(ring, (sqe) => prep.fsync(sqe, fd, 0))).toBe(0)
    expect(run(ring, (sqe) => prep.fsync(sqe, fd, FsyncFlags.DATASYNC))).toBe(0)
    expect(run(ring, (sqe) => prep.fsync(sqe, fd, 1 << 20))).toBe(-Errno.EINVAL)
    expect(run(ring, (sqe) => prep.fsync(sqe, -1, 0))).toBe(-Errno.EBADF)
  })

  kernelTest('behind a barrier comes after all writes', {}, () => {
    const ring = bench.ring()
    const fd = opened(bench, path('ordered'), 'w')
    const { address } = bench.memory(4096)
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 6; i++) {
        const flags = i % 2 === 0 ? SqeFlags.ASYNC : 0
        put(ring, i, (sqe) => prep.write(sqe, fd, address, 4096, i * 4096, 0)).flags = flags
      }
      put(ring, 6, (sqe) => prep.fsync(sqe, fd, FsyncFlags.DATASYNC)).flags = SqeFlags.IO_DRAIN
      const done = collect(ring, 7)
      expect(done.at(-1)).toMatchObject({ low: 6, res: 0 })
      expect(done.slice(0, 6).every(({ res }) => res === 4096)).toBe(true)
    }
  })

  kernelTest('of a range succeeds', {}, () => {
    const ring = bench.ring()
    writeFileSync(path('range'), Buffer.alloc(64 * 1024, 7))
    const fd = opened(bench, path('range'), 'r+')
    const { WAIT_BEFORE, WRITE, WAIT_AFTER } = SyncFileRangeFlags
    const flags = WAIT_BEFORE | WRITE | WAIT_AFTER
    expect(run(ring, (sqe) => prep.syncFileRange(sqe, fd, 4096, 8192, flags))).toBe(0)
    expect(run(ring, (sqe) => prep.syncFileRange(sqe, fd, 0, 0, flags))).toBe(0)
  })
})

describe('the position of a file', () => {
  const content = Buffer.from(Array.from({ length: 20_011 }, (_, i) => (i * 37 + (i >> 8)) & 0xff))
  const chunks = [1, 7, 333, 4096, 5001]

  const position = (fd: number): number =>
    Number(/^pos:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1])

  kernelTest('moves with reads that have none of their own', {}, () => {
    writeFileSync(path('read'), content)
    for (const flags of [0, SqeFlags.ASYNC]) {
      const ring = bench.ring()
      const fd = opened(bench, path('read'), 'r')
      const memory = bench.memory(8192)
      let at = 0
      for (let i = 0; at < content.length; i++) {
        const length = chunks[i % chunks.length] ?? 1
        put(ring, 1, (sqe) => prep.read(sqe, fd, memory.address, length, -1, 0)).flags = flags
        const [done] = collect(ring, 1)
        const expected = content.subarray(at, at + length)
        expect(done?.res).toBe(expected.length)
        expect(expected.equals(memory.bytes.subarray(0, expected.length))).toBe(true)
        at += expected.length
        expect(position(fd)).toBe(at)
      }
      expect(run(ring, (sqe) => prep.read(sqe, fd, memory.address, 8, -1, 0))).toBe(0)
    }
  })

  kernelTest('moves with writes that have none of their own', {}, () => {
    const ring = bench.ring()
    const source = bench.memory(content)
    const fd = opened(bench, path('written'), 'w')
    let at = 0
    for (let i = 0; at < content.length; i++) {
      const length = Math.min(chunks[i % chunks.length] ?? 1, content.length - at)
      const from = source.address + at
      expect(run(ring, (sqe) => prep.write(sqe, fd, from, length, -1, 0))).toBe(length)
      at += length
      expect(position(fd)).toBe(at)
    }
    expect(content.equals(readFileSync(path('written')))).toBe(true)
  })

  kernelTest('stays where it is for those with a position', {}, () => {
    writeFileSync(path('stays'), content)
    const ring = bench.ring()
    const fd = opened(bench, path('stays'), 'r+')
    const memory = bench.memory(100)
    expect(run(ring, (sqe) => prep.read(sqe, fd, memory.address, 100, 50, 0))).toBe(100)
    expect(run(ring, (sqe) => prep.write(sqe, fd, memory.address, 100, 50, 0))).toBe(100)
    expect(position(fd)).toBe(0)
  })
})
