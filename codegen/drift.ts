/** What has changed between two models of headers, in words. */
import { ARCHITECTURES } from './model.ts'
import type {
  AbiModel,
  Architecture,
  Constant,
  Field,
  Layout,
  NamedConstant,
  PerArchitecture,
  Struct,
} from './model.ts'

/** What differs between two lists of named facts, in the order of the later one. */
export interface Differences<T> {
  readonly added: readonly (readonly [name: string, fact: T])[]
  readonly removed: readonly (readonly [name: string, fact: T])[]
  readonly changed: readonly (readonly [name: string, before: T, after: T])[]
}

/** What differs between two models. The names of fields are `struct TAG field NAME`. */
export interface ModelChanges {
  readonly constants: Differences<NamedConstant>
  readonly structs: Differences<Struct>
  /** Those of structs that both have; where architectures disagree, a fact for each. */
  readonly fields: Differences<readonly FieldFact[]>
}

/** A field without its place in the text: where a union's arm stands is no fact of the kernel's. */
export type FieldFact = Pick<Field, 'type' | 'offset' | 'size' | 'count'>

/** Compares two models. Where one speaks for fewer architectures, only what both speak for. */
export function compareModels(one: AbiModel, other: AbiModel): ModelChanges {
  const common = commonArchitectures(one, other)
  const before = narrow(one, common)
  const after = narrow(other, common)
  const structs = compare(structsOf(before), structsOf(after), ({ layout }) => layout)
  const fields = compare(fieldsOf(before), fieldsOf(after), (facts) => facts)
  const known = new Set([...structs.added, ...structs.removed].map(([name]) => name))
  const within = <F extends readonly [string, ...unknown[]]>(facts: readonly F[]): F[] =>
    facts.filter(([name]) => !known.has(name.split(' field ')[0] ?? ''))
  return {
    constants: compare(constantsOf(before), constantsOf(after), ({ constant }) => constant),
    structs,
    fields: {
      added: within(fields.added),
      removed: within(fields.removed),
      changed: within(fields.changed),
    },
  }
}

/** What the second model adds, removes and changes, a line each; none for equal models. */
export function describeChanges(one: AbiModel, other: AbiModel): string[] {
  const { constants, structs, fields } = compareModels(one, other)
  const sizes = structs.changed.filter(([, before, after]) => sizesOf(before) !== sizesOf(after))
  const names = (facts: readonly (readonly [string, ...unknown[]])[]) => facts.map(([name]) => name)
  return [
    ...line('adds', names([...constants.added, ...structs.added, ...fields.added])),
    ...line('removes', names([...constants.removed, ...structs.removed, ...fields.removed])),
    ...line('changes', [
      ...names([...constants.changed, ...fields.changed]),
      ...names(sizes).map((name) => `the size of ${name}`),
    ]),
  ]
}

function architecturesOf(model: AbiModel): readonly Architecture[] {
  return model.architectures ?? ARCHITECTURES
}

/** The architectures that both models speak for. */
export function commonArchitectures(one: AbiModel, other: AbiModel): readonly Architecture[] {
  return architecturesOf(one).filter((name) => architecturesOf(other).includes(name))
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

function compare<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  factOf: (value: T) => unknown,
): Differences<T> {
  const text = (value: T): string => JSON.stringify(factOf(value))
  return {
    added: [...after].filter(([name]) => !before.has(name)),
    removed: [...before].filter(([name]) => !after.has(name)),
    changed: [...after].flatMap(([name, now]) => {
      const then = before.get(name)
      return then === undefined || text(then) === text(now) ? [] : [[name, then, now] as const]
    }),
  }
}

function constantsOf(model: AbiModel): Map<string, NamedConstant> {
  return new Map(model.constants.map((one) => [one.name, one]))
}

function structsOf(model: AbiModel): Map<string, Struct> {
  return new Map(model.structs.map((one) => [`struct ${one.name}`, one]))
}

function fieldsOf(model: AbiModel): Map<string, readonly FieldFact[]> {
  const fields = new Map<string, FieldFact[]>()
  for (const { name, layout } of model.structs) {
    for (const { fields: list } of layouts(layout)) {
      for (const field of list) {
        const key = `struct ${name} field ${field.name}`
        const { type, offset, size, count } = field
        const fact = { type, offset, size, ...(count === undefined ? {} : { count }) }
        fields.set(key, [...(fields.get(key) ?? []), fact])
      }
    }
  }
  return fields
}

function layouts(layout: PerArchitecture<Layout>): readonly Layout[] {
  return 'fields' in layout ? [layout] : Object.values(layout)
}

function sizesOf({ layout }: Struct): string {
  return layouts(layout)
    .map(({ size }) => size)
    .join()
}

function line(verb: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${verb} ${names.join(', ')}`]
}
