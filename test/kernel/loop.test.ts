import { closeSync } from 'node:fs'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { Control } from '../../src/kernel/kernel.ts'
import { slowness } from '../support/slowness.ts'
import { kernelOf } from './fixtures/backends.ts'
import { FLAVOURS, MiniRing, N, must } from './fixtures/mini-ring.ts'
import { runChild } from './fixtures/child.ts'

const kernel = kernelOf('addon')
const SYS_EVENTFD2 = process.arch === 'x64' ? 290 : 19
const POLLIN = 1

const open: MiniRing[] = []
afterEach(() => {
  for (const ring of open.splice(0)) ring.close()
})

function started(flags: number, entries = 256): MiniRing {
  const ring = new MiniRing(kernel, { flags, entries })
  open.push(ring)
  ring.start()
  return ring
}

describe.each(FLAVOURS)('the loop of a ring with $flavour', ({ flags }) => {
  test('an operation completes without anybody entering', async () => {
    const ring = started(flags)
    ring.push(N.OP_NOP, -1, 0, 0)
    await ring.drained(1)
    expect(ring.results).toEqual([0])
    expect(ring.get(Control.IN_FLIGHT)).toBe(0)
  })

  test('a completion that comes later wakes the loop', async () => {
    const ring = started(flags)
    const eventFd = kernel.syscall(SYS_EVENTFD2, 0, 0)
    pushPoll(ring, eventFd)
    await sleep(20)
    expect(ring.results).toEqual([])
    const one = must(kernel.allocate(8, 8, false))
    new Uint32Array(one)[0] = 1
    ring.push(N.OP_WRITE, eventFd, kernel.addressOf(one), 8)
    await ring.drained(2)
    expect(new Set(ring.results)).toEqual(new Set([POLLIN, 8]))
    closeSync(eventFd)
  })

  test('fifty ordinary callbacks of one turn go out in one enter', async () => {
    const ring = started(flags)
    ring.push(N.OP_NOP, -1, 0, 0)
    await ring.drained(1)
    await turn()
    const before = ring.get(Control.ENTERS)
    for (let i = 0; i < 50; i++) setImmediate(() => ring.push(N.OP_NOP, -1, 0, 0))
    await ring.drained(51)
    expect(ring.get(Control.ENTERS) - before).toBeLessThanOrEqual(1)
  })

  test('what continuations queue goes out in the same turn', async () => {
    const ring = started(flags)
    let turns = 0
    const count = (): void => {
      turns++
      immediate = setImmediate(count)
    }
    let immediate = setImmediate(count)
    ring.push(N.OP_NOP, -1, 0, 0)
    for (let i = 1; i <= 10; i++) {
      await ring.drained(i)
      ring.push(N.OP_NOP, -1, 0, 0)
    }
    await ring.drained(11)
    clearImmediate(immediate)
    // A kernel thread needs time of its own, during which the loop goes on.
    if (flags !== N.SETUP_SQPOLL) expect(turns).toBeLessThanOrEqual(3)
  })

  test('a chain of operations without end lets timers run', async () => {
    const ring = started(flags)
    let going = true
    const again = (): void => {
      if (going) ring.push(N.OP_NOP, -1, 0, 0)
      ring.onDrain = again
    }
    ring.onDrain = again
    ring.push(N.OP_NOP, -1, 0, 0)
    const start = performance.now()
    await sleep(30)
    going = false
    expect(performance.now() - start).toBeLessThan(5000)
    for (let i = 0; i < 500 && ring.get(Control.IN_FLIGHT) !== 0; i++) await sleep(2)
    expect(ring.results.length).toBeGreaterThan(flags === N.SETUP_SQPOLL ? 0 : 100 / slowness)
    expect(ring.get(Control.IN_FLIGHT)).toBe(0)
  })

  test('more completions than one round takes all arrive', async () => {
    const ring = started(flags, 4096)
    const eventFd = kernel.syscall(SYS_EVENTFD2, 0, 0)
    for (let i = 0; i < 3000; i++) pushPoll(ring, eventFd)
    await sleep(10)
    const one = must(kernel.allocate(8, 8, false))
    new Uint32Array(one)[0] = 1
    ring.push(N.OP_WRITE, eventFd, kernel.addressOf(one), 8)
    await ring.drained(3001)
    expect(ring.get(Control.IN_FLIGHT)).toBe(0)
    closeSync(eventFd)
  })

  test('drain may close its own ring', async () => {
    const ring = started(flags)
    ring.push(N.OP_NOP, -1, 0, 0)
    await new Promise<void>((resolve) => {
      ring.onDrain = () => {
        ring.close()
        resolve()
      }
    })
    await turn()
    expect(ring.results).toEqual([0])
    expect(ring.ring.byteLength).toBe(0)
  })

  test('drain may close other rings and make new ones', async () => {
    const rings = [started(flags), started(flags), started(flags)]
    let made: MiniRing | undefined
    for (const ring of rings) {
      ring.push(N.OP_NOP, -1, 0, 0)
      ring.onDrain = () => {
        for (const other of rings) other.close()
        made ??= started(flags)
        made.push(N.OP_NOP, -1, 0, 0)
      }
    }
    for (let i = 0; i < 100 && made?.results.length !== 1; i++) await sleep(1)
    expect(made?.results).toEqual([0])
  })

  test('a ring that has nothing in flight is not referenced, and is again with the next', async () => {
    const ring = started(flags)
    expect(ring.get(Control.REFERENCED)).toBe(0)
    ring.push(N.OP_NOP, -1, 0, 0)
    expect(ring.get(Control.REFERENCED)).toBe(1)
    await ring.drained(1)
    await turn()
    expect(ring.get(Control.REFERENCED)).toBe(0)
  })

  test('an error of enter is told once, and nothing is entered until it is cleared', async () => {
    const ring = started(flags)
    let told = 0
    ring.onDrain = () => told++
    ring.control[Control.ENTER_FLAGS] = 1 << 30
    ring.control[Control.FLUSH] = 1
    for (let i = 0; i < 5; i++) await sleep(1)
    expect(told).toBe(1)
    expect(ring.get(Control.ERROR)).toBe(-22)
    ring.control[Control.ENTER_FLAGS] = flags === N.SETUP_SQPOLL ? N.ENTER_SQ_WAKEUP : 1
    ring.control[Control.ERROR] = 0
    ring.push(N.OP_NOP, -1, 0, 0)
    await ring.drained(1)
  })
})

describe('the loop', () => {
  test('does not keep a process alive with an idle ring', async () => {
    const ended = await runChild('idle-ring.ts')
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: 'drained 0\n' })
  })

  test('makes an exception out of drain an uncaught one, with the stack of its origin', async () => {
    const ended = await runChild('throwing-drain.ts')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('Error: out of drain')
    expect(ended.stderr).toMatch(/at .*whereItHappens/)
  })

  test('goes on after an uncaught exception that the program has handled', async () => {
    const ended = await runChild('throwing-drain.ts', { args: ['handled'] })
    expect(ended).toMatchObject({ code: 0, stderr: '', stdout: 'caught out of drain\nwent on\n' })
  })
})

function pushPoll(ring: MiniRing, fd: number): void {
  ring.push(N.OP_POLL_ADD, fd, 0, 0, 0, 0, POLLIN)
}
