/** The part of this checkout that the tests need inside, with the types already stripped. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import typescript from 'typescript'
import type { Archive } from './cpio.ts'
import { ROOT } from './packages.ts'

export const HOME = 'uring'

/** Folders whose TypeScript is taken along: what runs, and what that imports. */
const SOURCES = ['src', 'generated', 'test/support', 'test/rules', 'test/kernels']
/** Folders whose tests face a kernel. */
const TESTS = ['test/kernel', 'test/raw', 'test/ring']
/** What the tests import from npm, and what vitest itself is made of. */
const PACKAGES = ['@vitest/expect', '@vitest/runner', '@vitest/spy', 'fast-check', 'koffi']

const require = createRequire(import.meta.url)

/** Not about a kernel: V8's optimizer comes too late on an emulated processor. */
const NOT_HERE = new Set(['test/raw/no-garbage.test.ts'])

/** The test files that run inside, sorted. */
export function testFiles(): string[] {
  const isWanted = (file: string): boolean =>
    file.endsWith('.test.ts') && !file.endsWith('.slow.test.ts') && !NOT_HERE.has(file)
  return TESTS.flatMap(filesBelow).filter(isWanted).sort()
}

/** Adds sources, tests, packages and stand-ins. */
export function addTree(archive: Archive): void {
  for (const file of [...SOURCES, ...TESTS].flatMap(filesBelow)) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    archive.file(join(HOME, file), file.endsWith('.ts') ? stripTypes(file, text) : text)
  }
  for (const file of ['package.json', 'native/uring.c']) {
    archive.copy(join(HOME, file), join(ROOT, file))
  }
  for (const [name, directory] of packageClosure()) {
    archive.copyAll(join(HOME, 'node_modules', name), directory, isWorthCarrying)
  }
  addStandIns(archive)
}

function filesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(join(ROOT, file)).isFile())
}

function stripTypes(fileName: string, text: string): string {
  const { ModuleKind, ScriptTarget } = typescript
  const compilerOptions = {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
    inlineSourceMap: true,
  }
  return typescript.transpileModule(text, { fileName, compilerOptions }).outputText
}

/** Every package that these need, with where it is on this machine. */
function packageClosure(): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    const directory = directoryOf(name)
    found.set(name, directory)
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (!dependency.startsWith('@types/')) visit(dependency)
    }
  }
  for (const name of PACKAGES) visit(name)
  return found
}

/** `exports` may hide a package's own manifest, so the folders are looked at instead. */
function directoryOf(name: string): string {
  const places = require.resolve.paths(name) ?? []
  const found = places.map((place) => join(place, name)).find((place) => existsSync(place))
  if (found === undefined) throw new Error(`${name} is not installed: run npm install`)
  return found
}

function isWorthCarrying(path: string): boolean {
  return !/\.(map|md|d\.[cm]?ts)$|\/(doc|vendor|node_modules)$/.test(relative(ROOT, path))
}

/** The version of koffi that is installed here: its library inside must be of the same. */
export function koffiVersion(): string {
  const manifest = readFileSync(join(directoryOf('koffi'), 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Two packages are replaced: see the files themselves. */
function addStandIns(archive: Archive): void {
  const guest = join(ROOT, 'test/kernels/guest')
  const add = (name: string, exports: object, file: string): void => {
    const place = join(HOME, 'node_modules', name)
    archive.file(join(place, 'package.json'), JSON.stringify({ name, type: 'module', exports }))
    archive.file(join(place, 'index.js'), file)
  }
  const vitest = '/uring/test/kernels/guest/vitest.ts'
  add('vitest', { '.': './index.js' }, `export * from ${JSON.stringify(vitest)}\n`)
  const tsx = readFileSync(join(guest, 'tsx.mjs'), 'utf8')
  add('tsx', { '.': './index.js', './esm/api': './index.js' }, tsx)
}
