import type { OperationRow, Parameter } from '../operations/types.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { docComment, finish, newFile } from './print.ts'

/** One argument of a prep function and the stores it leads to. */
interface Argument {
  readonly name: string
  readonly doc: string
  /** Field of the sqe and the expression that goes into it. */
  readonly stores: readonly (readonly [field: string, value: string])[]
}

/** `prep.ts`: one function a row, which fills one slot with plain stores. */
export async function emitPrep(input: Input): Promise<Generated> {
  const file = newFile('prep.ts', input.model.series, 'codegen/operations')
  const functions = input.operations.map((row) => prepFunction(row))
  file.addStatements([
    constantsImport(input, functions.join('\n')),
    "import type { Sqe } from './structs.ts'",
    FILE_INDEX,
    ...functions,
  ])
  return finish(file)
}

const FILE_INDEX = `
/** The field counts slots from 1, because 0 means a plain descriptor. */
function fileIndex(slot: number): number {
  return slot < 0 || slot === FILE_INDEX_ALLOC ? FILE_INDEX_ALLOC : slot + 1
}`

/** Imports exactly the families and constants that the text uses. */
export function constantsImport(input: Input, text: string, also: readonly string[] = []): string {
  const known = [
    ...input.families.map((group) => group.family.name),
    ...input.loose.map((one) => one.name),
  ]
  const used = new Set([
    ...also,
    ...[...text.matchAll(/\b([A-Z]\w+)\b(?=[.,;)\s\]]|$)/g)].flatMap((match) => match[1] ?? []),
  ])
  const names = known.filter((name) => used.has(name))
  return `import { ${names.join(', ')} } from './constants.ts'`
}

function prepFunction(row: OperationRow): string {
  const args = row.parameters
    .filter((parameter) => parameter.face !== 'promise')
    .flatMap(prepArguments)
  const stores = new Map<string, string>(args.flatMap((arg) => arg.stores))
  for (const [field, value] of Object.entries(row.set ?? {})) {
    const given = stores.get(field)
    stores.set(field, given === undefined ? `${value}` : `${value} | ${given}`)
  }
  const fd = stores.get('fd') ?? '0'
  stores.delete('fd')
  const names = args.map((arg) => `${arg.name}: number`).join(', ')
  return `
${docComment(prepDoc(row, args))}
export function ${row.name}(sqe: Sqe${names === '' ? '' : `, ${names}`}): void {
  sqe.reset(Op.${row.op}, ${fd})
${[...stores].map(([field, value]) => `  sqe.${field} = ${value}`).join('\n')}
}`
}

function prepDoc(row: OperationRow, args: readonly Argument[]): string[] {
  return [
    [row.doc, row.man === undefined ? '' : `See ${row.man}.`].join(' ').trim(),
    '',
    `\`IORING_OP_${row.op}\`${row.liburing === undefined ? '' : `, in liburing \`io_uring_prep_${row.liburing}\``}. ${lifetime(row)}`.trim(),
    '',
    ...args.map((arg) => `@param ${arg.name} ${arg.doc}`),
    `@category ${row.category}`,
    `@since Linux ${row.since}`,
  ]
}

/** Says once for all pointers of an operation how long the kernel keeps them. */
function lifetime(row: OperationRow): string {
  const words = {
    consumed: 'until the submission is consumed (with SQPOLL: until the completion)',
    completion: 'until the final completion',
    notification: 'until the notification, which is the final completion',
  }
  const parts = (['consumed', 'completion', 'notification'] as const).flatMap((keep) => {
    const names = row.parameters
      .filter((one) => one.keep === keep && one.face !== 'promise')
      .map((one) => `\`${one.name}\``)
    return names.length === 0 ? [] : [`${names.join(', ')} ${words[keep]}`]
  })
  return parts.length === 0 ? '' : `The kernel needs the memory of ${parts.join(', and of ')}.`
}

function prepArguments(parameter: Parameter): Argument[] {
  const { name, field, lengthField = '', doc } = parameter
  const main = name === 'buffer' || name === 'data' || name === 'area'
  const address = main ? 'address' : name
  const length = main ? 'length' : `${name}Length`
  const one = (argument: string, text: string, value = argument): Argument => ({
    name: argument,
    doc: text,
    stores: [[field, value]],
  })
  switch (parameter.kind) {
    case 'in':
    case 'out':
      return [
        one(address, `Address. ${doc}`),
        { name: length, doc: 'Its length in bytes.', stores: [[lengthField, length]] },
      ]
    case 'fixedIn':
    case 'fixedOut':
      return [
        one(address, 'Address inside the registered buffer.'),
        { name: length, doc: 'Bytes from there.', stores: [[lengthField, length]] },
        {
          name: 'bufIndex',
          doc: 'Index of the registered buffer.',
          stores: [['bufIndex', 'bufIndex']],
        },
      ]
    case 'iovecsIn':
    case 'iovecsOut':
      return [
        one('iovecs', 'Address of an array of {@link Iovec}.'),
        { name: 'count', doc: 'How many they are.', stores: [[lengthField, 'count']] },
      ]
    case 'messageIn':
    case 'messageOut':
      return [one('message', 'Address of a {@link Msghdr}.')]
    case 'path':
    case 'string':
      return [one(name, `Address, ended by a zero byte. ${doc}`)]
    case 'sockaddr':
      return [
        one(name, `Address of a socket address. ${doc}`),
        {
          name: `${name}Length`,
          doc: 'Its length in bytes.',
          stores: [[lengthField, `${name}Length`]],
        },
      ]
    case 'timespec':
      return [one('timespec', 'Address of a {@link Timespec}.')]
    case 'struct':
      return [
        one(
          parameter.struct?.toLowerCase() ?? name,
          `Address of a {@link ${parameter.struct}} to fill.`,
        ),
      ]
    case 'pool':
      return [one('group', 'Group of provided buffers to pick from.')]
    case 'slot':
      return [one(name, 'Slot of the direct table, or `FILE_INDEX_ALLOC`.', `fileIndex(${name})`)]
    case 'userData':
      return (['Low', 'High'] as const).map((half) => ({
        name: `${name}${half}`,
        doc: `${half} 32 bits. ${doc}`,
        stores: [[`${field}${half}`, `${name}${half}`]] as const,
      }))
    case 'fd':
    case 'address':
    case 'i32':
    case 'u32':
    case 'u64':
    case 'flags':
      return [one(name, doc)]
  }
}
