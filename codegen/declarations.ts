/**
 * From a syntax tree to C declarations: structs, unions, enumerations and typedefs, nothing else.
 */
import { createRequire } from 'node:module'
import { Language, Parser } from 'web-tree-sitter'
import type { Node } from 'web-tree-sitter'
import { originOf } from './preprocess.ts'
import type { PreparedFile } from './preprocess.ts'
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import { tokenize } from './tokens.ts'
import type { Token } from './tokens.ts'

/** A type as it is declared, typedefs not resolved. */
export type CType =
  | { readonly kind: 'base'; readonly words: readonly string[]; readonly at: Place }
  | { readonly kind: 'typedef'; readonly name: string; readonly at: Place }
  | {
      readonly kind: 'tag'
      readonly keyword: 'struct' | 'union' | 'enum'
      readonly tag: string
      readonly at: Place
    }
  | { readonly kind: 'body'; readonly of: Aggregate | Enumeration; readonly at: Place }
  | { readonly kind: 'pointer'; readonly at: Place }
  | {
      readonly kind: 'array'
      readonly of: CType
      /** Absent for a flexible array. */
      readonly length?: readonly Token[]
      readonly at: Place
    }

/** What `__attribute__` says that changes a layout. */
export interface Attributes {
  readonly packed: boolean
  readonly aligned: readonly (readonly Token[])[]
}

export interface Member {
  /** Absent for an anonymous struct or union. */
  readonly name?: string
  readonly type: CType
  readonly attributes: Attributes
  readonly at: Place
}

/** A struct or union with its members. */
export interface Aggregate {
  readonly kind: 'struct' | 'union'
  readonly tag: string
  readonly members: readonly Member[]
  readonly attributes: Attributes
  readonly at: Place
}

export interface Enumerator {
  readonly name: string
  readonly value?: readonly Token[]
  readonly at: Place
}

export interface Enumeration {
  readonly kind: 'enum'
  readonly tag: string
  readonly enumerators: readonly Enumerator[]
  readonly attributes: Attributes
  readonly at: Place
}

export interface Typedef {
  readonly kind: 'typedef'
  readonly name: string
  readonly type: CType
  readonly attributes: Attributes
  readonly at: Place
}

/** A declaration that could not be read; an error wherever it matters. */
export interface Problem {
  readonly error: HeaderError
  /** A syntax error, which may hide any number of declarations behind it. */
  readonly syntax: boolean
  /** The declaration's own text. */
  readonly text: string
}

/** What one header declares, in its order. */
export interface Declarations {
  readonly items: readonly (Aggregate | Enumeration | Typedef)[]
  readonly problems: readonly Problem[]
}

let loading: Promise<Parser> | undefined

/** The C parser; it is loaded once. */
export function loadParser(): Promise<Parser> {
  loading ??= load()
  return loading
}

async function load(): Promise<Parser> {
  const require = createRequire(import.meta.url)
  await Parser.init()
  const language = await Language.load(require.resolve('tree-sitter-c/tree-sitter-c.wasm'))
  const parser = new Parser()
  parser.setLanguage(language)
  return parser
}

interface Reader {
  readonly file: PreparedFile
  readonly items: (Aggregate | Enumeration | Typedef)[]
}

/** Reads the declarations of a header. What is not understood is collected, item by item. */
export function readDeclarations(parser: Parser, file: PreparedFile): Declarations {
  const tree = parser.parse(file.text)
  if (tree === null) throw new Error(`${file.source.path}: the parser gave up`)
  const reader: Reader = { file, items: [] }
  const problems: Problem[] = file.problems.map((error) => ({ error, syntax: true, text: '' }))
  for (const node of tree.rootNode.children) {
    try {
      topLevel(reader, node)
    } catch (error) {
      if (!(error instanceof HeaderError)) throw error
      problems.push({ error, syntax: isBroken(node), text: node.text })
    }
  }
  tree.delete()
  return { items: reader.items, problems }
}

function topLevel(reader: Reader, node: Node): void {
  if (isBroken(node)) throw syntaxError(reader, node)
  switch (node.type) {
    case ';':
      return
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      typeOf(reader, node)
      return
    case 'type_definition':
      typedefs(reader, node)
      return
    default:
      throw notUnderstood(reader, node, 'neither a struct, a union, an enumeration nor a typedef')
  }
}

function isBroken(node: Node): boolean {
  return node.hasError || node.isError || node.isMissing
}

