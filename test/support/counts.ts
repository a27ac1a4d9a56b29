import { mkdirSync, writeFileSync } from 'node:fs'
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

/** Leaves them where `.ci/tools.mjs` keeps what is never committed and never packed. */
export function saveCounts(part: 'test' | 'kernels', counts: Counts): void {
  const file = `node_modules/.uring-sdk/${part}.json`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(counts))
}
