import prettier from 'prettier'
import { Project } from 'ts-morph'
import type { Input } from './input.ts'
import { COLUMNS } from './text.ts'

/** One generated file: its path below the output directory, and its text. */
export interface Generated {
  readonly path: string
  readonly text: string
}

const project = new Project({ useInMemoryFileSystem: true })

/**
 * Prints one file: its first lines say what made it and how to change it, the rest are its
 * statements, in the format of the whole project.
 */
export function printFile(
  path: string,
  input: Input,
  change: string,
  statements: readonly string[],
  emitter = path,
): Promise<Generated> {
  return printText(path, banner(input, change, emitter), statements)
}

/** Prints one file whose first lines are given. */
export async function printText(
  path: string,
  lines: readonly string[],
  statements: readonly string[],
): Promise<Generated> {
  const head = lines.map((line) => `// ${line}`)
  const all = { statements: [...head, ...statements] }
  // All at once: ts-morph reads the whole file again for every statement that is added later.
  const file = project.createSourceFile(path, all, { overwrite: true })
  const text = await prettier.format(file.getFullText(), {
    parser: 'typescript',
    semi: false,
    singleQuote: true,
    printWidth: COLUMNS,
    trailingComma: 'all',
  })
  return { path, text: insertBlankLines(text) }
}

/** Where a file comes from, for its first lines. A user's directory has no tables beside it. */
export function banner(input: Input, change: string, emitter: string): [string, string] {
  const { series, architectures } = input.model
  if (input.target.fromSnapshot) {
    return [
      `Generated from headers/abi/${series}.json by codegen/emit/${emitter}.`,
      `Do not edit: change ${change}, then run \`npm run generate\`.`,
    ]
  }
  const alone = architectures === undefined ? '' : `, ${architectures.join()} alone`
  return [
    `Generated from the headers of Linux ${series}${alone} by codegen/emit/${emitter}.`,
    'Do not edit: generate it anew.',
  ]
}

/** ts-morph glues statements together: one blank line before every doc comment at the margin. */
function insertBlankLines(text: string): string {
  return text.replace(/([^\n{])\n(\/\*\*)/g, '$1\n\n$2')
}
