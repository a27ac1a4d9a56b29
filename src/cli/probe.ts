/** `uring-sdk probe`: what this kernel has, of all that io_uring can have. */
import { support } from '../raw/support.ts'
import { type Command, ExitCode, parseWords } from './command.ts'
import { type Entry, type Matrix, matrixOf, oddityOf } from './matrix.ts'
import { printJson, type Styles, stylesFor } from './terminal.ts'

const HELP = `Usage: uring-sdk probe [--json] [--missing]

Lists the opcodes, the operations of io_uring_register(2), the setup flags and the features of
io_uring, each with the Linux that it came with and whether this kernel has it. Kernels tell their
opcodes and features; setup flags are tried. Before Linux 6.18 a kernel does not tell its operations
of register: there the version of the kernel decides.

  --missing    only what this kernel lacks
  --json       as data
  --help       this text

Exit code: 0 when it could be asked, 1 when no ring can be had here (\`uring-sdk doctor\` says why),
2 for wrong words.
`

export const probeCommand: Command = {
  summary: 'list the opcodes, register operations, setup flags and features of this kernel',
  help: HELP,
  run,
}

async function run(words: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean' }, missing: { type: 'boolean' } } as const
  const { json = false, missing = false } = parseWords(words, options).values
  const answer = support()
  if (!answer.ok) {
    const { code, reason, remedy, message } = answer.error
    if (json) printJson({ error: { code, reason, message, remedy } })
    throw new Error(`${message}\n${remedy ?? ''}\n\`uring-sdk doctor\` says more`)
  }
  const matrix = matrixOf(answer)
  if (json) printJson(missing ? onlyMissing(matrix) : matrix)
  else process.stdout.write(pageOf(matrix, missing, stylesFor()))
  return ExitCode.GOOD
}

const TITLES = [
  ['operations', 'Opcodes'],
  ['registerOperations', 'Operations of register'],
  ['setupFlags', 'Setup flags'],
  ['features', 'Features'],
] as const

function onlyMissing(matrix: Matrix): Matrix {
  const lacks = (entries: readonly Entry[]): Entry[] => entries.filter(({ here }) => !here)
  const pairs = TITLES.map(([key]) => [key, lacks(matrix[key])] as const)
  return { ...matrix, ...Object.fromEntries(pairs) }
}

function pageOf(matrix: Matrix, missing: boolean, styles: Styles): string {
  const { kernel, header, unknownOperations } = matrix
  const parts = TITLES.map(([key, title]) => {
    const here = matrix[key].filter((entry) => entry.here).length
    const head = `${styles.strong(title)}: ${here} of ${matrix[key].length} are here`
    const shown = matrix[key].filter((entry) => !missing || !entry.here)
    return `\n${head}\n${entryLines(shown, kernel, styles)}`
  })
  const unknown =
    unknownOperations.length === 0
      ? ''
      : `\nOpcodes that the header of Linux ${header} has no name for: ` +
        `${unknownOperations.join(', ')}. \`uring-sdk generate\` names them.\n`
  return `Linux ${kernel}; names are those of Linux ${header}\n${parts.join('')}${unknown}`
}

function entryLines(entries: readonly Entry[], kernel: string, styles: Styles): string {
  const width = Math.max(0, ...entries.map(({ name }) => name.length))
  const lines = entries.map((entry) => {
    const mark = entry.here ? styles.good('yes') : styles.bad('no ')
    const since = entry.since === undefined ? '' : `Linux ${entry.since}`
    const odd = styles.doubtful(oddityOf(entry, kernel))
    return `  ${mark}  ${entry.name.padEnd(width)}  ${since.padEnd(10)} ${odd}`.trimEnd()
  })
  return lines.map((line) => `${line}\n`).join('')
}
