import { fillRows, LIBURING, otherGroups, words } from '../liburing/index.ts'
import type { FillRow, OtherGroup, OtherRow } from '../liburing/index.ts'
import type { OperationRow } from '../operations/types.ts'
import { readPrototype } from './c-prototype.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { listed, wrap } from './text.ts'
import { positional } from './signature.ts'

/** The guide page for whoever comes from C: every function of liburing, and ours beside it. */
export function emitFromLiburing(input: Input): Generated {
  const { operations } = input
  const parts = [
    BANNER,
    '# From liburing to uring-sdk',
    paragraph(words.introduction),
    'One read in C, error handling left out:',
    codeBlock('c', words.inC),
    'The same with `uring-sdk/raw`, call by call:',
    codeBlock('ts', words.inRaw),
    'And with the `Ring`, where queues, user data and buffers are looked after for you:',
    codeBlock('ts', words.inRing),
    '## What is different everywhere',
    words.unlike.map(item).join('\n'),
    '## Filling submissions',
    paragraph(compared()),
    paragraph(words.filling.columns),
    ...CATEGORIES.map((category) => fillSection(category, input)),
    ...beyond(operations),
    '## Everything else',
    paragraph(words.otherwise),
    ...otherGroups.map(otherSection),
  ]
  const text = parts.filter((part) => part !== '').join('\n\n')
  return { path: 'from-liburing.md', text: `${text}\n` }
}

const BANNER = `<!-- Generated from codegen/liburing and codegen/operations by
     codegen/emit/from-liburing.ts.
     Do not edit: change those, then run \`npm run generate\`. -->`

function compared(): string {
  const rows = fillRows.filter(({ since }) => since === undefined)
  const helpers = new Set(rows.map(({ c }) => readPrototype(c).name))
  const prep = [...helpers].filter((name) => name.startsWith('prep_')).length
  return words.filling.compared
    .replace('{release}', LIBURING)
    .replace('{helpers}', `${prep}`)
    .replace('{setters}', `${helpers.size - prep}`)
}

const COLUMNS = 100

const CATEGORIES = [
  ['File', 'Files'],
  ['Path', 'Paths'],
  ['Socket', 'Sockets'],
  ['Timer', 'Timeouts'],
  ['Poll', 'Poll and epoll'],
  ['Buffer', 'Buffers'],
  ['Process', 'Processes and futexes'],
  ['Control', 'Control'],
  ['Submission', 'Any submission'],
] as const

type Operations = readonly OperationRow[]

