import { ARCHITECTURES, type Architecture, type Struct } from '../model.ts'
import type { LibcStruct } from '../vocabulary/types.ts'
import { layoutOn } from './fields.ts'
import type { Input } from './input.ts'
import { isSplit, valueOn } from './input.ts'
import type { Generated } from './print.ts'
import { banner } from './print.ts'

const MACROS = { x64: '__x86_64__', arm64: '__aarch64__' } as const

/**
 * `abi-check.c`: every size, offset and constant as an assertion for the C compiler, which reads
 * the real headers. A wrong parser cannot pass.
 */
export function emitAbiCheck(input: Input): Generated {
  const { series, constants, structs } = input.model
  const [from, advice] = banner(input, 'codegen/vocabulary', 'abi-check.ts')
  const text = `/*
 * ${from}
 * ${advice}
 *
 * Compile with -fsyntax-only against the headers of Linux ${series}. CHECK_LIBC checks what libc
 * declares instead: the kernel's headers and libc's cannot be read together.
 */
#ifdef CHECK_LIBC

#define _GNU_SOURCE
#include <stddef.h>
${includes([...input.libcConstants, ...input.libcStructs])}

${perArchitecture((architecture) => libcChecks(input, architecture))}
#else

#include <stddef.h>
${includes([...constants, ...structs])}
${onlyFor(input)}
${perArchitecture((architecture) => checks(input, architecture))}
#endif
`
  return { path: 'abi-check.c', text }
}

function includes(named: readonly { readonly header: string }[]): string {
  return [...new Set(named.map((one) => `#include <${one.header}>`))].join('\n')
}

/** Headers of one architecture say nothing about the other. */
function onlyFor({ model }: Input): string {
  const macros = model.architectures?.map((architecture) => `!defined(${MACROS[architecture]})`)
  if (macros === undefined) return ''
  const names = model.architectures?.join(' and ')
  return `\n#if ${macros.join(' && ')}\n#error "made from headers of ${names} alone"\n#endif\n`
}

/** The lines that hold everywhere, then those of each architecture. */
function perArchitecture(linesOn: (architecture: Architecture) => readonly string[]): string {
  const [x64 = [], arm64 = []] = ARCHITECTURES.map(linesOn)
  const others = new Set(arm64)
  const shared = new Set(x64.filter((line) => others.has(line)))
  const own = ARCHITECTURES.map((architecture) => {
    const lines = linesOn(architecture).filter((line) => !shared.has(line))
    const inner = lines.join('\n')
    return lines.length === 0 ? '' : `\n#ifdef ${MACROS[architecture]}\n${inner}\n#endif\n`
  })
  return `${[...shared].join('\n')}\n${own.join('')}`
}

function checks(input: Input, architecture: Architecture): string[] {
  const { constants, structs } = input.model
  return [
    ...constants.map(({ name, constant }) => {
      const { bits, signed } = isSplit(constant) ? constant[architecture] : constant
      return equal(name, valueOn(constant, architecture), signed, bits === 64)
    }),
    ...structs.flatMap((struct) => {
      return structChecks(struct, typeOf(input, struct.name, architecture), architecture)
    }),
  ]
}

function libcChecks(input: Input, architecture: Architecture): string[] {
  return [
    ...input.libcConstants.map(({ c, value }) => {
      const number = typeof value === 'number' ? value : value[architecture]
      return equal(c, BigInt(number), number < 0x8000_0000, false)
    }),
    ...input.libcStructs.flatMap((struct: LibcStruct) => {
      return structChecks(struct, struct.type ?? `${struct.kind} ${struct.name}`, architecture)
    }),
  ]
}

function equal(name: string, value: bigint, signed: boolean, long: boolean): string {
  const suffix = `${signed ? '' : 'U'}${long ? 'LL' : ''}`
  // The lowest number has no literal of its own: C reads a minus sign and a number that is too big.
  const literal = value < 0n ? `(-${-value - 1n}${suffix} - 1)` : `${value}${suffix}`
  return claim(`(${name}) == ${literal}`, name)
}

/** How C names a type: its tag, or for an anonymous one the field that holds it. */
function typeOf(input: Input, name: string, architecture: Architecture): string {
  const find = (wanted: string): Struct | undefined =>
    input.model.structs.find((struct) => struct.name === wanted)
  const dot = name.lastIndexOf('.')
  if (dot < 0) return `${find(name)?.kind ?? 'struct'} ${name}`
  const [parent, member] = [name.slice(0, dot), name.slice(dot + 1)]
  const layout = find(parent)?.layout
  const field =
    layout && layoutOn(layout, architecture).fields.find((candidate) => candidate.name === member)
  const element = field?.count === undefined ? '' : '[0]'
  return `__typeof__(((${typeOf(input, parent, architecture)} *)0)->${member}${element})`
}

function structChecks(struct: Struct, type: string, architecture: Architecture): string[] {
  const { size, align, fields } = layoutOn(struct.layout, architecture)
  return [
    claim(`sizeof(${type}) == ${size}`, struct.name),
    claim(`_Alignof(${type}) == ${align}`, `${struct.name} alignment`),
    ...fields.flatMap((field) => {
      const message = `${struct.name}.${field.name}`
      const offset = claim(`offsetof(${type}, ${field.name}) == ${field.offset}`, message)
      if (field.size === 0) return [offset]
      return [offset, claim(`sizeof(((${type} *)0)->${field.name}) == ${field.size}`, message)]
    }),
  ]
}

function claim(condition: string, message: string): string {
  return `_Static_assert(${condition}, "${message}");`
}
