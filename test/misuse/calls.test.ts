/** Wrong use of live things, each refused by an error that says what was wrong, and with what. */
import { closeSync, openSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type Fd, Op, Ring } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { closeScripted, connected, hushed, openRing, rejection } from '../ring/fixtures/rings.ts'
import { scripted, submitted, thrown } from '../ring/fixtures/rings.ts'

/** Calls that are wrong whatever their types say, as JavaScript makes them. */
type Loose = Record<string, (...words: unknown[]) => unknown>

const memory = (): Buffer => Buffer.alloc(8)
const { TYPE, RANGE, VALUE } = {
  TYPE: 'ERR_INVALID_ARG_TYPE',
  RANGE: 'ERR_OUT_OF_RANGE',
  VALUE: 'ERR_INVALID_ARG_VALUE',
}

const slips: readonly [call: string, run: (ring: Loose) => unknown, code: string, said: string][] =
  [
    ['nop({ timeOut })', (r) => r['nop']?.({ timeOut: 5 }), VALUE, '"timeout"'],
    ['nop({ time_out })', (r) => r['nop']?.({ time_out: 5 }), VALUE, '"timeout"'],
    ['nop({ Signal })', (r) => r['nop']?.({ Signal: 5 }), VALUE, '"signal"'],
    ['nop({ singal })', (r) => r['nop']?.({ singal: 5 }), VALUE, '"signal"'],
    ['recv({ flag })', (r) => r['recv']?.(7, memory(), { flag: 1 }), VALUE, '"flags"'],
    ['openat({ slots })', (r) => r['openat']?.('x', 0, 0, { slots: 1 }), VALUE, '"slot"'],
    ['recvMultishot({ pol })', (r) => r['recvMultishot']?.(7, { pol: 1 }), VALUE, '"pool"'],
    ['createPool({ cuont })', (r) => r['createPool']?.({ cuont: 1 }), VALUE, '"count"'],
    ['openListener({ prot })', (r) => r['openListener']?.({ prot: 1 }), VALUE, '"port"'],
    ['openConnection({ Host })', (r) => r['openConnection']?.({ Host: 'x' }), VALUE, '"host"'],
    ['issue with a field of nobody', (r) => r['issue']?.(Op.RECV, { bufer: 1 }), VALUE, 'bufer'],
    ['issue of opcode 300', (r) => r['issue']?.(300), RANGE, '"op"'],
    [
      'issue of a multishot only',
      (r) => r['issue']?.(Op.READ_MULTISHOT, { pool: 1 }),
      RANGE,
      'multishot()',
    ],
    ['multishot of what has none', (r) => r['multishot']?.(Op.FSYNC, { fd: 1 }), RANGE, '"op"'],
    [
      'a connection to port 70000',
      (r) => r['openConnection']?.({ port: 70_000 }),
      RANGE,
      'at.port',
    ],
    ['an empty host', (r) => r['openConnection']?.({ port: 1, host: '' }), TYPE, '"at.host"'],
    ['a length that is NaN', (r) => r['fadvise']?.(7, 0, NaN, 0), RANGE, '"length"'],
    ['a negative length', (r) => r['ftruncate']?.(7, -5), RANGE, '"length"'],
    ['a timeout that is NaN', (r) => r['timeout']?.(NaN), RANGE, '"timeout"'],
    ['a string for a number', (r) => r['listen']?.(7, '5'), TYPE, '"backlog"'],
    ['a piece that is null', (r) => r['readv']?.(7, [null]), TYPE, '"buffers[0]"'],
    ['a whole send of nothing', (r) => r['sendAll']?.(7), TYPE, '"data"'],
    ['a close that waits for text', (r) => r['close']?.({ timeout: '5' }), TYPE, 'options.timeout'],
    ['a close for less than nothing', (r) => r['close']?.({ timeout: -1 }), RANGE, 'timeout'],
    ['a close with misspelled options', (r) => r['close']?.({ timeOut: 5 }), VALUE, '"timeout"'],
  ]

