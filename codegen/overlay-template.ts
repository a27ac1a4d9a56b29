/** The file of rows that a first run leaves for the user to fill in. */
import type { PrintedConstant } from './emit/input.ts'

/** `rows.ts`, with a row for each new opcode, commented out. */
export function rowsTemplate(opcodes: readonly PrintedConstant[], series: string): string {
  return `${HEAD}${opcodes.map((op) => `\n${rowTemplate(op, series)}`).join('\n')}
]
`
}

const HEAD = `// Rows for opcodes that uring-sdk has none for. Fill a row in, take its comment signs
// away, and run \`uring-sdk generate\` again: then the opcode is a method of every Ring, \`issue\`
// takes its own fields and nothing else, and \`prep\` has its function. This file is yours: it is
// never rewritten.
import type { OperationRow } from 'uring-sdk/rows'

export const rows: readonly OperationRow[] = [`

/**
 * The row to fill in for an opcode. Which field means what only the kernel's own documentation
 * says, so that every parameter here is an example.
 */
export function rowTemplate(op: PrintedConstant, series: string): string {
  const name = op.name
    .toLowerCase()
    .replace(/_+([a-z0-9])/g, (_, next: string) => next.toUpperCase())
  const [, doc] = op.entry
  return `  // ${op.c}: ${doc}
  // {
  //   op: '${op.name}',
  //   name: '${name}',
  //   since: '${series === 'unknown' ? '' : series}',
  //   category: 'File',
  //   doc: 'What it does, in a sentence.',
  //   parameters: [
  //     { name: 'fd', kind: 'fd', field: 'fd', doc: 'The descriptor.' },
  //     // Memory that the kernel fills is 'out', memory that it reads is 'in'.
  //     {
  //       name: 'buffer',
  //       kind: 'out',
  //       field: 'addr',
  //       lengthField: 'len',
  //       keep: 'completion',
  //       doc: 'Memory to fill.',
  //     },
  //     { name: 'offset', kind: 'u64', field: 'off', default: 0, doc: 'Where to begin.' },
  //     { name: 'flags', kind: 'flags', field: 'rwFlags', doc: 'Flags of its own.' },
  //   ],
  //   result: 'value',
  //   resultDoc: 'What the number means.',
  // },`
}
