import {
  AT_FDCWD,
  Errno,
  Op,
  prep,
  type RawRing,
  RegisterOp,
  registers,
  Restriction,
  RestrictionOp,
  SetupFlags,
  type Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { put, results, run } from '../../raw/fixtures/bench.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench } from './helpers.ts'

const bench = conformanceBench()
const { EACCES, EBADFD, EBUSY, EINVAL } = Errno
const { REGISTER_OP, SQE_FLAGS_ALLOWED, SQE_FLAGS_REQUIRED, SQE_OP } = RestrictionOp

type Rule = readonly [kind: number, value: number]

/** What io_uring_register(2) answers to a list of rules. */
function restrict(ring: RawRing, rules: readonly Rule[]): number {
  const list = rules.map(([kind, value]) => {
    const rule = new Restriction()
    rule.opcode = kind
    if (kind === REGISTER_OP) rule.registerOp = value
    else if (kind === SQE_OP) rule.sqeOp = value
    else rule.sqeFlags = value
    return rule
  })
  return registers.registerRestrictions(ring, list)
}

/** What the end of a ring needs that does not count its operations. */
const CLOSES: Rule = [REGISTER_OP, RegisterOp.REGISTER_FILES]

/** A ring that may do this, and no more. */
function restricted(...rules: readonly Rule[]): RawRing {
  const ring = bench.ring(SetupFlags.R_DISABLED)
  expect(restrict(ring, [...rules, CLOSES])).toBe(0)
  expect(registers.registerEnableRings(ring)).toBe(0)
  return ring
}

const nop = (flags: number) => {
  return (sqe: Sqe): void => {
    prep.nop(sqe)
    sqe.flags = flags
  }
}

kernelTest('a restricted ring runs what it may, and refuses the rest', {}, () => {
  const ring = restricted([SQE_OP, Op.NOP])
  const { address } = bench.memory(64)
  expect(run(ring, prep.nop)).toBe(0)
  expect(run(ring, (sqe) => prep.read(sqe, 0, address, 1, 0, 0))).toBe(-EACCES)
  expect(run(ring, (s) => prep.openat(s, AT_FDCWD, address, 0, 0))).toBe(-EACCES)
})

kernelTest('flags of submissions are allowed one by one', {}, () => {
  const { ASYNC, IO_DRAIN, IO_LINK } = SqeFlags
  const ring = restricted([SQE_OP, Op.NOP], [SQE_FLAGS_ALLOWED, ASYNC | IO_LINK])
  expect([run(ring, nop(0)), run(ring, nop(ASYNC))]).toEqual([0, 0])
  expect([run(ring, nop(IO_DRAIN)), run(ring, nop(IO_DRAIN | ASYNC))]).toEqual([-EACCES, -EACCES])
  // Without a word about flags, none is allowed.
  const strict = restricted([SQE_OP, Op.NOP])
  expect([run(strict, nop(0)), run(strict, nop(ASYNC))]).toEqual([0, -EACCES])
})

kernelTest('a flag that is required must be there', {}, () => {
  const { ASYNC } = SqeFlags
  const ring = restricted(
    [SQE_OP, Op.NOP],
    [SQE_FLAGS_ALLOWED, ASYNC | SqeFlags.IO_LINK],
    [SQE_FLAGS_REQUIRED, ASYNC],
  )
  expect([run(ring, nop(ASYNC)), run(ring, nop(0))]).toEqual([0, -EACCES])
  put(ring, 1, nop(ASYNC | SqeFlags.IO_LINK))
  put(ring, 2, nop(ASYNC))
  expect(results(collect(ring, 2))).toEqual({ 1: 0, 2: 0 })
})

kernelTest('a restricted ring registers what it may', {}, () => {
  const ring = restricted([REGISTER_OP, RegisterOp.REGISTER_BUFFERS], [SQE_OP, Op.NOP])
  const { address } = bench.memory(4096)
  expect(registers.registerBuffers(ring, [{ address, length: 4096 }])).toBe(0)
  expect(registers.registerIowqMaxWorkers(ring, new Uint32Array(2))).toBe(-EACCES)
  expect(registers.unregisterBuffers(ring)).toBe(-EACCES)
  expect(run(ring, prep.nop)).toBe(0)
})

kernelTest('only a disabled ring can be restricted', {}, () => {
  const ring = bench.ring()
  expect(restrict(ring, [[SQE_OP, Op.NOP]])).toBe(-EBADFD)
  expect(registers.registerEnableRings(ring)).toBe(-EBADFD)
})

kernelTest('restrictions are given once, and stay as they are', {}, () => {
  const ring = bench.ring(SetupFlags.R_DISABLED)
  expect(restrict(ring, [[SQE_OP, Op.NOP], CLOSES])).toBe(0)
  expect(restrict(ring, [[SQE_OP, Op.READ]])).toBe(-EBUSY)
  expect(registers.registerEnableRings(ring)).toBe(0)
  expect(restrict(ring, [[SQE_OP, Op.READ]])).toBeOneOf([-EBADFD, -EACCES])
  expect(registers.registerEnableRings(ring)).toBeOneOf([-EBADFD, -EACCES])
  const { address } = bench.memory(64)
  expect(run(ring, (sqe) => prep.read(sqe, 0, address, 1, 0, 0))).toBe(-EACCES)
})

kernelTest('a restriction of what there is not is refused', {}, () => {
  const ring = bench.ring(SetupFlags.R_DISABLED)
  expect(restrict(ring, [[SQE_OP, 250]])).toBe(-EINVAL)
  expect(restrict(ring, [[99, 0]])).toBe(-EINVAL)
  expect(restrict(ring, [[SQE_OP, Op.NOP]])).toBe(0)
})
