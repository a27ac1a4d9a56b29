/** The ring itself: what it may do, how large it is, how it waits, who works for it. */
import { none, PINNED, type RegisterArgument, type RegisterRow, struct } from './types.ts'

const restrictions = {
  name: 'restrictions',
  struct: 'Restriction',
  doc: 'Everything that is allowed; `restrictions` makes them.',
} as const
const taskRestrictions: RegisterArgument = {
  kind: 'headed',
  ...restrictions,
  header: 'TaskRestriction',
  length: 'nrRes',
}

export const ringRows: readonly RegisterRow[] = [
  {
    op: 'REGISTER_RESTRICTIONS',
    name: 'registerRestrictions',
    since: '5.10',
    doc:
      'Says, once and for ever, what the ring may do. The ring was made with R_DISABLED; the ' +
      'restrictions count from {@link registerEnableRings} on.',
    argument: { kind: 'structs', ...restrictions },
    errors: {
      EBADFD: 'the ring is enabled already; make it with SetupFlags.R_DISABLED',
      EBUSY: 'the ring has restrictions already, which cannot be changed',
      EINVAL: 'a restriction names an operation or flag that this kernel does not know',
    },
  },
  {
    op: 'REGISTER_RESTRICTIONS',
    name: 'registerTaskRestrictions',
    since: '7.0',
    doc:
      'Says, once and for ever, what all rings may do that this thread makes from now on, and ' +
      'the rings of its children: the other form of REGISTER_RESTRICTIONS. Needs CAP_SYS_ADMIN ' +
      'or no_new_privs. Allow EPOLL_CTL: event loops that Node makes afterwards (of a child ' +
      'process, of spawnSync) have rings of their own, and abort without it.',
    argument: taskRestrictions,
    ringless: 'must',
    errors: {
      EACCES: 'it needs CAP_SYS_ADMIN or no_new_privs, or older restrictions do not allow it',
      EPERM: 'the thread has restrictions already, which cannot be changed',
      EINVAL: 'a restriction names an operation or flag that this kernel does not know',
    },
  },
  {
    op: 'REGISTER_BPF_FILTER',
    name: 'registerBpfFilter',
    since: '7.0',
    doc:
      'Lets a classic BPF program decide about submissions of one opcode; `bpfFilter` makes the ' +
      'argument. Several programs for one opcode must all agree. On descriptor -1 it is for all ' +
      'rings that this thread makes from now on, and needs CAP_SYS_ADMIN or no_new_privs.',
    argument: struct('Bpf'),
    ringless: 'may',
    errors: {
      EACCES: 'for a thread it needs CAP_SYS_ADMIN, or a process with no_new_privs',
      EINVAL: 'the opcode is unknown here, or the program has an instruction that is not allowed',
      EMSGSIZE: 'the kernel gives filters of this opcode data of another size than was expected',
    },
  },
  {
    op: 'REGISTER_ENABLE_RINGS',
    name: 'registerEnableRings',
    since: '5.10',
    doc: 'Enables a ring made with R_DISABLED; the calling thread becomes its submitter.',
    argument: none,
    errors: { EBADFD: 'the ring is enabled already' },
  },
  {
    op: 'REGISTER_RESIZE_RINGS',
    name: 'registerResizeRings',
    since: '6.13',
    doc:
      'Changes the size of both queues. Afterwards every mapping is stale: call `resize` of the ' +
      'ring instead, which maps anew. Needs DEFER_TASKRUN.',
    argument: struct('Params'),
    errors: {
      EINVAL: 'the ring was made without DEFER_TASKRUN, is disabled, or a size is wrong',
      EOVERFLOW: 'what waits in a queue does not fit into the new size, or completions overflowed',
      EEXIST: 'the thread is not the one that submits to the ring',
      ENOMEM: PINNED,
    },
  },
  {
    op: 'REGISTER_MEM_REGION',
    name: 'registerMemRegion',
    since: '6.13',
    doc:
      'Gives the kernel a piece of memory; with `MemRegionFlags.REG_WAIT_ARG` for wait ' +
      'arguments, which `waitRegion` of the ring sets up. One a ring, and never taken back.',
    argument: struct('MemRegionReg'),
    errors: {
      EBUSY: 'the ring has a region already',
      EFAULT: 'the region is no memory of this process that can be written',
      EINVAL: 'the memory is not whole pages, or wait arguments come to a ring that is enabled',
      ENOMEM: PINNED,
    },
  },
  {
    op: 'REGISTER_CLOCK',
    name: 'registerClock',
    since: '6.12',
    doc:
      'Chooses the clock of waits: `ClockId.MONOTONIC` (which it is without this) or ' +
      '`ClockId.BOOTTIME`. It matters with EnterFlags.ABS_TIMER.',
    argument: struct('ClockRegister', 0),
    errors: { EINVAL: 'waits know CLOCK_MONOTONIC and CLOCK_BOOTTIME only' },
  },
  {
    op: 'REGISTER_NAPI',
    name: 'registerNapi',
    since: '6.9',
    doc:
      'Polls network devices busily before sleeping; or, since Linux 6.13, adds and removes NAPI ' +
      'ids. The old setting is written back.',
    argument: struct('Napi'),
    errors: {
      EINVAL: 'the ring was made with IOPOLL, or the struct says something unknown',
      EOPNOTSUPP: 'this kernel was built without busy polling',
    },
  },
  {
    op: 'UNREGISTER_NAPI',
    name: 'unregisterNapi',
    since: '6.9',
    doc: 'Stops busy polling. The old setting is written back.',
    argument: struct('Napi'),
  },
  {
    op: 'REGISTER_IOWQ_AFF',
    name: 'registerIowqAff',
    since: '5.14',
    doc: "Says on which processors the ring's worker threads may run.",
    argument: { kind: 'bytes', name: 'mask', doc: 'One bit a processor.' },
    errors: { EINVAL: 'the mask has a processor on which this process may not run' },
  },
  {
    op: 'UNREGISTER_IOWQ_AFF',
    name: 'unregisterIowqAff',
    since: '5.14',
    doc: 'Lets the worker threads run anywhere again.',
    argument: none,
  },
  {
    op: 'REGISTER_IOWQ_MAX_WORKERS',
    name: 'registerIowqMaxWorkers',
    since: '5.15',
    doc:
      'Limits the worker threads of this thread, on each NUMA node; 0 leaves a limit alone. The ' +
      'old limits are written back.',
    argument: { kind: 'words', name: 'limits', doc: 'Two words: bounded and unbounded workers.' },
    errors: { EINVAL: 'there are not exactly two limits' },
  },
  {
    op: 'REGISTER_RING_FDS',
    name: 'registerRingFds',
    since: '5.18',
    doc:
      "Registers a ring's descriptor with the calling thread; 16 a thread. The index is written " +
      'back. `registerRingFd` of the ring does this and uses the index.',
    argument: struct('RsrcUpdate'),
    result: 'How many were registered: 1',
    errors: {
      EBADF: 'the descriptor is not open',
      EBUSY: 'all 16 places of this thread are taken, or the one that was asked for',
      EINVAL: 'there is no such place, or the opcode of the struct is wrong',
      EOPNOTSUPP: 'the descriptor is not a ring',
    },
  },
  {
    op: 'UNREGISTER_RING_FDS',
    name: 'unregisterRingFds',
    since: '5.18',
    doc: "Takes back a registration of a ring's descriptor. Its `data` must be 0.",
    argument: struct('RsrcUpdate'),
    result: 'How many were taken back: 1',
    errors: { EINVAL: 'there is no such place, or `data` is not 0' },
  },
]
