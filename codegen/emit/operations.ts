import type { OperationRow, Parameter } from '../operations/types.ts'
import type { Input } from './input.ts'
import { constantsImport } from './prep.ts'
import type { Generated } from './print.ts'
import { docComment, finish, newFile } from './print.ts'

const TYPES = [
  'Begun',
  'BufferPool',
  'Bytes',
  'Call',
  'CallOptions',
  'Fd',
  'FdLike',
  'FlagOptions',
  'Lease',
  'Message',
  'Multishot',
  'Outcome',
  'PathLike',
  'Pinned',
  'SocketAddress',
] as const

/** `operations.ts`: the promise methods, `OpTable`, and what `issue` and `multishot` dispatch by. */
export async function emitOperations(input: Input): Promise<Generated> {
  const file = newFile('operations.ts', input.model.series, 'codegen/operations')
  const rows = input.operations.filter((row) => row.face !== 'raw')
  const body = [
    BASE_HEAD,
    ...rows.map((row) =>
      row.face === 'handwritten'
        ? abstractMethod(row)
        : row.each === undefined
          ? method(row)
          : streamMethod(row),
    ),
    '}',
  ].join('\n')
  const tail = [
    opTable(rows),
    issuers(rows, false),
    issuers(rows, true),
    outcomes(input.operations),
  ]
  const text = [body, ...tail].join('\n')
  const structs = [
    ...new Set(rows.flatMap((row) => row.parameters.flatMap((one) => one.struct ?? []))),
  ]
  file.addStatements([
    constantsImport(input, text),
    "import * as prep from './prep.ts'",
    `import { ${['Sqe', ...structs].join(', ')} } from './structs.ts'`.replace(
      'Sqe, ',
      'type Sqe, ',
    ),
    `import type { ${TYPES.join(', ')} } from '../src/ring/types.ts'`,
    text,
  ])
  return finish(file)
}

const BASE_HEAD = `
/**
 * One method an operation. Every argument is read and checked before a slot is taken; between \`begin\`
 * and \`commit\` no code of the user's runs.
 */
export abstract class RingOperations {
  /** Takes a slot of the ring's ledger and a slot of the submission queue. */
  protected abstract begin(op: number, outcome: Outcome, file: FdLike | null, pinned: Pinned | readonly Pinned[] | null, call: Call): Begun
  /** Publishes what \`begin\` took; the promise of its result. */
  protected abstract commit<T>(begun: Begun): Promise<T>
  /** Starts a multishot operation; \`arm\` fills a slot, again each time it must be armed anew. */
  protected abstract stream<T>(op: number, each: 'lease' | 'fd' | 'value', file: FdLike | null, pinned: Pinned | null, pool: BufferPool | null, call: Call, arm: (sqe: Sqe) => void): Multishot<T>
  /** The number that goes into the sqe; throws for what is no open descriptor. */
  protected abstract fileOf(fd: FdLike, name: string): number
  protected abstract directoryOf(at: FdLike | undefined): number
  protected abstract memoryOf(bytes: Bytes, name: string, filled: boolean): Pinned
  protected abstract fixedOf(lease: Lease, name: string): Pinned
  protected abstract vectorOf(pieces: readonly Bytes[], name: string, filled: boolean): Pinned
  protected abstract messageOf(pieces: readonly Bytes[], name: string, filled: boolean, to?: SocketAddress): Pinned
  protected abstract pathOf(path: PathLike, name: string): Pinned
  protected abstract addressOf(address: SocketAddress, name: string): Pinned
  protected abstract timespecOf(milliseconds: number, name: string): Pinned
  protected abstract structOf<T>(create: (buffer: ArrayBuffer) => T, size: number): Pinned
  protected abstract poolOf(pool: BufferPool | undefined): BufferPool
  protected abstract slotOf(slot: number | boolean | undefined, name: string): number
  /** The number itself, or what stands in for one left out; throws for what is no whole number that fits. */
  protected abstract numberOf(value: number | undefined, name: string, kind: 'i32' | 'u32' | 'u64', fallback?: number): number
  protected abstract callOf(options: CallOptions | undefined): Call
`

function isOption(parameter: Parameter): boolean {
  return parameter.option === true || ['flags', 'slot', 'pool'].includes(parameter.kind)
}

function shown(row: OperationRow): readonly Parameter[] {
  return row.parameters.filter(
    (parameter) => parameter.face !== 'raw' && parameter.kind !== 'struct',
  )
}

