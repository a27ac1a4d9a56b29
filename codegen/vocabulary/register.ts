/** io_uring_register(2): its opcodes, and the flags of its arguments. */
import type { Family, Loose } from './types.ts'

const RegisterOp: Family = {
  name: 'RegisterOp',
  kind: 'enum',
  doc:
    'What io_uring_register(2) does; its second argument. The number of arguments must be ' +
    'exact.',
  enums: ['io_uring_register_op'],
  drop: ['IORING_'],
  hidden: ['IORING_REGISTER_LAST'],
  members: {
    IORING_REGISTER_BUFFERS: [
      '5.1',
      'Registers an array of {@link Iovec} as fixed buffers. Their pages stay locked.',
    ],
    IORING_UNREGISTER_BUFFERS: ['5.1', 'Gives all registered buffers back once nothing uses them.'],
    IORING_REGISTER_FILES: [
      '5.1',
      'Registers an array of descriptors as a file table; -1 is an empty slot.',
    ],
    IORING_UNREGISTER_FILES: ['5.1', 'Gives up the file table.'],
    IORING_REGISTER_EVENTFD: ['5.2', 'Signals an eventfd at every completion. One a ring.'],
    IORING_UNREGISTER_EVENTFD: ['5.2', 'Stops signalling the eventfd.'],
    IORING_REGISTER_FILES_UPDATE: [
      '5.5',
      'Fills or empties slots of the file table; {@link RsrcUpdate}.',
    ],
    IORING_REGISTER_EVENTFD_ASYNC: [
      '5.6',
      'Signals an eventfd only at completions that did not come during submission.',
    ],
    IORING_REGISTER_PROBE: [
      '5.6',
      'Tells which operations the kernel has; a zeroed {@link Probe}.',
    ],
    IORING_REGISTER_PERSONALITY: [
      '5.6',
      'Keeps the credentials of the caller; the result is an id for {@link Sqe.personality}.',
    ],
    IORING_UNREGISTER_PERSONALITY: [
      '5.6',
      'Forgets kept credentials; the id is the number of arguments.',
    ],
    IORING_REGISTER_RESTRICTIONS: [
      '5.10',
      'Limits what the ring may do; an array of {@link Restriction}. Once, while the ring is ' +
        'disabled.',
    ],
    IORING_REGISTER_ENABLE_RINGS: [
      '5.10',
      'Starts a ring made with R_DISABLED; the caller becomes its submitter.',
    ],
    IORING_REGISTER_FILES2: [
      '5.13',
      'Registers files with tags, or a sparse table; {@link RsrcRegister}.',
    ],
    IORING_REGISTER_FILES_UPDATE2: ['5.13', 'Fills slots and their tags; {@link RsrcUpdate2}.'],
    IORING_REGISTER_BUFFERS2: [
      '5.13',
      'Registers buffers with tags, or a sparse table; {@link RsrcRegister}.',
    ],
    IORING_REGISTER_BUFFERS_UPDATE: [
      '5.13',
      'Replaces registered buffers and their tags; {@link RsrcUpdate2}.',
    ],
    IORING_REGISTER_IOWQ_AFF: [
      '5.14',
      'Pins the worker threads; a processor mask and its size in bytes.',
    ],
    IORING_UNREGISTER_IOWQ_AFF: ['5.14', 'Lets the worker threads run anywhere.'],
    IORING_REGISTER_IOWQ_MAX_WORKERS: [
      '5.15',
      'Limits bounded and unbounded worker threads a NUMA node; two numbers, 0 to read. The ' +
        'old ones come back.',
    ],
    IORING_REGISTER_RING_FDS: [
      '5.18',
      'Registers ring descriptors for faster enters; {@link RsrcUpdate}. 16 for each thread.',
    ],
    IORING_UNREGISTER_RING_FDS: [
      '5.18',
      'Gives registered ring descriptors up; {@link RsrcUpdate}.',
    ],
    IORING_REGISTER_PBUF_RING: ['5.19', 'Registers a ring of provided buffers; {@link BufReg}.'],
    IORING_UNREGISTER_PBUF_RING: [
      '5.19',
      'Gives a ring of provided buffers up; {@link BufReg.bgid} names it.',
    ],
    IORING_REGISTER_SYNC_CANCEL: [
      '6.0',
      'Cancels and waits until it has taken effect; {@link SyncCancelReg}. The completions ' +
        'may come later.',
    ],
    IORING_REGISTER_FILE_ALLOC_RANGE: [
      '6.0',
      'Limits the slots the kernel picks by itself; {@link FileIndexRange}, with 0 arguments.',
    ],
    IORING_REGISTER_PBUF_STATUS: [
      '6.8',
      'Tells how far the kernel has read a buffer ring; {@link BufStatus}.',
    ],
    IORING_REGISTER_NAPI: [
      '6.9',
      'Sets busy polling of network devices; {@link Napi}, which receives the old setting. ' +
        'Not with IOPOLL.',
    ],
    IORING_UNREGISTER_NAPI: ['6.9', 'Ends busy polling; {@link Napi} receives the old setting.'],
    IORING_REGISTER_CLOCK: [
      '6.12',
      'Chooses the clock of waits; {@link ClockRegister}, with 0 arguments.',
    ],
    IORING_REGISTER_CLONE_BUFFERS: [
      '6.12',
      'Shares registered buffers of another ring; {@link CloneBuffers}.',
    ],
    IORING_REGISTER_SEND_MSG_RING: [
      '6.13',
      'Sends a MSG_RING without a ring: descriptor -1 and a prepared {@link Sqe}. MSG_DATA only.',
    ],
    IORING_REGISTER_ZCRX_IFQ: [
      '6.15',
      'Registers a receive queue of a network device for zero copy; {@link ZcrxIfqReg}. ' +
        'Needs CAP_NET_ADMIN.',
    ],
    IORING_REGISTER_RESIZE_RINGS: [
      '6.13',
      'Changes the size of the queues; {@link Params}. Needs DEFER_TASKRUN; the old mappings ' +
        'are dead afterwards.',
    ],
    IORING_REGISTER_MEM_REGION: [
      '6.13',
      'Registers memory for wait arguments; {@link MemRegionReg}. Once a ring.',
    ],
    IORING_REGISTER_QUERY: [
      '6.18',
      'Asks what the kernel can do; a chain of {@link QueryHeader}, with 0 arguments. Takes ' +
        '-1 as the ring.',
    ],
    IORING_REGISTER_ZCRX_CTRL: [
      '6.19',
      'Controls a zero-copy receive queue; {@link ZcrxCtrl}, with 0 arguments.',
    ],
    IORING_REGISTER_BPF_FILTER: [
      '7.0',
      'Sets a BPF program that allows or denies submissions of an opcode; {@link Bpf}.',
    ],
  },
}

