import { existsSync } from 'node:fs'
import type { Machine, Need } from './kernel-test.ts'

type Names = Readonly<Record<string, number>>
type Since = Readonly<Record<number, string>>

/** The part of the package that this file needs. */
interface Package {
  support(): (
    | { readonly ok: true }
    | { readonly ok: false; readonly error: { readonly message: string; readonly reason?: string } }
  ) & { op(op: number): boolean; register(op: number): boolean; setup(flags: number): boolean }
  readonly Op: Names
  readonly RegisterOp: Names
  readonly SetupFlags: Names
}

/** `generated/support.ts`: the first kernel of everything. */
interface Bounds {
  readonly opSince: Since
  readonly registerSince: Since
  readonly setupSince: Since
}

/** Until there is a public face, a test finds out by itself what the kernel cannot do. */
const unknown: Machine = {
  refusal: () => null,
  has: () => true,
  nameOf: String,
  sinceOf: () => undefined,
}

let known: Promise<Machine> | undefined

/** This machine, asked once for each test file. */
export function machine(): Promise<Machine> {
  known ??= ask()
  return known
}

async function ask(): Promise<Machine> {
  const bounds = new URL('../../generated/support.ts', import.meta.url)
  const face = new URL('../../src/index.ts', import.meta.url)
  if (!existsSync(bounds) || !existsSync(face)) return unknown
  // A name in a variable: the compiler need not know these modules yet.
  const name: string = 'uring-sdk'
  return describe((await import(name)) as Package, (await import(bounds.pathname)) as Bounds)
}

export function describe(from: Package, { opSince, registerSince, setupSince }: Bounds): Machine {
  const answer = from.support()
  return {
    refusal: () => (answer.ok ? null : (answer.error.reason ?? answer.error.message)),
    has(need) {
      if (typeof need === 'number') return answer.op(need)
      return 'register' in need ? answer.register(need.register) : answer.setup(need.setup)
    },
    nameOf: (need) => nameOf(from, need),
    sinceOf(need) {
      if (typeof need === 'number') return opSince[need]
      return 'register' in need ? registerSince[need.register] : setupSince[need.setup]
    },
  }
}

function nameOf(from: Package, need: Need): string {
  if (typeof need === 'number') return nameIn(from.Op, need)
  if ('register' in need) return `RegisterOp.${nameIn(from.RegisterOp, need.register)}`
  return `SetupFlags.${nameIn(from.SetupFlags, need.setup)}`
}

function nameIn(names: Names, value: number): string {
  return Object.keys(names).find((name) => names[name] === value) ?? String(value)
}
