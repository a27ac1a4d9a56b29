import { readdirSync, readFileSync } from 'node:fs'
import { allowedCpus } from '../bench/cpus.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { Op } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { echo, openClient, pattern, startServer } from './echo-helpers.ts'

const needs = [Op.MSG_RING]
const name = 'echo-server-cores'

/** On which single processors threads of the process are pinned, in order. */
function pinnedTo(pid: number): number[] {
  const folder = `/proc/${pid}/task`
  return readdirSync(folder)
    .map((thread) => readFileSync(`${folder}/${thread}/status`, 'utf8'))
    .flatMap((status) => /^Cpus_allowed_list:\s*(\d+)$/m.exec(status)?.[1] ?? [])
    .map(Number)
}

kernelTest('each ring has a processor of its own while there are some', { needs }, async () => {
  const cpus = allowedCpus()
  const { program } = await startServer(name, ['--cores', String(cpus.length + 1)])
  // One more than there are: the first processor has two.
  const pinned = pinnedTo(program.pid)
  for (const cpu of cpus) expect(pinned).toContain(cpu)
  if (cpus.length > 1) {
    expect(pinned.filter((cpu) => cpu === cpus[0]).length).toBeGreaterThan(1)
    expect(new Set(pinned)).toEqual(new Set(cpus))
  }
  expect((await program.end('SIGINT')).code).toBe(0)
})

kernelTest('the connections of all rings are counted together', { needs }, async () => {
  const { program, port } = await startServer(name, ['--cores', '2', '--buffers', '64'])
  const sockets = await Promise.all(Array.from({ length: 40 }, () => openClient(port)))
  await Promise.all(sockets.map((socket, index) => echo(socket, pattern(5000, index + 1))))
  await program.until(() => program.statistics()?.connections === 40, 'report of 40 connections')
  expect(program.statistics()).toMatchObject({ used: 0, buffers: 64 })
  for (const socket of sockets.slice(0, 30)) socket.destroy()
  await program.until(() => program.statistics()?.connections === 10, 'report of 10 connections')
  // What comes between a signal and the end is echoed still, and reported.
  for (const [index, socket] of sockets.slice(30).entries())
    socket.write(pattern(100_000, index + 1))
  await sleep(50)
  const ended = program.end('SIGTERM')
  for (const [index, socket] of sockets.slice(30).entries()) {
    socket.end()
    const got = Buffer.concat((await socket.toArray()) as Buffer[])
    expect(got.equals(pattern(100_000, index + 1).subarray(0, got.length))).toBe(true)
  }
  const { code, stderr } = await ended
  expect(code, stderr).toBe(0)
  expect(program.statistics()).toEqual({ connections: 0, used: 0, buffers: 64 })
})
