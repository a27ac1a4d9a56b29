/** What has changed between two models of headers, in words. */
import { ARCHITECTURES } from './model.ts'
import type { AbiModel, Architecture, Constant, Layout, PerArchitecture } from './model.ts'

/**
 * What the second model adds, removes and changes, a line each; none for equal models. Where one
 * speaks for fewer architectures, only what both speak for is compared.
 */
export function describeChanges(one: AbiModel, other: AbiModel): string[] {
  const common = architecturesOf(one).filter((name) => architecturesOf(other).includes(name))
  const before = narrow(one, common)
  const after = narrow(other, common)
  const constants = compare(
    new Map(before.constants.map(({ name, constant }) => [name, constant])),
    new Map(after.constants.map(({ name, constant }) => [name, constant])),
  )
  const structs = compare(
    new Map(before.structs.map(({ name, layout }) => [`struct ${name}`, layout])),
    new Map(after.structs.map(({ name, layout }) => [`struct ${name}`, layout])),
  )
  const fields = compare(fieldsOf(before), fieldsOf(after))
  const known = new Set([...structs.added, ...structs.removed])
  const within = (names: string[]) =>
    names.filter((name) => !known.has(name.split(' field ')[0] ?? ''))
  const sizes = structs.changed.filter((name) => sizeOf(before, name) !== sizeOf(after, name))
  return [
    ...line('adds', [...constants.added, ...structs.added, ...within(fields.added)]),
    ...line('removes', [...constants.removed, ...structs.removed, ...within(fields.removed)]),
    ...line('changes', [
      ...constants.changed,
      ...within(fields.changed),
      ...sizes.map((name) => `the size of ${name}`),
    ]),
  ]
}

function architecturesOf(model: AbiModel): readonly Architecture[] {
  return model.architectures ?? ARCHITECTURES
}

function narrow(model: AbiModel, to: readonly Architecture[]): AbiModel {
  const [only] = to
  if (only === undefined || to.length === ARCHITECTURES.length) return model
  const pick = <T extends object>(fact: PerArchitecture<T>): T =>
    'x64' in fact ? fact[only] : fact
  return {
    ...model,
    constants: model.constants.map((one) => ({ ...one, constant: pick<Constant>(one.constant) })),
    structs: model.structs.map((one) => ({ ...one, layout: pick<Layout>(one.layout) })),
  }
}

interface Differences {
  readonly added: string[]
  readonly removed: string[]
  readonly changed: string[]
}

function compare(before: Map<string, unknown>, after: Map<string, unknown>): Differences {
  const text = JSON.stringify
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: [...after.keys()].filter(
      (name) => before.has(name) && text(before.get(name)) !== text(after.get(name)),
    ),
  }
}

function fieldsOf(model: AbiModel): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const { name, layout } of model.structs) {
    for (const one of layouts(layout)) {
      for (const field of one.fields) {
        const key = `struct ${name} field ${field.name}`
        // Where a union's arm stands in the text is no fact of the kernel's.
        const { type, offset, size, count } = field
        fields.set(key, [...((fields.get(key) as unknown[]) ?? []), { type, offset, size, count }])
      }
    }
  }
  return fields
}

function layouts(layout: PerArchitecture<Layout>): readonly Layout[] {
  return 'fields' in layout ? [layout] : Object.values(layout)
}

function sizeOf(model: AbiModel, name: string): string {
  const struct = model.structs.find((one) => `struct ${one.name}` === name)
  return struct === undefined
    ? ''
    : layouts(struct.layout)
        .map(({ size }) => size)
        .join()
}

function line(verb: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${verb} ${names.join(', ')}`]
}
