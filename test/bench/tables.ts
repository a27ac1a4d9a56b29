import { short } from './charts/families.ts'
import type { BenchRecord } from './record.ts'
import type { SuiteCase, SuiteRow } from './suites/suite.ts'

/** What stands for the standard library in a suite, and which of its cases are worth a line. */
interface Entry {
  readonly suite: string
  readonly peer: string
  /** How the table calls it. */
  readonly library: string
  /** Parameters that a case must have. */
  readonly only?: Readonly<Record<string, number | string>>
}

const entries: readonly Entry[] = [
  { suite: 'echo', peer: 'node-net', library: '`net`', only: { connections: 64 } },
  { suite: 'unix', peer: 'node-net', library: '`net`' },
  { suite: 'udp', peer: 'node-dgram', library: '`dgram`', only: { connections: 4 } },
  { suite: 'churn', peer: 'node-net', library: '`net`' },
  { suite: 'reads', peer: 'fs-promises', library: '`fs.promises`', only: { depth: 64 } },
  { suite: 'small-files', peer: 'fs-promises', library: '`fs.promises`' },
  { suite: 'copy', peer: 'fs-copy-file', library: '`fs.promises`' },
  { suite: 'appends', peer: 'fs-promises', library: '`fs.promises`' },
]
/** In the order of a case's lines, after the standard library. */
const ours = { 'uring-ring': '`Ring`', 'uring-raw': '`uring-sdk/raw`' } as const

/** The standard library and uring-sdk, case by case, as Markdown. */
export function libraryTable({ suites }: Pick<BenchRecord, 'suites'>, casesMax = Infinity): string {
  const lines = entries.flatMap((entry) => {
    const cases = suites.find(({ suite }) => suite === entry.suite)?.cases ?? []
    return cases
      .filter(({ parameters }) => isWanted(parameters, entry))
      .slice(0, casesMax)
      .flatMap((one) => linesOf(one, entry))
  })
  return [
    '| work | with | a second | CPU µs | p50 µs | p99 µs | against the standard library |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

function isWanted(parameters: SuiteCase['parameters'], { only = {} }: Entry): boolean {
  return Object.entries(only).every(([name, value]) => parameters[name] === value)
}

function linesOf({ name, rows }: SuiteCase, { peer, library }: Entry): readonly string[] {
  const theirs = rows.find((row) => row.peer === peer)
  if (theirs === undefined) return []
  const mine = Object.entries(ours).flatMap(([own, label]) => {
    const row = rows.find((one) => one.peer === own)
    return row === undefined ? [] : [lineOf('', label, row, timesLess(theirs, row))]
  })
  return [lineOf(name, library, theirs, ''), ...mine]
}

function lineOf(work: string, label: string, { metrics }: SuiteRow, times: string): string {
  const figures = ['perSecond', 'cpuUs', 'p50Us', 'p99Us'].map((name) => {
    const median = metrics[name]?.median
    return median === undefined ? '' : short(median)
  })
  return `| ${[work, label, ...figures, times].join(' | ')} |`
}

function timesLess(theirs: SuiteRow, row: SuiteRow): string {
  const ratio = (theirs.metrics['cpuUs']?.median ?? NaN) / (row.metrics['cpuUs']?.median ?? NaN)
  if (!Number.isFinite(ratio)) return ''
  return ratio >= 1 ? `${short(ratio)} times less CPU` : `${short(1 / ratio)} times more CPU`
}

/** What ours cost against the same work in C with liburing, case by case, as Markdown. */
export function referenceTable({ suites }: Pick<BenchRecord, 'suites'>): string {
  const lines = suites.flatMap(({ cases }) => cases.flatMap(referenceLine))
  return ['| work | `uring-sdk/raw` | `Ring` |', '| --- | --- | --- |', ...lines].join('\n')
}

function referenceLine({ name, rows }: SuiteCase): readonly string[] {
  const cost = (peer: string): number =>
    rows.find((row) => row.peer === peer)?.metrics['cpuUs']?.median ?? NaN
  const [raw = NaN, ring = NaN] = ['uring-raw', 'uring-ring'].map(
    (peer) => cost(peer) / cost('c-uring'),
  )
  if (!Number.isFinite(raw + ring)) return []
  return [`| ${name} | ${raw.toFixed(2)} | ${ring.toFixed(2)} |`]
}
