/** Submissions and completions in words: exact lines, every row of the op table, any bytes. */
import fc from 'fast-check'
import * as raw from 'uring-sdk/raw'
import {
  AtFlags,
  CancelFlags,
  Cqe,
  CqeFlags,
  decode,
  decodeCqe,
  decodeSqe,
  Errno,
  FILE_INDEX_ALLOC,
  FutexFlags,
  MsgFlags,
  Op,
  OpenFlags,
  prep,
  SendRecvFlags,
  SocketFlags,
  SocketType,
  Sqe,
  SqeFlags,
  StatxMask,
} from 'uring-sdk/raw'
import { describe, expect, it, test } from 'vitest'
import { operations } from '../../codegen/operations/index.ts'
import type { OperationRow, Parameter } from '../../codegen/operations/types.ts'
import { prepArguments } from '../../codegen/emit/arguments.ts'
import { type FixedField, slotFields, variants } from '../../generated/decode.ts'

type Prep = (sqe: Sqe, ...values: readonly number[]) => void
const functions = prep as unknown as Readonly<Record<string, Prep>>
const families = raw as unknown as Readonly<Record<string, Readonly<Record<string, number>>>>

/** A submission with the user data 17. */
function submission(fill: (sqe: Sqe) => void, change: object = {}): Sqe {
  const sqe = Sqe.alone()
  fill(sqe)
  sqe.userDataLow = 17
  return Object.assign(sqe, change)
}

/** A completion with the user data 17. */
function completion(res: number, flags: number, size = 16): Uint8Array {
  const cqe = new Cqe(new ArrayBuffer(size))
  cqe.userData = 17
  cqe.res = res
  cqe.flags = flags
  return new Uint8Array(cqe.view.buffer)
}

type Line = readonly [line: string, fill: (sqe: Sqe) => void, change?: object]

