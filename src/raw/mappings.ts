import {
  Features,
  OFF_CQ_RING,
  OFF_SQES,
  OFF_SQ_RING,
  SetupFlags,
} from '../../generated/constants.ts'
import { cqRingBytes, sqRingBytes } from '../../generated/rings.ts'
import { type Params, Sqe } from '../../generated/structs.ts'
import { setupError } from '../diagnosis.ts'
import { Control, type Kernel, PAGE } from '../kernel/kernel.ts'
import { cqeSize } from './completion-queue.ts'
import type { Sizes } from './setup-rules.ts'
import { writeAddress } from './teardown.ts'

/** The memory that a ring and the kernel share; both rings may be one. */
export type Mappings = readonly [
  submissions: ArrayBuffer,
  completions: ArrayBuffer,
  sqes: ArrayBuffer,
]

/** Maps the memory of a ring that the kernel has made. Throws a {@link UringError}. */
export function mapRings(kernel: Kernel, fd: number, params: Params): Mappings {
  const single = (params.features & Features.SINGLE_MMAP) !== 0
  const sqBytes = sqRingBytes(params)
  const cqBytes = cqRingBytes(params, cqeSize(params))
  const submissions = mapping(
    kernel,
    fd,
    single ? Math.max(sqBytes, cqBytes) : sqBytes,
    OFF_SQ_RING,
  )
  const completions = single ? submissions : mapping(kernel, fd, cqBytes, OFF_CQ_RING)
  return [submissions, completions, mapping(kernel, fd, sqesBytes(params), OFF_SQES)]
}

function sqesBytes(params: Params): number {
  return params.sqEntries * ((params.flags & SetupFlags.SQE128) === 0 ? Sqe.SIZE : Sqe.SIZE * 2)
}

function mapping(kernel: Kernel, fd: number, length: number, offset: number): ArrayBuffer {
  const buffer = kernel.map(fd, roundUp(length), offset)
  if (typeof buffer === 'number') throw setupError(buffer, 0, 'mmap')
  return buffer
}

/** Memory of ours, in whole pages. Throws a {@link UringError}. */
export function memory(kernel: Kernel, length: number): ArrayBuffer {
  const buffer = kernel.allocate(length, PAGE, false)
  if (typeof buffer === 'number') throw setupError(buffer, 0, 'mmap')
  return buffer
}

/** With NO_MMAP the rings live in memory of ours, whose addresses go in with the parameters. */
export function provide(kernel: Kernel, params: Params, sizes: Sizes): Mappings {
  const { sqEntries, cqEntries } = sizes
  // The kernel's header of the rings is smaller than a page; the entries follow it.
  const rings = memory(kernel, roundUp(PAGE + cqEntries * cqeSize(params) + sqEntries * 4))
  const wide = (params.flags & SetupFlags.SQE128) === 0 ? 1 : 2
  const sqes = memory(kernel, roundUp(sqEntries * Sqe.SIZE * wide))
  params.cqOff.userAddr = kernel.addressOf(rings)
  params.sqOff.userAddr = kernel.addressOf(sqes)
  return [rings, rings, sqes]
}

/** Tells the backend where the queues are that it looks into. */
export function writeQueues(
  control: Int32Array,
  kernel: Kernel,
  params: Params,
  [rings, completions]: Mappings,
): void {
  const completionAt = kernel.addressOf(completions)
  writeAddress(control, Control.CQ_HEAD, completionAt + params.cqOff.head)
  writeAddress(control, Control.CQ_TAIL, completionAt + params.cqOff.tail)
  writeAddress(control, Control.SQ_FLAGS, kernel.addressOf(rings) + params.sqOff.flags)
}

function roundUp(length: number): number {
  return Math.ceil(length / PAGE) * PAGE
}
