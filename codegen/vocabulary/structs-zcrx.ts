/** The structs of zero-copy receive and of BPF filters. */
import type { StructWords } from './types.ts'

const zcrx: readonly StructWords[] = [
  {
    c: 'io_uring_zcrx_rqe',
    name: 'ZcrxRqe',
    since: '6.15',
    doc: 'An entry of the refill queue: a piece of the area that the program gives back.',
    fields: { off: 'The offset that came with the data.', len: 'Its length in bytes.' },
  },
  {
    c: 'io_uring_zcrx_cqe',
    name: 'ZcrxCqe',
    since: '6.15',
    doc: 'The second half of a completion of RECV_ZC.',
    fields: {
      off: 'Where the data lies: the area in the upper 16 bits, the offset in the lower 48.',
    },
    bigint: ['off'],
  },
  {
    c: 'io_uring_zcrx_offsets',
    name: 'ZcrxOffsets',
    since: '6.15',
    doc: 'Where the parts of the refill queue lie in its region, in bytes.',
    fields: {
      head: 'The word up to which the kernel has consumed.',
      tail: 'The word up to which the program has filled.',
      rqes: 'The entries.',
    },
  },
  {
    c: 'io_uring_zcrx_area_reg',
    name: 'ZcrxAreaReg',
    since: '6.15',
    doc: 'The memory that receives the data.',
    fields: {
      addr: 'Address of the memory; an offset with DMABUF.',
      len: 'Size in bytes.',
      rq_area_token: 'Answer: to be put into the upper bits of {@link ZcrxRqe.off}.',
      flags: 'What memory it is: {@link ZcrxAreaFlags}.',
      dmabuf_fd: 'The dma-buf, with DMABUF.',
    },
    bigint: ['rq_area_token'],
  },
  {
    c: 'zcrx_stats',
    name: 'ZcrxStats',
    since: '7.2',
    doc: 'Counts that the kernel keeps in shared memory.',
    fields: {
      copy_count: 'Completions whose data was copied.',
      copy_bytes: 'Bytes that were copied.',
    },
  },
  {
    c: 'zcrx_event_desc',
    name: 'ZcrxEventDesc',
    since: '7.2',
    doc: 'Which events are reported, and how.',
    fields: {
      user_data: 'User data of their completions.',
      type_mask: 'A bit for each wanted {@link ZcrxEvent}.',
      flags: 'What else is here: {@link ZcrxEventDescFlags}.',
      stats_offset: 'Where {@link ZcrxStats} lies in the region of the refill queue.',
    },
  },
  {
    c: 'io_uring_zcrx_ifq_reg',
    name: 'ZcrxIfqReg',
    since: '6.15',
    doc: 'Registers a receive queue of a network device.',
    fields: {
      if_idx: 'Index of the interface.',
      if_rxq: 'Which of its receive queues.',
      rq_entries: 'Size of the refill queue; a power of two.',
      flags: 'How to register: {@link ZcrxRegFlags}.',
      area_ptr: 'Address of a {@link ZcrxAreaReg}.',
      region_ptr: 'Address of a {@link RegionDesc} for the refill queue.',
      offsets: 'Answer: where the refill queue lies.',
      zcrx_id: 'Answer: the number for {@link Sqe.zcrxIfqIdx}.',
      rx_buf_len: 'Wanted size of a buffer in bytes; 0 for a page.',
      event_desc: 'Address of a {@link ZcrxEventDesc}; 0 for no events.',
    },
  },
  {
    c: 'zcrx_ctrl_flush_rq',
    name: 'ZcrxCtrlFlushRq',
    since: '6.19',
    doc: 'Arguments of FLUSH_RQ: none yet.',
    fields: {},
  },
  {
    c: 'zcrx_ctrl_export',
    name: 'ZcrxCtrlExport',
    since: '6.19',
    doc: 'Arguments of EXPORT.',
    fields: { zcrx_fd: 'Answer: the descriptor to import the queue by.' },
  },
  {
    c: 'zcrx_ctrl_arm_event',
    name: 'ZcrxCtrlArmEvent',
    since: '7.2',
    doc: 'Arguments of ARM_EVENT.',
    fields: { event_type: 'The {@link ZcrxEvent} to report again.' },
  },
  {
    c: 'zcrx_ctrl_add_area',
    name: 'ZcrxCtrlAddArea',
    since: '7.3',
    doc: 'Arguments of ADD_AREA.',
    fields: { area_ptr: 'Address of a {@link ZcrxAreaReg}.' },
  },
  {
    c: 'zcrx_ctrl',
    name: 'ZcrxCtrl',
    since: '6.19',
    doc: 'Controls a registered receive queue.',
    fields: {
      zcrx_id: 'Its number, from {@link ZcrxIfqReg.zcrxId}.',
      op: 'What to do: {@link ZcrxCtrlOp}.',
      zc_export: 'Arguments of EXPORT.',
      zc_flush: 'Arguments of FLUSH_RQ.',
      zc_arm_event: 'Arguments of ARM_EVENT.',
      zc_area: 'Arguments of ADD_AREA.',
    },
  },
]

const bpf: readonly StructWords[] = [
  {
    c: 'io_uring_bpf_ctx',
    name: 'BpfContext',
    since: '7.0',
    doc: 'What a filter sees of a submission; loads must be of 4 bytes and aligned.',
    fields: {
      user_data: 'User data of the submission.',
      opcode: 'Its {@link Op}.',
      sqe_flags: 'Its {@link SqeFlags}.',
      pdu_size: 'Bytes that follow for this opcode.',
      socket: 'What SOCKET asks for.',
      open: 'What OPENAT and OPENAT2 ask for.',
      connect: 'Where CONNECT goes.',
    },
  },
  {
    c: 'io_uring_bpf_ctx.socket',
    name: 'BpfContextSocket',
    since: '7.0',
    doc: 'What a filter sees of SOCKET.',
    fields: { family: 'Address family.', type: 'Socket type.', protocol: 'Protocol.' },
  },
  {
    c: 'io_uring_bpf_ctx.open',
    name: 'BpfContextOpen',
    since: '7.0',
    doc: 'What a filter sees of OPENAT and OPENAT2.',
    fields: {
      flags: 'The {@link OpenFlags}.',
      mode: 'Permissions of a new file.',
      resolve: 'The {@link ResolveFlags}.',
    },
  },
  {
    c: 'io_uring_bpf_ctx.connect',
    name: 'BpfContextConnect',
    since: '7.2',
    doc: 'What a filter sees of CONNECT; what the address is too short for is 0.',
    fields: {
      family: 'Address family.',
      port: 'Port.',
      v4_addr: 'IPv4 address.',
      v6_addr: 'IPv6 address.',
    },
  },
  {
    c: 'io_uring_bpf_filter',
    name: 'BpfFilter',
    since: '7.0',
    doc: 'A classic BPF program for one opcode.',
    fields: {
      opcode: 'The {@link Op} to filter.',
      flags: 'How to set it: {@link BpfFilterFlags}.',
      filter_len: 'Number of instructions.',
      pdu_size: 'Bytes of data the program expects for this opcode.',
      filter_ptr: 'Address of the program.',
    },
  },
  {
    c: 'io_uring_bpf',
    name: 'Bpf',
    since: '7.0',
    doc: 'Sets a filter on a ring, or on the whole task.',
    fields: {
      cmd_type: 'What to do: {@link BpfCmd}.',
      cmd_flags: 'Must be 0.',
      filter: 'The filter.',
    },
  },
]

export const zcrxStructs: readonly StructWords[] = [...zcrx, ...bpf]
