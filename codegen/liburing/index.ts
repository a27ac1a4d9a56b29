/** THE TABLE OF LIBURING: what a C program calls, and what of ours does the same. */
export { fillRows } from './fill.ts'
export { otherGroups } from './others.ts'
export type * from './types.ts'
export * as words from './words.ts'

/** The newest release whose helpers the rows are. */
export const LIBURING = '2.15'
