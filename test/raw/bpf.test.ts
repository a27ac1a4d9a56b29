import {
  AddressFamily,
  assembleBpf,
  AT_FDCWD,
  type Bpf,
  bpf,
  BpfFilterFlags,
  bpfFilter,
  bpfFilterOf,
  BpfInstruction,
  bpfLines,
  Errno,
  Ipv4Address,
  listBpf,
  Op,
  OpenFlags,
  prep,
  type RawRing,
  RegisterOp,
  registers,
  SqeFlags,
  type Sqe,
  SocketType,
  throwing,
} from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, onBackends, put, run, wait } from './fixtures/bench.ts'
import { bound, closeQuietly } from './fixtures/sockets.ts'
import { runFixture } from './fixtures/run.ts'

const BPF = { register: RegisterOp.REGISTER_BPF_FILTER }
const WRITING = OpenFlags.WRONLY | OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.TRUNC
const { INET, INET6, UNIX } = AddressFamily
const { DGRAM, STREAM } = SocketType

describe('an assembled program', () => {
  test('is eight bytes an instruction, and reads back in words', () => {
    const program = assembleBpf([
      bpf.load(16),
      bpf.compute('&', 0xff),
      bpf.when('==', 2, 'yes'),
      bpf.when('>', 10, undefined, 'no'),
      'yes',
      bpf.allow(),
      'no',
      bpf.deny(),
    ])
    expect(program).toHaveLength(6 * BpfInstruction.SIZE)
    expect(listBpf(program)).toEqual([
      '0: A = [16]',
      '1: A = A & 0xff',
      '2: if A == 0x2 goto 4 else 3',
      '3: if A > 0xa goto 4 else 5',
      '4: allow',
      '5: deny',
    ])
  })

  test('has registers, scratch memory and long jumps', () => {
    const lines = [
      bpf.set(5),
      bpf.toX(),
      bpf.store(3),
      bpf.recall(3),
      bpf.computeX('+'),
      bpf.fromX(),
      bpf.jump('end'),
      ...Array.from({ length: 300 }, () => bpf.set(0)),
      'end',
      bpf.allow(),
    ]
    const told = listBpf(assembleBpf(lines))
    expect(told.slice(0, 7)).toEqual([
      '0: A = 0x5',
      '1: X = A',
      '2: M[3] = A',
      '3: A = M[3]',
      '4: A = A + X',
      '5: A = X',
      '6: goto 307',
    ])
    expect(told.at(-1)).toBe('307: allow')
  })

  test('is refused with the reason when it cannot be right', () => {
    const far = Array.from({ length: 256 }, () => bpf.set(0))
    expect(() => assembleBpf([])).toThrow(/1 to 4096 instructions/)
    expect(() => assembleBpf([bpf.load(0)])).toThrow(/must end with allow or deny/)
    expect(() => assembleBpf([bpf.jump('x'), bpf.deny()])).toThrow(/no such label/)
    expect(() => assembleBpf(['x', bpf.jump('x'), bpf.deny()])).toThrow(/jumps backwards/)
    expect(() => assembleBpf(['x', 'x', bpf.deny()])).toThrow(/a label twice/)
    expect(() => assembleBpf([bpf.jump('x'), bpf.deny(), 'x'])).toThrow(/nothing behind it/)
    expect(() => assembleBpf([bpf.when('==', 1, 'x'), ...far, 'x', bpf.deny()])).toThrow(RangeError)
    expect(() => assembleBpf(Array.from({ length: 4097 }, () => bpf.deny()))).toThrow(RangeError)
  })
})

