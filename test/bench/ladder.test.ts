import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

import { here } from './build.ts'
import { lackOf } from './ladder/availability.ts'
import {
  type LadderName,
  leftOut,
  partOf,
  refusalOf,
  stepsOf,
  type Technique,
  techniquesOf,
} from './ladder/steps.ts'
import { readCounts } from './suites/ladder-echo.ts'

const names: readonly LadderName[] = ['echo', 'files']

/** Two that refuse each other, and one that needs another. */
const small = {
  ladder: [
    { name: 'a', about: 'A' },
    { name: 'b', about: 'B', refuses: { x: 'they fight' } },
    { name: 'c', about: 'C', needs: ['b'] },
  ],
  aside: [{ name: 'x', about: 'X' }],
  out: { y: 'nobody wants it' },
} satisfies Parameters<typeof leftOut>[0]

describe('the steps of a ladder', () => {
  test('are nothing, each one alone, one after the other, and all but one', () => {
    expect(stepsOf(small).map(({ name, switches }) => [name, switches.join('+')])).toEqual([
      ['uring-nothing', ''],
      ['uring-only-a', 'a'],
      ['uring-only-b', 'b'],
      ['uring-only-c', 'b+c'],
      ['uring-only-x', 'x'],
      ['uring-to-b', 'a+b'],
      ['uring-to-c', 'a+b+c'],
      ['uring-not-a', 'b+c'],
    ])
  })

  test('say what was left out, and why', () => {
    expect(leftOut(small)).toEqual(['y is left out: nobody wants it.', 'x without b: they fight.'])
  })

  test.each(names)('of %s are told by their names', (ladder) => {
    const steps = stepsOf(techniquesOf(ladder))
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length)
    for (const { name, part, technique } of steps) {
      expect(partOf(name)).toEqual({ part, technique })
    }
    expect(partOf('uring-raw')).toBeUndefined()
  })

  test.each(names)('of %s have what they need, and nothing that refuses another', (ladder) => {
    const techniques = techniquesOf(ladder)
    const known = new Map([...techniques.ladder, ...techniques.aside].map((one) => [one.name, one]))
    for (const { switches } of stepsOf(techniques)) {
      const on = switches.map((name) => known.get(name)).filter((one) => one !== undefined)
      expect(on.length).toBe(switches.length)
      for (const one of on) {
        expect(switches).toEqual(expect.arrayContaining([...(one.needs ?? [])]))
        expect(on.map((other: Technique) => refusalOf(one, other)).filter(Boolean)).toEqual([])
      }
    }
  })
})

describe('the counts of an echo server', () => {
  test('are read from its line', () => {
    const line = '{"bytes":640,"enters":2,"completions":20}'
    expect(readCounts(line)).toEqual({ bytes: 640, enters: 2, completions: 20 })
  })

  test.each(['listening on 7001', '{"bytes":1', 'null', '{"bytes":1}'])('are not in %s', (line) => {
    expect(() => readCounts(line)).toThrow(`has printed "${line}" in place of its counts`)
  })
})

test('a technique that the kernel or the machine lacks is left out with the reason', () => {
  const nothing = {
    setup: () => false,
    register: () => false,
    op: () => false,
    features: 0,
    cores: 1,
  }
  expect(lackOf('sqpoll', nothing)).toBe('this kernel has no SQPOLL that this process may use')
  expect(lackOf('bundles', nothing)).toBe('this kernel has no bundles')
  expect(lackOf('cores', nothing)).toBe('there is only one core')
  expect(lackOf('batching', nothing)).toBeUndefined()
})

test.each([
  ['bathing', 'there is no switch "bathing"; there is batching, defer-taskrun'],
  ['multishot', 'multishot needs provided'],
  ['provided,links', 'links does not go with provided'],
])('the server refuses --with %s', async (switches, message) => {
  const program = path.join(here, 'ladder/echo.mjs')
  const run = promisify(execFile)(process.execPath, [program, '--port', '1', '--with', switches])
  await expect(run).rejects.toThrow(message)
})
