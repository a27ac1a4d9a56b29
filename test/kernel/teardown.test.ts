import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LONG_READ_BYTES } from '../support/slowness.ts'
import { runChild } from './fixtures/child.ts'
import { FLAVOURS } from './fixtures/mini-ring.ts'

let folder: string
let file: string
// Holes of this file system are read without memory for them.
const long = `/dev/shm/uring-teardown-${process.pid}`
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uring-teardown-'))
  file = join(folder, 'pattern')
  writeFileSync(file, Buffer.alloc(LONG_READ_BYTES, 0x5a))
  writeFileSync(long, Buffer.alloc(4096, 0x5a))
  truncateSync(long, 2 ** 31)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(long)
})

describe('a Worker that alone has loaded the addon', () => {
  test.each(FLAVOURS)('is killed with reads in flight of a $flavour ring', async ({ flags }) => {
    const ended = await runChild('worker-killed.ts', { args: [file, String(flags)] })
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(ended.stdout).toMatch(/^late 0 end \d+\n$/)
  })

  test('ends by itself with reads in flight', async () => {
    const ended = await runChild('worker-killed.ts', { args: [file, '0', 'end'] })
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(ended.stdout).toMatch(/^late 0 end \d+\n$/)
  })

  test('is killed while another one is, each with a ring', async () => {
    const ended = await runChild('worker-killed.ts', { args: [file, '0', 'terminate', '2'] })
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(ended.stdout).toMatch(/^(late 0 end \d+\n){2}$/)
  })

  test('is killed with a read in flight that nothing can stop', async () => {
    const ended = await runChild('worker-killed.ts', { args: [long, '0', 'long'] })
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(ended.stdout).toMatch(/^late 0 end \d+\n$/)
  })

  // The proof that the tests above see what they look for, if this thread is not too late to look.
  const look = { retry: 3 }
  test('leaves late writes behind when its ring says that nothing is in flight', look, async () => {
    const ended = await runChild('worker-killed.ts', { args: [long, '0', 'lie'] })
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/^late [1-9]/)
  })
})

describe('a main thread that ends by itself', () => {
  test.each(['', 'without cancel'])('does so with operations in flight %s', async (how) => {
    const ended = await runChild('main-ends.ts', { args: [file, how] })
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' })
    expect(ended.stdout).toMatch(/^in flight [1-5]\n$/)
  })

  test('waits for ever, and says so, when the kernel takes no witness', async () => {
    const until = 'takes no witness'
    const ended = await runChild('main-ends.ts', { args: [file, 'without witness'], until })
    expect(ended.stderr).toContain(until)
    expect(ended.signal).toBe('SIGKILL')
  })
})
