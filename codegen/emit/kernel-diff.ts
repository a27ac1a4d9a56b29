/** What one kernel's headers have that another's have not: the data, and the data in words. */
import { literal } from './input.ts'
import { wrap } from './text.ts'

/** A number as text; one for each architecture where they differ. */
export type ValueText = string | { readonly x64: string; readonly arm64: string }

/** A constant of one of the two kernels. */
export interface ConstantFact {
  /** The C name. */
  readonly c: string
  /** How this package spells it: `Op.BIND`. */
  readonly name: string
  /** Decimal. In `changed`, what it is in the second kernel. */
  readonly value: ValueText
  /** The first kernel that has it, as far as we know; else `''`. */
  readonly since: string
  /** What it is, Markdown; `''` for what nobody has described. */
  readonly doc: string
}

/** A constant that has another value in the second kernel. */
export interface ChangedConstant extends ConstantFact {
  /** What it was in the first. */
  readonly before: ValueText
}

/** Constants that differ. */
export interface ConstantChanges {
  readonly added: readonly ConstantFact[]
  readonly removed: readonly ConstantFact[]
  readonly changed: readonly ChangedConstant[]
}

/** Constants of one family that differ; `family` is `null` for those that belong to none. */
export interface FamilyChanges extends ConstantChanges {
  readonly family: string | null
  readonly kind: 'enum' | 'flags'
  /** What the family is for, Markdown. */
  readonly doc: string
}

/** A struct that only one of the two kernels has. */
export interface StructFact {
  readonly c: string
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly since: string
  readonly doc: string
}

/** Where a field lies and what it is: `u32`, `pointer`, `struct io_uring_buf`, `u8[4]`. */
export interface Place {
  readonly offset: number
  readonly size: number
  readonly type: string
}

export interface FieldChange extends Place {
  readonly c: string
  readonly name: string
  readonly doc: string
}

/** A field that both kernels have, and that lies elsewhere or is another type. */
export interface ChangedField extends FieldChange {
  readonly before: Place
  readonly what: readonly ('moved' | 'resized' | 'retyped')[]
}

/** A struct that both kernels have, with other fields or of another size. */
export interface StructChanges {
  readonly c: string
  readonly name: string
  readonly size: number
  readonly sizeBefore: number
  readonly added: readonly FieldChange[]
  readonly removed: readonly FieldChange[]
  readonly changed: readonly ChangedField[]
}

/**
 * What `codegen diff --json` prints. `format` grows when a member changes its meaning or goes; new
 * members may come at any time.
 */
export interface KernelDiff {
  readonly format: 1
  /** The series of the two kernels, or where their headers were found. */
  readonly from: string
  readonly to: string
  readonly opcodes: ConstantChanges
  readonly registerOperations: ConstantChanges
  /** All other constants, in the order of the documentation. */
  readonly families: readonly FamilyChanges[]
  readonly structs: {
    readonly added: readonly StructFact[]
    readonly removed: readonly StructFact[]
    readonly changed: readonly StructChanges[]
  }
}

/** Whether nothing differs. */
export function isEmpty(diff: KernelDiff): boolean {
  const { added, removed, changed } = diff.structs
  const constants = [diff.opcodes, diff.registerOperations, ...diff.families]
  return [added, removed, changed].every(hasNone) && constants.every(isSame)
}

function isSame(changes: ConstantChanges): boolean {
  return [changes.added, changes.removed, changes.changed].every(hasNone)
}

function hasNone(list: readonly unknown[]): boolean {
  return list.length === 0
}

/** The whole page that `codegen diff` prints. */
export function diffPage(diff: KernelDiff): string {
  const title = `# From Linux ${diff.from} to Linux ${diff.to}`
  return `${[title, ...diffSections(diff, 2)].join('\n\n')}\n`
}

/** Its sections below a heading of somebody else's: paragraphs, headings and lists. */
export function diffSections(diff: KernelDiff, level: number): string[] {
  if (isEmpty(diff)) return ['There is no difference.']
  const { opcodes, registerOperations, families, structs } = diff
  const head = '#'.repeat(level)
  return [
    diffSummary(diff),
    ...titled(`${head} Operations`, constantLists(opcodes)),
    ...titled(`${head} Register operations`, constantLists(registerOperations)),
    ...titled(
      `${head} Flags and values`,
      families.flatMap((one) => familySection(one, `${head}#`)),
    ),
    ...titled(`${head} Structs`, [
      ...list('', structs.added.map(structText)),
      ...list('Gone:', structs.removed.map(structText)),
      ...list('Changed:', structs.changed.flatMap(structChangeText)),
    ]),
  ]
}

function titled(title: string, blocks: readonly string[]): string[] {
  return blocks.length === 0 ? [] : [title, ...blocks]
}

