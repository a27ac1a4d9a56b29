/** Runs one test file in a process of its own, as vitest's forks do, and says what came out. */
import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type File, startTests, type Task, type Test, type VitestRunner } from '@vitest/runner'
import type { Outcome } from '../results.ts'
import { checkAssertions, forgetAssertions } from './vitest.ts'

const [path = '', timeout = '20000', ...patterns] = process.argv.slice(2)
const root = process.cwd()

/** Descriptor 3 is the result's: a test may write whatever it likes to the other ones. */
function tell(outcome: Outcome): void {
  writeSync(3, `${JSON.stringify(outcome)}\n`)
}

const runner: VitestRunner = {
  config: {
    root,
    setupFiles: [],
    name: undefined,
    passWithNoTests: true,
    testNamePattern: patterns[0] === undefined ? undefined : new RegExp(patterns[0]),
    allowOnly: false,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: undefined,
    maxConcurrency: 5,
    testTimeout: Number(timeout),
    hookTimeout: Number(timeout),
    retry: 0,
    includeTaskLocation: undefined,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
  importFile: (file) => import(pathToFileURL(file).href),
  onBeforeTryTask: (test) => forgetAssertions(nameOf(test)),
  onAfterTryTask: checkAssertions,
  onAfterRunTask: report,
}

function nameOf(task: Task): string {
  const names = [task.name]
  for (let suite = task.suite; suite !== undefined; suite = suite.suite) names.unshift(suite.name)
  return names.join(' > ')
}

const told = new Set<Test>()

function report(test: Test): void {
  const { result } = test
  const [name, ms] = [nameOf(test), Math.round(result?.duration ?? 0)]
  if (result?.state === 'pass') tell({ state: 'passed', name, ms })
  else if (result?.state === 'fail') tell({ state: 'failed', name, ms, error: said(result.errors) })
  else return
  told.add(test)
}

/** Errors of hooks, of imports and of tests, as a reader of the table wants them. */
function said(errors: readonly { stack?: string; message?: string; diff?: string }[] = []): string {
  const texts = errors.map(({ stack, message, diff }) => {
    const places = (stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at .*\/(test|src|generated)\//.test(line))
    const lines = [
      message ?? String(stack),
      ...(diff === undefined ? [] : [diff]),
      ...places.slice(0, 6),
    ]
    return lines.join('\n').replaceAll(`file://${root}/`, '')
  })
  return texts.join('\n')
}

/** What the runner does not report by itself: skips, and hooks and imports that have failed. */
function reportRest(task: Task): void {
  if (task.type === 'test') return told.has(task) ? undefined : reportSkip(task)
  if (task.result?.state === 'fail' && (task.result.errors ?? []).length > 0) {
    tell({ state: 'failed', name: nameOf(task), ms: 0, error: said(task.result.errors) })
  }
  for (const child of task.tasks) reportRest(child)
}

function reportSkip(test: Test): void {
  const { note } = (test.result ?? {}) as { note?: string }
  const reason = note ?? 'no reason given'
  // With a pattern, the runner gives every other test the mode of a skipped one.
  if (patterns.length > 0 && note === undefined) return
  tell({ state: 'skipped', name: nameOf(test), reason })
}

process.on('unhandledRejection', stray)
process.on('uncaughtException', stray)

function stray(error: unknown): void {
  const { stack, message } = error instanceof Error ? error : new Error(String(error))
  tell({
    state: 'failed',
    name: 'an error outside of any test',
    ms: 0,
    error: said([{ stack: stack ?? '', message }]),
  })
}

const files: File[] = await startTests([path], runner)
for (const file of files) reportRest(file)
tell({ state: 'done' })
// As vitest ends its forks; what outlives a test shows in the tests of teardown.
process.exit(0)
