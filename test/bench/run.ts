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
  if (options.cases.length > 0 && done.every(({ result }) => result.cases.length === 0)) {
    throw new UsageError(`No case has ${options.cases.map((words) => `"${words}"`).join(' or ')}.`)
  }
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

async function runSuite(suite: Suite, options: Options, say: Say): Promise<Measured> {
  const start = performance.now()
  const result = await suite.run(options, say)
  const seconds = (performance.now() - start) / 1000
  const { cases, missing, failed } = result
  return {
    result,
    record: { suite: suite.name, about: suite.about, seconds, cases, missing, failed },
  }
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
