/** BPF filters for submissions (`linux/io_uring/bpf_filter.h`). */
import type { Family } from './types.ts'

const BpfFilterFlags: Family = {
  name: 'BpfFilterFlags',
  kind: 'flags',
  doc: 'How a filter is set; stored in {@link BpfFilter.flags}.',
  prefixes: ['IO_URING_BPF_FILTER_'],
  members: {
    IO_URING_BPF_FILTER_DENY_REST: ['7.0', 'Denies every opcode that has no filter yet.'],
    IO_URING_BPF_FILTER_SZ_STRICT: [
      '7.0',
      'Refuses the filter when {@link BpfFilter.pduSize} is not the size the kernel has.',
    ],
  },
}

const BpfCmd: Family = {
  name: 'BpfCmd',
  kind: 'enum',
  doc: 'What REGISTER_BPF_FILTER does; stored in {@link Bpf.cmdType}.',
  prefixes: ['IO_URING_BPF_CMD_'],
  members: {
    IO_URING_BPF_CMD_FILTER: ['7.0', 'Sets the filter in {@link Bpf.filter}.'],
  },
}

export const bpfFamilies: readonly Family[] = [BpfFilterFlags, BpfCmd]
