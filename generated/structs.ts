// Generated from headers/abi/7.3.json by codegen/emit/structs.ts.
// Do not edit: change codegen/vocabulary, then run `npm run generate`.

const arm64 = process.arch === 'arm64'

function readU64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000
}

function readI64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getInt32(offset + 4, true) * 0x1_0000_0000
}

/** -1 is stored as all ones, like every negative number in two's complement: signed or not. */
function write64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value, true)
  view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true)
}

/** The views of a submission array that all its slots share. */
export interface SqeViews {
  /** As 32-bit words. */
  readonly words: Int32Array
  /** As 16-bit words. */
  readonly halves: Uint16Array
  /** As bytes. */
  readonly bytes: Uint8Array
  /** As 64-bit words. */
  readonly doubles: Float64Array
}

/**
 * `struct io_uring_sqe`: A submission: 64 bytes, or 128 on rings made with SQE128. Many fields are
 * names for one place; which one counts depends on the opcode.
 *
 * Fields of a union share their bytes: each operation uses the arm that its `prep` writes. A 64-bit
 * field takes numbers below 2^53, and -1 for all ones.
 */
export class Sqe {
  /** Bytes of a submission; twice that on rings made with SQE128. */
  static readonly SIZE: number = 64
  /** The submission array as 32-bit words. */
  readonly words: Int32Array
  /** The same memory as 16-bit words. */
  readonly halves: Uint16Array
  /** The same memory as bytes. */
  readonly bytes: Uint8Array
  /** The same memory as 64-bit words, which clear it in half as many stores. */
  readonly #doubles: Float64Array
  /** Where this slot begins: the index of its first 32-bit word. */
  readonly at: number

  /** Slots come from {@link Sqe.array}. */
  protected constructor(views: SqeViews, at: number) {
    this.words = views.words
    this.halves = views.halves
    this.bytes = views.bytes
    this.#doubles = views.doubles
    this.at = at
  }

  /** The slots of a submission array, `stride` bytes apart; they share their views of it. */
  static array(buffer: ArrayBuffer, stride: number = Sqe.SIZE): Sqe[] {
    const views = {
      words: new Int32Array(buffer),
      halves: new Uint16Array(buffer),
      bytes: new Uint8Array(buffer),
      doubles: new Float64Array(buffer),
    }
    const count = Math.floor(buffer.byteLength / stride)
    return Array.from({ length: count }, (_, i) => new Sqe(views, (i * stride) / 4))
  }

  /** A submission in memory of its own, for tools and tests. */
  static alone(buffer: ArrayBuffer = new ArrayBuffer(Sqe.SIZE)): Sqe {
    const [slot] = Sqe.array(buffer)
    if (slot === undefined) throw new RangeError('a submission needs 64 bytes')
    return slot
  }

  /** Clears the whole slot, user data and flags included; sets the opcode and the descriptor. */
  reset(opcode: number, fd: number): void {
    const { words, at } = this
    const doubles = this.#doubles
    const half = at >> 1
    words[at] = opcode
    words[at + 1] = fd
    doubles[half + 1] = 0
    doubles[half + 2] = 0
    doubles[half + 3] = 0
    doubles[half + 4] = 0
    doubles[half + 5] = 0
    doubles[half + 6] = 0
    doubles[half + 7] = 0
  }

  /** `opcode`: What to do: one of {@link Op}. */
  get opcode(): number {
    return this.bytes[this.at * 4]
  }
  set opcode(value: number) {
    this.bytes[this.at * 4] = value
  }

  /** `flags`: How to run it: {@link SqeFlags}. */
  get flags(): number {
    return this.bytes[this.at * 4 + 1]
  }
  set flags(value: number) {
    this.bytes[this.at * 4 + 1] = value
  }

  /** `ioprio`: I/O priority of reads and writes; flags of sends, receives and accepts. */
  get ioprio(): number {
    return this.halves[this.at * 2 + 1]
  }
  set ioprio(value: number) {
    this.halves[this.at * 2 + 1] = value
  }

  /** `fd`: The descriptor, or the slot with FIXED_FILE. */
  get fd(): number {
    return this.words[this.at + 1]
  }
  set fd(value: number) {
    this.words[this.at + 1] = value
  }

  /** `off`: Offset in the file; -1 is the file position. */
  get off(): number {
    return (this.words[this.at + 2] >>> 0) + this.words[this.at + 3] * 0x1_0000_0000
  }
  set off(value: number) {
    this.words[this.at + 2] = value
    this.words[this.at + 3] = Math.floor(value / 0x1_0000_0000)
  }

  /** The low 32 bits of {@link off}. */
  get offLow(): number {
    return this.words[this.at + 2] >>> 0
  }
  set offLow(value: number) {
    this.words[this.at + 2] = value
  }

  /** The high 32 bits of {@link off}. */
  get offHigh(): number {
    return this.words[this.at + 3] >>> 0
  }
  set offHigh(value: number) {
    this.words[this.at + 3] = value
  }

  /** `addr2`: A second address. */
  get addr2(): number {
    return (this.words[this.at + 2] >>> 0) + this.words[this.at + 3] * 0x1_0000_0000
  }
  set addr2(value: number) {
    this.words[this.at + 2] = value
    this.words[this.at + 3] = Math.floor(value / 0x1_0000_0000)
  }

  /** `cmd_op`: Command of URING_CMD. */
  get cmdOp(): number {
    return this.words[this.at + 2] >>> 0
  }
  set cmdOp(value: number) {
    this.words[this.at + 2] = value
  }

  /** `addr`: Address of the buffer, the iovecs, the path or another argument. */
  get addr(): number {
    return (this.words[this.at + 4] >>> 0) + this.words[this.at + 5] * 0x1_0000_0000
  }
  set addr(value: number) {
    this.words[this.at + 4] = value
    this.words[this.at + 5] = Math.floor(value / 0x1_0000_0000)
  }

  /** The low 32 bits of {@link addr}. */
  get addrLow(): number {
    return this.words[this.at + 4] >>> 0
  }
  set addrLow(value: number) {
    this.words[this.at + 4] = value
  }

  /** The high 32 bits of {@link addr}. */
  get addrHigh(): number {
    return this.words[this.at + 5] >>> 0
  }
  set addrHigh(value: number) {
    this.words[this.at + 5] = value
  }

  /** `splice_off_in`: Offset to splice from; -1 for a pipe. */
  get spliceOffIn(): number {
    return (this.words[this.at + 4] >>> 0) + this.words[this.at + 5] * 0x1_0000_0000
  }
  set spliceOffIn(value: number) {
    this.words[this.at + 4] = value
    this.words[this.at + 5] = Math.floor(value / 0x1_0000_0000)
  }

  /** `level`: Level of a socket option. */
  get level(): number {
    return this.words[this.at + 4] >>> 0
  }
  set level(value: number) {
    this.words[this.at + 4] = value
  }

  /** `optname`: Name of a socket option. */
  get optname(): number {
    return this.words[this.at + 5] >>> 0
  }
  set optname(value: number) {
    this.words[this.at + 5] = value
  }

  /** `len`: Size of the buffer in bytes, or number of iovecs. */
  get len(): number {
    return this.words[this.at + 6] >>> 0
  }
  set len(value: number) {
    this.words[this.at + 6] = value
  }

  /** `rw_flags`: Flags of reads and writes: {@link RwFlags}. */
  get rwFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set rwFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `fsync_flags`: Flags of FSYNC: {@link FsyncFlags}. */
  get fsyncFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set fsyncFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `poll_events`: Events of POLL_ADD, 16 bits; the old form of {@link Sqe.poll32Events}. */
  get pollEvents(): number {
    return this.halves[this.at * 2 + 14]
  }
  set pollEvents(value: number) {
    this.halves[this.at * 2 + 14] = value
  }

  /** `poll32_events`: Events of POLL_ADD: {@link PollEvents}. */
  get poll32Events(): number {
    return this.words[this.at + 7] >>> 0
  }
  set poll32Events(value: number) {
    this.words[this.at + 7] = value
  }

  /** `sync_range_flags`: Flags of SYNC_FILE_RANGE: {@link SyncFileRangeFlags}. */
  get syncRangeFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set syncRangeFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `msg_flags`: Flags of sends and receives: {@link MsgFlags}. */
  get msgFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set msgFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `timeout_flags`: Flags of timeouts: {@link TimeoutFlags}. */
  get timeoutFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set timeoutFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `accept_flags`: Flags of ACCEPT: SOCK_CLOEXEC and SOCK_NONBLOCK. */
  get acceptFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set acceptFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `cancel_flags`: Flags of ASYNC_CANCEL: {@link CancelFlags}. */
  get cancelFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set cancelFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `open_flags`: Flags of OPENAT: {@link OpenFlags}. */
  get openFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set openFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `statx_flags`: Flags of STATX: {@link AtFlags}. */
  get statxFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set statxFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `fadvise_advice`: Advice of FADVISE and MADVISE. */
  get fadviseAdvice(): number {
    return this.words[this.at + 7] >>> 0
  }
  set fadviseAdvice(value: number) {
    this.words[this.at + 7] = value
  }

  /** `splice_flags`: Flags of SPLICE and TEE: {@link SpliceFlags}. */
  get spliceFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set spliceFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `rename_flags`: Flags of RENAMEAT: {@link RenameFlags}. */
  get renameFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set renameFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `unlink_flags`: Flags of UNLINKAT: AT_REMOVEDIR. */
  get unlinkFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set unlinkFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `hardlink_flags`: Flags of LINKAT: {@link AtFlags}. */
  get hardlinkFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set hardlinkFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `xattr_flags`: Flags of SETXATTR and FSETXATTR: {@link XattrFlags}. */
  get xattrFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set xattrFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `msg_ring_flags`: Flags of MSG_RING: {@link MsgRingFlags}. */
  get msgRingFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set msgRingFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `uring_cmd_flags`: Flags of URING_CMD: {@link UringCmdFlags}. */
  get uringCmdFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set uringCmdFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `waitid_flags`: Flags of WAITID; must be 0. */
  get waitidFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set waitidFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `futex_flags`: Flags of futex operations; must be 0. */
  get futexFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set futexFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `install_fd_flags`: Flags of FIXED_FD_INSTALL: {@link FixedFdFlags}. */
  get installFdFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set installFdFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `nop_flags`: Flags of NOP: {@link NopFlags}. */
  get nopFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set nopFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `pipe_flags`: Flags of PIPE: O_CLOEXEC, O_NONBLOCK, O_DIRECT. */
  get pipeFlags(): number {
    return this.words[this.at + 7] >>> 0
  }
  set pipeFlags(value: number) {
    this.words[this.at + 7] = value
  }

  /** `user_data`: Comes back unchanged in {@link Cqe.userData}. All ones is reserved. */
  get userData(): number {
    return (this.words[this.at + 8] >>> 0) + this.words[this.at + 9] * 0x1_0000_0000
  }
  set userData(value: number) {
    this.words[this.at + 8] = value
    this.words[this.at + 9] = Math.floor(value / 0x1_0000_0000)
  }

  /** The low 32 bits of {@link userData}. */
  get userDataLow(): number {
    return this.words[this.at + 8] >>> 0
  }
  set userDataLow(value: number) {
    this.words[this.at + 8] = value
  }

  /** The high 32 bits of {@link userData}. */
  get userDataHigh(): number {
    return this.words[this.at + 9] >>> 0
  }
  set userDataHigh(value: number) {
    this.words[this.at + 9] = value
  }

