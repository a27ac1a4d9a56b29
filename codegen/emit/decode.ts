import type { Field } from '../model.ts'
import type { OperationRow, Parameter } from '../operations/types.ts'
import { fieldName } from '../vocabulary/index.ts'
import { isPromiseOnly, prepArguments } from './arguments.ts'
import { layoutOn, structOf } from './fields.ts'
import type { GroupedFamily, Input } from './input.ts'
import { valueOn } from './input.ts'
import { constantsImport } from './prep.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment } from './text.ts'

/** `decode.ts`: what a submission's bytes mean, for whoever prints one in words. */
export function emitDecode(input: Input): Promise<Generated> {
  const table = [variants(input), wideOpcodes(input)].join('\n')
  return printFile('decode.ts', input, 'codegen/operations', [
    constantsImport(input, table),
    TYPES,
    slotFields(input),
    table,
  ])
}

const TYPES = `
/** Constants by name. */
export type Names = Readonly<Record<string, number>>

/**
 * How a value is printed. What ends in a question mark, flags, and a slot of 0 are left out when
 * they are 0: most submissions do without.
 */
export type Shown =
  | 'number'
  | 'number?'
  | 'signed'
  | 'octal'
  | 'address'
  | 'address?'
  | 'descriptor'
  | 'slot'
  | 'userData'
  | {
      /** Bits that may stand together. */
      readonly flags: Names
      /** Where a bit has several names, the one that is meant here. */
      readonly prefer?: readonly string[]
    }
  | {
      /** One of these. */
      readonly one: Names
      /** Bits that may be set besides. */
      readonly besides?: Names
    }

/** An argument of a \`prep\` function: its name, the field it is stored in, how it is printed. */
export type DecodedArgument = readonly [name: string, field: string, shown: Shown]

/** What a field always holds: the whole of it, or where flags are named, at least these. */
export type FixedField = readonly [field: string, value: number, shown?: { readonly flags: Names }]

/** A field that is set behind the call of \`prep\`, if at all, and how it is printed. */
export type OptionalField = readonly [field: string, shown: Shown]

/** One variant of an operation. */
export interface Variant {
  /** The name of its \`prep\` function. */
  readonly name: string
  /** What tells it from the plain variant of its opcode, in one word. */
  readonly mark?: string
  /** Fields that always have one value. */
  readonly fixed: readonly FixedField[]
  /** All others, in the order of the \`prep\` function. */
  readonly args: readonly DecodedArgument[]
  /** Fields that some set besides. */
  readonly optional?: readonly OptionalField[]
}
`

const PLACES =
  'Where the fields of a submission lie, in the order of the header: offset and size in bytes.'
const TABLE = 'The variants of each opcode, from the table of operations: the plain one first.'

/** Padding included: what stands there is a mistake that somebody looks for. */
function slotFields(input: Input): string {
  const { fields } = layoutOn(structOf(input, 'io_uring_sqe').layout, 'x64')
  const lines = fields.map((field) => `  ${fieldName(field.name)}: ${placeOf(field)},`)
  return `
${docComment([PLACES])}
export const slotFields: Readonly<Record<string, readonly [offset: number, size: number]>> = {
${lines.join('\n')}
}`
}

function placeOf({ offset, size }: Field): string {
  return `[${offset}, ${size}]`
}

function variants(input: Input): string {
  const opcodes = [...new Set(input.operations.map((row) => row.op))]
  const entries = opcodes.map((op) => {
    const rows = input.operations.filter((row) => row.op === op)
    const plain = plainRow(op, rows)
    const others = rows.filter((row) => row !== plain)
    const lines = [plain, ...others].map((row) => variant(row, plain, input))
    return `  [Op.${op}]: [\n${lines.join('\n')}\n  ],`
  })
  return `
${docComment([TABLE])}
export const variants: Readonly<Record<number, readonly Variant[]>> = {
${entries.join('\n')}
}`
}

/** The row that is called as its opcode, else the first. */
function plainRow(op: string, rows: readonly OperationRow[]): OperationRow {
  const [first] = rows
  if (first === undefined) throw new Error(`${op} has no row`)
  return (
    rows.find((row) => row.name.toLowerCase() === op.replaceAll('_', '').toLowerCase()) ?? first
  )
}

