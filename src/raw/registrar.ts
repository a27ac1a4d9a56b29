import type { Registrar } from '../../generated/registers.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { defaultKernel } from '../kernel/default.ts'
import { mustRegister } from '../register-diagnosis.ts'
import type { Memory } from './allocate.ts'

/** Anything that has an address, an address itself, or nothing. */
export type Argument = Memory | NodeJS.ArrayBufferView | number | null

/** Where an argument lies. Memory of JavaScript must be kept reachable until the call is over. */
export function addressIn(kernel: Kernel, argument: Argument): number {
  if (argument === null) return 0
  if (typeof argument === 'number') return argument
  if (!ArrayBuffer.isView(argument)) return argument.address
  return kernel.addressOf(argument.buffer) + argument.byteOffset
}

/** io_uring_register(2) on that ring of a backend. */
export function registrarOf(kernel: Kernel, ring: number): Registrar {
  return {
    register(opcode, argument, count) {
      const answer = kernel.register(ring, opcode, addressIn(kernel, argument), count)
      keep(argument)
      return answer
    },
  }
}

/**
 * io_uring_register(2) without a ring, on descriptor -1: for `registers.registerQuery`,
 * `registerSendMsgRing`, `registerTaskRestrictions` and `registerBpfFilter`. The last two are for
 * the calling thread and every ring that it makes from then on; they cannot be taken back.
 *
 * @example registers.registerQuery(thisTask(), header)
 */
export function thisTask(kernel: Kernel = defaultKernel()): Registrar {
  return registrarOf(kernel, -1)
}

/**
 * The same registrar, but it throws a {@link UringError} that says what is wrong, where the other
 * one answers with a negative errno.
 *
 * @example registers.registerFiles(throwing(ring), fds)
 */
export function throwing(registrar: Registrar): Registrar {
  return {
    register(opcode, argument, count) {
      const answer = registrar.register(opcode, argument, count)
      mustRegister(opcode, answer)
      return answer
    },
  }
}

/** Keeps a view reachable until here: the kernel has read or written its memory meanwhile. */
function keep(_owner: unknown): void {}