test.each(slips)('%s is refused by name', async (_, call, code, said) => {
  const { ring, kernel } = scripted()
  const error = await caught(() => call(ring as unknown as Loose))
  expect(error.code).toBe(code)
  expect(error.message).toContain(said)
  await closeScripted(ring, kernel)
})

/** What a call throws, or rejects with. */
async function caught(call: () => unknown): Promise<Error & { code?: string }> {
  try {
    await call()
  } catch (error) {
    return error as Error
  }
  throw new Error('it should have been refused')
}

test('a bag may carry what is not for the ring', async () => {
  const { ring, kernel } = scripted()
  const bag = { timeout: 1000, requestId: 5, user: 'x', nop: true }
  const nop = hushed(ring.nop(bag))
  expect(await submitted(kernel, Op.NOP)).toHaveLength(1)
  await closeScripted(ring, kernel)
  await rejection(nop)
})

test.each([
  ['entires', 'entries'],
  ['slot', 'slots'],
  ['cq_entries', 'cqEntries'],
  ['Flags', 'flags'],
  ['backed', 'backend'],
])('a ring with the option %s is refused, and %s is named', (wrong, meant) => {
  const error = thrown(() => new Ring({ [wrong]: 5 }))
  expect(error).toMatchObject({ code: VALUE })
  expect(error.message).toContain(`did you mean "${meant}"`)
})

describe('a descriptor', () => {
  kernelTest('that was closed is refused by every use, and closes twice', {}, async () => {
    const ring = openRing()
    const fd = await ring.openat('/dev/null', 0)
    await fd.close()
    await fd.close()
    for (const use of [
      () => ring.read(fd, memory()),
      () => ring.sendAll(fd, memory()),
      () => ring.recvMultishot(fd),
      () => ring.closeFd(fd),
      () => ring.issue(Op.FSYNC, { fd }),
    ]) {
      const error = thrown(use)
      expect(error.code).toBe('ERR_URING_FD_CLOSED')
      expect(error.message).toContain('"fd"')
    }
  })

  kernelTest('that is another ring’s slot is refused, and a plain one is not', {}, async () => {
    const [ring, other] = [openRing({ slots: 2 }), openRing({ slots: 2 })]
    const direct = await ring.openat('/dev/zero', 0, 0, { slot: 0 })
    const error = thrown(() => other.read(direct, memory()))
    expect(error.code).toBe(VALUE)
    expect(error.message).toContain("'fd' is a direct descriptor of another ring")
    const plain = await ring.openat('/dev/zero', 0)
    expect(await other.read(plain, memory())).toBe(8)
    await Promise.all([direct.close(), plain.close()])
  })

  kernelTest('that is no object of the ring’s any more, after a copy, is refused', {}, async () => {
    const ring = openRing()
    const fd = await ring.openat('/dev/null', 0)
    const copy = { ...fd } as Fd
    expect(thrown(() => ring.read(copy, memory()))).toMatchObject({ code: TYPE })
    await fd.close()
  })

  kernelTest('that somebody else has closed is named in the rejection', {}, async () => {
    const ring = openRing()
    const number = openSync('/dev/null', 'r')
    closeSync(number)
    const error = await rejection(ring.read(number, memory()))
    expect(error).toMatchObject({ code: 'EBADF', message: expect.stringContaining('"fd"') })
  })
})

