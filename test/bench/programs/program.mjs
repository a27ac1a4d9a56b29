// What every program in JavaScript has in common: its options, its clocks, and the line it prints.
// It runs in Node, Bun and Deno, so that it asks for nothing that only one of them has.
import { PerformanceObserver } from 'node:perf_hooks'
import process from 'node:process'
import { parseArgs } from 'node:util'

const SAMPLES_MAX = 1 << 18
// A prime, so that no sample is always the first of its batch.
const SAMPLE_EVERY = 61

/** The options of a program with their defaults; what has a number for a default is a number. */
export function readOptions(defaults) {
  const all = { seconds: 1, warmup: 0.3, ...defaults }
  const entries = Object.entries(all)
  const options = Object.fromEntries(
    entries.map(([name, value]) => [name, { type: 'string', default: String(value) }]),
  )
  const { values } = parseArgs({ args: process.argv.slice(2), options })
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(values[name]) : values[name],
    ]),
  )
}

const samples = new Float64Array(SAMPLES_MAX)

/**
 * How long to go on, and the latency of one operation in 61. Asking the time costs as much as a
 * small operation, so that it is asked once in `every` operations.
 */
export class Pace {
  operations = 0
  sampled = 0
  #until
  #every
  #over = false

  constructor(until, every) {
    this.#until = until
    this.#every = every
  }

  /** Whether to start one more operation. */
  get on() {
    if (this.operations % this.#every === 0) this.#over ||= performance.now() >= this.#until
    return !this.#over
  }

  /** When an operation starts: the time, or 0 if it is not one that is looked at. */
  start() {
    return this.operations % SAMPLE_EVERY === 0 ? performance.now() : 0
  }

  end(started) {
    this.operations++
    if (started > 0) this.sample(performance.now() - started)
  }

  sample(ms) {
    if (this.sampled < SAMPLES_MAX) samples[this.sampled++] = ms * 1000
  }
}

/** CPU seconds of all threads of this process. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function percentiles(count) {
  if (count === 0) return undefined
  const sorted = samples.subarray(0, count).sort()
  const at = (fraction) => sorted[Math.floor(fraction * (count - 1))]
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) }
}

function watchCollections() {
  const watch = { ms: 0 }
  if (!(PerformanceObserver.supportedEntryTypes ?? []).includes('gc')) return undefined
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.ms += duration
  })
  observer.observe({ entryTypes: ['gc'] })
  watch.stop = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    observer.disconnect()
    return watch.ms / 1000
  }
  return watch
}

/**
 * Runs `work(pace)` for the warm-up and then for the window, and prints what it took. `work` goes
 * on while `pace.on`, counts by `pace.end`, and leaves nothing in flight.
 *
 * @param options those of readOptions
 * @param about `every`: operations between two looks at the clock, fewer for slow ones; `counters`:
 *   gives `{ enters, completions }` since the start of the program
 */
export async function measure(options, work, { every = 64, counters, bytes = true } = {}) {
  const runFor = async (seconds) => {
    const pace = new Pace(performance.now() + seconds * 1000, every)
    await work(pace)
    return pace
  }
  if (options.warmup > 0) await runFor(options.warmup)
  const collections = watchCollections()
  const before = { cpu: cpuSeconds(), time: performance.now(), ...counters?.() }
  const pace = await runFor(options.seconds)
  const seconds = (performance.now() - before.time) / 1000
  const cpu = cpuSeconds() - before.cpu
  const after = counters?.()
  const result = {
    operations: pace.operations,
    cpuSeconds: cpu,
    seconds,
    latencyUs: percentiles(pace.sampled),
    enters: after && after.enters - before.enters,
    completions: after && after.completions - before.completions,
    gcSeconds: await collections?.stop(),
    rssBytes: process.memoryUsage().rss,
  }
  if (bytes) result.bytes = await bytesPerOperation(runFor)
  print(result)
}

export function print(result) {
  console.log(JSON.stringify(result))
  process.exit(0)
}

/**
 * What was allocated is what the heap has grown by, in windows that are short enough to have no
 * collection; those that had one after all, and have shrunk, do not count.
 */
async function bytesPerOperation(runFor) {
  // Other engines count their heap in other ways.
  if (process.versions.bun !== undefined || process.versions.deno !== undefined) return undefined
  const values = []
  for (let i = 0; i < 7; i++) {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const { operations } = await runFor(0.002)
    const grown = process.memoryUsage().heapUsed - before
    if (grown > 0) values.push(grown / operations)
  }
  return values.sort((a, b) => a - b)[values.length >> 1]
}
