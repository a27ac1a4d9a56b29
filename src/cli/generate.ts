/** `uring-sdk generate`: an overlay for a kernel that is newer than the package. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { packageFile } from './package-file.ts'

const HELP = `Usage: uring-sdk generate --out DIR [--header DIR] [--rows FILE]

Writes DIR/index.ts: uring-sdk, and what a kernel header has that uring-sdk does not know yet.
Import that file instead of uring-sdk. What is new, and what to do for it, is said on stderr.

  --out DIR       where the overlay goes
  --header DIR    the directory that holds linux/io_uring.h; /usr/include when left out
  --rows FILE     rows of new opcodes: TypeScript or JavaScript that exports rows, or JSON;
                  rows.ts in the --out directory when left out, which the first run makes
  --help          this text
`

/** What reads C and prints TypeScript. Programs that use the package do without. */
const TOOLS = ['prettier', 'tree-sitter-c', 'ts-morph', 'web-tree-sitter']

export const generateCommand: Command = {
  summary: 'write an overlay for a kernel header that is newer than the package',
  help: HELP,
  run,
}

async function run(words: readonly string[]): Promise<void> {
  const { out, header, rows } = optionsOf(words)
  if (out === undefined) {
    throw new Error('generate needs --out DIR, the directory that the overlay goes to')
  }
  refuseMissingTools()
  const { generateOverlay } = await import('../../codegen/overlay.ts')
  await generateOverlay({ out, header, rows, progress: say })
}

function optionsOf(words: readonly string[]): {
  out?: string | undefined
  header?: string | undefined
  rows?: string | undefined
} {
  const string = { type: 'string' } as const
  const options = { out: string, header: string, rows: string }
  return parseArgs({ args: [...words], options }).values
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function refuseMissingTools(): void {
  const missing = TOOLS.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  const { peerDependencies } = JSON.parse(readFileSync(packageFile(), 'utf8')) as {
    peerDependencies: Readonly<Record<string, string>>
  }
  const names = missing.map((name) => `${name}@${(peerDependencies[name] ?? '').replace('^', '')}`)
  throw new Error(
    'generate reads C and prints TypeScript, for which packages are missing: ' +
      `npm install --save-dev ${names.join(' ')}`,
  )
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}
