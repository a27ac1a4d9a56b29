import { describe, expect, test } from 'vitest'

import { isWhole, parseOptions, pickCases, UsageError, type Options } from './options.ts'
import { progressOf, timeLeft } from './progress.ts'
import { chosenWords, demandCases } from './run.ts'
import { chosenSuites } from './suites.ts'
import type { Suite } from './suites/suite.ts'

function optionsOf(...args: string[]): Options {
  const command = parseOptions(args)
  if (command.kind !== 'run') throw new Error(`not a run: ${command.kind}`)
  return command.options
}

const cases = [
  { name: 'Cached reads, depth 1', parameters: { depth: 1 } },
  { name: 'Cached reads, depth 64', parameters: { depth: 64 } },
  { name: 'Direct reads, depth 64', parameters: { depth: 64 } },
]

describe('what a run is asked for', () => {
  test('suites can be measured anew, whole and without anything else', () => {
    expect(optionsOf('--renew', '--suite', 'reads').renew).toBe(true)
    for (const more of [[], ['--suite', 'reads', '--quick'], ['--suite', 'reads', '--cost']]) {
      expect(() => optionsOf('--renew', ...more)).toThrow('--renew goes with --suite and nothing')
    }
  })

  test('the plan is the full one unless --quick is given', () => {
    expect(optionsOf().plan).toBe('full')
    expect(optionsOf('--quick').plan).toBe('quick')
  })

  test('what the user has chosen is told from what is a default', () => {
    const { given, connections, repeats } = optionsOf('--connections', '8', '--seconds=0.5')
    expect(given).toMatchObject({ connections: [8], seconds: 0.5 })
    expect(given.repeats).toBeUndefined()
    expect(given.batches).toBeUndefined()
    expect({ connections, repeats }).toEqual({ connections: [8], repeats: 5 })
  })

  test('a run is whole when nothing was chosen, wherever its JSON goes', () => {
    expect(isWhole(optionsOf())).toBe(true)
    expect(isWhole(optionsOf('--json', 'x.json', '--server-cpu', '1'))).toBe(true)
    const parts = ['--quick', '--suite=echo', '--peer=go', '--case=x', '--size=64', '--repeats=1']
    expect(parts.filter((part) => isWhole(optionsOf(part)))).toEqual([])
  })

  test('the record does not say where it was written', () => {
    const words = ['--json', 'a/b.json', '--quick', '--json=c.json', '--peer', 'go']
    expect(chosenWords(words)).toEqual(['--quick', '--peer', 'go'])
  })
})

describe('cases', () => {
  const namesOf = (...wanted: string[]) =>
    pickCases(cases, { cases: wanted }).map(({ name }) => name)

  test('all of them run when none is chosen', () => {
    expect(namesOf()).toHaveLength(3)
  })

  test('one is chosen by words of its name or by a parameter, and any of several will do', () => {
    expect(namesOf('direct')).toEqual(['Direct reads, depth 64'])
    expect(namesOf('depth=1')).toEqual(['Cached reads, depth 1'])
    expect(namesOf('depth=1', 'DIRECT')).toEqual([
      'Cached reads, depth 1',
      'Direct reads, depth 64',
    ])
    expect(namesOf('depth=6')).toEqual([])
  })

  test('words that fit no case are an error', () => {
    expect(() => demandCases(optionsOf('--case', 'x', '--case', 'y'), [])).toThrow(
      new UsageError('No case has "x" or "y".'),
    )
    expect(() => demandCases(optionsOf(), [])).not.toThrow()
  })
})

describe('suites', () => {
  const suiteOf = (name: string, ...peers: string[]): Suite => ({
    name,
    about: name,
    peers: peers.map((peer) => ({ name: peer, about: peer })),
    run: () => Promise.reject(new Error('nobody runs it')),
  })
  const all = [suiteOf('echo', 'c-uring', 'go'), suiteOf('nop', 'c-uring')]
  const chosen = (suites: string[], peers: string[] = []) =>
    chosenSuites({ suites, peers }, all).map(({ name }) => name)

  test('a suite without any of the chosen peers is passed over', () => {
    expect(chosen([])).toEqual(['echo', 'nop'])
    expect(chosen([], ['go'])).toEqual(['echo'])
    expect(chosen(['nop'])).toEqual(['nop'])
  })

  test('a name that nobody has is an error that says which there are', () => {
    expect(() => chosen(['ech'])).toThrow('There is no suite "ech"; there is echo, nop.')
    expect(() => chosen(['nop'], ['go'])).toThrow('There is no peer "go" in nop; there is c-uring.')
  })
})

describe('progress', () => {
  test('says which turn it is and how long the rest takes, judged by those that are done', () => {
    const lines: string[] = []
    let now = 0
    const progress = progressOf(
      10,
      (line) => lines.push(line),
      () => now,
    )
    now = 2000
    progress('first')
    progress()
    now = 30_000
    progress('third')
    expect(lines).toEqual(['[ 1/10, 18 s left] first', '[ 3/10, 2 min left] third'])
  })

  test('nobody needs to know minutes to the second', () => {
    expect([0, 59_000, 60_000, 61_000].map(timeLeft)).toEqual(['0 s', '59 s', '1 min', '2 min'])
  })
})
