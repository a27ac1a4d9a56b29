import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { here, MissingError } from '../build.ts'
import type { Options } from '../options.ts'
import { timeLeft } from '../progress.ts'
import type { BenchRecord, SuiteRecord } from '../record.ts'
import { demandCases } from '../run.ts'
import { chosenSuites } from '../suites.ts'
import type { Suite, SuiteResult, SuiteRow } from '../suites/suite.ts'
import { wrapping, type Wrapper } from '../wrap.ts'
import { findCounter, written, type Counter } from './counters.ts'
import { selfTimes, slowestOf } from './profile.ts'
import { costOf, type Observed } from './slope.ts'
import type { CostCase, CostRecord, CostRow, Profile } from './types.ts'

type Say = (line: string) => void

const shortSeconds = 0.3
const longSeconds = 1
const profiledSeconds = 2

/**
 * Runs every peer of every chosen suite twice, for a short and for a longer time, in each case of
 * the quick plan. These are runs of their own: whoever is counted is not measured.
 */
export async function costModel(
  options: Options,
  before: BenchRecord,
  profileFile: string,
  say: Say,
): Promise<CostRecord> {
  const directory = mkdtempSync(path.join(tmpdir(), 'uring-cost-'))
  const clear = (): void => rmSync(directory, { recursive: true, force: true })
  process.once('exit', clear)
  try {
    const counter = await counterOrNone(directory, say)
    const { cases, seen } = await countAll(options, counter, directory, say)
    demandCases(options, cases)
    // Figures that were measured without a counter beside them are the better judges.
    const judged = before.suites.length > 0 ? before.suites : seen
    const profile = await profileSlowest(options, judged, profileFile, directory, say)
    const date = new Date().toISOString()
    return {
      date,
      ...(counter && { counter: counter.name }),
      cases,
      ...(profile && { profile }),
    }
  } finally {
    clear()
    process.off('exit', clear)
  }
}

/** Without a counter there is still what V8 tells, and the programs that count their own enters. */
async function counterOrNone(directory: string, say: Say): Promise<Counter | undefined> {
  try {
    return await findCounter(directory)
  } catch (error) {
    if (!(error instanceof MissingError)) throw error
    say(`${error.message}: enters are shown where a program counts its own.`)
    return undefined
  }
}

async function countAll(
  options: Options,
  counter: Counter | undefined,
  directory: string,
  say: Say,
): Promise<{ cases: CostCase[]; seen: SuiteRecord[] }> {
  const turns = chosenSuites(options).flatMap((suite) =>
    peersOf(suite, options).map((peer) => ({ suite, peer })),
  )
  const cases = new Map<string, CostCase & { rows: CostRow[] }>()
  const seen: SuiteRecord[] = []
  const start = Date.now()
  for (const [i, { suite, peer }] of turns.entries()) {
    const left =
      i === 0 ? '' : `, ${timeLeft(((Date.now() - start) / i) * (turns.length - i))} left`
    say(`[${i + 1}/${turns.length}${left}] ${suite.name}: counting ${peer}`)
    const short = await observe(suite, peer, shortSeconds, options, counter, directory)
    const long = await observe(suite, peer, longSeconds, options, counter, directory)
    for (const left of [...long.result.missing, ...long.result.failed]) {
      say(`${left.peer}: ${left.reason}`)
    }
    seen.push(seenOf(suite, long.result))
    for (const { name, unit, rows } of long.result.cases) {
      // Nobody counts the operations of connections that say nothing.
      const row = rows.find((one) => one.peer === peer)
      if (row === undefined || operationsOf(row, longSeconds) === undefined) continue
      const key = `${suite.name}\n${name}`
      const one = cases.get(key) ?? { suite: suite.name, name, unit, rows: [] }
      one.rows.push({ peer, ...pair(short.cases.get(name), long.cases.get(name)) })
      cases.set(key, one)
    }
  }
  return { cases: [...cases.values()], seen: merged(seen) }
}

function pair(short: Observed | string | undefined, long: Observed | string | undefined) {
  if (short === undefined || long === undefined) return { reason: 'it ran in one of two runs only' }
  if (typeof long === 'string') return { reason: long }
  if (typeof short === 'string') return { reason: short }
  return costOf(short, long)
}

function peersOf({ peers }: Suite, options: Options): string[] {
  return peers
    .filter(({ name, extra, fullOnly }) =>
      options.peers.length > 0 ? options.peers.includes(name) : extra !== true && fullOnly !== true,
    )
    .map(({ name }) => name)
}

function seenOf({ name, about }: Suite, { cases, missing, failed }: SuiteResult): SuiteRecord {
  return { suite: name, about, seconds: 0, cases, missing, failed }
}

/** One record a suite, each case with the rows of all peers. */
function merged(seen: readonly SuiteRecord[]): SuiteRecord[] {
  const names = [...new Set(seen.map(({ suite }) => suite))]
  return names.flatMap((name) => {
    const parts = seen.filter(({ suite }) => suite === name)
    const [first] = parts
    if (first === undefined) return []
    const all = parts.flatMap(({ cases }) => cases)
    const titles = [...new Set(all.map((one) => one.name))]
    const cases = titles.flatMap((title) => {
      const same = all.filter((one) => one.name === title)
      return same[0] ? [{ ...same[0], rows: same.flatMap(({ rows }) => rows) }] : []
    })
    return [{ ...first, cases }]
  })
}

