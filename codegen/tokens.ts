/** The words of C: the tokens that macros, conditions and constant expressions are made of. */
import { HeaderError } from './source.ts'
import type { Place, SourceFile } from './source.ts'

/** One token and the place in a header that it comes from, which survives macro expansion. */
export interface Token extends Place {
  readonly kind: 'name' | 'number' | 'string' | 'character' | 'sign'
  readonly text: string
}

const PATTERN = new RegExp(
  [
    /(?<name>[A-Za-z_]\w*)/,
    /(?<number>\.?\d(?:[eEpP][+-]|[\w.])*)/,
    /(?<string>"(?:[^"\\\n]|\\.)*")/,
    /(?<character>'(?:[^'\\\n]|\\.)*')/,
    /(?<long>\.\.\.|<<=|>>=|##|<<|>>|&&|\|\||->|\+\+|--|[-+*/%&|^<>=!]=)/,
    /(?<sign>[-+*/%&|^~!<>=?:;,.#(){}[\]])/,
    /\s+/,
    /(?<other>.)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gsy',
)

/**
 * Tokens of a stretch of a header's text. `offsetOf` says where a character of `text` comes from.
 */
export function tokenize(
  text: string,
  file: SourceFile,
  offsetOf: (index: number) => number,
): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(PATTERN)) {
    const { name, number, string, character, long, other } = match.groups ?? {}
    const sign = long ?? match.groups?.['sign']
    const place = { file, offset: offsetOf(match.index) }
    if (name !== undefined) tokens.push({ kind: 'name', text: name, ...place })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...place })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string, ...place })
    else if (character !== undefined) tokens.push({ kind: 'character', text: character, ...place })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, ...place })
    else if (other !== undefined) throw strangeCharacter(other, place)
  }
  return tokens
}

function strangeCharacter(character: string, place: Place): HeaderError {
  return new HeaderError(
    place,
    `${JSON.stringify(character)} is no part of C`,
    'the header is damaged; fetch it again.',
  )
}

/** Tokens as text, for messages. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join(' ')
}
