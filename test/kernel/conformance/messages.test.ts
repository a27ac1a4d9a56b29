import { setTimeout as sleep } from 'node:timers/promises'
import {
  EnterFlags,
  Errno,
  FILE_INDEX_ALLOC,
  GetEventsArg,
  MsgRingFlags,
  Op,
  prep,
  type RawRing,
  RegisterOp,
  registers,
  SetupFlags,
  Sqe,
  SqeFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { needsKernel, put, results, run, wait } from '../../raw/fixtures/bench.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import {
  collect,
  conformanceBench,
  during,
  lasting,
  onOtherThread,
  temporaryFolder,
  timespec,
} from './helpers.ts'
import { fileWith, sparseFiles, stringOf } from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { EBADF, EBADFD, EINVAL, ENXIO } = Errno
const { EXT_ARG, GETEVENTS } = EnterFlags
const needs = [Op.MSG_RING]
const SEND_MSG_RING = { register: RegisterOp.REGISTER_SEND_MSG_RING }
/** System calls that the package has no use for. */
const [SYS_WRITE, SYS_NANOSLEEP] = process.arch === 'x64' ? [1, 35] : [64, 101]

describe('a message to a ring', () => {
  kernelTest('is a completion there, with the value and user data it was given', { needs }, () => {
    const [one, other] = [bench.ring(), bench.ring()]
    const { fd } = other
    expect(run(one, (s) => prep.msgRing(s, fd, 123, 0xffff_fff0, 0x8000_0000, 0))).toBe(0)
    expect(wait(other, 1)).toEqual([{ low: 0xffff_fff0, high: 0x8000_0000, res: 123, flags: 0 }])
    expect(one.cq.ready).toBe(0)
  })

  kernelTest('may go to the ring itself', { needs }, () => {
    const ring = bench.ring()
    put(ring, 1, (sqe) => prep.msgRing(sqe, ring.fd, 55, 2, 0, 0))
    expect(results(collect(ring, 2))).toEqual({ 1: 0, 2: 55 })
  })

  kernelTest('is refused by a disabled ring, and by what is none', { needs }, () => {
    const ring = bench.ring()
    const send = (fd: number): number => run(ring, (s) => prep.msgRing(s, fd, 1, 1, 0, 0))
    const disabled = bench.ring(SetupFlags.R_DISABLED)
    expect(send(disabled.fd)).toBe(-EBADFD)
    expect(send(pipe(bench)[0])).toBe(-EBADFD)
    expect(send(fileWith(bench, path('no-ring'), ''))).toBe(-EBADFD)
    expect(send(1_000_000)).toBe(-EBADF)
    expect(registers.registerEnableRings(disabled)).toBe(0)
    expect(send(disabled.fd)).toBe(0)
    expect(results(wait(disabled, 1))).toEqual({ 1: 1 })
  })

  describe.each([0, SetupFlags.DEFER_TASKRUN | SetupFlags.SINGLE_ISSUER])(
    'with setup flags %i',
    (flags) => {
      kernelTest(
        'wakes who waits for it in another thread',
        { needs, timeout: 60_000 },
        async () => {
          const [one, other] = [bench.ring(), bench.ring(flags)]
          put(one, 1, (sqe) => prep.msgRing(sqe, other.fd, 7, 8, 0, 0))
          one.sq.publish()
          const [readEnd, writeEnd] = pipe(bench)
          const memory = bench.memory(64)
          // The other thread says that it runs, and lets this one fall asleep before it sends.
          const sent = onOtherThread(
            [SYS_WRITE, writeEnd, memory.address, 1],
            [SYS_NANOSLEEP, pause(), 0],
            [Syscall.io_uring_enter, one.fd, 1, 0, 0, 0, 0],
          )
          const ready = bench.ring()
          put(ready, 1, (sqe) => prep.read(sqe, readEnd, memory.address, 1, -1, 0))
          ready.submit()
          for (let i = 0; i < 4000 && ready.cq.ready === 0; i++) {
            await sleep(5)
            ready.submitAndWait(0, 0)
          }
          expect(results(wait(ready, 1))).toEqual({ 1: 1 })
          // One sleep without an end of its own before 30 s: slices would hide who has ended it.
          const argument = new GetEventsArg(bench.memory(GetEventsArg.SIZE).bytes.buffer)
          argument.ts = timespec(bench, 30_000)
          const where = bench.kernel.addressOf(argument.view.buffer)
          const sleeping = (): number =>
            bench.kernel.enter(other.fd, 0, 1, EXT_ARG | GETEVENTS, where, GetEventsArg.SIZE)
          expect(lasting(() => expect(sleeping()).toBe(0))).toBeLessThan(25_000)
          expect(results(wait(other, 1))).toEqual({ 8: 7 })
          expect((await sent).at(-1)).toBe(1)
          expect(results(wait(one, 1))).toEqual({ 1: 0 })
        },
      )
    },
  )

  function pause(): number {
    const memory = bench.memory(new Uint8Array(BigInt64Array.of(0n, 500_000_000n).buffer))
    return memory.address
  }

  kernelTest('needs no ring to be sent', { needs: [SEND_MSG_RING] }, () => {
    const ring = bench.ring()
    const sqe = Sqe.alone()
    prep.msgRing(sqe, ring.fd, 11, 12, 0, 0)
    const memory = bench.memory(new Uint8Array(sqe.words.buffer, 0, Sqe.SIZE))
    const { REGISTER_SEND_MSG_RING } = RegisterOp
    expect(bench.kernel.register(-1, REGISTER_SEND_MSG_RING, memory.address, 1)).toBe(0)
    expect(results(wait(ring, 1))).toEqual({ 12: 11 })
  })
})

