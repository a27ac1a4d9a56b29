import { describe, expect, test } from 'vitest'

import { sampleRecord } from './charts/sample.ts'
import { loadWarning, machineFacts, machineLine } from './machine.ts'
import { UsageError } from './options.ts'
import { formatRecord, parseRecord, readRecord, renewed } from './record.ts'

describe('the record of a run', () => {
  test('is read as it was written', () => {
    const record = sampleRecord()
    const read = parseRecord(formatRecord(record), 'x.json')
    expect(read.machine).toEqual(record.machine)
    expect(read.suites.map(({ missing }) => missing)).toEqual([
      [{ peer: 'go', reason: 'go is missing' }],
      [],
    ])
    expect(read.suites[0]?.cases[0]?.rows[1]).toMatchObject({
      peer: 'uring-raw',
      metrics: { cpuUs: { median: 4.3 } },
    })
  })

  test('has no more figures than a measurement is good for', () => {
    const record = { ...sampleRecord(), suites: [] }
    const machine = { ...record.machine, loadBefore: [0.123456789, 12] }
    const text = formatRecord({ ...record, machine })
    expect(text).toContain('0.123457')
    expect(text).not.toContain('0.1234567')
  })

  test('a file that is none gets one sentence', () => {
    const refused = (text: string): string => {
      try {
        parseRecord(text, 'x.json')
      } catch (error) {
        if (error instanceof UsageError) return error.message
        throw error
      }
      return 'accepted'
    }
    expect(refused('{')).toBe('x.json is not JSON.')
    expect(refused('{"version":1}')).toBe('x.json is no record of npm run bench of this version.')
    const list = 'x.json has no list of suites with cases, rows and metrics.'
    expect(refused('{"version":2}')).toBe(list)
    expect(refused('{"version":2,"suites":[{"suite":"a","cases":[{}]}]}')).toBe(list)
    expect(() => readRecord('no/such/file.json')).toThrow(/cannot be read \(ENOENT\)/)
  })
})

describe('suites that were measured anew', () => {
  const before = sampleRecord()
  const [echo] = before.suites
  const other = { ...echo, suite: 'other' }

  test('take the place of what the record has of them, with their own date', () => {
    const now = { ...before, date: '2030-01-01', suites: [{ ...echo, about: 'new' }, other] }
    const record = renewed(before, now)
    expect(record.date).toBe(before.date)
    expect(record.suites.map(({ suite, about, date }) => [suite, about, date])).toEqual([
      [echo.suite, 'new', '2030-01-01'],
      ...before.suites.slice(1).map(({ suite, about }) => [suite, about, undefined]),
      ['other', other.about, '2030-01-01'],
    ])
  })

  test('are of the same machine', () => {
    const now = { ...before, machine: { ...before.machine, kernel: '1.0' } }
    expect(() => renewed(before, now)).toThrow('the record is of another machine')
  })
})

describe('the machine', () => {
  test('this one has a kernel, cores and a Node', () => {
    const facts = machineFacts()
    expect(facts.kernel).toMatch(/^\d+\.\d+/)
    expect(facts.cores).toBeGreaterThan(0)
    expect(facts.node).toBe(process.version)
    expect(facts.loadBefore).toHaveLength(3)
    expect(machineLine(facts)).toContain(`Linux ${facts.kernel}`)
  })

  test('who else is busy is said before anything is measured', () => {
    const { machine } = sampleRecord()
    expect(loadWarning(machine)).toBeUndefined()
    expect(loadWarning({ ...machine, loadBefore: [1.3, 1, 1] })).toMatch(/load before is 1\.3/)
  })
})
