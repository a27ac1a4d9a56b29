import { writeFileSync } from 'node:fs'
import {
  AddressFamily,
  CQE_BUFFER_SHIFT,
  CqeFlags,
  Errno,
  Iovec,
  type Memory,
  Msghdr,
  prep,
  type RawRing,
  registers,
  RsrcRegister,
  RsrcRegisterFlags,
  RsrcUpdate2,
  SockaddrIn,
  SocketType,
} from 'uring-sdk/raw'
import { type Bench, put, results, run } from '../../raw/fixtures/bench.ts'
import type { Done } from '../../raw/fixtures/queues.ts'
import { type Bound, bound, closeQuietly } from '../../raw/fixtures/sockets.ts'
import { collect, opened } from './helpers.ts'

/** Makes a file with that content and opens it. */
export function fileWith(bench: Bench, path: string, content: string | Uint8Array): number {
  writeFileSync(path, content)
  return opened(bench, path, 'r+')
}

/** Bytes in which a hole, a repetition and a shift by a page are seen. */
export function pattern(length: number, seed = 0): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (seed * 59 + i * 31 + (i >> 8) * 7) & 0xff))
}

/** The first bytes of some memory as text. */
export function stringOf(memory: Memory | Uint8Array, length: number): string {
  const bytes = memory instanceof Uint8Array ? memory : memory.bytes
  return Buffer.from(bytes.subarray(0, length)).toString()
}

export type Range = readonly [address: number, length: number]

/** The address of an array of iovecs. */
export function iovecs(bench: Bench, ranges: readonly Range[]): number {
  const memory = bench.memory(ranges.length * Iovec.SIZE)
  for (const [i, [address, length]] of ranges.entries()) {
    const iovec = new Iovec(memory.bytes.buffer, i * Iovec.SIZE)
    iovec.iovBase = address
    iovec.iovLen = length
  }
  return memory.address
}

/** A `msghdr` over such pieces, and where it is. */
export interface Message {
  readonly header: Msghdr
  readonly address: number
}

export function message(bench: Bench, ranges: readonly Range[]): Message {
  const memory = bench.memory(Msghdr.SIZE)
  const header = new Msghdr(memory.bytes.buffer)
  header.msgIov = iovecs(bench, ranges)
  header.msgIovlen = ranges.length
  return { header, address: memory.address }
}

export const bufferId = ({ flags }: Done): number => flags >>> CQE_BUFFER_SHIFT
export const hasBuffer = ({ flags }: Done): boolean => (flags & CqeFlags.F_BUFFER) !== 0
export const hasMore = ({ flags }: Done): boolean => (flags & CqeFlags.F_MORE) !== 0

/** Completions of one operation, in their order. */
export function of(userData: number, done: readonly Done[]): Done[] {
  return done.filter(({ low }) => low === userData)
}

/** A table of direct descriptors with so many empty slots. */
export function sparseFiles(ring: RawRing, count: number): number {
  const register = new RsrcRegister()
  register.nr = count
  register.flags = RsrcRegisterFlags.SPARSE
  return registers.registerFiles2(ring, register)
}

/** Puts descriptors, and tags if there are any, into slots of the table. */
export function updateFiles(
  bench: Bench,
  ring: RawRing,
  slot: number,
  fds: readonly number[],
  tags?: readonly number[],
): number {
  const update = new RsrcUpdate2()
  update.offset = slot
  update.nr = fds.length
  update.data = bench.memory(new Uint8Array(Int32Array.from(fds).buffer)).address
  if (tags !== undefined) update.tags = tagsAt(bench, tags)
  return registers.registerFilesUpdate2(ring, update)
}

/** The address of an array of tags. */
export function tagsAt(bench: Bench, tags: readonly number[]): number {
  return bench.memory(new Uint8Array(BigUint64Array.from(tags.map(BigInt)).buffer)).address
}

/** Both ends of a TCP connection over the loopback interface. */
export interface Connection {
  readonly client: number
  readonly server: number
  readonly listener: Bound
}

export function tcp(bench: Bench, ring: RawRing): Connection {
  const listener = bound(bench)
  const client = run(ring, (sqe) => {
    prep.socket(sqe, AddressFamily.INET, SocketType.STREAM, 0, 0)
  })
  bench.later(() => closeQuietly(client))
  put(ring, 1, (sqe) => prep.accept(sqe, listener.fd, 0, 0, 0))
  put(ring, 2, (sqe) => prep.connect(sqe, client, listener.address, SockaddrIn.SIZE))
  const made = results(collect(ring, 2))
  const server = made[1] ?? -Errno.EBADF
  if (server < 0 || made[2] !== 0) throw new Error(`accept ${made[1]}, connect ${made[2]}`)
  bench.later(() => closeQuietly(server))
  return { client, server, listener }
}
