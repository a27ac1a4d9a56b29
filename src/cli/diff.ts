/** `uring-sdk diff`: what one kernel's headers have that another's have not. */
import { type Command, ExitCode, parseWords, UsageError } from './command.ts'
import { refuseMissingTools, TOOLS } from './tools.ts'

const HELP = `Usage: uring-sdk diff FROM TO [--json] [--out FILE]

Says what kernel TO has that FROM has not, and the reverse: opcodes, operations of register, flags,
structs and fields, in words. Each is one of

  6.1, 6.12, ...  a kernel that the package knows
  DIR             a directory that holds linux/io_uring.h, such as /usr/include
  FILE            a snapshot: one of headers/abi, or one that the generator wrote

  --json          as data instead of Markdown
  --out FILE      into this file instead of the standard output
  --help          this text

Exit code: 0 when it is said, 1 when it could not be, 2 for wrong words.
`

export const diffCommand: Command = {
  summary: "what is new between two kernels' headers, in words",
  help: HELP,
  run,
}

async function run(words: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean' }, out: { type: 'string' } } as const
  const { values, positionals } = parseWords(words, options, true)
  if (positionals.length !== 2) {
    throw new UsageError('diff takes two kernels: `uring-sdk diff 6.1 6.12`')
  }
  const { diff } = await import('../../codegen/diff.ts')
  const progress = (line: string): void => void process.stderr.write(`${line}\n`)
  const beforeReading = (): void => refuseMissingTools('diff reads C headers', TOOLS)
  const { json, out } = values
  await diff({ words: positionals, json, out, progress, beforeReading })
  return ExitCode.GOOD
}
