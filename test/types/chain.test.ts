import { describe, expectTypeOf, test } from 'vitest'
import type { Fd, Ring } from 'uring-sdk'

/** Never called: what counts is what the compiler says. */
function calls(ring: Ring, fd: Fd, memory: Uint8Array, signal: AbortSignal): void {
  expectTypeOf(ring.chain(() => [ring.write(fd, memory), ring.fsync(fd)])).toEqualTypeOf<
    Promise<[number, void]>
  >()
  expectTypeOf(
    ring.chain(() => [ring.openat('/', 0, 0, { slot: 1 }), ring.linkTimeout(5), ring.closeFd(fd)], {
      hard: true,
      signal,
    }),
  ).toEqualTypeOf<Promise<[Fd, boolean, void]>>()
  expectTypeOf(ring.chain(() => [])).toEqualTypeOf<Promise<[]>>()
  const many: Promise<number>[] = []
  expectTypeOf(ring.chain(() => many)).toEqualTypeOf<Promise<number[]>>()

  // @ts-expect-error It is synchronous: nothing of a chain has a result before all of it is there.
  void ring.chain(async () => [await ring.nop()])
  // @ts-expect-error The array holds promises, not what they give.
  void ring.chain(() => [5])
  // @ts-expect-error An array, also of one.
  void ring.chain(() => ring.nop())
  // @ts-expect-error A stream is no member.
  void ring.chain(() => [ring.recvMultishot(fd)])
  // @ts-expect-error A time limit is a member's, or a signal.
  void ring.chain(() => [ring.nop()], { timeout: 5 })
  // @ts-expect-error A switch is true or false.
  void ring.chain(() => [ring.nop()], { hard: 1 })
}

describe('the types of chains', () => {
  test('a chain gives the results of its members as a tuple', () => {
    expectTypeOf(calls).toBeFunction()
  })
})
