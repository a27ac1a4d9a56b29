/** Zero-copy receive (`linux/io_uring/zcrx.h`): flags, features, events and controls. */
import type { Family, Loose } from './types.ts'

const ZcrxAreaFlags: Family = {
  name: 'ZcrxAreaFlags',
  kind: 'flags',
  doc: 'What the memory of a receive area is; stored in {@link ZcrxAreaReg.flags}.',
  enums: ['io_uring_zcrx_area_flags'],
  prefixes: ['IORING_ZCRX_AREA_'],
  members: {
    IORING_ZCRX_AREA_DMABUF: ['6.16', 'Device memory: a dma-buf in {@link ZcrxAreaReg.dmabufFd}.'],
  },
}

const ZcrxRegFlags: Family = {
  name: 'ZcrxRegFlags',
  kind: 'flags',
  doc: 'How a receive queue is registered; stored in {@link ZcrxIfqReg.flags}.',
  enums: ['zcrx_reg_flags'],
  prefixes: ['ZCRX_REG_'],
  members: {
    ZCRX_REG_IMPORT: ['6.19', 'Takes over a queue that another ring exported, by its descriptor.'],
    ZCRX_REG_NODEV: [
      '7.1',
      'Works without a network device: every byte is copied, and returned buffers may need ' +
        'FLUSH_RQ.',
    ],
  },
}

const ZcrxFeatures: Family = {
  name: 'ZcrxFeatures',
  kind: 'flags',
  doc: 'What zero-copy receive can do here; found in {@link QueryZcrx.features}.',
  enums: ['zcrx_features'],
  prefixes: ['ZCRX_FEATURE_'],
  members: {
    ZCRX_FEATURE_RX_PAGE_SIZE: ['7.0', '{@link ZcrxIfqReg.rxBufLen} may ask for a buffer size.'],
    ZCRX_FEATURE_EVENT: ['7.2', '{@link ZcrxIfqReg.eventDesc} may ask for events.'],
  },
}

const ZcrxEventDescFlags: Family = {
  name: 'ZcrxEventDescFlags',
  kind: 'flags',
  doc: 'What an event description holds; stored in {@link ZcrxEventDesc.flags}.',
  enums: ['zcrx_event_desc_flags'],
  prefixes: ['ZCRX_EVENT_DESC_FLAG_'],
  members: {
    ZCRX_EVENT_DESC_FLAG_STATS: ['7.2', 'Counts are kept at {@link ZcrxEventDesc.statsOffset}.'],
  },
}

const ZcrxEvent: Family = {
  name: 'ZcrxEvent',
  kind: 'enum',
  doc:
    'What happened; bit numbers of {@link ZcrxEventDesc.typeMask}, values of {@link ' +
    'ZcrxCtrlArmEvent.eventType}.',
  enums: ['zcrx_event_type'],
  prefixes: ['ZCRX_EVENT_'],
  hidden: ['__ZCRX_EVENT_*'],
  members: {
    ZCRX_EVENT_ALLOC_FAIL: ['7.2', 'The device found no free buffer.'],
    ZCRX_EVENT_COPY: ['7.2', 'Data arrived elsewhere and had to be copied.'],
  },
}

const ZcrxCtrlOp: Family = {
  name: 'ZcrxCtrlOp',
  kind: 'enum',
  doc: 'What REGISTER_ZCRX_CTRL does; stored in {@link ZcrxCtrl.op}.',
  enums: ['zcrx_ctrl_op'],
  prefixes: ['ZCRX_CTRL_'],
  hidden: ['__ZCRX_CTRL_*'],
  members: {
    ZCRX_CTRL_FLUSH_RQ: ['6.19', 'Takes returned buffers out of the refill queue now.'],
    ZCRX_CTRL_EXPORT: ['6.19', 'Makes a descriptor by which another ring can import the queue.'],
    ZCRX_CTRL_ARM_EVENT: ['7.2', 'Lets an event that was reported be reported again.'],
    ZCRX_CTRL_ADD_AREA: ['7.3', 'Adds a receive area to a running queue.'],
  },
}

export const zcrxFamilies: readonly Family[] = [
  ZcrxAreaFlags,
  ZcrxRegFlags,
  ZcrxFeatures,
  ZcrxEventDescFlags,
  ZcrxEvent,
  ZcrxCtrlOp,
]

export const zcrxLoose: readonly Loose[] = [
  {
    c: 'IORING_ZCRX_AREA_SHIFT',
    name: 'ZCRX_AREA_SHIFT',
    entry: ['6.15', 'Bits by which {@link ZcrxCqe.off} is shifted right to give the area.'],
  },
  {
    c: 'IORING_ZCRX_AREA_MASK',
    name: 'ZCRX_AREA_MASK',
    entry: [
      '6.15',
      'Bits of {@link ZcrxCqe.off} that hold the area; the others are an offset in it.',
    ],
  },
]
