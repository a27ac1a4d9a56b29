import { ARCHITECTURES } from '../model.ts'
import type { Family } from '../vocabulary/types.ts'
import type { GroupedFamily, Input, PrintedConstant } from './input.ts'
import { isSplit, literal, valueOn } from './input.ts'
import type { Generated } from './print.ts'
import { printFile } from './print.ts'
import { docComment, sinceTag } from './text.ts'

/** `constants.ts`: one `as const` object a family, and the constants that stand alone. */
export function emitConstants(input: Input): Promise<Generated> {
  const shown = input.families.filter(({ family }) => family.internal !== true)
  return constantsFile('constants.ts', input, shown, input.loose)
}

/** `internal.ts`: families that our own code needs and users do not, system call numbers first. */
export function emitInternal(input: Input): Promise<Generated> {
  const hidden = input.families.filter(({ family }) => family.internal === true)
  return constantsFile('internal.ts', input, hidden, [])
}

function constantsFile(
  name: string,
  input: Input,
  families: readonly GroupedFamily[],
  loose: readonly PrintedConstant[],
): Promise<Generated> {
  const all = [...families.flatMap((group) => group.members), ...loose]
  const differs = all.some((constant) => isSplit(constant.value))
  const statements = [
    ...(differs ? ["\nconst arm64 = process.arch === 'arm64'"] : []),
    ...families.map(familyText),
    ...loose.map(looseText),
  ]
  return printFile(name, input, 'codegen/vocabulary', statements, 'constants.ts')
}

function familyText({ family, members }: GroupedFamily): string {
  // TypeDoc shows an object as an enumeration only if every member is a literal.
  const literals = members.every((member) => !isSplit(member.value))
  const doc = docComment([family.doc, ...(literals ? ['@enum'] : [])])
  const lines = members.flatMap((member) => memberLines(member, family.kind))
  const object = `${doc}\nexport const ${family.name} = {\n${lines.join('\n')}\n} as const`
  if (family.kind === 'flags') return `\n${object}`
  const { name } = family
  const values = `(typeof ${name})[keyof typeof ${name}]`
  const type = `/** One of {@link ${name}}'s values. */\nexport type ${name} = ${values}`
  return `\n${object}\n${type}`
}

/** A member of a family as it stands in the family's object: its words, its value. */
export function memberLines(member: PrintedConstant, kind: Family['kind']): string[] {
  return [
    docComment(memberDoc(member), 2),
    `  ${propertyName(member.name)}: ${printed(member, kind === 'flags')},`,
  ]
}

/** A constant that stands alone. */
export function looseText(constant: PrintedConstant): string {
  // Masks and offsets read best in hexadecimal, shifts and limits in decimal.
  const wide = valueOn(constant.value, 'x64') > 0xffffn
  const doc = docComment(memberDoc(constant))
  return `\n${doc}\nexport const ${constant.name} = ${printed(constant, wide)}`
}

function memberDoc(constant: PrintedConstant): string[] {
  const [since, doc] = constant.entry
  return [`\`${constant.c}\`: ${doc}`, ...sinceTag(since)]
}

function propertyName(name: string): string {
  return /^[A-Za-z_$]/.test(name) ? name : `'${name}'`
}

function printed(constant: PrintedConstant, hexadecimal: boolean): string {
  if (!isSplit(constant.value)) return literal(valueOn(constant.value, 'x64'), hexadecimal)
  const [x64, arm64] = ARCHITECTURES.map((architecture) =>
    literal(valueOn(constant.value, architecture), hexadecimal),
  )
  return `arm64 ? ${arm64} : ${x64}`
}
