/** What a header's own comments say of its names. In memory only: never in a snapshot. */
import type { PreparedFile, Unit } from './preprocess.ts'

/** The comments of a unit's io_uring headers, by C name; a field's name is `struct.field`. */
export function commentsOf(unit: Unit): Map<string, string> {
  const comments = new Map<string, string>()
  for (const [name, file] of unit.files) {
    if (!/^linux\/io_uring(\.h|\/)/.test(name)) continue
    for (const [key, text] of beside(file)) comments.set(key, text)
    for (const [key, text] of listed(file)) comments.set(key, text)
  }
  return comments
}

/** Comments that stand behind a name on its line, or alone on the lines before it. */
function beside(file: PreparedFile): Map<string, string> {
  const found = new Map<string, string>()
  const { text, clean, comments } = file.source
  let struct = ''
  let offset = 0
  for (const line of text.split('\n')) {
    const end = offset + line.length
    const code = clean.slice(offset, end)
    struct = /^struct\s+(\w+)/.exec(code)?.[1] ?? (code.startsWith('}') ? '' : struct)
    const name = nameOn(code, struct)
    const start = offset
    const behind = comments.find((one) => one.start >= start && one.start < end)
    const before = comments.findLast((one) => one.end <= start)
    const above = before !== undefined && /^[ \t]*\n[ \t]*$/.test(text.slice(before.end, start))
    const alone = before !== undefined && /(^|\n)[ \t]*$/.test(text.slice(0, before.start))
    const comment = behind ?? (above && alone ? before : undefined)
    if (name !== undefined && comment !== undefined && !found.has(name)) {
      found.set(name, sentence(text.slice(comment.start, comment.end)))
    }
    offset = end + 1
  }
  return found
}

function nameOn(code: string, struct: string): string | undefined {
  const macro = /^\s*#\s*define\s+(\w+)/.exec(code)?.[1]
  if (macro !== undefined) return macro
  const aggregate = /^(?:struct|union|enum)\s+(\w+)\s*\{/.exec(code)?.[1]
  if (aggregate !== undefined) return aggregate
  const field = /^\s+[\w\s*]*?[\s*](\w+)(?:\[[^\]]*\])?;/.exec(code)?.[1]
  if (field !== undefined) return struct === '' ? undefined : `${struct}.${field}`
  return /^\s+([A-Z_][A-Z0-9_]+)\s*(?:=[^,]*)?,?\s*$/.exec(code)?.[1]
}

/**
 * A name at the start of a line and its text; `IORING_OP_NOP flags (…)` is a title and not an
 * entry.
 */
const ENTRY = /^\s*\*\s([A-Z][A-Z0-9_]{4,})(?::[ \t]+|\t+[ \t]*|[ ]{2,}|[ ](?=[A-Z']))(\S.*)$/

/** Long comments that list names with a text behind each, the way these headers explain flags. */
function listed(file: PreparedFile): Map<string, string> {
  const found = new Map<string, string>()
  const { text, comments } = file.source
  for (const { start, end } of comments) {
    let name: string | undefined
    for (const line of text.slice(start, end).split('\n')) {
      const entry = ENTRY.exec(line)
      const more = /^\s*\*(?:\t|[ ]{3,})\s*(\S.*)$/.exec(line)?.[1]
      if (entry?.[1] !== undefined) {
        name = entry[1]
        found.set(name, entry[2] ?? '')
      } else if (name !== undefined && more !== undefined) {
        found.set(name, `${found.get(name)} ${more}`)
      } else name = undefined
    }
  }
  return found
}

function sentence(comment: string): string {
  return comment
    .replace(/^\/\*+|\*+\/$/g, '')
    .replace(/^\s*\*+/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}