function typedefs(reader: Reader, node: Node): void {
  const base = typeOf(reader, fieldOf(reader, node, 'type'))
  const attributes = attributesOf(reader, node)
  for (const declarator of node.childrenForFieldName('declarator')) {
    const { name, type } = declared(reader, declarator, base)
    reader.items.push({ kind: 'typedef', name, type, attributes, at: place(reader, node) })
  }
}

/** The type that a node names or declares. A type with a body joins the declarations at once. */
function typeOf(reader: Reader, node: Node): CType {
  const at = place(reader, node)
  switch (node.type) {
    case 'primitive_type':
    case 'sized_type_specifier':
    case 'type_identifier':
      return baseOrTypedef(node, at)
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      return tagged(reader, node)
    default:
      throw notUnderstood(reader, node, 'no type that we know')
  }
}

const BASE_WORDS = /^(?:(?:char|short|int|long|signed|unsigned|_Bool|void|float|double)\b\s*)+$/

/** The grammar calls `size_t` and its like primitive; in C they are typedefs. */
function baseOrTypedef(node: Node, at: Place): CType {
  if (!BASE_WORDS.test(node.text)) return { kind: 'typedef', name: node.text, at }
  return { kind: 'base', words: node.text.split(/\s+/), at }
}

function tagged(reader: Reader, node: Node): CType {
  const at = place(reader, node)
  const keyword = node.type.replace('_specifier', '') as 'struct' | 'union' | 'enum'
  const tag = node.childForFieldName('name')?.text ?? ''
  const body = node.childForFieldName('body')
  if (body === null) return { kind: 'tag', keyword, tag, at }
  const attributes = attributesOf(reader, node)
  const of: Aggregate | Enumeration =
    keyword === 'enum'
      ? { kind: keyword, tag, enumerators: enumerators(reader, body), attributes, at }
      : { kind: keyword, tag, members: members(reader, body), attributes, at }
  // Anonymous members are reached through their parent; what has a tag, or enumerators, stands
  // alone.
  const nested =
    node.parent?.type === 'field_declaration' || node.parent?.type === 'type_definition'
  if (!nested || tag !== '' || keyword === 'enum') reader.items.push(of)
  return { kind: 'body', of, at }
}

function enumerators(reader: Reader, body: Node): Enumerator[] {
  return body.namedChildren.map((node) => {
    if (node.type !== 'enumerator') throw notUnderstood(reader, node, 'no enumerator')
    const value = node.childForFieldName('value')
    return {
      name: ownName(reader, fieldOf(reader, node, 'name')),
      ...(value === null ? {} : { value: tokensOf(reader, value) }),
      at: place(reader, node),
    }
  })
}

function members(reader: Reader, body: Node): Member[] {
  return body.namedChildren.flatMap((node) => {
    if (node.type !== 'field_declaration') throw notUnderstood(reader, node, 'no field')
    const bits = node.namedChildren.find((child) => child.type === 'bitfield_clause')
    if (bits !== undefined) throw bitField(reader, bits)
    const base = typeOf(reader, fieldOf(reader, node, 'type'))
    const attributes = attributesOf(reader, node)
    const declarators = node.childrenForFieldName('declarator')
    if (declarators.length === 0) return [{ type: base, attributes, at: place(reader, node) }]
    return declarators.map((declarator) => ({
      ...declared(reader, declarator, base),
      attributes,
      at: place(reader, declarator),
    }))
  })
}

/** The grammar lets keywords through as names. */
const KEYWORDS = new Set(
  [
    'auto break case char const continue default do double else enum extern float for goto if',
    'inline int long register restrict return short signed sizeof static struct switch typedef',
    'union unsigned void volatile while',
  ].flatMap((words) => words.split(' ')),
)

function ownName(reader: Reader, node: Node): string {
  if (!KEYWORDS.has(node.text)) return node.text
  throw notUnderstood(reader, node, `the keyword ${node.text} as a name`)
}

/** Unwinds a declarator: `*a[2]` is an array of two pointers. */
function declared(reader: Reader, node: Node, base: CType): { name: string; type: CType } {
  const at = place(reader, node)
  switch (node.type) {
    case 'field_identifier':
    case 'type_identifier':
    case 'primitive_type':
    case 'identifier':
      return { name: ownName(reader, node), type: base }
    case 'pointer_declarator':
      return declared(reader, fieldOf(reader, node, 'declarator'), { kind: 'pointer', at })
    case 'array_declarator': {
      const size = node.childForFieldName('size')
      const length = size === null ? {} : { length: tokensOf(reader, size) }
      return declared(reader, fieldOf(reader, node, 'declarator'), {
        kind: 'array',
        of: base,
        ...length,
        at,
      })
    }
    case 'function_declarator': {
      // A pointer to a function, `void (*f)(int)`, is a pointer; a function itself has no place
      // here.
      const inner = fieldOf(reader, node, 'declarator').namedChild(0)
      if (inner?.type === 'pointer_declarator') return declared(reader, inner, base)
      throw notUnderstood(reader, node, 'a function')
    }
    default:
      throw notUnderstood(reader, node, 'no declarator that we know')
  }
}

