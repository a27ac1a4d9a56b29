import { type Fd, IpProtocol, Ring, TcpOption } from 'uring-sdk'
import { allocate } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { Syscall } from '../../generated/internal.ts'
import { defaultKernel } from '../../src/kernel/default.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { own, portOf, withRing } from './methods-helpers.ts'

const HOST = '127.0.0.1'

/** What getsockopt(2) says of TCP_NODELAY. */
function sendsAtOnce(fd: Fd): boolean {
  const kernel = defaultKernel()
  const { bytes, address } = allocate(8, {}, kernel)
  const words = new Int32Array(bytes.buffer, 0, 2)
  words[1] = 4
  const { TCP } = IpProtocol
  const { value } = fd
  const answer = kernel.syscall(
    Syscall.getsockopt,
    value,
    TCP,
    TcpOption.NODELAY,
    address,
    address + 4,
  )
  expect(answer).toBe(0)
  return words[0] !== 0
}

kernelTest(
  'small pieces go out at once from both ends of a connection, unless noDelay is false',
  { needs: [] },
  withRing(async (bench) => {
    const { ring } = bench
    for (const noDelay of [undefined, true, false]) {
      const listener = own(bench, await ring.openListener({ port: 0, host: HOST, noDelay }))
      const to = { port: portOf(listener), host: HOST, noDelay }
      const [near, far] = await Promise.all([ring.openConnection(to), ring.accept(listener)])
      own(bench, near)
      own(bench, far)
      expect([near, far].map(sendsAtOnce)).toEqual([noDelay !== false, noDelay !== false])
    }
  }),
)

kernelTest('noDelay that is no boolean is refused by name', { needs: [] }, async () => {
  const ring = new Ring()
  const noDelay = 1 as unknown as boolean
  const refusal = expect.objectContaining({ message: expect.stringContaining('"at.noDelay"') })
  expect(() => ring.openListener({ port: 0, host: HOST, noDelay })).toThrow(refusal)
  expect(() => ring.openConnection({ port: 1, host: HOST, noDelay })).toThrow(refusal)
  await ring.close()
})
