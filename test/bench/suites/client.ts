import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

import { here, lastLines } from '../build.ts'
import { buildLoad, runLoad } from '../load.ts'
import { type Measured, type Named, networkSuite, type Window } from '../network-suite.ts'
import type { Options } from '../options.ts'
import { liburingPeer, type Peer, wordsOf } from '../peers/peer.ts'
import type { Server } from '../server.ts'
import { median, pairedRatio, summarize, type Summary } from '../statistics.ts'
import { formatNumber, formatPercent, formatTable } from '../table.ts'
import type { SuiteCase } from './suite.ts'

const run = promisify(execFile)

interface ClientCase extends Named {
  readonly shape: { readonly connections: number; readonly size: number; readonly pipeline: 1 }
}

/** What both clients print. */
export interface Found {
  readonly messages: number
  readonly seconds: number
  readonly messagesPerSecond: number
  readonly latencyUs: Readonly<Record<'p50' | 'p99' | 'p999', number>>
  readonly client: { readonly cpuSeconds: number }
  readonly server: { readonly cpuSeconds: number }
}

/** The cheapest server there is, so that a client which is too slow is found out. */
function clientPeer(name: string, about: string): Peer {
  return liburingPeer(name, about, 'servers/uring.c')
}

const OURS = 'load-c'
const OTHER = 'load-raw'

/** More than this, and the client of all suites would have held a server back. */
const TOLERANCE = 1.05
/** Busier than this, a client has no time to spare. */
const FULL = 0.9

/** The load client against another one that has nothing in common with it but the work. */
export const client = networkSuite<ClientCase, Found>({
  name: 'client',
  about: 'the load client itself: it and another one, each with the same server in C',
  protocol: 'tcp',
  peers: [
    clientPeer(OURS, 'load.c on epoll: the client of all network suites'),
    clientPeer(OTHER, 'load-raw.mjs on uring-sdk/raw'),
  ],
  windows: {
    quick: { warmup: 0.2, seconds: 0.4, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.7, repeats: 3 },
  },
  casesOf,
  async client() {
    const binary = await buildLoad()
    return (server, one, window, cpu, peer) =>
      peer === OURS
        ? runLoad(binary, { ...one.shape, ...timesOf(window), ...watching(server), cpu })
        : runRaw(server, one, window, cpu)
  },
  brief: (found) =>
    `${formatNumber(found.messagesPerSecond)}/s, ${formatNumber(clientUs(found))} µs CPU`,
  plain,
  report,
})

function timesOf({ warmup, seconds }: Window): Omit<Window, 'repeats'> {
  return { warmup, seconds }
}

function watching({ at, pid }: Server): Pick<Server, 'at'> & { watch: readonly number[] } {
  return { at, watch: [pid] }
}

async function runRaw(
  { at, pid }: Server,
  { shape: { connections, size } }: ClientCase,
  window: Window,
  cpu: number,
): Promise<Found> {
  const script = path.join(here, 'load/load-raw.mjs')
  const options = { connections, size, ...timesOf(window), watch: pid }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const node = [process.execPath, script, ...wordsOf(at), ...words]
  // A client of JavaScript needs a while to start and to connect; beyond that it hangs.
  const timeout = (window.warmup + window.seconds + 30) * 1000
  try {
    const { stdout } = await run('taskset', ['-c', String(cpu), ...node], { timeout })
    return JSON.parse(stdout) as Found
  } catch (error) {
    throw new Error(lastLines(error), { cause: error })
  }
}

function casesOf({ quick, given }: Options): ClientCase[] {
  const counts = given.connections ?? (quick ? [64] : [64, 1000])
  return counts.flatMap((connections) =>
    (given.sizes ?? [64]).map((size) => ({
      name: `Load clients, ${connections} connections, ${size} B`,
      parameters: { connections, size },
      shape: { connections, size, pipeline: 1 },
    })),
  )
}

const clientUs = ({ client: { cpuSeconds }, messages }: Found): number =>
  (cpuSeconds * 1e6) / messages

function metricsOf(runs: readonly Found[]): Record<string, Summary> {
  const each = (measure: (found: Found) => number): Summary => summarize(runs.map(measure))
  return {
    cpuUs: each(clientUs),
    perSecond: each((found) => found.messagesPerSecond),
    p50Us: each(({ latencyUs }) => latencyUs.p50),
    p99Us: each(({ latencyUs }) => latencyUs.p99),
    p999Us: each(({ latencyUs }) => latencyUs.p999),
    clientBusy: each(({ client: { cpuSeconds }, seconds }) => cpuSeconds / seconds),
    serverBusy: each(({ server, seconds }) => server.cpuSeconds / seconds),
  }
}

function plain({ name, parameters }: ClientCase, peers: readonly Measured<Found>[]): SuiteCase {
  const rows = peers.map(({ name: peer, version, runs }) => {
    return { peer, version, metrics: metricsOf(runs) }
  })
  return { name, parameters, unit: 'message', rows }
}

function report({ name }: ClientCase, peers: readonly Measured<Found>[]): string {
  const rows = peers.map((peer) => ({ name: peer.name, metrics: metricsOf(peer.runs) }))
  type Row = (typeof rows)[number]
  const column = (title: string, metric: string, format = formatNumber) => ({
    title,
    align: 'right' as const,
    cell: ({ metrics }: Row) => format(metrics[metric]?.median ?? NaN),
  })
  const table = formatTable<Row>(
    [
      { title: 'client', cell: (row) => row.name },
      column('client CPU µs/msg', 'cpuUs'),
      column('msg/s', 'perSecond'),
      column('p50 µs', 'p50Us'),
      column('p99 µs', 'p99Us'),
      column('server busy', 'serverBusy', formatPercent),
      column('client busy', 'clientBusy', formatPercent),
    ],
    rows,
  )
  return [name, table, ...verdict(peers)].join('\n\n')
}

/** What a server gives both clients, round by round, and what each spends on it. */
export function verdict(peers: readonly Measured<Found>[]): string[] {
  const runsOf = (wanted: string): readonly Found[] | undefined =>
    peers.find(({ name }) => name === wanted)?.runs
  const [ours, other] = [runsOf(OURS), runsOf(OTHER)]
  if (ours === undefined || other === undefined) return []
  const timesAs = (measure: (found: Found) => number): number =>
    median(pairedRatio(ours.map(measure), other.map(measure)).values)
  const [more, cost] = [timesAs((found) => found.messagesPerSecond), timesAs(clientUs)]
  const busy = median(ours.map(({ client: { cpuSeconds }, seconds }) => cpuSeconds / seconds))
  const sentence =
    `${OTHER} gets ${formatNumber(more)} times as many messages out of it, for ` +
    `${formatNumber(cost)} times the CPU each, and ${OURS} was ${formatPercent(busy)} busy`
  return [
    more > TOLERANCE && busy > FULL
      ? `${sentence}: it held this server back, so compare CPU and not messages per second.`
      : `${sentence}: it did not hold the server back.`,
  ]
}
