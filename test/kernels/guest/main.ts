/**
 * Runs inside the virtual machine: one process for each test file, one line on the console for each
 * result. The console is the only way out that every kernel has without a module.
 */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { release } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Job } from '../job.ts'
import { MARK, type Message, type Outcome } from '../results.ts'

const root = '/uring'
const job = JSON.parse(readFileSync(`${root}/job.json`, 'utf8')) as Job

function say(message: Message): void {
  process.stdout.write(`${MARK}${JSON.stringify(message)}\n`)
}

/**
 * Runs one file; a process that dies or hangs is a failure with its last words.
 *
 * @returns whether all went well
 */
async function runFile(path: string): Promise<boolean> {
  const flags = ['--conditions=uring-source', '--enable-source-maps', '--import', 'tsx']
  const words = [`${root}/test/kernels/guest/file.ts`, `${root}/${path}`, String(job.testTimeoutMs)]
  const child = spawn(
    process.execPath,
    [...flags, ...words, ...(job.pattern === undefined ? [] : [job.pattern])],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  )
  let ended = false
  let failed = false
  let last = ''
  const keep = (chunk: Buffer): void => {
    last = (last + chunk.toString()).slice(-2000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  let latest = ''
  createInterface(child.stdio[3] as Readable).on('line', (line) => {
    const outcome = JSON.parse(line) as Outcome
    if (outcome.state === 'done') ended = true
    else latest = outcome.name
    if (outcome.state === 'failed') failed = true
    say({ kind: 'outcome', path, outcome })
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), job.fileTimeoutMs)
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (code, signal) => resolve([code, signal]))
  })
  clearTimeout(limit)
  if (ended && code === 0) return !failed
  const how = signal === null ? `exit code ${code}` : signal
  const behind = latest === '' ? 'before its first result' : `after "${latest}"`
  const error = `the process ended with ${how} ${behind}\n${last}`
  say({ kind: 'outcome', path, outcome: { state: 'failed', name: 'the file', ms: 0, error } })
  return false
}

/** Warnings that the kernel has written since the last look. */
function complaints(log: number): string[] {
  const found: string[] = []
  const record = Buffer.alloc(8192)
  for (;;) {
    let length = 0
    try {
      length = readSync(log, record)
    } catch (error) {
      // A record that was overwritten before it could be read.
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') continue
      return found
    }
    const text = record.toString('utf8', 0, length).split('\n', 1)[0] ?? ''
    if (/WARNING: |BUG: |Oops|general protection|hung task|blocked for more than/.test(text)) {
      found.push(text.replace(/^[^;]*;/, ''))
    }
  }
}

const O_NONBLOCK = 0o4000
const log = openSync('/dev/kmsg', O_NONBLOCK)
complaints(log)
say({ kind: 'hello', release: release(), node: process.version })
for (const path of job.files) {
  say({ kind: 'file', path })
  // An emulated clock jumps at times: what fails counts if it fails twice.
  if (!(await runFile(path))) {
    say({ kind: 'again', path })
    await runFile(path)
  }
  for (const text of complaints(log)) say({ kind: 'kernel', path, text })
}
closeSync(log)
say({ kind: 'bye' })
