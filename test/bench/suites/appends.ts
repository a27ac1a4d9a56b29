import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

import { type Parameters, type Program, programSuite } from '../program-suite.ts'
import { liburingProgram, otherRuntimes, runtimeProgram, uringProgram } from '../programs.ts'
import type { Printed } from '../program.ts'
import { openScratch } from '../scratch.ts'

const RECORD = 512

const script = 'appends-node.mjs'
const mode = (name: string): string[] => ['--mode', name]

const others = otherRuntimes.map((name): Program => {
  const record = { fullOnly: true, takes: ({ depth }: Parameters) => depth === 16 }
  return runtimeProgram(
    name,
    `${name}-promises`,
    `FileHandle of ${name}: write, datasync`,
    script,
    mode('promises'),
    record,
  )
})

/** Most of it is the disk's time; the CPU time beside it is ours. */
export const appends = programSuite({
  name: 'appends',
  about: 'a write of 512 bytes and its fdatasync, linked',
  unit: 'append',
  yardstick: 'fs-promises',
  programs: [
    liburingProgram('c-uring', 'C with liburing: linked', 'appends.c'),
    uringProgram('uring-raw', 'uring-sdk/raw: linked', 'appends.mjs', mode('raw')),
    uringProgram('uring-ring', 'uring-sdk: ring.chain', 'appends.mjs', mode('ring')),
    runtimeProgram('node', 'fs-promises', 'FileHandle: write, datasync', script, mode('promises')),
    runtimeProgram('node', 'fs', 'fs.write, fs.fdatasync', script, mode('callbacks')),
    ...others,
  ],
  windows: {
    quick: { warmup: 0.4, seconds: 0.3, repeats: 1 },
    full: { warmup: 0.6, seconds: 1, repeats: 3 },
  },
  caseCounts: { quick: 1, full: 2 },
  plan({ quick }) {
    const scratch = openScratch()
    const target = path.join(scratch.directory, 'log')
    const depths = quick ? [16] : [1, 16]
    return {
      cases: depths.map((depth) => ({
        name: `Appends with fdatasync, ${depth} at once`,
        parameters: { depth },
      })),
      words: { target },
      check(printed) {
        checkRecords(target, printed)
        rmSync(target)
      },
      close: () => scratch.close(),
    }
  },
})

/** Every record is there, in its place: those of the warm-up as well as those that were counted. */
export function checkRecords(file: string, { operations }: Pick<Printed, 'operations'>): void {
  const content = readFileSync(file)
  const count = content.length / RECORD
  if (!Number.isInteger(count) || count < operations) {
    throw new Error(`its file has ${count} records for ${operations} appends`)
  }
  for (let i = 0; i < count; i++) {
    const at = i * RECORD
    const numbers = [content.readUInt32LE(at), content.readUInt32LE(at + RECORD - 4)]
    if (numbers.some((number) => number !== i)) throw new Error(`its record ${i} is wrong`)
  }
}
