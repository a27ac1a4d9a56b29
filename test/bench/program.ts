import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { wrapped } from './wrap.ts'

/** What a program prints at its end. */
export interface Printed {
  readonly operations: number
  readonly cpuSeconds: number
  readonly seconds: number
  /** Bytes that JavaScript allocates for one operation. */
  readonly bytes?: number
  readonly latencyUs?: Readonly<Record<'p50' | 'p90' | 'p99' | 'p999' | 'max', number>>
  readonly enters?: number
  readonly completions?: number
  readonly gcSeconds?: number
  readonly rssBytes?: number
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Runs a program on these cores and gives what it prints. A process that does not end in time is
 * killed; the sentence of the error says what it did wrong.
 */
export async function runProgram(
  command: readonly string[],
  cpus: readonly number[],
  limitSeconds: number,
): Promise<string> {
  const { program, args, env } = wrapped(['taskset', '-c', cpus.join(','), ...command])
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  running.add(child)
  let said = ''
  let complaint = ''
  let late = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, limitSeconds * 1000)
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    if (late) throw new Error(`it has not ended after ${Math.round(limitSeconds)} s`)
    if (code !== 0) throw new Error(explain(complaint) || `it ended with ${signal ?? code}`)
    return said
  } finally {
    clearTimeout(timer)
    running.delete(child)
  }
}

/** The error's own line if there is one: a stack, or Node's version below it, explains nothing. */
function explain(complaint: string): string {
  const lines = complaint.trim().split('\n')
  const named = lines.find((line) => /^(?:\w*Error|error)\b.*:/i.test(line))
  return named ?? lines.slice(-2).join(' / ')
}

const needed = ['operations', 'cpuSeconds', 'seconds'] as const
const offered = ['bytes', 'enters', 'completions', 'gcSeconds', 'rssBytes'] as const

/** The last line of the output, if it is what a program prints and makes sense. */
export function readPrinted(output: string): Printed {
  const line = output.trim().split('\n').at(-1) ?? ''
  const shown = line.length > 80 ? `${line.slice(0, 80)}…` : line
  let printed: unknown
  try {
    printed = JSON.parse(line)
  } catch {
    throw new Error(`it printed "${shown}" and not a line of JSON`)
  }
  if (!isRecord(printed)) throw new Error(`it printed "${shown}" and not an object`)
  for (const name of needed) demand(printed[name], name)
  for (const name of offered) if (printed[name] !== undefined) demand(printed[name], name)
  const { operations, seconds, latencyUs } = printed
  if (operations === 0) throw new Error('it did nothing: 0 operations')
  if (seconds === 0) throw new Error('it took no time: 0 seconds')
  if (latencyUs !== undefined) {
    if (!isRecord(latencyUs)) throw new Error('its latencyUs is not an object')
    for (const name of ['p50', 'p90', 'p99', 'p999', 'max']) {
      demand(latencyUs[name], `latencyUs.${name}`)
    }
  }
  return printed as unknown as Printed
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JavaScript's heap can shrink between two looks at it, so that `bytes` may lie below 0. */
function demand(value: unknown, name: string): void {
  const lowest = name === 'bytes' ? -Infinity : 0
  if (typeof value === 'number' && Number.isFinite(value) && value >= lowest) return
  throw new Error(`its ${name} is ${JSON.stringify(value) ?? 'missing'}`)
}
