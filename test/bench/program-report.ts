import type { ProgramSuite } from './program-suite.ts'
import { pairedRatio } from './statistics.ts'
import type { SuiteCase, SuiteRow } from './suites/suite.ts'
import { type Column, formatNumber, formatPercent, formatRatio, formatTable } from './table.ts'

type Row = SuiteRow

const THOUSAND = 1000

const medianOf = (row: Row, metric: string, factor = 1): string =>
  formatNumber((row.metrics[metric]?.median ?? Number.NaN) * factor)

/** How many times less CPU than the yardstick, round by round. */
export function timesLessCpu(row: Row, rows: readonly Row[], yardstick: string): number {
  const theirs = rows.find(({ peer }) => peer === yardstick)?.metrics['cpuUs']?.values ?? []
  return pairedRatio(row.metrics['cpuUs']?.values ?? [], theirs).median
}

/** How many times as much work in a second, round by round. */
export function timesAsMany(rows: readonly Row[], ours: string, theirs: string): number {
  const values = (peer: string): readonly number[] =>
    rows.find((row) => row.peer === peer)?.metrics['perSecond']?.values ?? []
  return pairedRatio(values(theirs), values(ours)).median
}

/** What no program of a case says has no column. */
const details: readonly (Column<Row> & { readonly metric: string })[] = [
  { metric: 'p50Us', title: 'p50 µs', cell: (row) => medianOf(row, 'p50Us') },
  { metric: 'p99Us', title: 'p99 µs', cell: (row) => medianOf(row, 'p99Us') },
  { metric: 'entersPerOp', title: 'enters', cell: (row) => medianOf(row, 'entersPerOp') },
  {
    metric: 'completionsPerEnter',
    title: 'per enter',
    cell: (row) => medianOf(row, 'completionsPerEnter'),
  },
  { metric: 'bytesPerOp', title: 'bytes', cell: (row) => medianOf(row, 'bytesPerOp') },
  { metric: 'rssBytes', title: 'MiB', cell: (row) => medianOf(row, 'rssBytes', 2 ** -20) },
]

/** A title, the table of a case, and its closing sentence. */
export function report(
  suite: Pick<ProgramSuite, 'unit' | 'yardstick' | 'closing' | 'nanoseconds'>,
  measured: SuiteCase,
): string {
  const { rows } = measured
  if (rows.length === 0) return `${measured.name}\n\nNo program has done it.`
  const small = suite.nanoseconds === true
  const columns: Column<Row>[] = [
    { title: 'peer', cell: ({ peer }) => peer },
    {
      title: `CPU ${small ? 'ns' : 'µs'}/${suite.unit}`,
      align: 'right',
      cell: (row) => medianOf(row, 'cpuUs', small ? THOUSAND : 1),
    },
    {
      title: '±',
      align: 'right',
      cell: ({ metrics }) => formatPercent(metrics['cpuUs']?.spread ?? Number.NaN),
    },
    { title: `against ${suite.yardstick}`, cell: (row) => against(row, rows, suite.yardstick) },
    { title: `${suite.unit}/s`, align: 'right', cell: (row) => medianOf(row, 'perSecond') },
    ...details
      .filter(({ metric }) => rows.some(({ metrics }) => metrics[metric] !== undefined))
      .map(({ title, cell }): Column<Row> => ({ title, align: 'right', cell })),
    { title: 'version', cell: ({ version }) => version },
  ]
  const lines = [measured.name, '', formatTable(columns, rows)]
  const closing = suite.closing?.(measured)
  return [...lines, ...(closing === undefined ? [] : ['', closing])].join('\n')
}

function against(row: Row, rows: readonly Row[], yardstick: string): string {
  if (row.peer === yardstick) return 'the yardstick'
  return formatRatio(timesLessCpu(row, rows, yardstick))
}
