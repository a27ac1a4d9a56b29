import { Syscall } from '../../generated/internal.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'

/** What is left of a ring that nobody can reach any more. */
export interface Leftover {
  readonly kernel: Kernel
  readonly fd: number
  /** -1 if it has none. */
  eventFd: number
  /**
   * The engine of the ring while it has work in flight: the ring is never collected then, whatever
   * the program drops, because the registry below reaches what is left of it.
   */
  running: Engine | null
}

/** A ring that is collected without having been closed is closed, with a warning. */
export const forgotten = new FinalizationRegistry<Leftover>((leftover) => {
  closeDescriptors(leftover)
  process.emitWarning('Closed a ring on garbage collection: call close() yourself', {
    type: 'UringWarning',
    code: 'ERR_URING_LEAKED',
  })
})

/** Closes what a ring has open besides its memory. */
export function closeDescriptors({ kernel, fd, eventFd }: Leftover): void {
  kernel.close(fd)
  if (eventFd >= 0) kernel.syscall(Syscall.close, eventFd)
}
