/** What an overlay's generation has to say, in words. */
import type { Assembly } from './emit/assemble.ts'
import type { News } from './emit/overlay-news.ts'
import { fieldName } from './vocabulary/index.ts'

/** What a name of no family is called in a message, and where it stands. */
export interface Unsorted {
  readonly name: string
  readonly place: string
}

/** A line for each thing that is new. */
export function newsLines(
  news: News,
  header: Assembly['input'],
  unsorted: readonly Unsorted[],
): string[] {
  const members = news.families.flatMap(({ family, members }) =>
    members.map((one) => `new: ${one.c} is ${family.name}.${one.name}`),
  )
  const sorted = news.loose.filter(({ c }) => !unsorted.some(({ name }) => name === c))
  const loose = sorted.map(({ c, name }) => `new: ${c} is ${name}`)
  const structs = news.structs.flatMap(({ struct, isNew, fields }) => {
    const { name } = header.structs.find(({ c }) => c === struct.name) ?? { name: struct.name }
    if (isNew) return [`new: struct ${struct.name} is ${name}`]
    return fields.map(
      (field) => `new: ${struct.name}.${field.name} is ${name}.${fieldName(field.name)}`,
    )
  })
  const slot = news.slotFields.map(
    ({ name }) => `new: io_uring_sqe.${name} is Sqe.${fieldName(name)}`,
  )
  return [...members, ...loose, ...structs, ...slot]
}

/** Names that the package cannot sort: they are there, under the names that C has for them. */
export function unsortedLines(unsorted: readonly Unsorted[]): string[] {
  return unsorted.map(
    ({ name, place }) =>
      `warning: ${place}: ${name} belongs to no family that uring-sdk knows: exported as ${name}`,
  )
}

/** More names than these are a count. */
const LISTED = 20

/** What the package has and a newer header has not. */
export function goneLines(lacks: readonly string[]): string[] {
  const gone = lacks
    .slice(0, LISTED)
    .map((name) => `warning: ${name} is gone from this header; uring-sdk keeps it`)
  const rest = lacks.length - LISTED
  return rest > 0 ? [...gone, `warning: and ${rest} more names are gone`] : gone
}

/** What the package has and an older header has not. */
export function olderLines(lacks: readonly string[], series: string): string[] {
  const opcodes = lacks.filter((name) => name.startsWith('IORING_OP_'))
  const registers = lacks.filter((name) => /^IORING_(UN)?REGISTER_/.test(name))
  const others = lacks.length - opcodes.length - registers.length
  const parts = [
    ...counted(opcodes, 'opcodes'),
    ...counted(registers, 'names of io_uring_register'),
    ...(others === 0 ? [] : [`${others} other names and fields`]),
  ]
  const linux = series === 'unknown' ? 'This header' : `This header, of Linux ${series},`
  const what = parts.length === 0 ? 'nothing by name' : parts.join('; ')
  return [
    `${linux} is older than the one that uring-sdk was made from. It lacks ${what}.`,
    'The overlay is empty: uring-sdk has it all, and support() asks the kernel that runs.',
  ]
}

/** What only an older header has. */
export function droppedLines({ families, loose, structs }: News): string[] {
  const names = [
    ...families.flatMap(({ members }) => members.map(({ c }) => c)),
    ...loose.map(({ c }) => c),
    ...structs.map(({ struct }) => `struct ${struct.name}`),
  ]
  return names.map((name) => `${name} is left out: later kernels have dropped it`)
}

/** How a new operation of io_uring_register(2) is reached. */
export function registerLines(news: News): string[] {
  const group = news.families.find(({ family }) => family.name === 'RegisterOp')
  return (group?.members ?? []).map(
    ({ c, name }) => `${c} has no wrapper: RawRing.register(RegisterOp.${name}, …) reaches it`,
  )
}

function counted(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${names.length} ${what} (${names.join(', ')})`]
}
