import prettier from 'prettier'
import { Project, type SourceFile } from 'ts-morph'

/** One generated file: its path below the output directory, and its text. */
export interface Generated {
  readonly path: string
  readonly text: string
}

const project = new Project({ useInMemoryFileSystem: true })

/** A new file whose first lines say what made it and how to change it. */
export function newFile(name: string, series: string, change: string, emitter = name): SourceFile {
  const file = project.createSourceFile(name, '', { overwrite: true })
  file.addStatements([
    `// Generated from headers/abi/${series}.json by codegen/emit/${emitter}.`,
    `// Do not edit: change ${change}, then run \`npm run generate\`.`,
  ])
  return file
}

/** The finished text, in the format of the whole project. */
export async function finish(file: SourceFile): Promise<Generated> {
  const path = file.getBaseName()
  const text = await prettier.format(file.getFullText(), {
    parser: 'typescript',
    semi: false,
    singleQuote: true,
    printWidth: 100,
    trailingComma: 'all',
  })
  return { path, text: insertBlankLines(text) }
}

/** ts-morph glues what it is given as text: one blank line before every doc comment at the margin. */
function insertBlankLines(text: string): string {
  return text.replace(/([^\n{])\n(\/\*\*)/g, '$1\n\n$2')
}

/** A doc comment as the lines of a JSDoc block, wrapped to the project's width. */
export function docText(paragraphs: readonly string[], indent = 0): string {
  const width = 100 - 3 - indent
  return paragraphs.map((paragraph) => wrap(paragraph, width)).join('\n')
}

/** The same, printed as a comment for text that goes in verbatim. */
export function docComment(paragraphs: readonly string[], indent = 0): string {
  const pad = ' '.repeat(indent)
  const lines = docText(paragraphs, indent).split('\n')
  const single = `${pad}/** ${lines[0]} */`
  if (lines.length === 1 && single.length <= 100) return single
  return [`${pad}/**`, ...lines.map((line) => `${pad} * ${line}`.trimEnd()), `${pad} */`].join('\n')
}

function wrap(text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines.join('\n')
}

/** How a version is said in a doc comment; nothing for what is older than io_uring. */
export function sinceTag(since: string): string[] {
  return since === '' ? [] : [`@since Linux ${since}`]
}
