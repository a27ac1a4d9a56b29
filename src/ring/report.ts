import { opName } from '../raw/decode-values.ts'
import { descriptorOf } from './debug.ts'
import type { Operation } from './operation.ts'

/** Operations of one kind on one descriptor. */
export interface WaitedFor {
  /** Member of `Op`. */
  readonly op: string
  /** The descriptor or slot that they worked on; -1 when that is none. */
  readonly fd: number
  /** Whether `fd` is a slot of the table of direct descriptors. */
  readonly direct: boolean
  /** How many there were. */
  readonly count: number
}

/** What the close of a ring has waited for. */
export interface CloseReport {
  /** Milliseconds from the call to the end of the ring. */
  readonly waitedMs: number
  /**
   * What was in flight at the call, the most frequent first. It was cancelled, unless it ended by
   * itself before the cancel came to it. Empty for a ring that was idle, or had broken before.
   */
  readonly waitedFor: readonly WaitedFor[]
  /** Streams that were open at the call; a stream that paused has nothing in flight. */
  readonly streams: number
}

/** Kinds that an error names; the rest is a number. */
const NAMED = 8

/** Operations in flight, counted by opcode and descriptor, the most frequent first. */
export function countOperations(running: readonly Operation[]): WaitedFor[] {
  const counts = new Map<string, { op: string; fd: number; direct: boolean; count: number }>()
  for (const o of running) {
    const where = descriptorOf(o)
    const key = `${o.op} ${where.fd} ${where.direct}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { op: opName(o.op), ...where, count: 1 })
    else known.count++
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

/** The same in words: `100 RECV (fd 21), 2 READ (slot 3), TIMEOUT`. */
export function operationsText(counted: readonly WaitedFor[]): string {
  const words = counted.slice(0, NAMED).map(({ op, fd, direct, count }) => {
    const where = fd < 0 ? '' : ` (${direct ? 'slot' : 'fd'} ${fd})`
    return `${count > 1 ? `${count} ` : ''}${op}${where}`
  })
  const rest = counted.slice(NAMED).reduce((sum, { count }) => sum + count, 0)
  return [...words, ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
}
