import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs'
import { Errno, prep, SetupFlags } from 'uring-sdk/raw'
import { expect, type TestContext } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { type Bench, needsKernel, needsSetup, onBackends, run } from './fixtures/bench.ts'

/** What null_blk makes with `zoned=1 poll_queues=1`; the machines of `test/kernels` have one. */
const DEVICE = '/dev/nullb0'
const BYTES = 4096

function open(bench: Bench, context: TestContext): number {
  const queue = '/sys/block/nullb0/queue'
  const isZoned = existsSync(queue) && readFileSync(`${queue}/zoned`, 'utf8').trim() !== 'none'
  if (!isZoned) context.skip(`needs ${DEVICE}: modprobe null_blk zoned=1 poll_queues=1`)
  const fd = openSync(DEVICE, constants.O_RDWR | constants.O_DIRECT)
  bench.later(() => {
    closeSync(fd)
  })
  return fd
}

onBackends((bench) => {
  const { IOPOLL, HYBRID_IOPOLL } = SetupFlags

  for (const flags of [IOPOLL, IOPOLL | HYBRID_IOPOLL]) {
    const name = flags === IOPOLL ? 'IOPOLL' : 'HYBRID_IOPOLL'
    kernelTest(`a device is polled for its completions with ${name}`, {}, (context) => {
      needsSetup(context, flags)
      const fd = open(bench, context)
      const ring = bench.ring(flags)
      const { address } = bench.memory(BYTES)
      expect(run(ring, (sqe) => prep.read(sqe, fd, address, BYTES, 0, 0))).toBe(BYTES)
      // Buffers that are not aligned are not for the device, whoever reads.
      const odd = run(ring, (sqe) => prep.read(sqe, fd, address + 1, 512, 0, 0))
      expect(odd).toBe(-Errno.EINVAL)
    })
  }

  kernelTest('zoneResetAll empties the zones of a device', {}, (context) => {
    needsKernel(context, '7.3', 'BlockCommand.ZONE_RESET_ALL')
    const fd = open(bench, context)
    const ring = bench.ring()
    const { address } = bench.memory(BYTES)
    const reset = (): number => run(ring, (sqe) => prep.zoneResetAll(sqe, fd))
    const write = (): number => run(ring, (sqe) => prep.write(sqe, fd, address, BYTES, 0, 0))
    expect(reset()).toBe(0)
    expect(write()).toBe(BYTES)
    // A zone is written in order: its beginning is behind it now.
    expect(write()).toBeLessThan(0)
    expect(reset()).toBe(0)
    expect(write()).toBe(BYTES)
  })
})
