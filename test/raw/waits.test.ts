import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  EnterFlags,
  Errno,
  Features,
  GetEventsArg,
  prep,
  type RawRing,
  SetupFlags,
  Timespec,
  UringError,
} from 'uring-sdk/raw'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { EXEC_ARGV } from '../kernel/fixtures/child.ts'
import { kernelTest } from '../support/kernel-test.ts'
import {
  type Bench,
  needsKernel,
  needsSetup,
  onBackends,
  put,
  results,
  run,
} from './fixtures/bench.ts'
import { reap } from './fixtures/queues.ts'
import { pipe } from './fixtures/sockets.ts'

const { SQPOLL, COOP_TASKRUN, DEFER_TASKRUN, SINGLE_ISSUER } = SetupFlags
const { ABS_TIMER, EXT_ARG, EXT_ARG_REG, GETEVENTS, NO_IOWAIT, REGISTERED_RING } = EnterFlags
const modes = [0, COOP_TASKRUN, DEFER_TASKRUN | SINGLE_ISSUER, SQPOLL]

let signals = 0
const onSignal = (): void => {
  signals++
}
beforeAll(() => {
  process.on('SIGUSR2', onSignal)
})
afterAll(() => {
  process.off('SIGUSR2', onSignal)
})

/**
 * This process gets signals from outside, because its thread will be asleep; again and again,
 * because a slow machine may send the first before that.
 */
async function signalEvery(ms: number): Promise<() => void> {
  const command = `echo; while sleep ${ms / 1000} && kill -USR2 ${process.pid}; do :; done`
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return () => child.kill('SIGKILL')
}

function stuckRead(bench: Bench): { fd: number; address: number } {
  return { fd: pipe(bench)[0], address: bench.memory(8).address }
}

