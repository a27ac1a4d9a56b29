import type { Parameter } from './types.ts'

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
}

export const slot: Parameter = {
  name: 'slot',
  kind: 'slot',
  field: 'fileIndex',
  option: true,
  doc: 'Put the new descriptor into this slot of the direct table; -1 lets the kernel choose one.',
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

export function number(name: string, field: string, doc: string, fallback?: number): Parameter {
  const base = { name, kind: 'u32', field, doc } as const
  return fallback === undefined ? base : { ...base, default: fallback }
}
