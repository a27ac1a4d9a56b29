import type { Field, Layout, PerArchitecture, Struct } from '../model.ts'
import { fieldName, isPadding } from '../vocabulary/index.ts'
import type { StructWords } from '../vocabulary/types.ts'
import type { Input } from './input.ts'
import { isSplit } from './input.ts'
import type { Generated } from './print.ts'
import { docComment, finish, newFile, sinceTag } from './print.ts'
import { slotClass } from './slot.ts'

/** The struct that is written once per operation and therefore gets plain word stores. */
const HOT = 'io_uring_sqe'

const HELPERS = `
const arm64 = process.arch === 'arm64'

function readU64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000
}

/** -1 is stored as all ones, like every negative number in two's complement. */
function writeU64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true)
  view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true)
}
`

/** `structs.ts`: one view class a struct. */
export async function emitStructs(input: Input): Promise<Generated> {
  const file = newFile('structs.ts', input.model.series, 'codegen/vocabulary')
  file.addStatements([HELPERS])
  for (const struct of allStructs(input)) {
    const words = wordsOf(input, struct.name)
    file.addStatements([
      struct.name === HOT ? slotClass(struct, words) : viewClass(input, struct, words),
    ])
  }
  return finish(file)
}

/** Every struct that gets a class, those of libc included. */
export function allStructs(input: Input): readonly Struct[] {
  return [...input.model.structs, ...input.libcStructs]
}

export function wordsOf(input: Input, name: string): StructWords {
  const words = input.structs.find((candidate) => candidate.c === name)
  if (words === undefined)
    throw new Error(`struct ${name}: give it a home in codegen/vocabulary/structs.ts`)
  return words
}

export function fieldDoc(words: StructWords, field: Field): string {
  const phrase = words.fields[field.name]
  if (phrase === undefined)
    throw new Error(`${words.c}.${field.name}: say what it is in codegen/vocabulary/structs.ts`)
  return `\`${field.name}\`: ${phrase}`
}

export function layoutOn(layout: PerArchitecture<Layout>, architecture: 'x64' | 'arm64'): Layout {
  return isSplit(layout) ? layout[architecture] : layout
}

function viewClass(input: Input, struct: Struct, words: StructWords): string {
  const x64 = layoutOn(struct.layout, 'x64')
  const arm64 = layoutOn(struct.layout, 'arm64')
  const size = either(x64.size, arm64.size)
  const members = x64.fields
    .filter((field) => !isPadding(field.name))
    .map((field) => {
      const other = arm64.fields.find((candidate) => candidate.name === field.name)
      return accessor(input, words, field, either(field.offset, other?.offset ?? field.offset))
    })
  return `
${docComment([`\`struct ${struct.name}\`: ${words.doc}`, ...sinceTag(words.since)])}
export class ${words.name} {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = ${size}
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(${words.name}.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

${members.join('\n\n')}
}`
}

function either(x64: number, arm64: number): string {
  return x64 === arm64 ? `${x64}` : `arm64 ? ${arm64} : ${x64}`
}

function accessor(input: Input, words: StructWords, field: Field, offset: string): string {
  const name = fieldName(field.name)
  const doc = docComment([fieldDoc(words, field)], 2)
  const { type } = field
  if (type.kind === 'struct') return nested(input, field, name, doc, offset)
  if (field.count !== undefined) return array(field, name, doc, offset)
  const big = words.bigint?.includes(field.name) === true
  const { get, set, as } = integer(type.kind === 'pointer' ? 64 : type.bits, type, big)
  return `${doc}
  get ${name}(): ${as} {
    return ${get(offset)}
  }
  set ${name}(value: ${as}) {
    ${set(offset, 'value')}
  }`
}

interface Access {
  readonly as: 'number' | 'bigint'
  get(offset: string): string
  set(offset: string, value: string): string
}

function integer(bits: number, type: Field['type'], big: boolean): Access {
  const signed = type.kind === 'int' && type.signed
  const little = !(type.kind === 'int' && type.bigEndian === true)
  if (bits === 64 && !big && !signed) {
    return {
      as: 'number',
      get: (offset) => `readU64(this.view, ${offset})`,
      set: (offset, value) => `writeU64(this.view, ${offset}, ${value})`,
    }
  }
  const name = `${bits === 64 ? 'Big' : ''}${signed ? 'Int' : 'Uint'}${bits}`
  const order = bits === 8 ? '' : `, ${little}`
  const number = bits === 64 && !big
  return {
    as: bits === 64 && big ? 'bigint' : 'number',
    get: (offset) => {
      const call = `this.view.get${name}(${offset}${order})`
      return number ? `Number(${call})` : call
    },
    set: (offset, value) =>
      `this.view.set${name}(${offset}, ${number ? `BigInt(${value})` : value}${order})`,
  }
}

function nested(input: Input, field: Field, name: string, doc: string, offset: string): string {
  if (field.type.kind !== 'struct') throw new Error(`${field.name} is no struct`)
  const child = allStructs(input).find(
    ({ name: tag }) => field.type.kind === 'struct' && tag === field.type.struct,
  )
  const type = wordsOf(input, field.type.struct).name
  if (child === undefined)
    throw new Error(`struct ${field.type.struct} is used by ${field.name} and not known`)
  if (field.count === undefined) {
    return `${doc}
  get ${name}(): ${type} {
    return new ${type}(this.view.buffer, this.view.byteOffset + (${offset}))
  }`
  }
  return `${doc}
  ${name}(index: number): ${type} {
    return new ${type}(this.view.buffer, this.view.byteOffset + (${offset}) + index * ${type}.SIZE)
  }`
}

function array(field: Field, name: string, doc: string, offset: string): string {
  if (field.type.kind === 'int' && field.type.bits === 8) {
    const length = field.count === 0 ? 'length: number' : ''
    const head = field.count === 0 ? `${name}(${length}): Uint8Array` : `get ${name}(): Uint8Array`
    return `${doc}
  ${head} {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + (${offset}), ${field.count === 0 ? 'length' : field.count})
  }`
  }
  const bits = field.type.kind === 'int' ? field.type.bits : 64
  const { get, set, as } = integer(bits, field.type, false)
  const at = `${offset} + index * ${bits / 8}`
  const upper = name.charAt(0).toUpperCase() + name.slice(1)
  return `${doc}
  ${name}(index: number): ${as} {
    return ${get(at)}
  }
${docComment([`Sets an element of {@link ${name}}.`], 2)}
  set${upper}(index: number, value: ${as}): void {
    ${set(at, 'value')}
  }`
}
