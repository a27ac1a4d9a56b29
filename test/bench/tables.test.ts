import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

import { root } from './build.ts'
import { markOf, pagesOf, withWritten } from './pages.ts'
import { readRecord, recordFile } from './record.ts'
import { summarize } from './statistics.ts'
import { libraryTable, referenceTable } from './tables.ts'

const row = (peer: string, cpuUs: number, more = {}) => ({
  peer,
  version: '1',
  metrics: { cpuUs: summarize([cpuUs]), perSecond: summarize([1e6 / cpuUs]), ...more },
})

const record = {
  suites: [
    {
      suite: 'echo',
      about: '',
      seconds: 1,
      missing: [],
      failed: [],
      cases: [64, 64, 256].map((connections, i) => ({
        name: `case ${i}`,
        parameters: { connections },
        unit: 'message',
        rows: [
          row('c-uring', 4),
          row('uring-raw', 5),
          row('node-net', 20, { p50Us: summarize([700]), p99Us: summarize([1500]) }),
          row('uring-ring', 40),
        ],
      })),
    },
  ],
}

test('a case has a line for the standard library and for each of our faces', () => {
  expect(libraryTable(record, 1).split('\n').slice(2)).toEqual([
    '| case 0 | `net` | 50 k | 20 | 700 | 1500 |  |',
    '|  | `Ring` | 25 k | 40 |  |  | 2 times more CPU |',
    '|  | `uring-sdk/raw` | 200 k | 5 |  |  | 4 times less CPU |',
  ])
})

test('only the cases that were asked for are in it', () => {
  expect(libraryTable(record).match(/case \d/g)).toEqual(['case 0', 'case 1'])
})

test('a case has a line for what it costs against C', () => {
  expect(referenceTable(record).split('\n')[2]).toBe('| case 0 | 1.25 | 10.00 |')
})

test('a table replaces what stands behind its mark', () => {
  const page = `# Page\n${markOf('a')}\nold\n<!-- end of what is written -->\nrest`
  const written = withWritten(page, 'a', 'new')
  expect(written).toContain(`${markOf('a')}\n\nnew\n\n<!-- end`)
  expect(written).not.toContain('old')
  expect(withWritten(written, 'a', 'new')).toBe(written)
})

test('a page without marks is refused', () => {
  expect(() => withWritten('# Page', 'a', 'table')).toThrow('a page lacks <!-- a, from')
})

test('the pages show what the committed record says', () => {
  for (const [file, text] of pagesOf(readRecord(recordFile))) {
    expect(readFileSync(path.join(root, file), 'utf8'), file).toBe(text)
  }
})
