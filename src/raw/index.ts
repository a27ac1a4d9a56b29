/**
 * liburing's model in JavaScript: submission slots, `prep` functions, completions by cursor. No
 * promise, and nothing allocated per operation.
 *
 * @module raw
 */
export * from '../../generated/constants.ts'
export * as prep from '../../generated/prep.ts'
export * as registers from '../../generated/registers.ts'
export * from '../../generated/structs.ts'
export { UringError, type ErrorDetails, type Reason } from '../errors.ts'
export { type Kernel, type Loop } from '../kernel/kernel.ts'
export { allocate, type AllocateOptions, type Memory } from './allocate.ts'
export { BufferRing, type BufferRingOptions } from './buffer-ring.ts'
export { CompletionQueue } from './completion-queue.ts'
export { RawRing, type RawRingOptions, type WaitResult } from './raw-ring.ts'
export { type SetupOptions } from './setup.ts'
export { SubmissionQueue } from './submission-queue.ts'
