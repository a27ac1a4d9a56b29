import {
  type BufferRing,
  BufRingFlags,
  BufStatus,
  CQE_BUFFER_SHIFT,
  CqeFlags,
  Errno,
  Op,
  prep,
  RawRing,
  RegisterOp,
  registers,
  UringError,
} from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import { needsKernel, onBackends, put, wait } from './fixtures/bench.ts'
import { type Done, reap } from './fixtures/queues.ts'
import { pipe, socketPair } from './fixtures/sockets.ts'

const PBUF_STATUS = { register: RegisterOp.REGISTER_PBUF_STATUS }

/** What a ring of buffers is thrown for. */
function refused(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  return null
}

const bufferId = ({ flags }: Done): number => flags >>> CQE_BUFFER_SHIFT
const hasMore = ({ flags }: Done): boolean => (flags & CqeFlags.F_MORE) !== 0

describe('in memory', () => {
  function made(
    count = 4,
    size = 100,
  ): { kernel: ScriptedKernel; ring: RawRing; buffers: BufferRing } {
    const kernel = new ScriptedKernel()
    const ring = new RawRing({ entries: 4, kernel })
    return { kernel, ring, buffers: ring.bufferRing({ group: 7, count, size }) }
  }

  test('all buffers are published at once, each with its place in one slab', () => {
    const { kernel, buffers } = made()
    for (let id = 0; id < 4; id++) {
      expect(kernel.pick(7)).toMatchObject({ id, address: buffers.address(id), length: 100 })
      expect(buffers.address(id)).toBe(buffers.memory.address + id * 100)
      expect(buffers.view(id).byteOffset).toBe(id * 100)
    }
    expect(kernel.pick(7)).toBeNull()
  })

  test('a ring that begins empty has none', () => {
    const kernel = new ScriptedKernel()
    const ring = new RawRing({ entries: 4, kernel })
    ring.bufferRing({ group: 1, count: 4, size: 10, empty: true })
    expect(kernel.pick(1)).toBeNull()
  })

  test('what is given back is picked in that order, after it is published', () => {
    const { kernel, buffers } = made()
    for (let i = 0; i < 4; i++) kernel.pick(7)
    for (const id of [2, 0, 3]) buffers.add(id)
    expect(kernel.pick(7)).toBeNull()
    buffers.publish()
    expect([kernel.pick(7)?.id, kernel.pick(7)?.id, kernel.pick(7)?.id]).toEqual([2, 0, 3])
    expect(kernel.pick(7)).toBeNull()
  })

  test('the 16-bit tail passes its end, with a ring of one buffer and of the largest', () => {
    for (const count of [1, 4, 32_768]) {
      const { kernel, buffers } = made(count, 1)
      for (let i = 0; i < 70_000; i++) {
        const picked = kernel.pick(7)
        if (picked?.id !== i % count) throw new Error(`pick ${i} gives ${picked?.id}`)
        buffers.add(picked.id)
        buffers.publish()
        if (count > 1000 && i > 40_000) break
      }
    }
  })

  test.each([
    [{ group: 1, count: 3, size: 10 }, 'options.count'],
    [{ group: 1, count: 0, size: 10 }, 'options.count'],
    [{ group: 1, count: 1.5, size: 10 }, 'options.count'],
    [{ group: 1, count: 65_536, size: 10 }, 'options.count'],
    [{ group: 1, count: 4, size: 0 }, 'options.size'],
    [{ group: 65_536, count: 4, size: 10 }, 'options.group'],
    [{ group: -1, count: 4, size: 10 }, 'options.group'],
  ])('%o is out of range', (options, name) => {
    const { ring } = made()
    expect(refused(() => ring.bufferRing(options))).toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
      message: expect.stringContaining(`"${name}"`),
    })
  })

  test('no memory, and no registration, is an error that says which', () => {
    const { kernel, ring } = made()
    kernel.fail('allocate', Errno.ENOMEM)
    expect(refused(() => ring.bufferRing({ group: 1, count: 4, size: 10 }))).toMatchObject({
      code: 'ENOMEM',
      syscall: 'mmap',
    })
    kernel.fail('register', Errno.EINVAL, 1, RegisterOp.REGISTER_PBUF_RING)
    expect(refused(() => ring.bufferRing({ group: 1, count: 4, size: 10 }))).toMatchObject({
      code: 'EINVAL',
      syscall: 'io_uring_register',
      op: 'REGISTER_PBUF_RING',
    })
  })

  test('closing gives the group back, once', () => {
    const { kernel, ring, buffers } = made()
    buffers.close()
    buffers.close()
    const opcodes = kernel.registrations.map(({ opcode }) => opcode)
    expect(opcodes).toEqual([RegisterOp.REGISTER_PBUF_RING, RegisterOp.UNREGISTER_PBUF_RING])
    expect(ring.bufferRing({ group: 7, count: 4, size: 10 }).count).toBe(4)
  })

  test('the scripted kernel notices what a real one would not forgive', () => {
    const { kernel, buffers } = made()
    buffers.add(0)
    buffers.publish()
    expect(() => kernel.pick(7)).toThrow('the tail of the buffers ran too far')
    const other = made()
    other.kernel.pick(7)
    other.kernel.pick(7)
    for (const id of [1, 1]) other.buffers.add(id)
    other.buffers.publish()
    expect(() => other.kernel.pick(7)).toThrow('buffer 1 was given back twice')
    const third = made()
    third.kernel.pick(7)
    put(third.ring, 1, (sqe) => prep.send(sqe, 3, third.buffers.address(0) + 10, 5, 0))
    third.ring.submit()
    third.buffers.add(0)
    third.buffers.publish()
    expect(() => third.kernel.pick(7)).toThrow(
      'buffer 0 of group 7 was given back while SEND uses it',
    )
  })
})

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

