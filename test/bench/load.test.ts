import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import path from 'node:path'

import { afterEach, beforeAll, describe, expect, test } from 'vitest'

import { here, MissingError } from './build.ts'
import { allowedCpus } from './cpus.ts'
import { buildLoad, runIdle, runLoad, type LoadOptions, type LoadResult } from './load.ts'
import { wordsOf } from './peers/peer.ts'
import { startServer } from './server.ts'

const compiler = await buildLoad().then(
  () => '',
  (error: unknown) => {
    if (error instanceof MissingError) return `: ${error.message}`
    throw error
  },
)

describe.skipIf(compiler !== '')(`the load client${compiler}`, () => {
  let binary: string
  let server: Server | undefined
  beforeAll(async () => {
    binary = await buildLoad()
  })
  afterEach(() => void server?.close())

  /** Serves with `answer` in this process, and gives what the client makes of it. */
  async function meet(
    answer: (socket: Socket, chunk: Buffer, before: number) => void,
    options: Partial<LoadOptions> = {},
  ): Promise<LoadResult> {
    server = createServer((socket) => {
      let before = 0
      socket.on('error', () => socket.destroy())
      socket.on('data', (chunk) => {
        answer(socket, chunk, before)
        before += chunk.length
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const short = { connections: 2, size: 100, pipeline: 2, warmup: 0, seconds: 0.2 }
    return runLoad(binary, { at: { protocol: 'tcp', port }, ...short, ...options })
  }

  test('counts messages and time, and reads the CPU time of a Node server', async () => {
    const script = path.join(here, 'servers/node-net.mjs')
    const peer = await startServer(
      (at) => [process.execPath, script, ...wordsOf(at)],
      allowedCpus()[0] ?? 0,
    )
    try {
      const { at, pid } = peer
      const shape = { connections: 8, size: 64, pipeline: 1, warmup: 0.05, seconds: 0.3 }
      const result = await runLoad(binary, { at, ...shape, watch: [pid] })
      const { latencyUs, server: cost } = result
      expect(result.messages).toBeGreaterThan(100)
      expect(result.seconds).toBeCloseTo(0.3, 1)
      expect(result.messagesPerSecond).toBeCloseTo(result.messages / result.seconds, -1)
      expect(latencyUs.p50).toBeGreaterThan(0)
      expect(latencyUs.p99).toBeGreaterThanOrEqual(latencyUs.p50)
      expect(latencyUs.max).toBeGreaterThanOrEqual(latencyUs.p9999)
      expect(cost.cpuSeconds).toBeGreaterThan(0)
      expect(cost.cpuSeconds).toBeLessThan(result.seconds * 1.1)
      expect(cost.rssKib).toBeGreaterThan(10_000)
    } finally {
      await peer.stop()
    }
  })

  test('speaks to an honest server: large, pipelined, and churned', async () => {
    const honest = (socket: Socket, chunk: Buffer): void => void socket.write(chunk)
    const large = await meet(honest, { size: 1_000_000, pipeline: 3 })
    expect(large.bytesPerSecond).toBeGreaterThan(1_000_000)
    server?.close()
    expect((await meet(honest, { churn: true })).messages).toBeGreaterThan(10)
  })

  test('one changed byte ends the run, with its place', async () => {
    const run = meet((socket, chunk, before) => {
      const place = 1234 - before
      const hit = place >= 0 && place < chunk.length
      if (hit) chunk.writeUInt8(chunk.readUInt8(place) ^ 1, place)
      socket.write(chunk)
    })
    await expect(run).rejects.toThrow(
      /^load: wrong byte on connection \d+ at offset 1234: 0x\w{2} instead of 0x\w{2}\.$/,
    )
  })

  test('two messages in the wrong order are wrong bytes', async () => {
    const kept: Buffer[] = []
    const run = meet(
      (socket, chunk) => {
        kept.push(chunk)
        if (Buffer.concat(kept).length < 200) return
        const all = Buffer.concat(kept.splice(0))
        socket.write(Buffer.concat([all.subarray(100), all.subarray(0, 100)]))
      },
      { connections: 1 },
    )
    await expect(run).rejects.toThrow(/wrong byte on connection 0 at offset 0/)
  })

  test('the bytes of another connection are wrong bytes', async () => {
    const sockets = new Set<Socket>()
    const run = meet((socket, chunk) => {
      sockets.add(socket)
      for (const other of sockets) if (other !== socket || sockets.size === 1) other.write(chunk)
    })
    await expect(run).rejects.toThrow(/wrong byte|only \d+/)
  })

  test('a closed connection ends the run', async () => {
    const run = meet((socket, chunk, before) => {
      if (before > 500) socket.end()
      else socket.write(chunk)
    })
    await expect(run).rejects.toThrow(/connection \d was closed by the server after \d+ of \d+/)
  })

  test('a server that stops answering ends the run', async () => {
    const run = meet((socket, chunk, before) => void (before < 500 && socket.write(chunk)), {
      stall: 0.2,
      seconds: 3,
    })
    await expect(run).rejects.toThrow(/no progress on connection \d for 0\.2 s: \d+ of \d+ bytes/)
  })

  test('a server that dies ends the run', async () => {
    const script = path.join(here, 'servers/node-net.mjs')
    const core = allowedCpus()[0] ?? 0
    const peer = await startServer((at) => [process.execPath, script, ...wordsOf(at)], core)
    const shape = { connections: 4, size: 64, pipeline: 1, warmup: 0, seconds: 30 }
    const run = runLoad(binary, { at: peer.at, ...shape })
    const ending = expect(run).rejects.toThrow(/connection \d (was closed|is gone|is refused)/)
    await peer.stop()
    await ending
  })

  test('in the open loop a stall is felt by all who would have come meanwhile', async () => {
    const stallMs = 300
    const stalling = (rate?: number): Promise<LoadResult> => {
      let stalled = false
      let held: Buffer[] | undefined
      // In the midst of the window, which begins 50 ms after the first message.
      const start = Date.now() + 500
      const answer = (socket: Socket, chunk: Buffer): void => {
        if (held !== undefined) return void held.push(chunk)
        if (stalled || Date.now() < start) return void socket.write(chunk)
        stalled = true
        held = [chunk]
        setTimeout(() => {
          socket.write(Buffer.concat(held ?? []))
          held = undefined
        }, stallMs)
      }
      const shape = { connections: 1, pipeline: 1, seconds: 2, ...(rate && { rate }) }
      return meet(answer, shape)
    }
    const closed = await stalling()
    expect(closed.latencyUs.max).toBeGreaterThanOrEqual(stallMs * 990)
    expect(closed.latencyUs.p90).toBeLessThan(stallMs * 200)
    server?.close()
    // One message waits in the closed loop; of these 1,000, 150 were due during the stall, and two
    // thirds of them, a tenth of all, waited longer than a third of it.
    const open = await stalling(500)
    expect(open.timed).toBe(1000)
    expect(open.latencyUs.max).toBeGreaterThanOrEqual(stallMs * 990)
    expect(open.latencyUs.p90).toBeGreaterThan(stallMs * 200)
    expect(open.lagUs?.max).toBeGreaterThan(0)
  })

  test('idle connections cost what their server keeps for each', async () => {
    // Filled, because untouched memory is none.
    const script = `
      const kept = []
      require('net').createServer((socket) => {
        kept.push(Buffer.alloc(100_000, 1))
        socket.on('data', (chunk) => socket.write(chunk))
      }).listen(process.argv[1])`
    const peer = await startServer(
      (at) => [process.execPath, '-e', script, wordsOf(at)[1] ?? ''],
      allowedCpus()[0] ?? 0,
    )
    try {
      const { at, pid } = peer
      const shape = { connections: 200, warmup: 0.05, seconds: 0.05, watch: [pid] }
      const { connections, bytesPerConnection } = await runIdle(binary, { at, ...shape })
      expect(connections).toBe(200)
      expect(bytesPerConnection).toBeGreaterThan(80_000)
      expect(bytesPerConnection).toBeLessThan(200_000)
    } finally {
      await peer.stop()
    }
  })

  test('an idle connection that the server closes or speaks to ends the run', async () => {
    let count = 0
    server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.on('data', (chunk) => socket.write(chunk))
      // The first ones only ask whether somebody is there.
      if (++count === 20) socket.write('hello')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const at = { protocol: 'tcp', port } as const
    const run = runIdle(binary, { at, connections: 10, warmup: 0.1, seconds: 0.1 })
    await expect(run).rejects.toThrow(/idle connection \d was closed or spoken to by the server/)
  })
})
