import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Op, type Ring } from 'uring-sdk'
import { beforeEach, describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import {
  closeScripted,
  connected,
  folder,
  hushed,
  openRing,
  pattern,
  scripted,
  submitted,
  thrown,
} from './fixtures/rings.ts'

const MOVES = 'transfer' in ArrayBuffer.prototype
const own = { own: true }
const OP_WITHOUT_ROW: number = 200

/** The types of Node do not know WebAssembly. */
function wasmMemory(): ArrayBuffer {
  const { Memory } = Reflect.get(globalThis, 'WebAssembly') as {
    Memory: new (of: { initial: number }) => { buffer: ArrayBuffer }
  }
  return new Memory({ initial: 1 }).buffer
}

/** Bytes in an ArrayBuffer of their own, and a copy to compare with. */
function bytesOf(length: number, seed: number): { mine: Uint8Array; same: Buffer } {
  const mine = Uint8Array.from(pattern(length, seed))
  return { mine, same: Buffer.from(mine) }
}

describe('memory that is given away', () => {
  beforeEach(({ skip }) => skip(!MOVES, `Node ${process.version} has no ArrayBuffer.transfer`))

  const writes: readonly [
    string,
    (ring: Ring, fd: number, bytes: Uint8Array) => Promise<unknown>,
  ][] = [
    ['write', (ring, fd, bytes) => ring.write(fd, bytes, 0, own)],
    ['writev', (ring, fd, bytes) => ring.writev(fd, [bytes], 0, own)],
    ['writeAll', (ring, fd, bytes) => ring.writeAll(fd, bytes, 0, own)],
    ['writeAll after another', (ring, fd, bytes) => ring.writeAll(fd, bytes, -1, own)],
    ['issue', (ring, fd, data) => ring.issue(Op.WRITE, { fd, data, position: 0, ...own })],
  ]
  for (const [name, write] of writes) {
    kernelTest(`${name}: is gone at once, and arrives`, {}, async () => {
      const ring = openRing()
      const file = join(folder(), 'file')
      const { mine, same } = bytesOf(100_000, 7)
      const { buffer } = mine
      const written = write(ring, openSync(file, 'w'), mine)
      expect([mine.length, buffer.byteLength]).toEqual([0, 0])
      await written
      expect(readFileSync(file).equals(same)).toBe(true)
    })
  }

  const sends: readonly [
    string,
    (ring: Ring, fd: number, bytes: Uint8Array) => Promise<unknown>,
  ][] = [
    ['sendAll', (ring, fd, bytes) => ring.sendAll(fd, bytes, own)],
    ['sendAll of pieces', (ring, fd, bytes) => ring.sendAll(fd, [bytes], own)],
    ['sendmsg', (ring, fd, bytes) => ring.sendmsg(fd, [bytes], own)],
    ['sendZc', (ring, fd, bytes) => ring.sendZc(fd, bytes, own)],
  ]
  for (const [name, send] of sends) {
    kernelTest(`${name}: is gone at once, and arrives, in turn`, {}, async () => {
      const ring = openRing()
      const [near, far] = await connected(ring)
      const pieces = [1, 2, 3].map((seed) => bytesOf(2000, seed))
      const room = Buffer.alloc(6000)
      for (const { mine, same } of pieces) {
        const sent = send(ring, near.value, mine)
        expect(mine.length).toBe(0)
        await sent
        const got = await ring.readAll(far, room.subarray(0, same.length))
        expect(room.subarray(0, got).equals(same)).toBe(true)
      }
    })
  }

  kernelTest('what waits for its turn is taken at the call', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const pieces = [1, 2, 3].map((seed) => bytesOf(2000, seed))
    const sent = pieces.map(({ mine }) => ring.sendAll(near, mine, own))
    expect(pieces.map(({ mine }) => mine.length)).toEqual([0, 0, 0])
    const room = Buffer.alloc(6000)
    await Promise.all([ring.readAll(far, room), ...sent])
    expect(room.equals(Buffer.concat(pieces.map(({ same }) => same)))).toBe(true)
  })

  kernelTest('a chain takes it when it starts, and all of it arrives', {}, async () => {
    const ring = openRing()
    const file = join(folder(), 'file')
    const fd = openSync(file, 'w')
    const pieces = [1, 2, 3].map((seed) => bytesOf(2000, seed))
    const [one, two, three] = pieces.map(({ mine }) => mine)
    if (one === undefined || two === undefined || three === undefined)
      throw new Error('there are 3')
    const written = ring.chain(() => [
      ring.write(fd, one, 0, own),
      ring.writev(fd, [two, three], 2000, own),
    ])
    expect(pieces.map(({ mine }) => mine.length)).toEqual([0, 0, 0])
    expect(await written).toEqual([2000, 4000])
    expect(readFileSync(file).equals(Buffer.concat(pieces.map(({ same }) => same)))).toBe(true)
  })

  test('a chain that is refused or aborted takes nothing', async () => {
    const { ring, kernel } = scripted()
    const data = new Uint8Array(8)
    const chain = (last: Uint8Array, signal?: AbortSignal): Promise<unknown> =>
      ring.chain(() => [ring.write(7, data, 0, own), ring.write(7, last, 8, own)], { signal })
    expect(thrown(() => chain(data.subarray(1))).message).toMatch(/'data' .*: it is a part/)
    expect(data.length).toBe(8)
    const aborted = hushed(chain(new Uint8Array(8), AbortSignal.abort()))
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    expect(data.length).toBe(8)
    expect(await submitted(kernel, Op.WRITE)).toEqual([])
    await closeScripted(ring, kernel)
  })

  test('stays with its owner when the call is refused', async () => {
    const { ring, kernel } = scripted()
    const data = new Uint8Array(8)
    const page = wasmMemory()
    const resizable = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]) as ArrayBuffer
    const refused: readonly [Uint8Array, RegExp][] = [
      [data.subarray(1), /'data' cannot be given away: it is a part/],
      [Buffer.from('a piece of a pool'), /'data' cannot be given away: it is a part/],
      [new Uint8Array(Buffer.from('a pool').buffer), /'data' .* cannot be detached/],
      [new Uint8Array(resizable), /'data' cannot be given away: its ArrayBuffer is resizable/],
      [new Uint8Array(page), /'data' .* cannot be detached/],
    ]
    for (const [view, message] of refused) {
      const { length } = view
      for (const use of [ring.write.bind(ring), ring.writeAll.bind(ring)]) {
        const error = thrown(() => use(7, view, 0, own))
        expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
        expect(error.message).toMatch(message)
      }
      expect(thrown(() => ring.sendAll(7, view, own)).message).toMatch(message)
      expect(view.length).toBe(length)
    }
    const pieces = [data, data.subarray(1)]
    expect(thrown(() => ring.writev(7, pieces, 0, own)).message).toMatch(/'buffers\[1\]'/)
    expect(data.length).toBe(8)
    expect(await submitted(kernel, Op.WRITE)).toEqual([])
    await closeScripted(ring, kernel)
    for (const use of [ring.write.bind(ring), ring.writeAll.bind(ring)]) {
      expect(thrown(() => use(7, data, 0, own))).toMatchObject({ code: 'ERR_URING_CLOSED' })
    }
    expect(thrown(() => ring.sendAll(7, data, own))).toMatchObject({ code: 'ERR_URING_CLOSED' })
    expect(data.length).toBe(8)
  })
})

