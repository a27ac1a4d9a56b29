import { describe, expect, test } from 'vitest'

import { sampleRecord } from '../charts/sample.ts'
import { wrapped, wrapping } from '../wrap.ts'
import { parsePerf, parseStrace } from './counters.ts'
import { selfTimes, slowestOf } from './profile.ts'
import { costText } from './report.ts'
import { costOf, type Observed } from './slope.ts'

describe('counters', () => {
  test('what perf stat writes becomes counts by name', () => {
    const counts = parsePerf(
      [
        '# started on Mon Nov 23 04:35:16 2026',
        '',
        '1200,,raw_syscalls:sys_enter,881554,100.00,,',
        '6400,,io_uring:io_uring_complete,881554,100.00,,',
        '100,,syscalls:sys_enter_io_uring_enter,881554,100.00,,',
        '0,,syscalls:sys_enter_read,881554,100.00,,',
        '<not counted>,,syscalls:sys_enter_write,0,100.00,,',
      ].join('\n'),
    )
    expect(counts).toEqual({ total: 1200, byName: { io_uring_enter: 100 }, completions: 6400 })
    expect(() => parsePerf('')).toThrow('perf stat has counted nothing')
  })

  test('what strace writes becomes counts by name', () => {
    const table = [
      'syscall                calls',
      '------------------ ---------',
      'mmap                      83',
      'read                      17',
      '------------------ ---------',
      'total                    100',
    ].join('\n')
    expect(parseStrace(table)).toEqual({
      total: 100,
      byName: { mmap: 83, read: 17 },
      completions: undefined,
    })
    expect(() => parseStrace('')).toThrow('strace has counted nothing')
  })
})

describe('the cost of an operation', () => {
  const observed = (operations: number, start: number): Observed => ({
    operations,
    counts: {
      total: start + operations / 16,
      byName: { io_uring_enter: operations / 16, mmap: start },
      completions: operations,
    },
    heap: { bytes: start * 1000 + operations * 32, gcSeconds: 0.01 + operations * 1e-8 },
  })

  test('comes from the difference of two runs, so that the start of a program is not in it', () => {
    const cost = costOf(observed(16_000, 500), observed(160_000, 500))
    expect(cost.syscallsPerOp).toBeCloseTo(1 / 16)
    expect(cost.syscalls).toEqual({ io_uring_enter: 1 / 16 })
    expect(cost.completionsPerEnter).toBeCloseTo(16)
    expect(cost.bytesPerOp).toBeCloseTo(32)
    expect(cost.gcNsPerOp).toBeCloseTo(10)
  })

  test('work of a fixed size is counted as a whole', () => {
    const cost = costOf(observed(1600, 100), observed(1600, 100))
    expect(cost.syscallsPerOp).toBeCloseTo(200 / 1600)
  })

  test('where nothing counts system calls, enters are those that a program has counted', () => {
    const own = { entersPerOp: 0.25, completionsPerEnter: 4 }
    const alone = (operations: number): Observed => ({
      ...observed(operations, 500),
      counts: undefined,
      own,
    })
    const cost = costOf(alone(16_000), alone(160_000))
    expect(cost).toMatchObject(own)
    expect(cost.bytesPerOp).toBeCloseTo(32)
    expect(cost.syscallsPerOp).toBeUndefined()
  })

  test('what was not counted is absent', () => {
    const blind = (operations: number): Observed => ({
      operations,
      counts: { total: operations, byName: { read: operations }, completions: undefined },
      heap: undefined,
    })
    expect(costOf(blind(100), blind(1000))).toEqual({ syscalls: { read: 1 }, syscallsPerOp: 1 })
  })
})

describe('the profile', () => {
  test('is of our row that stands worst against its reference', () => {
    const slowest = slowestOf(sampleRecord().suites)
    expect(slowest).toMatchObject({ suite: 'nop', peer: 'uring-ring' })
    expect(slowest?.timesReference).toBeCloseTo(0.2 / 0.07)
    expect(slowestOf([])).toBeUndefined()
  })

  test('gives each function its own time, without what was spent waiting', () => {
    const frame = (functionName: string, url = '', lineNumber = -1) => ({
      functionName,
      url,
      lineNumber,
    })
    const here = import.meta.url
    const nodes = [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('reap', here, 41) },
      { id: 3, callFrame: frame('', 'node:events', 9) },
      { id: 4, callFrame: frame('elsewhere', 'file:///somewhere/else/x.js', 0) },
    ]
    const samples = [1, 2, 3, 2, 4]
    const timeDeltas = [9000, 500, 300, 100, 100]
    expect(selfTimes(JSON.stringify({ nodes, samples, timeDeltas }))).toEqual({
      seconds: 0.001,
      functions: [
        { place: 'reap test/bench/cost/cost.test.ts:42', share: 0.6 },
        { place: '(anonymous) node:events:10', share: 0.3 },
        { place: 'elsewhere x.js:1', share: 0.1 },
      ],
    })
  })
})

describe('the cost model', () => {
  test('prints a table for each case, and why a row has no figures', () => {
    const text = costText({
      date: '2026-11-20',
      counter: 'strace',
      cases: [
        {
          suite: 'nop',
          name: 'NOPs, batches of 64',
          unit: 'NOP',
          rows: [
            { peer: 'uring-raw', syscallsPerOp: 0.0156, syscalls: { io_uring_enter: 0.0156 } },
            { peer: 'go', reason: 'it does not say how much it has done' },
          ],
        },
      ],
    })
    expect(text).toContain('counted by strace and V8')
    expect(text).toMatch(/^uring-raw +0\.0156 .*io_uring_enter 0\.0156$/m)
    expect(text).toMatch(/^go +- .*it does not say how much it has done$/m)
  })

  test('says who has counted where neither perf nor strace can', () => {
    const text = costText({ date: '2026-11-20', cases: [] })
    expect(text).toContain('counted by the programs themselves and V8')
  })

  test('programs start through the counter only while somebody counts', async () => {
    const around = (command: readonly string[]) => ({
      words: ['strace', ...command],
      env: { LOOK: '1' },
    })
    const inside = await wrapping(around, () => Promise.resolve(wrapped(['ls', '-l'])))
    expect(inside).toMatchObject({ program: 'strace', args: ['ls', '-l'], env: { LOOK: '1' } })
    const outside = wrapped(['ls', '-l'])
    expect(outside).toMatchObject({ program: 'ls', args: ['-l'] })
    expect(outside.env['LOOK']).toBeUndefined()
    const failed = wrapping(around, () => Promise.reject(new Error('no')))
    await expect(failed).rejects.toThrow('no')
    expect(wrapped(['ls']).program).toBe('ls')
  })
})
