/**
 * liburing's model in JavaScript: submission slots, `prep` functions, completions by cursor. No
 * promise, and nothing allocated per operation.
 *
 * @module raw
 */
export { bpfDataSizes, type BpfField, bpfFields } from '../../generated/bpf.ts'
export * from '../../generated/constants.ts'
export * as prep from '../../generated/prep.ts'
export * as registers from '../../generated/registers.ts'
export * from '../../generated/structs.ts'
export { UringError, type ErrorDetails, type Reason } from '../errors.ts'
export { type Kernel, type Loop } from '../kernel/kernel.ts'
export { allocate, type AllocateOptions, type Memory } from './allocate.ts'
export {
  type BpfAddress,
  type BpfCondition,
  type BpfDataOf,
  type BpfFields,
  bpfFilter,
  bpfFilterOf,
  type BpfFilterOptions,
  type BpfRule,
  bpfLines,
} from './bpf-filter.ts'
export {
  assembleBpf,
  bpf,
  type BpfArithmetic,
  type BpfComparison,
  type BpfLine,
  type BpfStep,
  listBpf,
} from './bpf-program.ts'
export { BufferRing, type BufferRingOptions } from './buffer-ring.ts'
export { CompletionQueue } from './completion-queue.ts'
export { decode, decodeCqe, decodeSqe } from './decode.ts'
export {
  cmsgData,
  cmsgFirst,
  cmsgHead,
  cmsgLength,
  cmsgNext,
  cmsgSpace,
  type ControlData,
  controlMessages,
  recvmsgControl,
  recvmsgName,
  recvmsgPayload,
  type RecvmsgRoom,
  recvmsgValidate,
  writeCmsg,
} from './messages.ts'
export { RawRing, type RawRingOptions, type WaitResult } from './raw-ring.ts'
export { type Argument, thisTask, throwing } from './registrar.ts'
export { type ResizeOptions } from './resize.ts'
export { restrictions, type RestrictionRules } from './restrictions.ts'
export { type SetupOptions } from './setup.ts'
export { checkSqe } from './sqe-rules.ts'
export { readSockaddr, type SocketAddress, writeSockaddr } from './sockaddr.ts'
export { SubmissionQueue } from './submission-queue.ts'
export { closeRegisters } from './teardown.ts'
export { WaitRegion } from './wait-region.ts'
