import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, release } from 'node:os'
import {
  CancelFlags,
  Errno,
  Op,
  prep,
  type RawRing,
  Siginfo,
  SqeFlags,
  WaitFlags,
  WaitIdType,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results } from '../../raw/fixtures/bench.ts'
import { isAtLeast, kernelTest } from '../../support/kernel-test.ts'
import { collect, complete, conformanceBench, during, timespec } from './helpers.ts'

const bench = conformanceBench()
const needs = [Op.WAITID]
const { EXITED, NOWAIT } = WaitFlags
/** How a child ended: `si_code`. */
const CLD_EXITED = 1
const CLD_KILLED = 2

/** A child that ends with 3 when its input ends, or lives on. */
async function child(script = 'read x; exit 3'): Promise<ChildProcess & { pid: number }> {
  const started = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'] })
  bench.later(() => started.kill('SIGKILL'))
  await once(started, 'spawn')
  const { pid } = started
  if (pid === undefined) throw new Error('the child has no pid')
  return Object.assign(started, { pid })
}

/** Waits for a child, and leaves it to node:child_process. */
function waitFor(ring: RawRing, userData: number, pid: number): Siginfo {
  const memory = bench.memory(Siginfo.SIZE)
  put(ring, userData, (sqe) => {
    prep.waitid(sqe, WaitIdType.PID, pid, memory.address, EXITED | NOWAIT, 0)
  })
  return new Siginfo(memory.bytes.buffer)
}

const seen = ({ siSigno, siPid, siCode, siStatus }: Siginfo): number[] => [
  siSigno,
  siPid,
  siCode,
  siStatus,
]
const { SIGCHLD, SIGKILL } = constants.signals

describe('a wait for a child', () => {
  kernelTest('completes when it ends, and says how', { needs }, async () => {
    const ring = bench.ring()
    const { pid } = await child('exec sleep 1000')
    const info = waitFor(ring, 1, pid)
    expect(during(ring, 50)).toEqual([])
    process.kill(pid, 'SIGKILL')
    expect(results(collect(ring, 1))).toEqual({ 1: 0 })
    expect(seen(info)).toEqual([SIGCHLD, pid, CLD_KILLED, SIGKILL])
  })

  kernelTest('tells the status of an exit', { needs }, async () => {
    const ring = bench.ring()
    const started = await child()
    const info = waitFor(ring, 1, started.pid)
    ring.submit()
    const closed = once(started, 'exit')
    started.stdin?.end()
    // The loop runs while the child ends: what the ring has seen is there when it has.
    expect(await closed).toEqual([3, null])
    expect(results(collect(ring, 1))).toEqual({ 1: 0 })
    expect(seen(info)).toEqual([SIGCHLD, started.pid, CLD_EXITED, 3])
  })

  kernelTest('is over at once when the child is', { needs }, async () => {
    const ring = bench.ring()
    const { pid } = await child('exec sleep 1000')
    process.kill(pid, 'SIGKILL')
    const infos = [1, 2].map((userData) => {
      const info = waitFor(ring, userData, pid)
      expect(results(collect(ring, 1))).toEqual({ [userData]: 0 })
      return info
    })
    for (const info of infos) expect(seen(info)).toEqual([SIGCHLD, pid, CLD_KILLED, SIGKILL])
  })

  kernelTest('needs a place for what it says, and a child', { needs }, async () => {
    const ring = bench.ring()
    const { pid } = await child('exec sleep 1000')
    const info = bench.memory(Siginfo.SIZE).address
    const answer = (id: number, at: number, states: number, flags = 0): number =>
      complete(ring, (s) => prep.waitid(s, WaitIdType.PID, id, at, states, flags)).res
    expect(answer(process.pid, info, EXITED)).toBe(-Errno.ECHILD)
    expect(answer(pid, info, 0)).toBe(-Errno.EINVAL)
    expect(answer(pid, info, EXITED, 1)).toBe(-Errno.EINVAL)
    process.kill(pid, 'SIGKILL')
    expect(answer(pid, 8, EXITED | NOWAIT)).toBe(-Errno.EFAULT)
  })

  kernelTest('is cancelled by its user data, or with all others', { needs }, async () => {
    const ring = bench.ring()
    const { pid } = await child('exec sleep 1000')
    waitFor(ring, 1, pid)
    ring.submit()
    put(ring, 2, (sqe) => prep.asyncCancel(sqe, 1, 0, 0))
    const done = results(collect(ring, 2))
    expect(done[1]).toBe(-Errno.ECANCELED)
    // Others answer 0 to a cancel that found its one; up to Linux 6.18 this one counts.
    expect([0, 1]).toContain(done[2])
    waitFor(ring, 1, pid)
    ring.submit()
    put(ring, 2, (sqe) => prep.asyncCancel(sqe, 1, 0, CancelFlags.ALL))
    expect(results(collect(ring, 2))).toEqual({ 1: -Errno.ECANCELED, 2: 1 })
  })

  kernelTest('is ended by its timeout, which does not always say so', { needs }, async () => {
    const ring = bench.ring()
    const { pid } = await child('exec sleep 1000')
    const start = performance.now()
    const memory = bench.memory(Siginfo.SIZE)
    const linked = put(ring, 4, (s) => {
      prep.waitid(s, WaitIdType.PID, pid, memory.address, EXITED | NOWAIT, 0)
    })
    linked.flags = SqeFlags.IO_LINK
    put(ring, 5, (sqe) => prep.linkTimeout(sqe, timespec(bench, 100), 0))
    const ended = results(collect(ring, 2))
    expect(performance.now() - start).toBeGreaterThanOrEqual(95)
    expect(ended[4]).toBe(-Errno.ECANCELED)
    expect(told()).toContain(ended[5])
    expect(during(ring, 20)).toEqual([])
  })

  /** What the timeout says: up to Linux 6.18 what its cancel found, in 7.3 ETIME like any other. */
  function told(): number[] {
    if (isAtLeast(release(), '7.3')) return [-Errno.ETIME]
    return isAtLeast(release(), '6.19') ? [-Errno.ETIME, 1] : [1]
  }
})
