/** Header directories in, an ABI model out: the parser's parts are tied together here. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { commentsOf } from './comments.ts'
import { loadParser } from './declarations.ts'
import { readFacts } from './facts.ts'
import type { ConstantFact, Facts, Selection, StructFact } from './facts.ts'
import { ARCHITECTURES } from './model.ts'
import type { AbiModel, Architecture, NamedConstant, PerArchitecture, Struct } from './model.ts'
import { createUnit, include } from './preprocess.ts'
import type { Find, Unit } from './preprocess.ts'
import { HeaderError, lineAt, readSource, sourceOf } from './source.ts'
import type { SourceFile } from './source.ts'
import { createSymbols } from './symbols.ts'
import { SKIPPED, WANTED } from './vocabulary/wanted.ts'

/** The directories in which an architecture's headers are looked for, first match first. */
export type HeaderRoots = { readonly [A in Architecture]?: readonly string[] }

/** Everything that reading a kernel's headers gives. */
export interface Reading {
  readonly model: AbiModel
  /**
   * The header's own words for a name, in memory only: docs for names that the vocabulary lacks.
   */
  readonly comments: ReadonlyMap<string, string>
  /** Every header that was opened: its name, and for each architecture the file. */
  readonly files: ReadonlyMap<string, { readonly [A in Architecture]?: string }>
  /** What is wanted by name and what these headers do not have, as sentences. */
  readonly absent: readonly string[]
  /** What a maintainer should know, as sentences: a new header beside io_uring.h, a missing one. */
  readonly notes: readonly string[]
}

/** Reads headers for every architecture that has roots. */
export async function readHeaders(
  roots: HeaderRoots,
  series: string,
  wanted: readonly Selection[] = WANTED,
): Promise<Reading> {
  const parser = await loadParser()
  const cache = new Map<string, SourceFile>()
  const architectures = ARCHITECTURES.filter((architecture) => roots[architecture] !== undefined)
  const read = architectures.map((architecture) => {
    const unit = createUnit(architecture, finder(roots[architecture] ?? [], cache))
    const missing = wanted.filter(({ header }) => !include(unit, header)).map((one) => one.header)
    const facts = readFacts(unit, createSymbols(unit, parser), wanted)
    return { architecture, unit, facts, missing }
  })
  if (read.every(({ missing }) => missing.includes('linux/io_uring.h'))) {
    throw new Error(`no linux/io_uring.h in ${Object.values(roots).flat().join(', ')}`)
  }
  const notes = [
    ...unlisted(Object.values(roots).flat(), wanted),
    ...new Set(read.flatMap(({ unit }) => notFound(unit, wanted))),
  ]
  const absent = read.flatMap(({ architecture, facts, missing }) => [
    ...missing.map((header) => `${header} is not there for ${architecture}`),
    ...facts.absent.map(({ header, name }) => `${header} has no ${name} for ${architecture}`),
  ])
  return {
    model: merge(series, read, wanted),
    comments: new Map(read.flatMap(({ unit }) => [...commentsOf(unit)])),
    files: filesOf(read),
    absent,
    notes,
  }
}

/** Base types for a directory that holds io_uring.h and nothing else; every kernel has them so. */
const BASE_TYPES = `
typedef signed char __s8;
typedef unsigned char __u8;
typedef signed short __s16;
typedef unsigned short __u16;
typedef signed int __s32;
typedef unsigned int __u32;
typedef signed long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;
typedef __u16 __le16;
typedef __u32 __le32;
typedef __u64 __le64;
typedef unsigned __poll_t;
#define __aligned_u64 __u64 __attribute__((aligned(8)))
#define __aligned_s64 __s64 __attribute__((aligned(8)))
#define __aligned_be64 __be64 __attribute__((aligned(8)))
#define __aligned_le64 __le64 __attribute__((aligned(8)))
`

/** Stands where the path of a header would, for the base types. */
const BUILT_IN = '(base types)'

function finder(directories: readonly string[], cache: Map<string, SourceFile>): Find {
  return (name) => {
    const path = directories.map((directory) => join(directory, name)).find(existsSync)
    if (path === undefined) {
      if (name !== 'linux/types.h') return undefined
      return sourceOf(name, BUILT_IN, BASE_TYPES)
    }
    const source = cache.get(path) ?? readSource(name, path)
    cache.set(path, source)
    return source
  }
}

interface Read {
  readonly architecture: Architecture
  readonly unit: Unit
  readonly facts: Facts
}

