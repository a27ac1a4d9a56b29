/** The command: gets headers, writes snapshots, generates. Run it without words for help. */
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { acquireLiburing } from './acquire-liburing.ts'
import { acquire } from './acquire.ts'
import { check } from './check.ts'
import { AcquireError } from './directory.ts'
import { generate } from './generate.ts'
import { knownKernels, snapshotPath } from './kernels.ts'
import { describeDrift, keep, printModel, read } from './snapshot.ts'

const HELP = `Usage: codegen <command> [options]

  acquire                 find or download the headers of every kernel of headers/kernels.json,
                          and the liburing that ours is compared with
  snapshot                write headers/abi/*.json from them
  generate                write generated/ from the newest snapshot
    --check               write nothing; fail if generated/ is not what would be written
    --out DIR             there instead of generated/
    --header DIR          from any header directory (DIR/linux/io_uring.h); needs --out
  check                   say what the newest snapshot has and the tables do not describe
    --header DIR          what any header directory has, instead
  diff A B                say what kernel B has that A has not, and the reverse: each a series of
                          headers/kernels.json, a snapshot, or a header directory
    --json                as data instead of Markdown
    --out FILE            into this file instead of the standard output

  --series SERIES         only this kernel (acquire, snapshot)
  --header DIR            use this header directory instead of downloading (snapshot)
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
  if (options.series === undefined) withLiburing(options)
}

/** Only a test needs liburing: without it the headers are of use all the same. */
function withLiburing({ refresh }: Options): void {
  try {
    acquireLiburing(refresh, say)
    say('liburing: the library is there')
  } catch (error) {
    if (!(error instanceof AcquireError)) throw error
    say(`liburing: ${error.message}`)
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

async function main(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      header: { type: 'string' },
      out: { type: 'string' },
      series: { type: 'string' },
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
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
  if (command === 'diff') {
    // It wraps lines by the printer, which takes a second to load.
    const { diff } = await import('./diff.ts')
    return diff({ words: rest, json: values.json, out, progress: say })
  }
  if (rest.length > 0) throw new Error(`unexpected word: ${rest[0]}`)
  const commands = {
    acquire: acquireAll,
    snapshot: snapshotAll,
    generate: (asked: Options) => generate({ ...asked, progress: say }),
    check: ({ header }: Options) => check({ header, progress: say }),
  }
  const run = Object.entries(commands).find(([name]) => name === command)
  if (run === undefined) throw new Error(`unknown command: ${command}; see --help`)
  await run[1](options)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  say(`codegen: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
