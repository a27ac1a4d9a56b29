import { control } from './control.ts'
import { devices } from './devices.ts'
import { files } from './files.ts'
import { paths } from './paths.ts'
import { processes } from './process.ts'
import { receives } from './receives.ts'
import { sends } from './sends.ts'
import { socketCommands } from './socket-commands.ts'
import { sockets } from './sockets.ts'
import { timers } from './timers.ts'
import type { OperationRow } from './types.ts'

export type * from './types.ts'

/** THE OP TABLE: one row per operation variant. The first row of an opcode is the one that `issue` uses. */
export const operations: readonly OperationRow[] = [
  ...files,
  ...paths,
  ...sockets,
  ...sends,
  ...receives,
  ...socketCommands,
  ...timers,
  ...control,
  ...processes,
  ...devices,
]