onBackends((bench) => {
  kernelTest('a wait returns at once when enough is there', {}, () => {
    for (const flags of modes) {
      const ring = bench.ring(flags)
      for (let i = 0; i < 3; i++) put(ring, i, prep.nop)
      const first = ring.submitAndWait(3, 5e9)
      expect(first).toEqual({ submitted: 3, timedOut: false, interrupted: false })
      const start = performance.now()
      const again = ring.submitAndWait(3)
      expect(again).toEqual({ submitted: 0, timedOut: false, interrupted: false })
      expect(performance.now() - start).toBeLessThan(500)
      expect(reap(ring.cq)).toHaveLength(3)
    }
  })

  kernelTest('a wait for more than comes ends with its time, and keeps what came', {}, () => {
    for (const flags of modes) {
      const ring = bench.ring(flags)
      for (const ms of [0, 30, 250]) {
        put(ring, 1, prep.nop)
        const start = performance.now()
        const result = ring.submitAndWait(2, ms * 1e6)
        const took = performance.now() - start
        expect(result).toEqual({ submitted: 1, timedOut: true, interrupted: false })
        expect(took).toBeGreaterThanOrEqual(ms)
        expect(took).toBeLessThan(ms + 1000)
        if (flags === SQPOLL) ring.submitAndWait(1, 1e9)
        expect(results(reap(ring.cq))).toEqual({ 1: 0 })
      }
    }
  })

  kernelTest('a wait ends with the completion that it is for, slices later', {}, () => {
    const ring = bench.ring()
    const memory = bench.memory(Timespec.SIZE)
    new Timespec(memory.bytes.buffer).tvNsec = 250e6
    const start = performance.now()
    put(ring, 1, (sqe) => prep.timeout(sqe, memory.address, 0, 0))
    expect(ring.submitAndWait(1)).toEqual({ submitted: 1, timedOut: false, interrupted: false })
    expect(performance.now() - start).toBeGreaterThan(240)
    expect(results(reap(ring.cq))).toEqual({ 1: -Errno.ETIME })
  })

  kernelTest('a timeout that fires is no signal, even if more is waited for', {}, () => {
    const ring = bench.ring()
    const memory = bench.memory(Timespec.SIZE)
    new Timespec(memory.bytes.buffer).tvNsec = 10e6
    put(ring, 1, (sqe) => prep.timeout(sqe, memory.address, 0, 0))
    const result = ring.submitAndWait(2, 200e6)
    expect(result).toEqual({ submitted: 1, timedOut: true, interrupted: false })
  })

  kernelTest('a signal ends the wait that it meets first, whatever was submitted', {}, async () => {
    for (const flags of modes) {
      for (const after of [30, 250]) {
        const ring = bench.ring(flags)
        const { fd, address } = stuckRead(bench)
        put(ring, 1, (sqe) => prep.read(sqe, fd, address, 8, -1, 0))
        const before = signals
        const stop = await signalEvery(after)
        const start = performance.now()
        const result = ring.submitAndWait(1, 20e9)
        const took = performance.now() - start
        stop()
        expect(result).toEqual({ submitted: 1, timedOut: false, interrupted: true })
        expect(took).toBeLessThan(15_000)
        for (let i = 0; i < 1000 && signals === before; i++) await sleep(1)
        expect(signals).toBeGreaterThan(before)
      }
    }
  })

  kernelTest(
    'a Worker asleep in a wait is ended, and has no say in rings of others',
    {},
    async () => {
      const script = fileURLToPath(new URL('fixtures/terminated.ts', import.meta.url))
      const words = [...EXEC_ARGV, script, bench.kernel.name]
      const { stdout } = await promisify(execFile)(process.execPath, words)
      const { answer, ms } = JSON.parse(stdout) as { answer: number; ms: number }
      expect(answer).toBe(-Errno.EEXIST)
      expect(ms).toBeLessThan(15_000)
    },
  )

  /** A timeout that comes after so many milliseconds. */
  function later(ring: RawRing, userData: number, ms: number): void {
    const { address, bytes } = bench.memory(Timespec.SIZE)
    new Timespec(bytes.buffer).tvNsec = ms * 1e6
    put(ring, userData, (sqe) => prep.timeout(sqe, address, 0, 0))
  }

  describe('a batch that has its time', () => {
    kernelTest('is waited for in full, and one is enough afterwards', {}, () => {
      for (const flags of modes) {
        const ring = bench.ring(flags)
        put(ring, 1, prep.nop)
        const start = performance.now()
        const first = ring.submitAndWait(2, 10e9, 60e6)
        expect(first).toEqual({ submitted: 1, timedOut: false, interrupted: false })
        expect(performance.now() - start).toBeGreaterThanOrEqual(60)
        expect(performance.now() - start).toBeLessThan(5000)
        expect(results(reap(ring.cq))).toEqual({ 1: 0 })
      }
    })

    kernelTest('ends with the first that comes after it', {}, () => {
      for (const flags of modes) {
        const ring = bench.ring(flags)
        later(ring, 1, 180)
        const start = performance.now()
        const result = ring.submitAndWait(3, 10e9, 20e6)
        expect(result).toEqual({ submitted: 1, timedOut: false, interrupted: false })
        expect(performance.now() - start).toBeGreaterThan(170)
        expect(performance.now() - start).toBeLessThan(5000)
        expect(results(reap(ring.cq))).toEqual({ 1: -Errno.ETIME })
      }
    })

    kernelTest(
      'ends at once when it is complete, and with the whole time when nothing comes',
      {},
      () => {
        const ring = bench.ring()
        for (let i = 0; i < 2; i++) put(ring, i, prep.nop)
        const start = performance.now()
        expect(ring.submitAndWait(2, 10e9, 5e9).timedOut).toBe(false)
        expect(performance.now() - start).toBeLessThan(4000)
        reap(ring.cq)
        const again = performance.now()
        expect(ring.submitAndWait(2, 150e6, 20e6).timedOut).toBe(true)
        expect(performance.now() - again).toBeGreaterThanOrEqual(150)
        expect(ring.submitAndWait(2, 0, 0).timedOut).toBe(true)
      },
    )
  })

  describe('an enter with flags of its own', () => {
    kernelTest('submits what it is told to, and waits', {}, () => {
      for (const flags of modes) {
        const ring = bench.ring(flags)
        for (let i = 0; i < 3; i++) put(ring, i, prep.nop)
        const wakeup = flags === SQPOLL ? EnterFlags.SQ_WAKEUP : 0
        const wanted = flags === SQPOLL ? 3 : 2
        expect(ring.enter(2, wanted, GETEVENTS | wakeup)).toBe(2)
        expect(results(reap(ring.cq))).toMatchObject({ 0: 0, 1: 0 })
        if (flags !== SQPOLL) expect(ring.enter(5, 1, GETEVENTS)).toBe(1)
      }
    })

    kernelTest('takes its time from memory, from a view, and from an address', {}, () => {
      const ring = bench.ring()
      const memory = bench.memory(GetEventsArg.SIZE + Timespec.SIZE)
      const argument = new GetEventsArg(memory.bytes.buffer)
      argument.ts = memory.address + GetEventsArg.SIZE
      new Timespec(memory.bytes.buffer, GetEventsArg.SIZE).tvNsec = 20e6
      const view = memory.bytes.subarray(0, GetEventsArg.SIZE)
      const start = performance.now()
      expect(ring.enter(0, 1, GETEVENTS | EXT_ARG, view)).toBe(-Errno.ETIME)
      const { address } = memory
      expect(ring.enter(0, 1, GETEVENTS | EXT_ARG, address, view.length)).toBe(-Errno.ETIME)
      const whole = { bytes: view, address, length: view.length } as const
      expect(ring.enter(0, 1, GETEVENTS | EXT_ARG, whole)).toBe(-Errno.ETIME)
      expect(performance.now() - start).toBeGreaterThanOrEqual(60)
      put(ring, 1, prep.nop)
      expect(ring.enter(1, 2, GETEVENTS | EXT_ARG, view)).toBe(1)
    })

    kernelTest('waits until a point in time', {}, (context) => {
      needsKernel(context, '6.12', 'EnterFlags.ABS_TIMER')
      const ring = bench.ring()
      const start = performance.now()
      const flags = GETEVENTS | EXT_ARG | ABS_TIMER
      // Far in the past: the clock of the ring counts from the start of the machine.
      expect(ring.enter(0, 1, flags, waiting(5000))).toBe(-Errno.ETIME)
      expect(performance.now() - start).toBeLessThan(4500)
      const again = performance.now()
      expect(ring.enter(0, 1, flags, waiting(uptimeMs() + 200))).toBe(-Errno.ETIME)
      expect(performance.now() - again).toBeGreaterThanOrEqual(190)
    })

    kernelTest('lets the kernel collect a batch', {}, (context) => {
      needsKernel(context, '6.12', 'Features.MIN_TIMEOUT')
      const ring = bench.ring()
      expect(ring.params.features & Features.MIN_TIMEOUT).not.toBe(0)
      const argument = waiting(5000)
      new GetEventsArg(argument.buffer).minWaitUsec = 50_000
      put(ring, 1, prep.nop)
      const start = performance.now()
      expect(ring.enter(1, 2, GETEVENTS | EXT_ARG, argument)).toBe(1)
      expect(performance.now() - start).toBeGreaterThanOrEqual(50)
      expect(performance.now() - start).toBeLessThan(4000)
    })

    kernelTest('that this kernel lacks is refused with the version that has it', {}, () => {
      const ring = bench.ring()
      const features = ring.params.features
      const enter = (flags: number): number => ring.enter(0, 0, flags)
      if ((features & Features.NO_IOWAIT) !== 0) expect(enter(GETEVENTS | NO_IOWAIT)).toBe(0)
      else {
        expect(() => enter(GETEVENTS | NO_IOWAIT)).toThrow(
          expect.objectContaining({
            code: 'EINVAL',
            reason: 'flags',
            message: expect.stringContaining('EnterFlags.NO_IOWAIT needs Linux 6.15') as string,
          }),
        )
      }
      for (const bit of [1 << 30, 1 << 31]) {
        const unknown = `flags 0x${(bit >>> 0).toString(16)} are unknown`
        expect(() => enter(bit)).toThrow(UringError)
        expect(() => enter(bit)).toThrow(unknown)
      }
    })

    kernelTest('names an argument of the wrong size before the kernel is asked', {}, () => {
      const ring = bench.ring(SetupFlags.IOPOLL)
      for (const size of [0, 8, 23, 25, 64]) {
        expect(() => ring.enter(0, 0, GETEVENTS | EXT_ARG, 0, size)).toThrow(
          expect.objectContaining({
            code: 'ERR_OUT_OF_RANGE',
            message: expect.stringContaining('GetEventsArg') as string,
          }),
        )
      }
      const registered = GETEVENTS | EXT_ARG | EXT_ARG_REG
      expect(() => ring.enter(0, 0, registered, 0, 64)).toThrow(
        expect.objectContaining({
          code: 'ERR_INVALID_ARG_VALUE',
          message: expect.stringMatching(
            /EXT_ARG_REG \(Linux 6\.13\).*SetupFlags\.IOPOLL \(Linux 5\.1\)/,
          ) as string,
        }),
      )
      expect(() => bench.ring().enter(0, 0, registered, 0, 24)).toThrow(/It must be 64/)
      expect(() => ring.enter(-1, 0, 0)).toThrow(RangeError)
      expect(() => ring.enter(0, 0.5, 0)).toThrow(RangeError)
      expect(() => ring.enter(0, 0, '0' as unknown as number)).toThrow(TypeError)
    })

    kernelTest('finds its ring, whatever it says about the descriptor', {}, (context) => {
      const plain = bench.ring()
      put(plain, 1, prep.nop)
      expect(plain.enter(1, 1, GETEVENTS | REGISTERED_RING)).toBe(1)
      const only = SetupFlags.REGISTERED_FD_ONLY | SetupFlags.NO_MMAP
      needsSetup(context, only)
      const ring = bench.ring(only)
      put(ring, 1, prep.nop)
      expect(ring.enter(1, 1, GETEVENTS)).toBe(1)
      expect(results(reap(ring.cq))).toEqual({ 1: 0 })
    })

    kernelTest('takes a mask of signals for the time of the wait', {}, async () => {
      const ring = bench.ring()
      const mask = bench.memory(new Uint8Array(8).fill(0xff))
      later(ring, 1, 150)
      const before = signals
      const stop = await signalEvery(40)
      const submitted = ring.enter(1, 1, GETEVENTS, mask)
      stop()
      expect(submitted).toBe(1)
      // A wait that a signal had ended would have left without it.
      expect(results(reap(ring.cq))).toEqual({ 1: -Errno.ETIME })
      for (let i = 0; i < 1000 && signals === before; i++) await sleep(1)
      expect(signals).toBeGreaterThan(before)
      expect(() => ring.enter(0, 1, GETEVENTS, mask.address, 4)).toThrow(
        expect.objectContaining({
          code: 'EINVAL',
          message: expect.stringContaining('signal mask') as string,
        }),
      )
    })

    kernelTest('has no ring once that is closed', {}, () => {
      const ring = bench.ring()
      expect(run(ring, prep.nop)).toBe(0)
      ring.close()
      expect(() => ring.enter(0, 0, 0)).toThrow(
        expect.objectContaining({ code: 'ERR_URING_CLOSED' }),
      )
    })

    /** What the clock of a ring shows. */
    function uptimeMs(): number {
      return Number(process.hrtime.bigint() / 1_000_000n)
    }

    /** The argument of a wait for so many milliseconds. */
    function waiting(ms: number): Uint8Array<ArrayBuffer> {
      const { address, bytes } = bench.memory(GetEventsArg.SIZE + Timespec.SIZE)
      new GetEventsArg(bytes.buffer).ts = address + GetEventsArg.SIZE
      const timespec = new Timespec(bytes.buffer, GetEventsArg.SIZE)
      timespec.tvSec = Math.floor(ms / 1000)
      timespec.tvNsec = (ms % 1000) * 1e6
      return bytes.subarray(0, GetEventsArg.SIZE)
    }
  })
})
