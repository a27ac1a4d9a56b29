import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Errno, prep, SetupFlags, Timespec } from 'uring-sdk/raw'
import { afterAll, beforeAll, expect } from 'vitest'
import { EXEC_ARGV } from '../kernel/fixtures/child.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, onBackends, put, results } from './fixtures/bench.ts'
import { reap } from './fixtures/queues.ts'
import { pipe } from './fixtures/sockets.ts'

const { SQPOLL, COOP_TASKRUN, DEFER_TASKRUN, SINGLE_ISSUER } = SetupFlags
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

/** This process gets a signal from outside, because its thread will be asleep. */
async function signalAfter(ms: number): Promise<void> {
  const command = `echo; sleep ${ms / 1000}; kill -USR2 ${process.pid}`
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
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
        await signalAfter(after)
        const start = performance.now()
        const result = ring.submitAndWait(1, 5e9)
        expect(result).toEqual({ submitted: 1, timedOut: false, interrupted: true })
        expect(performance.now() - start).toBeLessThan(2000)
        for (let i = 0; i < 100 && signals === before; i++) await sleep(1)
        expect(signals).toBe(before + 1)
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
      expect(ms).toBeLessThan(1000)
    },
  )
})
