/**
 * A model's structs, told to koffi by the types of their members alone: koffi then lays them out by
 * its own rules. No offset and no size of the model is used; of its alignment only whether the
 * struct is packed.
 */
import koffi, { type TypeObject } from 'koffi'
import type { Architecture, Field, FieldType, Layout, Struct } from '../../codegen/model.ts'
import { pick } from './referee.ts'

/** A struct as koffi has it. */
export interface Described {
  readonly size: number
  readonly align: number
  /** The offset of every field, in their order. */
  readonly offsets: ReadonlyMap<string, number>
}

/**
 * Describes structs as they are asked for, and each of them once. koffi has no flexible arrays:
 * without them the size is right, and with one element in each the offsets are, those of the arrays
 * included.
 */
export class Describer {
  readonly #structs: ReadonlyMap<string, Struct>
  readonly #architecture: Architecture
  readonly #flexible: 'without' | 'with one element'
  readonly #types = new Map<string, TypeObject>()

  constructor(
    structs: readonly Struct[],
    architecture: Architecture,
    flexible: 'without' | 'with one element',
  ) {
    this.#structs = new Map(structs.map((one) => [one.name, one]))
    this.#architecture = architecture
    this.#flexible = flexible
  }

  describe(name: string): Described {
    const type = this.#typeOf(name)
    const offsets = new Map<string, number>()
    place(this.#shapeOf(name), type, 0, offsets)
    return { size: koffi.sizeof(type), align: koffi.alignof(type), offsets }
  }

  #layoutOf(name: string): Layout {
    const struct = this.#structs.get(name)
    if (struct === undefined) throw new Error(`the model has no ${name}`)
    return pick<Layout>(struct.layout, this.#architecture)
  }

  #shapeOf(name: string): Shape {
    const { fields } = this.#layoutOf(name)
    const without = this.#flexible === 'without'
    const told = without ? fields.filter(({ count }) => count !== 0) : fields
    const kind = this.#structs.get(name)?.kind ?? 'struct'
    return { kind, members: membersOf(told, 0) }
  }

  #typeOf(name: string): TypeObject {
    const known = this.#types.get(name)
    if (known !== undefined) return known
    const packed = this.#isPacked(name)
    const type = this.#make(this.#shapeOf(name), packed)
    this.#types.set(name, type)
    return type
  }

  /** Nothing but the attribute gives a struct of wide members the alignment of a byte. */
  #isPacked(name: string): boolean {
    const { align, fields } = this.#layoutOf(name)
    return align === 1 && fields.some(({ type }) => type.kind !== 'int' || type.bits > 8)
  }

  #make({ kind, members }: Shape, packed: boolean): TypeObject {
    const described = Object.fromEntries(
      members.map((member) => [member.name, this.#memberType(member, packed)]),
    )
    if (kind === 'union') return koffi.union(described)
    return packed ? koffi.pack(described) : koffi.struct(described)
  }

  #memberType(member: Member, packed: boolean): TypeObject {
    if ('shape' in member) return this.#make(member.shape, packed)
    const { type, count } = member.field
    const element = this.#elementType(type)
    return count === undefined ? element : koffi.array(element, Math.max(count, 1))
  }

  #elementType(type: FieldType): TypeObject {
    if (type.kind === 'struct') return this.#typeOf(type.struct)
    if (type.kind === 'pointer') return koffi.type('void *')
    const order = type.bigEndian === true ? '_be' : ''
    return koffi.type(`${type.signed ? '' : 'u'}int${type.bits}${order}_t`)
  }
}

/** What stands between braces in C: fields, and anonymous structs and unions. */
interface Shape {
  readonly kind: 'struct' | 'union'
  readonly members: readonly Member[]
}

type Member =
  | { readonly name: string; readonly field: Field }
  | { readonly name: string; readonly shape: Shape }

/** The path of anonymous members that leads to a field. */
function pathOf({ arm }: Field): readonly string[] {
  return arm === undefined ? [] : arm.split('.')
}

/** The members of a struct: fields whose path is at its end, and what the longer paths lead to. */
function membersOf(fields: readonly Field[], depth: number): Member[] {
  const done = new Set<string>()
  return fields.flatMap((field): Member[] => {
    const step = pathOf(field)[depth]
    if (step === undefined) return [{ name: field.name, field }]
    if (done.has(step)) return []
    done.add(step)
    const inside = fields.filter((one) => pathOf(one)[depth] === step)
    return [{ name: `anonymous${step}`, shape: anonymous(inside, depth + 1) }]
  })
}

/** In a union every field has the number of its arm; the fields of a struct have none. */
function anonymous(fields: readonly Field[], depth: number): Shape {
  const isUnion = fields.every((field) => pathOf(field)[depth] !== undefined)
  if (!isUnion) return { kind: 'struct', members: membersOf(fields, depth) }
  const numbers = [...new Set(fields.map((field) => pathOf(field)[depth] ?? ''))]
  const members = numbers.map((number): Member => {
    const arm = fields.filter((field) => pathOf(field)[depth] === number)
    const shape: Shape = { kind: 'struct', members: membersOf(arm, depth + 1) }
    return { name: `arm${number}`, shape }
  })
  return { kind: 'union', members }
}

/** Where koffi puts each field, seen from the outermost struct. */
function place(shape: Shape, type: TypeObject, base: number, offsets: Map<string, number>): void {
  const members = type.members ?? {}
  for (const member of shape.members) {
    const found = members[member.name]
    if (found === undefined) throw new Error(`koffi has no member ${member.name}`)
    const offset = base + (shape.kind === 'union' ? 0 : koffi.offsetof(type, member.name))
    if ('field' in member) offsets.set(member.name, offset)
    else place(member.shape, found.type, offset, offsets)
  }
}
