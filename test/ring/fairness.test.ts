import { stat } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Fd, Ring } from 'uring-sdk'
import { describe, expect, onTestFinished } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import { modes } from './fixtures/modes.ts'
import { connected, openRing, rejection } from './fixtures/rings.ts'

/** Those whose turns differ: by who wakes the loop, and by who submits. */
const FLOODED = ['the default ring', 'a ring that defers its work', 'a ring with a polling thread']
const flooded = modes.filter(({ name }) => FLOODED.includes(name))

/** Far above what a few turns take, and far below what starving would be. */
const LATE_MS = 1000 * slowness
const ROUNDS = 12

interface Flood {
  /** Bytes or operations that went through meanwhile. */
  readonly count: () => number
  readonly end: () => Promise<void>
}

/** One peer that sends as fast as it can, and one that reads as fast as it can. */
async function bytes(ring: Ring): Promise<Flood> {
  const [near, far] = await connected(ring)
  let count = 0
  let stop = false
  const reading = (async () => {
    for await (const lease of ring.recvMultishot(far)) {
      count += lease.length
      lease.release()
    }
  })()
  const block = Buffer.alloc(65_536)
  const sending = (async () => {
    while (!stop) await ring.sendAll(near, block)
  })()
  const end = async (): Promise<void> => {
    stop = true
    await sending
    await near.close()
    await reading
  }
  return { count: () => count, end }
}

/** Operations that complete at once, of which each starts the next: no turn would ever end. */
function operations(ring: Ring): Promise<Flood> {
  let count = 0
  let stop = false
  const chasing = Array.from({ length: 32 }, async () => {
    while (!stop) {
      await ring.nop()
      count++
    }
  })
  const end = async (): Promise<void> => {
    stop = true
    await Promise.all(chasing)
  }
  return Promise.resolve({ count: () => count, end })
}

/** Messages back and forth, a reader and an answer for each. */
async function echoes(ring: Ring): Promise<Flood> {
  const pairs = await Promise.all(Array.from({ length: 16 }, () => connected(ring)))
  let count = 0
  let stop = false
  const answering = pairs.map(async ([, far]) => {
    for await (const lease of ring.recvMultishot(far)) await ring.sendAll(far, lease)
  })
  const asking = pairs.map(async ([near]) => {
    const buffer = Buffer.alloc(64)
    while (!stop) {
      await ring.sendAll(near, buffer)
      await ring.recv(near, buffer)
      count++
    }
  })
  const end = async (): Promise<void> => {
    stop = true
    await Promise.all(asking)
    await Promise.all(pairs.map(([near]) => near.close()))
    await Promise.all(answering)
  }
  return { count: () => count, end }
}

/** Connections that are opened without end, and closed as soon as they were accepted. */
async function connections(ring: Ring): Promise<Flood> {
  const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
  const { port } = listener.localAddress() as { port: number }
  let count = 0
  let stop = false
  const accepting = (async () => {
    for await (const socket of ring.acceptMultishot(listener)) {
      count++
      void socket.close()
    }
  })()
  const asking = Array.from({ length: 16 }, async () => {
    while (!stop) await (await ring.openConnection({ port, host: '127.0.0.1' })).close()
  })
  const end = async (): Promise<void> => {
    stop = true
    await Promise.all(asking)
    await listener.close()
    await accepting
  }
  return { count: () => count, end }
}

/** How late something was, in milliseconds: it ran on its own before. */
type Look = () => Promise<number>

async function lateBy(expectedMs: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start - expectedMs
}

async function looksAt(ring: Ring): Promise<Record<string, Look>> {
  const [near, far] = await connected(ring)
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(client, 'connect')
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  return {
    'a timer': () => lateBy(5, () => new Promise((resolve) => setTimeout(resolve, 5))),
    'an immediate': () => lateBy(0, () => new Promise(setImmediate)),
    'a file of node:fs': () => lateBy(0, () => stat('/')),
    'a socket of node:net': () => lateBy(0, () => pingNode(client)),
    'another socket': () => lateBy(0, () => ping(ring, near, far)),
    'a timeout of the ring': () => lateBy(5, () => ring.timeout(5)),
    'a signal': () => lateBy(5, () => rejection(cut(ring, near))),
  }
}

function cut(ring: Ring, fd: Fd): Promise<number> {
  return ring.recv(fd, Buffer.alloc(1), { signal: AbortSignal.timeout(5) })
}

async function ping(ring: Ring, near: Fd, far: Fd): Promise<void> {
  await ring.sendAll(near, Buffer.from('ping'))
  await ring.recv(far, Buffer.alloc(4))
}

async function pingNode(client: Socket): Promise<void> {
  client.write('ping')
  await once(client, 'data')
}

const floods = { bytes, operations, echoes, connections }

describe.each(flooded)('$name, while there is a flood', ({ options, needs }) => {
  for (const [name, start] of Object.entries(floods)) {
    kernelTest(`of ${name}, serves everybody else`, { needs, timeout: 60_000 }, async () => {
      const ring = openRing(options)
      const looks = await looksAt(ring)
      const flood = await start(ring)
      const worst: Record<string, number> = {}
      for (let i = 0; i < ROUNDS; i++) {
        const before = flood.count()
        for (const [what, look] of Object.entries(looks)) {
          worst[what] = Math.max(worst[what] ?? 0, await look())
        }
        // It went on meanwhile: else nothing was proved.
        expect(flood.count()).toBeGreaterThan(before)
      }
      await flood.end()
      const late = Object.entries(worst).filter(([, ms]) => ms > LATE_MS)
      expect(late).toEqual([])
    })
  }
})
