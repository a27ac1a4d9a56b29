import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment } from './text.ts'

/** What has a first kernel of its own, by the constant that names it. */
const FAMILIES = [
  ['Op', 'opSince', 'First kernel of each opcode.'],
  ['RegisterOp', 'registerSince', 'First kernel of each operation of io_uring_register(2).'],
  ['SetupFlags', 'setupSince', 'First kernel of each setup flag.'],
  ['Features', 'featureSince', 'First kernel of each feature that io_uring_setup(2) tells.'],
  ['EnterFlags', 'enterSince', 'First kernel of each flag of io_uring_enter(2).'],
] as const

/** Flags that a submission carries: many of them are younger than their operation. */
const CARRIED = [
  'SqeFlags',
  'SendRecvFlags',
  'AcceptFlags',
  'TimeoutFlags',
  'PollFlags',
  'CancelFlags',
  'MsgRingFlags',
  'NopFlags',
  'UringCmdFlags',
  'FixedFdFlags',
  'RwFlags',
  'FallocateFlags',
]

/** `support.ts`: what needs which kernel, for errors, for `support()` and for the docs. */
export function emitSupport(input: Input): Promise<Generated> {
  const tables = FAMILIES.map(([family, name, doc]) => {
    const group = input.families.find((candidate) => candidate.family.name === family)
    const lines = (group?.members ?? []).map(
      (member) => `  [${family}.${member.name}]: '${member.entry[0]}',`,
    )
    return table(doc, name, 'number', lines)
  })
  const rows = input.operations.map((row) => `  ${row.name}: '${row.since}',`)
  return printFile('support.ts', input, 'codegen/vocabulary and codegen/operations', [
    `import { ${[...FAMILIES.map(([family]) => family), ...carried(input)].join(', ')} }`,
    `from './constants.ts'`,
    `\n/** The kernel whose header this was made from. */`,
    `export const HEADER_SERIES = '${input.model.series}'`,
    ...tables,
    registerErrors(input),
    table(VARIANTS, 'variantSince', 'string', rows),
    carriedSince(input),
  ])
}

const VARIANTS = 'First kernel of each operation variant, by the name of its `prep` function.'

/** An older header has not all of them. */
function carried(input: Input): string[] {
  const present = input.families.filter(({ members }) => members.length > 0)
  return CARRIED.filter((name) => present.some(({ family }) => family.name === name))
}

/** By the family itself, which is what a decoded submission leads to. */
function carriedSince(input: Input): string {
  const lines = carried(input).map((name) => {
    const members = input.families.find(({ family }) => family.name === name)?.members ?? []
    const known = members.filter(({ entry }) => entry[0] !== '')
    return `  [${name}, { ${known.map((one) => `${one.name}: '${one.entry[0]}'`).join(', ')} }],`
  })
  const doc = docComment([
    'First kernel of each flag that a submission carries, by family and name.',
  ])
  const type = `ReadonlyMap<
  Readonly<Record<string, number>>,
  Readonly<Record<string, string>>
>`
  const map = 'new Map<Readonly<Record<string, number>>, Readonly<Record<string, string>>>'
  return `\n${doc}\nexport const flagSince: ${type} = ${map}([\n${lines.join('\n')}\n])`
}

/** By operation: its forms never say different things about one errno. */
function registerErrors(input: Input): string {
  const meanings = new Map<string, Record<string, string>>()
  for (const { op, errors } of input.registers) {
    meanings.set(op, { ...meanings.get(op), ...errors })
  }
  const lines = [...meanings].map(([op, errors]) => {
    const pairs = Object.entries(errors).map(([name, text]) => `${name}: ${JSON.stringify(text)}`)
    return `  [RegisterOp.${op}]: { ${pairs.join(', ')} },`
  })
  const doc = docComment(['What an errno of io_uring_register(2) means, by operation and name.'])
  const type = 'Readonly<Record<number, Readonly<Record<string, string>>>>'
  return `\n${doc}\nexport const registerErrors: ${type} = {\n${lines.join('\n')}\n}`
}

function table(doc: string, name: string, key: string, lines: readonly string[]): string {
  const type = `Readonly<Record<${key}, string>>`
  return `\n${docComment([doc])}\nexport const ${name}: ${type} = {\n${lines.join('\n')}\n}`
}
