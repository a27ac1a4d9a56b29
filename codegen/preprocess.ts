/**
 * The C preprocessor over a set of headers: conditions are decided for one architecture, includes
 * are followed, macros are kept and expanded. What is left of each header is text for the parser,
 * with the place in the header that every character of it comes from.
 */
import { evaluate } from './evaluate.ts'
import type { Scope } from './evaluate.ts'
import { parseExpression } from './expression.ts'
import { expand, expandAt } from './macros.ts'
import type { Macro } from './macros.ts'
import type { Architecture } from './model.ts'
import { HeaderError, sourceOf } from './source.ts'
import type { Place, SourceFile } from './source.ts'
import { textOf, tokenize } from './tokens.ts'
import type { Token } from './tokens.ts'

/** Finds a header by the name an `#include` gives it. */
export type Find = (name: string) => SourceFile | undefined

/** What is left of a header: active text, macros expanded. */
export interface PreparedFile {
  readonly source: SourceFile
  /** The name that its include guard defines. */
  guard?: string
  text: string
  /** Where the pieces of `text` begin, and where they come from. */
  readonly starts: number[]
  readonly origins: number[]
  /**
   * What is not understood here; it matters if something wanted stands at that place or behind it.
   */
  readonly problems: HeaderError[]
}

/** A translation unit for one architecture: everything that the wanted headers pull in. */
export interface Unit {
  readonly architecture: Architecture
  readonly macros: Map<string, Macro>
  /** In the order in which they were opened. */
  readonly files: Map<string, PreparedFile>
  /** Which header includes which, guards or not. */
  readonly includes: Map<string, Set<string>>
  /** Headers that are included and cannot be found, with the first place that does so. */
  readonly missing: Map<string, Place>
  readonly find: Find
}

/** What a compiler for the architecture defines by itself, as far as headers ask. */
const PREDEFINED = `
#define __LP64__ 1
#define _LP64 1
#define __linux__ 1
#define __unix__ 1
#define __STDC__ 1
#define __CHAR_BIT__ 8
#define __SIZEOF_INT__ 4
#define __SIZEOF_LONG__ 8
#define __SIZEOF_POINTER__ 8
#define __ORDER_LITTLE_ENDIAN__ 1234
#define __ORDER_BIG_ENDIAN__ 4321
#define __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
#define __signed__ signed
#define __inline__ inline
#define __inline inline
#define __volatile__ volatile
#define __extension__
#define __user
`
const PREDEFINED_BY: Readonly<Record<Architecture, string>> = {
  x64: '#define __x86_64__ 1\n#define __x86_64 1\n#define __amd64__ 1\n',
  arm64: '#define __aarch64__ 1\n#define __AARCH64EL__ 1\n#define __ARM_ARCH 8\n',
}

/** An empty unit in which only the compiler's own macros are defined. */
export function createUnit(architecture: Architecture, find: Find): Unit {
  const unit: Unit = {
    architecture,
    macros: new Map(),
    files: new Map(),
    includes: new Map(),
    missing: new Map(),
    find,
  }
  const text = PREDEFINED + PREDEFINED_BY[architecture]
  process(unit, sourceOf('(predefined)', '(predefined)', text))
  unit.files.clear()
  return unit
}

/** Reads a header and what it includes. False when there is no such header. */
export function include(unit: Unit, name: string): boolean {
  const known = unit.files.get(name)?.source ?? unit.find(name)
  if (known === undefined) return false
  process(unit, known)
  return true
}

/** Where a character of the prepared text comes from. */
export function originOf(file: PreparedFile, index: number): Place {
  let low = 0
  let high = file.starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((file.starts[middle] ?? 0) <= index) low = middle
    else high = middle
  }
  const start = file.starts[low] ?? 0
  const origin = file.origins[low] ?? 0
  // A piece that came out of a macro has no inner positions: all of it stands where the use stands.
  const inner = origin < 0 ? 0 : index - start
  return { file: file.source, offset: (origin < 0 ? -origin - 1 : origin) + inner }
}

interface Branch {
  readonly at: Place
  /** Whether the surrounding text is active at all. */
  readonly outer: boolean
  active: boolean
  /** Whether a branch has been taken, so that the following ones are not. */
  taken: boolean
}

interface Reader {
  readonly unit: Unit
  readonly file: PreparedFile
  readonly branches: Branch[]
}

