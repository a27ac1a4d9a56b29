import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { root } from '../build.ts'
import type { SuiteRecord } from '../record.ts'
import { ourRows, referenceOf } from '../reference.ts'
import type { Profile } from './types.ts'

/** One of our rows, and how it stands against what it is compared with. */
export interface Slowest {
  readonly suite: string
  readonly name: string
  readonly peer: string
  readonly timesReference: number
}

/** Our row that is farthest behind, or least ahead of, what it is compared with. */
export function slowestOf(suites: readonly SuiteRecord[]): Slowest | undefined {
  const rows = suites.flatMap(({ suite, cases }) =>
    cases.flatMap((one) => {
      const reference = referenceOf(one)?.metrics['cpuUs']?.median
      if (reference === undefined) return []
      return ourRows(one).map(({ peer, metrics }) => {
        const timesReference = (metrics['cpuUs']?.median ?? Number.NaN) / reference
        return { suite, name: one.name, peer, timesReference }
      })
    }),
  )
  return rows.toSorted((a, b) => b.timesReference - a.timesReference)[0]
}

/** The part of a .cpuprofile that is read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
    }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const functionsMax = 30

/** Self time by function, the longest first; waiting is no time of anybody. */
export function selfTimes(text: string): Pick<Profile, 'seconds' | 'functions'> {
  const { nodes, samples, timeDeltas } = JSON.parse(text) as CpuProfile
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]))
  const micros = new Map<string, number>()
  for (const [i, sample] of samples.entries()) {
    const place = places.get(sample) ?? '(unknown)'
    if (place === '(idle)') continue
    micros.set(place, (micros.get(place) ?? 0) + Math.max(0, timeDeltas[i] ?? 0))
  }
  const total = [...micros.values()].reduce((sum, value) => sum + value, 0)
  const functions = [...micros]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, functionsMax)
    .map(([place, value]) => ({ place, share: value / total }))
  return { seconds: total / 1e6, functions }
}

/** Relative to the checkout: where it lies on this machine is nobody's business. */
function placeOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']) {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  const file = url.startsWith('file:') ? path.relative(root, fileURLToPath(url)) : url
  const shown = file.startsWith('..') || path.isAbsolute(file) ? path.basename(file) : file
  return `${name} ${shown}:${lineNumber + 1}`
}
