/** The promise methods: each reads its arguments, fills a slot by prep, and commits it. */
import type { OperationRow, Parameter } from '../operations/types.ts'
import { categoryTag } from './categories.ts'
import { docComment, listed, sentences, sinceTag } from './text.ts'
import { head, isOption, optional, optionName, positional, resultDoc } from './signature.ts'

/** One row's method, abstract where the Ring writes it by hand. */
export function method(row: OperationRow): string {
  const doc = docComment(methodDoc(row), 2)
  if (row.face === 'handwritten') return `\n${doc}\n  abstract ${head(row)}`
  const body = row.each === undefined ? callBody(row) : streamBody(row)
  return `\n${doc}\n  ${head(row)} {\n    ${body.join('\n    ')}\n  }`
}

function callBody(row: OperationRow): string[] {
  const { lines, prepArguments, pins, after, file } = collect(row)
  const pinned = withSlot(pins.length > 1 ? `[${pins.join(', ')}]` : (pins[0] ?? 'null'), row)
  return [
    ...lines,
    `const o = this.begin(Op.${row.op}, '${outcomeOf(row)}', ${file}, ${pinned}, call)`,
    `prep.${row.name}(${['o.sqe', ...prepArguments].join(', ')})`,
    ...after.map((line) => `o.${line}`),
    'return this.commit(o)',
  ]
}

/** A slot that is to be filled is held like memory. */
function withSlot(pinned: string, row: OperationRow): string {
  if (!row.parameters.some(({ kind, face }) => kind === 'slot' && face === 'promise')) return pinned
  return `this.pinsWith(${pinned}, slot, ${row.result === 'pipe' ? 2 : 1})`
}

function streamBody(row: OperationRow): string[] {
  const { lines, prepArguments, pins, after, file } = collect(row)
  if (pins.length > 1) throw new Error(`${row.name}: a stream pins one piece of memory`)
  const pool = row.parameters.some((one) => one.kind === 'pool') ? 'pool' : 'null'
  const words = [`Op.${row.op}`, `'${row.each}'`, file, pins[0] ?? 'null', pool, 'call']
  return [
    ...lines,
    `return this.stream(${words.join(', ')}, (sqe) => {`,
    `  prep.${row.name}(${['sqe', ...prepArguments].join(', ')})`,
    ...after.map((line) => `  ${line}`),
    '})',
  ]
}

function outcomeOf({ result }: OperationRow): string {
  // Memory that was filled knows by itself what it says.
  if (['struct', 'address', 'pipe'].includes(result)) return 'struct'
  return ['void', 'fd', 'message'].includes(result) ? result : 'number'
}

/** What one parameter, or all of a row's together, contribute to a method. */
interface Parts {
  /** Local constants: each argument read once, checked, and turned into what prep wants. */
  readonly lines: readonly string[]
  readonly prepArguments: readonly string[]
  /** The locals that the operation keeps alive. */
  readonly pins: readonly string[]
  /** Stores behind the prep call, for options that prep does not take. */
  readonly after: readonly string[]
  /** The descriptor that the operation runs on. */
  readonly file: string
}

function collect(row: OperationRow): Parts {
  const parts = row.parameters.map((parameter) => partsOf(parameter, row))
  return {
    lines: [...parts.flatMap((one) => one.lines ?? []), 'const call = this.callOf(options)'],
    prepArguments: parts.flatMap((one) => one.prepArguments ?? []),
    pins: parts.flatMap((one) => one.pins ?? []),
    after: parts.flatMap((one) => one.after ?? []),
    file: parts.find((one) => one.file !== undefined)?.file ?? 'null',
  }
}

/** What prep does not take is stored behind it. */
function partsOf(parameter: Parameter, row: OperationRow): Partial<Parts> {
  const parts = readerOf(parameter, row)
  const { face, field, lengthField = '' } = parameter
  if (face !== 'promise' || parts.prepArguments === undefined) return parts
  const { prepArguments, ...rest } = parts
  const stores = prepArguments.map((value, index) => {
    const name = index === 0 ? field : lengthField
    return `sqe.${name} ${isTaken(name, parameter, row) ? '|=' : '='} ${value}`
  })
  return { ...rest, after: [...(rest.after ?? []), ...stores] }
}

