/** What a completion says besides its result. */
import type { Family, Loose } from './types.ts'

export const CqeFlags: Family = {
  name: 'CqeFlags',
  kind: 'flags',
  doc: 'What a completion says about itself; found in {@link Cqe.flags}.',
  prefixes: ['IORING_CQE_F_'],
  drop: ['IORING_CQE_'],
  members: {
    IORING_CQE_F_BUFFER: ['5.7', 'A provided buffer was used; its id stands above bit 15.'],
    IORING_CQE_F_MORE: [
      '5.13',
      'More completions of this submission follow. Without it, this is the last.',
    ],
    IORING_CQE_F_SOCK_NONEMPTY: ['5.19', 'The socket held more when the operation was done.'],
    IORING_CQE_F_NOTIF: ['6.0', 'The kernel has let go of the memory of a zero-copy send.'],
    IORING_CQE_F_BUF_MORE: ['6.12', 'The buffer is only partly used and stays with the kernel.'],
    IORING_CQE_F_SKIP: [
      '6.18',
      'A filler before the end of the queue: skip it, it belongs to nothing.',
    ],
    IORING_CQE_F_32: ['6.18', 'This completion takes two slots. On rings made with CQE_MIXED.'],
    IORING_CQE_F_TSTAMP_HW: ['6.17', 'The network device took the timestamp. For TX_TIMESTAMP.'],
  },
}

export const completionFamilies: readonly Family[] = [CqeFlags]

export const completionLoose: readonly Loose[] = [
  {
    c: 'IORING_CQE_BUFFER_SHIFT',
    name: 'CQE_BUFFER_SHIFT',
    entry: ['5.7', 'Bits by which {@link Cqe.flags} is shifted right to give the buffer id.'],
  },
  {
    c: 'IORING_NOTIF_USAGE_ZC_COPIED',
    name: 'NOTIF_USAGE_ZC_COPIED',
    entry: [
      '6.2',
      'Bit of {@link Cqe.res} in a notification: at least some of the data was copied. Other ' +
        'bits are reserved.',
    ],
  },
  {
    c: 'IORING_TIMESTAMP_HW_SHIFT',
    name: 'TIMESTAMP_HW_SHIFT',
    entry: ['6.17', 'Position in {@link Cqe.flags} of the bit that marks a hardware timestamp.'],
  },
  {
    c: 'IORING_TIMESTAMP_TYPE_SHIFT',
    name: 'TIMESTAMP_TYPE_SHIFT',
    entry: [
      '6.17',
      'Bits by which {@link Cqe.flags} is shifted right to give the type of a timestamp.',
    ],
  },
]
