/** `uring-sdk generate`: an overlay over the package for a header that is newer than its own. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { headersIn } from './directory.ts'
import { assemble, type Assembly, HomelessError } from './emit/assemble.ts'
import type { PrintedConstant } from './emit/input.ts'
import { valueOn } from './emit/input.ts'
import { newsOf, type News } from './emit/overlay-news.ts'
import { compareModels } from './drift.ts'
import { compareSeries, knownKernels, snapshotPath } from './kernels.ts'
import type { AbiModel } from './model.ts'
import { operations } from './operations/index.ts'
import type { OperationRow } from './operations/types.ts'
import { droppedLines, goneLines, newsLines, olderLines, registerLines } from './overlay-report.ts'
import { type Unsorted, unsortedLines } from './overlay-report.ts'
import { type LenientReading, readLeniently } from './overlay-reading.ts'
import { checkRows, loadRows, membersOf } from './overlay-rows.ts'
import { rowsTemplate, rowTemplate } from './overlay-template.ts'
import { readModel } from './print.ts'

/** What an overlay is made of, and where it goes. */
export interface OverlayOptions {
  /** A directory with `linux/io_uring.h` in it; `/usr/include` when left out. */
  readonly header?: string | undefined
  readonly out: string
  /** The file of rows; `rows.ts` of `out` when left out. */
  readonly rows?: string | undefined
  progress(line: string): void
}

/** Makes everything before it writes anything: an error leaves the directory as it is. */
export async function generateOverlay(options: OverlayOptions): Promise<void> {
  const { progress } = options
  const out = resolve(options.out)
  refuseFile(out)
  const { header: headerDirectory = '/usr/include' } = options
  const reading = await readLeniently(headersIn(headerDirectory, progress), progress)
  const known = assemble(newestModel(), new Map())
  const { header, unsorted } = assembleLeniently(reading)
  const all = withUnsorted(newsOf(known.input, header.input), unsorted, reading.model)
  const older = isOlder(known, all, reading)
  const news = older ? NOTHING : all
  const rowsPath = options.rows === undefined ? join(out, 'rows.ts') : resolve(options.rows)
  const given = await rowsFor(rowsPath, options.rows !== undefined, header, progress)
  const text = await print(known, header, news, given)
  const rowless = rowlessOf(known, news, given)
  write(out, 'index.ts', text)
  report({ known, header, news: all, unsorted, reading, older, progress })
  suggestRows({ rowless, rowsPath, series: reading.model.series, progress })
  progress(summary(news, given, shown(join(out, 'index.ts'))))
}

/** Names that only an older header has are those that later kernels have dropped. */
const NOTHING: News = { families: [], loose: [], structs: [], slotFields: [], changed: [] }

function isOlder(known: Assembly, news: News, reading: LenientReading): boolean {
  const { series } = reading.model
  const ours = known.input.model
  if (series !== 'unknown') return compareSeries(series, ours.series) < 0
  const lacks = lackedBy(ours, reading).some((name) => name.startsWith('IORING_OP_'))
  return lacks && news.families.length === 0
}

/** A path as a person would write it from here. */
function shown(path: string): string {
  const short = relative('.', path)
  return short.startsWith('..') ? path : short
}

function refuseFile(out: string): void {
  if (!existsSync(out) || statSync(out).isDirectory()) return
  throw new Error(`${out} is a file: --out names the directory that the overlay goes to`)
}

function newestModel(): AbiModel {
  const kernel = knownKernels().at(-1)
  if (kernel === undefined) throw new Error('headers/kernels.json lists no kernel')
  return readModel(snapshotPath(kernel.series))
}

/** Names of no family are set aside: whoever uses the package cannot give them a home in it. */
function assembleLeniently(reading: LenientReading): {
  header: Assembly
  unsorted: readonly Unsorted[]
} {
  const target = { fromSnapshot: false, types: 'uring-sdk' }
  const { model, comments } = reading
  try {
    return { header: assemble(model, comments, target), unsorted: [] }
  } catch (error) {
    if (!(error instanceof HomelessError)) throw error
    const names = new Set(error.names.map(({ name }) => name))
    const rest = { ...model, constants: model.constants.filter(({ name }) => !names.has(name)) }
    const unsorted = error.names.map(({ name, header }) => ({
      name,
      place: placeOf(name, header, reading),
    }))
    return { header: assemble(rest, comments, target), unsorted }
  }
}

/** Where a name stands, so that an editor can go there. */
function placeOf(name: string, header: string, reading: LenientReading): string {
  const path = Object.values(reading.files.get(header) ?? {})[0]
  const lines = path === undefined ? [] : readFileSync(path, 'utf8').split('\n')
  const at = lines.findIndex((line) => new RegExp(`\\b${name}\\b`).test(line))
  return at < 0 ? header : `${path}:${at + 1}`
}

function withUnsorted(news: News, unsorted: readonly Unsorted[], model: AbiModel): News {
  const doc = 'Belongs to no family that uring-sdk knows.'
  const loose = unsorted.flatMap(({ name }): PrintedConstant[] => {
    const found = model.constants.find((one) => one.name === name)
    return found === undefined ? [] : [{ c: name, name, value: found.constant, entry: ['', doc] }]
  })
  return { ...news, loose: [...news.loose, ...loose] }
}

async function rowsFor(
  path: string,
  named: boolean,
  header: Assembly,
  progress: (line: string) => void,
): Promise<readonly OperationRow[]> {
  if (!named && !existsSync(path)) return []
  const { rows, superseded } = checkRows(await loadRows(path), shown(path), header.input)
  for (const name of superseded) {
    progress(`${shown(path)}: uring-sdk has ${name} itself now; the row can go`)
  }
  return rows
}

