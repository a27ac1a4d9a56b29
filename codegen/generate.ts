/** `generate`: the surface, from our newest snapshot or from any headers. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { acquire } from './acquire.ts'
import { assemble, type Assembly, HomelessError } from './emit/assemble.ts'
import { type Input, OURS } from './emit/input.ts'
import type { Generated } from './emit/print.ts'
import { knownKernels, snapshotPath } from './kernels.ts'
import { read, readModel } from './snapshot.ts'
import type { Reading } from './snapshot.ts'

const GENERATED = fileURLToPath(new URL('../generated/', import.meta.url))
const GUIDE = fileURLToPath(new URL('../docs/guide/', import.meta.url))

/** What `generate` is asked for; without anything, to bring our own generated/ up to date. */
export interface GenerateOptions {
  /** A directory with `linux/io_uring.h` in it, instead of the snapshots. */
  readonly header?: string | undefined
  readonly out?: string | undefined
  /** Writes nothing, and throws if the directory is not what would be written. */
  readonly check?: boolean | undefined
  progress(line: string): void
}

/** Generates everything before it writes anything: an error leaves the directory as it is. */
export async function generate(options: GenerateOptions): Promise<void> {
  const { header, check = false, progress } = options
  const started = Date.now()
  if (header !== undefined && options.out === undefined) {
    throw new Error('--header needs --out DIR: generated/ is made from the snapshots only')
  }
  const out = options.out === undefined ? GENERATED : resolve(options.out)
  const reading = header === undefined ? newest() : await readDirectory(header, progress)
  const assembly = assembleFor(out, reading, header === undefined)
  if (header === undefined && assembly.newNames.length > 0) {
    const names = assembly.newNames.join(', ')
    throw new Error(`no sentence for ${names}: say what they are in codegen/vocabulary/`)
  }
  // The printer takes a second to load, which nobody should wait for to hear of an error.
  const { emit } = await import('./emit/index.ts')
  const files = await emit(assembly.input)
  // The pages speak of our own package: whoever generates elsewhere has no use for them.
  const pages = out === GENERATED ? await pagesOf(assembly.input) : []
  if (check) {
    compare(files, out)
    if (pages.length > 0) compare(pages, GUIDE)
    progress(`${files.length} files are fresh`)
    return
  }
  write(files, out)
  if (pages.length > 0) write(pages, GUIDE)
  report(assembly, progress)
  const { series } = reading.model
  const where = relative('.', out)
  progress(`${files.length} files for Linux ${series} in ${where} (${Date.now() - started} ms)`)
}

async function pagesOf(input: Input): Promise<readonly Generated[]> {
  const { emitFromLiburing } = await import('./emit/from-liburing.ts')
  const { kernelsPage } = await import('./diff.ts')
  return [emitFromLiburing(input), kernelsPage(input)]
}

type Source = Pick<Reading, 'model' | 'comments'> & Partial<Pick<Reading, 'files'>>

function newest(): Source {
  const kernel = knownKernels().at(-1)
  if (kernel === undefined) throw new Error('headers/kernels.json lists no kernel')
  return { model: readModel(snapshotPath(kernel.series)), comments: new Map() }
}

async function readDirectory(
  headerDirectory: string,
  progress: (line: string) => void,
): Promise<Source> {
  const reading = await read(await acquire({ headerDirectory, progress }))
  for (const note of reading.notes) progress(note)
  return reading
}

/** The types are ours where our own src/ stands beside the files, else the package's. */
function assembleFor(out: string, source: Source, fromSnapshot: boolean): Assembly {
  const { model, comments } = source
  const types = existsSync(join(out, OURS.types)) ? OURS.types : 'uring-sdk'
  try {
    return assemble(model, comments, { fromSnapshot, types })
  } catch (error) {
    if (!(error instanceof HomelessError)) throw error
    const places = error.names.map((one) => placeOf(one, source))
    const remedy = 'To do: add a family, or a constant of its own, to codegen/vocabulary/.'
    throw new Error([...places, remedy].join('\n'), { cause: error })
  }
}

/** Where a name stands, so that an editor can go there. */
function placeOf(
  named: { readonly name: string; readonly header: string },
  source: Source,
): string {
  const { name, header } = named
  const path = Object.values(source.files?.get(header) ?? {})[0]
  const lines = path === undefined ? [] : readFileSync(path, 'utf8').split('\n')
  const at = lines.findIndex((line) => new RegExp(`\\b${name}\\b`).test(line))
  const place = at < 0 ? header : `${path}:${at + 1}`
  return `${place}: ${name} has no home: it belongs to no family that we know`
}

/** Each file is put in place whole: others may be reading it at this moment. */
function write(files: readonly Generated[], out: string): void {
  mkdirSync(out, { recursive: true })
  for (const { path, text } of files) {
    const target = join(out, path)
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue
    writeFileSync(`${target}.new`, text)
    renameSync(`${target}.new`, target)
  }
  for (const path of leftOver(files, out)) rmSync(join(out, path))
}

/** Files of an earlier generation, known by their first line, that are not generated any more. */
function leftOver(files: readonly Generated[], out: string): string[] {
  if (!existsSync(out)) return []
  const wanted = new Set(files.map(({ path }) => path))
  return readdirSync(out).filter((path) => {
    if (wanted.has(path) || !/\.(ts|c)$/.test(path)) return false
    const head = readFileSync(join(out, path), 'utf8').slice(0, 200)
    return /Generated from .* by codegen\/emit\//.test(head)
  })
}

function compare(files: readonly Generated[], out: string): void {
  const stale = files
    .filter(({ path, text }) => {
      const target = join(out, path)
      return !existsSync(target) || readFileSync(target, 'utf8') !== text
    })
    .map(({ path }) => path)
  const names = [...stale, ...leftOver(files, out)]
  if (names.length === 0) return
  throw new Error(`${relative('.', out)} is stale (${names.join(', ')}): run \`npm run generate\``)
}

function report({ newNames, rowless }: Assembly, progress: (line: string) => void): void {
  for (const name of newNames) progress(`new: ${name}`)
  for (const name of rowless) {
    progress(
      name.startsWith('IORING_OP_')
        ? `no row yet: ${name}; issue() takes it with the sqe's own fields`
        : `no wrapper yet: ${name}; register() takes it by its number`,
    )
  }
}
