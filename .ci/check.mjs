// `npm run check`: everything that can be said about the code without running it. The steps do not
// depend on each other, so two run at a time, and a failing one does not hide the next.
import { existsSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { at, capture, fail, Plain, say, saveCounts } from './tools.mjs'

const bin = (name) => at('node_modules', '.bin', name)
const linesMax = 60
const tsx = ['--import', 'tsx']

/** The longest first: then the short ones fill the other lane. */
const steps = [
  { name: 'docs', says: 'TypeDoc, every name documented', node: ['.ci/docs.mjs', '--no-emit'] },
  { name: 'layers', says: 'test/rules.test.ts', node: [bin('vitest'), ...rules()] },
  {
    name: 'generated',
    says: 'generated/ is what headers/abi and the tables give',
    node: [...tsx, 'codegen/main.ts', 'generate', '--check'],
    waitsFor: 'codegen/main.ts',
  },
  { name: 'format', says: 'prettier', node: [bin('prettier'), '--check', '--log-level=warn', '.'] },
  { name: 'lint', says: 'oxlint with types', node: [bin('oxlint'), '--type-aware', '--quiet'] },
  { name: 'package', says: 'publint, attw', node: ['.ci/package.mjs'] },
  { name: 'types', says: 'tsc, strict', node: [bin('tsc'), '-p', '.', '--pretty', 'false'] },
  {
    name: 'unused',
    says: 'knip: files, exports, packages',
    node: [bin('knip'), '--config', '.ci/knip.json', '--no-progress'],
  },
]

function rules() {
  return ['run', '--config', 'test/vitest.config.ts', '--reporter=dot', 'test/rules.test.ts']
}

async function check(step) {
  if (step.waitsFor && !existsSync(at(step.waitsFor))) {
    console.log(`  skip  ${step.name}: ${step.waitsFor} is not there`)
    return 'skipped'
  }
  const start = performance.now()
  const { status, output } = await capture(step.node)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`  ${status === 0 ? 'ok  ' : 'FAIL'}  ${step.name} (${step.says}) ${seconds} s`)
  if (status !== 0) complain(step, output.trimEnd().split('\n'))
  return status === 0 ? 'passed' : 'failed'
}

/** The first part of what a step said is enough to begin with; its command gives the rest. */
function complain(step, lines) {
  for (const line of lines.slice(0, linesMax)) console.log(`        ${line}`)
  if (lines.length <= linesMax) return
  const command = ['node', ...step.node].join(' ').replaceAll(`${at()}/`, '')
  console.log(`        and ${lines.length - linesMax} more lines: ${command}`)
}

async function lane(queue, counts) {
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    const state = await check(step)
    counts[state]++
    if (state === 'failed') counts.failures.push(`${step.name} (${step.says})`)
  }
}

try {
  say(`checking ${steps.map(({ name }) => name).join(', ')}`)
  const queue = [...steps]
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] }
  await Promise.all([lane(queue, counts), lane(queue, counts)])
  saveCounts('check', counts)
  if (counts.failed > 0) throw new Plain(`${counts.failed} of ${steps.length} checks failed`)
  say('all checks passed')
} catch (error) {
  fail(error)
}
