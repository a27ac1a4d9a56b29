import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import {
  AT_FDCWD,
  AtFlags,
  Errno,
  prep,
  type RawRing,
  RenameFlags,
  Statx,
  StatxMask,
  type Sqe,
  SqeFlags,
  XattrFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { run } from '../../raw/fixtures/bench.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { conformanceBench, opened, temporaryFolder, text } from './helpers.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { EFAULT, EINVAL, ENOENT, ENODATA } = Errno
const SYS_STATX = process.arch === 'x64' ? 332 : 291

/** Makes a file, and gives its name as the kernel reads it. */
function file(name: string, content = name): number {
  writeFileSync(path(name), content)
  return text(bench, path(name))
}

describe('statx', () => {
  const mask = StatxMask.BASIC_STATS | StatxMask.BTIME

  kernelTest('tells what the system call tells', {}, () => {
    const name = file('measured', 'twelve bytes')
    const [ours, theirs] = [bench.memory(Statx.SIZE), bench.memory(Statx.SIZE)]
    const { address } = ours
    const res = run(bench.ring(), (sqe) => prep.statx(sqe, AT_FDCWD, name, 0, mask, address))
    expect(res).toBe(0)
    expect(bench.kernel.syscall(SYS_STATX, AT_FDCWD, name, 0, mask, theirs.address)).toBe(0)
    expect(Buffer.compare(ours.bytes, theirs.bytes)).toBe(0)
    expect(new Statx(ours.bytes.buffer).stxSize).toBe(12)
  })

  kernelTest('measures a descriptor by an empty path', {}, () => {
    file('described', 'a dozen bytes')
    const fd = opened(bench, path('described'), 'r')
    const { bytes, address } = bench.memory(Statx.SIZE)
    const empty = text(bench, '')
    const { EMPTY_PATH } = AtFlags
    const ring = bench.ring()
    expect(run(ring, (sqe) => prep.statx(sqe, fd, empty, EMPTY_PATH, mask, address))).toBe(0)
    const statx = new Statx(bytes.buffer)
    expect([statx.stxSize, statx.stxIno]).toEqual([13, BigInt(statSync(path('described')).ino)])
    expect(run(ring, (sqe) => prep.statx(sqe, fd, empty, 0, mask, address))).toBe(-ENOENT)
  })

  kernelTest('refuses a path and a target that are no memory', {}, () => {
    const ring = bench.ring()
    const name = file('there')
    const { address } = bench.memory(Statx.SIZE)
    expect(run(ring, (sqe) => prep.statx(sqe, AT_FDCWD, 8, 0, mask, address))).toBe(-EFAULT)
    expect(run(ring, (sqe) => prep.statx(sqe, AT_FDCWD, name, 0, mask, 8))).toBe(-EFAULT)
  })
})

describe('rename', () => {
  const rename =
    (from: number, to: number, flags = 0) =>
    (sqe: Sqe) =>
      prep.renameat(sqe, AT_FDCWD, from, AT_FDCWD, to, flags)

  kernelTest('moves a file once', {}, () => {
    const ring = bench.ring()
    const [from, to] = [file('old'), text(bench, path('new'))]
    expect(run(ring, rename(from, to))).toBe(0)
    expect([existsSync(path('old')), readFileSync(path('new'), 'utf8')]).toEqual([false, 'old'])
    expect(run(ring, rename(from, to))).toBe(-ENOENT)
  })

  kernelTest('keeps what is there when it is told to', {}, () => {
    const [from, to] = [file('mine'), file('yours')]
    const { NOREPLACE } = RenameFlags
    expect(run(bench.ring(), rename(from, to, NOREPLACE))).toBe(-Errno.EEXIST)
    expect(readFileSync(path('yours'), 'utf8')).toBe('yours')
  })

  kernelTest('refuses paths that are no memory', {}, () => {
    const ring = bench.ring()
    const name = file('stays')
    expect([run(ring, rename(8, name)), run(ring, rename(name, 8))]).toEqual([-EFAULT, -EFAULT])
    expect(existsSync(path('stays'))).toBe(true)
  })
})

describe('unlink', () => {
  kernelTest('removes a file once', {}, () => {
    const ring = bench.ring()
    const name = file('doomed')
    expect(run(ring, (sqe) => prep.unlinkat(sqe, AT_FDCWD, name, 0))).toBe(0)
    expect(existsSync(path('doomed'))).toBe(false)
    expect(run(ring, (sqe) => prep.unlinkat(sqe, AT_FDCWD, name, 0))).toBe(-ENOENT)
  })

  kernelTest('refuses a path that is no memory', {}, () => {
    expect(run(bench.ring(), (sqe) => prep.unlinkat(sqe, AT_FDCWD, 8, 0))).toBe(-EFAULT)
  })
})

describe('an extended attribute', () => {
  /** The value by path or by descriptor, or a negative errno. */
  function value(ring: RawRing, name: string, of: string, byFd: boolean): string | number {
    const memory = bench.memory(64)
    const [attribute, target] = [text(bench, name), text(bench, path(of))]
    const fd = opened(bench, path(of), 'r')
    const length = run(ring, (sqe) => {
      if (byFd) prep.fgetxattr(sqe, fd, attribute, memory.address, 64)
      else prep.getxattr(sqe, attribute, memory.address, target, 64)
    })
    return length < 0 ? length : Buffer.from(memory.bytes.subarray(0, length)).toString()
  }

  kernelTest('is read as it was set, by path and by descriptor', {}, () => {
    const ring = bench.ring()
    const target = file('marked')
    const [one, first] = [text(bench, 'user.one'), text(bench, 'first')]
    expect(run(ring, (sqe) => prep.setxattr(sqe, one, first, target, 0, 5))).toBe(0)
    expect([
      value(ring, 'user.one', 'marked', false),
      value(ring, 'user.one', 'marked', true),
    ]).toEqual(['first', 'first'])
    const fd = opened(bench, path('marked'), 'r+')
    const [two, second] = [text(bench, 'user.two'), text(bench, 'second')]
    expect(run(ring, (sqe) => prep.fsetxattr(sqe, fd, two, second, 0, 6))).toBe(0)
    expect(value(ring, 'user.two', 'marked', false)).toBe('second')
    const { CREATE } = XattrFlags
    expect(run(ring, (sqe) => prep.fsetxattr(sqe, fd, two, first, CREATE, 5))).toBe(-Errno.EEXIST)
  })

  kernelTest('that nobody has set is missing', {}, () => {
    const ring = bench.ring()
    file('bare')
    expect(value(ring, 'user.none', 'bare', false)).toBe(-ENODATA)
    expect(value(ring, 'user.none', 'bare', true)).toBe(-ENODATA)
    const target = text(bench, path('bare'))
    expect(run(ring, (sqe) => prep.setxattr(sqe, 8, target, target, 0, 4))).toBe(-EFAULT)
  })

  kernelTest('is refused by a registered file, and with flags of nobody', {}, () => {
    const ring = bench.ring()
    const target = file('refused')
    const [name, content] = [text(bench, 'user.x'), text(bench, 'x')]
    const wrong = run(ring, (sqe) => prep.setxattr(sqe, name, content, target, 1 << 20, 1))
    expect(wrong).toBe(-EINVAL)
    const fixed = run(ring, (sqe) => {
      prep.setxattr(sqe, name, content, target, 0, 1)
      sqe.flags = SqeFlags.FIXED_FILE
    })
    expect(fixed).toBe(-Errno.EBADF)
  })
})
