/**
 * What the names of a translation unit mean: its typedefs, tags and enumerators, read when asked
 * for.
 */
import type { Parser } from 'web-tree-sitter'
import { readDeclarations } from './declarations.ts'
import type { Aggregate, Declarations, Enumeration, Typedef } from './declarations.ts'
import { evaluate, fits, INT, LONG, UNSIGNED, UNSIGNED_LONG } from './evaluate.ts'
import type { IntegerType, Scope, Value } from './evaluate.ts'
import { parseExpression } from './expression.ts'
import type { TypeName } from './expression.ts'
import { baseType, sizeOfType } from './layout.ts'
import type { Types } from './layout.ts'
import { expand } from './macros.ts'
import type { Unit } from './preprocess.ts'
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import type { Token } from './tokens.ts'

/** The meaning of names, and the values and layouts that follow from them. */
export interface Symbols {
  readonly types: Types
  /** The declarations of one header of the unit. */
  declarations(header: string): Declarations
  /** Macros are expanded first. `place` is blamed for an expression that ends too early. */
  evaluate(tokens: readonly Token[], place: Place): Value
  enumeratorsOf(enumeration: Enumeration): ReadonlyMap<string, Value>
  /** The struct or union of a tag, and the header it stands in, if there is one. */
  findAggregate(tag: string): Aggregate | undefined
}

interface Tables {
  readonly unit: Unit
  readonly parser: Parser
  readonly read: Map<string, Declarations>
  readonly typedefs: Map<string, Typedef>
  readonly tags: Map<string, Aggregate | Enumeration>
  readonly enumerators: Map<string, Enumeration>
  readonly values: Map<Enumeration, ReadonlyMap<string, Value>>
}

/** Symbols of a unit whose headers have all been read. */
export function createSymbols(unit: Unit, parser: Parser): Symbols {
  const tables: Tables = {
    unit,
    parser,
    read: new Map(),
    typedefs: new Map(),
    tags: new Map(),
    enumerators: new Map(),
    values: new Map(),
  }
  const types: Types = {
    typedef: (name, at) => find(tables, tables.typedefs, name) ?? unknown(tables, name, at),
    aggregate: (tag, at) => aggregateOf(tables, tag) ?? unknown(tables, `struct ${tag}`, at),
    enumeration: (tag, at) => enumerationOf(tables, tag) ?? unknown(tables, `enum ${tag}`, at),
    storage: (enumeration) => storageOf([...valuesOf(tables, scope, enumeration).values()]),
    count: (tokens, at) => countOf(evaluateTokens(tables, scope, tokens, at), at),
  }
  const scope: Scope = {
    enumerator: (name) => {
      const enumeration = find(tables, tables.enumerators, name)
      return enumeration && valuesOf(tables, scope, enumeration).get(name)
    },
    integerType: (name) => integerTypeOf(types, name),
    sizeOf: (name) => sizeOfName(types, name),
  }
  return {
    types,
    declarations: (header) => declarationsOf(tables, header),
    evaluate: (tokens, place) => evaluateTokens(tables, scope, tokens, place),
    enumeratorsOf: (enumeration) => valuesOf(tables, scope, enumeration),
    findAggregate: (tag) => aggregateOf(tables, tag),
  }
}

function declarationsOf(tables: Tables, header: string): Declarations {
  const known = tables.read.get(header)
  if (known !== undefined) return known
  const file = tables.unit.files.get(header)
  if (file === undefined) return { items: [], problems: [] }
  const declarations = readDeclarations(tables.parser, file)
  tables.read.set(header, declarations)
  for (const item of declarations.items) enter(tables, item)
  return declarations
}

function enter(tables: Tables, item: Aggregate | Enumeration | Typedef): void {
  if (item.kind === 'typedef') {
    if (!tables.typedefs.has(item.name)) tables.typedefs.set(item.name, item)
    return
  }
  const twin = item.tag === '' ? undefined : tables.tags.get(item.tag)
  if (twin !== undefined) throw declaredTwice(item.tag, item.at)
  if (item.tag !== '') tables.tags.set(item.tag, item)
  if (item.kind !== 'enum') return
  for (const { name, at } of item.enumerators) {
    if (tables.enumerators.has(name)) throw declaredTwice(name, at)
    tables.enumerators.set(name, item)
  }
}

function declaredTwice(name: string, at: Place): HeaderError {
  return new HeaderError(at, `${name} is declared twice`, 'the header is damaged; fetch it again.')
}

