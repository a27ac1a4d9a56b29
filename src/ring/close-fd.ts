import { Op } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import * as prep from '../../generated/prep.ts'
import { UringError } from '../errors.ts'
import type { Engine } from './engine.ts'
import { isPolled } from './polling.ts'
import { PinnedView } from './stable.ts'

/** Closes a descriptor through the ring; by a system call when the ring is closed already. */
export async function closeFd(engine: Engine, value: number, direct: boolean): Promise<void> {
  // From here on the number may be another thread's at any time, and nobody may close it once more.
  if (!direct) engine.owned.delete(value)
  try {
    const isDone = await closeByRing(engine, value, direct)
    if (!isDone && !direct) engine.kernel.syscall(Syscall.close, value)
  } finally {
    engine.descriptorClosed()
  }
}

async function closeByRing(engine: Engine, value: number, direct: boolean): Promise<boolean> {
  // A ring with IOPOLL takes no close, but it lets a slot be emptied.
  if (isPolled(engine.setupFlags)) return direct && (await emptySlot(engine, value))
  const o = engine.tryBegin(Op.CLOSE, 'void')
  if (o === null) return false
  if (direct) prep.closeDirect(o.sqe, value)
  else prep.closeFd(o.sqe, value)
  try {
    await engine.promise<void>(o)
    return true
  } catch (error) {
    // The ring closes and has cancelled this before a kernel thread came to it: it was not done.
    if (direct || !(error instanceof UringError) || error.code !== 'ECANCELED') throw error
    return false
  }
}

async function emptySlot(engine: Engine, index: number): Promise<boolean> {
  const nothing = new PinnedView(engine.kernel, new Int32Array([-1]))
  const o = engine.tryBegin(Op.FILES_UPDATE, 'void')
  if (o === null) return false
  o.pinned = nothing
  prep.filesUpdate(o.sqe, nothing.address, 1, index)
  await engine.promise<void>(o)
  return true
}
