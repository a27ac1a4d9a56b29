import { readFileSync } from 'node:fs'
import {
  Errno,
  FileIndexRange,
  AT_FDCWD,
  FILE_INDEX_ALLOC,
  FixedFdFlags,
  Op,
  OpenFlags,
  prep,
  type RawRing,
  REGISTER_FILES_SKIP,
  RegisterOp,
  registers,
  RsrcUpdate,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { kernelTest } from '../../support/kernel-test.ts'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { closeQuietly, pipe } from '../../raw/fixtures/sockets.ts'
import { collect, conformanceBench, temporaryFolder, text } from './helpers.ts'
import { fileWith, of, sparseFiles, stringOf, updateFiles } from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { EBADF, EINVAL, ENFILE, ENXIO, EOVERFLOW, EPERM } = Errno

/** What a read of a slot gives: the content, or a negative errno. */
function readSlot(ring: RawRing, slot: number): string | number {
  const memory = bench.memory(64)
  const fill = (sqe: Sqe): void => {
    prep.read(sqe, slot, memory.address, 64, 0, 0)
    sqe.flags = SqeFlags.FIXED_FILE
  }
  const answer = run(ring, fill)
  return answer < 0 ? answer : stringOf(memory, answer)
}

const file = (name: string): number => fileWith(bench, path(name), name)

describe('the table', () => {
  kernelTest('keeps the slots that an update skips', {}, () => {
    const ring = bench.ring()
    expect(registers.registerFiles(ring, Int32Array.of(file('one'), file('two'), -1))).toBe(0)
    const fds = [REGISTER_FILES_SKIP, file('new'), file('third')]
    expect(updateFiles(bench, ring, 0, fds)).toBe(3)
    expect([0, 1, 2].map((slot) => readSlot(ring, slot))).toEqual(['one', 'new', 'third'])
  })

  kernelTest('begins empty, and its slots are filled, replaced and emptied', {}, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 4)).toBe(0)
    expect(readSlot(ring, 2)).toBe(-EBADF)
    expect(updateFiles(bench, ring, 1, [file('one'), file('two')])).toBe(2)
    expect([readSlot(ring, 1), readSlot(ring, 2)]).toEqual(['one', 'two'])
    expect(updateFiles(bench, ring, 2, [file('three')])).toBe(1)
    expect(readSlot(ring, 2)).toBe('three')
    expect(updateFiles(bench, ring, 1, [-1])).toBe(1)
    expect([readSlot(ring, 1), readSlot(ring, 2)]).toEqual([-EBADF, 'three'])
  })

  kernelTest('is never updated beyond its end', {}, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 4)).toBe(0)
    const fd = file('one')
    expect(updateFiles(bench, ring, 4, [fd])).toBe(-EINVAL)
    expect(updateFiles(bench, ring, 3, [fd, fd])).toBe(-EINVAL)
    expect(updateFiles(bench, ring, 0xffff_ffff, [fd])).toBe(-EOVERFLOW)
    expect([0, 1, 2, 3].map((slot) => readSlot(ring, slot))).toEqual(Array(4).fill(-EBADF))
  })

  kernelTest('is made once, and refuses what is no descriptor', {}, () => {
    const ring = bench.ring()
    const fd = file('one')
    expect(registers.registerFiles(ring, Int32Array.of(fd, 1_000_000))).toBe(-EBADF)
    const { address } = bench.memory(4)
    expect(ring.register(RegisterOp.REGISTER_FILES, address, 0)).toBe(-EINVAL)
    expect(registers.registerFiles(ring, Int32Array.of(fd))).toBe(0)
    expect(sparseFiles(ring, 4)).toBe(-Errno.EBUSY)
    expect(updateFiles(bench, ring, 0, [1_000_000])).toBe(-EBADF)
  })

  kernelTest('may be emptied in any order, and while a slot is in use', {}, () => {
    const ring = bench.ring()
    const [readEnd, writeEnd] = pipe(bench)
    const fds = Int32Array.of(readEnd, file('one'), file('two'))
    expect(registers.registerFiles(ring, fds)).toBe(0)
    const memory = bench.memory(8)
    const read = put(ring, 7, (sqe) => prep.read(sqe, 0, memory.address, 8, -1, 0))
    read.flags = SqeFlags.FIXED_FILE
    ring.submit()
    for (const slot of [1, 0, 2]) expect(updateFiles(bench, ring, slot, [-1])).toBe(1)
    expect([0, 1, 2].map((slot) => readSlot(ring, slot))).toEqual(Array(3).fill(-EBADF))
    put(ring, 8, (s) => prep.write(s, writeEnd, bench.memory('late').address, 4, -1, 0))
    expect(results(collect(ring, 2))).toEqual({ 7: 4, 8: 4 })
    expect(registers.unregisterFiles(ring)).toBe(0)
    expect(registers.unregisterFiles(ring)).toBe(-ENXIO)
  })

  kernelTest('is as large as the limit of open files lets it be', {}, () => {
    const ring = bench.ring()
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const files = Number(/Max open files +(\d+)/.exec(limits)?.[1])
    const count = Math.min(files, 30_000)
    expect(sparseFiles(ring, count)).toBe(0)
    expect(updateFiles(bench, ring, count - 1, [file('last')])).toBe(1)
    expect([readSlot(ring, count - 1), readSlot(ring, 0)]).toEqual(['last', -EBADF])
    expect(registers.unregisterFiles(ring)).toBe(0)
    expect(sparseFiles(ring, files + 1)).toBe(-Errno.EMFILE)
  })

  describe('with a range for the slots that the kernel chooses', () => {
    const needs = [{ register: RegisterOp.REGISTER_FILE_ALLOC_RANGE }]
    const allow = (ring: RawRing, off: number, len: number): number => {
      const range = new FileIndexRange()
      range.off = off
      range.len = len
      return registers.registerFileAllocRange(ring, range)
    }

    kernelTest('gives out the slots of the range and no others', { needs }, () => {
      const ring = bench.ring()
      expect(sparseFiles(ring, 8)).toBe(0)
      const name = text(bench, path('ranged'))
      const open = (slot: number): number =>
        run(ring, (sqe) => {
          const flags = OpenFlags.RDWR | OpenFlags.CREAT
          prep.openatDirect(sqe, AT_FDCWD, name, flags, 0o600, slot)
        })
      expect(allow(ring, 2, 3)).toBe(0)
      const chosen = [0, 1, 2].map(() => open(FILE_INDEX_ALLOC))
      expect(chosen.sort((a, b) => a - b)).toEqual([2, 3, 4])
      expect(open(FILE_INDEX_ALLOC)).toBe(-ENFILE)
      // Asked for by number, a slot may lie outside of the range.
      expect(open(6)).toBe(0)
      // An other range may overlap what is in use: only its free slots are given out.
      expect(allow(ring, 4, 3)).toBe(0)
      expect([open(FILE_INDEX_ALLOC), open(FILE_INDEX_ALLOC)]).toEqual([5, -ENFILE])
    })

    kernelTest('refuses a range beyond its end', { needs }, () => {
      const ring = bench.ring()
      // Without a table there is no slot; kernels before 6.17 say ENXIO.
      expect([-EINVAL, -ENXIO]).toContain(allow(ring, 0, 1))
      expect(sparseFiles(ring, 8)).toBe(0)
      expect(allow(ring, 0, 8)).toBe(0)
      expect(allow(ring, 1, 8)).toBe(-EINVAL)
      expect(allow(ring, 0xffff_ffff, 2)).toBe(-EOVERFLOW)
      expect(allow(ring, 9, 1)).toBe(-EINVAL)
    })
  })
})