/** Looks a name up, reading one header after the other that mentions it. */
function find<T>(tables: Tables, map: ReadonlyMap<string, T>, name: string): T | undefined {
  const known = map.get(name)
  if (known !== undefined) return known
  for (const [header, file] of tables.unit.files) {
    if (tables.read.has(header) || !file.text.includes(name)) continue
    declarationsOf(tables, header)
    const found = map.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

function aggregateOf(tables: Tables, tag: string): Aggregate | undefined {
  const found = find(tables, tables.tags, tag)
  return found?.kind === 'enum' ? undefined : found
}

function enumerationOf(tables: Tables, tag: string): Enumeration | undefined {
  const found = find(tables, tables.tags, tag)
  return found?.kind === 'enum' ? found : undefined
}

function unknown(tables: Tables, name: string, at: Place): never {
  const declares = new RegExp(`^\\s*${name}\\b`)
  for (const { problems } of tables.read.values()) {
    // The type is there and cannot be read: that is the better answer.
    const problem = problems.find(({ text }) => declares.test(text))
    if (problem !== undefined) throw problem.error
  }
  const missing = [...tables.unit.missing.keys()]
  const hint =
    missing.length === 0
      ? 'correct the name, or include the header that declares it.'
      : `see that its header can be found; included and not found are ${missing.join(', ')}.`
  throw new HeaderError(at, `${name} is an unknown type`, hint)
}

function evaluateTokens(
  tables: Tables,
  scope: Scope,
  tokens: readonly Token[],
  place: Place,
): Value {
  const isType = (name: string) => find(tables, tables.typedefs, name) !== undefined
  const expanded = expand(tokens, tables.unit.macros)
  return evaluate(parseExpression(expanded, place, isType), scope)
}

function valuesOf(
  tables: Tables,
  scope: Scope,
  enumeration: Enumeration,
): ReadonlyMap<string, Value> {
  const known = tables.values.get(enumeration)
  if (known !== undefined) return known
  const values = new Map<string, Value>()
  tables.values.set(enumeration, values)
  let next = 0n
  for (const { name, value: tokens, at } of enumeration.enumerators) {
    const value = tokens === undefined ? next : evaluateTokens(tables, scope, tokens, at).value
    values.set(name, { value, type: INT })
    next = value + 1n
  }
  // An enumerator is an int where it fits, and else as wide as the enumeration.
  const storage = storageOf([...values.values()])
  for (const [name, { value }] of values) {
    if (!fits(value, INT)) values.set(name, { value, type: storage })
  }
  return values
}

function storageOf(values: readonly Value[]): IntegerType {
  const types = values.some(({ value }) => value < 0n) ? [INT, LONG] : [UNSIGNED, UNSIGNED_LONG]
  return types.find((type) => values.every(({ value }) => fits(value, type))) ?? UNSIGNED_LONG
}

function integerTypeOf(types: Types, name: TypeName): IntegerType {
  const { words, keyword, pointer, at } = name
  const [first, ...others] = words
  if (pointer || first === undefined || (keyword !== undefined && keyword !== 'enum')) {
    throw new HeaderError(at, 'this casts to something else than an integer', REWRITE)
  }
  if (keyword === 'enum') return types.storage(types.enumeration(first, at))
  if (others.length > 0 || BASE.test(first)) return baseType(words, at)
  const { type } = types.typedef(first, at)
  if (type.kind === 'base') return baseType(type.words, at)
  if (type.kind === 'typedef')
    return integerTypeOf(types, { words: [type.name], pointer: false, at })
  throw new HeaderError(at, `${first} is no integer type`, REWRITE)
}

const BASE = /^(char|short|int|long|signed|unsigned|_Bool)$/
const REWRITE = 'if a C compiler accepts the line, teach codegen/symbols.ts this construct.'

function sizeOfName(types: Types, name: TypeName): number {
  const { words, keyword, pointer, at } = name
  const first = words[0] ?? ''
  if (pointer) return 8
  if (keyword === 'struct' || keyword === 'union') {
    return sizeOfType({ kind: 'tag', keyword, tag: first, at }, types)
  }
  if (keyword === undefined && words.length === 1 && !BASE.test(first)) {
    return sizeOfType({ kind: 'typedef', name: first, at }, types)
  }
  return integerTypeOf(types, name).bits / 8
}

function countOf({ value }: Value, at: Place): number {
  if (value >= 0n && value <= 0x7fffffffn) return Number(value)
  throw new HeaderError(at, `${value} is no sensible count`, 'correct the expression.')
}
