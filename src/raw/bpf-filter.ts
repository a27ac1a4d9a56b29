import { bpfDataSizes, type BpfField, bpfFields } from '../../generated/bpf.ts'
import { BpfCmd, Op } from '../../generated/constants.ts'
import { Bpf, BpfInstruction } from '../../generated/structs.ts'
import { rangeError, typeError } from '../errors.ts'
import { allocate } from './allocate.ts'
import { assembleBpf, bpf, type BpfLine } from './bpf-program.ts'

/** What a field must be: a number, one of several, or what its bits or its range must be. */
export type BpfCondition =
  | number
  | readonly number[]
  | {
      /** None of these bits is set. */
      readonly none?: number
      /** All of these bits are set. */
      readonly all?: number
      /** It is not less than this. */
      readonly from?: number
      /** It is not more than this. */
      readonly to?: number
    }

/** The data that comes with an opcode, beside what all submissions have. */
export interface BpfDataOf {
  /** Family, type and protocol. */
  readonly [Op.SOCKET]: 'socket'
  /** Flags, mode and resolve. */
  readonly [Op.OPENAT]: 'open'
  /** The same. */
  readonly [Op.OPENAT2]: 'open'
  /** Family, port and address. */
  readonly [Op.CONNECT]: 'connect'
}

const dataOf: Readonly<Record<number, keyof typeof bpfDataSizes>> = {
  [Op.SOCKET]: 'socket',
  [Op.OPENAT]: 'open',
  [Op.OPENAT2]: 'open',
  [Op.CONNECT]: 'connect',
} satisfies BpfDataOf

/** A condition for each field of one group. */
export type BpfFields<Group extends keyof typeof bpfFields> = {
  readonly [Name in keyof (typeof bpfFields)[Group]]?: BpfCondition
}

/** The field that is no number. */
export interface BpfAddress {
  /** The 16 bytes that the IPv6 address must be. */
  readonly v6Addr?: Uint8Array
}

/** What one way to be allowed asks of the fields: all of it. An IPv6 address is its 16 bytes. */
export type BpfRule<O extends number> = Omit<BpfFields<'common'>, 'opcode' | 'pduSize'> &
  (O extends keyof BpfDataOf ? Omit<BpfFields<BpfDataOf[O]>, 'v6Addr'> : unknown) &
  (O extends typeof Op.CONNECT ? BpfAddress : unknown)

/** How a filter is set. */
export interface BpfFilterOptions {
  /** Members of `BpfFilterFlags`: `DENY_REST` denies every opcode that has no filter yet. */
  readonly flags?: number | undefined
}

/**
 * A filter for one opcode, ready for `registers.registerBpfFilter`: a submission goes on if one of
 * the rules fits, and ends with EACCES if none does. Without a rule the opcode is forbidden, and a
 * rule without a field always fits.
 *
 * A filter sees no path, no memory and no descriptor: only the fields of {@link BpfRule}. Ports and
 * IPv4 addresses are numbers as in {@link SockaddrIn}.
 *
 * @example
 * // Open files to be read only; make no sockets but TCP ones.
 * const writing = OpenFlags.WRONLY | OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.TRUNC
 * registers.registerBpfFilter(ring, bpfFilter(Op.OPENAT, [{ flags: { none: writing } }]))
 * const tcp = { family: [AddressFamily.INET, AddressFamily.INET6], type: SocketType.STREAM }
 * registers.registerBpfFilter(ring, bpfFilter(Op.SOCKET, [tcp]))
 *
 * @since Linux 7.0
 */
export function bpfFilter<O extends number>(
  opcode: O,
  rules: readonly BpfRule<O>[],
  options: BpfFilterOptions = {},
): Bpf {
  return bpfFilterOf(opcode, assembleBpf(bpfLines(opcode, rules)), options)
}

/** The same with a program of your own, that {@link assembleBpf} has put together. */
export function bpfFilterOf(
  opcode: number,
  program: Uint8Array,
  options: BpfFilterOptions = {},
): Bpf {
  const memory = allocate(Bpf.SIZE + program.length)
  memory.bytes.set(program, Bpf.SIZE)
  const argument = new Bpf(memory.bytes.buffer)
  argument.cmdType = BpfCmd.FILTER
  const { filter } = argument
  const data = dataOf[opcode]
  filter.opcode = opcode
  filter.flags = options.flags ?? 0
  filter.filterLen = program.length / BpfInstruction.SIZE
  filter.pduSize = data === undefined ? 0 : bpfDataSizes[data]
  filter.filterPtr = memory.address + Bpf.SIZE
  return argument
}

