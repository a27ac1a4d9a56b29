import { writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'

import { MissingError } from './build.ts'
import { chooseCpus } from './cpus.ts'
import { help, parseOptions, UsageError, type Options } from './options.ts'
import { chosenSuites, suites } from './suites.ts'
import type { SuiteResult } from './suites/suite.ts'

const print = (line: string): void => console.log(line)

function list(): void {
  for (const suite of suites) {
    print(`${suite.name}  ${suite.about}`)
    const width = Math.max(...suite.peers.map(({ name }) => name.length))
    for (const { name, about, extra } of suite.peers) {
      print(`  ${name.padEnd(width)}  ${about}${extra ? ' (only with --peer)' : ''}`)
    }
  }
}

function machine(): object {
  const all = cpus()
  return {
    kernel: release(),
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    node: process.version,
    loadBefore: loadavg(),
  }
}

async function run(options: Options): Promise<number> {
  const { server, client } = chooseCpus(options.serverCpu, options.clientCpu)
  if (server === client) {
    print(`Server and client share core ${server}: compare CPU times, not messages per second.`)
  }
  const before = machine()
  const results: SuiteResult[] = []
  for (const suite of chosenSuites(options)) results.push(await suite.run(options, print))

  for (const { text, missing, failed } of results) {
    print(`\n${text}`)
    for (const { peer, reason } of missing) print(`\n${peer} was left out: ${reason}.`)
    for (const { peer, reason } of failed) print(`\n${peer} FAILED: ${reason}`)
  }
  if (options.json !== undefined) {
    const date = new Date().toISOString()
    const record = { version: 1, date, machine: before, cpus: { server, client }, options, results }
    const withoutText = (key: string, value: unknown): unknown =>
      key === 'text' ? undefined : value
    writeFileSync(options.json, `${JSON.stringify(record, withoutText, 1)}\n`)
    print(`\nEverything measured is in ${options.json}.`)
  }
  return results.some(({ failed }) => failed.length > 0) ? 1 : 0
}

async function main(): Promise<number> {
  const command = parseOptions(process.argv.slice(2))
  if (command.kind === 'run') return run(command.options)
  if (command.kind === 'list') list()
  else print(help)
  return 0
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Leaving through exit() ends the servers as well.
  process.on(signal, () => process.exit(130))
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const expected = error instanceof UsageError || error instanceof MissingError
    console.error(expected ? `bench: ${error.message}` : error)
    process.exitCode = 2
  },
)
