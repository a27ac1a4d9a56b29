import { relative } from 'node:path'
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'
import { type Counts, saveCounts } from './counts.ts'

/**
 * Ends a run with every reason for which a test was skipped, so that a kernel that lacks a feature
 * is seen and never just quiet, and leaves the counts and the names of what failed where `.ci/run`
 * finds them.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    strayErrors: readonly SerializedError[],
    reason: 'passed' | 'interrupted' | 'failed',
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const broken = modules.filter((module) => module.errors().length > 0)
    const failures = [
      ...inState(tests, 'failed').map(nameOf),
      ...broken.map(({ moduleId }) => `${relative('.', moduleId)} could not be run`),
      ...strayErrors.map(({ message }) => `outside of any test: ${message}`),
      // A run that was cut short has tests that nobody ran: it must not look like a good one.
      ...(reason === 'interrupted' ? ['the run was interrupted'] : []),
    ]
    const summary: Counts = {
      passed: inState(tests, 'passed').length,
      failed: failures.length,
      skipped: inState(tests, 'skipped').length,
      failures,
      flaky: tests.filter((test) => test.diagnostic()?.flaky).map(nameOf),
    }
    saveCounts(process.env['URING_COUNTS'] ?? 'test', summary)
    printSkips(tests)
  }
}

function inState(
  tests: readonly TestCase[],
  state: 'passed' | 'failed' | 'skipped',
): readonly TestCase[] {
  return tests.filter((test) => test.result().state === state)
}

function nameOf(test: TestCase): string {
  return `${relative('.', test.module.moduleId)}: ${test.fullName}`
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