function optionName(parameter: Parameter): string {
  return parameter.kind === 'flags' ? 'flags' : parameter.name
}

function typeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'fd':
      return 'FdLike'
    case 'in':
    case 'out':
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
    case 'pool':
      return 'BufferPool'
    case 'slot':
      return parameter.name === 'direct' ? 'boolean' : 'number'
    default:
      return 'number'
  }
}

function resultOf(row: OperationRow): string {
  if (row.each !== undefined)
    return `Multishot<${{ lease: 'Lease', fd: 'Fd', value: 'number' }[row.each]}>`
  return `Promise<${plainResult(row)}>`
}

function plainResult(row: OperationRow): string {
  switch (row.result) {
    case 'void':
      return 'void'
    case 'fd':
      return 'Fd'
    case 'message':
      return 'Message'
    case 'struct':
      return row.parameters.find((one) => one.struct !== undefined)?.struct ?? 'never'
    default:
      return 'number'
  }
}

function optionsType(row: OperationRow): string {
  const own = shown(row).filter((one) => isOption(one) && one.kind !== 'flags')
  const base = shown(row).some((one) => one.kind === 'flags') ? 'FlagOptions' : 'CallOptions'
  if (own.length === 0) return base
  const members = own.map((one) => `readonly ${one.name}?: ${typeOf(one)} | undefined`)
  return `${base} & { ${members.join('; ')} }`
}

function head(row: OperationRow): string {
  const positional = shown(row).filter((one) => !isOption(one))
  const args = positional.map((one) =>
    one.default === undefined
      ? `${one.name}: ${typeOf(one)}`
      : `${one.name}: ${typeOf(one)} = ${defaultText(one)}`,
  )
  return `${row.name}(${[...args, `options?: ${optionsType(row)}`].join(', ')}): ${resultOf(row)}`
}

function defaultText(parameter: Parameter): string {
  const octal = parameter.name === 'mode'
  return octal ? `0o${(parameter.default ?? 0).toString(8)}` : `${parameter.default}`
}

function methodDoc(row: OperationRow): string {
  const result = resultDoc(row)
  const seen = new Set<string>()
  const params = shown(row)
    .filter((one) => !isOption(one))
    .map((one) => `@param ${one.name} ${one.doc}${keepDoc(one)}`)
  const bag = shown(row)
    .filter(isOption)
    .map((one) => `\`${optionName(one)}\`: ${one.doc}`)
    .filter((line) => !seen.has(line) && seen.add(line))
  const man = row.man === undefined ? '' : ` Follows ${row.man}.`
  return docComment(
    [
      `${row.doc}${man}`,
      '',
      `Its submission: {@link prep.${row.name}}. ${row.needs === undefined ? '' : `Needs ${row.needs.join(', ')}.`}`.trim(),
      '',
      ...params,
      `@param options ${[...bag, 'See {@link CallOptions}.'].join(' ')}`,
      ...(result === '' ? [] : [`@returns ${result}`]),
      `@category ${row.category}`,
      `@since Linux ${row.since}`,
    ],
    2,
  )
}

function keepDoc(parameter: Parameter): string {
  if (['in', 'out'].includes(parameter.kind) === false) return ''
  return ' It belongs to the kernel until the promise settles.'
}

function resultDoc(row: OperationRow): string {
  if (row.resultDoc !== undefined) return row.resultDoc
  if (row.each === 'lease') return 'One lease a chunk.'
  if (row.each === 'fd') return 'One descriptor a connection.'
  if (row.result === 'bytes') return 'How many bytes.'
  if (row.result === 'fd') return 'The new descriptor.'
  return ''
}

function abstractMethod(row: OperationRow): string {
  const params = shown(row)
    .filter((one) => !isOption(one))
    .map((one) => `@param ${one.name} ${one.doc}`)
  const bag = shown(row)
    .filter(isOption)
    .map((one) => `\`${optionName(one)}\`: ${one.doc}`)
  return `
${docComment([row.doc, '', ...params, `@param options ${[...bag, 'See {@link CallOptions}.'].join(' ')}`, `@category ${row.category}`, `@since Linux ${row.since}`], 2)}
  abstract ${row.name}${row.signature}`
}

/** Local constants of a method: each argument read once, checked, and turned into what prep wants. */
interface Locals {
  readonly lines: readonly string[]
  readonly prepArguments: readonly string[]
  readonly pins: readonly string[]
  /** Stores behind the prep call, for options that prep does not take. */
  readonly after: readonly string[]
  readonly file: string
}

