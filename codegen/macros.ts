/** Macros and their expansion, token by token as C does it. */
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import type { Token } from './tokens.ts'

/** A `#define` and where it stands. */
export interface Macro extends Place {
  readonly name: string
  /** Present for a macro with parameters. */
  readonly parameters?: readonly string[]
  readonly body: readonly Token[]
}

/** The macros that are defined at some point of a translation unit. */
export type Macros = ReadonlyMap<string, Macro>

const NOTHING: ReadonlySet<string> = new Set()

/** Expands every macro in the tokens. A macro never expands inside its own expansion. */
export function expand(
  tokens: readonly Token[],
  macros: Macros,
  hidden: ReadonlySet<string> = NOTHING,
): Token[] {
  const result: Token[] = []
  for (let at = 0; at < tokens.length; ) {
    const step = expandAt(tokens, at, macros, hidden)
    result.push(...step.tokens)
    at = step.next
  }
  return result
}

/** Expands the one macro use that starts at an index; a token that is none is handed back. */
export function expandAt(
  tokens: readonly Token[],
  at: number,
  macros: Macros,
  hidden: ReadonlySet<string> = NOTHING,
): { tokens: readonly Token[]; next: number; expanded: boolean } {
  const token = tokens[at]
  const macro = token.kind === 'name' ? macros.get(token.text) : undefined
  const none = { tokens: [token], next: at + 1, expanded: false }
  if (macro === undefined || hidden.has(macro.name)) return none
  const inside = new Set(hidden).add(macro.name)
  if (macro.parameters === undefined) {
    return { tokens: expand(macro.body, macros, inside), next: at + 1, expanded: true }
  }
  if (tokens[at + 1]?.text !== '(') return none
  const call = readArguments(tokens, at)
  const body = substitute(macro, token, call.values, macros, hidden)
  return { tokens: expand(body, macros, inside), next: call.next, expanded: true }
}

/** The arguments of a macro use, split at the commas outside inner parentheses. */
function readArguments(
  tokens: readonly Token[],
  name: number,
): { values: Token[][]; next: number } {
  const values: Token[][] = [[]]
  let depth = 1
  for (let at = name + 2; at < tokens.length; at++) {
    const token = tokens[at]
    if (token.text === '(') depth++
    if (token.text === ')' && --depth === 0) return { values, next: at + 1 }
    if (token.text === ',' && depth === 1) values.push([])
    else values.at(-1)?.push(token)
  }
  throw new HeaderError(
    tokens[name],
    `the parentheses of ${tokens[name].text} are never closed`,
    'the header is damaged; fetch it again.',
  )
}

function substitute(
  macro: Macro,
  use: Token,
  values: readonly Token[][],
  macros: Macros,
  hidden: ReadonlySet<string>,
): Token[] {
  const parameters = macro.parameters ?? []
  const given = parameters.length === 0 && values[0]?.length === 0 ? 0 : values.length
  const unusual = macro.body.find((token) => token.text === '#' || token.text === '##')
  if (unusual !== undefined || parameters.at(-1)?.endsWith('...')) {
    throw new HeaderError(
      use,
      `${macro.name} pastes names or takes any number of arguments, which is not understood`,
      'teach codegen/source.ts (prepass) or codegen/macros.ts this construct.',
    )
  }
  if (given !== parameters.length) {
    throw new HeaderError(
      use,
      `${macro.name} takes ${parameters.length} arguments and gets ${given}`,
      'the header is damaged; fetch it again.',
    )
  }
  const expanded = values.map((value) => expand(value, macros, hidden))
  return macro.body.flatMap((token) => {
    const index = token.kind === 'name' ? parameters.indexOf(token.text) : -1
    return index < 0 ? [token] : (expanded[index] ?? [])
  })
}
