import type { Given } from '../options.ts'

/**
 * A short list of cases that say enough: one for each kind of work. Each is a run of one suite with
 * a few peers; one of them that cannot be had here is passed over by name.
 */
export interface GuardRun {
  readonly suite: string
  readonly peers: readonly string[]
  /** As with --case. */
  readonly cases: readonly string[]
  readonly given: Given
}

/** Long enough for a median that is good for a few percent; all of them in less than 5 minutes. */
const windows = { warmup: 0.3, seconds: 0.8, repeats: 5 }
const peers = ['c-uring', 'uring-raw', 'uring-ring']
const messages = { ...windows, connections: [64], sizes: [64], pipelines: [1] }

/** What the plan of --quick has is the choice, where nothing is said of cases. */
export const guardRuns: readonly GuardRun[] = [
  { suite: 'nop', peers, cases: [], given: { ...windows, seconds: 0.4, batches: [1, 64] } },
  { suite: 'echo', peers, cases: [], given: messages },
  { suite: 'unix', peers, cases: [], given: messages },
  { suite: 'udp', peers, cases: [], given: windows },
  { suite: 'reads', peers, cases: ['page cache, depth 64'], given: windows },
  { suite: 'small-files', peers, cases: [], given: windows },
]
