import type { Options } from '../options.ts'
import type { Summary } from '../statistics.ts'

export interface Left {
  readonly peer: string
  readonly reason: string
}

/** What one peer did in one case. */
export interface SuiteRow {
  readonly peer: string
  readonly version: string
  /**
   * By name: cpuUs (CPU µs an operation, the one that decides), perSecond, operations (of the whole
   * window, for the cost model), p50Us, p99Us, p999Us, rssBytes, entersPerOp, syscallsPerOp,
   * completionsPerEnter, bytesPerOp, gcShare.
   */
  readonly metrics: Readonly<Record<string, Summary>>
}

/** One comparison, as plain data: for --json, the charts and the guard. */
export interface SuiteCase {
  readonly name: string
  readonly parameters: Readonly<Record<string, number | string>>
  /** What one operation is: "message", "read". */
  readonly unit: string
  readonly rows: readonly SuiteRow[]
}

export interface SuiteResult {
  readonly suite: string
  /** For the terminal: a title and a table for each case. */
  readonly text: string
  readonly cases: readonly SuiteCase[]
  /** Peers that cannot be had here. */
  readonly missing: readonly Left[]
  /** Peers that ran and did something wrong. */
  readonly failed: readonly Left[]
}

export interface SuitePeer {
  readonly name: string
  readonly about: string
  /** Runs only when it is asked for by name. */
  readonly extra?: boolean
  /** Is left out of --quick. */
  readonly fullOnly?: boolean
}

/** A new suite is one file with one of these, and its name in the list of suites.ts. */
export interface Suite {
  readonly name: string
  readonly about: string
  readonly peers: readonly SuitePeer[]
  /**
   * Seconds that a run of these options is going to take, as far as the suite can say: for the time
   * that is left while an earlier suite runs.
   */
  expects?(options: Options): number
  run(options: Options, say: (line: string) => void): Promise<SuiteResult>
}
