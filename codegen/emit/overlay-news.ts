/** What a header has beyond the package's own newest snapshot, as plain data. */
import type { Field, Struct } from '../model.ts'
import { isPadding } from '../vocabulary/index.ts'
import { layoutOn } from './fields.ts'
import { type GroupedFamily, type Input, type PrintedConstant, valueOn } from './input.ts'

/** The struct whose new fields join the slots that the package makes. */
const SLOT = 'io_uring_sqe'

/** What an overlay is printed of. */
export interface News {
  /** Families that have new members, with these alone. */
  readonly families: readonly GroupedFamily[]
  readonly loose: readonly PrintedConstant[]
  /** Structs that are new, or have fields that the package does not know. */
  readonly structs: readonly ChangedStruct[]
  /** Fields of the submission that the package does not know. */
  readonly slotFields: readonly Field[]
  /** Names that both have, with different values. */
  readonly changed: readonly string[]
}

/** A struct of the header, and which of its fields are news; all of them, for a new one. */
export interface ChangedStruct {
  readonly struct: Struct
  readonly isNew: boolean
  readonly fields: readonly Field[]
}

/** Compares what the package has with what a header has. */
export function newsOf(known: Input, header: Input): News {
  const shown = header.families.filter(({ family }) => family.internal !== true)
  const structs = header.model.structs.flatMap((struct) => changed(struct, known))
  const slot = structs.find(({ struct }) => struct.name === SLOT)
  return {
    families: shown.flatMap((group) => newMembers(group, known)),
    loose: without(header.loose, known.loose),
    structs: structs.filter((one) => one !== slot),
    slotFields: slot?.fields ?? [],
    changed: changedValues(known, header),
  }
}

function newMembers(group: GroupedFamily, known: Input): GroupedFamily[] {
  const { family } = group
  const ours = known.families.find((one) => one.family === family)?.members ?? []
  const taken = new Set(ours.map(({ name }) => name))
  const members = without(group.members, ours).map((member) =>
    // Two prefixes of one family may leave the same word: then the C name is the member's.
    taken.has(member.name) ? { ...member, name: member.c } : member,
  )
  return members.length === 0 ? [] : [{ family, members }]
}

function without(
  constants: readonly PrintedConstant[],
  known: readonly PrintedConstant[],
): PrintedConstant[] {
  const names = new Set(known.map(({ c }) => c))
  return constants.filter(({ c }) => !names.has(c))
}

function changed(struct: Struct, known: Input): ChangedStruct[] {
  const ours = known.model.structs.find(({ name }) => name === struct.name)
  const { size, fields } = layoutOn(struct.layout, 'x64')
  const shown = fields.filter(({ name }) => !isPadding(name))
  if (ours === undefined) return [{ struct, isNew: true, fields: shown }]
  const before = layoutOn(ours.layout, 'x64')
  if (struct.name === SLOT && size !== before.size) {
    throw new Error(
      `struct ${SLOT} has ${size} bytes in this header and ${before.size} in every kernel: ` +
        'this is no header of Linux',
    )
  }
  const names = new Set(before.fields.map(({ name }) => name))
  const added = shown.filter(({ name }) => !names.has(name))
  return added.length === 0 ? [] : [{ struct, isNew: false, fields: added }]
}

function changedValues(known: Input, header: Input): string[] {
  const ours = new Map(constantsOf(known).map((one) => [one.c, one]))
  return constantsOf(header).flatMap((one) => {
    const before = ours.get(one.c)
    if (before === undefined) return []
    const alone = header.model.architectures ?? (['x64', 'arm64'] as const)
    const differs = alone.find((arch) => valueOn(one.value, arch) !== valueOn(before.value, arch))
    if (differs === undefined) return []
    const [now, then] = [valueOn(one.value, differs), valueOn(before.value, differs)]
    return [`${one.c} is ${now} in this header and ${then} in uring-sdk, which keeps its own`]
  })
}

function constantsOf(input: Input): PrintedConstant[] {
  return [...input.families.flatMap(({ members }) => members), ...input.loose]
}