const IoWqType: Family = {
  name: 'IoWqType',
  kind: 'enum',
  doc: 'The two sorts of worker threads: the index into the numbers of IOWQ_MAX_WORKERS.',
  enums: ['io_wq_type'],
  prefixes: ['IO_WQ_'],
  members: {
    IO_WQ_BOUND: ['5.15', 'Workers for work that ends, such as reads of regular files.'],
    IO_WQ_UNBOUND: ['5.15', 'Workers for work that may wait for ever, such as sockets.'],
  },
}

const RegionFlags: Family = {
  name: 'RegionFlags',
  kind: 'flags',
  doc: 'Whose memory a region is; stored in {@link RegionDesc.flags}.',
  prefixes: ['IORING_MEM_REGION_TYPE_'],
  drop: ['IORING_MEM_REGION_'],
  members: {
    IORING_MEM_REGION_TYPE_USER: [
      '6.13',
      'The memory at {@link RegionDesc.userAddr}. Without it the kernel allocates, to be ' +
        'mapped afterwards.',
    ],
  },
}

const MemRegionFlags: Family = {
  name: 'MemRegionFlags',
  kind: 'flags',
  doc: 'What a registered region is for; stored in {@link MemRegionReg.flags}.',
  prefixes: ['IORING_MEM_REGION_'],
  members: {
    IORING_MEM_REGION_REG_WAIT_ARG: [
      '6.13',
      'It holds {@link RegWait} structures. Only while the ring is disabled.',
    ],
  },
}

const RsrcRegisterFlags: Family = {
  name: 'RsrcRegisterFlags',
  kind: 'flags',
  doc: 'How files and buffers are registered; stored in {@link RsrcRegister.flags}.',
  prefixes: ['IORING_RSRC_REGISTER_'],
  members: {
    IORING_RSRC_REGISTER_SPARSE: [
      '5.19',
      'Makes a table of empty slots; there is no array of entries.',
    ],
  },
}

const ProbeFlags: Family = {
  name: 'ProbeFlags',
  kind: 'flags',
  doc: 'What a probe says about one operation; found in {@link ProbeOp.flags}.',
  prefixes: ['IO_URING_OP_'],
  members: {
    IO_URING_OP_SUPPORTED: ['5.6', 'The kernel has this operation.'],
  },
}

const CloneBuffersFlags: Family = {
  name: 'CloneBuffersFlags',
  kind: 'flags',
  doc: 'How buffers are shared with another ring; stored in {@link CloneBuffers.flags}.',
  prefixes: ['IORING_REGISTER_SRC_', 'IORING_REGISTER_DST_'],
  drop: ['IORING_REGISTER_'],
  members: {
    IORING_REGISTER_SRC_REGISTERED: ['6.12', 'The source ring is an index from REGISTER_RING_FDS.'],
    IORING_REGISTER_DST_REPLACE: ['6.13', 'Replaces buffers that stand in the target slots.'],
  },
}

