import { fd, range } from './parameters.ts'
import type { OperationRow } from './types.ts'

/** What block devices do besides reading and writing. */
export const devices: readonly OperationRow[] = [
  {
    op: 'URING_CMD',
    name: 'discard',
    since: '6.12',
    man: 'ioctl(2)',
    liburing: 'cmd_discard',
    category: 'File',
    doc: 'Gives a range of a block device back to it; what it reads afterwards is open. Aligned to its blocks.',
    parameters: [
      { ...fd, doc: 'The block device, open for writing.' },
      { ...range, field: 'addr' },
      { name: 'length', kind: 'u64', field: 'addr3', doc: 'Bytes of the range.' },
    ],
    set: { cmdOp: 'BlockCommand.DISCARD' },
    result: 'void',
  },
  {
    op: 'URING_CMD',
    name: 'zoneResetAll',
    since: '7.3',
    man: 'ioctl(2)',
    liburing: 'cmd_zone_reset_all',
    category: 'File',
    doc: 'Empties all zones of a zoned block device.',
    parameters: [{ ...fd, doc: 'The zoned block device, open for writing.' }],
    set: { cmdOp: 'BlockCommand.ZONE_RESET_ALL' },
    result: 'void',
  },
]
