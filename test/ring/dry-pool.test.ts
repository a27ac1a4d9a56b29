import { type Fd, type Lease, Op, type Ring } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { closeScripted, last, openRing, scripted, submitted } from './fixtures/rings.ts'

const POOL = { count: 4, countMax: 4, size: 64 }

/** Streams on descriptors from 10 on, and what each has got and still holds. */
function receivers(ring: Ring, count: number): { got: number[]; held: Lease[] } {
  const got = Array.from({ length: count }, () => 0)
  const held: Lease[] = []
  got.forEach((_, index) => {
    const receive = async (): Promise<void> => {
      for await (const lease of ring.recvMultishot(10 + index)) {
        got[index]++
        held.push(lease)
      }
    }
    void receive()
  })
  return { got, held }
}

/** Four streams have had a buffer each, and one has found none. All buffers are back. */
async function oneWaits() {
  const { ring, kernel } = scripted({ pool: POOL })
  const { got, held } = receivers(ring, 4)
  for (const recv of await submitted(kernel, Op.RECV)) kernel.deliver(recv, 'first')
  await kernel.turn()
  // The fourth found none, and gets the one that is kept back.
  kernel.deliver(await last(kernel, Op.RECV), 'first')
  await kernel.turn()
  expect(got).toEqual([1, 1, 1, 1])
  const armed = await submitted(kernel, Op.RECV)
  const waiting = ring.recvMultishot(20)
  kernel.deliver(await last(kernel, Op.RECV), 'finds no buffer')
  await kernel.turn()
  for (const lease of held.splice(0)) lease.release()
  return { ring, kernel, got, armed, waiting }
}

test('what was kept for a stream that waits is for all again when that stream ends', async () => {
  const { ring, kernel, got, armed, waiting } = await oneWaits()
  expect(kernel.pick(ring.pool.group)).toBeNull()
  void waiting.return?.()
  // One is kept back as ever.
  for (const recv of armed.slice(0, 3)) kernel.deliver(recv, 'second')
  await kernel.turn()
  expect(got).toEqual([2, 2, 2, 1])
  await closeScripted(ring, kernel)
})

test('what is left when all that waited have had their turn is for all again', async () => {
  const { ring, kernel, got, armed, waiting } = await oneWaits()
  await kernel.turn()
  const recv = await last(kernel, Op.RECV)
  expect(recv.fd).toBe(20)
  for (const each of [recv, ...armed.slice(0, 2)]) kernel.deliver(each, 'second')
  await kernel.turn()
  expect(got).toEqual([2, 2, 1, 1])
  expect(waiting.queued).toBe(1)
  await closeScripted(ring, kernel)
})

test('with four buffers for 32 streams that all have data, none gets far ahead of another', async () => {
  const { ring, kernel } = scripted({ entries: 64, pool: POOL })
  // All have data at all times: whoever is armed gets some, or learns that there is no buffer.
  kernel.onSubmit = (one) => {
    if (one.opcode === Op.RECV) kernel.deliver(one, 'x')
  }
  const { got, held } = receivers(ring, 32)
  for (let round = 0; round < 200; round++) {
    for (const lease of held.splice(0)) lease.release()
    const armed = kernel.inFlight.filter(({ opcode }) => opcode === Op.RECV)
    for (const recv of armed) kernel.deliver(recv, 'x')
    await kernel.turn()
  }
  kernel.onSubmit = () => {}
  expect(Math.min(...got)).toBeGreaterThan(4)
  expect(Math.max(...got) - Math.min(...got)).toBeLessThan(4)
  await closeScripted(ring, kernel)
})

/** Answers the connection until it ends. */
async function echo(ring: Ring, socket: Fd): Promise<void> {
  try {
    for await (const chunk of ring.recvMultishot(socket)) await ring.sendAll(socket, chunk)
  } finally {
    await socket.close()
  }
}

kernelTest(
  'with eight buffers for 64 connections, none waits for many answers of others',
  {},
  async () => {
    const ring = openRing({ pool: { count: 8, countMax: 8, size: 64 } })
    const listener = await ring.openListener({ port: 0, host: '127.0.0.1' })
    const { port } = listener.localAddress() as { port: number }
    const serving = (async () => {
      for await (const socket of ring.acceptMultishot(listener)) echo(ring, socket).catch(() => {})
    })()
    const peers = openRing()
    const open = () => peers.openConnection({ port, host: '127.0.0.1' })
    const sockets = await Promise.all(Array.from({ length: 64 }, open))
    let answers = 0
    let longest = 0
    const asking = sockets.map(async (socket) => {
      const buffer = Buffer.alloc(64, 'x')
      for (let i = 0; i < 50; i++) {
        const before = answers
        await peers.sendAll(socket, buffer)
        await peers.recv(socket, buffer)
        answers++
        longest = Math.max(longest, answers - before)
      }
    })
    await Promise.all(asking)
    expect(ring.pool.dry).toBeGreaterThan(0)
    expect(longest).toBeLessThan(64 * 4)
    await Promise.all(sockets.map((socket) => socket.close()))
    await listener.close()
    await serving
  },
)
