import { MissingError } from './build.ts'
import { chooseCpus } from './cpus.ts'
import { type Options, pickCases } from './options.ts'
import { report } from './program-report.ts'
import { type Printed, readPrinted, runProgram } from './program.ts'
import { progressOf } from './progress.ts'
import { summarize, type Summary } from './statistics.ts'
import type { Left, Suite, SuiteCase, SuiteResult, SuiteRow } from './suites/suite.ts'
import { formatNumber } from './table.ts'

export type Parameters = Readonly<Record<string, number | string>>

/** How to start a program: its options are added as words. */
export interface Prepared {
  readonly version: string
  readonly command: readonly string[]
  /** For a program that has options of its own kind. */
  readonly words?: (parameters: Parameters, window: Window) => readonly string[]
  /** For a program that prints in its own way. */
  readonly read?: (output: string) => Printed
}

/** One that does a kind of work by itself and prints one line of JSON at its end. */
export interface Program {
  readonly name: string
  readonly about: string
  /** Runs only when it is asked for by name. */
  readonly extra?: boolean
  /** Left out of --quick, like what is measured for the record. */
  readonly fullOnly?: boolean
  /** Builds or finds it; a MissingError leaves it out by name. */
  prepare(): Promise<Prepared> | Prepared
  /** Which cases it can do; all of them when left out. */
  takes?(parameters: Parameters): boolean
}

export interface ProgramCase {
  readonly name: string
  /** Options of the programs, and what the JSON says of the case. */
  readonly parameters: Parameters
}

/** How long to measure, and how often. */
export interface Window {
  readonly warmup: number
  readonly seconds: number
  readonly repeats: number
}

/** What a suite does in one run, with the files that it needs. */
export interface Plan {
  readonly cases: readonly ProgramCase[]
  /** What cannot be measured here, by name. */
  readonly missing?: readonly Left[]
  /** Options of all programs that are no parameters, such as the names of files. */
  readonly words?: Parameters
  /** Brings about, before each run, what the case takes for granted. */
  ready?(parameters: Parameters): void
  /** Looks at what a program has left behind; what is wrong is thrown. */
  check?(printed: Printed, parameters: Parameters): void
  /** Removes what was made for the suite. */
  close?(): void
}

export interface ProgramSuite {
  readonly name: string
  readonly about: string
  /** What one operation is: "read", "file". */
  readonly unit: string
  readonly programs: readonly Program[]
  /** What all others are compared with. */
  readonly yardstick: string
  /** For the table: operations so small that they take nanoseconds. */
  readonly nanoseconds?: boolean
  /** Programs have one core, or with this as many as there are. */
  readonly allCpus?: boolean
  /** A sentence below the table of a case. */
  closing?(measured: SuiteCase): string | undefined
  /** A sentence below all tables. */
  conclusion?(cases: readonly SuiteCase[]): string | undefined
  readonly windows: { readonly quick: Window; readonly full: Window }
  /** How many cases there are, to say how long it takes before it is known. */
  readonly caseCounts: { readonly quick: number; readonly full: number }
  plan(options: Options, say: (line: string) => void): Promise<Plan> | Plan
}

interface Contender extends Prepared {
  readonly program: Program
}

/** Runs that belong to one row. */
interface Runs {
  readonly contender: Contender
  readonly printed: Printed[]
}

/** How much longer than its windows a program may take: to start, to end what it has begun. */
const GRACE_SECONDS = 60
/** How long a program takes to start and to count bytes, about. */
const START_SECONDS = 0.3

export function programSuite(suite: ProgramSuite): Suite {
  const { name, about, programs } = suite
  return {
    name,
    about,
    peers: programs,
    expects: (options) => expectedSeconds(suite, options),
    async run(options, say) {
      const { contenders, missing } = await gather(suite, options, say)
      const plan = await planOf(suite, options, say)
      try {
        const all = [...(plan.missing ?? []), ...missing]
        return await measure(suite, { ...plan, missing: all }, contenders, options, say)
      } finally {
        plan.close?.()
      }
    },
  }
}

/** A suite that has no place for its files is left out like a program that cannot be had. */
async function planOf(
  suite: ProgramSuite,
  options: Options,
  say: (line: string) => void,
): Promise<Plan> {
  try {
    return await suite.plan(options, say)
  } catch (error) {
    if (!(error instanceof MissingError)) throw error
    return { cases: [], missing: [{ peer: suite.name, reason: error.message }] }
  }
}

async function gather(
  { programs }: ProgramSuite,
  { peers, quick }: Options,
  say: (line: string) => void,
): Promise<{ contenders: Contender[]; missing: Left[] }> {
  const contenders: Contender[] = []
  const missing: Left[] = []
  for (const program of programs) {
    const { name, extra, fullOnly } = program
    const left = extra === true || (quick && fullOnly === true)
    if (peers.length > 0 ? !peers.includes(name) : left) continue
    try {
      contenders.push({ program, ...(await program.prepare()) })
    } catch (error) {
      if (!(error instanceof MissingError)) throw error
      missing.push({ peer: name, reason: error.message })
      say(`${name} is left out: ${error.message}.`)
    }
  }
  return { contenders, missing }
}

/**
 * Round by round, in each round case by case, in each case program by program: what is compared was
 * measured within seconds. A program that fails in a case has no more turns in it.
 */