/** The rows of a category: those of one function of ours, one behind the other. */
function fillSection([category, title]: readonly [string, string], input: Input): string {
  const { operations } = input
  const rows = fillRows.filter((row) => categoryOf(row, operations) === category)
  if (rows.length === 0) return ''
  const lines = rows.map((row) => {
    const { name, parameters } = readPrototype(row.c)
    const names = parameters.map((one) => cName(one.fixed, input) ?? one.name)
    const theirs = `${fullName(name)}(${names.join(', ')})`
    return tableRow([theirs, oursText(row), ringText(row, operations)])
  })
  const head = ['| liburing | `uring-sdk/raw` | `Ring` |', '|---|---|---|']
  const notes = [...news(rows), ...differences(rows), ...reasons(rows, operations)].map(item)
  return [`### ${title}`, [...head, ...lines].join('\n'), notes.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** The name of the function of `prep`; undefined for a row of stores alone. */
export function prepName({ ours }: FillRow): string | undefined {
  return /^(\w+)\(/.exec(ours)?.[1]
}

function rowOf(row: FillRow, operations: Operations): OperationRow | undefined {
  const name = prepName(row)
  return operations.find((one) => one.name === name)
}

function categoryOf(row: FillRow, operations: Operations): string {
  return row.category ?? rowOf(row, operations)?.category ?? 'Control'
}

function oursText(row: FillRow): string {
  const [first = '', ...stores] = row.ours.split('; ')
  const call = first.replace(/^(\w+)\((.*)\)$/, (_, name: string, list: string) => {
    return `prep.${name}(${list === '' ? 'sqe' : `sqe, ${list}`})`
  })
  return [call, ...stores].join('; ')
}

/** How C calls what a row fixes: `SocketOp.SIOCINQ` is SOCKET_URING_OP_SIOCINQ there. */
function cName(fixed: string | undefined, input: Input): string | undefined {
  const [family, member] = fixed?.split('.') ?? []
  const group = input.families.find((one) => one.family.name === family)
  return group?.members.find(({ name }) => name === member)?.c ?? fixed
}

/** `__get_cqe` is __io_uring_get_cqe. */
function fullName(name: string): string {
  return name.startsWith('__') ? `__io_uring_${name.slice(2)}` : `io_uring_${name}`
}

function ringText(row: FillRow, operations: Operations): string {
  const operation = rowOf(row, operations)
  if (row.ring !== undefined) return row.ring
  if (operation === undefined || operation.face === 'raw') return ''
  const given = positional(operation).filter((one) => one.default === undefined)
  return `ring.${operation.name}(${given.map(({ name }) => name).join(', ')})`
}

function news(rows: readonly FillRow[]): string[] {
  return rows.flatMap(({ c, since }) =>
    since === undefined
      ? []
      : [`\`${fullName(readPrototype(c).name)}\` comes with liburing ${since}.`],
  )
}

function differences(rows: readonly FillRow[]): string[] {
  return rows.flatMap(({ c, difference }) =>
    difference === undefined
      ? []
      : [`\`${fullName(readPrototype(c).name)}\` differs. ${difference.why}`],
  )
}

/** Why the Ring has no method of that name, or what it has instead: one sentence for all of it. */
function reasons(rows: readonly FillRow[], operations: Operations): string[] {
  const reasons = new Map<string, Set<string>>()
  for (const row of rows) {
    const operation = rowOf(row, operations)
    const isRaw = operation?.face === 'raw'
    const because = row.because ?? (isRaw ? operation.because : undefined)
    if (because === undefined) continue
    const name = isRaw ? `prep.${operation.name}` : fullName(readPrototype(row.c).name)
    reasons.set(because, (reasons.get(because) ?? new Set()).add(`\`${name}\``))
  }
  return [...reasons].map(([because, names]) => `No method for ${listed([...names])}. ${because}`)
}

function paragraph(text: string): string {
  return wrap(text, COLUMNS).join('\n')
}

function codeBlock(language: string, code: string): string {
  return ['```' + language, code, '```'].join('\n')
}

/** An item of a list, wrapped as the rest of the page. */
function item(text: string): string {
  return `- ${wrap(text, COLUMNS - 2).join('\n  ')}`
}

/** What the kernel has and liburing lacks a helper for. */
function beyond(operations: Operations): string[] {
  const known = new Set(fillRows.map(prepName))
  const more = operations.filter(({ name }) => !known.has(name))
  if (more.length === 0) return []
  const lines = more.map((row) =>
    tableRow(
      [`prep.${row.name}`, row.face === 'raw' ? '' : `ring.${row.name}`],
      firstSentence(row),
    ),
  )
  const head = ['| `uring-sdk/raw` | `Ring` | What it does |', '|---|---|---|']
  const title = '### Without a helper in liburing'
  return [title, paragraph(words.beyond), [...head, ...lines].join('\n')]
}

function firstSentence({ doc }: OperationRow): string {
  return /^.*?[.](?= |$)/.exec(plain(doc))?.[0] ?? plain(doc)
}

/** A link of the API reference leads nowhere on a page. */
function plain(doc: string): string {
  return doc.replace(/\{@link ([^}]*)\}/g, '`$1`')
}

function otherSection({ title, rows }: OtherGroup): string {
  const head = ['| liburing | `uring-sdk/raw` | `Ring` | Difference |', '|---|---|---|---|']
  return [`### ${title}`, [...head, ...rows.map(otherLine)].join('\n')].join('\n\n')
}

function otherLine({ c, raw, ring, note = '' }: OtherRow): string {
  return tableRow([c.map(fullName).join('; '), raw, ring], note)
}

/** Cells of code, several pieces of which are parted by semicolons, and a last one of words. */
function tableRow(code: readonly string[], ...text: readonly string[]): string {
  const cells = code.map((cell) =>
    cell
      .split('; ')
      .map((piece) => (piece === '' ? '' : `\`${piece.replaceAll('|', '\\|')}\``))
      .join('<br>'),
  )
  return `| ${[...cells, ...text].join(' | ')} |`
    .replaceAll('|  |', '| |')
    .replaceAll('|  |', '| |')
}
