import { setTimeout as sleep } from 'node:timers/promises'

import { echoSteps, YARDSTICK } from '../ladder/peers.ts'
import { leftOut, techniquesOf } from '../ladder/steps.ts'
import { buildLoad, type LoadResult, runLoad } from '../load.ts'
import { plainCase } from '../message-report.ts'
import { caseOf, type MessageCase, shapesOf } from '../message-suite.ts'
import { type Measured, networkSuite } from '../network-suite.ts'
import { report } from '../program-report.ts'
import type { Server } from '../server.ts'
import { summarize } from '../statistics.ts'
import { formatNumber } from '../table.ts'
import type { SuiteCase } from './suite.ts'

/** What the server has counted since its start. */
interface Counts {
  readonly bytes: number
  readonly enters: number
  readonly completions: number
}

type LadderResult = LoadResult & { readonly counts: Counts }

const titles = { name: 'ladder-echo', title: 'Ladder of TCP echo', protocol: 'tcp' } as const
const shapes = {
  quick: [{ connections: 64, size: 64, pipeline: 1 }],
  // Messages of four buffers, so that bundles have something to gather.
  full: [
    { connections: 64, size: 64, pipeline: 1 },
    { connections: 64, size: 16_384, pipeline: 1 },
  ],
}

/** One echo server on the raw face, with a switch for each technique: what each of them buys. */
export const ladderEcho = networkSuite<MessageCase, LadderResult>({
  name: titles.name,
  about: 'one TCP echo server: each technique of io_uring alone, added up, and taken away',
  protocol: 'tcp',
  peers: echoSteps,
  windows: {
    quick: { warmup: 0.1, seconds: 0.25, repeats: 1 },
    full: { warmup: 0.2, seconds: 0.4, repeats: 2 },
  },
  casesOf: (options) => shapesOf(shapes, options).map((shape) => caseOf(titles, shape)),
  async client() {
    const binary = await buildLoad()
    return async (server, { shape }, { warmup, seconds }, cpu) => {
      const { at, pid } = server
      const load = { ...shape, at, warmup, seconds, cpu, watch: [pid] }
      return { ...(await runLoad(binary, load)), counts: await countsOf(server) }
    }
  },
  brief: ({ server, messagesPerSecond }) =>
    `${formatNumber(server.cpuUsPerMessage)} µs CPU, ${formatNumber(messagesPerSecond)}/s`,
  plain,
  report: (one, measured) =>
    report(
      {
        unit: 'message',
        yardstick: YARDSTICK,
        closing: () => leftOut(techniquesOf('echo')).join('\n'),
      },
      plain(one, measured),
    ),
})

/** It prints its counts ten times a second. */
async function countsOf(server: Server): Promise<Counts> {
  for (let i = 0; i < 50 && server.printed() === ''; i++) await sleep(20)
  const line = server.printed()
  if (line === '') throw new Error('the server has counted nothing for a second')
  return readCounts(line)
}

export function readCounts(line: string): Counts {
  let counts: Partial<Counts> | undefined
  try {
    counts = JSON.parse(line) as Partial<Counts>
  } catch {
    // Whatever it is, the sentence below shows it.
  }
  const { bytes, enters, completions } = counts ?? {}
  if (bytes === undefined || enters === undefined || completions === undefined) {
    throw new Error(`the server has printed "${line}" in place of its counts`)
  }
  return { bytes, enters, completions }
}

function plain(one: MessageCase, measured: readonly Measured<LadderResult>[]): SuiteCase {
  const { rows, ...rest } = plainCase(one, measured, { unit: 'message' })
  const counted = rows.map((row, i) => {
    const counts = (measured[i]?.runs ?? []).map((run) => run.counts)
    const messages = ({ bytes }: Counts): number => bytes / one.shape.size
    const metrics = {
      ...row.metrics,
      entersPerOp: summarize(counts.map((each) => each.enters / messages(each))),
      completionsPerEnter: summarize(counts.map((each) => each.completions / each.enters)),
    }
    return { ...row, metrics }
  })
  return { ...rest, rows: counted }
}
