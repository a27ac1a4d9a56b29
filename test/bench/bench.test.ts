import { describe, expect, test } from 'vitest'

import type { LoadResult } from './load.ts'
import { plainCase, report, summarizeCase } from './message-report.ts'
import { parseOptions, UsageError } from './options.ts'
import { median, pairedRatio, percentile, spread } from './statistics.ts'
import { formatBytes, formatNumber, formatRatio, formatTable } from './table.ts'

describe('statistics', () => {
  test('the median is the middle value, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
  })

  test('a percentile lies between the two nearest values', () => {
    const values = [40, 10, 30, 20, 50]
    expect(percentile(values, 0)).toBe(10)
    expect(percentile(values, 1)).toBe(50)
    expect(percentile(values, 0.9)).toBeCloseTo(46)
    expect(values).toEqual([40, 10, 30, 20, 50])
  })

  test('the spread is half the range, relative to the median', () => {
    expect(spread([9, 10, 11])).toBeCloseTo(0.1)
    expect(spread([5])).toBe(0)
  })

  test('ratios are taken round by round, so a slow round does not bend them', () => {
    const { median: ratio, values } = pairedRatio([4, 8, 4], [8, 16, 10])
    expect(values).toEqual([2, 2, 2.5])
    expect(ratio).toBe(2)
  })
})

describe('tables', () => {
  test('columns are as wide as their widest cell', () => {
    const text = formatTable(
      [
        { title: 'peer', cell: (row: [string, number]) => row[0] },
        { title: 'µs', align: 'right', cell: (row) => formatNumber(row[1]) },
      ],
      [
        ['c-uring', 4.1],
        ['node-net', 12.34],
      ],
    )
    expect(text.split('\n')).toEqual([
      'peer        µs',
      '────────  ────',
      'c-uring   4.10',
      'node-net  12.3',
    ])
  })

  test('numbers, sizes and ratios read like prose', () => {
    expect(formatNumber(118_234.5)).toBe('118,235')
    expect(formatNumber(Number.NaN)).toBe('-')
    expect(formatBytes(64)).toBe('64 B')
    expect(formatBytes(16384)).toBe('16 KiB')
    expect(formatRatio(2.14)).toBe('2.1x less CPU')
    expect(formatRatio(1.04)).toBe('1.04x less CPU')
    expect(formatRatio(0.5)).toBe('2.0x more CPU')
    expect(formatRatio(1)).toBe('the same CPU')
    expect(formatRatio(Number.NaN)).toBe('-')
  })

  test('the report of a case names every peer and its ratio to the yardstick', () => {
    const yardstick = { yardstick: 'node-net' }
    const measured = [
      { name: 'c-uring', version: 'liburing 2.3', runs: [4, 5, 4.5].map(runOf) },
      { name: 'node-net', version: 'node', runs: [8, 10, 9].map(runOf) },
    ]
    const result = summarizeCase({ name: 'TCP echo, 64 B' }, measured, yardstick)
    expect(result.rows[0]?.timesLessCpu?.median).toBe(2)
    expect(report(result, yardstick)).toContain('TCP echo, 64 B\n')
    expect(report(result, yardstick)).toMatch(/^c-uring +4\.50 +11 % +2\.0x less CPU/m)
    expect(report(result, yardstick)).toMatch(/^node-net .*the yardstick/m)
    expect(report(result, yardstick)).toContain('Others used 10 % of a core meanwhile')
    expect(report(result, yardstick)).not.toContain('p99.99')
  })

  test('the report of an open loop shows the tail, who fell behind, and a client that was late', () => {
    const open = { ...runOf(4), lagUs: { p99: 20, max: 30 } }
    const slow = { ...runOf(4), timed: 2000, lagUs: { p99: 500, max: 600 } }
    const measured = [
      { name: 'c-uring', version: '', runs: [open] },
      { name: 'node-net', version: '', runs: [slow] },
    ]
    const result = summarizeCase({ name: 'open' }, measured, { yardstick: 'node-net' })
    const lines = report(result, { yardstick: 'node-net' }).split('\n')
    expect(lines[2]).toMatch(/p99\.99 µs +max µs$/)
    expect(lines).toContain('Did not keep up: node-net (1,000/s).')
    expect(lines).toContain('The client was late to send (p99): 500 µs with node-net.')
    const shape = { connections: 1, size: 1, pipeline: 1 }
    const named = { name: 'open', parameters: {}, shape }
    const plain = plainCase(named, measured, { unit: 'message' })
    expect(plain.rows[1]?.metrics['clientLagUs']?.median).toBe(500)
    expect(plain.rows[1]?.metrics['keptShare']?.median).toBe(0.5)
    const closed = plainCase(named, [{ name: '', version: '', runs: [runOf(4)] }], { unit: '' })
    expect(Object.keys(closed.rows[0]?.metrics ?? {})).not.toContain('clientLagUs')
  })
})

function runOf(cpuUsPerMessage: number): LoadResult {
  return {
    messages: 1000,
    seconds: 1,
    messagesPerSecond: 1000,
    bytesPerSecond: 64_000,
    timed: 1000,
    latencyUs: { mean: 1, p50: 1, p90: 1, p99: 1, p999: 1, p9999: 1, max: 1 },
    client: { cpuSeconds: 0.5, cpuUsPerMessage: 500 },
    server: {
      cpuSeconds: 0.5,
      cpuUsPerMessage,
      userSeconds: 0.1,
      systemSeconds: 0.4,
      switchesVoluntary: 10,
      switchesInvoluntary: 10,
      rssKib: 1024,
      rssMaxKib: 2048,
      rssAnonKib: 512,
    },
    otherSeconds: 0.1,
    stealSeconds: 0,
  }
}

describe('options', () => {
  const optionsOf = (...args: string[]) => {
    const command = parseOptions(args)
    if (command.kind !== 'run') throw new Error(`not a run: ${command.kind}`)
    return command.options
  }

  test('the defaults are the comparison that the project promises', () => {
    const { connections, sizes, pipelines, seconds, repeats, peers } = optionsOf()
    expect({ connections, sizes, pipelines, seconds, repeats, peers }).toEqual({
      connections: [64, 256],
      sizes: [64],
      pipelines: [1],
      seconds: 3,
      repeats: 5,
      peers: [],
    })
  })

  test('lists, units and fractions are understood, and what is given beats --quick', () => {
    const options = optionsOf('--size=64,16K,1M', '--quick', '--seconds', '0.3', '--peer', 'a,b')
    expect(options.sizes).toEqual([64, 16384, 1048576])
    expect(options.seconds).toBe(0.3)
    expect(options.repeats).toBe(3)
    expect(options.peers).toEqual(['a', 'b'])
  })

  test('a wrong option gets one sentence', () => {
    expect(() => optionsOf('--repeats', 'few')).toThrow(
      new UsageError('--repeats takes a whole number from 1 up, not "few".'),
    )
    expect(() => optionsOf('--seconds', '1,2')).toThrow(/takes one number, not "1,2"/)
    expect(() => optionsOf('--colour')).toThrow(UsageError)
  })

  test('--help and --list run nothing', () => {
    expect(parseOptions(['--help', '--quick'])).toEqual({ kind: 'help' })
    expect(parseOptions(['--list'])).toEqual({ kind: 'list' })
  })
})
