/**
 * What a kernel's headers say, reduced to plain data that prints as JSON: no comment, no text of
 * the header, no methods. `headers/abi/<series>.json` holds one {@link AbiModel} a kernel.
 */

/** The architectures whose facts a model holds, by the name that `process.arch` gives them. */
export const ARCHITECTURES = ['x64', 'arm64'] as const
export type Architecture = (typeof ARCHITECTURES)[number]

/** One value for every architecture, or one for each where they differ. */
export type PerArchitecture<T> = T | { readonly [A in Architecture]: T }

/** A C integer constant: exact value, and the C type that its expression has. */
export interface Constant {
  /** Decimal or hexadecimal, as text, so that 64 bits survive JSON. */
  readonly value: string
  readonly bits: 32 | 64
  readonly signed: boolean
}

/** Where a constant was declared: its enumeration's tag, `''` for an anonymous one, or a macro. */
export type Origin = { readonly enum: string } | 'define'

export interface NamedConstant {
  readonly name: string
  readonly origin: Origin
  /** The header it stands in, relative to the include directory: `linux/io_uring.h`. */
  readonly header: string
  readonly constant: PerArchitecture<Constant>
}

/** The type of a field after typedefs are resolved. */
export type FieldType =
  | {
      readonly kind: 'int'
      readonly bits: 8 | 16 | 32 | 64
      readonly signed: boolean
      readonly bigEndian?: true
    }
  | { readonly kind: 'pointer' }
  | { readonly kind: 'struct'; readonly struct: string }

/**
 * One field. Members of anonymous structs and unions are lifted into their parent, so that arms of
 * a union are several fields at one offset; `arm` keeps them apart.
 */
export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly offset: number
  /** Bytes of the whole field; 0 for a flexible array. */
  readonly size: number
  /** Present for arrays: the number of elements, 0 for a flexible one. */
  readonly count?: number
  /**
   * Indexes of the anonymous members on the way down: fields that share it up to a union's arm go
   * together.
   */
  readonly arm?: string
}

export interface Layout {
  readonly size: number
  readonly align: number
  readonly fields: readonly Field[]
}

export interface Struct {
  /** The C tag; `parent.field` for an anonymous type that a field names. */
  readonly name: string
  readonly kind: 'struct' | 'union'
  readonly header: string
  readonly layout: PerArchitecture<Layout>
}

export interface AbiModel {
  /** `7.3` */
  readonly series: string
  /**
   * Present when the headers spoke for fewer than all architectures; a plain fact is theirs alone.
   */
  readonly architectures?: readonly Architecture[]
  /** In the order of the headers; every list is sorted by header, then by place in it. */
  readonly constants: readonly NamedConstant[]
  readonly structs: readonly Struct[]
}
