/** Reads headers of which a part may be beyond what this version understands. */
import type { AcquiredHeaders } from './directory.ts'
import { type Reading, readHeaders } from './reading.ts'
import { HeaderError } from './source.ts'
import { WANTED, type WantedHeader } from './vocabulary/wanted.ts'

/** A reading, and the headers that were not understood. */
export interface LenientReading extends Reading {
  readonly leftOut: readonly string[]
}

/**
 * The model of headers. What io_uring's own headers say must be understood; a neighbour that is
 * not, because a later kernel wrote something new into it, is left out with a warning: the package
 * has what earlier kernels said in it.
 */
export async function readLeniently(
  headers: AcquiredHeaders,
  progress: (line: string) => void,
): Promise<LenientReading> {
  let wanted: readonly WantedHeader[] = WANTED
  for (;;) {
    try {
      const reading = await readHeaders(headers.roots, headers.series, wanted)
      for (const note of reading.notes) progress(`note: ${note.replace(LIST_IT, ' and not read')}`)
      const leftOut = WANTED.filter((one) => !wanted.includes(one)).map(({ header }) => header)
      return { ...reading, leftOut }
    } catch (error) {
      const culprit = neighbourOf(error, wanted)
      if (culprit === undefined) throw error
      progress(`warning: ${culprit.header} is left out: ${(error as Error).message}`)
      wanted = wanted.filter((one) => one !== culprit)
    }
  }
}

/** Advice for who maintains the package. */
const LIST_IT = /: list it in \S+$/

/** The neighbour that an error stands in; `asm-generic/` headers are read for those of `asm/`. */
function neighbourOf(error: unknown, wanted: readonly WantedHeader[]): WantedHeader | undefined {
  if (!(error instanceof HeaderError)) return undefined
  const path = error.path.replace('/asm-generic/', '/asm/')
  const found = wanted.find(({ header }) => path.endsWith(`/${header}`))
  return found?.whole === true ? undefined : found
}
