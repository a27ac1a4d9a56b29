import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { root } from './rules/files.ts'

const PATIENCE = 120_000
const scratch = mkdtempSync(join(tmpdir(), 'uring-package-'))
const project = join(scratch, 'project')
const installed = join(project, 'node_modules/uring-sdk')
/** What keeps the tarball from being made here; undefined if nothing does. */
const missing = ['gcc', 'aarch64-linux-gnu-gcc', 'readelf'].find(
  (name) => spawnSync(name, ['--version']).status !== 0,
)

const program = `
import { connect } from 'node:net'
import { Ring } from 'uring-sdk'
const ring = new Ring()
const listener = await ring.openListener({ path: process.argv[2] })
const client = connect(process.argv[2], () => client.write('hello'))
client.on('data', (answer) => {
  console.log(String(answer))
  client.destroy()
})
for await (const socket of ring.acceptMultishot(listener)) {
  for await (const chunk of ring.recvMultishot(socket)) await ring.sendAll(socket, chunk)
  break
}
await ring.close()
`

/** Packs with the scripts of the package, and gives the path of the tarball. */
function pack(name: string): string {
  const folder = join(scratch, name)
  mkdirSync(folder)
  const options = { cwd: root, stdio: 'pipe' } as const
  execFileSync('npm', ['pack', '--pack-destination', folder], options)
  return join(folder, readdirSync(folder)[0] ?? '')
}

function needsCompilers(context: TestContext): void {
  if (missing !== undefined) context.skip(`there is no ${missing}`)
}

let tarball = ''
beforeAll(() => {
  if (missing !== undefined) return
  tarball = pack('first')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'echo.js'), program)
  const words = ['install', tarball, '--ignore-scripts', '--no-audit', '--no-fund', '--offline']
  execFileSync('npm', words, { cwd: project, stdio: 'pipe' })
}, PATIENCE)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('packing twice gives the same bytes', { timeout: PATIENCE }, (context) => {
  needsCompilers(context)
  const [first, second] = [tarball, pack('second')].map((file) =>
    createHash('sha256').update(readFileSync(file)).digest('hex'),
  )
  expect(second).toBe(first)
})

test('nothing in the package names the machine that has packed it', (context) => {
  needsCompilers(context)
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  const guilty = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => readFileSync(file).includes(`${root}/`))
  expect(files.length).toBeGreaterThan(100)
  expect(guilty).toEqual([])
})

test('the addons link no library and need nothing but Node', (context) => {
  needsCompilers(context)
  for (const arch of ['x64', 'arm64']) {
    const file = join(installed, `native/prebuilt/linux-${arch}.node`)
    const words = ['--wide', '--dynamic', '--dyn-syms', file]
    const said = execFileSync('readelf', words, { encoding: 'utf8' })
    expect(said).not.toContain('(NEEDED)')
    const wanted = [...said.matchAll(/ UND (\S+)/g)].map(([, name]) => name)
    expect(wanted).toContain('napi_create_function')
    for (const name of wanted) expect(name).toMatch(/^(napi|uv)_/)
  }
})

test('an installed package echoes with no compiler within reach', (context) => {
  needsCompilers(context)
  const words = ['echo.js', join(scratch, 'echo.sock')]
  const env = { PATH: '/nonexistent' }
  const options = { cwd: project, env, encoding: 'utf8', timeout: 20_000 } as const
  const { stdout, stderr, status } = spawnSync(process.execPath, words, options)
  expect([stdout, stderr, status]).toEqual(['hello\n', '', 0])
})
