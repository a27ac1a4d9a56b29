import type { WriteStream } from 'node:tty'
import { styleText } from 'node:util'

/** How a word looks on a terminal; the word itself everywhere else. */
export interface Styles {
  good(text: string): string
  bad(text: string): string
  doubtful(text: string): string
  faint(text: string): string
  strong(text: string): string
}

/** Where text goes to. */
type Stream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'hasColors'>>

/** Styles for what goes to this stream. */
export function stylesFor(
  stream: Stream = process.stdout,
  environment: NodeJS.ProcessEnv = process.env,
): Styles {
  const colored = hasColor(stream, environment)
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      // Whether there is colour is decided here: Node would look at its own standard output.
      colored && text !== '' ? styleText(format, text, { validateStream: false }) : text
  return {
    good: style('green'),
    bad: style('red'),
    doubtful: style('yellow'),
    faint: style('dim'),
    strong: style('bold'),
  }
}

/** FORCE_COLOR, then NO_COLOR, then what the terminal can: the order of Node itself. */
export function hasColor(stream: Stream, environment: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused } = environment
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (refused !== undefined && refused !== '') return false
  return stream.isTTY === true && stream.hasColors?.(environment) === true
}

/** Prints data as JSON, indented, as every command does with `--json`. */
export function printJson(data: unknown): void {
  process.stdout.write(`${JSON.stringify(data, null, 2)}\n`)
}
