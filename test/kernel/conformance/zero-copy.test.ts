import {
  CqeFlags,
  Errno,
  MsgFlags,
  NOTIF_USAGE_ZC_COPIED,
  Op,
  prep,
  type RawRing,
  registers,
  SendRecvFlags,
  type Sqe,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { needsKernel, put, wait } from '../../raw/fixtures/bench.ts'
import type { Done } from '../../raw/fixtures/queues.ts'
import { socketPair } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { collect, conformanceBench } from './helpers.ts'
import { message, pattern, tcp } from './pieces.ts'

const bench = conformanceBench()
const needs = [Op.SEND_ZC]
const LENGTH = 4096
const { F_MORE, F_NOTIF } = CqeFlags

/** All completions of one send, the notification last if there is one. */
function sent(ring: RawRing, fill: (sqe: Sqe) => void): Done[] {
  put(ring, 1, fill)
  const done = wait(ring, 1)
  while (((done.at(-1)?.flags ?? 0) & F_MORE) !== 0) done.push(...wait(ring, 1))
  return done
}

const shape = (done: readonly Done[]): number[][] => done.map(({ res, flags }) => [res, flags])

/** What has to come for a send of so many bytes, in two completions. */
const delivered = (length: number): number[][] => [
  [length, F_MORE],
  [0, F_NOTIF],
]

/** What a send that failed may look like: a notification comes if the first said so. */
const failures = (errno: number): number[][][] => [
  [[-errno, 0]],
  [
    [-errno, F_MORE],
    [0, F_NOTIF],
  ],
]

describe('a send without a copy', () => {
  kernelTest('completes when it is sent, and again when its memory is free', { needs }, () => {
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const { address } = bench.memory(pattern(LENGTH))
    put(ring, 1, (sqe) => prep.sendZc(sqe, client, address, LENGTH, 0, 0))
    put(ring, 2, (s) =>
      prep.recv(s, server, bench.memory(LENGTH).address, LENGTH, MsgFlags.WAITALL),
    )
    const done = collect(ring, 3).filter(({ low }) => low === 1)
    expect(shape(done)).toEqual(delivered(LENGTH))
  })

  kernelTest(
    'sends what is there, from any memory, buffer or vector',
    { needs: [...needs, Op.SENDMSG_ZC] },
    () => {
      const ring = bench.ring()
      const { client, server } = tcp(bench, ring)
      const memory = bench.memory(pattern(LENGTH))
      const { address } = memory
      expect(registers.registerBuffers(ring, [memory])).toBe(0)
      const header = message(bench, [
        [address, 1000],
        [address + 1000, LENGTH - 1000],
      ])
      const forms: ((sqe: Sqe) => void)[] = [
        (sqe) => prep.sendZc(sqe, client, address, LENGTH, 0, 0),
        (sqe) => prep.sendZcFixed(sqe, client, address, LENGTH, 0, 0, 0),
        (sqe) => prep.sendmsgZc(sqe, client, header.address, 0),
      ]
      for (const form of forms) {
        put(ring, 1, form)
        const got = bench.memory(LENGTH)
        put(ring, 2, (s) => prep.recv(s, server, got.address, LENGTH, MsgFlags.WAITALL))
        const done = collect(ring, 3).filter(({ low }) => low === 1)
        expect(shape(done)).toEqual(delivered(LENGTH))
        expect(got.bytes).toEqual(memory.bytes)
      }
    },
  )

  kernelTest('from an address that is none, or outside of its buffer, fails', { needs }, () => {
    const ring = bench.ring()
    const { client } = tcp(bench, ring)
    const { address } = bench.memory(LENGTH)
    expect(registers.registerBuffers(ring, [{ address, length: LENGTH }])).toBe(0)
    const zc = (at: number): Done[] =>
      sent(ring, (sqe) => prep.sendZc(sqe, client, at, LENGTH, 0, 0))
    const fixed = (at: number, index: number): Done[] =>
      sent(ring, (sqe) => prep.sendZcFixed(sqe, client, at, LENGTH, 0, 0, index))
    const bad = [zc(8), fixed(address + 1, 0), fixed(address - 1, 0), fixed(address, 1)]
    for (const done of bad) expect(failures(Errno.EFAULT)).toContainEqual(shape(done))
  })

  kernelTest('is not for Unix sockets', { needs }, () => {
    const ring = bench.ring()
    const [one] = socketPair(bench)
    const { address } = bench.memory(LENGTH)
    const done = sent(ring, (sqe) => prep.sendZc(sqe, one, address, LENGTH, 0, 0))
    expect(shape(done)).toEqual([
      [-Errno.EOPNOTSUPP, F_MORE],
      [0, F_NOTIF],
    ])
  })

  kernelTest('tells in its notification whether it was copied', { needs }, (context) => {
    needsKernel(context, '6.2', 'SendRecvFlags.SEND_ZC_REPORT_USAGE')
    const ring = bench.ring()
    const { client, server } = tcp(bench, ring)
    const { address } = bench.memory(pattern(LENGTH))
    const { SEND_ZC_REPORT_USAGE } = SendRecvFlags
    put(ring, 1, (s) => prep.sendZc(s, client, address, LENGTH, 0, SEND_ZC_REPORT_USAGE))
    put(ring, 2, (s) =>
      prep.recv(s, server, bench.memory(LENGTH).address, LENGTH, MsgFlags.WAITALL),
    )
    const [, notice] = collect(ring, 3).filter(({ low }) => low === 1)
    expect(notice.flags).toBe(F_NOTIF)
    expect([0, NOTIF_USAGE_ZC_COPIED]).toContain(notice.res >>> 0)
  })

  kernelTest('knows no other flags', { needs }, () => {
    const ring = bench.ring()
    const { client } = tcp(bench, ring)
    const { address } = bench.memory(LENGTH)
    for (const flag of [0x80, 0x4000, SendRecvFlags.RECV_MULTISHOT]) {
      const done = sent(ring, (sqe) => prep.sendZc(sqe, client, address, 16, 0, flag))
      expect(failures(Errno.EINVAL)).toContainEqual(shape(done))
    }
  })
})
