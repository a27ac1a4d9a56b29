import type { AbiModel, Constant, NamedConstant, PerArchitecture } from '../model.ts'
import type { OperationRow } from '../operations/types.ts'
import { operations } from '../operations/index.ts'
import { isPromiseOnly } from './arguments.ts'
import { registers } from '../registers.ts'
import {
  families,
  familyOf,
  fieldName,
  isHidden,
  isPadding,
  libcConstants,
  libcStructs,
  looseOf,
  memberName,
  structOf,
} from '../vocabulary/index.ts'
import type { Entry, Family, LibcConstant, StructWords } from '../vocabulary/types.ts'
import { type GroupedFamily, type Input, OURS, type PrintedConstant, type Target } from './input.ts'
import { layoutOn } from './fields.ts'

/** What a model has and the vocabulary does not: reported, and an error in our own generation. */
export interface Assembly {
  readonly input: Input
  /** Names that joined a family, with no sentence of ours yet. */
  readonly newNames: readonly string[]
  /** Opcodes and register operations that no row of a table describes. */
  readonly rowless: readonly string[]
}

/** Names of the headers that the vocabulary has no place for. */
export class HomelessError extends Error {
  readonly names: readonly { readonly name: string; readonly header: string }[]

  constructor(names: HomelessError['names']) {
    super(`no home for ${names.map(({ name, header }) => `${name} (${header})`).join(', ')}`)
    this.name = 'HomelessError'
    this.names = names
  }
}

/**
 * Brings a model and the vocabulary together. A name of a known family joins it, documented by the
 * header's own comment; a name of no family is an error, because somebody must give it a home.
 */
export function assemble(
  model: AbiModel,
  comments: ReadonlyMap<string, string>,
  target: Target = OURS,
): Assembly {
  const newNames: string[] = []
  const homeless: { name: string; header: string }[] = []
  const members = new Map<Family, PrintedConstant[]>()
  const alone: PrintedConstant[] = []
  for (const constant of model.constants) {
    const single = looseOf(constant.name)
    if (single !== undefined) {
      alone.push({ c: single.c, name: single.name, value: constant.constant, entry: single.entry })
      continue
    }
    const family = familyOf(constant.name, enumOf(constant))
    if (family === undefined) {
      homeless.push({ name: constant.name, header: constant.header })
      continue
    }
    if (isHidden(family, constant.name)) continue
    const list = members.get(family) ?? []
    members.set(family, list)
    const known = family.members[constant.name]
    if (known === undefined) newNames.push(constant.name)
    list.push({
      c: constant.name,
      name: memberName(family, constant.name),
      value: constant.constant,
      entry: known ?? fromComment(comments.get(constant.name)),
    })
  }
  if (homeless.length > 0) {
    throw new HomelessError(homeless)
  }
  addLibcConstants(members, alone)
  const grouped: GroupedFamily[] = families.flatMap((family) => {
    const list = members.get(family)
    return list === undefined ? [] : [{ family, members: list }]
  })
  const input: Input = {
    target,
    model,
    families: grouped,
    loose: alone,
    structs: structWords(model, comments, newNames),
    libcConstants,
    libcStructs,
    operations: operations.flatMap((row) => fitted(row, model, grouped, alone)),
    registers: registers.filter((row) => has(grouped, 'RegisterOp', row.op)),
  }
  return { input, newNames, rowless: rowless(input) }
}

function enumOf(constant: NamedConstant): string | undefined {
  return constant.origin === 'define' ? undefined : constant.origin.enum
}

/** The header's comment as a sentence. */
function fromComment(comment = 'New in this header; no sentence yet.'): Entry {
  const text = comment.trim()
  const end = /[.!?:]$/.test(text) ? '' : '.'
  return ['', `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`]
}

/** Constants that only libc declares join the families of the kernel's own, or stand alone. */
function addLibcConstants(members: Map<Family, PrintedConstant[]>, alone: PrintedConstant[]): void {
  for (const { c, value } of libcConstants) {
    const single = looseOf(c)
    if (single !== undefined) {
      alone.push({ c, name: single.name, value: libcValue(value), entry: single.entry })
      continue
    }
    const family = familyOf(c)
    const entry = family?.members[c]
    if (family === undefined || entry === undefined) {
      throw new Error(`no home for ${c} of libc: give it a sentence in codegen/vocabulary/`)
    }
    const list = members.get(family) ?? []
    members.set(family, list)
    list.push({ c, name: memberName(family, c), value: libcValue(value), entry })
  }
}

