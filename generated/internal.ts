// Generated from headers/abi/7.3.json by codegen/emit/constants.ts.
// Do not edit: change codegen/vocabulary, then run `npm run generate`.

const arm64 = process.arch === 'arm64'

/**
 * The parts of an instruction of classic BPF; ored together in {@link BpfInstruction.code}.
 * @enum
 */
export const BpfCode = {
  /** `BPF_LD`: Class: loads into the accumulator. */
  LD: 0x0,
  /** `BPF_LDX`: Class: loads into the index register. */
  LDX: 0x1,
  /** `BPF_ST`: Class: stores the accumulator. */
  ST: 0x2,
  /** `BPF_STX`: Class: stores the index register. */
  STX: 0x3,
  /** `BPF_ALU`: Class: computes. */
  ALU: 0x4,
  /** `BPF_JMP`: Class: jumps. */
  JMP: 0x5,
  /** `BPF_RET`: Class: returns. */
  RET: 0x6,
  /** `BPF_MISC`: Class: moves between the registers. */
  MISC: 0x7,
  /** `BPF_W`: Size of a load: a word. */
  W: 0x0,
  /** `BPF_IMM`: Source of a load: the instruction itself. */
  IMM: 0x0,
  /** `BPF_ABS`: Source of a load: an offset. */
  ABS: 0x20,
  /** `BPF_MEM`: Source of a load: scratch memory. */
  MEM: 0x60,
  /** `BPF_LEN`: Source of a load: the length of all. */
  LEN: 0x80,
  /** `BPF_ADD`: Computes: plus. */
  ADD: 0x0,
  /** `BPF_SUB`: Computes: minus. */
  SUB: 0x10,
  /** `BPF_MUL`: Computes: times. */
  MUL: 0x20,
  /** `BPF_DIV`: Computes: divided by. */
  DIV: 0x30,
  /** `BPF_OR`: Computes: or. */
  OR: 0x40,
  /** `BPF_AND`: Computes: and. */
  AND: 0x50,
  /** `BPF_LSH`: Computes: shifted left. */
  LSH: 0x60,
  /** `BPF_RSH`: Computes: shifted right. */
  RSH: 0x70,
  /** `BPF_NEG`: Computes: negative. */
  NEG: 0x80,
  /** `BPF_XOR`: Computes: exclusive or. */
  XOR: 0xa0,
  /** `BPF_JA`: Jumps always. */
  JA: 0x0,
  /** `BPF_JEQ`: Jumps if equal. */
  JEQ: 0x10,
  /** `BPF_JGT`: Jumps if greater. */
  JGT: 0x20,
  /** `BPF_JGE`: Jumps if greater or equal. */
  JGE: 0x30,
  /** `BPF_JSET`: Jumps if a bit is set in both. */
  JSET: 0x40,
  /** `BPF_K`: The operand is the number of the instruction. */
  K: 0x0,
  /** `BPF_X`: The operand is the index register. */
  X: 0x8,
  /** `BPF_MAXINSNS`: Instructions that a program may have. */
  MAXINSNS: 0x1000,
  /** `BPF_A`: The operand of a return is the accumulator. */
  A: 0x10,
  /** `BPF_TAX`: Moves the accumulator into the index register. */
  TAX: 0x0,
  /** `BPF_TXA`: Moves the index register into the accumulator. */
  TXA: 0x80,
} as const

/**
 * What a mapping allows; an argument of mmap(2).
 * @enum
 */
export const ProtFlags = {
  /** `PROT_READ`: Reading. */
  READ: 0x1,
  /** `PROT_WRITE`: Writing. */
  WRITE: 0x2,
  /** `PROT_EXEC`: Running code. */
  EXEC: 0x4,
  /** `PROT_SEM`: Atomic operations; always allowed. */
  SEM: 0x8,
  /** `PROT_NONE`: Nothing. */
  NONE: 0x0,
  /** `PROT_GROWSDOWN`: For mprotect(2): down to the start of a growing mapping. */
  GROWSDOWN: 0x1000000,
  /** `PROT_GROWSUP`: For mprotect(2): up to the end of a growing mapping. */
  GROWSUP: 0x2000000,
} as const

/**
 * How memory is mapped; an argument of mmap(2).
 * @enum
 */
