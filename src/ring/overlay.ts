import {
  type FieldBag,
  issueFields,
  issuers,
  multishotFields,
  outcomes,
  RingOperations,
  streamers,
} from '../../generated/operations.ts'
import { Sqe } from '../../generated/structs.ts'
import { nameOpcode } from '../raw/decode-values.ts'
import type { Multishot } from './types.ts'

/** What a kernel newer than this version of the package brings: `uring-sdk generate` writes it. */
export interface Overlay<T extends RingOperations = RingOperations> {
  /** Opcodes by number that this version has no name for; error messages say the names. */
  readonly names?: Readonly<Record<number, string>>
  /** A class whose methods every ring gets. */
  readonly operations?: {
    /** The methods themselves. */
    readonly prototype: T
  }
  /** How `issue` reaches the method of an opcode. */
  readonly issuers?: Readonly<Record<number, (ring: T, fields: FieldBag) => Promise<unknown>>>
  /** How `multishot` reaches the method of an opcode. */
  readonly streamers?: Readonly<Record<number, (ring: T, fields: FieldBag) => Multishot<unknown>>>
  /** The fields that `issue` takes, by opcode. */
  readonly issueFields?: Readonly<Record<number, readonly string[]>>
  /** The fields that `multishot` takes, by opcode. */
  readonly multishotFields?: Readonly<Record<number, readonly string[]>>
  /** Errnos that are answers and not failures, by opcode. */
  readonly outcomes?: Readonly<Record<number, Readonly<Record<number, 'ok' | 'false' | 'again'>>>>
  /** A class whose accessors every submission slot gets: fields that this version does not know. */
  readonly fields?: {
    /** The accessors themselves. */
    readonly prototype: Sqe
  }
}

/** Methods that an overlay brought: another overlay, or the same once more, may replace them. */
const brought = new Set<PropertyKey>()

/**
 * Teaches this version of the package what a newer kernel has. The overlay that `uring-sdk
 * generate` writes calls it when it is imported; nobody else needs to. What this version knows by
 * itself stays as it is, and a process warning says that the overlay is older than the package.
 */
export function applyOverlay<T extends RingOperations>(overlay: Overlay<T>): void {
  const { names = {}, operations, fields } = overlay
  for (const [op, name] of Object.entries(names)) nameOpcode(Number(op), name)
  if (operations !== undefined) copy(operations.prototype, RingOperations.prototype)
  if (fields !== undefined) copy(fields.prototype, Sqe.prototype)
  fill(issuers, overlay.issuers)
  fill(streamers, overlay.streamers)
  fill(issueFields, overlay.issueFields)
  fill(multishotFields, overlay.multishotFields)
  fill(outcomes, overlay.outcomes)
}

/** The methods and accessors of a class, as if the other class had been declared with them. */
function copy(from: object, to: object): void {
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
    if (key === 'constructor') continue
    if (key in to && !brought.has(key)) {
      warnStale(key)
      continue
    }
    brought.add(key)
    Object.defineProperty(to, key, property)
  }
}

/** Our own tables are read-only by their types alone, so that an overlay costs a call nothing. */
function fill(table: Readonly<Record<number, unknown>>, more: object | undefined): void {
  for (const [op, entry] of Object.entries(more ?? {})) {
    if (op in table && !filled.has(table[Number(op)])) continue
    filled.add(entry)
    Object.defineProperty(table, op, { value: entry, configurable: true, enumerable: true })
  }
}

/** Entries that came from an overlay. */
const filled = new Set<unknown>()

function warnStale(name: string): void {
  process.emitWarning(`uring-sdk has ${name} itself now: run \`uring-sdk generate\` again`, {
    type: 'UringWarning',
    code: 'ERR_URING_OVERLAY',
  })
}
