import { fieldName, isPadding } from '../vocabulary/index.ts'
import { fieldDoc, layoutOn, phraseOf, structOf, wordsOf } from './fields.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment } from './text.ts'

/** `rings.ts`: where heads, tails, masks and entries lie in the mapped memory. */
export function emitRings(input: Input): Promise<Generated> {
  return printFile('rings.ts', input, 'codegen/vocabulary/structs-queues.ts', [
    "import type { Params } from './structs.ts'",
    ringWords(input, 'io_sqring_offsets', 'SqWords', 'sqOff', 'submission'),
    ringWords(input, 'io_cqring_offsets', 'CqWords', 'cqOff', 'completion'),
    entrySize(input, 'io_uring_cqe', 'CQE'),
    ...entryPlaces(input, 'io_uring_cqe', 'CQE', ['user_data', 'res', 'flags', 'big_cqe']),
    entrySize(input, 'io_uring_buf', 'BUF'),
    ...entryPlaces(input, 'io_uring_buf', 'BUF', ['addr', 'len', 'bid']),
    ...entryPlaces(input, 'io_uring_buf_ring', 'BUF_RING', ['tail']),
    SIZES,
  ])
}

/** The offsets are told by the kernel at setup and differ between kernels: never typed by hand. */
function ringWords(input: Input, c: string, name: string, member: string, which: string): string {
  const words = wordsOf(input, c)
  const fields = layoutOn(structOf(input, c).layout, 'x64').fields.filter(
    (field) => !isPadding(field.name) && field.name !== 'user_addr',
  )
  const lines = fields.flatMap((field) => [
    docComment([fieldDoc(words, field)], 2),
    `  readonly ${fieldName(field.name)}: number`,
  ])
  const values = fields.map((field) => {
    const from = `params.${member}.${fieldName(field.name)}`
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

/** Places inside one entry, in units of the field's own size: words or halves. */
function entryPlaces(input: Input, c: string, prefix: string, wanted: readonly string[]): string[] {
  const { fields } = layoutOn(structOf(input, c).layout, 'x64')
  const words = wordsOf(input, c)
  return wanted.flatMap((name) => {
    const field = fields.find((candidate) => candidate.name === name)
    if (field === undefined) throw new Error(`${c} has no field ${name}`)
    const bits = field.type.kind === 'int' ? field.type.bits : 64
    const unit = bits === 16 ? 'Half' : 'Word'
    const index = field.offset / (bits === 16 ? 2 : 4)
    const line = (suffix: string, at: number, part: string): string => {
      const doc = docComment([`${unit} of \`${name}\`${part}: ${phraseOf(words, field)}`])
      return `\n${doc}\nexport const ${prefix}_${name.toUpperCase()}${suffix} = ${at}`
    }
    if (bits !== 64) return [line('', index, '')]
    return [line('_LOW', index, ', low half'), line('_HIGH', index + 1, ', high half')]
  })
}

function entrySize(input: Input, c: string, prefix: string): string {
  const { size } = layoutOn(structOf(input, c).layout, 'x64')
  return `\n${docComment([`Bytes of a \`struct ${c}\`.`])}\nexport const ${prefix}_SIZE = ${size}`
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