const AT = -100
const usual: readonly Line[] = [
  ['NOP', (sqe) => prep.nop(sqe)],
  ['RECV fd=9 group=0 MULTISHOT', (sqe) => prep.recvMultishot(sqe, 9, 0, 0)],
  [
    'RECV fd=9 address=0x7f0012345678 length=64 flags=PEEK|WAITALL',
    (sqe) => prep.recv(sqe, 9, 0x7f00_1234_5678, 64, MsgFlags.PEEK | MsgFlags.WAITALL),
  ],
  [
    'SEND fd=5 address=0x1000 length=64 flags=NOSIGNAL',
    (sqe) => prep.send(sqe, 5, 0x1000, 64, MsgFlags.NOSIGNAL),
  ],
  [
    'SEND fd=5 address=0x1000 length=64 to=0x2000 toLength=16',
    (sqe) => prep.sendto(sqe, 5, 0x1000, 64, 0, 0x2000, 16),
  ],
  [
    'SEND_ZC fd=5 address=0x1000 length=64 bufIndex=3 FIXED',
    (sqe) => prep.sendZcFixed(sqe, 5, 0x1000, 64, 0, 0, 3),
  ],
  [
    'ACCEPT fd=9 flags=NONBLOCK MULTISHOT_DIRECT',
    (sqe) => prep.acceptMultishotDirect(sqe, 9, 0, 0, SocketFlags.NONBLOCK),
  ],
  ['ACCEPT fd=9 slot=3', (sqe) => prep.acceptDirect(sqe, 9, 0, 0, 0, 3)],
  [
    'SOCKET domain=INET type=STREAM|CLOEXEC protocol=TCP',
    (sqe) => prep.socket(sqe, 2, SocketType.STREAM | SocketFlags.CLOEXEC, 6, 0),
  ],
  [
    'OPENAT at=AT_FDCWD path=0x1000 flags=WRONLY|CREAT|SYNC mode=0o644',
    (sqe) => {
      prep.openat(sqe, AT, 0x1000, OpenFlags.WRONLY | OpenFlags.CREAT | OpenFlags.SYNC, 0o644)
    },
  ],
  [
    'OPENAT at=AT_FDCWD path=0x1000 mode=0o0 slot=ALLOC',
    (sqe) => prep.openatDirect(sqe, AT, 0x1000, 0, 0, FILE_INDEX_ALLOC),
  ],
  [
    'UNLINKAT at=AT_FDCWD path=0x1000 flags=REMOVEDIR',
    (sqe) => prep.unlinkat(sqe, AT, 0x1000, AtFlags.REMOVEDIR),
  ],
  [
    'STATX at=AT_FDCWD path=0x1000 flags=EMPTY_PATH mask=BASIC_STATS statx=0x2000',
    (sqe) => prep.statx(sqe, AT, 0x1000, AtFlags.EMPTY_PATH, StatxMask.BASIC_STATS, 0x2000),
  ],
  [
    'READ fd=5 address=0x1000 length=4096 position=-1',
    (sqe) => prep.read(sqe, 5, 0x1000, 4096, -1, 0),
  ],
  ['CLOSE fd=5', (sqe) => prep.closeFd(sqe, 5)],
  ['CLOSE slot=5', (sqe) => prep.closeDirect(sqe, 5)],
  ['TIMEOUT timespec=0x1000 count=3', (sqe) => prep.timeout(sqe, 0x1000, 3, 0)],
  [
    'ASYNC_CANCEL target=#5:0x51 flags=ALL',
    (sqe) => prep.asyncCancel(sqe, 5, 0x51, CancelFlags.ALL),
  ],
  ['ASYNC_CANCEL fd=5 flags=ALL FD', (sqe) => prep.asyncCancelFd(sqe, 5, CancelFlags.ALL)],
  [
    'MSG_RING fd=9 source=4 target=6 userData=#1:0x2 FD',
    (sqe) => prep.msgRingFd(sqe, 9, 4, 6, 1, 2, 0),
  ],
  [
    'URING_CMD fd=5 level=SOCKET name=4 value=0x1000 valueLength=4 GETSOCKOPT',
    (sqe) => prep.getsockopt(sqe, 5, 1, 4, 0x1000, 4),
  ],
  ['URING_CMD fd=5 SIOCINQ', (sqe) => prep.siocinq(sqe, 5)],
  [
    'FUTEX_WAIT address=0x1000 value=7 mask=4294967295 futexFlags=SIZE_U32|PRIVATE',
    (sqe) => {
      const flags = FutexFlags.SIZE_U32 | FutexFlags.PRIVATE
      prep.futexWait(sqe, 0x1000, 7, 0xffff_ffff, flags, 0)
    },
  ],
]

const unusual: readonly Line[] = [
  [
    'RECV fd=slot:3 address=0x1000 length=64 LINK ASYNC personality=4',
    (sqe) => prep.recv(sqe, 3, 0x1000, 64, 0),
    { flags: SqeFlags.FIXED_FILE | SqeFlags.IO_LINK | SqeFlags.ASYNC, personality: 4 },
  ],
  [
    'READ fd=5 address=0x0 length=16 position=0 group=0 DRAIN BUFFER_SELECT',
    (sqe) => prep.read(sqe, 5, 0, 16, 0, 0),
    { flags: SqeFlags.BUFFER_SELECT | SqeFlags.IO_DRAIN },
  ],
  [
    'RECV fd=9 group=1 ioprio=POLL_FIRST|0x4000 MULTISHOT',
    (sqe) => prep.recvMultishot(sqe, 9, 1, 0),
    { ioprio: SendRecvFlags.RECV_MULTISHOT | SendRecvFlags.POLL_FIRST | 0x4000 },
  ],
  [
    'RECV fd=9 address=0x1000 length=64 ioprio=POLL_FIRST addr3=0x5',
    (sqe) => prep.recv(sqe, 9, 0x1000, 64, 0),
    { ioprio: SendRecvFlags.POLL_FIRST, addr3: 5 },
  ],
  ['LINK_TIMEOUT timespec=0x1000 fd=3 len=1', (sqe) => prep.linkTimeout(sqe, 0x1000, 0), { fd: 3 }],
  [
    'OP_200 fd=slot:3 off=-1 addr=0x1000 len=16 rwFlags=0x2',
    (sqe) => sqe.reset(200, 3),
    { flags: SqeFlags.FIXED_FILE, off: -1, addr: 0x1000, len: 16, rwFlags: 2 },
  ],
  ['OP_200 FIXED_FILE 0x80', (sqe) => sqe.reset(200, 0), { flags: 0x81 }],
  [
    'URING_CMD command=3225964160 fd=5 cmd=00000009',
    (sqe) => {
      prep.uringCmd(sqe, 3_225_964_160, 5)
      sqe.cmd()[3] = 9
    },
  ],
]

