import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EXEC_ARGV } from '../kernel/fixtures/child.ts'
import { slowness } from '../support/slowness.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** How a command ended, and what it said. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What is different from a command that a user starts. */
export interface Circumstances {
  /** Words of another command, which starts this one. */
  readonly before?: readonly string[]
  /** A file of this folder that is loaded first. */
  readonly first?: 'denied.ts' | 'foreign.ts'
  readonly env?: NodeJS.ProcessEnv
  /** A file of the checkout that is run in place of the command. */
  readonly file?: string
}

/** Runs the command `uring-sdk` as a process of its own. */
export function uring(words: readonly string[], circumstances: Circumstances = {}): Ended {
  const { before = [], first, env = {}, file = 'src/cli/main.ts' } = circumstances
  const loaded = first === undefined ? [] : ['--import', `${root}test/cli/${first}`]
  const all = [...before, process.execPath, ...EXEC_ARGV, ...loaded, `${root}${file}`, ...words]
  const [command = '', ...rest] = all
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    cwd: root,
    encoding: 'utf8',
    // Another user cannot write where this one keeps what tsx has compiled.
    env: { ...process.env, TSX_DISABLE_CACHE: '1', ...env },
    timeout: 45_000 * slowness,
  })
  if (error !== undefined) throw error
  return { status, stdout, stderr }
}

/** Whether a command runs and says that all is well. */
export function runs(command: string, ...words: readonly string[]): boolean {
  return spawnSync(command, words).status === 0
}
