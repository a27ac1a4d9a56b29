/** What an operation makes of the 64 bytes of a submission: who uses which, and who shares them. */
import { fieldsByHand, storesOf } from '../../codegen/emit/prep.ts'
import type { Field, Layout } from '../../codegen/model.ts'
import type { OperationRow } from '../../codegen/operations/types.ts'
import { fieldName, isPadding } from '../../codegen/vocabulary/index.ts'

/**
 * `written` by the prep function, `optional` when set by hand behind it, `yours` in any operation;
 * `unused` bytes stay 0.
 */
export type Use = 'written' | 'optional' | 'yours' | 'unused'

/** A run of bytes with one meaning. */
export interface Cell {
  readonly offset: number
  readonly size: number
  /** The field's name; '' for bytes that have none. */
  readonly name: string
  readonly use: Use
  /** What goes into it: `Op.READ`, `length`; '' if nothing does. */
  readonly value: string
  /** The other fields that lie on these bytes. */
  readonly sharing: readonly string[]
}

/** What a program may set in any submission, whatever the operation is. */
const ANYWHERE: Readonly<Record<string, string>> = {
  flags: 'SqeFlags',
  userData: 'yours',
  personality: '',
}

/** The cells of a submission, which cover it without a gap. */
export function cellsOf(row: OperationRow, { size, fields }: Layout): readonly Cell[] {
  // A flexible array at the end takes what is left of the entry.
  const sized = fields.map((field) =>
    field.count === 0 ? { ...field, size: size - field.offset } : field,
  )
  const taken: Cell[] = []
  const isFree = ({ offset, size: bytes }: Pick<Field, 'offset' | 'size'>): boolean =>
    taken.every((cell) => offset + bytes <= cell.offset || cell.offset + cell.size <= offset)
  const take = (field: Field, use: Use, value: string): void => {
    const { offset, size: bytes } = field
    const name = isPadding(field.name) ? '' : fieldName(field.name)
    taken.push({ offset, size: bytes, name, use, value, sharing: sharingWith(field, sized) })
  }
  const find = (name: string): Field => {
    const field = sized.find((one) => fieldName(one.name) === name)
    if (field === undefined) throw new Error(`${row.name}: a submission has no field ${name}`)
    return field
  }
  for (const [name, value] of writtenBy(row)) take(find(name), 'written', value)
  for (const [name, value] of fieldsByHand(row)) {
    if (isFree(find(name))) take(find(name), 'optional', value)
  }
  for (const [name, value] of Object.entries(ANYWHERE)) {
    if (isFree(find(name))) take(find(name), 'yours', value)
  }
  for (const field of sized) if (field.count !== 0 && isFree(field)) take(field, 'unused', '')
  for (let offset = 0; offset < size; offset++) {
    const byte = { name: '', offset, size: 1 }
    if (isFree(byte)) taken.push({ ...byte, use: 'unused', value: '', sharing: [] })
  }
  return taken.sort((one, other) => one.offset - other.offset)
}

/** Fields and what goes into them; the two halves of a field are one. */
export function writtenBy(row: OperationRow): ReadonlyMap<string, string> {
  const written = new Map([['opcode', `Op.${row.op}`]])
  for (const [half, value] of storesOf(row)) {
    const name = half.replace(/(Low|High)$/, '')
    const given = written.get(name)
    const shown = value.replace(/^fileIndex\((\w+)\)$/, '$1 + 1')
    written.set(name, given === undefined ? shown : `${given}, ${shown}`)
  }
  return written
}

function sharingWith(field: Field, fields: readonly Field[]): string[] {
  const end = field.offset + field.size
  return fields
    .filter((one) => one !== field && !isPadding(one.name))
    .filter((one) => one.offset < end && field.offset < one.offset + one.size)
    .map((one) => fieldName(one.name))
}
