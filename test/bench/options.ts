import { parseArgs } from 'node:util'

export interface Options {
  readonly quick: boolean
  readonly suites: readonly string[]
  /** Empty: all of the suite's own. */
  readonly peers: readonly string[]
  readonly connections: readonly number[]
  readonly sizes: readonly number[]
  readonly pipelines: readonly number[]
  readonly batches: readonly number[]
  readonly churn: boolean
  readonly warmup: number
  readonly seconds: number
  readonly repeats: number
  readonly serverCpu: number | undefined
  readonly clientCpu: number | undefined
  readonly json: string | undefined
}

export type Command =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }

/** A wrong option: its message is for the user, a stack trace is not. */
export class UsageError extends Error {}

export const help = `npm run bench -- [options]

Compares what uring-sdk does with what others do. In suite echo each server is a process on one
core, the load client runs on another and checks every byte. All peers take turns
(A B C A B C ...), so compare the ratios of one run.

  --suite NAME,...     suites to run (all)
  --peer NAME,...      peers to run (all that can be had)
  --list               show suites and peers, and stop
  --quick              shorter windows, fewer repeats
  --connections N,...  connections open at once (64,256)
  --size BYTES,...     bytes a message; 16K and 1M are understood (64)
  --pipeline N,...     messages in flight on each connection (1)
  --batch N,...        operations submitted together, suite nop (1,16,64,256)
  --churn              connect, one message, close, again
  --seconds S          the measured window (3; quick: 1)
  --warmup S           before it (1; quick: 0.5)
  --repeats N          rounds (5; quick: 3)
  --server-cpu N       the server's core (the first this process may use)
  --client-cpu N       the client's core (the second)
  --json FILE          write everything that was measured
  --help`

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
      suite: { type: 'string' },
      peer: { type: 'string' },
      connections: { type: 'string', default: '64,256' },
      size: { type: 'string', default: '64' },
      pipeline: { type: 'string', default: '1' },
      batch: { type: 'string', default: '1,16,64,256' },
      warmup: { type: 'string' },
      seconds: { type: 'string' },
      repeats: { type: 'string' },
      'server-cpu': { type: 'string' },
      'client-cpu': { type: 'string' },
      json: { type: 'string' },
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

  const { quick, churn } = values
  const cpu = (name: 'server-cpu' | 'client-cpu'): number | undefined => {
    const text = values[name]
    return text === undefined ? undefined : single(name, text, 0)
  }
  return {
    kind: 'run',
    options: {
      quick,
      churn,
      suites: names(values.suite),
      peers: names(values.peer),
      connections: numbers('connections', values.connections, 1),
      sizes: numbers('size', values.size, 1),
      pipelines: numbers('pipeline', values.pipeline, 1),
      batches: numbers('batch', values.batch, 1),
      warmup: single('warmup', values.warmup ?? (quick ? '0.5' : '1'), 0, false),
      seconds: single('seconds', values.seconds ?? (quick ? '1' : '3'), 0.05, false),
      repeats: single('repeats', values.repeats ?? (quick ? '3' : '5'), 1),
      serverCpu: cpu('server-cpu'),
      clientCpu: cpu('client-cpu'),
      json: values.json,
    },
  }
}
