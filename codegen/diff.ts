/** `diff`: what one kernel's headers have that another's have not. */
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { headersIn } from './directory.ts'
import { commonArchitectures, compareModels, type Differences, type FieldFact } from './drift.ts'
import type {
  ChangedField,
  ConstantChanges,
  ConstantFact,
  FamilyChanges,
  KernelDiff,
  Place,
  StructChanges,
  StructFact,
  ValueText,
} from './emit/kernel-diff.ts'
import type { Input } from './emit/input.ts'
import { diffPage } from './emit/kernel-diff.ts'
import { emitKernelsPage } from './emit/kernels-page.ts'
import type { Generated } from './emit/print.ts'
import { findKernel, knownKernels, snapshotPath } from './kernels.ts'
import type { AbiModel, Layout, NamedConstant, PerArchitecture, Struct } from './model.ts'
import { read, readModel } from './snapshot.ts'
import {
  families,
  familyOf,
  fieldName,
  isHidden,
  isPadding,
  looseOf,
  memberName,
  structOf,
} from './vocabulary/index.ts'

/** One side of the comparison. */
export interface Side {
  /** `7.3`; the directory where the headers do not say which they are. */
  readonly label: string
  readonly model: AbiModel
  /** The header's own words, for what the vocabulary lacks. */
  readonly comments: ReadonlyMap<string, string>
}

/** What `diff` is asked for. */
export interface DiffOptions {
  /** The two kernels: series of headers/kernels.json, snapshots, or header directories. */
  readonly words: readonly string[]
  readonly json?: boolean | undefined
  /** Where the answer is written to, instead of to the standard output. */
  readonly out?: string | undefined
  progress(line: string): void
  /** Called before headers are read as C, which takes packages that may be missing. */
  beforeReading?(): void
}

/** Compares two kernels and prints the answer. */
export async function diff(options: DiffOptions): Promise<void> {
  const [one, other, more] = options.words
  if (one === undefined || other === undefined || more !== undefined) {
    throw new Error('diff takes two kernels: `codegen diff 6.1 7.3`')
  }
  const sideBy = (word: string) => sideOf(word, options.progress, () => options.beforeReading?.())
  const from = await sideBy(one)
  const to = await sideBy(other)
  const found = compareKernels(from, to)
  const text = options.json === true ? `${JSON.stringify(found, null, 2)}\n` : diffPage(found)
  if (options.out === undefined) {
    process.stdout.write(text)
    return
  }
  writeFileSync(options.out, text)
  options.progress(`wrote ${options.out}`)
}

/** The page of docs/guide with all kernels of headers/kernels.json beside each other. */
export function kernelsPage(input: Input): Generated {
  const columns = knownKernels().map(({ series, suite, package: deb }) => {
    return { series, suite, package: deb, model: readModel(snapshotPath(series)) }
  })
  const sides = columns.map(({ series, model }) => ({ label: series, model, comments: new Map() }))
  const diffs = sides.slice(1).map((side, at) => compareKernels(sides[at] ?? side, side))
  return emitKernelsPage(input, columns, diffs)
}

/** A kernel by its series, by the path of a snapshot, or by a directory of headers. */
export async function sideOf(
  word: string,
  progress: (line: string) => void,
  beforeReading?: () => void,
): Promise<Side> {
  if (findKernel(word) !== undefined) {
    return { label: word, model: readModel(snapshotPath(word)), comments: new Map() }
  }
  if (!existsSync(word)) {
    const known = knownKernels().map(({ series }) => series)
    throw new Error(
      `${word} is no kernel that we know (${known.join(', ')}), and no such file is there: ` +
        'name a series, a snapshot, or a directory with linux/io_uring.h',
    )
  }
  if (!statSync(word).isDirectory()) {
    const model = readSnapshot(word)
    return { label: model.series, model, comments: new Map() }
  }
  const headers = headersIn(word, progress)
  beforeReading?.()
  const { model, comments } = await read(headers)
  return { label: headers.series === 'unknown' ? word : headers.series, model, comments }
}

function readSnapshot(path: string): AbiModel {
  let model: Partial<AbiModel> = {}
  try {
    model = readModel(path)
  } catch (error) {
    throw new Error(`${path} is no snapshot: ${(error as Error).message}`, { cause: error })
  }
  const { series, constants, structs } = model
  if (typeof series !== 'string' || !Array.isArray(constants) || !Array.isArray(structs)) {
    throw new Error(`${path} is no snapshot: it lacks series, constants or structs`)
  }
  return model as AbiModel
}

/** Everything that differs, in the words of the vocabulary. */
export function compareKernels(from: Side, to: Side): KernelDiff {
  if (commonArchitectures(from.model, to.model).length === 0) {
    throw new Error(`${from.label} and ${to.label} have no architecture in common`)
  }
  const { constants, structs, fields } = compareModels(from.model, to.model)
  const comments = new Map([...from.comments, ...to.comments])
  const groups = groupConstants(constants, comments)
  const none: ConstantChanges = { added: [], removed: [], changed: [] }
  const named = (family: string): ConstantChanges => {
    const { added, removed, changed } = groups.find((one) => one.family === family) ?? none
    return { added, removed, changed }
  }
  return {
    format: 1,
    from: from.label,
    to: to.label,
    opcodes: named(OPCODES),
    registerOperations: named(REGISTER_OPERATIONS),
    families: groups.filter(({ family }) => family !== OPCODES && family !== REGISTER_OPERATIONS),
    structs: {
      added: structs.added.map(([, struct]) => structFact(struct, comments)),
      removed: structs.removed.map(([, struct]) => structFact(struct, comments)),
      changed: structs.changed
        .map(([name, before, after]) => structChanges(name, before, after, fields, comments))
        .filter(differs),
    },
  }
}

