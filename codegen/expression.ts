/**
 * C expressions as a tree. Macros are expanded before, so that what is left is numbers,
 * enumerators, types and operators.
 */
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import type { Token } from './tokens.ts'

/** A type as an expression names it: in a cast or behind `sizeof`. */
export interface TypeName {
  /** `unsigned long`, `__u64`, or the tag of a struct, union or enumeration. */
  readonly words: readonly string[]
  readonly keyword?: 'struct' | 'union' | 'enum'
  readonly pointer: boolean
  readonly at: Place
}

/** A node of an expression's tree. */
export type Expression =
  | { readonly kind: 'number' | 'character' | 'name'; readonly text: string; readonly at: Place }
  | {
      readonly kind: 'unary'
      readonly operator: string
      readonly operand: Expression
      readonly at: Place
    }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
      readonly at: Place
    }
  | {
      readonly kind: 'choice'
      readonly condition: Expression
      readonly then: Expression
      readonly otherwise: Expression
      readonly at: Place
    }
  | {
      readonly kind: 'cast'
      readonly type: TypeName
      readonly operand: Expression
      readonly at: Place
    }
  | {
      readonly kind: 'sizeof'
      readonly of: { readonly type: TypeName } | { readonly value: Expression }
      readonly at: Place
    }

/** How tightly the binary operators bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]

const TYPE_WORDS = new Set(
  'char short int long signed unsigned _Bool void float double const volatile __int128'.split(' '),
)

interface Reader {
  readonly tokens: readonly Token[]
  readonly isType: (name: string) => boolean
  /** The place to blame when the expression ends too early. */
  readonly end: Place
  at: number
}

/** Parses a whole expression; `isType` tells a cast from a value in parentheses. */
export function parseExpression(
  tokens: readonly Token[],
  end: Place,
  isType: (name: string) => boolean,
): Expression {
  const reader: Reader = { tokens, isType, end, at: 0 }
  const expression = choice(reader)
  if (reader.at < tokens.length) throw unexpected(reader)
  return expression
}

function choice(reader: Reader): Expression {
  const condition = binary(reader, 0)
  if (!takes(reader, '?')) return condition
  const then = choice(reader)
  expect(reader, ':')
  return { kind: 'choice', condition, then, otherwise: choice(reader), at: condition.at }
}

function binary(reader: Reader, level: number): Expression {
  const operators = LEVELS[level]
  if (operators === undefined) return unary(reader)
  let left = binary(reader, level + 1)
  for (;;) {
    const token = reader.tokens[reader.at]
    if (token?.kind !== 'sign' || !operators.includes(token.text)) return left
    reader.at++
    const right = binary(reader, level + 1)
    left = { kind: 'binary', operator: token.text, left, right, at: token }
  }
}

function unary(reader: Reader): Expression {
  const token = reader.tokens[reader.at]
  if (token === undefined) throw unexpected(reader)
  if (['-', '+', '~', '!'].includes(token.text)) {
    reader.at++
    return { kind: 'unary', operator: token.text, operand: unary(reader), at: token }
  }
  if (token.text === 'sizeof') return sizeOf(reader, token)
  if (token.text !== '(') return primary(reader, token)
  reader.at++
  if (!startsType(reader)) {
    const inner = choice(reader)
    expect(reader, ')')
    return inner
  }
  const type = typeName(reader)
  expect(reader, ')')
  return { kind: 'cast', type, operand: unary(reader), at: token }
}

function sizeOf(reader: Reader, at: Token): Expression {
  reader.at++
  const parenthesis = reader.tokens[reader.at]?.text === '('
  if (!parenthesis) return { kind: 'sizeof', of: { value: unary(reader) }, at }
  reader.at++
  if (startsType(reader)) {
    const type = typeName(reader)
    expect(reader, ')')
    return { kind: 'sizeof', of: { type }, at }
  }
  const value = choice(reader)
  expect(reader, ')')
  return { kind: 'sizeof', of: { value }, at }
}

function primary(reader: Reader, token: Token): Expression {
  if (token.kind === 'sign' || token.kind === 'string') throw unexpected(reader)
  reader.at++
  if (token.kind === 'name' && reader.tokens[reader.at]?.text === '(') throw unknownMacro(token)
  return { kind: token.kind, text: token.text, at: token }
}

function startsType(reader: Reader): boolean {
  const token = reader.tokens[reader.at]
  if (token?.kind !== 'name') return false
  return isKeyword(token.text) || TYPE_WORDS.has(token.text) || reader.isType(token.text)
}

function typeName(reader: Reader): TypeName {
  const at = reader.tokens[reader.at]
  const keyword = isKeyword(at.text) ? at.text : undefined
  if (keyword !== undefined) reader.at++
  const words: string[] = []
  for (let token = reader.tokens[reader.at]; token?.kind === 'name'; ) {
    words.push(token.text)
    token = reader.tokens[++reader.at]
  }
  let pointer = false
  while (takes(reader, '*')) pointer = true
  return { words, ...(keyword === undefined ? {} : { keyword }), pointer, at }
}

function isKeyword(word: string): word is 'struct' | 'union' | 'enum' {
  return word === 'struct' || word === 'union' || word === 'enum'
}

function takes(reader: Reader, sign: string): boolean {
  if (reader.tokens[reader.at]?.text !== sign) return false
  reader.at++
  return true
}

function expect(reader: Reader, sign: string): void {
  if (!takes(reader, sign)) throw unexpected(reader, `, where "${sign}" should be`)
}

function unknownMacro(token: Token): HeaderError {
  return new HeaderError(
    token,
    `${token.text}(...) is no macro that these headers declare`,
    'correct the name, or see that the header which declares it can be found and is included.',
  )
}

function unexpected(reader: Reader, wanted = ''): HeaderError {
  const token = reader.tokens[reader.at]
  const what = token === undefined ? 'the expression ends' : `"${token.text}" stands`
  return new HeaderError(
    token ?? reader.end,
    `${what}${wanted || ' where a constant integer expression goes on'}`,
    'if a C compiler accepts the line, teach codegen/expression.ts this construct.',
  )
}
