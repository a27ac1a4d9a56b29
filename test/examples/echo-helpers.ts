import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Op } from 'uring-sdk/raw'
import { expect, onTestFinished, type TestContext } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every Worker of a server compiles its sources once more. */
const START_MS = 45_000 * slowness

/** All servers make the same promises, so that they stand the same tests. */
export const servers = [
  { name: 'echo-server-raw', needs: [Op.BIND, Op.LISTEN] },
  { name: 'echo-server', needs: [] },
  { name: 'echo-server-cores', needs: [Op.MSG_RING] },
] as const

export type ServerName = (typeof servers)[number]['name']

/** A test for each of the servers that is there and that this kernel can run. */
export function echoTest(
  name: string,
  run: (server: ServerName) => Promise<void>,
  timeout = 60_000,
): void {
  for (const server of servers) {
    const title = `${server.name} ${name}`
    kernelTest(title, { needs: server.needs, timeout }, async (context: TestContext) => {
      const file = `docs/examples/${server.name}.ts`
      if (!existsSync(join(root, file))) context.skip(`needs ${file}, which is not there`)
      await run(server.name)
    })
  }
}

/** How a process has ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** An example as a process of its own. */
export class Program {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''

  constructor(name: ServerName, options: readonly string[], prefix: readonly string[] = []) {
    const node = [process.execPath, '--conditions=uring-source', '--import', 'tsx']
    const words = [...prefix, ...node, `docs/examples/${name}.ts`, ...options]
    const [command = '', ...rest] = words
    this.child = spawn(command, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      return { code, signal, stdout: this.stdout, stderr: this.stderr }
    })
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** The port that the first line names. */
  async port(): Promise<number> {
    await this.until(() => this.stdout.includes('\n'), 'a first line', START_MS)
    return Number(/^listening on .*:(\d+)\n/.exec(this.stdout)?.[1])
  }

  /** Looks again and again; what the process says meanwhile explains a failure. */
  async until(holds: () => boolean, what: string, ms = 10_000): Promise<void> {
    for (const end = Date.now() + ms; !holds(); await sleep(10)) {
      const { exitCode, signalCode } = this.child
      const gone = exitCode !== null || signalCode !== null
      if (!gone && Date.now() < end) continue
      const why = gone ? `ended with ${exitCode ?? signalCode}` : `no ${what} in ${ms} ms`
      throw new Error(`${why}\n${this.stdout}${this.stderr}`)
    }
  }

  /** What /proc says about it. */
  descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length
  }

  residentMiB(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1]) / 1024
  }

  /** The last line of statistics, as numbers. */
  statistics(): { connections: number; used: number; buffers: number } | undefined {
    const form = /^(\d+) connections, .* (\d+) of (\d+) buffers in use$/gm
    const [, connections, used, buffers] = ([...this.stderr.matchAll(form)].at(-1) ?? []).map(
      Number,
    )
    if (connections === undefined || used === undefined || buffers === undefined) return undefined
    return { connections, used, buffers }
  }

  async end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }
}

export interface Server {
  readonly program: Program
  readonly port: number
}

/** A server on a port of its own, which is gone when the test ends. */
export async function startServer(
  name: ServerName,
  options: readonly string[] = [],
  prefix: readonly string[] = [],
): Promise<Server> {
  const program = new Program(name, ['--port', '0', ...options], prefix)
  onTestFinished(async () => {
    program.child.kill('SIGKILL')
    await program.ended
  })
  return { program, port: await program.port() }
}

/** A connected client; it keeps its half open, does not read, and is gone when the test ends. */
export async function openClient(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host, allowHalfOpen: true, noDelay: true })
  // Resets are expected in places; who does not expect one waits for bytes that do not come.
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Reads until `expected` has come back, every byte in its place; more or less is an error. */
export async function readEcho(socket: Socket, expected: Buffer): Promise<void> {
  let at = 0
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    const part = chunk as Buffer
    if (!part.equals(expected.subarray(at, at + part.length))) {
      throw new Error(`a wrong byte among the ${part.length} after byte ${at}`)
    }
    at += part.length
    if (at >= expected.length) return
  }
  throw new Error(`the stream ended after ${at} of ${expected.length} bytes`)
}

/** Sends, and waits for the same bytes. */
export async function echo(socket: Socket, message: Buffer): Promise<void> {
  socket.write(message)
  await readEcho(socket, message)
}

/** Sends everything, half-closes, and wants everything back, then the end. */
export async function echoToEnd(port: number, message: Buffer): Promise<void> {
  const socket = await openClient(port)
  socket.end(message)
  await readEcho(socket, message)
  for await (const chunk of socket) throw new Error(`${(chunk as Buffer).length} bytes too many`)
}

/** Bytes that differ from place to place, so that a swap is seen. */
export function pattern(length: number, seed = 1): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4))
  let state = seed >>> 0 || 1
  for (let i = 0; i < words.length; i++) {
    // xorshift32: quick enough for 64 MiB.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[i] = state
  }
  return Buffer.from(words.buffer, 0, length)
}

/** Opens and closes connections in every way; afterwards the server is as it was before. */
export async function churn(name: ServerName, count: number): Promise<void> {
  const { program, port } = await startServer(name)
  await echoToEnd(port, pattern(64))
  await sleep(200)
  const before = program.descriptors()
  const one = async (index: number): Promise<void> => {
    const socket = await openClient(port)
    const way = index % 4
    if (way === 0) socket.destroy()
    else if (way === 1) {
      socket.write(pattern(9000))
      socket.resetAndDestroy()
    } else {
      await echo(socket, pattern(way === 2 ? 64 : 20_000, index))
      socket.end()
    }
  }
  for (let done = 0; done < count; done += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => one(done + index)))
  }
  await expectNothingLeft(program, before)
}

/** No descriptor more than before, no connection, and no buffer in use. Ends the server. */
export async function expectNothingLeft(program: Program, before: number): Promise<void> {
  await program.until(() => program.descriptors() <= before, 'end of the connections')
  expect((await program.end('SIGTERM')).code).toBe(0)
  expect(program.statistics()).toMatchObject({ connections: 0, used: 0 })
}
