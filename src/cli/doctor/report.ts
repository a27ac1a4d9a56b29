import type { Reason } from '../../errors.ts'
import type { Remedy } from './remedies.ts'

/** `stop`: no ring can be had because of it. `warn`: something works less well. */
export type State = 'ok' | 'stop' | 'warn' | 'info'

/** Something about the machine that has a say in it. */
export interface Check {
  readonly name: string
  readonly state: State
  /** A sentence without its full stop. */
  readonly text: string
}

/** Something that was tried on the kernel. */
export interface Trial {
  /** Member of `Op` or `SetupFlags`. */
  readonly name: string
  readonly since: string | undefined
  /** `missing`: this kernel has it not. `untried`: it cannot be tried without harm, or here. */
  readonly state: 'works' | 'missing' | 'fails' | 'untried'
  /** Why not, or what is worth knowing. */
  readonly text?: string
}

/** A way to the kernel. */
export interface BackendState {
  readonly name: 'prebuilt addon' | 'built addon' | 'koffi'
  readonly state: 'in use' | 'available' | 'absent'
  /** The file it was loaded from, or why it is not there. */
  readonly text: string
}

/** Everything that `doctor` finds out. */
export interface Report {
  /** Whether a Ring can be had here. */
  readonly works: boolean
  /** What stops it. */
  readonly error: {
    readonly code: string
    readonly reason: Reason | undefined
    readonly message: string
    readonly remedy: string | undefined
  } | null
  readonly checks: readonly Check[]
  readonly backends: readonly BackendState[]
  readonly setupFlags: readonly Trial[]
  readonly operations: readonly Trial[]
  readonly remedies: readonly Remedy[]
}
