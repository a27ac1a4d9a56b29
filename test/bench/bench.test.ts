import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import path from 'node:path'

import { afterEach, beforeAll, describe, expect, test } from 'vitest'

import { here, MissingError } from './build.ts'
import { allowedCpus } from './cpus.ts'
import { buildLoad, runLoad, type LoadOptions, type LoadResult } from './load.ts'
import { parseOptions, UsageError } from './options.ts'
import { startServer } from './server.ts'
import { median, pairedRatio, percentile, spread } from './statistics.ts'
import { report, summarizeCase } from './suites/echo-report.ts'
import { formatBytes, formatNumber, formatRatio, formatTable } from './table.ts'

describe('statistics', () => {
  test('the median is the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
  })

  test('a percentile lies between the two nearest values', () => {
    const values = [40, 10, 30, 20, 50]
    expect(percentile(values, 0)).toBe(10)
    expect(percentile(values, 1)).toBe(50)
    expect(percentile(values, 0.9)).toBeCloseTo(46)
    expect(values).toEqual([40, 10, 30, 20, 50])
  })

  test('the spread is half the range, relative to the median', () => {
    expect(spread([9, 10, 11])).toBeCloseTo(0.1)
    expect(spread([5])).toBe(0)
  })

  test('ratios are taken round by round, so a slow round does not bend them', () => {
    const { median: ratio, values } = pairedRatio([4, 8, 4], [8, 16, 10])
    expect(values).toEqual([2, 2, 2.5])
    expect(ratio).toBe(2)
  })
})

describe('tables', () => {
  test('columns are as wide as their widest cell', () => {
    const text = formatTable(
      [
        { title: 'peer', cell: (row: [string, number]) => row[0] },
        { title: 'µs', align: 'right', cell: (row) => formatNumber(row[1]) },
      ],
      [
        ['c-uring', 4.1],
        ['node-net', 12.34],
      ],
    )
    expect(text.split('\n')).toEqual([
      'peer        µs',
      '────────  ────',
      'c-uring   4.10',
      'node-net  12.3',
    ])
  })

  test('numbers, sizes and ratios read like prose', () => {
    expect(formatNumber(118_234.5)).toBe('118,235')
    expect(formatNumber(Number.NaN)).toBe('-')
    expect(formatBytes(64)).toBe('64 B')
    expect(formatBytes(16384)).toBe('16 KiB')
    expect(formatRatio(2.14)).toBe('2.1x less CPU')
    expect(formatRatio(1.04)).toBe('1.04x less CPU')
    expect(formatRatio(0.5)).toBe('2.0x more CPU')
    expect(formatRatio(1)).toBe('the same CPU')
    expect(formatRatio(Number.NaN)).toBe('-')
  })

  test('the report of a case names every peer and its ratio to the yardstick', () => {
    const result = summarizeCase({ connections: 64, size: 64, pipeline: 16, churn: false }, [
      { name: 'c-uring', version: 'liburing 2.3', runs: [4, 5, 4.5].map(runOf) },
      { name: 'node-net', version: 'node', runs: [8, 10, 9].map(runOf) },
    ])
    expect(result.rows[0]?.timesLessCpu?.median).toBe(2)
    expect(report(result)).toContain('TCP echo, 64 connections, 64 B, 16 in flight on each')
    expect(report(result)).toMatch(/^c-uring +4\.50 +11 % +2\.0x less CPU/m)
    expect(report(result)).toMatch(/^node-net .*the yardstick/m)
    expect(report(result)).toContain('Others used 10 % of a core meanwhile')
  })
})

function runOf(cpuUsPerMessage: number): LoadResult {
  return {
    messages: 1000,
    seconds: 1,
    messagesPerSecond: 1000,
    bytesPerSecond: 64_000,
    latencyUs: { mean: 1, p50: 1, p90: 1, p99: 1, p999: 1, p9999: 1, max: 1 },
    client: { cpuSeconds: 0.5, cpuUsPerMessage: 500 },
    server: {
      cpuSeconds: 0.5,
      cpuUsPerMessage,
      userSeconds: 0.1,
      systemSeconds: 0.4,
      switchesVoluntary: 10,
      switchesInvoluntary: 10,
      rssKib: 1024,
      rssMaxKib: 2048,
    },
    otherSeconds: 0.1,
    stealSeconds: 0,
  }
}

describe('options', () => {
  const optionsOf = (...args: string[]) => {
    const command = parseOptions(args)
    if (command.kind !== 'run') throw new Error(`not a run: ${command.kind}`)
    return command.options
  }

  test('the defaults are the comparison that the project promises', () => {
    const { connections, sizes, pipelines, seconds, repeats, peers } = optionsOf()
    expect({ connections, sizes, pipelines, seconds, repeats, peers }).toEqual({
      connections: [64, 256],
      sizes: [64],
      pipelines: [1],
      seconds: 3,
      repeats: 5,
      peers: [],
    })
  })

  test('lists, units and fractions are understood, and what is given beats --quick', () => {
    const options = optionsOf('--size=64,16K,1M', '--quick', '--seconds', '0.3', '--peer', 'a,b')
    expect(options.sizes).toEqual([64, 16384, 1048576])
    expect(options.seconds).toBe(0.3)
    expect(options.repeats).toBe(3)
    expect(options.peers).toEqual(['a', 'b'])
  })

  test('a wrong option gets one sentence', () => {
    expect(() => optionsOf('--repeats', 'few')).toThrow(
      new UsageError('--repeats takes a whole number from 1 up, not "few".'),
    )
    expect(() => optionsOf('--seconds', '1,2')).toThrow(/takes one number, not "1,2"/)
    expect(() => optionsOf('--colour')).toThrow(UsageError)
  })

  test('--help and --list run nothing', () => {
    expect(parseOptions(['--help', '--quick'])).toEqual({ kind: 'help' })
    expect(parseOptions(['--list'])).toEqual({ kind: 'list' })
  })
})

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
    return runLoad(binary, { port, ...short, ...options })
  }

  test('counts messages and time, and reads the CPU time of a Node server', async () => {
    const script = path.join(here, 'servers/node-net.mjs')
    const command = (port: number) => [process.execPath, script, '--port', String(port)]
    const peer = await startServer(command, allowedCpus()[0] ?? 0)
    try {
      const { port, pid } = peer
      const shape = { connections: 8, size: 64, pipeline: 1, warmup: 0.05, seconds: 0.3 }
      const result = await runLoad(binary, { port, ...shape, watch: [pid] })
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
})
