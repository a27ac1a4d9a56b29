import { MissingError } from './build.ts'
import { chooseCpus } from './cpus.ts'
import { loadWarning, machineFacts, machineLine } from './machine.ts'
import { UsageError, type Options } from './options.ts'
import { timeLeft } from './progress.ts'
import { recordVersion, type BenchRecord, type SuiteRecord } from './record.ts'
import { chosenSuites, suites } from './suites.ts'
import type { Suite, SuiteResult } from './suites/suite.ts'

export type Say = (line: string) => void

interface Measured {
  readonly result: SuiteResult
  readonly record: SuiteRecord
}

/** What all suites may take, which is promised; shared out until it is known better. */
const promisedSeconds = { quick: 120, full: 1800 }

/** Runs the chosen suites, prints their tables at the end, and gives all of it as plain data. */
export async function runBench(options: Options, say: Say): Promise<BenchRecord> {
  const { server, client } = chooseCpus(options.serverCpu, options.clientCpu)
  const machine = machineFacts()
  const selected = chosenSuites(options)
  say(`${machineLine(machine)}. Server on core ${server}, client on core ${client}.`)
  if (server === client) {
    say(`They share core ${server}: compare CPU times, not messages per second.`)
  }
  const warning = loadWarning(machine)
  if (warning !== undefined) say(warning)

  const done: Measured[] = []
  for (const [i, suite] of selected.entries()) {
    const left = timeLeft(1000 * expected(selected.slice(i), done, options))
    say(`\n${suite.name}: suite ${i + 1} of ${selected.length}, about ${left} until the end`)
    done.push(await runSuite(suite, options, say))
  }
  demandCases(
    options,
    done.flatMap(({ result }) => result.cases),
  )
  for (const { result } of done) tell(result, say)
  return {
    version: recordVersion,
    date: new Date().toISOString(),
    machine,
    cpus: { server, client },
    arguments: chosenWords(process.argv.slice(2)),
    suites: done.map(({ record }) => record),
  }
}

/** Words that no case has are a mistake, and better said than answered by an empty table. */
export function demandCases({ cases: wanted }: Options, found: readonly object[]): void {
  if (wanted.length === 0 || found.length > 0) return
  throw new UsageError(`No case has ${wanted.map((words) => `"${words}"`).join(' or ')}.`)
}

async function runSuite(suite: Suite, options: Options, say: Say): Promise<Measured> {
  const start = performance.now()
  const result = await suite.run(options, say).catch((error: unknown) => {
    // What all of its peers need is not here; the other suites may not need it.
    if (!(error instanceof MissingError)) throw error
    return leftOut(suite, error.message)
  })
  const seconds = (performance.now() - start) / 1000
  const { cases, missing, failed } = result
  return {
    result,
    record: { suite: suite.name, about: suite.about, seconds, cases, missing, failed },
  }
}

function leftOut({ name }: Suite, reason: string): SuiteResult {
  const missing = [{ peer: `suite ${name}`, reason }]
  return { suite: name, text: '', cases: [], missing, failed: [] }
}

/** Seconds for these suites: as they expect it, else as long as one took until now. */
function expected(rest: readonly Suite[], done: readonly Measured[], options: Options): number {
  const spent = done.reduce((sum, { record }) => sum + record.seconds, 0)
  const usual =
    done.length > 0 ? spent / done.length : promisedSeconds[options.plan] / suites.length
  return rest.reduce((sum, suite) => sum + (suite.expects?.(options) ?? usual), 0)
}

function tell({ text, missing, failed }: SuiteResult, say: Say): void {
  if (text !== '') say(`\n${text}`)
  for (const { peer, reason } of missing) say(`\n${peer} was left out: ${reason}.`)
  for (const { peer, reason } of failed) say(`\n${peer} FAILED: ${reason}`)
}

/** What the run was asked for; where its record goes is a matter of this machine. */
export function chosenWords(words: readonly string[]): string[] {
  return words.filter((word, i) => !word.startsWith('--json') && words[i - 1] !== '--json')
}
