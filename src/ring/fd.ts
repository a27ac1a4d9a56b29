import { Syscall } from '../../generated/internal.ts'
import { codedError, UringError } from '../errors.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'
import type { Operation } from './operation.ts'
import type { SendQueue } from './send.ts'
import { decodeAddress } from './socket-address.ts'
import { PinnedView } from './stable.ts'
import type { Fd, SocketAddress } from './types.ts'

/** How often a close asks again for the end of what runs on the descriptor. */
const CANCEL_AGAIN_MS = 20
const ADDRESS_BYTES = 128

interface Leftover {
  readonly kernel: Kernel
  readonly value: number
}

/** A plain descriptor that nobody can reach any more is closed, with a warning, as fs does it. */
const forgotten = new FinalizationRegistry<Leftover>(({ kernel, value }) => {
  kernel.syscall(Syscall.close, value)
  process.emitWarning(`Closed descriptor ${value} on garbage collection: call close() yourself`, {
    type: 'UringWarning',
    code: 'ERR_URING_FD_LEAKED',
  })
})

/** A descriptor that the ring opened. It counts what runs on it, so that closing can wait for it. */
export class RingFd implements Fd {
  readonly value: number
  readonly direct: boolean
  /** @internal Its whole sends, in call order. */
  sends: SendQueue | null = null
  readonly #engine: Engine
  /** What runs on it. Small: a stream and a send or two. */
  readonly #running = new Set<Operation>()
  #closing: Promise<void> | null = null
  #quiet: (() => void) | null = null

  constructor(engine: Engine, value: number, direct: boolean) {
    this.value = value
    this.direct = direct
    this.#engine = engine
    if (!direct) forgotten.register(this, { kernel: engine.kernel, value }, this)
  }

  get closed(): boolean {
    return this.#closing !== null
  }

  /** @internal Whose it is. */
  belongsTo(engine: Engine): boolean {
    return this.#engine === engine
  }

  /** @internal */
  began(o: Operation): void {
    this.#running.add(o)
  }

  /** @internal */
  ended(o: Operation): void {
    this.#running.delete(o)
    if (this.#running.size === 0) this.#quiet?.()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    forgotten.unregister(this)
    if (this.#running.size > 0) await this.#cancel()
    await this.#engine.closeFd(this.value, this.direct)
  }

  #cancel(): Promise<void> {
    const engine = this.#engine
    const ask = (): void => {
      for (const o of this.#running) o.stopped ??= 'closed'
      engine.cancelAll(this)
    }
    return new Promise((resolve) => {
      const timer = setInterval(ask, CANCEL_AGAIN_MS)
      this.#quiet = () => {
        clearInterval(timer)
        resolve()
      }
      ask()
    })
  }

  async install(): Promise<Fd> {
    if (!this.direct)
      throw codedError('ERR_URING_FD_PLAIN', 'The descriptor is a plain one already')
    return this.#engine.install(this)
  }

  localAddress(): SocketAddress {
    return this.#name(Syscall.getsockname, 'getsockname')
  }

  remoteAddress(): SocketAddress {
    return this.#name(Syscall.getpeername, 'getpeername')
  }

  #name(number: number, syscall: string): SocketAddress {
    if (this.direct) {
      throw codedError(
        'ERR_URING_FD_DIRECT',
        `${syscall}(2) needs a plain descriptor: install() it`,
      )
    }
    if (this.closed) throw closedError('fd')
    const { kernel } = this.#engine
    const memory = Buffer.alloc(ADDRESS_BYTES + 4)
    memory.writeUInt32LE(ADDRESS_BYTES, ADDRESS_BYTES)
    const pin = new PinnedView(kernel, memory)
    const answer = kernel.syscall(number, this.value, pin.address, pin.address + ADDRESS_BYTES)
    if (answer < 0) throw new UringError(answer, syscall)
    const address = decodeAddress(memory.subarray(0, memory.readUInt32LE(ADDRESS_BYTES)))
    return address ?? { path: '' }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** What using a closed descriptor throws. */
export function closedError(name: string): Error {
  return codedError('ERR_URING_FD_CLOSED', `The "${name}" argument is a descriptor that was closed`)
}
