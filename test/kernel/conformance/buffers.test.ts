import { constants, readFileSync, writeFileSync } from 'node:fs'
import {
  Errno,
  MsgFlags,
  Op,
  prep,
  type RawRing,
  registers,
  SetupFlags,
  type Sqe,
  SqeFlags,
  UIO_MAXIOV,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { put, results, run, wait } from '../../raw/fixtures/bench.ts'
import { eventFd } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench, opened, temporaryFolder } from './helpers.ts'
import {
  bufferId,
  fileWith,
  hasBuffer,
  hasMore,
  iovecs,
  message,
  of,
  pattern,
  tcp,
} from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const BLOCK = 4096
const BLOCKS = 4
const content = pattern(BLOCK * BLOCKS)

/** How a block is written and read: what differs between the forms of an operation. */
interface Form {
  readonly write: (sqe: Sqe, fd: number, at: number) => void
  readonly read: (sqe: Sqe, fd: number, at: number) => void
}

function formsOf(source: number, target: number): Record<string, Form> {
  const vector = (base: number, at: number): number => iovecs(bench, [[base + at, BLOCK]])
  const write = (sqe: Sqe, fd: number, at: number): void =>
    prep.write(sqe, fd, source + at, BLOCK, at, 0)
  const selected = (sqe: Sqe): void => {
    sqe.flags = SqeFlags.BUFFER_SELECT
    sqe.bufGroup = 5
  }
  return {
    plain: { write, read: (sqe, fd, at) => prep.read(sqe, fd, target + at, BLOCK, at, 0) },
    vec: {
      write: (sqe, fd, at) => prep.writev(sqe, fd, vector(source, at), 1, at, 0),
      read: (sqe, fd, at) => prep.readv(sqe, fd, vector(target, at), 1, at, 0),
    },
    fixed: {
      write: (sqe, fd, at) => prep.writeFixed(sqe, fd, source + at, BLOCK, at, 0, 0),
      read: (sqe, fd, at) => prep.readFixed(sqe, fd, target + at, BLOCK, at, 1, 0),
    },
    'a selected buffer': {
      write,
      read: (sqe, fd, at) => {
        prep.read(sqe, fd, 0, BLOCK, at, 0)
        selected(sqe)
      },
    },
    'a selected buffer, vec': {
      write,
      read: (sqe, fd, at) => {
        prep.readv(sqe, fd, vector(0, 0), 1, at, 0)
        selected(sqe)
      },
    },
  }
}

const FORMS = ['plain', 'vec', 'fixed', 'a selected buffer', 'a selected buffer, vec']

kernelTest('a read of a file brings its bytes', {}, () => {
  const ring = bench.ring()
  const fd = fileWith(bench, path('plain'), 'what is there')
  const memory = bench.memory(64)
  expect(run(ring, (sqe) => prep.read(sqe, fd, memory.address, 13, 0, 0))).toBe(13)
  expect(Buffer.from(memory.bytes.subarray(0, 13)).toString()).toBe('what is there')
})

describe.each([0, SetupFlags.SQPOLL])('on a ring with setup flags %i', (flags) => {
  describe.each([0, constants.O_DIRECT])('of a file with open flags %i', (direct) => {
    kernelTest('what any form writes, any form reads', {}, () => {
      const ring = bench.ring(flags)
      const [source, target] = [bench.memory(content), bench.memory(content.length)]
      const ranges = [source, target].map(({ address, bytes: { length } }) => ({
        address,
        length,
      }))
      expect(registers.registerBuffers(ring, ranges)).toBe(0)
      const forms = formsOf(source.address, target.address)
      for (const form of FORMS) {
        const { write, read } = forms[form]
        const name = path(`matrix-${direct}`)
        writeFileSync(name, '')
        const fd = opened(bench, name, constants.O_RDWR | direct)
        for (let at = 0; at < content.length; at += BLOCK) put(ring, at, (s) => write(s, fd, at))
        for (const { res } of collect(ring, BLOCKS)) expect([form, res]).toEqual([form, BLOCK])
        expect(content.equals(readFileSync(name))).toBe(true)
        target.bytes.fill(0)
        if (form.startsWith('a selected')) provide(ring, target.address, BLOCKS)
        for (let at = 0; at < content.length; at += BLOCK) put(ring, at, (s) => read(s, fd, at))
        for (const done of collect(ring, BLOCKS)) {
          expect([form, done.res]).toEqual([form, BLOCK])
          const from = hasBuffer(done) ? bufferId(done) * BLOCK : done.low
          const got = target.bytes.subarray(from, from + BLOCK)
          expect(content.subarray(done.low, done.low + BLOCK).equals(got)).toBe(true)
        }
      }
    })
  })
})

function provide(ring: RawRing, address: number, count: number): void {
  expect(run(ring, (sqe) => prep.provideBuffers(sqe, address, BLOCK, count, 5, 0))).toBe(0)
}

kernelTest('a group that is not there, and one that is used up, have no buffer', {}, () => {
  const ring = bench.ring()
  const fd = fileWith(bench, path('no-group'), content)
  const memory = bench.memory(BLOCK)
  const read = (group: number): number =>
    run(ring, (sqe) => {
      prep.read(sqe, fd, 0, BLOCK, 0, 0)
      sqe.flags = SqeFlags.BUFFER_SELECT
      sqe.bufGroup = group
    })
  provide(ring, memory.address, 1)
  expect(read(6)).toBe(-Errno.ENOBUFS)
  expect([read(5), read(5)]).toEqual([BLOCK, -Errno.ENOBUFS])
})

