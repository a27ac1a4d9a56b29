import { UringError } from '../../errors.ts'
import { findKernel } from '../../kernel/load.ts'
import { machineOf } from '../../machine.ts'
import { support, type Support } from '../../raw/support.ts'
import { Ring } from '../../ring/ring.ts'
import { thisSystem } from '../../system.ts'
import { backendStates } from './backends.ts'
import { checksOf } from './checks.ts'
import { caught, patiently } from './patience.ts'
import { remediesFor } from './remedies.ts'
import type { Check, Report, Trial } from './report.ts'
import { tryFlags, tryOperations } from './trials.ts'

/** What a program with a pool of registered buffers locks at least. */
const POOL = { kind: 'registered', count: 64, size: 16_384 } as const

/** Finds it all out. What the Ring throws is the diagnosis; there is no second one. */
export async function examine(progress: (what: string) => void): Promise<Report> {
  const answer = support()
  const { error, lockError } = answer.ok
    ? await makeRing()
    : { error: answer.error, lockError: null }
  const machine = machineOf(thisSystem)
  const found = findKernel()
  const checks = checksOf({
    system: thisSystem,
    arch: process.arch,
    node: process.versions.node,
    machine,
    backend: found.ok ? found.kernel.name : null,
    error,
    lockError,
  })
  const { setupFlags, operations, trouble } = answer.ok
    ? await tried(answer, error, progress)
    : NOTHING_TRIED
  const reason = lockError instanceof UringError ? lockError.reason : error?.reason
  return {
    works: error === null,
    error: error === null ? null : toldOf(error),
    checks: [...checks, ...trouble],
    backends: backendStates(),
    setupFlags,
    operations,
    remedies: remediesFor(reason, machine),
  }
}

interface Tried {
  readonly setupFlags: readonly Trial[]
  readonly operations: readonly Trial[]
  /** Why opcodes could not be tried, although there is a Ring. */
  readonly trouble: readonly Check[]
}

const NOTHING_TRIED: Tried = { setupFlags: [], operations: [], trouble: [] }

async function tried(
  answer: Support,
  error: UringError | null,
  progress: (what: string) => void,
): Promise<Tried> {
  progress('setup flags')
  const setupFlags = await tryFlags()
  // Operations are tried on a Ring, which there is none of.
  if (error !== null) return { ...NOTHING_TRIED, setupFlags }
  try {
    const operations = await tryOperations(answer, progress)
    return { setupFlags, operations, trouble: [] }
  } catch (failure) {
    const text = `opcodes could not be tried: ${(failure as Error).message}`
    return { setupFlags, operations: [], trouble: [{ name: 'trials', state: 'warn', text }] }
  }
}

interface Made {
  /** Why there is no Ring. */
  readonly error: UringError | null
  /** Why no buffers can be registered with the Ring that there is. */
  readonly lockError: Error | null
}

/** With one ring for both: what a closed one has locked is not free at once. */
async function makeRing(): Promise<Made> {
  const ring = await patiently(() => caught(() => new Ring()))
  if (ring instanceof UringError) return { error: ring, lockError: null }
  if (ring instanceof Error) throw ring
  try {
    ring.createPool(POOL).take()?.release()
    return { error: null, lockError: null }
  } catch (error) {
    return { error: null, lockError: error instanceof Error ? error : new Error(String(error)) }
  } finally {
    await ring.close()
  }
}

function toldOf({ code, reason, message, remedy }: UringError): NonNullable<Report['error']> {
  return { code, reason, message, remedy }
}
