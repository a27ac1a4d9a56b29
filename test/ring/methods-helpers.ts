import { closeSync, mkdtempSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Errno, type Fd, type Op, OpenFlags, Ring, type RingOptions, UringError } from 'uring-sdk'
import { allocate } from 'uring-sdk/raw'
import { expect, type TestContext } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { defaultKernel } from '../../src/kernel/default.ts'
import { rejection } from './fixtures/rings.ts'

/** What a test of a method works with. Everything in it is gone when the test is over. */
export interface Bench {
  readonly ring: Ring
  readonly context: TestContext
  /** Runs before the ring is closed, the last one first. */
  later(undo: () => unknown): void
}

/**
 * Runs a test with a ring of its own. Nothing may be left when it is over: no operation before the
 * ring is closed, and no descriptor after it.
 */
export function withRing(
  body: (bench: Bench) => Promise<void>,
  options: RingOptions = {},
): (context: TestContext) => Promise<void> {
  return async (context) => {
    // The first ring of a process opens what all of them share.
    await new Ring().close()
    const before = descriptors()
    const ring = new Ring(options)
    const undone: (() => unknown)[] = []
    try {
      await body({ ring, context, later: (undo) => undone.push(undo) })
      for (const undo of undone.splice(0).reverse()) await undo()
      expect(ring.inFlight).toBe(0)
    } finally {
      for (const undo of undone.reverse()) await undo()
      await ring.close()
    }
    expect(ring.inFlight).toBe(0)
    expect(descriptors()).toEqual(before)
  }
}

/** What this process has open, by number; the folder that is read is not among them. */
function descriptors(): Record<string, string> {
  const open: Record<string, string> = {}
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      open[fd] = readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      // It was the one that the list was read from.
    }
  }
  return open
}

/** The same, for a descriptor that the test may close by itself. */
export function own<T extends Fd | number>(bench: Bench, fd: T): T {
  bench.later(() => (typeof fd === 'number' ? closeSync(fd) : fd.close()))
  return fd
}

/** A folder of the test's own; below `parent` if the usual place will not do. */
export function folderOf(bench: Bench, parent = tmpdir()): string {
  const path = mkdtempSync(join(parent, 'uring-methods-'))
  bench.later(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A new file, open to read and write, as a plain number. */
export function fileOf(bench: Bench): { fd: number; path: string } {
  const path = join(folderOf(bench), 'file')
  return { fd: own(bench, openSync(path, 'wx+')), path }
}

/** A pipe: the end to read, the end to write. Made without a ring: PIPE is of 6.16. */
export function pipe(bench: Bench): [read: number, write: number] {
  const kernel = defaultKernel()
  const { bytes, address } = allocate(8, {}, kernel)
  const answer = kernel.syscall(Syscall.pipe2, address, OpenFlags.CLOEXEC)
  if (answer < 0) throw new Error(`the kernel answers ${answer}`)
  const [read = -1, write = -1] = new Int32Array(bytes.buffer, 0, 2)
  own(bench, write)
  return [own(bench, read), write]
}

/** Both ends of a TCP connection, made by the ring. */
export async function connection(bench: Bench): Promise<[near: Fd, far: Fd]> {
  const { ring } = bench
  const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
  const [near, far] = await Promise.all([
    ring.openConnection({ port: portOf(listener), host: '127.0.0.1' }),
    ring.accept(listener),
  ])
  await listener.close()
  return [own(bench, near), own(bench, far)]
}

/** A UDP socket of the ring on the loopback interface, and its port. */
export async function datagramFd(bench: Bench): Promise<{ fd: Fd; port: number }> {
  const fd = await bench.ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
  return { fd: own(bench, fd), port: portOf(fd) }
}

/** Where a socket of the ring listens. */
export function portOf(fd: Fd): number {
  const address = fd.localAddress()
  if ('path' in address) throw new Error(`it is at ${address.path}`)
  return address.port
}

/** A TCP server of Node's: its port, and the first connection that it takes. */
export async function nodeServer(bench: Bench): Promise<{ port: number; first: Promise<Socket> }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  bench.later(() => new Promise((resolve) => server.close(resolve)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it has a port')
  const first = once(server, 'connection').then(([socket]: Socket[]) => {
    if (socket === undefined) throw new Error('a connection has a socket')
    return socket
  })
  return { port: address.port, first }
}

/** A UDP socket of Node's. */
export async function nodeDatagrams(
  bench: Bench,
): Promise<{ socket: DatagramSocket; port: number }> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  bench.later(() => {
    socket.close()
    return once(socket, 'close')
  })
  return { socket, port: socket.address().port }
}

/** Everything that a socket of Node's receives until its end. */
export async function received(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Fails unless the kernel refused an operation, and the error says so in all its fields. */
export async function refused(
  promise: Promise<unknown>,
  code: keyof typeof Errno,
  op: keyof typeof Op,
): Promise<void> {
  const error = await rejection(promise)
  expect(error).toBeInstanceOf(UringError)
  const syscall = `uring_${op.toLowerCase()}`
  expect(error).toMatchObject({ code, errno: -Errno[code], syscall, op })
  expect(error.message).toContain(`${syscall} ${code}`)
}

/** What the bytes say. */
export const text = (bytes: Uint8Array, length = bytes.length): string =>
  Buffer.from(bytes.subarray(0, length)).toString()