function libcValue(value: LibcConstant['value']): PerArchitecture<Constant> {
  const constant = (one: number): Constant => ({
    value: `${one}`,
    bits: 32,
    signed: one < 0x8000_0000,
  })
  return typeof value === 'number'
    ? constant(value)
    : { x64: constant(value.x64), arm64: constant(value.arm64) }
}

/** The words of every struct; a new one, and what is new in one, bring the header's comments. */
function structWords(
  model: AbiModel,
  comments: ReadonlyMap<string, string>,
  newNames: string[],
): readonly StructWords[] {
  const all = [...model.structs, ...libcStructs].map((struct) => {
    const words = structOf(struct.name) ?? newStruct(struct.name, comments)
    const fields = layoutOn(struct.layout, 'x64').fields.filter(
      (field) => !isPadding(field.name) && words.fields[field.name] === undefined,
    )
    if (structOf(struct.name) === undefined) newNames.push(`struct ${struct.name}`)
    else newNames.push(...fields.map((field) => `${struct.name}.${field.name}`))
    const phrases = fields.map((field) => {
      const [, doc] = fromComment(comments.get(`${struct.name}.${field.name}`))
      return [field.name, doc] as const
    })
    return { ...words, fields: { ...words.fields, ...Object.fromEntries(phrases) } }
  })
  const taken = new Map<string, string>()
  for (const { c, name } of all) {
    const other = taken.get(name)
    if (other !== undefined) {
      throw new Error(
        `struct ${c} and struct ${other} would both be ${name}: name one in codegen/vocabulary/`,
      )
    }
    taken.set(name, c)
  }
  return all
}

/** `io_uring_new_thing` becomes `NewThing`, until the vocabulary has a name and words. */
function newStruct(c: string, comments: ReadonlyMap<string, string>): StructWords {
  const name = c
    .replace(/^_*(?:io_uring|io)_/, '')
    .replace(/(?:^|[_.]+)([a-z0-9])/g, (_, first: string) => first.toUpperCase())
  return { c, name, since: '', doc: fromComment(comments.get(c))[1], fields: {} }
}

function has(grouped: readonly GroupedFamily[], family: string, member: string): boolean {
  const group = grouped.find((candidate) => candidate.family.name === family)
  return group?.members.some((one) => one.name === member) === true
}

/**
 * A row as these headers have it: none if an older one lacks its opcode, a constant or a field.
 * Options of the promise face are left out one by one.
 */
function fitted(
  row: OperationRow,
  model: AbiModel,
  grouped: readonly GroupedFamily[],
  loose: readonly PrintedConstant[],
): OperationRow[] {
  if (!has(grouped, 'Op', row.op)) return []
  const isThere = (constants: string): boolean =>
    constants.split(' | ').every((constant) => {
      const [family = '', member] = constant.split('.')
      if (member !== undefined) return has(grouped, family, member)
      return /^\d+$/.test(family) || loose.some((one) => one.name === family)
    })
  const constants = Object.values(row.set ?? {}).filter((value) => typeof value === 'string')
  if (!constants.every(isThere)) return []
  const sqe = model.structs.find((struct) => struct.name === 'io_uring_sqe')
  const fields = new Set(
    sqe === undefined
      ? []
      : layoutOn(sqe.layout, 'x64').fields.map((field) => fieldName(field.name)),
  )
  const isField = (field = ''): boolean => field === '' || fields.has(field)
  const parameters = row.parameters.filter(
    (one) => !isPromiseOnly(one) || (isField(one.field) && isThere(one.bits ?? '0')),
  )
  const used = parameters.flatMap((one) => [one.field, one.lengthField])
  const fits = [...used, ...Object.keys(row.set ?? {})].every(isField)
  return fits ? [{ ...row, parameters }] : []
}

function rowless(input: Input): string[] {
  const rows = new Set(input.operations.map((row) => row.op))
  const ops = membersOf(input, 'Op').filter((one) => !rows.has(one.name))
  const registered = new Set(input.registers.map((row) => row.op))
  const calls = membersOf(input, 'RegisterOp').filter((one) => !registered.has(one.name))
  return [...ops, ...calls].map((one) => one.c)
}

function membersOf(input: Input, family: string): readonly PrintedConstant[] {
  return input.families.find((group) => group.family.name === family)?.members ?? []
}
