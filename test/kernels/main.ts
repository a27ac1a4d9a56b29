/**
 * `npm run test:kernels`: the kernel-facing tests on kernels that this machine does not run. Each
 * kernel is booted once in a virtual machine, runs every test file, and is switched off.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { findKernel, knownKernels } from '../../codegen/kernels.ts'
import { buildImage } from './image.ts'
import { kernelFiles } from './kernel-files.ts'
import { hasKvm } from './kvm.ts'
import { boot } from './machine.ts'
import { Missing, missingTools, PLATFORMS } from './missing.ts'
import { type Options, type Pair, parseOptions, USAGE, UsageError } from './options.ts'
import { fetchKernel } from './packages.ts'
import { emptyRun, type Message, RunRecord, type Run } from './results.ts'
import { saveCounts } from '../support/counts.ts'
import {
  countsOf,
  EXIT_FAILED,
  exitCode,
  formatDetails,
  formatTable,
  formatTotal,
} from './table.ts'
import { type Job, jobOf } from './job.ts'

const BOOT_TIMEOUT_MS = 3_600_000
/** The minutes that somebody gives are for everything, downloads included. */
const started = performance.now()
/** Emulated machines stop dead at times; whatever stops one again and again is a failure. */
const BOOT_ATTEMPTS = 3

function say(line: string): void {
  console.log(`test:kernels: ${line}`)
}

async function runPair({ kernel, arch }: Pair, options: Options): Promise<Run> {
  const run = emptyRun(kernel, arch)
  const progress = (line: string): void => say(`${kernel} ${arch}: ${line}`)
  try {
    await fill(run, options, progress)
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    run.notRun = error.message
    progress(`skipped: ${error.message}`)
  }
  return run
}

async function fill(run: Run, options: Options, progress: (line: string) => void): Promise<void> {
  const platform = PLATFORMS[run.arch]
  const missing = missingTools(platform)
  if (missing !== null) throw new Missing(missing)
  const suite = findKernel(run.kernel)?.suite ?? ''
  const kernel = kernelFiles(fetchKernel(suite, platform, progress))
  const job = jobOf(options.filter)
  const kvm = hasKvm(platform, kernel.image)
  progress(`booting ${kernel.version} ${kvm ? 'with KVM' : 'by emulation, which takes a while'}`)
  const start = performance.now()
  const record = new RunRecord(run, job.files)
  const { minutes } = options
  const limitMs = minutes === undefined ? BOOT_TIMEOUT_MS : minutes * 60_000
  for (let attempt = 1; record.left.length > 0; attempt++) {
    const initramfs = buildImage(platform, kernel, { ...job, files: record.left }, progress)
    const stop = await boot({
      platform,
      image: kernel.image,
      initramfs,
      kvm,
      timeoutMs: Math.max(0, started + limitMs - performance.now()),
      onMessage: (message) => {
        record.add(message)
        report(message, run, job, options, progress)
      },
      onLine: (line) => (options.verbose ? console.log(line) : undefined),
    })
    rmSync(initramfs, { force: true })
    if (stop === null) break
    if (stop.isLate && minutes !== undefined) {
      record.cut(minutes)
      break
    }
    record.stopped(stop.problem, attempt === BOOT_ATTEMPTS)
    if (attempt === BOOT_ATTEMPTS) break
    progress(
      `the machine stopped: once more from ${record.left[0]}, emulated ones stumble at times`,
    )
  }
  run.seconds = (performance.now() - start) / 1000
}

function report(
  message: Message,
  run: Run,
  { files }: Job,
  { verbose }: Options,
  progress: (line: string) => void,
): void {
  if (message.kind === 'hello') progress(`Linux ${message.release}, Node ${message.node}`)
  else if (message.kind === 'file') {
    const done = `${run.passed} passed, ${run.failures.length} failed, ${run.skips.length} skipped`
    progress(`${files.indexOf(message.path) + 1}/${files.length} ${message.path} (so far ${done})`)
  } else if (message.kind === 'outcome' && message.outcome.state !== 'done') {
    const { state, name } = message.outcome
    if (verbose || state === 'failed') progress(`${state}: ${name}`)
    if (state === 'failed') progress(message.outcome.error.split('\n', 1)[0] ?? '')
  }
}

/** In the order of the pairs, whichever ends first. */
async function runAll(options: Options): Promise<Run[]> {
  const runs: Run[] = []
  const left = [...options.pairs.entries()]
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, pair] = next
      runs[index] = await runPair(pair, options)
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, lane))
  return runs
}

async function main(): Promise<number> {
  const known = knownKernels().map(({ series }) => series)
  const options = parseOptions(process.argv.slice(2), known)
  if (options === null) {
    console.log(USAGE)
    return 0
  }
  const runs = await runAll(options)
  saveCounts(options.counts, countsOf(runs))
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify({ runs }, null, 2))
  const details = runs.map(formatDetails).filter((text) => text !== '')
  console.log(['', ...details, '', formatTable(runs), '', formatTotal(runs)].join('\n'))
  return exitCode(runs)
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const isPlain = error instanceof UsageError
    console.error(isPlain ? `test:kernels: ${error.message}` : error)
    process.exitCode = EXIT_FAILED
  },
)
