import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the checkout: its path with forward slashes, and what is in it. */
export interface File {
  readonly path: string
  readonly text: string
}

export const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Every file that is committed or would be by `git add .`, so that a rule speaks up before the
 * commit. The owner of a checkout may be somebody else (containers), hence `safe.directory`.
 */
export function filesOfCheckout(): File[] {
  const words = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others']
  const list = execFileSync('git', [...words, '--exclude-standard'], { cwd: root })
  const paths = list.toString().split('\0').filter(Boolean)
  return paths
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
