import { buildLoad, type IdleResult, runIdle } from '../load.ts'
import { type Measured, type Named, networkSuite } from '../network-suite.ts'
import type { Options } from '../options.ts'
import { tcpPeers } from '../peers/tcp.ts'
import { median, summarize, type Summary } from '../statistics.ts'
import { formatNumber, formatPercent, formatTable } from '../table.ts'
import type { SuiteCase } from './suite.ts'

interface IdleCase extends Named {
  readonly connections: number
}

/** Connections that are accepted and received from, and on which nothing is ever sent. */
export const idle = networkSuite<IdleCase, IdleResult>({
  name: 'idle',
  about: 'memory of the server for connections that say nothing',
  protocol: 'tcp',
  peers: tcpPeers,
  windows: {
    quick: { warmup: 0.2, seconds: 0.1, repeats: 1 },
    full: { warmup: 0.5, seconds: 0.5, repeats: 2 },
  },
  casesOf,
  async client() {
    const binary = await buildLoad()
    return async ({ at, pid }, { connections }, { warmup, seconds }, cpu) =>
      runIdle(binary, { at, connections, warmup, seconds, cpu, watch: [pid] })
  },
  brief: ({ bytesPerConnection }) => `${formatNumber(bytesPerConnection)} bytes a connection`,
  plain,
  report,
})

function casesOf({ quick, given }: Options): IdleCase[] {
  return (given.connections ?? [quick ? 2000 : 10_000]).map((connections) => ({
    name: `${connections} idle TCP connections`,
    parameters: { connections },
    connections,
  }))
}

function bytesOf(runs: readonly IdleResult[]): Summary {
  return summarize(runs.map(({ bytesPerConnection }) => bytesPerConnection))
}

function plain({ name, parameters }: IdleCase, peers: readonly Measured<IdleResult>[]): SuiteCase {
  const rows = peers.map(({ name: peer, version, runs }) => ({
    peer,
    version,
    metrics: {
      bytesPerConnection: bytesOf(runs),
      rssBytes: summarize(runs.map(({ server }) => server.rssKib * 1024)),
      serverBusy: summarize(runs.map(({ server, seconds }) => server.cpuSeconds / seconds)),
    },
  }))
  return { name, parameters, unit: 'connection', rows }
}

function report({ name }: IdleCase, peers: readonly Measured<IdleResult>[]): string {
  type Row = Measured<IdleResult>
  const number = (title: string, cell: (row: Row) => string) =>
    ({ title, align: 'right', cell }) as const
  const middle = (runs: readonly IdleResult[], measure: (run: IdleResult) => number): number =>
    median(runs.map(measure))
  const table = formatTable<Row>(
    [
      { title: 'peer', cell: (row) => row.name },
      number('bytes/connection', ({ runs }) => formatNumber(bytesOf(runs).median)),
      number('±', ({ runs }) => formatPercent(bytesOf(runs).spread)),
      number('before MiB', ({ runs }) =>
        formatNumber(middle(runs, ({ server }) => server.rssAnonBeforeKib / 1024)),
      ),
      number('after MiB', ({ runs }) =>
        formatNumber(middle(runs, ({ server }) => server.rssAnonKib / 1024)),
      ),
      number('server busy', ({ runs }) =>
        formatPercent(middle(runs, ({ server, seconds }) => server.cpuSeconds / seconds)),
      ),
    ],
    peers,
  )
  return `${name}: anonymous memory of the server\n\n${table}`
}
