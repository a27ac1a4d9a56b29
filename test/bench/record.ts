import { readFileSync } from 'node:fs'
import path from 'node:path'

import { root } from './build.ts'
import type { CostRecord } from './cost/types.ts'
import type { Machine } from './machine.ts'
import { UsageError } from './options.ts'
import type { Left, SuiteCase } from './suites/suite.ts'

export const recordVersion = 2

/** Where a whole run leaves what it has measured, and the charts. */
export const chartsDirectory = path.join(root, 'docs/charts')
export const recordFile = path.join(chartsDirectory, 'bench.json')

export interface SuiteRecord {
  readonly suite: string
  readonly about: string
  /** When it was measured, if not together with the others. */
  readonly date?: string
  /** How long it took. */
  readonly seconds: number
  readonly cases: readonly SuiteCase[]
  readonly missing: readonly Left[]
  readonly failed: readonly Left[]
}

/** All that one run has measured, and where: charts and guard need nothing else. */
export interface BenchRecord {
  readonly version: typeof recordVersion
  readonly date: string
  readonly machine: Machine
  readonly cpus: { readonly server: number; readonly client: number }
  /** What was chosen on the command line. */
  readonly arguments: readonly string[]
  readonly suites: readonly SuiteRecord[]
  readonly cost?: CostRecord
}

/** The record with these suites in place of its own; they must be of the same machine. */
export function renewed(before: BenchRecord, now: BenchRecord): BenchRecord {
  const { kernel, cpu } = now.machine
  if (before.machine.kernel !== kernel || before.machine.cpu !== cpu) {
    throw new UsageError(
      '--renew: the record is of another machine; npm run bench writes a new one.',
    )
  }
  const fresh = now.suites.map((one) => ({ ...one, date: now.date }))
  const kept = before.suites.map((old) => fresh.find(({ suite }) => suite === old.suite) ?? old)
  return { ...before, suites: [...kept, ...fresh.filter((one) => !kept.includes(one))] }
}

/** Undefined becomes an absent name, so that what is read equals what was written. */
export function formatRecord(record: BenchRecord): string {
  return `${JSON.stringify(record, roundNumber, 1)}\n`
}

/** Six figures are more than any measurement here is good for. */
function roundNumber(key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(6))
    : value
}

export function readRecord(file: string): BenchRecord {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${file} cannot be read (${code ?? 'unknown'}); npm run bench writes one.`)
  }
  return parseRecord(text, file)
}

export function parseRecord(text: string, file: string): BenchRecord {
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is not JSON.`)
  }
  if (!isRecord(record) || record['version'] !== recordVersion) {
    throw new UsageError(`${file} is no record of npm run bench of this version.`)
  }
  const { suites } = record
  if (!Array.isArray(suites) || !suites.every(isSuiteRecord)) {
    throw new UsageError(`${file} has no list of suites with cases, rows and metrics.`)
  }
  return record as unknown as BenchRecord
}

function isSuiteRecord(value: unknown): boolean {
  return isRecord(value) && typeof value['suite'] === 'string' && listOf(value['cases'], isCase)
}

function isCase(value: unknown): boolean {
  return isRecord(value) && typeof value['name'] === 'string' && listOf(value['rows'], isRow)
}

function isRow(value: unknown): boolean {
  if (!isRecord(value) || typeof value['peer'] !== 'string') return false
  const { metrics } = value
  return isRecord(metrics) && Object.values(metrics).every(isSummary)
}

function isSummary(value: unknown): boolean {
  return (
    isRecord(value) && listOf(value['values'], (one) => typeof one === 'number' || one === null)
  )
}

function listOf(value: unknown, check: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(check)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
