import type { Sqe } from '../../generated/structs.ts'
import type { Bytes, FdLike, Pinned } from './types.ts'

/**
 * The sqe's own names, for an opcode that has no row yet. A number is a value, never memory: memory
 * is given as a view, which is kept alive until the final completion. What is left out is 0, but
 * for `fd` and `len`: an operation that wants these empty is given 0.
 */
export interface SqeFields {
  /** The descriptor. Default -1, which is none. */
  readonly fd?: FdLike | undefined
  /** An offset, or a second address; -1 is all ones. Default 0. */
  readonly off?: number | undefined
  /** Memory, or a number. Default 0. */
  readonly addr?: Bytes | number | undefined
  /** A length. Default: the bytes of `addr` when it is memory, else 0. */
  readonly len?: number | undefined
  /** The operation's own flags: `rw_flags` and all its other names. Default 0. */
  readonly opFlags?: number | undefined
  /** A priority, or more flags. Default 0. */
  readonly ioprio?: number | undefined
  /** The index of a registered buffer. Default 0. */
  readonly bufIndex?: number | undefined
  /** Memory, or a number. Default 0. */
  readonly addr3?: Bytes | number | undefined
  /** A slot of the direct table plus one, another descriptor, or a length. Default 0. */
  readonly fileIndex?: number | undefined
}

const NAMES: Readonly<Record<keyof SqeFields, true>> = {
  fd: true,
  off: true,
  addr: true,
  len: true,
  opFlags: true,
  ioprio: true,
  bufIndex: true,
  addr3: true,
  fileIndex: true,
}

/** The names of {@link SqeFields}. */
export const SQE_FIELDS: readonly string[] = Object.keys(NAMES)

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
  const bufIndex = read.number(fields.bufIndex, 'bufIndex', 'u16')
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
      sqe.bufIndex = bufIndex
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
