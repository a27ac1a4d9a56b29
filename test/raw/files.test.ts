import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AT_FDCWD,
  Errno,
  Iovec,
  type Memory,
  OpenFlags,
  prep,
  SqeFlags,
  Statx,
  StatxMask,
} from 'uring-sdk/raw'
import { afterAll, beforeAll, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { closeQuietly } from './fixtures/sockets.ts'

const content = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff))

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uring-raw-'))
  file = join(folder, 'content')
  writeFileSync(file, content)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function opened(bench: Bench, path: string, flags: string): number {
  const fd = openSync(path, flags)
  bench.later(() => closeQuietly(fd))
  return fd
}

/** A path as the kernel reads it. */
const pathOf = (bench: Bench, path: string): number => bench.memory(`${path}\0`).address

/** Iovecs over pieces of one memory. */
function iovecs(bench: Bench, memory: Memory, lengths: readonly number[]): number {
  const vector = bench.memory(lengths.length * Iovec.SIZE)
  let at = memory.address
  for (const [i, length] of lengths.entries()) {
    const iovec = new Iovec(vector.bytes.buffer, i * Iovec.SIZE)
    iovec.iovBase = at
    iovec.iovLen = length
    at += length
  }
  return vector.address
}

onBackends((bench) => {
  kernelTest('a read brings the bytes of its position, and fewer at the end', {}, () => {
    const ring = bench.ring()
    const fd = opened(bench, file, 'r')
    const memory = bench.memory(4096)
    for (const position of [0, 1, 4095, 50_001, 99_000, 100_000]) {
      memory.bytes.fill(0)
      const length = run(ring, (sqe) => prep.read(sqe, fd, memory.address, 4096, position, 0))
      expect(length).toBe(Math.min(4096, content.length - position))
      const expected = content.subarray(position, position + length)
      expect(expected.equals(memory.bytes.subarray(0, length))).toBe(true)
      expect(memory.bytes.subarray(length).every((byte) => byte === 0)).toBe(true)
    }
  })

  kernelTest('reads in one batch bring the whole file', {}, () => {
    const ring = bench.ring(0, 32)
    const fd = opened(bench, file, 'r')
    const memory = bench.memory(content.length)
    for (let at = 0; at < content.length; at += 4096) {
      put(ring, at, (sqe) => prep.read(sqe, fd, memory.address + at, 4096, at, 0))
    }
    const lengths = results(wait(ring, ring.sq.ready))
    expect(Object.values(lengths).reduce((sum, length) => sum + length, 0)).toBe(content.length)
    expect(content.equals(memory.bytes)).toBe(true)
  })

  kernelTest('position -1 is that of the file, and moves', {}, () => {
    const ring = bench.ring()
    const fd = opened(bench, file, 'r')
    const memory = bench.memory(1000)
    for (let at = 0; at < 5000; at += 1000) {
      expect(run(ring, (sqe) => prep.read(sqe, fd, memory.address, 1000, -1, 0))).toBe(1000)
      expect(content.subarray(at, at + 1000).equals(memory.bytes)).toBe(true)
    }
  })

  kernelTest('what is written is in the file', {}, () => {
    const ring = bench.ring()
    const path = join(folder, `written-${bench.kernel.name}`)
    const fd = opened(bench, path, 'w')
    const memory = bench.memory(content)
    expect(run(ring, (sqe) => prep.write(sqe, fd, memory.address, 60_000, 0, 0))).toBe(60_000)
    const rest = memory.address + 60_000
    expect(run(ring, (sqe) => prep.write(sqe, fd, rest, 40_000, -1, 0))).toBe(40_000)
    // The first write had a position of its own, so that the second began at 0.
    const expected = Buffer.concat([content.subarray(60_000), content.subarray(40_000, 60_000)])
    expect(readFileSync(path).equals(expected)).toBe(true)
  })

  kernelTest('positions beyond 4 GiB are whole', {}, () => {
    const ring = bench.ring()
    const path = join(folder, `sparse-${bench.kernel.name}`)
    const fd = opened(bench, path, 'w+')
    const memory = bench.memory('far away')
    const position = 5 * 2 ** 32 + 12_345
    expect(run(ring, (sqe) => prep.write(sqe, fd, memory.address, 8, position, 0))).toBe(8)
    expect(statSync(path).size).toBe(position + 8)
    memory.bytes.fill(0)
    expect(run(ring, (sqe) => prep.read(sqe, fd, memory.address, 9, position, 0))).toBe(8)
    expect(Buffer.from(memory.bytes).toString()).toBe('far away')
  })

  kernelTest('readv scatters and writev gathers', {}, () => {
    const ring = bench.ring()
    const path = join(folder, `vector-${bench.kernel.name}`)
    const source = bench.memory(content.subarray(0, 10_000))
    const target = bench.memory(10_000)
    const fd = opened(bench, path, 'w+')
    const out = iovecs(bench, source, [1, 4096, 3, 5900])
    expect(run(ring, (sqe) => prep.writev(sqe, fd, out, 4, 0, 0))).toBe(10_000)
    const into = iovecs(bench, target, [7000, 3000])
    expect(run(ring, (sqe) => prep.readv(sqe, fd, into, 2, 0, 0))).toBe(10_000)
    expect(content.subarray(0, 10_000).equals(target.bytes)).toBe(true)
  })

  kernelTest('a file is made, written, brought to the disk, measured and closed', {}, () => {
    const ring = bench.ring()
    const path = join(folder, `made-${bench.kernel.name}`)
    const name = pathOf(bench, path)
    const { CREAT, WRONLY, EXCL, CLOEXEC } = OpenFlags
    const flags = CREAT | EXCL | WRONLY | CLOEXEC
    const fd = run(ring, (sqe) => prep.openat(sqe, AT_FDCWD, name, flags, 0o640))
    expect(fd).toBeGreaterThan(2)
    const again = run(ring, (sqe) => prep.openat(sqe, AT_FDCWD, name, flags, 0o640))
    expect(again).toBe(-Errno.EEXIST)
    const memory = bench.memory('twelve bytes')
    put(ring, 1, (sqe) => prep.write(sqe, fd, memory.address, 12, 0, 0)).flags = SqeFlags.IO_LINK
    put(ring, 2, (sqe) => prep.fsync(sqe, fd, 0))
    expect(results(wait(ring, 2))).toEqual({ 1: 12, 2: 0 })
    const answer = bench.memory(Statx.SIZE)
    const { SIZE, MODE } = StatxMask
    const mask = SIZE | MODE
    const { address } = answer
    expect(run(ring, (sqe) => prep.statx(sqe, AT_FDCWD, name, 0, mask, address))).toBe(0)
    const statx = new Statx(answer.bytes.buffer)
    expect([statx.stxSize, statx.stxMode]).toEqual([12, statSync(path).mode])
    expect(run(ring, (sqe) => prep.closeFd(sqe, fd))).toBe(0)
    expect(run(ring, (sqe) => prep.closeFd(sqe, fd))).toBe(-Errno.EBADF)
    expect(readFileSync(path, 'utf8')).toBe('twelve bytes')
  })

  kernelTest('a bad descriptor and a bad address are errnos, and the ring goes on', {}, () => {
    const ring = bench.ring()
    const memory = bench.memory(16)
    expect(run(ring, (sqe) => prep.read(sqe, -1, memory.address, 16, 0, 0))).toBe(-Errno.EBADF)
    const fd = opened(bench, file, 'r')
    expect(run(ring, (sqe) => prep.read(sqe, fd, 4096, 16, 0, 0))).toBe(-Errno.EFAULT)
    expect(run(ring, (sqe) => prep.read(sqe, fd, memory.address, 16, 0, 0))).toBe(16)
  })
})