function variant(row: OperationRow, plain: OperationRow, input: Input): string {
  const mark = markOf(row, plain)
  const fixed = Object.entries(row.set ?? {}).map((entry) => fixedField(...entry, input))
  const args = prepArguments(row).flatMap(({ name, stores }) =>
    stores.flatMap(([field]) => argument(name, field, row, input)),
  )
  const optional = row.parameters
    .filter((one) => isPromiseOnly(one) && one.field !== '' && one.kind !== 'slot')
    .map((one) => `['${one.field}', ${shownAs(one, one.field, input)}]`)
  const lines = [
    `name: '${row.name}'`,
    ...(mark === '' ? [] : [`mark: '${mark}'`]),
    `fixed: [${fixed.join(', ')}]`,
    `args: [${args.join(', ')}]`,
    ...(optional.length === 0 ? [] : [`optional: [${[...new Set(optional)].join(', ')}]`]),
  ]
  return `    {\n${lines.join(',\n')},\n},`
}

/** `MULTISHOT` for recvMultishot: what its name adds to the opcode, if it has own fixed fields. */
function markOf(row: OperationRow, plain: OperationRow): string {
  const own = Object.entries(row.set ?? {}).filter(([field, value]) => plain.set?.[field] !== value)
  if (own.length === 0) return ''
  let rest = row.name
  for (const word of row.op.toLowerCase().split('_')) {
    if (!rest.toLowerCase().startsWith(word)) break
    rest = rest.slice(word.length)
  }
  return rest.replace(/(?<=.)(?=[A-Z])/g, '_').toUpperCase()
}

function fixedField(field: string, value: number | string, input: Input): string {
  const [family = ''] = `${value}`.split('.')
  const kind = input.families.find((group) => group.family.name === family)?.family.kind
  return kind === 'flags'
    ? `['${field}', ${value}, { flags: ${family} }]`
    : `['${field}', ${value}]`
}

/** None for the high half of a user data: it is printed with the low one. */
function argument(name: string, field: string, row: OperationRow, input: Input): string[] {
  const parameter = row.parameters.find((one) => !isPromiseOnly(one) && storesIn(one, field))
  if (parameter === undefined) throw new Error(`${row.name}: whose field is ${field}?`)
  if (parameter.kind !== 'userData') {
    return [`['${name}', '${field}', ${shownAs(parameter, field, input)}]`]
  }
  return field === `${parameter.field}Low`
    ? [`['${parameter.name}', '${parameter.field}', 'userData']`]
    : []
}

function storesIn({ kind, field, lengthField }: Parameter, wanted: string): boolean {
  if (kind === 'userData') return wanted === `${field}Low` || wanted === `${field}High`
  return field === wanted || lengthField === wanted
}

/** A type of socket carries flags in the same number. */
const BESIDES: Readonly<Record<string, string>> = { SocketType: 'SocketFlags' }

function shownAs(parameter: Parameter, field: string, input: Input): string {
  const { kind, family = parameter.bits?.split('.')[0] ?? '', name } = parameter
  if (kind === 'addressOut') return "'address?'"
  if (field !== parameter.field) return "'number'"
  const known = (wanted: string) => input.families.find(({ family: one }) => one.name === wanted)
  const group = known(family)
  if (group !== undefined) {
    if (group.family.kind === 'flags') return flagsShown(group, parameter)
    const besides = BESIDES[family] ?? ''
    return known(besides) === undefined
      ? `{ one: ${family} }`
      : `{ one: ${family}, besides: ${besides} }`
  }
  switch (kind) {
    case 'fd':
      return "'descriptor'"
    case 'i32':
      return "'signed'"
    case 'flags':
      return "'number?'"
    case 'address':
      return "'address?'"
    case 'slot':
      return "'slot'"
    case 'u32':
      return name === 'mode' ? "'octal'" : "'number'"
    case 'u8':
    case 'u16':
    case 'u64':
    case 'length':
    case 'bufIndex':
    case 'pool':
      return "'number'"
    default:
      return "'address'"
  }
}

/** A parameter's own sentence says which of two names for one bit is meant. */
function flagsShown({ family, members }: GroupedFamily, { doc }: Parameter): string {
  const numbers = members.map((member) => valueOn(member.value, 'x64'))
  const prefer = members
    .filter((_, at) => numbers.filter((one) => one === numbers[at]).length > 1)
    .filter((member) => doc.includes(`\`${member.c}\``))
    .map((member) => `'${member.name}'`)
  const also = prefer.length === 0 ? '' : `, prefer: [${prefer.join(', ')}]`
  return `{ flags: ${family.name}${also} }`
}

function wideOpcodes(input: Input): string {
  const wide = input.operations.filter((row) => row.needs?.some((need) => need.includes('SQE128')))
  const names = [...new Set(wide.map((row) => `Op.${row.op}`))]
  return `
${docComment(['Opcodes whose submissions have 128 bytes, whatever the ring.'])}
export const wideOpcodes: readonly number[] = [${names.join(', ')}]
`
}
