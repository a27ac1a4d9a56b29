import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { constants, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Op, Ring, UringError } from 'uring-sdk'
import { kernelTest } from '../support/kernel-test.ts'
import { append } from './programs/append.ts'
import { receive } from './programs/cancellation.ts'
import { custom } from './programs/custom-io.ts'
import { copy } from './programs/file-copy.ts'
import { raw } from './programs/raw-reader.ts'
import { ringOrNull } from './programs/refusal.ts'
import { echo } from './programs/tcp-echo.ts'
import { teleport, withoutRow } from './programs/tomorrow.ts'
import { udp } from './programs/udp-echo.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What a server gives back; asks until there is one. */
async function echoed(port: number, text: string): Promise<string> {
  for (;;) {
    const client = connect(port, '127.0.0.1')
    try {
      await once(client, 'connect')
      client.end(text)
      return Buffer.concat((await client.toArray()) as Buffer[]).toString()
    } catch (error) {
      if ((error as { code?: string }).code !== 'ECONNREFUSED') throw error
      await sleep(50)
    }
  }
}

describe('the programs that the contract shows', () => {
  let ring: Ring

  beforeEach(() => {
    ring = new Ring()
  })

  afterEach(async () => {
    await ring.close()
    expect(ring.inFlight).toBe(0)
  })

  /** A server of Node's that sends `data` to whoever comes. */
  async function sender(data: Uint8Array): Promise<{ port: number; end(): void }> {
    const server = createServer((socket) => socket.end(data)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { port: (server.address() as AddressInfo).port, end: () => server.close() }
  }

  kernelTest('custom io: one opcode by number receives', { needs: [Op.RECV] }, async () => {
    const server = await sender(Buffer.from('hello'))
    const socket = await ring.openConnection({ port: server.port, host: '127.0.0.1' })
    expect(await custom(ring, socket)).toBe(5)
    await socket.close()
    server.end()
  })

  kernelTest('raw: a blocking ring reads a socket to its end', { needs: [Op.RECV] }, async () => {
    const data = randomBytes(10_000)
    const server = await sender(data)
    const socket = await ring.openConnection({ port: server.port, host: '127.0.0.1' })
    // The sender lives on this thread, which raw() is about to block: let it finish first.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(raw(socket.value)).toBe(data.length)
    await socket.close()
    server.end()
  })

  kernelTest('tcp echo: every byte comes back', { needs: [Op.ACCEPT] }, async () => {
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const served = echo(ring, listener)
    const { port } = listener.localAddress() as AddressInfo
    const client = connect(port, '127.0.0.1')
    const data = randomBytes(300_000)
    const chunks: Buffer[] = []
    client.on('data', (chunk) => chunks.push(chunk))
    client.end(data)
    await once(client, 'close')
    expect(Buffer.concat(chunks).equals(data)).toBe(true)
    await listener.close()
    await served
  })

  kernelTest(
    'udp echo: datagrams come back to who sent them',
    { needs: [Op.RECVMSG] },
    async () => {
      const socket = await ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
      const served = udp(ring, socket)
      const { port } = socket.localAddress() as AddressInfo
      const client = createSocket('udp4')
      for (const text of ['one', 'two', '']) {
        client.send(text, port, '127.0.0.1')
        const [answer] = (await once(client, 'message')) as [Buffer]
        expect(answer.toString()).toBe(text)
      }
      client.close()
      await socket.close()
      await served
    },
  )

  kernelTest('file copy: registered buffers move every byte', { needs: [Op.READ] }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'uring-copy-'))
    const data = randomBytes(5 * (1 << 17) + 77)
    writeFileSync(join(directory, 'from'), data)
    await copy(ring, join(directory, 'from'), join(directory, 'to'), data.length)
    expect(readFileSync(join(directory, 'to')).equals(data)).toBe(true)
    rmSync(directory, { recursive: true })
  })

  kernelTest('append: a linked write and fsync', { needs: [Op.FSYNC] }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'uring-append-'))
    const path = join(directory, 'log')
    writeFileSync(path, 'first ')
    const log = await ring.openat(path, constants.O_WRONLY)
    expect(await append(ring, log, Buffer.from('second'), 6)).toBe(6)
    expect(readFileSync(path, 'utf8')).toBe('first second')
    await log.close()
    rmSync(directory, { recursive: true })
  })

  kernelTest('cancellation: a timeout gives null, an abort rejects', { needs: [] }, async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = await ring.openConnection({ port, host: '127.0.0.1' })
    expect(await receive(ring, socket, new AbortController().signal, 30)).toBeNull()
    const aborted = receive(ring, socket, AbortSignal.timeout(30))
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
    await socket.close()
    server.close()
  })

  kernelTest(
    'cores: two Workers serve one port, one ring counts',
    { needs: [Op.MSG_RING] },
    async () => {
      const port = await freePort()
      const program = fileURLToPath(new URL('fixtures/cores.mjs', import.meta.url))
      const flags = ['--conditions=uring-source', program, String(port)]
      const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
      let lines = ''
      child.stdout.on('data', (chunk: Buffer) => (lines += chunk.toString()))
      for (let i = 0; i < 8; i++) expect(await echoed(port, `client ${i}`)).toBe(`client ${i}`)
      while (!lines.includes('served 8\n')) await once(child.stdout, 'data')
      child.kill()
      await once(child, 'exit')
    },
  )

  kernelTest('an opcode of tomorrow is refused by the kernel, not by us', {}, async () => {
    const file = await ring.openat('/dev/null', 0)
    await expect(withoutRow(ring, file)).rejects.toBeInstanceOf(UringError)
    // Types alone tell the ring nothing: what a row says at run time is the overlay's to add.
    expect(() => teleport(ring, file)).toThrow("'fields.where' is no field of OP_200")
    await file.close()
  })
})

test('ringOrNull gives a ring, or says why there is none', async () => {
  const lines: string[] = []
  const ring = ringOrNull((line) => lines.push(line))
  expect(ring === null).toBe(lines.length === 1)
  await ring?.close()
})

test('each program has 25 lines of code at most', () => {
  const folder = fileURLToPath(new URL('programs', import.meta.url))
  const isCode = (line: string): boolean => !/^\s*(\/\/|\/\*|\*|import |$)/.test(line)
  for (const name of readdirSync(folder)) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').filter(isCode)
    expect(lines.length, name).toBeLessThanOrEqual(25)
  }
})
