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

/**
 * What liburing's helpers write, by hand from the facts of the kernel: bytes and not names of
 * fields, so that a wrong field name in a row cannot hide.
 */
const BYTES: readonly [
  name: string,
  values: readonly number[],
  bytes: Readonly<Record<number, string>>,
][] = [
  ['nop', [], { 0: '00', 4: 'ffffffff' }],
  [
    'nopFlags',
    [3, -5, 7, 2, 0x11, 0x22],
    { 0: '00', 4: '07', 8: '11', 16: '22', 24: 'fbffffff', 28: '03', 40: '02' },
  ],
  ['nop128', [], { 0: '3f', 4: 'ffffffff' }],
  [
    'readv',
    [5, 0x7f00_1234_5678, 3, -1, 8],
    { 0: '01', 4: '05', 8: 'ffffffffffffffff', 16: '78563412007f', 24: '03', 28: '08' },
  ],
  [
    'writev',
    [5, 0x7f00_1234_5678, 3, 0x1_0000_0002, 0],
    { 0: '02', 4: '05', 8: '0200000001', 16: '78563412007f', 24: '03' },
  ],
  ['fsyncRange', [7, 4096, 8192, 1], { 0: '03', 4: '07', 8: '0020', 24: '0010', 28: '01' }],
  [
    'readPi',
    [5, 0x1000, 512, 0x2000, 64, 1],
    { 0: '16', 4: '05', 8: '40', 16: '0010', 24: '0002', 28: '01', 48: '0020', 56: '01' },
  ],
  [
    'writePi',
    [5, 0x1000, 512, 0x2000, 64, 0],
    { 0: '17', 4: '05', 8: '40', 16: '0010', 24: '0002', 48: '0020', 56: '01' },
  ],
  ['fsync', [7, 1], { 0: '03', 4: '07', 28: '01' }],
  [
    'readFixed',
    [5, 0x1000, 512, 64, 9, 0],
    { 0: '04', 4: '05', 8: '40', 16: '0010', 24: '0002', 40: '09' },
  ],
  [
    'writeFixed',
    [5, 0x1000, 512, 64, 9, 0],
    { 0: '05', 4: '05', 8: '40', 16: '0010', 24: '0002', 40: '09' },
  ],
  ['pollAdd', [5, 0x8000_0001], { 0: '06', 4: '05', 28: '01000080' }],
  ['pollAddMultishot', [5, 1], { 0: '06', 4: '05', 24: '01', 28: '01' }],
  ['pollRemove', [0x11, 0x22], { 0: '07', 4: 'ffffffff', 16: '1100000022' }],
  [
    'pollUpdate',
    [0x11, 0x22, 0x33, 0x44, 4, 3],
    { 0: '07', 4: 'ffffffff', 8: '3300000044', 16: '1100000022', 24: '03', 28: '04' },
  ],
  ['syncFileRange', [5, 4096, 8192, 2], { 0: '08', 4: '05', 8: '0020', 24: '0010', 28: '02' }],
  ['sendmsg', [5, 0x1000, 0x4000], { 0: '09', 4: '05', 16: '0010', 24: '01', 28: '0040' }],
  ['recvmsg', [5, 0x1000, 0], { 0: '0a', 4: '05', 16: '0010', 24: '01' }],
  [
    'recvmsgMultishot',
    [5, 0x1000, 0x20, 6],
    { 0: '0a', 1: '20', 2: '02', 4: '05', 16: '0010', 24: '01', 28: '20', 40: '06' },
  ],
  ['timeout', [0x1000, 7, 1], { 0: '0b', 4: 'ffffffff', 8: '07', 16: '0010', 24: '01', 28: '01' }],
  ['timeoutMultishot', [0x1000, 0, 8], { 0: '0b', 4: 'ffffffff', 16: '0010', 24: '01', 28: '48' }],
  ['timeoutRemove', [0x11, 0x22, 0], { 0: '0c', 4: 'ffffffff', 16: '1100000022' }],
  [
    'timeoutUpdate',
    [0x1000, 0x11, 0x22, 1],
    { 0: '0c', 4: 'ffffffff', 8: '0010', 16: '1100000022', 28: '03' },
  ],
  [
    'linkTimeoutUpdate',
    [0x1000, 0x11, 0x22, 1],
    { 0: '0c', 4: 'ffffffff', 8: '0010', 16: '1100000022', 28: '13' },
  ],
  [
    'accept',
    [5, 0x1000, 0x2000, 0x80000],
    { 0: '0d', 4: '05', 8: '0020', 16: '0010', 28: '000008' },
  ],
  ['acceptMultishot', [5, 0, 0, 0x800], { 0: '0d', 2: '01', 4: '05', 28: '0008' }],
  ['acceptDirect', [5, 0, 0, 0, 3], { 0: '0d', 4: '05', 44: '04' }],
  ['acceptMultishotDirect', [5, 0, 0, 0], { 0: '0d', 2: '01', 4: '05', 44: 'ffffffff' }],
  ['asyncCancel', [0x11, 0x22, 1], { 0: '0e', 4: 'ffffffff', 16: '1100000022', 28: '01' }],
  ['asyncCancelOp', [0x1b, 1], { 0: '0e', 4: 'ffffffff', 24: '1b', 28: '21' }],
  ['asyncCancelFd', [5, 1], { 0: '0e', 4: '05', 28: '03' }],
  ['linkTimeout', [0x1000, 0], { 0: '0f', 4: 'ffffffff', 16: '0010', 24: '01' }],
  ['connect', [5, 0x1000, 16], { 0: '10', 4: '05', 8: '10', 16: '0010' }],
  [
    'fallocate',
    [5, 3, 0x100, 0x2_0000_0000],
    { 0: '11', 4: '05', 8: '0001', 16: '0000000002', 24: '03' },
  ],
  [
    'openat',
    [-100, 0x1000, 0x42, 0o644],
    { 0: '12', 4: '9cffffff', 16: '0010', 24: 'a401', 28: '42' },
  ],
  [
    'openatDirect',
    [-100, 0x1000, 0, 0, -1],
    { 0: '12', 4: '9cffffff', 16: '0010', 44: 'ffffffff' },
  ],
  ['closeFd', [5], { 0: '13', 4: '05' }],
  ['closeDirect', [0], { 0: '13', 44: '01' }],
  [
    'filesUpdate',
    [0x1000, 2, 0xffff_ffff],
    { 0: '14', 4: 'ffffffff', 8: 'ffffffff', 16: '0010', 24: '02' },
  ],
  [
    'statx',
    [-100, 0x1000, 0x1000, 0x7ff, 0x2000],
    { 0: '15', 4: '9cffffff', 8: '0020', 16: '0010', 24: 'ff07', 28: '0010' },
  ],
  [
    'read',
    [5, 0x7f00_1234_5678, 4096, -1, 0],
    { 0: '16', 4: '05', 8: 'ffffffffffffffff', 16: '78563412007f', 24: '0010' },
  ],
  [
    'write',
    [5, 0x1000, 16, 0x10_0000_0000_0000, 2],
    { 0: '17', 4: '05', 8: '00000000000010', 16: '0010', 24: '10', 28: '02' },
  ],
  ['fadvise', [5, 16, 32, 4], { 0: '18', 4: '05', 8: '10', 24: '20', 28: '04' }],
  [
    'fadvise64',
    [5, 16, 0x1_0000_0000, 4],
    { 0: '18', 4: '05', 8: '10', 16: '0000000001', 28: '04' },
  ],
  ['madvise', [0x1000, 4096, 4], { 0: '19', 4: 'ffffffff', 16: '0010', 24: '0010', 28: '04' }],
  [
    'madvise64',
    [0x1000, 0x1_0000_0000, 4],
    { 0: '19', 4: 'ffffffff', 8: '0000000001', 16: '0010', 28: '04' },
  ],
  ['send', [5, 0x1000, 64, 0x4000], { 0: '1a', 4: '05', 16: '0010', 24: '40', 28: '0040' }],
  [
    'sendto',
    [5, 0x1000, 64, 0x40, 0x2000, 28],
    { 0: '1a', 4: '05', 8: '0020', 16: '0010', 24: '40', 28: '40', 44: '1c' },
  ],
  ['sendVectorized', [5, 0x1000, 3, 0], { 0: '1a', 2: '20', 4: '05', 16: '0010', 24: '03' }],
  ['sendZcVectorized', [5, 0x1000, 3, 0, 8], { 0: '2f', 2: '28', 4: '05', 16: '0010', 24: '03' }],
  ['sendBundle', [5, 0, 0, 3], { 0: '1a', 1: '20', 2: '10', 4: '05', 40: '03' }],
  ['recv', [5, 0x1000, 64, 0x100], { 0: '1b', 4: '05', 16: '0010', 24: '40', 28: '0001' }],
  ['recvBundle', [5, 0, 3, 0], { 0: '1b', 1: '20', 2: '10', 4: '05', 40: '03' }],
  [
    'recvMultishotLimited',
    [5, 512, 4096, 3, 0],
    { 0: '1b', 1: '20', 2: '02', 4: '05', 24: '0002', 40: '03', 44: '0010' },
  ],
  ['recvMultishotBundle', [5, 3, 0], { 0: '1b', 1: '20', 2: '12', 4: '05', 40: '03' }],
  ['recvMultishot', [5, 3, 0], { 0: '1b', 1: '20', 2: '02', 4: '05', 40: '03' }],
  [
    'openat2',
    [-100, 0x1000, 0x2000, 24],
    { 0: '1c', 4: '9cffffff', 8: '0020', 16: '0010', 24: '18' },
  ],
  [
    'openat2Direct',
    [-100, 0x1000, 0x2000, 24, 6],
    { 0: '1c', 4: '9cffffff', 8: '0020', 16: '0010', 24: '18', 44: '07' },
  ],
  ['epollCtl', [4, 5, 1, 0x1000], { 0: '1d', 4: '04', 8: '05', 16: '0010', 24: '01' }],
  [
    'splice',
    [4, -1, 5, 0x100, 4096, 0x8000_0000],
    { 0: '1e', 4: '05', 8: '0001', 16: 'ffffffffffffffff', 24: '0010', 28: '00000080', 44: '04' },
  ],
  [
    'provideBuffers',
    [0x1000, 512, 8, 2, 100],
    { 0: '1f', 4: '08', 8: '64', 16: '0010', 24: '0002', 40: '02' },
  ],
  ['removeBuffers', [8, 2], { 0: '20', 4: '08', 40: '02' }],
  ['tee', [4, 5, 4096, 0], { 0: '21', 4: '05', 24: '0010', 44: '04' }],
  ['shutdown', [5, 1], { 0: '22', 4: '05', 24: '01' }],
  [
    'renameat',
    [-100, 0x1000, -100, 0x2000, 1],
    { 0: '23', 4: '9cffffff', 8: '0020', 16: '0010', 24: '9cffffff', 28: '01' },
  ],
  ['unlinkat', [-100, 0x1000, 0x200], { 0: '24', 4: '9cffffff', 16: '0010', 28: '0002' }],
  ['mkdirat', [-100, 0x1000, 0o755], { 0: '25', 4: '9cffffff', 16: '0010', 24: 'ed01' }],
  ['symlinkat', [0x1000, -100, 0x2000], { 0: '26', 4: '9cffffff', 8: '0020', 16: '0010' }],
  [
    'linkat',
    [-100, 0x1000, -100, 0x2000, 0x400],
    { 0: '27', 4: '9cffffff', 8: '0020', 16: '0010', 24: '9cffffff', 28: '0004' },
  ],
  ['msgRing', [9, 77, 0x11, 0x22, 0], { 0: '28', 4: '09', 8: '1100000022', 24: '4d' }],
  [
    'msgRingCqeFlags',
    [9, 77, 0x11, 0x22, 0, 5],
    { 0: '28', 4: '09', 8: '1100000022', 24: '4d', 28: '02', 44: '05' },
  ],
  [
    'msgRingFd',
    [9, 4, 6, 0x11, 0x22, 1],
    { 0: '28', 4: '09', 8: '1100000022', 16: '01', 28: '01', 44: '07', 48: '04' },
  ],
  [
    'fsetxattr',
    [5, 0x1000, 0x2000, 1, 12],
    { 0: '29', 4: '05', 8: '0020', 16: '0010', 24: '0c', 28: '01' },
  ],
  [
    'setxattr',
    [0x1000, 0x2000, 0x3000, 1, 12],
    { 0: '2a', 8: '0020', 16: '0010', 24: '0c', 28: '01', 48: '0030' },
  ],
  ['fgetxattr', [5, 0x1000, 0x2000, 12], { 0: '2b', 4: '05', 8: '0020', 16: '0010', 24: '0c' }],
  [
    'getxattr',
    [0x1000, 0x2000, 0x3000, 12],
    { 0: '2c', 8: '0020', 16: '0010', 24: '0c', 48: '0030' },
  ],
  ['socket', [2, 0x80001, 6, 0], { 0: '2d', 4: '02', 8: '010008', 24: '06' }],
  ['socketDirect', [2, 1, 0, 0xffff_ffff, 0], { 0: '2d', 4: '02', 8: '01', 44: 'ffffffff' }],
  [
    'getsockopt',
    [5, 1, 4, 0x1000, 4],
    { 0: '2e', 4: '05', 8: '02', 16: '0100000004', 44: '04', 48: '0010' },
  ],
  [
    'setsockopt',
    [5, 1, 2, 0x1000, 4],
    { 0: '2e', 4: '05', 8: '03', 16: '0100000002', 44: '04', 48: '0010' },
  ],
  ['siocinq', [5], { 0: '2e', 4: '05' }],
  ['siocoutq', [5], { 0: '2e', 4: '05', 8: '01' }],
  [
    'getsockname',
    [5, 0x1000, 0x2000, 1],
    { 0: '2e', 4: '05', 8: '05', 16: '0010', 44: '01', 48: '0020' },
  ],
  ['txTimestamp', [5], { 0: '2e', 4: '05', 8: '04' }],
  [
    'discard',
    [5, 0x10_0000_0000, 0x20_0000_0000],
    { 0: '2e', 4: '05', 8: '0012', 16: '0000000010', 48: '0000000020' },
  ],
  ['zoneResetAll', [5], { 0: '2e', 4: '05', 8: '0112' }],
  ['uringCmdFixed', [0x1234, 5, 3], { 0: '2e', 4: '05', 8: '3412', 28: '01', 40: '03' }],
  [
    'uringCmdMultishot',
    [0x1234, 5, 3],
    { 0: '2e', 1: '20', 4: '05', 8: '3412', 28: '02', 40: '03' },
  ],
  ['uringCmd', [0x1234, 5], { 0: '2e', 4: '05', 8: '3412' }],
  ['uringCmd128', [0x1234, 5], { 0: '40', 4: '05', 8: '3412' }],
  ['sendZc', [5, 0x1000, 64, 0, 8], { 0: '2f', 2: '08', 4: '05', 16: '0010', 24: '40' }],
  [
    'sendZcFixed',
    [5, 0x1000, 64, 0, 8, 3],
    { 0: '2f', 2: '0c', 4: '05', 16: '0010', 24: '40', 40: '03' },
  ],
  ['sendmsgZc', [5, 0x1000, 0], { 0: '30', 4: '05', 16: '0010', 24: '01' }],
  ['readMultishot', [5, 0, -1, 3], { 0: '31', 1: '20', 4: '05', 8: 'ffffffffffffffff', 40: '03' }],
  ['waitid', [1, 4321, 0x1000, 4, 0], { 0: '32', 4: 'e110', 8: '0010', 24: '01', 44: '04' }],
  [
    'futexWait',
    [0x1000, 7, 0xffff_ffff, 2, 0],
    { 0: '33', 4: '02', 8: '07', 16: '0010', 48: 'ffffffff' },
  ],
  [
    'futexWake',
    [0x1000, 1, 0xffff_ffff, 2, 0],
    { 0: '34', 4: '02', 8: '01', 16: '0010', 48: 'ffffffff' },
  ],
  ['futexWaitv', [0x1000, 3, 0], { 0: '35', 16: '0010', 24: '03' }],
  ['fixedFdInstall', [5, 1], { 0: '36', 1: '01', 4: '05', 28: '01' }],
  ['ftruncate', [5, 0x1_0000_0000], { 0: '37', 4: '05', 8: '0000000001' }],
  ['bind', [5, 0x1000, 16], { 0: '38', 4: '05', 8: '10', 16: '0010' }],
  ['listen', [5, 511], { 0: '39', 4: '05', 24: 'ff01' }],
  ['recvZc', [5, 0, 2], { 0: '3a', 2: '02', 4: '05', 44: '02' }],
  ['epollWait', [4, 0x1000, 16, 0], { 0: '3b', 4: '04', 16: '0010', 24: '10' }],
  [
    'readvFixed',
    [5, 0x1000, 2, 64, 0, 3],
    { 0: '3c', 4: '05', 8: '40', 16: '0010', 24: '02', 40: '03' },
  ],
  [
    'writevFixed',
    [5, 0x1000, 2, 64, 0, 3],
    { 0: '3d', 4: '05', 8: '40', 16: '0010', 24: '02', 40: '03' },
  ],
  ['pipe', [0x1000, 0x800], { 0: '3e', 16: '0010', 28: '0008' }],
  ['pipeDirect', [0x1000, 0, 4], { 0: '3e', 16: '0010', 44: '05' }],
  [
    'sendmsgZcFixed',
    [5, 0x1000, 0, 3],
    { 0: '30', 2: '04', 4: '05', 16: '0010', 24: '01', 40: '03' },
  ],
]

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
