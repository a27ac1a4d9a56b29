import { MissingError } from './build.ts'
import { chooseCpus } from './cpus.ts'
import { type Options, pickCases } from './options.ts'
import type { Peer, Prepared } from './peers/peer.ts'
import { progressOf } from './progress.ts'
import { type Protocol, type Server, startServer } from './server.ts'
import type { Left, Suite, SuiteCase, SuiteResult } from './suites/suite.ts'

export interface Named {
  readonly name: string
  readonly parameters: Readonly<Record<string, number | string>>
}

/** How long to measure, and how often. */
export interface Window {
  readonly warmup: number
  readonly seconds: number
  readonly repeats: number
}

/** All runs of one peer in one case. */
export interface Measured<Result> {
  readonly name: string
  readonly version: string
  readonly runs: readonly Result[]
}

/** Servers that take turns, and a client that talks to one of them at a time. */
export interface NetworkSuite<Case extends Named, Result> {
  readonly name: string
  readonly about: string
  readonly protocol: Protocol
  readonly peers: readonly Peer[]
  readonly windows: { readonly quick: Window; readonly full: Window }
  casesOf(options: Options): readonly Case[]
  /** Makes the client, and gives what it does with a server. */
  client(): Promise<Run<Case, Result>>
  /** For the line of progress. */
  brief(result: Result): string
  plain(one: Case, peers: readonly Measured<Result>[]): SuiteCase
  report(one: Case, peers: readonly Measured<Result>[]): string
}

export type Run<Case, Result> = (
  server: Server,
  one: Case,
  window: Window,
  cpu: number,
  peer: string,
) => Promise<Result>

type Contender = Peer & Prepared

interface Turn<Result> {
  readonly contender: Contender
  readonly runs: Result[]
  /** It has failed in an earlier round. */
  over: boolean
}

export function networkSuite<Case extends Named, Result>(suite: NetworkSuite<Case, Result>): Suite {
  const { name, about, peers, windows } = suite
  return {
    name,
    about,
    peers,
    expects(options) {
      const { warmup, seconds, repeats } = windowOf(windows, options)
      const cases = pickCases(suite.casesOf(options), options).length
      const servers = peers.filter((peer) => takesPart(peer, options)).length
      // Starting and stopping a server, opening and closing its connections.
      return cases * servers * repeats * (warmup + seconds + 0.7)
    },
    run: (options, say) => run(suite, options, say),
  }
}

/** What the suite finds long enough, unless the user has said otherwise. */
function windowOf(windows: { quick: Window; full: Window }, { plan, given }: Options): Window {
  const { warmup, seconds, repeats } = windows[plan]
  return {
    warmup: given.warmup ?? warmup,
    seconds: given.seconds ?? seconds,
    repeats: given.repeats ?? repeats,
  }
}

function takesPart({ name, extra, fullOnly }: Peer, { peers, quick }: Options): boolean {
  if (peers.length > 0) return peers.includes(name)
  return extra !== true && !(quick && fullOnly === true)
}

/** Round by round (A B C A B C ...), so that a change of the machine's mood meets every peer. */
async function run<Case extends Named, Result>(
  suite: NetworkSuite<Case, Result>,
  options: Options,
  say: (line: string) => void,
): Promise<SuiteResult> {
  const client = await suite.client()
  const { contenders, missing } = await gather(suite.peers, options, say)
  const window = windowOf(suite.windows, options)
  const cases = pickCases(suite.casesOf(options), options)
  const progress = progressOf(cases.length * window.repeats * contenders.length, say)
  const failed: Left[] = []
  const results: { plain: SuiteCase; text: string }[] = []

  for (const one of cases) {
    const turns = contenders.map((contender): Turn<Result> => {
      return { contender, runs: [], over: false }
    })
    for (let round = 0; round < window.repeats; round++) {
      for (const turn of turns) {
        const { name } = turn.contender
        if (turn.over) {
          progress()
          continue
        }
        try {
          const result = await measure(suite, client, turn.contender, one, window, options)
          turn.runs.push(result)
          progress(`${one.name}: ${name} ${suite.brief(result)}`)
        } catch (error) {
          turn.over = true
          const reason = `${(error as Error).message} (${one.name})`
          const left = error instanceof MissingError ? missing : failed
          left.push({ peer: name, reason })
          progress(`${name} ${left === missing ? 'is left out' : 'FAILED'}: ${reason}`)
        }
      }
    }
    const measured = turns
      .filter(({ over }) => !over)
      .map(({ contender: { name, version }, runs }) => ({ name, version, runs }))
    results.push({ plain: suite.plain(one, measured), text: suite.report(one, measured) })
  }
  const text = results.map((result) => result.text).join('\n\n')
  return { suite: suite.name, text, cases: results.map(({ plain }) => plain), missing, failed }
}

async function gather(
  peers: readonly Peer[],
  options: Options,
  say: (line: string) => void,
): Promise<{ contenders: Contender[]; missing: Left[] }> {
  const contenders: Contender[] = []
  const missing: Left[] = []
  for (const peer of peers) {
    if (!takesPart(peer, options)) continue
    try {
      contenders.push({ ...peer, ...(await peer.prepare()) })
    } catch (error) {
      if (!(error instanceof MissingError)) throw error
      missing.push({ peer: peer.name, reason: error.message })
      say(`${peer.name} is left out: ${error.message}.`)
    }
  }
  return { contenders, missing }
}

/** A fresh server each time: what one run left in its heap or its pools must not help the next. */
async function measure<Case extends Named, Result>(
  { protocol }: NetworkSuite<Case, Result>,
  client: Run<Case, Result>,
  contender: Contender,
  one: Case,
  window: Window,
  options: Options,
): Promise<Result> {
  const cpus = chooseCpus(options.serverCpu, options.clientCpu)
  const server = await startServer(contender.command, cpus.server, protocol)
  try {
    return await client(server, one, window, cpus.client, contender.name)
  } catch (error) {
    // A dead server says more about the cause than its closed connections.
    const failure = server.failure()
    throw failure === undefined ? error : new Error(failure, { cause: error })
  } finally {
    await server.stop()
  }
}
