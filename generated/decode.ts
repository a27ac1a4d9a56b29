// Generated from headers/abi/7.3.json by codegen/emit/decode.ts.
// Do not edit: change codegen/operations, then run `npm run generate`.
import {
  Op,
  SqeFlags,
  SendRecvFlags,
  AcceptFlags,
  FsyncFlags,
  TimeoutFlags,
  PollFlags,
  CancelFlags,
  MsgRingFlags,
  MsgRingOp,
  FixedFdFlags,
  NopFlags,
  UringCmdFlags,
  RwAttributes,
  SocketOp,
  OpenFlags,
  AtFlags,
  StatxMask,
  RwFlags,
  RenameFlags,
  SyncFileRangeFlags,
  FallocateFlags,
  FileAdvice,
  XattrFlags,
  SpliceFlags,
  BlockCommand,
  MemoryAdvice,
  AddressFamily,
  SocketFlags,
  SocketType,
  ShutdownHow,
  MsgFlags,
  SocketLevel,
  IpProtocol,
  PollEvents,
  EpollOp,
  FutexFlags,
  WaitIdType,
  WaitFlags,
  FILE_INDEX_ALLOC,
} from './constants.ts'

/** Constants by name. */
export type Names = Readonly<Record<string, number>>

/**
 * How a value is printed. What ends in a question mark, flags, and a slot of 0 are left out when
 * they are 0: most submissions do without.
 */
export type Shown =
  | 'number'
  | 'number?'
  | 'signed'
  | 'octal'
  | 'address'
  | 'address?'
  | 'descriptor'
  | 'slot'
  | 'userData'
  | {
      /** Bits that may stand together. */
      readonly flags: Names
      /** Where a bit has several names, the one that is meant here. */
      readonly prefer?: readonly string[]
    }
  | {
      /** One of these. */
      readonly one: Names
      /** Bits that may be set besides. */
      readonly besides?: Names
    }

/** An argument of a `prep` function: its name, the field it is stored in, how it is printed. */
export type DecodedArgument = readonly [name: string, field: string, shown: Shown]

/** What a field always holds: the whole of it, or where flags are named, at least these. */
export type FixedField = readonly [field: string, value: number, shown?: { readonly flags: Names }]

/** A field that is set behind the call of `prep`, if at all, and how it is printed. */
export type OptionalField = readonly [field: string, shown: Shown]

/** One variant of an operation. */
export interface Variant {
  /** The name of its `prep` function. */
  readonly name: string
  /** What tells it from the plain variant of its opcode, in one word. */
  readonly mark?: string
  /** Fields that always have one value. */
  readonly fixed: readonly FixedField[]
  /** All others, in the order of the `prep` function. */
  readonly args: readonly DecodedArgument[]
  /** Fields that some set besides. */
  readonly optional?: readonly OptionalField[]
}

/** Where the fields of a submission lie, in the order of the header: offset and size in bytes. */
export const slotFields: Readonly<Record<string, readonly [offset: number, size: number]>> = {
  opcode: [0, 1],
  flags: [1, 1],
  ioprio: [2, 2],
  fd: [4, 4],
  off: [8, 8],
  addr2: [8, 8],
  cmdOp: [8, 4],
  pad1: [12, 4],
  addr: [16, 8],
  spliceOffIn: [16, 8],
  level: [16, 4],
  optname: [20, 4],
  len: [24, 4],
  rwFlags: [28, 4],
  fsyncFlags: [28, 4],
  pollEvents: [28, 2],
  poll32Events: [28, 4],
  syncRangeFlags: [28, 4],
  msgFlags: [28, 4],
  timeoutFlags: [28, 4],
  acceptFlags: [28, 4],
  cancelFlags: [28, 4],
  openFlags: [28, 4],
  statxFlags: [28, 4],
  fadviseAdvice: [28, 4],
  spliceFlags: [28, 4],
  renameFlags: [28, 4],
  unlinkFlags: [28, 4],
  hardlinkFlags: [28, 4],
  xattrFlags: [28, 4],
  msgRingFlags: [28, 4],
  uringCmdFlags: [28, 4],
  waitidFlags: [28, 4],
  futexFlags: [28, 4],
  installFdFlags: [28, 4],
  nopFlags: [28, 4],
  pipeFlags: [28, 4],
  userData: [32, 8],
  bufIndex: [40, 2],
  bufGroup: [40, 2],
  personality: [42, 2],
  spliceFdIn: [44, 4],
  fileIndex: [44, 4],
  zcrxIfqIdx: [44, 4],
  optlen: [44, 4],
  addrLen: [44, 2],
  pad3: [46, 2],
  writeStream: [44, 1],
  pad4: [45, 3],
  addr3: [48, 8],
  pad2: [56, 8],
  attrPtr: [48, 8],
  attrTypeMask: [56, 8],
  optval: [48, 8],
  cmd: [48, 0],
}

