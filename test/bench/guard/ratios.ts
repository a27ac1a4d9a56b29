import { readFileSync } from 'node:fs'
import path from 'node:path'

import { here } from '../build.ts'
import { UsageError } from '../options.ts'
import { ourRows, referenceOf } from '../reference.ts'
import { pairedRatio } from '../statistics.ts'
import type { SuiteRecord } from '../record.ts'

export const guardFile = path.join(here, 'guard.json')

/** CPU of one of our rows over that of the reference, in one case: 1.1 is a tenth more. */
export interface Ratio {
  readonly suite: string
  readonly name: string
  readonly peer: string
  readonly reference: string
  readonly ratio: number
}

/** The ratios of a run, round by round, so that the machine's mood of a minute is in both. */
export function ratiosOf(suites: readonly SuiteRecord[]): Ratio[] {
  return suites.flatMap(({ suite, cases }) =>
    cases.flatMap((one) => {
      const reference = referenceOf(one)
      const theirs = reference?.metrics['cpuUs']?.values
      if (reference === undefined || theirs === undefined) return []
      return ourRows(one).flatMap(({ peer, metrics }) => {
        const ratio = pairedRatio(theirs, metrics['cpuUs']?.values ?? []).median
        if (!Number.isFinite(ratio)) return []
        return [{ suite, name: one.name, peer, reference: reference.peer, ratio }]
      })
    }),
  )
}

export const keyOf = ({ suite, name, peer }: Pick<Ratio, 'suite' | 'name' | 'peer'>): string =>
  `${suite}\n${name}\n${peer}`

/** More than this above the committed ratio is a loss. */
export const allowedLoss = 0.1

export type Verdict = 'fine' | 'faster' | 'loss' | 'new' | 'gone'

export interface Comparison {
  readonly ratio: Ratio
  /** The committed ratio; undefined for a row that is new. */
  readonly committed: number | undefined
  /** By how much it costs more than it did, as a part of what it did. */
  readonly loss: number
  readonly verdict: Verdict
}

/**
 * What is committed against what is measured. A ratio to another reference says nothing, so such a
 * row counts as new; one that is no more measured is gone, which is to be seen but is no loss.
 */
export function compareRatios(
  committed: readonly Ratio[],
  measured: readonly Ratio[],
): readonly Comparison[] {
  const before = new Map(committed.map((ratio) => [keyOf(ratio), ratio]))
  const rows = measured.map((ratio): Comparison => {
    const old = before.get(keyOf(ratio))
    before.delete(keyOf(ratio))
    if (old === undefined || old.reference !== ratio.reference) {
      return { ratio, committed: undefined, loss: 0, verdict: 'new' }
    }
    const loss = ratio.ratio / old.ratio - 1
    const verdict = loss > allowedLoss ? 'loss' : loss < -allowedLoss ? 'faster' : 'fine'
    return { ratio, committed: old.ratio, loss, verdict }
  })
  const gone = [...before.values()].map(
    (ratio): Comparison => ({ ratio, committed: ratio.ratio, loss: 0, verdict: 'gone' }),
  )
  return [...rows, ...gone]
}

/** How often a loss has to be seen until it is believed. */
export const timesSeen = 3

/**
 * Which losses stand after some attempts: those that every one of them shows. The first attempt
 * measures all, each later one only what all before it found worse.
 */
export function lossesThatRepeat(attempts: readonly (readonly Comparison[])[]): string[] {
  const [first = [], ...later] = attempts.map((attempt) =>
    attempt.filter(({ verdict }) => verdict === 'loss').map(({ ratio }) => keyOf(ratio)),
  )
  return first.filter((key) => later.every((keys) => keys.includes(key)))
}

/** Where no row has both ratios, nobody can say that nothing has become slower. */
export function comparesNothing(comparisons: readonly Comparison[]): boolean {
  return comparisons.every(({ verdict }) => verdict === 'new' || verdict === 'gone')
}

interface GuardRecord {
  readonly about: string
  readonly machine: string
  readonly ratios: readonly Ratio[]
}

export function readGuard(file = guardFile): readonly Ratio[] {
  let record: unknown
  try {
    record = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new UsageError(
      `${path.basename(file)} cannot be read: npm run bench:guard -- --update writes it.`,
    )
  }
  const { ratios } = record as Partial<GuardRecord>
  const isRatio = ({ suite, name, peer, reference, ratio }: Ratio): boolean =>
    [suite, name, peer, reference].every((text) => typeof text === 'string') && ratio > 0
  if (!Array.isArray(ratios) || !ratios.every(isRatio)) {
    throw new UsageError(`${path.basename(file)} has no list of ratios.`)
  }
  return ratios as Ratio[]
}

export function formatGuard(ratios: readonly Ratio[], machine: string): string {
  const about = 'CPU of our rows over that of the reference. npm run bench:guard -- --update'
  const rounded = ratios.map((one) => ({ ...one, ratio: Number(one.ratio.toFixed(3)) }))
  const record: GuardRecord = { about, machine, ratios: rounded }
  return `${JSON.stringify(record, null, 2)}\n`
}
