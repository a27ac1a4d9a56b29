/** The parts of an overlay that its rows make: prep functions, methods, and how they are found. */
import type { OperationRow } from '../operations/types.ts'
import type { Input } from './input.ts'
import { method } from './methods.ts'
import { byOpcode, opEntries } from './op-table.ts'
import { FILE_INDEX, prepFunction } from './prep.ts'
import { docComment } from './text.ts'
import { optionName, positional, shown } from './signature.ts'

/** The classes whose members an overlay gives to the package's own. */
export const OPERATIONS = 'NewOperations'
export const FIELDS = 'NewFields'

/** Rows, and which of them are of opcodes that `OpTable` of the package lacks. */
export interface OverlayRows {
  readonly all: readonly OperationRow[]
  readonly isNew: (op: string) => boolean
}

/** The package's `prep` and the new functions in one object. */
export function prepText(rows: OverlayRows, input: Input): string[] {
  if (rows.all.length === 0) return []
  const functions = rows.all.map((row) => prepFunction(row, input).replace('export function ', ''))
  const doc = docComment(['The `prep` of uring-sdk/raw, and what the rows add to it.'])
  const object = `\n${doc}\nexport const prep = {\n...knownPrep,\n${functions.join(',\n')},\n}`
  return functions.some((text) => /\bfileIndex\(/.test(text)) ? [FILE_INDEX, object] : [object]
}

/** The methods, in a class that is never made: every ring gets them. */
export function methodsText(rows: OverlayRows): string[] {
  const own = withMethod(rows)
  if (own.length === 0) return []
  const doc = docComment(['What the rows add to every {@link Ring}.'])
  const head = `\n${doc}\nabstract class ${OPERATIONS} extends RingOperations {`
  return [[head, ...own.map(method), '}'].join('\n')]
}

/** What the compiler must know of the package's own types. */
export function augmentation(rows: OverlayRows, fields: readonly string[]): string[] {
  const own = withMethod(rows)
  const entries = opEntries(
    own.filter(({ op }) => rows.isNew(op)),
    'Ring',
  )
  const lines = [
    ...(entries.length === 0 ? [] : ['interface OpTable {', ...entries, '}']),
    ...(own.length === 0
      ? []
      : [
          picked(
            'Ring',
            OPERATIONS,
            own.map(({ name }) => name),
          ),
        ]),
    ...(fields.length === 0 ? [] : [picked('Sqe', FIELDS, fields)]),
  ]
  return lines.length === 0 ? [] : [`\ndeclare module 'uring-sdk' {\n${lines.join('\n')}\n}`]
}

function picked(name: string, from: string, members: readonly string[]): string {
  const names = members.map((member) => `'${member}'`).join(' | ')
  return `interface ${name} extends Pick<${from}, ${names}> {}`
}

/** What the package must know when the program runs. */
export function application(
  rows: OverlayRows,
  names: readonly string[],
  hasFields: boolean,
): string[] {
  const own = withMethod(rows)
  const fresh = own.filter(({ op }) => rows.isNew(op))
  const parts = [
    ...table(
      'names',
      names.map((name) => `[Op.${name}]: '${name}'`),
    ),
    ...(own.length === 0 ? [] : [`operations: ${OPERATIONS}`]),
    ...table('issuers', callers(fresh, false)),
    ...table('streamers', callers(fresh, true)),
    ...table('issueFields', fieldNames(fresh, false)),
    ...table('multishotFields', fieldNames(fresh, true)),
    ...table('outcomes', outcomesOf(rows.all.filter(({ op }) => rows.isNew(op)))),
    ...(hasFields ? [`fields: ${FIELDS}`] : []),
  ]
  return parts.length === 0 ? [] : [`\napplyOverlay({ ${parts.join(',\n')} })`]
}

function table(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${name}: {\n${lines.join(',\n')},\n}`]
}

function callers(rows: readonly OperationRow[], each: boolean): string[] {
  return [...byOpcode(rows, each)].map(([op, row]) => {
    const args = positional(row).map((one) => `f['${one.name}']!`)
    return `[Op.${op}]: (ring, f) => ring.${row.name}(${[...args, 'f'].join(', ')})`
  })
}

function fieldNames(rows: readonly OperationRow[], each: boolean): string[] {
  return [...byOpcode(rows, each)].map(([op, row]) => {
    const names = shown(row).map((one) => `'${optionName(one)}'`)
    return `[Op.${op}]: [${names.join(', ')}]`
  })
}

function outcomesOf(rows: readonly OperationRow[]): string[] {
  const merged = new Map<string, Readonly<Record<string, string>>>()
  for (const row of rows) {
    if (row.outcomes !== undefined) merged.set(row.op, { ...merged.get(row.op), ...row.outcomes })
  }
  return [...merged].map(([op, answers]) => {
    const inner = Object.entries(answers).map(([errno, one]) => `[Errno.${errno}]: '${one}'`)
    return `[Op.${op}]: { ${inner.join(', ')} }`
  })
}

function withMethod(rows: OverlayRows): readonly OperationRow[] {
  return rows.all.filter(({ face }) => face !== 'raw')
}