async function measure(
  suite: ProgramSuite,
  plan: Plan,
  contenders: readonly Contender[],
  options: Options,
  say: (line: string) => void,
): Promise<SuiteResult> {
  const window = windowOf(suite, options)
  const board = pickCases(plan.cases, options).map((programCase) => ({
    programCase,
    rows: contenders
      .filter(({ program }) => program.takes?.(programCase.parameters) ?? true)
      .map((contender): Runs => ({ contender, printed: [] })),
  }))
  const failed: Left[] = []
  const turns = board.reduce((sum, { rows }) => sum + rows.length, 0) * window.repeats
  const progress = progressOf(turns, say)
  for (let round = 0; round < window.repeats; round++) {
    for (const { programCase, rows } of board) {
      for (const { contender, printed } of rows) {
        // It has failed in an earlier round.
        if (printed.length < round) {
          progress()
          continue
        }
        const { name } = contender.program
        try {
          const result = await runOnce(suite, plan, contender, programCase, window, options)
          printed.push(result)
          progress(`${programCase.name}: ${name} ${briefly(result, suite.unit)}`)
        } catch (error) {
          const reason = `${programCase.name}: ${(error as Error).message}`
          failed.push({ peer: name, reason })
          progress(`${name} FAILED, ${reason}`)
        }
      }
    }
  }
  const cases = board.map(({ programCase, rows }): SuiteCase => {
    const complete = rows.filter(({ printed }) => printed.length === window.repeats)
    return { ...programCase, unit: suite.unit, rows: complete.map(rowOf) }
  })
  const texts = cases.map((measured) => report(suite, measured))
  const conclusion = suite.conclusion?.(cases)
  const text = [...texts, ...(conclusion === undefined ? [] : [conclusion])].join('\n\n')
  return { suite: suite.name, text, cases, missing: plan.missing ?? [], failed }
}

/** What the suite finds long enough, unless the user has said otherwise. */
export function windowOf({ windows }: Pick<ProgramSuite, 'windows'>, options: Options): Window {
  const { warmup, seconds, repeats } = windows[options.plan]
  const { given } = options
  return {
    warmup: given.warmup ?? warmup,
    seconds: given.seconds ?? seconds,
    repeats: given.repeats ?? repeats,
  }
}

/** A program that is for the record has one case; each takes a moment to start. */
export function expectedSeconds(suite: ProgramSuite, options: Options): number {
  const { warmup, seconds, repeats } = windowOf(suite, options)
  const { peers, plan } = options
  const turns = suite.programs
    .filter(({ name, extra }) => (peers.length > 0 ? peers.includes(name) : extra !== true))
    .map(({ fullOnly }) => (fullOnly === true ? Number(plan === 'full') : suite.caseCounts[plan]))
    .reduce((sum, count) => sum + count, 0)
  return turns * repeats * (warmup + seconds + START_SECONDS)
}

async function runOnce(
  suite: ProgramSuite,
  plan: Plan,
  { command, words, read }: Contender,
  { parameters }: ProgramCase,
  window: Window,
  options: Options,
): Promise<Printed> {
  const { server, client } = chooseCpus(options.serverCpu, options.clientCpu)
  const cpus = suite.allCpus === true ? [...new Set([server, client])] : [server]
  const all = { ...plan.words, ...parameters }
  const extra = words?.(all, window) ?? wordsOf({ ...all, ...timesOf(window) })
  const limit = window.warmup + window.seconds + GRACE_SECONDS
  plan.ready?.(parameters)
  const output = await runProgram([...command, ...extra], cpus, limit)
  const printed = (read ?? readPrinted)(output)
  plan.check?.(printed, parameters)
  return printed
}

function timesOf({ warmup, seconds }: Window): Parameters {
  return { warmup, seconds }
}

function wordsOf(parameters: Parameters): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, String(value)])
}

function rowOf({ contender, printed }: Runs): SuiteRow {
  const metrics: Record<string, Summary> = {}
  for (const [name, metric] of Object.entries(metricsOf)) {
    const values = printed.map(metric)
    if (values.every((value) => value !== undefined)) metrics[name] = summarize(values)
  }
  return { peer: contender.program.name, version: contender.version, metrics }
}

/** From what a program prints to what is compared; undefined where it does not say. */
export const metricsOf: Readonly<Record<string, (printed: Printed) => number | undefined>> = {
  cpuUs: ({ cpuSeconds, operations }) => (cpuSeconds * 1e6) / operations,
  perSecond: ({ operations, seconds }) => operations / seconds,
  operations: ({ operations }) => operations,
  p50Us: ({ latencyUs }) => latencyUs?.p50,
  p99Us: ({ latencyUs }) => latencyUs?.p99,
  p999Us: ({ latencyUs }) => latencyUs?.p999,
  rssBytes: ({ rssBytes }) => rssBytes,
  entersPerOp: ({ enters, operations }) => (enters === undefined ? undefined : enters / operations),
  completionsPerEnter: ({ enters, completions }) =>
    enters === undefined || completions === undefined || enters === 0
      ? undefined
      : completions / enters,
  bytesPerOp: ({ bytes }) => bytes,
  gcShare: ({ gcSeconds, seconds }) => (gcSeconds === undefined ? undefined : gcSeconds / seconds),
}

function briefly({ cpuSeconds, operations, seconds }: Printed, unit: string): string {
  const cpu = formatNumber((cpuSeconds * 1e6) / operations)
  return `${cpu} µs CPU/${unit}, ${formatNumber(operations / seconds)}/s`
}
