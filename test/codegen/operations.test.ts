/** The op table and what is printed from it: prep byte for byte, methods by their opcodes. */
import { describe, expect, it } from 'vitest'
import { isPromiseOnly, prepArguments } from '../../codegen/emit/arguments.ts'
import { checkNames } from '../../codegen/emit/names.ts'
import { operations } from '../../codegen/operations/index.ts'
import type { OperationRow, Parameter } from '../../codegen/operations/types.ts'
import { readModel } from '../../codegen/print.ts'
import { snapshotPath } from '../../codegen/kernels.ts'
import { families, fieldName } from '../../codegen/vocabulary/index.ts'
import * as constants from '../../generated/constants.ts'
import { issuers, outcomes, streamers } from '../../generated/operations.ts'
import * as prep from '../../generated/prep.ts'
import { Sqe } from '../../generated/structs.ts'
import { opSince, variantSince } from '../../generated/support.ts'
import { compareSeries } from '../../codegen/kernels.ts'
import { layout } from './headers.ts'
import { BYTES } from './prep-bytes.ts'

const { Op } = constants
type Prep = (sqe: Sqe, ...values: readonly number[]) => void
const functions = prep as unknown as Readonly<Record<string, Prep>>
const sqe = layout(readModel(snapshotPath('7.3')), 'io_uring_sqe')
const fields = new Map(sqe?.fields.map((field) => [fieldName(field.name), field]))

/** The 64 bytes that a prep function leaves in a slot that was full of something else. */
function filled(name: string, ...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(64).fill(0xa5)
  functions[name]?.(Sqe.alone(bytes.buffer), ...values)
  return bytes
}

/** A submission written field by field at the places that the header gives. */
function written(values: Readonly<Record<string, number | bigint>>): Uint8Array {
  const bytes = new Uint8Array(64)
  const view = new DataView(bytes.buffer)
  for (const [name, value] of Object.entries(values)) {
    const [, whole = name, half] = /^(.*?)(Low|High)?$/.exec(name) ?? []
    const field = fields.get(whole)
    if (field === undefined) throw new Error(`a submission has no field ${name}`)
    const { offset, size } = field
    if (half !== undefined) view.setUint32(offset + (half === 'High' ? 4 : 0), Number(value), true)
    else if (size === 8) view.setBigUint64(offset, BigInt.asUintN(64, BigInt(value)), true)
    else if (size === 4) view.setUint32(offset, Number(value), true)
    else if (size === 2) view.setUint16(offset, Number(value), true)
    else view.setUint8(offset, Number(value))
  }
  return bytes
}

/** `Family.MEMBER`, a constant of its own, several of them, or a number: what a row may say. */
function valueOf(set: string | number): number {
  if (typeof set === 'number') return set
  if (set.includes(' | ')) return set.split(' | ').reduce((sum, one) => sum | valueOf(one), 0)
  const [family = '', member] = set.split('.')
  const found: unknown = (constants as Record<string, unknown>)[family]
  const value = member === undefined ? found : (found as Record<string, number>)[member]
  if (typeof value !== 'number') throw new Error(`there is no constant ${set}`)
  return value
}

/** The fields that a parameter of the raw face is stored in, in the order of the arguments. */
function fieldsOf(parameter: Parameter, row: OperationRow): string[] {
  const { kind, field, lengthField } = parameter
  if (isPromiseOnly(parameter)) return []
  if (kind === 'userData') return [`${field}Low`, `${field}High`]
  const apart = row.parameters.some((one) => one.kind === 'length' && one.of === parameter.name)
  return lengthField === undefined || apart ? [field] : [field, lengthField]
}

/** A different value for every argument, as wide as its field. */
function sampleFor(field: string, index: number): number {
  if (/(Low|High)$/.test(field) && !fields.has(field)) return 0xf000_0000 + index
  const size = fields.get(field)?.size ?? 0
  if (size === 8) return (index + 3) * 0x1_0000_0000 + 0x8000_0010 + index
  return { 4: 0x1100_0000, 2: 0x1100, 1: 0x10 }[size as 4 | 2 | 1] + index
}

