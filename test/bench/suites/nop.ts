import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { compile, here, lastLines, MissingError, root } from '../build.ts'
import { chooseCpus } from '../cpus.ts'
import { findLiburing } from '../liburing.ts'
import type { Options } from '../options.ts'
import { median, summarize, type Summary } from '../statistics.ts'
import { formatNumber, formatPercent, formatTable } from '../table.ts'
import type { Left, Suite, SuiteCase, SuiteResult } from './suite.ts'

const run = promisify(execFile)

/** What a program prints. */
interface Counted {
  readonly operations: number
  readonly cpuSeconds: number
  /** Bytes that JavaScript allocates for one operation. */
  readonly bytes: number
}

interface Program {
  readonly name: string
  readonly about: string
  prepare(): Promise<readonly string[]> | readonly string[]
}

function script(name: string, about: string, mode: string): Program {
  return {
    name,
    about,
    prepare() {
      if (!existsSync(path.join(root, 'dist/src/index.js'))) {
        throw new MissingError('dist is not built (npm run build)')
      }
      // A large young generation, so that no collection falls between two looks at the heap.
      const flags = ['--expose-gc', '--max-semi-space-size=64', '--min-semi-space-size=64']
      return [process.execPath, ...flags, path.join(here, 'programs/nop.mjs'), '--mode', mode]
    },
  }
}

const programs: readonly Program[] = [
  {
    name: 'c-uring',
    about: 'C with liburing',
    async prepare() {
      const { flags, libraries } = await findLiburing()
      return [await compile('programs/nop.c', flags, libraries)]
    },
  },
  script('uring-raw', 'uring-sdk/raw', 'raw'),
  script('uring-ring', 'uring-sdk: a promise each, awaited with Promise.all', 'ring'),
  script('promise', 'promises alone, without a ring', 'promise'),
]

/** The cost of an operation that does nothing: what the binding itself costs. */
export const nop: Suite = {
  name: 'nop',
  about: 'NOPs in batches: what an operation costs besides the work of the kernel',
  peers: programs,
  run: runSuite,
}

interface Row {
  readonly peer: string
  readonly nanoseconds: Summary
  readonly bytes: number
}

interface NopCase {
  readonly batch: number
  readonly rows: readonly Row[]
  /** Nanoseconds and bytes of a Ring's NOP above C's NOP and a promise of one's own. */
  readonly above: { readonly nanoseconds: number; readonly bytes: number } | undefined
}

async function runSuite(options: Options, say: (line: string) => void): Promise<SuiteResult> {
  const missing: Left[] = []
  const commands = new Map<string, readonly string[]>()
  for (const program of programs) {
    if (options.peers.length > 0 && !options.peers.includes(program.name)) continue
    try {
      commands.set(program.name, await program.prepare())
    } catch (error) {
      if (!(error instanceof MissingError)) throw error
      missing.push({ peer: program.name, reason: error.message })
      say(`${program.name} is left out: ${error.message}.`)
    }
  }
  const cases: NopCase[] = []
  for (const batch of options.batches) cases.push(await measure(batch, commands, options, say))
  const text = cases.map(report).join('\n\n')
  return { suite: 'nop', text, cases: cases.map(plainCase), missing, failed: [] }
}

function plainCase({ batch, rows }: NopCase): SuiteCase {
  return {
    name: `NOPs, batches of ${batch}`,
    parameters: { batch },
    unit: 'NOP',
    rows: rows.map(({ peer, nanoseconds, bytes }) => ({
      peer,
      version: peer,
      metrics: {
        cpuUs: summarize(nanoseconds.values.map((value) => value / 1000)),
        bytesPerOp: summarize([bytes]),
      },
    })),
  }
}

async function measure(
  batch: number,
  commands: ReadonlyMap<string, readonly string[]>,
  options: Options,
  say: (line: string) => void,
): Promise<NopCase> {
  const { server } = chooseCpus(options.serverCpu, options.clientCpu)
  const counted = new Map<string, Counted[]>()
  for (let round = 0; round < options.repeats; round++) {
    for (const [name, command] of commands) {
      const result = await count(command, batch, server, options)
      counted.set(name, [...(counted.get(name) ?? []), result])
      say(`batches of ${batch}: ${name} ${formatNumber(nanosecondsOf(result))} ns CPU`)
    }
  }
  const rows = [...counted].map(([peer, runs]) => ({
    peer,
    nanoseconds: summarize(runs.map(nanosecondsOf)),
    bytes: median(runs.map(({ bytes }) => bytes)),
  }))
  return { batch, rows, above: aboveOf(rows) }
}

async function count(
  [program = '', ...rest]: readonly string[],
  batch: number,
  cpu: number,
  { seconds, warmup }: Options,
): Promise<Counted> {
  const words = ['--batch', batch, '--seconds', seconds, '--warmup', warmup].map(String)
  try {
    const { stdout } = await run('taskset', ['-c', String(cpu), program, ...rest, ...words])
    return JSON.parse(stdout) as Counted
  } catch (error) {
    throw new Error(`${path.basename(program)}: ${lastLines(error)}`, { cause: error })
  }
}

function nanosecondsOf({ cpuSeconds, operations }: Counted): number {
  return (cpuSeconds * 1e9) / operations
}

/** Round by round, because rounds share the machine's mood. */
function aboveOf(rows: readonly Row[]): NopCase['above'] {
  const find = (peer: string): Row | undefined => rows.find((row) => row.peer === peer)
  const [c, ring, promise] = [find('c-uring'), find('uring-ring'), find('promise')]
  if (c === undefined || ring === undefined || promise === undefined) return undefined
  const differences = ring.nanoseconds.values.map(
    (value, i) => value - (c.nanoseconds.values[i] ?? NaN) - (promise.nanoseconds.values[i] ?? NaN),
  )
  return { nanoseconds: median(differences), bytes: ring.bytes - promise.bytes }
}

function report({ batch, rows, above }: NopCase): string {
  const table = formatTable(
    [
      { title: 'peer', cell: ({ peer }: Row) => peer },
      {
        title: 'CPU ns/NOP',
        align: 'right',
        cell: ({ nanoseconds }) => formatNumber(nanoseconds.median),
      },
      { title: '±', align: 'right', cell: ({ nanoseconds }) => formatPercent(nanoseconds.spread) },
      { title: 'bytes/NOP', align: 'right', cell: ({ bytes }) => formatNumber(bytes) },
    ],
    rows,
  )
  const lines = [`NOPs, batches of ${batch}`, '', table]
  if (above === undefined) return lines.join('\n')
  const sentence = 'uring-ring costs %n ns and %b bytes more than c-uring and promise together.'
  const words = sentence
    .replace('%n', formatNumber(above.nanoseconds))
    .replace('%b', formatNumber(above.bytes))
  return [...lines, '', words].join('\n')
}
