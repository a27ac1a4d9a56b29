/** The facts of one architecture: what the wanted headers of a translation unit declare. */
import type { Enumeration } from './declarations.ts'
import { constantOf } from './evaluate.ts'
import { layOut } from './layout.ts'
import type { Macro } from './macros.ts'
import type { Constant, Layout, Origin } from './model.ts'
import type { Unit } from './preprocess.ts'
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import type { Symbols } from './symbols.ts'

/** What is wanted of one header. */
export interface Selection {
  readonly header: string
  readonly whole?: true
  readonly prefixes?: readonly string[]
  readonly names?: readonly string[]
  readonly structs?: readonly string[]
  readonly except?: Readonly<Record<string, string>>
}

/** A constant as one architecture has it. */
export interface ConstantFact {
  readonly name: string
  readonly origin: Origin
  readonly header: string
  readonly constant: Constant
  readonly at: Place
}

/** A struct or union as one architecture has it. */
export interface StructFact {
  readonly name: string
  readonly kind: 'struct' | 'union'
  readonly header: string
  readonly layout: Layout
  readonly at: Place
}

export interface Facts {
  readonly constants: readonly ConstantFact[]
  readonly structs: readonly StructFact[]
  /** Names and structs that are wanted by name and that these headers lack. */
  readonly absent: readonly { readonly header: string; readonly name: string }[]
}

interface Collector {
  readonly unit: Unit
  readonly symbols: Symbols
  readonly constants: Map<string, ConstantFact>
  readonly structs: Map<string, StructFact>
  readonly absent: { header: string; name: string }[]
}

/** Reads everything that is wanted; the headers are in the unit already. */
export function readFacts(unit: Unit, symbols: Symbols, wanted: readonly Selection[]): Facts {
  const collector: Collector = {
    unit,
    symbols,
    constants: new Map(),
    structs: new Map(),
    absent: [],
  }
  const present = wanted.filter(({ header }) => unit.files.has(header))
  for (const selection of present) {
    for (const file of filesOf(unit, selection.header)) refuseProblems(collector, selection, file)
  }
  for (const selection of present) {
    addConstants(collector, selection)
    addStructs(collector, selection)
  }
  followTags(collector)
  const { constants, structs, absent } = collector
  return { constants: [...constants.values()], structs: [...structs.values()], absent }
}

