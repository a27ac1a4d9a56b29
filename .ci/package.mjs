// Says whether Node, bundlers and TypeScript can use the package: publint and attw look at what
// would be published. `npm run check` runs it.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { at, fail, run, runNode } from './tools.mjs'

const folder = mkdtempSync(join(tmpdir(), 'uring-check-'))
process.once('exit', () => rmSync(folder, { recursive: true }))
try {
  check()
} catch (error) {
  fail(error)
}

function check() {
  runNode('.ci/ready.mjs', [], 'the package could not be built')
  // Without its scripts: what it holds of addons is nothing that these two look at.
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  run('npm', words, '`npm pack` failed')
  const tarball = join(folder, readdirSync(folder)[0])
  lint('publint', 'run', tarball, '--strict')
  lint('attw', tarball, '--profile', 'esm-only', '--format', 'table-flipped', '--no-color')
}

function lint(name, ...words) {
  run(process.execPath, [at('node_modules/.bin', name), ...words], `${name} has the faults above`)
}
