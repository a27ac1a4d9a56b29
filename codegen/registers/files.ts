/** The table of direct descriptors, and eventfds. */
import { none, type RegisterArgument, type RegisterRow, struct } from './types.ts'

const THERE = 'there is a table already; unregister it first'
const NONE = 'the ring has no table of direct descriptors'
const BAD = 'one of the descriptors is not open'
const MANY = 'the table would be larger than the limit of open files (RLIMIT_NOFILE)'

const eventfd: RegisterArgument = { kind: 'descriptor', name: 'fd', doc: 'The eventfd.' }
const eventfdErrors = {
  EBUSY: 'the ring signals an eventfd already; unregister it first',
  EBADF: 'the descriptor is not open',
  EINVAL: 'the descriptor is not an eventfd',
}

export const fileRows: readonly RegisterRow[] = [
  {
    op: 'REGISTER_FILES',
    name: 'registerFiles',
    since: '5.1',
    doc: 'Makes the table of direct descriptors.',
    argument: {
      kind: 'descriptors',
      name: 'fds',
      doc: 'One descriptor a slot; -1 leaves the slot empty.',
    },
    errors: { EBADF: BAD, EBUSY: THERE, EMFILE: MANY },
  },
  {
    op: 'UNREGISTER_FILES',
    name: 'unregisterFiles',
    since: '5.1',
    doc: 'Removes the table of direct descriptors.',
    argument: none,
    errors: { ENXIO: NONE },
  },
  {
    op: 'REGISTER_FILES_UPDATE',
    name: 'registerFilesUpdate',
    since: '5.5',
    doc:
      'Replaces slots of the table of direct descriptors: -1 empties a slot, ' +
      '`REGISTER_FILES_SKIP` (Linux 5.12) leaves it alone.',
    argument: { kind: 'counted', struct: 'RsrcUpdate', doc: 'The number of slots.' },
    result: 'How many slots were updated',
    errors: { EBADF: BAD, EINVAL: 'the slots lie beyond the end of the table', ENXIO: NONE },
  },
  {
    op: 'REGISTER_FILES2',
    name: 'registerFiles2',
    since: '5.13',
    doc:
      'Makes the table of direct descriptors, with tags; or an empty one with ' +
      '`RsrcRegisterFlags.SPARSE` (Linux 5.19). A tag that is not 0 comes as the user ' +
      'data of a completion when the kernel has let its file go.',
    argument: struct('RsrcRegister', 'size'),
    errors: {
      EBADF: BAD,
      EBUSY: THERE,
      EINVAL: 'there is no slot, or a sparse table has data or tags',
      EMFILE: MANY,
    },
  },
  {
    op: 'REGISTER_FILES_UPDATE2',
    name: 'registerFilesUpdate2',
    since: '5.13',
    doc: 'Replaces slots of the table of direct descriptors, with tags.',
    argument: struct('RsrcUpdate2', 'size'),
    result: 'How many slots were updated',
    errors: { EBADF: BAD, EINVAL: 'the slots lie beyond the end of the table', ENXIO: NONE },
  },
  {
    op: 'REGISTER_FILE_ALLOC_RANGE',
    name: 'registerFileAllocRange',
    since: '6.0',
    doc: 'Says from which slots the kernel may choose for FILE_INDEX_ALLOC.',
    argument: struct('FileIndexRange', 0),
    errors: {
      EINVAL: 'the range lies beyond the end of the table, or there is no table',
      EOVERFLOW: 'the range ends beyond 2^32',
    },
  },
  {
    op: 'REGISTER_EVENTFD',
    name: 'registerEventfd',
    since: '5.2',
    doc: 'Signals an eventfd whenever a completion is posted. One a ring.',
    argument: eventfd,
    errors: eventfdErrors,
  },
  {
    op: 'UNREGISTER_EVENTFD',
    name: 'unregisterEventfd',
    since: '5.2',
    doc: 'Stops signalling.',
    argument: none,
    errors: { ENXIO: 'the ring signals no eventfd' },
  },
  {
    op: 'REGISTER_EVENTFD_ASYNC',
    name: 'registerEventfdAsync',
    since: '5.6',
    doc:
      'As {@link registerEventfd}, but only for completions that a worker thread of the kernel ' +
      'posts: those of SqeFlags.ASYNC, and of operations that would have blocked a submit.',
    argument: eventfd,
    errors: eventfdErrors,
  },
]
