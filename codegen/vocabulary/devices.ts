/** Block devices: priorities, protection information, and the commands that URING_CMD takes. */
import type { Family, Loose, StructWords } from './types.ts'

const IoPriorityClass: Family = {
  name: 'IoPriorityClass',
  kind: 'enum',
  doc:
    'The class of an I/O priority, shifted by {@link IOPRIO_CLASS_SHIFT}; stored in {@link ' +
    'Sqe.ioprio} of reads and writes.',
  prefixes: ['IOPRIO_CLASS_'],
  hidden: ['IOPRIO_CLASS_MASK', 'IOPRIO_CLASS_INVALID'],
  members: {
    IOPRIO_CLASS_NONE: ['', 'None of its own: it follows from the nice value.'],
    IOPRIO_CLASS_RT: ['', 'Before all others. For privileged processes.'],
    IOPRIO_CLASS_BE: ['', 'As good as it goes: what processes have.'],
    IOPRIO_CLASS_IDLE: ['', 'Only when nobody else uses the disk.'],
  },
}

const IoPriorityHint: Family = {
  name: 'IoPriorityHint',
  kind: 'enum',
  doc:
    'A hint for the device, shifted by {@link IOPRIO_HINT_SHIFT}; stored in {@link Sqe.ioprio} ' +
    'of reads and writes.',
  prefixes: ['IOPRIO_HINT_'],
  hidden: ['IOPRIO_HINT_MASK', 'IOPRIO_HINT_NR_BITS'],
  members: {
    IOPRIO_HINT_NONE: ['6.5', 'No hint.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_1: ['6.5', 'First limit of duration that the device has.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_2: ['6.5', 'Second limit of duration.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_3: ['6.5', 'Third limit of duration.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_4: ['6.5', 'Fourth limit of duration.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_5: ['6.5', 'Fifth limit of duration.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_6: ['6.5', 'Sixth limit of duration.'],
    IOPRIO_HINT_DEV_DURATION_LIMIT_7: ['6.5', 'Seventh limit of duration.'],
  },
}

const IntegrityFlags: Family = {
  name: 'IntegrityFlags',
  kind: 'flags',
  doc: 'What the device checks of protection information; stored in {@link AttrPi.flags}.',
  prefixes: ['IO_INTEGRITY_'],
  hidden: ['IO_INTEGRITY_VALID_FLAGS'],
  members: {
    IO_INTEGRITY_CHK_GUARD: ['6.13', 'The checksum of the data.'],
    IO_INTEGRITY_CHK_REFTAG: ['6.13', 'The reference tag, which counts blocks.'],
    IO_INTEGRITY_CHK_APPTAG: ['6.13', 'The tag of the application.'],
  },
}

const BlockCommand: Family = {
  name: 'BlockCommand',
  kind: 'enum',
  doc: 'What URING_CMD does to a block device; stored in {@link Sqe.cmdOp}.',
  prefixes: ['BLOCK_URING_CMD_'],
  members: {
    BLOCK_URING_CMD_DISCARD: ['6.12', 'Gives a range back to the device; what it reads is open.'],
    BLOCK_URING_CMD_ZONE_RESET_ALL: ['7.3', 'Empties all zones of a zoned device.'],
  },
}

const NvmeCommand: Family = {
  name: 'NvmeCommand',
  kind: 'enum',
  doc:
    'What URING_CMD does to a character device of NVMe; stored in {@link Sqe.cmdOp}. The ' +
    'command itself is an {@link NvmeUringCmd} of 72 bytes, so that it needs SQE128.',
  prefixes: ['NVME_URING_CMD_'],
  members: {
    NVME_URING_CMD_IO: ['5.19', 'A command of a namespace, with one piece of memory.'],
    NVME_URING_CMD_IO_VEC: ['5.19', 'A command of a namespace, with iovecs.'],
    NVME_URING_CMD_ADMIN: ['6.0', 'A command of the controller, with one piece of memory.'],
    NVME_URING_CMD_ADMIN_VEC: ['6.0', 'A command of the controller, with iovecs.'],
  },
}

export const deviceFamilies: readonly Family[] = [
  IoPriorityClass,
  IoPriorityHint,
  IntegrityFlags,
  BlockCommand,
  NvmeCommand,
]

export const deviceLoose: readonly Loose[] = [
  {
    c: 'IOPRIO_CLASS_SHIFT',
    name: 'IOPRIO_CLASS_SHIFT',
    entry: ['', 'Bits by which the class of an I/O priority is shifted; the level is below it.'],
  },
  {
    c: 'IOPRIO_HINT_SHIFT',
    name: 'IOPRIO_HINT_SHIFT',
    entry: ['6.5', 'Bits by which the hint of an I/O priority is shifted.'],
  },
  {
    c: 'IOPRIO_LEVEL_NR_BITS',
    name: 'IOPRIO_LEVEL_NR_BITS',
    entry: ['6.5', 'Bits of the level of an I/O priority, the lowest ones.'],
  },
  {
    c: 'IOPRIO_NR_LEVELS',
    name: 'IOPRIO_NR_LEVELS',
    entry: ['', 'Levels that a class of I/O priority has; 0 is the highest.'],
  },
]

export const deviceStructs: readonly StructWords[] = [
  {
    c: 'nvme_uring_cmd',
    name: 'NvmeUringCmd',
    since: '5.19',
    doc: 'A command of NVMe, as it stands in {@link Sqe.cmd} of a submission of 128 bytes.',
    fields: {
      opcode: 'What to do, as the NVMe specification numbers it.',
      flags: 'Flags of the command.',
      nsid: 'The namespace.',
      cdw2: 'Word 2 of the command.',
      cdw3: 'Word 3 of the command.',
      metadata: 'Address of the metadata; 0 for none.',
      addr: 'Address of the data, or of the {@link Iovec} array.',
      metadata_len: 'Bytes of the metadata.',
      data_len: 'Bytes of the data, or number of iovecs.',
      cdw10: 'Word 10 of the command.',
      cdw11: 'Word 11 of the command.',
      cdw12: 'Word 12 of the command.',
      cdw13: 'Word 13 of the command.',
      cdw14: 'Word 14 of the command.',
      cdw15: 'Word 15 of the command.',
      timeout_ms: 'Milliseconds after which it is given up; 0 for the usual time.',
    },
  },
]
