/**
 * `npm run test:nodes`: the tests on each Node that the package is for. The processes that tests
 * start are of the same Node, since they are started by `process.execPath`; `npm` and `node` by
 * name stay those of this machine.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { MissingError } from '../bench/build.ts'
import { findRuntime, type NodeName, type Runtime } from '../bench/runtimes.ts'
import { saveCounts, takeCounts } from '../support/counts.ts'
import { type Options, parseOptions, USAGE, UsageError } from './options.ts'
import { formatRuns, judge, type Run, sum } from './results.ts'

const EXIT_PARTIAL = 77
const VITEST = 'node_modules/vitest/vitest.mjs'

function say(sentence: string): void {
  console.log(`test:nodes: ${sentence}`)
}

/** The Node that runs this is as good as one of the same major version from npm. */
function runtimeOf(name: NodeName): Promise<Runtime> {
  const [major] = process.versions.node.split('.')
  return findRuntime(name === `node-${major}` ? 'node' : name)
}

async function runOn(name: NodeName, { files }: Options): Promise<Run> {
  try {
    return await runSuite(name, await runtimeOf(name), files)
  } catch (error) {
    if (!(error instanceof MissingError)) throw error
    say(`${name} is left out: ${error.message}`)
    const counts = { passed: 0, failed: 0, skipped: 1 }
    return { node: name, counts, seconds: 0, notRun: error.message }
  }
}

async function runSuite(
  name: NodeName,
  { version, command }: Runtime,
  files: readonly string[],
): Promise<Run> {
  say(`${version}: ${files.length === 0 ? 'all tests' : files.join(' ')}`)
  const start = performance.now()
  const words = ['run', '--config', 'test/vitest.config.ts', ...files]
  const [program = '', ...rest] = await command(VITEST, ...words)
  takeCounts(name)
  const env = { ...process.env, URING_COUNTS: name }
  const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'], env })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  const seconds = (performance.now() - start) / 1000
  return { node: version, counts: judge(takeCounts(name), code ?? signal), seconds }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2))
  if (options === null) {
    console.log(USAGE)
    return 0
  }
  const runs: Run[] = []
  for (const name of options.nodes) runs.push(await runOn(name, options))
  const total = sum(runs)
  saveCounts('nodes', total)
  console.log(`\n${formatRuns(runs)}`)
  if (total.failed > 0) return 1
  return runs.some(({ notRun }) => notRun !== undefined) ? EXIT_PARTIAL : 0
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof UsageError ? `test:nodes: ${error.message}` : error)
    process.exitCode = 1
  },
)
