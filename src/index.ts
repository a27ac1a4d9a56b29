/**
 * io_uring for Node.js: promises, async iterables, leases.
 *
 * @module uring-sdk
 */
export * from '../generated/constants.ts'
export { type FieldBag, type OpTable, RingOperations } from '../generated/operations.ts'
export * from '../generated/structs.ts'
export { type ErrorDetails, type Reason, UringError } from './errors.ts'
export { type Kernel, type Loop } from './kernel/kernel.ts'
export { type Backend } from './kernel/load.ts'
export { schedGetaffinity, schedSetaffinity } from './raw/affinity.ts'
export { support, type Support } from './raw/support.ts'
export { type InFlight } from './ring/debug.ts'
export { type RingHandle } from './ring/handle.ts'
export type {
  MultishotEntry,
  OpBag,
  OpMultishot,
  OpRow,
  RowlessEntry,
  WithMultishot,
} from './ring/issue.ts'
export { applyOverlay, type Overlay } from './ring/overlay.ts'
export { type CloseReport, type WaitedFor } from './ring/report.ts'
export { Ring, type RingOptions } from './ring/ring.ts'
export { type SqeFields } from './ring/rowless.ts'
export { type Endpoint, type ListenerOptions } from './ring/sockets.ts'
export { type RingStats } from './ring/stats.ts'
export { type OperationTrace, type RingTrace } from './ring/trace.ts'
export type {
  Begun,
  BufferPool,
  Bytes,
  Call,
  CallOptions,
  ChainOptions,
  Completion,
  Fd,
  FdLike,
  FlagOptions,
  Integrity,
  Lease,
  Message,
  Multishot,
  Outcome,
  PathLike,
  Pinned,
  PoolOptions,
  SocketAddress,
} from './ring/types.ts'
