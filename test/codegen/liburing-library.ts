/** liburing's library of all helpers, and what a row of the table says about one of them. */
import { readFileSync } from 'node:fs'
import type { LibraryHandle } from 'koffi'
import { liburingPath } from '../../codegen/acquire-liburing.ts'
import {
  type CParameter,
  type CPrototype,
  readParameter,
  readPrototype,
} from '../../codegen/emit/c-prototype.ts'
import type { FillRow } from '../../codegen/liburing/index.ts'
import * as raw from 'uring-sdk/raw'

export const LIBRARY = liburingPath(process.arch === 'arm64' ? 'arm64' : 'x64')

/** The names that a shared library exports, `io_uring_` left out. */
export function exportedNames(path: string): string[] {
  const file = readFileSync(path)
  const section = sectionsOf(file).find(({ type }) => type === SHT_DYNSYM)
  if (section === undefined) throw new Error(`${path} has no dynamic symbols`)
  const strings = sectionsOf(file)[section.link]
  if (strings === undefined) throw new Error(`${path} has no names for its symbols`)
  const names: string[] = []
  for (let at = section.offset; at < section.offset + section.size; at += SYMBOL_BYTES) {
    const isDefined = file.readUInt16LE(at + 6) !== 0
    const start = strings.offset + file.readUInt32LE(at)
    const name = file.toString('latin1', start, file.indexOf(0, start))
    const [, before, rest] = /^(__)?io_uring_(\w+)$/.exec(name) ?? []
    if (isDefined && rest !== undefined) names.push(`${before ?? ''}${rest}`)
  }
  return names
}

/** As elf(5) has them, for 64 bits. */
const SHT_DYNSYM = 11
const SECTION_BYTES = 64
const SYMBOL_BYTES = 24

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  /** The section that holds the names. */
  readonly link: number
}

function sectionsOf(file: Buffer): Section[] {
  const table = Number(file.readBigUInt64LE(40))
  return Array.from({ length: file.readUInt16LE(60) }, (_, index) => {
    const at = table + index * SECTION_BYTES
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
    }
  })
}

/** How koffi passes a C type, and its values. A pointer is a number that nobody follows. */
const TYPES: Readonly<Record<string, { koffi: string; min: bigint; max: bigint }>> = {
  int: { koffi: 'int', min: -(2n ** 31n), max: 2n ** 31n - 1n },
  unsigned: { koffi: 'unsigned int', min: 0n, max: 2n ** 32n - 1n },
  // C has an int here, of which the field takes a byte.
  u8: { koffi: 'uint8_t', min: 0n, max: 2n ** 8n - 1n },
  u16: { koffi: 'uint16_t', min: 0n, max: 2n ** 16n - 1n },
  u32: { koffi: 'uint32_t', min: 0n, max: 2n ** 32n - 1n },
  u64: { koffi: 'uint64_t', min: -1n, max: 2n ** 53n - 1n },
  i64: { koffi: 'int64_t', min: -1n, max: 2n ** 53n - 1n },
  size_t: { koffi: 'size_t', min: 0n, max: 2n ** 53n - 1n },
  off_t: { koffi: 'int64_t', min: -1n, max: 2n ** 53n - 1n },
  mode_t: { koffi: 'uint32_t', min: 0n, max: 0o7777n },
  socklen_t: { koffi: 'uint32_t', min: 0n, max: 2n ** 32n - 1n },
}
const POINTER = { koffi: 'uint64_t', min: 0n, max: 2n ** 47n - 1n }
/** A number of 64 bits that ours takes in two halves may be any. */
const HALVED = { koffi: 'uint64_t', min: 0n, max: 2n ** 64n - 1n }

type Values = Readonly<Record<string, bigint>>

/** A parameter of a row and the values that it may have: one if it is fixed. */
export interface Range {
  readonly name: string
  readonly min: bigint
  readonly max: bigint
}

/** A row of the table, ready to be called on both sides. */
export class Twin {
  readonly row: FillRow
  readonly prototype: CPrototype
  readonly ranges: readonly Range[]
  readonly #theirs: ReturnType<LibraryHandle['func']>

