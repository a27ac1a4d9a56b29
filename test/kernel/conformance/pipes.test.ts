import { readFileSync } from 'node:fs'
import {
  Errno,
  FILE_INDEX_ALLOC,
  Op,
  OpenFlags,
  prep,
  type RawRing,
  registers,
  SpliceFlags,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { closeQuietly, pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, temporaryFolder } from './helpers.ts'
import { fileWith, pattern, sparseFiles, stringOf } from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const content = pattern(40_000)
/** A position that stands for the one of the descriptor. */
const NONE = -1

function write(ring: RawRing, fd: number, text: string): void {
  const { address } = bench.memory(text)
  expect(run(ring, (sqe) => prep.write(sqe, fd, address, text.length, -1, 0))).toBe(text.length)
}

function read(ring: RawRing, fd: number, flags = 0): string {
  const memory = bench.memory(64)
  const fill = (sqe: Sqe): void => {
    prep.read(sqe, fd, memory.address, 64, -1, 0)
    sqe.flags = flags
  }
  const length = run(ring, fill)
  expect(length).toBeGreaterThan(0)
  return stringOf(memory, length)
}

describe('splice', () => {
  kernelTest('moves a file through a pipe into another file', {}, () => {
    const ring = bench.ring()
    const source = fileWith(bench, path('source'), content)
    const target = fileWith(bench, path('target'), '')
    const [readEnd, writeEnd] = pipe(bench)
    const into = run(ring, (sqe) => prep.splice(sqe, source, 100, writeEnd, NONE, 30_000, 0))
    expect(into).toBe(30_000)
    expect(run(ring, (s) => prep.splice(s, readEnd, NONE, target, 7, 30_000, 0))).toBe(30_000)
    const moved = Buffer.concat([Buffer.alloc(7), content.subarray(100, 30_100)])
    expect(moved.equals(readFileSync(path('target')))).toBe(true)
  })

  kernelTest('takes slots of the direct table for either end', {}, () => {
    const ring = bench.ring()
    const source = fileWith(bench, path('source-fixed'), content)
    const target = fileWith(bench, path('target-fixed'), '')
    const [readEnd, writeEnd] = pipe(bench)
    const fds = Int32Array.of(source, writeEnd, readEnd, target)
    expect(registers.registerFiles(ring, fds)).toBe(0)
    const fixed = (from: number, at: number, to: number, toAt: number): number => {
      return run(ring, (sqe) => {
        prep.splice(sqe, from, at, to, toAt, 5000, SpliceFlags.FD_IN_FIXED)
        sqe.flags = SqeFlags.FIXED_FILE
      })
    }
    expect([fixed(0, 0, 1, NONE), fixed(2, NONE, 3, 0)]).toEqual([5000, 5000])
    expect(content.subarray(0, 5000).equals(readFileSync(path('target-fixed')))).toBe(true)
    expect([fixed(9, 0, 1, NONE), fixed(0, 0, 9, NONE)]).toEqual([-Errno.EBADF, -Errno.EBADF])
  })

  kernelTest('knows no positions of a pipe, and no bad descriptor', {}, () => {
    const ring = bench.ring()
    const source = fileWith(bench, path('source-bad'), content)
    const [readEnd, writeEnd] = pipe(bench)
    const splice = (from: number, at: number, to: number, toAt: number): number =>
      run(ring, (sqe) => prep.splice(sqe, from, at, to, toAt, 100, 0))
    expect(splice(source, 0, writeEnd, 0)).toBe(-Errno.ESPIPE)
    expect(splice(source, 0, writeEnd, NONE)).toBe(100)
    expect(splice(readEnd, 0, source, 0)).toBe(-Errno.ESPIPE)
    expect(splice(-1, 0, writeEnd, NONE)).toBe(-Errno.EBADF)
    expect(splice(source, 0, -1, NONE)).toBe(-Errno.EBADF)
  })

  kernelTest('of nothing is nothing', {}, () => {
    const ring = bench.ring()
    const source = fileWith(bench, path('source-nothing'), content)
    const [readEnd, writeEnd] = pipe(bench)
    const [, other] = pipe(bench)
    expect(run(ring, (sqe) => prep.splice(sqe, source, 0, writeEnd, NONE, 0, 0))).toBe(0)
    expect(run(ring, (sqe) => prep.tee(sqe, readEnd, other, 0, 0))).toBe(0)
  })
})

describe('tee', () => {
  kernelTest('copies what is in a pipe, and leaves it there', {}, () => {
    const ring = bench.ring()
    const [one, other] = [pipe(bench), pipe(bench)]
    write(ring, one[1], 'twice')
    expect(run(ring, (sqe) => prep.tee(sqe, one[0], other[1], 64, 0))).toBe(5)
    expect([read(ring, one[0]), read(ring, other[0])]).toEqual(['twice', 'twice'])
    const file = fileWith(bench, path('tee'), content)
    expect(run(ring, (sqe) => prep.tee(sqe, file, other[1], 64, 0))).toBe(-Errno.EINVAL)
    expect(run(ring, (sqe) => prep.tee(sqe, -1, other[1], 64, 0))).toBe(-Errno.EBADF)
  })
})

describe('a pipe that the ring makes', () => {
  const needs = [Op.PIPE]

  kernelTest('takes what is written, and gives it when it is read', { needs }, () => {
    const ring = bench.ring()
    const memory = bench.memory(8)
    const flags = OpenFlags.CLOEXEC | OpenFlags.NONBLOCK
    expect(run(ring, (sqe) => prep.pipe(sqe, memory.address, flags))).toBe(0)
    const [readEnd, writeEnd] = new Int32Array(memory.bytes.buffer, 0, 2)
    bench.later(() => {
      closeQuietly(readEnd)
      closeQuietly(writeEnd)
    })
    const data = '0123456789abcdef'.repeat(2)
    const target = bench.memory(64)
    put(ring, 1, (s) => prep.write(s, writeEnd, bench.memory(data).address, 32, -1, 0))
    put(ring, 2, (s) => prep.read(s, readEnd, target.address, 64, -1, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: 32, 2: 32 })
    expect(stringOf(target, 32)).toBe(data)
  })

  kernelTest('lies in slots that are asked for, or that the kernel finds', { needs }, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 4)).toBe(0)
    const memory = bench.memory(8)
    const slots = new Int32Array(memory.bytes.buffer, 0, 2)
    const make = (slot: number): number =>
      run(ring, (sqe) => prep.pipeDirect(sqe, memory.address, 0, slot))
    const used: number[] = []
    for (const slot of [1, FILE_INDEX_ALLOC]) {
      expect(make(slot)).toBe(0)
      const [readEnd, writeEnd] = slot === 1 ? [1, 2] : slots
      used.push(readEnd, writeEnd)
      const { address } = bench.memory('direct')
      const fill = (sqe: Sqe): void => {
        prep.write(sqe, writeEnd, address, 6, -1, 0)
        sqe.flags = SqeFlags.FIXED_FILE
      }
      expect(run(ring, fill)).toBe(6)
      expect(read(ring, readEnd, SqeFlags.FIXED_FILE)).toBe('direct')
    }
    expect(used.sort((a, b) => a - b)).toEqual([0, 1, 2, 3])
    expect(make(FILE_INDEX_ALLOC)).toBe(-Errno.ENFILE)
  })

  kernelTest('leaves no half of itself in a table with one slot', { needs }, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 1)).toBe(0)
    const { address } = bench.memory(8)
    const alloc = FILE_INDEX_ALLOC
    expect(run(ring, (sqe) => prep.pipeDirect(sqe, address, 0, alloc))).toBe(-Errno.ENFILE)
    const fill = (sqe: Sqe): void => {
      prep.read(sqe, 0, address, 8, -1, 0)
      sqe.flags = SqeFlags.FIXED_FILE
    }
    expect(run(ring, fill)).toBe(-Errno.EBADF)
    expect(run(ring, (sqe) => prep.pipe(sqe, address, ~0))).toBe(-Errno.EINVAL)
  })
})
