import {
  EnterFlags,
  Errno,
  Features,
  REGISTER_USE_REGISTERED_RING,
  RegisterOp,
  SetupFlags,
} from '../../generated/constants.ts'
import { registerRingFds, unregisterRingFds } from '../../generated/registers.ts'
import { RsrcUpdate } from '../../generated/structs.ts'
import { Control, type Kernel, REGISTERED_ONLY } from '../kernel/kernel.ts'
import { registerError } from '../register-diagnosis.ts'
import { enterFlags, type Queues } from './setup.ts'
import { registrarOf, throwing } from './registrar.ts'
import { callByIndex, writeIndex } from './teardown.ts'

/** What io_uring_register(2) takes as an index that the kernel chooses. */
const ANY = 0xffff_ffff

/**
 * How a ring is named in system calls: by its descriptor, or by an index that is registered with
 * the calling thread, which spares the kernel a look at the table of descriptors in every call.
 */
export class RingFd {
  /** The ring's number for the backend. */
  ring: number
  /** What enters name. */
  enterFd: number
  /** Flags of every enter. */
  enterFlags: number
  /** What registrations name, and what is added to their opcodes. */
  registerFd: number
  registerFlag: number
  /** The registered index, or -1. */
  #index = -1
  readonly #kernel: Kernel
  readonly #queues: Queues

  constructor(kernel: Kernel, queues: Queues) {
    const { fd, params } = queues
    const only = (params.flags & SetupFlags.REGISTERED_FD_ONLY) !== 0
    this.#kernel = kernel
    this.#queues = queues
    this.ring = this.enterFd = this.registerFd = fd
    this.enterFlags = enterFlags(params.flags)
    this.registerFlag = only ? REGISTER_USE_REGISTERED_RING : 0
    if (only) this.#index = fd - REGISTERED_ONLY
  }

  /** The descriptor; the registered index of a ring that has none. */
  get fd(): number {
    return this.ring < REGISTERED_ONLY ? this.ring : this.ring - REGISTERED_ONLY
  }

  /** Whether the ring has a descriptor, and so can be mapped. */
  get isOpen(): boolean {
    return this.ring < REGISTERED_ONLY
  }

  /** Registers with the calling thread, and uses the index from now on, which is answered. */
  register(): number {
    if (this.#index >= 0) throw refused(Errno.EEXIST, 'the ring is registered already')
    const update = new RsrcUpdate()
    update.offset = ANY
    update.data = this.ring
    registerRingFds(throwing(registrarOf(this.#kernel, this.ring)), update)
    this.#index = update.offset
    writeIndex(this.#queues.control, this.#index)
    this.#use(this.#index, this.enterFlags | EnterFlags.REGISTERED_RING)
    if ((this.#queues.params.features & Features.REG_REG_RING) !== 0) {
      this.registerFd = this.#index
      this.registerFlag = REGISTER_USE_REGISTERED_RING
    }
    return this.#index
  }

  /** Back to the descriptor. */
  unregister(): void {
    if (this.#index < 0) throw refused(Errno.EINVAL, 'the ring is not registered')
    if (!this.isOpen) throw refused(Errno.EINVAL, 'the index is all that the ring has: close it')
    const update = new RsrcUpdate()
    update.offset = this.#index
    unregisterRingFds(throwing(registrarOf(this.#kernel, this.ring)), update)
    this.#index = -1
    writeIndex(this.#queues.control, -1)
    this.#use(this.ring, this.enterFlags & ~EnterFlags.REGISTERED_RING)
    this.registerFd = this.ring
    this.registerFlag = 0
  }

  /** Leaves the index alone: the descriptor is closed. */
  close(): void {
    const { params, control } = this.#queues
    if (this.#index < 0) throw refused(Errno.EINVAL, 'the ring must be registered first')
    if (!this.isOpen) throw refused(Errno.EBADF, 'the ring has no descriptor')
    if ((params.features & Features.REG_REG_RING) === 0) {
      throw refused(Errno.EINVAL, 'this kernel cannot register anything with an index (Linux 6.3)')
    }
    callByIndex(control)
    this.ring = this.#kernel.closeDescriptor(this.ring, this.#index)
  }

  #use(enterFd: number, flags: number): void {
    const { control } = this.#queues
    const registered = flags & EnterFlags.REGISTERED_RING
    this.enterFd = enterFd
    this.enterFlags = flags
    control[Control.ENTER_FD] = enterFd
    control[Control.ENTER_FLAGS] &= ~EnterFlags.REGISTERED_RING
    control[Control.ENTER_FLAGS] |= registered
  }
}

function refused(errno: number, explanation: string): Error {
  return registerError(RegisterOp.REGISTER_RING_FDS, errno, { explanation })
}
