/** Making a ring and entering the kernel: flags, features, and where the mappings lie. */
import type { Family, Loose } from './types.ts'

const SetupFlags: Family = {
  name: 'SetupFlags',
  kind: 'flags',
  doc: 'How io_uring_setup(2) builds the ring; stored in {@link Params.flags}.',
  prefixes: ['IORING_SETUP_'],
  members: {
    IORING_SETUP_IOPOLL: [
      '5.1',
      'Finds completions by polling the device instead of interrupts. Only for O_DIRECT ' +
        'files of drivers that can.',
    ],
    IORING_SETUP_SQPOLL: [
      '5.1',
      'A kernel thread picks submissions up, so that submitting needs no system call while ' +
        'it is awake.',
    ],
    IORING_SETUP_SQ_AFF: [
      '5.1',
      'Pins the SQPOLL thread to the processor in {@link Params.sqThreadCpu}. Needs SQPOLL.',
    ],
    IORING_SETUP_CQSIZE: [
      '5.5',
      'Takes the size of the completion queue from {@link Params.cqEntries}, rounded up to a ' +
        'power of two: not less than the submissions, and up to 65536.',
    ],
    IORING_SETUP_CLAMP: [
      '5.6',
      'Cuts sizes above the limits (32768 and 65536) down instead of failing.',
    ],
    IORING_SETUP_ATTACH_WQ: [
      '5.6',
      'Shares the worker threads of the ring in {@link Params.wqFd}, and its SQPOLL thread ' +
        'if both have one.',
    ],
    IORING_SETUP_R_DISABLED: [
      '5.10',
      'Starts the ring disabled: it can be registered with, not entered, until ENABLE_RINGS.',
    ],
    IORING_SETUP_SUBMIT_ALL: [
      '5.18',
      'Goes on with a batch after a submission that is refused; without it the rest stays queued.',
    ],
    IORING_SETUP_COOP_TASKRUN: [
      '5.19',
      'Finishes work when the thread enters the kernel anyway, without interrupting it. Not ' +
        'with SQPOLL.',
    ],
    IORING_SETUP_TASKRUN_FLAG: [
      '5.19',
      'Raises TASKRUN in {@link SqOffsets.flags} while finished work waits. Needs ' +
        'COOP_TASKRUN or DEFER_TASKRUN; not with SQPOLL.',
    ],
    IORING_SETUP_SQE128: ['5.19', 'Every submission takes 128 bytes. Not with SQE_MIXED.'],
    IORING_SETUP_CQE32: ['5.19', 'Every completion takes 32 bytes. Not with CQE_MIXED.'],
    IORING_SETUP_SINGLE_ISSUER: [
      '6.0',
      'Promises that one thread submits; any other gets EEXIST. Ignored with SQPOLL.',
    ],
    IORING_SETUP_DEFER_TASKRUN: [
      '6.1',
      'Finishes work only when its owner waits for completions. Needs SINGLE_ISSUER; not ' +
        'with SQPOLL.',
    ],
    IORING_SETUP_NO_MMAP: [
      '6.5',
      'Uses the memory in {@link SqOffsets.userAddr} and {@link CqOffsets.userAddr} for the ' +
        'queues.',
    ],
    IORING_SETUP_REGISTERED_FD_ONLY: [
      '6.5',
      'Answers with an index in the table of registered rings and makes no descriptor. Needs ' +
        'NO_MMAP.',
    ],
    IORING_SETUP_NO_SQARRAY: [
      '6.6',
      'Drops the index array: entries are taken in the order of their slots.',
    ],
    IORING_SETUP_HYBRID_IOPOLL: [
      '6.13',
      'Sleeps for a while before it polls the device. Needs IOPOLL.',
    ],
    IORING_SETUP_CQE_MIXED: [
      '6.18',
      'Completions of 16 and of 32 bytes share the queue, which holds at least two; the large ' +
        'ones carry F_32. Not with CQE32.',
    ],
    IORING_SETUP_SQE_MIXED: [
      '6.19',
      'Submissions of 64 and of 128 bytes share the queue, which holds at least two; the ' +
        'opcode tells which. Not with SQE128.',
    ],
    IORING_SETUP_SQ_REWIND: [
      '7.0',
      'Every enter takes entries from slot 0 on; head and tail stay 0. Needs NO_SQARRAY; not ' +
        'with SQPOLL.',
    ],
  },
}

