import type { LoadResult } from '../load.ts'
import { yardstick } from '../peers.ts'
import { median, pairedRatio, summarize, type Summary } from '../statistics.ts'
import * as table from '../table.ts'
import type { SuiteCase } from './suite.ts'

export interface EchoCase {
  readonly connections: number
  readonly size: number
  readonly pipeline: number
  readonly churn: boolean
}

export interface Measured {
  readonly name: string
  readonly version: string
  readonly runs: readonly LoadResult[]
}

/** One line of the table, and of the JSON. */
export interface EchoRow {
  readonly name: string
  readonly version: string
  readonly cpuUsPerMessage: Summary
  /** How many times less CPU a message than the yardstick; undefined when that did not run. */
  readonly timesLessCpu: Summary | undefined
  readonly messagesPerSecond: Summary
  readonly p50Us: Summary
  readonly p99Us: Summary
  readonly p999Us: Summary
  readonly serverBusy: number
  readonly clientBusy: number
  readonly switchesPerMessage: number
  readonly rssMib: number
  readonly runs: readonly LoadResult[]
}

export interface EchoResult {
  readonly case: EchoCase
  readonly rows: readonly EchoRow[]
  /** The part of a core that other processes used while this was measured. */
  readonly disturbance: number
}

export function describe({ connections, size, pipeline, churn }: EchoCase): string {
  const peers = `${connections} connection${connections === 1 ? '' : 's'}`
  const depth = pipeline === 1 ? '' : `, ${pipeline} in flight on each`
  return `${peers}, ${table.formatBytes(size)}${depth}${churn ? ', one message each' : ''}`
}

const cpuOf = (run: LoadResult): number => run.server.cpuUsPerMessage

export function summarizeCase(echoCase: EchoCase, peers: readonly Measured[]): EchoResult {
  const base = peers.find(({ name }) => name === yardstick)?.runs.map(cpuOf)
  const rows = peers.map(({ name, version, runs }): EchoRow => {
    const each = (measure: (run: LoadResult) => number): Summary => summarize(runs.map(measure))
    const middle = (measure: (run: LoadResult) => number): number => median(runs.map(measure))
    return {
      name,
      version,
      cpuUsPerMessage: each(cpuOf),
      timesLessCpu: base && pairedRatio(runs.map(cpuOf), base),
      messagesPerSecond: each((run) => run.messagesPerSecond),
      p50Us: each((run) => run.latencyUs.p50),
      p99Us: each((run) => run.latencyUs.p99),
      p999Us: each((run) => run.latencyUs.p999),
      serverBusy: middle((run) => run.server.cpuSeconds / run.seconds),
      clientBusy: middle((run) => run.client.cpuSeconds / run.seconds),
      switchesPerMessage: middle(
        ({ server, messages }) =>
          (server.switchesVoluntary + server.switchesInvoluntary) / messages,
      ),
      rssMib: middle((run) => run.server.rssKib / 1024),
      runs,
    }
  })
  const all = peers.flatMap(({ runs }) => runs)
  const disturbance = median(all.map((run) => (run.otherSeconds + run.stealSeconds) / run.seconds))
  return { case: echoCase, rows, disturbance }
}

/** What the charts, the guard and --json get of a case. */
export function plainCase({ case: echoCase, rows }: EchoResult): SuiteCase {
  const { connections, size, pipeline, churn } = echoCase
  return {
    name: `TCP echo, ${describe(echoCase)}`,
    parameters: { connections, size, pipeline, churn: churn ? 'yes' : 'no' },
    unit: 'message',
    rows: rows.map(({ name, version, runs, ...row }) => ({
      peer: name,
      version,
      metrics: {
        cpuUs: row.cpuUsPerMessage,
        perSecond: row.messagesPerSecond,
        p50Us: row.p50Us,
        p99Us: row.p99Us,
        p999Us: row.p999Us,
        rssBytes: summarize(runs.map(({ server }) => server.rssKib * 1024)),
      },
    })),
  }
}

const columns: readonly table.Column<EchoRow>[] = [
  { title: 'peer', cell: (row) => row.name },
  number('CPU µs/msg', (row) => table.formatNumber(row.cpuUsPerMessage.median)),
  number('±', (row) => table.formatPercent(row.cpuUsPerMessage.spread)),
  { title: `against ${yardstick}`, cell: against },
  number('msg/s', (row) => table.formatNumber(row.messagesPerSecond.median)),
  number('p50 µs', (row) => table.formatNumber(row.p50Us.median)),
  number('p99 µs', (row) => table.formatNumber(row.p99Us.median)),
  number('p99.9 µs', (row) => table.formatNumber(row.p999Us.median)),
  number('server busy', (row) => table.formatPercent(row.serverBusy)),
  number('client busy', (row) => table.formatPercent(row.clientBusy)),
  number('switches/msg', (row) => row.switchesPerMessage.toFixed(3)),
  number('RSS MiB', (row) => table.formatNumber(row.rssMib)),
]

function number(title: string, cell: (row: EchoRow) => string): table.Column<EchoRow> {
  return { title, align: 'right', cell }
}

function against(row: EchoRow): string {
  if (row.timesLessCpu === undefined) return '-'
  return row.name === yardstick ? 'the yardstick' : table.formatRatio(row.timesLessCpu.median)
}

export function report(result: EchoResult): string {
  const lines = [`TCP echo, ${describe(result.case)}`, '']
  if (result.rows.length === 0) return [...lines, 'Nobody could be measured.'].join('\n')
  lines.push(table.formatTable(columns, result.rows))
  if (result.disturbance > 0.05) {
    const part = table.formatPercent(result.disturbance)
    lines.push('', `Others used ${part} of a core meanwhile: these figures are rough.`)
  }
  return lines.join('\n')
}