  /** `buf_index`: Index of a registered buffer. */
  get bufIndex(): number {
    return this.halves[this.at * 2 + 20]
  }
  set bufIndex(value: number) {
    this.halves[this.at * 2 + 20] = value
  }

  /** `buf_group`: Group of provided buffers, with BUFFER_SELECT. */
  get bufGroup(): number {
    return this.halves[this.at * 2 + 20]
  }
  set bufGroup(value: number) {
    this.halves[this.at * 2 + 20] = value
  }

  /** `personality`: Credentials to run with, from REGISTER_PERSONALITY; 0 for the own ones. */
  get personality(): number {
    return this.halves[this.at * 2 + 21]
  }
  set personality(value: number) {
    this.halves[this.at * 2 + 21] = value
  }

  /** `splice_fd_in`: The descriptor to splice from. */
  get spliceFdIn(): number {
    return this.words[this.at + 11]
  }
  set spliceFdIn(value: number) {
    this.words[this.at + 11] = value
  }

  /** `file_index`: Slot + 1 that receives a new file, or FILE_INDEX_ALLOC; 0 makes a descriptor. */
  get fileIndex(): number {
    return this.words[this.at + 11] >>> 0
  }
  set fileIndex(value: number) {
    this.words[this.at + 11] = value
  }

  /** `zcrx_ifq_idx`: Receive queue of RECV_ZC. */
  get zcrxIfqIdx(): number {
    return this.words[this.at + 11] >>> 0
  }
  set zcrxIfqIdx(value: number) {
    this.words[this.at + 11] = value
  }

  /** `optlen`: Size of a socket option in bytes. */
  get optlen(): number {
    return this.words[this.at + 11] >>> 0
  }
  set optlen(value: number) {
    this.words[this.at + 11] = value
  }

  /** `addr_len`: Size of the target address of a send, in bytes. */
  get addrLen(): number {
    return this.halves[this.at * 2 + 22]
  }
  set addrLen(value: number) {
    this.halves[this.at * 2 + 22] = value
  }

  /** `write_stream`: Write stream of the device; 0 for none. */
  get writeStream(): number {
    return this.bytes[this.at * 4 + 44]
  }
  set writeStream(value: number) {
    this.bytes[this.at * 4 + 44] = value
  }

  /** `addr3`: A third address. */
  get addr3(): number {
    return (this.words[this.at + 12] >>> 0) + this.words[this.at + 13] * 0x1_0000_0000
  }
  set addr3(value: number) {
    this.words[this.at + 12] = value
    this.words[this.at + 13] = Math.floor(value / 0x1_0000_0000)
  }

  /** `attr_ptr`: Address of the attributes of a read or write. */
  get attrPtr(): number {
    return (this.words[this.at + 12] >>> 0) + this.words[this.at + 13] * 0x1_0000_0000
  }
  set attrPtr(value: number) {
    this.words[this.at + 12] = value
    this.words[this.at + 13] = Math.floor(value / 0x1_0000_0000)
  }

  /** `attr_type_mask`: Which attributes there are: {@link RwAttributes}. */
  get attrTypeMask(): number {
    return (this.words[this.at + 14] >>> 0) + this.words[this.at + 15] * 0x1_0000_0000
  }
  set attrTypeMask(value: number) {
    this.words[this.at + 14] = value
    this.words[this.at + 15] = Math.floor(value / 0x1_0000_0000)
  }

  /** `optval`: Address of the value of a socket option. */
  get optval(): number {
    return (this.words[this.at + 12] >>> 0) + this.words[this.at + 13] * 0x1_0000_0000
  }
  set optval(value: number) {
    this.words[this.at + 12] = value
    this.words[this.at + 13] = Math.floor(value / 0x1_0000_0000)
  }

  /** `cmd`: Data of URING_CMD: 16 bytes, or 80 in an entry of 128. */
  cmd(length = 16): Uint8Array {
    const start = this.at * 4 + 48
    return this.bytes.subarray(start, start + length)
  }
}

/**
 * `struct io_uring_attr_pi`: Protection information that a read or write carries.
 * @since Linux 6.14
 */
