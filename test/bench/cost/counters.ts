import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { MissingError } from '../build.ts'

const run = promisify(execFile)
const tracepoints = '/sys/kernel/tracing/events'

/** How often a process and its children did something, from start to end. */
export interface Counts {
  /** All system calls. */
  readonly total: number
  readonly byName: Readonly<Record<string, number>>
  /** Completions of io_uring; undefined where the counter cannot see them. */
  readonly completions: number | undefined
}

/** Starts a program, and writes down what it asked of the kernel. */
export interface Counter {
  readonly name: string
  readonly program: string
  readonly args: (file: string) => readonly string[]
  readonly parse: (text: string) => Counts
}

/** The system calls that servers and programs live on; what they do but once matters to nobody. */
const named = [
  'io_uring_enter',
  ...['read', 'write', 'readv', 'writev', 'pread64', 'pwrite64', 'preadv', 'pwritev'],
  ...['recvfrom', 'sendto', 'recvmsg', 'sendmsg', 'recvmmsg', 'sendmmsg', 'accept4', 'shutdown'],
  ...['epoll_wait', 'epoll_pwait', 'epoll_pwait2', 'epoll_ctl', 'poll', 'ppoll'],
  ...['openat', 'close', 'statx', 'newfstatat', 'fsync', 'fdatasync', 'ftruncate'],
  ...['copy_file_range', 'sendfile', 'splice'],
  ...['futex', 'nanosleep', 'clock_nanosleep', 'timerfd_settime', 'sched_yield'],
  ...['mmap', 'munmap', 'madvise', 'mprotect'],
]
const allCalls = 'raw_syscalls:sys_enter'
const completed = 'io_uring:io_uring_complete'
const prefix = 'syscalls:sys_enter_'

/** perf only counts, where strace stops the program at each call: batches stay as they were. */
function perfCounter(): Counter {
  const known = named.filter((name) => existsSync(`${tracepoints}/syscalls/sys_enter_${name}`))
  const events = [allCalls, completed, ...known.map((name) => prefix + name)].join(',')
  return {
    name: 'perf stat',
    program: 'perf',
    args: (file) => ['stat', '-x', ',', '-e', events, '-o', file, '--'],
    parse: parsePerf,
  }
}

const straceCounter: Counter = {
  name: 'strace',
  program: 'strace',
  // -D: the program stays our own child, and its pid the one that is watched.
  args: (file) => ['-D', '-f', '-c', '-S', 'calls', '-U', 'name,calls', '-o', file],
  parse: parseStrace,
}

/** Lines such as "29,,raw_syscalls:sys_enter,881554,100.00,,". */
export function parsePerf(text: string): Counts {
  const counted = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [count = '', , event] = line.split(',')
    if (event !== undefined && /^\d+$/.test(count)) counted.set(event, Number(count))
  }
  const total = counted.get(allCalls)
  if (total === undefined) throw new Error('perf stat has counted nothing')
  const byName = [...counted]
    .filter(([event, count]) => event.startsWith(prefix) && count > 0)
    .map(([event, count]) => [event.slice(prefix.length), count] as const)
  return { total, byName: Object.fromEntries(byName), completions: counted.get(completed) }
}

/** A table of two columns: a name, a number. */
export function parseStrace(text: string): Counts {
  const rows = [...text.matchAll(/^(\w+)\s+(\d+)\s*$/gm)]
  const calls = rows.filter(([, name]) => name !== 'total')
  if (calls.length === 0) throw new Error('strace has counted nothing')
  const byName = Object.fromEntries(calls.map(([, name = '', count]) => [name, Number(count)]))
  const total = Object.values(byName).reduce((sum, count) => sum + count, 0)
  return { total, byName, completions: undefined }
}

/** perf where it may look at tracepoints, else strace; both are of use to who may trace only. */
export async function findCounter(directory: string): Promise<Counter> {
  const reasons: string[] = []
  for (const counter of [perfCounter(), straceCounter]) {
    const file = path.join(directory, 'try')
    try {
      await run(counter.program, [...counter.args(file), 'true'], { timeout: 20_000 })
      counter.parse(await written(file))
      return counter
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      reasons.push(`${counter.name}: ${code === 'ENOENT' ? 'is missing' : firstLine(message)}`)
    }
  }
  throw new MissingError(`system calls cannot be counted (${reasons.join('; ')})`)
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}

const patienceMs = 3000

/** strace ends a moment after the program that it has looked at. */
export async function written(file: string): Promise<string> {
  const end = Date.now() + patienceMs
  for (;;) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (text !== '') return text
    if (Date.now() > end) throw new Error('nothing was counted')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
