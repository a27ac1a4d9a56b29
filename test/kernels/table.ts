/** How the results look on a terminal. */
import { stripVTControlCharacters } from 'node:util'
import type { Counts } from '../support/counts.ts'
import type { Run, Skip } from './results.ts'

const HEAD = ['kernel', 'arch', 'release', 'passed', 'failed', 'skipped', 'seconds']
/** The columns of words; numbers stand at the right. */
const WORDS = 3

/** One line for each kernel and architecture. */
export function formatTable(runs: readonly Run[]): string {
  const rows = runs.map((run) => [
    run.kernel,
    run.arch,
    run.notRun === undefined ? run.release : 'not run',
    ...(run.notRun === undefined
      ? [run.passed, run.failures.length, run.skips.length, Math.round(run.seconds)].map(String)
      : ['-', '-', '-', '-']),
  ])
  const widths = HEAD.map((name, at) => {
    return Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0))
  })
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) =>
        at < WORDS ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [HEAD, ...rows].map(line).join('\n')
}

/** What failed, what was skipped and why, and what the kernel said, for one boot. */
export function formatDetails(run: Run): string {
  const lines: string[] = []
  const title = `${run.kernel} ${run.arch}`
  for (const { test, error } of run.failures) {
    lines.push(`${title} FAILED ${test}`, indented(error))
  }
  for (const { test, error } of run.complaints) {
    lines.push(`${title} during ${test}: ${error}`)
  }
  for (const [reason, tests] of byReason(run.skips)) {
    lines.push(`${title} skipped ${tests.length}: ${reason}`)
  }
  if (run.notRun !== undefined) lines.push(`${title} skipped: ${run.notRun}`)
  if (run.cut !== undefined) lines.push(`${title} stopped: ${run.cut}`)
  return lines.join('\n')
}

/** The tests that one reason has stopped. */
export function byReason(skips: readonly Skip[]): Map<string, string[]> {
  const reasons = new Map<string, string[]>()
  for (const { test, reason } of skips) {
    const tests = reasons.get(reason)
    if (tests === undefined) reasons.set(reason, [test])
    else tests.push(test)
  }
  return reasons
}

function indented(text: string): string {
  return stripVTControlCharacters(text)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}

/** The counts over all boots. */
export function countsOf(runs: readonly Run[]): Counts {
  const count = (of: (run: Run) => number): number => runs.reduce((sum, run) => sum + of(run), 0)
  return {
    passed: count((run) => run.passed),
    failed: count((run) => run.failures.length),
    skipped: count((run) => run.skips.length),
    failures: runs.flatMap((run) => run.failures.map(({ test }) => `${run.kernel}: ${test}`)),
  }
}

/** As the checks of this repository end. */
export function formatTotal(runs: readonly Run[]): string {
  const { passed, failed, skipped } = countsOf(runs)
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

export const EXIT_OK = 0
export const EXIT_FAILED = 1
/** What test harnesses have long agreed to call a skip. */
export const EXIT_SKIPPED = 77

export function exitCode(runs: readonly Run[]): number {
  if (runs.some(({ failures }) => failures.length > 0)) return EXIT_FAILED
  const isPartial = ({ notRun, cut }: Run): boolean => notRun !== undefined || cut !== undefined
  return runs.some(isPartial) ? EXIT_SKIPPED : EXIT_OK
}
