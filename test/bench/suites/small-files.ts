import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { type Parameters, type Program, programSuite } from '../program-suite.ts'
import { liburingProgram, otherRuntimes, runtimeProgram, uringProgram } from '../programs.ts'
import { openScratch } from '../scratch.ts'

const DEPTH = 64
const SIZE = 2048
const IN_DIRECTORY = 100

const script = 'small-files-node.mjs'
const mode = (name: string): string[] => ['--mode', name]

const others = otherRuntimes.flatMap((name): Program[] => {
  // readFile asks for the size itself, so that the other case would tell nothing new.
  const record = { fullOnly: true, takes: ({ statx }: Parameters) => statx === 0 }
  return [
    runtimeProgram(
      name,
      `${name}-promises`,
      `fs.promises.readFile of ${name}`,
      script,
      mode('promises'),
      record,
    ),
    runtimeProgram(name, `${name}-fs`, `fs.readFile of ${name}`, script, mode('callbacks'), record),
  ]
})

/** Files of 2 KiB that the page cache has: what is left is the way there and back. */
export const smallFiles = programSuite({
  name: 'small-files',
  about: '10,000 small files: open, (statx,) read, close, 64 at once',
  unit: 'file',
  yardstick: 'fs-promises',
  programs: [
    liburingProgram('c-uring', 'C with liburing: linked, direct slots', 'small-files.c'),
    uringProgram('uring-raw', 'uring-sdk/raw: the same', 'small-files.mjs', mode('raw')),
    uringProgram('uring-ring', 'uring-sdk: chains over slots', 'small-files.mjs', mode('ring')),
    runtimeProgram('node', 'fs-promises', 'fs.promises.readFile', script, mode('promises')),
    runtimeProgram('node', 'fs', 'fs.readFile', script, mode('callbacks')),
    runtimeProgram('node', 'fs-sync', 'fs.readFileSync, one at a time', script, mode('sync')),
    ...others,
  ],
  windows: {
    quick: { warmup: 0.6, seconds: 0.3, repeats: 1 },
    // So much JavaScript is compiled well only after a while.
    full: { warmup: 1, seconds: 1, repeats: 3 },
  },
  caseCounts: { quick: 1, full: 2 },
  plan({ quick }) {
    const scratch = openScratch()
    const files = quick ? 2000 : 10_000
    writeFiles(scratch.directory, files)
    const plain = { name: 'Small files: open, read, close', parameters: { files, statx: 0 } }
    const sized = { name: 'Small files: statx, open, read, close', parameters: { files, statx: 1 } }
    return {
      cases: quick ? [plain] : [plain, sized],
      words: { directory: scratch.directory, depth: DEPTH },
      close: () => scratch.close(),
    }
  },
})

/** A hundred in a directory; each has its number in its first and in its last word. */
export function writeFiles(directory: string, count: number): void {
  for (let i = 0; i < count; i++) {
    const folder = path.join(directory, String(Math.floor(i / IN_DIRECTORY)))
    if (i % IN_DIRECTORY === 0) mkdirSync(folder)
    const content = Buffer.alloc(SIZE)
    content.writeUInt32LE(i, 0)
    content.writeUInt32LE(i, SIZE - 4)
    writeFileSync(path.join(folder, String(i % IN_DIRECTORY)), content)
  }
}
