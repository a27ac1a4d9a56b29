/** `check`: what the headers have that the tables do not describe, and where to describe it. */
import { acquire } from './acquire.ts'
import { assemble, type Assembly, HomelessError } from './emit/assemble.ts'
import { knownKernels, snapshotPath } from './kernels.ts'
import type { AbiModel } from './model.ts'
import { readModel } from './print.ts'
import { read } from './snapshot.ts'

/** What `check` is asked for: without a header, the newest snapshot is looked at. */
export interface CheckOptions {
  readonly header?: string | undefined
  progress(line: string): void
}

/** Says what is missing, a line each, and throws if anything is. */
export async function check({ header, progress }: CheckOptions): Promise<void> {
  const model = header === undefined ? newest() : await modelOf(header, progress)
  const lines = missingIn(model)
  for (const line of lines) progress(line)
  const linux = `Linux ${model.series}`
  if (lines.length > 0) throw new Error(`of ${linux}, ${lines.length} things are not described`)
  progress(`everything that ${linux} has is described: ${countOf(model)}`)
}

function newest(): AbiModel {
  const kernel = knownKernels().at(-1)
  if (kernel === undefined) throw new Error('headers/kernels.json lists no kernel')
  return readModel(snapshotPath(kernel.series))
}

async function modelOf(
  headerDirectory: string,
  progress: CheckOptions['progress'],
): Promise<AbiModel> {
  const { model, notes } = await read(await acquire({ headerDirectory, progress }))
  for (const note of notes) progress(note)
  return model
}

/** What a model has and the tables lack, each with the place to add it. */
export function missingIn(model: AbiModel): string[] {
  const homeless: string[] = []
  const assembly = assembleRest(model, homeless)
  return [
    ...homeless,
    ...assembly.newNames.map((name) =>
      /^struct |\./.test(name)
        ? `${name} has no words: add them to codegen/vocabulary/structs-*.ts`
        : `${name} has no sentence: add one to ${familyIn(assembly, name)} in codegen/vocabulary/`,
    ),
    ...assembly.rowless.map((name) =>
      name.startsWith('IORING_OP_')
        ? `${name} has no row: add one to codegen/operations/`
        : `${name} has no row: add one to codegen/registers/`,
    ),
  ]
}

/** What else is missing is said even where some names have no home. */
function assembleRest(model: AbiModel, homeless: string[]): Assembly {
  try {
    return assemble(model, new Map())
  } catch (error) {
    if (!(error instanceof HomelessError)) throw error
    const names = new Set(error.names.map(({ name }) => name))
    for (const { name, header } of error.names) {
      homeless.push(`${name} (${header}) has no home: add a family for it to codegen/vocabulary/`)
    }
    const constants = model.constants.filter(({ name }) => !names.has(name))
    return assemble({ ...model, constants }, new Map())
  }
}

function familyIn({ input }: Assembly, c: string): string {
  const group = input.families.find(({ members }) => members.some((one) => one.c === c))
  return group?.family.name ?? 'its family'
}

function countOf(model: AbiModel): string {
  const { input } = assemble(model, new Map())
  const count = (family: string): number =>
    input.families.find((group) => group.family.name === family)?.members.length ?? 0
  const { constants, structs } = model
  return `${count('Op')} opcodes, ${constants.length} constants, ${structs.length} structs`
}
