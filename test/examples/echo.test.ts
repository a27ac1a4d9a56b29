import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import {
  echo,
  echoTest,
  echoToEnd,
  expectNothingLeft,
  openClient,
  pattern,
  readEcho,
  startServer,
} from './echo-helpers.ts'

const MiB = 1024 * 1024
const clients = (count: number, port: number): Promise<Socket[]> =>
  Promise.all(Array.from({ length: count }, () => openClient(port)))

echoTest('gives back messages from 1 byte to 64 MiB, every byte in order', async (name) => {
  const { port } = await startServer(name)
  for (const size of [1, 64, 4096, 4097, MiB, 64 * MiB]) await echoToEnd(port, pattern(size))
})

echoTest('keeps many interleaved connections apart', async (name) => {
  const { port } = await startServer(name)
  const sockets = await clients(100, port)
  const sizes = [1, 63, 4096, 5000, 70_000]
  await Promise.all(
    sockets.map(async (socket, index) => {
      for (let round = 0; round < 10; round++) {
        const size = sizes[(index + round) % sizes.length]
        await echo(socket, pattern(size, index * 100 + round + 1))
      }
    }),
  )
})

echoTest('answers messages that come faster than they go', async (name) => {
  const { port } = await startServer(name)
  const socket = await openClient(port)
  const all = pattern(200_000)
  for (let at = 0; at < all.length; at += 100) socket.write(all.subarray(at, at + 100))
  await readEcho(socket, all)
})

echoTest('answers a half-closed peer in full, however late it reads', async (name) => {
  const { port } = await startServer(name)
  const socket = await openClient(port)
  const message = pattern(MiB)
  socket.end(message)
  await sleep(300)
  await readEcho(socket, message)
  const [left] = await Promise.race([once(socket, 'end'), once(socket.resume(), 'data')])
  expect(left).toBeUndefined()
})

echoTest('outlives peers that reset, in the middle of everything', async (name) => {
  const { program, port } = await startServer(name)
  await echoToEnd(port, pattern(64))
  await sleep(100)
  const before = program.descriptors()
  const sockets = await clients(50, port)
  for (const [index, socket] of sockets.entries()) socket.write(pattern(index * 20_000 + 1))
  await sleep(50)
  for (const socket of sockets) socket.resetAndDestroy()
  await echoToEnd(port, pattern(MiB))
  await expectNothingLeft(program, before)
})

echoTest(
  'holds a bounded part of what 64 peers send that never read, and serves the others',
  async (name) => {
    const { program, port } = await startServer(name, ['--buffers', '4096'])
    await echoToEnd(port, pattern(16 * MiB))
    await sleep(100)
    const descriptors = program.descriptors()
    const before = program.residentMiB()
    const stuck = await clients(64, port)
    const message = pattern(12 * MiB)
    for (const socket of stuck) socket.write(message)
    await sleep(1500)
    const start = performance.now()
    await echoToEnd(port, pattern(100_000))
    expect(performance.now() - start).toBeLessThan(1000)
    // They offered 768 MiB; the buffers are 64 MiB.
    expect(program.residentMiB() - before).toBeLessThan(88)
    // None was forgotten: who reads at last gets everything.
    await Promise.all(stuck.slice(0, 4).map((socket) => readEcho(socket, message)))
    for (const socket of stuck) socket.destroy()
    await expectNothingLeft(program, descriptors)
  },
)

echoTest('gives everything back with 8 buffers for 32 connections', async (name) => {
  const { program, port } = await startServer(name, ['--buffers', '8'])
  await echoToEnd(port, pattern(64))
  await sleep(100)
  const before = program.descriptors()
  const messages = Array.from({ length: 32 }, (_, index) => pattern(200_000 + index, index + 1))
  await Promise.all(messages.map((message) => echoToEnd(port, message)))
  await expectNothingLeft(program, before)
})

echoTest('closes who is silent, and who is stuck, and nobody else', async (name) => {
  const { program, port } = await startServer(name, ['--idle-timeout', '0.6'])
  const start = performance.now()
  const silent = await openClient(port)
  const stuck = await openClient(port)
  const busy = await openClient(port)
  stuck.write(pattern(32 * MiB))
  let silentMs = 0
  silent.resume().once('end', () => (silentMs = performance.now() - start))
  while (program.statistics()?.connections !== 1) {
    await echo(busy, pattern(64, 1))
    await sleep(100)
  }
  expect(silentMs).toBeGreaterThan(500)
  expect(silentMs).toBeLessThan(10_000)
  await echo(busy, pattern(64))
})
