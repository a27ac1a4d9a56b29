import type { Field, Struct } from '../model.ts'
import { fieldName, isPadding } from '../vocabulary/index.ts'
import type { StructWords } from '../vocabulary/types.ts'
import { allStructs, fieldDoc, layoutOn, structOf, wordsOf } from './fields.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment, sinceTag } from './text.ts'
import { slotClass } from './slot.ts'

/** The struct that is written once per operation and therefore gets plain word stores. */
const HOT = 'io_uring_sqe'

/** What the accessors of the classes call. */
export const HELPERS = `
const arm64 = process.arch === 'arm64'

function readU64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000
}

function readI64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getInt32(offset + 4, true) * 0x1_0000_0000
}

/** -1 is stored as all ones, like every negative number in two's complement: signed or not. */
function write64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true)
  view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true)
}
`

/** `structs.ts`: one view class a struct. */
export function emitStructs(input: Input): Promise<Generated> {
  const classes = allStructs(input).map((struct) => {
    const words = wordsOf(input, struct.name)
    return struct.name === HOT ? slotClass(struct, words) : viewClass(input, struct, words)
  })
  return printFile('structs.ts', input, 'codegen/vocabulary', [HELPERS, ...classes])
}

/** The view class of a struct. */
export function viewClass(input: Input, struct: Struct, words: StructWords): string {
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
  if (bits === 64 && !big) {
    return {
      as: 'number',
      get: (offset) => `read${signed ? 'I' : 'U'}64(this.view, ${offset})`,
      set: (offset, value) => `write64(this.view, ${offset}, ${value})`,
    }
  }
  const name = `${bits === 64 ? 'Big' : ''}${signed ? 'Int' : 'Uint'}${bits}`
  const order = bits === 8 ? '' : `, ${little}`
  return {
    as: bits === 64 ? 'bigint' : 'number',
    get: (offset) => `this.view.get${name}(${offset}${order})`,
    set: (offset, value) => `this.view.set${name}(${offset}, ${value}${order})`,
  }
}

function nested(input: Input, field: Field, name: string, doc: string, offset: string): string {
  if (field.type.kind !== 'struct') throw new Error(`${field.name} is no struct`)
  const { struct } = field.type
  const type = wordsOf(input, structOf(input, struct).name).name
  const place = `this.view.byteOffset${plus(offset)}`
  if (field.count === undefined) {
    return `${doc}
  get ${name}(): ${type} {
    return new ${type}(this.view.buffer, ${place})
  }`
  }
  return `${doc}
  ${name}(index: number): ${type} {
    return new ${type}(this.view.buffer, ${place} + index * ${type}.SIZE)
  }`
}

/** An offset added to something: nothing for 0. */
function plus(offset: string): string {
  if (offset === '0') return ''
  return offset.includes('?') ? ` + (${offset})` : ` + ${offset}`
}

function array(field: Field, name: string, doc: string, offset: string): string {
  if (field.type.kind === 'int' && field.type.bits === 8) {
    const head = field.count === 0 ? `${name}(length: number)` : `get ${name}()`
    const length = field.count === 0 ? 'length' : field.count
    const start = `this.view.byteOffset${plus(offset)}`
    return `${doc}
  ${head}: Uint8Array {
    return new Uint8Array(this.view.buffer, ${start}, ${length})
  }`
  }
  const bits = field.type.kind === 'int' ? field.type.bits : 64
  const { get, set, as } = integer(bits, field.type, false)
  const element = `index * ${bits / 8}`
  const at = offset === '0' ? element : `${element}${plus(offset)}`
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
