import type { Input } from './input.ts'
import type { Generated } from './print.ts'
import { finish, newFile } from './print.ts'

/** `support.ts`: what needs which kernel, for errors, for `support()` and for the docs. */
export async function emitSupport(input: Input): Promise<Generated> {
  const file = newFile(
    'support.ts',
    input.model.series,
    'codegen/vocabulary and codegen/operations',
  )
  const families = [
    ['Op', 'opSince', 'First kernel of each opcode.'],
    ['RegisterOp', 'registerSince', 'First kernel of each operation of io_uring_register(2).'],
    ['SetupFlags', 'setupSince', 'First kernel of each setup flag.'],
  ] as const
  file.addStatements([
    `import { ${families.map(([family]) => family).join(', ')} } from './constants.ts'`,
  ])
  file.addStatements([
    `\n/** The kernel whose header this was made from. */\nexport const HEADER_SERIES = '${input.model.series}'`,
  ])
  for (const [family, name, doc] of families) {
    const members = input.families.find((group) => group.family.name === family)?.members ?? []
    const lines = members.map((member) => `  [${family}.${member.name}]: '${member.entry[0]}',`)
    file.addStatements([
      `\n/** ${doc} */\nexport const ${name}: Readonly<Record<number, string>> = {\n${lines.join('\n')}\n}`,
    ])
  }
  const rows = input.operations.map((row) => `  ${row.name}: '${row.since}',`)
  file.addStatements([
    `\n/** First kernel of each operation variant, by the name of its \`prep\` function. */\nexport const variantSince: Readonly<Record<string, string>> = {\n${rows.join('\n')}\n}`,
  ])
  return finish(file)
}
