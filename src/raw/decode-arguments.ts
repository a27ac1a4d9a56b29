import { Op, SqeFlags } from '../../generated/constants.ts'
import {
  type DecodedArgument,
  type Shown,
  slotFields,
  type Variant,
  variants,
} from '../../generated/decode.ts'
import { Sqe } from '../../generated/structs.ts'
import { fixedBits, placeOf, SlotBytes, variantOf } from './decode-slot.ts'
import { flagNames, opName, valueText } from './decode-values.ts'

/** -1 in 64 bits: the file's own position, or no time limit. */
const ALL_ONES = 0xffff_ffff_ffff_ffffn
const SLOT_FIELDS = Object.entries(slotFields)
/** The fields that are numbers even where nobody knows what they mean. */
const NUMBERS: readonly string[] = ['len', 'bufIndex', 'addrLen']

/** @internal Everything that a submission says besides its user data, the opcode first. */
export function submissionWords(bytes: Uint8Array): string[] {
  const slot = new SlotBytes(bytes)
  const op = Number(slot.read('opcode'))
  const variant = variantOf(slot, op)
  const words = [
    ...(variant === undefined ? [] : knownWords(slot, variant)),
    ...groupWord(slot),
    ...otherWords(slot, op),
    ...commandWord(slot, op),
  ]
  const personality = slot.read('personality')
  return [
    opName(op),
    ...words,
    ...(variant?.mark === undefined ? [] : [variant.mark]),
    ...flagWords(slot, variant, words.some(isDirect)),
    ...(personality === 0n ? [] : [`personality=${personality}`]),
  ]
}

/** The arguments of a variant, then what its fixed fields hold besides. */
function knownWords(slot: SlotBytes, variant: Variant): string[] {
  const named = variant.args.map(([, field]) => field)
  const besides = variant.fixed.flatMap(([field, , shown]): DecodedArgument[] =>
    shown === undefined || named.includes(field) || field === 'flags'
      ? []
      : [[field, field, shown]],
  )
  const words = [...variant.args, ...besides].flatMap(([name, field, shown]) =>
    word(slot, name, field, shown, slot.read(field) & ~fixedBits(variant, field)),
  )
  for (const field of [...named, ...variant.fixed.map(([one]) => one)]) slot.tell(field)
  return words
}

/** `length=64`; nothing for what goes without saying. */
function word(
  slot: SlotBytes,
  name: string,
  field: string,
  shown: Shown,
  value = slot.read(field),
): string[] {
  const text = valueText(value, placeOf(field).size * 8, shown)
  if (text === '') return []
  const direct = field === 'fd' && shown === 'descriptor' && has(slot, SqeFlags.FIXED_FILE)
  return [direct ? `${name}=${DIRECT}${text}` : `${name}=${text}`]
}

/** Stands before the number of a direct descriptor. */
const DIRECT = 'slot:'

function isDirect(text: string): boolean {
  return text.includes(`=${DIRECT}`)
}

function has(slot: SlotBytes, flag: number): boolean {
  return (Number(slot.read('flags')) & flag) !== 0
}

/** The group of any operation that picks a provided buffer. */
function groupWord(slot: SlotBytes): string[] {
  if (!has(slot, SqeFlags.BUFFER_SELECT) || !slot.isFresh('bufGroup')) return []
  slot.tell('bufGroup')
  return [`group=${slot.read('bufGroup')}`]
}

/** Fields that hold something although no variant has them, by the names of the submission. */
function otherWords(slot: SlotBytes, op: number): string[] {
  const words: string[] = []
  for (const [field, [offset, size]] of SLOT_FIELDS) {
    if (takesCommand(op) && offset >= placeOf('cmd').offset) break
    if (size === 0 || !slot.isFresh(field) || slot.read(field) === 0n) continue
    words.push(...word(slot, field, field, shownOf(op, field, slot.read(field))))
    slot.tell(field)
  }
  return words
}

/** Another variant of the opcode may know what the field holds. */
function shownOf(op: number, field: string, value: bigint): Shown {
  if (field === 'fd') return 'descriptor'
  if (field === 'spliceFdIn') return 'signed'
  for (const { fixed, optional = [] } of variants[op] ?? []) {
    const known = optional.find(([one]) => one === field)?.[1]
    const marked = fixed.find(([one]) => one === field)?.[2]
    if (known !== undefined || marked !== undefined) return known ?? marked ?? 'number'
  }
  return NUMBERS.includes(field) || value === ALL_ONES ? 'number' : 'address'
}

/** What a command has for itself, in hexadecimal: the last 16 bytes, or 80 of 128. */
function commandWord(slot: SlotBytes, op: number): string[] {
  const { offset } = placeOf('cmd')
  const rest = slot.restFrom(takesCommand(op) ? offset : Sqe.SIZE)
  return rest.length === 0 ? [] : [`cmd=${Buffer.from(rest).toString('hex')}`]
}

function takesCommand(op: number): boolean {
  return op === Op.URING_CMD || op === Op.URING_CMD128
}

/** `LINK ASYNC`: what the variant or the descriptor has said already is left out. */
function flagWords(slot: SlotBytes, variant: Variant | undefined, direct: boolean): string[] {
  const own = variant === undefined ? 0n : fixedBits(variant, 'flags')
  const value = slot.read('flags') & ~own & ~BigInt(direct ? SqeFlags.FIXED_FILE : 0)
  if (value === 0n) return []
  return flagNames(value, SqeFlags)
    .split('|')
    .map((name) => name.replace(/^IO_/, ''))
}
