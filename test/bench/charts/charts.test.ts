import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import type { SuiteCase } from '../suites/suite.ts'
import { drawRecord, writeCharts } from './draw.ts'
import { dataOf, familiesOf, kindOf, short } from './families.ts'
import { sampleRecord } from './sample.ts'
import { themes } from './themes.ts'

describe('families of cases', () => {
  const suiteOf = (cases: SuiteCase[]) => ({
    suites: [{ suite: 'reads', about: 'Reads', seconds: 1, cases, missing: [], failed: [] }],
  })
  const rows = sampleRecord().suites[0]?.cases[0]?.rows ?? []
  const caseOf = (depth: number, how: string): SuiteCase => ({
    name: `Reads, ${how}, depth ${depth}`,
    parameters: { depth, how },
    unit: 'read',
    rows,
  })

  test('a suite has one chart, whose title is what its cases share', () => {
    const [echo, nop] = familiesOf(sampleRecord())
    expect(echo).toMatchObject({ name: 'echo', title: 'TCP echo, 64 connections' })
    expect(nop).toMatchObject({ name: 'nop', title: 'NOPs, batches of 64' })
  })

  test('one of many cases is split by the parameter that makes the fewest charts', () => {
    const cases = [1, 4, 16, 64].flatMap((depth) => [
      caseOf(depth, 'cached'),
      caseOf(depth, 'O_DIRECT'),
    ])
    const families = familiesOf(suiteOf(cases))
    expect(families.map(({ name }) => name)).toEqual(['reads-how-cached', 'reads-how-o-direct'])
    expect(families.map((family) => family.cases.length)).toEqual([4, 4])
  })

  test('cases that differ in one parameter alone are dealt out in pages', () => {
    const cases = [1, 2, 3, 4, 5, 6, 7].map((depth) => caseOf(depth, 'cached'))
    expect(familiesOf(suiteOf(cases)).map(({ name }) => name)).toEqual(['reads-1', 'reads-2'])
  })

  test('a case without rows has no place in a chart', () => {
    expect(familiesOf(suiteOf([{ ...caseOf(1, 'cached'), rows: [] }]))).toEqual([])
  })

  test('a bar has its lowest and highest value, and a short figure', () => {
    expect(dataOf(rows, 'cpuUs')[0]).toMatchObject({ peer: 'c-uring', kind: 'C', value: 4.2 })
    expect(dataOf(rows, 'cpuUs')[0]?.low).toBeCloseTo(4.074)
    expect(dataOf(rows, 'cpuUs')[0]?.high).toBeCloseTo(4.41)
    expect(dataOf(rows, 'gcShare')).toEqual([])
    expect([0.0712, 4.2, 9990, 12_345, 3_456_789].map(short)).toEqual([
      '0.0712',
      '4.2',
      '9990',
      '12.3 k',
      '3.46 M',
    ])
  })

  test('our own peers are told from C and from the others', () => {
    expect(
      ['uring-raw', 'ring-sqpoll', 'c-epoll', 'fio', 'node-net', 'promise'].map(kindOf),
    ).toEqual(['uring-sdk', 'uring-sdk', 'C', 'C', 'others', 'others'])
  })
})

describe('charts', () => {
  test('every family is drawn in both themes, with all peers, figures and directions', async () => {
    const charts = await drawRecord(sampleRecord())
    expect(charts.map(({ file }) => file)).toEqual([
      'echo-light.svg',
      'echo-dark.svg',
      'nop-light.svg',
      'nop-dark.svg',
    ])
    for (const { file, svg } of charts.slice(0, 2)) {
      const theme = themes[file.includes('dark') ? 'dark' : 'light']
      for (const words of ['c-uring', 'uring-raw', 'node-net', '8.8', '64 B', '16 KiB', 'p99.9']) {
        expect(svg).toContain(`>${words}<`)
      }
      expect(svg).toContain('CPU µs a message (less is better)')
      expect(svg).toContain('messages a second (more is better)')
      expect(svg).toContain('Example CPU')
      for (const color of Object.values(theme.colors)) expect(svg).toContain(color)
      expect(svg).toContain(theme.background)
      expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    }
  })

  test('small operations are shown in nanoseconds', async () => {
    const charts = await drawRecord(sampleRecord())
    expect(charts.find(({ file }) => file === 'nop-light.svg')?.svg).toContain(
      'CPU ns a NOP (less is better)',
    )
  })

  test('the same record gives the same files, and charts of suites that are gone go', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'uring-charts-'))
    try {
      writeFileSync(path.join(directory, 'old-dark.svg'), '')
      writeFileSync(path.join(directory, 'bench.json'), '')
      const charts = await drawRecord(sampleRecord())
      expect(await drawRecord(sampleRecord())).toEqual(charts)
      writeCharts(charts, directory)
      const names = [
        'bench.json',
        'echo-dark.svg',
        'echo-light.svg',
        'nop-dark.svg',
        'nop-light.svg',
      ]
      expect(readdirSync(directory).toSorted()).toEqual(names)
      expect(readFileSync(path.join(directory, 'echo-dark.svg'), 'utf8')).toMatch(/^<svg/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
