import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Params, type RawRing, type Sqe, Timespec } from 'uring-sdk/raw'
import { afterAll } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { type Bench, benchOf, put, wait } from '../../raw/fixtures/bench.ts'
import { type Done, reap } from '../../raw/fixtures/queues.ts'
import { closeQuietly } from '../../raw/fixtures/sockets.ts'
import { kernelOf } from '../fixtures/backends.ts'

/**
 * What the tests of a file work with; all of it is closed after each test. A fact about the kernel
 * does not depend on how it is reached, so that one backend is enough here.
 */
export function conformanceBench(): Bench {
  return benchOf(kernelOf('addon'))
}

/** Runs one operation and gives its whole completion. */
export function complete(ring: RawRing, fill: (sqe: Sqe) => void): Done {
  put(ring, 0, fill)
  const [done] = wait(ring, 1)
  if (done === undefined) throw new Error('no completion')
  return done
}

/** Submits and takes that many completions, however many waits they need. */
export function collect(ring: RawRing, count: number): Done[] {
  const done: Done[] = []
  while (done.length < count) done.push(...wait(ring, 1))
  if (done.length > count) throw new Error(`${done.length} completions came instead of ${count}`)
  return done
}

/** Submits, and takes what comes within a time: for what must not come at all. */
export function during(ring: RawRing, ms: number): Done[] {
  const done: Done[] = []
  const end = performance.now() + ms
  do {
    ring.submitAndWait(1, Math.max(end - performance.now(), 0) * 1e6)
    done.push(...reap(ring.cq))
  } while (performance.now() < end)
  return done
}

/** How long something takes, in milliseconds. */
export function lasting(act: () => void): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

/** Address of a `__kernel_timespec` of that many milliseconds. */
export function timespec(bench: Bench, ms: number): number {
  const memory = bench.memory(Timespec.SIZE)
  const view = new Timespec(memory.bytes.buffer)
  view.tvSec = Math.floor(ms / 1000)
  view.tvNsec = Math.round((ms % 1000) * 1e6)
  return memory.address
}

/** Address of a string as the kernel reads it. */
export function text(bench: Bench, content: string): number {
  return bench.memory(`${content}\0`).address
}

/** Gives paths in a folder that goes when the tests of the file are over. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'uring-conformance-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  return (name) => join(folder, name)
}

/** A descriptor of Node's that is closed after the test. */
export function opened(bench: Bench, path: string, flags: string | number): number {
  const fd = openSync(path, flags)
  bench.later(() => closeQuietly(fd))
  return fd
}

/**
 * What io_uring_setup(2) itself answers: 0 when it would make the ring, or a negative errno. For
 * what the classes of the package refuse before the kernel is asked.
 */
export function setUpAnswer(
  bench: Bench,
  entries: number,
  fill: (params: Params) => void = () => {},
): number {
  const params = new Params(bench.memory(Params.SIZE).bytes.buffer)
  fill(params)
  const address = bench.kernel.addressOf(params.view.buffer)
  const answer = bench.kernel.syscall(Syscall.io_uring_setup, entries, address)
  if (answer >= 0) closeQuietly(answer)
  return Math.min(answer, 0)
}

/**
 * Makes system calls, one after the other, on another thread of this process, which shares memory
 * and descriptors. Each is its number and its words; what the kernel answered to each.
 */
export async function onOtherThread(...calls: readonly (readonly number[])[]): Promise<number[]> {
  const worker = new Worker(new URL('../fixtures/worker-entry.mjs', import.meta.url), {
    workerData: { entry: new URL('other-thread.ts', import.meta.url).href, calls },
    execArgv: [],
  })
  try {
    return await new Promise<number[]>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  } finally {
    await worker.terminate()
  }
}
