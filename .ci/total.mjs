// The last line of `.ci/run`: the sum of what its parts counted. A part that failed without
// counting a failure, or passed without counting anything, is a failure: the line never beats the
// truth. The names of what failed come right before it, because the end of a log is what is kept.
//
// 77 is the exit code of a part that could not be run to its end here, and said why.
//
//   node .ci/total.mjs test=EXIT check=EXIT nodes=EXIT kernels=EXIT arm64=EXIT
import { takeCounts } from './tools.mjs'

const total = { passed: 0, failed: 0, skipped: 0 }
for (const word of process.argv.slice(2)) {
  const [name, exitCode] = word.split('=')
  const counts = takeCounts(name)
  const isPartial = exitCode === '77'
  if (exitCode !== '0' && !isPartial && counts.failed === 0) counts.failed = 1
  if (exitCode === '0' && counts.passed === 0) counts.failed++
  for (const key of Object.keys(total)) total[key] += counts[key]
  for (const failure of counts.failures ?? []) console.log(`FAILED in ${name}: ${failure}`)
  for (const test of counts.flaky ?? []) console.log(`at the second try in ${name}: ${test}`)
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0
