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

const BpfCode: Family = {
  name: 'BpfCode',
  kind: 'flags',
  internal: true,
  doc: 'The parts of an instruction of classic BPF; ored together in {@link BpfInstruction.code}.',
  prefixes: ['BPF_'],
  members: {
    BPF_LD: ['', 'Class: loads into the accumulator.'],
    BPF_LDX: ['', 'Class: loads into the index register.'],
    BPF_ST: ['', 'Class: stores the accumulator.'],
    BPF_STX: ['', 'Class: stores the index register.'],
    BPF_ALU: ['', 'Class: computes.'],
    BPF_JMP: ['', 'Class: jumps.'],
    BPF_RET: ['', 'Class: returns.'],
    BPF_MISC: ['', 'Class: moves between the registers.'],
    BPF_W: ['', 'Size of a load: a word.'],
    BPF_IMM: ['', 'Source of a load: the instruction itself.'],
    BPF_ABS: ['', 'Source of a load: an offset.'],
    BPF_MEM: ['', 'Source of a load: scratch memory.'],
    BPF_LEN: ['', 'Source of a load: the length of all.'],
    BPF_ADD: ['', 'Computes: plus.'],
    BPF_SUB: ['', 'Computes: minus.'],
    BPF_MUL: ['', 'Computes: times.'],
    BPF_DIV: ['', 'Computes: divided by.'],
    BPF_OR: ['', 'Computes: or.'],
    BPF_AND: ['', 'Computes: and.'],
    BPF_LSH: ['', 'Computes: shifted left.'],
    BPF_RSH: ['', 'Computes: shifted right.'],
    BPF_NEG: ['', 'Computes: negative.'],
    BPF_XOR: ['', 'Computes: exclusive or.'],
    BPF_JA: ['', 'Jumps always.'],
    BPF_JEQ: ['', 'Jumps if equal.'],
    BPF_JGT: ['', 'Jumps if greater.'],
    BPF_JGE: ['', 'Jumps if greater or equal.'],
    BPF_JSET: ['', 'Jumps if a bit is set in both.'],
    BPF_K: ['', 'The operand is the number of the instruction.'],
    BPF_X: ['', 'The operand is the index register.'],
    BPF_A: ['', 'The operand of a return is the accumulator.'],
    BPF_TAX: ['', 'Moves the accumulator into the index register.'],
    BPF_TXA: ['', 'Moves the index register into the accumulator.'],
    BPF_MAXINSNS: ['', 'Instructions that a program may have.'],
  },
}

export const bpfFamilies: readonly Family[] = [BpfFilterFlags, BpfCmd, BpfCode]