describe('a submission', () => {
  const named = [...usual, ...unusual].map((line) => [line[0], line] as const)
  it.each(named)('%s', (_, [line, fill, change]) => {
    expect(decodeSqe(submission(fill, change))).toBe(`#17 ${line}`)
  })

  test('has both words of its user data, or none', () => {
    const sqe = submission(prep.nop, { userDataHigh: 0x51 })
    expect(decodeSqe(sqe)).toBe('#17:0x51 NOP')
    sqe.userData = -1
    expect(decodeSqe(sqe)).toBe('#none NOP')
  })

  test('is read where it stands, and from bytes alike', () => {
    const memory = new ArrayBuffer(256)
    const [, sqe] = Sqe.array(memory)
    if (sqe === undefined) throw new Error('the memory holds four')
    prep.closeFd(sqe, 5)
    expect(decodeSqe(sqe)).toBe('#0 CLOSE fd=5')
    expect(decodeSqe(new Uint8Array(memory, 64, 64))).toBe('#0 CLOSE fd=5')
    expect(decodeSqe(Buffer.from(memory, 64, 64))).toBe('#0 CLOSE fd=5')
  })

  test('of 128 bytes has its whole command', () => {
    const bytes = new Uint8Array(128)
    prep.uringCmd128(Sqe.alone(bytes.buffer), 7, 5)
    bytes[48] = 1
    bytes[127] = 0xff
    const line = `#0 URING_CMD128 command=7 fd=5 cmd=01${'00'.repeat(78)}ff`
    expect(decodeSqe(bytes)).toBe(line)
    expect(decodeSqe(Sqe.alone(bytes.buffer))).toBe(line)
    // A slot of another opcode ends after 64 bytes: what follows is the next one.
    bytes[0] = Op.URING_CMD
    expect(decodeSqe(Sqe.alone(bytes.buffer))).toBe('#0 URING_CMD command=7 fd=5 cmd=01')
    expect(decodeSqe(bytes)).toContain('ff')
  })

  test('of fewer than 64 bytes is refused', () => {
    expect(() => decodeSqe(new Uint8Array(63))).toThrow(
      expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
    )
  })
})

