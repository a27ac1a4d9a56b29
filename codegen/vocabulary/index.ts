/** Every kernel name and its home: the tables put together, and the rules that look them up. */
import { bpfFamilies } from './bpf.ts'
import { completionFamilies, completionLoose } from './completion.ts'
import { deviceFamilies, deviceLoose, deviceStructs } from './devices.ts'
import { Errno } from './errno.ts'
import { fileFamilies, fileLoose } from './files.ts'
import { memoryFamilies } from './memory.ts'
import { miscFamilies, miscLoose } from './misc.ts'
import { Op } from './opcodes.ts'
import { registerFamilies, registerLoose } from './register.ts'
import { setupFamilies, setupLoose } from './setup.ts'
import { socketOptionFamilies } from './socket-options.ts'
import { socketFamilies, socketLoose } from './sockets.ts'
import { neighbourStructs } from './structs-neighbours.ts'
import { queueStructs } from './structs-queues.ts'
import { registerStructs } from './structs-register.ts'
import { zcrxStructs } from './structs-zcrx.ts'
import { messageFamilies, messageStructs } from './messages.ts'
import { submissionFamilies, submissionLoose } from './submission.ts'
import type { Family, Loose, StructWords } from './types.ts'
import { zcrxFamilies, zcrxLoose } from './zcrx.ts'

export { libcConstants, libcStructs } from './libc.ts'

/** In the order of the documentation. Prefixes are tried in this order: longer ones stand first. */
export const families: readonly Family[] = [
  Op,
  ...submissionFamilies,
  ...completionFamilies,
  ...setupFamilies,
  ...registerFamilies,
  ...zcrxFamilies,
  ...bpfFamilies,
  ...fileFamilies,
  ...deviceFamilies,
  ...memoryFamilies,
  ...messageFamilies,
  ...socketFamilies,
  ...socketOptionFamilies,
  ...miscFamilies,
  Errno,
]

export const loose: readonly Loose[] = [
  ...setupLoose,
  ...submissionLoose,
  ...completionLoose,
  ...registerLoose,
  ...zcrxLoose,
  ...fileLoose,
  ...deviceLoose,
  ...socketLoose,
  ...miscLoose,
]

export const structs: readonly StructWords[] = [
  ...queueStructs,
  ...registerStructs,
  ...zcrxStructs,
  ...deviceStructs,
  ...neighbourStructs,
  ...messageStructs,
]

const looseByName = new Map(loose.map((each) => [each.c, each]))
const structByName = new Map(structs.map((each) => [each.c, each]))
const familyByMember = new Map(
  families.flatMap((family) => Object.keys(family.members).map((c) => [c, family] as const)),
)

/** Whether a family leaves this name out. What it lists as a member is never hidden. */
export function isHidden(family: Family, cName: string): boolean {
  if (cName in family.members) return false
  return (family.hidden ?? []).some((pattern) => matches(pattern, cName))
}

function matches(pattern: string, name: string): boolean {
  const [head = '', tail] = pattern.split('*')
  if (tail === undefined) return name === pattern
  return name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail)
}

/** The loose constant of this name. */
export function looseOf(cName: string): Loose | undefined {
  return looseByName.get(cName)
}

/** The words for a struct or union, by its C tag. */
export function structOf(cName: string): StructWords | undefined {
  return structByName.get(cName)
}

/**
 * The family of a constant: the one that lists it, else by the tag of its enumeration, else the
 * first that hides it or has a fitting prefix. Undefined for a loose constant, and for a name
 * without a home.
 */
export function familyOf(cName: string, enumTag?: string): Family | undefined {
  const listed = familyByMember.get(cName)
  if (listed !== undefined || looseByName.has(cName)) return listed
  const tagged = enumTag ? families.find(({ enums }) => enums?.includes(enumTag)) : undefined
  return tagged ?? families.find((family) => isHidden(family, cName) || hasPrefix(family, cName))
}

function hasPrefix(family: Family, cName: string): boolean {
  return (family.prefixes ?? []).some((prefix) => cName.startsWith(prefix))
}

/**
 * The member's TypeScript name: the longest prefix of the family is dropped that leaves a legal
 * identifier. Where a digit would come first, the last word of the prefix stays: were
 * `IORING_CQE_F_` the prefix, `IORING_CQE_F_32` would still be `F_32`.
 */
export function memberName(family: Family, cName: string): string {
  const prefixes = [...(family.drop ?? family.prefixes ?? [])].sort((a, b) => b.length - a.length)
  for (const prefix of prefixes) {
    if (!cName.startsWith(prefix)) continue
    for (let cut = prefix.length; cut >= 0; cut = previousWord(prefix, cut)) {
      const name = cName.slice(cut)
      if (/^[A-Za-z]\w*$/.test(name)) return name
    }
  }
  return cName
}

/** Where the prefix ends when its last word is left standing; -1 when there is none left. */
function previousWord(prefix: string, cut: number): number {
  return cut === 0 ? -1 : prefix.lastIndexOf('_', cut - 2) + 1
}

/** A field's TypeScript name: `__user_data` becomes `userData`. */
export function fieldName(cName: string): string {
  return cName.replace(/^_+/, '').replace(/_+([a-z0-9])/g, (_, next: string) => next.toUpperCase())
}

/** Whether a field only fills a gap: it has no accessor and needs no words. */
export function isPadding(cName: string): boolean {
  return /^_*(?:pad|resv|rsvd|reserved|spare|unused|statx_pad)\d*$/.test(cName)
}
