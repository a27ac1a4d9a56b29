import { testFiles } from './tree.ts'

/** What the guest is to do: it finds this beside the tests. */
export interface Job {
  readonly files: readonly string[]
  readonly testTimeoutMs: number
  readonly fileTimeoutMs: number
  /** Only tests whose name matches. */
  readonly pattern?: string
}

/** An emulated processor is ten to thirty times slower than this one. */
const TEST_TIMEOUT_MS = 120_000
const FILE_TIMEOUT_MS = 900_000

/** A filter is parts of file paths, if there are such files, else a pattern for names of tests. */
export function jobOf(filter?: string): Job {
  const timeouts = { testTimeoutMs: TEST_TIMEOUT_MS, fileTimeoutMs: FILE_TIMEOUT_MS }
  const all = testFiles()
  if (filter === undefined) return { files: all, ...timeouts }
  const parts = filter.split(',')
  const files = all.filter((file) => parts.some((part) => file.includes(part)))
  return files.length > 0 ? { files, ...timeouts } : { files: all, pattern: filter, ...timeouts }
}
