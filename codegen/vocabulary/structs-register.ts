/** The structs that io_uring_register(2) takes. */
import type { StructWords } from './types.ts'

const files: readonly StructWords[] = [
  {
    c: 'io_uring_files_update',
    name: 'FilesUpdate',
    since: '5.5',
    doc: 'The first form of {@link RsrcUpdate}, for files only.',
    fields: { offset: 'First slot.', fds: 'Address of the descriptors.' },
  },
  {
    c: 'io_uring_rsrc_register',
    name: 'RsrcRegister',
    since: '5.13',
    doc:
      'Registers files or buffers with tags. A tag that is not 0 comes back as a completion ' +
      'when its entry is gone.',
    fields: {
      nr: 'Number of entries.',
      flags: 'How to register: {@link RsrcRegisterFlags}.',
      data: 'Address of the descriptors or of the {@link Iovec} array.',
      tags: 'Address of the tags, 8 bytes each; 0 for none.',
    },
  },
  {
    c: 'io_uring_rsrc_update',
    name: 'RsrcUpdate',
    since: '5.13',
    doc: 'Replaces entries of a table of files, buffers or rings.',
    fields: {
      offset: 'First entry; all ones lets the kernel choose one for a ring.',
      data: 'Address of the new entries, or the ring descriptor itself.',
    },
  },
  {
    c: 'io_uring_rsrc_update2',
    name: 'RsrcUpdate2',
    since: '5.13',
    doc: 'Replaces files or buffers and their tags.',
    fields: {
      offset: 'First entry.',
      data: 'Address of the new entries.',
      tags: 'Address of the new tags; 0 for none.',
      nr: 'Number of entries.',
    },
  },
  {
    c: 'io_uring_file_index_range',
    name: 'FileIndexRange',
    since: '6.0',
    doc: 'The slots from which the kernel picks by itself.',
    fields: { off: 'First slot.', len: 'Number of slots.' },
  },
  {
    c: 'io_uring_clone_buffers',
    name: 'CloneBuffers',
    since: '6.12',
    doc: 'Which registered buffers of another ring are shared.',
    fields: {
      src_fd: 'The ring that has the buffers.',
      flags: 'How to share: {@link CloneBuffersFlags}.',
      src_off: 'First buffer there.',
      dst_off: 'First buffer here.',
      nr: 'Number of buffers; 0 for all.',
    },
  },
]

const buffers: readonly StructWords[] = [
  {
    c: 'io_uring_buf',
    name: 'Buf',
    since: '5.19',
    doc:
      'One buffer in a ring of provided buffers. Its last two bytes are the tail in the first ' +
      'entry: leave them.',
    fields: {
      addr: 'Address of the buffer.',
      len: 'Size in bytes.',
      bid: 'Its id, in completions.',
    },
  },
  {
    c: 'io_uring_buf_ring',
    name: 'BufRing',
    since: '5.19',
    doc: 'A ring of provided buffers; its tail lies over the first entry.',
    fields: {
      tail: 'Up to where buffers are there; publish with release order.',
      bufs: 'The entries.',
    },
  },
  {
    c: 'io_uring_buf_reg',
    name: 'BufReg',
    since: '5.19',
    doc: 'Registers a ring of provided buffers.',
    fields: {
      ring_addr: 'Address of the ring, aligned to a page; 0 with MMAP.',
      ring_entries: 'Number of entries: a power of two, 32768 at most.',
      bgid: 'The buffer group it makes.',
      flags: 'How it works: {@link BufRingFlags}.',
      min_left: 'With INC: a buffer with fewer bytes left is given back.',
    },
  },
  {
    c: 'io_uring_buf_status',
    name: 'BufStatus',
    since: '6.8',
    doc: 'How far the kernel has read a ring of provided buffers.',
    fields: { buf_group: 'The group to ask about.', head: 'Answer: the next entry it will take.' },
  },
]