const OPCODES = 'Op'
const REGISTER_OPERATIONS = 'RegisterOp'

type Comments = ReadonlyMap<string, string>

/** By family, in the order of the vocabulary; what belongs to none comes last. */
function groupConstants(all: Differences<NamedConstant>, comments: Comments): FamilyChanges[] {
  const { added, removed, changed } = all
  const names = [...added, ...removed, ...changed].map(([, constant]) => constant)
  const present = new Set(names.filter(isShown).map((constant) => homeOf(constant)?.name ?? null))
  return [...families.map(({ name }) => name), null]
    .filter((name) => present.has(name))
    .map((name) => {
      const isMine = ([, one]: readonly [string, NamedConstant, ...unknown[]]): boolean =>
        isShown(one) && (homeOf(one)?.name ?? null) === name
      const family = families.find((one) => one.name === name)
      return {
        family: name,
        kind: family?.kind ?? 'enum',
        doc: family?.doc ?? '',
        added: added.filter(isMine).map(([, one]) => constantFact(one, comments)),
        removed: removed.filter(isMine).map(([, one]) => constantFact(one, comments)),
        changed: changed.filter(isMine).map(([, before, after]) => {
          return { ...constantFact(after, comments), before: valueOf(before) }
        }),
      }
    })
}

function homeOf({ name, origin }: NamedConstant): ReturnType<typeof familyOf> {
  return familyOf(name, origin === 'define' ? undefined : origin.enum)
}

/** Counters, masks and bit numbers move with every kernel, and nobody programs with them. */
function isShown(constant: NamedConstant): boolean {
  const family = homeOf(constant)
  return family === undefined || !isHidden(family, constant.name)
}

function constantFact(constant: NamedConstant, comments: Comments): ConstantFact {
  const { name: c } = constant
  const family = homeOf(constant)
  const single = looseOf(c)
  const [since = '', doc = comments.get(c) ?? ''] = family?.members[c] ?? single?.entry ?? []
  const name =
    family === undefined ? (single?.name ?? c) : `${family.name}.${memberName(family, c)}`
  return { c, name, value: valueOf(constant), since, doc }
}

function valueOf({ constant }: NamedConstant): ValueText {
  const text = ({ value }: { readonly value: string }): string => BigInt(value).toString()
  return 'x64' in constant
    ? { x64: text(constant.x64), arm64: text(constant.arm64) }
    : text(constant)
}

function structFact({ name: c, layout }: Struct, comments: Comments): StructFact {
  const words = structOf(c)
  const { size } = firstOf(layout)
  const doc = words?.doc ?? comments.get(c) ?? ''
  return { c, name: words?.name ?? c, size, since: words?.since ?? '', doc }
}

/** x86-64's, which is the one that people know by heart. */
function firstOf(layout: PerArchitecture<Layout>): Layout {
  return 'x64' in layout ? layout.x64 : layout
}

function structChanges(
  name: string,
  before: Struct,
  after: Struct,
  fields: Differences<readonly FieldFact[]>,
  comments: Comments,
): StructChanges {
  const words = structOf(after.name)
  const prefix = `${name} field `
  const isMine = ([field]: readonly [string, ...unknown[]]): boolean =>
    field.startsWith(prefix) && !isPadding(field.slice(prefix.length))
  const described = (field: string): { c: string; name: string; doc: string } => {
    const c = field.slice(prefix.length)
    const doc = words?.fields[c] ?? comments.get(`${after.name}.${c}`) ?? ''
    return { c, name: fieldName(c), doc }
  }
  return {
    c: after.name,
    name: words?.name ?? after.name,
    size: firstOf(after.layout).size,
    sizeBefore: firstOf(before.layout).size,
    added: fields.added.filter(isMine).map(([c, fact]) => ({ ...described(c), ...placeOf(fact) })),
    removed: fields.removed
      .filter(isMine)
      .map(([c, fact]) => ({ ...described(c), ...placeOf(fact) })),
    changed: fields.changed.filter(isMine).map(([c, then, now]) => {
      const [was, is] = [placeOf(then), placeOf(now)]
      return { ...described(c), ...is, before: was, what: whatChanged(was, is) }
    }),
  }
}

/** A struct whose padding alone has another shape is the same to whoever uses it. */
function differs({ size, sizeBefore, added, removed, changed }: StructChanges): boolean {
  return size !== sizeBefore || added.length + removed.length + changed.length > 0
}

function whatChanged(was: Place, is: Place): ChangedField['what'] {
  return [
    ...(was.offset === is.offset ? [] : (['moved'] as const)),
    ...(was.size === is.size ? [] : (['resized'] as const)),
    ...(was.size !== is.size || was.type === is.type ? [] : (['retyped'] as const)),
  ]
}

function placeOf([fact]: readonly FieldFact[]): Place {
  if (fact === undefined) throw new Error('a field has a fact on every architecture')
  const { type, offset, size, count } = fact
  const element =
    type.kind === 'int'
      ? `${type.bigEndian === true ? 'be' : type.signed ? 's' : 'u'}${type.bits}`
      : type.kind === 'struct'
        ? `struct ${type.struct}`
        : 'pointer'
  return { offset, size, type: count === undefined ? element : `${element}[${count}]` }
}