async function print(
  known: Assembly,
  header: Assembly,
  news: News,
  all: readonly OperationRow[],
): Promise<string> {
  // The printer takes a second to load, which nobody should wait for to hear of an error.
  const { emitOverlay } = await import('./emit/overlay.ts')
  const taken = opTableNumbers(known)
  const numbers = numbersOf(header)
  const { text } = await emitOverlay({
    header: { ...header.input, operations: all },
    news,
    rows: { all, isNew: (op) => !taken.has(numbers.get(op) ?? -1) },
    knownSeries: known.input.model.series,
  })
  return text
}

function numbersOf({ input }: Assembly): ReadonlyMap<string, number> {
  return new Map(
    membersOf(input, 'Op').map(({ name, value }) => [name, Number(valueOn(value, 'x64'))]),
  )
}

/** Opcodes that the package's own OpTable has: an entry of a second name would contradict it. */
function opTableNumbers(known: Assembly): ReadonlySet<number> {
  const numbers = numbersOf(known)
  const rows = operations.filter(({ face }) => face !== 'raw')
  return new Set(rows.map(({ op }) => numbers.get(op) ?? -1))
}

/** New opcodes, by a number of their own, that no row describes. */
function rowlessOf(
  known: Assembly,
  news: News,
  rows: readonly OperationRow[],
): readonly PrintedConstant[] {
  const group = news.families.find(({ family }) => family.name === 'Op')
  const taken = opTableNumbers(known)
  return (group?.members ?? []).filter(
    ({ name, value }) =>
      !rows.some(({ op }) => op === name) && !taken.has(Number(valueOn(value, 'x64'))),
  )
}

/** A file is put in place whole: a compiler may be reading it at this moment. */
function write(out: string, path: string, text: string): void {
  const target = join(out, path)
  try {
    mkdirSync(out, { recursive: true })
    if (existsSync(target) && readFileSync(target, 'utf8') === text) return
    writeFileSync(`${target}.new`, text)
    renameSync(`${target}.new`, target)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new Error(`${target} cannot be written (${code}): name another directory with --out`, {
      cause: error,
    })
  }
}

interface Told {
  readonly known: Assembly
  readonly header: Assembly
  readonly news: News
  readonly unsorted: readonly Unsorted[]
  readonly reading: LenientReading
  readonly older: boolean
  progress(line: string): void
}

function report(told: Told): void {
  const { known, header, news, unsorted, reading, older, progress } = told
  const { model } = reading
  const lacks = lackedBy(known.input.model, reading)
  const lines = older
    ? [...olderLines(lacks, model.series), ...droppedLines(news)]
    : [
        ...newsLines(news, header.input, unsorted),
        ...secondNameLines(known, news),
        ...unsortedLines(unsorted),
        ...goneLines(lacks),
        ...registerLines(news),
      ]
  for (const line of lines) progress(line)
  for (const line of news.changed) progress(`warning: ${line}`)
}

/** New names for numbers that the package has a row for. */
function secondNameLines(known: Assembly, news: News): string[] {
  const group = news.families.find(({ family }) => family.name === 'Op')
  return (group?.members ?? []).flatMap(({ c, value }) => {
    const number = valueOn(value, 'x64')
    const ours = membersOf(known.input, 'Op').find((one) => valueOn(one.value, 'x64') === number)
    return ours === undefined ? [] : [`${c} is ${number}, as ${ours.c}: issue() takes its fields`]
  })
}

function lackedBy(ours: AbiModel, { model, leftOut }: LenientReading): string[] {
  const wasRead = ({ header }: { readonly header: string }): boolean =>
    !leftOut.some((one) => header === one || header.replace('asm-generic/', 'asm/') === one)
  const compared = {
    ...ours,
    constants: ours.constants.filter(wasRead),
    structs: ours.structs.filter(wasRead),
  }
  const { constants, structs, fields } = compareModels(compared, model)
  return [...constants.removed, ...structs.removed, ...fields.removed].map(([name]) => name)
}

interface Suggestion {
  readonly rowless: readonly PrintedConstant[]
  readonly rowsPath: string
  readonly series: string
  progress(line: string): void
}

/** The first run leaves a file to fill in; what is there already is the user's and stays. */
function suggestRows({ rowless, rowsPath, series, progress }: Suggestion): void {
  if (rowless.length === 0) return
  const where = shown(rowsPath)
  for (const { c, name } of rowless) {
    progress(
      `${c} has no row yet: ring.issue(Op.${name}, { fd, addr, len, … }) works at once with ` +
        `the sqe's own fields; for fields of its own add its row to ${where}`,
    )
  }
  if (!existsSync(rowsPath)) {
    writeFileSync(rowsPath, rowsTemplate(rowless, series))
    progress(`${where} has a row for each to fill in`)
    return
  }
  const text = readFileSync(rowsPath, 'utf8')
  for (const op of rowless) {
    if (text.includes(op.c)) continue
    progress(`the row to add to ${basename(rowsPath)}:\n${rowTemplate(op, series)}`)
  }
}

function summary(news: News, rows: readonly OperationRow[], where: string): string {
  const { families, loose, structs, slotFields } = news
  const constants = families.reduce((sum, { members }) => sum + members.length, loose.length)
  const parts = [
    ...counted(constants, 'constant'),
    ...counted(structs.length, 'struct'),
    ...counted(slotFields.length, 'field', ' of the submission'),
    ...counted(rows.length, 'row'),
  ]
  const what = parts.length === 0 ? 'nothing new' : parts.join(', ')
  return `${where}: uring-sdk and ${what}`
}

function counted(count: number, what: string, rest = ''): string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}${rest}`]
}
