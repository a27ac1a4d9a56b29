import { Op } from '../../generated/constants.ts'
import { Syscall } from '../../generated/internal.ts'
import * as prep from '../../generated/prep.ts'
import { UringError } from '../errors.ts'
import type { Engine } from './engine.ts'

/** Closes a descriptor through the ring; by a system call when the ring is closed already. */
export async function closeFd(engine: Engine, value: number, direct: boolean): Promise<void> {
  try {
    const isDone = await closeByRing(engine, value, direct)
    if (!isDone && !direct) engine.kernel.syscall(Syscall.close, value)
  } finally {
    engine.descriptorClosed()
  }
}

async function closeByRing(engine: Engine, value: number, direct: boolean): Promise<boolean> {
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
