/** The rows that a user writes for opcodes newer than the package: read, checked, suggested. */
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { layoutOn } from './emit/fields.ts'
import type { Input, PrintedConstant } from './emit/input.ts'
import { checkNames } from './emit/names.ts'
import { operations } from './operations/index.ts'
import type { OperationRow, Parameter } from './operations/types.ts'
import { fieldName } from './vocabulary/index.ts'

/** The kinds that the op table has rows of: what the printers can print. */
const KINDS: readonly string[] = [
  ...new Set(operations.flatMap(({ parameters }) => parameters.map(({ kind }) => kind))),
].sort()
const RESULTS: readonly string[] = [...new Set(operations.map(({ result }) => result))].sort()

/** Reads the rows of a file: TypeScript or JavaScript that exports `rows`, or JSON. */
export async function loadRows(path: string): Promise<readonly unknown[]> {
  const text = readText(path)
  const rows = extname(path) === '.json' ? parseJson(path, text) : await evaluate(path, text)
  if (Array.isArray(rows)) return rows as readonly unknown[]
  throw new Error(
    extname(path) === '.json'
      ? `${path} must be an array of rows`
      : `${path} must export an array: export const rows: readonly OperationRow[] = [ … ]`,
  )
}

function readText(path: string): string {
  if (!existsSync(path)) throw new Error(`there is no file ${path}`)
  return readFileSync(path, 'utf8')
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error })
  }
}

async function evaluate(path: string, text: string): Promise<unknown> {
  if (!/\.[cm]?ts$/.test(path)) {
    const { rows } = (await import(pathToFileURL(path).href)) as { rows?: unknown }
    return rows
  }
  const { transpile } = await import('./emit/overlay-transpile.ts')
  const code = encodeURIComponent(transpile(path, text))
  try {
    const { rows } = (await import(`data:text/javascript,${code}`)) as { rows?: unknown }
    return rows
  } catch (error) {
    const why = `${(error as Error).message}; it may import types, and nothing else`
    throw new Error(`${path} cannot be run: ${why}`, { cause: error })
  }
}

/**
 * Checks rows against a header: every name in them must be one that it has. Rows that the package
 * has taken in since they were written are left out, and named.
 */
export function checkRows(
  rows: readonly unknown[],
  path: string,
  header: Input,
): { readonly rows: readonly OperationRow[]; readonly superseded: readonly string[] } {
  const checked = rows.map((row, index) => checkRow(row, `${path}: row ${index + 1}`, header))
  const superseded = checked.filter(({ op, name }) =>
    operations.some((ours) => ours.op === op && ours.name === name),
  )
  const rest = checked.filter((row) => !superseded.includes(row))
  try {
    checkNames([...operations, ...rest])
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
  }
  return { rows: rest, superseded: superseded.map(({ name }) => name) }
}

type Loose = Readonly<Record<string, unknown>>

function checkRow(row: unknown, place: string, header: Input): OperationRow {
  if (typeof row !== 'object' || row === null) throw new Error(`${place} is no object`)
  const given = row as Loose
  for (const key of ['op', 'name', 'doc']) requireText(given, key, place)
  const where = `${place} (${String(given['name'])})`
  const full = { since: header.model.series, category: 'Control', parameters: [], ...given }
  const result = full as unknown as OperationRow
  const ops = membersOf(header, 'Op').map(({ name }) => name)
  if (!ops.includes(result.op)) {
    throw new Error(`${where}: this header has no opcode ${result.op}; ${nearest(result.op, ops)}`)
  }
  requireOneOf(result.result, RESULTS, `${where}: result`)
  if (result.each !== undefined) {
    requireOneOf(result.each, ['lease', 'fd', 'value'], `${where}: each`)
  }
  if (result.face === 'handwritten') throw new Error(`${where}: face can only be 'raw'`)
  const fields = fieldsOf(header)
  if (!Array.isArray(result.parameters)) throw new Error(`${where}: parameters must be an array`)
  for (const [index, parameter] of result.parameters.entries()) {
    checkParameter(parameter, `${where}: parameters[${index}]`, fields, header)
  }
  for (const [field, value] of Object.entries(result.set ?? {})) {
    requireOneOf(field, fields, `${where}: set`)
    if (typeof value === 'string') requireConstant(value, `${where}: set.${field}`, header)
  }
  return result
}

function checkParameter(
  parameter: Parameter,
  place: string,
  fields: readonly string[],
  header: Input,
): void {
  for (const key of ['name', 'kind', 'doc', 'field']) {
    requireText(parameter as unknown as Loose, key, place)
  }
  const { kind, field, lengthField, struct } = parameter
  requireOneOf(kind, KINDS, `${place}.kind`)
  if (field !== '') requireOneOf(field, fields, `${place}.field`)
  if (lengthField !== undefined) requireOneOf(lengthField, fields, `${place}.lengthField`)
  if (kind === 'slot' && parameter.face !== 'promise') {
    throw new Error(`${place}: a slot is for the promise face: give it face: 'promise'`)
  }
  if (struct === undefined) return
  requireOneOf(
    struct,
    header.structs.map(({ name }) => name),
    `${place}.struct`,
  )
}

function requireText(given: Loose, key: string, place: string): void {
  if (typeof given[key] === 'string') return
  throw new Error(`${place} must have a text ${key}`)
}

function requireOneOf(value: string, allowed: readonly string[], place: string): void {
  if (allowed.includes(value)) return
  throw new Error(`${place}: ${JSON.stringify(value)} is none of ${allowed.join(', ')}`)
}

function requireConstant(name: string, place: string, header: Input): void {
  const [family = '', member] = name.split('.')
  const there =
    member === undefined
      ? header.loose.some((one) => one.name === family)
      : membersOf(header, family).some((one) => one.name === member)
  if (!there) throw new Error(`${place}: there is no constant ${name}`)
}

/** Names of the submission's fields, as TypeScript has them. */
export function fieldsOf(header: Input): readonly string[] {
  const sqe = header.model.structs.find(({ name }) => name === 'io_uring_sqe')
  if (sqe === undefined) return []
  return layoutOn(sqe.layout, 'x64').fields.map(({ name }) => fieldName(name))
}

/** The members of a family that a header has. */
export function membersOf(header: Input, family: string): readonly PrintedConstant[] {
  return header.families.find((group) => group.family.name === family)?.members ?? []
}

/** The newest opcodes are the likeliest to be meant. */
function nearest(op: string, ops: readonly string[]): string {
  const same = ops.find((one) => one.toLowerCase() === op.toLowerCase())
  return same === undefined ? `its newest is ${ops.at(-1)}` : `${same} is meant?`
}