export class AttrPi {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 32
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(AttrPi.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `flags`: Which checks are made. */
  get flags(): number {
    return this.view.getUint16(0, true)
  }
  set flags(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `app_tag`: Application tag to check. */
  get appTag(): number {
    return this.view.getUint16(2, true)
  }
  set appTag(value: number) {
    this.view.setUint16(2, value, true)
  }

  /** `len`: Size of the metadata buffer in bytes. */
  get len(): number {
    return this.view.getUint32(4, true)
  }
  set len(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `addr`: Address of the metadata buffer. */
  get addr(): number {
    return readU64(this.view, 8)
  }
  set addr(value: number) {
    write64(this.view, 8, value)
  }

  /** `seed`: Start of the reference tag. */
  get seed(): number {
    return readU64(this.view, 16)
  }
  set seed(value: number) {
    write64(this.view, 16, value)
  }
}

/**
 * `struct io_uring_cqe`: A completion: 16 bytes, or 32 on rings made with CQE32.
 * @since Linux 5.1
 */
export class Cqe {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Cqe.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `user_data`: What {@link Sqe.userData} was. */
  get userData(): number {
    return readU64(this.view, 0)
  }
  set userData(value: number) {
    write64(this.view, 0, value)
  }

  /** `res`: The result; below 0 it is a negative errno. */
  get res(): number {
    return this.view.getInt32(8, true)
  }
  set res(value: number) {
    this.view.setInt32(8, value, true)
  }

  /** `flags`: What kind of completion it is: {@link CqeFlags}. */
  get flags(): number {
    return this.view.getUint32(12, true)
  }
  set flags(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `big_cqe`: Two more words, in completions of 32 bytes. */
  bigCqe(index: number): number {
    return readU64(this.view, index * 8 + 16)
  }
  /** Sets an element of {@link bigCqe}. */
  setBigCqe(index: number, value: number): void {
    write64(this.view, index * 8 + 16, value)
  }
}

/**
 * `struct io_sqring_offsets`: Where the parts of the submission queue lie in its mapping, in bytes.
 * They differ between kernels.
 * @since Linux 5.1
 */
export class SqOffsets {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SqOffsets.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `head`: The word up to which the kernel has consumed. */
  get head(): number {
    return this.view.getUint32(0, true)
  }
  set head(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `tail`: The word up to which the program has filled. */
  get tail(): number {
    return this.view.getUint32(4, true)
  }
  set tail(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `ring_mask`: The word to mask an index with. */
  get ringMask(): number {
    return this.view.getUint32(8, true)
  }
  set ringMask(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `ring_entries`: The number of entries. */
  get ringEntries(): number {
    return this.view.getUint32(12, true)
  }
  set ringEntries(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `flags`: The word with {@link SqRingFlags}. */
  get flags(): number {
    return this.view.getUint32(16, true)
  }
  set flags(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `dropped`: The count of invalid indexes in the array. */
  get dropped(): number {
    return this.view.getUint32(20, true)
  }
  set dropped(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `array`: The array of entry indexes; 0 with NO_SQARRAY. */
  get array(): number {
    return this.view.getUint32(24, true)
  }
  set array(value: number) {
    this.view.setUint32(24, value, true)
  }

  /** `user_addr`: Memory of the program for the submission entries, with NO_MMAP. */
  get userAddr(): number {
    return readU64(this.view, 32)
  }
  set userAddr(value: number) {
    write64(this.view, 32, value)
  }
}

/**
 * `struct io_cqring_offsets`: Where the parts of the completion queue lie in its mapping, in bytes.
 * They differ between kernels.
 * @since Linux 5.1
 */
export class CqOffsets {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(CqOffsets.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `head`: The word up to which the program has read. */
  get head(): number {
    return this.view.getUint32(0, true)
  }
  set head(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `tail`: The word up to which the kernel has posted. */
  get tail(): number {
    return this.view.getUint32(4, true)
  }
  set tail(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `ring_mask`: The word to mask an index with. */
  get ringMask(): number {
    return this.view.getUint32(8, true)
  }
  set ringMask(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `ring_entries`: The number of entries. */
  get ringEntries(): number {
    return this.view.getUint32(12, true)
  }
  set ringEntries(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `overflow`: The count of completions that are lost for good. */
  get overflow(): number {
    return this.view.getUint32(16, true)
  }
  set overflow(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `cqes`: The completions. */
  get cqes(): number {
    return this.view.getUint32(20, true)
  }
  set cqes(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `flags`: The word with {@link CqRingFlags}; 0 before Linux 5.8, which has none. */
  get flags(): number {
    return this.view.getUint32(24, true)
  }
  set flags(value: number) {
    this.view.setUint32(24, value, true)
  }

  /** `user_addr`: Memory of the program for both queues, with NO_MMAP. */
  get userAddr(): number {
    return readU64(this.view, 32)
  }
  set userAddr(value: number) {
    write64(this.view, 32, value)
  }
}

/**
 * `struct io_uring_params`: What a ring shall be, and what io_uring_setup(2) made of it.
 * @since Linux 5.1
 */
export class Params {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 120
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Params.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `sq_entries`: Submission entries that were made; a power of two. */
  get sqEntries(): number {
    return this.view.getUint32(0, true)
  }
  set sqEntries(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `cq_entries`: Completion entries: wanted with CQSIZE, then those that were made. */
  get cqEntries(): number {
    return this.view.getUint32(4, true)
  }
  set cqEntries(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `flags`: How to build the ring: {@link SetupFlags}. */
  get flags(): number {
    return this.view.getUint32(8, true)
  }
  set flags(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `sq_thread_cpu`: Processor of the SQPOLL thread, with SQ_AFF. */
  get sqThreadCpu(): number {
    return this.view.getUint32(12, true)
  }
  set sqThreadCpu(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `sq_thread_idle`: Milliseconds until the SQPOLL thread sleeps; 0 means 1000. */
  get sqThreadIdle(): number {
    return this.view.getUint32(16, true)
  }
  set sqThreadIdle(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `features`: What the kernel can do: {@link Features}. */
  get features(): number {
    return this.view.getUint32(20, true)
  }
  set features(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `wq_fd`: The ring to share workers with, with ATTACH_WQ. */
  get wqFd(): number {
    return this.view.getUint32(24, true)
  }
  set wqFd(value: number) {
    this.view.setUint32(24, value, true)
  }

  /** `sq_off`: Where the submission queue lies. */
  get sqOff(): SqOffsets {
    return new SqOffsets(this.view.buffer, this.view.byteOffset + 40)
  }

  /** `cq_off`: Where the completion queue lies. */
  get cqOff(): CqOffsets {
    return new CqOffsets(this.view.buffer, this.view.byteOffset + 80)
  }
}

/**
 * `struct io_uring_files_update`: The first form of {@link RsrcUpdate}, for files only.
 * @since Linux 5.5
 */
export class FilesUpdate {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(FilesUpdate.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `offset`: First slot. */
  get offset(): number {
    return this.view.getUint32(0, true)
  }
  set offset(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `fds`: Address of the descriptors. */
  get fds(): number {
    return readU64(this.view, 8)
  }
  set fds(value: number) {
    write64(this.view, 8, value)
  }
}

/** `struct io_uring_region_desc`: A piece of memory shared with the kernel. @since Linux 6.13 */
export class RegionDesc {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 64
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(RegionDesc.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `user_addr`: Address of the memory, with TYPE_USER; page-aligned. */
  get userAddr(): number {
    return readU64(this.view, 0)
  }
  set userAddr(value: number) {
    write64(this.view, 0, value)
  }

  /** `size`: Size in bytes; whole pages. */
  get size(): number {
    return readU64(this.view, 8)
  }
  set size(value: number) {
    write64(this.view, 8, value)
  }

  /** `flags`: Whose memory it is: {@link RegionFlags}. */
  get flags(): number {
    return this.view.getUint32(16, true)
  }
  set flags(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `id`: Number of the region; 0. */
  get id(): number {
    return this.view.getUint32(20, true)
  }
  set id(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `mmap_offset`: Answer: offset for mmap(2) of memory that the kernel allocated. */
  get mmapOffset(): number {
    return readU64(this.view, 24)
  }
  set mmapOffset(value: number) {
    write64(this.view, 24, value)
  }
}

/** `struct io_uring_mem_region_reg`: Registers a region with a ring. @since Linux 6.13 */
export class MemRegionReg {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 32
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(MemRegionReg.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `region_uptr`: Address of a {@link RegionDesc}. */
  get regionUptr(): number {
    return readU64(this.view, 0)
  }
  set regionUptr(value: number) {
    write64(this.view, 0, value)
  }

  /** `flags`: What it is for: {@link MemRegionFlags}. */
  get flags(): number {
    return readU64(this.view, 8)
  }
  set flags(value: number) {
    write64(this.view, 8, value)
  }
}

/**
 * `struct io_uring_rsrc_register`: Registers files or buffers with tags. A tag that is not 0 comes
 * back as a completion when its entry is gone.
 * @since Linux 5.13
 */
export class RsrcRegister {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 32
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(RsrcRegister.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `nr`: Number of entries. */
  get nr(): number {
    return this.view.getUint32(0, true)
  }
  set nr(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `flags`: How to register: {@link RsrcRegisterFlags}. */
  get flags(): number {
    return this.view.getUint32(4, true)
  }
  set flags(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `data`: Address of the descriptors or of the {@link Iovec} array. */
  get data(): number {
    return readU64(this.view, 16)
  }
  set data(value: number) {
    write64(this.view, 16, value)
  }

  /** `tags`: Address of the tags, 8 bytes each; 0 for none. */
  get tags(): number {
    return readU64(this.view, 24)
  }
  set tags(value: number) {
    write64(this.view, 24, value)
  }
}

/**
 * `struct io_uring_rsrc_update`: Replaces entries of a table of files, buffers or rings.
 * @since Linux 5.13
 */
export class RsrcUpdate {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(RsrcUpdate.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `offset`: First entry; all ones lets the kernel choose one for a ring. */
  get offset(): number {
    return this.view.getUint32(0, true)
  }
  set offset(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `data`: Address of the new entries, or the ring descriptor itself. */
  get data(): number {
    return readU64(this.view, 8)
  }
  set data(value: number) {
    write64(this.view, 8, value)
  }
}

/** `struct io_uring_rsrc_update2`: Replaces files or buffers and their tags. @since Linux 5.13 */
export class RsrcUpdate2 {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 32
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(RsrcUpdate2.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `offset`: First entry. */
  get offset(): number {
    return this.view.getUint32(0, true)
  }
  set offset(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `data`: Address of the new entries. */
  get data(): number {
    return readU64(this.view, 8)
  }
  set data(value: number) {
    write64(this.view, 8, value)
  }

  /** `tags`: Address of the new tags; 0 for none. */
  get tags(): number {
    return readU64(this.view, 16)
  }
  set tags(value: number) {
    write64(this.view, 16, value)
  }

  /** `nr`: Number of entries. */
  get nr(): number {
    return this.view.getUint32(24, true)
  }
  set nr(value: number) {
    this.view.setUint32(24, value, true)
  }
}

/** `struct io_uring_probe_op`: What a probe says about one operation. @since Linux 5.6 */
export class ProbeOp {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 8
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ProbeOp.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `op`: The opcode. */
  get op(): number {
    return this.view.getUint8(0)
  }
  set op(value: number) {
    this.view.setUint8(0, value)
  }

  /** `flags`: Whether it is there: {@link ProbeFlags}. */
  get flags(): number {
    return this.view.getUint16(2, true)
  }
  set flags(value: number) {
    this.view.setUint16(2, value, true)
  }
}

/**
 * `struct io_uring_probe`: Which operations the kernel has. Must be zeroed before the call.
 * @since Linux 5.6
 */
export class Probe {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Probe.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `last_op`: The highest opcode the kernel knows. */
  get lastOp(): number {
    return this.view.getUint8(0)
  }
  set lastOp(value: number) {
    this.view.setUint8(0, value)
  }

  /** `ops_len`: Number of entries that were filled. */
  get opsLen(): number {
    return this.view.getUint8(1)
  }
  set opsLen(value: number) {
    this.view.setUint8(1, value)
  }

  /** `ops`: The entries, as many as the call had room for. */
  ops(index: number): ProbeOp {
    return new ProbeOp(this.view.buffer, this.view.byteOffset + 16 + index * ProbeOp.SIZE)
  }
}

/**
 * `struct io_uring_restriction`: One thing that a restricted ring may or must do.
 * @since Linux 5.10
 */
export class Restriction {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Restriction.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `opcode`: What it is about: {@link RestrictionOp}. */
  get opcode(): number {
    return this.view.getUint16(0, true)
  }
  set opcode(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `register_op`: The registration that is allowed. */
  get registerOp(): number {
    return this.view.getUint8(2)
  }
  set registerOp(value: number) {
    this.view.setUint8(2, value)
  }

  /** `sqe_op`: The operation that is allowed. */
  get sqeOp(): number {
    return this.view.getUint8(2)
  }
  set sqeOp(value: number) {
    this.view.setUint8(2, value)
  }

  /** `sqe_flags`: The {@link SqeFlags} that are allowed or demanded. */
  get sqeFlags(): number {
    return this.view.getUint8(2)
  }
  set sqeFlags(value: number) {
    this.view.setUint8(2, value)
  }
}

/**
 * `struct io_uring_task_restriction`: Restrictions for all later rings of this task and its
 * children.
 * @since Linux 7.0
 */
export class TaskRestriction {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(TaskRestriction.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `flags`: Must be 0. */
  get flags(): number {
    return this.view.getUint16(0, true)
  }
  set flags(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `nr_res`: Number of restrictions. */
  get nrRes(): number {
    return this.view.getUint16(2, true)
  }
  set nrRes(value: number) {
    this.view.setUint16(2, value, true)
  }

  /** `restrictions`: The restrictions. */
  restrictions(index: number): Restriction {
    return new Restriction(this.view.buffer, this.view.byteOffset + 16 + index * Restriction.SIZE)
  }
}

/** `struct io_uring_clock_register`: The clock on which the ring waits. @since Linux 6.12 */
export class ClockRegister {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ClockRegister.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `clockid`: The clock: {@link ClockId}. */
  get clockid(): number {
    return this.view.getUint32(0, true)
  }
  set clockid(value: number) {
    this.view.setUint32(0, value, true)
  }
}

/**
 * `struct io_uring_clone_buffers`: Which registered buffers of another ring are shared.
 * @since Linux 6.12
 */
export class CloneBuffers {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 32
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(CloneBuffers.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `src_fd`: The ring that has the buffers. */
  get srcFd(): number {
    return this.view.getUint32(0, true)
  }
  set srcFd(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `flags`: How to share: {@link CloneBuffersFlags}. */
  get flags(): number {
    return this.view.getUint32(4, true)
  }
  set flags(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `src_off`: First buffer there. */
  get srcOff(): number {
    return this.view.getUint32(8, true)
  }
  set srcOff(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `dst_off`: First buffer here. */
  get dstOff(): number {
    return this.view.getUint32(12, true)
  }
  set dstOff(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `nr`: Number of buffers; 0 for all. */
  get nr(): number {
    return this.view.getUint32(16, true)
  }
  set nr(value: number) {
    this.view.setUint32(16, value, true)
  }
}

/**
 * `struct io_uring_buf`: One buffer in a ring of provided buffers. Its last two bytes are the tail
 * in the first entry: leave them.
 * @since Linux 5.19
 */
export class Buf {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Buf.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `addr`: Address of the buffer. */
  get addr(): number {
    return readU64(this.view, 0)
  }
  set addr(value: number) {
    write64(this.view, 0, value)
  }

  /** `len`: Size in bytes. */
  get len(): number {
    return this.view.getUint32(8, true)
  }
  set len(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `bid`: Its id, in completions. */
  get bid(): number {
    return this.view.getUint16(12, true)
  }
  set bid(value: number) {
    this.view.setUint16(12, value, true)
  }
}

/**
 * `struct io_uring_buf_ring`: A ring of provided buffers; its tail lies over the first entry.
 * @since Linux 5.19
 */
export class BufRing {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BufRing.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `tail`: Up to where buffers are there; publish with release order. */
  get tail(): number {
    return this.view.getUint16(14, true)
  }
  set tail(value: number) {
    this.view.setUint16(14, value, true)
  }

  /** `bufs`: The entries. */
  bufs(index: number): Buf {
    return new Buf(this.view.buffer, this.view.byteOffset + index * Buf.SIZE)
  }
}

/** `struct io_uring_buf_reg`: Registers a ring of provided buffers. @since Linux 5.19 */
export class BufReg {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BufReg.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ring_addr`: Address of the ring, aligned to a page; 0 with MMAP. */
  get ringAddr(): number {
    return readU64(this.view, 0)
  }
  set ringAddr(value: number) {
    write64(this.view, 0, value)
  }

  /** `ring_entries`: Number of entries: a power of two, 32768 at most. */
  get ringEntries(): number {
    return this.view.getUint32(8, true)
  }
  set ringEntries(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `bgid`: The buffer group it makes. */
  get bgid(): number {
    return this.view.getUint16(12, true)
  }
  set bgid(value: number) {
    this.view.setUint16(12, value, true)
  }

  /** `flags`: How it works: {@link BufRingFlags}. */
  get flags(): number {
    return this.view.getUint16(14, true)
  }
  set flags(value: number) {
    this.view.setUint16(14, value, true)
  }

  /** `min_left`: With INC: a buffer with fewer bytes left is given back. */
  get minLeft(): number {
    return this.view.getUint32(16, true)
  }
  set minLeft(value: number) {
    this.view.setUint32(16, value, true)
  }
}

/**
 * `struct io_uring_buf_status`: How far the kernel has read a ring of provided buffers.
 * @since Linux 6.8
 */
export class BufStatus {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BufStatus.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `buf_group`: The group to ask about. */
  get bufGroup(): number {
    return this.view.getUint32(0, true)
  }
  set bufGroup(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `head`: Answer: the next entry it will take. */
  get head(): number {
    return this.view.getUint32(4, true)
  }
  set head(value: number) {
    this.view.setUint32(4, value, true)
  }
}

/**
 * `struct io_uring_napi`: Busy polling of network devices. The old setting comes back in it.
 * @since Linux 6.9
 */
export class Napi {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Napi.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `busy_poll_to`: Microseconds to poll. */
  get busyPollTo(): number {
    return this.view.getUint32(0, true)
  }
  set busyPollTo(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `prefer_busy_poll`: Not 0: polling goes before interrupts. */
  get preferBusyPoll(): number {
    return this.view.getUint8(4)
  }
  set preferBusyPoll(value: number) {
    this.view.setUint8(4, value)
  }

  /** `opcode`: What to do: {@link NapiOp}. */
  get opcode(): number {
    return this.view.getUint8(5)
  }
  set opcode(value: number) {
    this.view.setUint8(5, value)
  }

  /** `op_param`: A {@link NapiTracking} for REGISTER_OP, else the NAPI id. */
  get opParam(): number {
    return this.view.getUint32(8, true)
  }
  set opParam(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/**
 * `struct io_uring_reg_wait`: A wait argument in a registered region; chosen by its byte offset
 * with EXT_ARG_REG.
 * @since Linux 6.13
 */
export class RegWait {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 64
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(RegWait.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ts`: Limit of the wait, when {@link RegWait.flags} has TS. */
  get ts(): Timespec {
    return new Timespec(this.view.buffer, this.view.byteOffset)
  }

  /** `min_wait_usec`: Microseconds to collect a batch before fewer completions are enough. */
  get minWaitUsec(): number {
    return this.view.getUint32(16, true)
  }
  set minWaitUsec(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `flags`: Which parts count: {@link RegWaitFlags}. */
  get flags(): number {
    return this.view.getUint32(20, true)
  }
  set flags(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `sigmask`: Address of the signal mask during the wait; 0 for none. */
  get sigmask(): number {
    return readU64(this.view, 24)
  }
  set sigmask(value: number) {
    write64(this.view, 24, value)
  }

  /** `sigmask_sz`: Size of the signal mask in bytes: 8. */
  get sigmaskSz(): number {
    return this.view.getUint32(32, true)
  }
  set sigmaskSz(value: number) {
    this.view.setUint32(32, value, true)
  }
}

/**
 * `struct io_uring_getevents_arg`: The argument of io_uring_enter(2) with EXT_ARG.
 * @since Linux 5.11
 */
export class GetEventsArg {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 24
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(GetEventsArg.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `sigmask`: Address of the signal mask during the wait; 0 for none. */
  get sigmask(): number {
    return readU64(this.view, 0)
  }
  set sigmask(value: number) {
    write64(this.view, 0, value)
  }

  /** `sigmask_sz`: Size of the signal mask in bytes: 8. */
  get sigmaskSz(): number {
    return this.view.getUint32(8, true)
  }
  set sigmaskSz(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `min_wait_usec`: Microseconds to collect a batch before fewer completions are enough. */
  get minWaitUsec(): number {
    return this.view.getUint32(12, true)
  }
  set minWaitUsec(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `ts`: Address of a {@link Timespec} that limits the wait; 0 for no limit. */
  get ts(): number {
    return readU64(this.view, 16)
  }
  set ts(value: number) {
    write64(this.view, 16, value)
  }
}

/**
 * `struct io_uring_sync_cancel_reg`: What to cancel, and how long to wait for it.
 * @since Linux 6.0
 */
export class SyncCancelReg {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 64
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SyncCancelReg.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `addr`: The user data to match. */
  get addr(): bigint {
    return this.view.getBigUint64(0, true)
  }
  set addr(value: bigint) {
    this.view.setBigUint64(0, value, true)
  }

  /** `fd`: The descriptor to match, with FD. */
  get fd(): number {
    return this.view.getInt32(8, true)
  }
  set fd(value: number) {
    this.view.setInt32(8, value, true)
  }

  /** `flags`: How to match: {@link CancelFlags}. */
  get flags(): number {
    return this.view.getUint32(12, true)
  }
  set flags(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `timeout`: How long to wait; -1 in both parts for no limit. */
  get timeout(): Timespec {
    return new Timespec(this.view.buffer, this.view.byteOffset + 16)
  }

  /** `opcode`: The opcode to match, with OP. */
  get opcode(): number {
    return this.view.getUint8(32)
  }
  set opcode(value: number) {
    this.view.setUint8(32, value)
  }
}

/**
 * `struct io_uring_file_index_range`: The slots from which the kernel picks by itself.
 * @since Linux 6.0
 */
export class FileIndexRange {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(FileIndexRange.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `off`: First slot. */
  get off(): number {
    return this.view.getUint32(0, true)
  }
  set off(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `len`: Number of slots. */
  get len(): number {
    return this.view.getUint32(4, true)
  }
  set len(value: number) {
    this.view.setUint32(4, value, true)
  }
}

/**
 * `struct io_uring_recvmsg_out`: Stands at the front of the buffer of a multishot RECVMSG. Room for
 * the name and the control data follows, as the message header asked for, then the payload.
 * @since Linux 6.0
 */
export class RecvmsgOut {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(RecvmsgOut.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `namelen`: Bytes of the sender address; more than there is room for means cut off. */
  get namelen(): number {
    return this.view.getUint32(0, true)
  }
  set namelen(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `controllen`: Bytes of control data. */
  get controllen(): number {
    return this.view.getUint32(4, true)
  }
  set controllen(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `payloadlen`: Bytes of payload; more than there is room for means cut off. */
  get payloadlen(): number {
    return this.view.getUint32(8, true)
  }
  set payloadlen(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `flags`: What MSG_* flags recvmsg(2) would report. */
  get flags(): number {
    return this.view.getUint32(12, true)
  }
  set flags(value: number) {
    this.view.setUint32(12, value, true)
  }
}

/**
 * `struct io_timespec`: A transmit timestamp, in the second half of a completion of 32 bytes.
 * @since Linux 6.17
 */
export class IoTimespec {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(IoTimespec.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `tv_sec`: Seconds. */
  get tvSec(): number {
    return readU64(this.view, 0)
  }
  set tvSec(value: number) {
    write64(this.view, 0, value)
  }

  /** `tv_nsec`: Nanoseconds. */
  get tvNsec(): number {
    return readU64(this.view, 8)
  }
  set tvNsec(value: number) {
    write64(this.view, 8, value)
  }
}

/**
 * `struct io_uring_query_hdr`: One question to the kernel; several form a chain.
 * @since Linux 6.18
 */
export class QueryHeader {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(QueryHeader.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `next_entry`: Address of the next header; 0 ends the chain. */
  get nextEntry(): number {
    return readU64(this.view, 0)
  }
  set nextEntry(value: number) {
    write64(this.view, 0, value)
  }

  /** `query_data`: Address of the structure to fill. */
  get queryData(): number {
    return readU64(this.view, 8)
  }
  set queryData(value: number) {
    write64(this.view, 8, value)
  }

  /** `query_op`: What is asked: {@link QueryOp}. */
  get queryOp(): number {
    return this.view.getUint32(16, true)
  }
  set queryOp(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `size`: Size of that structure in bytes; the kernel lowers it to what it filled. */
  get size(): number {
    return this.view.getUint32(20, true)
  }
  set size(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `result`: Answer: 0, or a negative errno; EOPNOTSUPP for an unknown question. */
  get result(): number {
    return this.view.getInt32(24, true)
  }
  set result(value: number) {
    this.view.setInt32(24, value, true)
  }
}

/**
 * `struct io_uring_query_opcode`: Answer to OPCODES: what the kernel has. Needs no ring.
 * @since Linux 6.18
 */
export class QueryOpcodes {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(QueryOpcodes.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `nr_request_opcodes`: Number of operations. */
  get nrRequestOpcodes(): number {
    return this.view.getUint32(0, true)
  }
  set nrRequestOpcodes(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `nr_register_opcodes`: Number of registrations. */
  get nrRegisterOpcodes(): number {
    return this.view.getUint32(4, true)
  }
  set nrRegisterOpcodes(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `feature_flags`: The {@link Features} it has. */
  get featureFlags(): number {
    return readU64(this.view, 8)
  }
  set featureFlags(value: number) {
    write64(this.view, 8, value)
  }

  /** `ring_setup_flags`: The {@link SetupFlags} it takes. */
  get ringSetupFlags(): number {
    return readU64(this.view, 16)
  }
  set ringSetupFlags(value: number) {
    write64(this.view, 16, value)
  }

  /** `enter_flags`: The {@link EnterFlags} it takes. */
  get enterFlags(): number {
    return readU64(this.view, 24)
  }
  set enterFlags(value: number) {
    write64(this.view, 24, value)
  }

  /** `sqe_flags`: The {@link SqeFlags} it takes. */
  get sqeFlags(): number {
    return readU64(this.view, 32)
  }
  set sqeFlags(value: number) {
    write64(this.view, 32, value)
  }

  /** `nr_query_opcodes`: Number of questions it can answer. */
  get nrQueryOpcodes(): number {
    return this.view.getUint32(40, true)
  }
  set nrQueryOpcodes(value: number) {
    this.view.setUint32(40, value, true)
  }
}

/**
 * `struct io_uring_query_zcrx`: Answer to ZCRX: what zero-copy receive can do.
 * @since Linux 6.19
 */
export class QueryZcrx {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(QueryZcrx.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `register_flags`: The {@link ZcrxRegFlags} it takes. */
  get registerFlags(): number {
    return readU64(this.view, 0)
  }
  set registerFlags(value: number) {
    write64(this.view, 0, value)
  }

  /** `area_flags`: The {@link ZcrxAreaFlags} it takes. */
  get areaFlags(): number {
    return readU64(this.view, 8)
  }
  set areaFlags(value: number) {
    write64(this.view, 8, value)
  }

  /** `nr_ctrl_opcodes`: Number of controls it has. */
  get nrCtrlOpcodes(): number {
    return this.view.getUint32(16, true)
  }
  set nrCtrlOpcodes(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `features`: The {@link ZcrxFeatures} it has. */
  get features(): number {
    return this.view.getUint32(20, true)
  }
  set features(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `rq_hdr_size`: Bytes of the header in front of the refill queue. */
  get rqHdrSize(): number {
    return this.view.getUint32(24, true)
  }
  set rqHdrSize(value: number) {
    this.view.setUint32(24, value, true)
  }

  /** `rq_hdr_alignment`: What that header must be aligned to, in bytes. */
  get rqHdrAlignment(): number {
    return this.view.getUint32(28, true)
  }
  set rqHdrAlignment(value: number) {
    this.view.setUint32(28, value, true)
  }
}

/**
 * `struct io_uring_query_zcrx_event`: Answer to ZCRX_EVENT: which events zero-copy receive reports.
 * @since Linux 7.2
 */
export class QueryZcrxEvent {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(QueryZcrxEvent.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `event_flags`: A bit for each {@link ZcrxEvent} it has. */
  get eventFlags(): number {
    return this.view.getUint32(0, true)
  }
  set eventFlags(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `stats_size`: Bytes of {@link ZcrxStats}. */
  get statsSize(): number {
    return this.view.getUint32(4, true)
  }
  set statsSize(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `stats_off_alignment`: What {@link ZcrxEventDesc.statsOffset} must be aligned to. */
  get statsOffAlignment(): number {
    return this.view.getUint32(8, true)
  }
  set statsOffAlignment(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/**
 * `struct io_uring_query_scq`: Answer to SCQ: the header in front of the queues, for rings made
 * with NO_MMAP.
 * @since Linux 6.19
 */
export class QueryScq {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(QueryScq.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `hdr_size`: Bytes of the header. */
  get hdrSize(): number {
    return readU64(this.view, 0)
  }
  set hdrSize(value: number) {
    write64(this.view, 0, value)
  }

  /** `hdr_alignment`: What it must be aligned to, in bytes. */
  get hdrAlignment(): number {
    return readU64(this.view, 8)
  }
  set hdrAlignment(value: number) {
    write64(this.view, 8, value)
  }
}

/**
 * `struct io_uring_zcrx_rqe`: An entry of the refill queue: a piece of the area that the program
 * gives back.
 * @since Linux 6.15
 */
export class ZcrxRqe {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxRqe.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `off`: The offset that came with the data. */
  get off(): number {
    return readU64(this.view, 0)
  }
  set off(value: number) {
    write64(this.view, 0, value)
  }

  /** `len`: Its length in bytes. */
  get len(): number {
    return this.view.getUint32(8, true)
  }
  set len(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/** `struct io_uring_zcrx_cqe`: The second half of a completion of RECV_ZC. @since Linux 6.15 */
export class ZcrxCqe {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxCqe.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `off`: Where the data lies: the area in the upper 16 bits, the offset in the lower 48. */
  get off(): bigint {
    return this.view.getBigUint64(0, true)
  }
  set off(value: bigint) {
    this.view.setBigUint64(0, value, true)
  }
}

/**
 * `struct io_uring_zcrx_offsets`: Where the parts of the refill queue lie in its region, in bytes.
 * @since Linux 6.15
 */
export class ZcrxOffsets {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 32
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxOffsets.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `head`: The word up to which the kernel has consumed. */
  get head(): number {
    return this.view.getUint32(0, true)
  }
  set head(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `tail`: The word up to which the program has filled. */
  get tail(): number {
    return this.view.getUint32(4, true)
  }
  set tail(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `rqes`: The entries. */
  get rqes(): number {
    return this.view.getUint32(8, true)
  }
  set rqes(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/** `struct io_uring_zcrx_area_reg`: The memory that receives the data. @since Linux 6.15 */
export class ZcrxAreaReg {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxAreaReg.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `addr`: Address of the memory; an offset with DMABUF. */
  get addr(): number {
    return readU64(this.view, 0)
  }
  set addr(value: number) {
    write64(this.view, 0, value)
  }

  /** `len`: Size in bytes. */
  get len(): number {
    return readU64(this.view, 8)
  }
  set len(value: number) {
    write64(this.view, 8, value)
  }

  /** `rq_area_token`: Answer: to be put into the upper bits of {@link ZcrxRqe.off}. */
  get rqAreaToken(): bigint {
    return this.view.getBigUint64(16, true)
  }
  set rqAreaToken(value: bigint) {
    this.view.setBigUint64(16, value, true)
  }

  /** `flags`: What memory it is: {@link ZcrxAreaFlags}. */
  get flags(): number {
    return this.view.getUint32(24, true)
  }
  set flags(value: number) {
    this.view.setUint32(24, value, true)
  }

  /** `dmabuf_fd`: The dma-buf, with DMABUF. */
  get dmabufFd(): number {
    return this.view.getUint32(28, true)
  }
  set dmabufFd(value: number) {
    this.view.setUint32(28, value, true)
  }
}

/** `struct zcrx_stats`: Counts that the kernel keeps in shared memory. @since Linux 7.2 */
export class ZcrxStats {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxStats.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `copy_count`: Completions whose data was copied. */
  get copyCount(): number {
    return readU64(this.view, 0)
  }
  set copyCount(value: number) {
    write64(this.view, 0, value)
  }

  /** `copy_bytes`: Bytes that were copied. */
  get copyBytes(): number {
    return readU64(this.view, 8)
  }
  set copyBytes(value: number) {
    write64(this.view, 8, value)
  }
}

/** `struct zcrx_event_desc`: Which events are reported, and how. @since Linux 7.2 */
export class ZcrxEventDesc {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 96
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxEventDesc.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `user_data`: User data of their completions. */
  get userData(): number {
    return readU64(this.view, 0)
  }
  set userData(value: number) {
    write64(this.view, 0, value)
  }

  /** `type_mask`: A bit for each wanted {@link ZcrxEvent}. */
  get typeMask(): number {
    return this.view.getUint32(8, true)
  }
  set typeMask(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `flags`: What else is here: {@link ZcrxEventDescFlags}. */
  get flags(): number {
    return this.view.getUint32(12, true)
  }
  set flags(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `stats_offset`: Where {@link ZcrxStats} lies in the region of the refill queue. */
  get statsOffset(): number {
    return readU64(this.view, 16)
  }
  set statsOffset(value: number) {
    write64(this.view, 16, value)
  }
}

/**
 * `struct io_uring_zcrx_ifq_reg`: Registers a receive queue of a network device.
 * @since Linux 6.15
 */
export class ZcrxIfqReg {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 96
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxIfqReg.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `if_idx`: Index of the interface. */
  get ifIdx(): number {
    return this.view.getUint32(0, true)
  }
  set ifIdx(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `if_rxq`: Which of its receive queues. */
  get ifRxq(): number {
    return this.view.getUint32(4, true)
  }
  set ifRxq(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `rq_entries`: Size of the refill queue; a power of two. */
  get rqEntries(): number {
    return this.view.getUint32(8, true)
  }
  set rqEntries(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `flags`: How to register: {@link ZcrxRegFlags}. */
  get flags(): number {
    return this.view.getUint32(12, true)
  }
  set flags(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `area_ptr`: Address of a {@link ZcrxAreaReg}. */
  get areaPtr(): number {
    return readU64(this.view, 16)
  }
  set areaPtr(value: number) {
    write64(this.view, 16, value)
  }

  /** `region_ptr`: Address of a {@link RegionDesc} for the refill queue. */
  get regionPtr(): number {
    return readU64(this.view, 24)
  }
  set regionPtr(value: number) {
    write64(this.view, 24, value)
  }

  /** `offsets`: Answer: where the refill queue lies. */
  get offsets(): ZcrxOffsets {
    return new ZcrxOffsets(this.view.buffer, this.view.byteOffset + 32)
  }

  /** `zcrx_id`: Answer: the number for {@link Sqe.zcrxIfqIdx}. */
  get zcrxId(): number {
    return this.view.getUint32(64, true)
  }
  set zcrxId(value: number) {
    this.view.setUint32(64, value, true)
  }

  /** `rx_buf_len`: Wanted size of a buffer in bytes; 0 for a page. */
  get rxBufLen(): number {
    return this.view.getUint32(68, true)
  }
  set rxBufLen(value: number) {
    this.view.setUint32(68, value, true)
  }

  /** `event_desc`: Address of a {@link ZcrxEventDesc}; 0 for no events. */
  get eventDesc(): number {
    return readU64(this.view, 72)
  }
  set eventDesc(value: number) {
    write64(this.view, 72, value)
  }
}

/** `struct zcrx_ctrl_flush_rq`: Arguments of FLUSH_RQ: none yet. @since Linux 6.19 */
export class ZcrxCtrlFlushRq {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxCtrlFlushRq.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }
}

/** `struct zcrx_ctrl_export`: Arguments of EXPORT. @since Linux 6.19 */
export class ZcrxCtrlExport {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxCtrlExport.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `zcrx_fd`: Answer: the descriptor to import the queue by. */
  get zcrxFd(): number {
    return this.view.getUint32(0, true)
  }
  set zcrxFd(value: number) {
    this.view.setUint32(0, value, true)
  }
}

/** `struct zcrx_ctrl_arm_event`: Arguments of ARM_EVENT. @since Linux 7.2 */
export class ZcrxCtrlArmEvent {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxCtrlArmEvent.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `event_type`: The {@link ZcrxEvent} to report again. */
  get eventType(): number {
    return this.view.getUint32(0, true)
  }
  set eventType(value: number) {
    this.view.setUint32(0, value, true)
  }
}

/** `struct zcrx_ctrl_add_area`: Arguments of ADD_AREA. @since Linux 7.3 */
export class ZcrxCtrlAddArea {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxCtrlAddArea.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `area_ptr`: Address of a {@link ZcrxAreaReg}. */
  get areaPtr(): number {
    return readU64(this.view, 0)
  }
  set areaPtr(value: number) {
    write64(this.view, 0, value)
  }
}

/** `struct zcrx_ctrl`: Controls a registered receive queue. @since Linux 6.19 */
export class ZcrxCtrl {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 72
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ZcrxCtrl.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `zcrx_id`: Its number, from {@link ZcrxIfqReg.zcrxId}. */
  get zcrxId(): number {
    return this.view.getUint32(0, true)
  }
  set zcrxId(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `op`: What to do: {@link ZcrxCtrlOp}. */
  get op(): number {
    return this.view.getUint32(4, true)
  }
  set op(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `zc_export`: Arguments of EXPORT. */
  get zcExport(): ZcrxCtrlExport {
    return new ZcrxCtrlExport(this.view.buffer, this.view.byteOffset + 24)
  }

  /** `zc_flush`: Arguments of FLUSH_RQ. */
  get zcFlush(): ZcrxCtrlFlushRq {
    return new ZcrxCtrlFlushRq(this.view.buffer, this.view.byteOffset + 24)
  }

  /** `zc_arm_event`: Arguments of ARM_EVENT. */
  get zcArmEvent(): ZcrxCtrlArmEvent {
    return new ZcrxCtrlArmEvent(this.view.buffer, this.view.byteOffset + 24)
  }

  /** `zc_area`: Arguments of ADD_AREA. */
  get zcArea(): ZcrxCtrlAddArea {
    return new ZcrxCtrlAddArea(this.view.buffer, this.view.byteOffset + 24)
  }
}

/**
 * `struct io_uring_bpf_ctx`: What a filter sees of a submission; loads must be of 4 bytes and
 * aligned.
 * @since Linux 7.0
 */
export class BpfContext {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 40
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BpfContext.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `user_data`: User data of the submission. */
  get userData(): number {
    return readU64(this.view, 0)
  }
  set userData(value: number) {
    write64(this.view, 0, value)
  }

  /** `opcode`: Its {@link Op}. */
  get opcode(): number {
    return this.view.getUint8(8)
  }
  set opcode(value: number) {
    this.view.setUint8(8, value)
  }

  /** `sqe_flags`: Its {@link SqeFlags}. */
  get sqeFlags(): number {
    return this.view.getUint8(9)
  }
  set sqeFlags(value: number) {
    this.view.setUint8(9, value)
  }

  /** `pdu_size`: Bytes that follow for this opcode. */
  get pduSize(): number {
    return this.view.getUint8(10)
  }
  set pduSize(value: number) {
    this.view.setUint8(10, value)
  }

  /** `socket`: What SOCKET asks for. */
  get socket(): BpfContextSocket {
    return new BpfContextSocket(this.view.buffer, this.view.byteOffset + 16)
  }

  /** `open`: What OPENAT and OPENAT2 ask for. */
  get open(): BpfContextOpen {
    return new BpfContextOpen(this.view.buffer, this.view.byteOffset + 16)
  }

  /** `connect`: Where CONNECT goes. */
  get connect(): BpfContextConnect {
    return new BpfContextConnect(this.view.buffer, this.view.byteOffset + 16)
  }
}

/** `struct io_uring_bpf_ctx.socket`: What a filter sees of SOCKET. @since Linux 7.0 */
export class BpfContextSocket {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 12
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BpfContextSocket.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `family`: Address family. */
  get family(): number {
    return this.view.getUint32(0, true)
  }
  set family(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `type`: Socket type. */
  get type(): number {
    return this.view.getUint32(4, true)
  }
  set type(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `protocol`: Protocol. */
  get protocol(): number {
    return this.view.getUint32(8, true)
  }
  set protocol(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/** `struct io_uring_bpf_ctx.open`: What a filter sees of OPENAT and OPENAT2. @since Linux 7.0 */
export class BpfContextOpen {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 24
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BpfContextOpen.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `flags`: The {@link OpenFlags}. */
  get flags(): number {
    return readU64(this.view, 0)
  }
  set flags(value: number) {
    write64(this.view, 0, value)
  }

  /** `mode`: Permissions of a new file. */
  get mode(): number {
    return readU64(this.view, 8)
  }
  set mode(value: number) {
    write64(this.view, 8, value)
  }

  /** `resolve`: The {@link ResolveFlags}. */
  get resolve(): number {
    return readU64(this.view, 16)
  }
  set resolve(value: number) {
    write64(this.view, 16, value)
  }
}

/**
 * `struct io_uring_bpf_ctx.connect`: What a filter sees of CONNECT; what the address is too short
 * for is 0.
 * @since Linux 7.2
 */
export class BpfContextConnect {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 24
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BpfContextConnect.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `family`: Address family. */
  get family(): number {
    return this.view.getUint32(0, true)
  }
  set family(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `port`: Port. */
  get port(): number {
    return this.view.getUint16(4, false)
  }
  set port(value: number) {
    this.view.setUint16(4, value, false)
  }

  /** `v4_addr`: IPv4 address. */
  get v4Addr(): number {
    return this.view.getUint32(8, false)
  }
  set v4Addr(value: number) {
    this.view.setUint32(8, value, false)
  }

  /** `v6_addr`: IPv6 address. */
  get v6Addr(): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + 8, 16)
  }
}

/** `struct io_uring_bpf_filter`: A classic BPF program for one opcode. @since Linux 7.0 */
export class BpfFilter {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 64
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BpfFilter.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `opcode`: The {@link Op} to filter. */
  get opcode(): number {
    return this.view.getUint32(0, true)
  }
  set opcode(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `flags`: How to set it: {@link BpfFilterFlags}. */
  get flags(): number {
    return this.view.getUint32(4, true)
  }
  set flags(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `filter_len`: Number of instructions. */
  get filterLen(): number {
    return this.view.getUint32(8, true)
  }
  set filterLen(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `pdu_size`: Bytes of data the program expects for this opcode. */
  get pduSize(): number {
    return this.view.getUint8(12)
  }
  set pduSize(value: number) {
    this.view.setUint8(12, value)
  }

  /** `filter_ptr`: Address of the program. */
  get filterPtr(): number {
    return readU64(this.view, 16)
  }
  set filterPtr(value: number) {
    write64(this.view, 16, value)
  }
}

/** `struct io_uring_bpf`: Sets a filter on a ring, or on the whole task. @since Linux 7.0 */
export class Bpf {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 72
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Bpf.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `cmd_type`: What to do: {@link BpfCmd}. */
  get cmdType(): number {
    return this.view.getUint16(0, true)
  }
  set cmdType(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `cmd_flags`: Must be 0. */
  get cmdFlags(): number {
    return this.view.getUint16(2, true)
  }
  set cmdFlags(value: number) {
    this.view.setUint16(2, value, true)
  }

  /** `filter`: The filter. */
  get filter(): BpfFilter {
    return new BpfFilter(this.view.buffer, this.view.byteOffset + 8)
  }
}

/** `struct __kernel_timespec`: A time or a duration with 64-bit seconds. @since Linux 5.1 */
export class Timespec {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Timespec.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `tv_sec`: Seconds. */
  get tvSec(): number {
    return readI64(this.view, 0)
  }
  set tvSec(value: number) {
    write64(this.view, 0, value)
  }

  /** `tv_nsec`: Nanoseconds, below one thousand million. */
  get tvNsec(): number {
    return readI64(this.view, 8)
  }
  set tvNsec(value: number) {
    write64(this.view, 8, value)
  }
}

/** `struct statx`: Attributes of a file, written by STATX. */
export class Statx {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 256
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Statx.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `stx_mask`: Which attributes were read: {@link StatxMask}. */
  get stxMask(): number {
    return this.view.getUint32(0, true)
  }
  set stxMask(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `stx_blksize`: Good size for I/O in bytes. */
  get stxBlksize(): number {
    return this.view.getUint32(4, true)
  }
  set stxBlksize(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `stx_attributes`: Which {@link StatxAttributes} the file has. */
  get stxAttributes(): bigint {
    return this.view.getBigUint64(8, true)
  }
  set stxAttributes(value: bigint) {
    this.view.setBigUint64(8, value, true)
  }

  /** `stx_nlink`: Number of names. */
  get stxNlink(): number {
    return this.view.getUint32(16, true)
  }
  set stxNlink(value: number) {
    this.view.setUint32(16, value, true)
  }

  /** `stx_uid`: Owner. */
  get stxUid(): number {
    return this.view.getUint32(20, true)
  }
  set stxUid(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `stx_gid`: Group. */
  get stxGid(): number {
    return this.view.getUint32(24, true)
  }
  set stxGid(value: number) {
    this.view.setUint32(24, value, true)
  }

  /** `stx_mode`: Type and permissions: {@link FileMode}. */
  get stxMode(): number {
    return this.view.getUint16(28, true)
  }
  set stxMode(value: number) {
    this.view.setUint16(28, value, true)
  }

  /** `stx_ino`: Inode number. */
  get stxIno(): bigint {
    return this.view.getBigUint64(32, true)
  }
  set stxIno(value: bigint) {
    this.view.setBigUint64(32, value, true)
  }

  /** `stx_size`: Size in bytes. */
  get stxSize(): number {
    return readU64(this.view, 40)
  }
  set stxSize(value: number) {
    write64(this.view, 40, value)
  }

  /** `stx_blocks`: Space in blocks of 512 bytes. */
  get stxBlocks(): number {
    return readU64(this.view, 48)
  }
  set stxBlocks(value: number) {
    write64(this.view, 48, value)
  }

  /** `stx_attributes_mask`: Which attributes the file system knows at all. */
  get stxAttributesMask(): bigint {
    return this.view.getBigUint64(56, true)
  }
  set stxAttributesMask(value: bigint) {
    this.view.setBigUint64(56, value, true)
  }

  /** `stx_atime`: Last access. */
  get stxAtime(): StatxTimestamp {
    return new StatxTimestamp(this.view.buffer, this.view.byteOffset + 64)
  }

  /** `stx_btime`: When it was made. */
  get stxBtime(): StatxTimestamp {
    return new StatxTimestamp(this.view.buffer, this.view.byteOffset + 80)
  }

  /** `stx_ctime`: Last change of the attributes. */
  get stxCtime(): StatxTimestamp {
    return new StatxTimestamp(this.view.buffer, this.view.byteOffset + 96)
  }

  /** `stx_mtime`: Last change of the content. */
  get stxMtime(): StatxTimestamp {
    return new StatxTimestamp(this.view.buffer, this.view.byteOffset + 112)
  }

  /** `stx_rdev_major`: Major number of a device file. */
  get stxRdevMajor(): number {
    return this.view.getUint32(128, true)
  }
  set stxRdevMajor(value: number) {
    this.view.setUint32(128, value, true)
  }

  /** `stx_rdev_minor`: Minor number of a device file. */
  get stxRdevMinor(): number {
    return this.view.getUint32(132, true)
  }
  set stxRdevMinor(value: number) {
    this.view.setUint32(132, value, true)
  }

  /** `stx_dev_major`: Major number of the device it lies on. */
  get stxDevMajor(): number {
    return this.view.getUint32(136, true)
  }
  set stxDevMajor(value: number) {
    this.view.setUint32(136, value, true)
  }

  /** `stx_dev_minor`: Minor number of the device it lies on. */
  get stxDevMinor(): number {
    return this.view.getUint32(140, true)
  }
  set stxDevMinor(value: number) {
    this.view.setUint32(140, value, true)
  }

  /** `stx_mnt_id`: Id of its mount. */
  get stxMntId(): bigint {
    return this.view.getBigUint64(144, true)
  }
  set stxMntId(value: bigint) {
    this.view.setBigUint64(144, value, true)
  }

  /** `stx_dio_mem_align`: Alignment of addresses for O_DIRECT, in bytes; 0 without O_DIRECT. */
  get stxDioMemAlign(): number {
    return this.view.getUint32(152, true)
  }
  set stxDioMemAlign(value: number) {
    this.view.setUint32(152, value, true)
  }

  /** `stx_dio_offset_align`: Alignment of offsets and lengths for O_DIRECT, in bytes. */
  get stxDioOffsetAlign(): number {
    return this.view.getUint32(156, true)
  }
  set stxDioOffsetAlign(value: number) {
    this.view.setUint32(156, value, true)
  }

  /** `stx_subvol`: Id of its subvolume. */
  get stxSubvol(): bigint {
    return this.view.getBigUint64(160, true)
  }
  set stxSubvol(value: bigint) {
    this.view.setBigUint64(160, value, true)
  }

  /** `stx_atomic_write_unit_min`: Smallest write that is never torn, in bytes. */
  get stxAtomicWriteUnitMin(): number {
    return this.view.getUint32(168, true)
  }
  set stxAtomicWriteUnitMin(value: number) {
    this.view.setUint32(168, value, true)
  }

  /** `stx_atomic_write_unit_max`: Largest write that is never torn, in bytes. */
  get stxAtomicWriteUnitMax(): number {
    return this.view.getUint32(172, true)
  }
  set stxAtomicWriteUnitMax(value: number) {
    this.view.setUint32(172, value, true)
  }

  /** `stx_atomic_write_segments_max`: Iovecs that such a write may have. */
  get stxAtomicWriteSegmentsMax(): number {
    return this.view.getUint32(176, true)
  }
  set stxAtomicWriteSegmentsMax(value: number) {
    this.view.setUint32(176, value, true)
  }

  /**
   * `stx_dio_read_offset_align`: Alignment of offsets for reads with O_DIRECT; 0 when not special.
   */
  get stxDioReadOffsetAlign(): number {
    return this.view.getUint32(180, true)
  }
  set stxDioReadOffsetAlign(value: number) {
    this.view.setUint32(180, value, true)
  }

  /** `stx_atomic_write_unit_max_opt`: Largest such write that is fast, in bytes. */
  get stxAtomicWriteUnitMaxOpt(): number {
    return this.view.getUint32(184, true)
  }
  set stxAtomicWriteUnitMaxOpt(value: number) {
    this.view.setUint32(184, value, true)
  }
}

/** `struct statx_timestamp`: A time of a file, since 1970 in UTC. */
export class StatxTimestamp {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(StatxTimestamp.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `tv_sec`: Seconds; negative before 1970. */
  get tvSec(): number {
    return readI64(this.view, 0)
  }
  set tvSec(value: number) {
    write64(this.view, 0, value)
  }

  /** `tv_nsec`: Nanoseconds after them. */
  get tvNsec(): number {
    return this.view.getUint32(8, true)
  }
  set tvNsec(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/** `struct open_how`: How OPENAT2 opens. @since Linux 5.6 */
export class OpenHow {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 24
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(OpenHow.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `flags`: The {@link OpenFlags}. */
  get flags(): number {
    return readU64(this.view, 0)
  }
  set flags(value: number) {
    write64(this.view, 0, value)
  }

  /** `mode`: Permissions of a new file; 0 without CREAT and TMPFILE. */
  get mode(): number {
    return readU64(this.view, 8)
  }
  set mode(value: number) {
    write64(this.view, 8, value)
  }

  /** `resolve`: The {@link ResolveFlags}. */
  get resolve(): number {
    return readU64(this.view, 16)
  }
  set resolve(value: number) {
    write64(this.view, 16, value)
  }
}

/**
 * `struct nvme_uring_cmd`: A command of NVMe, as it stands in {@link Sqe.cmd} of a submission of
 * 128 bytes.
 * @since Linux 5.19
 */
export class NvmeUringCmd {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 72
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(NvmeUringCmd.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `opcode`: What to do, as the NVMe specification numbers it. */
  get opcode(): number {
    return this.view.getUint8(0)
  }
  set opcode(value: number) {
    this.view.setUint8(0, value)
  }

  /** `flags`: Flags of the command. */
  get flags(): number {
    return this.view.getUint8(1)
  }
  set flags(value: number) {
    this.view.setUint8(1, value)
  }

  /** `nsid`: The namespace. */
  get nsid(): number {
    return this.view.getUint32(4, true)
  }
  set nsid(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `cdw2`: Word 2 of the command. */
  get cdw2(): number {
    return this.view.getUint32(8, true)
  }
  set cdw2(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `cdw3`: Word 3 of the command. */
  get cdw3(): number {
    return this.view.getUint32(12, true)
  }
  set cdw3(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `metadata`: Address of the metadata; 0 for none. */
  get metadata(): number {
    return readU64(this.view, 16)
  }
  set metadata(value: number) {
    write64(this.view, 16, value)
  }

  /** `addr`: Address of the data, or of the {@link Iovec} array. */
  get addr(): number {
    return readU64(this.view, 24)
  }
  set addr(value: number) {
    write64(this.view, 24, value)
  }

  /** `metadata_len`: Bytes of the metadata. */
  get metadataLen(): number {
    return this.view.getUint32(32, true)
  }
  set metadataLen(value: number) {
    this.view.setUint32(32, value, true)
  }

  /** `data_len`: Bytes of the data, or number of iovecs. */
  get dataLen(): number {
    return this.view.getUint32(36, true)
  }
  set dataLen(value: number) {
    this.view.setUint32(36, value, true)
  }

  /** `cdw10`: Word 10 of the command. */
  get cdw10(): number {
    return this.view.getUint32(40, true)
  }
  set cdw10(value: number) {
    this.view.setUint32(40, value, true)
  }

  /** `cdw11`: Word 11 of the command. */
  get cdw11(): number {
    return this.view.getUint32(44, true)
  }
  set cdw11(value: number) {
    this.view.setUint32(44, value, true)
  }

  /** `cdw12`: Word 12 of the command. */
  get cdw12(): number {
    return this.view.getUint32(48, true)
  }
  set cdw12(value: number) {
    this.view.setUint32(48, value, true)
  }

  /** `cdw13`: Word 13 of the command. */
  get cdw13(): number {
    return this.view.getUint32(52, true)
  }
  set cdw13(value: number) {
    this.view.setUint32(52, value, true)
  }

  /** `cdw14`: Word 14 of the command. */
  get cdw14(): number {
    return this.view.getUint32(56, true)
  }
  set cdw14(value: number) {
    this.view.setUint32(56, value, true)
  }

  /** `cdw15`: Word 15 of the command. */
  get cdw15(): number {
    return this.view.getUint32(60, true)
  }
  set cdw15(value: number) {
    this.view.setUint32(60, value, true)
  }

  /** `timeout_ms`: Milliseconds after which it is given up; 0 for the usual time. */
  get timeoutMs(): number {
    return this.view.getUint32(64, true)
  }
  set timeoutMs(value: number) {
    this.view.setUint32(64, value, true)
  }
}

/** `struct futex_waitv`: One futex of FUTEX_WAITV. @since Linux 5.16 */
export class FutexWaitv {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 24
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(FutexWaitv.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `val`: The value it must have. */
  get val(): number {
    return readU64(this.view, 0)
  }
  set val(value: number) {
    write64(this.view, 0, value)
  }

  /** `uaddr`: Address of the word. */
  get uaddr(): number {
    return readU64(this.view, 8)
  }
  set uaddr(value: number) {
    write64(this.view, 8, value)
  }

  /** `flags`: What it is: {@link FutexFlags}. */
  get flags(): number {
    return this.view.getUint32(16, true)
  }
  set flags(value: number) {
    this.view.setUint32(16, value, true)
  }
}

/** `struct epoll_event`: An event of an epoll instance: 12 bytes on x64, 16 on arm64. */
export class EpollEvent {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = arm64 ? 16 : 12
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(EpollEvent.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `events`: The {@link EpollEvents}. */
  get events(): number {
    return this.view.getUint32(0, true)
  }
  set events(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `data`: What was given to EPOLL_CTL. */
  get data(): number {
    return readU64(this.view, arm64 ? 8 : 4)
  }
  set data(value: number) {
    write64(this.view, arm64 ? 8 : 4, value)
  }
}

/** `struct iovec`: One piece of memory. */
export class Iovec {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Iovec.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `iov_base`: Its address. */
  get iovBase(): number {
    return readU64(this.view, 0)
  }
  set iovBase(value: number) {
    write64(this.view, 0, value)
  }

  /** `iov_len`: Its length in bytes. */
  get iovLen(): number {
    return readU64(this.view, 8)
  }
  set iovLen(value: number) {
    write64(this.view, 8, value)
  }
}

/** `struct in_addr`: An IPv4 address. */
export class InAddr {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 4
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(InAddr.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `s_addr`: Its 4 bytes, first one first. */
  get sAddr(): number {
    return this.view.getUint32(0, false)
  }
  set sAddr(value: number) {
    this.view.setUint32(0, value, false)
  }
}

/** `struct sockaddr_in`: An IPv4 address with a port. */
export class SockaddrIn {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SockaddrIn.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `sin_family`: AF_INET. */
  get sinFamily(): number {
    return this.view.getUint16(0, true)
  }
  set sinFamily(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `sin_port`: The port. */
  get sinPort(): number {
    return this.view.getUint16(2, false)
  }
  set sinPort(value: number) {
    this.view.setUint16(2, value, false)
  }

  /** `sin_addr`: The address. */
  get sinAddr(): InAddr {
    return new InAddr(this.view.buffer, this.view.byteOffset + 4)
  }
}

/** `struct ip_mreqn`: An IPv4 group and a device. */
export class IpMreqn {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 12
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(IpMreqn.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `imr_multiaddr`: The group. */
  get imrMultiaddr(): InAddr {
    return new InAddr(this.view.buffer, this.view.byteOffset)
  }

  /** `imr_address`: Address of the device. */
  get imrAddress(): InAddr {
    return new InAddr(this.view.buffer, this.view.byteOffset + 4)
  }

  /** `imr_ifindex`: Index of the device; 0 goes by the address. */
  get imrIfindex(): number {
    return this.view.getInt32(8, true)
  }
  set imrIfindex(value: number) {
    this.view.setInt32(8, value, true)
  }
}

/**
 * `struct in_pktinfo`: Where an IPv4 datagram came in, or is to go out: a control message of
 * IP_PKTINFO.
 */
export class InPktinfo {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 12
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(InPktinfo.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ipi_ifindex`: Index of the device. */
  get ipiIfindex(): number {
    return this.view.getInt32(0, true)
  }
  set ipiIfindex(value: number) {
    this.view.setInt32(0, value, true)
  }

  /** `ipi_spec_dst`: The local address; sending, the one to send from. */
  get ipiSpecDst(): InAddr {
    return new InAddr(this.view.buffer, this.view.byteOffset + 4)
  }

  /** `ipi_addr`: The address in the header of the packet. */
  get ipiAddr(): InAddr {
    return new InAddr(this.view.buffer, this.view.byteOffset + 8)
  }
}

/** `struct in6_addr`: An IPv6 address. */
export class In6Addr {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(In6Addr.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `in6_u`: Its 16 bytes. */
  get in6U(): In6AddrParts {
    return new In6AddrParts(this.view.buffer, this.view.byteOffset)
  }
}

/** `struct in6_addr.in6_u`: The bytes of an IPv6 address, in three widths. */
export class In6AddrParts {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(In6AddrParts.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `u6_addr8`: As bytes. */
  get u6Addr8(): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset, 16)
  }

  /** `u6_addr16`: As 16-bit words. */
  u6Addr16(index: number): number {
    return this.view.getUint16(index * 2, false)
  }
  /** Sets an element of {@link u6Addr16}. */
  setU6Addr16(index: number, value: number): void {
    this.view.setUint16(index * 2, value, false)
  }

  /** `u6_addr32`: As 32-bit words. */
  u6Addr32(index: number): number {
    return this.view.getUint32(index * 4, false)
  }
  /** Sets an element of {@link u6Addr32}. */
  setU6Addr32(index: number, value: number): void {
    this.view.setUint32(index * 4, value, false)
  }
}

/** `struct sockaddr_in6`: An IPv6 address with a port. */
export class SockaddrIn6 {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 28
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SockaddrIn6.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `sin6_family`: AF_INET6. */
  get sin6Family(): number {
    return this.view.getUint16(0, true)
  }
  set sin6Family(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `sin6_port`: The port. */
  get sin6Port(): number {
    return this.view.getUint16(2, false)
  }
  set sin6Port(value: number) {
    this.view.setUint16(2, value, false)
  }

  /** `sin6_flowinfo`: Flow information; usually 0. */
  get sin6Flowinfo(): number {
    return this.view.getUint32(4, false)
  }
  set sin6Flowinfo(value: number) {
    this.view.setUint32(4, value, false)
  }

  /** `sin6_addr`: The address. */
  get sin6Addr(): In6Addr {
    return new In6Addr(this.view.buffer, this.view.byteOffset + 8)
  }

  /** `sin6_scope_id`: Index of the device, for link-local addresses. */
  get sin6ScopeId(): number {
    return this.view.getUint32(24, true)
  }
  set sin6ScopeId(value: number) {
    this.view.setUint32(24, value, true)
  }
}

/** `struct ipv6_mreq`: An IPv6 group and a device. */
export class Ipv6Mreq {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 20
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Ipv6Mreq.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ipv6mr_multiaddr`: The group. */
  get ipv6mrMultiaddr(): In6Addr {
    return new In6Addr(this.view.buffer, this.view.byteOffset)
  }

  /** `ipv6mr_ifindex`: Index of the device; 0 for any. */
  get ipv6mrIfindex(): number {
    return this.view.getInt32(16, true)
  }
  set ipv6mrIfindex(value: number) {
    this.view.setInt32(16, value, true)
  }
}

/** `struct sockaddr_un`: The address of a Unix socket. */
export class SockaddrUn {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 110
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SockaddrUn.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `sun_family`: AF_UNIX. */
  get sunFamily(): number {
    return this.view.getUint16(0, true)
  }
  set sunFamily(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `sun_path`: The path with a final zero, or a zero and an abstract name of the given length. */
  get sunPath(): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + 2, 108)
  }
}

/** `struct __kernel_sockaddr_storage`: Room for an address of any family. */
export class SockaddrStorage {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 128
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SockaddrStorage.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ss_family`: The {@link AddressFamily}. */
  get ssFamily(): number {
    return this.view.getUint16(0, true)
  }
  set ssFamily(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `__data`: What that family defines. */
  get data(): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + 2, 126)
  }

  /** `__align`: Only for alignment. */
  get align(): number {
    return readU64(this.view, 0)
  }
  set align(value: number) {
    write64(this.view, 0, value)
  }
}

/**
 * `struct sock_extended_err`: What the error queue of a socket tells; received with MSG_ERRQUEUE.
 */
export class SockExtendedErr {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SockExtendedErr.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ee_errno`: The errno; ENOMSG for a timestamp. */
  get eeErrno(): number {
    return this.view.getUint32(0, true)
  }
  set eeErrno(value: number) {
    this.view.setUint32(0, value, true)
  }

  /** `ee_origin`: Where it comes from: {@link ErrorOrigin}. */
  get eeOrigin(): number {
    return this.view.getUint8(4)
  }
  set eeOrigin(value: number) {
    this.view.setUint8(4, value)
  }

  /** `ee_type`: Type of the ICMP message. */
  get eeType(): number {
    return this.view.getUint8(5)
  }
  set eeType(value: number) {
    this.view.setUint8(5, value)
  }

  /** `ee_code`: Code of the ICMP message; SO_EE_CODE_ZEROCOPY_COPIED of a zero-copy notice. */
  get eeCode(): number {
    return this.view.getUint8(6)
  }
  set eeCode(value: number) {
    this.view.setUint8(6, value)
  }

  /** `ee_pad`: Not used. */
  get eePad(): number {
    return this.view.getUint8(7)
  }
  set eePad(value: number) {
    this.view.setUint8(7, value)
  }

  /** `ee_info`: More: {@link TimestampKind}, or the first send that a notice is about. */
  get eeInfo(): number {
    return this.view.getUint32(8, true)
  }
  set eeInfo(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `ee_data`: More: the id of the send, or the last send that a notice is about. */
  get eeData(): number {
    return this.view.getUint32(12, true)
  }
  set eeData(value: number) {
    this.view.setUint32(12, value, true)
  }

  /** `ee_rfc4884`: Where the extensions of an ICMP message lie. */
  get eeRfc4884(): SockEeDataRfc4884 {
    return new SockEeDataRfc4884(this.view.buffer, this.view.byteOffset + 12)
  }
}

/**
 * `struct scm_timestamping64`: The times of a packet: a control message of SO_TIMESTAMPING_NEW.
 * @since Linux 5.1
 */
export class ScmTimestamping64 {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 48
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(ScmTimestamping64.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ts`: By the kernel, none, and by the device; zero where there is none. */
  ts(index: number): Timespec {
    return new Timespec(this.view.buffer, this.view.byteOffset + index * Timespec.SIZE)
  }
}

/**
 * `struct sock_ee_data_rfc4884`: Where the extensions of an ICMP message lie in its data.
 * @since Linux 5.9
 */
export class SockEeDataRfc4884 {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 4
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SockEeDataRfc4884.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `len`: Their offset in bytes. */
  get len(): number {
    return this.view.getUint16(0, true)
  }
  set len(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `flags`: SO_EE_RFC4884_FLAG_INVALID, or 0. */
  get flags(): number {
    return this.view.getUint8(2)
  }
  set flags(value: number) {
    this.view.setUint8(2, value)
  }
}

/** `struct so_timestamping`: The value of the option SO_TIMESTAMPING. @since Linux 5.13 */
export class SoTimestamping {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 8
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(SoTimestamping.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `flags`: The {@link TimestampingFlags}. */
  get flags(): number {
    return this.view.getInt32(0, true)
  }
  set flags(value: number) {
    this.view.setInt32(0, value, true)
  }

  /** `bind_phc`: Index of the virtual clock, with BIND_PHC. */
  get bindPhc(): number {
    return this.view.getInt32(4, true)
  }
  set bindPhc(value: number) {
    this.view.setInt32(4, value, true)
  }
}

/** `struct sock_filter`: One instruction of classic BPF. */
export class BpfInstruction {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 8
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(BpfInstruction.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `code`: What it does. */
  get code(): number {
    return this.view.getUint16(0, true)
  }
  set code(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `jt`: Instructions to skip if the condition is true. */
  get jt(): number {
    return this.view.getUint8(2)
  }
  set jt(value: number) {
    this.view.setUint8(2, value)
  }

  /** `jf`: Instructions to skip if it is not. */
  get jf(): number {
    return this.view.getUint8(3)
  }
  set jf(value: number) {
    this.view.setUint8(3, value)
  }

  /** `k`: Its operand. */
  get k(): number {
    return this.view.getUint32(4, true)
  }
  set k(value: number) {
    this.view.setUint32(4, value, true)
  }
}

/**
 * `struct xattr_args`: The value of an extended attribute, for setxattrat(2) and getxattrat(2).
 * @since Linux 6.13
 */
export class XattrArgs {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(XattrArgs.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `value`: Address of the value. */
  get value(): number {
    return readU64(this.view, 0)
  }
  set value(value: number) {
    write64(this.view, 0, value)
  }

  /** `size`: Its size in bytes. */
  get size(): number {
    return this.view.getUint32(8, true)
  }
  set size(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `flags`: The {@link XattrFlags}. */
  get flags(): number {
    return this.view.getUint32(12, true)
  }
  set flags(value: number) {
    this.view.setUint32(12, value, true)
  }
}

/** `struct sockaddr`: An address of any family: look at the family first. */
export class Sockaddr {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Sockaddr.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `sa_family`: The {@link AddressFamily}. */
  get saFamily(): number {
    return this.view.getUint16(0, true)
  }
  set saFamily(value: number) {
    this.view.setUint16(0, value, true)
  }

  /** `sa_data`: What that family defines. */
  get saData(): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + 2, 14)
  }
}

/**
 * `struct msghdr`: What SENDMSG sends and RECVMSG receives. For RECVMSG it is written to: keep it
 * until the completion.
 */
export class Msghdr {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 56
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Msghdr.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `msg_name`: Address of the socket address; 0 for none. */
  get msgName(): number {
    return readU64(this.view, 0)
  }
  set msgName(value: number) {
    write64(this.view, 0, value)
  }

  /** `msg_namelen`: Its size in bytes; received, the real size. */
  get msgNamelen(): number {
    return this.view.getUint32(8, true)
  }
  set msgNamelen(value: number) {
    this.view.setUint32(8, value, true)
  }

  /** `msg_iov`: Address of the {@link Iovec} array. */
  get msgIov(): number {
    return readU64(this.view, 16)
  }
  set msgIov(value: number) {
    write64(this.view, 16, value)
  }

  /** `msg_iovlen`: Number of them. */
  get msgIovlen(): number {
    return readU64(this.view, 24)
  }
  set msgIovlen(value: number) {
    write64(this.view, 24, value)
  }

  /** `msg_control`: Address of the control messages; 0 for none. */
  get msgControl(): number {
    return readU64(this.view, 32)
  }
  set msgControl(value: number) {
    write64(this.view, 32, value)
  }

  /** `msg_controllen`: Their size in bytes; received, the real size. */
  get msgControllen(): number {
    return readU64(this.view, 40)
  }
  set msgControllen(value: number) {
    write64(this.view, 40, value)
  }

  /** `msg_flags`: Received: {@link MsgFlags}. */
  get msgFlags(): number {
    return this.view.getInt32(48, true)
  }
  set msgFlags(value: number) {
    this.view.setInt32(48, value, true)
  }
}

/** `struct cmsghdr`: The head of a control message; data follows, padded to 8 bytes. */
export class Cmsghdr {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 16
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Cmsghdr.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `cmsg_len`: Size in bytes, this head included, padding not. */
  get cmsgLen(): number {
    return readU64(this.view, 0)
  }
  set cmsgLen(value: number) {
    write64(this.view, 0, value)
  }

  /** `cmsg_level`: The {@link SocketLevel}. */
  get cmsgLevel(): number {
    return this.view.getInt32(8, true)
  }
  set cmsgLevel(value: number) {
    this.view.setInt32(8, value, true)
  }

  /** `cmsg_type`: What it is: {@link ControlMessage} for SOL_SOCKET. */
  get cmsgType(): number {
    return this.view.getInt32(12, true)
  }
  set cmsgType(value: number) {
    this.view.setInt32(12, value, true)
  }
}

/** `struct ucred`: Who a peer is. */
export class Ucred {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 12
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Ucred.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `pid`: Process. */
  get pid(): number {
    return this.view.getInt32(0, true)
  }
  set pid(value: number) {
    this.view.setInt32(0, value, true)
  }

  /** `uid`: User. */
  get uid(): number {
    return this.view.getUint32(4, true)
  }
  set uid(value: number) {
    this.view.setUint32(4, value, true)
  }

  /** `gid`: Group. */
  get gid(): number {
    return this.view.getUint32(8, true)
  }
  set gid(value: number) {
    this.view.setUint32(8, value, true)
  }
}

/**
 * `struct in6_pktinfo`: Where an IPv6 datagram came in, or is to go out: a control message of
 * IPV6_PKTINFO.
 */
export class In6Pktinfo {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 20
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(In6Pktinfo.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `ipi6_addr`: The address in the header of the packet; sending, the one to send from. */
  get ipi6Addr(): In6Addr {
    return new In6Addr(this.view.buffer, this.view.byteOffset)
  }

  /** `ipi6_ifindex`: Index of the device. */
  get ipi6Ifindex(): number {
    return this.view.getUint32(16, true)
  }
  set ipi6Ifindex(value: number) {
    this.view.setUint32(16, value, true)
  }
}

/** `struct linger`: What close(2) does with unsent data. */
export class Linger {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 8
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Linger.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `l_onoff`: Not 0: waits for it. */
  get lOnoff(): number {
    return this.view.getInt32(0, true)
  }
  set lOnoff(value: number) {
    this.view.setInt32(0, value, true)
  }

  /** `l_linger`: Seconds to wait; 0 drops it and resets the connection. */
  get lLinger(): number {
    return this.view.getInt32(4, true)
  }
  set lLinger(value: number) {
    this.view.setInt32(4, value, true)
  }
}

/** `struct siginfo_t`: What WAITID tells about a child. */
export class Siginfo {
  /** Bytes of the struct, a flexible array not counted. */
  static readonly SIZE: number = 128
  /** The memory behind the fields. */
  readonly view: DataView

  /** A view of existing memory, or of new memory that is all zero. */
  constructor(buffer: ArrayBufferLike = new ArrayBuffer(Siginfo.SIZE), byteOffset = 0) {
    this.view = new DataView(buffer, byteOffset)
  }

  /** `si_signo`: SIGCHLD, or 0 when no child was found. */
  get siSigno(): number {
    return this.view.getInt32(0, true)
  }
  set siSigno(value: number) {
    this.view.setInt32(0, value, true)
  }

  /** `si_errno`: Always 0. */
  get siErrno(): number {
    return this.view.getInt32(4, true)
  }
  set siErrno(value: number) {
    this.view.setInt32(4, value, true)
  }

  /** `si_code`: How it ended or stopped: {@link ChildCode}. */
  get siCode(): number {
    return this.view.getInt32(8, true)
  }
  set siCode(value: number) {
    this.view.setInt32(8, value, true)
  }

  /** `si_pid`: Process id of the child. */
  get siPid(): number {
    return this.view.getInt32(16, true)
  }
  set siPid(value: number) {
    this.view.setInt32(16, value, true)
  }

  /** `si_uid`: User of the child. */
  get siUid(): number {
    return this.view.getUint32(20, true)
  }
  set siUid(value: number) {
    this.view.setUint32(20, value, true)
  }

  /** `si_status`: Exit code, or number of the signal. */
  get siStatus(): number {
    return this.view.getInt32(24, true)
  }
  set siStatus(value: number) {
    this.view.setInt32(24, value, true)
  }
}
