/** `OpTable`, and how `issue` and `multishot` find the method of an opcode. */
import type { OperationRow } from '../operations/types.ts'
import { docComment, sentences } from './text.ts'
import {
  eachType,
  isOption,
  member,
  optionName,
  positional,
  resultDoc,
  resultType,
  shown,
} from './signature.ts'

/** The first row of each opcode is the one that `issue` uses, and the first multishot row. */
export function byOpcode(
  rows: readonly OperationRow[],
  each: boolean,
): ReadonlyMap<string, OperationRow> {
  const first = new Map<string, OperationRow>()
  for (const row of rows) {
    if ((row.each !== undefined) === each && !first.has(row.op)) first.set(row.op, row)
  }
  return first
}

/** The interface that types `issue`: an opcode's legal fields, and what comes back. */
export function opTable(rows: readonly OperationRow[]): string {
  const doc = docComment([
    sentences(
      'The fields that each opcode takes in `issue` and `multishot`, and what comes back.',
      'An overlay for a newer kernel merges its own entries in.',
    ),
  ])
  return `\n${doc}\nexport interface OpTable {\n${opEntries(rows).join('\n')}\n}\n`
}

/** The entries of that interface. */
export function opEntries(rows: readonly OperationRow[], methods = 'RingOperations'): string[] {
  const single = byOpcode(rows, false)
  const many = byOpcode(rows, true)
  return [...new Set(rows.map((row) => row.op))].map((op) => {
    const one = single.get(op)
    const stream = many.get(op)
    const lines = [
      ...(one === undefined ? NEVER : pair(one, 'result', resultType(one), 4)),
      ...(stream === undefined
        ? []
        : [
            docComment([`As a stream: {@link ${methods}.${stream.name}}.`], 4),
            'multishot: {',
            ...pair(stream, 'each', eachType(stream), 6),
            '}',
          ]),
    ]
    const doc = docComment([`{@link ${methods}.${(one ?? stream)?.name}}`], 2)
    return `${doc}\n  [Op.${op}]: {\n${lines.join('\n')}\n  }`
  })
}

/** Where an opcode is multishot and nothing else. */
const NEVER = [
  docComment(['It cannot be issued: it is multishot only.'], 4),
  'fields: never',
  docComment(['Nothing, ever.'], 4),
  'result: never',
]

/** The fields that a row takes, each with its words, and what comes back. */
function pair(row: OperationRow, what: string, type: string, indent: number): string[] {
  const members = shown(row).flatMap((one) => [
    docComment([one.doc], indent + 2),
    member(one, isOption(one) || one.default !== undefined),
  ])
  const doc = { void: 'Nothing.', struct: 'The answer.', message: 'The message.' }[
    row.result as string
  ]
  return [
    docComment(['What it takes.'], indent),
    ...(members.length === 0 ? ['fields: object'] : ['fields: {', ...members, '}']),
    docComment([resultDoc(row) ?? doc ?? 'The number that the kernel answers.'], indent),
    `${what}: ${type}`,
  ]
}

const FIELD_BAG = `
/** Fields that have passed the types of \`issue\`; the methods check them again. */
export type FieldBag = Readonly<Record<string, never>>
`

/** The tables by which `issue` and `multishot` call a method. */
export function dispatch(rows: readonly OperationRow[]): string {
  return [
    FIELD_BAG,
    callers(byOpcode(rows, false), 'issuers', 'Promise<unknown>', 'issue'),
    callers(byOpcode(rows, true), 'streamers', 'Multishot<unknown>', 'multishot'),
    fieldNames(byOpcode(rows, false), 'issueFields', 'issue'),
    fieldNames(byOpcode(rows, true), 'multishotFields', 'multishot'),
  ].join('')
}

function callers(
  rows: ReadonlyMap<string, OperationRow>,
  name: string,
  result: string,
  what: string,
): string {
  const lines = [...rows].map(([op, row]) => {
    const args = positional(row).map((one) => `f['${one.name}']`)
    return `  [Op.${op}]: (ring, f) => ring.${row.name}(${[...args, 'f'].join(', ')}),`
  })
  const type = `Readonly<Record<number, (ring: RingOperations, f: FieldBag) => ${result}>>`
  const doc = docComment([`How \`${what}\` reaches the method of an opcode.`])
  return `\n${doc}\nexport const ${name}: ${type} = {\n${lines.join('\n')}\n}\n`
}

function fieldNames(rows: ReadonlyMap<string, OperationRow>, name: string, what: string): string {
  const lines = [...rows].map(([op, row]) => {
    const names = shown(row).map((one) => `'${optionName(one)}'`)
    return `  [Op.${op}]: [${names.join(', ')}],`
  })
  const type = 'Readonly<Record<number, readonly string[]>>'
  const doc = docComment([`The fields that \`${what}\` takes beside the options of every call.`])
  return `\n${doc}\nexport const ${name}: ${type} = {\n${lines.join('\n')}\n}\n`
}

/** Errnos that are answers, of all rows of an opcode together. */
export function outcomes(rows: readonly OperationRow[]): string {
  const merged = new Map<string, Readonly<Record<string, string>>>()
  for (const row of rows) {
    if (row.outcomes !== undefined) merged.set(row.op, { ...merged.get(row.op), ...row.outcomes })
  }
  const lines = [...merged].map(([op, table]) => {
    const inner = Object.entries(table).map(([errno, answer]) => `[Errno.${errno}]: '${answer}'`)
    return `  [Op.${op}]: { ${inner.join(', ')} },`
  })
  const type = "Readonly<Record<number, Readonly<Record<number, 'ok' | 'false' | 'again'>>>>"
  const doc = docComment(['Errnos that are answers and not failures, by opcode.'])
  return `\n${doc}\nexport const outcomes: ${type} = {\n${lines.join('\n')}\n}\n`
}
