import { Errno } from '../../generated/constants.ts'
import { UringError } from '../errors.ts'
import type { Kernel } from './kernel.ts'
import { type Backend, findKernel, foreignPlatform } from './load.ts'

/**
 * The backend of that name, or the best there is. Throws `ERR_URING_UNSUPPORTED` when there is
 * none.
 */
export function defaultKernel(backend?: Backend): Kernel {
  const found = findKernel(backend)
  if (found.ok) return found.kernel
  throw new UringError(Errno.ENOSYS, 'io_uring_setup', {
    code: 'ERR_URING_UNSUPPORTED',
    reason: foreignPlatform() === null ? 'backend' : 'platform',
    explanation: found.reason,
    remedy: found.remedy,
  })
}
