import { readFileSync } from 'node:fs'
import { packageFile } from './package-file.ts'

/** Refuses to begin without these packages, with the line that installs them. */
export function refuseMissingTools(work: string, tools: readonly string[]): void {
  const missing = tools.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  const { peerDependencies } = JSON.parse(readFileSync(packageFile(), 'utf8')) as {
    peerDependencies: Readonly<Record<string, string>>
  }
  const names = missing.map((name) => `${name}@${(peerDependencies[name] ?? '').replace('^', '')}`)
  const line = `npm install --save-dev ${names.join(' ')}`
  throw new Error(`${work}, for which packages are missing: ${line}`)
}

/** What reads C and prints TypeScript. Programs that use the package do without. */
export const TOOLS = ['prettier', 'tree-sitter-c', 'ts-morph', 'web-tree-sitter']

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}
