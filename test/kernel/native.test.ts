import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Control } from '../../src/kernel/kernel.ts'
import { kernelOf } from './fixtures/backends.ts'
import { runChild } from './fixtures/child.ts'
import { MiniRing, N, must } from './fixtures/mini-ring.ts'
import { collected, mappings, resident } from './fixtures/process.ts'

const kernel = kernelOf('addon')
const MiB = 1 << 20
const MOVES = 'transfer' in ArrayBuffer.prototype

/** `ArrayBuffer.prototype.transfer`, which the types of Node 20 do not know. */
function moved(buffer: ArrayBuffer): ArrayBuffer {
  return (buffer as unknown as { transfer(): ArrayBuffer }).transfer()
}

function mappingOf(address: number): string {
  const lines = readFileSync('/proc/self/smaps', 'utf8').split('\n')
  const from = lines.findIndex((line) => line.startsWith(`${address.toString(16)}-`))
  return lines.slice(from, from + 40).find((line) => line.startsWith('VmFlags')) ?? ''
}

describe('memory of the addon', () => {
  test('a ring is not inherited by a fork', () => {
    const ring = new MiniRing(kernel)
    expect(mappingOf(kernel.addressOf(ring.slots))).toMatch(/ dc /)
    ring.close()
  })

  test('allocate gives huge pages on request', () => {
    const plain = must(kernel.allocate(4 * MiB, 2 * MiB, false))
    const huge = must(kernel.allocate(4 * MiB, 2 * MiB, true))
    expect(mappingOf(kernel.addressOf(plain))).not.toMatch(/ hg /)
    expect(mappingOf(kernel.addressOf(huge))).toMatch(/ hg /)
  })

  test('what is allocated and dropped comes back, without anybody collecting', async () => {
    const before = resident()
    for (let i = 0; i < 120; i++) {
      new Uint8Array(must(kernel.allocate(16 * MiB, 4096, false))).fill(1)
      await sleep(0)
    }
    // Two GiB went through; V8 must know of them to collect in time.
    expect(resident() - before).toBeLessThan(1000 * MiB)
    await collected(() => resident() - before < 100 * MiB && kernel.enter(-1, 0, 0, 0, 0, 0) < 0)
    expect(resident() - before).toBeLessThan(200 * MiB)
  })

  test('many small allocations leave no mapping behind', async () => {
    const before = mappings()
    for (let i = 0; i < 5000; i++) must(kernel.allocate(4096, 65536, false))
    await collected(() => kernel.enter(-1, 0, 0, 0, 0, 0) < 0 && mappings() - before < 200)
    expect(mappings() - before).toBeLessThan(200)
  })

  test('a ring keeps its control page when the program forgets it', async () => {
    const ring = new MiniRing(kernel)
    const address = kernel.addressOf(ring.control.buffer)
    ring.start()
    Object.assign(ring, { control: new Int32Array(32) })
    const weak = new WeakRef(ring.control)
    await collected(() => weak.deref() === undefined)
    const again = must(kernel.allocate(4096, 4096, false))
    expect(kernel.addressOf(again)).not.toBe(address)
    await sleep(5)
    ring.close()
  })

  test('a ring that is closed with its buffers forgotten leaves no mapping behind', async () => {
    const before = mappings()
    for (let i = 0; i < 50; i++) {
      const { id } = new MiniRing(kernel)
      if (i % 10 === 0) await collected(() => true)
      kernel.close(id)
    }
    await collected(() => kernel.enter(-1, 0, 0, 0, 0, 0) < 0 && mappings() - before < 20)
    expect(mappings() - before).toBeLessThan(20)
  })

  test('a moved mapping reads zeros after close, and never faults', (context) => {
    if (!MOVES) return context.skip(`Node ${process.version} has no ArrayBuffer.transfer`)
    const ring = new MiniRing(kernel)
    ring.push(N.OP_NOP, -1, 0, 0)
    ring.enter(1)
    ring.reap()
    const away = new Uint8Array(moved(ring.ring))
    expect(away.some((byte) => byte !== 0)).toBe(true)
    ring.close()
    expect(away.length).toBeGreaterThan(0)
    expect(away.every((byte) => byte === 0)).toBe(true)
    away.fill(7)
  })

  test('a moved allocation is unmapped when nobody has it any more', async (context) => {
    if (!MOVES) return context.skip(`Node ${process.version} has no ArrayBuffer.transfer`)
    const before = mappings()
    let away: Uint8Array | undefined = new Uint8Array(
      moved(must(kernel.allocate(64 * MiB, 4096, false))),
    )
    away.fill(3)
    await collected(() => false)
    kernel.enter(-1, 0, 0, 0, 0, 0)
    expect(away.every((byte) => byte === 3)).toBe(true)
    away = undefined
    await collected(() => kernel.enter(-1, 0, 0, 0, 0, 0) < 0 && mappings() - before < 5)
    expect(mappings() - before).toBeLessThan(5)
  })

  test('memory that was moved to another thread outlives the Worker that made it', async (context) => {
    if (!MOVES) return context.skip(`Node ${process.version} has no ArrayBuffer.transfer`)
    const ended = await runChild('moved-away.ts')
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(ended.stdout).toBe('before 42 after 0\n')
  })

  test('Workers that come and go leave neither addresses nor descriptors behind', async () => {
    const ended = await runChild('workers-churn.ts')
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '', stdout: 'same\n' })
  })
})

