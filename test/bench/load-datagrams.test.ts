import { execFile } from 'node:child_process'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

import { afterEach, beforeAll, describe, expect, test } from 'vitest'

import { MissingError } from './build.ts'
import { buildLoad, type LoadOptions, type LoadResult, runLoad } from './load.ts'

const run = promisify(execFile)

const compiler = await buildLoad().then(
  () => '',
  (error: unknown) => {
    if (error instanceof MissingError) return `: ${error.message}`
    throw error
  },
)

describe.skipIf(compiler !== '')(`the load client over UDP${compiler}`, () => {
  let binary: string
  let server: Socket | undefined
  beforeAll(async () => {
    binary = await buildLoad()
  })
  afterEach(() => void server?.close())

  /** Serves with `answer` in this process; `count` is the number of the datagram. */
  async function meet(
    answer: (socket: Socket, message: Buffer, from: RemoteInfo, count: number) => void,
    options: Partial<LoadOptions> = {},
  ): Promise<LoadResult> {
    const socket = createSocket('udp4')
    server = socket
    let count = 0
    socket.on('message', (message, from) => answer(socket, message, from, count++))
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const at = { protocol: 'udp', port: socket.address().port } as const
    const short = { connections: 2, size: 100, pipeline: 4, warmup: 0, seconds: 0.2 }
    return runLoad(binary, { at, ...short, ...options })
  }

  const back = (socket: Socket, message: Buffer, from: RemoteInfo): void =>
    socket.send(message, from.port, from.address)

  test('speaks to an honest server, closed loop and open', async () => {
    const closed = await meet(back)
    expect(closed.messages).toBeGreaterThan(8)
    expect(closed.datagrams).toMatchObject({ lost: 0, late: 0 })
    server?.close()
    const open = await meet(back, { rate: 500 })
    expect(open.timed + (open.datagrams?.lost ?? 0)).toBe(100)
  })

  test('the order of datagrams is free', async () => {
    const kept: (() => void)[] = []
    const release = (): void =>
      kept
        .splice(0)
        .toReversed()
        .forEach((send) => send())
    const { messages, datagrams } = await meet(
      (socket, message, from) => {
        kept.push(() => back(socket, message, from))
        if (kept.length === 4) release()
        // At the end of the run fewer may be in flight.
        else if (kept.length === 1) setTimeout(release, 50)
      },
      { connections: 1 },
    )
    expect(messages).toBeGreaterThan(8)
    expect(datagrams?.lost).toBe(0)
  })

  test('a datagram that never comes back is counted, and the run goes on', async () => {
    const { messages, datagrams } = await meet(
      (socket, message, from, count) => void (count !== 5 && back(socket, message, from)),
      { lost: 0.2, seconds: 0.6 },
    )
    expect(messages).toBeGreaterThan(8)
    expect(datagrams?.lost).toBe(1)
  })

  test('one that comes after it was given up is late and not lost', async () => {
    const { datagrams } = await meet(
      (socket, message, from, count) => {
        const send = (): void => back(socket, message, from)
        if (count === 5) setTimeout(send, 500)
        else send()
      },
      { lost: 0.1, seconds: 1 },
    )
    expect(datagrams).toMatchObject({ lost: 0, late: 1 })
  })

  test('one changed byte ends the run, with its place', async () => {
    const run = meet((socket, message, from, count) => {
      if (count === 9) message.writeUInt8(message.readUInt8(50) ^ 1, 50)
      back(socket, message, from)
    })
    await expect(run).rejects.toThrow(
      /^load: wrong byte on socket \d in datagram \d+ at offset 50: 0x\w{2} instead of 0x\w{2}\.$/,
    )
  })

  test('a datagram of another socket, a cut one and a second copy end the run', async () => {
    const froms = new Map<number, RemoteInfo>()
    const crossed = meet((socket, message, from) => {
      froms.set(from.port, from)
      for (const other of froms.values()) if (other.port !== from.port) back(socket, message, other)
    })
    await expect(crossed).rejects.toThrow(/it never sent a datagram \d+ of socket \d/)
    server?.close()
    const cut = meet((socket, message, from) => back(socket, message.subarray(1), from))
    await expect(cut).rejects.toThrow(/a datagram of 99 bytes instead of 100/)
    server?.close()
    const twice = meet((socket, message, from, count) => {
      back(socket, message, from)
      if (count === 3) back(socket, message, from)
    })
    await expect(twice).rejects.toThrow(/socket \d got datagram \d+ twice/)
  })

  test('nobody who receives ends the run', async () => {
    const run = meet(
      (socket, message, from, count) => {
        if (count < 20) return back(socket, message, from)
        socket.removeAllListeners('message')
        socket.close()
        server = undefined
      },
      { lost: 0.1, seconds: 5 },
    )
    await expect(run).rejects.toThrow(/nobody receives the datagrams of socket \d/)
  })

  test('a server that stops answering ends the run', async () => {
    const run = meet(
      (socket, message, from, count) => void (count < 20 && back(socket, message, from)),
      { stall: 0.3, lost: 0.1, seconds: 5 },
    )
    await expect(run).rejects.toThrow(/no datagram came back to socket \d for 0\.3 s/)
  })
})

describe.skipIf(compiler !== '')(`the load client and its surroundings${compiler}`, () => {
  let binary: string
  beforeAll(async () => {
    binary = await buildLoad()
  })

  test('speaks over Unix sockets, steadily and churned', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'uring-bench-'))
    const at = { protocol: 'unix', path: path.join(directory, 'socket') } as const
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.on('data', (chunk) => socket.write(chunk))
    })
    try {
      await once(server.listen(at.path), 'listening')
      const shape = { connections: 4, size: 5000, pipeline: 1, warmup: 0, seconds: 0.2 }
      expect((await runLoad(binary, { at, ...shape })).messages).toBeGreaterThan(8)
      expect((await runLoad(binary, { at, ...shape, churn: true })).messages).toBeGreaterThan(8)
    } finally {
      server.close()
      rmSync(directory, { recursive: true })
    }
  })

  test('what does not go together is refused with a sentence', async () => {
    const refused = (...args: string[]) => expect(run(binary, args)).rejects
    await refused('--port', '1', '--udp', '--size', '4').toMatchObject({
      stderr: 'load: --size of a datagram goes from 8 to 65507.\n',
    })
    await refused('--port', '1', '--rate', '5', '--churn').toMatchObject({
      stderr: 'load: --rate knows no --churn or --idle.\n',
    })
    await refused('--connections', '3').toMatchObject({
      stderr: 'load: --port or --unix is needed; see --help.\n',
    })
  })
})
