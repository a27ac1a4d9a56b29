import { Syscall } from '../../generated/internal.ts'
import type { Kernel } from '../kernel/kernel.ts'

/** What is left of a ring that nobody can reach any more. */
export interface Leftover {
  readonly kernel: Kernel
  readonly fd: number
  readonly eventFd: number
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
