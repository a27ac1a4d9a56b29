/** Questions to the kernel, credentials, messages, cancellation, zero-copy receive. */
import { none, type RegisterRow, struct } from './types.ts'

export const kernelRows: readonly RegisterRow[] = [
  {
    op: 'REGISTER_PROBE',
    name: 'registerProbe',
    since: '5.6',
    doc: 'Asks which opcodes this kernel has. The memory must be all zero.',
    argument: {
      kind: 'roomy',
      name: 'probe',
      struct: 'Probe',
      element: 'ProbeOp',
      most: 256,
      doc:
        'All that its memory has room for is asked: make it of `Probe.SIZE + n * ProbeOp.SIZE` ' +
        'bytes.',
    },
    errors: { EINVAL: 'the memory is not all zero' },
  },
  {
    op: 'REGISTER_QUERY',
    name: 'registerQuery',
    since: '6.18',
    doc:
      'Asks what the kernel can do, with a chain of questions: each has an answer of its own in ' +
      '`result`.',
    argument: struct('QueryHeader', 0),
    ringless: 'may',
    errors: {
      EFAULT: 'a question of the chain is no memory of this process',
      ERANGE: 'the chain is too long, or closed',
    },
  },
  {
    op: 'REGISTER_PERSONALITY',
    name: 'registerPersonality',
    since: '5.6',
    doc: "Keeps the caller's credentials under a number that submissions can name.",
    argument: none,
    result: 'The number',
  },
  {
    op: 'UNREGISTER_PERSONALITY',
    name: 'unregisterPersonality',
    since: '5.6',
    doc: 'Forgets kept credentials.',
    argument: {
      kind: 'number',
      name: 'personality',
      doc: 'The number that registerPersonality gave.',
    },
    errors: { EINVAL: 'no credentials are kept under that number' },
  },
  {
    op: 'REGISTER_SYNC_CANCEL',
    name: 'registerSyncCancel',
    since: '6.0',
    doc:
      'Cancels at once and waits; completions may still come later, and running file I/O goes ' +
      'on.',
    argument: struct('SyncCancelReg'),
    result: '0, or how many were found at once',
    errors: {
      ENOENT: 'nothing in flight matches',
      ETIME: 'the time was over while something still ran',
    },
  },
  {
    op: 'REGISTER_SEND_MSG_RING',
    name: 'registerSendMsgRing',
    since: '6.13',
    doc: 'Puts a completion into a ring without having one.',
    argument: {
      kind: 'sqe',
      name: 'sqe',
      doc: 'A submission that `prep.msgRing` has filled: one of `Sqe.alone()` will do.',
    },
    ringless: 'must',
    errors: {
      EBADFD: 'the target is no ring, or is disabled',
      EINVAL: 'the submission is no MSG_RING that sends data, or has flags',
      EOVERFLOW: "the target's queue is full",
    },
  },
  {
    op: 'REGISTER_ZCRX_IFQ',
    name: 'registerZcrxIfq',
    since: '6.15',
    doc:
      'Receives a queue of a network device without copying. Needs CAP_NET_ADMIN, DEFER_TASKRUN ' +
      'and 32-byte completions.',
    argument: struct('ZcrxIfqReg'),
    errors: {
      EINVAL:
        'the ring was made without DEFER_TASKRUN and CQE32 (or CQE_MIXED), or an argument is wrong',
      ENODEV: 'there is no such interface',
      EOPNOTSUPP: 'the driver cannot receive without copying, or this kernel was built without it',
      EPERM: 'it needs CAP_NET_ADMIN',
    },
  },
  {
    op: 'REGISTER_ZCRX_CTRL',
    name: 'registerZcrxCtrl',
    since: '6.19',
    doc:
      'Controls a zero-copy receive queue: flushes its returned buffers, exports it to another ' +
      'ring, re-arms an event (Linux 7.2), adds memory (Linux 7.3).',
    argument: struct('ZcrxCtrl', 0),
    errors: {
      ENXIO: 'the ring has no receive queue of that number',
      EOPNOTSUPP: 'this kernel does not know that control',
    },
  },
]
