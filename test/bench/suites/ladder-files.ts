import path from 'node:path'

import { BLOCK, writeBlocks } from '../block-file.ts'
import { fileSteps, YARDSTICK } from '../ladder/peers.ts'
import { leftOut, techniquesOf } from '../ladder/steps.ts'
import { programSuite } from '../program-suite.ts'
import { openScratch } from '../scratch.ts'
import { writeFiles } from './small-files.ts'

const BLOCKS = 16_384
const FILES = 2000
const DEPTH = 64

/** One reader of files on the raw face, with a switch for each technique: what each one buys. */
export const ladderFiles = programSuite({
  name: 'ladder-files',
  about: 'one reader of cached files: each technique of io_uring alone, added up, and taken away',
  unit: 'read',
  yardstick: YARDSTICK,
  programs: fileSteps,
  // The program keeps to one core, but for the switch that gives it more.
  allCpus: true,
  windows: {
    quick: { warmup: 0.1, seconds: 0.15, repeats: 1 },
    full: { warmup: 0.2, seconds: 0.4, repeats: 2 },
  },
  caseCounts: { quick: 1, full: 2 },
  plan({ quick }) {
    const scratch = openScratch()
    const file = path.join(scratch.directory, 'blocks')
    writeBlocks(file, BLOCKS * BLOCK)
    const blocks = { name: 'Ladder of reads, blocks of 4 KiB', parameters: { work: 'blocks' } }
    const files = {
      name: 'Ladder of reads, small files opened and closed',
      parameters: { work: 'files' },
    }
    if (!quick) writeFiles(scratch.directory, FILES)
    return {
      cases: quick ? [blocks] : [blocks, files],
      words: { file, blocks: BLOCKS, directory: scratch.directory, files: FILES, depth: DEPTH },
      close: () => scratch.close(),
    }
  },
  conclusion: () => leftOut(techniquesOf('files')).join('\n'),
})
