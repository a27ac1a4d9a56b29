import type { Kernel } from '../kernel/kernel.ts'
import type { Begun, Pinned } from './types.ts'

/** What an operation pins: nothing, one thing, or several. */
export type Pins = Pinned | readonly Pinned[] | null

/**
 * Throws if memory has gone meanwhile: whatever was read of the arguments since it was looked at
 * may have been a getter of the user's, which detached a buffer or released a lease.
 */
export function verify(pins: Pins): void {
  if (pins === null) return
  if (isList(pins)) for (const pin of pins) pin.verify?.()
  else pins.verify?.()
}

/**
 * From here on the memory is the kernel's: whoever sent a lease has none any more. `begun` is the
 * operation, if it is one that reaches the kernel.
 */
export function give(pins: Pins, begun?: Begun): void {
  if (pins === null) return
  if (isList(pins)) for (const pin of pins) pin.give?.(begun)
  else pins.give?.(begun)
}

/**
 * What an operation pins instead, for a call with `own`: memory that nobody else can reach. Throws,
 * by the name of the argument, before anything was given away, if it cannot be had.
 */
export function owned<P extends Pins>(kernel: Kernel, pins: P): P
export function owned(kernel: Kernel, pins: Pins): Pins {
  if (pins === null) return null
  const list = isList(pins) ? pins : [pins]
  checkOwn(list)
  const mine = list.map((pin) => pin.own?.(kernel) ?? pin)
  return isList(pins) ? mine : mine[0]
}

/** Throws, by the name of the argument, if memory cannot be given away. */
export function checkOwn(pins: Pins): void {
  if (pins === null) return
  if (isList(pins)) for (const pin of pins) pin.checkOwn?.()
  else pins.checkOwn?.()
}

/** The kernel is done with the memory. */
export function taken(pins: Pins): void {
  if (pins === null) return
  if (isList(pins)) for (const pin of pins) pin.taken?.()
  else pins.taken?.()
}

/** Whether memory went away from its owner while the kernel was using it. */
export function isDetached(pins: Pins): boolean {
  if (pins === null) return false
  if (!isList(pins)) return pins.detached === true
  for (const pin of pins) if (pin.detached === true) return true
  return false
}

function isList(pins: Pinned | readonly Pinned[]): pins is readonly Pinned[] {
  return Array.isArray(pins)
}
