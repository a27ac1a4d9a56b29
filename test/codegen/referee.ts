/** The C compiler as the referee: a model becomes a list of assertions over the real headers. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AbiModel, Architecture, Layout, PerArchitecture } from '../../codegen/model.ts'

export const COMPILERS: Readonly<Record<Architecture, string>> = {
  x64: process.arch === 'x64' ? 'gcc' : 'x86_64-linux-gnu-gcc',
  arm64: process.arch === 'arm64' ? 'gcc' : 'aarch64-linux-gnu-gcc',
}

export function hasCompiler(architecture: Architecture): boolean {
  return spawnSync(COMPILERS[architecture], ['--version']).status === 0
}

/** What the compiler says against a C text; empty when it agrees. */
export function compile(
  architecture: Architecture,
  directories: readonly string[],
  text: string,
): string {
  const directory = mkdtempSync(join(tmpdir(), 'uring-referee-'))
  const file = join(directory, 'check.c')
  writeFileSync(file, text)
  const include = directories.flatMap((one) => ['-isystem', one])
  // The model calls plain `char` a byte without a sign; compilers differ by architecture.
  const flags = [
    '-funsigned-char',
    '-std=gnu11',
    '-fsyntax-only',
    '-ffreestanding',
    '-nostdinc',
    ...include,
    file,
  ]
  const result = spawnSync(COMPILERS[architecture], flags, { encoding: 'utf8' })
  rmSync(directory, { recursive: true })
  return result.status === 0 ? '' : result.stderr || String(result.error)
}

/** A C text that asserts every fact of a model, for one architecture. */
export function assertions(model: AbiModel, architecture: Architecture): string {
  const headers = new Set([...model.constants, ...model.structs].map(({ header }) => header))
  const lines = [...headers].map((header) => `#include <${header}>`)
  for (const { name, constant } of model.constants) {
    const { value, bits, signed } = pick<{ value: string; bits: number; signed: boolean }>(
      constant,
      architecture,
    )
    lines.push(claim(`(${name}) == ${literal(value, bits, signed)}`, name))
    lines.push(claim(`sizeof(+(${name})) == ${bits / 8}`, `${name} width`))
    lines.push(claim(`(((__typeof__(+(${name})))-1) < 0) == ${signed ? 1 : 0}`, `${name} sign`))
  }
  for (const { name, layout } of model.structs) {
    const type = typeName(model, name, architecture)
    lines.push(...layoutClaims(type, pick<Layout>(layout, architecture)))
  }
  return `${lines.join('\n')}\n`
}

export function pick<T extends object>(fact: PerArchitecture<T>, architecture: Architecture): T {
  return 'x64' in fact ? fact[architecture] : fact
}

function layoutClaims(type: string, { size, align, fields }: Layout): string[] {
  const lines = [
    claim(`sizeof(${type}) == ${size}`, `${type} size`),
    claim(`_Alignof(${type}) == ${align}`, `${type} alignment`),
  ]
  for (const field of fields) {
    const { name, offset } = field
    const value = `((${type} *)0)->${name}`
    lines.push(claim(`__builtin_offsetof(${type}, ${name}) == ${offset}`, `${type} ${name}`))
    if (field.count !== 0) lines.push(claim(`sizeof(${value}) == ${field.size}`, `${type} ${name}`))
    if (field.type.kind === 'int' && field.count === undefined) {
      const sign = field.type.signed ? 1 : 0
      lines.push(claim(`(((__typeof__(${value}))-1) < 0) == ${sign}`, `${type} ${name} sign`))
    }
  }
  return lines
}

/** How C names a type: its tag, or for an anonymous one the field that holds it. */
function typeName(model: AbiModel, name: string, architecture: Architecture): string {
  const dot = name.lastIndexOf('.')
  const own = model.structs.find((one) => one.name === name)
  if (dot < 0) return `${own?.kind ?? 'struct'} ${name}`
  const parent = model.structs.find((one) => one.name === name.slice(0, dot))
  const fields = parent === undefined ? [] : pick<Layout>(parent.layout, architecture).fields
  const field = fields.find((one) => one.name === name.slice(dot + 1))
  const element = field?.count === undefined ? '' : '[0]'
  const type = typeName(model, name.slice(0, dot), architecture)
  return `__typeof__(((${type} *)0)->${name.slice(dot + 1)}${element})`
}

function literal(value: string, bits: number, signed: boolean): string {
  const suffix = `${signed ? '' : 'U'}${bits === 64 ? 'L' : ''}`
  // The lowest number has no literal of its own: C reads a minus sign and a number that is too big.
  if (value.startsWith('-')) return `(-${BigInt(value) * -1n - 1n}${suffix} - 1)`
  return `${value}${suffix}`
}

function claim(condition: string, message: string): string {
  return `_Static_assert(${condition}, ${JSON.stringify(message)});`
}
