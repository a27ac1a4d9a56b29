import { MissingError } from '../build.ts'
import { chooseCpus } from '../cpus.ts'
import { buildLoad, runLoad, type LoadResult } from '../load.ts'
import type { Options } from '../options.ts'
import { echoPeers, type Peer, type Prepared } from '../peers.ts'
import { progressOf } from '../progress.ts'
import { startServer } from '../server.ts'
import { formatNumber } from '../table.ts'
import {
  describe,
  plainCase,
  report,
  summarizeCase,
  type EchoCase,
  type Measured,
} from './echo-report.ts'
import type { Left, Suite, SuiteResult } from './suite.ts'

type Contender = Peer & Prepared

/** Round by round (A B C A B C ...), so that a change of the machine's mood meets every peer. */
export const echo: Suite = {
  name: 'echo',
  about: 'TCP echo over loopback, closed loop',
  peers: echoPeers,
  run,
}

async function run(options: Options, say: (line: string) => void): Promise<SuiteResult> {
  const load = await buildLoad()
  const { contenders, missing } = await gather(options.peers, say)
  const failed: Left[] = []
  const cases = casesOf(options)
  const progress = progressOf(cases.length * options.repeats * contenders.length, say)
  const results = []

  for (const echoCase of cases) {
    const measured = new Map<string, LoadResult[]>()
    for (let round = 0; round < options.repeats; round++) {
      for (const contender of contenders) {
        const { name } = contender
        if (failed.some(({ peer }) => peer === name)) {
          progress()
          continue
        }
        try {
          const result = await measure(load, contender, echoCase, options)
          measured.set(name, [...(measured.get(name) ?? []), result])
          progress(`${describe(echoCase)}: ${name} ${brief(result)}`)
        } catch (error) {
          const reason = `${(error as Error).message} (${describe(echoCase)})`
          failed.push({ peer: name, reason })
          progress(`${name} failed: ${reason}`)
        }
      }
    }
    const peers: Measured[] = contenders.flatMap(({ name, version }) => {
      const runs = measured.get(name)
      return runs ? [{ name, version, runs }] : []
    })
    results.push(summarizeCase(echoCase, peers))
  }
  const text = results.map(report).join('\n\n')
  return { suite: 'echo', text, cases: results.map(plainCase), missing, failed }
}

async function gather(
  wanted: readonly string[],
  say: (line: string) => void,
): Promise<{ contenders: Contender[]; missing: Left[] }> {
  const contenders: Contender[] = []
  const missing: Left[] = []
  for (const peer of echoPeers) {
    if (wanted.length > 0 ? !wanted.includes(peer.name) : peer.extra) continue
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

function casesOf(options: Options): EchoCase[] {
  const { churn } = options
  return options.connections.flatMap((connections) =>
    options.sizes.flatMap((size) =>
      (churn ? [1] : options.pipelines).map((pipeline) => ({ connections, size, pipeline, churn })),
    ),
  )
}

/** A fresh server each time: what one run left in its heap or its pools must not help the next. */
async function measure(
  load: string,
  contender: Contender,
  echoCase: EchoCase,
  options: Options,
): Promise<LoadResult> {
  const cpus = chooseCpus(options.serverCpu, options.clientCpu)
  const server = await startServer(contender.command, cpus.server, contender.ready)
  try {
    const { warmup, seconds } = options
    return await runLoad(load, {
      ...echoCase,
      port: server.port,
      warmup,
      seconds,
      cpu: cpus.client,
      watch: [server.pid],
    })
  } catch (error) {
    // A dead server says more about the cause than its closed connections.
    const failure = server.failure()
    throw failure === undefined ? error : new Error(failure, { cause: error })
  } finally {
    await server.stop()
  }
}

function brief({ server, messagesPerSecond }: LoadResult): string {
  return `${formatNumber(server.cpuUsPerMessage)} µs CPU, ${formatNumber(messagesPerSecond)}/s`
}
