import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { compile } from './build.ts'

const run = promisify(execFile)

export interface LoadOptions {
  readonly port: number
  readonly connections: number
  readonly size: number
  readonly pipeline: number
  readonly warmup: number
  readonly seconds: number
  /** Seconds without a byte that end the run; 5 when absent. */
  readonly stall?: number
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
  }
  /** CPU time that neither the server nor the client used: somebody else was busy. */
  readonly otherSeconds: number
  readonly stealSeconds: number
}

export function buildLoad(): Promise<string> {
  return compile('load/load.c')
}

/** Rejects with the client's own sentence when a byte is wrong, a peer closes or nothing moves. */
export async function runLoad(binary: string, options: LoadOptions): Promise<LoadResult> {
  const { watch = [], churn = false, ...values } = options
  const args = ['--json', ...(churn ? ['--churn'] : [])]
  for (const [name, value] of Object.entries(values)) args.push(`--${name}`, String(value))
  for (const pid of watch) args.push('--watch', String(pid))
  try {
    const { stdout } = await run(binary, args)
    return JSON.parse(stdout) as LoadResult
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    throw new Error((stderr || message).trim(), { cause: error })
  }
}
