import type { LoadResult } from './load.ts'
import type { MessageCase } from './message-suite.ts'
import type { Measured } from './network-suite.ts'
import { median, pairedRatio, summarize, type Summary } from './statistics.ts'
import type { SuiteCase } from './suites/suite.ts'
import * as table from './table.ts'

/** What is counted, and what the others are compared with. */
export interface MessageTitles {
  readonly title: string
  readonly unit: string
  readonly yardstick: string
}

/** How an open loop went. */
interface Pace {
  /** How late the client was to send 99 of 100 messages, in µs. */
  readonly lag: number
  /** The part of what was due in the window that had come back at its end. */
  readonly kept: number
}

/** One line of the table. */
export interface MessageRow {
  readonly name: string
  readonly version: string
  readonly cpuUsPerMessage: Summary
  /** How many times less CPU a message than the yardstick; undefined when that did not run. */
  readonly timesLessCpu: Summary | undefined
  readonly messagesPerSecond: Summary
  readonly p50Us: Summary
  readonly p99Us: Summary
  readonly p999Us: Summary
  readonly p9999Us: Summary
  readonly maxUs: Summary
  readonly serverBusy: number
  readonly clientBusy: number
  readonly switchesPerMessage: number
  /** The part of all datagrams that never came back; undefined for streams. */
  readonly lost: number | undefined
  /** Of an open loop; undefined where nothing was due. */
  readonly pace: Pace | undefined
  readonly rssMib: number
  readonly runs: readonly LoadResult[]
}

export interface MessageResult {
  readonly name: string
  readonly rows: readonly MessageRow[]
  /** The part of a core that other processes used while this was measured. */
  readonly disturbance: number
}

const cpuOf = (run: LoadResult): number => run.server.cpuUsPerMessage

export function summarizeCase(
  { name: caseName }: Pick<MessageCase, 'name'>,
  peers: readonly Measured<LoadResult>[],
  { yardstick }: Pick<MessageTitles, 'yardstick'>,
): MessageResult {
  const base = peers.find(({ name }) => name === yardstick)?.runs.map(cpuOf)
  const rows = peers.map(({ name, version, runs }): MessageRow => {
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
      p9999Us: each((run) => run.latencyUs.p9999),
      maxUs: each((run) => run.latencyUs.max),
      serverBusy: middle((run) => run.server.cpuSeconds / run.seconds),
      clientBusy: middle((run) => run.client.cpuSeconds / run.seconds),
      switchesPerMessage: middle(
        ({ server, messages }) =>
          (server.switchesVoluntary + server.switchesInvoluntary) / messages,
      ),
      lost: runs.some(({ datagrams }) => datagrams !== undefined)
        ? middle(({ datagrams }) => (datagrams ? datagrams.lost / datagrams.sent : 0))
        : undefined,
      pace: runs.some(({ lagUs }) => lagUs !== undefined)
        ? {
            lag: middle(({ lagUs }) => lagUs?.p99 ?? NaN),
            kept: middle(({ messages, timed }) => messages / timed),
          }
        : undefined,
      rssMib: middle((run) => run.server.rssKib / 1024),
      runs,
    }
  })
  const all = peers.flatMap(({ runs }) => runs)
  const disturbance = median(all.map((run) => (run.otherSeconds + run.stealSeconds) / run.seconds))
  return { name: caseName, rows, disturbance }
}

/** What the charts, the guard and --json get of a case. */
export function plainCase(
  { name: caseName, parameters }: MessageCase,
  peers: readonly Measured<LoadResult>[],
  { unit }: Pick<MessageTitles, 'unit'>,
): SuiteCase {
  const rows = peers.map(({ name, version, runs }) => {
    const each = (measure: (run: LoadResult) => number): Summary => summarize(runs.map(measure))
    const metrics: Record<string, Summary> = {
      cpuUs: each(cpuOf),
      userUs: each(({ server, messages }) => (server.userSeconds * 1e6) / messages),
      systemUs: each(({ server, messages }) => (server.systemSeconds * 1e6) / messages),
      perSecond: each((run) => run.messagesPerSecond),
      operations: each(({ messages }) => messages),
      p50Us: each(({ latencyUs }) => latencyUs.p50),
      p90Us: each(({ latencyUs }) => latencyUs.p90),
      p99Us: each(({ latencyUs }) => latencyUs.p99),
      p999Us: each(({ latencyUs }) => latencyUs.p999),
      p9999Us: each(({ latencyUs }) => latencyUs.p9999),
      maxUs: each(({ latencyUs }) => latencyUs.max),
      rssBytes: each(({ server }) => server.rssKib * 1024),
      serverBusy: each(({ server, seconds }) => server.cpuSeconds / seconds),
      clientBusy: each(({ client, seconds }) => client.cpuSeconds / seconds),
    }
    if (runs.some(({ datagrams }) => datagrams !== undefined)) {
      metrics['lostShare'] = each(({ datagrams }) =>
        datagrams ? datagrams.lost / datagrams.sent : 0,
      )
    }
    if (runs.some(({ lagUs }) => lagUs !== undefined)) {
      metrics['clientLagUs'] = each(({ lagUs }) => lagUs?.p99 ?? NaN)
      metrics['keptShare'] = each(({ messages, timed }) => messages / timed)
    }
    return { peer: name, version, metrics }
  })
  return { name: caseName, parameters, unit, rows }
}