describe('rules', () => {
  test('become checks of words, each rule with its own end', () => {
    const program = assembleBpf(bpfLines(Op.SOCKET, [{ family: INET }, { type: [STREAM, DGRAM] }]))
    expect(listBpf(program)).toEqual([
      '0: A = [16]',
      '1: if A == 0x2 goto 2 else 3',
      '2: allow',
      '3: A = [20]',
      '4: if A == 0x1 goto 7 else 5',
      '5: if A == 0x2 goto 7 else 6',
      '6: goto 8',
      '7: allow',
      '8: deny',
    ])
  })

  test('look into parts of words, and into both halves of long fields', () => {
    const { ASYNC } = SqeFlags
    const lines = bpfLines(Op.OPENAT2, [
      { sqeFlags: { none: ASYNC }, flags: { none: 2 ** 32 + 1 } },
    ])
    expect(listBpf(assembleBpf(lines)).slice(0, 6)).toEqual([
      '0: A = [8]',
      `1: if A & 0x${(ASYNC << 8).toString(16)} goto 7 else 2`,
      '2: A = [16]',
      '3: if A & 0x1 goto 7 else 4',
      '4: A = [20]',
      '5: if A & 0x1 goto 7 else 6',
    ])
  })

  test('turn what the network sends round', () => {
    const lines = bpfLines(Op.CONNECT, [{ port: 0x1234, v4Addr: Ipv4Address.LOOPBACK }])
    expect(listBpf(assembleBpf(lines))).toContain('1: A = A & 0xffff')
    expect(listBpf(assembleBpf(lines))).toContain('2: if A == 0x3412 goto 3 else 6')
    expect(listBpf(assembleBpf(lines))).toContain('4: if A == 0x100007f goto 5 else 6')
  })

  test('are refused when a field is not there, or cannot be compared like that', () => {
    const wrong = { family: 1 } as object
    expect(() => bpfFilter(Op.NOP, [wrong])).toThrow(/a field of this opcode/)
    expect(() => bpfFilter(Op.SOCKET, [{ family: -1 }])).toThrow(RangeError)
    expect(() => bpfFilter(Op.SOCKET, [{ family: 2 ** 32 }])).toThrow(RangeError)
    expect(() => bpfFilter(Op.OPENAT, [{ flags: { from: 1 } }])).toThrow(TypeError)
    expect(() => bpfFilter(Op.CONNECT, [{ port: { to: 1024 } }])).toThrow(TypeError)
    expect(() => bpfFilter(Op.CONNECT, [{ v6Addr: new Uint8Array(4) }])).toThrow(RangeError)
    // @ts-expect-error A socket has no mode.
    expect(() => bpfFilter(Op.SOCKET, [{ mode: 0 }])).toThrow(TypeError)
  })

  test('fill the argument of the registration', () => {
    const { filter } = bpfFilter(Op.OPENAT, [], { flags: BpfFilterFlags.DENY_REST })
    expect(filter.opcode).toBe(Op.OPENAT)
    expect(filter.flags).toBe(BpfFilterFlags.DENY_REST)
    expect([filter.filterLen, filter.pduSize]).toEqual([1, 24])
    expect(filter.filterPtr).toBeGreaterThan(0)
    expect(bpfFilter(Op.NOP, [{}]).filter.pduSize).toBe(0)
  })
})

/** A ring with that filter. */
function filtered(bench: Bench, ...filters: Bpf[]): RawRing {
  const ring = bench.ring()
  for (const filter of filters) registers.registerBpfFilter(throwing(ring), filter)
  return ring
}

/** Runs an operation that makes a descriptor; 0 instead of it. */
function makes(ring: RawRing, fill: (sqe: Sqe) => void): number {
  const fd = run(ring, fill)
  if (fd >= 0) closeQuietly(fd)
  return Math.min(fd, 0)
}

