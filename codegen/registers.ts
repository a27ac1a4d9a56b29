/** The table of io_uring_register(2): one row an operation, from which its wrapper is printed. */

export type RegisterArgument =
  /** Nothing: the operation speaks for itself. */
  | { readonly kind: 'none' }
  /** No memory; the count carries a number. */
  | { readonly kind: 'number'; readonly name: string; readonly doc: string }
  /** One descriptor; the count is 1. */
  | { readonly kind: 'descriptor'; readonly name: string; readonly doc: string }
  /** An array of descriptors; the count is its length. */
  | { readonly kind: 'descriptors'; readonly name: string; readonly doc: string }
  /** Pieces of memory; the count is how many. */
  | { readonly kind: 'iovecs'; readonly name: string; readonly doc: string }
  /** Raw bytes; the count is their number. */
  | { readonly kind: 'bytes'; readonly name: string; readonly doc: string }
  /** Words; the count is how many. */
  | { readonly kind: 'words'; readonly name: string; readonly doc: string }
  /** One struct; `count` is what the kernel wants to see: 0, 1, or the size of the struct. */
  | { readonly kind: 'struct'; readonly struct: string; readonly count: 0 | 1 | 'size' }
  /** One piece of memory; the count is 1. */
  | { readonly kind: 'block'; readonly name: string; readonly doc: string }
  /** A header followed by an array of structs in one piece of memory; the count is the caller's. */
  | { readonly kind: 'array'; readonly name: string; readonly doc: string }

export interface RegisterRow {
  /** The C name without `IORING_`: the member of `RegisterOp`. */
  readonly op: string
  readonly name: string
  readonly since: string
  readonly doc: string
  readonly argument: RegisterArgument
  /** What an answer of 0 or more means, without a full stop; without it, 0 is the only one. */
  readonly result?: string
  /** It works without a ring, on descriptor -1. */
  readonly ringless?: true
}

const none = { kind: 'none' } as const
const struct = (name: string, count: 0 | 1 | 'size' = 1): RegisterArgument => ({
  kind: 'struct',
  struct: name,
  count,
})
const descriptors = (doc: string): RegisterArgument => ({ kind: 'descriptors', name: 'fds', doc })
const array = (name: string, doc: string): RegisterArgument => ({ kind: 'array', name, doc })

