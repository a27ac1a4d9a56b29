import { rmSync } from 'node:fs'
import { freemem } from 'node:os'
import path from 'node:path'

import { checkBlocks, writeBlocks } from '../block-file.ts'
import { type Program, programSuite } from '../program-suite.ts'
import { otherRuntimes, plainProgram, runtimeProgram, uringProgram } from '../programs.ts'
import { openScratch } from '../scratch.ts'
import { formatBytes } from '../table.ts'

const MIB = 2 ** 20
const FULL = 1024 * MIB
const LESS = 256 * MIB
const QUICK = 128 * MIB

const script = 'copy-node.mjs'
const mode = (name: string): string[] => ['--mode', name]

const others = otherRuntimes.map(
  (name): Program =>
    runtimeProgram(name, `${name}-copy-file`, `copyFile of ${name}`, script, mode('copy-file'), {
      fullOnly: true,
    }),
)

/** From page cache to page cache; the suite compares every byte when a program is over. */
export const copy = programSuite({
  name: 'copy',
  about: 'sequential copy of a file (1 GiB), without sharing blocks',
  unit: 'MiB',
  yardstick: 'fs-copy-file',
  programs: [
    plainProgram('c-read-write', 'C: read and write of 128 KiB', 'copy.c', mode('read-write')),
    plainProgram('c-kernel', 'C: copy_file_range, inside the kernel', 'copy.c', mode('kernel')),
    uringProgram('uring-raw', 'uring-sdk/raw: 2 registered blocks', 'copy.mjs', mode('raw')),
    uringProgram('uring-ring', 'uring-sdk: 2 registered blocks', 'copy.mjs', mode('ring')),
    uringProgram('uring-ring-splice', 'uring-sdk: chains of splice', 'copy.mjs', mode('pipes'), {
      fullOnly: true,
    }),
    runtimeProgram('node', 'fs-copy-file', 'fs.promises.copyFile', script, mode('copy-file')),
    runtimeProgram('node', 'fs-streams', 'fs streams, pipeline', script, mode('streams')),
    ...others,
  ],
  windows: {
    quick: { warmup: 0.1, seconds: 0.2, repeats: 1 },
    full: { warmup: 0.2, seconds: 1, repeats: 3 },
  },
  caseCounts: { quick: 1, full: 1 },
  plan({ quick }, say) {
    const scratch = openScratch()
    const source = path.join(scratch.directory, 'source')
    const target = path.join(scratch.directory, 'target')
    // Both files in memory and on the disk, and as much again for everybody else.
    const room = Math.min(scratch.freeBytes, freemem()) > 4 * FULL
    const bytes = quick ? QUICK : room ? FULL : LESS
    const size = bytes === FULL ? '1 GiB' : formatBytes(bytes)
    say(`copy: ${size} on ${scratch.fileSystem}`)
    writeBlocks(source, bytes)
    return {
      cases: [{ name: `Copy of ${size}`, parameters: { bytes } }],
      words: { source, target },
      check() {
        try {
          checkBlocks(target, bytes)
        } finally {
          rmSync(target, { force: true })
        }
      },
      close: () => scratch.close(),
    }
  },
  closing: () =>
    'fs.copyFile copies inside the kernel (copy_file_range, else sendfile), as c-kernel does; ' +
    'no program shares blocks (reflink) unless the file system does so by itself.',
})
