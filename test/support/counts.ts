import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What `.ci/run` adds up; `failed` counts broken files and stray errors too. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
  /** What failed, by name. */
  failures?: readonly string[]
  /** What passed only when it was tried again. */
  flaky?: readonly string[]
}

/** Where `.ci/tools.mjs` keeps what is never committed and never packed. */
const fileOf = (part: string): string => `node_modules/.uring-sdk/${part}.json`

/** Leaves the counts of a part: `test`, `kernels`, `nodes`, or one Node of these. */
export function saveCounts(part: string, counts: Counts): void {
  const file = fileOf(part)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(counts))
}

/** Takes the counts that a part has left; undefined if it has died before it could count. */
export function takeCounts(part: string): Counts | undefined {
  const file = fileOf(part)
  if (!existsSync(file)) return undefined
  const counts = JSON.parse(readFileSync(file, 'utf8')) as Counts
  rmSync(file)
  return counts
}
