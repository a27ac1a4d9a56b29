import { fstatSync } from 'node:fs'
import { Errno, prep, registers, type RawRing, RsrcUpdate, SetupFlags } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { needsKernel, onBackends, put, run } from './fixtures/bench.ts'
import { bound, eventFd, pipe } from './fixtures/sockets.ts'

const PLACES = 16
const { DEFER_TASKRUN, NO_MMAP, REGISTERED_FD_ONLY, SINGLE_ISSUER } = SetupFlags
const INDEXES = 'registrations by index'

/** Whether a descriptor of that number is open. */
function isOpen(fd: number): boolean {
  try {
    fstatSync(fd)
    return true
  } catch {
    return false
  }
}

onBackends((bench) => {
  const works = (ring: RawRing): void => {
    expect(run(ring, prep.nop)).toBe(0)
    const fd = eventFd(bench)
    expect(registers.registerEventfd(ring, fd)).toBe(0)
    expect(registers.unregisterEventfd(ring)).toBe(0)
  }

  kernelTest('a registered ring is used by its index, and taken back', {}, () => {
    const ring = bench.ring()
    const index = ring.registerRingFd()
    expect(index).toBeLessThan(PLACES)
    works(ring)
    expect(ring.fd).not.toBe(index)
    ring.unregisterRingFd()
    works(ring)
    expect(ring.registerRingFd()).toBe(index)
    works(ring)
  })

  kernelTest('a ring is registered once only', {}, () => {
    const ring = bench.ring()
    ring.registerRingFd()
    expect(() => ring.registerRingFd()).toThrow(
      expect.objectContaining({ code: 'EEXIST', syscall: 'io_uring_register' }),
    )
    ring.unregisterRingFd()
    expect(() => ring.unregisterRingFd()).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => ring.closeRingFd()).toThrow(/must be registered first/)
    works(ring)
  })

  kernelTest('a thread has 16 places, and a closed ring gives its own back', {}, () => {
    const rings = Array.from({ length: PLACES }, () => bench.ring(0, 2))
    const indexes = rings.map((ring) => ring.registerRingFd())
    expect(new Set(indexes).size).toBe(PLACES)
    const late = bench.ring(0, 2)
    expect(() => late.registerRingFd()).toThrow(/EBUSY: all 16 places of this thread are taken/)
    const [first] = rings
    first?.close()
    expect(late.registerRingFd()).toBe(indexes[0])
    works(late)
  })

  kernelTest('taking a place back wants no data', {}, () => {
    const ring = bench.ring()
    const update = new RsrcUpdate()
    update.offset = ring.registerRingFd()
    update.data = 1
    expect(registers.unregisterRingFds(ring, update)).toBe(-Errno.EINVAL)
    works(ring)
  })

  kernelTest('a ring works without its descriptor', {}, (context) => {
    needsKernel(context, '6.3', INDEXES)
    const ring = bench.ring()
    const { fd } = ring
    const index = ring.registerRingFd()
    ring.closeRingFd()
    expect(isOpen(fd)).toBe(false)
    expect(ring.fd).toBe(index)
    works(ring)
    expect(() => ring.closeRingFd()).toThrow(expect.objectContaining({ code: 'EBADF' }))
    expect(() => ring.unregisterRingFd()).toThrow(/all that the ring has/)
    works(ring)
  })

  kernelTest('a ring without its descriptor closes with operations in flight', {}, (context) => {
    needsKernel(context, '6.3', INDEXES)
    const ring = bench.ring(SINGLE_ISSUER | DEFER_TASKRUN)
    ring.registerRingFd()
    ring.closeRingFd()
    const [read] = pipe(bench)
    const memory = bench.memory(8)
    put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
    // Its number is that of a stranger by now, which must survive the end of the ring.
    const stranger = eventFd(bench)
    ring.submit()
    ring.close()
    expect(isOpen(stranger)).toBe(true)
    const other = bench.ring()
    expect(other.registerRingFd()).toBe(0)
  })

  kernelTest('a ring that is made with an index alone cannot have another one', {}, (context) => {
    needsKernel(context, '6.6', 'REGISTERED_FD_ONLY')
    const ring = bench.ring(REGISTERED_FD_ONLY | NO_MMAP)
    expect(() => ring.registerRingFd()).toThrow(expect.objectContaining({ code: 'EEXIST' }))
    expect(() => ring.closeRingFd()).toThrow(expect.objectContaining({ code: 'EBADF' }))
    works(ring)
  })

  kernelTest('registrations by index reach the ring that has it', {}, () => {
    const [one, other] = [bench.ring(), bench.ring()]
    one.registerRingFd()
    other.registerRingFd()
    const { fd } = bound(bench)
    expect(registers.registerFiles(one, Int32Array.of(fd))).toBe(0)
    expect(registers.registerFiles(other, Int32Array.of(fd, fd))).toBe(0)
    expect(registers.unregisterFiles(one)).toBe(0)
    expect(registers.unregisterFiles(one)).toBe(-Errno.ENXIO)
    expect(registers.unregisterFiles(other)).toBe(0)
  })
})
