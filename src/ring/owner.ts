import type { UringError } from '../errors.ts'

/** Counters of an engine, for `stats()`. */
export interface Counters {
  completed: number
  drains: number
  stray: number
  messages: number
  backlogged: number
}

/** All of them at 0. */
export function newCounters(): Counters {
  return { completed: 0, drains: 0, stray: 0, messages: 0, backlogged: 0 }
}

/** What the engine tells the Ring. */
export interface Owner {
  /** Whether it wants to know where operations were started. */
  readonly debug: boolean
  /** Something is in flight: keep the ring alive, and the process if it may. */
  busy(): void
  /** Nothing is in flight any more. */
  idle(): void
  /** A descriptor of this process was closed: another one may be opened. */
  descriptorClosed(): void
  /** Another ring has sent something; `false` if it was meant for a ring that was here before. */
  message(cargo: number, nonce: number, res: number): boolean
  /** The kernel refuses to go on with this ring; called from an empty stack. */
  broken(error: UringError): void
}
