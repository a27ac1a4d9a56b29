import { formatTable } from '../bench/table.ts'
import type { Counts } from '../support/counts.ts'

/** The suite on one Node. */
export interface Run {
  readonly node: string
  readonly counts: Counts
  readonly seconds: number
  /** Why it was not run. */
  readonly notRun?: string
}

/** A run that ends badly is a failure, whatever it has counted. */
export function judge(counts: Counts | undefined, end: number | string | null): Counts {
  if (counts !== undefined && (end === 0 || counts.failed > 0)) return counts
  const failures = [`the run has ended with ${end}`]
  return { passed: 0, skipped: 0, ...counts, failed: 1, failures }
}

/** All of them together, for the last line of `.ci/run`. */
export function sum(runs: readonly Run[]): Counts {
  const count = (of: 'passed' | 'failed' | 'skipped'): number =>
    runs.reduce((total, { counts }) => total + counts[of], 0)
  const named = (of: 'failures' | 'flaky'): readonly string[] =>
    runs.flatMap(({ node, counts }) => (counts[of] ?? []).map((test) => `${node}: ${test}`))
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    failures: named('failures'),
    flaky: named('flaky'),
  }
}

/** What has failed, by name, and a line for each Node. */
export function formatRuns(runs: readonly Run[]): string {
  const failures = (sum(runs).failures ?? []).map((failure) => `FAILED on ${failure}\n`)
  const table = formatTable<Run>(
    [
      { title: 'node', cell: ({ node }) => node },
      { title: 'passed', align: 'right', cell: ({ counts }) => String(counts.passed) },
      { title: 'failed', align: 'right', cell: ({ counts }) => String(counts.failed) },
      { title: 'skipped', align: 'right', cell: ({ counts }) => String(counts.skipped) },
      { title: 'seconds', align: 'right', cell: ({ seconds }) => seconds.toFixed(0) },
      { title: '', cell: ({ notRun }) => (notRun === undefined ? '' : `not run: ${notRun}`) },
    ],
    runs,
  )
  return [...failures, table].join('')
}
