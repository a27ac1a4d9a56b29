import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { SetupFlags, support } from 'uring-sdk'
import { here, root } from './build.ts'
import { allowedCpus } from './cpus.ts'
import { shapesOf } from './message-suite.ts'
import { parseOptions } from './options.ts'
import { wordsOf } from './peers/peer.ts'
import { startServer } from './server.ts'
import { type Found, verdict } from './suites/client.ts'

const run = promisify(execFile)

describe('the comparison of both load clients', () => {
  const found = (messagesPerSecond: number, cpuSeconds: number): Found => ({
    messages: messagesPerSecond,
    seconds: 1,
    messagesPerSecond,
    latencyUs: { p50: 1, p99: 1, p999: 1 },
    client: { cpuSeconds },
    server: { cpuSeconds: 0.5 },
  })
  const compared = (ours: Found, other: Found): string[] =>
    verdict([
      { name: 'load-c', version: '', runs: [ours] },
      { name: 'load-raw', version: '', runs: [other] },
    ])

  test('a full client from which the other gets more has held its server back', () => {
    expect(compared(found(1000, 0.95), found(1100, 0.9))).toEqual([
      expect.stringMatching(/gets 1\.10 times .* was 95 % busy: it held this server back/),
    ])
  })

  test('one that keeps up, or has time to spare, has not', () => {
    const innocent = [expect.stringContaining('did not hold the server back')]
    expect(compared(found(1000, 0.95), found(1040, 0.95))).toEqual(innocent)
    expect(compared(found(1000, 0.2), found(1300, 0.4))).toEqual(innocent)
  })

  test('one client alone proves nothing', () => {
    expect(verdict([{ name: 'load-c', version: '', runs: [found(1, 1)] }])).toEqual([])
  })
})

describe('the shapes of a message suite', () => {
  const shapes = {
    quick: [{ connections: 1, size: 1, pipeline: 1 }],
    full: [{ connections: 2, size: 2, pipeline: 2 }],
  }
  const shaped = (...args: string[]) => {
    const command = parseOptions(args)
    if (command.kind !== 'run') throw new Error(`not a run: ${command.kind}`)
    return shapesOf(shapes, command.options)
  }

  test('are those of the plan', () => {
    expect(shaped()).toEqual(shapes.full)
    expect(shaped('--quick')).toEqual(shapes.quick)
    expect(shaped('--churn')).toEqual([{ connections: 2, size: 2, pipeline: 1, churn: true }])
  })

  test('or the product of what is chosen', () => {
    expect(shaped('--connections', '1,5', '--pipeline', '4,8')).toEqual([
      { connections: 1, size: 64, pipeline: 4 },
      { connections: 1, size: 64, pipeline: 8 },
      { connections: 5, size: 64, pipeline: 4 },
      { connections: 5, size: 64, pipeline: 8 },
    ])
  })

  test('an open loop has a rate, its own or one that is chosen', () => {
    expect(shaped('--rate', '1000,2000')).toEqual([
      { connections: 64, size: 64, pipeline: 1, rate: 1000 },
      { connections: 64, size: 64, pipeline: 1, rate: 2000 },
    ])
    const paced = { quick: [], full: [{ connections: 8, size: 64, pipeline: 1, rate: 500 }] }
    expect(shapesOf(paced, { plan: 'full', given: { connections: [9] }, churn: false })).toEqual([
      { connections: 9, size: 64, pipeline: 1, rate: 500 },
    ])
    expect(() => parseOptions(['--rate', '10', '--churn'])).toThrow('--rate goes with neither')
  })
})

const supported = support().ok && existsSync(path.join(root, 'dist/src/raw/index.js'))

describe.skipIf(!supported)('the load client on the raw face', () => {
  async function meet(
    answer: (socket: Socket, chunk: Buffer, before: number) => void,
  ): Promise<Found> {
    const server = createServer({ noDelay: true }, (socket) => {
      let before = 0
      socket.on('error', () => socket.destroy())
      socket.on('data', (chunk) => {
        answer(socket, chunk, before)
        before += chunk.length
      })
    })
    try {
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      const shape = ['--connections', '3', '--size', '100', '--warmup', '0.05', '--seconds', '0.2']
      const script = path.join(here, 'load/load-raw.mjs')
      const { stdout } = await run(process.execPath, [script, '--port', String(port), ...shape])
      return JSON.parse(stdout) as Found
    } finally {
      server.close()
    }
  }

  test('counts the messages of an honest server, also of one that cuts them', async () => {
    const honest = await meet((socket, chunk) => void socket.write(chunk))
    expect(honest.messages).toBeGreaterThan(3)
    expect(honest.latencyUs.p50).toBeGreaterThan(0)
    const cut = await meet((socket, chunk) => {
      socket.write(chunk.subarray(0, 30))
      setImmediate(() => socket.write(chunk.subarray(30)))
    })
    expect(cut.messages).toBeGreaterThan(3)
  })

  test('finds a wrong byte and a lost connection', async () => {
    const wrong = meet((socket, chunk, before) => {
      if (before === 500) chunk.writeUInt8(chunk.readUInt8(42) ^ 1, 42)
      socket.write(chunk)
    })
    await expect(wrong).rejects.toThrow(/wrong byte on connection \d at offset 42 of a message/)
    const closed = meet((socket, chunk, before) => {
      if (before > 500) socket.end()
      else socket.write(chunk)
    })
    await expect(closed).rejects.toThrow(/connection \d is gone/)
  })
})

describe.skipIf(!supported || !support().setup(SetupFlags.SQPOLL))(
  'the CPU time of a server',
  () => {
    /** User and system time, in ticks. */
    function ticksOf(stat: string): number {
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(fields[11]) + Number(fields[12])
    }

    test("covers the kernel's own thread that polls for its ring", async () => {
      const script = path.join(here, 'servers/stream-ring.mjs')
      const server = await startServer(
        (at) => [process.execPath, script, ...wordsOf(at), '--mode', 'sqpoll'],
        allowedCpus()[0] ?? 0,
      )
      try {
        const load = path.join(here, 'load/load-raw.mjs')
        const shape = ['--connections', '4', '--size', '64', '--warmup', '0', '--seconds', '0.5']
        await run(process.execPath, [load, ...wordsOf(server.at), ...shape])
        const tasks = readdirSync(`/proc/${server.pid}/task`).map((task) =>
          readFileSync(`/proc/${server.pid}/task/${task}/stat`, 'utf8'),
        )
        const sum = (stats: readonly string[]): number =>
          stats.reduce((total, stat) => total + ticksOf(stat), 0)
        const polling = sum(tasks.filter((stat) => stat.includes('(iou-sqp-')))
        const whole = ticksOf(readFileSync(`/proc/${server.pid}/stat`, 'utf8'))
        expect(polling).toBeGreaterThan(0)
        expect(whole).toBeGreaterThanOrEqual(sum(tasks))
      } finally {
        await server.stop()
      }
    })
  },
)