describe('a descriptor in a message', () => {
  /** Two rings with a table each; the first has a file in slot 1. */
  function rings(): [RawRing, RawRing] {
    const [one, other] = [bench.ring(), bench.ring()]
    const fd = fileWith(bench, path('passed'), 'passed')
    expect(registers.registerFiles(one, Int32Array.of(-1, fd))).toBe(0)
    expect(sparseFiles(other, 2)).toBe(0)
    return [one, other]
  }

  function readSlot(ring: RawRing, slot: number): string | number {
    const memory = bench.memory(64)
    const length = run(ring, (sqe) => {
      prep.read(sqe, slot, memory.address, 64, 0, 0)
      sqe.flags = SqeFlags.FIXED_FILE
    })
    return length < 0 ? length : stringOf(memory, length)
  }

  kernelTest('can be used in the other ring, which is told', { needs }, (context) => {
    needsKernel(context, '6.0', 'MsgRingOp.SEND_FD')
    const [one, other] = rings()
    expect(run(one, (s) => prep.msgRingFd(s, other.fd, 1, 0, 77, 0, 0))).toBe(0)
    expect(wait(other, 1)).toEqual([{ low: 77, high: 0, res: 0, flags: 0 }])
    expect([readSlot(other, 0), readSlot(one, 1)]).toEqual(['passed', 'passed'])
  })

  kernelTest('goes into a free slot, and says which', { needs }, (context) => {
    needsKernel(context, '6.3', 'FILE_INDEX_ALLOC of MSG_RING')
    const [one, other] = rings()
    const send = (): number =>
      run(one, (s) => prep.msgRingFd(s, other.fd, 1, FILE_INDEX_ALLOC, 77, 0, 0))
    expect([send(), send(), send()]).toEqual([0, 1, -Errno.ENFILE])
    expect(wait(other, 2).map(({ res }) => res)).toEqual([0, 1])
    expect([readSlot(other, 0), readSlot(other, 1)]).toEqual(['passed', 'passed'])
  })

  kernelTest('that is not there, or has no place to go, is refused', { needs }, () => {
    const [one, other] = rings()
    const send = (to: RawRing, source: number, target: number): number =>
      run(one, (s) => prep.msgRingFd(s, to.fd, source, target, 77, 0, 0))
    expect([send(other, 0, 0), send(other, 9, 0)]).toEqual([-EBADF, -EBADF])
    expect(send(other, 1, 9)).toBe(-EINVAL)
    expect(send(one, 1, 0)).toBe(-EINVAL)
    expect(send(bench.ring(), 1, 0)).toBe(-ENXIO)
    expect(wait(other, 0)).toEqual([])
  })

  kernelTest('posts nothing there if it is told so', { needs }, () => {
    const [one, other] = rings()
    const { CQE_SKIP } = MsgRingFlags
    expect(run(one, (s) => prep.msgRingFd(s, other.fd, 1, 1, 77, 0, CQE_SKIP))).toBe(0)
    expect(during(other, 50)).toEqual([])
    expect(readSlot(other, 1)).toBe('passed')
    const data = run(one, (s) => prep.msgRing(s, other.fd, 1, 1, 0, CQE_SKIP))
    expect(data).toBe(-EINVAL)
  })
})