onBackends((bench) => {
  kernelTest('a group is registered once, unregistered once, and free again', {}, () => {
    const ring = bench.ring()
    const options = { group: 5, count: 8, size: 64 }
    const buffers = ring.bufferRing(options)
    const error = refused(() => ring.bufferRing(options))
    expect(error).toBeInstanceOf(UringError)
    expect(error).toMatchObject({ code: 'EEXIST', op: 'REGISTER_PBUF_RING' })
    buffers.close()
    ring.bufferRing(options)
  })

  kernelTest(
    'a receive fills the buffer that it names, and ENOBUFS means that none is left',
    {},
    () => {
      const ring = bench.ring()
      const buffers = ring.bufferRing({ group: 0, count: 2, size: 16 })
      const [one, other] = socketPair(bench)
      const data = bench.memory('0123456789abcdef')
      const seen: string[] = []
      const results: number[] = []
      put(ring, 1, (sqe) => prep.recvMultishot(sqe, other, 0, 0))
      // Before 6.13 the end comes with the last buffer already, and else with the message after it.
      for (let i = 0; i < 3; i++) {
        put(ring, 2, (sqe) => prep.send(sqe, one, data.address + i, 4, 0))
        for (const done of wait(ring, results.length === 0 ? 2 : 1)) {
          if (done.low === 2) continue
          if (done.res < 0) results.push(done.res, Number(hasMore(done)))
          else seen.push(text(buffers.view(bufferId(done)).subarray(0, done.res)))
        }
      }
      expect(seen).toEqual(['0123', '1234'])
      expect(results).toEqual([-Errno.ENOBUFS, 0])
      buffers.add(1)
      buffers.publish()
      put(ring, 3, (sqe) => prep.recvMultishot(sqe, other, 0, 0))
      const [done] = wait(ring, 1)
      expect(done && [done.low, done.res, bufferId(done)]).toEqual([3, 4, 1])
      expect(text(buffers.view(1).subarray(0, 4))).toBe('2345')
    },
  )

  kernelTest(
    'four streams share one ring of buffers, and every byte arrives',
    { timeout: 30_000 },
    () => {
      const STREAMS = 4
      const TOTAL = 200_000
      const ring = bench.ring(0, 64, 256)
      const buffers = ring.bufferRing({ group: 3, count: 8, size: 512 })
      const pattern = (stream: number, at: number): number =>
        (stream * 59 + at * 13 + (at >> 9)) & 0xff
      const pairs = Array.from({ length: STREAMS }, () => socketPair(bench))
      const sources = pairs.map((_, stream) => {
        return bench.memory(
          Buffer.from(Array.from({ length: TOTAL }, (_, at) => pattern(stream, at))),
        )
      })
      const sent = pairs.map(() => 0)
      const got = pairs.map(() => 0)
      const arm = (stream: number): void => {
        put(ring, stream, (sqe) => prep.recvMultishot(sqe, pairs[stream][1], 3, 0))
      }
      const send = (stream: number): void => {
        const at = sent[stream]
        const length = Math.min(TOTAL - at, 1 + ((at * 7) % 5000))
        const fd = pairs[stream][0]
        const address = sources[stream].address + at
        if (length > 0) put(ring, 100 + stream, (sqe) => prep.send(sqe, fd, address, length, 0))
      }
      const held = new Set<number>()
      const waiting = new Set<number>()
      for (let stream = 0; stream < STREAMS; stream++) {
        arm(stream)
        send(stream)
      }
      while (got.some((count) => count < TOTAL)) {
        for (const done of wait(ring, 1)) {
          if (done.low >= 100) {
            sent[done.low - 100] += done.res
            send(done.low - 100)
            continue
          }
          if (!hasMore(done)) waiting.add(done.low)
          if (done.res === -Errno.ENOBUFS) continue
          const id = bufferId(done)
          expect(held.has(id)).toBe(false)
          held.add(id)
          const bytes = buffers.view(id)
          for (let i = 0; i < done.res; i++) {
            if (bytes[i] !== pattern(done.low, got[done.low] + i))
              throw new Error(`byte ${i} is wrong`)
          }
          got[done.low] += done.res
          // Some are kept for a while, so that the ring runs dry and ids come back out of order.
          if (held.size > 5) for (const one of [...held].reverse()) give(one)
        }
        if (held.size === 8 || waiting.size === STREAMS) for (const one of held) give(one)
        buffers.publish()
        if (held.size < 8) for (const stream of waiting) arm(stream)
        if (held.size < 8) waiting.clear()
      }
      function give(id: number): void {
        held.delete(id)
        buffers.add(id)
      }
      expect(got).toEqual(pairs.map(() => TOTAL))
    },
  )

  kernelTest(
    'reads of a pipe go on until the buffers are used up',
    { needs: [Op.READ_MULTISHOT] },
    () => {
      const ring = bench.ring()
      ring.bufferRing({ group: 1, count: 2, size: 32 })
      const [read, write] = pipe(bench)
      const byte = bench.memory('x')
      put(ring, 1, (sqe) => prep.readMultishot(sqe, read, 0, -1, 1))
      const seen: [number, boolean][] = []
      for (let i = 0; i < 3; i++) {
        put(ring, 2, (sqe) => prep.write(sqe, write, byte.address, 1, -1, 0))
        for (const done of wait(ring, 2)) if (done.low === 1) seen.push([done.res, hasMore(done)])
      }
      expect(seen).toEqual([
        [1, true],
        [1, true],
        [-Errno.ENOBUFS, false],
      ])
    },
  )

  kernelTest('an incremental ring uses a buffer bit by bit', {}, (context) => {
    needsKernel(context, '6.12', 'BufRingFlags.INC')
    const ring = bench.ring()
    const buffers = ring.bufferRing({ group: 1, count: 2, size: 8, flags: BufRingFlags.INC })
    const [one, other] = socketPair(bench)
    const data = bench.memory('abcdefghijkl')
    put(ring, 1, (sqe) => prep.recvMultishot(sqe, other, 1, 0))
    const seen: [id: number, length: number, more: boolean][] = []
    for (let at = 0; at < 12; at += 4) {
      put(ring, 2, (sqe) => prep.send(sqe, one, data.address + at, 4, 0))
      for (const done of wait(ring, 2)) {
        const more = (done.flags & CqeFlags.F_BUF_MORE) !== 0
        if (done.low === 1) seen.push([bufferId(done), done.res, more])
      }
    }
    expect(seen.map(([id, length]) => [id, length])).toEqual([
      [0, 4],
      [0, 4],
      [1, 4],
    ])
    expect([seen[0]?.[2], seen[2]?.[2]]).toEqual([true, true])
    expect(Buffer.from(buffers.memory.bytes.subarray(0, 12)).toString()).toBe('abcdefghijkl')
  })

  kernelTest('the kernel tells how far it has come', { needs: [PBUF_STATUS] }, () => {
    const ring = bench.ring()
    ring.bufferRing({ group: 9, count: 4, size: 16 })
    const [one, other] = socketPair(bench)
    const data = bench.memory('x')
    const head = (group: number): number => {
      const status = new BufStatus()
      status.bufGroup = group
      const answer = registers.registerPbufStatus(ring, status)
      return answer < 0 ? answer : status.head
    }
    expect(head(9)).toBe(0)
    put(ring, 1, (sqe) => prep.recvMultishot(sqe, other, 9, 0))
    put(ring, 2, (sqe) => prep.send(sqe, one, data.address, 1, 0))
    wait(ring, 2)
    expect(head(9)).toBe(1)
    expect(head(10)).toBe(-Errno.ENOENT)
  })

  kernelTest('closing the ring ends receives whose buffers it had', {}, () => {
    const ring = bench.ring()
    ring.bufferRing({ group: 1, count: 4, size: 64 })
    const [, other] = socketPair(bench)
    put(ring, 1, (sqe) => prep.recvMultishot(sqe, other, 1, 0))
    ring.submit()
    expect(reap(ring.cq)).toEqual([])
    ring.close()
    expect(ring.closed).toBe(true)
  })
})
