import { ARCHITECTURES, type Architecture } from '../model.ts'
import type { LibcStruct } from '../vocabulary/types.ts'
import type { Input } from './input.ts'
import { isSplit, valueOn } from './input.ts'
import type { Generated } from './print.ts'
import { layoutOn } from './structs.ts'

const MACROS = { x64: '__x86_64__', arm64: '__aarch64__' } as const

/**
 * `abi-check.c`: every size, offset and constant as an assertion for the C compiler, which reads the
 * real headers. A wrong parser cannot pass.
 */
export function emitAbiCheck(input: Input): Generated {
  const { series } = input.model
  const headers = [
    ...new Set([...input.model.constants, ...input.model.structs].map((one) => one.header)),
  ]
  const libc = [...new Set([...input.libcConstants, ...input.libcStructs].map((one) => one.header))]
  const there = new Set(checks(input, 'arm64'))
  const both = checks(input, 'x64').filter((line) => there.has(line))
  const shared = new Set(both)
  const only = ARCHITECTURES.map((architecture) => {
    const lines = checks(input, architecture).filter((line) => !shared.has(line))
    return lines.length === 0
      ? ''
      : `\n#ifdef ${MACROS[architecture]}\n${lines.join('\n')}\n#endif\n`
  })
  const text = `/*
 * Generated from headers/abi/${series}.json by codegen/emit/abi-check.ts.
 * Do not edit: run \`npm run generate\`.
 *
 * Compile with -fsyntax-only against the headers of Linux ${series}. CHECK_LIBC adds what libc declares;
 * the kernel's headers and libc's cannot be read together.
 */
#include <stddef.h>

#ifdef CHECK_LIBC
#define _GNU_SOURCE
${libc.map((header) => `#include <${header}>`).join('\n')}
${libcChecks(input).join('\n')}
#else
${headers.map((header) => `#include <${header}>`).join('\n')}

${both.join('\n')}
${only.join('')}
#endif
`
  return { path: 'abi-check.c', text }
}

function checks(input: Input, architecture: Architecture): string[] {
  const constants = input.model.constants.map(({ name, constant }) => {
    const value = valueOn(constant, architecture)
    const type = isSplit(constant) ? constant[architecture] : constant
    return `_Static_assert((${name}) == ${cLiteral(value, type.bits === 64)}, "${name}");`
  })
  const structs = input.model.structs
    .filter((struct) => !struct.name.includes('.'))
    .flatMap((struct) => structChecks(struct, layoutOn(struct.layout, architecture)))
  return [...constants, ...structs]
}

function structChecks(struct: LibcStruct, layout: ReturnType<typeof layoutOn>): string[] {
  const type = struct.type ?? `${struct.kind} ${struct.name}`
  return [
    `_Static_assert(sizeof(${type}) == ${layout.size}, "${struct.name}");`,
    ...layout.fields.flatMap((field) => [
      `_Static_assert(offsetof(${type}, ${field.name}) == ${field.offset}, "${struct.name}.${field.name}");`,
      ...(field.size === 0
        ? []
        : [
            `_Static_assert(sizeof(((${type} *)0)->${field.name}) == ${field.size}, "${struct.name}.${field.name}");`,
          ]),
    ]),
  ]
}

function libcChecks(input: Input): string[] {
  const constants = input.libcConstants.flatMap(({ c, value }) => {
    if (typeof value === 'number') return [`_Static_assert((${c}) == ${value}, "${c}");`]
    return ARCHITECTURES.flatMap((architecture) => [
      `#ifdef ${MACROS[architecture]}`,
      `_Static_assert((${c}) == ${value[architecture]}, "${c}");`,
      '#endif',
    ])
  })
  const structs = input.libcStructs.flatMap((struct) =>
    structChecks(struct, layoutOn(struct.layout, 'x64')),
  )
  return [...constants, ...structs]
}

function cLiteral(value: bigint, long: boolean): string {
  if (value < 0n) return `(${value}${long ? 'LL' : ''})`
  return `${value}${long ? 'ULL' : value > 0x7fffffffn ? 'U' : ''}`
}
