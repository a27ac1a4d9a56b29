import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { root } from './rules/files.ts'

const PATIENCE = 120_000
const TYPES = join(root, 'node_modules/@types')
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

test('packing without compilers names them, and the packages that bring them', () => {
  const words = [join(root, '.ci/prebuild.mjs')]
  const env = { PATH: '/nonexistent' }
  const { stderr, status } = spawnSync(process.execPath, words, { env, encoding: 'utf8' })
  expect(stderr).toMatch(/^uring-sdk: there is no gcc and no \S+-linux-gnu-gcc and no readelf: /)
  expect(stderr).toMatch(/: apt-get install gcc gcc-\S+ libc6-dev-\S+-cross binutils\n$/)
  expect(status).toBe(1)
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

test('the tarball is smaller than 600 KiB', (context) => {
  needsCompilers(context)
  expect(statSync(tarball).size).toBeLessThan(600 * 1024)
})

test('an import reads three files', (context) => {
  needsCompilers(context)
  const env = { ...process.env, NODE_DEBUG: 'esm' }
  const words = ['--input-type=module', '-e', "import 'uring-sdk'"]
  const { stderr, status } = spawnSync(process.execPath, words, {
    cwd: project,
    env,
    encoding: 'utf8',
  })
  const files = new Set([...stderr.matchAll(/uring-sdk\/(dist\/[\w/.-]+\.js)/g)].map(([, f]) => f))
  expect(status).toBe(0)
  expect([...files].toSorted()).toEqual([
    'dist/src/index.js',
    expect.stringMatching(/^dist\/src\/rolldown-runtime-.*\.js$/),
    expect.stringMatching(/^dist\/src\/uring-.*\.js$/),
  ])
})

test('the command compares kernels, and names what the generator lacks', (context) => {
  needsCompilers(context)
  const command = (...words: readonly string[]) => {
    const all = [join(installed, 'dist/src/cli/main.js'), ...words]
    return spawnSync(process.execPath, all, { cwd: project, encoding: 'utf8' })
  }
  const compared = JSON.parse(command('diff', '6.1', '7.3', '--json').stdout) as unknown
  expect(compared).toMatchObject({ from: '6.1', to: '7.3' })
  // Its tools are optional peers, which are not there.
  const { stdout, stderr, status } = command('generate', '--out', 'uring')
  expect([stdout, status]).toEqual(['', 1])
  expect(stderr).toContain('for which packages are missing: npm install --save-dev')
})

test('objects and stack traces have their names', (context) => {
  needsCompilers(context)
  const body = `
    import { Ring } from 'uring-sdk'
    import { inspect } from 'node:util'
    const ring = new Ring()
    console.log(inspect(ring).split(/[ {(]/)[0])
    try {
      ring.timeout('soon')
    } catch ({ code, stack }) {
      console.log(code, stack.includes('timeout'))
    }
    await ring.openat('/no/such/file', 0).catch((error) => console.log(error.constructor.name))
    await ring.close()`
  const words = ['--input-type=module', '-e', body]
  const { stdout } = spawnSync(process.execPath, words, { cwd: project, encoding: 'utf8' })
  expect(stdout).toBe('Ring\nERR_INVALID_ARG_TYPE true\nUringError\n')
})

test('its types hold for a user who checks the declarations of packages, too', (context) => {
  needsCompilers(context)
  const types = { target: 'es2024', module: 'nodenext', strict: true, skipLibCheck: false }
  const compilerOptions = { ...types, noEmit: true, types: ['node'], typeRoots: [TYPES] }
  const config = { compilerOptions, files: ['user.ts'] }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  const lines = [
    "import { OpenFlags, Ring, type Fd } from 'uring-sdk'",
    "import { prep, RawRing } from 'uring-sdk/raw'",
    "import type { OperationRow } from 'uring-sdk/rows'",
    'const ring = new Ring()',
    "const fd: Fd = await ring.openat('/etc/hostname', OpenFlags.RDONLY)",
    'const raw = new RawRing({ entries: 8 })',
    'const sqe = raw.sq.next()',
    'if (sqe !== null) prep.nop(sqe)',
    'export type Row = OperationRow',
    'await fd.close()',
  ]
  writeFileSync(join(project, 'user.ts'), lines.join('\n'))
  const words = [join(root, 'node_modules/.bin/tsc'), '-p', project, '--pretty', 'false']
  const { stdout, status } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
})