/** A header, and for one of `asm/` those of `asm/` and `asm-generic/` that it includes. */
function filesOf(unit: Unit, header: string): string[] {
  const files = new Set([header])
  if (!header.startsWith('asm/')) return [...files]
  for (const file of files) {
    for (const included of unit.includes.get(file) ?? []) {
      if (/^asm(-generic)?\//.test(included) && unit.files.has(included)) files.add(included)
    }
  }
  return [...files]
}

/**
 * A header that is read whole must be understood whole. In a neighbour a syntax error may hide
 * anything; any other declaration that we cannot read matters only if something of it is wanted.
 */
function refuseProblems(collector: Collector, selection: Selection, file: string): void {
  for (const problem of collector.symbols.declarations(file).problems) {
    if (problem.syntax || selection.whole || concerns(problem.text, selection)) throw problem.error
  }
}

function concerns(text: string, selection: Selection): boolean {
  const tag = /^\s*(?:struct|union)\s+(?:__attribute__[^{]*)?(\w+)/.exec(text)?.[1] ?? ''
  if (selection.structs?.includes(tag)) return true
  const words = /^\s*enum\b/.test(text) ? (text.match(/\w+/g) ?? []) : []
  return words.some((word) => selects(selection, word))
}

function addConstants(collector: Collector, selection: Selection): void {
  const { unit, symbols } = collector
  const files = filesOf(unit, selection.header)
  const found: ConstantFact[] = []
  for (const file of files) {
    const inFile = [
      ...enumeratorFacts(symbols, selection, file),
      ...macroFacts(collector, selection, file),
    ]
    found.push(...inFile.sort(byPlace))
  }
  for (const fact of found) {
    // `#define IPPROTO_TCP IPPROTO_TCP` stands beside the enumerator of that name, which comes
    // first.
    if (collector.constants.has(fact.name)) continue
    collector.constants.set(fact.name, { ...fact, header: selection.header })
  }
  const { header, names = [], prefixes = [] } = selection
  for (const name of names) {
    if (!collector.constants.has(name)) collector.absent.push({ header, name })
  }
  for (const prefix of prefixes) {
    const some = found.some(({ name }) => name.startsWith(prefix))
    if (!some) collector.absent.push({ header, name: `${prefix}*` })
  }
}

function selects(selection: Selection, name: string): boolean {
  if (selection.except?.[name] !== undefined) return false
  if (selection.whole || selection.names?.includes(name)) return true
  return selection.prefixes?.some((prefix) => name.startsWith(prefix)) ?? false
}

function byPlace(one: ConstantFact, other: ConstantFact): number {
  return one.at.offset - other.at.offset
}

function enumeratorFacts(symbols: Symbols, selection: Selection, file: string): ConstantFact[] {
  const enumerations = symbols
    .declarations(file)
    .items.filter((item): item is Enumeration => item.kind === 'enum')
  return enumerations.flatMap((enumeration) => {
    const chosen = enumeration.enumerators.filter(({ name }) => selects(selection, name))
    // What is not wanted is not evaluated either.
    const values = chosen.length === 0 ? undefined : symbols.enumeratorsOf(enumeration)
    return chosen.flatMap(({ name, at }) => {
      const value = values?.get(name)
      if (value === undefined) return []
      const origin = { enum: enumeration.tag }
      return [{ name, origin, header: file, constant: constantOf(value), at }]
    })
  })
}

function macroFacts(collector: Collector, selection: Selection, file: string): ConstantFact[] {
  const { unit, symbols } = collector
  const guard = unit.files.get(file)?.guard
  const macros = [...unit.macros.values()].filter(
    (macro) => macro.file.name === file && macro.name !== guard && selects(selection, macro.name),
  )
  return macros.map((macro) => {
    refuseNonValue(macro)
    const constant = constantOf(symbols.evaluate(macro.body, macro))
    return { name: macro.name, origin: 'define', header: file, constant, at: macro }
  })
}

function refuseNonValue(macro: Macro): void {
  const what = macro.parameters !== undefined ? 'takes arguments' : 'is empty'
  if (macro.parameters === undefined && macro.body.length > 0) return
  throw new HeaderError(
    macro,
    `${macro.name} ${what}, so that it is no constant`,
    'if that is right, list it in `except` of its header in codegen/vocabulary/wanted.ts.',
  )
}

function addStructs(collector: Collector, selection: Selection): void {
  const { symbols } = collector
  const { header } = selection
  const tags = selection.whole ? wholeTags(symbols, header) : (selection.structs ?? [])
  for (const tag of tags) {
    const found = symbols.findAggregate(tag)
    if (found === undefined) collector.absent.push({ header, name: `struct ${tag}` })
    else addStruct(collector, tag)
  }
}

function wholeTags(symbols: Symbols, header: string): string[] {
  const tags: string[] = []
  for (const item of symbols.declarations(header).items) {
    if (item.kind === 'typedef' || item.kind === 'enum') continue
    if (item.tag === '') {
      throw new HeaderError(item.at, 'this declares nothing', 'give the struct a tag.')
    }
    tags.push(item.tag)
  }
  return tags
}

function addStruct(collector: Collector, tag: string): readonly string[] {
  const { symbols, structs } = collector
  const aggregate = symbols.findAggregate(tag)
  if (aggregate === undefined || structs.has(tag)) return []
  const { layout, inner, tags } = layOut(aggregate, tag, symbols.types)
  const { at, kind } = aggregate
  const header = at.file.name
  structs.set(tag, { name: tag, kind, header, layout, at })
  for (const one of inner) structs.set(one.name, { ...one, header, at })
  return tags
}

/** A struct that a wanted one holds is a fact as well, even where nobody named it. */
function followTags(collector: Collector): void {
  for (const { layout } of collector.structs.values()) {
    for (const { type } of layout.fields) {
      if (type.kind === 'struct') addStruct(collector, type.struct)
    }
  }
}