export const registers: readonly RegisterRow[] = [
  {
    op: 'REGISTER_BUFFERS',
    name: 'registerBuffers',
    since: '5.1',
    doc: 'Pins memory for the fixed-buffer operations. Counts against RLIMIT_MEMLOCK.',
    argument: { kind: 'iovecs', name: 'buffers', doc: 'At most 16,384 pieces of at most 1 GiB.' },
  },
  {
    op: 'UNREGISTER_BUFFERS',
    name: 'unregisterBuffers',
    since: '5.1',
    doc: 'Lets all registered buffers go, as soon as the operations that use them are over.',
    argument: none,
  },
  {
    op: 'REGISTER_FILES',
    name: 'registerFiles',
    since: '5.1',
    doc: 'Makes the table of direct descriptors.',
    argument: descriptors('One descriptor a slot; -1 leaves the slot empty.'),
  },
  {
    op: 'UNREGISTER_FILES',
    name: 'unregisterFiles',
    since: '5.1',
    doc: 'Removes the table of direct descriptors.',
    argument: none,
  },
  {
    op: 'REGISTER_EVENTFD',
    name: 'registerEventfd',
    since: '5.2',
    doc: 'Signals an eventfd whenever a completion is posted. One a ring; a second one answers EBUSY.',
    argument: { kind: 'descriptor', name: 'fd', doc: 'The eventfd.' },
  },
  {
    op: 'UNREGISTER_EVENTFD',
    name: 'unregisterEventfd',
    since: '5.2',
    doc: 'Stops signalling.',
    argument: none,
  },
  {
    op: 'REGISTER_FILES_UPDATE',
    name: 'registerFilesUpdate',
    since: '5.5',
    doc: 'Replaces slots of the table of direct descriptors.',
    argument: array('update', 'An {@link RsrcUpdate}; the count is the number of slots.'),
    result: 'How many slots were updated',
  },
  {
    op: 'REGISTER_EVENTFD_ASYNC',
    name: 'registerEventfdAsync',
    since: '5.6',
    doc: 'As registerEventfd, but only for completions that were not posted inside a submit.',
    argument: { kind: 'descriptor', name: 'fd', doc: 'The eventfd.' },
  },
  {
    op: 'REGISTER_PROBE',
    name: 'registerProbe',
    since: '5.6',
    doc: 'Asks which opcodes this kernel has. The memory must be all zero.',
    argument: array(
      'probe',
      'A {@link Probe} followed by its operations; the count is their number.',
    ),
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
  },
  {
    op: 'REGISTER_RESTRICTIONS',
    name: 'registerRestrictions',
    since: '5.10',
    doc: 'Says, once and for ever, what the ring may do. The ring must have been made with R_DISABLED.',
    argument: array(
      'restrictions',
      'The bytes of {@link Restriction}s; the count is their number.',
    ),
  },
  {
    op: 'REGISTER_ENABLE_RINGS',
    name: 'registerEnableRings',
    since: '5.10',
    doc: 'Enables a ring made with R_DISABLED; the calling thread becomes its submitter.',
    argument: none,
  },
  {
    op: 'REGISTER_FILES2',
    name: 'registerFiles2',
    since: '5.13',
    doc: 'Makes the table of direct descriptors, sparse or with tags.',
    argument: struct('RsrcRegister', 'size'),
  },
  {
    op: 'REGISTER_FILES_UPDATE2',
    name: 'registerFilesUpdate2',
    since: '5.13',
    doc: 'Replaces slots of the table of direct descriptors, with tags.',
    argument: struct('RsrcUpdate2', 'size'),
    result: 'How many slots were updated',
  },
  {
    op: 'REGISTER_BUFFERS2',
    name: 'registerBuffers2',
    since: '5.13',
    doc: 'Pins memory for the fixed-buffer operations, sparse or with tags.',
    argument: struct('RsrcRegister', 'size'),
  },
  {
    op: 'REGISTER_BUFFERS_UPDATE',
    name: 'registerBuffersUpdate',
    since: '5.13',
    doc: 'Replaces registered buffers, with tags.',
    argument: struct('RsrcUpdate2', 'size'),
    result: 'How many buffers were updated',
  },
  {
    op: 'REGISTER_IOWQ_AFF',
    name: 'registerIowqAff',
    since: '5.14',
    doc: "Says on which processors the ring's worker threads may run.",
    argument: { kind: 'bytes', name: 'mask', doc: 'One bit a processor.' },
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
    doc: 'Limits the worker threads of this thread; 0 leaves a limit alone. The old limits are written back.',
    argument: { kind: 'words', name: 'limits', doc: 'Two words: bounded and unbounded workers.' },
  },
  {
    op: 'REGISTER_RING_FDS',
    name: 'registerRingFds',
    since: '5.18',
    doc: "Registers a ring's descriptor with the calling thread; 16 a thread. The index is written back.",
    argument: array(
      'update',
      'An {@link RsrcUpdate}: the index or -1, and the descriptor; the count is 1.',
    ),
    result: 'How many were registered',
  },
  {
    op: 'UNREGISTER_RING_FDS',
    name: 'unregisterRingFds',
    since: '5.18',
    doc: "Takes back a registration of a ring's descriptor.",
    argument: array('update', 'An {@link RsrcUpdate} with the index; the count is 1.'),
  },
  {
    op: 'REGISTER_PBUF_RING',
    name: 'registerPbufRing',
    since: '5.19',
    doc: 'Makes a ring of provided buffers. Entries are a power of two, 32,768 at most.',
    argument: struct('BufReg'),
  },
  {
    op: 'UNREGISTER_PBUF_RING',
    name: 'unregisterPbufRing',
    since: '5.19',
    doc: 'Removes a ring of provided buffers.',
    argument: struct('BufReg'),
  },
  {
    op: 'REGISTER_SYNC_CANCEL',
    name: 'registerSyncCancel',
    since: '6.0',
    doc: 'Cancels at once and waits; completions may still come later, and running file I/O goes on.',
    argument: struct('SyncCancelReg'),
    result: 'How many were found',
  },
  {
    op: 'REGISTER_FILE_ALLOC_RANGE',
    name: 'registerFileAllocRange',
    since: '6.0',
    doc: 'Says from which slots the kernel may choose.',
    argument: struct('FileIndexRange', 0),
  },
  {
    op: 'REGISTER_PBUF_STATUS',
    name: 'registerPbufStatus',
    since: '6.8',
    doc: 'Asks how far the kernel has come in a ring of provided buffers.',
    argument: struct('BufStatus'),
  },
  {
    op: 'REGISTER_NAPI',
    name: 'registerNapi',
    since: '6.9',
    doc: 'Polls network devices busily before sleeping. The old setting is written back.',
    argument: struct('Napi'),
  },
  {
    op: 'UNREGISTER_NAPI',
    name: 'unregisterNapi',
    since: '6.9',
    doc: 'Stops busy polling.',
    argument: struct('Napi'),
  },
  {
    op: 'REGISTER_CLOCK',
    name: 'registerClock',
    since: '6.12',
    doc: 'Chooses the clock of waits: CLOCK_MONOTONIC or CLOCK_BOOTTIME.',
    argument: struct('ClockRegister', 0),
  },
  {
    op: 'REGISTER_CLONE_BUFFERS',
    name: 'registerCloneBuffers',
    since: '6.12',
    doc: "Shares another ring's registered buffers.",
    argument: struct('CloneBuffers'),
  },
  {
    op: 'REGISTER_SEND_MSG_RING',
    name: 'registerSendMsgRing',
    since: '6.13',
    doc: 'Puts a completion into a ring without having one.',
    argument: {
      kind: 'block',
      name: 'sqe',
      doc: 'The 64 bytes of a submission that `prep.msgRing` has filled.',
    },
    ringless: true,
  },
  {
    op: 'REGISTER_ZCRX_IFQ',
    name: 'registerZcrxIfq',
    since: '6.15',
    doc: 'Receives a queue of a network device without copying. Needs CAP_NET_ADMIN, DEFER_TASKRUN and 32-byte completions.',
    argument: struct('ZcrxIfqReg'),
  },
  {
    op: 'REGISTER_RESIZE_RINGS',
    name: 'registerResizeRings',
    since: '6.13',
    doc: 'Changes the size of both queues. Afterwards every mapping is stale. Needs DEFER_TASKRUN.',
    argument: struct('Params'),
  },
  {
    op: 'REGISTER_MEM_REGION',
    name: 'registerMemRegion',
    since: '6.13',
    doc: 'Gives the kernel a piece of memory for wait arguments. The ring must be disabled still.',
    argument: struct('MemRegionReg'),
  },
  {
    op: 'REGISTER_QUERY',
    name: 'registerQuery',
    since: '6.18',
    doc: 'Asks what the kernel can do.',
    argument: struct('QueryHeader', 0),
    ringless: true,
  },
  {
    op: 'REGISTER_ZCRX_CTRL',
    name: 'registerZcrxCtrl',
    since: '6.19',
    doc: 'Controls a zero-copy receive queue.',
    argument: struct('ZcrxCtrl', 0),
  },
  {
    op: 'REGISTER_BPF_FILTER',
    name: 'registerBpfFilter',
    since: '7.0',
    doc: 'Lets a classic BPF program decide about submissions of one opcode.',
    argument: struct('Bpf'),
  },
]
