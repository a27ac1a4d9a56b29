import { valueError } from '../errors.ts'
import type { CallOptions } from './types.ts'

/** Every option of a call is one of these, whatever the call is; methods have some of their own. */
export const CALL_OPTIONS: Readonly<Record<keyof CallOptions, true>> = {
  signal: true,
  timeout: true,
  async: true,
  drain: true,
  own: true,
  personality: true,
}

/** Options that more than one method has besides. */
const OWN = 'flags slot pool position length pollFirst dontWait direct control ioprio writeStream'

const CALL_NAMES: readonly string[] = [...Object.keys(CALL_OPTIONS), ...OWN.split(' ')]

/** Names that were looked at and are no slip of the pen. It stays small: programs have few. */
const fine = new Set(CALL_NAMES)
const FINE_MAX = 500

/**
 * Throws for an option that is misspelled: what it stood for would be left out without a word. A
 * name that is like none of ours is let pass, so that bags may carry what is not for us.
 */
export function checkCallNames(options: object): void {
  for (const name in options) if (!fine.has(name)) look(name, options)
}

function look(name: string, options: object): void {
  refuseAlike(name, CALL_NAMES, 'options', options)
  if (fine.size < FINE_MAX) fine.add(name)
}

/** The same for a bag that has options of its own; `bag` is what the argument is called. */
export function checkNames(options: object, names: readonly string[], bag = 'options'): void {
  for (const name in options) {
    if (!names.includes(name)) refuseAlike(name, names, bag, options)
  }
}

function refuseAlike(name: string, names: readonly string[], bag: string, options: object): void {
  const meant = names.find((known) => isAlike(name, known))
  if (meant === undefined) return
  throw valueError(`${bag}.${name}`, `is no option: did you mean "${meant}"?`, options)
}

/** So few letters cannot be told from another word. */
const SHORT = 4
/** So many may have two mistakes. */
const LONG = 8

function isAlike(name: string, known: string): boolean {
  const [left, right] = [name, known].map((text) => text.toLowerCase().replace(/[_-]/g, ''))
  if (left === undefined || right === undefined) return false
  if (left === right) return true
  return right.length >= SHORT && distance(left, right) <= (right.length >= LONG ? 2 : 1)
}

/** How many letters are wrong, missing, too many, or have changed places with their neighbour. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return Infinity
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity
  for (let i = 1; i <= left.length; i++) {
    rows.push([i])
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1]
      const swapped = left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
      rows[i]?.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (same ? 0 : 1),
          swapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      )
    }
  }
  return at(left.length, right.length)
}
