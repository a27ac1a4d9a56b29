import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'
import { type Counts, saveCounts } from './counts.ts'

/**
 * Ends a run with every reason for which a test was skipped, so that a kernel that lacks a feature
 * is seen and never just quiet, and leaves the counts where `.ci/run` finds them.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    strayErrors: readonly SerializedError[],
    reason: 'passed' | 'interrupted' | 'failed',
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const summary: Counts = {
      passed: count(tests, 'passed'),
      failed: count(tests, 'failed') + strayErrors.length,
      skipped: count(tests, 'skipped'),
    }
    for (const module of modules) if (module.errors().length > 0) summary.failed++
    // A run that was cut short has tests that nobody ran: it must not look like a good one.
    if (reason === 'interrupted') summary.failed++
    saveCounts('test', summary)
    printSkips(tests)
  }
}

function count(tests: readonly TestCase[], state: 'passed' | 'failed' | 'skipped'): number {
  return tests.filter((test) => test.result().state === state).length
}

function printSkips(tests: readonly TestCase[]): void {
  const reasons = new Map<string, number>()
  for (const test of tests) {
    const result = test.result()
    if (result.state !== 'skipped') continue
    const reason = result.note ?? 'no reason given'
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  if (reasons.size === 0) return
  console.log('Skipped:')
  for (const [reason, times] of reasons) console.log(`  ${times} ${reason}`)
}
