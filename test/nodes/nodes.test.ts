import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../rules/files.ts'
import { parseOptions, UsageError } from './options.ts'
import { formatRuns, judge, type Run, sum } from './results.ts'

const running = `node-${process.versions.node.split('.')[0]}`

test('without words the whole suite runs on every version', () => {
  const nodes = ['node-20', 'node-22', 'node-24', 'node-26']
  expect(parseOptions([])).toEqual({ nodes, files: [] })
})

test('numbers are versions, and what is no number is a file', () => {
  const options = { nodes: ['node-22', 'node-24'], files: ['test/raw', 'stream'] }
  expect(parseOptions(['24', '22', '--', 'test/raw', 'stream'])).toEqual(options)
})

test('the others are all but the running one', () => {
  expect(parseOptions(['--others'])?.nodes).not.toContain(running)
})

test('the core is made of files that are there', () => {
  const files = parseOptions(['--core'])?.files ?? []
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('a version that the package is not for is refused, and so is an unknown option', () => {
  expect(() => parseOptions(['18'])).toThrow(
    new UsageError('there is no Node 18 here: 20, 22, 24, 26'),
  )
  expect(() => parseOptions(['--slow'])).toThrow(UsageError)
  expect(() => parseOptions(['--core', 'test/raw'])).toThrow(/--core is a list of files/)
})

test('a run that ends badly has failed, whatever it has counted', () => {
  const good = { passed: 3, failed: 0, skipped: 1 }
  expect(judge(good, 0)).toEqual(good)
  expect(judge(good, 1)).toMatchObject({ passed: 3, failed: 1 })
  expect(judge(undefined, 0)).toMatchObject({ passed: 0, failed: 1 })
  expect(judge(undefined, 'SIGKILL').failures).toEqual(['the run has ended with SIGKILL'])
  expect(judge({ ...good, failed: 2 }, 1).failed).toBe(2)
})

test('what failed is told with its Node, and a version that was not had is a skip', () => {
  const runs: Run[] = [
    {
      node: 'node v24.1.0',
      counts: { passed: 5, failed: 1, skipped: 0, failures: ['a'] },
      seconds: 9.6,
    },
    {
      node: 'node-26',
      counts: { passed: 0, failed: 0, skipped: 1 },
      seconds: 0,
      notRun: 'no network',
    },
  ]
  const failures = ['node v24.1.0: a']
  expect(sum(runs)).toEqual({ passed: 5, failed: 1, skipped: 1, failures, flaky: [] })
  const lines = formatRuns(runs).split('\n')
  expect(lines[0]).toBe('FAILED on node v24.1.0: a')
  expect(lines.at(-2)).toMatch(/^node v24\.1\.0 +5 +1 +0 +10$/)
  expect(lines.at(-1)).toMatch(/^node-26 +0 +0 +1 +0 +not run: no network$/)
})