describe('a completion', () => {
  const { F_BUFFER, F_MORE, F_NOTIF, F_SOCK_NONEMPTY, F_32 } = CqeFlags
  it.each([
    ['#17 -> 64 BUFFER=12 MORE', 64, (12 << 16) | F_BUFFER | F_MORE],
    ['#17 -> 0 BUFFER=65535', 0, (0xffff << 16) | F_BUFFER],
    ['#17 -> ECONNRESET', -Errno.ECONNRESET, 0],
    ['#17 -> EAGAIN', -Errno.EAGAIN, 0],
    ['#17 -> E4095', -4095, 0],
    ['#17 -> 0 NOTIF', 0, F_NOTIF],
    ['#17 -> 5 MORE SOCK_NONEMPTY', 5, F_MORE | F_SOCK_NONEMPTY],
    ['#17 -> 5 0x80000000', 5, 0x8000_0000],
    ['#17 -> 5 F_32', 5, F_32],
  ])('%s', (line, res, flags) => {
    expect(decodeCqe(completion(res, flags))).toBe(line)
    expect(decodeCqe(new Cqe(completion(res, flags).buffer))).toBe(line)
  })

  test('of 32 bytes has two more words, where there are any', () => {
    const bytes = completion(1, 0, 32)
    expect(decodeCqe(bytes)).toBe('#17 -> 1')
    bytes[31] = 0x80
    expect(decodeCqe(bytes)).toBe('#17 -> 1 extra=0x0,0x8000000000000000')
    // What stands behind a view may be the next completion.
    expect(decodeCqe(new Cqe(bytes.buffer))).toBe('#17 -> 1')
    new Cqe(bytes.buffer).flags = F_32
    expect(decodeCqe(new Cqe(bytes.buffer))).toBe('#17 -> 1 F_32 extra=0x0,0x8000000000000000')
  })

  test('of fewer than 16 bytes is refused', () => {
    expect(() => decodeCqe(new Uint8Array(15))).toThrow(RangeError)
  })

  test('goes on the line of its submission, unless it is the one of another', () => {
    const sqe = submission((one) => prep.recvMultishot(one, 9, 0, 0))
    const cqe = completion(64, (12 << 16) | F_BUFFER | F_MORE)
    expect(decode(sqe, cqe)).toBe('#17 RECV fd=9 group=0 MULTISHOT -> 64 BUFFER=12 MORE')
    cqe[0] = 18
    expect(decode(sqe, cqe)).toBe('#17 RECV fd=9 group=0 MULTISHOT #18 -> 64 BUFFER=12 MORE')
  })
})

/** Bits by which another variant of the opcode would be known. */
function marksOf(op: number, field: string): number {
  const fixed = (variants[op] ?? []).flatMap((variant): readonly FixedField[] => variant.fixed)
  return fixed.filter(([one]) => one === field).reduce((all, [, bits]) => all | bits, 0)
}

/** Any value that the field of an argument can hold. */
function valuesFor(row: OperationRow, field: string): fc.Arbitrary<number> {
  const whole = field in slotFields ? field : field.replace(/(Low|High)$/, '')
  const [, size] = slotFields[whole] ?? [0, 0]
  if (whole !== field) return fc.integer({ min: 0, max: 0xffff_ffff })
  if (size === 8) return fc.oneof(fc.constant(-1), fc.nat({ max: Number.MAX_SAFE_INTEGER }))
  const marks = marksOf(Op[row.op as keyof typeof Op], field)
  // The number of a command, not of one of the few that rows of their own describe.
  if (field === 'cmdOp') return fc.integer({ min: 0x1_0000, max: 0x7fff_ffff })
  if (field === 'fileIndex') return fc.oneof(fc.constant(FILE_INDEX_ALLOC), fc.nat({ max: 1000 }))
  const max = field === 'fd' ? 0x7fff_ffff : 2 ** (size * 8) - 1
  return fc.oneof(fc.constant(0), fc.nat({ max })).map((value) => (value & ~marks) >>> 0)
}

/** The number that a word of the line stands for. */
function numberOf(text: string, { family = '', kind }: Parameter): number | bigint {
  if (kind === 'slot') return text === 'ALLOC' ? FILE_INDEX_ALLOC : Number(text)
  if (text.startsWith('0o')) return Number(text)
  const besides = family === 'SocketType' ? families['SocketFlags'] : {}
  const known: Readonly<Record<string, number>> = { ...families[family], ...besides }
  return text
    .replace(/^slot:/, '')
    .split('|')
    .reduce((all, part) => all | BigInt(known[part] ?? part), 0n)
}

