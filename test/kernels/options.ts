import { ARCHES, type Arch } from './missing.ts'

/** One boot. */
export interface Pair {
  readonly kernel: string
  readonly arch: Arch
}

export interface Options {
  readonly pairs: readonly Pair[]
  /** Parts of files' paths, or else a pattern for names of tests. */
  readonly filter?: string
  readonly json?: string
  /** Boots at a time. */
  readonly jobs: number
  /** After so many minutes the machines are stopped, whatever is left. */
  readonly minutes?: number
  /** The name under which `.ci/total.mjs` finds what was counted. */
  readonly counts: string
  readonly verbose: boolean
}

/** Wrong words on the command line: the message is the whole story. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const USAGE = `Runs the kernel-facing tests on Debian's kernels in virtual machines.

  npm run test:kernels -- [options]

  --kernel 6.1,7.3    which kernels of headers/kernels.json; all of them without it
  --arch x64,arm64    which architectures; without it x64, and arm64 for the
                      oldest kernel
  --filter PATTERN    parts of test files' paths (raw/nop,raw/waits), or a pattern for names
                      of tests
  --json FILE         writes all results there
  --jobs N            so many machines at a time; 1 without it, and each takes 3 GB
  --minutes N         stops after that time; what is left counts as not run
  --counts NAME       for .ci/total.mjs: what the counts are called; kernels without it
  --verbose           prints each test, and what the machine's console says
  --help              this text

It needs qemu-system, a C compiler for the architecture, apt-get, xz, mke2fs and npm, and the
network the first time; no root. Downloads stay in node_modules/.cache/uring-kernels.

Exit code: 0 if everything passed, 1 if a test failed, 77 if nothing failed but something could not
be run here or in that time, which the last lines explain.`

/** What the words of the command line ask for, or null for help. */
export function parseOptions(words: readonly string[], known: readonly string[]): Options | null {
  const values = new Map<string, string>()
  const flags = new Set<string>()
  for (let at = 0; at < words.length; at++) {
    const [name = '', inline] = (words[at] ?? '').split(/=(.*)/s)
    if (FLAGS.has(name)) flags.add(name)
    else if (VALUES.has(name)) values.set(name, valueOf(name, inline ?? words[++at]))
    else throw new UsageError(`there is no option ${name}; --help lists them`)
  }
  if (flags.has('--help')) return null
  const kernels = chosen(values.get('--kernel'), known, 'kernel') ?? known
  const arches = chosen(values.get('--arch'), ARCHES, 'architecture')
  const filter = values.get('--filter')
  const json = values.get('--json')
  const minutes = values.get('--minutes')
  return {
    pairs: pairsOf(kernels, arches),
    jobs: wholeOf('--jobs', values.get('--jobs') ?? '1'),
    counts: values.get('--counts') ?? 'kernels',
    verbose: flags.has('--verbose'),
    ...(filter === undefined ? {} : { filter }),
    ...(json === undefined ? {} : { json }),
    ...(minutes === undefined ? {} : { minutes: wholeOf('--minutes', minutes) }),
  }
}

const FLAGS: ReadonlySet<string> = new Set(['--help', '--verbose'])
const VALUES: ReadonlySet<string> = new Set(
  ['kernel', 'arch', 'filter', 'json', 'jobs', 'minutes', 'counts'].map((name) => `--${name}`),
)

function valueOf(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`${name} needs a value`)
  return value
}

function wholeOf(name: string, value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1) return number
  throw new UsageError(`${name} is a number from 1, not ${value}`)
}

/** The members of a list that a value names, in the order of the list. */
function chosen<T extends string>(
  value: string | undefined,
  known: readonly T[],
  what: string,
): readonly T[] | undefined {
  if (value === undefined) return undefined
  const wanted = value.split(',').map((word) => word.trim())
  const strange = wanted.filter((word) => !known.includes(word as T))
  if (strange.length > 0) {
    throw new UsageError(`there is no ${what} ${strange.join(', ')}: known are ${known.join(', ')}`)
  }
  return known.filter((one) => wanted.includes(one))
}

/** By default arm64 is one kernel's: it is the slowest, and differs in facts, not in code. */
function pairsOf(kernels: readonly string[], arches: readonly Arch[] | undefined): Pair[] {
  const of = (arch: Arch): Pair[] => kernels.map((kernel) => ({ kernel, arch }))
  if (arches !== undefined) return arches.flatMap(of)
  return [...of('x64'), ...of('arm64').slice(0, 1)]
}
