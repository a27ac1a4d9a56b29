import {
  closeRegisters,
  Errno,
  Op,
  prep,
  type RawRing,
  RegisterOp,
  registers,
  RestrictionOp,
  restrictions,
  type RestrictionRules,
  SetupFlags,
  SqeFlags,
  throwing,
} from 'uring-sdk/raw'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, needsKernel, onBackends, put, run, wait } from './fixtures/bench.ts'
import { pipe } from './fixtures/sockets.ts'
import { runFixture } from './fixtures/run.ts'

const { EACCES, EBADF } = Errno

test('rules become one struct for each thing that is allowed', () => {
  const rules = restrictions({
    allow: [Op.NOP, Op.READ],
    registers: [RegisterOp.REGISTER_FILES],
    sqeFlags: SqeFlags.IO_LINK,
    sqeFlagsRequired: SqeFlags.FIXED_FILE,
    closes: false,
  })
  expect(rules.map(({ opcode, sqeOp }) => [opcode, sqeOp])).toEqual([
    [RestrictionOp.SQE_OP, Op.NOP],
    [RestrictionOp.SQE_OP, Op.READ],
    [RestrictionOp.REGISTER_OP, RegisterOp.REGISTER_FILES],
    [RestrictionOp.SQE_FLAGS_ALLOWED, SqeFlags.IO_LINK],
    [RestrictionOp.SQE_FLAGS_REQUIRED, SqeFlags.FIXED_FILE],
  ])
  expect(restrictions({ closes: false })).toEqual([])
})

test('the registrations that end a ring are allowed, each once', () => {
  const rules = restrictions({ registers: [RegisterOp.REGISTER_FILES, RegisterOp.REGISTER_PROBE] })
  const allowed = rules.map(({ registerOp }) => registerOp)
  expect(allowed).toEqual(expect.arrayContaining([RegisterOp.REGISTER_PROBE, ...closeRegisters]))
  expect(new Set(allowed).size).toBe(allowed.length)
})

test('what is no byte is refused with the name of the rule', () => {
  expect(() => restrictions({ allow: [256] })).toThrow(/"rules.allow"/)
  expect(() => restrictions({ registers: [-1] })).toThrow(/"rules.registers"/)
  expect(() => restrictions({ sqeFlags: 1.5 })).toThrow(/"rules.sqeFlags"/)
  expect(() => restrictions({ sqeFlagsRequired: NaN })).toThrow(RangeError)
})

/** A ring that may do just that. */
function restricted(bench: Bench, rules: RestrictionRules): RawRing {
  const ring = bench.ring(SetupFlags.R_DISABLED)
  expect(registers.registerRestrictions(ring, restrictions(rules))).toBe(0)
  expect(registers.registerEnableRings(ring)).toBe(0)
  return ring
}

onBackends((bench) => {
  const nop = (ring: RawRing, flags: number): number => {
    put(ring, 1, prep.nop).flags = flags
    return wait(ring, 1)[0]?.res ?? NaN
  }

  kernelTest('a restricted ring does what it may, and nothing else', {}, () => {
    const ring = restricted(bench, { allow: [Op.NOP] })
    expect(run(ring, prep.nop)).toBe(0)
    expect(run(ring, (sqe) => prep.fsync(sqe, -1, 0))).toBe(-EACCES)
    expect(registers.registerFiles(ring, Int32Array.of(-1))).toBe(0)
    expect(registers.unregisterFiles(ring)).toBe(-EACCES)
    expect(() => registers.unregisterFiles(throwing(ring))).toThrow(/restrictions of the ring/)
  })

  kernelTest('flags are allowed and demanded', {}, () => {
    const { ASYNC, IO_DRAIN, IO_LINK } = SqeFlags
    const ring = restricted(bench, { allow: [Op.NOP], sqeFlags: IO_DRAIN, sqeFlagsRequired: ASYNC })
    expect(nop(ring, ASYNC)).toBe(0)
    expect(nop(ring, ASYNC | IO_DRAIN)).toBe(0)
    expect(nop(ring, 0)).toBe(-EACCES)
    expect(nop(ring, ASYNC | IO_LINK)).toBe(-EACCES)
  })

  kernelTest('a ring that may not even end can be closed before it has begun', {}, () => {
    const only = [RegisterOp.REGISTER_PROBE]
    const ring = restricted(bench, { allow: [Op.NOP], registers: only, closes: false })
    expect(registers.registerFiles(ring, Int32Array.of(-1))).toBe(-EACCES)
    ring.close()
    expect(ring.closed).toBe(true)
  })

  kernelTest('an enabled ring is not restricted any more, and that is said', {}, () => {
    const rules = restrictions({ allow: [Op.NOP] })
    expect(() => registers.registerRestrictions(throwing(bench.ring()), rules)).toThrow(
      /EBADFD: the ring is enabled already; make it with SetupFlags.R_DISABLED/,
    )
    const ring = bench.ring(SetupFlags.R_DISABLED)
    expect(registers.registerRestrictions(ring, rules)).toBe(0)
    expect(() => registers.registerRestrictions(throwing(ring), rules)).toThrow(
      /EBUSY: the ring has restrictions already/,
    )
  })

  kernelTest('a restricted ring with something in flight closes', {}, () => {
    const ring = restricted(bench, { allow: [Op.READ] })
    const [read] = pipe(bench)
    const memory = bench.memory(8)
    put(ring, 1, (sqe) => prep.read(sqe, read, memory.address, 8, -1, 0))
    ring.submit()
    ring.close()
    expect(ring.closed).toBe(true)
  })
})

kernelTest('restrictions of a thread are for its later rings and its children', {}, (context) => {
  needsKernel(context, '7.0', 'restrictions of a thread')
  expect(runFixture('restricted-task.ts', 'restrict')).toEqual({
    answers: [0, -EACCES],
    nop: 0,
    flagged: -EACCES,
    read: -EBADF,
    inet: -EACCES,
    eventfd: -EACCES,
    child: -EACCES,
  })
})
