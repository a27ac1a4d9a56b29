import type { UringError } from '../errors.ts'

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