describe('a lease', () => {
  kernelTest('that was released, or sent, is refused', {}, async () => {
    const ring = openRing()
    const [near, far] = await connected(ring)
    const pool = ring.createPool({ kind: 'registered', count: 2, size: 64 })
    const lease = pool.take()
    const sent = pool.take()
    if (lease === null || sent === null) throw new Error('the pool has two')
    lease.release()
    for (const use of [() => lease.bytes, () => ring.send(near, lease), () => lease.copy()]) {
      expect(thrown(use)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
    }
    const sending = ring.sendAll(near, sent)
    expect(thrown(() => ring.sendAll(near, sent))).toMatchObject({
      code: 'ERR_URING_LEASE_RELEASED',
    })
    expect(thrown(() => sent.bytes)).toMatchObject({ code: 'ERR_URING_LEASE_RELEASED' })
    await sending
    await Promise.all([near.close(), far.close(), pool[Symbol.asyncDispose]()])
  })

  kernelTest('is sent once in one vector, by its index', {}, async () => {
    const ring = openRing()
    const pool = ring.createPool({ kind: 'registered', count: 2, size: 64 })
    const lease = pool.take()
    if (lease === null) throw new Error('the pool has two')
    const error = thrown(() => ring.sendAll(7, [lease, memory(), lease]))
    expect(error).toMatchObject({ code: VALUE })
    expect(error.message).toContain("'data[2]'")
    expect(lease.bytes).toHaveLength(64)
    lease.release()
  })

  kernelTest(
    'of a pool that is closed, or of another ring, does for no fixed read',
    {},
    async () => {
      const [ring, other] = [openRing(), openRing()]
      const pool = ring.createPool({ kind: 'registered', count: 2, size: 64 })
      const lease = pool.take()
      if (lease === null) throw new Error('the pool has two')
      const error = thrown(() => other.readFixed(7, lease))
      expect(error).toMatchObject({ code: VALUE })
      expect(error.message).toContain("'buffer' is a lease of a pool that is closed, or of another")
      expect(thrown(() => ring.recvMultishot(7, { pool }))).toMatchObject({ code: TYPE })
      expect(() => ring.pool.take()).toThrow("pools of kind 'registered'")
      expect(thrown(() => (lease.length = 65))).toMatchObject({ code: RANGE })
      lease.release()
    },
  )

  kernelTest('of another ring’s provided pool is refused by a stream', {}, async () => {
    const [ring, other] = [openRing(), openRing()]
    const pool = ring.createPool({ count: 2, size: 64 })
    const error = thrown(() => other.recvMultishot(7, { pool }))
    expect(error).toMatchObject({ code: 'ERR_URING_POOL_CLOSED' })
    expect(error.message).toContain('"options.pool"')
  })
})

describe('memory', () => {
  test('that is detached is refused by the argument’s name', async () => {
    const { ring, kernel } = scripted()
    const buffer = new Uint8Array(64)
    structuredClone(buffer.buffer, { transfer: [buffer.buffer] })
    for (const [use, name] of [
      [() => ring.recv(7, buffer), "'buffer'"],
      [() => ring.writev(7, [memory(), buffer]), "'buffers[1]'"],
      [() => ring.sendAll(7, buffer), "'data'"],
    ] as const) {
      const error = thrown(use)
      expect(error).toMatchObject({ code: VALUE })
      expect(error.message).toContain(name)
    }
    await closeScripted(ring, kernel)
  })
})

describe('a ring', () => {
  kernelTest('that is closed refuses everything, and closes twice', {}, async () => {
    const ring = new Ring()
    const closing = ring.close()
    for (const use of [
      () => ring.nop(),
      () => ring.sendAll(7, memory()),
      () => ring.recvMultishot(7),
      () => ring.createPool(),
      () => ring.openListener({ port: 0 }),
      () => ring.openConnection({ port: 1 }),
      () => ring.pool,
    ]) {
      expect(thrown(use)).toMatchObject({ code: 'ERR_URING_CLOSED' })
    }
    await closing
    await ring.close()
    expect(thrown(() => ring.nop())).toMatchObject({ code: 'ERR_URING_CLOSED' })
  })

  kernelTest('does not cross to another thread', {}, async () => {
    const ring = openRing()
    const worker = new Worker('', { eval: true })
    const error = thrown(() => worker.postMessage(ring))
    expect(error.name).toBe('DataCloneError')
    await worker.terminate()
  })
})

describe('a stream', () => {
  kernelTest('goes on where it was left, and is over after return()', {}, async () => {
    const ring = openRing()
    const beats = ring.timeoutMultishot(1)
    expect((await beats.next()).done).toBe(false)
    for await (const _ of beats) break
    for await (const _ of beats) throw new Error('it is over')
    expect(await beats.next()).toEqual({ value: undefined, done: true })
    expect(await beats.return()).toEqual({ value: undefined, done: true })
  })
})
