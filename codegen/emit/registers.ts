import type { RegisterArgument, RegisterRow } from '../registers.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { docComment, printFile, sentences, sinceTag } from './print.ts'

const HEAD = `
/**
 * What the wrappers stand on: {@link RawRing}, or anything else that can reach
 * io_uring_register(2).
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

/** `registers.ts`: one typed wrapper an operation of io_uring_register(2). */
export function emitRegisters(input: Input): Promise<Generated> {
  const structs = input.registers.flatMap(({ argument }) =>
    argument.kind === 'struct' ? [argument] : [],
  )
  const sized = structs.flatMap(({ struct, count }) => (count === 'size' ? [struct] : []))
  const classes = ['Iovec', ...structs.map(({ struct }) => struct)]
  const names = [...new Set(classes)]
    .sort()
    .map((name) => (name === 'Iovec' || sized.includes(name) ? name : `type ${name}`))
  return printFile('registers.ts', input, 'codegen/registers.ts', [
    "import { RegisterOp } from './constants.ts'",
    `import { ${names.join(', ')} } from './structs.ts'`,
    HEAD,
    ...input.registers.map(wrapper),
  ])
}

function wrapper(row: RegisterRow): string {
  const { type, argument, count } = partsOf(row.argument)
  const result = row.result ?? '0'
  const parameters = type === '' ? 'ring: Registrar' : `ring: Registrar, ${type}`
  const doc = docComment([
    sentences(
      `\`IORING_${row.op}\`: ${row.doc}`,
      row.ringless && 'Works on descriptor -1, without a ring.',
    ),
    '',
    ...('doc' in row.argument ? [`@param ${row.argument.name} ${row.argument.doc}`] : []),
    `@returns ${result}, or a negative errno.`,
    ...sinceTag(row.since),
  ])
  return `
${doc}
export function ${row.name}(${parameters}): number {
  return ring.register(RegisterOp.${row.op}, ${argument}, ${count})
}`
}

interface Parts {
  /** The parameters besides the ring, as printed. */
  readonly type: string
  /** The expressions for the two words behind the opcode. */
  readonly argument: string
  readonly count: string
}

function partsOf(argument: RegisterArgument): Parts {
  const name = argument.kind === 'none' || argument.kind === 'struct' ? '' : argument.name
  const counted = (type: string, value = name): Parts => ({
    type: `${name}: ${type}`,
    argument: value,
    count: `${name}.length`,
  })
  switch (argument.kind) {
    case 'none':
      return { type: '', argument: 'null', count: '0' }
    case 'number':
      return { type: `${name}: number`, argument: 'null', count: name }
    case 'descriptor':
      return { type: `${name}: number`, argument: `Int32Array.of(${name})`, count: '1' }
    case 'descriptors':
      return counted('Int32Array')
    case 'words':
      return counted('Uint32Array')
    case 'bytes':
      return counted('Uint8Array')
    case 'iovecs':
      return counted('readonly MemoryRange[]', `iovecs(${name})`)
    case 'block':
      return { type: `${name}: NodeJS.ArrayBufferView`, argument: name, count: '1' }
    case 'array':
      return {
        type: `${name}: NodeJS.ArrayBufferView, count: number`,
        argument: name,
        count: 'count',
      }
    case 'struct': {
      const { struct, count } = argument
      return {
        type: `argument: ${struct}`,
        argument: 'argument.view',
        count: count === 'size' ? `${struct}.SIZE` : `${count}`,
      }
    }
  }
}
