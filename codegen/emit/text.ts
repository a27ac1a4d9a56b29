/** Words inside generated files: doc comments, lists, lines of a width. */

export const COLUMNS = 100

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
