import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { MissingError } from '../build.ts'
import { endOnSignals } from '../children.ts'
import { machineFacts, machineLine } from '../machine.ts'
import { parseOptions, UsageError, type Options } from '../options.ts'
import type { SuiteRecord } from '../record.ts'
import { suites } from '../suites.ts'
import { guardRuns, type GuardRun } from './cases.ts'
import {
  compareRatios,
  comparesNothing,
  formatGuard,
  guardFile,
  keyOf,
  lossesThatRepeat,
  ratiosOf,
  readGuard,
  timesSeen,
  type Comparison,
} from './ratios.ts'
import { guardText } from './report.ts'

const usage = `npm run bench:guard            compares with the committed ratios, fails on a loss
npm run bench:guard -- --update  measures, and writes test/bench/guard.json`

const print = (line: string): void => console.log(line)

function optionsFor({ peers, cases, given }: GuardRun): Options {
  const command = parseOptions(['--quick'])
  if (command.kind !== 'run') throw new Error('--quick runs nothing')
  const { options } = command
  return {
    ...options,
    peers,
    cases,
    given,
    warmup: given.warmup ?? options.warmup,
    seconds: given.seconds ?? options.seconds,
    repeats: given.repeats ?? options.repeats,
    connections: given.connections ?? options.connections,
    sizes: given.sizes ?? options.sizes,
    pipelines: given.pipelines ?? options.pipelines,
    batches: given.batches ?? options.batches,
  }
}

/** Measures these runs, one after the other. */
async function measure(runs: readonly GuardRun[]): Promise<SuiteRecord[]> {
  const records: SuiteRecord[] = []
  for (const [i, run] of runs.entries()) {
    const suite = suites.find(({ name }) => name === run.suite)
    if (suite === undefined) throw new UsageError(`There is no suite "${run.suite}".`)
    print(`\n${suite.name}: ${i + 1} of ${runs.length}`)
    const { cases, missing, failed } = await suite.run(optionsFor(run), print)
    for (const { peer, reason } of failed) throw new Error(`${peer} failed: ${reason}`)
    records.push({ suite: suite.name, about: suite.about, seconds: 0, cases, missing, failed })
  }
  return records
}

async function update(): Promise<number> {
  const ratios = ratiosOf(await measure(guardRuns))
  if (ratios.length === 0) throw new MissingError('there is no reference to compare with')
  writeFileSync(guardFile, formatGuard(ratios, machineLine(machineFacts())))
  print(`\n${ratios.length} ratios are in ${path.relative('', guardFile)}.`)
  return 0
}

/** Measures again what has lost, until it has not or has done so often enough. */
async function guard(): Promise<number> {
  const committed = readGuard()
  const attempts: (readonly Comparison[])[] = []
  let runs = guardRuns
  let losses: string[] = []
  while (attempts.length < timesSeen && runs.length > 0) {
    const comparisons = compareRatios(committed, ratiosOf(await measure(runs)))
    const seen = new Set(attempts[0] === undefined ? [] : losses)
    const shown =
      attempts.length === 0
        ? comparisons
        : comparisons.filter(({ ratio }) => seen.has(keyOf(ratio)))
    attempts.push(comparisons)
    losses = lossesThatRepeat(attempts)
    print(`\nAttempt ${attempts.length} of at most ${timesSeen}\n\n${guardText(shown)}`)
    runs = guardRuns.filter(({ suite }) => losses.some((key) => key.startsWith(`${suite}\n`)))
  }
  if (comparesNothing(attempts[0] ?? [])) {
    throw new MissingError('none of the committed ratios could be measured here')
  }
  if (losses.length === 0) {
    print('\nNothing has become slower.')
    return 0
  }
  print(`\nSlower in all of ${timesSeen} attempts: ${losses.length} of our rows.`)
  for (const key of losses) print(`  ${key.replaceAll('\n', ', ')}`)
  return 1
}

function main(words: readonly string[]): Promise<number> {
  if (words.length === 0) return guard()
  if (words.length === 1 && words[0] === '--update') return update()
  if (words.includes('--help')) {
    print(usage)
    return Promise.resolve(0)
  }
  return Promise.reject(new UsageError(`There is no "${words.join(' ')}".\n${usage}`))
}

endOnSignals()
main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof MissingError
    console.error(expected ? `bench:guard: ${error.message}` : error)
    process.exitCode = 2
  },
)
