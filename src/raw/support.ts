import { Op, ProbeFlags, QueryOp, SetupFlags } from '../../generated/constants.ts'
import { registerProbe, registerQuery, type Registrar } from '../../generated/registers.ts'
import { featureSince, opSince, registerSince, setupSince } from '../../generated/support.ts'
import { Probe, ProbeOp, QueryHeader, QueryOpcodes } from '../../generated/structs.ts'
import { UringError } from '../errors.ts'
import { defaultKernel } from '../kernel/default.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { isOlder, thisSystem } from '../system.ts'
import { RawRing } from './raw-ring.ts'

/** Whether rings can be had here, and what they can do. */
export type Support = (
  | {
      /** A ring can be had. */
      readonly ok: true
    }
  | {
      /** No ring can be had here. */
      readonly ok: false
      /** Why not, and what to do about it. */
      readonly error: UringError
    }
) & {
  /** Whether this kernel knows an opcode. */
  op(op: number): boolean
  /** Whether this kernel knows an operation of io_uring_register(2). */
  register(op: number): boolean
  /** Whether this kernel takes these setup flags, all together. */
  setup(flags: number): boolean
}

/** Opcodes, operations of register, and setup flags that a kernel knows. */
interface Known {
  readonly ops: ReadonlySet<number>
  readonly registers: (op: number) => boolean
}

let answer: Support | null = null

/**
 * Asks what this machine can do. Needs no ring of yours and never throws; `new Ring()` throws
 * `error` when the answer is no. A yes is remembered, a no is asked again.
 */
export function support(): Support {
  if (answer?.ok === true) return answer
  answer = ask()
  return answer
}

function ask(): Support {
  try {
    const kernel = defaultKernel()
    const known = supportOf(kernel)
    return {
      ok: true,
      op: (op) => known.ops.has(op),
      register: known.registers,
      setup: (flags) => setupRefusal(kernel, flags) === null,
    }
  } catch (error) {
    // Anything else is a mistake of ours, and no answer.
    if (!(error instanceof UringError)) throw error
    const no = (): boolean => false
    return { ok: false, error, op: no, register: no, setup: no }
  }
}

/**
 * Why this kernel takes no ring with these flags, or null: tried for real, because no table knows
 * which flags go together on every kernel.
 */
export function setupRefusal(kernel: Kernel, flags: number): Error | null {
  let other: RawRing | undefined
  try {
    if ((flags & SetupFlags.ATTACH_WQ) !== 0) other = new RawRing({ kernel, entries: 2 })
    const cqEntries = (flags & SetupFlags.CQSIZE) === 0 ? undefined : 4
    new RawRing({ kernel, entries: 2, flags, cqEntries, wqFd: other?.fd }).close()
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    other?.close()
  }
}

/** What a kernel knows: by one query since Linux 6.18, before that by probing a small ring. */
export function supportOf(kernel: Kernel): Known {
  const ring = new RawRing({ kernel, entries: 2 })
  try {
    return query(kernel) ?? probe(ring)
  } finally {
    ring.close()
  }
}

function query(kernel: Kernel): Known | null {
  const memory = new ArrayBuffer(QueryHeader.SIZE + QueryOpcodes.SIZE)
  const base = kernel.addressOf(memory)
  const header = new QueryHeader(memory)
  header.queryOp = QueryOp.OPCODES
  header.size = QueryOpcodes.SIZE
  header.queryData = base + QueryHeader.SIZE
  const ringless: Registrar = {
    register: (opcode, _argument, count) => kernel.register(-1, opcode, base, count),
  }
  if (registerQuery(ringless, header) < 0 || header.result < 0) return null
  const opcodes = new QueryOpcodes(memory, QueryHeader.SIZE)
  const ops = Array.from({ length: opcodes.nrRequestOpcodes }, (_, op) => op)
  const { nrRegisterOpcodes } = opcodes
  return { ops: new Set(ops), registers: (op) => op < nrRegisterOpcodes }
}

/** The probe knows opcodes only; operations of register are told by the kernel's version. */
function probe(ring: RawRing): Known {
  const count = Math.max(...Object.values(Op)) + 1
  const memory = new ArrayBuffer(Probe.SIZE + count * ProbeOp.SIZE)
  const view = new Probe(memory)
  const result = registerProbe(ring, view)
  if (result < 0) throw new UringError(result, 'io_uring_register', { op: 'REGISTER_PROBE' })
  const ops = Array.from({ length: view.opsLen }, (_, index) => view.ops(index))
    .filter((op) => (op.flags & ProbeFlags.SUPPORTED) !== 0)
    .map((op) => op.op)
  const { release } = thisSystem
  return { ops: new Set(ops), registers: (op) => !isOlder(release, registerSince[op] ?? '99') }
}

/** First kernel of an opcode, an operation of register, a setup flag, or a feature. */
export function sinceOf(
  kind: 'op' | 'register' | 'setup' | 'feature',
  value: number,
): string | undefined {
  const tables = { op: opSince, register: registerSince, setup: setupSince, feature: featureSince }
  return tables[kind][value]
}
