/** `uring-sdk generate`: an overlay for a kernel that is newer than the package. */
import { join } from 'node:path'
import { type Command, ExitCode, parseWords, UsageError } from './command.ts'
import { printJson } from './terminal.ts'
import { refuseMissingTools, TOOLS } from './tools.ts'

const HELP = `Usage: uring-sdk generate --out DIR [--header DIR] [--rows FILE]

Writes DIR/index.ts: uring-sdk, and what a kernel header has that uring-sdk does not know yet.
Import that file instead of uring-sdk. What is new, and what to do for it, is said on stderr.

  --out DIR       where the overlay goes
  --header DIR    the directory that holds linux/io_uring.h; /usr/include when left out
  --rows FILE     rows of new opcodes: TypeScript or JavaScript that exports rows, or JSON;
                  rows.ts in the --out directory when left out, which the first run makes
  --json          on stdout, as data: the file that was written, and what was said
  --help          this text

Exit code: 0 when it is written, 1 when it could not be, 2 for wrong words.
`

export const generateCommand: Command = {
  summary: 'write an overlay for a kernel header that is newer than the package',
  help: HELP,
  run,
}

async function run(words: readonly string[]): Promise<number> {
  const { out, header, rows, json = false } = optionsOf(words)
  if (out === undefined) {
    throw new UsageError('generate needs --out DIR, the directory that the overlay goes to')
  }
  refuseMissingTools('generate reads C and prints TypeScript', TOOLS)
  const { generateOverlay } = await import('../../codegen/overlay.ts')
  const said: string[] = []
  const progress = (line: string): void => {
    said.push(line)
    process.stderr.write(`${line}\n`)
  }
  await generateOverlay({ out, header, rows, progress })
  if (json) printJson({ file: join(out, 'index.ts'), said })
  return ExitCode.GOOD
}

function optionsOf(words: readonly string[]): {
  out?: string | undefined
  header?: string | undefined
  rows?: string | undefined
  json?: boolean | undefined
} {
  const string = { type: 'string' } as const
  const options = { out: string, header: string, rows: string, json: { type: 'boolean' } } as const
  return parseWords(words, options).values
}
