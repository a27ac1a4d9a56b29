import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { type Fd, Op } from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { openRing, thrown } from './fixtures/rings.ts'

/** Runs a scenario of `fixtures/worker-life.ts` in a process of its own. */
function live(scenario: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const file = fileURLToPath(new URL('fixtures/worker-life.ts', import.meta.url))
  const words = ['--conditions=uring-source', '--import', 'tsx', file, scenario]
  const options = { timeout: 100_000 * slowness, killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    execFile(process.execPath, words, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal), stdout, stderr })
    })
  })
}

describe('a ring whose Workers are killed', { timeout: 120_000 * slowness }, () => {
  const needs = [Op.MSG_RING]

  kernelTest(
    'goes on when eight of them echo, and keeps nothing of theirs',
    { needs },
    async () => {
      const stdout = 'alive true nothing left 0\n'
      expect(await live('echo')).toEqual({ code: 0, stdout, stderr: '' })
    },
  )

  kernelTest('goes on in the middle of messages and descriptors', { needs }, async () => {
    const stdout = 'alive nothing left 0 0\n'
    expect(await live('messages')).toEqual({ code: 0, stdout, stderr: '' })
  })

  kernelTest('closes what a Worker has left open', {}, async () => {
    const stdout = 'true nothing left 0\n'
    expect(await live('descriptors')).toEqual({ code: 0, stdout, stderr: '' })
  })

  kernelTest('may end the process where it reads a message', { needs }, async () => {
    expect(await live('exits')).toEqual({ code: 5, stdout: '', stderr: '' })
  })
})

describe('what belongs to a ring', () => {
  kernelTest('a ring does not pass to another thread', {}, () => {
    const { port1 } = new MessageChannel()
    expect(thrown(() => port1.postMessage(openRing())).name).toBe('DataCloneError')
    port1.close()
  })

  kernelTest('a copy of a descriptor is none', {}, async () => {
    const ring = openRing()
    const fd = await ring.openat('/dev/null', 0)
    const copy = structuredClone<unknown>(fd) as Fd
    expect(thrown(() => ring.read(copy, Buffer.alloc(1)))).toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
      message: expect.stringContaining('The "fd" argument must be') as string,
    })
    await fd.close()
  })
})