/** What is said of an argument must be its value; what is not said must be 0. */
function checkArgument(
  row: OperationRow,
  line: string,
  name: string,
  field: string,
  value: number,
) {
  const parameter = row.parameters.find(
    (one) => one.face !== 'promise' && [one.field, one.lengthField].includes(field),
  )
  const said = new RegExp(` ${name}=(\\S+)`).exec(line)?.[1]
  if (said === undefined) {
    expect(value, `${name} is missing in ${line}`).toBe(0)
    return
  }
  const plain = { name, kind: 'u64', field, doc: '' } as const
  const found = numberOf(said, field === parameter?.field ? parameter : plain)
  const [, size] = slotFields[field] ?? [0, 0]
  const bits = size * 8
  expect(BigInt.asUintN(bits, BigInt(found)), line).toBe(BigInt.asUintN(bits, BigInt(value)))
}

describe('every row of the op table', () => {
  it.each(operations.map((row) => [row.name, row] as const))(
    '%s is told with its opcode and all its arguments',
    (name, row) => {
      const stores = prepArguments(row).flatMap((one) => {
        const [store] = one.stores
        return [{ name: one.name, field: store?.[0] ?? '' }]
      })
      const values = fc.tuple(...stores.map(({ field }) => valuesFor(row, field)))
      fc.assert(
        fc.property(values, (given) => {
          const sqe = submission((one) => functions[name]?.(one, ...given))
          const line = decodeSqe(sqe)
          expect(line).toMatch(new RegExp(`^#17 ${row.op}( |$)`))
          for (const [at, one] of stores.entries()) {
            const low = /^(.*)Low$/.exec(one.name)?.[1]
            if (one.field in slotFields)
              checkArgument(row, line, one.name, one.field, given[at] ?? 0)
            else if (low !== undefined) {
              const [first = 0, second = 0] = given.slice(at, at + 2)
              expect(line).toContain(` ${low}=${userData(first, second)}`)
            }
          }
        }),
        { numRuns: 30 },
      )
    },
  )

  it('is told by its own mark when all its arguments are set', () => {
    for (const row of operations) {
      const mark = variants[Op[row.op as keyof typeof Op]]?.find(
        (one) => one.name === row.name,
      )?.mark
      if (mark === undefined) continue
      const sqe = submission((one) =>
        functions[row.name]?.(one, ...prepArguments(row).map(() => 8)),
      )
      expect(decodeSqe(sqe).split(' '), row.name).toContain(mark)
    }
  })
})

function userData(low: number, high: number): string {
  if (low === 0xffff_ffff && high === low) return '#none'
  return high === 0 ? `#${low}` : `#${low}:0x${high.toString(16)}`
}

describe('any bytes', () => {
  test('of a submission are told on one line of words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
        expect(decodeSqe(bytes)).toMatch(/^#\S+ [A-Z]\w*( \S+)*$/)
      }),
      { numRuns: 2000 },
    )
  })

  test('of a submission of 128 are told', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 128, maxLength: 128 }), (bytes) => {
        expect(decodeSqe(bytes)).toMatch(/^#\S+ [A-Z]\w*( \S+)* cmd=[0-9a-f]+( \S+)*$/)
      }),
    )
  })

  test('of a submission that differ are told differently', () => {
    const known = fc.constantFrom(...Object.values(Op))
    const byte = fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 255 }))
    const bytes = fc.uint8Array({ minLength: 64, maxLength: 64 })
    fc.assert(
      fc.property(known, bytes, byte, (op, one, [at, by]) => {
        one[0] = op
        const other = one.slice()
        other[at] = (other[at] ?? 0) ^ by
        expect(decodeSqe(other)).not.toBe(decodeSqe(one))
      }),
      { numRuns: 2000 },
    )
  })

  test('of a completion are told', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 32 }), (bytes) => {
        expect(decodeCqe(bytes)).toMatch(/^#\S+ -> (-?\d+|E\w+)( \S+)*$/)
      }),
    )
  })
})
