import { UsageError, type Options } from './options.ts'
import { appends } from './suites/appends.ts'
import { churn } from './suites/churn.ts'
import { client } from './suites/client.ts'
import { copy } from './suites/copy.ts'
import { echo } from './suites/echo.ts'
import { idle } from './suites/idle.ts'
import { ladderEcho } from './suites/ladder-echo.ts'
import { ladderFiles } from './suites/ladder-files.ts'
import { latency } from './suites/latency.ts'
import { nop } from './suites/nop.ts'
import { reads } from './suites/reads.ts'
import { smallFiles } from './suites/small-files.ts'
import { timers } from './suites/timers.ts'
import { twoWorkers } from './suites/two-workers.ts'
import type { Suite } from './suites/suite.ts'
import { udp } from './suites/udp.ts'
import { unix } from './suites/unix.ts'

/** All suites, in the order in which they run. */
export const suites: readonly Suite[] = [
  echo,
  latency,
  unix,
  udp,
  churn,
  idle,
  client,
  nop,
  reads,
  twoWorkers,
  smallFiles,
  copy,
  appends,
  timers,
  ladderEcho,
  ladderFiles,
]

/** The suites that the options choose; a name that nobody has is the user's mistake. */
export function chosenSuites(
  { suites: wanted, peers }: Pick<Options, 'suites' | 'peers'>,
  all: readonly Suite[] = suites,
): readonly Suite[] {
  const stranger = wanted.find((name) => !all.some((suite) => suite.name === name))
  if (stranger !== undefined) {
    const known = all.map(({ name }) => name).join(', ')
    throw new UsageError(`There is no suite "${stranger}"; there is ${known}.`)
  }
  const among = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name))
  checkPeers(peers, among)
  // A suite without any of the peers has nothing to do.
  if (peers.length === 0) return among
  return among.filter((suite) => suite.peers.some(({ name }) => peers.includes(name)))
}

function checkPeers(wanted: readonly string[], among: readonly Suite[]): void {
  const known = new Set(among.flatMap(({ peers }) => peers.map(({ name }) => name)))
  const stranger = wanted.find((name) => !known.has(name))
  if (stranger === undefined) return
  const which = among.map(({ name }) => name).join(' and ')
  throw new UsageError(
    `There is no peer "${stranger}" in ${which}; there is ${[...known].join(', ')}.`,
  )
}
