import type { Keep, OperationRow, Parameter } from '../operations/types.ts'
import { type Argument, isPromiseOnly, prepArguments } from './arguments.ts'
import { categoryTag } from './categories.ts'
import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment, listed, sentences } from './text.ts'

/** `prep.ts`: one function a row, which fills one slot with plain stores. */
export function emitPrep(input: Input): Promise<Generated> {
  const functions = input.operations.map((row) => prepFunction(row, input))
  return printFile('prep.ts', input, 'codegen/operations', [
    constantsImport(input, functions.join('\n'), ['FILE_INDEX_ALLOC']),
    "import type { Sqe } from './structs.ts'",
    FILE_INDEX,
    SET_ADDRESS,
    ...functions,
  ])
}

/** What a function with a slot of the direct table needs beside it. */
export const FILE_INDEX = `
/** The field counts slots from 1, because 0 means a plain descriptor. */
function fileIndex(slot: number): number {
  return slot < 0 || slot === FILE_INDEX_ALLOC ? FILE_INDEX_ALLOC : slot + 1
}`

const SET_ADDRESS = `
/**
 * Gives a send the address of its receiver: after \`send\`, \`sendZc\`, \`sendVectorized\` and the
 * like. It is the only function here that adds to a submission and fills none.
 *
 * In liburing \`io_uring_prep_send_set_addr\`. The kernel needs \`to\` until the submission is
 * consumed (with SQPOLL, until the completion).
 *
 * @param to Address: where it goes.
 * @param toLength Its length in bytes.
 *
 * ${categoryTag('Socket')}
 * @since Linux 6.0
 */
export function sendSetAddr(sqe: Sqe, to: number, toLength: number): void {
  sqe.addr2 = to
  sqe.addrLen = toLength
}`

/** Imports exactly the families and constants that the code uses; comments import nothing. */
export function constantsImport(input: Input, text: string, also: readonly string[] = []): string {
  const known = [
    ...input.families.map((group) => group.family.name),
    ...input.loose.map((one) => one.name),
  ]
  const code = text.replace(/\/\*\*[^]*?\*\//g, '')
  const used = new Set([...also, ...(code.match(/\b[A-Z]\w+\b/g) ?? [])])
  const names = known.filter((name) => used.has(name))
  return `import { ${names.join(', ')} } from './constants.ts'`
}

/** One row's function. */
export function prepFunction(row: OperationRow, input: Input): string {
  const args = prepArguments(row)
  const stores = storesOf(row)
  const fd = stores.get('fd') ?? '0'
  stores.delete('fd')
  const parameters = ['sqe: Sqe', ...args.map((arg) => `${arg.name}: number`)]
  const lines = [
    `sqe.reset(Op.${row.op}, ${fd})`,
    ...[...stores].map(([field, value]) => `sqe.${field} = ${value}`),
  ]
  return `
${docComment(prepDoc(row, args, input))}
export function ${row.name}(${parameters.join(', ')}): void {
  ${lines.join('\n  ')}
}`
}

/** What a row's function writes besides the opcode: field and expression, in order. */
export function storesOf(row: OperationRow): Map<string, string> {
  const stores = new Map<string, string>(prepArguments(row).flatMap((arg) => arg.stores))
  for (const [field, value] of Object.entries(row.set ?? {})) {
    const given = stores.get(field)
    stores.set(field, given === undefined ? `${value}` : `${value} | ${given}`)
  }
  return stores
}

function prepDoc(row: OperationRow, args: readonly Argument[], input: Input): string[] {
  const twin = row.liburing === undefined ? '' : `, in liburing \`io_uring_prep_${row.liburing}\``
  const needs = row.needs === undefined ? '' : `Needs ${listed(row.needs)}.`
  const families = new Map(row.parameters.map((one) => [one.name, one]))
  return [
    sentences(row.doc, row.man && `See ${row.man}.`),
    '',
    sentences(`\`IORING_OP_${row.op}\`${twin}.`, needs, lifetime(args), afterwards(row)),
    ...(row.because === undefined ? [] : ['', `The Ring has no method for it: ${row.because}`]),
    '',
    ...args.map((arg) => `@param ${arg.name} ${linked(arg, families.get(arg.name), input)}`),
    ...(args.length === 0 ? [] : ['']),
    categoryTag(row.category),
    `@since Linux ${row.since}`,
  ]
}

/** Fields that the promise face has options for, and that are set by hand here; their families. */
export function fieldsByHand(row: OperationRow): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const one of row.parameters) {
    const given = row.parameters.some((other) => {
      return !isPromiseOnly(other) && (other.field === one.field || other.lengthField === one.field)
    })
    if (!isPromiseOnly(one) || one.field === '' || given) continue
    const family = one.family ?? one.bits?.split('.')[0]
    fields.set(one.field, family ?? '')
  }
  return fields
}

function afterwards(row: OperationRow): string {
  const names = [...fieldsByHand(row)].map(([field, family]) => {
    return `{@link Sqe.${field}}${family === '' ? '' : ` with {@link ${family}}`}`
  })
  return names.length === 0 ? '' : `Set by hand behind it, if wanted: ${listed(names)}.`
}

/** The argument's sentence, with a link to the constants that it takes. */
function linked({ doc }: Argument, parameter: Parameter | undefined, input: Input): string {
  const { family } = parameter ?? {}
  if (!input.families.some((group) => group.family.name === family)) return doc
  return `${doc} See {@link ${family}}.`
}

/** Until when the kernel needs what a pointer leads to. */
export const KEEP: Readonly<Record<Keep, string>> = {
  consumed: 'until the submission is consumed (with SQPOLL, until the completion)',
  completion: 'until the final completion',
  notification: 'until the notification, which is the final completion',
}

/** Says once for all pointers of an operation how long the kernel needs what they point to. */
function lifetime(args: readonly Argument[]): string {
  const parts = (Object.keys(KEEP) as Keep[]).flatMap((keep) => {
    const names = args.flatMap((arg) => [
      ...(arg.keep === keep ? [`\`${arg.name}\``] : []),
      ...(arg.keepInner === keep ? [`what \`${arg.name}\` points to`] : []),
    ])
    return names.length === 0 ? [] : [`${listed(names)} ${KEEP[keep]}`]
  })
  return parts.length === 0 ? '' : `The kernel needs ${parts.join(', and ')}.`
}
