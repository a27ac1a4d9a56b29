import { availableParallelism } from 'node:os'

import { Features, Op, RegisterOp, SetupFlags, support } from 'uring-sdk'
import { RawRing } from 'uring-sdk/raw'

/** What this kernel and this machine have, as far as the ladder asks for it. */
export interface Available {
  setup(flags: number): boolean
  register(op: number): boolean
  op(op: number): boolean
  readonly features: number
  readonly cores: number
}

/** Asked once; without any ring the reason is the ring's own. */
export function available(): Available {
  const answer = support()
  if (!answer.ok) throw answer.error
  const ring = new RawRing({ entries: 1 })
  const { features } = ring.params
  ring.close()
  return {
    setup: (flags) => answer.setup(flags),
    register: (op) => answer.register(op),
    op: (op) => answer.op(op),
    features,
    cores: availableParallelism(),
  }
}

/** Half a sentence that says why a technique cannot be had here, or undefined. */
export function lackOf(technique: string, has: Available): string | undefined {
  const { SINGLE_ISSUER, DEFER_TASKRUN, SQPOLL } = SetupFlags
  const kernel = (there: boolean, what: string): string | undefined =>
    there ? undefined : `this kernel has no ${what}`
  switch (technique) {
    case 'defer-taskrun':
      return kernel(has.setup(SINGLE_ISSUER | DEFER_TASKRUN), 'DEFER_TASKRUN')
    case 'sqpoll':
      return kernel(has.setup(SQPOLL), 'SQPOLL that this process may use')
    case 'ring-fd':
      return kernel(has.register(RegisterOp.REGISTER_RING_FDS), 'registered rings')
    case 'provided':
      return kernel(has.register(RegisterOp.REGISTER_PBUF_RING), 'rings of buffers')
    case 'multishot':
      return kernel(has.op(Op.SEND_ZC), 'multishot receive, which is as old as SEND_ZC')
    case 'bundles':
      return kernel((has.features & Features.RECVSEND_BUNDLE) !== 0, 'bundles')
    case 'min-wait':
      return kernel((has.features & Features.MIN_TIMEOUT) !== 0, 'wait for some of many')
    case 'cores':
      return has.cores > 1 ? undefined : 'there is only one core'
    default:
      return undefined
  }
}
