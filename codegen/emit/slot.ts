import type { Field, Struct } from '../model.ts'
import { fieldName, isPadding } from '../vocabulary/index.ts'
import type { StructWords } from '../vocabulary/types.ts'
import { docComment, sentences } from './text.ts'
import { fieldDoc, layoutOn } from './fields.ts'

/** u64 fields that are also seen as two words: what they carry may pass 2^53. */
const WORDS = ['user_data', 'addr', 'off']

/**
 * The submission slot: a view over typed arrays that all slots of a ring share, so that a field is
 * one plain store and making an operation allocates nothing.
 */
export function slotClass(struct: Struct, words: StructWords): string {
  const { size, fields } = layoutOn(struct.layout, 'x64')
  const members = fields
    .filter((field) => !isPadding(field.name))
    .flatMap((field) => accessors(words, field, size))
  return `
/** The views of a submission array that all its slots share. */
export interface ${words.name}Views {
  /** As 32-bit words. */
  readonly words: Int32Array
  /** As 16-bit words. */
  readonly halves: Uint16Array
  /** As bytes. */
  readonly bytes: Uint8Array
  /** As 64-bit words. */
  readonly doubles: Float64Array
}

${docComment([
  `\`struct ${struct.name}\`: ${words.doc}`,
  '',
  sentences(
    'Fields of a union share their bytes: each operation uses the arm that its `prep` writes.',
    'A 64-bit field takes numbers below 2^53, and -1 for all ones.',
  ),
])}
export class ${words.name} {
  /** Bytes of a submission; twice that on rings made with SQE128. */
  static readonly SIZE: number = ${size}
  /** The submission array as 32-bit words. */
  readonly words: Int32Array
  /** The same memory as 16-bit words. */
  readonly halves: Uint16Array
  /** The same memory as bytes. */
  readonly bytes: Uint8Array
  /** The same memory as 64-bit words, which clear it in half as many stores. */
  readonly #doubles: Float64Array
  /** Where this slot begins: the index of its first 32-bit word. */
  readonly at: number

  /** Slots come from {@link ${words.name}.array}. */
  protected constructor(views: ${words.name}Views, at: number) {
    this.words = views.words
    this.halves = views.halves
    this.bytes = views.bytes
    this.#doubles = views.doubles
    this.at = at
  }

  /** The slots of a submission array, \`stride\` bytes apart; they share their views of it. */
  static array(buffer: ArrayBuffer, stride: number = ${words.name}.SIZE): ${words.name}[] {
    const views = {
      words: new Int32Array(buffer),
      halves: new Uint16Array(buffer),
      bytes: new Uint8Array(buffer),
      doubles: new Float64Array(buffer),
    }
    const count = Math.floor(buffer.byteLength / stride)
    return Array.from({ length: count }, (_, i) => new ${words.name}(views, (i * stride) / 4))
  }

  /** A submission in memory of its own, for tools and tests. */
  static alone(buffer: ArrayBuffer = new ArrayBuffer(${words.name}.SIZE)): ${words.name} {
    const [slot] = ${words.name}.array(buffer)
    if (slot === undefined) throw new RangeError('a submission needs ${size} bytes')
    return slot
  }

${resetMethod(size)}

${members.join('\n\n')}
}`
}

function resetMethod(size: number): string {
  const stores = Array.from({ length: size / 8 - 1 }, (_, i) => `    doubles[half + ${i + 1}] = 0`)
  const what =
    'Clears the whole slot, user data and flags included; sets the opcode and the descriptor.'
  return `${docComment([what], 2)}
  reset(opcode: number, fd: number): void {
    const { words, at } = this
    const doubles = this.#doubles
    const half = at >> 1
    words[at] = opcode
    words[at + 1] = fd
${stores.join('\n')}
  }`
}

/** How a field of the slot is read and written. */
export function accessors(words: StructWords, field: Field, size: number): string[] {
  const name = fieldName(field.name)
  const doc = docComment([fieldDoc(words, field)], 2)
  if (field.count === 0) return [flexible(field, name, doc, size)]
  if (field.type.kind !== 'int') throw new Error(`${field.name}: a submission has integers only`)
  if (field.type.bits !== 64) return [small(field, name, doc)]
  const low = wordAt(field.offset)
  const high = wordAt(field.offset + 4)
  const whole = `${doc}
  get ${name}(): number {
    return (${low} >>> 0) + ${high} * 0x1_0000_0000
  }
  set ${name}(value: number) {
    ${low} = value
    ${high} = Math.floor(value / 0x1_0000_0000)
  }`
  if (!WORDS.includes(field.name)) return [whole]
  return [whole, half(name, 'Low', low), half(name, 'High', high)]
}

function half(name: string, which: 'Low' | 'High', word: string): string {
  return `${docComment([`The ${which.toLowerCase()} 32 bits of {@link ${name}}.`], 2)}
  get ${name}${which}(): number {
    return ${word} >>> 0
  }
  set ${name}${which}(value: number) {
    ${word} = value
  }`
}

function small(field: Field, name: string, doc: string): string {
  if (field.type.kind !== 'int') throw new Error(`${field.name} is no integer`)
  const { bits, signed } = field.type
  const place = {
    8: `this.bytes[this.at * 4${plus(field.offset)}]`,
    16: `this.halves[this.at * 2${plus(field.offset / 2)}]`,
    32: wordAt(field.offset),
    64: '',
  }[bits]
  const get = bits === 32 && !signed ? `${place} >>> 0` : place
  return `${doc}
  get ${name}(): number {
    return ${get}
  }
  set ${name}(value: number) {
    ${place} = value
  }`
}

function flexible(field: Field, name: string, doc: string, size: number): string {
  return `${doc}
  ${name}(length = ${size - field.offset}): Uint8Array {
    const start = this.at * 4${plus(field.offset)}
    return this.bytes.subarray(start, start + length)
  }`
}

function wordAt(offset: number): string {
  return `this.words[this.at${plus(offset / 4)}]`
}

function plus(offset: number): string {
  return offset === 0 ? '' : ` + ${offset}`
}