export const MapFlags = {
  /** `MAP_GROWSDOWN`: Grows downwards, like a stack. */
  GROWSDOWN: 0x100,
  /** `MAP_DENYWRITE`: No effect any more. */
  DENYWRITE: 0x800,
  /** `MAP_EXECUTABLE`: No effect. */
  EXECUTABLE: 0x1000,
  /** `MAP_LOCKED`: Pages stay in memory. */
  LOCKED: 0x2000,
  /** `MAP_NORESERVE`: No swap space is kept for it. */
  NORESERVE: 0x4000,
  /** `MAP_TYPE`: The bits that hold the kind of mapping. */
  TYPE: 0xf,
  /** `MAP_FIXED`: At exactly this address; what was there is gone. */
  FIXED: 0x10,
  /** `MAP_ANONYMOUS`: Zeros, without a file. */
  ANONYMOUS: 0x20,
  /** `MAP_POPULATE`: All pages are there at once. */
  POPULATE: 0x8000,
  /** `MAP_NONBLOCK`: POPULATE without reading. */
  NONBLOCK: 0x10000,
  /** `MAP_STACK`: Room for a stack; no effect. */
  STACK: 0x20000,
  /** `MAP_HUGETLB`: Huge pages. */
  HUGETLB: 0x40000,
  /** `MAP_SYNC`: Writes to persistent memory are durable. Needs SHARED_VALIDATE. */
  SYNC: 0x80000,
  /** `MAP_FIXED_NOREPLACE`: At exactly this address, or fails. */
  FIXED_NOREPLACE: 0x100000,
  /** `MAP_UNINITIALIZED`: Without clearing pages, on machines without memory management. */
  UNINITIALIZED: 0x4000000,
  /** `MAP_FILE`: Nothing; an old name for no flag. */
  FILE: 0x0,
  /** `MAP_SHARED`: Writes are seen by all who map it. */
  SHARED: 0x1,
  /** `MAP_PRIVATE`: Writes are seen only here. */
  PRIVATE: 0x2,
  /** `MAP_SHARED_VALIDATE`: Like SHARED, and unknown flags fail. */
  SHARED_VALIDATE: 0x3,
  /** `MAP_DROPPABLE`: Reads as zeros after memory ran short. @since Linux 6.11 */
  DROPPABLE: 0x8,
  /** `MAP_HUGE_SHIFT`: Bits by which the size of a huge page is shifted. */
  HUGE_SHIFT: 0x1a,
  /** `MAP_HUGE_MASK`: Bits of the size, after the shift. */
  HUGE_MASK: 0x3f,
  /** `MAP_HUGE_16KB`: Pages of 16 KiB. */
  HUGE_16KB: 0x38000000,
  /** `MAP_HUGE_64KB`: Pages of 64 KiB. */
  HUGE_64KB: 0x40000000,
  /** `MAP_HUGE_512KB`: Pages of 512 KiB. */
  HUGE_512KB: 0x4c000000,
  /** `MAP_HUGE_1MB`: Pages of 1 MiB. */
  HUGE_1MB: 0x50000000,
  /** `MAP_HUGE_2MB`: Pages of 2 MiB. */
  HUGE_2MB: 0x54000000,
  /** `MAP_HUGE_8MB`: Pages of 8 MiB. */
  HUGE_8MB: 0x5c000000,
  /** `MAP_HUGE_16MB`: Pages of 16 MiB. */
  HUGE_16MB: 0x60000000,
  /** `MAP_HUGE_32MB`: Pages of 32 MiB. */
  HUGE_32MB: 0x64000000,
  /** `MAP_HUGE_256MB`: Pages of 256 MiB. */
  HUGE_256MB: 0x70000000,
  /** `MAP_HUGE_512MB`: Pages of 512 MiB. */
  HUGE_512MB: 0x74000000,
  /** `MAP_HUGE_1GB`: Pages of 1 GiB. */
  HUGE_1GB: 0x78000000,
  /** `MAP_HUGE_2GB`: Pages of 2 GiB. */
  HUGE_2GB: 0x7c000000,
  /** `MAP_HUGE_16GB`: Pages of 16 GiB. */
  HUGE_16GB: 0x88000000,
} as const

/** Numbers of system calls that this package makes; they differ between architectures. */
export const Syscall = {
  /** `__NR_close`: Closes a descriptor. */
  close: arm64 ? 57 : 3,
  /** `__NR_mmap`: Maps memory. */
  mmap: arm64 ? 222 : 9,
  /** `__NR_munmap`: Gives a mapping back. */
  munmap: arm64 ? 215 : 11,
  /** `__NR_madvise`: Tells how memory will be used. */
  madvise: arm64 ? 233 : 28,
  /** `__NR_socket`: Makes a socket. */
  socket: arm64 ? 198 : 41,
  /** `__NR_connect`: Connects a socket. */
  connect: arm64 ? 203 : 42,
  /** `__NR_shutdown`: Shuts directions of a connection. */
  shutdown: arm64 ? 210 : 48,
  /** `__NR_bind`: Gives a socket its address. */
  bind: arm64 ? 200 : 49,
  /** `__NR_listen`: Makes a socket accept connections. */
  listen: arm64 ? 201 : 50,
  /** `__NR_getsockname`: Reads the local address. */
  getsockname: arm64 ? 204 : 51,
  /** `__NR_getpeername`: Reads the peer address. */
  getpeername: arm64 ? 205 : 52,
  /** `__NR_setsockopt`: Sets a socket option. */
  setsockopt: arm64 ? 208 : 54,
  /** `__NR_getsockopt`: Reads a socket option. */
  getsockopt: arm64 ? 209 : 55,
  /** `__NR_gettid`: The id of the thread. */
  gettid: arm64 ? 178 : 186,
  /** `__NR_sched_setaffinity`: Pins a thread to processors. */
  sched_setaffinity: arm64 ? 122 : 203,
  /** `__NR_sched_getaffinity`: Tells where a thread may run. */
  sched_getaffinity: arm64 ? 123 : 204,
  /** `__NR_ppoll`: Waits for events of descriptors. */
  ppoll: arm64 ? 73 : 271,
  /** `__NR_accept4`: Takes a connection. */
  accept4: arm64 ? 242 : 288,
  /** `__NR_eventfd2`: Makes an eventfd. */
  eventfd2: arm64 ? 19 : 290,
  /** `__NR_pipe2`: Makes a pipe. */
  pipe2: arm64 ? 59 : 293,
  /** `__NR_prlimit64`: Reads and sets limits. */
  prlimit64: arm64 ? 261 : 302,
  /** `__NR_io_uring_setup`: Makes a ring. @since Linux 5.1 */
  io_uring_setup: 425,
  /** `__NR_io_uring_enter`: Submits and waits. @since Linux 5.1 */
  io_uring_enter: 426,
  /** `__NR_io_uring_register`: Registers what rings use. @since Linux 5.1 */
  io_uring_register: 427,
} as const

/** One of {@link Syscall}'s values. */
export type Syscall = (typeof Syscall)[keyof typeof Syscall]