describe('an update of the table', () => {
  kernelTest('is an operation too, and each ring has a table of its own', {}, () => {
    const rings = [bench.ring(), bench.ring()]
    for (const ring of rings) expect(sparseFiles(ring, 2)).toBe(0)
    const [one, other] = rings
    const fds = bench.memory(new Uint8Array(Int32Array.of(file('by-sqe')).buffer))
    expect(run(one, (sqe) => prep.filesUpdate(sqe, fds.address, 1, 1))).toBe(1)
    expect(updateFiles(bench, other, 1, [file('by-register')])).toBe(1)
    expect([readSlot(one, 1), readSlot(other, 1)]).toEqual(['by-sqe', 'by-register'])
    expect([readSlot(one, 0), readSlot(other, 0)]).toEqual([-EBADF, -EBADF])
  })

  kernelTest('by the oldest call counts what it did', {}, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 4)).toBe(0)
    const fds = bench.memory(new Uint8Array(Int32Array.of(file('a'), -1, file('c')).buffer))
    const update = new RsrcUpdate()
    update.offset = 1
    update.data = fds.address
    expect(registers.registerFilesUpdate(ring, update, 3)).toBe(3)
    expect([1, 2, 3].map((slot) => readSlot(ring, slot))).toEqual(['a', -EBADF, 'c'])
  })

  kernelTest('needs a table', {}, () => {
    const ring = bench.ring()
    const fd = file('one')
    expect(updateFiles(bench, ring, 0, [fd])).toBe(-ENXIO)
    const fds = bench.memory(new Uint8Array(Int32Array.of(fd).buffer))
    expect(run(ring, (sqe) => prep.filesUpdate(sqe, fds.address, 1, 0))).toBe(-ENXIO)
    expect(registers.unregisterFiles(ring)).toBe(-ENXIO)
  })

  kernelTest('with slots that the kernel chooses writes them back', {}, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 4)).toBe(0)
    const memory = bench.memory(new Uint8Array(Int32Array.of(file('x'), file('y')).buffer))
    const fds = new Int32Array(memory.bytes.buffer, 0, 2)
    const update = (): number =>
      run(ring, (sqe) => prep.filesUpdate(sqe, memory.address, 2, FILE_INDEX_ALLOC))
    expect(update()).toBe(2)
    expect([readSlot(ring, fds[0]), readSlot(ring, fds[1])]).toEqual(['x', 'y'])
  })
})

