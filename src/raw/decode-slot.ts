import { slotFields, type Variant, variants } from '../../generated/decode.ts'

/** Told by themselves, or not at all: no variant explains them. */
const APART = ['opcode', 'flags', 'userData', 'personality']

/** The bytes of a submission, and which of them have been told. */
export class SlotBytes {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #told: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#told = new Uint8Array(bytes.length)
    for (const field of APART) this.tell(field)
  }

  /** The field as the unsigned number that its bytes are. */
  read(field: string): bigint {
    const { offset, size } = placeOf(field)
    if (size === 8) return this.#view.getBigUint64(offset, true)
    if (size === 4) return BigInt(this.#view.getUint32(offset, true))
    let value = 0
    for (let i = size - 1; i >= 0; i--) value = (value << 8) | this.bytes[offset + i]
    return BigInt(value)
  }

  /** From here on the field counts as told. */
  tell(field: string): void {
    cover(this.#told, field)
  }

  /** Whether nothing of the field has been told. */
  isFresh(field: string): boolean {
    const { offset, size } = placeOf(field)
    for (let at = offset; at < offset + size; at++) if (this.#told[at] === 1) return false
    return true
  }

  /** How many bytes that are not 0 would still be untold behind a variant. */
  leftBy({ fixed, args }: Variant): number {
    const told = this.#told.slice()
    for (const [field] of fixed) cover(told, field)
    for (const [, field] of args) cover(told, field)
    let left = 0
    for (let at = 0; at < told.length; at++) if (told[at] === 0 && this.bytes[at] !== 0) left++
    return left
  }

  /** What is untold from a place on, without the zeros at its end. */
  restFrom(start: number): Uint8Array {
    const rest = this.bytes.slice(start).map((byte, i) => (this.#told[start + i] === 1 ? 0 : byte))
    return rest.subarray(0, rest.findLastIndex((byte) => byte !== 0) + 1)
  }
}

/** Where a field lies, in bytes. */
export function placeOf(field: string): { readonly offset: number; readonly size: number } {
  const [offset, size] = slotFields[field] ?? [0, 0]
  return { offset, size }
}

function cover(told: Uint8Array, field: string): void {
  const { offset, size } = placeOf(field)
  told.fill(1, offset, offset + size)
}

/**
 * The variant whose fixed fields are as they are here, and which explains most of the rest. An
 * opcode that is used as no variant knows it is told as the plain one; `undefined` for an opcode
 * that has none.
 */
export function variantOf(slot: SlotBytes, op: number): Variant | undefined {
  const all = variants[op] ?? []
  const [best] = all
    .filter((variant) => fits(slot, variant))
    .map((variant) => ({ variant, left: slot.leftBy(variant) }))
    .sort((a, b) => a.left - b.left || fixedCount(b.variant) - fixedCount(a.variant))
  if (best !== undefined) return best.variant
  const [plain] = all
  return plain === undefined ? undefined : { name: plain.name, fixed: [], args: plain.args }
}

function fits(slot: SlotBytes, { fixed }: Variant): boolean {
  return fixed.every(([field, value, shown]) => {
    const wanted = asField(field, value)
    const found = slot.read(field)
    return shown === undefined ? found === wanted : (found & wanted) === wanted
  })
}

/** How much of a submission a variant demands: fields, and the bits of flags. */
function fixedCount({ fixed }: Variant): number {
  const bits = fixed.map(([, value, shown]) =>
    shown === undefined ? 1 : value.toString(2).replaceAll('0', '').length,
  )
  return bits.reduce((all, count) => all + count, 0)
}

/** The bits that a variant always has in a field: they go without saying. */
export function fixedBits({ fixed }: Variant, field: string): bigint {
  const own = fixed.find(([one]) => one === field)
  return own === undefined ? 0n : asField(field, own[1])
}

/** A constant as the bytes of the field have it: -1 is all ones. */
function asField(field: string, value: number): bigint {
  return BigInt.asUintN(placeOf(field).size * 8, BigInt(value))
}
