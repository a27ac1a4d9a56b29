import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { wrapped } from './wrap.ts'

const READY_MS = 10_000
const STOP_MS = 3000

/** A server process on its core, from its first answer until it is gone. */
export interface Server {
  readonly pid: number
  readonly port: number
  /** The sentence that explains an early end, or undefined while it runs. */
  failure(): string | undefined
  stop(): Promise<void>
}

/** Nobody listens there; a port is used once, because a closed ring gives its own back late. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export async function startServer(
  command: (port: number) => readonly string[],
  cpu: number,
  ready?: RegExp,
): Promise<Server> {
  const port = await freePort()
  // taskset becomes the server, so its pid is the one to watch and to end.
  const { program, args, env } = wrapped(['taskset', '-c', String(cpu), ...command(port)])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  running.add(child)

  let said = ''
  let complaint = ''
  let ended: string | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  child.on('error', (error) => (ended = error.message))
  child.on('close', (code, signal) => {
    running.delete(child)
    const last = complaint.trim().split('\n').slice(-2).join(' / ')
    ended ??= `the server ended with ${signal ?? `code ${code}`}${last ? `: ${last}` : ''}`
  })

  const server: Server = {
    pid: child.pid ?? 0,
    port,
    failure: () => ended,
    stop: () => stop(child),
  }
  const deadline = Date.now() + READY_MS
  while (!(ready ? ready.test(said) : await answers(port))) {
    if (ended !== undefined) throw new Error(ended)
    if (Date.now() > deadline) {
      await stop(child)
      throw new Error(`the server was not ready after ${READY_MS / 1000} s`)
    }
    await sleep(20)
  }
  return server
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return
  const gone = once(child, 'close')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(late)
}