function locals(row: OperationRow): Locals {
  const lines: string[] = []
  const prepArguments: string[] = []
  const pins: string[] = []
  const after: string[] = []
  let file = 'null'
  const pin = (local: string, expression: string): void => {
    lines.push(`const ${local} = ${expression}`)
    pins.push(local)
  }
  for (const parameter of row.parameters) {
    if (parameter.face === 'raw') {
      prepArguments.push('0')
      continue
    }
    const { name, kind, option } = parameter
    const source = isOption(parameter) ? `options?.${optionName(parameter)}` : name
    const filled = `${kind === 'out' || kind.endsWith('Out')}`
    switch (kind) {
      case 'fd':
        if (option === true) {
          lines.push(`const directory = this.directoryOf(${source})`)
          prepArguments.push('directory')
          file = 'options?.at ?? null'
        } else {
          lines.push(`const file = this.fileOf(${source}, '${name}')`)
          prepArguments.push('file')
          file = name
        }
        break
      case 'in':
      case 'out': {
        const local = name === 'value' ? 'valueMemory' : name === 'how' ? 'howMemory' : 'memory'
        pin(local, `this.memoryOf(${source}, '${name}', ${filled})`)
        prepArguments.push(`${local}.address`, `${local}.length`)
        break
      }
      case 'fixedIn':
      case 'fixedOut':
        pin('memory', `this.fixedOf(${source}, '${name}')`)
        prepArguments.push('memory.address', 'memory.length', 'memory.bufIndex')
        break
      case 'iovecsIn':
      case 'iovecsOut':
        pin('vector', `this.vectorOf(${source}, '${name}', ${filled})`)
        prepArguments.push('vector.address', 'vector.length')
        break
      case 'messageIn':
      case 'messageOut':
        pin(
          'message',
          `this.messageOf(${source}, '${name}', ${filled}${row.parameters.some((one) => one.name === 'to') ? ', options?.to' : ''})`,
        )
        prepArguments.push('message.address')
        break
      case 'path':
      case 'string':
        pin(`${name}Memory`, `this.pathOf(${source}, '${name}')`)
        prepArguments.push(`${name}Memory.address`)
        break
      case 'sockaddr':
        if (row.parameters.some((one) => one.kind === 'messageIn')) break
        pin(`${name}Memory`, `this.addressOf(${source}, '${name}')`)
        prepArguments.push(`${name}Memory.address`, `${name}Memory.length`)
        break
      case 'timespec':
        pin('timespec', `this.timespecOf(${source}, '${name}')`)
        prepArguments.push('timespec.address')
        break
      case 'struct':
        pin(
          'result',
          `this.structOf((buffer) => new ${parameter.struct}(buffer), ${parameter.struct}.SIZE)`,
        )
        prepArguments.push('result.address')
        break
      case 'pool':
        lines.push(`const pool = this.poolOf(${source})`)
        prepArguments.push('pool.group')
        break
      case 'slot':
        lines.push(`const slot = this.slotOf(${source}, 'options.${name}')`)
        after.push('sqe.fileIndex = slot')
        break
      default: {
        const local = kind === 'flags' ? 'flags' : `${name}Value`
        const label = isOption(parameter) ? `options.${optionName(parameter)}` : name
        const width = kind === 'i32' || kind === 'u64' ? kind : 'u32'
        const fallback = isOption(parameter) ? `, ${parameter.default ?? 0}` : ''
        lines.push(`const ${local} = this.numberOf(${source}, '${label}', '${width}'${fallback})`)
        prepArguments.push(local)
      }
    }
  }
  lines.push('const call = this.callOf(options)')
  return { lines, prepArguments, pins, after, file }
}

function method(row: OperationRow): string {
  const { lines, prepArguments, pins, after, file } = locals(row)
  const pinned = pins.length === 0 ? 'null' : pins.length === 1 ? pins[0] : `[${pins.join(', ')}]`
  return `
${methodDoc(row)}
  ${head(row)} {
    ${lines.join('\n    ')}
    const o = this.begin(Op.${row.op}, '${outcomeOf(row)}', ${file}, ${pinned}, call)
    prep.${row.name}(${['o.sqe', ...prepArguments].join(', ')})
    ${[...after.map((line) => `o.${line}`), 'return this.commit(o)'].join('\n    ')}
  }`
}

function outcomeOf(row: OperationRow): string {
  if (['void', 'fd', 'struct', 'message'].includes(row.result)) return row.result
  return 'number'
}

