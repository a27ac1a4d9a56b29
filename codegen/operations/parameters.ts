import type { Keep, Parameter } from './types.ts'

/** Parameters that many rows share, so that one argument has one name and one sentence everywhere. */

export const fd: Parameter = { name: 'fd', kind: 'fd', field: 'fd', doc: 'The descriptor.' }

export const socket: Parameter = { ...fd, doc: 'The socket.' }

export const buffer: Parameter = {
  name: 'buffer',
  kind: 'out',
  field: 'addr',
  lengthField: 'len',
  keep: 'completion',
  doc: 'Memory to fill.',
}

export const data: Parameter = {
  name: 'data',
  kind: 'in',
  field: 'addr',
  lengthField: 'len',
  keep: 'completion',
  doc: 'Bytes to send or write.',
}

export const position: Parameter = {
  name: 'position',
  kind: 'u64',
  field: 'off',
  default: -1,
  doc: 'Byte offset in the file; -1 uses and moves the position of the file itself.',
}

/** Where a range of a file starts: the whole file has none of its own. */
export const range: Parameter = {
  name: 'position',
  kind: 'u64',
  field: 'off',
  doc: 'Where the range starts, in bytes.',
}

export const path: Parameter = {
  name: 'path',
  kind: 'path',
  field: 'addr',
  keep: 'consumed',
  doc: 'The path, relative to `at` unless it is absolute.',
}

/** The directory that a path is relative to: an option, because the working directory is the usual one. */
export const at: Parameter = {
  name: 'at',
  kind: 'fd',
  field: 'fd',
  option: true,
  doc: 'Directory that a relative path starts from; the working directory when left out.',
  rawDoc: 'Directory that a relative path starts from, or `AT_FDCWD`.',
}

export const slot: Parameter = {
  name: 'slot',
  kind: 'slot',
  field: 'fileIndex',
  option: true,
  doc: 'Put the new descriptor into this slot of the direct table, a number or what `ring.slot()` gave; -1 lets the kernel choose one.',
  rawDoc: 'Slot of the direct table; -1 or `FILE_INDEX_ALLOC` lets the kernel choose one.',
}

export const pool: Parameter = {
  name: 'pool',
  kind: 'pool',
  field: 'bufGroup',
  option: true,
  doc: "The provided buffers to receive into; the ring's own pool when left out.",
}

export function flags(field: string, family: string, what: string): Parameter {
  return { name: 'flags', kind: 'flags', field, family, default: 0, option: true, doc: what }
}

export const rwFlags = flags('rwFlags', 'RwFlags', '`RWF_*` flags of preadv2(2).')
export const msgFlags = flags('msgFlags', 'MsgFlags', '`MSG_*` flags.')

/** A boolean of the promise face that stands for bits of a field. */
export function option(name: string, field: string, bits: string, doc: string): Parameter {
  return { name, kind: 'switch', field, bits, doc }
}

export const pollFirst = option(
  'pollFirst',
  'ioprio',
  'SendRecvFlags.POLL_FIRST',
  'Waits until the socket is ready before the first attempt.',
)

/** A number of the promise face that prep does not take. */
export function extra(
  name: string,
  kind: 'u8' | 'u16' | 'u32' | 'u64',
  field: string,
  doc: string,
): Parameter {
  return { name, kind, field, option: true, face: 'promise', default: 0, doc }
}

export const ioprio = extra(
  'ioprio',
  'u16',
  'ioprio',
  'I/O priority: class, hint and level; 0 for that of the process.',
)
export const writeStream = extra(
  'writeStream',
  'u8',
  'writeStream',
  'Stream of the device that the data goes to; 0 for none.',
)

/** The length of a parameter, where liburing has it apart from the address. */
export function lengthOf({ name: of, lengthField: field = '' }: Parameter): Parameter {
  return { name: `${of}Length`, kind: 'length', of, field, doc: `Bytes of \`${of}\`.` }
}

/** The index of the registered buffer that a parameter lies in. */
export function bufIndexOf({ name: of }: Parameter): Parameter {
  return { name: 'bufIndex', kind: 'bufIndex', of, field: 'bufIndex', doc: BUF_INDEX }
}

const BUF_INDEX = 'Index of the registered buffer.'

/** The index of the registered buffer that all pieces lie in, as a number of its own. */
export const bufIndex: Parameter = {
  name: 'bufIndex',
  kind: 'u32',
  field: 'bufIndex',
  doc: 'Index of the registered buffer that all pieces lie in.',
}

/** The user data of an operation, as two words. */
export function userData(name: string, field: string, doc: string): Parameter {
  return { name, kind: 'userData', field, doc }
}

/** A bare address, for the raw face. */
export function address(
  name: string,
  field: string,
  doc: string,
  keep: Keep = 'completion',
): Parameter {
  return { name, kind: 'address', field, keep, doc }
}

export function number(name: string, field: string, doc: string, fallback?: number): Parameter {
  const base = { name, kind: 'u32', field, doc } as const
  return fallback === undefined ? base : { ...base, default: fallback }
}

/** One of a family's constants. */
export function member(name: string, field: string, family: string, doc: string): Parameter {
  return { name, kind: 'u32', field, family, doc }
}
