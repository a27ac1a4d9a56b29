import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { descendants } from './children.ts'
import { wrapped } from './wrap.ts'

const READY_MS = 10_000
const STOP_MS = 3000

export type Protocol = 'tcp' | 'udp' | 'unix'

/** Where a server is to listen. */
export type Address =
  | { readonly protocol: 'tcp' | 'udp'; readonly port: number }
  | { readonly protocol: 'unix'; readonly path: string }

/** A server process on its core, from its first answer until it is gone. */
export interface Server {
  readonly pid: number
  readonly at: Address
  /** The sentence that explains an early end, or undefined while it runs. */
  failure(): string | undefined
  /** The last whole line that it has printed. */
  printed(): string
  stop(): Promise<void>
}

/** Nobody listens there; a port is used once, because a closed ring gives its own back late. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function freeAddress(protocol: Protocol): Promise<Address> {
  if (protocol !== 'unix') return { protocol, port: await freePort() }
  const directory = mkdtempSync(path.join(tmpdir(), 'uring-bench-'))
  directories.add(directory)
  return { protocol, path: path.join(directory, 'socket') }
}

function removeDirectory({ path: socket }: { readonly path: string }): void {
  const directory = path.dirname(socket)
  if (directories.delete(directory)) rmSync(directory, { recursive: true, force: true })
}

const directories = new Set<string>()
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

export async function startServer(
  command: (at: Address) => readonly string[],
  cpu: number,
  protocol: Protocol = 'tcp',
): Promise<Server> {
  const at = await freeAddress(protocol)
  // taskset becomes the server, so its pid is the one to watch and to end.
  const { program, args, env } = wrapped(['taskset', '-c', String(cpu), ...command(at)])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  running.add(child)
  let lastLine = ''
  let begun = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (begun + text).split('\n')
    begun = lines.pop() ?? ''
    lastLine = lines.at(-1) ?? lastLine
  })

  let complaint = ''
  let ended: string | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  child.on('error', (error) => (ended = error.message))
  child.on('close', (code, signal) => {
    running.delete(child)
    const last = complaint.trim().split('\n').slice(-2).join(' / ')
    ended ??= `the server ended with ${signal ?? `code ${code}`}${last ? `: ${last}` : ''}`
  })

  const server: Server = {
    pid: child.pid ?? 0,
    at,
    failure: () => ended,
    printed: () => lastLine,
    stop: async () => {
      await stop(child)
      if (at.protocol === 'unix') removeDirectory(at)
    },
  }
  const deadline = Date.now() + READY_MS
  while (!(await answers(at))) {
    if (ended !== undefined) throw new Error(ended)
    if (Date.now() > deadline) {
      await server.stop()
      throw new Error(`the server was not ready after ${READY_MS / 1000} s`)
    }
    await sleep(20)
  }
  return server
}

async function answers(at: Address): Promise<boolean> {
  if (at.protocol === 'udp') return echoes(at.port)
  const socket = at.protocol === 'unix' ? connect(at.path) : connect(at.port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A datagram tells by its echo that somebody is there. */
async function echoes(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    socket.send('anybody?', port, '127.0.0.1')
    await once(socket, 'message', { signal: AbortSignal.timeout(200) })
    return true
  } catch {
    return false
  } finally {
    socket.close()
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return
  const gone = once(child, 'close')
  // A counter around the server passes no signal on, and writes its counts when the server ends.
  const inside = descendants(child.pid ?? 0)
  for (const pid of inside.length > 0 ? inside : [child.pid ?? 0]) end(pid, 'SIGTERM')
  const late = setTimeout(() => {
    for (const pid of [...descendants(child.pid ?? 0), child.pid ?? 0]) end(pid, 'SIGKILL')
  }, STOP_MS)
  await gone
  clearTimeout(late)
}

function end(pid: number, signal: NodeJS.Signals): void {
  if (pid === 0) return
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
}
