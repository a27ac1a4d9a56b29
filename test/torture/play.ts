import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Report } from './run.ts'

/** How a run in a process of its own has ended. */
export interface Played {
  readonly code: number | null
  readonly stderr: string
  readonly report: Report | null
}

/** Runs the program with these arguments, and waits so many milliseconds at most. */
export function play(args: readonly string[], timeout: number): Promise<Played> {
  const file = fileURLToPath(new URL('main.ts', import.meta.url))
  const flags = ['--expose-gc', '--conditions=uring-source', '--import', 'tsx']
  const child = spawn(process.execPath, [...flags, file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const report = code === 0 ? (JSON.parse(stdout) as Report) : null
      resolve({ code, stderr: stderr.slice(0, 20_000), report })
    })
  })
}
