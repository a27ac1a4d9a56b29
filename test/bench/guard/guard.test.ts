import { describe, expect, test } from 'vitest'

import { sampleRecord } from '../charts/sample.ts'
import { ourRows, referenceOf } from '../reference.ts'
import { suites } from '../suites.ts'
import { guardRuns } from './cases.ts'
import { compareRatios, comparesNothing, lossesThatRepeat, ratiosOf, type Ratio } from './ratios.ts'
import { guardText } from './report.ts'

const ratio = (name: string, value: number, reference = 'c-uring'): Ratio => ({
  suite: 'echo',
  name,
  peer: 'uring-raw',
  reference,
  ratio: value,
})

describe('ratios', () => {
  test('our rows are compared with the cheapest in C, round by round', () => {
    const ratios = ratiosOf(sampleRecord().suites)
    expect(ratios.map(({ suite, peer, reference }) => [suite, peer, reference])).toEqual([
      ['echo', 'uring-raw', 'c-uring'],
      ['echo', 'uring-raw', 'c-uring'],
      ['nop', 'uring-raw', 'c-uring'],
      ['nop', 'uring-ring', 'c-uring'],
    ])
    expect(ratios[0]?.ratio).toBeCloseTo(4.3 / 4.2)
    expect(ratios[3]?.ratio).toBeCloseTo(0.2 / 0.07)
  })

  test('without a row in C the cheapest of the others is the reference', () => {
    const rows = sampleRecord().suites[0]?.cases[0]?.rows ?? []
    const others = { rows: rows.filter(({ peer }) => peer !== 'c-uring') }
    expect(referenceOf({ rows })?.peer).toBe('c-uring')
    expect(referenceOf(others)?.peer).toBe('node-net')
    expect(ourRows(others).map(({ peer }) => peer)).toEqual(['uring-raw'])
  })
})

describe('the guard', () => {
  test('more than a tenth above the committed ratio is a loss, whatever the times are', () => {
    const committed = [ratio('a', 1), ratio('b', 1), ratio('c', 1), ratio('d', 1), ratio('e', 1)]
    const measured = [
      ratio('a', 1.09),
      ratio('b', 1.11),
      ratio('c', 0.8),
      ratio('d', 5, 'c-epoll'),
      ratio('f', 3),
    ]
    const compared = compareRatios(committed, measured)
    expect(compared.map(({ ratio: { name }, verdict }) => [name, verdict])).toEqual([
      ['a', 'fine'],
      ['b', 'loss'],
      ['c', 'faster'],
      ['d', 'new'],
      ['f', 'new'],
      ['e', 'gone'],
    ])
  })

  test('a loss stands only when every attempt shows it', () => {
    const committed = [ratio('a', 1), ratio('b', 1)]
    const attempt = (a: number, b: number) =>
      compareRatios(committed, [ratio('a', a), ratio('b', b)])
    expect(lossesThatRepeat([attempt(1.2, 1.3)])).toHaveLength(2)
    expect(lossesThatRepeat([attempt(1.2, 1.3), attempt(1.0, 1.3)])).toEqual(['echo\nb\nuring-raw'])
    expect(lossesThatRepeat([attempt(1.2, 1.3), attempt(1.0, 1.3), attempt(1.3, 1)])).toEqual([])
    expect(lossesThatRepeat([attempt(1, 1), attempt(1.3, 1.3)])).toEqual([])
  })

  test('a run that could measure none of what is committed proves nothing', () => {
    const committed = [ratio('a', 1)]
    expect(comparesNothing(compareRatios(committed, []))).toBe(true)
    expect(comparesNothing(compareRatios(committed, [ratio('a', 1, 'c-epoll')]))).toBe(true)
    expect(comparesNothing(compareRatios(committed, [ratio('a', 2)]))).toBe(false)
  })

  test('the table shows what was, what is, and the verdict', () => {
    const text = guardText(compareRatios([ratio('a', 1)], [ratio('a', 1.25), ratio('b', 2)]))
    expect(text).toMatch(/^echo +a +uring-raw +c-uring +1\.000 +1\.250 +\+25 % +LOSS$/m)
    expect(text).toMatch(/^echo +b +uring-raw +c-uring +- +2\.000 +- +new/m)
  })

  test('its short list names suites and peers that there are', () => {
    for (const run of guardRuns) {
      const suite = suites.find(({ name }) => name === run.suite)
      expect(suite?.peers.map(({ name }) => name)).toEqual(expect.arrayContaining([...run.peers]))
    }
  })
})
