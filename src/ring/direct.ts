import { FILE_INDEX_ALLOC, Op } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import type { Engine } from './engine.ts'
import { asFile } from './fd.ts'
import { heldFd } from './held.ts'
import { RingIssuing } from './issue.ts'
import type { Pins } from './pins.ts'
import { newFd } from './settle.ts'
import type { SlotLike } from './slots.ts'
import { PinnedStruct } from './stable.ts'
import type { CallOptions, Fd, FdLike, Pinned } from './types.ts'

const SLOT = 'options.slot'

/** Direct descriptors: slots with a name before they are open, and slots for what is open. */
export abstract class RingDirect extends RingIssuing {
  protected abstract override readonly engine: Engine

  /** Throws if the ring is closed. */
  protected abstract check(): void

  /**
   * A direct descriptor before it is open: what opens it takes it as the option `slot`, and a chain
   * may use it behind that at once. The ring chooses a free slot, one that the kernel never chooses
   * by itself; `index` asks for one of those that it does. Close it, also if it was never opened.
   *
   * Throws `ERR_URING_NO_SLOTS` if the ring was made without `slots`, `ERR_URING_NO_SLOT` if all
   * are taken, `ERR_URING_SLOT_IN_USE` if that one is.
   */
  slot(index?: number): Fd {
    this.check()
    return this.engine.slots.name(this.engine, index)
  }

  /**
   * Puts an open descriptor into a slot of the direct table as well: operations on it are spared
   * the look-up of a descriptor each time. Both are open then, and closed one by one. The way back
   * is {@link Fd.install}.
   *
   * @param options `slot`: which slot, a number or what `ring.slot()` gave; left out, the kernel
   * chooses one. See {@link CallOptions}.
   * @returns The direct descriptor.
   */
  registerFile(
    fd: FdLike,
    options?: CallOptions & { readonly slot?: number | Fd | undefined },
  ): Promise<Fd> {
    const value = this.fileOf(fd, 'fd')
    if (this.isDirect(fd)) return Promise.resolve(asFile(fd)!)
    const slot = this.slotOf(options?.slot ?? -1, SLOT)
    const call = this.callOf(options)
    const file = this.#fileIn(slot)
    file.bytes.writeInt32LE(value)
    const pins = this.pinsWith([file, heldFd(fd, 'fd')], slot, 1)
    const o = this.begin(Op.FILES_UPDATE, 'struct', null, pins, call)
    const index = slot === FILE_INDEX_ALLOC ? slot : slot - 1
    prep.filesUpdate(o.sqe, file.address, 1, index)
    return this.commit(o)
  }

  /** The word of the descriptor, over which the kernel writes the slot that it chose. */
  #fileIn(slot: number): PinnedStruct<Fd> {
    const make = (buffer: ArrayBuffer): Fd => newFd(this.engine, new Int32Array(buffer)[0], slot)
    return new PinnedStruct(this.kernel, make, Int32Array.BYTES_PER_ELEMENT)
  }

  protected slotOf(slot: SlotLike, name: string): number {
    return this.engine.slots.fieldOf(slot, name, this.engine)
  }

  protected pinsWith(pins: Pins, slot: number, count: number): Pinned | readonly Pinned[] | null {
    return this.engine.slots.with(pins, slot, count, SLOT)
  }
}
