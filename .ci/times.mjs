// `npm run times`: what the package weighs on those who install it, against what was promised.
// Times are medians over fresh processes; a machine that is busy gives larger ones.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fail, Plain, run, say } from './tools.mjs'

const PACKED_KIB = 600
const INSTALL_SECONDS = 3
const IMPORT_MS = 30
const INSTALLS = 5
const IMPORTS = 15

/** Prints how long the import has taken in a process that has imported nothing else. */
const program = `
const start = performance.now()
await import('uring-sdk')
console.log(performance.now() - start)
`

const folder = mkdtempSync(join(tmpdir(), 'uring-times-'))
process.once('exit', () => rmSync(folder, { recursive: true }))
try {
  measure()
} catch (error) {
  fail(error)
}

function measure() {
  const packed = join(folder, 'packed')
  mkdirSync(packed)
  run('npm', ['pack', '--silent', '--pack-destination', packed], '`npm pack` failed')
  const tarball = join(packed, readdirSync(packed)[0])
  const installs = Array.from({ length: INSTALLS }, (_, index) => install(tarball, `${index}`))
  const project = join(folder, '0')
  const imports = Array.from({ length: IMPORTS }, () => importIn(project))
  say(`with Node ${process.versions.node}`)
  const results = [
    told('packed', statSync(tarball).size / 1024, PACKED_KIB, 'KiB'),
    told(`installed, median of ${INSTALLS}`, median(installs), INSTALL_SECONDS, 's'),
    told(`imported, median of ${IMPORTS}`, median(imports), IMPORT_MS, 'ms'),
  ]
  if (results.includes(false)) throw new Plain('that is more than was promised')
}

/** Installs as a stranger does, into an empty project; the seconds that it takes. */
function install(tarball, name) {
  const cwd = join(folder, name)
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(cwd, 'import.js'), program)
  const words = ['install', tarball, '--ignore-scripts', '--no-audit', '--no-fund']
  const start = performance.now()
  const { status, stderr } = spawnSync('npm', words, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Plain(`\`npm install\` of the package failed:\n${stderr}`)
  return (performance.now() - start) / 1000
}

function importIn(cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['import.js'], {
    cwd,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Plain(`the package cannot be imported:\n${stderr}`)
  return Number(stdout)
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** Says a figure beside what it may be at most, and whether it is within. */
function told(what, value, most, unit) {
  const isFine = value < most
  say(`${what}: ${value.toFixed(1)} ${unit}, ${isFine ? 'of' : 'MORE THAN'} ${most} at most`)
  return isFine
}
