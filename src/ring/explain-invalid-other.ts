/** EINVAL of operations that are about neither files nor sockets: times, waits, rings. */
import { CancelFlags, Op, SetupFlags, TimeoutFlags } from '../../generated/constants.ts'
import { numberOf, type Rule } from './explain-facts.ts'

const { ABS, BOOTTIME, MULTISHOT, REALTIME } = TimeoutFlags

const clocks: Rule = ({ sqe }) => {
  const flags = sqe?.timeoutFlags ?? 0
  if ((flags & BOOTTIME) !== 0 && (flags & REALTIME) !== 0) {
    return {
      explanation: '"flags" has BOOTTIME and REALTIME, and there is one clock',
      remedy: 'Leave one of them out.',
    }
  }
  if ((flags & ABS) === 0 || (flags & MULTISHOT) === 0) return null
  return {
    explanation: '"flags" has ABS, and a point of a clock does not come again and again',
    remedy: 'Leave TimeoutFlags.ABS out, or use timeout().',
  }
}

const notLinked: Rule = () => ({
  explanation: 'a LINK_TIMEOUT belongs behind an operation that is linked to it, and stands alone',
  remedy: 'Use it inside of a chain, or give the other operation the option `timeout`.',
})

const cancelKeys: Rule = ({ sqe }) => {
  const flags = sqe?.cancelFlags ?? 0
  if ((flags & CancelFlags.ANY) === 0 || (flags & (CancelFlags.FD | CancelFlags.OP)) === 0)
    return null
  return {
    explanation: '"flags" has ANY together with FD or OP, which say what to look for',
    remedy: 'Leave CancelFlags.ANY out.',
  }
}

const noStates: Rule = (f) => {
  if (f.value('states') !== 0) return null
  return {
    explanation: '"states" is 0: there is nothing to wait for',
    remedy: 'Give WaitFlags.EXITED, STOPPED or CONTINUED.',
  }
}

const WORD = Uint32Array.BYTES_PER_ELEMENT

const unalignedFutex: Rule = (f) => {
  if ((f.value('address') ?? 0) % WORD !== 0) {
    return {
      explanation: `"futex" does not begin at a multiple of ${WORD} bytes`,
      remedy: 'Use an Int32Array or Uint32Array.',
    }
  }
  if (f.value('mask') === 0) {
    return { explanation: '"mask" is 0, and wakes nobody', remedy: 'Set one bit of it at least.' }
  }
  return null
}

const noEpoll: Rule = (f) => {
  const fd = f.descriptor('epfd') ?? f.descriptor()
  if (fd === null || fd.kind === '' || fd.kind === 'an epoll descriptor') return null
  return {
    explanation: `"fd" ${numberOf(fd)} is ${fd.kind} and no epoll descriptor`,
    remedy: 'Give one of epoll_create1(2).',
  }
}

const noReceiveQueue: Rule = ({ ring }) => {
  const { CQE32, CQE_MIXED, DEFER_TASKRUN } = SetupFlags
  const wide = (ring.setupFlags & (CQE32 | CQE_MIXED)) !== 0
  if (wide && (ring.setupFlags & DEFER_TASKRUN) !== 0) return null
  return {
    explanation: 'RECV_ZC needs a ring with DEFER_TASKRUN, and with CQE32 or CQE_MIXED',
    remedy: 'Make such a ring, and a queue with RegisterOp.REGISTER_ZCRX_IFQ.',
  }
}

const sharedGroup: Rule = ({ sqe }) => ({
  explanation: `most likely group ${sqe?.bufGroup ?? ''} belongs to a ring of buffers`,
  remedy: 'Choose a group that no pool has: see `pool.group`.',
})

/** By opcode. */
export const invalidOtherRules: Readonly<Record<number, readonly Rule[]>> = {
  [Op.TIMEOUT]: [clocks],
  [Op.TIMEOUT_REMOVE]: [clocks],
  [Op.LINK_TIMEOUT]: [clocks, notLinked],
  [Op.ASYNC_CANCEL]: [cancelKeys],
  [Op.WAITID]: [noStates],
  [Op.FUTEX_WAIT]: [unalignedFutex],
  [Op.FUTEX_WAKE]: [unalignedFutex],
  [Op.EPOLL_CTL]: [noEpoll],
  [Op.EPOLL_WAIT]: [noEpoll],
  [Op.RECV_ZC]: [noReceiveQueue],
  [Op.PROVIDE_BUFFERS]: [sharedGroup],
}