describe('the end of a ring', () => {
  test('refuses to close while the kernel takes no witness, and closes when it does', () => {
    const ring = new MiniRing(kernel)
    const calls = ring.get(Control.WITNESS_CALLS)
    ring.control[Control.IN_FLIGHT] = 1
    ring.control[Control.WITNESS_CALLS] = 0
    expect(() => ring.close()).toThrow(expect.objectContaining({ code: 'ERR_URING_WITNESS' }))
    expect(kernel.enter(ring.id, 0, 0, 0, 0, 0)).toBe(0)
    ring.control[Control.WITNESS_CALLS] = calls
    ring.close()
    expect(ring.ring.byteLength).toBe(0)
  })

  test('has its witness in the files of the user when the user has some', () => {
    const ring = new MiniRing(kernel)
    const files = must(kernel.allocate(4096, 4096, false))
    const address = kernel.addressOf(files)
    expect(kernel.register(ring.id, N.REGISTER_FILES, address, 4)).toBe(0)
    expect(kernel.register(ring.id, N.REGISTER_FILES, address, 4)).toBe(-16)
    ring.control[Control.IN_FLIGHT] = 1
    const start = performance.now()
    ring.close()
    expect(performance.now() - start).toBeLessThan(2000)
    expect(ring.ring.byteLength).toBe(0)
  })
})

describe('the source of the addon', () => {
  const headers = [
    join(dirname(process.execPath), '../include/node'),
    join(homedir(), `.cache/node-gyp/${process.versions.node}/include/node`),
  ].find((folder) => existsSync(join(folder, 'uv.h')))

  test('builds without a C library, and needs nothing but Node', (context) => {
    if (headers === undefined) return context.skip('the headers of this Node are not installed')
    const folder = mkdtempSync(join(tmpdir(), 'uring-native-'))
    const file = join(folder, 'uring.node')
    const source = new URL('../../native/uring.c', import.meta.url).pathname
    const free = ['-nostdlib', '-nostartfiles', '-fvisibility=hidden', '-fPIC', '-shared', '-O2']
    const strict = ['-Wall', '-Wextra', '-Werror', '-DNAPI_VERSION=8']
    execFileSync('gcc', [...free, ...strict, '-I', headers, source, '-o', file])
    const symbols = execFileSync('nm', ['-D', '--undefined-only', file], { encoding: 'utf8' })
    for (const line of symbols.trim().split('\n')) expect(line).toMatch(/ (napi|uv)_/)
    rmSync(folder, { recursive: true })
  })
})
