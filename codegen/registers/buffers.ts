/** Registered buffers, and rings of provided ones. */
import { none, PINNED, type RegisterRow, struct } from './types.ts'

const THERE = 'buffers are registered already; unregister them first'
const NONE = 'no buffers are registered'

export const bufferRows: readonly RegisterRow[] = [
  {
    op: 'REGISTER_BUFFERS',
    name: 'registerBuffers',
    since: '5.1',
    doc:
      'Pins memory for the fixed-buffer operations. Counts against RLIMIT_MEMLOCK. The memory ' +
      'must stay where it is: take it from `allocate`.',
    argument: { kind: 'iovecs', name: 'buffers', doc: 'At most 16,384 pieces of at most 1 GiB.' },
    errors: {
      EBUSY: THERE,
      EFAULT: 'a piece is no memory of this process',
      EINVAL: 'there is no piece, or more than 16,384',
      ENOMEM: PINNED,
    },
  },
  {
    op: 'UNREGISTER_BUFFERS',
    name: 'unregisterBuffers',
    since: '5.1',
    doc: 'Lets all registered buffers go, as soon as the operations that use them are over.',
    argument: none,
    errors: { ENXIO: NONE },
  },
  {
    op: 'REGISTER_BUFFERS2',
    name: 'registerBuffers2',
    since: '5.13',
    doc:
      'Pins memory for the fixed-buffer operations, with tags; or makes an empty table with ' +
      '`RsrcRegisterFlags.SPARSE` (Linux 5.19), in which {@link registerBuffersUpdate} ' +
      'fills slots. A tag that is not 0 comes as the user data of a completion when the kernel ' +
      'has let its buffer go.',
    argument: struct('RsrcRegister', 'size'),
    errors: {
      EBUSY: THERE,
      EFAULT: 'a piece, the array of pieces or the array of tags is no memory of this process',
      EINVAL: 'there is no slot, more than 16,384, or a sparse table with data or tags',
      ENOMEM: PINNED,
    },
  },
  {
    op: 'REGISTER_BUFFERS_UPDATE',
    name: 'registerBuffersUpdate',
    since: '5.13',
    doc:
      'Replaces registered buffers, with tags. A piece without address and length empties a ' +
      'slot.',
    argument: struct('RsrcUpdate2', 'size'),
    result: 'How many buffers were updated',
    errors: {
      EFAULT: 'a piece, the array of pieces or the array of tags is no memory of this process',
      EINVAL: 'the slots lie beyond the end of the table',
      ENOMEM: PINNED,
      ENXIO: NONE,
    },
  },
  {
    op: 'REGISTER_CLONE_BUFFERS',
    name: 'registerCloneBuffers',
    since: '6.12',
    doc:
      "Shares another ring's registered buffers, all of them or a range (Linux 6.13). Both " +
      'rings belong to the same user and process.',
    argument: struct('CloneBuffers'),
    errors: {
      EBUSY: 'this ring has buffers already; add CloneBuffersFlags.DST_REPLACE',
      EBADF: 'the source is not open',
      EINVAL: 'the source is of another user or process, or the range has no buffers',
      ENXIO: 'the source has no registered buffers',
      EOVERFLOW: 'the range ends beyond the buffers of the source',
    },
  },
  {
    op: 'REGISTER_PBUF_RING',
    name: 'registerPbufRing',
    since: '5.19',
    doc:
      'Makes a ring of provided buffers. Entries are a power of two, 32,768 at most; the memory ' +
      'is aligned to a page. `BufferRing` does this and all the rest.',
    argument: struct('BufReg'),
    errors: {
      EEXIST: 'the ring has a group of buffers with that number already',
      EINVAL: 'the entries are no power of two up to 32,768, or the memory is not page-aligned',
      EFAULT: 'the entries are no memory of this process',
      ENOMEM: PINNED,
    },
  },
  {
    op: 'UNREGISTER_PBUF_RING',
    name: 'unregisterPbufRing',
    since: '5.19',
    doc: 'Removes a ring of provided buffers; only its group counts.',
    argument: struct('BufReg'),
    errors: {
      EINVAL: 'the group was not made by REGISTER_PBUF_RING',
      ENOENT: 'the ring has no group of buffers with that number',
    },
  },
  {
    op: 'REGISTER_PBUF_STATUS',
    name: 'registerPbufStatus',
    since: '6.8',
    doc: 'Asks how far the kernel has come in a ring of provided buffers.',
    argument: struct('BufStatus'),
    errors: {
      EINVAL: 'the group was not made by REGISTER_PBUF_RING',
      ENOENT: 'the ring has no group of buffers with that number',
    },
  },
]