describe('a direct descriptor becomes a plain one', () => {
  const needs = [Op.FIXED_FD_INSTALL]
  const cloexec = (fd: number): boolean => {
    const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
    const flags = Number.parseInt(/flags:\s+(\d+)/.exec(info)?.[1] ?? '', 8)
    return (flags & OpenFlags.CLOEXEC) !== 0
  }
  const install = (ring: RawRing, slot: number, flags: number, more = 0): number => {
    const fd = run(ring, (sqe) => {
      prep.fixedFdInstall(sqe, slot, flags)
      if (more !== 0) sqe.personality = more
    })
    if (fd >= 0) bench.later(() => closeQuietly(fd))
    return fd
  }

  kernelTest('that can be used, and is closed on exec unless told otherwise', { needs }, () => {
    const ring = bench.ring()
    expect(registers.registerFiles(ring, Int32Array.of(file('installed'), -1))).toBe(0)
    const plain = install(ring, 0, 0)
    expect(plain).toBeGreaterThan(2)
    const memory = bench.memory(64)
    expect(run(ring, (sqe) => prep.read(sqe, plain, memory.address, 64, 0, 0))).toBe(9)
    expect(cloexec(plain)).toBe(true)
    expect(cloexec(install(ring, 0, FixedFdFlags.NO_CLOEXEC))).toBe(false)
    expect(readSlot(ring, 0)).toBe('installed')
  })

  kernelTest('but not with other flags, from nothing, or in another name', { needs }, () => {
    const ring = bench.ring()
    const fd = file('refused')
    expect(registers.registerFiles(ring, Int32Array.of(fd, -1))).toBe(0)
    expect(install(ring, 0, 0x80)).toBe(-EINVAL)
    expect([install(ring, 1, 0), install(ring, 2, 0)]).toEqual([-EBADF, -EBADF])
    const plain = run(ring, (sqe) => {
      prep.fixedFdInstall(sqe, fd, 0)
      sqe.flags = 0
    })
    expect(plain).toBe(-EBADF)
    const personality = registers.registerPersonality(ring)
    expect(personality).toBeGreaterThan(0)
    expect(install(ring, 0, 0, personality)).toBe(-EPERM)
  })

  kernelTest('in the same chain in which it was opened', { needs }, () => {
    const ring = bench.ring()
    expect(sparseFiles(ring, 1)).toBe(0)
    fileWith(bench, path('chained'), 'chained')
    const name = text(bench, path('chained'))
    const open = put(ring, 1, (s) => prep.openatDirect(s, AT_FDCWD, name, 0, 0, 0))
    open.flags = SqeFlags.IO_LINK
    put(ring, 2, (sqe) => prep.fixedFdInstall(sqe, 0, 0))
    const done = collect(ring, 2)
    expect(of(1, done)[0].res).toBe(0)
    const fd = of(2, done)[0].res
    expect(fd).toBeGreaterThan(2)
    closeQuietly(fd)
    expect(readSlot(ring, 0)).toBe('chained')
  })
})