kernelTest('an eventfd is read like a file', {}, () => {
  const ring = bench.ring()
  const fd = eventFd(bench)
  const memory = bench.memory(8)
  const counter = new BigUint64Array(memory.bytes.buffer, 0, 1)
  put(ring, 1, (sqe) => prep.read(sqe, fd, memory.address, 8, 0, 0))
  ring.submit()
  const seven = bench.memory(new Uint8Array(BigUint64Array.of(7n).buffer))
  put(ring, 2, (sqe) => prep.write(sqe, fd, seven.address, 8, 0, 0))
  expect(results(collect(ring, 2))).toEqual({ 1: 8, 2: 8 })
  expect(counter[0]).toBe(7n)
})

kernelTest('buffers that were provided are counted when they are removed', {}, () => {
  const ring = bench.ring()
  const memory = bench.memory(BLOCK * 8)
  provide(ring, memory.address, 8)
  const remove = (count: number): number => run(ring, (s) => prep.removeBuffers(s, count, 5))
  expect([remove(3), remove(100), remove(1)]).toEqual([3, 5, 0])
})

kernelTest('a read beyond the end of a file brings what is left', {}, () => {
  const ring = bench.ring()
  const fd = fileWith(bench, path('short'), content.subarray(0, BLOCK + 100))
  const memory = bench.memory(BLOCK * 2)
  const read = (at: number): number =>
    run(ring, (sqe) => prep.read(sqe, fd, memory.address, BLOCK * 2, at, 0))
  expect([read(0), read(BLOCK), read(BLOCK + 100)]).toEqual([BLOCK + 100, 100, 0])
  const ranges = [0, BLOCK].map((at) => [memory.address + at, BLOCK] as const)
  const vector = iovecs(bench, ranges)
  expect(run(ring, (sqe) => prep.readv(sqe, fd, vector, 2, 0, 0))).toBe(BLOCK + 100)
})

describe('with vectors into a registered buffer', () => {
  const needs = [Op.READV_FIXED, Op.WRITEV_FIXED]
  const registered = (ring: RawRing, length: number): number => {
    const { address } = bench.memory(length)
    expect(registers.registerBuffers(ring, [{ address, length }])).toBe(0)
    return address
  }

  kernelTest('the pieces are written and read in their order', { needs }, () => {
    const ring = bench.ring()
    const memory = bench.memory(content)
    const ranges = [{ address: memory.address, length: content.length }]
    expect(registers.registerBuffers(ring, ranges)).toBe(0)
    const fd = fileWith(bench, path('vec-regbuf'), '')
    const { address } = memory
    const vector = iovecs(bench, [
      [address + 5000, 3000],
      [address, 10],
      [address + 100, 4000],
    ])
    expect(run(ring, (sqe) => prep.writevFixed(sqe, fd, vector, 3, 0, 0, 0))).toBe(7010)
    const parts = [
      content.subarray(5000, 8000),
      content.subarray(0, 10),
      content.subarray(100, 4100),
    ]
    expect(Buffer.concat(parts).equals(readFileSync(path('vec-regbuf')))).toBe(true)
    memory.bytes.fill(0)
    expect(run(ring, (sqe) => prep.readvFixed(sqe, fd, vector, 3, 0, 0, 0))).toBe(7010)
    expect(parts[0].equals(memory.bytes.subarray(5000, 8000))).toBe(true)
    expect(parts[2].equals(memory.bytes.subarray(100, 4100))).toBe(true)
    expect(memory.bytes.subarray(10, 100).every((byte) => byte === 0)).toBe(true)
  })

  kernelTest('a piece outside of it, or too many pieces, are refused', { needs }, () => {
    const ring = bench.ring()
    const address = registered(ring, BLOCK)
    const fd = fileWith(bench, path('vec-outside'), content)
    const read = (ranges: readonly (readonly [number, number])[]): number => {
      const vector = iovecs(bench, ranges)
      return run(ring, (sqe) => prep.readvFixed(sqe, fd, vector, ranges.length, 0, 0, 0))
    }
    const inside = [address, 16] as const
    expect(read([inside])).toBe(16)
    expect(read([inside, [address - 1, 16]])).toBe(-Errno.EFAULT)
    expect(read([inside, [address + BLOCK - 8, 16]])).toBe(-Errno.EFAULT)
    expect(read([inside, [address + BLOCK, 1]])).toBe(-Errno.EFAULT)
    expect(read([inside, [address, 2 ** 53 - 1]])).toBeLessThan(0)
    const many = Array.from({ length: UIO_MAXIOV + 1 }, () => inside)
    expect(read(many)).toBe(-Errno.EINVAL)
  })

  kernelTest('they are sent without copying', { needs }, () => {
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const address = registered(ring, BLOCK)
    const got = bench.memory(64)
    const out = message(bench, [
      [address + 8, 20],
      [address + 100, 12],
    ])
    put(ring, 1, (sqe) => prep.sendmsgZcFixed(sqe, client, out.address, 0, 0))
    put(ring, 2, (sqe) => prep.recv(sqe, server, got.address, 32, MsgFlags.WAITALL))
    const done = collect(ring, 3)
    expect(of(1, done).map((one) => [one.res, hasMore(one)])).toEqual([
      [32, true],
      [0, false],
    ])
    expect(of(2, done)[0].res).toBe(32)
    expect(wait(ring, 0)).toEqual([])
  })
})