/** Whether the row fills the field already, so that bits are added to it. */
function isTaken(field: string, parameter: Parameter, row: OperationRow): boolean {
  const other = row.parameters.some((one) => one !== parameter && one.field === field)
  return other || row.set?.[field] !== undefined
}

/** How a parameter is read and checked, and what of it goes to prep. */
function readerOf(parameter: Parameter, row: OperationRow): Partial<Parts> {
  const { name, kind, face, default: value = 0 } = parameter
  if (face === 'raw') return { prepArguments: [`${value}`] }
  const local = localName(parameter)
  const source = isOption(parameter) ? `options?.${optionName(parameter)}` : name
  const filled = kind === 'out' || kind.endsWith('Out')
  /** Memory: a local that is pinned, and what of it prep is given. */
  const pin = (call: string, ...given: readonly string[]): Partial<Parts> => ({
    lines: [`const ${local} = this.${call}`],
    prepArguments: given.map((one) => `${local}.${one}`),
    pins: [local],
  })
  const apart = row.parameters.some((other) => other.kind === 'length' && other.of === name)
  const whole = apart || parameter.lengthField === undefined ? ['address'] : ['address', 'length']
  switch (kind) {
    case 'fd':
      return fileParts(parameter, local, source)
    case 'in':
    case 'out':
      return pin(`memoryOf(${source}, '${name}', ${filled})`, ...whole)
    case 'fixedIn':
    case 'fixedOut':
      return pin(`fixedOf(${source}, '${name}')`, ...whole)
    case 'iovecsIn':
    case 'iovecsOut':
      return pin(`vectorOf(${source}, '${name}', ${filled})`, 'address', 'length')
    case 'messageIn':
    case 'messageOut': {
      const has = (one: string): boolean => row.parameters.some((other) => other.name === one)
      const more = [has('to') ? 'options?.to' : 'undefined', has('control') && 'options?.control']
      const words = [source, `'${name}'`, `${filled}`, ...more].filter((word) => word !== false)
      return pin(`messageOf(${words.join(', ')})`, 'address')
    }
    case 'control':
      // A part of the message, too.
      return {}
    case 'path':
    case 'string':
      return pin(`pathOf(${source}, '${name}')`, 'address')
    case 'sockaddr':
      // The address of a message is a part of the message.
      if (parameter.field === '') return {}
      return isOption(parameter)
        ? pin(`destinationOf(${source}, 'options.${name}')`, ...whole)
        : pin(`addressOf(${source}, '${name}')`, ...whole)
    case 'addressOut':
      // The word of the length lies behind the room for the address.
      return {
        lines: [`const ${local} = this.roomOf()`],
        prepArguments: [`${local}.address`, `${local}.address + ${local}.length`],
        pins: [local],
      }
    case 'pipeEnds':
      return pin('endsOf(slot)', 'address')
    case 'integrity':
      return pin(`integrityOf(${source}, '${name}')`, 'address')
    case 'timespec':
      return pin(`timespecOf(${source}, '${name}')`, 'address')
    case 'struct': {
      const { struct } = parameter
      return pin(`structOf((buffer) => new ${struct}(buffer), ${struct}.SIZE)`, 'address')
    }
    case 'length':
    case 'bufIndex': {
      const owner = row.parameters.find((other) => other.name === parameter.of)
      if (owner === undefined) throw new Error(`${row.name}: ${name} belongs to no parameter`)
      return { prepArguments: [`${localName(owner)}.${kind}`] }
    }
    case 'pool':
      return { lines: [`const pool = this.poolOf(${source})`], prepArguments: ['pool.group'] }
    case 'slot':
      return {
        lines: [`const slot = this.slotOf(${source}, 'options.${name}')`],
        after: [`sqe.${parameter.field} = slot`],
      }
    case 'switch':
      return {
        lines: [`const ${name} = ${source} === true ? ${parameter.bits} : 0`],
        after: [`sqe.${parameter.field} |= ${name}`],
      }
    case 'inline':
      return {
        lines: [`const ${local} = this.inlineOf(${source}, 'options.${name}')`],
        after: [`sqe.${parameter.field}().set(${local})`],
      }
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'u64':
    case 'flags':
      return numberParts(parameter, local, source)
    case 'address':
    case 'userData':
      throw new Error(`${row.name}: ${name} is for the raw face; mark it so`)
  }
}