  constructor(library: LibraryHandle, row: FillRow) {
    this.row = row
    this.prototype = readPrototype(row.c)
    const { name, parameters } = this.prototype
    const more = row.more === undefined ? [] : [readParameter(row.more)]
    const given = parameters.filter((one) => one.name !== 'sqe')
    this.ranges = [...given, ...more].map((one) => rangeOf(one, row))
    const types = parameters.map((one) =>
      one.name === 'sqe' ? 'uint8_t *' : typeOf(one, row).koffi,
    )
    this.#theirs = library.func(`io_uring_${name}`, 'void', types)
  }

  /** What liburing makes of memory with these arguments. */
  callTheirs(memory: Uint8Array, values: Values): void {
    const words = this.prototype.parameters.map(({ name }) =>
      name === 'sqe' ? memory : values[name],
    )
    this.#theirs(...words)
  }

  /** What ours makes of it. */
  callOurs(sqe: raw.Sqe, values: Values): void {
    for (const part of this.row.ours.split('; ')) run(part, sqe, values)
  }

  /** Stores what ours is known to hold in place of what liburing does. */
  applyDifference(sqe: raw.Sqe, values: Values, onlyField?: string): void {
    if (!this.isDifferent(values)) return
    for (const [field, text] of Object.entries(this.row.difference?.holds ?? {})) {
      if (onlyField === undefined || onlyField === field) store(sqe, field, text, values)
    }
  }

  /** Whether the difference of the row is one for these arguments. */
  isDifferent(values: Values): boolean {
    const { difference } = this.row
    if (difference === undefined) return false
    const { when } = difference
    if (when === undefined) return true
    const value = values[when.parameter] ?? 0n
    return when.is === 'negative' ? value < 0n : value === BigInt(when.is)
  }
}

function typeOf({ type, name }: CParameter, row: FillRow): (typeof TYPES)[string] {
  if (row.ours.includes(`${name}.low`)) return HALVED
  if (type.endsWith('*')) return POINTER
  const known = TYPES[type]
  if (known === undefined) throw new Error(`${row.c}: the type ${type} is not known`)
  return known
}

function rangeOf(parameter: CParameter, row: FillRow): Range {
  const { name, fixed } = parameter
  const { min, max } = typeOf(parameter, row)
  if (fixed === undefined) return { name, min, max }
  const value = BigInt(evaluate(fixed, {}))
  return { name, min: value, max: value }
}

/** One call or one store of the right side of a row. */
function run(part: string, sqe: raw.Sqe, values: Values): void {
  const [, field, text] = /^sqe\.(\w+) = (.+)$/.exec(part) ?? []
  if (field !== undefined && text !== undefined) return store(sqe, field, text, values)
  const [, owner, name = '', list = ''] = /^(sqe\.)?(\w+)\((.*)\)$/.exec(part) ?? []
  const words = list === '' ? [] : list.split(', ').map((word) => evaluate(word, values))
  const target: unknown = owner === undefined ? Reflect.get(raw.prep, name) : sqe[name as 'reset']
  if (typeof target !== 'function') throw new Error(`${part}: there is no such function of ours`)
  Reflect.apply(target, sqe, owner === undefined ? [sqe, ...words] : words)
}

function store(sqe: raw.Sqe, field: string, text: string, values: Values): void {
  if (!(field in sqe)) throw new Error(`${field} is no field of a submission`)
  Reflect.set(sqe, field, evaluate(text, values))
}

/** A number, a parameter or a half of it, or a constant by its TypeScript name. */
function evaluate(word: string, values: Values): number {
  if (/^-?\d+$/.test(word)) return Number(word)
  const [name = '', member] = word.split('.')
  const value = values[name]
  if (value !== undefined) {
    if (member === undefined) return Number(value)
    return Number(member === 'low' ? value & 0xffff_ffffn : value >> 32n)
  }
  const constant: unknown = Reflect.get(raw, name)
  const found: unknown = member === undefined ? constant : Reflect.get(constant as object, member)
  if (typeof found !== 'number') throw new Error(`${word} is neither a parameter nor a constant`)
  return found
}
