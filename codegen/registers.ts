/** The table of io_uring_register(2): one row a form, from which its wrapper is printed. */
import { bufferRows } from './registers/buffers.ts'
import { fileRows } from './registers/files.ts'
import { kernelRows } from './registers/kernel.ts'
import { ringRows } from './registers/rings.ts'
import type { RegisterRow } from './registers/types.ts'

export type { RegisterArgument, RegisterRow } from './registers/types.ts'

export const registers: readonly RegisterRow[] = [
  ...bufferRows,
  ...fileRows,
  ...ringRows,
  ...kernelRows,
]
