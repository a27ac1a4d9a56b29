/** What a row's parameters become in the raw face: the arguments of its prep function. */
import type { Keep, OperationRow, Parameter } from '../operations/types.ts'

/** One argument of a prep function and the stores it leads to. */
export interface Argument {
  readonly name: string
  readonly doc: string
  /** Field of the sqe and the expression that goes into it. */
  readonly stores: readonly (readonly [field: string, value: string])[]
  /** How long the kernel needs what it points to. */
  readonly keep?: Keep | undefined
  /** How long it needs what is described there: the pieces of iovecs, the parts of a message. */
  readonly keepInner?: Keep | undefined
}

/** The arguments of a row's prep function, in order. */
export function prepArguments(row: OperationRow): readonly Argument[] {
  return row.parameters
    .filter((parameter) => !isPromiseOnly(parameter))
    .flatMap((parameter) => {
      const apart = row.parameters.filter((other) => other.of === parameter.name)
      return argumentsOf(parameter, row, apart)
    })
}

/** Whether the raw face has no argument for it. */
export function isPromiseOnly({ face, kind }: Parameter): boolean {
  return face === 'promise' || ['switch', 'inline', 'control'].includes(kind)
}

function argumentsOf(
  parameter: Parameter,
  row: OperationRow,
  apart: readonly Parameter[],
): readonly Argument[] {
  const { name, field, kind, keep, lengthField = '' } = parameter
  const [address, length] = namesOf(parameter)
  const doc = parameter.rawDoc ?? parameter.doc
  const pointer = (argument: string, text: string, inner?: Keep): Argument => ({
    ...plain(argument, text, field),
    keep,
    keepInner: inner,
  })
  /** The length that goes with an address, unless it stands elsewhere or the type says it. */
  const size = (text: string): Argument[] =>
    parameter.lengthField === undefined || apart.some((one) => one.kind === 'length')
      ? []
      : [plain(length, text, parameter.lengthField)]
  switch (kind) {
    case 'in':
    case 'out':
      return [pointer(address, addressDoc(doc)), ...size('Its length in bytes.')]
    case 'fixedIn':
    case 'fixedOut':
      return [
        pointer(address, 'Address inside the registered buffer.'),
        ...size('Bytes from there.'),
      ]
    case 'iovecsIn':
    case 'iovecsOut':
      return [
        { ...pointer('iovecs', 'Address of an array of {@link Iovec}.', keep), keep: 'consumed' },
        plain('count', 'How many they are.', parameter.lengthField ?? ''),
      ]
    case 'messageIn':
      return [{ ...pointer('message', MESSAGE, keep), keep: 'consumed' }]
    case 'messageOut':
      return [pointer('message', MESSAGE, keep)]
    case 'path':
    case 'string':
      return [pointer(name, `${addressDoc(doc).slice(0, -1)}; it ends with a zero byte.`)]
    case 'sockaddr':
      return [pointer(name, addressDoc(doc)), ...size('Its length in bytes.')]
    case 'timespec':
      return [pointer('timespec', `Address of a {@link Timespec}: ${lowerFirst(doc)}`)]
    case 'struct':
      return [pointer(structName(parameter), `Address of a {@link ${parameter.struct}} to fill.`)]
    case 'addressOut':
      return [
        pointer(name, doc),
        {
          ...plain(length, 'Address of its length, a 32-bit word, in and out.', lengthField),
          keep,
        },
      ]
    case 'integrity':
      return [pointer(name, 'Address of an {@link AttrPi}.')]
    case 'pipeEnds':
    case 'address':
      return [pointer(name, doc)]
    case 'pool':
      return [plain('group', 'Group of provided buffers to pick from.', field)]
    case 'slot':
      return [{ name, doc, stores: [[field, `fileIndex(${name})`]] }]
    case 'length': {
      const owner = row.parameters.find((other) => other.name === parameter.of) ?? parameter
      return [plain(namesOf(owner)[1], doc, field)]
    }
    case 'userData':
      return [
        plain(`${name}Low`, `${doc.replace(/\.$/, '')}: the low 32 bits.`, `${field}Low`),
        plain(`${name}High`, 'The high 32 bits.', `${field}High`),
      ]
    case 'switch':
    case 'inline':
    case 'control':
      throw new Error(`${row.name}: ${name} is for the promise face`)
    case 'fd':
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'u64':
    case 'flags':
    case 'bufIndex':
      return [plain(name, doc, field)]
  }
}

const MESSAGE = 'Address of a {@link Msghdr}.'

function plain(name: string, doc: string, field: string): Argument {
  return { name, doc, stores: [[field, name]] }
}

/** The operation's one buffer is `address` and `length`; whatever else there is keeps its name. */
function namesOf({ name, kind, field }: Parameter): [address: string, length: string] {
  const main = field === 'addr' && ['in', 'out', 'fixedIn', 'fixedOut'].includes(kind)
  return main ? ['address', 'length'] : [name, `${name}Length`]
}

function structName({ struct = '' }: Parameter): string {
  return struct.charAt(0).toLowerCase() + struct.slice(1)
}

function addressDoc(doc: string): string {
  return `Address: ${lowerFirst(doc)}`
}

/** A sentence goes on behind a colon, unless it begins with a name. */
function lowerFirst(doc: string): string {
  return /^[A-Z][a-z]/.test(doc) ? doc.charAt(0).toLowerCase() + doc.slice(1) : doc
}
