/** A project as a user of the package has one: type-checked and run outside of the checkout. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Settings stricter than ours: generated code must please every compiler. */
const COMPILER = {
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable'],
  module: 'nodenext',
  customConditions: ['uring-source'],
  types: ['node'],
  strict: true,
  noEmit: true,
  noUnusedLocals: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  isolatedModules: true,
  skipLibCheck: true,
}

/** Makes the directory a project in which the package is installed. */
export function makeProject(directory: string): string {
  mkdirSync(join(directory, 'node_modules/@types'), { recursive: true })
  symlinkSync(root, join(directory, 'node_modules/uring-sdk'))
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(directory, 'node_modules', name))
  }
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER }))
  return directory
}

/**
 * What the compiler says of the project's own files; nothing, if it is content. The sources of the
 * package are not held to settings that are stricter than theirs.
 */
export function typeErrors(directory: string): string {
  const words = [join(root, 'node_modules/.bin/tsc'), '-p', directory, '--pretty', 'false']
  const { stdout } = spawnSync(process.execPath, words, { cwd: directory, encoding: 'utf8' })
  const own = stdout.split('\n').filter((line) => !/^(\.\.\/| )/.test(line))
  return own.join('\n')
}

/** Runs a program of the project on the sources; gives what it prints, or throws what it says. */
export function runProgram(directory: string, name: string): string {
  const tsx = join(root, 'node_modules/tsx/dist/esm/index.mjs')
  const words = ['--conditions=uring-source', '--import', tsx, join(directory, name)]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
