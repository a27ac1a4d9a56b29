/** What several emitters ask of structs: their layout, their words, their fields. */
import type { Field, Layout, PerArchitecture, Struct } from '../model.ts'
import type { StructWords } from '../vocabulary/types.ts'
import type { Input } from './input.ts'
import { isSplit } from './input.ts'

/** Every struct that gets a class, those of libc included. */
export function allStructs(input: Input): readonly Struct[] {
  return [...input.model.structs, ...input.libcStructs]
}

export function structOf(input: Input, c: string): Struct {
  const struct = allStructs(input).find((candidate) => candidate.name === c)
  if (struct === undefined) throw new Error(`the headers have no struct ${c}`)
  return struct
}

export function wordsOf(input: Input, c: string): StructWords {
  const words = input.structs.find((candidate) => candidate.c === c)
  if (words === undefined)
    throw new Error(`struct ${c}: give it a home in codegen/vocabulary/structs-*.ts`)
  return words
}

/** A field's C name and what it is. */
export function fieldDoc(words: StructWords, field: Field): string {
  return `\`${field.name}\`: ${phraseOf(words, field)}`
}

export function phraseOf(words: StructWords, field: Field): string {
  const phrase = words.fields[field.name]
  if (phrase === undefined)
    throw new Error(`${words.c}.${field.name}: say what it is in codegen/vocabulary/structs-*.ts`)
  return phrase
}

export function layoutOn(layout: PerArchitecture<Layout>, architecture: 'x64' | 'arm64'): Layout {
  return isSplit(layout) ? layout[architecture] : layout
}
