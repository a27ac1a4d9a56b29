import { openSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AT_FDCWD,
  CancelFlags,
  EnterFlags,
  Errno,
  Op,
  OpenFlags,
  prep,
  Probe,
  ProbeFlags,
  ProbeOp,
  QueryHeader,
  QueryOp,
  QueryOpcodes,
  RegisterOp,
  registers,
  RsrcUpdate,
  SetupFlags,
  SqeFlags,
  SyncCancelReg,
} from 'uring-sdk/raw'
import { afterAll, beforeAll, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { closeQuietly, eventFd, pipe } from './fixtures/sockets.ts'

const QUERY = { register: RegisterOp.REGISTER_QUERY }

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uring-registers-'))
  file = join(folder, 'content')
  writeFileSync(file, 'registered content')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

onBackends((bench) => {
  const opened = (): number => {
    const fd = openSync(file, 'r')
    bench.later(() => closeQuietly(fd))
    return fd
  }

  kernelTest('registered buffers are read into, inside their borders', {}, () => {
    const ring = bench.ring()
    const [one, other] = [bench.memory(4096), bench.memory(4096)]
    const ranges = [one, other].map(({ address }) => ({ address, length: 4096 }))
    expect(registers.registerBuffers(ring, ranges)).toBe(0)
    expect(registers.registerBuffers(ring, ranges)).toBe(-Errno.EBUSY)
    const fd = opened()
    const { address } = other
    const read = (at: number, index: number): number => {
      return run(ring, (sqe) => {
        prep.read(sqe, fd, at, 18, 0, 0)
        sqe.opcode = Op.READ_FIXED
        sqe.bufIndex = index
      })
    }
    expect(read(address + 100, 1)).toBe(18)
    expect(Buffer.from(other.bytes.subarray(100, 118)).toString()).toBe('registered content')
    expect(read(address + 4090, 1)).toBe(-Errno.EFAULT)
    expect(read(address, 0)).toBe(-Errno.EFAULT)
    expect(registers.unregisterBuffers(ring)).toBe(0)
    expect(registers.unregisterBuffers(ring)).toBe(-Errno.ENXIO)
    expect(read(address, 1)).toBe(-Errno.EFAULT)
  })

  kernelTest('a file in the table is used by its slot, and replaced', {}, () => {
    const ring = bench.ring()
    const memory = bench.memory(64)
    const table = Int32Array.from([-1, opened()])
    expect(registers.registerFiles(ring, table)).toBe(0)
    const read = (index: number): number => {
      return run(ring, (sqe) => {
        prep.read(sqe, index, memory.address, 64, 0, 0)
        sqe.flags = SqeFlags.FIXED_FILE
      })
    }
    expect([read(1), read(0), read(2)]).toEqual([18, -Errno.EBADF, -Errno.EBADF])
    const fds = Int32Array.from([table[1], -1])
    const update = new RsrcUpdate()
    update.data = bench.kernel.addressOf(fds.buffer)
    expect(registers.registerFilesUpdate(ring, update, 2)).toBe(2)
    expect([read(0), read(1)]).toEqual([18, -Errno.EBADF])
    expect(fds).toHaveLength(2)
    expect(registers.unregisterFiles(ring)).toBe(0)
    expect(read(0)).toBe(-Errno.EBADF)
  })

  kernelTest('a file is opened into a slot, read and closed in one chain', {}, () => {
    const ring = bench.ring()
    expect(registers.registerFiles(ring, new Int32Array(4).fill(-1))).toBe(0)
    const path = bench.memory(`${file}\0`)
    const memory = bench.memory(64)
    const { IO_LINK, FIXED_FILE } = SqeFlags
    for (let round = 0; round < 2; round++) {
      const open = put(ring, 1, (sqe) => {
        prep.openatDirect(sqe, AT_FDCWD, path.address, OpenFlags.RDONLY, 0, 3)
      })
      open.flags = IO_LINK
      const read = put(ring, 2, (sqe) => prep.read(sqe, 3, memory.address, 18, 0, 0))
      read.flags = IO_LINK | FIXED_FILE
      put(ring, 3, (sqe) => prep.closeDirect(sqe, 3))
      expect(results(wait(ring, 3))).toEqual({ 1: 0, 2: 18, 3: 0 })
    }
    expect(run(ring, (sqe) => prep.closeDirect(sqe, 3))).toBe(-Errno.EBADF)
  })

  kernelTest('an eventfd counts completions, and none while it is disabled', {}, () => {
    const ring = bench.ring()
    const other = bench.ring()
    const fd = eventFd(bench)
    expect(registers.registerEventfd(ring, fd)).toBe(0)
    expect(registers.registerEventfd(ring, fd)).toBe(-Errno.EBUSY)
    const word = bench.memory(8)
    put(other, 9, (sqe) => prep.read(sqe, fd, word.address, 8, 0, 0))
    other.submit()
    ring.cq.eventfdEnabled = false
    run(ring, prep.nop)
    other.submitAndWait(0)
    expect(other.submitAndWait(1, 20e6).timedOut).toBe(true)
    ring.cq.eventfdEnabled = true
    run(ring, prep.nop)
    expect(results(wait(other, 1))).toEqual({ 9: 8 })
    expect(word.bytes[0]).toBe(1)
    expect(registers.unregisterEventfd(ring)).toBe(0)
    expect(registers.unregisterEventfd(ring)).toBe(-Errno.ENXIO)
  })

  kernelTest('a ring is registered with the thread, and taken back', {}, () => {
    const ring = bench.ring()
    const update = new RsrcUpdate()
    update.offset = 0xffff_ffff
    update.data = ring.fd
    expect(registers.registerRingFds(ring, update)).toBe(1)
    expect(update.offset).toBeLessThan(16)
    // The index names the ring to enters that say so.
    put(ring, 5, prep.nop)
    ring.sq.publish()
    const { REGISTERED_RING } = EnterFlags
    expect(bench.kernel.enter(update.offset, 1, 0, REGISTERED_RING, 0, 0)).toBe(1)
    expect(results(wait(ring, 1))).toEqual({ 5: 0 })
    update.data = 0
    expect(registers.unregisterRingFds(ring, update)).toBe(1)
    expect(bench.kernel.enter(update.offset, 0, 0, REGISTERED_RING, 0, 0)).toBe(-Errno.EBADF)
  })

  kernelTest('the probe tells which opcodes there are', {}, () => {
    const ring = bench.ring()
    const memory = new ArrayBuffer(Probe.SIZE + 256 * ProbeOp.SIZE)
    expect(registers.registerProbe(ring, new Probe(memory))).toBe(0)
    const probe = new Probe(memory)
    expect(probe.lastOp).toBeGreaterThanOrEqual(Op.SEND_ZC)
    expect(probe.opsLen).toBe(probe.lastOp + 1)
    const read = new ProbeOp(memory, Probe.SIZE + Op.READ * ProbeOp.SIZE)
    expect([read.op, read.flags & ProbeFlags.SUPPORTED]).toEqual([Op.READ, ProbeFlags.SUPPORTED])
    expect(registers.registerProbe(ring, new Probe(memory))).toBe(-Errno.EINVAL)
  })

  kernelTest('the query tells what the kernel can do, without a ring', { needs: [QUERY] }, () => {
    const { kernel } = bench
    const memory = bench.memory(QueryHeader.SIZE + QueryOpcodes.SIZE)
    const header = new QueryHeader(memory.bytes.buffer)
    const ask = (op: number): number => {
      header.queryOp = op
      header.size = QueryOpcodes.SIZE
      header.queryData = memory.address + QueryHeader.SIZE
      return kernel.register(-1, RegisterOp.REGISTER_QUERY, memory.address, 0)
    }
    expect([ask(QueryOp.OPCODES), header.result]).toEqual([0, 0])
    const opcodes = new QueryOpcodes(memory.bytes.buffer, QueryHeader.SIZE)
    expect(opcodes.nrRequestOpcodes).toBeGreaterThan(Op.PIPE)
    expect(opcodes.nrRegisterOpcodes).toBeGreaterThan(RegisterOp.REGISTER_MEM_REGION)
    expect(opcodes.ringSetupFlags & SetupFlags.CQE_MIXED).not.toBe(0)
    expect([ask(9999), header.result]).toEqual([0, -Errno.EOPNOTSUPP])
  })

  kernelTest('a synchronous cancel ends what waits, and tells when there is nothing', {}, () => {
    const ring = bench.ring()
    const [read] = pipe(bench)
    const memory = bench.memory(8)
    for (const userData of [1, 2]) {
      put(ring, userData, (sqe) => prep.read(sqe, read, memory.address, 8, 0, 0))
    }
    ring.submit()
    const cancel = new SyncCancelReg()
    cancel.fd = read
    cancel.flags = CancelFlags.FD | CancelFlags.ALL
    cancel.timeout.tvSec = 5
    expect(registers.registerSyncCancel(ring, cancel)).toBeGreaterThanOrEqual(0)
    expect(results(wait(ring, 2))).toEqual({ 1: -Errno.ECANCELED, 2: -Errno.ECANCELED })
    cancel.flags = CancelFlags.FD
    expect(registers.registerSyncCancel(ring, cancel)).toBe(-Errno.ENOENT)
  })

  kernelTest('worker threads are limited, and the old limits come back', {}, () => {
    const ring = bench.ring()
    const limits = Uint32Array.of(3, 4)
    expect(registers.registerIowqMaxWorkers(ring, limits)).toBe(0)
    limits.fill(0)
    expect(registers.registerIowqMaxWorkers(ring, limits)).toBe(0)
    expect([...limits]).toEqual([3, 4])
  })
})