onBackends((bench) => {
  const socket = (ring: RawRing, family: number, type: number): number =>
    makes(ring, (sqe) => prep.socket(sqe, family, type, 0, 0))
  const open = (ring: RawRing, flags: number): number => {
    const path = bench.memory('/dev/null\0')
    return makes(ring, (sqe) => prep.openat(sqe, AT_FDCWD, path.address, flags, 0))
  }

  kernelTest('files are opened to be read only', { needs: [BPF] }, () => {
    const ring = filtered(bench, bpfFilter(Op.OPENAT, [{ flags: { none: WRITING } }]))
    expect(open(ring, OpenFlags.RDONLY)).toBe(0)
    expect(open(ring, OpenFlags.RDONLY | OpenFlags.CLOEXEC)).toBe(0)
    expect(open(ring, OpenFlags.WRONLY)).toBe(-Errno.EACCES)
    expect(open(ring, OpenFlags.RDWR)).toBe(-Errno.EACCES)
    expect(open(ring, OpenFlags.CREAT)).toBe(-Errno.EACCES)
    expect(socket(ring, UNIX, STREAM)).toBe(0)
  })

  kernelTest('sockets are of some families and types only', { needs: [BPF] }, () => {
    const rules = [{ family: [INET, INET6], type: STREAM }, { family: UNIX }]
    const ring = filtered(bench, bpfFilter(Op.SOCKET, rules))
    const { CLOEXEC } = OpenFlags
    expect(socket(ring, INET, STREAM)).toBe(0)
    expect(socket(ring, INET6, STREAM)).toBe(0)
    expect(socket(ring, UNIX, DGRAM)).toBe(0)
    expect(socket(ring, INET, DGRAM)).toBe(-Errno.EACCES)
    // The flags of the type are none of its business.
    expect(socket(ring, INET, STREAM | CLOEXEC)).toBe(0)
  })

  kernelTest('connections go to one port only', { needs: [BPF] }, () => {
    const [allowed, other] = [bound(bench), bound(bench)]
    const connect = (ring: RawRing, to: typeof allowed): number => {
      const fd = run(ring, (sqe) => prep.socket(sqe, INET, STREAM, 0, 0))
      bench.later(() => closeQuietly(fd))
      return run(ring, (sqe) => prep.connect(sqe, fd, to.address, to.addressLength))
    }
    const { port } = allowed
    const rule = { family: INET, port, v4Addr: Ipv4Address.LOOPBACK }
    const ring = filtered(bench, bpfFilter(Op.CONNECT, [rule]))
    expect(connect(ring, allowed)).toBe(0)
    expect(connect(ring, other)).toBe(-Errno.EACCES)
  })

  kernelTest('user data and flags are seen of every opcode', { needs: [BPF] }, () => {
    const rule = { userData: [3, 4], sqeFlags: { none: SqeFlags.ASYNC } }
    const only = { userData: 2 ** 40 + 5 }
    expect(() => bpfFilter(Op.NOP, [rule])).toThrow(/64 bits/)
    const ring = filtered(bench, bpfFilter(Op.NOP, [{ ...rule, userData: 3 }, only]))
    const nop = (low: number, high = 0, flags = 0): number => {
      const sqe = put(ring, low, prep.nop)
      sqe.userDataHigh = high
      sqe.flags = flags
      return wait(ring, 1)[0]?.res ?? NaN
    }
    expect([nop(3), nop(4), nop(5, 256), nop(5)]).toEqual([0, -Errno.EACCES, 0, -Errno.EACCES])
    expect(nop(3, 0, SqeFlags.ASYNC)).toBe(-Errno.EACCES)
  })

  kernelTest('all filters of an opcode must agree', { needs: [BPF] }, () => {
    const ring = filtered(
      bench,
      bpfFilter(Op.SOCKET, [{ family: [INET, UNIX] }]),
      bpfFilter(Op.SOCKET, [{ type: DGRAM }]),
    )
    expect(socket(ring, INET, DGRAM)).toBe(0)
    expect(socket(ring, INET, STREAM)).toBe(-Errno.EACCES)
    expect(socket(ring, INET6, DGRAM)).toBe(-Errno.EACCES)
  })

  kernelTest('what has no filter can be denied', { needs: [BPF] }, () => {
    const flags = BpfFilterFlags.DENY_REST
    const ring = filtered(bench, bpfFilter(Op.SOCKET, [{ family: UNIX }], { flags }))
    expect(socket(ring, UNIX, STREAM)).toBe(0)
    expect(open(ring, OpenFlags.RDONLY)).toBe(-Errno.EACCES)
    expect(run(ring, prep.nop)).toBe(-Errno.EACCES)
  })

  kernelTest('a program of your own decides as well', { needs: [BPF] }, () => {
    const program = assembleBpf([
      bpf.load(16),
      bpf.when('>=', INET6, 'no'),
      bpf.allow(),
      'no',
      bpf.deny(),
    ])
    const ring = filtered(bench, bpfFilterOf(Op.SOCKET, program))
    expect(socket(ring, INET, STREAM)).toBe(0)
    expect(socket(ring, INET6, STREAM)).toBe(-Errno.EACCES)
  })

  kernelTest('data of another size is refused, and told', { needs: [BPF] }, () => {
    const ring = bench.ring()
    const filter = bpfFilter(Op.SOCKET, [], { flags: BpfFilterFlags.SZ_STRICT })
    const right = filter.filter.pduSize
    filter.filter.pduSize = right + 4
    expect(registers.registerBpfFilter(ring, filter)).toBe(-Errno.EMSGSIZE)
    expect(filter.filter.pduSize).toBe(right)
    expect(registers.registerBpfFilter(ring, filter)).toBe(0)
    expect(registers.registerBpfFilter(ring, bpfFilter(999, []))).toBe(-Errno.EINVAL)
  })
})

kernelTest('a filter of a thread is for every later ring of it', { needs: [BPF] }, () => {
  const told = runFixture('restricted-task.ts', 'filter')
  const { EACCES } = Errno
  expect(told).toEqual({ earlier: 0, unix: 0, inet: -EACCES, nop: 0, child: -EACCES })
})
