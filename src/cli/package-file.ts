import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Our own package.json: two directories above the sources, three above what is compiled. */
export function packageFile(): string {
  const [found] = ['../../package.json', '../../../package.json']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .filter((path) => existsSync(path))
  if (found === undefined) throw new Error('uring-sdk is damaged: it has no package.json')
  return found
}
