import type { Sqe } from '../../generated/structs.ts'
import type { Bytes, FdLike, Pinned } from './types.ts'

/**
 * The sqe's own names, for an opcode that has no row yet. A number is a value, never memory: memory is
 * given as a view, which is kept alive until the final completion.
 */
export interface SqeFields {
  readonly fd?: FdLike | undefined
  readonly off?: number | undefined
  readonly addr?: Bytes | number | undefined
  readonly len?: number | undefined
  readonly opFlags?: number | undefined
  readonly ioprio?: number | undefined
  readonly addr3?: Bytes | number | undefined
  readonly fileIndex?: number | undefined
}

/** How the fields are checked; the Ring's own readers. */
export interface FieldReaders {
  file(fd: FdLike): number
  memory(bytes: Bytes, name: string): Pinned
  number(value: number | undefined, name: string, kind: 'u32' | 'u64'): number
}

/** What is pinned, and how the slot is filled once there is one. */
export interface FilledFields {
  readonly pinned: readonly Pinned[]
  fill(sqe: Sqe, op: number): void
}

/** Reads and checks every field before a slot is taken. */
export function issueFields(fields: SqeFields, read: FieldReaders): FilledFields {
  const fd = fields.fd === undefined ? -1 : read.file(fields.fd)
  const off = read.number(fields.off, 'off', 'u64')
  const addr = place(fields.addr, 'addr', read)
  const addr3 = place(fields.addr3, 'addr3', read)
  const len = read.number(fields.len ?? addr.pinned?.length, 'len', 'u32')
  const opFlags = read.number(fields.opFlags, 'opFlags', 'u32')
  const ioprio = read.number(fields.ioprio, 'ioprio', 'u32')
  const fileIndex = read.number(fields.fileIndex, 'fileIndex', 'u32')
  return {
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
