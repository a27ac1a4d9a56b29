import { describe, expectTypeOf, test } from 'vitest'
import { type Fd, type Lease, type Multishot, Op, type Ring, type SocketAddress } from 'uring-sdk'

/** Never called: what counts is what the compiler says. */
function calls(ring: Ring, fd: Fd, memory: Uint8Array): void {
  expectTypeOf(ring.issue(Op.NOP)).toEqualTypeOf<Promise<void>>()
  expectTypeOf(ring.issue(Op.RECV, { fd, buffer: memory })).toEqualTypeOf<Promise<number>>()
  expectTypeOf(ring.issue(Op.OPENAT, { path: '/', flags: 0 })).toEqualTypeOf<Promise<Fd>>()
  expectTypeOf(ring.issue(Op.FSYNC, { fd, flags: 1, timeout: 5 })).toEqualTypeOf<Promise<void>>()
  expectTypeOf(ring.multishot(Op.RECV, { fd })).toEqualTypeOf<Multishot<Lease>>()
  expectTypeOf(ring.multishot(Op.ACCEPT, { fd })).toEqualTypeOf<Multishot<Fd>>()
  expectTypeOf(ring.issue(250, { fd, off: -1, addr: memory })).toEqualTypeOf<Promise<number>>()

  expectTypeOf(ring.pipe({ slot: 1 })).toEqualTypeOf<Promise<[read: Fd, write: Fd]>>()
  expectTypeOf(ring.issue(Op.PIPE)).toEqualTypeOf<Promise<[read: Fd, write: Fd]>>()
  expectTypeOf(ring.getsockname(fd, { peer: true })).toEqualTypeOf<Promise<SocketAddress>>()
  expectTypeOf(ring.futexWait(memory, 1)).toEqualTypeOf<Promise<void>>()
  expectTypeOf(ring.splice(fd, -1, 5, -1, 10)).toEqualTypeOf<Promise<number>>()
  expectTypeOf(ring.issue(Op.FSYNC, { fd, position: 5, length: 6 })).toEqualTypeOf<Promise<void>>()
  expectTypeOf(ring.issue(Op.MSG_RING, { fd, len: 5 })).toEqualTypeOf<Promise<number>>()

  // @ts-expect-error A switch is true or false.
  void ring.recv(fd, memory, { pollFirst: 1 })
  // @ts-expect-error What is written has a priority, and no receiver.
  void ring.write(fd, memory, 0, { to: { path: '/x' } })
  // @ts-expect-error FSYNC has no buffer.
  void ring.issue(Op.FSYNC, { fd, buffer: memory })
  // @ts-expect-error RECV needs memory to fill.
  void ring.issue(Op.RECV, { fd })
  // @ts-expect-error RECV cannot do without its fields.
  void ring.issue(Op.RECV)
  // @ts-expect-error A path is no number.
  void ring.issue(Op.OPENAT, { path: 5, flags: 0 })
  // @ts-expect-error FSYNC has no multishot form.
  void ring.multishot(Op.FSYNC, { fd })
  // @ts-expect-error Memory is a view or a lease, never an address.
  void ring.recv(fd, 0x1000)
  // @ts-expect-error A received chunk has no length of text.
  void ring.send(fd, 'text')
  // @ts-expect-error Times are milliseconds, as a number.
  void ring.nop({ timeout: '5s' })
}

describe('types of issue and multishot', () => {
  test('only the legal fields of an opcode are accepted, and the result follows it', () => {
    expectTypeOf(calls).parameter(0).toEqualTypeOf<Ring>()
  })
})