const Features: Family = {
  name: 'Features',
  kind: 'flags',
  doc: 'What the running kernel can do; io_uring_setup(2) writes it to {@link Params.features}.',
  prefixes: ['IORING_FEAT_'],
  members: {
    IORING_FEAT_SINGLE_MMAP: ['5.4', 'One mapping holds both queues.'],
    IORING_FEAT_NODROP: ['5.5', 'Completions that do not fit are kept aside and delivered later.'],
    IORING_FEAT_SUBMIT_STABLE: [
      '5.5',
      'What only the submission reads (paths, addresses, iovecs) may be reused once it is ' +
        'consumed.',
    ],
    IORING_FEAT_RW_CUR_POS: ['5.6', 'A file offset of -1 means the position of the file.'],
    IORING_FEAT_CUR_PERSONALITY: [
      '5.6',
      'Operations run with the credentials of the submitting thread.',
    ],
    IORING_FEAT_FAST_POLL: ['5.7', 'Waiting for a socket or pipe needs no worker thread.'],
    IORING_FEAT_POLL_32BITS: ['5.9', 'Poll takes 32 bits of events, EPOLLEXCLUSIVE included.'],
    IORING_FEAT_SQPOLL_NONFIXED: ['5.11', 'SQPOLL rings take ordinary descriptors.'],
    IORING_FEAT_EXT_ARG: [
      '5.11',
      'Waits take a timeout and a signal mask in {@link GetEventsArg}.',
    ],
    IORING_FEAT_NATIVE_WORKERS: [
      '5.12',
      'Workers are threads of the process, with its limits and identity.',
    ],
    IORING_FEAT_RSRC_TAGS: [
      '5.13',
      'Registered files and buffers take tags that announce their end.',
    ],
    IORING_FEAT_CQE_SKIP: ['5.17', 'Submissions take CQE_SKIP_SUCCESS.'],
    IORING_FEAT_LINKED_FILE: [
      '5.17',
      'A linked operation may use a file that an earlier one opens.',
    ],
    IORING_FEAT_REG_REG_RING: [
      '6.3',
      'Registration calls take a registered ring instead of a descriptor.',
    ],
    IORING_FEAT_RECVSEND_BUNDLE: ['6.10', 'Sends and receives take bundles and provided buffers.'],
    IORING_FEAT_MIN_TIMEOUT: ['6.12', 'Waits take a minimum time to collect a batch.'],
    IORING_FEAT_RW_ATTR: [
      '6.14',
      'Reads and writes take attributes such as protection information.',
    ],
    IORING_FEAT_NO_IOWAIT: ['6.15', 'Waits can be kept out of the iowait statistics.'],
  },
}

const EnterFlags: Family = {
  name: 'EnterFlags',
  kind: 'flags',
  doc: 'Flags of io_uring_enter(2).',
  prefixes: ['IORING_ENTER_'],
  members: {
    IORING_ENTER_GETEVENTS: [
      '5.1',
      'Waits for completions; with none wanted, runs what is due and returns.',
    ],
    IORING_ENTER_SQ_WAKEUP: ['5.1', 'Wakes the SQPOLL thread.'],
    IORING_ENTER_SQ_WAIT: [
      '5.10',
      'Waits until the SQPOLL thread has made room in the submission queue.',
    ],
    IORING_ENTER_EXT_ARG: [
      '5.11',
      'The argument is a {@link GetEventsArg} and not a signal mask. Read only with GETEVENTS.',
    ],
    IORING_ENTER_REGISTERED_RING: ['5.18', 'The descriptor is an index from REGISTER_RING_FDS.'],
    IORING_ENTER_ABS_TIMER: [
      '6.12',
      'The timeout is a point in time on the clock of the ring. Ignored without EXT_ARG.',
    ],
    IORING_ENTER_EXT_ARG_REG: [
      '6.13',
      'The argument is the byte offset of a {@link RegWait} in the registered wait region. ' +
        'Ignored without EXT_ARG; not on a ring that polls by IOPOLL.',
    ],
    IORING_ENTER_NO_IOWAIT: ['6.15', 'The time spent waiting does not count as iowait.'],
  },
}

const SqRingFlags: Family = {
  name: 'SqRingFlags',
  kind: 'flags',
  doc:
    'What the kernel says in the flags word of the submission queue, at {@link ' +
    'SqOffsets.flags}.',
  prefixes: ['IORING_SQ_'],
  members: {
    IORING_SQ_NEED_WAKEUP: [
      '5.1',
      'The SQPOLL thread sleeps; enter with SQ_WAKEUP. Read it after a full barrier.',
    ],
    IORING_SQ_CQ_OVERFLOW: [
      '5.8',
      'Completions are kept aside; enter with GETEVENTS to fetch them.',
    ],
    IORING_SQ_TASKRUN: ['5.19', 'Finished work waits; enter with GETEVENTS to run it.'],
  },
}

const CqRingFlags: Family = {
  name: 'CqRingFlags',
  kind: 'flags',
  doc:
    'What the program says in the flags word of the completion queue, at {@link ' +
    'CqOffsets.flags}.',
  prefixes: ['IORING_CQ_'],
  members: {
    IORING_CQ_EVENTFD_DISABLED: ['5.8', 'The kernel does not signal the registered eventfd.'],
  },
}

export const setupFamilies: readonly Family[] = [
  SetupFlags,
  Features,
  EnterFlags,
  SqRingFlags,
  CqRingFlags,
]

export const setupLoose: readonly Loose[] = [
  {
    c: 'IORING_OFF_SQ_RING',
    name: 'OFF_SQ_RING',
    entry: ['5.1', 'Offset for mmap(2): the submission queue, and with SINGLE_MMAP both queues.'],
  },
  {
    c: 'IORING_OFF_CQ_RING',
    name: 'OFF_CQ_RING',
    entry: ['5.1', 'Offset for mmap(2): the completion queue.'],
  },
  {
    c: 'IORING_OFF_SQES',
    name: 'OFF_SQES',
    entry: ['5.1', 'Offset for mmap(2): the submission entries.'],
  },
  {
    c: 'IORING_OFF_PBUF_RING',
    name: 'OFF_PBUF_RING',
    entry: ['6.4', 'Offset for mmap(2): buffer ring 0 that the kernel allocated.'],
  },
  {
    c: 'IORING_OFF_PBUF_SHIFT',
    name: 'OFF_PBUF_SHIFT',
    entry: ['6.4', 'Bits by which a buffer group is shifted before it is added to OFF_PBUF_RING.'],
  },
  {
    c: 'IORING_OFF_MMAP_MASK',
    name: 'OFF_MMAP_MASK',
    entry: ['6.4', 'The bits of a mapping offset that tell which part of the ring is meant.'],
  },
]
