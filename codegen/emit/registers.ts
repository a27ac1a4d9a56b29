import type { RegisterArgument, RegisterRow } from '../registers.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment, sentences, sinceTag } from './text.ts'

const HEAD = `
/**
 * What the wrappers stand on: {@link RawRing}, \`thisTask\` for what works without a ring, or
 * anything else that can reach io_uring_register(2).
 */
export interface Registrar {
  /** The answer, or a negative errno. Views are kept alive until the call is over. */
  register(opcode: number, argument: NodeJS.ArrayBufferView | number | null, count: number): number
}

/** A piece of memory by address and length. */
export interface MemoryRange {
  /** Where it begins. */
  readonly address: number
  /** Its length in bytes. */
  readonly length: number
}

function iovecs(ranges: readonly MemoryRange[]): DataView {
  const vector = new DataView(new ArrayBuffer(ranges.length * Iovec.SIZE))
  for (const [index, range] of ranges.entries()) {
    const iovec = new Iovec(vector.buffer, index * Iovec.SIZE)
    iovec.iovBase = range.address
    iovec.iovLen = range.length
  }
  return vector
}
`

const PACKED = `
/** Structs of one size, one behind the other, with room in front of them. */
function packed(structs: readonly { view: DataView }[], size: number, front = 0): Uint8Array {
  const bytes = new Uint8Array(front + structs.length * size)
  for (const [index, { view }] of structs.entries()) {
    bytes.set(new Uint8Array(view.buffer, view.byteOffset, size), front + index * size)
  }
  return bytes
}
`

/** `registers.ts`: one typed wrapper a form of io_uring_register(2). */
export function emitRegisters(input: Input): Promise<Generated> {
  const rows = input.registers.filter((row) => hasStructs(input, row.argument))
  const wrappers = rows.map(wrapper).join('\n')
  const head = wrappers.includes('packed(') ? HEAD + PACKED : HEAD
  const all = head + wrappers
  const names = input.structs.map(({ name }) => name).filter((name) => mentions(all, name))
  // A class that is only spoken of as a type is no import that the program has to run.
  const imported = names
    .sort()
    .map((name) =>
      new RegExp(`new ${name}\\(|\\b${name}\\.SIZE`).test(all) ? name : `type ${name}`,
    )
  return printFile('registers.ts', input, 'codegen/registers', [
    "import { RegisterOp } from './constants.ts'",
    `import { ${imported.join(', ')} } from './structs.ts'`,
    all,
  ])
}

/** An older header may have the operation, but not yet the form that needs a later struct. */
function hasStructs(input: Input, argument: RegisterArgument): boolean {
  const wanted = 'header' in argument ? [argument.struct, argument.header] : []
  return wanted.every((name) => input.structs.some((struct) => struct.name === name))
}

/** Whether code, and not only a comment, has that name. */
function mentions(code: string, name: string): boolean {
  const bare = code.replace(/\/\*\*[\s\S]*?\*\//g, '')
  return new RegExp(`\\b${name}\\b`).test(bare)
}

function wrapper(row: RegisterRow): string {
  const { parameters, before = [], argument, count, docs } = partsOf(row.argument)
  const receiver = row.ringless === 'must' ? 'task' : 'ring'
  const result = row.result ?? '0'
  const doc = docComment([
    sentences(`\`IORING_${row.op}\`: ${row.doc}`, ringlessDoc(row.ringless)),
    '',
    ...errorDocs(row),
    ...docs,
    `@returns ${result}, or a negative errno.`,
    ...sinceTag(row.since),
  ])
  const all = [`${receiver}: Registrar`, ...parameters].join(', ')
  const call = `return ${receiver}.register(RegisterOp.${row.op}, ${argument}, ${count})`
  return `
${doc}
export function ${row.name}(${all}): number {
  ${[...before, call].join('\n')}
}`
}

function ringlessDoc(ringless: RegisterRow['ringless']): string {
  if (ringless === undefined) return ''
  return ringless === 'may'
    ? 'Works without a ring as well: on `thisTask()`.'
    : 'Works without a ring only: on `thisTask()`.'
}

function errorDocs(row: RegisterRow): string[] {
  const errors = Object.entries(row.errors ?? {})
  if (errors.length === 0) return []
  return [...errors.map(([name, meaning]) => `- \`${name}\`: ${meaning}.`), '']
}

interface Parts {
  /** The parameters besides the ring, as printed. */
  readonly parameters: readonly string[]
  /** Statements in front of the call. */
  readonly before?: readonly string[]
  /** The expressions for the two words behind the opcode. */
  readonly argument: string
  readonly count: string
  /** Tags of the doc comment. */
  readonly docs: readonly string[]
}

function partsOf(argument: RegisterArgument): Parts {
  switch (argument.kind) {
    case 'none':
      return { parameters: [], argument: 'null', count: '0', docs: [] }
    case 'struct': {
      const { struct, count } = argument
      return {
        parameters: [`argument: ${struct}`],
        argument: 'argument.view',
        count: count === 'size' ? `${struct}.SIZE` : `${count}`,
        docs: [],
      }
    }
    case 'counted':
      return {
        parameters: [`argument: ${argument.struct}`, 'count: number'],
        argument: 'argument.view',
        count: 'count',
        docs: [`@param count ${argument.doc}`],
      }
    default:
      return { ...namedParts(argument), docs: [`@param ${argument.name} ${argument.doc}`] }
  }
}

type Named = Extract<RegisterArgument, { readonly name: string }>

function namedParts(argument: Named): Omit<Parts, 'docs'> {
  const { name } = argument
  const counted = (type: string, value = name): Omit<Parts, 'docs'> => ({
    parameters: [`${name}: ${type}`],
    argument: value,
    count: `${name}.length`,
  })
  const single = (type: string, value: string, count = '1'): Omit<Parts, 'docs'> => ({
    parameters: [`${name}: ${type}`],
    argument: value,
    count,
  })
  switch (argument.kind) {
    case 'number':
      return single('number', 'null', name)
    case 'descriptor':
      return single('number', `Int32Array.of(${name})`)
    case 'descriptors':
      return counted('Int32Array')
    case 'words':
      return counted('Uint32Array')
    case 'bytes':
      return counted('Uint8Array')
    case 'iovecs':
      return counted('readonly MemoryRange[]', `iovecs(${name})`)
    case 'sqe':
      return single('Sqe', `${name}.words.subarray(${name}.at, ${name}.at + Sqe.SIZE / 4)`)
    case 'roomy': {
      const { struct, element, most } = argument
      const room = `Math.floor((${name}.view.byteLength - ${struct}.SIZE) / ${element}.SIZE)`
      return single(struct, `${name}.view`, `Math.min(${room}, ${most})`)
    }
    case 'structs':
      return counted(`readonly ${argument.struct}[]`, `packed(${name}, ${argument.struct}.SIZE)`)
    case 'headed': {
      const { struct, header, length } = argument
      return {
        parameters: [`${name}: readonly ${struct}[]`],
        before: [
          `const bytes = packed(${name}, ${struct}.SIZE, ${header}.SIZE)`,
          `new ${header}(bytes.buffer).${length} = ${name}.length`,
        ],
        argument: 'bytes',
        count: '1',
      }
    }
  }
}
