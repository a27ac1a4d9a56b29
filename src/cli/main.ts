#!/usr/bin/env node
/** The command `uring-sdk`: finds what was asked for, and says in a sentence what went wrong. */
import { readFileSync } from 'node:fs'
import { type Command, ExitCode, UsageError } from './command.ts'
import { packageFile } from './package-file.ts'

/** Loaded when asked for: a command may need packages that nobody else does. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./doctor/command.ts')).doctorCommand,
  probe: async () => (await import('./probe.ts')).probeCommand,
  generate: async () => (await import('./generate.ts')).generateCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
}

const NODE = [20, 19] as const

async function help(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => {
      const { summary } = await load()
      return `  ${name.padEnd(12)} ${summary}`
    }),
  )
  return `Usage: uring-sdk <command> [options]

${lines.join('\n')}

  --version    the version of the package
  --help       this text; behind a command, that of the command

Every command takes --json. Exit code: 0 when all is well, 1 when not, 2 for wrong words.
`
}

function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return
  throw new Error(`Node ${process.versions.node} is too old: ${NODE.join('.')} or later is needed`)
}

async function main([name, ...words]: readonly string[]): Promise<void> {
  refuseOldNode()
  if (name === undefined || name === '--help') {
    process.stdout.write(await help())
    return
  }
  if (name === '--version') {
    const { version } = JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string }
    process.stdout.write(`${version}\n`)
    return
  }
  const load = Object.entries(COMMANDS).find(([known]) => known === name)?.[1]
  if (load === undefined) {
    throw new UsageError(`there is no command ${name}; \`uring-sdk --help\` lists them`)
  }
  const command = await load()
  if (words.includes('--help')) process.stdout.write(command.help)
  else process.exitCode = await command.run(words)
}

// Whoever reads us may have read enough (`| head`): there is nobody left to tell anything.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`uring-sdk: ${message}\n`)
  process.exitCode = error instanceof UsageError ? ExitCode.USAGE : ExitCode.BAD
})
