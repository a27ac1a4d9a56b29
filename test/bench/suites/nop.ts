import { programSuite } from '../program-suite.ts'
import { timesAsMany } from '../program-report.ts'
import { liburingProgram, uringProgram } from '../programs.ts'
import { median } from '../statistics.ts'
import { formatNumber } from '../table.ts'
import type { SuiteCase } from './suite.ts'

// A large young generation, so that no collection falls between two looks at the heap.
const nodeFlags = ['--expose-gc', '--max-semi-space-size=64', '--min-semi-space-size=64']

const QUICK_BATCHES = [1, 64]

function script(name: string, about: string, mode: string) {
  return uringProgram(name, about, 'nop.mjs', ['--mode', mode], { nodeFlags })
}

/** The cost of an operation that does nothing: what the binding itself costs. */
export const nop = programSuite({
  name: 'nop',
  about: 'NOPs in batches: what an operation costs besides the work of the kernel',
  unit: 'NOP',
  nanoseconds: true,
  yardstick: 'c-uring',
  programs: [
    liburingProgram('c-uring', 'C with liburing', 'nop.c'),
    script('uring-raw', 'uring-sdk/raw', 'raw'),
    script('uring-ring', 'uring-sdk: a promise each, awaited with Promise.all', 'ring'),
    script('promise', 'promises alone, without a ring', 'promise'),
  ],
  windows: {
    quick: { warmup: 0.2, seconds: 0.3, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.6, repeats: 7 },
  },
  caseCounts: { quick: 2, full: 4 },
  plan: ({ quick, batches, given }) => ({
    cases: (quick ? (given.batches ?? QUICK_BATCHES) : batches).map((batch) => ({
      name: `NOPs, batches of ${batch}`,
      parameters: { batch },
    })),
  }),
  closing: (measured) => [rates(measured), above(measured)].filter(Boolean).join('\n') || undefined,
})

/** How many NOPs a second there are for each one of C. */
function rates({ rows }: SuiteCase): string {
  return ['uring-raw', 'uring-ring']
    .map((peer) => ({ peer, rate: timesAsMany(rows, peer, 'c-uring') }))
    .filter(({ rate }) => Number.isFinite(rate))
    .map(
      ({ peer, rate }) => `${peer} does ${formatNumber(rate)} times as many a second as c-uring.`,
    )
    .join('\n')
}

/** A Ring's NOP above C's NOP and a promise: round by round, as rounds share the machine's mood. */
function above({ rows }: SuiteCase): string | undefined {
  const find = (peer: string) => rows.find((row) => row.peer === peer)?.metrics
  const [c, ring, promise] = [find('c-uring'), find('uring-ring'), find('promise')]
  if (c === undefined || ring === undefined || promise === undefined) return undefined
  const differences = (ring['cpuUs']?.values ?? []).map(
    (value, i) =>
      value - (c['cpuUs']?.values[i] ?? Number.NaN) - (promise['cpuUs']?.values[i] ?? Number.NaN),
  )
  const bytes = (ring['bytesPerOp']?.median ?? NaN) - (promise['bytesPerOp']?.median ?? NaN)
  const nanoseconds = formatNumber(median(differences) * 1000)
  const more = `${nanoseconds} ns and ${formatNumber(bytes)} bytes more`
  return `uring-ring costs ${more} than c-uring and promise together.`
}
