import path from 'node:path'

import { BLOCK, cacheBlocks, writeBlocks } from '../block-file.ts'
import { chooseCpus } from '../cpus.ts'
import { programSuite } from '../program-suite.ts'
import { liburingProgram, uringProgram } from '../programs.ts'
import { openScratch } from '../scratch.ts'
import { pairedRatio } from '../statistics.ts'
import { formatNumber } from '../table.ts'
import type { SuiteCase } from './suite.ts'

const BLOCKS = 65_536
const DEPTH = 64

/** What a second core is worth: each Worker has its own ring and its own core. */
export const twoWorkers = programSuite({
  name: 'two-workers',
  about: 'cached 4 KiB reads by one Worker against two, each with a ring and a core of its own',
  unit: 'read',
  yardstick: 'c-uring',
  allCpus: true,
  programs: [
    liburingProgram('c-uring', 'C with liburing and threads', 'two-workers.c'),
    uringProgram('uring-raw', 'uring-sdk/raw in Workers', 'two-workers.mjs', ['--mode', 'raw']),
    uringProgram('uring-ring', 'uring-sdk in Workers', 'two-workers.mjs', ['--mode', 'ring']),
  ],
  windows: {
    quick: { warmup: 0.4, seconds: 0.3, repeats: 1 },
    full: { warmup: 0.5, seconds: 1, repeats: 5 },
  },
  caseCounts: { quick: 2, full: 2 },
  plan({ quick, serverCpu, clientCpu }) {
    const { server, client } = chooseCpus(serverCpu, clientCpu)
    if (server === client) {
      return { cases: [], missing: [{ peer: 'two-workers', reason: 'there is only one core' }] }
    }
    const scratch = openScratch()
    const file = path.join(scratch.directory, 'blocks')
    const blocks = quick ? BLOCKS / 4 : BLOCKS
    writeBlocks(file, blocks * BLOCK)
    return {
      cases: [
        { name: 'Cached reads by one Worker', parameters: { workers: 1 } },
        { name: 'Cached reads by two Workers', parameters: { workers: 2 } },
      ],
      words: { file, blocks, depth: DEPTH },
      ready: () => cacheBlocks(file),
      close: () => scratch.close(),
    }
  },
  conclusion,
})

/** Round by round, because one Worker and two had their turns within seconds. */
function conclusion(cases: readonly SuiteCase[]): string | undefined {
  const rowsOf = (workers: number) =>
    cases.find(({ parameters }) => parameters['workers'] === workers)?.rows ?? []
  const sentences = rowsOf(1).flatMap(({ peer, metrics }) => {
    const two = rowsOf(2).find((row) => row.peer === peer)?.metrics['perSecond']
    const one = metrics['perSecond']
    if (one === undefined || two === undefined) return []
    const factor = pairedRatio(one.values, two.values).median
    return [`${peer}: two Workers do ${formatNumber(factor)} times what one does.`]
  })
  return sentences.join('\n') || undefined
}
