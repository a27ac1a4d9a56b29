import { release } from 'node:os'
import { test, type TestContext } from 'vitest'
import { machine } from './machine.ts'
import { slowness } from './slowness.ts'

/**
 * What a test needs of the kernel. A bare number is an opcode (`Op.RECV`); `RegisterOp` and
 * `SetupFlags` values are given with their kind, because all three are small numbers.
 */
export type Need = number | { readonly register: number } | { readonly setup: number }

/** What this machine can do, as far as tests must know it: `machine` asks the package. */
export interface Machine {
  /** Why no ring can be had here at all, or null. */
  refusal(): string | null
  has(need: Need): boolean
  /** As a user would write it: `SEND_ZC`, `SetupFlags.IOPOLL`. */
  nameOf(need: Need): string
  /** First kernel that has it, `6.1`; undefined when nobody wrote it down. */
  sinceOf(need: Need): string | undefined
}

export interface KernelTestOptions {
  readonly needs?: readonly Need[]
  readonly timeout?: number
}

export type Verdict =
  | { readonly run: true }
  | { readonly run: false; readonly skip: string }
  | { readonly run: false; readonly fail: string }

/**
 * Whether a test can run here. A feature that is missing although the kernel is new enough for it
 * is a failure: a skip would hide that we ask wrongly, or that a table says a wrong "since".
 */
export function judge(needs: readonly Need[], on: Machine, kernel: string): Verdict {
  const refusal = on.refusal()
  if (refusal !== null) return { run: false, skip: `needs io_uring: ${refusal}` }
  for (const need of needs) {
    if (on.has(need)) continue
    const name = on.nameOf(need)
    const since = on.sinceOf(need)
    if (since !== undefined && isAtLeast(kernel, since)) {
      const fail = `kernel ${kernel} should have ${name} (since ${since}), and says that it has not`
      return { run: false, fail }
    }
    return { run: false, skip: `needs ${name}, kernel ${kernel} lacks it` }
  }
  return { run: true }
}

/** `6.18.44-amd64` is at least `6.2`: versions compare by number, part by part. */
export function isAtLeast(kernel: string, since: string): boolean {
  const [major = 0, minor = 0] = kernel.split(/[.-]/).map(Number)
  const [majorSince = 0, minorSince = 0] = since.split('.').map(Number)
  return major > majorSince || (major === majorSince && minor >= minorSince)
}

/**
 * A test that works on the real kernel. Where the kernel lacks what it needs it is skipped, and the
 * summary at the end of the run says how many were and why.
 */
export function kernelTest(
  name: string,
  options: KernelTestOptions,
  run: (context: TestContext) => Promise<void> | void,
): void {
  const { timeout } = options
  const settings = timeout === undefined ? {} : { timeout: timeout * slowness }
  test(name, settings, async (context) => {
    const verdict = judge(options.needs ?? [], await machine(), release())
    if (verdict.run) return run(context)
    if ('fail' in verdict) throw new Error(verdict.fail)
    return context.skip(verdict.skip)
  })
}
