import type { Counts } from './counters.ts'
import type { CostRow } from './types.ts'

/** What one process did in all, its start and end included. */
export interface Observed {
  /** Operations of the measured window. */
  readonly operations: number
  /** Undefined where nothing can count system calls. */
  readonly counts: Counts | undefined
  /** What the program itself has counted. */
  readonly own?: Pick<CostRow, 'entersPerOp' | 'completionsPerEnter'>
  /** Of Node alone. */
  readonly heap: { readonly bytes: number; readonly gcSeconds: number } | undefined
}

/** Operations must differ by this much, or two runs did the same work. */
const growth = 1.2
/** What is rarer than this is the noise of timers and collections. */
const rarest = 0.005

/**
 * The cost of one operation from a short run and a long one. What a program does to start and to
 * end is in both, so it goes when one is taken from the other. Work of a fixed size has but one.
 */
export function costOf(short: Observed, long: Observed): Omit<CostRow, 'peer'> {
  const grows = long.operations > short.operations * growth
  const operations = grows ? long.operations - short.operations : long.operations
  const each = (measure: (observed: Observed) => number): number =>
    Math.max(0, grows ? measure(long) - measure(short) : measure(long)) / operations
  return {
    ...(long.counts === undefined ? long.own : callsOf(long.counts, each)),
    ...(long.heap === undefined
      ? {}
      : {
          bytesPerOp: each(({ heap }) => heap?.bytes ?? 0),
          gcNsPerOp: each(({ heap }) => (heap?.gcSeconds ?? 0) * 1e9),
        }),
  }
}

/** System calls an operation; `each` divides what both runs have counted. */
function callsOf(
  { byName, completions: seen }: Counts,
  each: (measure: (observed: Observed) => number) => number,
): Omit<CostRow, 'peer'> {
  const syscalls = Object.keys(byName)
    .map((name) => [name, each(({ counts }) => counts?.byName[name] ?? 0)] as const)
    .filter(([, count]) => count >= rarest)
    .toSorted(([, a], [, b]) => b - a)
  const enters = each(({ counts }) => counts?.byName['io_uring_enter'] ?? 0)
  const completions =
    seen === undefined ? undefined : each(({ counts }) => counts?.completions ?? 0)
  return {
    syscalls: Object.fromEntries(syscalls),
    syscallsPerOp: each(({ counts }) => counts?.total ?? 0),
    ...(enters > 0 ? { entersPerOp: enters } : {}),
    ...(enters > 0 && completions !== undefined
      ? { completionsPerEnter: completions / enters }
      : {}),
  }
}