/** Attributes that change no layout. */
const HARMLESS = new Set(['deprecated', 'unused', 'may_alias', 'nonstring', 'format'])

function attributesOf(reader: Reader, node: Node): Attributes {
  const aligned: (readonly Token[])[] = []
  let packed = false
  for (const child of node.namedChildren) {
    if (child.type !== 'attribute_specifier') continue
    for (const { word, value } of attributeWords(reader, child)) {
      if (word === 'packed' && value.length === 0) packed = true
      else if (word === 'aligned' && value.length > 0) aligned.push(value)
      else if (!HARMLESS.has(word)) throw notUnderstood(reader, child, 'an unknown attribute')
    }
  }
  return { packed, aligned }
}

/** `__attribute__((packed, __aligned__(8)))` as words with their arguments. */
function attributeWords(reader: Reader, node: Node): { word: string; value: Token[] }[] {
  const words: { word: string; value: Token[] }[] = []
  let depth = 0
  for (const token of tokensOf(reader, node).slice(1)) {
    if (token.text === ')') depth--
    if (depth >= 3) words.at(-1)?.value.push(token)
    else if (depth === 2 && token.kind === 'name') {
      words.push({ word: token.text.replace(/^__(\w+)__$/, '$1'), value: [] })
    }
    if (token.text === '(') depth++
  }
  return words
}

function tokensOf(reader: Reader, node: Node): Token[] {
  const { file } = reader
  const { startIndex, endIndex } = node
  return tokenize(
    file.text.slice(startIndex, endIndex),
    file.source,
    (index) => originOf(file, startIndex + index).offset,
  )
}

function fieldOf(reader: Reader, node: Node, name: string): Node {
  const child = node.childForFieldName(name)
  if (child === null) throw notUnderstood(reader, node, `a ${node.type} without its ${name}`)
  return child
}

function place(reader: Reader, node: Node): Place {
  return originOf(reader.file, node.startIndex)
}

function notUnderstood(reader: Reader, node: Node, what: string): HeaderError {
  return new HeaderError(
    place(reader, node),
    `this is ${what} (${node.type})`,
    'if a C compiler accepts the line, teach codegen/declarations.ts this construct.',
  )
}

function bitField(reader: Reader, node: Node): HeaderError {
  return new HeaderError(
    place(reader, node),
    'this is a bit-field, whose place in memory C leaves to the compiler',
    'if the kernel means it, teach codegen/layout.ts bits; no header of io_uring had one so far.',
  )
}

/** Blames the innermost spot, and an open brace before the place where it came to light. */
function syntaxError(reader: Reader, node: Node): HeaderError {
  const brace = unclosedBrace(reader)
  if (brace !== undefined) {
    const problem = 'a syntax error: this brace is not closed before the next declaration begins'
    return new HeaderError(brace, problem, 'the header is damaged; fetch it again.')
  }
  const bad = innermostError(node)
  const bits = bad.parent?.children.find((child) => child.type === 'bitfield_clause')
  if (bits !== undefined) return bitField(reader, bits)
  const what = bad.isMissing ? `"${bad.type}" is missing here` : 'this is no C that we understand'
  return new HeaderError(
    place(reader, bad),
    `a syntax error: ${what}`,
    'fetch the header again; if a C compiler accepts it, teach the prepass of codegen/source.ts.',
  )
}

function innermostError(node: Node): Node {
  const child = node.children.find(isBroken)
  return child === undefined ? node : innermostError(child)
}

/**
 * Kernel headers begin a declaration in the first column, and there every brace should be closed.
 */
function unclosedBrace(reader: Reader): Place | undefined {
  const { text } = reader.file
  const open: number[] = []
  for (const match of text.matchAll(
    /[{}]|^(?:struct|union|enum|typedef)\b[^;{}()]*[{;]|$(?![^])/gm,
  )) {
    const [word] = match
    const last = open.at(-1)
    if (word.length !== 1 && last !== undefined) return originOf(reader.file, last)
    if (word.endsWith('{')) open.push(match.index + word.length - 1)
    if (word === '}') open.pop()
  }
  return undefined
}
