import type { Field } from '../model.ts'
import { fieldName, isPadding } from '../vocabulary/index.ts'
import { layoutOn, phraseOf, wordsOf } from './fields.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment } from './text.ts'

const CONTEXT = 'io_uring_bpf_ctx'

const TYPE = `
/** Where a filter finds a field of a submission. */
export interface BpfField {
  /** Offset in bytes. */
  readonly at: number
  /** Size in bytes. */
  readonly size: number
  /** Its bytes are in the order of the network. */
  readonly network?: true
}
`

const FIELDS = 'The fields that all submissions have, and those that come with some opcodes.'
const SIZES = 'Bytes of what comes with those opcodes: `pduSize` of a filter.'

/** `bpf.ts`: what a filter may look at, by the data that an opcode brings along. */
export function emitBpf(input: Input): Promise<Generated> {
  const context = structNamed(input, CONTEXT)
  // Older kernels have no filters: then there is nothing to look at.
  const fields = context === undefined ? [] : layoutOn(context.layout, 'x64').fields
  const arms = fields.filter((field) => field.type.kind === 'struct')
  const common = fields.filter((field) => field.type.kind === 'int' && !isPadding(field.name))
  const groups = [
    ...(common.length === 0 ? [] : [group(input, 'common', CONTEXT, common, 0)]),
    ...arms.map((arm) => armGroup(input, arm)),
  ]
  const sizes = arms.flatMap((arm) => {
    const { doc } = wordsOf(input, `${CONTEXT}.${arm.name}`)
    return [docComment([doc], 2), `  ${arm.name}: ${arm.size},`]
  })
  return printFile('bpf.ts', input, 'codegen/vocabulary/structs-zcrx.ts', [
    TYPE,
    `\n${docComment([FIELDS])}`,
    `export const bpfFields = {\n${groups.join('\n')}\n} as const`,
    `\n${docComment([SIZES])}`,
    `export const bpfDataSizes = {\n${sizes.join('\n')}\n} as const`,
  ])
}

function structNamed(input: Input, c: string) {
  return input.model.structs.find((struct) => struct.name === c)
}

function armGroup(input: Input, arm: Field): string {
  const c = `${CONTEXT}.${arm.name}`
  const struct = structNamed(input, c)
  if (struct === undefined) throw new Error(`the headers have no struct ${c}`)
  const { fields } = layoutOn(struct.layout, 'x64')
  const plain = fields.filter((field) => !isPadding(field.name))
  return group(input, arm.name, c, plain, arm.offset)
}

function group(
  input: Input,
  name: string,
  c: string,
  fields: readonly Field[],
  base: number,
): string {
  const words = wordsOf(input, c)
  const lines = fields.flatMap((field) => {
    const network = field.type.kind === 'int' && field.type.bigEndian ? ', network: true' : ''
    const place = `at: ${base + field.offset}, size: ${field.size}${network}`
    return [
      docComment([phraseOf(words, field)], 4),
      `    ${fieldName(field.name)}: { ${place} } as BpfField,`,
    ]
  })
  return `${docComment([words.doc], 2)}\n  ${name}: {\n${lines.join('\n')}\n  },`
}