/** The program of {@link bpfFilter}, for whoever wants to add to it, or to read it. */
export function bpfLines<O extends number>(opcode: O, rules: readonly BpfRule<O>[]): BpfLine[] {
  const data = dataOf[opcode]
  const known: Readonly<Record<string, BpfField>> = {
    ...bpfFields.common,
    ...(data === undefined ? {} : bpfFields[data]),
  }
  const lines = rules.flatMap((rule, index) => {
    const next = `rule ${index + 1}`
    const conditions = Object.entries<BpfCondition | Uint8Array | undefined>(rule)
    const checks = conditions.flatMap(([name, condition]) => {
      const field = known[name]
      if (field === undefined)
        throw typeError(`rules[${index}].${name}`, 'a field of this opcode', condition)
      return condition === undefined ? [] : check({ name, field, condition, next })
    })
    return [...checks, bpf.allow(), next]
  })
  return [...lines, bpf.deny()]
}

interface Check {
  readonly name: string
  readonly field: BpfField
  readonly condition: BpfCondition | Uint8Array
  /** Where to go on if it does not hold. */
  readonly next: string
}

const WORD = 4
const HIGH = 0x1_0000_0000

/** Lines that go on behind themselves if the condition holds, and to `next` if not. */
function check({ name, field, condition, next }: Check): BpfLine[] {
  if (condition instanceof Uint8Array) return equalBytes(name, field, condition, next)
  const place = (value: number): number => placed(name, field, value)
  if (typeof condition === 'number') return equal(field, place(condition), next)
  if (Array.isArray(condition)) return oneOf(name, field, (condition as number[]).map(place), next)
  const { none, all, from, to } = condition as Exclude<BpfCondition, number | readonly number[]>
  if ((from ?? to) !== undefined && (field.size > WORD || field.network === true)) {
    throw typeError(name, 'compared by equality or bits: it is no number of 32 bits', condition)
  }
  return [
    ...(none === undefined
      ? []
      : bits(field, place(none), (word, mask) => [word, bpf.when('&', mask, next)])),
    ...(all === undefined
      ? []
      : bits(field, place(all), (word, mask) => [
          word,
          bpf.compute('&', mask),
          bpf.when('==', mask, undefined, next),
        ])),
    ...(from === undefined ? [] : [...load(field), bpf.when('>=', place(from), undefined, next)]),
    ...(to === undefined ? [] : [...load(field), bpf.when('>', place(to), next)]),
  ]
}

/** The value as the field's memory has it: the order of the network is turned round. */
function placed(name: string, { size, network }: BpfField, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * Math.min(size, 8))) {
    throw rangeError(name, `an integer of ${size} bytes`, value)
  }
  if (network !== true) return value
  const view = new DataView(new ArrayBuffer(WORD))
  if (size === WORD) view.setUint32(0, value)
  else view.setUint16(0, value)
  return view.getUint32(0, true)
}

/** A = the field, which is a word or lies in one. */
function load({ at, size }: BpfField): BpfLine[] {
  const from = at - (at % WORD)
  const word = bpf.load(from)
  if (size >= WORD) return [word]
  const shift = at === from ? [] : [bpf.compute('>>', (at - from) * 8)]
  return [word, ...shift, bpf.compute('&', 2 ** (8 * size) - 1)]
}

function equal(field: BpfField, value: number, next: string): BpfLine[] {
  const low = [...load(field), bpf.when('==', value % HIGH, undefined, next)]
  if (field.size <= WORD) return low
  return [
    ...low,
    bpf.load(field.at + WORD),
    bpf.when('==', Math.floor(value / HIGH), undefined, next),
  ]
}

function oneOf(name: string, field: BpfField, values: readonly number[], next: string): BpfLine[] {
  if (field.size > WORD) throw typeError(name, 'one number, or bits: it has 64 bits', values)
  const found = `${next}: ${name}`
  return [
    ...load(field),
    ...values.map((value) => bpf.when('==', value, found)),
    bpf.jump(next),
    found,
  ]
}

/** For each half of the field that has bits in the mask. */
function bits(
  field: BpfField,
  mask: number,
  ask: (load: BpfLine, mask: number) => BpfLine[],
): BpfLine[] {
  const from = field.at - (field.at % WORD)
  const low = (mask % HIGH) * 2 ** (8 * (field.at - from))
  const high = Math.floor(mask / HIGH)
  return [
    ...(low === 0 ? [] : ask(bpf.load(from), low)),
    ...(high === 0 ? [] : ask(bpf.load(from + WORD), high)),
  ]
}

function equalBytes(name: string, field: BpfField, bytes: Uint8Array, next: string): BpfLine[] {
  if (bytes.length !== field.size) throw rangeError(name, `${field.size} bytes`, bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Array.from({ length: field.size / WORD }, (_, i) => i * WORD).flatMap((at) => [
    bpf.load(field.at + at),
    bpf.when('==', view.getUint32(at, true), undefined, next),
  ])
}
