/**
 * Wrong use that the compiler refuses. `types.test.ts` compiles this file without its comments, and
 * looks for the quoted name of each in the message of the line below it.
 */
import { type Fd, Op, type Ring } from 'uring-sdk'

/** Never called: what counts is what the compiler says. */
export async function wrong(ring: Ring, fd: Fd, memory: Uint8Array): Promise<void> {
  // @ts-expect-error 'buffer': a flush has no memory.
  await ring.issue(Op.FSYNC, { fd, buffer: memory })
  // @ts-expect-error 'buffer': receiving needs memory to fill.
  await ring.issue(Op.RECV, { fd })
  // @ts-expect-error 'buffers': one piece of memory is `buffer`.
  await ring.issue(Op.READ, { fd, buffers: [memory] })
  // @ts-expect-error 'number': a path is text.
  await ring.issue(Op.OPENAT, { path: 5, flags: 0 })
  // @ts-expect-error 'never': a flush has no multishot form.
  ring.multishot(Op.FSYNC, { fd })
  // @ts-expect-error 'string': text has to become bytes first.
  await ring.send(fd, 'text')
  // @ts-expect-error 'number': memory is a view, never an address.
  await ring.recv(fd, 0x1000)
  // @ts-expect-error 'ArrayBuffer': an ArrayBuffer needs a view.
  await ring.recv(fd, new ArrayBuffer(8))
  // @ts-expect-error 'string': descriptors are numbers or objects.
  await ring.recv('7', memory)
  // @ts-expect-error 'null': a descriptor is needed.
  await ring.fsync(null)
  // @ts-expect-error 'timeOut': the option is spelled `timeout`.
  await ring.nop({ timeOut: 5 })
  // @ts-expect-error 'timeout': milliseconds are a number.
  await ring.nop({ timeout: '5s' })
  // @ts-expect-error 'signal': the controller is not its signal.
  await ring.nop({ signal: new AbortController() })
  // @ts-expect-error 'bigint': positions are numbers.
  await ring.read(fd, memory, 0n)
  // @ts-expect-error 'Uint8Array': a vector is an array.
  await ring.writev(fd, memory)
  // @ts-expect-error 'pollFirst': a switch is true or false.
  await ring.recv(fd, memory, { pollFirst: 1 })
  // @ts-expect-error 'SocketAddress': an address is an object.
  await ring.connect(fd, '127.0.0.1:80')
  // @ts-expect-error 'hostname': the name of the host is `host`.
  await ring.openConnection({ hostname: 'localhost', port: 1 })
  // @ts-expect-error 'port': a port is a number.
  await ring.openListener({ port: '80' })
  // @ts-expect-error 'kind': there are two kinds of pools.
  ring.createPool({ kind: 'shared' })
  // @ts-expect-error 'Uint8Array': a fixed read needs a lease.
  await ring.readFixed(fd, memory)
  // @ts-expect-error 'BufferPool': a pool is made by createPool().
  ring.recvMultishot(fd, { pool: { count: 5 } })
  // @ts-expect-error 'read-only': the number of a descriptor is not to be changed.
  fd.value = 5
  for await (const chunk of ring.recvMultishot(fd)) {
    // @ts-expect-error 'toUpperCase': what came are bytes of a lease, and `bytes` has them.
    chunk.toUpperCase()
  }
}
