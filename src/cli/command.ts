import { parseArgs, type ParseArgsConfig } from 'node:util'

/** One command of `uring-sdk`. */
export interface Command {
  /** A line for the list of commands. */
  readonly summary: string
  /** What `--help` prints, to the last newline. */
  readonly help: string
  /** Does it, and gives the exit code; throws an Error whose message is what the user reads. */
  run(words: readonly string[]): Promise<number>
}

/** What the process ends with. */
export const ExitCode = {
  /** Done; for `doctor`: io_uring works here. */
  GOOD: 0,
  /** It failed; for `doctor`: something stops io_uring. */
  BAD: 1,
  /** The words behind the command are wrong. */
  USAGE: 2,
} as const

/** The words of the user are wrong: nothing was done. */
export class UsageError extends Error {}

/** The options and words of a command. */
export function parseWords<const T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
  positionals = false,
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: positionals }) as never
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
