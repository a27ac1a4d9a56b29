/**
 * Sizes, offsets and alignment of structs and unions, as the LP64 ABIs of x86-64 and arm64 have
 * them.
 */
import type { Aggregate, Attributes, CType, Enumeration, Member } from './declarations.ts'
import type { IntegerType } from './evaluate.ts'
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import type { Field, FieldType, Layout } from './model.ts'
import type { Token } from './tokens.ts'

/** What a layout needs to know about the rest of the headers. */
export interface Types {
  /** Follows one typedef. Throws for an unknown one. */
  typedef(name: string, at: Place): { type: CType; attributes: Attributes }
  /** The struct or union of a tag. Throws for an unknown one. */
  aggregate(tag: string, at: Place): Aggregate
  enumeration(tag: string, at: Place): Enumeration
  /** The integer type that an enumeration is stored in. */
  storage(enumeration: Enumeration): IntegerType
  /** The value of an array's length or an alignment. */
  count(tokens: readonly Token[], at: Place): number
}

/** An anonymous type that a field names, with the name that the model gives it. */
export interface NamedLayout {
  readonly name: string
  readonly kind: 'struct' | 'union'
  readonly layout: Layout
}

/** A layout, the anonymous types that its fields name, and the tags that they refer to. */
export interface LaidOut {
  readonly layout: Layout
  readonly inner: readonly NamedLayout[]
  readonly tags: readonly string[]
}

interface Shape {
  readonly size: number
  readonly align: number
  readonly type: FieldType
  readonly count?: number
}

interface Context {
  readonly types: Types
  readonly inner: NamedLayout[]
  readonly tags: Set<string>
}

/** Lays out a struct or union; `name` is what the model calls it. */
export function layOut(aggregate: Aggregate, name: string, types: Types): LaidOut {
  const context: Context = { types, inner: [], tags: new Set() }
  const layout = arrange(context, aggregate, name)
  refuseTwins(aggregate, layout)
  return { layout, inner: context.inner, tags: [...context.tags] }
}

/** The size of any complete type. */
export function sizeOfType(type: CType, types: Types): number {
  return shapeOf({ types, inner: [], tags: new Set() }, type, '').size
}

function arrange(context: Context, aggregate: Aggregate, name: string): Layout {
  const { packed } = aggregate.attributes
  const isUnion = aggregate.kind === 'union'
  const fields: Field[] = []
  let end = 0
  let align = 1
  aggregate.members.forEach((member, index) => {
    if (!isUnion && index + 1 < aggregate.members.length) refuseFlexible(member)
    const placed = placeMember(context, member, name, packed)
    const offset = isUnion ? 0 : roundUp(end, placed.align)
    fields.push(...lift(placed, member, index, offset))
    align = Math.max(align, placed.align)
    end = isUnion ? Math.max(end, placed.size) : offset + placed.size
  })
  align = Math.max(align, ...alignments(context, aggregate.attributes, aggregate.at))
  return { size: roundUp(end, align), align, fields }
}

function refuseFlexible({ type, at }: Member): void {
  if (type.kind !== 'array' || type.length !== undefined) return
  throw new HeaderError(
    at,
    'this array has no length, and more fields follow',
    'the header is damaged; fetch it again.',
  )
}

type Placed = { readonly align: number; readonly size: number } & (
  | { readonly shape: Shape }
  | { readonly nested: Layout; readonly kind: 'struct' | 'union' }
)

function placeMember(context: Context, member: Member, parent: string, packed: boolean): Placed {
  const { attributes, at, type } = member
  const aligned = alignments(context, attributes, at)
  const squeeze = (natural: number) =>
    Math.max(packed || attributes.packed ? 1 : natural, ...aligned)
  if (member.name === undefined) {
    const body = anonymous(type, at)
    const nested = arrange(context, body, parent)
    return { nested, kind: body.kind, size: nested.size, align: squeeze(nested.align) }
  }
  const shape = shapeOf(context, type, `${parent}.${member.name}`)
  return { shape, size: shape.size, align: squeeze(shape.align) }
}

function anonymous(type: CType, at: Place): Aggregate {
  if (type.kind === 'body' && type.of.kind !== 'enum' && type.of.tag === '') return type.of
  throw new HeaderError(
    at,
    'this member declares nothing',
    'give it a name; if a C compiler accepts the line, teach codegen/layout.ts this construct.',
  )
}

/**
 * The fields of a member: itself, or for an anonymous struct or union its members. `arm` is the
 * index of each anonymous member on the way down, and behind a union's the index of the arm that
 * was taken.
 */
function lift(placed: Placed, member: Member, index: number, offset: number): Field[] {
  if ('shape' in placed) {
    const { type, size, count } = placed.shape
    const name = member.name ?? ''
    return [{ name, type, offset, size, ...(count === undefined ? {} : { count }) }]
  }
  const arms = armsOf(member)
  return placed.nested.fields.map((field, at) => {
    const arm = field.arm === undefined ? [] : [field.arm]
    const taken = placed.kind === 'union' && field.arm === undefined ? [arms[at]] : []
    return { ...field, offset: offset + field.offset, arm: [index, ...taken, ...arm].join('.') }
  })
}