function process(unit: Unit, source: SourceFile): void {
  const file: PreparedFile = prepared(unit, source)
  const reader: Reader = { unit, file, branches: [] }
  const { clean } = source
  let block = 0
  for (const match of clean.matchAll(/^[ \t]*#[ \t]*(\w*)([^\n]*)$/gm)) {
    addText(reader, block, match.index)
    const [line, word = '', rest = ''] = match
    const end = match.index + line.length
    const at = { file: source, offset: match.index + line.indexOf('#') }
    directive(reader, word, end - rest.length, end, at)
    block = end
  }
  addText(reader, block, clean.length)
  const open = reader.branches.at(-1)
  if (open !== undefined) throw new HeaderError(open.at, 'this condition has no #endif', DAMAGED)
}

/** An include guard is the first thing of its header: a name that is asked for and then defined. */
const GUARD = /^\s*#[ \t]*ifndef[ \t]+(\w+)\s*#[ \t]*define[ \t]+(\w+)[ \t]*(?:\n|$)/

/** A header that is read again, guard or not, may define macros again; its text counts once. */
function prepared(unit: Unit, source: SourceFile): PreparedFile {
  const known = unit.files.get(source.name)
  if (known !== undefined) return { ...known, text: '', starts: [], origins: [], problems: [] }
  const file: PreparedFile = { source, text: '', starts: [], origins: [], problems: [] }
  const guard = GUARD.exec(source.clean)
  if (guard?.[1] !== undefined && guard[1] === guard[2]) file.guard = guard[1]
  unit.files.set(source.name, file)
  return file
}

const DAMAGED = 'the header is damaged; fetch it again.'

function isActive(reader: Reader): boolean {
  return reader.branches.at(-1)?.active ?? true
}

function directive(reader: Reader, word: string, start: number, end: number, at: Place): void {
  if (isCondition(word)) {
    condition(reader, word, tokensOf(reader, start, end), at)
    return
  }
  if (!isActive(reader)) return
  switch (word) {
    case 'define':
      define(reader, start, end, at)
      return
    case 'undef':
      reader.unit.macros.delete(tokensOf(reader, start, end)[0]?.text ?? '')
      return
    case 'include':
      includeLine(reader, reader.file.source.clean.slice(start, end), at)
      return
    case 'pragma':
      pragma(reader, reader.file.source.clean.slice(start, end), at)
      return
    case 'warning':
      return
    case '':
      // A lone # is legal and means nothing; anything behind it does not.
      if (reader.file.source.clean.slice(start, end).trim() === '') return
      throw new HeaderError(at, 'this directive has no name', DAMAGED)
    case 'error':
      throw new HeaderError(at, 'the header refuses to be read like this', 'read its message.')
    default:
      throw new HeaderError(at, `#${word} is not understood`, 'teach codegen/preprocess.ts.')
  }
}

function tokensOf(reader: Reader, start: number, end: number): Token[] {
  const { source } = reader.file
  return tokenize(source.clean.slice(start, end), source, (index) => start + index)
}

function isCondition(word: string): boolean {
  return ['if', 'ifdef', 'ifndef', 'elif', 'else', 'endif'].includes(word)
}

function condition(reader: Reader, word: string, tokens: Token[], at: Place): void {
  const { branches, unit } = reader
  if (word === 'if' || word === 'ifdef' || word === 'ifndef') {
    const outer = isActive(reader)
    const active = outer && decide(unit, word, tokens, at)
    branches.push({ at, outer, active, taken: active })
    return
  }
  const branch = branches.at(-1)
  if (branch === undefined) throw new HeaderError(at, `#${word} without an #if`, DAMAGED)
  if (word === 'endif') {
    branches.pop()
    return
  }
  branch.active =
    branch.outer && !branch.taken && (word === 'else' || decide(unit, 'if', tokens, at))
  branch.taken ||= branch.active
}

function decide(unit: Unit, word: 'if' | 'ifdef' | 'ifndef', tokens: Token[], at: Place): boolean {
  if (word !== 'if') {
    const name = tokens[0]
    if (name?.kind !== 'name') throw new HeaderError(at, `#${word} without a name`, DAMAGED)
    return unit.macros.has(name.text) === (word === 'ifdef')
  }
  const expanded = expand(replaceDefined(unit, tokens), unit.macros)
  return (
    evaluate(
      parseExpression(expanded, at, () => false),
      CONDITION,
    ).value !== 0n
  )
}

/** `defined` looks at names before they are expanded. */
function replaceDefined(unit: Unit, tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token.text !== 'defined') {
      result.push(token)
      continue
    }
    const inner = tokens[at + 1]?.text === '('
    const name = tokens[at + (inner ? 2 : 1)]
    if (name?.kind !== 'name') throw new HeaderError(token, 'defined without a name', DAMAGED)
    result.push({ ...token, kind: 'number', text: unit.macros.has(name.text) ? '1' : '0' })
    at += inner ? 3 : 1
  }
  return result
}

