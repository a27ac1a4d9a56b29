import { SetupFlags } from '../../generated/constants.ts'
import { Control } from '../kernel/kernel.ts'
import type { Queues } from '../raw/setup.ts'

/** Whether a ring takes only what its devices can be polled for, and so no cancel and no close. */
export function isPolled(setupFlags: number): boolean {
  return (setupFlags & SetupFlags.IOPOLL) !== 0
}

/** How often a ring that keeps nothing alive looks: an immediate without a reference never runs. */
const LOOSE_MS = 1

/**
 * Keeps the loop turning and entering while a ring with IOPOLL has something in flight: its devices
 * send no interrupt, so that completions appear only while somebody asks. One enter a turn, between
 * all other callbacks; nothing at all while the ring is idle.
 */
export class Polling {
  readonly #control: Int32Array
  readonly #isBusy: () => boolean
  readonly #isLoose: () => boolean
  #turning = false

  /** `isBusy`: something is in flight; `isLoose`: it must not keep the process alive. */
  constructor(control: Int32Array, isBusy: () => boolean, isLoose: () => boolean) {
    this.#control = control
    this.#isBusy = isBusy
    this.#isLoose = isLoose
  }

  /** Something is in flight now. */
  start(): void {
    if (!this.#turning) this.#again()
  }

  readonly #turn = (): void => {
    this.#turning = false
    if (!this.#isBusy()) return
    this.#control[Control.FLUSH] = 1
    this.#again()
  }

  #again(): void {
    this.#turning = true
    if (this.#isLoose()) setTimeout(this.#turn, LOOSE_MS).unref()
    else setImmediate(this.#turn)
  }
}

/** The polling of a ring; `null` where there are interrupts, or where a thread polls by itself. */
export function pollingOf(
  { params, control }: Queues,
  ring: { readonly inFlight: number },
  isLoose: () => boolean,
): Polling | null {
  const { IOPOLL, SQPOLL } = SetupFlags
  if ((params.flags & (IOPOLL | SQPOLL)) !== IOPOLL) return null
  return new Polling(control, () => ring.inFlight > 0, isLoose)
}
