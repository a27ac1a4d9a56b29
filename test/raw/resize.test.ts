import { readFileSync } from 'node:fs'
import { Errno, type Kernel, NopFlags, prep, RawRing, RegisterOp, SetupFlags } from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { needsSetup, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { reap, slot } from './fixtures/queues.ts'
import { pipe } from './fixtures/sockets.ts'

const {
  CQE32,
  CQE_MIXED,
  DEFER_TASKRUN,
  NO_MMAP,
  NO_SQARRAY,
  SINGLE_ISSUER,
  SQ_REWIND,
  SQE128,
  SUBMIT_ALL,
  TASKRUN_FLAG,
} = SetupFlags

const DEFER = DEFER_TASKRUN | SINGLE_ISSUER
const RESIZE = { register: RegisterOp.REGISTER_RESIZE_RINGS }

const modes = {
  'nothing else': DEFER,
  TASKRUN_FLAG: DEFER | TASKRUN_FLAG,
  NO_SQARRAY: DEFER | NO_SQARRAY,
  SQE128: DEFER | SQE128,
  CQE32: DEFER | CQE32,
  CQE_MIXED: DEFER | CQE_MIXED,
  NO_MMAP: DEFER | NO_MMAP,
  SQ_REWIND: DEFER | SQ_REWIND | NO_SQARRAY | SUBMIT_ALL,
}

onBackends((bench) => {
  describe.each(Object.entries(modes))('with DEFER_TASKRUN and %s', (_, flags) => {
    kernelTest('queues grow and shrink, and all runs on', { needs: [RESIZE] }, (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags, 8)
      const { sq, cq } = ring
      let sent = 0
      let seen = 0
      for (const entries of [16, 16, 2, 64, 4, 128, 8]) {
        ring.resize({ entries })
        expect([ring.sq, ring.cq]).toEqual([sq, cq])
        expect([sq.entries, cq.entries]).toEqual([entries, entries * 2])
        expect([ring.params.sqEntries, ring.params.cqEntries]).toEqual([entries, entries * 2])
        expect(ring.params.flags & flags).toBe(flags)
        expect(sq.space).toBe(entries)
        for (let round = 0; round < 3; round++) {
          for (let i = 0; i < entries; i++) put(ring, sent++, prep.nop)
          expect(sq.next()).toBeNull()
          const done = wait(ring, entries)
          while (done.length < entries) done.push(...wait(ring, 1))
          for (const { low, res } of done) expect([low, res]).toEqual([seen++, 0])
        }
      }
      expect(seen).toBe(sent)
    })

    kernelTest('what waits in the queues comes along', { needs: [RESIZE] }, (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags, 8)
      const [read, write] = pipe(bench)
      const [target, source] = [bench.memory(16), bench.memory('moved')]
      put(ring, 1, (sqe) => prep.read(sqe, read, target.address, 16, -1, 0))
      ring.submit()
      // Three completions that nobody has taken, and three slots that nobody has submitted.
      for (const id of [2, 3, 4]) put(ring, id, prep.nop)
      ring.submitAndWait(3)
      const { head } = ring.cq
      for (const id of [5, 6]) put(ring, id, prep.nop)
      put(ring, 7, (sqe) => prep.write(sqe, write, source.address, 5, -1, 0))
      ring.resize({ entries: 32, cqEntries: 256 })
      expect([ring.sq.ready, ring.cq.ready, ring.cq.head]).toEqual([3, 3, head])
      const done = reap(ring.cq)
      expect(results(done)).toEqual({ 2: 0, 3: 0, 4: 0 })
      const later = wait(ring, 4)
      while (later.length < 4) later.push(...wait(ring, 1))
      expect(results(later)).toEqual({ 1: 5, 5: 0, 6: 0, 7: 5 })
      expect(Buffer.from(target.bytes.subarray(0, 5)).toString()).toBe('moved')
    })

    kernelTest('closes with operations in flight afterwards', { needs: [RESIZE] }, (context) => {
      needsSetup(context, flags)
      const ring = bench.ring(flags, 8)
      const [read] = pipe(bench)
      const memory = bench.memory(8)
      put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
      ring.submit()
      ring.resize({ entries: 64 })
      ring.close()
      expect(ring.closed).toBe(true)
    })
  })

  kernelTest('wide entries keep their second half', { needs: [RESIZE] }, (context) => {
    const flags = DEFER | CQE32 | SQE128
    needsSetup(context, flags)
    const ring = bench.ring(flags, 4)
    const wide = (userData: number): void => {
      const sqe = slot(ring.sq.next128())
      prep.nop(sqe)
      sqe.userDataLow = userData
      sqe.nopFlags = NopFlags.CQE32
      sqe.off = userData + 100
      sqe.addr = userData + 200
    }
    for (const id of [1, 2]) wide(id)
    ring.submitAndWait(2)
    for (const id of [3, 4]) wide(id)
    ring.resize({ entries: 16 })
    ring.submitAndWait(4)
    const tail = ring.cq.acquire()
    const told: number[][] = []
    for (let at = ring.cq.head; at !== tail; at = ring.cq.next(at)) {
      told.push([ring.cq.userDataLow(at), ring.cq.extra(at, 0), ring.cq.extra(at, 2)])
    }
    ring.cq.release(tail)
    expect(told).toEqual([1, 2, 3, 4].map((id) => [id, id + 100, id + 200]))
  })

  kernelTest('what does not fit is refused, and all is as before', { needs: [RESIZE] }, () => {
    const ring = bench.ring(DEFER, 8)
    for (let id = 0; id < 6; id++) put(ring, id, prep.nop)
    const tooSmall = expect.objectContaining({
      code: 'EOVERFLOW',
      syscall: 'io_uring_register',
      op: 'REGISTER_RESIZE_RINGS',
    })
    expect(() => ring.resize({ entries: 4 })).toThrow(tooSmall)
    expect(ring.sq.ready).toBe(6)
    ring.submitAndWait(6)
    expect(() => ring.resize({ entries: 2, cqEntries: 4 })).toThrow(tooSmall)
    expect([ring.sq.entries, ring.cq.entries, ring.cq.ready]).toEqual([8, 16, 6])
    expect(Object.keys(results(reap(ring.cq)))).toHaveLength(6)
    ring.resize({ entries: 2, cqEntries: 4 })
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest('only deferred rings can be resized', { needs: [RESIZE] }, () => {
    const ring = bench.ring()
    expect(() => ring.resize({ entries: 32 })).toThrow(/EINVAL: .*without DEFER_TASKRUN/)
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest('sizes are checked, or cut down', { needs: [RESIZE] }, () => {
    const ring = bench.ring(DEFER)
    expect(() => ring.resize({ entries: 0 })).toThrow(RangeError)
    expect(() => ring.resize({ cqEntries: 1.5 })).toThrow(RangeError)
    expect(() => ring.resize({ entries: 70_000 })).toThrow(
      expect.objectContaining({ code: 'EINVAL' }),
    )
    ring.resize({ entries: 70_000, clamp: true })
    expect(ring.sq.entries).toBe(32_768)
    ring.resize({ entries: 5, cqEntries: 9 })
    expect([ring.sq.entries, ring.cq.entries]).toEqual([8, 16])
    ring.resize({ cqEntries: 64 })
    expect([ring.sq.entries, ring.cq.entries]).toEqual([8, 64])
  })

  kernelTest('old slots and old memory are harmless', { needs: [RESIZE] }, () => {
    const ring = bench.ring(DEFER)
    const old = slot(ring.sq.next())
    prep.nop(old)
    wait(ring, 1)
    const { words } = old
    ring.resize({ entries: 64 })
    // A detached view swallows what is written, where there are detached views.
    old.userDataLow = 77
    words[0] = -1
    expect([0, 1024]).toContain(words.length)
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest('only what was mapped is unmapped', { needs: [RESIZE] }, () => {
    const ring = bench.ring(DEFER)
    const { kernel } = bench
    for (const strange of [new ArrayBuffer(4096), bench.memory(8).bytes.buffer]) {
      expect(() => kernel.unmap(ring.fd, strange)).toThrow(TypeError)
    }
    expect(() => kernel.unmap(-5, new ArrayBuffer(8))).toThrow()
    expect(() => kernel.closeDescriptor(-5, 0)).toThrow()
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest('a ring is mapped as often after many resizes as before', { needs: [RESIZE] }, () => {
    const mappings = (): number => {
      return readFileSync('/proc/self/maps', 'utf8').split('anon_inode:[io_uring]').length - 1
    }
    const ring = bench.ring(DEFER)
    const before = mappings()
    expect(before).toBeGreaterThanOrEqual(2)
    for (let round = 0; round < 50; round++) ring.resize({ entries: round % 2 === 0 ? 4096 : 8 })
    expect(mappings()).toBe(before)
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest(
    'a ring whose new memory cannot be mapped says that it is lost',
    { needs: [RESIZE] },
    () => {
      let maps = true
      const kernel = new Proxy(bench.kernel, {
        get(target, name: keyof Kernel) {
          if (name === 'map' && !maps) return () => -Errno.ENOMEM
          const value: unknown = target[name]
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
      const ring = new RawRing({ kernel, entries: 8, flags: DEFER })
      const [read] = pipe(bench)
      const memory = bench.memory(8)
      put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
      ring.submit()
      maps = false
      const lost = expect.objectContaining({
        code: 'ENOMEM',
        syscall: 'mmap',
        op: 'REGISTER_RESIZE_RINGS',
      })
      expect(() => ring.resize({ entries: 64 })).toThrow(lost)
      expect(() => ring.submit()).toThrow(/cannot be mapped/)
      expect(() => ring.submitAndWait(1)).toThrow(lost)
      expect(() => ring.resize({ entries: 8 })).toThrow(lost)
      ring.close()
      expect(ring.closed).toBe(true)
    },
  )

  kernelTest(
    'a ring without a descriptor is refused before anything happens',
    { needs: [RESIZE] },
    () => {
      const ring = bench.ring(DEFER)
      ring.registerRingFd()
      ring.resize({ entries: 32 })
      ring.closeRingFd()
      expect(() => ring.resize({ entries: 64 })).toThrow(expect.objectContaining({ code: 'EBADF' }))
      expect([run(ring, prep.nop), ring.sq.entries]).toEqual([0, 32])
    },
  )
})
