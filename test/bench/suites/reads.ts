import path from 'node:path'

import { BLOCK, cacheBlocks, directRefusal, writeBlocks } from '../block-file.ts'
import { fioProgram } from '../fio.ts'
import { timesAsMany } from '../program-report.ts'
import { type Parameters, type Program, programSuite } from '../program-suite.ts'
import { liburingProgram, otherRuntimes, runtimeProgram, uringProgram } from '../programs.ts'
import { openScratch } from '../scratch.ts'
import { formatBytes, formatNumber } from '../table.ts'
import type { SuiteCase } from './suite.ts'

// What the generator of random numbers draws is shifted, so this is a power of two.
const BLOCKS = 65_536

/** One case is enough to place what is measured for the record only. */
const forTheRecord = {
  fullOnly: true,
  takes: ({ direct, depth }: Parameters) => direct === 0 && depth === 64,
}

const fixed = ['--fixed', '1']
const promises = ['--mode', 'promises']
const callbacks = ['--mode', 'callbacks']

const others = otherRuntimes.flatMap((name): Program[] => {
  const script = 'reads-node.mjs'
  return [
    runtimeProgram(
      name,
      `${name}-promises`,
      `fs.promises of ${name}`,
      script,
      promises,
      forTheRecord,
    ),
    runtimeProgram(name, `${name}-fs`, `fs.read of ${name}`, script, callbacks, forTheRecord),
  ]
})

/** Random reads of 4 KiB: every program looks at the first and the last word of every block. */
export const reads = programSuite({
  name: 'reads',
  about: 'random 4 KiB reads of a file, from the page cache and with O_DIRECT',
  unit: 'read',
  yardstick: 'fs-promises',
  programs: [
    liburingProgram('c-uring', 'C with liburing', 'reads.c'),
    liburingProgram('c-uring-fixed', 'the same, buffers and file registered', 'reads.c', fixed),
    uringProgram('uring-raw', 'uring-sdk/raw', 'reads-raw.mjs'),
    uringProgram(
      'uring-raw-fixed',
      'the same, buffers and file registered',
      'reads-raw.mjs',
      fixed,
    ),
    uringProgram('uring-ring', 'uring-sdk: ring.read', 'reads-ring.mjs'),
    uringProgram(
      'uring-ring-fixed',
      'uring-sdk: readFixed, a registered pool, a direct descriptor',
      'reads-ring.mjs',
      fixed,
    ),
    runtimeProgram('node', 'fs-promises', "Node's fs.promises", 'reads-node.mjs', promises),
    runtimeProgram('node', 'fs', "Node's fs.read with callbacks", 'reads-node.mjs', callbacks),
    ...others,
    runtimeProgram('go', 'go', 'Go: ReadAt, a goroutine a read', 'reads.go', [], forTheRecord),
    fioProgram('fio', 'fio with io_uring; it looks at no byte', false),
    fioProgram('fio-fixed', 'the same, with registerfiles and fixedbufs', true),
  ],
  windows: {
    quick: { warmup: 0.3, seconds: 0.25, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.7, repeats: 3 },
  },
  caseCounts: { quick: 2, full: 8 },
  plan({ quick }, say) {
    const scratch = openScratch()
    const file = path.join(scratch.directory, 'blocks')
    const blocks = quick ? BLOCKS / 4 : BLOCKS
    say(`reads: a file of ${formatBytes(blocks * BLOCK)} on ${scratch.fileSystem}`)
    writeBlocks(file, blocks * BLOCK)
    const refusal = directRefusal(file)
    const depths = quick ? [64] : [1, 16, 64, 256]
    const cached = depths.map((depth) => caseOf(depth, 0))
    const direct = depths.map((depth) => caseOf(depth, 1))
    return {
      cases: refusal === undefined ? [...cached, ...direct] : cached,
      missing:
        refusal === undefined
          ? []
          : [{ peer: 'O_DIRECT', reason: `${scratch.fileSystem} refuses it (${refusal})` }],
      words: { file, blocks },
      ready: ({ direct: past }) => {
        if (past === 0) cacheBlocks(file)
      },
      close: () => scratch.close(),
    }
  },
  closing,
})

function caseOf(depth: number, direct: 0 | 1) {
  const from = direct === 1 ? 'with O_DIRECT' : 'from the page cache'
  return { name: `Random 4 KiB reads ${from}, depth ${depth}`, parameters: { depth, direct } }
}

function closing({ rows }: SuiteCase): string | undefined {
  const sentences = [
    ['uring-raw-fixed', 'fio-fixed'],
    ['uring-ring-fixed', 'fio-fixed'],
    ['uring-raw', 'c-uring'],
    ['uring-ring', 'c-uring'],
  ].flatMap(([ours = '', theirs = '']) => {
    const times = timesAsMany(rows, ours, theirs)
    if (!Number.isFinite(times)) return []
    return [`${ours} does ${formatNumber(times)} times as many a second as ${theirs}.`]
  })
  return sentences.join('\n') || undefined
}
