import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  EnterFlags,
  Errno,
  Params,
  prep,
  Probe,
  ProbeOp,
  REGISTER_USE_REGISTERED_RING,
  RegisterOp,
  RsrcUpdate,
  SetupFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { needsKernel, put, results, run } from '../../raw/fixtures/bench.ts'
import { closeQuietly } from '../../raw/fixtures/sockets.ts'
import { kernelTest } from '../../support/kernel-test.ts'
import { EXEC_ARGV } from '../fixtures/child.ts'
import { collect, conformanceBench, temporaryFolder } from './helpers.ts'
import { fileWith } from './pieces.ts'

const bench = conformanceBench()
const path = temporaryFolder()
const { kernel } = bench
const ANY_INDEX = 0xffff_ffff

describe('a ring that is registered with its thread', () => {
  /** A ring without mappings, of which only the descriptor matters. */
  function bareRing(): number {
    const params = new Params(bench.memory(Params.SIZE).bytes.buffer)
    const fd = kernel.syscall(Syscall.io_uring_setup, 4, kernel.addressOf(params.view.buffer))
    expect(fd).toBeGreaterThan(2)
    bench.later(() => closeQuietly(fd))
    return fd
  }

  const memory = bench.memory(RsrcUpdate.SIZE)
  const update = new RsrcUpdate(memory.bytes.buffer)

  /** io_uring_register(2) of any descriptor or index. */
  const call = (on: number, opcode: number, argument: number, count: number): number =>
    kernel.syscall(Syscall.io_uring_register, on, opcode, argument, count)

  function registered(ring: number, fd: number, index = ANY_INDEX): number {
    update.offset = index
    update.data = fd
    return call(ring, RegisterOp.REGISTER_RING_FDS, memory.address, 1)
  }

  function unregistered(ring: number, index: number): number {
    update.offset = index
    update.data = 0
    return call(ring, RegisterOp.UNREGISTER_RING_FDS, memory.address, 1)
  }

  const enter = (index: number): number =>
    kernel.syscall(Syscall.io_uring_enter, index, 0, 0, EnterFlags.REGISTERED_RING, 0, 0)

  kernelTest('has one index, which enters can name', {}, () => {
    const fd = bareRing()
    expect(registered(fd, fd)).toBe(1)
    const index = update.offset
    expect(index).toBeLessThan(16)
    expect(enter(index)).toBe(0)
    expect(unregistered(fd, index)).toBe(1)
    expect(enter(index)).toBe(-Errno.EBADF)
    expect(enter(16)).toBe(-Errno.EINVAL)
  })

  kernelTest('keeps an index that is taken, and goes only once', {}, () => {
    const fd = bareRing()
    expect(unregistered(fd, 16)).toBe(-Errno.EINVAL)
    expect(registered(fd, fd)).toBe(1)
    const index = update.offset
    expect(registered(fd, fd, index)).toBe(-Errno.EBUSY)
    expect(registered(fd, 1_000_000)).toBe(-Errno.EBADF)
    expect(registered(fd, 0)).toBe(-Errno.EOPNOTSUPP)
    expect(unregistered(fd, index)).toBe(1)
    expect(enter(index)).toBe(-Errno.EBADF)
  })

  kernelTest('is registered with by its index, even after its descriptor was closed', {}, (on) => {
    needsKernel(on, '6.3', 'Features.REG_REG_RING')
    const fd = bareRing()
    const probe = bench.memory(Probe.SIZE + 256 * ProbeOp.SIZE)
    const byIndex = (RegisterOp.REGISTER_PROBE | REGISTER_USE_REGISTERED_RING) >>> 0
    // Nothing is registered with this thread at this index.
    expect(call(15, byIndex, probe.address, 256)).toBe(-Errno.EBADF)
    expect(registered(fd, fd)).toBe(1)
    const index = update.offset
    expect(kernel.syscall(Syscall.close, fd)).toBe(0)
    expect(kernel.syscall(Syscall.close, fd)).toBe(-Errno.EBADF)
    expect(call(index, byIndex, probe.address, 256)).toBe(0)
    expect(new Probe(probe.bytes.buffer).lastOp).toBeGreaterThan(0)
    const last = (RegisterOp.UNREGISTER_RING_FDS | REGISTER_USE_REGISTERED_RING) >>> 0
    update.offset = index
    update.data = 0
    expect(call(index, last, memory.address, 1)).toBe(1)
    expect(call(index, byIndex, probe.address, 256)).toBe(-Errno.EBADF)
  })
})

describe('a ring that a child has inherited', () => {
  /** Descriptors of the child: the ring, and a file that the parent has at another number. */
  const RING = 3
  const FILE = 4

  /** A child that enters the ring when it is told to, and says where its memory lies. */
  function child(ring: number, file: number): ChildProcess {
    const script = fileURLToPath(new URL('inherits.ts', import.meta.url))
    const process_ = spawn(process.execPath, [...EXEC_ARGV, script], {
      stdio: ['pipe', 'pipe', 'inherit', ring, file],
    })
    bench.later(() => process_.kill('SIGKILL'))
    return process_
  }

  async function said(from: ChildProcess): Promise<number[]> {
    if (from.stdout === null) throw new Error('the child has no output')
    const [line] = (await once(from.stdout, 'data')) as [Buffer]
    return line.toString().trim().split(' ').map(Number)
  }

  kernelTest('runs what the child submits, in the child', { timeout: 60_000 }, async () => {
    const ring = bench.ring()
    const file = fileWith(bench, path('inherited'), '')
    const process_ = child(ring.fd, file)
    const ended = once(process_, 'exit')
    // Where the child has ten bytes of its own: the parent may have nothing there.
    const [address] = await said(process_)
    for (let i = 0; i < 4; i++) {
      put(ring, i, (sqe) => prep.write(sqe, FILE, address, 10, i * 10, 0))
    }
    expect(ring.sq.publish()).toBe(4)
    process_.stdin?.write(`${RING} 4\n`)
    expect(await said(process_)).toEqual([4])
    expect(results(collect(ring, 4))).toEqual({ 0: 10, 1: 10, 2: 10, 3: 10 })
    expect(readFileSync(path('inherited'), 'utf8')).toBe('from child'.repeat(4))
    process_.stdin?.end()
    expect(await ended).toEqual([0, null])
    expect(run(ring, prep.nop)).toBe(0)
  })

  kernelTest('of a single issuer takes nothing from a child', { timeout: 60_000 }, async () => {
    const ring = bench.ring(SetupFlags.SINGLE_ISSUER)
    const process_ = child(ring.fd, fileWith(bench, path('refused'), ''))
    const ended = once(process_, 'exit')
    await said(process_)
    put(ring, 1, prep.nop)
    expect(ring.sq.publish()).toBe(1)
    process_.stdin?.write(`${RING} 1\n`)
    expect(await said(process_)).toEqual([-Errno.EEXIST])
    process_.stdin?.end()
    await ended
    expect(results(collect(ring, 1))).toEqual({ 1: 0 })
  })
})