/** The variants of each opcode, from the table of operations: the plain one first. */
export const variants: Readonly<Record<number, readonly Variant[]>> = {
  [Op.READ]: [
    {
      name: 'read',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [['ioprio', 'number']],
    },
    {
      name: 'readPi',
      mark: 'PI',
      fixed: [['attrTypeMask', RwAttributes.PI, { flags: RwAttributes }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['pi', 'attrPtr', 'address'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [['ioprio', 'number']],
    },
  ],
  [Op.READ_MULTISHOT]: [
    {
      name: 'readMultishot',
      fixed: [['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['group', 'bufGroup', 'number'],
      ],
    },
  ],
  [Op.WRITE]: [
    {
      name: 'write',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [
        ['ioprio', 'number'],
        ['writeStream', 'number'],
      ],
    },
    {
      name: 'writePi',
      mark: 'PI',
      fixed: [['attrTypeMask', RwAttributes.PI, { flags: RwAttributes }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['pi', 'attrPtr', 'address'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [['ioprio', 'number']],
    },
  ],
  [Op.READV]: [
    {
      name: 'readv',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['iovecs', 'addr', 'address'],
        ['count', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [['ioprio', 'number']],
    },
  ],
  [Op.WRITEV]: [
    {
      name: 'writev',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['iovecs', 'addr', 'address'],
        ['count', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [
        ['ioprio', 'number'],
        ['writeStream', 'number'],
      ],
    },
  ],
  [Op.READ_FIXED]: [
    {
      name: 'readFixed',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['bufIndex', 'bufIndex', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [['ioprio', 'number']],
    },
  ],
  [Op.WRITE_FIXED]: [
    {
      name: 'writeFixed',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['bufIndex', 'bufIndex', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
      ],
      optional: [
        ['ioprio', 'number'],
        ['writeStream', 'number'],
      ],
    },
  ],
  [Op.READV_FIXED]: [
    {
      name: 'readvFixed',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['iovecs', 'addr', 'address'],
        ['count', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
        ['bufIndex', 'bufIndex', 'number'],
      ],
    },
  ],
  [Op.WRITEV_FIXED]: [
    {
      name: 'writevFixed',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['iovecs', 'addr', 'address'],
        ['count', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'rwFlags', { flags: RwFlags }],
        ['bufIndex', 'bufIndex', 'number'],
      ],
    },
  ],
  [Op.FSYNC]: [
    {
      name: 'fsync',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['flags', 'fsyncFlags', { flags: FsyncFlags }],
      ],
      optional: [
        ['off', 'number'],
        ['len', 'number'],
      ],
    },
    {
      name: 'fsyncRange',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'fsyncFlags', { flags: FsyncFlags }],
      ],
    },
  ],
  [Op.SYNC_FILE_RANGE]: [
    {
      name: 'syncFileRange',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['position', 'off', 'number'],
        ['flags', 'syncRangeFlags', { flags: SyncFileRangeFlags }],
      ],
    },
  ],
  [Op.FALLOCATE]: [
    {
      name: 'fallocate',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['mode', 'len', { flags: FallocateFlags }],
        ['position', 'off', 'number'],
        ['length', 'addr', 'number'],
      ],
    },
  ],
  [Op.FTRUNCATE]: [
    {
      name: 'ftruncate',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'off', 'number'],
      ],
    },
  ],
  [Op.FADVISE]: [
    {
      name: 'fadvise',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['position', 'off', 'number'],
        ['length', 'len', 'number'],
        ['advice', 'fadviseAdvice', { one: FileAdvice }],
      ],
    },
    {
      name: 'fadvise64',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['position', 'off', 'number'],
        ['length', 'addr', 'number'],
        ['advice', 'fadviseAdvice', { one: FileAdvice }],
      ],
    },
  ],
  [Op.MADVISE]: [
    {
      name: 'madvise',
      fixed: [['fd', -1]],
      args: [
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['advice', 'fadviseAdvice', { one: MemoryAdvice }],
      ],
    },
    {
      name: 'madvise64',
      fixed: [['fd', -1]],
      args: [
        ['address', 'addr', 'address?'],
        ['length', 'off', 'number'],
        ['advice', 'fadviseAdvice', { one: MemoryAdvice }],
      ],
    },
  ],
  [Op.SPLICE]: [
    {
      name: 'splice',
      fixed: [],
      args: [
        ['source', 'spliceFdIn', 'descriptor'],
        ['sourcePosition', 'spliceOffIn', 'number'],
        ['target', 'fd', 'descriptor'],
        ['targetPosition', 'off', 'number'],
        ['length', 'len', 'number'],
        ['flags', 'spliceFlags', { flags: SpliceFlags }],
      ],
    },
  ],
  [Op.TEE]: [
    {
      name: 'tee',
      fixed: [],
      args: [
        ['source', 'spliceFdIn', 'descriptor'],
        ['target', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['flags', 'spliceFlags', { flags: SpliceFlags }],
      ],
    },
  ],
  [Op.OPENAT]: [
    {
      name: 'openat',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['flags', 'openFlags', { flags: OpenFlags }],
        ['mode', 'len', 'octal'],
      ],
    },
    {
      name: 'openatDirect',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['flags', 'openFlags', { flags: OpenFlags }],
        ['mode', 'len', 'octal'],
        ['slot', 'fileIndex', 'slot'],
      ],
    },
  ],
  [Op.OPENAT2]: [
    {
      name: 'openat2',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['how', 'off', 'address'],
        ['howLength', 'len', 'number'],
      ],
    },
    {
      name: 'openat2Direct',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['how', 'off', 'address'],
        ['howLength', 'len', 'number'],
        ['slot', 'fileIndex', 'slot'],
      ],
    },
  ],
  [Op.CLOSE]: [
    {
      name: 'closeFd',
      fixed: [],
      args: [['fd', 'fd', 'descriptor']],
    },
    {
      name: 'closeDirect',
      fixed: [],
      args: [['slot', 'fileIndex', 'slot']],
    },
  ],
  [Op.STATX]: [
    {
      name: 'statx',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['flags', 'statxFlags', { flags: AtFlags }],
        ['mask', 'len', { flags: StatxMask }],
        ['statx', 'off', 'address'],
      ],
    },
  ],
  [Op.RENAMEAT]: [
    {
      name: 'renameat',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['oldPath', 'addr', 'address'],
        ['newAt', 'len', 'descriptor'],
        ['newPath', 'off', 'address'],
        ['flags', 'renameFlags', { flags: RenameFlags }],
      ],
    },
  ],
  [Op.UNLINKAT]: [
    {
      name: 'unlinkat',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['flags', 'unlinkFlags', { flags: AtFlags, prefer: ['REMOVEDIR'] }],
      ],
    },
  ],
  [Op.MKDIRAT]: [
    {
      name: 'mkdirat',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['path', 'addr', 'address'],
        ['mode', 'len', 'octal'],
      ],
    },
  ],
  [Op.SYMLINKAT]: [
    {
      name: 'symlinkat',
      fixed: [],
      args: [
        ['target', 'addr', 'address'],
        ['at', 'fd', 'descriptor'],
        ['linkPath', 'off', 'address'],
      ],
    },
  ],
  [Op.LINKAT]: [
    {
      name: 'linkat',
      fixed: [],
      args: [
        ['at', 'fd', 'descriptor'],
        ['oldPath', 'addr', 'address'],
        ['newAt', 'len', 'descriptor'],
        ['newPath', 'off', 'address'],
        ['flags', 'hardlinkFlags', { flags: AtFlags }],
      ],
    },
  ],
  [Op.FSETXATTR]: [
    {
      name: 'fsetxattr',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['name', 'addr', 'address'],
        ['value', 'off', 'address'],
        ['flags', 'xattrFlags', { flags: XattrFlags }],
        ['valueLength', 'len', 'number'],
      ],
    },
  ],
  [Op.SETXATTR]: [
    {
      name: 'setxattr',
      fixed: [],
      args: [
        ['name', 'addr', 'address'],
        ['value', 'off', 'address'],
        ['path', 'addr3', 'address'],
        ['flags', 'xattrFlags', { flags: XattrFlags }],
        ['valueLength', 'len', 'number'],
      ],
    },
  ],
  [Op.FGETXATTR]: [
    {
      name: 'fgetxattr',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['name', 'addr', 'address'],
        ['value', 'off', 'address'],
        ['valueLength', 'len', 'number'],
      ],
    },
  ],
  [Op.GETXATTR]: [
    {
      name: 'getxattr',
      fixed: [],
      args: [
        ['name', 'addr', 'address'],
        ['value', 'off', 'address'],
        ['path', 'addr3', 'address'],
        ['valueLength', 'len', 'number'],
      ],
    },
  ],
  [Op.SOCKET]: [
    {
      name: 'socket',
      fixed: [],
      args: [
        ['domain', 'fd', { one: AddressFamily }],
        ['type', 'off', { one: SocketType, besides: SocketFlags }],
        ['protocol', 'len', { one: IpProtocol }],
        ['flags', 'rwFlags', 'number?'],
      ],
    },
    {
      name: 'socketDirect',
      fixed: [],
      args: [
        ['domain', 'fd', { one: AddressFamily }],
        ['type', 'off', { one: SocketType, besides: SocketFlags }],
        ['protocol', 'len', { one: IpProtocol }],
        ['slot', 'fileIndex', 'slot'],
        ['flags', 'rwFlags', 'number?'],
      ],
    },
  ],
  [Op.BIND]: [
    {
      name: 'bind',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['addressLength', 'off', 'number'],
      ],
    },
  ],
  [Op.LISTEN]: [
    {
      name: 'listen',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['backlog', 'len', 'number'],
      ],
    },
  ],
  [Op.CONNECT]: [
    {
      name: 'connect',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['addressLength', 'off', 'number'],
      ],
    },
  ],
  [Op.ACCEPT]: [
    {
      name: 'accept',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address?'],
        ['addressLength', 'addr2', 'address?'],
        ['flags', 'acceptFlags', { flags: SocketFlags }],
      ],
      optional: [['ioprio', { flags: AcceptFlags }]],
    },
    {
      name: 'acceptMultishot',
      mark: 'MULTISHOT',
      fixed: [['ioprio', AcceptFlags.MULTISHOT, { flags: AcceptFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address?'],
        ['addressLength', 'addr2', 'address?'],
        ['flags', 'acceptFlags', { flags: SocketFlags }],
      ],
      optional: [['ioprio', { flags: AcceptFlags }]],
    },
    {
      name: 'acceptDirect',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address?'],
        ['addressLength', 'addr2', 'address?'],
        ['flags', 'acceptFlags', { flags: SocketFlags }],
        ['slot', 'fileIndex', 'slot'],
      ],
    },
    {
      name: 'acceptMultishotDirect',
      mark: 'MULTISHOT_DIRECT',
      fixed: [
        ['ioprio', AcceptFlags.MULTISHOT, { flags: AcceptFlags }],
        ['fileIndex', FILE_INDEX_ALLOC],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address?'],
        ['addressLength', 'addr2', 'address?'],
        ['flags', 'acceptFlags', { flags: SocketFlags }],
      ],
    },
  ],
  [Op.SHUTDOWN]: [
    {
      name: 'shutdown',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['how', 'len', { one: ShutdownHow }],
      ],
    },
  ],
  [Op.SEND]: [
    {
      name: 'send',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [['ioprio', { flags: SendRecvFlags }]],
    },
    {
      name: 'sendVectorized',
      mark: 'VECTORIZED',
      fixed: [['ioprio', SendRecvFlags.SEND_VECTORIZED, { flags: SendRecvFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['iovecs', 'addr', 'address'],
        ['count', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [['addr2', 'address']],
    },
    {
      name: 'sendto',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['to', 'addr2', 'address'],
        ['toLength', 'addrLen', 'number'],
      ],
      optional: [['ioprio', { flags: SendRecvFlags }]],
    },
    {
      name: 'sendBundle',
      mark: 'BUNDLE',
      fixed: [
        ['ioprio', SendRecvFlags.BUNDLE, { flags: SendRecvFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['group', 'bufGroup', 'number'],
      ],
    },
  ],
  [Op.SEND_ZC]: [
    {
      name: 'sendZc',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['zcFlags', 'ioprio', { flags: SendRecvFlags }],
      ],
      optional: [
        ['addr2', 'address'],
        ['ioprio', { flags: SendRecvFlags }],
      ],
    },
    {
      name: 'sendZcFixed',
      mark: 'FIXED',
      fixed: [['ioprio', SendRecvFlags.FIXED_BUF, { flags: SendRecvFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['zcFlags', 'ioprio', { flags: SendRecvFlags }],
        ['bufIndex', 'bufIndex', 'number'],
      ],
      optional: [
        ['addr2', 'address'],
        ['ioprio', { flags: SendRecvFlags }],
      ],
    },
    {
      name: 'sendZcVectorized',
      mark: 'VECTORIZED',
      fixed: [['ioprio', SendRecvFlags.SEND_VECTORIZED, { flags: SendRecvFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['iovecs', 'addr', 'address'],
        ['count', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['zcFlags', 'ioprio', { flags: SendRecvFlags }],
      ],
      optional: [['addr2', 'address']],
    },
  ],
  [Op.SENDMSG]: [
    {
      name: 'sendmsg',
      fixed: [['len', 1]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['message', 'addr', 'address'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [['ioprio', { flags: SendRecvFlags }]],
    },
  ],
  [Op.SENDMSG_ZC]: [
    {
      name: 'sendmsgZc',
      fixed: [['len', 1]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['message', 'addr', 'address'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [['ioprio', { flags: SendRecvFlags }]],
    },
    {
      name: 'sendmsgZcFixed',
      mark: 'FIXED',
      fixed: [
        ['len', 1],
        ['ioprio', SendRecvFlags.FIXED_BUF, { flags: SendRecvFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['message', 'addr', 'address?'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['bufIndex', 'bufIndex', 'number'],
      ],
    },
  ],
  [Op.RECV]: [
    {
      name: 'recv',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address'],
        ['length', 'len', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [['ioprio', { flags: SendRecvFlags }]],
    },
    {
      name: 'recvBundle',
      mark: 'BUNDLE',
      fixed: [
        ['ioprio', SendRecvFlags.BUNDLE, { flags: SendRecvFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['group', 'bufGroup', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
    },
    {
      name: 'recvMultishot',
      mark: 'MULTISHOT',
      fixed: [
        ['ioprio', SendRecvFlags.RECV_MULTISHOT, { flags: SendRecvFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['group', 'bufGroup', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [
        ['len', 'number'],
        ['ioprio', { flags: SendRecvFlags }],
      ],
    },
    {
      name: 'recvMultishotLimited',
      mark: 'MULTISHOT_LIMITED',
      fixed: [
        ['ioprio', SendRecvFlags.RECV_MULTISHOT, { flags: SendRecvFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['limit', 'optlen', 'number'],
        ['group', 'bufGroup', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
    },
    {
      name: 'recvMultishotBundle',
      mark: 'MULTISHOT_BUNDLE',
      fixed: [
        ['ioprio', SendRecvFlags.RECV_MULTISHOT | SendRecvFlags.BUNDLE, { flags: SendRecvFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['group', 'bufGroup', 'number'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
    },
  ],
  [Op.RECVMSG]: [
    {
      name: 'recvmsg',
      fixed: [['len', 1]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['message', 'addr', 'address'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
      ],
      optional: [['ioprio', { flags: SendRecvFlags }]],
    },
    {
      name: 'recvmsgMultishot',
      mark: 'MULTISHOT',
      fixed: [
        ['len', 1],
        ['ioprio', SendRecvFlags.RECV_MULTISHOT, { flags: SendRecvFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['message', 'addr', 'address?'],
        ['flags', 'msgFlags', { flags: MsgFlags }],
        ['group', 'bufGroup', 'number'],
      ],
    },
  ],
  [Op.RECV_ZC]: [
    {
      name: 'recvZc',
      fixed: [['ioprio', SendRecvFlags.RECV_MULTISHOT, { flags: SendRecvFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['length', 'len', 'number'],
        ['queue', 'zcrxIfqIdx', 'number'],
      ],
    },
  ],
  [Op.URING_CMD]: [
    {
      name: 'uringCmd',
      fixed: [],
      args: [
        ['command', 'cmdOp', 'number'],
        ['fd', 'fd', 'descriptor'],
      ],
      optional: [
        ['cmd', 'address'],
        ['uringCmdFlags', { flags: UringCmdFlags }],
      ],
    },
    {
      name: 'getsockopt',
      mark: 'GETSOCKOPT',
      fixed: [['cmdOp', SocketOp.GETSOCKOPT]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['level', 'level', { one: SocketLevel }],
        ['name', 'optname', 'number'],
        ['value', 'optval', 'address'],
        ['valueLength', 'optlen', 'number'],
      ],
    },
    {
      name: 'setsockopt',
      mark: 'SETSOCKOPT',
      fixed: [['cmdOp', SocketOp.SETSOCKOPT]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['level', 'level', { one: SocketLevel }],
        ['name', 'optname', 'number'],
        ['value', 'optval', 'address'],
        ['valueLength', 'optlen', 'number'],
      ],
    },
    {
      name: 'siocinq',
      mark: 'SIOCINQ',
      fixed: [['cmdOp', SocketOp.SIOCINQ]],
      args: [['fd', 'fd', 'descriptor']],
    },
    {
      name: 'siocoutq',
      mark: 'SIOCOUTQ',
      fixed: [['cmdOp', SocketOp.SIOCOUTQ]],
      args: [['fd', 'fd', 'descriptor']],
    },
    {
      name: 'getsockname',
      mark: 'GETSOCKNAME',
      fixed: [['cmdOp', SocketOp.GETSOCKNAME]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['address', 'addr', 'address?'],
        ['addressLength', 'addr3', 'address?'],
        ['peer', 'optlen', 'number'],
      ],
      optional: [['optlen', 'address']],
    },
    {
      name: 'txTimestamp',
      mark: 'TX_TIMESTAMP',
      fixed: [['cmdOp', SocketOp.TX_TIMESTAMP]],
      args: [['fd', 'fd', 'descriptor']],
    },
    {
      name: 'uringCmdFixed',
      mark: 'FIXED',
      fixed: [['uringCmdFlags', UringCmdFlags.FIXED, { flags: UringCmdFlags }]],
      args: [
        ['command', 'cmdOp', 'number'],
        ['fd', 'fd', 'descriptor'],
        ['bufIndex', 'bufIndex', 'number'],
      ],
    },
    {
      name: 'uringCmdMultishot',
      mark: 'MULTISHOT',
      fixed: [
        ['uringCmdFlags', UringCmdFlags.MULTISHOT, { flags: UringCmdFlags }],
        ['flags', SqeFlags.BUFFER_SELECT, { flags: SqeFlags }],
      ],
      args: [
        ['command', 'cmdOp', 'number'],
        ['fd', 'fd', 'descriptor'],
        ['group', 'bufGroup', 'number'],
      ],
    },
    {
      name: 'discard',
      mark: 'DISCARD',
      fixed: [['cmdOp', BlockCommand.DISCARD]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['position', 'addr', 'number'],
        ['length', 'addr3', 'number'],
      ],
    },
    {
      name: 'zoneResetAll',
      mark: 'ZONE_RESET_ALL',
      fixed: [['cmdOp', BlockCommand.ZONE_RESET_ALL]],
      args: [['fd', 'fd', 'descriptor']],
    },
  ],
  [Op.TIMEOUT]: [
    {
      name: 'timeout',
      fixed: [
        ['fd', -1],
        ['len', 1],
      ],
      args: [
        ['timespec', 'addr', 'address'],
        ['count', 'off', 'number'],
        ['flags', 'timeoutFlags', { flags: TimeoutFlags }],
      ],
    },
    {
      name: 'timeoutMultishot',
      mark: 'MULTISHOT',
      fixed: [
        ['fd', -1],
        ['len', 1],
        ['timeoutFlags', TimeoutFlags.MULTISHOT, { flags: TimeoutFlags }],
      ],
      args: [
        ['timespec', 'addr', 'address'],
        ['count', 'off', 'number'],
        ['flags', 'timeoutFlags', { flags: TimeoutFlags }],
      ],
    },
  ],
  [Op.TIMEOUT_REMOVE]: [
    {
      name: 'timeoutRemove',
      fixed: [['fd', -1]],
      args: [
        ['target', 'addr', 'userData'],
        ['flags', 'timeoutFlags', { flags: TimeoutFlags }],
      ],
    },
    {
      name: 'timeoutUpdate',
      mark: 'UPDATE',
      fixed: [
        ['fd', -1],
        ['timeoutFlags', TimeoutFlags.UPDATE, { flags: TimeoutFlags }],
      ],
      args: [
        ['timespec', 'off', 'address'],
        ['target', 'addr', 'userData'],
        ['flags', 'timeoutFlags', { flags: TimeoutFlags }],
      ],
    },
    {
      name: 'linkTimeoutUpdate',
      mark: 'LINK_TIMEOUT_UPDATE',
      fixed: [
        ['fd', -1],
        [
          'timeoutFlags',
          TimeoutFlags.UPDATE | TimeoutFlags.LINK_TIMEOUT_UPDATE,
          { flags: TimeoutFlags },
        ],
      ],
      args: [
        ['timespec', 'off', 'address'],
        ['target', 'addr', 'userData'],
        ['flags', 'timeoutFlags', { flags: TimeoutFlags }],
      ],
    },
  ],
  [Op.LINK_TIMEOUT]: [
    {
      name: 'linkTimeout',
      fixed: [
        ['fd', -1],
        ['len', 1],
      ],
      args: [
        ['timespec', 'addr', 'address'],
        ['flags', 'timeoutFlags', { flags: TimeoutFlags }],
      ],
    },
  ],
  [Op.POLL_ADD]: [
    {
      name: 'pollAdd',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['events', 'poll32Events', { flags: PollEvents }],
      ],
    },
    {
      name: 'pollAddMultishot',
      mark: 'MULTISHOT',
      fixed: [['len', PollFlags.ADD_MULTI, { flags: PollFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['events', 'poll32Events', { flags: PollEvents }],
      ],
    },
  ],
  [Op.POLL_REMOVE]: [
    {
      name: 'pollRemove',
      fixed: [['fd', -1]],
      args: [['target', 'addr', 'userData']],
    },
    {
      name: 'pollUpdate',
      fixed: [['fd', -1]],
      args: [
        ['target', 'addr', 'userData'],
        ['userData', 'off', 'userData'],
        ['events', 'poll32Events', { flags: PollEvents }],
        ['flags', 'len', { flags: PollFlags }],
      ],
    },
  ],
  [Op.EPOLL_CTL]: [
    {
      name: 'epollCtl',
      fixed: [],
      args: [
        ['epollFd', 'fd', 'signed'],
        ['target', 'off', 'number'],
        ['operation', 'len', { one: EpollOp }],
        ['event', 'addr', 'address?'],
      ],
    },
  ],
  [Op.EPOLL_WAIT]: [
    {
      name: 'epollWait',
      fixed: [],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['events', 'addr', 'address?'],
        ['count', 'len', 'number'],
        ['flags', 'rwFlags', 'number?'],
      ],
    },
  ],
  [Op.NOP]: [
    {
      name: 'nop',
      fixed: [['fd', -1]],
      args: [],
    },
    {
      name: 'nopFlags',
      fixed: [],
      args: [
        ['nopFlags', 'nopFlags', { flags: NopFlags }],
        ['result', 'len', 'signed'],
        ['fd', 'fd', 'descriptor'],
        ['bufIndex', 'bufIndex', 'number'],
        ['extra0', 'off', 'number'],
        ['extra1', 'addr', 'number'],
      ],
    },
  ],
  [Op.NOP128]: [
    {
      name: 'nop128',
      fixed: [['fd', -1]],
      args: [],
    },
  ],
  [Op.URING_CMD128]: [
    {
      name: 'uringCmd128',
      fixed: [],
      args: [
        ['command', 'cmdOp', 'number'],
        ['fd', 'fd', 'descriptor'],
      ],
    },
  ],
  [Op.ASYNC_CANCEL]: [
    {
      name: 'asyncCancel',
      fixed: [['fd', -1]],
      args: [
        ['target', 'addr', 'userData'],
        ['flags', 'cancelFlags', { flags: CancelFlags }],
      ],
    },
    {
      name: 'asyncCancelFd',
      mark: 'FD',
      fixed: [['cancelFlags', CancelFlags.FD, { flags: CancelFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['flags', 'cancelFlags', { flags: CancelFlags }],
      ],
    },
    {
      name: 'asyncCancelOp',
      mark: 'OP',
      fixed: [
        ['fd', -1],
        ['cancelFlags', CancelFlags.OP, { flags: CancelFlags }],
      ],
      args: [
        ['opcode', 'len', { one: Op }],
        ['flags', 'cancelFlags', { flags: CancelFlags }],
      ],
    },
  ],
  [Op.MSG_RING]: [
    {
      name: 'msgRing',
      fixed: [['addr', MsgRingOp.DATA]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['value', 'len', 'number'],
        ['userData', 'off', 'userData'],
        ['flags', 'msgRingFlags', { flags: MsgRingFlags }],
      ],
    },
    {
      name: 'msgRingCqeFlags',
      mark: 'CQE_FLAGS',
      fixed: [
        ['addr', MsgRingOp.DATA],
        ['msgRingFlags', MsgRingFlags.FLAGS_PASS, { flags: MsgRingFlags }],
      ],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['value', 'len', 'number'],
        ['userData', 'off', 'userData'],
        ['flags', 'msgRingFlags', { flags: MsgRingFlags }],
        ['cqeFlags', 'fileIndex', 'number'],
      ],
    },
    {
      name: 'msgRingFd',
      mark: 'FD',
      fixed: [['addr', MsgRingOp.SEND_FD]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['source', 'addr3', 'number'],
        ['target', 'fileIndex', 'slot'],
        ['userData', 'off', 'userData'],
        ['flags', 'msgRingFlags', { flags: MsgRingFlags }],
      ],
    },
  ],
  [Op.FIXED_FD_INSTALL]: [
    {
      name: 'fixedFdInstall',
      fixed: [['flags', SqeFlags.FIXED_FILE, { flags: SqeFlags }]],
      args: [
        ['fd', 'fd', 'descriptor'],
        ['flags', 'installFdFlags', { flags: FixedFdFlags }],
      ],
    },
  ],
  [Op.WAITID]: [
    {
      name: 'waitid',
      fixed: [],
      args: [
        ['idType', 'len', { one: WaitIdType }],
        ['id', 'fd', 'number'],
        ['siginfo', 'addr2', 'address'],
        ['states', 'fileIndex', { flags: WaitFlags, prefer: ['STOPPED'] }],
        ['flags', 'waitidFlags', 'number?'],
      ],
    },
  ],
  [Op.FUTEX_WAIT]: [
    {
      name: 'futexWait',
      fixed: [],
      args: [
        ['address', 'addr', 'address'],
        ['value', 'off', 'number'],
        ['mask', 'addr3', 'number'],
        ['futexFlags', 'fd', { flags: FutexFlags }],
        ['flags', 'futexFlags', 'number?'],
      ],
    },
  ],
  [Op.FUTEX_WAKE]: [
    {
      name: 'futexWake',
      fixed: [],
      args: [
        ['address', 'addr', 'address'],
        ['value', 'off', 'number'],
        ['mask', 'addr3', 'number'],
        ['futexFlags', 'fd', { flags: FutexFlags }],
        ['flags', 'futexFlags', 'number?'],
      ],
    },
  ],
  [Op.FUTEX_WAITV]: [
    {
      name: 'futexWaitv',
      fixed: [],
      args: [
        ['futexes', 'addr', 'address?'],
        ['count', 'len', 'number'],
        ['flags', 'futexFlags', 'number?'],
      ],
    },
  ],
  [Op.PIPE]: [
    {
      name: 'pipe',
      fixed: [],
      args: [
        ['fds', 'addr', 'address'],
        ['flags', 'pipeFlags', { flags: OpenFlags }],
      ],
    },
    {
      name: 'pipeDirect',
      fixed: [],
      args: [
        ['fds', 'addr', 'address'],
        ['flags', 'pipeFlags', { flags: OpenFlags }],
        ['slot', 'fileIndex', 'slot'],
      ],
    },
  ],
  [Op.FILES_UPDATE]: [
    {
      name: 'filesUpdate',
      fixed: [['fd', -1]],
      args: [
        ['fds', 'addr', 'address?'],
        ['count', 'len', 'number'],
        ['slot', 'off', 'number'],
      ],
    },
  ],
  [Op.PROVIDE_BUFFERS]: [
    {
      name: 'provideBuffers',
      fixed: [],
      args: [
        ['address', 'addr', 'address?'],
        ['length', 'len', 'number'],
        ['count', 'fd', 'number'],
        ['group', 'bufGroup', 'number'],
        ['first', 'off', 'number'],
      ],
    },
  ],
  [Op.REMOVE_BUFFERS]: [
    {
      name: 'removeBuffers',
      fixed: [],
      args: [
        ['count', 'fd', 'number'],
        ['group', 'bufGroup', 'number'],
      ],
    },
  ],
}

/** Opcodes whose submissions have 128 bytes, whatever the ring. */
export const wideOpcodes: readonly number[] = [Op.NOP128, Op.URING_CMD128]
