import { parseArgs } from 'node:util'

/** What a suite measures when nothing else is said: in 2 minutes for all of them, or in 30. */
export type PlanName = 'quick' | 'full'

export interface Options {
  readonly quick: boolean
  readonly plan: PlanName
  /** Print the cost model in place of a comparison. */
  readonly cost: boolean
  readonly suites: readonly string[]
  /** Empty: all of the suite's own. */
  readonly peers: readonly string[]
  /** Empty: all; else see pickCases. */
  readonly cases: readonly string[]
  readonly connections: readonly number[]
  readonly sizes: readonly number[]
  readonly pipelines: readonly number[]
  readonly batches: readonly number[]
  readonly churn: boolean
  readonly warmup: number
  readonly seconds: number
  readonly repeats: number
  /** What the user has chosen and no default: the plan of a suite holds where this says nothing. */
  readonly given: Given
  readonly serverCpu: number | undefined
  readonly clientCpu: number | undefined
  readonly json: string | undefined
  /** The suites take the place of what the committed record has of them. */
  readonly renew: boolean
}

export interface Given {
  readonly warmup?: number | undefined
  readonly seconds?: number | undefined
  readonly repeats?: number | undefined
  readonly connections?: readonly number[] | undefined
  readonly sizes?: readonly number[] | undefined
  readonly pipelines?: readonly number[] | undefined
  /** Messages a second in the open loop. */
  readonly rates?: readonly number[] | undefined
  readonly batches?: readonly number[] | undefined
}

export type Command =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }

/** A wrong option: its message is for the user, a stack trace is not. */
export class UsageError extends Error {}

export const help = `npm run bench -- [options]

Compares what uring-sdk does with what others do. A server is a process on one core, the load
client runs on another and checks every byte; other programs have a core for themselves. All peers
take turns (A B C A B C ...), so compare the ratios of one run.

  --suite NAME,...     suites to run (all)
  --peer NAME,...      peers to run (all that can be had)
  --case WORDS         only cases with these words in their name, or with NAME=VALUE among their
                       parameters (--case depth=64); may be given more than once
  --list               show suites and peers, and stop
  --quick              2 minutes for all suites: fewer cases, shorter windows, fewer repeats
  --cost               where the cost comes from: system calls, enters, bytes and collections an
                       operation, and a profile of our slowest; short runs, added to the JSON
  --connections N,...  connections open at once (64,256)
  --size BYTES,...     bytes a message; 16K and 1M are understood (64)
  --pipeline N,...     messages in flight on each connection (1)
  --rate N,...         open loop: messages a second in all, whether answers come or not; latency
                       counts from when one was due (suite latency: 10000,30000)
  --batch N,...        operations submitted together, suite nop (1,16,64,256)
  --churn              connect, one message, close, again
  --seconds S          the measured window (3; quick: 1)
  --warmup S           before it (1; quick: 0.5)
  --repeats N          rounds (5; quick: 3)
  --server-cpu N       the server's core (the first this process may use)
  --client-cpu N       the client's core (the second)
  --renew              with --suite alone: puts these suites into docs/charts/bench.json, in
                       place of what it has of them, and draws it again
  --json FILE          write everything that was measured (a whole run: docs/charts/bench.json)
  --help

npm run bench:charts -- [FILE] draws it; npm run bench:guard compares with the committed ratios.`

function numbers(name: string, text: string, lowest: number, integer = true): number[] {
  return text.split(',').map((item) => {
    const match = /^(\d+(?:\.\d+)?)([KMkm]?)$/.exec(item.trim())
    const unit = { '': 1, k: 1024, m: 1024 * 1024 }[match?.[2]?.toLowerCase() ?? ''] ?? 1
    const value = match ? Number(match[1]) * unit : Number.NaN
    if (!(value >= lowest) || (integer && !Number.isInteger(value))) {
      const kind = integer ? 'whole number' : 'number'
      throw new UsageError(`--${name} takes a ${kind} from ${lowest} up, not "${item}".`)
    }
    return value
  })
}

function single(name: string, text: string, lowest: number, integer = true): number {
  const [value, ...rest] = numbers(name, text, lowest, integer)
  if (value === undefined || rest.length > 0) {
    throw new UsageError(`--${name} takes one number, not "${text}".`)
  }
  return value
}