function streamMethod(row: OperationRow): string {
  const { lines, prepArguments, pins, after, file } = locals(row)
  const pool = row.parameters.some((one) => one.kind === 'pool') ? 'pool' : 'null'
  const arm = [`prep.${row.name}(${['sqe', ...prepArguments].join(', ')})`, ...after]
  return `
${methodDoc(row)}
  ${head(row)} {
    ${lines.join('\n    ')}
    return this.stream(Op.${row.op}, '${row.each}', ${file}, ${pins[0] ?? 'null'}, ${pool}, call, (sqe) => {
      ${arm.join('\n      ')}
    })
  }`
}

function fieldsType(row: OperationRow): string {
  const members = shown(row).map((one) => {
    const optional = isOption(one) || one.default !== undefined
    return `readonly ${optionName(one)}${optional ? '?' : ''}: ${typeOf(one)}${optional ? ' | undefined' : ''}`
  })
  return members.length === 0 ? 'object' : `{ ${members.join('; ')} }`
}

function byOpcode(rows: readonly OperationRow[], each: boolean): ReadonlyMap<string, OperationRow> {
  const first = new Map<string, OperationRow>()
  for (const row of rows) {
    if ((row.each !== undefined) === each && !first.has(row.op)) first.set(row.op, row)
  }
  return first
}

function opTable(rows: readonly OperationRow[]): string {
  const single = byOpcode(rows, false)
  const many = byOpcode(rows, true)
  const ops = [...new Set(rows.map((row) => row.op))]
  const entries = ops.map((op) => {
    const one = single.get(op)
    const stream = many.get(op)
    const parts = [
      one === undefined
        ? 'fields: never; result: never'
        : `fields: ${fieldsType(one)}; result: ${plainResult(one)}`,
      ...(stream === undefined
        ? []
        : [
            `multishot: { fields: ${fieldsType(stream)}; each: ${resultOf(stream).slice('Multishot<'.length, -1)} }`,
          ]),
    ]
    return `${docComment([`{@link RingOperations.${(one ?? stream)?.name}}`], 2)}\n  [Op.${op}]: { ${parts.join('; ')} }`
  })
  return `
${docComment(['The fields that each opcode takes in `issue` and `multishot`, and what comes back. An overlay for a newer kernel merges its own entries in.'])}
export interface OpTable {
${entries.join('\n')}
}
`
}

function issuers(rows: readonly OperationRow[], each: boolean): string {
  const lines = [...byOpcode(rows, each)].map(([op, row]) => {
    const args = shown(row)
      .filter((one) => !isOption(one))
      .map((one) => `f['${one.name}']`)
    return `  [Op.${op}]: (ring, f) => ring.${row.name}(${[...args, 'f'].join(', ')}),`
  })
  const [name, result, what] = each
    ? ['streamers', 'Multishot<unknown>', 'multishot']
    : ['issuers', 'Promise<unknown>', 'issue']
  const bag = each
    ? ''
    : '\n/** Fields that have passed the types of `issue`; the methods check them again. */\nexport type FieldBag = Readonly<Record<string, never>>\n'
  return `${bag}
${docComment([`How \`${what}\` reaches the method of an opcode.`])}
export const ${name}: Readonly<Record<number, (ring: RingOperations, f: FieldBag) => ${result}>> = {
${lines.join('\n')}
}
`
}

function outcomes(rows: readonly OperationRow[]): string {
  const merged = new Map<string, Readonly<Record<string, string>>>()
  for (const row of rows)
    if (row.outcomes !== undefined) merged.set(row.op, { ...merged.get(row.op), ...row.outcomes })
  const lines = [...merged].map(([op, table]) => {
    const inner = Object.entries(table).map(([errno, answer]) => `[Errno.${errno}]: '${answer}'`)
    return `  [Op.${op}]: { ${inner.join(', ')} },`
  })
  return `
${docComment(['Errnos that are answers and not failures, by opcode.'])}
export const outcomes: Readonly<Record<number, Readonly<Record<number, 'ok' | 'false' | 'again'>>>> = {
${lines.join('\n')}
}
`
}

/** Names that a method must not take; the generator refuses a clash. */
export function checkNames(rows: readonly OperationRow[], reserved: readonly string[]): void {
  const seen = new Set(reserved)
  for (const row of rows) {
    const { name } = row
    if (seen.has(name))
      throw new Error(`operation ${row.op}: the name ${name} is taken; give the row another`)
    seen.add(name)
  }
}
