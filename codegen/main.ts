/** The command: gets headers, writes snapshots, generates. Run it without words for help. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { acquire } from './acquire.ts'
import { assemble } from './emit/assemble.ts'
import { emit } from './emit/index.ts'
import type { Generated } from './emit/print.ts'
import { knownKernels, snapshotPath } from './kernels.ts'
import type { AbiModel } from './model.ts'
import { describeDrift, keep, printModel, read, readModel } from './snapshot.ts'

const GENERATED = fileURLToPath(new URL('../generated/', import.meta.url))

const HELP = `Usage: codegen <command> [options]

  acquire                 find or download the headers of every kernel of headers/kernels.json
  snapshot                write headers/abi/*.json from them
  generate                write generated/ from the newest snapshot
    --check               write nothing; fail if generated/ is not what would be written
  generate --header DIR --out DIR
                          generate from any header directory (DIR/linux/io_uring.h)

  --series SERIES         only this kernel (acquire, snapshot)
  --header DIR            use this header directory instead of downloading
  --refresh               download again even if the cache has it
  --help                  this text
`

interface Options {
  readonly header: string | undefined
  readonly out: string | undefined
  readonly series: string | undefined
  readonly check: boolean
  readonly refresh: boolean
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function seriesOf(options: Options): readonly string[] {
  return options.series === undefined
    ? knownKernels().map((kernel) => kernel.series)
    : [options.series]
}

async function acquireAll(options: Options): Promise<void> {
  for (const series of seriesOf(options)) {
    const headers = await acquire({ series, refresh: options.refresh, progress: say })
    say(`${series}: headers of ${headers.series} are there`)
  }
}

/** Writes a snapshot only if the suite still has the kernel that the snapshot is of. */
async function snapshotAll(options: Options): Promise<void> {
  if (options.header !== undefined) {
    const headers = await acquire({ headerDirectory: options.header, progress: say })
    const { model } = await read(headers)
    process.stdout.write(printModel(model))
    return
  }
  for (const series of seriesOf(options)) {
    const headers = await acquire({ series, refresh: options.refresh, progress: say })
    const reading = await read(headers)
    const drift = existsSync(snapshotPath(series)) ? await describeDrift(headers, reading) : []
    for (const line of drift) say(line)
    if (headers.series === series) {
      keep(headers, reading)
      say(`${series}: wrote ${relative('.', snapshotPath(series))}`)
    } else {
      say(`${series}: kept as it is; add ${headers.series} to headers/kernels.json to take it in`)
    }
  }
}

async function generate(options: Options): Promise<void> {
  const started = Date.now()
  const { model, comments } = await source(options)
  const { input, newNames, rowless } = assemble(model, comments)
  const ours = options.out === undefined
  if (ours && newNames.length > 0) {
    throw new Error(
      `no sentence for ${newNames.join(', ')}: say what they are in codegen/vocabulary/`,
    )
  }
  const files = await emit(input)
  const out = options.out === undefined ? GENERATED : resolve(options.out)
  if (options.check) return check(files, out)
  mkdirSync(out, { recursive: true })
  for (const file of files) writeFileSync(join(out, file.path), file.text)
  for (const name of newNames) say(`new: ${name}`)
  for (const name of rowless)
    say(`no row yet: ${name}; it works through issue() with the sqe's own fields`)
  say(
    `${files.length} files for Linux ${model.series} in ${relative('.', out)} (${Date.now() - started} ms)`,
  )
}

interface Source {
  readonly model: AbiModel
  readonly comments: ReadonlyMap<string, string>
}

async function source(options: Options): Promise<Source> {
  if (options.header !== undefined) {
    if (options.out === undefined && !options.check) {
      throw new Error('--header needs --out DIR: generated/ is made from the snapshots only')
    }
    return read(await acquire({ headerDirectory: options.header, progress: say }))
  }
  const newest = knownKernels().at(-1)
  if (newest === undefined) throw new Error('headers/kernels.json lists no kernel')
  return { model: readModel(snapshotPath(newest.series)), comments: new Map() }
}

function check(files: readonly Generated[], out: string): void {
  const stale = files.filter((file) => {
    const path = join(out, file.path)
    return !existsSync(path) || readFileSync(path, 'utf8') !== file.text
  })
  if (stale.length > 0) {
    const names = stale.map((file) => file.path).join(', ')
    throw new Error(`${relative('.', out)} is stale (${names}): run \`npm run generate\``)
  }
  say(`${files.length} files are fresh`)
}

async function main(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      header: { type: 'string' },
      out: { type: 'string' },
      series: { type: 'string' },
      check: { type: 'boolean', default: false },
      refresh: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { header, out, series, check: checking, refresh } = values
  const options: Options = { header, out, series, check: checking, refresh }
  const [command, ...rest] = positionals
  if (values.help || command === undefined) {
    process.stdout.write(HELP)
    return
  }
  if (rest.length > 0) throw new Error(`unexpected word: ${rest[0]}`)
  const commands = { acquire: acquireAll, snapshot: snapshotAll, generate }
  const run = Object.entries(commands).find(([name]) => name === command)
  if (run === undefined) throw new Error(`unknown command: ${command}; see --help`)
  await run[1](options)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  say(`codegen: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