function names(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((name) => name.trim())
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      churn: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      cost: { type: 'boolean', default: false },
      case: { type: 'string', multiple: true, default: [] },
      suite: { type: 'string' },
      peer: { type: 'string' },
      connections: { type: 'string' },
      size: { type: 'string' },
      pipeline: { type: 'string' },
      rate: { type: 'string' },
      batch: { type: 'string' },
      warmup: { type: 'string' },
      seconds: { type: 'string' },
      repeats: { type: 'string' },
      'server-cpu': { type: 'string' },
      'client-cpu': { type: 'string' },
      json: { type: 'string' },
      renew: { type: 'boolean', default: false },
    },
  }).values
}

export function parseOptions(args: readonly string[]): Command {
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    // parseArgs explains more than anybody wants to know after its first sentence.
    const sentence = (error as Error).message.split('. ')[0]
    throw new UsageError(`${sentence}. --help shows what there is.`)
  }
  if (values.help) return { kind: 'help' }
  if (values.list) return { kind: 'list' }
  if (values.rate !== undefined && (values.churn || values.pipeline !== undefined)) {
    throw new UsageError(
      '--rate goes with neither --churn nor --pipeline: nothing waits for answers.',
    )
  }

  const { quick, churn, cost, renew } = values
  const list = (name: 'connections' | 'size' | 'pipeline' | 'rate' | 'batch') => {
    const text = values[name]
    return text === undefined ? undefined : numbers(name, text, 1)
  }
  type Single = 'warmup' | 'seconds' | 'repeats' | 'server-cpu' | 'client-cpu'
  const one = (name: Single, lowest: number, integer = true) => {
    const text = values[name]
    return text === undefined ? undefined : single(name, text, lowest, integer)
  }
  const given = {
    warmup: one('warmup', 0, false),
    seconds: one('seconds', 0.05, false),
    repeats: one('repeats', 1),
    connections: list('connections'),
    sizes: list('size'),
    pipelines: list('pipeline'),
    rates: list('rate'),
    batches: list('batch'),
  }
  const options: Options = {
    quick,
    plan: quick ? 'quick' : 'full',
    cost,
    churn,
    suites: names(values.suite),
    peers: names(values.peer),
    cases: values.case,
    connections: given.connections ?? [64, 256],
    sizes: given.sizes ?? [64],
    pipelines: given.pipelines ?? [1],
    batches: given.batches ?? [1, 16, 64, 256],
    warmup: given.warmup ?? (quick ? 0.5 : 1),
    seconds: given.seconds ?? (quick ? 1 : 3),
    repeats: given.repeats ?? (quick ? 3 : 5),
    given,
    serverCpu: one('server-cpu', 0),
    clientCpu: one('client-cpu', 0),
    json: values.json,
    renew,
  }
  if (renew && (cost || values.suite === undefined || !isWhole({ ...options, suites: [] }))) {
    throw new UsageError('--renew goes with --suite and nothing else: a record has whole suites.')
  }
  return { kind: 'run', options }
}

/** Whether nothing was chosen: such a run says everything there is to say of this machine. */
export function isWhole({ quick, suites, peers, cases, churn, given }: Options): boolean {
  const chosen = [quick, churn, ...[suites, peers, cases].map(({ length }) => length > 0)]
  return !chosen.includes(true) && Object.values(given).every((value) => value === undefined)
}

interface Named {
  readonly name: string
  readonly parameters: Readonly<Record<string, number | string>>
}

/** The cases that --case has chosen: by words of their name, or by NAME=VALUE of a parameter. */
export function pickCases<Case extends Named>(
  cases: readonly Case[],
  { cases: wanted }: Pick<Options, 'cases'>,
): readonly Case[] {
  if (wanted.length === 0) return cases
  return cases.filter((one) => wanted.some((words) => fits(one, words)))
}

function fits({ name, parameters }: Named, words: string): boolean {
  const [key = '', value] = words.split('=')
  if (value !== undefined && key in parameters) return String(parameters[key]) === value
  return name.toLowerCase().includes(words.toLowerCase())
}
