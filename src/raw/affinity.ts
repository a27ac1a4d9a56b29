import { Errno } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import { rangeError, typeError, UringError, valueError } from '../errors.ts'
import { defaultKernel } from '../kernel/default.ts'
import { allocate, type Memory } from './allocate.ts'

/** The kernel keeps a bit a processor; this many bytes are enough for any that can be built. */
const MASK_BYTES = 4096
const CPU_LIMIT = MASK_BYTES * 8
/** The thread that calls. */
const THIS_THREAD = 0

/**
 * The processors that the calling thread may run on, by number: a container, or `taskset`, may have
 * left out some. See sched_getaffinity(2).
 */
export function schedGetaffinity(): number[] {
  const mask = allocate(MASK_BYTES)
  // The answer is how many bytes the kernel has written.
  const length = affinity('sched_getaffinity', mask)
  const cpus: number[] = []
  for (let cpu = 0; cpu < length * 8; cpu++) {
    if (((mask.bytes[cpu >> 3] ?? 0) & (1 << (cpu & 7))) !== 0) cpus.push(cpu)
  }
  return cpus
}

/**
 * Pins the calling thread, and nobody else, to processors: in a Worker that Worker, so that a ring
 * and the connections it serves stay in one cache. What the kernel starts for the thread afterwards
 * inherits it. Throws EINVAL when this process may use none of them. See sched_setaffinity(2).
 *
 * @param cpus Their numbers, one or more; {@link schedGetaffinity} knows which there are.
 */
export function schedSetaffinity(cpus: readonly number[]): void {
  if (!Array.isArray(cpus)) throw typeError('cpus', 'an Array', cpus)
  if (cpus.length === 0) throw valueError('cpus', 'must name a processor', cpus)
  const mask = allocate(MASK_BYTES)
  for (const [index, cpu] of cpus.entries()) setBit(mask.bytes, cpu, `cpus[${index}]`)
  affinity('sched_setaffinity', mask)
}

function setBit(bytes: Uint8Array, cpu: unknown, name: string): void {
  if (typeof cpu !== 'number') throw typeError(name, 'of type number', cpu)
  if (!Number.isInteger(cpu) || cpu < 0 || cpu >= CPU_LIMIT) {
    throw rangeError(name, `an integer >= 0 and < ${CPU_LIMIT}`, cpu)
  }
  const at = cpu >> 3
  bytes[at] = (bytes[at] ?? 0) | (1 << (cpu & 7))
}

function affinity(call: 'sched_getaffinity' | 'sched_setaffinity', mask: Memory): number {
  const answer = defaultKernel().syscall(Syscall[call], THIS_THREAD, MASK_BYTES, mask.address)
  if (answer >= 0) return answer
  const none = call === 'sched_setaffinity' && answer === -Errno.EINVAL
  const explanation = none ? 'this process may use none of these processors' : undefined
  throw new UringError(answer, call, { explanation })
}
