import { type Parameters, type Program, programSuite } from '../program-suite.ts'
import { liburingProgram, otherRuntimes, runtimeProgram, uringProgram } from '../programs.ts'

const COUNT = 1000

const script = 'timers-node.mjs'
const mode = (name: string): string[] => ['--mode', name]

const others = otherRuntimes.flatMap((name): Program[] => {
  const record = { fullOnly: true, takes: ({ kind }: Parameters) => kind === 'run' }
  return [
    runtimeProgram(
      name,
      `${name}-timers`,
      `setTimeout of ${name}`,
      script,
      mode('callbacks'),
      record,
    ),
    runtimeProgram(
      name,
      `${name}-promises`,
      `timers/promises of ${name}`,
      script,
      mode('promises'),
      record,
    ),
  ]
})

/** What runs out has a latency: how late it comes. None may come early. */
export const timers = programSuite({
  name: 'timers',
  about: 'a thousand timeouts: running, cancelled, and as intervals',
  unit: 'timeout',
  yardstick: 'timers-promises',
  programs: [
    liburingProgram('c-uring', 'C with liburing', 'timers.c'),
    uringProgram('uring-raw', 'uring-sdk/raw', 'timers.mjs', mode('raw')),
    uringProgram(
      'uring-ring',
      'uring-sdk: ring.timeout with a signal, ring.timeoutMultishot',
      'timers.mjs',
      mode('ring'),
    ),
    runtimeProgram('node', 'timers-promises', 'timers/promises', script, mode('promises')),
    runtimeProgram('node', 'timers', 'setTimeout, setInterval', script, mode('callbacks')),
    ...others,
  ],
  windows: {
    quick: { warmup: 0.2, seconds: 0.3, repeats: 1 },
    full: { warmup: 0.3, seconds: 0.6, repeats: 3 },
  },
  caseCounts: { quick: 1, full: 3 },
  plan: ({ quick }) => {
    const cases = [
      caseOf('run', 'Timeouts of 1 to 16 ms'),
      caseOf('cancel', 'Timeouts that are cancelled'),
      caseOf('interval', 'Intervals of 10 ms'),
    ]
    return { cases: quick ? cases.slice(0, 1) : cases, words: { count: COUNT } }
  },
})

function caseOf(kind: string, title: string) {
  return { name: `${title}, ${COUNT.toLocaleString('en-US')} at once`, parameters: { kind } }
}
