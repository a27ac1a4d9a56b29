import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, type TestContext } from 'vitest'
import { root } from './rules/files.ts'

const run = promisify(execFile)

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
const targets = Object.values(manifest.exports)
  .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
  .map((target) => target.replace(/^\.\//, ''))

/** A part that is not built yet is a skip that says so, and none once it is. */
function needs(context: TestContext, path: string): void {
  if (!existsSync(join(root, path))) context.skip(`needs ${path}, which is not there`)
}

test('installing the package runs no script and brings no other package', () => {
  const run = ['preinstall', 'install', 'postinstall', 'prepublish', 'prepare']
  expect(Object.keys(manifest.scripts).filter((name) => run.includes(name))).toEqual([])
  expect(manifest.dependencies).toBeUndefined()
  // npm would run node-gyp by itself if this file stood at the top.
  expect(existsSync(join(root, 'binding.gyp'))).toBe(false)
})

test('the tools are pinned, so that tomorrow installs what was tested today', () => {
  for (const version of Object.values(manifest.devDependencies)) {
    expect(version).toMatch(/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/)
  }
})

test('conditions stand in the order in which Node and TypeScript must see them', () => {
  for (const [name, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue
    // Rows are types alone, which have no source to run.
    const source = name === './rows' ? [] : ['uring-source']
    expect(Object.keys(target)).toEqual([...source, 'types', 'default'])
  }
})

test('the tests get the sources by the name of the package, and only one copy', async (context) => {
  needs(context, 'src/index.ts')
  needs(context, 'src/raw/index.ts')
  // A name in a variable: the compiler need not know these modules yet.
  for (const [name, source] of [
    ['uring-sdk', 'src/index.ts'],
    ['uring-sdk/raw', 'src/raw/index.ts'],
  ] as const) {
    const byName = (await import(name)) as Record<string, unknown>
    const byPath = (await import(join(root, source))) as Record<string, unknown>
    expect(Object.keys(byName).length).toBeGreaterThan(0)
    for (const key of Object.keys(byName)) expect(byName[key]).toBe(byPath[key])
  }
})

test('the built package loads with import and with require', async (context) => {
  needs(context, 'dist/src/index.js')
  const both = `
    const { createRequire } = require('node:module')
    const required = createRequire(${JSON.stringify(join(root, 'x.cjs'))})('uring-sdk')
    import('uring-sdk').then((imported) => {
      if (imported.Ring === undefined || imported.Ring !== required.Ring) process.exitCode = 1
    })`
  await run(process.execPath, ['--no-warnings', '-e', both], { cwd: root })
})

test('the tarball has every file that exports names, and no test', async (context) => {
  needs(context, 'dist/src/index.js')
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const { stdout } = await run('npm', words, { cwd: root, maxBuffer: 1 << 26 })
  const [packed] = JSON.parse(stdout) as [{ files: { path: string }[] }]
  const paths = packed.files.map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining([...targets, 'README.md', 'LICENSE']))
  expect(paths.filter((path) => /^(test|\.ci|headers\/cache|dist\/docs)\//.test(path))).toEqual([])
})
