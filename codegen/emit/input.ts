import type { AbiModel, Architecture, Constant, PerArchitecture } from '../model.ts'
import { ARCHITECTURES } from '../model.ts'
import type { OperationRow } from '../operations/types.ts'
import type { RegisterRow } from '../registers.ts'
import type { Entry, Family, LibcConstant, LibcStruct, StructWords } from '../vocabulary/types.ts'

/** What the files are printed for. */
export interface Target {
  /** Whether they come from a snapshot of ours; else from headers that somebody named. */
  readonly fromSnapshot: boolean
  /** Where operations.ts takes the types from that it speaks in. */
  readonly types: string
}

/** Our own generated/. */
export const OURS: Target = { fromSnapshot: true, types: '../src/ring/types.ts' }

/** Everything that an emitter may look at: what the kernel says, and what we say about it. */
export interface Input {
  readonly target: Target
  readonly model: AbiModel
  readonly families: readonly GroupedFamily[]
  readonly loose: readonly PrintedConstant[]
  readonly structs: readonly StructWords[]
  readonly libcConstants: readonly LibcConstant[]
  readonly libcStructs: readonly LibcStruct[]
  readonly operations: readonly OperationRow[]
  readonly registers: readonly RegisterRow[]
}

/** A family together with the members that the model really has. */
export interface GroupedFamily {
  readonly family: Family
  readonly members: readonly PrintedConstant[]
}

export interface PrintedConstant {
  /** The C name. */
  readonly c: string
  /** The TypeScript name, of the member or of the export. */
  readonly name: string
  readonly value: PerArchitecture<Constant>
  readonly entry: Entry
}

/** The value on one architecture. */
export function valueOn(value: PerArchitecture<Constant>, architecture: Architecture): bigint {
  const constant = isSplit(value) ? value[architecture] : value
  return BigInt(constant.value)
}

/** Whether the architectures disagree. */
export function isSplit<T extends object>(
  value: PerArchitecture<T>,
): value is { readonly [A in Architecture]: T } {
  return ARCHITECTURES.every((architecture) => architecture in value)
}

/** A number as TypeScript prints it: hexadecimal for bits, bigint where a double is not exact. */
export function literal(value: bigint, hexadecimal: boolean): string {
  const big = value > BigInt(Number.MAX_SAFE_INTEGER) ? 'n' : ''
  if (hexadecimal && value >= 0n) return `0x${value.toString(16)}${big}`
  return `${value}${big}`
}
