/** `OpTable`, and how `issue` and `multishot` find the method of an opcode. */
import type { OperationRow } from '../operations/types.ts'
import { docComment } from './print.ts'
import { eachType, isOption, member, positional, resultType, shown } from './signature.ts'

/** The first row of each opcode is the one that `issue` uses, and the first multishot row. */
function byOpcode(rows: readonly OperationRow[], each: boolean): ReadonlyMap<string, OperationRow> {
  const first = new Map<string, OperationRow>()
  for (const row of rows) {
    if ((row.each !== undefined) === each && !first.has(row.op)) first.set(row.op, row)
  }
  return first
}

/** The interface that types `issue`: an opcode's legal fields, and what comes back. */
export function opTable(rows: readonly OperationRow[]): string {
  const single = byOpcode(rows, false)
  const many = byOpcode(rows, true)
  const entries = [...new Set(rows.map((row) => row.op))].map((op) => {
    const one = single.get(op)
    const stream = many.get(op)
    const parts = [
      one === undefined
        ? 'fields: never; result: never'
        : `fields: ${fieldsType(one)}; result: ${resultType(one)}`,
      ...(stream === undefined
        ? []
        : [`multishot: { fields: ${fieldsType(stream)}; each: ${eachType(stream)} }`]),
    ]
    const doc = docComment([`{@link RingOperations.${(one ?? stream)?.name}}`], 2)
    return `${doc}\n  [Op.${op}]: { ${parts.join('; ')} }`
  })
  const doc = docComment([
    'The fields that each opcode takes in `issue` and `multishot`, and what comes back. An overlay for a newer kernel merges its own entries in.',
  ])
  return `\n${doc}\nexport interface OpTable {\n${entries.join('\n')}\n}\n`
}

function fieldsType(row: OperationRow): string {
  const members = shown(row).map((one) => member(one, isOption(one) || one.default !== undefined))
  return members.length === 0 ? 'object' : `{ ${members.join('; ')} }`
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
