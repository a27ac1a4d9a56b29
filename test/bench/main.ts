import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { MissingError } from './build.ts'
import { drawRecord, writeCharts } from './charts/draw.ts'
import { endOnSignals } from './children.ts'
import { costModel } from './cost/model.ts'
import { costText } from './cost/report.ts'
import { machineFacts } from './machine.ts'
import { chooseCpus } from './cpus.ts'
import { help, isWhole, parseOptions, UsageError, type Options } from './options.ts'
import {
  chartsDirectory,
  formatRecord,
  readRecord,
  recordFile,
  recordVersion,
  renewed,
  type BenchRecord,
} from './record.ts'
import { writePages } from './pages.ts'
import { chosenWords, runBench } from './run.ts'
import { suites } from './suites.ts'

const print = (line: string): void => console.log(line)

function list(): void {
  for (const suite of suites) {
    print(`${suite.name}  ${suite.about}`)
    const width = Math.max(...suite.peers.map(({ name }) => name.length))
    for (const { name, about, extra, fullOnly } of suite.peers) {
      const when = extra ? ' (only with --peer)' : fullOnly ? ' (not with --quick)' : ''
      print(`  ${name.padEnd(width)}  ${about}${when}`)
    }
  }
}

async function compare(options: Options): Promise<number> {
  const before = options.renew ? readRecord(recordFile) : undefined
  const record = await runBench(options, print)
  if (options.json !== undefined) write(options.json, record)
  else if (before !== undefined) await publish(renewed(before, record))
  else if (isWhole(options)) await publish(record)
  return record.suites.some(({ failed }) => failed.length > 0) ? 1 : 0
}

/** As the record of the repository, with its charts and tables. */
async function publish(record: BenchRecord): Promise<void> {
  write(recordFile, record)
  const charts = await drawRecord(record)
  writeCharts(charts, chartsDirectory)
  writePages(record)
  print(`${charts.length} charts are in ${path.relative('', chartsDirectory)}.`)
}

/** The cost model joins what an earlier run has written, because one explains the other. */
async function explain(options: Options): Promise<number> {
  const file = options.json ?? recordFile
  const before: BenchRecord = existsSync(file)
    ? readRecord(file)
    : {
        version: recordVersion,
        date: new Date().toISOString(),
        machine: machineFacts(),
        cpus: chooseCpus(options.serverCpu, options.clientCpu),
        arguments: chosenWords(process.argv.slice(2)),
        suites: [],
      }
  const profileFile = `${file.replace(/\.json$/, '')}.cpuprofile`
  const cost = await costModel(options, before, profileFile, print)
  print(`\n${costText(cost)}`)
  write(file, { ...before, cost })
  return 0
}

function write(file: string, record: BenchRecord): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true })
  writeFileSync(file, formatRecord(record))
  print(`\nEverything measured is in ${path.relative('', file)}.`)
}

async function main(): Promise<number> {
  const command = parseOptions(process.argv.slice(2))
  if (command.kind === 'run') {
    return command.options.cost ? explain(command.options) : compare(command.options)
  }
  if (command.kind === 'list') list()
  else print(help)
  return 0
}

endOnSignals()
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof MissingError
    console.error(expected ? `bench: ${error.message}` : error)
    process.exitCode = 2
  },
)
