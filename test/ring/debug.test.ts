/** What a ring says about itself: under NODE_DEBUG=uring, in errors, and to `inspect`. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inspect, promisify } from 'node:util'
import { Errno, Op, type Ring } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { EXEC_ARGV } from '../kernel/fixtures/child.ts'
import { kernelTest } from '../support/kernel-test.ts'
import type { ScriptedKernel } from '../support/scripted-kernel.ts'
import {
  closeScripted,
  hushed,
  last,
  openRing,
  rejection,
  scripted,
  submitted,
} from './fixtures/rings.ts'

const script = fileURLToPath(new URL('fixtures/debug.ts', import.meta.url))

/** What a scenario of `fixtures/debug.ts` says, without the numbers that differ from run to run. */
async function said(scenario: string, debug: string): Promise<string[]> {
  const env = { ...process.env, NODE_DEBUG: debug, NODE_DEBUG_NATIVE: '' }
  const run = promisify(execFile)
  const { stderr } = await run(process.execPath, [...EXEC_ARGV, script, scenario], { env })
  const lines = stderr.split('\n').filter((line) => line !== '')
  return lines.map((line) =>
    line
      .replace(/^URING \d+: ring \d+: /, 'ring: ')
      .replace(/=0x[0-9a-f]{5,}\b/g, '=0x…')
      .replace(/flags=\S*SINGLE_ISSUER\S*/, 'flags=…')
      .replace(/<[0-9.]+ ms>/, '<ms>'),
  )
}

