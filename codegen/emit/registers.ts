import type { RegisterArgument, RegisterRow } from '../registers.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { docComment, finish, newFile } from './print.ts'

const HEAD = `
/** What the wrappers stand on: {@link RawRing}, or anything else that can reach io_uring_register(2). */
export interface Registrar {
  /** The answer, or a negative errno. Views are kept alive until the call is over. */
  register(opcode: number, argument: NodeJS.ArrayBufferView | number | null, count: number): number
}

/** A piece of memory by address and length. */
export interface MemoryRange {
  readonly address: number
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
export async function emitRegisters(input: Input): Promise<Generated> {
  const file = newFile('registers.ts', input.model.series, 'codegen/registers.ts')
  const structs = [
    ...new Set(
      input.registers.flatMap((row) =>
        row.argument.kind === 'struct' ? [row.argument.struct] : [],
      ),
    ),
  ]
  file.addStatements([
    "import { RegisterOp } from './constants.ts'",
    "import { Iovec } from './structs.ts'",
    `import type { ${structs.sort().join(', ')} } from './structs.ts'`,
    HEAD,
    ...input.registers.map((row) => wrapper(row)),
  ])
  return finish(file)
}

function wrapper(row: RegisterRow): string {
  const { type, argument, count, docs } = parts(row.argument)
  const name = row.name
  return `
${docComment([
  `\`IORING_${row.op}\`: ${row.doc}${row.ringless === true ? ' Works on descriptor -1, without a ring.' : ''}`,
  '',
  ...docs,
  `@returns ${row.result ?? '0'}${row.result === undefined ? ',' : ' Or'} a negative errno.`.replace(
    '0, a',
    '0, or a',
  ),
  `@since Linux ${row.since}`,
])}
export function ${name}(ring: Registrar${type === '' ? '' : `, ${type}`}): number {
  return ring.register(RegisterOp.${row.op}, ${argument}, ${count})
}`
}

interface Parts {
  readonly type: string
  readonly argument: string
  readonly count: string
  readonly docs: readonly string[]
}

function parts(argument: RegisterArgument): Parts {
  switch (argument.kind) {
    case 'none':
      return { type: '', argument: 'null', count: '0', docs: [] }
    case 'number':
      return {
        type: `${argument.name}: number`,
        argument: 'null',
        count: argument.name,
        docs: [`@param ${argument.name} ${argument.doc}`],
      }
    case 'descriptors':
      return {
        type: `${argument.name}: Int32Array`,
        argument: argument.name,
        count: `${argument.name}.length`,
        docs: [`@param ${argument.name} ${argument.doc}`],
      }
    case 'words':
      return {
        type: `${argument.name}: Uint32Array`,
        argument: argument.name,
        count: `${argument.name}.length`,
        docs: [`@param ${argument.name} ${argument.doc}`],
      }
    case 'bytes':
      return {
        type: `${argument.name}: Uint8Array`,
        argument: argument.name,
        count: `${argument.name}.length`,
        docs: [`@param ${argument.name} ${argument.doc}`],
      }
    case 'iovecs':
      return {
        type: `${argument.name}: readonly MemoryRange[]`,
        argument: `iovecs(${argument.name})`,
        count: `${argument.name}.length`,
        docs: [`@param ${argument.name} ${argument.doc}`],
      }
    case 'array':
      return {
        type: `${argument.name}: NodeJS.ArrayBufferView, count: number`,
        argument: argument.name,
        count: 'count',
        docs: [`@param ${argument.name} ${argument.doc}`],
      }
    case 'struct':
      return {
        type: `argument: ${argument.struct}`,
        argument: 'argument.view',
        count: argument.count === 'size' ? 'argument.view.byteLength' : `${argument.count}`,
        docs: [],
      }
  }
}