interface Observation {
  readonly result: SuiteResult
  /** By case: what was seen, or why not. */
  readonly cases: ReadonlyMap<string, Observed | string>
}

/** One peer, once in each case: the processes start in the order of the cases. */
async function observe(
  suite: Suite,
  peer: string,
  seconds: number,
  options: Options,
  counter: Counter | undefined,
  directory: string,
): Promise<Observation> {
  const run = mkdtempSync(path.join(directory, 'run-'))
  let started = 0
  const around: Wrapper = (command) => {
    const file = path.join(run, String(started++))
    const preload = path.join(here, 'cost/observe.cjs')
    const env = isNode(command)
      ? { NODE_OPTIONS: `--require=${preload}`, URING_BENCH_HEAP: `${file}.heap` }
      : { URING_BENCH_HEAP: '' }
    const words = counter ? [counter.program, ...counter.args(file), ...command] : command
    return { words, env }
  }
  const result = await wrapping(around, () =>
    suite.run(shortened(options, peer, 0, seconds), () => {}),
  )
  const rows = result.cases.flatMap(({ name, rows: all }) =>
    all.filter((row) => row.peer === peer).map((row) => ({ name, row })),
  )
  const cases = new Map<string, Observed | string>()
  for (const [i, { name, row }] of rows.entries()) {
    const explained =
      started === rows.length
        ? await observed(path.join(run, String(i)), row, seconds, counter)
        : `${started} processes ran for ${rows.length} cases`
    cases.set(name, explained)
  }
  return { result, cases }
}

/** The quick plan, once and without a warm-up, which the longer run has as well. */
function shortened(options: Options, peer: string, warmup: number, seconds: number): Options {
  const window = { warmup, seconds, repeats: 1 }
  return {
    ...options,
    ...window,
    plan: 'quick',
    quick: true,
    peers: [peer],
    given: { ...options.given, ...window },
  }
}

async function observed(
  file: string,
  row: SuiteRow,
  seconds: number,
  counter: Counter | undefined,
): Promise<Observed | string> {
  const operations = operationsOf(row, seconds)
  if (operations === undefined || !(operations > 0)) return 'it has done nothing'
  try {
    const counts = counter?.parse(await written(file))
    return { operations, counts, own: ownCounts(row), heap: readHeap(`${file}.heap`) }
  } catch (error) {
    return (error as Error).message
  }
}

/** What was done in the window; the rate tells it where nobody has counted. */
function operationsOf({ metrics }: SuiteRow, seconds: number): number | undefined {
  const rate = metrics['perSecond']?.median
  return metrics['operations']?.median ?? (rate === undefined ? undefined : rate * seconds)
}

function ownCounts({ metrics }: SuiteRow): NonNullable<Observed['own']> {
  const names = ['entersPerOp', 'completionsPerEnter'] as const
  const found = names.map((name) => [name, metrics[name]?.median] as const)
  return Object.fromEntries(found.filter(([, value]) => Number.isFinite(value)))
}

function readHeap(file: string): Observed['heap'] {
  if (!existsSync(file)) return undefined
  return JSON.parse(readFileSync(file, 'utf8')) as Observed['heap']
}

/** Where Node stands in a command that may begin with taskset. */
function nodeAt(command: readonly string[]): number {
  return command.findIndex((word) => path.basename(word) === 'node')
}

function isNode(command: readonly string[]): boolean {
  return nodeAt(command) !== -1
}

async function profileSlowest(
  options: Options,
  judged: readonly SuiteRecord[],
  target: string,
  directory: string,
  say: Say,
): Promise<Profile | undefined> {
  const chosen = chosenSuites(options)
  const names = new Set(chosen.map(({ name }) => name))
  const wanted = judged.filter(({ suite }) => names.has(suite))
  const slowest = slowestOf(wanted)
  const suite = chosen.find(({ name }) => name === slowest?.suite)
  if (slowest === undefined || suite === undefined) return undefined
  say(`Profiling ${slowest.peer} in ${suite.name}: ${slowest.name}`)
  let started = 0
  const around: Wrapper = (command) => {
    const at = nodeAt(command)
    const flags = ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${started++}`]
    // It is written at the end of the program, which a signal would not let it reach.
    const words = [...command.slice(0, at + 1), ...flags, ...command.slice(at + 1)]
    const preload = path.join(here, 'cost/observe.cjs')
    const env = {
      NODE_OPTIONS: `--require=${preload}`,
      URING_BENCH_HEAP: path.join(directory, 'heap'),
    }
    return isNode(command) ? { words, env } : { words: command, env: {} }
  }
  const { peer, name } = slowest
  const one = { ...shortened(options, peer, 0.3, profiledSeconds), cases: [name] }
  // The case may belong to the full plan alone.
  const { cases } = await wrapping(around, () =>
    suite.run({ ...one, plan: 'full', quick: false }, () => {}),
  )
  const place = cases.filter(({ rows }) => rows.length > 0).findIndex((c) => c.name === name)
  const file = path.join(directory, String(Math.max(0, place)))
  if (!existsSync(file)) {
    say('It has left no profile.')
    return undefined
  }
  copyFileSync(file, target)
  return { ...slowest, file: path.basename(target), ...selfTimes(readFileSync(file, 'utf8')) }
}
