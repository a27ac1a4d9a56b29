import { rangeError, typeError, valueError } from '../errors.ts'
import { checkNames } from './option-names.ts'
import type { PoolOptions } from './types.ts'

export const POOL_DEFAULTS = { count: 256, size: 16_384 } as const
/** A server with thousands of connections stays within it; what is not used costs no memory. */
const GROWTH = 16
const COUNT_LIMIT = 32_768
export const SIZE_LIMIT = 1 << 30
/** Misspelled ones are refused. */
const POOL_NAMES = ['count', 'size', 'countMax', 'kind', 'incremental', 'bundle']
const KINDS: readonly unknown[] = ['provided', 'registered']

/** Pool options with every blank filled in. */
export interface PoolShape {
  readonly kind: 'provided' | 'registered'
  readonly count: number
  readonly size: number
  readonly countMax: number
  readonly incremental: boolean
  readonly bundle: boolean
}

/** Checks pool options; counts become powers of two, which the kernel wants. */
export function poolShape(options: PoolOptions, name = 'options'): PoolShape {
  if (typeof options !== 'object' || options === null) {
    throw typeError(name, 'of type object', options)
  }
  checkNames(options, POOL_NAMES, name)
  const { kind = 'provided', incremental = false, bundle = false } = options
  if (!KINDS.includes(kind)) {
    throw valueError(`${name}.kind`, "must be 'provided' or 'registered'", kind)
  }
  onlyProvided(incremental, `${name}.incremental`, kind)
  onlyProvided(bundle, `${name}.bundle`, kind)
  const counted = whole(options.count ?? POOL_DEFAULTS.count, `${name}.count`, COUNT_LIMIT)
  const size = whole(options.size ?? POOL_DEFAULTS.size, `${name}.size`, SIZE_LIMIT)
  const count = 2 ** Math.ceil(Math.log2(counted))
  const growth = kind === 'provided' ? GROWTH : 1
  const ceiling = options.countMax ?? Math.min(count * growth, COUNT_LIMIT)
  const countMax = 2 ** Math.ceil(Math.log2(whole(ceiling, `${name}.countMax`, COUNT_LIMIT)))
  return { kind, count, size, countMax: Math.max(count, countMax), incremental, bundle }
}

/** The same for the pool that a ring has by itself, which streams receive into. */
export function ownPoolShape(options: PoolOptions, name: string): PoolShape {
  const shape = poolShape(options, name)
  if (shape.kind === 'provided') return shape
  throw valueError(`${name}.kind`, "must be 'provided': streams receive into it", shape.kind)
}

function onlyProvided(value: unknown, name: string, kind: string): void {
  if (typeof value !== 'boolean') throw typeError(name, 'of type boolean', value)
  if (value && kind !== 'provided') throw valueError(name, "is for pools of kind 'provided'", value)
}

function whole(value: number, name: string, limit: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= limit) return value
  throw rangeError(name, `an integer >= 1 and <= ${limit}`, value)
}
