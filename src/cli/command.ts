/** One command of `uring-sdk`. */
export interface Command {
  /** A line for the list of commands. */
  readonly summary: string
  /** What `--help` prints, to the last newline. */
  readonly help: string
  /** Does it; throws an Error whose message is what the user reads. */
  run(words: readonly string[]): Promise<void>
}
