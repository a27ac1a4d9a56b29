import prettier from 'prettier'
import { Project } from 'ts-morph'
import type { Input } from './input.ts'

/** One generated file: its path below the output directory, and its text. */
export interface Generated {
  readonly path: string
  readonly text: string
}

const COLUMNS = 100

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

/**
 * A doc comment of paragraphs and block tags, wrapped to the project's width; on one line if it
 * fits there, a last tag included.
 */
export function docComment(paragraphs: readonly string[], indent = 0): string {
  const pad = ' '.repeat(indent)
  const [first = '', second = ''] = paragraphs
  const brief = paragraphs.length === 1 || (paragraphs.length === 2 && second.startsWith('@since'))
  const single = `${pad}/** ${[first, second].join(' ').trim()} */`
  if (brief && single.length <= COLUMNS && !first.startsWith('@')) return single
  const lines = paragraphs.flatMap((paragraph) => wrap(paragraph, COLUMNS - indent - 3))
  return [`${pad}/**`, ...lines.map((line) => `${pad} * ${line}`.trimEnd()), `${pad} */`].join('\n')
}

/** A link or a piece of code is one word: a line that ends inside it reads badly. */
const WORD = /(?:\{@[^}]*\}|`[^`]*`|\S)+/g

/** Lines of a width, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const [word] of text.matchAll(WORD)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** How a version is said in a doc comment; nothing for what is older than io_uring. */
export function sinceTag(since: string): string[] {
  return since === '' ? [] : [`@since Linux ${since}`]
}

/** Joins sentences, leaving out what is empty. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ')
}

/** `a`, `b` and `c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
