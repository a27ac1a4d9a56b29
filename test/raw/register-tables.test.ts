import { closeSync, openSync } from 'node:fs'
import { release } from 'node:os'
import {
  AT_FDCWD,
  CloneBuffersFlags,
  CloneBuffers,
  Errno,
  FILE_INDEX_ALLOC,
  FileIndexRange,
  type Memory,
  OpenFlags,
  prep,
  type RawRing,
  REGISTER_FILES_SKIP,
  RegisterOp,
  registers,
  RsrcRegister,
  RsrcRegisterFlags,
  RsrcUpdate,
  RsrcUpdate2,
  SqeFlags,
  throwing,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { isAtLeast, kernelTest } from '../support/kernel-test.ts'
import { type Bench, needsKernel, onBackends, results, run, wait } from './fixtures/bench.ts'
import { reap } from './fixtures/queues.ts'
import { closeQuietly, pipe } from './fixtures/sockets.ts'

const CLONE = { register: RegisterOp.REGISTER_CLONE_BUFFERS }
const { EBADF, EBUSY, EFAULT, EINVAL, ENFILE, ENXIO, EOVERFLOW } = Errno

/** Words of 64 bits in memory that stays. */
function longs(bench: Bench, ...values: readonly number[]): Memory {
  const memory = bench.memory(values.length * 8)
  new BigInt64Array(memory.bytes.buffer).set(values.map(BigInt))
  return memory
}

/** An array of iovecs in memory that stays. */
function pieces(bench: Bench, ...buffers: readonly (Memory | null)[]): Memory {
  return longs(bench, ...buffers.flatMap((one) => (one === null ? [0, 0] : [one.address, 4096])))
}

/** Whether tags come when a whole table goes, and not only when a slot changes. */
const POSTS_AT_END = isAtLeast(release(), '6.13')

onBackends((bench) => {
  const opened = (): number => {
    const fd = openSync('/dev/zero', 'r')
    bench.later(() => closeQuietly(fd))
    return fd
  }
  /** Reads through a registered buffer. */
  const reads = (ring: RawRing, memory: Memory, index: number): number => {
    const fd = opened()
    return run(ring, (sqe) => prep.readFixed(sqe, fd, memory.address, 8, 0, index, 0))
  }
  /** Reads a file of the table. */
  const readsSlot = (ring: RawRing, slot: number): number => {
    const memory = bench.memory(8)
    return run(ring, (sqe) => {
      prep.read(sqe, slot, memory.address, 8, 0, 0)
      sqe.flags = SqeFlags.FIXED_FILE
    })
  }

  kernelTest('tags of buffers come when the buffers are gone', {}, () => {
    const ring = bench.ring()
    const [one, two] = [bench.memory(4096), bench.memory(4096)]
    const table = new RsrcRegister()
    table.nr = 2
    table.data = pieces(bench, one, two).address
    table.tags = longs(bench, 71, 72).address
    expect(registers.registerBuffers2(ring, table)).toBe(0)
    expect(registers.registerBuffers2(ring, table)).toBe(-EBUSY)
    expect([reads(ring, one, 0), reads(ring, two, 1)]).toEqual([8, 8])
    const update = new RsrcUpdate2()
    update.offset = 0
    update.nr = 1
    update.data = pieces(bench, two).address
    update.tags = longs(bench, 73).address
    expect(registers.registerBuffersUpdate(ring, update)).toBe(1)
    expect(results(wait(ring, 1))).toEqual({ 71: 0 })
    expect([reads(ring, one, 0), reads(ring, two, 0)]).toEqual([-EFAULT, 8])
    update.offset = 2
    expect(registers.registerBuffersUpdate(ring, update)).toBe(-EINVAL)
    expect(registers.unregisterBuffers(ring)).toBe(0)
    if (POSTS_AT_END) expect(results(wait(ring, 2))).toEqual({ 72: 0, 73: 0 })
    expect(registers.registerBuffersUpdate(ring, update)).toBe(-ENXIO)
  })

  kernelTest('a sparse table of buffers is filled slot by slot', {}, () => {
    const ring = bench.ring()
    const table = new RsrcRegister()
    table.nr = 8
    table.flags = RsrcRegisterFlags.SPARSE
    expect(registers.registerBuffers2(ring, table)).toBe(0)
    const memory = bench.memory(4096)
    expect(reads(ring, memory, 5)).toBe(-EFAULT)
    const update = new RsrcUpdate2()
    update.offset = 5
    update.nr = 1
    update.data = pieces(bench, memory).address
    expect(registers.registerBuffersUpdate(ring, update)).toBe(1)
    expect(reads(ring, memory, 5)).toBe(8)
    update.data = pieces(bench, null).address
    expect(registers.registerBuffersUpdate(ring, update)).toBe(1)
    expect(reads(ring, memory, 5)).toBe(-EFAULT)
  })

  kernelTest('tags of files come when the files are gone', {}, () => {
    const ring = bench.ring()
    const fd = opened()
    const fds = Int32Array.of(fd, fd)
    const table = new RsrcRegister()
    table.nr = 2
    table.data = bench.kernel.addressOf(fds.buffer)
    table.tags = longs(bench, 81, 82).address
    expect(registers.registerFiles2(ring, table)).toBe(0)
    expect(registers.registerFiles2(ring, table)).toBe(-EBUSY)
    expect(readsSlot(ring, 1)).toBe(8)
    const update = new RsrcUpdate2()
    update.offset = 1
    update.nr = 1
    fds[0] = -1
    update.data = bench.kernel.addressOf(fds.buffer)
    update.tags = longs(bench, 0).address
    expect(registers.registerFilesUpdate2(ring, update)).toBe(1)
    expect(results(wait(ring, 1))).toEqual({ 82: 0 })
    expect([readsSlot(ring, 0), readsSlot(ring, 1)]).toEqual([8, -EBADF])
    expect(registers.unregisterFiles(ring)).toBe(0)
    if (POSTS_AT_END) expect(results(wait(ring, 1))).toEqual({ 81: 0 })
    expect(registers.registerFilesUpdate2(ring, update)).toBe(-ENXIO)
    expect(fds).toHaveLength(2)
  })

  kernelTest('a sparse table of files is filled, and slots are left alone', {}, () => {
    const ring = bench.ring()
    const table = new RsrcRegister()
    table.nr = 4
    table.flags = RsrcRegisterFlags.SPARSE
    expect(registers.registerFiles2(ring, table)).toBe(0)
    const fd = opened()
    const fds = Int32Array.of(fd, fd)
    const update = new RsrcUpdate()
    update.offset = 2
    update.data = bench.kernel.addressOf(fds.buffer)
    expect(registers.registerFilesUpdate(ring, update, 2)).toBe(2)
    expect([readsSlot(ring, 0), readsSlot(ring, 2), readsSlot(ring, 3)]).toEqual([-EBADF, 8, 8])
    fds.set([-1, REGISTER_FILES_SKIP])
    expect(registers.registerFilesUpdate(ring, update, 2)).toBe(2)
    expect([readsSlot(ring, 2), readsSlot(ring, 3)]).toEqual([-EBADF, 8])
    expect(() => registers.registerFilesUpdate(throwing(ring), update, 3)).toThrow(
      /EINVAL: the slots lie beyond the end of the table/,
    )
    expect(fds).toHaveLength(2)
  })

  kernelTest('the kernel chooses slots inside its range only', {}, () => {
    const ring = bench.ring()
    expect(registers.registerFiles(ring, new Int32Array(8).fill(-1))).toBe(0)
    const range = new FileIndexRange()
    range.off = 5
    range.len = 2
    expect(registers.registerFileAllocRange(ring, range)).toBe(0)
    const path = bench.memory('/dev/zero\0')
    const open = (): number =>
      run(ring, (sqe) => {
        prep.openatDirect(sqe, AT_FDCWD, path.address, OpenFlags.RDONLY, 0, FILE_INDEX_ALLOC)
      })
    expect(new Set([open(), open()])).toEqual(new Set([5, 6]))
    expect(open()).toBe(-ENFILE)
    range.off = 9
    expect(registers.registerFileAllocRange(ring, range)).toBe(-EINVAL)
    range.off = 0xffff_ffff
    expect(registers.registerFileAllocRange(ring, range)).toBe(-EOVERFLOW)
  })

  kernelTest('registered buffers are shared with another ring', { needs: [CLONE] }, () => {
    const [source, target] = [bench.ring(), bench.ring()]
    const [one, two] = [bench.memory(4096), bench.memory(4096)]
    const clone = new CloneBuffers()
    clone.srcFd = source.fd
    expect(registers.registerCloneBuffers(target, clone)).toBe(-ENXIO)
    const ranges = [one, two].map(({ address }) => ({ address, length: 4096 }))
    expect(registers.registerBuffers(source, ranges)).toBe(0)
    expect(registers.registerCloneBuffers(target, clone)).toBe(0)
    expect(registers.unregisterBuffers(source)).toBe(0)
    expect([reads(target, one, 0), reads(target, two, 1)]).toEqual([8, 8])
    clone.srcFd = -1
    expect(registers.registerCloneBuffers(bench.ring(), clone)).toBe(-EBADF)
  })

  kernelTest('a range of buffers replaces others', { needs: [CLONE] }, (context) => {
    needsKernel(context, '6.13', 'ranges of cloned buffers')
    const [source, target] = [bench.ring(), bench.ring()]
    const [one, two, three] = [bench.memory(4096), bench.memory(4096), bench.memory(4096)]
    const range = ({ address }: Memory) => ({ address, length: 4096 })
    expect(registers.registerBuffers(source, [range(one), range(two)])).toBe(0)
    expect(registers.registerBuffers(target, [range(three), range(three)])).toBe(0)
    const clone = new CloneBuffers()
    clone.srcFd = source.fd
    clone.srcOff = 1
    clone.dstOff = 1
    clone.nr = 1
    expect(() => registers.registerCloneBuffers(throwing(target), clone)).toThrow(
      /EBUSY: this ring has buffers already; add CloneBuffersFlags.DST_REPLACE/,
    )
    clone.flags = CloneBuffersFlags.DST_REPLACE
    expect(registers.registerCloneBuffers(target, clone)).toBe(0)
    expect([reads(target, three, 0), reads(target, two, 1)]).toEqual([8, 8])
    expect(reads(target, one, 0)).toBe(-EFAULT)
    clone.srcOff = 2
    expect(registers.registerCloneBuffers(target, clone)).toBe(-EOVERFLOW)
  })

  kernelTest('what is registered outlives its descriptor', {}, () => {
    const ring = bench.ring()
    const [read, write] = pipe(bench)
    expect(registers.registerFiles(ring, Int32Array.of(read))).toBe(0)
    closeSync(read)
    const source = bench.memory('still there')
    expect(run(ring, (sqe) => prep.write(sqe, write, source.address, 8, -1, 0))).toBe(8)
    expect(readsSlot(ring, 0)).toBe(8)
    expect(reap(ring.cq)).toEqual([])
  })
})