describe('NODE_DEBUG=uring', () => {
  kernelTest('prints a line an operation, as strace does', {}, async () => {
    expect(await said('usual', 'uring')).toEqual([
      expect.stringMatching(/^ring: made, entries=\d+ cqEntries=\d+ flags=…$/),
      'ring: #0 NOP() = 0 <ms>',
      'ring: #0 RECV(fd=9999, address=0x…, length=5) = EBADF <ms>',
      'ring: #0 FSYNC(fd=9999, flags=DATASYNC) = EBADF <ms>',
      'ring: closed',
    ])
  })

  kernelTest('tells the completions of a stream, and its buffers', {}, async () => {
    const lines = await said('stream', 'other,uring')
    const answers = lines.filter((line) => / RECV\(fd=\d+, group=\d+, MULTISHOT\) = /.test(line))
    expect(answers[0]).toMatch(/= 2 BUFFER=\d+ MORE( SOCK_NONEMPTY)? <ms>$/)
    expect(answers.at(-1)).toMatch(/= 0( SOCK_NONEMPTY)? <ms>$/)
  })

  kernelTest('tells what had not ended when the process did', {}, async () => {
    const lines = await said('unfinished', 'uring')
    expect(lines.at(-1)).toMatch(/^ring: #\d+ TIMEOUT\(.*\) = \? unfinished <ms>$/)
    expect(lines).not.toContain('ring: closed')
  })

  test('tells completions that belong to nothing', async () => {
    expect(await said('stray', 'uring')).toContain('ring: stray #4711:0x51 = 1')
  })

  kernelTest('is silent unless it is asked for', {}, async () => {
    expect(await said('usual', '')).toEqual([])
    expect(await said('usual', 'uringother')).toEqual([])
  })
})

/** A ring of 8 submissions, and its first operation's submission. */
async function receiving(): Promise<{ ring: Ring; kernel: ScriptedKernel; recv: Promise<number> }> {
  const { ring, kernel } = scripted()
  const recv = hushed(ring.recv(7, Buffer.alloc(64)))
  await submitted(kernel, Op.RECV)
  return { ring, kernel, recv }
}

/** As many NOPs as the queue holds, so that every slot is another operation's. */
async function fillQueue(ring: Ring, kernel: ScriptedKernel): Promise<void> {
  for (let i = 0; i < 8; i++) {
    const nop = ring.nop()
    kernel.complete(await last(kernel, Op.NOP), 0)
    await kernel.turn()
    await nop
  }
}

describe('the error of an operation', () => {
  kernelTest('has the submission that was at fault', {}, async () => {
    const ring = openRing()
    const bad = await rejection(ring.recv(9999, Buffer.alloc(5), { flags: 2 }))
    expect(bad).toMatchObject({
      code: 'EBADF',
      submission: expect.stringMatching(
        /^#0 RECV fd=9999 address=0x[0-9a-f]+ length=5 flags=PEEK$/,
      ),
    })
    expect(inspect(bad)).toContain('submission: ')
  })

  kernelTest('has none where the submission is not to blame', {}, async () => {
    const ring = openRing()
    const missing = await rejection(ring.openat('/no/such/file', 0))
    expect(missing).toMatchObject({ code: 'ENOENT' })
    expect(missing).not.toHaveProperty('submission')
  })

  test('has the right one while its slot of the queue is its own', async () => {
    const { ring, kernel, recv } = await receiving()
    kernel.complete(await last(kernel, Op.RECV), -Errno.EINVAL)
    await kernel.turn()
    expect(await rejection(recv)).toMatchObject({
      code: 'EINVAL',
      submission: expect.stringMatching(/^#0 RECV fd=7 address=\S+ length=64$/),
    })
    await closeScripted(ring, kernel)
  })

  test('has none when another operation has the slot', async () => {
    const { ring, kernel, recv } = await receiving()
    await fillQueue(ring, kernel)
    kernel.complete(await last(kernel, Op.RECV), -Errno.EINVAL)
    await kernel.turn()
    const error = await rejection(recv)
    expect(error).toMatchObject({ code: 'EINVAL', op: 'RECV' })
    expect(error).not.toHaveProperty('submission')
    await closeScripted(ring, kernel)
  })

  test('has it of an operation that had to wait for a slot', async () => {
    const { ring, kernel } = scripted()
    kernel.fail('enter', Errno.EAGAIN, 1)
    const all = Array.from({ length: 20 }, (_, fd) => hushed(ring.recv(fd, Buffer.alloc(8))))
    for (let left = 20; left > 0; ) {
      for (const one of await submitted(kernel, Op.RECV)) {
        kernel.complete(one, -Errno.EFAULT)
        left--
      }
      await kernel.turn()
    }
    const told = await Promise.all(all.map(rejection))
    expect(ring.stats()).toMatchObject({ backlogged: 12 })
    for (const [fd, error] of told.entries()) {
      // The first eight had slots of the queue, which the others may have got behind them.
      if (fd >= 8)
        expect(error).toMatchObject({ submission: expect.stringContaining(` fd=${fd} `) })
      else expect(error).toMatchObject({ code: 'EFAULT' })
    }
    await closeScripted(ring, kernel)
  })
})

describe('inspect', () => {
  test('shows what a ring is made of, and what is in flight', async () => {
    const { ring, kernel } = await receiving()
    const text = inspect(ring, { breakLength: Infinity })
    expect(text).toMatch(/^Ring \{[^]*state: 'open'[^]*entries: 8[^]*inFlight: 1[^]*\}$/)
    expect(text).toMatch(/operations: \[ '#0 RECV fd=7 address=0x[0-9a-f]+ length=64 <\d+ ms>' \]/)
    await closeScripted(ring, kernel)
  })

  test('tells what is known of an operation that has lost its slot', async () => {
    const { ring, kernel } = await receiving()
    await fillQueue(ring, kernel)
    expect(inspect(ring)).toMatch(/\[ '#0 RECV fd=7 <\d+ ms>' \]/)
    await closeScripted(ring, kernel)
  })

  kernelTest('tells its descriptor too, if the ring made that', {}, async () => {
    const ring = openRing({ entries: 2 })
    const listener = await ring.openListener({ port: 0 })
    const waiting = hushed(ring.pollAdd(listener, 1))
    for (let i = 0; i < 4; i++) await ring.nop()
    expect(inspect(ring)).toMatch(/'#\d+ POLL_ADD fd=\d+ <\d+ ms>'/)
    await listener.close()
    await rejection(waiting)
    expect(inspect(ring)).toContain('operations: []')
  })

  test('lists as many operations as it is asked for, and says why one ends', async () => {
    const { ring, kernel } = scripted()
    const stop = new AbortController()
    void hushed(ring.recv(1, Buffer.alloc(8), { signal: stop.signal }))
    for (const fd of [2, 3]) void hushed(ring.recv(fd, Buffer.alloc(8)))
    await kernel.turn()
    stop.abort()
    const text = inspect(ring, { maxArrayLength: 1 })
    expect(text).toMatch(/#0 RECV fd=1 [^']* stopped=abort <\d+ ms>'/)
    expect(text).toContain('... 3 more')
    expect(text).not.toContain('fd=2')
    expect(inspect(ring, { maxArrayLength: null })).toContain('fd=3')
    await closeScripted(ring, kernel)
  })

  test('says that a ring is closing, closed, or too deep to be shown', async () => {
    const { ring, kernel } = await receiving()
    const closed = ring.close()
    expect(inspect(ring)).toContain("state: 'closing'")
    await closeScripted(ring, kernel)
    await closed
    expect(inspect(ring)).toContain("state: 'closed'")
    expect(inspect({ a: { b: { ring } } }, { depth: 1 })).toContain('[Object]')
    expect(inspect([[[ring]]])).toBe('[ [ [ [Ring] ] ] ]')
  })
})
