import {
  allocate,
  BufReg,
  BufStatus,
  Errno,
  MemRegionReg,
  Napi,
  NapiOp,
  NapiTracking,
  Params,
  prep,
  QueryHeader,
  QueryOp,
  QueryOpcodes,
  QueryScq,
  RegionDesc,
  RegionFlags,
  RegisterOp,
  registers,
  SetupFlags,
  Sqe,
  SqeFlags,
  thisTask,
  throwing,
} from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { needsKernel, onBackends, put, results, run, wait } from './fixtures/bench.ts'
import { reap } from './fixtures/queues.ts'
import { eventFd, pipe } from './fixtures/sockets.ts'

const needs = (register: number): { readonly needs: readonly { register: number }[] } => ({
  needs: [{ register }],
})
const { DEFER_TASKRUN, IOPOLL, R_DISABLED, SINGLE_ISSUER } = SetupFlags
const { EBADF, EBADFD, EEXIST, EFAULT, EINVAL, ENOENT, EOPNOTSUPP } = Errno

onBackends((bench) => {
  kernelTest(
    'an asynchronous eventfd tells of what a worker thread has done, and of nothing else',
    {},
    () => {
      const [ring, other] = [bench.ring(), bench.ring()]
      const fd = eventFd(bench)
      const word = bench.memory(8)
      expect(registers.registerEventfdAsync(ring, fd)).toBe(0)
      expect(() => registers.registerEventfdAsync(throwing(ring), fd)).toThrow(
        /^io_uring_register EBUSY: the ring signals an eventfd already; unregister it first$/,
      )
      put(other, 1, (sqe) => prep.read(sqe, fd, word.address, 8, 0, 0))
      other.submit()
      expect(run(ring, prep.nop)).toBe(0)
      expect(other.submitAndWait(1, 20e6).timedOut).toBe(true)
      put(ring, 2, prep.nop).flags = SqeFlags.ASYNC
      expect(results(wait(ring, 1))).toEqual({ 2: 0 })
      expect(results(wait(other, 1))).toEqual({ 1: 8 })
      expect(registers.unregisterEventfd(ring)).toBe(0)
      expect(registers.registerEventfdAsync(ring, -1)).toBe(-EBADF)
    },
  )

  kernelTest('credentials are kept under a number', {}, () => {
    const ring = bench.ring()
    const personality = registers.registerPersonality(ring)
    expect(personality).toBeGreaterThan(0)
    const nop = (number: number): number => {
      return run(ring, (sqe) => {
        prep.nop(sqe)
        sqe.personality = number
      })
    }
    expect([nop(personality), nop(personality + 1)]).toEqual([0, -EINVAL])
    expect(registers.unregisterPersonality(ring, personality)).toBe(0)
    expect(registers.unregisterPersonality(ring, personality)).toBe(-EINVAL)
    expect(nop(personality)).toBe(-EINVAL)
  })

  kernelTest('worker threads stay on some processors, and roam again', {}, () => {
    const ring = bench.ring()
    expect(registers.registerIowqAff(ring, Uint8Array.of(1))).toBe(0)
    expect(registers.unregisterIowqAff(ring)).toBe(0)
    expect(registers.registerIowqMaxWorkers(ring, Uint32Array.of(1))).toBe(-EINVAL)
  })

  kernelTest('a ring of provided buffers is made, asked about and removed', {}, () => {
    const ring = bench.ring()
    const entries = bench.memory(4096)
    const reg = new BufReg()
    reg.ringAddr = entries.address
    reg.ringEntries = 3
    reg.bgid = 7
    expect(registers.registerPbufRing(ring, reg)).toBe(-EINVAL)
    reg.ringEntries = 4
    expect(registers.registerPbufRing(ring, reg)).toBe(0)
    expect(registers.registerPbufRing(ring, reg)).toBe(-EEXIST)
    expect(() => ring.bufferRing({ group: 7, count: 4, size: 64 })).toThrow(
      /^io_uring_register EEXIST: the ring has a group of buffers with that number already$/,
    )
    expect(registers.unregisterPbufRing(ring, reg)).toBe(0)
    // Linux 6.1 says EINVAL, later ones ENOENT.
    expect([-EINVAL, -ENOENT]).toContain(registers.unregisterPbufRing(ring, reg))
  })

  const STATUS = needs(RegisterOp.REGISTER_PBUF_STATUS)
  kernelTest('the kernel tells how far it is in provided buffers', STATUS, () => {
    const ring = bench.ring()
    const buffers = ring.bufferRing({ group: 3, count: 4, size: 16 })
    const status = new BufStatus()
    status.bufGroup = 3
    expect([registers.registerPbufStatus(ring, status), status.head]).toEqual([0, 0])
    const [read, write] = pipe(bench)
    const source = bench.memory('bytes')
    expect(run(ring, (sqe) => prep.write(sqe, write, source.address, 5, -1, 0))).toBe(5)
    const res = run(ring, (sqe) => {
      prep.read(sqe, read, 0, 16, -1, 0)
      sqe.flags = SqeFlags.BUFFER_SELECT
      sqe.bufGroup = 3
    })
    expect(res).toBe(5)
    expect([registers.registerPbufStatus(ring, status), status.head]).toEqual([0, 1])
    status.bufGroup = 4
    expect(registers.registerPbufStatus(ring, status)).toBe(-ENOENT)
    buffers.close()
  })

  const NAPI = needs(RegisterOp.REGISTER_NAPI)
  kernelTest('busy polling is set, and what it was comes back', NAPI, () => {
    const ring = bench.ring()
    const napi = new Napi()
    napi.busyPollTo = 50
    napi.preferBusyPoll = 1
    expect(registers.registerNapi(ring, napi)).toBe(0)
    expect([napi.busyPollTo, napi.preferBusyPoll]).toEqual([0, 0])
    const other = new Napi()
    other.busyPollTo = 70
    expect(registers.registerNapi(ring, other)).toBe(0)
    expect([other.busyPollTo, other.preferBusyPoll]).toEqual([50, 1])
    expect(registers.unregisterNapi(ring, other)).toBe(0)
    expect(other.busyPollTo).toBe(70)
    const polled = bench.ring(IOPOLL)
    expect(registers.registerNapi(polled, new Napi())).toBe(-EINVAL)
  })

  kernelTest('devices are polled by ids of your own', NAPI, (context) => {
    needsKernel(context, '6.13', 'static tracking of NAPI')
    const ring = bench.ring()
    const napi = new Napi()
    napi.opcode = NapiOp.STATIC_ADD_ID
    napi.opParam = 1
    expect(registers.registerNapi(ring, napi)).toBe(-EINVAL)
    napi.opcode = NapiOp.REGISTER_OP
    napi.opParam = NapiTracking.STATIC
    napi.busyPollTo = 10
    expect(registers.registerNapi(ring, napi)).toBe(0)
    expect(napi.opParam).toBe(NapiTracking.INACTIVE)
    const id = new Napi()
    id.opcode = NapiOp.STATIC_ADD_ID
    id.opParam = 1
    // Ids below MIN_NAPI_ID name no device.
    expect(registers.registerNapi(ring, id)).toBe(-EINVAL)
    expect(registers.unregisterNapi(ring, napi)).toBe(0)
  })

  const MESSAGE = needs(RegisterOp.REGISTER_SEND_MSG_RING)
  kernelTest('a message reaches a ring from no ring', MESSAGE, () => {
    const ring = bench.ring()
    const task = thisTask(bench.kernel)
    const sqe = Sqe.alone()
    prep.msgRing(sqe, ring.fd, 1234, 77, 0, 0)
    expect(registers.registerSendMsgRing(task, sqe)).toBe(0)
    expect(results(reap(ring.cq))).toEqual({ 77: 1234 })
    expect(registers.registerSendMsgRing(ring, sqe)).toBe(-EINVAL)
    prep.msgRing(sqe, -1, 0, 0, 0, 0)
    expect(registers.registerSendMsgRing(task, sqe)).toBe(-EBADF)
    const [read] = pipe(bench)
    prep.msgRing(sqe, read, 0, 0, 0, 0)
    expect(registers.registerSendMsgRing(task, sqe)).toBe(-EBADFD)
    prep.nop(sqe)
    expect(registers.registerSendMsgRing(task, sqe)).toBe(-EINVAL)
  })

  const QUERY = needs(RegisterOp.REGISTER_QUERY)
  kernelTest('a chain of questions is answered one by one', QUERY, (context) => {
    const memory = bench.memory(4096)
    const { buffer } = memory.bytes
    const [first, second] = [new QueryHeader(buffer), new QueryHeader(buffer, 1024)]
    first.nextEntry = memory.address + 1024
    first.queryOp = QueryOp.OPCODES
    first.size = QueryOpcodes.SIZE
    first.queryData = memory.address + 512
    second.queryOp = 4000
    second.size = 8
    second.queryData = memory.address + 2048
    const task = thisTask(bench.kernel)
    expect(registers.registerQuery(task, first)).toBe(0)
    expect([first.result, second.result]).toEqual([0, -EOPNOTSUPP])
    expect(new QueryOpcodes(buffer, 512).nrRegisterOpcodes).toBeGreaterThan(
      RegisterOp.REGISTER_QUERY,
    )
    first.nextEntry = 8
    expect(() => registers.registerQuery(throwing(task), first)).toThrow(/EFAULT: a question/)
    needsKernel(context, '6.19', 'QueryOp.SCQ')
    first.nextEntry = 0
    first.queryOp = QueryOp.SCQ
    first.size = QueryScq.SIZE
    expect([registers.registerQuery(task, first), first.result]).toEqual([0, 0])
    expect(new QueryScq(buffer, 512).hdrSize).toBeGreaterThan(0)
  })

  const REGION = needs(RegisterOp.REGISTER_MEM_REGION)
  kernelTest('memory of the kernel is mapped as a region', REGION, () => {
    const ring = bench.ring()
    const page = allocate(4096)
    const region = new RegionDesc(page.bytes.buffer)
    region.size = 8192
    const registration = new MemRegionReg()
    registration.regionUptr = page.address
    expect(registers.registerMemRegion(ring, registration)).toBe(0)
    expect(region.mmapOffset).toBeGreaterThan(0)
    const mapped = bench.kernel.map(ring.fd, 8192, region.mmapOffset)
    expect(mapped).toBeInstanceOf(ArrayBuffer)
    region.flags = RegionFlags.TYPE_USER
    region.userAddr = 4096 * 3
    registration.regionUptr = 8
    expect(registers.registerMemRegion(bench.ring(), registration)).toBe(-EFAULT)
  })

  kernelTest(
    'a resize by hand leaves a ring that was made otherwise',
    {
      ...needs(RegisterOp.REGISTER_RESIZE_RINGS),
    },
    () => {
      const params = new Params()
      params.sqEntries = 64
      expect(registers.registerResizeRings(bench.ring(), params)).toBe(-EINVAL)
      params.flags = IOPOLL
      expect(registers.registerResizeRings(bench.ring(DEFER_TASKRUN | SINGLE_ISSUER), params)).toBe(
        -EINVAL,
      )
    },
  )

  kernelTest('a ring is enabled once', {}, () => {
    const ring = bench.ring(R_DISABLED)
    expect(() => ring.submitAndWait(1, 1e6)).toThrow(/R_DISABLED/)
    expect(registers.registerEnableRings(ring)).toBe(0)
    expect(() => registers.registerEnableRings(throwing(ring))).toThrow(
      /EBADFD: the ring is enabled already/,
    )
  })
})
