import { AT_FDCWD, FILE_INDEX_ALLOC, Op } from '../../generated/constants.ts'
import type { Names, Shown } from '../../generated/decode.ts'

const LOW = 0xffff_ffffn
const opNames = new Map<number, string>(Object.entries(Op).map(([name, op]) => [op, name]))

/** `RECV` for 27; `OP_65` for one that has no name here. */
export function opName(op: number): string {
  return opNames.get(op) ?? `OP_${op}`
}

/** Gives a name to an opcode that has none here. */
export function nameOpcode(op: number, name: string): void {
  if (!opNames.has(op)) opNames.set(op, name)
}

/** `#17` for a user data below 2^32, `#17:0x51` with a high word, `#none` for all ones. */
export function userDataText(low: number, high: number): string {
  if (low === 0xffff_ffff && high === low) return '#none'
  return high === 0 ? `#${low}` : `#${low}:${hex(BigInt(high))}`
}

/** `CREAT|TRUNC`, in the order of their family; bits without a name in hexadecimal at the end. */
export function flagNames(value: bigint, names: Names, prefer: readonly string[] = []): string {
  let rest = value
  const found = new Set<string>()
  for (const name of [...prefer, ...widestFirst(names)]) {
    const bits = BigInt(names[name])
    if (bits === 0n || (rest & bits) !== bits) continue
    rest &= ~bits
    found.add(name)
    if (rest === 0n) break
  }
  const words = Object.keys(names).filter((name) => found.has(name))
  return [...words, ...(rest === 0n ? [] : [hex(rest)])].join('|')
}

const widest = new WeakMap<Names, readonly string[]>()

/** Names of several bits first: O_SYNC is said and not its parts. */
function widestFirst(names: Names): readonly string[] {
  const known = widest.get(names)
  if (known !== undefined) return known
  const ones = (name: string): number => names[name].toString(2).replaceAll('0', '').length
  const sorted = Object.keys(names).sort((a, b) => ones(b) - ones(a))
  widest.set(names, sorted)
  return sorted
}

/** A value in words; `''` for what is left out when it is 0. `bits` is the width of its field. */
export function valueText(value: bigint, bits: number, shown: Shown): string {
  if (typeof shown === 'object') return constantText(value, shown)
  const signed = BigInt.asIntN(bits, value)
  switch (shown) {
    case 'number?':
      return value === 0n ? '' : `${value}`
    case 'number':
      return bits === 64 && signed === -1n ? '-1' : `${value}`
    case 'signed':
      return `${signed}`
    case 'octal':
      return `0o${value.toString(8)}`
    case 'address?':
      return value === 0n ? '' : hex(value)
    case 'address':
      return hex(value)
    case 'descriptor':
      return signed === BigInt(AT_FDCWD) ? 'AT_FDCWD' : `${signed}`
    case 'slot':
      // The field counts slots from 1, because 0 means a plain descriptor.
      if (value === 0n) return ''
      return value === BigInt(FILE_INDEX_ALLOC) ? 'ALLOC' : `${value - 1n}`
    case 'userData':
      return userDataText(Number(value & LOW), Number(value >> 32n))
  }
}

function constantText(value: bigint, shown: Exclude<Shown, string>): string {
  if ('flags' in shown) return value === 0n ? '' : flagNames(value, shown.flags, shown.prefer)
  const { one, besides = {} } = shown
  const extra = value & Object.values(besides).reduce((all, bit) => all | BigInt(bit), 0n)
  const name = Object.keys(one).find((key) => BigInt(one[key] ?? 0) === (value & ~extra))
  if (name === undefined) return `${value}`
  return extra === 0n ? name : `${name}|${flagNames(extra, besides)}`
}

/** As C writes it. */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`
}
