import type { BenchRecord, SuiteRecord } from '../record.ts'
import type { SuiteCase, SuiteRow } from '../suites/suite.ts'

/** Whose a peer is: colours and the guard go by it. */
export type Kind = 'uring-sdk' | 'C' | 'others'

export function kindOf(peer: string): Kind {
  if (/^(uring|ring)-/.test(peer)) return 'uring-sdk'
  return /^(c-|fio)/.test(peer) ? 'C' : 'others'
}

/** Cases that share one chart. */
export interface Family {
  /** The name of its files. */
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly cases: readonly SuiteCase[]
}

/** More than this does not fit on a screen. */
const casesMax = 6

/** Every suite has one chart; one of many cases has several, split where it splits best. */
export function familiesOf({ suites }: Pick<BenchRecord, 'suites'>): readonly Family[] {
  return suites.flatMap((suite) => {
    const cases = suite.cases.filter(({ rows }) => rows.length > 0)
    const units = [...new Set(cases.map(({ unit }) => unit))]
    return units.flatMap((unit) => {
      const name = units.length === 1 ? suite.suite : fileName(`${suite.suite}-${unit}`)
      const same = cases.filter((one) => one.unit === unit)
      return split({ name, title: titleOf(suite, same), unit, cases: same })
    })
  })
}

function titleOf({ about, suite }: SuiteRecord, cases: readonly SuiteCase[]): string {
  const shared = sharedStart(cases.map(({ name }) => name))
  const title = shared === '' ? about || suite : shared
  return title.charAt(0).toUpperCase() + title.slice(1)
}

/** The words, up to a comma, with which all names begin. */
function sharedStart(names: readonly string[]): string {
  const [first = '', ...rest] = names.map((name) => name.split(', '))
  if (first === '') return ''
  const end = first.findIndex((word, i) => rest.some((words) => words[i] !== word))
  return first.slice(0, end === -1 ? first.length : end).join(', ')
}

function split(family: Family): readonly Family[] {
  const { cases } = family
  if (cases.length <= casesMax) return [family]
  const key = splitter(cases)
  if (key === undefined) return pages(family)
  const values = [...new Set(cases.map(({ parameters }) => parameters[key]))]
  return values.flatMap((value) =>
    split({
      ...family,
      name: fileName(`${family.name}-${key}-${value}`),
      title: `${family.title}, ${key} ${value}`,
      cases: cases.filter(({ parameters }) => parameters[key] === value),
    }),
  )
}

/** The parameter with the fewest values, but more than one: it makes the fewest charts. */
function splitter(cases: readonly SuiteCase[]): string | undefined {
  const keys = new Set(cases.flatMap(({ parameters }) => Object.keys(parameters)))
  const counted = [...keys].map((key) => {
    const values = new Set(cases.map(({ parameters }) => parameters[key]))
    return { key, count: values.size }
  })
  const useful = counted.filter(({ count }) => count > 1 && count < cases.length)
  return useful.toSorted((a, b) => a.count - b.count)[0]?.key
}

function pages(family: Family): readonly Family[] {
  const count = Math.ceil(family.cases.length / casesMax)
  return Array.from({ length: count }, (_, i) => ({
    ...family,
    name: `${family.name}-${i + 1}`,
    title: `${family.title} (${i + 1} of ${count})`,
    cases: family.cases.slice(i * casesMax, (i + 1) * casesMax),
  }))
}

function fileName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

/** One bar, or one line of points: what vega-lite gets. */
export interface Datum {
  readonly peer: string
  readonly kind: Kind
  readonly value: number
  readonly low: number
  readonly high: number
  readonly label: string
}

export function dataOf(rows: readonly SuiteRow[], metric: string, scale = 1): Datum[] {
  return rows.flatMap(({ peer, metrics }) => {
    const values = (metrics[metric]?.values ?? []).filter(Number.isFinite)
    const middle = metrics[metric]?.median
    if (values.length === 0 || middle === undefined || !Number.isFinite(middle)) return []
    return [
      {
        peer,
        kind: kindOf(peer),
        value: middle * scale,
        low: Math.min(...values) * scale,
        high: Math.max(...values) * scale,
        label: short(middle * scale),
      },
    ]
  })
}

/** Three figures, and k or M beyond a thousand: there is no room for more behind a bar. */
export function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`
  return String(Number(value.toPrecision(3)))
}
