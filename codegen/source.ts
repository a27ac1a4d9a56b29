/**
 * One header as text: read, its comments set aside, positions kept true. Everything that changes
 * the text keeps its length, so that an offset means the same place from here to the last error
 * message.
 */
import { readFileSync } from 'node:fs'

/** A header whose comments and continued lines are blanked; `clean` is as long as `text`. */
export interface SourceFile {
  /** As an `#include` names it: `linux/io_uring.h`. */
  readonly name: string
  /** Where it was found, for messages. */
  readonly path: string
  readonly text: string
  readonly clean: string
  readonly comments: readonly Comment[]
}

/** A comment and where it stands; it lives in memory only and reaches no committed file. */
export interface Comment {
  readonly start: number
  readonly end: number
}

/** A spot in a header. */
export interface Place {
  readonly file: SourceFile
  readonly offset: number
}

/**
 * Something in a header that we refuse to guess about: says where, shows the line, says what to do.
 */
export class HeaderError extends Error {
  override readonly name = 'HeaderError'
  readonly path: string
  readonly line: number
  readonly column: number

  constructor(place: Place, problem: string, remedy: string) {
    const { line, column, text } = lineAt(place)
    const shown = text.replaceAll('\t', ' ')
    const caret = `${' '.repeat(column - 1)}^`
    super(
      [`${place.file.path}:${line}:${column}: ${problem}`, shown, caret, `To do: ${remedy}`].join(
        '\n  ',
      ),
    )
    this.path = place.file.path
    this.line = line
    this.column = column
  }
}

/** The line and column of a place, both counted from 1, and the text of that line. */
export function lineAt(place: Place): { line: number; column: number; text: string } {
  const { text } = place.file
  const offset = Math.min(place.offset, text.length)
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  const newline = text.indexOf('\n', offset)
  const end = newline < 0 ? text.length : newline
  return {
    line: before.split('\n').length,
    column: offset - start + 1,
    text: text.slice(start, end),
  }
}

/** Reads a header from a file. */
export function readSource(name: string, path: string): SourceFile {
  return sourceOf(name, path, readFileSync(path, 'utf8'))
}

/** Makes a header of a text that is already in memory. */
export function sourceOf(name: string, path: string, text: string): SourceFile {
  const bare = { name, path, text, clean: text, comments: [] }
  const comments = findComments(bare)
  const clean = prepass(spliceLines(blankComments(text, comments)))
  return { ...bare, clean, comments }
}

/** Finds comments; a comment sign inside a string or a character is none. */
function findComments(file: SourceFile): Comment[] {
  const comments: Comment[] = []
  const pattern = /\/\*|\/\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g
  for (let match = pattern.exec(file.text); match; match = pattern.exec(file.text)) {
    const sign = match[0]
    if (sign !== '/*' && sign !== '//') continue
    const end = commentEnd(file, match.index, sign)
    comments.push({ start: match.index, end })
    pattern.lastIndex = end
  }
  return comments
}

function commentEnd(file: SourceFile, start: number, sign: '/*' | '//'): number {
  const { text } = file
  const found = sign === '/*' ? text.indexOf('*/', start + 2) : text.indexOf('\n', start)
  if (found >= 0) return sign === '/*' ? found + 2 : found
  if (sign === '//') return text.length
  throw new HeaderError(
    { file, offset: start },
    'this comment is never closed',
    'the header is damaged; fetch it again.',
  )
}

/**
 * Newlines inside a comment become spaces as well: in C a comment is one space, so a directive goes
 * on behind a comment of several lines.
 */
function blankComments(text: string, comments: readonly Comment[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end } of comments) {
    parts.push(text.slice(at, start), ' '.repeat(end - start))
    at = end
  }
  parts.push(text.slice(at))
  return parts.join('')
}

function spliceLines(text: string): string {
  return text.replace(/\\\r?\n/g, (splice) => ' '.repeat(splice.length))
}

/**
 * Rewrites what is no C to a grammar and what no macro expansion of ours can mend, keeping the
 * length: flexible arrays behind a macro that pastes names, and the counted-by annotation. (Blocks
 * for C++ need nothing here: conditions are evaluated, and `__cplusplus` is not defined.)
 */
export function prepass(text: string): string {
  return text
    .replace(
      /\b__DECLARE_FLEX_ARRAY\(\s*([^,()]+?)\s*,\s*(\w+)\s*\)(?=\s*;)/g,
      (whole, type: string, name: string) => `${type} ${name}[]`.padEnd(whole.length),
    )
    .replace(/\b__counted_by(?:_le|_be|_ptr)?\(\s*\w+\s*\)(?=\s*;)/g, blank)
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}
