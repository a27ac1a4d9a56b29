// Generated from headers/abi/7.3.json by codegen/emit/bpf.ts.
// Do not edit: change codegen/vocabulary/structs-zcrx.ts, then run `npm run generate`.

/** Where a filter finds a field of a submission. */
export interface BpfField {
  /** Offset in bytes. */
  readonly at: number
  /** Size in bytes. */
  readonly size: number
  /** Its bytes are in the order of the network. */
  readonly network?: true
}

/** The fields that all submissions have, and those that come with some opcodes. */
export const bpfFields = {
  /** What a filter sees of a submission; loads must be of 4 bytes and aligned. */
  common: {
    /** User data of the submission. */
    userData: { at: 0, size: 8 } as BpfField,
    /** Its {@link Op}. */
    opcode: { at: 8, size: 1 } as BpfField,
    /** Its {@link SqeFlags}. */
    sqeFlags: { at: 9, size: 1 } as BpfField,
    /** Bytes that follow for this opcode. */
    pduSize: { at: 10, size: 1 } as BpfField,
  },
  /** What a filter sees of SOCKET. */
  socket: {
    /** Address family. */
    family: { at: 16, size: 4 } as BpfField,
    /** Socket type. */
    type: { at: 20, size: 4 } as BpfField,
    /** Protocol. */
    protocol: { at: 24, size: 4 } as BpfField,
  },
  /** What a filter sees of OPENAT and OPENAT2. */
  open: {
    /** The {@link OpenFlags}. */
    flags: { at: 16, size: 8 } as BpfField,
    /** Permissions of a new file. */
    mode: { at: 24, size: 8 } as BpfField,
    /** The {@link ResolveFlags}. */
    resolve: { at: 32, size: 8 } as BpfField,
  },
  /** What a filter sees of CONNECT; what the address is too short for is 0. */
  connect: {
    /** Address family. */
    family: { at: 16, size: 4 } as BpfField,
    /** Port. */
    port: { at: 20, size: 2, network: true } as BpfField,
    /** IPv4 address. */
    v4Addr: { at: 24, size: 4, network: true } as BpfField,
    /** IPv6 address. */
    v6Addr: { at: 24, size: 16 } as BpfField,
  },
} as const

/** Bytes of what comes with those opcodes: `pduSize` of a filter. */
export const bpfDataSizes = {
  /** What a filter sees of SOCKET. */
  socket: 12,
  /** What a filter sees of OPENAT and OPENAT2. */
  open: 24,
  /** What a filter sees of CONNECT; what the address is too short for is 0. */
  connect: 24,
} as const