function fileParts(parameter: Parameter, local: string, source: string): Partial<Parts> {
  const { name, field, default: none, direct } = parameter
  // Only what is in this field is the file of the submission; the operation holds any other.
  const first = field === 'fd'
  const label = isOption(parameter) ? `options.${name}` : name
  const pins = first ? [] : [`${name}Held`]
  const hold = pins.map((pin) => `const ${pin} = this.heldOf(${name}, '${label}')`)
  const bits = `${name}Flag`
  const told: Partial<Parts> =
    direct === undefined
      ? {}
      : {
          lines: [`const ${bits} = this.isDirect(${name}) ? ${direct[1]} : 0`],
          after: [`sqe.${direct[0]} |= ${bits}`],
        }
  if (!isOption(parameter)) {
    return {
      lines: [
        `const ${local} = this.fileOf(${source}, '${label}')`,
        ...(told.lines ?? []),
        ...hold,
      ],
      prepArguments: [local],
      pins,
      after: told.after ?? [],
      ...(first ? { file: name } : {}),
    }
  }
  if (none !== undefined) {
    return {
      lines: [
        `const ${name} = ${source}`,
        `const ${local} = ${name} === undefined ? ${none} : ` + `this.fileOf(${name}, '${label}')`,
        ...(told.lines ?? []),
      ],
      prepArguments: [local],
      after: told.after ?? [],
      file: `${name} ?? null`,
    }
  }
  return {
    lines: [
      `const ${name} = ${source}`,
      `const ${local} = this.directoryOf(${name}, '${label}')`,
      ...hold,
    ],
    prepArguments: [local],
    pins,
    ...(first ? { file: `${name} ?? null` } : {}),
  }
}

function numberParts(parameter: Parameter, local: string, source: string): Partial<Parts> {
  const { kind, name, default: value = 0 } = parameter
  const label = isOption(parameter) ? `options.${optionName(parameter)}` : name
  const width = kind === 'flags' ? 'u32' : kind
  const fallback = isOption(parameter) ? `, ${value}` : ''
  return {
    lines: [`const ${local} = this.numberOf(${source}, '${label}', '${width}'${fallback})`],
    prepArguments: [local],
  }
}

/** The local constant that a parameter is read into. */
function localName({ kind, name, field }: Parameter): string {
  switch (kind) {
    case 'fd':
      return { fd: 'file', at: 'directory', newAt: 'newDirectory' }[name] ?? `${name}File`
    case 'in':
    case 'out':
    case 'fixedIn':
    case 'fixedOut':
      return field === 'addr' ? 'memory' : `${name}Memory`
    case 'iovecsIn':
    case 'iovecsOut':
      return 'vector'
    case 'messageIn':
    case 'messageOut':
      return 'message'
    case 'timespec':
      return 'timespec'
    case 'struct':
    case 'addressOut':
      return 'result'
    case 'pipeEnds':
      return 'ends'
    case 'inline':
      return `${name}Bytes`
    case 'integrity':
      return `${name}Memory`
    case 'flags':
      return 'flags'
    case 'path':
    case 'string':
    case 'sockaddr':
      return `${name}Memory`
    default:
      return `${name}Value`
  }
}

function methodDoc(row: OperationRow): string[] {
  const params = positional(row).map((one) => `@param ${one.name} ${sentences(one.doc, lent(one))}`)
  const bag = optional(row).map((one) => `\`${optionName(one)}\`: ${one.doc}`)
  const result = resultDoc(row)
  const byHand = row.face === 'handwritten'
  const submission = byHand ? '' : `Its submission: {@link prep.${row.name}}.`
  const needs = row.needs === undefined ? '' : `Needs ${listed(row.needs)}.`
  const notes = sentences(submission, needs)
  return [
    sentences(row.doc, row.promiseDoc, row.man && `Follows ${row.man}.`),
    '',
    ...(notes === '' ? [] : [notes, '']),
    ...params,
    `@param options ${sentences(...bag, 'See {@link CallOptions}.')}`,
    ...(result === undefined ? [] : [`@returns ${result}`]),
    categoryTag(row.category),
    ...sinceTag(row.since),
  ]
}

function lent({ kind }: Parameter): string {
  if (!['in', 'out', 'iovecsIn', 'iovecsOut', 'messageIn', 'messageOut'].includes(kind)) return ''
  return 'It belongs to the kernel until the promise settles.'
}