const CONDITION: Scope = {
  condition: true,
  enumerator: () => undefined,
  integerType: ({ at }) => {
    throw new HeaderError(at, 'a condition has no types', DAMAGED)
  },
  sizeOf: ({ at }) => {
    throw new HeaderError(at, 'a condition has no types', DAMAGED)
  },
}

function define(reader: Reader, start: number, end: number, at: Place): void {
  const { source } = reader.file
  const tokens = tokensOf(reader, start, end)
  const [name, parenthesis] = tokens
  if (name?.kind !== 'name') throw new HeaderError(at, '#define without a name', DAMAGED)
  // Only a parenthesis that touches the name begins parameters.
  const touches = parenthesis?.text === '(' && parenthesis.offset === name.offset + name.text.length
  const close = touches ? tokens.findIndex((token) => token.text === ')') : 0
  if (close < 0) throw new HeaderError(at, `the parameters of ${name.text} never end`, DAMAGED)
  const parameters = textOf(tokens.slice(2, close)).replaceAll(' ', '').split(',')
  const macro: Macro = {
    name: name.text,
    file: source,
    offset: name.offset,
    ...(touches ? { parameters: parameters.filter((parameter) => parameter !== '') } : {}),
    body: tokens.slice(close + 1),
  }
  const known = reader.unit.macros.get(macro.name)
  if (known !== undefined && !isSame(known, macro)) {
    throw new HeaderError(name, `${macro.name} is defined twice, and differently`, DAMAGED)
  }
  if (known === undefined) reader.unit.macros.set(macro.name, macro)
}

function isSame(one: Macro, other: Macro): boolean {
  const text = ({ parameters, body }: Macro) => `${parameters?.join() ?? ''} = ${textOf(body)}`
  return text(one) === text(other)
}

function includeLine(reader: Reader, text: string, at: Place): void {
  const { unit, file } = reader
  const name = /^\s*[<"]([^>"]+)[>"]\s*$/.exec(text)?.[1]
  if (name === undefined) throw new HeaderError(at, 'this #include names no header', DAMAGED)
  const included = unit.includes.get(file.source.name) ?? new Set()
  unit.includes.set(file.source.name, included.add(name))
  if (!include(unit, name) && !unit.missing.has(name)) unit.missing.set(name, at)
}

function pragma(reader: Reader, text: string, at: Place): void {
  if (/^\s*(once|GCC\s+(diagnostic|system_header|poison))\b/.test(text)) return
  reader.file.problems.push(
    new HeaderError(
      at,
      `#pragma${text.trimEnd()} is not understood`,
      'teach codegen/preprocess.ts what it changes.',
    ),
  )
}

/** Adds active text between two directives, with its macros expanded. */
function addText(reader: Reader, start: number, end: number): void {
  const { file, unit } = reader
  const { clean } = file.source
  if (!isActive(reader) || clean.slice(start, end).trim() === '') return
  const tokens = tokensOf(reader, start, end)
  let copied = start
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]
    const step = tryExpand(file, tokens, at, unit)
    const after = tokens[step.next - 1]
    if (step.expanded) {
      append(file, clean.slice(copied, token.offset), copied)
      append(file, ` ${textOf(step.tokens)} `, -token.offset - 1)
      copied = after.offset + after.text.length
    }
    at = step.next
  }
  append(file, clean.slice(copied, end), copied)
}

/**
 * A macro that cannot be expanded in a part that nobody wants must not stop us: it is kept as is.
 */
function tryExpand(
  file: PreparedFile,
  tokens: readonly Token[],
  at: number,
  unit: Unit,
): { tokens: readonly Token[]; next: number; expanded: boolean } {
  try {
    return expandAt(tokens, at, unit.macros)
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error
    file.problems.push(error)
    return { tokens: [], next: at + 1, expanded: false }
  }
}

function append(file: PreparedFile, text: string, origin: number): void {
  if (text === '') return
  file.starts.push(file.text.length)
  file.origins.push(origin)
  file.text += text
}
