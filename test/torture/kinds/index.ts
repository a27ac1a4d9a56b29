import { accepts } from './accepts.ts'
import { chains } from './chains.ts'
import { datagrams } from './datagrams.ts'
import { detached } from './detached.ts'
import { echo } from './echo.ts'
import { files } from './files.ts'
import { given } from './given.ts'
import type { Kind } from './kind.ts'
import { messages } from './messages.ts'
import { paths } from './paths.ts'
import { pipes } from './pipes.ts'
import { rings } from './rings.ts'
import { sockets } from './sockets.ts'
import { beats, bursts, timers } from './timers.ts'

export type { Kind } from './kind.ts'

/** All kinds of scenes. */
export const KINDS: readonly Kind[] = [
  files,
  sockets,
  echo,
  datagrams,
  pipes,
  accepts,
  paths,
  rings,
  chains,
  messages,
  given,
  detached,
  timers,
  beats,
  bursts,
]
