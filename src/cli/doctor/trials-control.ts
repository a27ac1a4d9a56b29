import { FutexFlags, Op, WaitFlags, WaitIdType } from '../../../generated/constants.ts'
import { FutexWaitv } from '../../../generated/structs.ts'
import { answers, type Bench } from './bench.ts'
import type { Trial } from './trials-files.ts'

/** A group of provided buffers that no pool has: pools are numbered from 0. */
const GROUP = 4242

function provide({ ring, buffer: addr }: Bench): Promise<unknown> {
  return ring.issue(Op.PROVIDE_BUFFERS, { fd: 1, addr, len: 64, bufIndex: GROUP })
}

/** Timers, cancellation, messages, futexes: operations on nothing that lies outside of a ring. */
export const controlTrials = {
  NOP: ({ ring, call }) => ring.nop(call),
  TIMEOUT: ({ ring }) => ring.timeout(1),
  LINK_TIMEOUT: ({ ring }) => ring.chain(() => [ring.nop(), ring.linkTimeout(1000)]),
  // All ones is the name of nothing: that there is no such operation is the answer.
  TIMEOUT_REMOVE: ({ ring }) => answers(ring.issue(Op.TIMEOUT_REMOVE, { addr: -1 }), 'ENOENT'),
  POLL_REMOVE: ({ ring }) => answers(ring.issue(Op.POLL_REMOVE, { addr: -1 }), 'ENOENT'),
  ASYNC_CANCEL: ({ ring }) => answers(ring.issue(Op.ASYNC_CANCEL, { addr: -1 }), 'ENOENT'),
  MSG_RING: async ({ ring }) => {
    // To itself: a second ring would want memory that may be short.
    const messages = ring.messages()
    await ring.message(ring.handle, 1)
    await messages.next()
    await messages.return()
  },
  PROVIDE_BUFFERS: provide,
  REMOVE_BUFFERS: async (bench) => {
    await provide(bench)
    await bench.ring.issue(Op.REMOVE_BUFFERS, { fd: 1, bufIndex: GROUP })
  },
  // Without a descriptor there is nothing to do; only a kernel that knows the opcode says so.
  EPOLL_CTL: ({ ring, buffer: addr }) =>
    answers(ring.issue(Op.EPOLL_CTL, { addr, len: 1 }), 'EBADF'),
  EPOLL_WAIT: ({ ring, buffer: addr }) =>
    answers(ring.issue(Op.EPOLL_WAIT, { addr, len: 1 }), 'EBADF'),
  WAITID: ({ ring, call }) =>
    answers(
      ring.waitid(WaitIdType.ALL, 0, WaitFlags.EXITED | WaitFlags.NOHANG, call),
      'ECHILD',
      'EAGAIN',
    ),
  FUTEX_WAIT: ({ ring, call }) => answers(ring.futexWait(Int32Array.of(1), 0, call), 'EAGAIN'),
  FUTEX_WAKE: ({ ring, call }) => ring.futexWake(Int32Array.of(0), 1, call),
  FUTEX_WAITV: ({ ring }) => {
    const futex = new FutexWaitv()
    futex.flags = FutexFlags.SIZE_U32 | FutexFlags.PRIVATE
    // It lies nowhere, which is the answer.
    const addr = new Uint8Array(futex.view.buffer)
    return answers(ring.issue(Op.FUTEX_WAITV, { fd: 0, addr, len: 1 }), 'EFAULT')
  },
} satisfies Readonly<Record<string, Trial>>