const limits: readonly StructWords[] = [
  {
    c: 'io_uring_probe_op',
    name: 'ProbeOp',
    since: '5.6',
    doc: 'What a probe says about one operation.',
    fields: { op: 'The opcode.', flags: 'Whether it is there: {@link ProbeFlags}.' },
  },
  {
    c: 'io_uring_probe',
    name: 'Probe',
    since: '5.6',
    doc: 'Which operations the kernel has. Must be zeroed before the call.',
    fields: {
      last_op: 'The highest opcode the kernel knows.',
      ops_len: 'Number of entries that were filled.',
      ops: 'The entries, as many as the call had room for.',
    },
  },
  {
    c: 'io_uring_restriction',
    name: 'Restriction',
    since: '5.10',
    doc: 'One thing that a restricted ring may or must do.',
    fields: {
      opcode: 'What it is about: {@link RestrictionOp}.',
      register_op: 'The registration that is allowed.',
      sqe_op: 'The operation that is allowed.',
      sqe_flags: 'The {@link SqeFlags} that are allowed or demanded.',
    },
  },
  {
    c: 'io_uring_task_restriction',
    name: 'TaskRestriction',
    since: '7.0',
    doc: 'Restrictions for all later rings of this task and its children.',
    fields: {
      flags: 'Must be 0.',
      nr_res: 'Number of restrictions.',
      restrictions: 'The restrictions.',
    },
  },
  {
    c: 'io_uring_sync_cancel_reg',
    name: 'SyncCancelReg',
    since: '6.0',
    doc: 'What to cancel, and how long to wait for it.',
    fields: {
      addr: 'The user data to match.',
      fd: 'The descriptor to match, with FD.',
      flags: 'How to match: {@link CancelFlags}.',
      timeout: 'How long to wait; -1 in both parts for no limit.',
      opcode: 'The opcode to match, with OP.',
    },
    bigint: ['addr'],
  },
  {
    c: 'io_uring_clock_register',
    name: 'ClockRegister',
    since: '6.12',
    doc: 'The clock on which the ring waits.',
    fields: { clockid: 'The clock: {@link ClockId}.' },
  },
  {
    c: 'io_uring_napi',
    name: 'Napi',
    since: '6.9',
    doc: 'Busy polling of network devices. The old setting comes back in it.',
    fields: {
      busy_poll_to: 'Microseconds to poll.',
      prefer_busy_poll: 'Not 0: polling goes before interrupts.',
      opcode: 'What to do: {@link NapiOp}.',
      op_param: 'A {@link NapiTracking} for REGISTER_OP, else the NAPI id.',
    },
  },
  {
    c: 'io_uring_region_desc',
    name: 'RegionDesc',
    since: '6.13',
    doc: 'A piece of memory shared with the kernel.',
    fields: {
      user_addr: 'Address of the memory, with TYPE_USER; page-aligned.',
      size: 'Size in bytes; whole pages.',
      flags: 'Whose memory it is: {@link RegionFlags}.',
      id: 'Number of the region; 0.',
      mmap_offset: 'Answer: offset for mmap(2) of memory that the kernel allocated.',
    },
  },
  {
    c: 'io_uring_mem_region_reg',
    name: 'MemRegionReg',
    since: '6.13',
    doc: 'Registers a region with a ring.',
    fields: {
      region_uptr: 'Address of a {@link RegionDesc}.',
      flags: 'What it is for: {@link MemRegionFlags}.',
    },
  },
]

const queries: readonly StructWords[] = [
  {
    c: 'io_uring_query_hdr',
    name: 'QueryHeader',
    since: '6.18',
    doc: 'One question to the kernel; several form a chain.',
    fields: {
      next_entry: 'Address of the next header; 0 ends the chain.',
      query_data: 'Address of the structure to fill.',
      query_op: 'What is asked: {@link QueryOp}.',
      size: 'Size of that structure in bytes; the kernel lowers it to what it filled.',
      result: 'Answer: 0, or a negative errno; EOPNOTSUPP for an unknown question.',
    },
  },
  {
    c: 'io_uring_query_opcode',
    name: 'QueryOpcodes',
    since: '6.18',
    doc: 'Answer to OPCODES: what the kernel has. Needs no ring.',
    fields: {
      nr_request_opcodes: 'Number of operations.',
      nr_register_opcodes: 'Number of registrations.',
      feature_flags: 'The {@link Features} it has.',
      ring_setup_flags: 'The {@link SetupFlags} it takes.',
      enter_flags: 'The {@link EnterFlags} it takes.',
      sqe_flags: 'The {@link SqeFlags} it takes.',
      nr_query_opcodes: 'Number of questions it can answer.',
    },
  },
  {
    c: 'io_uring_query_zcrx',
    name: 'QueryZcrx',
    since: '6.19',
    doc: 'Answer to ZCRX: what zero-copy receive can do.',
    fields: {
      register_flags: 'The {@link ZcrxRegFlags} it takes.',
      area_flags: 'The {@link ZcrxAreaFlags} it takes.',
      nr_ctrl_opcodes: 'Number of controls it has.',
      features: 'The {@link ZcrxFeatures} it has.',
      rq_hdr_size: 'Bytes of the header in front of the refill queue.',
      rq_hdr_alignment: 'What that header must be aligned to, in bytes.',
    },
  },
  {
    c: 'io_uring_query_zcrx_event',
    name: 'QueryZcrxEvent',
    since: '7.2',
    doc: 'Answer to ZCRX_EVENT: which events zero-copy receive reports.',
    fields: {
      event_flags: 'A bit for each {@link ZcrxEvent} it has.',
      stats_size: 'Bytes of {@link ZcrxStats}.',
      stats_off_alignment: 'What {@link ZcrxEventDesc.statsOffset} must be aligned to.',
    },
  },
  {
    c: 'io_uring_query_scq',
    name: 'QueryScq',
    since: '6.19',
    doc: 'Answer to SCQ: the header in front of the queues, for rings made with NO_MMAP.',
    fields: {
      hdr_size: 'Bytes of the header.',
      hdr_alignment: 'What it must be aligned to, in bytes.',
    },
  },
]

export const registerStructs: readonly StructWords[] = [...files, ...buffers, ...limits, ...queries]
