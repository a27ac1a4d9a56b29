import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { once } from 'node:events'
import { schedGetaffinity, schedSetaffinity } from 'uring-sdk'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { allowedCpus } from '../bench/cpus.ts'
import { kernelTest } from '../support/kernel-test.ts'

const entry = new URL('../kernel/fixtures/worker-entry.mjs', import.meta.url)
const pinned = new URL('fixtures/pinned-worker.ts', import.meta.url).href

/** What the kernel says about the main thread. */
function ofMainThread(): string {
  const status = readFileSync(`/proc/self/task/${process.pid}/status`, 'utf8')
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? ''
}

describe('the processors of a thread', () => {
  let before: number[] = []
  beforeEach(() => {
    before = schedGetaffinity()
  })
  afterEach(() => schedSetaffinity(before))

  kernelTest('are those that the kernel lists', {}, () => {
    expect(schedGetaffinity()).toEqual(allowedCpus())
  })

  kernelTest('are the ones it is pinned to', {}, () => {
    for (const cpu of before) {
      schedSetaffinity([cpu])
      expect(schedGetaffinity()).toEqual([cpu])
    }
    schedSetaffinity([...before, ...before])
    expect(schedGetaffinity()).toEqual(before)
  })

  kernelTest('are its own: a Worker that pins itself pins nobody else', {}, async () => {
    const cpu = before.at(-1) ?? 0
    const list = ofMainThread()
    const worker = new Worker(entry, { workerData: { entry: pinned, cpu } })
    expect(await once(worker, 'message')).toEqual([[cpu]])
    expect(ofMainThread()).toBe(list)
    await worker.terminate()
  })

  kernelTest('are refused when they are none, or not here', {}, () => {
    const refused = (cpus: unknown) => () => schedSetaffinity(cpus as number[])
    expect(refused(1)).toThrow('The "cpus" argument must be an Array')
    expect(refused([])).toThrow("The argument 'cpus' must name a processor")
    expect(refused(['1'])).toThrow('The "cpus[0]" argument must be of type number')
    expect(refused([0, -1])).toThrow('"cpus[1]" is out of range')
    expect(refused([32_768])).toThrow('"cpus[0]" is out of range')
    expect(refused([32_767])).toThrow(
      'sched_setaffinity EINVAL: this process may use none of these processors',
    )
    expect(schedGetaffinity()).toEqual(before)
  })
})