describe('every row of the op table', () => {
  it.each(operations.map((row) => [row.name, row] as const))(
    '%s fills its fields, and all else is zero',
    (name, row) => {
      const places = row.parameters.flatMap((one) =>
        fieldsOf(one, row).map((field) => ({ field, isSlot: one.kind === 'slot' })),
      )
      const values = places.map(({ field }, index) => sampleFor(field, index))
      const expected: Record<string, number> = { opcode: Op[row.op as keyof typeof Op] }
      for (const [index, { field, isSlot }] of places.entries()) {
        expected[field] = (values[index] ?? 0) + (isSlot ? 1 : 0)
      }
      for (const [field, set] of Object.entries(row.set ?? {})) {
        expected[field] = (expected[field] ?? 0) | valueOf(set)
      }
      expect(functions[name]).toHaveLength(values.length + 1)
      expect(filled(name, ...values)).toEqual(written(expected))
    },
  )

  it('is one of an opcode that the newest header has, and every opcode has one', () => {
    const described = new Set(operations.map((row) => row.op))
    expect(Object.keys(Op).filter((op) => !described.has(op))).toEqual([])
    expect(operations.filter((row) => !(row.op in Op))).toEqual([])
    expect(described.size).toBe(65)
  })

  it('is not older than its opcode, and its first one is as old', () => {
    for (const { op, name, since } of operations) {
      const bound = opSince[Op[op as keyof typeof Op]] ?? ''
      expect(compareSeries(since, bound), name).toBeGreaterThanOrEqual(0)
      expect(variantSince[name]).toBe(since)
    }
    for (const op of Object.keys(Op)) {
      const rows = operations.filter((row) => row.op === op).map((row) => row.since)
      if (op === 'URING_CMD') continue
      expect(rows, op).toContain(opSince[Op[op as keyof typeof Op]])
    }
  })

  it('names fields of the submission, families, categories and errnos that are there', () => {
    const known = new Set(families.map((family) => family.name))
    for (const row of operations) {
      for (const one of row.parameters) {
        if (isPromiseOnly(one) && one.field === '') continue
        expect(fields.has(one.field), `${row.name}: ${one.field}`).toBe(true)
        if (one.family !== undefined && one.family !== '') {
          expect(known.has(one.family), `${row.name}: ${one.family}`).toBe(true)
        }
      }
      for (const errno of Object.keys(row.outcomes ?? {}))
        expect(constants.Errno).toHaveProperty(errno)
    }
  })

  it('has words in the house style: a capital, a full stop, no trailing space', () => {
    for (const row of operations) {
      const texts = [
        row.doc,
        row.promiseDoc,
        row.resultDoc,
        ...row.parameters.map((one) => one.doc),
      ]
      for (const text of texts) {
        if (text === undefined) continue
        expect(text, row.name).toMatch(/^[A-Z`'0-9-].*[.…]$/)
        expect(text, row.name).not.toMatch(/\s\s/)
      }
    }
  })

  it('says of every pointer how long the kernel needs it', () => {
    const pointers = [
      'in',
      'out',
      'fixedIn',
      'fixedOut',
      'iovecsIn',
      'iovecsOut',
      'messageIn',
    ].concat('messageOut', 'path', 'string', 'sockaddr', 'timespec', 'struct', 'address')
    pointers.push('addressOut', 'pipeEnds', 'integrity', 'control')
    for (const row of operations)
      for (const one of row.parameters)
        expect(one.keep !== undefined, `${row.name}: ${one.name}`).toBe(pointers.includes(one.kind))
  })

  it('says why the promise face has no method of it, unless it has one', () => {
    for (const row of operations) {
      expect(row.because !== undefined, row.name).toBe(row.face === 'raw')
      if (row.because !== undefined) expect(row.because, row.name).toMatch(/^[A-Z`].*\.$/)
    }
  })

  it('names constants that are there, for what is fixed and what is left out', () => {
    const named = operations.flatMap((row) => [
      ...Object.values(row.set ?? {}),
      ...row.parameters.flatMap((one) => [one.default ?? 0, one.bits ?? 0, one.direct?.[1] ?? 0]),
    ])
    for (const one of named)
      expect(valueOf(/^\d+$/.test(`${one}`) ? Number(one) : one)).toBeDefined()
  })

  it('gives prep arguments different names', () => {
    for (const row of operations) {
      const names = prepArguments(row).map((one) => one.name)
      expect(new Set(names).size, row.name).toBe(names.length)
    }
  })
})

describe('what liburing writes, prep writes', () => {
  it.each(BYTES)('%s', (name, values, bytes) => {
    const expected = new Uint8Array(64)
    for (const [at, hex] of Object.entries(bytes)) {
      expected.set(Buffer.from(hex, 'hex'), Number(at))
    }
    expect(Buffer.from(filled(name, ...values)).toString('hex')).toBe(
      Buffer.from(expected).toString('hex'),
    )
  })

  it('an address is added to a send that is filled already', () => {
    const bytes = filled('sendZc', 5, 0x1000, 64, 0, 0)
    prep.sendSetAddr(Sqe.alone(bytes.buffer as ArrayBuffer), 0x7f00_1234_5678, 28)
    expect(bytes).toEqual(
      written({
        ...{ opcode: Op.SEND_ZC, fd: 5, addr: 0x1000, len: 64 },
        ...{ addr2: 0x7f00_1234_5678, addrLen: 28 },
      }),
    )
  })

  it('and no row is missing from this list', () => {
    const listed = new Set(BYTES.map(([name]) => name))
    expect(operations.map((row) => row.name).filter((name) => !listed.has(name))).toEqual([])
  })
})

describe('values', () => {
  it('user data is cleared, so that nobody inherits a stranger’s', () => {
    expect(filled('nop').subarray(32, 40)).toEqual(new Uint8Array(8))
  })

  it('-1 is all ones in a 64-bit field, and comes back as all ones', () => {
    const slot = Sqe.alone()
    prep.read(slot, 3, 0, 0, -1, 0)
    expect([slot.offLow, slot.offHigh]).toEqual([0xffff_ffff, 0xffff_ffff])
  })

  it('up to 2^53 - 1 a 64-bit field is exact', () => {
    const slot = Sqe.alone()
    for (const value of [0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 47 - 1, Number.MAX_SAFE_INTEGER]) {
      prep.read(slot, 3, value, 0, value, 0)
      expect([slot.addr, slot.off]).toEqual([value, value])
    }
  })

  it('a slot is stored plus one, and all ones or a negative one lets the kernel choose', () => {
    const slot = Sqe.alone()
    const stored = (index: number): number => {
      prep.acceptDirect(slot, 3, 0, 0, 0, index)
      return slot.fileIndex
    }
    expect([0, 1, 1000].map(stored)).toEqual([1, 2, 1001])
    expect([-1, constants.FILE_INDEX_ALLOC].map(stored)).toEqual([0xffff_ffff, 0xffff_ffff])
  })

  it('a slot that is not the first of its array is written in its place and nowhere else', () => {
    const memory = new ArrayBuffer(192)
    const bytes = new Uint8Array(memory).fill(0xa5)
    const [, slot] = Sqe.array(memory)
    prep.recvMultishot(slot, 5, 3, 0)
    expect(bytes.subarray(64, 128)).toEqual(filled('recvMultishot', 5, 3, 0))
    expect([...bytes.subarray(0, 64), ...bytes.subarray(128)].every((one) => one === 0xa5)).toBe(
      true,
    )
  })
})

describe('names', () => {
  it('of two rows, or of a row and the Ring, do not clash', () => {
    expect(() => checkNames(operations)).not.toThrow()
    const [first] = operations
    if (first === undefined) throw new Error('the op table is empty')
    expect(() => checkNames([first, first])).toThrow('the name read is taken')
    expect(() => checkNames([{ ...first, name: 'close' }])).toThrow('the name close is taken')
    expect(() => checkNames([{ ...first, name: 'begin' }])).toThrow('the name begin is taken')
    expect(() => checkNames([{ ...first, name: 'Read' }])).toThrow('no name for a method')
  })

  it('reach `issue` and `multishot` by opcode, unless the row is for the raw face', () => {
    const faces = (each: boolean): number[] =>
      operations
        .filter((row) => row.face !== 'raw' && (row.each !== undefined) === each)
        .map((row) => Op[row.op as keyof typeof Op])
    const sorted = (ops: Iterable<number>): number[] => [...new Set(ops)].sort((a, b) => a - b)
    expect(sorted(Object.keys(issuers).map(Number))).toEqual(sorted(faces(false)))
    expect(sorted(Object.keys(streamers).map(Number))).toEqual(sorted(faces(true)))
    expect(outcomes[Op.TIMEOUT]).toEqual({ [constants.Errno.ETIME]: 'ok' })
  })
})