/** `Adds 7 operations, 6 register operations and 12 structs.` */
export function diffSummary({
  opcodes,
  registerOperations,
  families,
  structs,
}: KernelDiff): string {
  const count = (kind: 'added' | 'removed' | 'changed'): string[] => {
    const others = families.reduce((all, one) => all + one[kind].length, 0)
    return [
      counted(opcodes[kind].length, 'operation'),
      counted(registerOperations[kind].length, 'register operation'),
      counted(others, kind === 'changed' ? 'value' : 'flag or value', 'flags and values'),
      counted(structs[kind].length, 'struct'),
    ].filter((text) => text !== '')
  }
  const verbs = { added: 'Adds', removed: 'Removes', changed: 'Changes' } as const
  const sentences = (['added', 'removed', 'changed'] as const)
    .map((kind) => [verbs[kind], count(kind)] as const)
    .filter(([, parts]) => parts.length > 0)
    .map(([verb, parts]) => `${verb} ${joined(parts)}.`)
  return wrap(sentences.join(' '), 100).join('\n')
}

function counted(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return ''
  return count === 1 ? `one ${one}` : `${count} ${many}`
}

function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

function familySection(changes: FamilyChanges, head: string): string[] {
  const { family, doc, kind } = changes
  const title = family === null ? 'Constants of their own' : `\`${family}\``
  const words = doc === '' ? [] : [wrap(plain(doc), 100).join('\n')]
  return [`${head} ${title}`, ...words, ...constantLists(changes, kind === 'flags')]
}

function constantLists({ added, removed, changed }: ConstantChanges, bits = false): string[] {
  return [
    ...list(
      '',
      added.map((one) => constantText(one, bits)),
    ),
    ...list(
      'Gone:',
      removed.map((one) => constantText(one, bits)),
    ),
    ...list(
      'Changed:',
      changed.map((one) => {
        const values = `${valueText(one.before, bits)} is now ${valueText(one.value, bits)}`
        return `\`${one.name}\` (\`${one.c}\`): ${values}`
      }),
    ),
  ]
}

function constantText({ name, c, value, doc }: ConstantFact, bits: boolean): string {
  const words = doc === '' ? 'No sentence yet.' : plain(doc)
  return `\`${name}\` (\`${c}\`, ${valueText(value, bits)}): ${words}`
}

/** Bits and large numbers in hexadecimal; both where the architectures disagree. */
function valueText(value: ValueText, bits: boolean): string {
  const text = (one: string): string =>
    literal(BigInt(one), bits || BigInt(one) > 0xffffn).replace(/n$/, '')
  return typeof value === 'string'
    ? text(value)
    : `${text(value.x64)}, on arm64 ${text(value.arm64)}`
}

function structText({ name, c, size, doc }: StructFact): string {
  const words = doc === '' ? 'No sentence yet.' : plain(doc)
  return `\`${name}\` (\`struct ${c}\`, ${size} bytes): ${words}`
}

/** A line for the struct, and one for each of its fields below it. */
function structChangeText(change: StructChanges): string[] {
  const { name, c, size, sizeBefore, added, removed, changed } = change
  const grown = size === sizeBefore ? '' : `, ${sizeBefore} bytes before and ${size} now`
  const fields = [
    ...added.map((one) => `  - new: ${fieldText(one)}`),
    ...removed.map((one) => `  - gone: ${fieldText(one)}`),
    ...changed.map((one) => {
      const { offset, type } = one.before
      const before = `${type} at ${offset}`
      return `  - ${one.what.join(' and ')}: ${fieldText(one)} Before: ${before}.`
    }),
  ]
  return [`\`${name}\` (\`struct ${c}\`)${grown}`, ...fields]
}

function fieldText({ name, c, type, offset, doc }: FieldChange): string {
  const words = doc === '' ? 'no sentence yet.' : plain(doc)
  return `\`${name}\` (\`${c}\`, ${type} at ${offset}): ${words}`
}

/** Bullets, two levels deep; a line before them says what they are. */
function list(what: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const lines = items.map((item) => {
    const inner = item.startsWith('  - ')
    const text = inner ? item.slice(4) : item
    const indent = inner ? '    ' : '  '
    return `${indent.slice(2)}- ${wrap(text, 100 - indent.length).join(`\n${indent}`)}`
  })
  return [...(what === '' ? [] : [what]), lines.join('\n')]
}

/** A doc comment's text for a page that is no part of the API reference: links become code. */
export function plain(doc: string): string {
  return doc.replace(/\{@link ([^}|]+)(?:\|([^}]+))?\}/g, (_, name: string, text?: string) =>
    text === undefined ? `\`${name.trim()}\`` : text.trim(),
  )
}
