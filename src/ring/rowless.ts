import type { Sqe } from '../../generated/structs.ts'
import type { Bytes, FdLike, Pinned } from './types.ts'

/**
 * The sqe's own names, for an opcode that has no row yet. A number is a value, never memory: memory
 * is given as a view, which is kept alive until the final completion.
 */
export interface SqeFields {
  /** The descriptor. */
  readonly fd?: FdLike | undefined
  /** An offset, or a second address. */
  readonly off?: number | undefined
  /** Memory, or a number. */
  readonly addr?: Bytes | number | undefined
  /** A length; that of `addr` when it is memory and this is left out. */
  readonly len?: number | undefined
  /** The operation's own flags: `rw_flags` and all its other names. */
  readonly opFlags?: number | undefined
  /** A priority, or more flags. */
  readonly ioprio?: number | undefined
  /** Memory, or a number. */
  readonly addr3?: Bytes | number | undefined
  /** A slot of the direct table, or another descriptor. */
  readonly fileIndex?: number | undefined
}

/** How the fields are checked; the Ring's own readers. */
export interface FieldReaders {
  file(fd: FdLike): number
  memory(bytes: Bytes, name: string): Pinned
  number(value: number | undefined, name: string, kind: 'u16' | 'u32' | 'u64'): number
}

/** What is pinned, and how the slot is filled once there is one. */
export interface FilledFields {
  readonly file: FdLike | null
  readonly pinned: readonly Pinned[]
  fill(sqe: Sqe, op: number): void
}

/** Reads and checks every field, once, before a slot is taken. */
export function readFields(fields: SqeFields, read: FieldReaders): FilledFields {
  const { fd: file = null } = fields
  const fd = file === null ? -1 : read.file(file)
  const off = read.number(fields.off, 'off', 'u64')
  const addr = place(fields.addr, 'addr', read)
  const addr3 = place(fields.addr3, 'addr3', read)
  const len = read.number(fields.len ?? addr.pinned?.length, 'len', 'u32')
  const opFlags = read.number(fields.opFlags, 'opFlags', 'u32')
  const ioprio = read.number(fields.ioprio, 'ioprio', 'u16')
  const fileIndex = read.number(fields.fileIndex, 'fileIndex', 'u32')
  return {
    file,
    pinned: [addr.pinned, addr3.pinned].filter((pin) => pin !== null),
    fill(sqe, op) {
      sqe.reset(op, fd)
      sqe.off = off
      sqe.addr = addr.value
      sqe.len = len
      sqe.rwFlags = opFlags
      sqe.ioprio = ioprio
      sqe.addr3 = addr3.value
      sqe.fileIndex = fileIndex
    },
  }
}

function place(
  value: Bytes | number | undefined,
  name: string,
  read: FieldReaders,
): { readonly value: number; readonly pinned: Pinned | null } {
  if (value === undefined || typeof value === 'number') {
    return { value: read.number(value, name, 'u64'), pinned: null }
  }
  const pinned = read.memory(value, name)
  return { value: pinned.address, pinned }
}
