/**
 * The model as JSON text: one constant a line, one field a line, so that a diff reads like a list.
 */
import { readKept } from './packed.ts'
import type { AbiModel, Layout, PerArchitecture, Struct } from './model.ts'

/** The text of `headers/abi/<series>.json`. */
export function printModel(model: AbiModel): string {
  const { series, architectures, constants, structs } = model
  const lines = [
    `"series": ${JSON.stringify(series)}`,
    ...(architectures === undefined ? [] : [`"architectures": ${inline(architectures)}`]),
    `"constants": ${list(constants.map((constant) => `    ${inline(constant)}`))}`,
    `"structs": ${list(structs.map(printStruct))}`,
  ]
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`
}

/** Reads a committed snapshot. */
export function readModel(path: string): AbiModel {
  return JSON.parse(readKept(path)) as AbiModel
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n  ]`
}

function printStruct(struct: Struct): string {
  const { name, kind, header, layout } = struct
  const head = inline({ name, kind, header }).slice(0, -2)
  return `    ${head}, "layout": ${printLayouts(layout)} }`
}

function printLayouts(layout: PerArchitecture<Layout>): string {
  if ('fields' in layout) return printLayout(layout)
  return `{ "x64": ${printLayout(layout.x64)}, "arm64": ${printLayout(layout.arm64)} }`
}

function printLayout({ size, align, fields }: Layout): string {
  const lines = fields.map((field) => `      ${inline(field)}`)
  const text = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n    ]`
  return `{ "size": ${size}, "align": ${align}, "fields": ${text} }`
}

/** JSON on one line with spaces, for people. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`,
  )
  return `{ ${entries.join(', ')} }`
}
