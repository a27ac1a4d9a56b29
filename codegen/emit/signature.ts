/** What a row's parameters become in the promise face: types, options, the head of its method. */
import type { OperationRow, Parameter, ParameterKind } from '../operations/types.ts'

/** The parameters that a caller sees; the others follow from these, or belong to the raw face. */
export function shown(row: OperationRow): readonly Parameter[] {
  return row.parameters.filter(({ face, kind }) => face !== 'raw' && !MADE_BY_US.includes(kind))
}

/** Memory for a result, and what follows from another parameter. */
const MADE_BY_US: readonly ParameterKind[] = [
  'struct',
  'addressOut',
  'pipeEnds',
  'length',
  'bufIndex',
]
const OPTIONS: readonly ParameterKind[] = ['flags', 'slot', 'pool', 'switch', 'inline', 'control']

/** Those that stand in the list of arguments. */
export function positional(row: OperationRow): readonly Parameter[] {
  return shown(row).filter((parameter) => !isOption(parameter))
}

/** Those that stand in the options bag. */
export function optional(row: OperationRow): readonly Parameter[] {
  return shown(row).filter(isOption)
}

export function isOption({ option, kind }: Parameter): boolean {
  return option === true || OPTIONS.includes(kind)
}

/** An operation has one bag of flags, whatever its field is called. */
export function optionName({ kind, name }: Parameter): string {
  return kind === 'flags' ? 'flags' : name
}

/** The type in which a caller gives a parameter. */
export function typeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'fd':
      return 'FdLike'
    case 'in':
    case 'out':
    case 'inline':
    case 'control':
      return 'Bytes'
    case 'fixedIn':
    case 'fixedOut':
      return 'Lease'
    case 'iovecsIn':
    case 'iovecsOut':
    case 'messageIn':
    case 'messageOut':
      return 'readonly Bytes[]'
    case 'path':
      return 'PathLike'
    case 'string':
      return 'string | Buffer'
    case 'sockaddr':
      return 'SocketAddress'
    case 'integrity':
      return 'Integrity'
    case 'pool':
      return 'BufferPool'
    case 'switch':
      return 'boolean'
    case 'slot':
      if (parameter.name === 'direct') return 'boolean'
      return parameter.pair === true ? 'number' : 'number | Fd'
    default:
      return 'number'
  }
}

/** What the promise resolves with. */
export function resultType(row: OperationRow): string {
  switch (row.result) {
    case 'void':
      return 'void'
    case 'fd':
      return 'Fd'
    case 'message':
      return 'Message'
    case 'address':
      return 'SocketAddress'
    case 'pipe':
      return '[read: Fd, write: Fd]'
    case 'struct':
      return row.parameters.find((one) => one.struct !== undefined)?.struct ?? 'never'
    default:
      return 'number'
  }
}

/** What a multishot operation gives, each time. */
export function eachType(row: OperationRow): string {
  if (row.each === undefined) throw new Error(`${row.name} is not multishot`)
  return { lease: 'Lease', fd: 'Fd', value: 'number' }[row.each]
}

/** A method's name, arguments and result, as printed. */
export function head(row: OperationRow): string {
  const args = positional(row).map((one) =>
    one.default === undefined
      ? `${one.name}: ${typeOf(one)}`
      : `${one.name}: ${typeOf(one)} = ${defaultText(one)}`,
  )
  const result =
    row.each === undefined ? `Promise<${resultType(row)}>` : `Multishot<${eachType(row)}>`
  return `${row.name}(${[...args, `options?: ${optionsType(row)}`].join(', ')}): ${result}`
}

function optionsType(row: OperationRow): string {
  const own = optional(row).filter((one) => one.kind !== 'flags')
  const base = optional(row).length > own.length ? 'FlagOptions' : 'CallOptions'
  if (own.length === 0) return base
  return `${base} & { ${own.map((one) => member(one, true)).join('; ')} }`
}

/** A parameter as a member of an object type. */
export function member(parameter: Parameter, mayLack: boolean): string {
  const [mark, also] = mayLack ? ['?', ' | undefined'] : ['', '']
  return `readonly ${optionName(parameter)}${mark}: ${typeOf(parameter)}${also}`
}

/** Permission bits are octal to whoever reads them. */
function defaultText({ name, default: value = 0 }: Parameter): string {
  return name === 'mode' && typeof value === 'number' ? `0o${value.toString(8)}` : `${value}`
}

/** What the result means, where its type does not say it all. */
export function resultDoc(row: OperationRow): string | undefined {
  if (row.resultDoc !== undefined) return row.resultDoc
  if (row.each !== undefined) {
    return { Lease: 'One lease a chunk.', Fd: 'One descriptor a connection.' }[eachType(row)]
  }
  if (row.result === 'bytes') return 'How many bytes.'
  return { fd: 'The new descriptor.', address: 'The address.', pipe: 'Its two ends.' }[
    row.result as string
  ]
}
