import { kindOf } from './charts/families.ts'
import type { SuiteCase, SuiteRow } from './suites/suite.ts'

const cpuOf = ({ metrics }: SuiteRow): number => metrics['cpuUs']?.median ?? Number.NaN

/**
 * The row that ours are compared with: the cheapest in C, which does the same on the same kernel;
 * without one, the cheapest of the others.
 */
export function referenceOf({ rows }: Pick<SuiteCase, 'rows'>): SuiteRow | undefined {
  const measured = rows.filter((row) => cpuOf(row) > 0)
  const cheapest = (kind: 'C' | 'others'): SuiteRow | undefined =>
    measured.filter(({ peer }) => kindOf(peer) === kind).toSorted((a, b) => cpuOf(a) - cpuOf(b))[0]
  return cheapest('C') ?? cheapest('others')
}

export function ourRows({ rows }: Pick<SuiteCase, 'rows'>): readonly SuiteRow[] {
  return rows.filter((row) => kindOf(row.peer) === 'uring-sdk' && cpuOf(row) > 0)
}
