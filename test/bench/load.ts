import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { compile, MissingError } from './build.ts'
import type { Address } from './server.ts'

const run = promisify(execFile)

/** What runs against one server for a while. */
export interface LoadOptions {
  readonly at: Address
  readonly connections: number
  readonly size: number
  readonly pipeline: number
  readonly warmup: number
  readonly seconds: number
  /** Open loop: messages a second over all connections. */
  readonly rate?: number
  /** Seconds without a byte that end the run; 5 when absent. */
  readonly stall?: number
  /** Seconds after which a datagram counts as lost; 1 when absent. */
  readonly lost?: number
  readonly churn?: boolean
  readonly cpu?: number
  /** The server processes whose CPU time is read over the measured window. */
  readonly watch?: readonly number[]
}

/** What load.c prints with --json. */
export interface LoadResult {
  readonly messages: number
  readonly seconds: number
  readonly messagesPerSecond: number
  readonly bytesPerSecond: number
  readonly latencyUs: Readonly<
    Record<'mean' | 'p50' | 'p90' | 'p99' | 'p999' | 'p9999' | 'max', number>
  >
  /** Messages whose latency counts; with a rate, all that were due in the window. */
  readonly timed: number
  /** Only of datagrams, over the whole run: `late` ones came after they were given up. */
  readonly datagrams?: { readonly sent: number; readonly lost: number; readonly late: number }
  /** Only with a rate: how late the client itself was to send. */
  readonly lagUs?: { readonly p99: number; readonly max: number }
  readonly client: { readonly cpuSeconds: number; readonly cpuUsPerMessage: number }
  readonly server: {
    readonly cpuSeconds: number
    readonly cpuUsPerMessage: number
    readonly userSeconds: number
    readonly systemSeconds: number
    readonly switchesVoluntary: number
    readonly switchesInvoluntary: number
    readonly rssKib: number
    readonly rssMaxKib: number
    readonly rssAnonKib: number
  }
  /** CPU time that neither the server nor the client used: somebody else was busy. */
  readonly otherSeconds: number
  readonly stealSeconds: number
}

export interface IdleOptions {
  readonly at: Address
  readonly connections: number
  readonly warmup: number
  readonly seconds: number
  readonly cpu?: number
  readonly watch?: readonly number[]
}

/** What load.c prints with --idle and --json. */
export interface IdleResult {
  readonly connections: number
  /** How much the server's anonymous memory has grown. */
  readonly bytesPerConnection: number
  readonly seconds: number
  readonly server: {
    readonly cpuSeconds: number
    readonly rssKib: number
    readonly rssAnonKib: number
    readonly rssAnonBeforeKib: number
  }
}

const parts = ['load', 'options', 'pattern', 'socket', 'stream', 'datagram', 'idle', 'report']

export function buildLoad(): Promise<string> {
  return compile(parts.map((name) => `load/${name}.c`))
}

/** Rejects with the client's own sentence when a byte is wrong, a peer closes or nothing moves. */
export async function runLoad(binary: string, options: LoadOptions): Promise<LoadResult> {
  const { churn = false, ...values } = options
  return JSON.parse(await printed(binary, values, churn ? ['--churn'] : [])) as LoadResult
}

/** Opens connections and sends nothing. */
export async function runIdle(binary: string, options: IdleOptions): Promise<IdleResult> {
  return JSON.parse(await printed(binary, { ...options }, ['--idle'])) as IdleResult
}

interface Common {
  readonly at: Address
  readonly watch?: readonly number[]
}

/** The client's own: this process may not open as many descriptors as that needs. */
const EXIT_LIMIT = 6

async function printed(binary: string, options: Common, more: readonly string[]): Promise<string> {
  const { at, watch = [], ...values } = options
  const args = ['--json', ...more, ...argumentsOf(at)]
  for (const [name, value] of Object.entries(values)) args.push(`--${name}`, String(value))
  for (const pid of watch) args.push('--watch', String(pid))
  try {
    return (await run(binary, args)).stdout
  } catch (error) {
    const { stderr, message, code } = error as Error & { stderr?: string; code?: unknown }
    const sentence = (stderr || message).trim()
    if (code === EXIT_LIMIT) throw new MissingError(sentence.replace(/\.$/, ''), { cause: error })
    throw new Error(sentence, { cause: error })
  }
}

function argumentsOf(at: Address): string[] {
  if ('path' in at) return ['--unix', at.path]
  return ['--port', String(at.port), ...(at.protocol === 'udp' ? ['--udp'] : [])]
}
