import {
  Errno,
  type Memory,
  QueryHeader,
  QueryOp,
  QueryZcrx,
  type RawRing,
  RegionDesc,
  RegionFlags,
  RegisterOp,
  registers,
  SetupFlags,
  thisTask,
  throwing,
  ZcrxAreaReg,
  ZcrxCtrl,
  ZcrxCtrlOp,
  ZcrxIfqReg,
  ZcrxRegFlags,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, needsKernel, onBackends } from './fixtures/bench.ts'
import { closeQuietly } from './fixtures/sockets.ts'

const IFQ = { register: RegisterOp.REGISTER_ZCRX_IFQ }
const CTRL = { register: RegisterOp.REGISTER_ZCRX_CTRL }
const { CQE32, DEFER_TASKRUN, SINGLE_ISSUER } = SetupFlags
const FLAGS = CQE32 | DEFER_TASKRUN | SINGLE_ISSUER
const PAGE = 4096
const NO_INTERFACE = 0x7fff_0000
const { EINVAL, ENODEV, ENXIO, EPERM } = Errno

/** A registration with memory for a receive area and for its refill queue. */
interface Wanted {
  readonly registration: ZcrxIfqReg
  readonly area: Memory
}

function wanted(bench: Bench): Wanted {
  const words = bench.memory(PAGE)
  const area = bench.memory(64 * PAGE)
  const queue = bench.memory(PAGE)
  const { buffer } = words.bytes
  const areaReg = new ZcrxAreaReg(buffer, 256)
  areaReg.addr = area.address
  areaReg.len = area.bytes.length
  const region = new RegionDesc(buffer, 512)
  region.userAddr = queue.address
  region.size = PAGE
  region.flags = RegionFlags.TYPE_USER
  const registration = new ZcrxIfqReg(buffer)
  registration.rqEntries = 64
  registration.areaPtr = words.address + 256
  registration.regionPtr = words.address + 512
  return { registration, area }
}

/** A queue that no device fills: every byte is copied. */
function withoutDevice(bench: Bench, ring: RawRing): number {
  const { registration } = wanted(bench)
  registration.flags = ZcrxRegFlags.NODEV
  expect(() => registers.registerZcrxIfq(throwing(ring), registration)).not.toThrow()
  expect(registration.offsets.rqes).toBeGreaterThan(registration.offsets.tail)
  return registration.zcrxId
}

function control(ring: RawRing, id: number, op: number, fill?: (it: ZcrxCtrl) => void): number {
  const it = new ZcrxCtrl()
  it.zcrxId = id
  it.op = op
  fill?.(it)
  return registers.registerZcrxCtrl(ring, it)
}

onBackends((bench) => {
  kernelTest(
    'a receive queue needs a deferred ring with wide completions',
    { needs: [IFQ] },
    () => {
      const { registration } = wanted(bench)
      registration.ifIdx = NO_INTERFACE
      for (const flags of [0, CQE32, DEFER_TASKRUN | SINGLE_ISSUER]) {
        expect(registers.registerZcrxIfq(bench.ring(flags), registration)).toBe(-EINVAL)
      }
      expect(() => registers.registerZcrxIfq(throwing(bench.ring()), registration)).toThrow(
        /EINVAL: the ring was made without DEFER_TASKRUN and CQE32/,
      )
    },
  )

  kernelTest('a receive queue needs a device, and the right to it', { needs: [IFQ] }, () => {
    const { registration } = wanted(bench)
    registration.ifIdx = NO_INTERFACE
    const answer = registers.registerZcrxIfq(bench.ring(FLAGS), registration)
    expect(answer).toBe(process.getuid?.() === 0 ? -ENODEV : -EPERM)
  })

  kernelTest('there is nothing to control without a queue', { needs: [CTRL] }, () => {
    const ring = bench.ring(FLAGS)
    expect(control(ring, 0, ZcrxCtrlOp.FLUSH_RQ)).toBe(-ENXIO)
    expect(control(ring, 0, ZcrxCtrlOp.EXPORT)).toBe(-ENXIO)
  })

  kernelTest('the query tells what zero-copy receive can do', { needs: [CTRL] }, () => {
    const memory = bench.memory(PAGE)
    const header = new QueryHeader(memory.bytes.buffer)
    header.queryOp = QueryOp.ZCRX
    header.size = QueryZcrx.SIZE
    header.queryData = memory.address + 512
    expect(registers.registerQuery(thisTask(bench.kernel), header)).toBe(0)
    expect(header.result).toBe(0)
    expect(new QueryZcrx(memory.bytes.buffer, 512).nrCtrlOpcodes).toBeGreaterThan(ZcrxCtrlOp.EXPORT)
  })

  kernelTest(
    'a queue without a device is flushed, and shared with another ring',
    { needs: [CTRL] },
    (context) => {
      needsKernel(context, '7.1', 'ZcrxRegFlags.NODEV')
      const ring = bench.ring(FLAGS)
      const id = withoutDevice(bench, ring)
      expect(control(ring, id, ZcrxCtrlOp.FLUSH_RQ)).toBe(0)
      expect(control(ring, id + 1, ZcrxCtrlOp.FLUSH_RQ)).toBe(-ENXIO)
      const it = new ZcrxCtrl()
      it.zcrxId = id
      it.op = ZcrxCtrlOp.EXPORT
      expect(registers.registerZcrxCtrl(ring, it)).toBe(0)
      const { zcrxFd } = it.zcExport
      expect(zcrxFd).toBeGreaterThan(2)
      bench.later(() => closeQuietly(zcrxFd))
      const other = bench.ring(FLAGS)
      const imported = new ZcrxIfqReg()
      imported.flags = ZcrxRegFlags.IMPORT
      imported.ifIdx = zcrxFd
      expect(registers.registerZcrxIfq(other, imported)).toBe(0)
      expect(control(other, imported.zcrxId, ZcrxCtrlOp.FLUSH_RQ)).toBe(0)
    },
  )
})
