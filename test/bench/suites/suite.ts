import type { Options } from '../options.ts'

export interface Left {
  readonly peer: string
  readonly reason: string
}

export interface SuiteResult {
  readonly suite: string
  /** For the terminal: a title and a table for each case. */
  readonly text: string
  /** For --json and the charts: plain data. */
  readonly cases: readonly object[]
  /** Peers that cannot be had here. */
  readonly missing: readonly Left[]
  /** Peers that ran and did something wrong. */
  readonly failed: readonly Left[]
}

/** A new suite is one file with one of these, and its name in the list of main.ts. */
export interface Suite {
  readonly name: string
  readonly about: string
  readonly peers: readonly { name: string; about: string; extra?: boolean }[]
  run(options: Options, say: (line: string) => void): Promise<SuiteResult>
}
