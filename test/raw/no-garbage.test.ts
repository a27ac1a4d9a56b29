import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import { EXEC_ARGV } from '../kernel/fixtures/child.ts'
import { kernelTest } from '../support/kernel-test.ts'

const script = fileURLToPath(new URL('fixtures/no-garbage.ts', import.meta.url))

/** Bytes an operation, by its name. */
function measured(backend: string): Map<string, number> {
  // One semi-space holds all that the run could leave; two hundred bytes an operation would be
  // seen.
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=256']
  const words = [...flags, ...EXEC_ARGV, script, backend]
  const lines = execFileSync(process.execPath, words, { encoding: 'utf8' }).trim().split('\n')
  return new Map(
    lines.map((line) => line.split(' ')).map(([name = '', bytes]) => [name, Number(bytes)]),
  )
}

describe.each(['addon', 'koffi'])('over %s', (backend) => {
  kernelTest('nothing is allocated for an operation', { timeout: 30_000 }, () => {
    const bytes = measured(backend)
    // A batch of 250 may cost an object or two: the numbers that its one system call takes.
    for (const name of ['nop', 'recv', 'return']) {
      const each = bytes.get(name) ?? Infinity
      expect(each, `${name}: ${each} bytes`).toBeLessThan(0.5)
      expect(each, `${name}: a collection hid something`).toBeGreaterThanOrEqual(0)
    }
  })
})
