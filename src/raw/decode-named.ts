import type { Shown, Variant } from '../../generated/decode.ts'
import { Sqe } from '../../generated/structs.ts'
import { fixedBits, placeOf, SlotBytes, variantOf } from './decode-slot.ts'

/** @internal An argument of a submission: what the `prep` function calls it, and its value. */
export interface NamedArgument {
  readonly name: string
  readonly field: string
  readonly shown: Shown
  /** As a signed number where the field has all 64 bits, else unsigned. */
  readonly value: number
}

/** @internal A submission as the `prep` function that fits it best would have been called. */
export interface NamedArguments {
  readonly variant: Variant | undefined
  readonly list: readonly NamedArgument[]
}

/** @internal What stands in a slot, by the names that a user knows. */
export function namedArguments({ bytes, at }: Sqe): NamedArguments {
  const start = at * Int32Array.BYTES_PER_ELEMENT
  const slot = new SlotBytes(bytes.subarray(start, start + Sqe.SIZE))
  const variant = variantOf(slot, Number(slot.read('opcode')))
  const list = (variant?.args ?? []).map(([name, field, shown]) => {
    const own = variant === undefined ? 0n : fixedBits(variant, field)
    return { name, field, shown, value: valueOf(slot.read(field) & ~own, field, shown) }
  })
  return { variant, list }
}

function valueOf(value: bigint, field: string, shown: Shown): number {
  const bits = placeOf(field).size * 8
  const signed = bits === 64 || shown === 'descriptor' || shown === 'signed'
  return Number(signed ? BigInt.asIntN(bits, value) : value)
}
