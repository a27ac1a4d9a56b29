import { buildLoad, type LoadResult, runLoad } from './load.ts'
import { plainCase, report, summarizeCase } from './message-report.ts'
import { type Named, networkSuite, type Window } from './network-suite.ts'
import type { Options } from './options.ts'
import type { Peer } from './peers/peer.ts'
import type { Protocol } from './server.ts'
import type { Suite } from './suites/suite.ts'
import { formatBytes, formatNumber } from './table.ts'

/** What the client does: the same messages on each of some connections. */
export interface Shape {
  readonly connections: number
  readonly size: number
  readonly pipeline: number
  /** Open loop: messages a second over all connections. */
  readonly rate?: number
  /** Connect, one message, close, again. */
  readonly churn?: boolean
}

export interface MessageCase extends Named {
  readonly shape: Shape
}

/** A suite of servers that send back what they get. */
export interface MessageSuite {
  readonly name: string
  /** How its cases begin: "TCP echo". */
  readonly title: string
  readonly about: string
  readonly unit: string
  readonly protocol: Protocol
  readonly peers: readonly Peer[]
  /** What all others are compared with. */
  readonly yardstick: string
  readonly windows: { readonly quick: Window; readonly full: Window }
  readonly shapes: { readonly quick: readonly Shape[]; readonly full: readonly Shape[] }
}

export function messageSuite(suite: MessageSuite): Suite {
  const { name, about, protocol, peers, windows, shapes } = suite
  return networkSuite<MessageCase, LoadResult>({
    name,
    about,
    protocol,
    peers,
    windows,
    casesOf: (options) => shapesOf(shapes, options).map((shape) => caseOf(suite, shape)),
    async client() {
      const binary = await buildLoad()
      return async ({ at, pid }, { shape }, { warmup, seconds }, cpu) =>
        runLoad(binary, { ...shape, at, warmup, seconds, cpu, watch: [pid] })
    },
    brief: ({ server, messagesPerSecond }) =>
      `${formatNumber(server.cpuUsPerMessage)} µs CPU, ${formatNumber(messagesPerSecond)}/s`,
    plain: (one, measured) => plainCase(one, measured, suite),
    report: (one, measured) => report(summarizeCase(one, measured, suite), suite),
  })
}

/** Those of the plan, or the product of what the user has chosen. */
export function shapesOf(
  shapes: MessageSuite['shapes'],
  { plan, given, churn }: Pick<Options, 'plan' | 'given' | 'churn'>,
): readonly Shape[] {
  const { connections, sizes, pipelines, rates } = given
  const planned = shapes[plan]
  const paced = rates ?? planned.flatMap(({ rate }) => rate ?? [])
  const churning = planned.some((shape) => shape.churn === true)
  // What is due at a rate does not wait for a connection.
  const open = (shape: Shape): Shape =>
    churn && shape.rate === undefined ? { ...shape, pipeline: 1, churn } : shape
  const chosen = [connections, sizes, pipelines, rates].some((values) => values !== undefined)
  if (!chosen) return planned.map(open)
  return (connections ?? [64]).flatMap((count) =>
    (sizes ?? [64]).flatMap((size) =>
      paced.length > 0
        ? paced.map((rate) => ({ connections: count, size, pipeline: 1, rate }))
        : (churn || churning ? [1] : (pipelines ?? [1])).map((pipeline) =>
            open({ connections: count, size, pipeline, ...(churning && { churn: true }) }),
          ),
    ),
  )
}

export function caseOf(
  { title, protocol }: Pick<MessageSuite, 'title' | 'protocol'>,
  shape: Shape,
): MessageCase {
  const { connections, size, pipeline, rate, churn = false } = shape
  const noun = protocol === 'udp' ? 'socket' : 'connection'
  const peers = `${connections} ${noun}${connections === 1 ? '' : 's'}`
  const churned = churn ? ', one message each' : ''
  const pace = rate === undefined ? '' : `, ${formatNumber(rate)} a second`
  const depth = pipeline === 1 ? '' : `, ${pipeline} in flight on each`
  return {
    name: `${title}, ${peers}, ${formatBytes(size)}${depth}${pace}${churned}`,
    parameters: {
      connections,
      size,
      pipeline,
      ...(rate !== undefined && { rate }),
      churn: churn ? 'yes' : 'no',
    },
    shape,
  }
}
