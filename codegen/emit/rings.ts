import type { Field } from '../model.ts'
import { fieldName, isPadding } from '../vocabulary/index.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { docComment, finish, newFile } from './print.ts'
import { fieldDoc, layoutOn, wordsOf } from './structs.ts'

/** `rings.ts`: where heads, tails, masks and entries lie in the mapped memory. */
export async function emitRings(input: Input): Promise<Generated> {
  const file = newFile('rings.ts', input.model.series, 'codegen/vocabulary/structs.ts')
  file.addStatements(["import type { Params } from './structs.ts'"])
  file.addStatements([
    ringWords(input, 'io_sqring_offsets', 'SqWords', 'sqOff', 'submission'),
    ringWords(input, 'io_cqring_offsets', 'CqWords', 'cqOff', 'completion'),
    ...entryWords(input, 'io_uring_cqe', 'CQE', ['user_data', 'res', 'flags', 'big_cqe']),
    ...entryWords(input, 'io_uring_buf', 'BUF', ['addr', 'len', 'bid']),
    ...entryWords(input, 'io_uring_buf_ring', 'BUF_RING', ['tail']),
    SIZES,
  ])
  return finish(file)
}

/** The offsets are told by the kernel at setup and differ between kernels: never typed by hand. */
function ringWords(input: Input, c: string, name: string, member: string, which: string): string {
  const words = wordsOf(input, c)
  const fields = fieldsOf(input, c).filter(
    (field) => !isPadding(field.name) && field.name !== 'user_addr',
  )
  const lines = fields.flatMap((field) => [
    docComment([fieldDoc(words, field)], 2),
    `  readonly ${fieldName(field.name)}: number`,
  ])
  const values = fields.map((field) => {
    const from = `params.${member}.${fieldName(field.name)}`
    // The entries are bytes from the start of the mapping like all else, but not always whole words.
    return `    ${fieldName(field.name)}: ${from} / 4,`
  })
  return `
${docComment([`Where a ${which} ring has its fields: indexes of 32-bit words in its mapping.`])}
export interface ${name} {
${lines.join('\n')}
}

${docComment([`Reads the places from what io_uring_setup(2) has filled in.`])}
export function ${name.charAt(0).toLowerCase()}${name.slice(1)}(params: Params): ${name} {
  return {
${values.join('\n')}
  }
}`
}

/** Places inside one entry, in units of the field's own size: words, halves or bytes. */
function entryWords(input: Input, c: string, prefix: string, wanted: readonly string[]): string[] {
  const { size } = layoutOn(structOf(input, c).layout, 'x64')
  const words = wordsOf(input, c)
  const sizeLine = `\n${docComment([`Bytes of one \`struct ${c}\`.`])}\nexport const ${prefix}_SIZE = ${size}`
  const places = wanted.flatMap((name) => {
    const field = fieldsOf(input, c).find((candidate) => candidate.name === name)
    if (field === undefined) throw new Error(`${c} has no field ${name}`)
    const bits = field.type.kind === 'int' ? field.type.bits : 64
    const unit = bits === 16 ? 'half' : 'word'
    const index = field.offset / (bits === 16 ? 2 : 4)
    const constant = `${prefix}_${name.toUpperCase()}`
    const line = (suffix: string, at: number, part: string): string =>
      `\n${docComment([`Index of the ${unit}${part} in an entry. ${fieldDoc(words, field)}`])}\nexport const ${constant}${suffix} = ${at}`
    if (bits !== 64) return [line('', index, '')]
    return [
      line('_LOW', index, ' of the low 32 bits'),
      line('_HIGH', index + 1, ' of the high 32 bits'),
    ]
  })
  return prefix === 'BUF_RING' ? places : [sizeLine, ...places]
}

function structOf(input: Input, c: string): Input['model']['structs'][number] {
  const struct = input.model.structs.find((candidate) => candidate.name === c)
  if (struct === undefined) throw new Error(`the headers have no struct ${c}`)
  return struct
}

function fieldsOf(input: Input, c: string): readonly Field[] {
  return layoutOn(structOf(input, c).layout, 'x64').fields
}

const SIZES = `
/** Bytes of the submission ring's mapping: everything up to the end of its index array. */
export function sqRingBytes(params: Params): number {
  return params.sqOff.array + params.sqEntries * 4
}

/** Bytes of the completion ring's mapping, for entries of \`cqeSize\` bytes. */
export function cqRingBytes(params: Params, cqeSize: number): number {
  return params.cqOff.cqes + params.cqEntries * cqeSize
}
`
