/** `uring-sdk doctor`: whether this machine can do io_uring, what stops it, and what to change. */
import { type Command, ExitCode, parseWords } from '../command.ts'
import { printJson, stylesFor } from '../terminal.ts'
import { examine } from './examine.ts'
import { pageOf } from './print.ts'

const HELP = `Usage: uring-sdk doctor [--all] [--json]

Says whether io_uring works here. Looks at what can stop it: the system, the kernel, gVisor, the
sysctl kernel.io_uring_disabled and its group, seccomp filters, security modules, the limit of
locked memory, and the addon. Makes a ring with each setup flag, and uses each opcode once: in a
directory of its own below the temporary one, on Unix-domain sockets in it, and on UDP to 127.0.0.1.
Then it prints what to change, as lines to paste for sysctl, Docker, Kubernetes and systemd.

  --all        also the setup flags and opcodes that work
  --json       as data
  --help       this text

Exit code: 0 when a Ring can be had here, 1 when something stops it, 2 for wrong words.
A flag or an opcode that fails by itself is told, and is no reason for 1.
`

export const doctorCommand: Command = {
  summary: 'say whether io_uring works here, what stops it, and what to change',
  help: HELP,
  run,
}

async function run(words: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean' }, all: { type: 'boolean' } } as const
  const { json = false, all = false } = parseWords(words, options).values
  const report = await examine(progressOn(process.stderr))
  if (json) printJson(report)
  else process.stdout.write(pageOf(report, all, stylesFor()))
  return report.works ? ExitCode.GOOD : ExitCode.BAD
}

/** A line that overwrites itself: of use to who watches, and to nobody else. */
function progressOn(stream: NodeJS.WriteStream): (what: string) => void {
  return (what) => {
    if (stream.isTTY) stream.write(`\r\u001b[Ktrying ${what}\r\u001b[K`)
  }
}