kernelTest('what is safe as it is stays with its owner', {}, async () => {
  const ring = openRing()
  const file = join(folder(), 'file')
  const fd = openSync(file, 'w+')
  const shared = new Uint8Array(new SharedArrayBuffer(64)).fill(3)
  expect(await ring.write(fd, shared.subarray(8), 0, own)).toBe(56)
  const pool = ring.createPool({ kind: 'registered', count: 1, size: 64 })
  const lease = pool.take()!
  for (const room of [shared, ring.alloc(64), lease, new Uint8Array(0)]) {
    const read = await ring.read(fd, room, 0, own)
    expect(read).toBe(Math.min(56, room.length))
    expect(room.length === 0 || ('bytes' in room ? room.bytes : room)[55] === 3).toBe(true)
  }
  const message = hushed(ring.recvmsg(fd, [shared], own))
  await message.catch((error: Error) => expect(error).toMatchObject({ code: 'ENOTSOCK' }))
  expect(await ring.writeAll(fd, lease, 0, own)).toBe(undefined)
  expect(pool.free).toBe(1)
})

test('memory that is filled is refused by name, with what to use instead', async () => {
  const { ring, kernel } = scripted()
  const room = new Uint8Array(8)
  const uses: readonly [() => unknown, string][] = [
    [() => ring.recv(7, room, own), 'buffer'],
    [() => ring.readAll(7, room, 0, own), 'buffer'],
    [() => ring.recvmsg(7, [room], own), '[0]'],
    [() => ring.issue(OP_WITHOUT_ROW, { fd: 7, addr: room, ...own }), 'addr'],
  ]
  for (const [use, name] of uses) {
    const error = thrown(use)
    expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
    expect(error.message).toContain(`${name}' is filled`)
    expect(error.message).toMatch(/ring\.alloc\(\), a lease, or a view of a SharedArrayBuffer/)
  }
  expect(room.length).toBe(8)
  expect(thrown(() => ring.acceptMultishot(7, own)).message).toMatch(/'options.own' is for operat/)
  await closeScripted(ring, kernel)
})

test.skipIf(MOVES)('Node 20 says that it cannot give memory away', async () => {
  const { ring, kernel } = scripted()
  const error = thrown(() => ring.send(7, new Uint8Array(8), own))
  expect(error).toMatchObject({ code: 'ERR_URING_UNSUPPORTED' })
  expect(error.message).toMatch(/'data'.*Node 22/)
  await closeScripted(ring, kernel)
})