const BufRingFlags: Family = {
  name: 'BufRingFlags',
  kind: 'flags',
  doc: 'How a ring of provided buffers works; stored in {@link BufReg.flags}.',
  enums: ['io_uring_register_pbuf_ring_flags'],
  prefixes: ['IOU_PBUF_RING_'],
  members: {
    IOU_PBUF_RING_MMAP: ['6.4', 'The kernel allocates the ring; map it at OFF_PBUF_RING.'],
    IOU_PBUF_RING_INC: [
      '6.12',
      'A buffer is used piece by piece; F_BUF_MORE says that the kernel keeps the rest.',
    ],
  },
}

const NapiTracking: Family = {
  name: 'NapiTracking',
  kind: 'enum',
  doc: 'How the ring learns which network queues to poll; stored in {@link Napi.opParam}.',
  enums: ['io_uring_napi_tracking_strategy'],
  prefixes: ['IO_URING_NAPI_TRACKING_'],
  members: {
    IO_URING_NAPI_TRACKING_DYNAMIC: ['6.13', 'From the sockets that are used.'],
    IO_URING_NAPI_TRACKING_STATIC: ['6.13', 'From the ids that the program adds.'],
    IO_URING_NAPI_TRACKING_INACTIVE: ['6.13', 'Not at all: nothing is polled.'],
  },
}

const NapiOp: Family = {
  name: 'NapiOp',
  kind: 'enum',
  doc: 'What REGISTER_NAPI does; stored in {@link Napi.opcode}.',
  enums: ['io_uring_napi_op'],
  prefixes: ['IO_URING_NAPI_'],
  members: {
    IO_URING_NAPI_REGISTER_OP: ['6.13', 'Sets the times and the way of tracking.'],
    IO_URING_NAPI_STATIC_ADD_ID: ['6.13', 'Adds a NAPI id to poll. Needs static tracking.'],
    IO_URING_NAPI_STATIC_DEL_ID: ['6.13', 'Removes a NAPI id. Needs static tracking.'],
  },
}

const RestrictionOp: Family = {
  name: 'RestrictionOp',
  kind: 'enum',
  doc: 'What one restriction is about; stored in {@link Restriction.opcode}.',
  enums: ['io_uring_register_restriction_op'],
  prefixes: ['IORING_RESTRICTION_'],
  hidden: ['IORING_RESTRICTION_LAST'],
  members: {
    IORING_RESTRICTION_REGISTER_OP: [
      '5.10',
      'Allows the registration in {@link Restriction.registerOp}.',
    ],
    IORING_RESTRICTION_SQE_OP: ['5.10', 'Allows the operation in {@link Restriction.sqeOp}.'],
    IORING_RESTRICTION_SQE_FLAGS_ALLOWED: [
      '5.10',
      'Allows the flags in {@link Restriction.sqeFlags}.',
    ],
    IORING_RESTRICTION_SQE_FLAGS_REQUIRED: [
      '5.10',
      'Demands the flags in {@link Restriction.sqeFlags} of every submission.',
    ],
  },
}

const RegWaitFlags: Family = {
  name: 'RegWaitFlags',
  kind: 'flags',
  doc: 'Which parts of a registered wait count; stored in {@link RegWait.flags}.',
  prefixes: ['IORING_REG_WAIT_'],
  members: {
    IORING_REG_WAIT_TS: ['6.13', 'The timeout in {@link RegWait.ts} counts.'],
  },
}

const QueryOp: Family = {
  name: 'QueryOp',
  kind: 'enum',
  doc: 'What is asked of the kernel; stored in {@link QueryHeader.queryOp}.',
  prefixes: ['IO_URING_QUERY_'],
  hidden: ['__IO_URING_QUERY_*'],
  members: {
    IO_URING_QUERY_OPCODES: ['6.18', 'Operations, registrations and flags: {@link QueryOpcodes}.'],
    IO_URING_QUERY_ZCRX: ['6.19', 'Zero-copy receive: {@link QueryZcrx}.'],
    IO_URING_QUERY_SCQ: ['6.19', 'The header in front of the queues: {@link QueryScq}.'],
    IO_URING_QUERY_ZCRX_EVENT: ['7.2', 'Events of zero-copy receive: {@link QueryZcrxEvent}.'],
  },
}

export const registerFamilies: readonly Family[] = [
  RegisterOp,
  IoWqType,
  RegionFlags,
  MemRegionFlags,
  RsrcRegisterFlags,
  ProbeFlags,
  CloneBuffersFlags,
  BufRingFlags,
  NapiTracking,
  NapiOp,
  RestrictionOp,
  RegWaitFlags,
  QueryOp,
]

export const registerLoose: readonly Loose[] = [
  {
    c: 'IORING_REGISTER_USE_REGISTERED_RING',
    name: 'REGISTER_USE_REGISTERED_RING',
    entry: [
      '6.3',
      'Added to a registration opcode: the descriptor is an index from REGISTER_RING_FDS.',
    ],
  },
  {
    c: 'IORING_REGISTER_FILES_SKIP',
    name: 'REGISTER_FILES_SKIP',
    entry: ['5.12', 'In an array of descriptors for an update: leaves this slot as it is.'],
  },
]