/** For each lifted field of an anonymous union the index of its arm. */
function armsOf(member: Member): number[] {
  if (member.type.kind !== 'body' || member.type.of.kind === 'enum') return []
  return member.type.of.members.flatMap((one, index) =>
    Array.from({ length: one.name === undefined ? countFields(one) : 1 }, () => index),
  )
}

function countFields(member: Member): number {
  if (member.name !== undefined) return 1
  if (member.type.kind !== 'body' || member.type.of.kind === 'enum') return 0
  return member.type.of.members.reduce((sum, one) => sum + countFields(one), 0)
}

function shapeOf(context: Context, type: CType, name: string): Shape {
  const { types } = context
  switch (type.kind) {
    case 'pointer':
      return { size: 8, align: 8, type: { kind: 'pointer' } }
    case 'base':
      return integerShape(baseType(type.words, type.at))
    case 'typedef':
      return typedefShape(context, type.name, type.at, name)
    case 'array':
      return arrayShape(context, type, name)
    case 'tag':
      if (type.keyword === 'enum') {
        return integerShape(types.storage(types.enumeration(type.tag, type.at)))
      }
      return aggregateShape(context, types.aggregate(type.tag, type.at), name)
    case 'body':
      if (type.of.kind === 'enum') return integerShape(types.storage(type.of))
      return aggregateShape(context, type.of, name)
  }
}

function aggregateShape(context: Context, aggregate: Aggregate, name: string): Shape {
  const { tag, kind } = aggregate
  const own = tag === '' ? name : tag
  const layout = arrange(
    tag === '' ? context : { ...context, inner: [], tags: new Set() },
    aggregate,
    own,
  )
  if (tag === '') context.inner.push({ name, kind, layout })
  else context.tags.add(tag)
  return { size: layout.size, align: layout.align, type: { kind: 'struct', struct: own } }
}

function arrayShape(context: Context, type: CType & { kind: 'array' }, name: string): Shape {
  const element = shapeOf(context, type.of, name)
  if (element.count !== undefined) {
    throw new HeaderError(
      type.at,
      'this is an array of arrays',
      'teach codegen/model.ts and codegen/layout.ts arrays of arrays.',
    )
  }
  const count = type.length === undefined ? 0 : context.types.count(type.length, type.at)
  return { ...element, size: count * element.size, count }
}

const BIG_ENDIAN = /^__be(16|32|64)$/

function typedefShape(context: Context, typedef: string, at: Place, name: string): Shape {
  const { type, attributes } = context.types.typedef(typedef, at)
  if (type.kind === 'body' && type.of.kind !== 'enum' && type.of.tag === '') {
    throw new HeaderError(
      at,
      `${typedef} is a struct without a tag, which the model cannot name`,
      'teach codegen/layout.ts to name it by its typedef.',
    )
  }
  const shape = shapeOf(context, type, name)
  const align = Math.max(shape.align, ...alignments(context, attributes, at))
  if (shape.type.kind !== 'int' || !BIG_ENDIAN.test(typedef)) return { ...shape, align }
  return { ...shape, align, type: { ...shape.type, bigEndian: true } }
}

function alignments(context: Context, attributes: Attributes, at: Place): number[] {
  return attributes.aligned.map((tokens) => context.types.count(tokens, at))
}

function integerShape({ bits, signed }: IntegerType): Shape {
  return { size: bits / 8, align: bits / 8, type: { kind: 'int', bits, signed } }
}

/**
 * The integer type of C's own words. Plain `char` is a byte without a sign here: it has one on
 * x86-64 and none on arm64, and these headers use it for bytes only.
 */
export function baseType(words: readonly string[], at: Place): IntegerType {
  const all = words.filter((word) => word !== 'const' && word !== 'volatile')
  const unsigned = all.includes('unsigned')
  const known = all.every((word) => /^(char|short|int|long|signed|unsigned|_Bool)$/.test(word))
  if (!known || all.length === 0) throw noInteger(words, at)
  if (all.includes('_Bool')) return { bits: 8, signed: false }
  if (all.includes('char')) return { bits: 8, signed: all.includes('signed') }
  if (all.includes('short')) return { bits: 16, signed: !unsigned }
  return { bits: all.includes('long') ? 64 : 32, signed: !unsigned }
}

function noInteger(words: readonly string[], at: Place): HeaderError {
  return new HeaderError(
    at,
    `${words.join(' ')} is no integer type that we know`,
    'teach codegen/layout.ts this type.',
  )
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align
}

function refuseTwins(aggregate: Aggregate, layout: Layout): void {
  const seen = new Set<string>()
  for (const { name } of layout.fields) {
    if (seen.has(name)) {
      throw new HeaderError(
        aggregate.at,
        `this struct declares ${name} twice`,
        'the header is damaged; fetch it again.',
      )
    }
    seen.add(name)
  }
}