function columnsOf(yardstick: string): readonly table.Column<MessageRow>[] {
  return [
    { title: 'peer', cell: (row) => row.name },
    number('CPU µs/msg', (row) => table.formatNumber(row.cpuUsPerMessage.median)),
    number('±', (row) => table.formatPercent(row.cpuUsPerMessage.spread)),
    { title: `against ${yardstick}`, cell: (row) => against(row, yardstick) },
    number('msg/s', (row) => table.formatNumber(row.messagesPerSecond.median)),
    number('p50 µs', (row) => table.formatNumber(row.p50Us.median)),
    number('p99 µs', (row) => table.formatNumber(row.p99Us.median)),
    number('p99.9 µs', (row) => table.formatNumber(row.p999Us.median)),
    number('server busy', (row) => table.formatPercent(row.serverBusy)),
    number('client busy', (row) => table.formatPercent(row.clientBusy)),
    number('switches/msg', (row) => row.switchesPerMessage.toFixed(3)),
    number('RSS MiB', (row) => table.formatNumber(row.rssMib)),
  ]
}

const lostColumn = number('lost', ({ lost }) =>
  lost === undefined || lost === 0 ? '-' : `${(lost * 100).toPrecision(2)} %`,
)

const tailColumns = [
  number('p99.99 µs', (row) => table.formatNumber(row.p9999Us.median)),
  number('max µs', (row) => table.formatNumber(row.maxUs.median)),
]

function number(title: string, cell: (row: MessageRow) => string): table.Column<MessageRow> {
  return { title, align: 'right', cell }
}

function against(row: MessageRow, yardstick: string): string {
  if (row.timesLessCpu === undefined) return '-'
  return row.name === yardstick ? 'the yardstick' : table.formatRatio(row.timesLessCpu.median)
}

/** Less than this, and the latency is that of a queue which only grows. */
const KEPT = 0.98
/** In µs; more than this, and the client is part of what it has measured. */
const LATE = 100

/** What there is to say of an open loop, a paragraph each. */
function remarksOn(rows: readonly MessageRow[]): readonly string[] {
  const those = (is: (pace: Pace) => boolean, say: (row: MessageRow, pace: Pace) => string) =>
    rows.flatMap((row) => (row.pace !== undefined && is(row.pace) ? say(row, row.pace) : []))
  const behind = those(
    ({ kept }) => kept < KEPT,
    ({ name, messagesPerSecond }) => `${name} (${table.formatNumber(messagesPerSecond.median)}/s)`,
  )
  const late = those(
    ({ lag }) => lag > LATE,
    ({ name }, { lag }) => `${table.formatNumber(lag)} µs with ${name}`,
  )
  const remarks: string[] = []
  if (behind.length > 0) remarks.push(`Did not keep up: ${behind.join(', ')}.`)
  if (late.length > 0) remarks.push(`The client was late to send (p99): ${late.join(', ')}.`)
  return remarks.flatMap((remark) => ['', remark])
}

export function report(
  { name, rows, disturbance }: MessageResult,
  { yardstick }: Pick<MessageTitles, 'yardstick'>,
): string {
  const lines = [name, '']
  if (rows.length === 0) return [...lines, 'Nobody could be measured.'].join('\n')
  const columns = [...columnsOf(yardstick)]
  if (rows.some(({ pace }) => pace !== undefined)) columns.push(...tailColumns)
  if (rows.some(({ lost }) => lost !== undefined)) columns.push(lostColumn)
  lines.push(table.formatTable(columns, rows), ...remarksOn(rows))
  const idle = rows.filter((row) => row.clientBusy > 0.95 && row.serverBusy < 0.9)
  if (idle.length > 0) {
    const who = idle.map((row) => row.name).join(', ')
    lines.push('', `The client's core was full before the server's with ${who}: compare CPU there.`)
  }
  if (disturbance > 0.05) {
    const part = table.formatPercent(disturbance)
    lines.push('', `Others used ${part} of a core meanwhile: these figures are rough.`)
  }
  return lines.join('\n')
}
