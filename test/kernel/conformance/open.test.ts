import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import {
  AT_FDCWD,
  Errno,
  FILE_INDEX_ALLOC,
  OpenFlags,
  OpenHow,
  prep,
  type RawRing,
  registers,
  ResolveFlags,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { beforeAll, describe, expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, opened, temporaryFolder, text } from './helpers.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { CLOEXEC, CREAT, RDONLY, RDWR } = OpenFlags
const { EBADF, EFAULT, EINVAL, ENFILE, ENXIO } = Errno
const { FIXED_FILE, IO_LINK } = SqeFlags

beforeAll(() => {
  writeFileSync(path('one'), 'the first file')
  writeFileSync(path('two'), 'another file')
  symlinkSync('one', path('link'))
})

/** A ring with a table of that many empty slots. */
function ringWithSlots(count: number): RawRing {
  const ring = bench.ring()
  expect(registers.registerFiles(ring, new Int32Array(count).fill(-1))).toBe(0)
  return ring
}

/** What a slot holds from its beginning; a negative errno when it is empty. */
function content(ring: RawRing, slot: number): string | number {
  const memory = bench.memory(64)
  const length = run(ring, (sqe) => {
    prep.read(sqe, slot, memory.address, 64, 0, 0)
    sqe.flags = FIXED_FILE
  })
  return length < 0 ? length : Buffer.from(memory.bytes.subarray(0, length)).toString()
}

describe('open and close', () => {
  kernelTest('make a file, read one, and let it go', {}, () => {
    const ring = bench.ring()
    const made = text(bench, path('made'))
    const flags = CREAT | RDWR | CLOEXEC
    const fd = run(ring, (sqe) => prep.openat(sqe, AT_FDCWD, made, flags, 0o600))
    const source = bench.memory('content')
    expect(run(ring, (sqe) => prep.write(sqe, fd, source.address, 7, 0, 0))).toBe(7)
    expect(readFileSync(path('made'), 'utf8')).toBe('content')
    const target = bench.memory(16)
    expect(run(ring, (sqe) => prep.read(sqe, fd, target.address, 16, 0, 0))).toBe(7)
    expect(run(ring, (sqe) => prep.closeFd(sqe, fd))).toBe(0)
    expect(run(ring, (sqe) => prep.closeFd(sqe, fd))).toBe(-EBADF)
  })

  kernelTest(
    'refuse descriptors that are none, two at once, an empty slot, and the ring',
    {},
    () => {
      const ring = ringWithSlots(4)
      const fd = opened(bench, path('one'), 'r')
      const both = (sqe: Sqe): void => {
        prep.closeFd(sqe, fd)
        sqe.fileIndex = 1
      }
      expect(run(ring, (sqe) => prep.closeFd(sqe, -1))).toBe(-EBADF)
      expect(run(ring, both)).toBe(-EINVAL)
      expect(run(ring, (sqe) => prep.closeDirect(sqe, 2))).toBe(-EBADF)
      expect(run(ring, (sqe) => prep.closeDirect(sqe, 4))).toBe(-EINVAL)
      expect(run(ring, (sqe) => prep.closeFd(sqe, ring.fd))).toBe(-EBADF)
    },
  )

  kernelTest('refuse CLOEXEC for a slot, which no execve can inherit', {}, () => {
    const ring = ringWithSlots(2)
    const name = text(bench, path('one'))
    const open = (flags: number) => (sqe: Sqe) =>
      prep.openatDirect(sqe, AT_FDCWD, name, flags, 0, 1)
    expect(run(ring, open(RDONLY | CLOEXEC))).toBe(-EINVAL)
    expect(run(ring, open(RDONLY))).toBe(0)
  })
})

describe('openat2', () => {
  /** Opens with a description of that size. */
  function open(ring: RawRing, name: string, how: Partial<OpenHow>, size: number = OpenHow.SIZE) {
    const memory = bench.memory(2 * OpenHow.SIZE)
    Object.assign(new OpenHow(memory.bytes.buffer), how)
    memory.bytes[OpenHow.SIZE] = size > OpenHow.SIZE ? 1 : 0
    const address = text(bench, name)
    const fd = run(ring, (sqe) => prep.openat2(sqe, AT_FDCWD, address, memory.address, size))
    if (fd >= 0) expect(run(ring, (sqe) => prep.closeFd(sqe, fd))).toBe(0)
    return Math.min(fd, 0)
  }

  /** Opens into a slot. */
  function openDirect(ring: RawRing, name: string, slot: number): number {
    const { address: how } = bench.memory(OpenHow.SIZE)
    const address = text(bench, path(name))
    return run(ring, (sqe) => {
      prep.openat2Direct(sqe, AT_FDCWD, address, how, OpenHow.SIZE, slot)
    })
  }

  kernelTest('opens a file as it is described', {}, () => {
    const ring = bench.ring()
    expect(open(ring, path('one'), { flags: RDONLY })).toBe(0)
    expect(open(ring, path('none'), { flags: RDONLY })).toBe(-Errno.ENOENT)
  })

  kernelTest('needs a description of a size that it knows', {}, () => {
    const ring = bench.ring()
    expect(open(ring, path('one'), {}, 8)).toBe(-EINVAL)
    expect(open(ring, path('one'), {}, 2 * OpenHow.SIZE)).toBe(-Errno.E2BIG)
    const name = text(bench, path('one'))
    const without = (sqe: Sqe): void => prep.openat2(sqe, AT_FDCWD, name, 0, OpenHow.SIZE)
    expect(run(ring, without)).toBe(-EFAULT)
    const { address } = bench.memory(OpenHow.SIZE)
    expect(run(ring, (sqe) => prep.openat2(sqe, AT_FDCWD, 8, address, OpenHow.SIZE))).toBe(-EFAULT)
  })

  kernelTest('walks only as far as it may', {}, () => {
    const ring = bench.ring()
    const { BENEATH, NO_SYMLINKS } = ResolveFlags
    expect(open(ring, path('link'), { flags: RDONLY })).toBe(0)
    expect(open(ring, path('link'), { resolve: NO_SYMLINKS })).toBe(-Errno.ELOOP)
    expect(open(ring, path('one'), { resolve: BENEATH })).toBe(-Errno.EXDEV)
    expect(open(ring, path('one'), { resolve: 0x8000_0000 })).toBe(-EINVAL)
  })

  kernelTest('opens into a slot, and replaces what is there', {}, () => {
    const ring = ringWithSlots(2)
    expect(openDirect(ring, 'one', 1)).toBe(0)
    expect(content(ring, 1)).toBe('the first file')
    expect(openDirect(ring, 'two', 1)).toBe(0)
    expect([content(ring, 0), content(ring, 1)]).toEqual([-EBADF, 'another file'])
  })

  kernelTest('opens into no slot that is not there', {}, () => {
    expect(openDirect(ringWithSlots(2), 'one', 2)).toBe(-EINVAL)
    expect(openDirect(bench.ring(), 'one', 0)).toBe(-ENXIO)
  })
})

describe('a slot', () => {
  kernelTest('of the choice of the kernel is a free one, until there is none', {}, () => {
    const ring = ringWithSlots(8)
    const name = text(bench, path('one'))
    const pick = (sqe: Sqe): void =>
      prep.openatDirect(sqe, AT_FDCWD, name, RDONLY, 0, FILE_INDEX_ALLOC)
    const slots = Array.from({ length: 8 }, () => run(ring, pick))
    expect(slots.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(run(ring, pick)).toBe(-ENFILE)
    expect(run(ring, (sqe) => prep.closeDirect(sqe, 5))).toBe(0)
    expect([run(ring, pick), run(ring, pick)]).toEqual([5, -ENFILE])
  })

  /** Opens a file into a slot, reads it and closes the slot, in one chain. */
  function through(ring: RawRing, name: string, close: boolean): [Record<number, number>, string] {
    const address = text(bench, path(name))
    // A read that brings less than it asks for would end the chain.
    const { size } = statSync(path(name))
    const memory = bench.memory(size)
    const open = put(ring, 1, (sqe) => prep.openatDirect(sqe, AT_FDCWD, address, RDONLY, 0, 3))
    open.flags = IO_LINK
    const read = put(ring, 2, (sqe) => prep.read(sqe, 3, memory.address, size, 0, 0))
    read.flags = close ? FIXED_FILE | IO_LINK : FIXED_FILE
    if (close) put(ring, 3, (sqe) => prep.closeDirect(sqe, 3))
    const done = results(collect(ring, close ? 3 : 2))
    return [done, Buffer.from(memory.bytes).toString()]
  }

  kernelTest('is opened, read and closed by one chain', {}, () => {
    const ring = ringWithSlots(4)
    expect(through(ring, 'one', true)).toEqual([{ 1: 0, 2: 14, 3: 0 }, 'the first file'])
    expect(content(ring, 3)).toBe(-EBADF)
  })

  kernelTest('that is taken is opened anew, and a chain reads the new file', {}, () => {
    const ring = ringWithSlots(4)
    expect(through(ring, 'one', false)).toEqual([{ 1: 0, 2: 14 }, 'the first file'])
    expect(through(ring, 'two', false)).toEqual([{ 1: 0, 2: 12 }, 'another file'])
    expect(through(ring, 'one', true)).toEqual([{ 1: 0, 2: 14, 3: 0 }, 'the first file'])
  })
})
