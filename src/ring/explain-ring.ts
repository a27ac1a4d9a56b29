import { Errno } from '../../generated/constants.ts'
import { UringError } from '../errors.ts'

/** Why io_uring_enter(2) will never work again, by errno; and what to do about it. */
const WHY: Readonly<Record<number, readonly [explanation: string, remedy: string]>> = {
  [Errno.EEXIST]: [
    'another thread, or a child after fork(2), used the ring, which is for one thread alone',
    'Make one ring in each Worker and in each process.',
  ],
  [Errno.EBADF]: [
    "its descriptor was closed by somebody else: `fd` is the ring's own",
    'Close a ring by its close() only, and look for who closes descriptors twice.',
  ],
  [Errno.EOPNOTSUPP]: [
    "its descriptor was closed by somebody else, and the number is another file's now",
    'Close a ring by its close() only, and look for who closes descriptors twice.',
  ],
  [Errno.EBADR]: [
    'the kernel had no memory to keep its completions, and has lost some of them',
    'Make the ring with more `cqEntries`, and give the process more memory.',
  ],
  [Errno.EPERM]: [
    'a seccomp filter or a policy of the system was put into force after the ring was made',
    'Allow io_uring_enter, or make no rings in this process.',
  ],
}

/** The error of a ring that the kernel refuses to go on with. */
export function brokenError(errno: number): UringError {
  const [why, remedy] = WHY[Math.abs(errno)] ?? []
  const explanation = `the ring cannot go on${why === undefined ? '' : `: ${why}`}`
  return new UringError(errno, 'io_uring_enter', { explanation, remedy })
}