function filesOf(read: readonly Read[]): Reading['files'] {
  const files = new Map<string, { [A in Architecture]?: string }>()
  for (const { architecture, unit } of read) {
    for (const [name, { source }] of unit.files) {
      if (source.path === BUILT_IN) continue
      files.set(name, { ...files.get(name), [architecture]: source.path })
    }
  }
  return files
}

/**
 * Includes of the wanted headers that lead nowhere; an unknown type says so too, if it comes to
 * that.
 */
function notFound(unit: Unit, wanted: readonly Selection[]): string[] {
  const ours = new Set(wanted.map(({ header }) => header))
  return [...unit.missing]
    .filter(([, place]) => ours.has(place.file.name))
    .map(
      ([name, place]) =>
        `${place.file.name}:${lineAt(place).line} includes ${name}, which is not there`,
    )
}

function unlisted(directories: readonly string[], wanted: readonly Selection[]): string[] {
  const listed = new Set([...wanted.map(({ header }) => header), ...Object.keys(SKIPPED)])
  const found = new Set<string>()
  for (const directory of directories) {
    const beside = join(directory, 'linux/io_uring')
    if (!existsSync(beside)) continue
    for (const file of readdirSync(beside)) {
      if (file.endsWith('.h')) found.add(`linux/io_uring/${file}`)
    }
  }
  return [...found]
    .filter((header) => !listed.has(header))
    .sort()
    .map((header) => `${header} is new: list it in codegen/vocabulary/wanted.ts`)
}

function merge(series: string, read: readonly Read[], wanted: readonly Selection[]): AbiModel {
  const order = new Map(wanted.map(({ header }, index) => [header, index]))
  const rank = (header: string) => order.get(header) ?? wanted.length
  const byHeader = (one: { header: string }, other: { header: string }) =>
    rank(one.header) - rank(other.header)
  const constants = mergeFacts(
    read.map(({ architecture, facts }) => [architecture, facts.constants]),
    (facts): NamedConstant => {
      const { name, origin, header } = facts[0][1]
      return { name, origin, header, constant: perArchitecture(facts, (fact) => fact.constant) }
    },
  )
  const structs = mergeFacts(
    read.map(({ architecture, facts }) => [architecture, facts.structs]),
    (facts): Struct => {
      const { name, kind, header } = facts[0][1]
      return { name, kind, header, layout: perArchitecture(facts, (fact) => fact.layout) }
    },
  )
  const architectures = read.map(({ architecture }) => architecture)
  return {
    series,
    ...(architectures.length === ARCHITECTURES.length ? {} : { architectures }),
    constants: constants.sort(byHeader),
    structs: structs.sort(byHeader),
  }
}

type Facing<T> = readonly [readonly [Architecture, T], ...(readonly [Architecture, T])[]]

/**
 * Joins what the architectures say of one name. A name that only one has must be declared as such.
 */
function mergeFacts<T extends ConstantFact | StructFact, R>(
  lists: readonly (readonly [Architecture, readonly T[]])[],
  join: (facts: Facing<T>) => R,
): R[] {
  const names = new Map<string, [Architecture, T][]>()
  for (const [architecture, facts] of lists) {
    for (const fact of facts) {
      names.set(fact.name, [...(names.get(fact.name) ?? []), [architecture, fact]])
    }
  }
  return [...names.values()].map((facts) => {
    const [first, ...others] = facts
    if (first === undefined) throw new Error('a name without a fact')
    if (facts.length < lists.length) throw oneSided(first)
    return join([first, ...others])
  })
}

function oneSided([architecture, { name, header, at }]: readonly [
  Architecture,
  ConstantFact | StructFact,
]): HeaderError {
  return new HeaderError(
    at,
    `${name} is there for ${architecture} only`,
    `list it in \`except\` of ${header} in codegen/vocabulary/wanted.ts.`,
  )
}

function perArchitecture<T extends ConstantFact | StructFact, V>(
  facts: Facing<T>,
  valueOf: (fact: T) => V,
): PerArchitecture<V> {
  const values = facts.map(([architecture, fact]) => [architecture, valueOf(fact)] as const)
  const [first] = values
  const texts = new Set(values.map(([, value]) => JSON.stringify(value)))
  if (first === undefined) throw new Error('a name without a fact')
  if (texts.size === 1) return first[1]
  return Object.fromEntries(values) as { [A in Architecture]: V }
}
