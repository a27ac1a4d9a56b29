import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Control, type Kernel } from '../../src/kernel/kernel.ts'
import { LONG_READ_BYTES } from '../support/slowness.ts'
import { kernelOf } from './fixtures/backends.ts'
import { lateWrites, startedReads } from './fixtures/late-writes.ts'
import { FLAVOURS, MiniRing, type MiniOptions, N, must } from './fixtures/mini-ring.ts'
import { collected, descriptors, mappings, ringMappings } from './fixtures/process.ts'

const EBADF = -9
const EINVAL = -22
const PAGE = 4096

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uring-kernel-'))
  file = join(folder, 'pattern')
  writeFileSync(file, Buffer.alloc(LONG_READ_BYTES, 0x5a))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const open: MiniRing[] = []
afterEach(() => {
  for (const ring of open.splice(0)) ring.close()
})

describe.each(['addon', 'koffi'] as const)('the %s backend', (backend) => {
  const kernel: Kernel = kernelOf(backend)
  const ringOf = (options?: MiniOptions): MiniRing => {
    const ring = new MiniRing(kernel, options)
    open.push(ring)
    return ring
  }

  test('a NOP goes down and comes back', () => {
    const ring = ringOf()
    ring.push(N.OP_NOP, -1, 0, 0)
    expect(ring.enter(1)).toBe(1)
    expect(ring.reap()).toEqual([0])
    ring.close()
  })

  test('a read arrives in allocated, in collected and in shared memory', () => {
    const ring = ringOf()
    const fd = openSync(file, 'r')
    const buffers = [
      must(kernel.allocate(PAGE, PAGE, false)),
      new ArrayBuffer(PAGE),
      new SharedArrayBuffer(PAGE),
    ]
    for (const buffer of buffers) {
      ring.push(N.OP_READ, fd, kernel.addressOf(buffer), PAGE, 0)
      ring.enter(1)
      expect(ring.reap()).toEqual([PAGE])
      expect(new Uint8Array(buffer).every((byte) => byte === 0x5a)).toBe(true)
    }
    closeSync(fd)
    ring.close()
  })

  test('the kernel says no with a negative errno', () => {
    const control = must(kernel.allocate(PAGE, PAGE, false))
    expect(kernel.setup(0, new Uint8Array(120), control)).toBe(EINVAL)
    expect(kernel.enter(-1, 0, 0, 0, 0, 0)).toBe(EBADF)
    expect(kernel.register(-1, 0, 0, 0)).toBeLessThan(0)
    expect(kernel.syscall(process.arch === 'x64' ? 3 : 57, -1)).toBe(EBADF)
    const ring = ringOf()
    expect(kernel.map(ring.id, PAGE, 0x70000000)).toBeLessThan(0)
    expect(kernel.map(ring.id, 0, 0)).toBe(EINVAL)
    ring.close()
  })

  test('system calls take six words and answer wide numbers', () => {
    const [mmap, munmap] = process.arch === 'x64' ? [9, 11] : [222, 215]
    const address = kernel.syscall(mmap, 0, PAGE, 3, 0x22, -1, 0)
    expect(address).toBeGreaterThan(2 ** 32)
    expect(kernel.syscall(munmap, address, PAGE)).toBe(0)
  })

  test('allocated memory is zeroed, and aligned as asked', () => {
    for (const align of [0, 1, 64, PAGE, 65536, 1 << 21]) {
      const buffer = must(kernel.allocate(10_000, align, align > PAGE))
      expect(buffer.byteLength).toBe(10_000)
      expect(kernel.addressOf(buffer) % Math.max(align, PAGE)).toBe(0)
      expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true)
      new Uint8Array(buffer).fill(1)
    }
    expect(kernel.allocate(0, PAGE, false)).toBe(EINVAL)
    expect(kernel.allocate(PAGE, 3, false)).toBe(EINVAL)
    expect(kernel.allocate(2 ** 50, PAGE, false)).toBe(-12)
  })

  test('wrong arguments are a TypeError and no crash', () => {
    const wrong = kernel as unknown as Record<string, (...values: unknown[]) => unknown>
    const page = must(kernel.allocate(PAGE, PAGE, false))
    const calls: [string, ...unknown[]][] = [
      ['setup', 1, new Uint8Array(119), page],
      ['setup', 1, new Uint16Array(120), page],
      ['setup', 1, new Uint8Array(120), new ArrayBuffer(100)],
      ['setup', {}, new Uint8Array(120), page],
      ['enter', 1, 2, 3, 4, 5, 'x'],
      ['enter', 0.5, Number.NaN, 0, 0, 0, 0],
      ['register', 1, 2, {}, 4],
      ['allocate', PAGE, PAGE, 1],
      ['addressOf', 5],
      ['syscall', 'getpid'],
      ['syscall', 39, 2n],
    ]
    for (const [name, ...values] of calls) {
      expect(() => wrong[name]?.(...values), `${name}(${values.join()})`).toThrow(TypeError)
    }
    expect(() => kernel.map(9999, PAGE, 0)).toThrow(
      expect.objectContaining({ code: 'ERR_URING_NO_RING' }),
    )
    expect(() => kernel.attach(9999, 0, () => undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_URING_NO_RING' }),
    )
  })

  test('a ring is attached once, and only with queues that are memory of ours', () => {
    const ring = ringOf()
    const address = ring.get(Control.CQ_TAIL)
    ring.control[Control.CQ_TAIL] = 16
    expect(() => ring.start()).toThrow(RangeError)
    ring.control[Control.CQ_TAIL] = address
    ring.start()
    expect(() => ring.start()).toThrow(expect.objectContaining({ code: 'ERR_URING_ATTACHED' }))
    ring.close()
  })

  test('after close views read zeros or nothing, and closing again does nothing', () => {
    const ring = ringOf()
    ring.push(N.OP_NOP, -1, 0, 0)
    ring.enter(1)
    ring.reap()
    expect(ring.words.some((word) => word !== 0)).toBe(true)
    const fd = ring.id
    ring.close()
    for (let i = 0; i < 100; i++) expect(ring.words[i] ?? 0).toBe(0)
    if (backend === 'addon' || 'transfer' in ArrayBuffer.prototype) {
      expect(ring.ring.byteLength).toBe(0)
      expect(ring.slots.byteLength).toBe(0)
    }
    expect(kernel.enter(fd, 0, 0, 0, 0, 0)).toBe(EBADF)
    const other = openSync(file, 'r')
    expect(other).toBe(fd)
    ring.close()
    closeSync(other)
  })

  test.each(FLAVOURS)('close of a $flavour ring waits for the kernel', async ({ flags }) => {
    const ring = ringOf({ flags, cancel: false })
    const target = await startedReads(kernel, ring, file)
    ring.close()
    expect(await lateWrites(target)).toBe(0)
  })

  test.each(FLAVOURS)('the loop of a $flavour ring submits and drains', async ({ flags }) => {
    const ring = ringOf({ flags })
    ring.start()
    for (let i = 1; i <= 20; i++) {
      ring.push(N.OP_NOP, -1, 0, 0)
      await ring.drained(i)
      if (i % 5 === 0) await sleep(2)
    }
    await sleep(5)
    expect(ring.results).toEqual(Array.from({ length: 20 }, () => 0))
    expect(ring.get(Control.IN_FLIGHT)).toBe(0)
    expect(ring.get(Control.REFERENCED)).toBe(0)
    ring.close()
  })

  test('drain may close its ring', async () => {
    const ring = ringOf()
    ring.start()
    ring.push(N.OP_NOP, -1, 0, 0)
    await new Promise<void>((resolve) => {
      ring.onDrain = () => {
        ring.close()
        resolve()
      }
    })
    await sleep(5)
    expect(ring.results).toEqual([0])
  })

  test('an error of enter is told once', async () => {
    const ring = ringOf()
    const loop = ring.start()
    let told = 0
    ring.onDrain = () => told++
    ring.control[Control.ENTER_FLAGS] = 1 << 30
    ring.control[Control.FLUSH] = 1
    loop.ref()
    await sleep(20)
    expect(told).toBe(1)
    expect(ring.get(Control.ERROR)).toBe(EINVAL)
    ring.close()
  })

  test('a thousand rings leave neither a descriptor nor a mapping behind', async () => {
    const before = descriptors('io_uring')
    const [mapped, rings] = [mappings(), ringMappings()]
    for (let i = 0; i < 1000; i++) {
      new MiniRing(kernel, { entries: 4 }).close()
      if (i % 100 === 99) await sleep(0)
    }
    expect(descriptors('io_uring')).toBe(before)
    await collected(() => mappings() - mapped < 500)
    expect(mappings() - mapped).toBeLessThan(500)
    expect(ringMappings()).toBe(rings)
  }, 20_000)
})
